"""stories.json: the newest stories as a JSON Feed 1.1, and the whole table beside them in Datasette's shape.

Both readers find their members and ignore the other's, as JSON Feed asks them to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from exports import newest, phrases, tables
from exports.edition import Edition
from exports.newest import Told

FILE = "stories.json"


def write(edition: Edition, folder: Path) -> None:
    sources = newest.names(edition)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{edition.title}: stories",
        "description": f"Licence: {edition.licence} ({edition.licence_url})",
        "items": [_item(edition, one, sources) for one in newest.stories(edition)],
    }
    if edition.home:
        feed |= {"home_page_url": edition.home, "feed_url": edition.home + FILE}
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as out:
        rows = (tables.dumps(row) for row in edition.rows(tables.FEED))
        tables.whole(out, tables.FEED, rows, opening=tables.dumps(feed)[1:-1] + ",\n")


def _item(edition: Edition, one: Told, sources: dict[str, str]) -> dict[str, Any]:
    story, lead = one.story, one.lead
    said = phrases.count(story["articles"], "article") + ", " + phrases.count(story["origins"], "origin")
    item: dict[str, Any] = {
        "id": edition.identity("story", story["series"], story["id"]),
        "url": lead["url"],
        "title": story["headline"],
        "content_text": f"{lead['excerpt']}\n\n{said}" if lead["excerpt"] else said,
        "date_modified": one.updated,
        "authors": [{"name": name} for name in lead["authors"] or [sources.get(lead["source"], lead["source"])]],
        "tags": [story["series"]] if story["series"] else [],
        "_showwire": {
            "articles": story["articles"],
            "origins": story["origins"],
            "via": [{"url": a["url"], "source": a["source"]} for a in one.articles],
        },
    }
    if lead["language"]:
        item["language"] = lead["language"]
    if one.published:
        item["date_published"] = f"{one.published}T00:00:00Z" if len(one.published) == 10 else one.published
    return item
