"""Builders of what an editor has accepted, written straight into the store's tables."""

from __future__ import annotations

import datetime as dt
import json
from itertools import count
from pathlib import Path

from model.records import dated
from model.watched import Does, Person, Plays, Season, Series, Source
from store.store import Store

DAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
_ids = count(1)
_opened: list[Store] = []


def opened(folder: Path) -> Store:
    """A store in the folder that knows the series; `close_opened` closes it."""
    store = Store.open(folder / "news.db")
    store.claims.knows((a_series(),))
    _opened.append(store)
    return store


def close_opened() -> None:
    while _opened:
        _opened.pop().close()


def a_series(**other: object) -> Series:
    known: dict[str, object] = {
        "slug": "low-water",
        "titles": ("Low Water", "저수위"),
        "seasons": (Season(number=1, premiered="2024-10-18"), Season(number=2)),
        "people": (
            Person(
                slug="an-seo-yun", name="An Seo-yun", native="안서윤", plays=(Plays(character="Hae-in", native="해인", seasons=(1, 2)),)
            ),
            Person(slug="ines-mora", name="Inés Mora", plays=(Plays(character="Marina Olmo", also=("Marina",), seasons=(2,)),)),
            Person(slug="do-hyun", name="Baek Do-hyun", plays=(Plays(character="Min-jae", seasons=(1,)),)),
            Person(slug="jang", name="Jang Hyo", does=(Does(job="director", seasons=(1,)),)),
        ),
    }
    return Series(**{**known, **other})  # type: ignore[arg-type]


def a_source(slug: str = "courier", **other: object) -> Source:
    return Source(**{"slug": slug, "way": "feed", "url": f"https://{slug}.example/feed", "name": slug.title(), **other})  # type: ignore[arg-type]


def an_article(
    store: Store,
    *,
    url: str = "",
    title: str = "Low Water returns",
    body: str = "Low Water returns. It comes in 2026, they say.",
    source: str = "courier",
    tier: str = "press",
    at: dt.datetime = DAY,
    story: int | None = None,
    origin: int | None = None,
    state: str = "accepted",
    series: str = "low-water",
    excerpt: str = "",
    language: str = "en",
    authors: tuple[str, ...] = (),
    approved: dt.datetime | None = None,
) -> int:
    """An article with its story, version and series; `approved`: when an editor let it through."""
    db = store.db.conn
    n = next(_ids)
    url = url or f"https://{source}.example/{n}"
    if story is None:
        story = db.execute("INSERT INTO story (created_at) VALUES (?)", (dated(at),)).lastrowid
    article: int = db.execute(
        "INSERT INTO article (url, source, story_id, origin_id, how, version, title, folded_title, content_hash, body_hash, kind, quality,"
        " published, published_day, published_precision, tier, first_seen, last_seen, state, excerpt, language, authors)"
        " VALUES (?, ?, ?, ?, 'new', 1, ?, ?, ?, ?, 'article', 'full', ?, ?, 'instant', ?, ?, ?, ?, ?, ?, ?)",
        (url, source, story, origin, title, title.casefold(), f"h{n}", f"b{n}", dated(at), dated(at)[:10], tier, dated(at), dated(at),
         state, excerpt, language, json.dumps(authors)),
    ).lastrowid  # fmt: skip
    db.execute(
        "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (?, 1, ?, ?, ?, ?)",
        (article, title, f"{title}\n\n{body}", f"h{n}", dated(at)),
    )
    if series:
        db.execute("INSERT INTO article_series VALUES (?, ?, 80, '[]')", (article, series))
    if approved is not None:
        db.execute(
            "INSERT INTO verdict (at, editor, action, target, target_id, batch) VALUES (?, 'reviewer-canary', 'approve', 'article', ?, ?)",
            (dated(approved), article, f"batch{n}"),
        )
    return article


def a_mention(store: Store, article: int, text: str, *, kind: str = "date", state: str = "accepted", **said: object) -> int:
    """A mention of `text` in the article's newest version; its quote is the line it stands in."""
    db = store.db.conn
    version, whole = db.execute(
        "SELECT number, text FROM article_version WHERE article_id = ? ORDER BY number DESC LIMIT 1", (article,)
    ).fetchone()
    start = whole.rindex(text)
    left = whole.rfind("\n", 0, start) + 1
    right = whole.find("\n", start)
    right = len(whole) if right < 0 else right
    row: dict[str, object] = {
        "article_id": article, "version": version, "identity": f"m{next(_ids)}", "kind": kind, "start": start, "end": start + len(text),
        "quote_start": left, "quote_end": right, "text": text, "quote": whole[left:right], "value": text, "series": "low-water",
        "state": state, **said,
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in row)
    made = db.execute(f"INSERT INTO mention ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())).lastrowid
    assert made is not None
    return made
