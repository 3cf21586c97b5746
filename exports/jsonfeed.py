"""The JSON Feeds (1.1): stories.json, one of each series, person and kind of claim, and feeds/changes.json.

stories.json is the newest stories as a feed, and the whole table beside them in Datasette's shape: both readers find
their members and ignore the other's, as JSON Feed asks them to.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from exports import newest, phrases, tables
from exports.backing import backing
from exports.edition import Edition, Row
from exports.paging import Paged, documents, paged
from exports.places import claim_ids, claim_page, series_page
from exports.shelves import Told, shelves

FILE = "stories.json"


def write(edition: Edition, folder: Path) -> None:
    sources = newest.names(edition)
    told = shelves(edition)
    for shelf in told.all:
        _feed(edition, folder, shelf.file, shelf.title, shelf.pages, lambda i: _item(edition, told.told[i], sources))
    by_id = {c["id"]: c for c in newest.changes(edition)}
    pages = paged((c["at"], c["id"]) for c in by_id.values())
    _feed(edition, folder, "feeds/changes", "what changed", pages, lambda i: _change(edition, by_id[i], sources))


def _feed(edition: Edition, folder: Path, file: str, title: str, pages: Paged, item: Callable[[int], dict[str, Any]]) -> None:
    for page in documents(file, ".json", pages):
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{edition.title}: {title}",
            "description": f"Licence: {edition.licence} ({edition.licence_url})",
        }
        if edition.home:
            feed |= {"home_page_url": edition.home, "feed_url": edition.home + page.file}
        if page.older:
            feed["next_url"] = edition.link(page.older, page.file)
        feed["items"] = [item(i) for i in page.ids]
        path = folder / page.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as out:
            if page.file == FILE:
                rows = (tables.dumps(row) for row in edition.rows(tables.FEED))
                tables.whole(out, tables.FEED, rows, opening=tables.dumps(feed)[1:-1] + ",\n")
            else:
                out.write(tables.dumps(feed) + "\n")


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


def _change(edition: Edition, change: Row, sources: dict[str, str]) -> dict[str, Any]:
    backed = backing(edition)
    behind = newest.behind(change, backed, sources)
    claim = claim_ids(edition).get((change["series"], change["season"], change["about"], change["region"], change["after"] or ""))
    proof = backed.carrier(claim) if claim is not None else None
    title = f"{newest.titles(edition).get(change['series'], change['series'])}: {newest.moved(change)}"
    page = claim_page(claim) if claim is not None else series_page(change["series"])
    item: dict[str, Any] = {
        "id": edition.identity("change", change["series"], change["id"]),
        "url": edition.link(page, "feeds/changes.json"),
        "title": f"{title}; {behind}" if behind else title,
        "content_text": proof.quote if proof else title,
        "date_published": change["at"],
        "date_modified": change["at"],
        "tags": [change["series"], change["about"]],
        "_showwire": {k: change[k] for k in ("season", "about", "region", "before", "after", "status_before", "status_after")},
    }
    if proof:
        item["external_url"] = proof.article["url"]
    return item
