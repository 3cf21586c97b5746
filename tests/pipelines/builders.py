"""Articles and filings as the tests need them: only what a test is about has to be said."""

from __future__ import annotations

import datetime as dt

from model.records import Article, Dropped, Entry, Filing, Page, Reading
from model.watched import Person, Plays, Season, Series, Source
from pipelines.clean import clean

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)

TIDE = Series(
    slug="low-water",
    titles=("The Low Water Line", "썰물의 끝", "Línea de Bajamar"),
    names_not=(r"\bthe low water line (?:is|was) measured\b",),
    seasons=(Season(number=1, premiered="2024-05-03"), Season(number=2)),
    people=(
        Person(slug="han-se-ri", name="Han Se-ri", native="한세리", also=("Han Seri",), plays=(Plays(character="Mok Ye-won"),)),
        Person(slug="do-ki-jun", name="Do Ki-jun", native="도기준", plays=(Plays(character="Sailor Bae"),)),
        Person(slug="im-dal", name="Im Dal", native="임달"),
    ),
)


def a_source(slug: str = "gazette", **more: object) -> Source:
    return Source(slug=slug, way="feed", url=f"https://{slug}.example/feed", name=str(more.pop("name", slug.title())), **more)  # type: ignore[arg-type]


def an_article(
    title: str = "A headline",
    body: str = "",
    *,
    url: str = "",
    at: dt.datetime = NOW,
    source: Source | None = None,
    published: str = "",
    read: bool = True,
    **entry: str,
) -> Article:
    source = source or a_source()
    url = url or f"https://{source.slug}.example/{abs(hash((title, body))) % 10**9}"
    page = Page(url=url, requested_url=url, status=200, headers=(), body=b"", fetched_at=at)
    reading = Reading(title=title, body=body, published=published or at.isoformat(), kind="article", quality="full", language="en")
    return Article(
        source=source,
        entry=Entry(key=entry.pop("key", url), url=url, title=entry.pop("listed", title), published=published, **entry),
        at=at,
        page=page if read else None,
        reading=reading if read else None,
    )


def a_filing(title: str = "A headline", body: str = "", **more: object) -> Filing:
    made = clean(an_article(title, body, **more), NOW)  # type: ignore[arg-type]
    assert not isinstance(made, Dropped)
    return made
