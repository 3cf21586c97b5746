"""What the sample's outlets have published by a given day, and the truth about it."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FIRST_DAY = dt.date(2026, 11, 16)
DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A site. `way` and `path` say where its news are listed; `style` how its pages tell date and author."""

    slug: str
    name: str
    tier: str
    way: str  # feed, sitemap, page
    path: str
    language: str
    zone: str
    style: str  # json-ld, meta, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it stands on a day. From `on_topic` on it is the truth, which no page shows."""

    id: str
    outlet: str
    path: str
    language: str
    day: int
    published: dt.datetime
    modified: dt.datetime | None
    authors: tuple[str, ...]
    title: str
    summary: str
    body: tuple[str, ...]  # paragraphs
    quality: str  # full, teaser, wall
    gone: bool
    changed: int  # the day of its last change
    on_topic: bool
    story: str
    copy_of: str
    via: str
    cast: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]  # kind and value


OUTLETS = (
    Outlet(
        slug="hyosan-evening-post",
        name="Hyosan Evening Post (sample)",
        tier="press",
        way="feed",
        path="/feed/",
        language="en",
        zone="Asia/Seoul",
        style="json-ld",
    ),
    Outlet(
        slug="meridian-wire", name="Meridian Wire (sample)", tier="press", way="feed", path="/atom.xml", language="", zone="", style="meta"
    ),
    Outlet(
        slug="hanbit", name="한빛연예 (sample)", tier="press", way="page", path="/list.html", language="ko", zone="Asia/Seoul", style="time"
    ),
    Outlet(
        slug="hyosan-studio",
        name="Hyosan Studio (sample)",
        tier="official",
        way="sitemap",
        path="/news-sitemap.xml",
        language="",
        zone="Asia/Seoul",
        style="meta",
    ),
)


@functools.cache
def _written() -> tuple[dict[str, Any], ...]:
    with (Path(__file__).parent / "articles.toml").open("rb") as file:
        return tuple(tomllib.load(file)["article"])


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip().split("\n\n"))


def articles(day: int) -> tuple[Article, ...]:
    """All that was published by `day` (1 to 3), as edited by then, those taken down among them."""
    bodies = {each["id"]: each["body"] for each in _written() if "body" in each}
    return tuple(_as_of(each, bodies, day) for each in _written() if each["day"] <= day)


def _as_of(written: dict[str, Any], bodies: dict[str, str], day: int) -> Article:
    article = Article(
        id=written["id"],
        outlet=written["outlet"],
        path=written["path"],
        language=written["language"],
        day=written["day"],
        published=dt.datetime.fromisoformat(written["published"]),
        modified=None,
        authors=tuple(written["authors"]),
        title=written["title"],
        summary=written["summary"],
        body=_paragraphs(bodies[written.get("body_of", written["id"])]),
        quality=written.get("quality", "full"),
        gone=False,
        changed=written["day"],
        on_topic=written["on_topic"],
        story=written["story"],
        copy_of=written.get("copy_of", ""),
        via=written.get("via", ""),
        cast=tuple(written.get("cast", ())),
        dates=tuple((each["kind"], each["value"]) for each in written["dates"]),
    )
    for edit in written.get("edit", ()):
        if edit["day"] <= day:
            article = _edited(article, edit)
    return article


def _edited(article: Article, edit: dict[str, Any]) -> Article:
    old, new = edit.get("old", ""), edit.get("new", "")
    stamp = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=edit["day"] - 1), dt.time(8), article.published.tzinfo)
    return replace(
        article,
        changed=edit["day"],
        modified=stamp,
        gone=edit.get("gone", False),
        title=article.title.replace(old, new) if old else article.title,
        summary=article.summary.replace(old, new) if old else article.summary,
        body=tuple(part.replace(old, new) for part in article.body) if old else article.body,
        dates=tuple((each["kind"], each["value"]) for each in edit["dates"]) if "dates" in edit else article.dates,
    )
