"""The stream of all that came: articles and what was left out as off topic, in the order in which they were judged."""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.records import Judged, PageKind, Part, Quality, dated, moment
from store.database import Database

EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One item as it came, with what was made of it. `text` is "" for what was left out: its page or its summary is left."""

    key: str  # "article 12", "dropped 5"
    id: int
    dropped: bool
    url: str
    addresses: tuple[str, ...]
    source: str
    tier: str
    guid: str
    title: str
    listed: str  # the feed's own headline, "" where it is the same
    text: str
    excerpt: str
    language: str
    kind: PageKind
    quality: Quality
    published: dt.datetime | None
    day: str
    at: dt.datetime
    page: int | None  # the row of its page, for what was left out
    judged: tuple[Judged, ...]


def stream(db: Database, since: dt.datetime = EARLIEST, *, latest: bool = False) -> Iterator[Came]:
    """Everything since a moment, in the order of judging; with the first text of each, or with its latest."""
    asked = dated(since) if since > EARLIEST else ""
    for _, came in heapq.merge(_articles(db, asked, latest), _dropped(db, asked), key=lambda item: item[0]):
        yield came


def _articles(db: Database, since: str, latest: bool) -> Iterator[tuple[tuple[int, int, int], Came]]:
    version = "a.version" if latest else "(SELECT min(number) FROM article_version WHERE article_id = a.id)"
    rows = db.query(
        "SELECT a.*, v.title AS said_title, v.text,"
        " (SELECT json_group_array(url) FROM address WHERE article_id = a.id AND url <> a.url) AS addresses,"
        " (SELECT json_group_array(json_array(series, score, json(parts))) FROM article_series WHERE article_id = a.id) AS judged"
        f" FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = {version} WHERE a.first_seen >= ? ORDER BY a.id",
        (since,),
    )
    for row in rows:
        came = Came(
            key=f"article {row['id']}", id=row["id"], dropped=False, url=row["url"], addresses=tuple(json.loads(row["addresses"])),
            source=row["source"], tier=row["tier"], guid=row["guid"], title=row["said_title"], listed=row["listed"], text=row["text"],
            excerpt=row["excerpt"], language=row["language"], kind=row["kind"], quality=row["quality"], published=moment(row["published"]),
            day=row["published_day"], at=_at(row["first_seen"]), page=None,
            judged=tuple(_judged(*said) for said in sorted(json.loads(row["judged"]))),
        )  # fmt: skip
        yield (row["id"], 0, 0), came


def _dropped(db: Database, since: str) -> Iterator[tuple[tuple[int, int, int], Came]]:
    rows = db.query(
        "SELECT * FROM dropped WHERE reason = 'off_topic' AND at >= ? ORDER BY after_article, id", (since,)
    )  # what was unreadable or gone would be so under any rule
    for row in rows:
        yield (row["after_article"], 1, row["id"]), left_out(row | {"parts": json.loads(row["parts"])})


def left_out(row: Mapping[str, Any]) -> Came:
    """A row of what was left out, as it came; its parts read."""
    judged = (_judged(row["series"], row["score"], row["parts"]),) if row["series"] else ()
    return Came(
            key=f"dropped {row['id']}", id=row["id"], dropped=True, url=row["url"], addresses=(), source=row["source"], tier="press", guid="",
            title=row["title"], listed=row["listed"], text="", excerpt=row["excerpt"], language=row["language"], kind="other", quality="empty",
            published=None, day="", at=_at(row["at"]), page=row["page_id"], judged=judged,
        )  # fmt: skip


def _judged(series: str, score: int, parts: list[Any]) -> Judged:
    return Judged(series=series, score=score, parts=tuple(Part(name, points, detail) for name, points, detail in parts))


def _at(text: str) -> dt.datetime:
    return moment(text) or EARLIEST
