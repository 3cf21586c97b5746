"""The judgement as a whole: what every pipeline is handed, and the chain in running order as one function.

`try`, `reprocess` and the tests call `judge`; a crawl runs the same functions through Scrapy's ITEM_PIPELINES.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from model.records import Article, Dropped, Entry, Filing, Grouping
from model.watched import Series, Source, Thresholds
from pipelines import clean, dedupe, relevance
from pipelines.counts import Counts

if TYPE_CHECKING:
    from store.archive import Archive
    from store.scratch import Scratch
    from store.store import Store
    from store.stories import Stories

USUAL = Thresholds()
NOWHERE = "nowhere.invalid"  # the host of items that have no address
Extract = Callable[[Filing, tuple[Series, ...]], Filing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the pipelines need: the series looked for, what is known, the clock. `keep_all` keeps what is off topic."""

    series: tuple[Series, ...]
    memory: Store
    clock: Callable[[], dt.datetime]
    thresholds: Thresholds = USUAL
    keep_all: bool = False
    run_id: int = 0
    counts: Counts = field(default_factory=Counts)
    archive: Archive | None = None


def judge(
    article: Article,
    series: tuple[Series, ...],
    stories: Stories,
    now: dt.datetime,
    *,
    extract: Extract | None = None,
    keep_all: bool = False,
    thresholds: Thresholds = USUAL,
) -> Filing | Dropped:
    """The whole chain but for the saving: clean, relevance, extract (where given), dedupe."""
    cleaned = clean.clean(article, now)
    if isinstance(cleaned, Dropped):
        return cleaned
    judged = relevance.judge(cleaned, series, keep_all)
    if isinstance(judged, Dropped):
        return judged
    if extract is not None:
        judged = extract(judged, tuple(s for s in series if any(s.slug == j.series for j in judged.judged)))
    return dedupe.group(judged, stories, series, thresholds)


def tell(
    memory: Scratch, key: str, title: str, *, body: str = "", published: str = "", publisher: str = "", now: dt.datetime
) -> tuple[int, Grouping | None]:
    """(story id, why) of one item told in order of time to a memory of its own: what `try stories` does with a line.

    An item without a title is headed by the first line of its body. An item with neither is a story of its own.
    """
    if not title:
        title = body.strip().partition("\n")[0]
    slug = publisher or "unnamed"
    source = Source(slug=slug, way="feed", url=f"https://{NOWHERE}/", name=publisher)
    entry = Entry(key=key, url=f"https://{NOWHERE}/{quote(key, safe='')}", title=title, content=body, published=published)
    cleaned = clean.clean(Article(source=source, entry=entry, at=now), now)
    if isinstance(cleaned, Dropped):
        return memory.open_story(now), None
    grouped = dedupe.group(cleaned, memory)
    return memory.remember(grouped, now)[1], grouped.grouping
