"""Builders: a record with everything filled in, of which a test says only what it is about."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

from model.records import Article, Entry, Filing, Grouping, Judged, Mention, Outcome, Page, Part, Reading
from model.text import fold
from model.watched import Source

NOW = dt.datetime(2026, 9, 1, 12, 0, tzinfo=dt.UTC)


def later(**delta: float) -> dt.datetime:
    return NOW + dt.timedelta(**delta)


def a_source(slug: str = "press", **fields: Any) -> Source:
    return Source(slug=slug, **{"way": "feed", "url": f"https://{slug}.example/feed", "tier": "press", **fields})


def an_entry(key: str = "one", **fields: Any) -> Entry:
    return Entry(key=key, **{"url": f"https://press.example/{key}", "title": f"News {key}", **fields})


def a_page(url: str = "https://press.example/one", body: bytes = b"<p>Hello</p>", **fields: Any) -> Page:
    return Page(
        url=url,
        body=body,
        **{"requested_url": url, "status": 200, "headers": (("Content-Type", "text/html; charset=utf-8"),), "fetched_at": NOW, **fields},
    )


def an_article(key: str = "one", *, source: Source | None = None, entry: Entry | None = None, **fields: Any) -> Article:
    source = source or a_source()
    entry = entry or an_entry(key, url=f"https://{source.slug}.example/{key}")
    return Article(source=source, entry=entry, **{"at": NOW, "reading": Reading(title=entry.title, quality="full"), **fields})


def a_filing(
    key: str = "one", *, title: str = "", body: str = "Park Ji-hu returns in 2026.", article: Article | None = None, **fields: Any
) -> Filing:
    article = article or an_article(key)
    title = title or article.entry.title
    text = f"{title}\n\n{body}"
    filled: dict[str, Any] = {
        "url": article.entry.url,
        "link": article.entry.url,
        "addresses": (),
        "folded_title": fold(title),
        "body_hash": hashlib.sha256(fold(body).encode("utf-8", "surrogatepass")).hexdigest(),
        "content_hash": hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest(),
        "quality": "full",
        "kind": "article",
        "judged": (Judged(series="aouad", score=80, parts=(Part("title", 80, "All of Us Are Dead"),)),),
        "grouping": Grouping(how="new"),
    }
    filing = Filing(article=article, title=title, text=text, **{**filled, **fields})
    if "mentions" not in fields:
        filing = dataclasses.replace(filing, mentions=mentions_in(text))
    return filing


def mentions_in(text: str) -> tuple[Mention, ...]:
    """Park Ji-hu as cast, Lomon as a name to choose, 2026 as premiere: wherever they stand."""
    found = []
    for name, fields in (
        ("Park Ji-hu", {"kind": "cast", "person": "park-ji-hu"}),
        ("Lomon", {"kind": "cast", "choices": ("park-solomon", "lomon-other")}),
        ("2026", {"kind": "date", "about": "premiere", "precision": "year", "season": "S2"}),
    ):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            quote_start = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start) + 1) + 1
            stop = text.find(".", end)
            quote_end = stop + 1 if stop >= 0 else len(text)
            found.append(
                Mention(
                    start=start,
                    end=end,
                    quote_start=quote_start,
                    quote_end=quote_end,
                    value=name,
                    series="aouad",
                    **fields,  # type: ignore[arg-type]
                )
            )
            start = text.find(name, end)
    return tuple(found)


def an_outcome(source: Source | None = None, *, keys: tuple[str, ...] = (), **fields: Any) -> Outcome:
    return Outcome(
        source=source or a_source(),
        keys=keys,
        **{"at": NOW, "state": "ok", "http_status": 200, "etag": '"v1"', "last_modified": "x", **fields},
    )
