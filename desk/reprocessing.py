"""The archive read again by the rules of today: what changes, listed first and then done, with every decision kept.

A dry run does the same to a copy of the database that is thrown away, so that what it lists is what a real run makes.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from desk.place import Place
from model.diff import changed_lines
from model.errors import ShowwireError
from model.records import Article, Dropped, Filing, Judged
from model.watched import Series, Source

if TYPE_CHECKING:
    from crawler.workers import Workers
    from store.archive import Archive
    from store.store import Store

BATCH = 32  # pages read at once; what is in memory is theirs
SHOWN_MAX = 300  # characters of a text that a change shows

What = Literal["changed", "kept", "dropped", "left_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a new reading changes of one article.

    what: "changed"; "kept" (was left out, and would be an article now); "dropped" (an article nobody decided of, off topic
    now); "left_out" (left out as before, for another reason or score).
    """

    what: What
    url: str
    title: str
    article: int | None = None
    fields: tuple[tuple[str, Any, Any], ...] = ()  # (name, before, after)
    added: tuple[Mapping[str, Any], ...] = ()  # mentions
    removed: tuple[Mapping[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As --json shows it."""
        return {
            "what": self.what, "article": self.article, "url": self.url, "title": self.title,
            "fields": [{"field": name, "before": before, "after": after} for name, before, after in self.fields],
            "mentions_added": [dict(m) for m in self.added], "mentions_removed": [dict(m) for m in self.removed],
        }  # fmt: skip


@dataclass(slots=True)
class Report:
    """What was read, and what changed."""

    pages: int = 0
    unreadable: int = 0
    lost: list[str] = field(default_factory=list)  # pages that the archive's files do not hold any more
    without_source: int = 0  # pages of sources that sources.yaml no longer lists
    changes: list[Change] = field(default_factory=list)

    def as_dict(self, *, dry_run: bool) -> dict[str, Any]:
        """As --json shows it."""
        counted = {what: sum(change.what == what for change in self.changes) for what in ("changed", "kept", "dropped", "left_out")}
        return {
            "dry_run": dry_run, "pages": self.pages, "unreadable": self.unreadable, "lost": self.lost,
            "without_source": self.without_source, **counted, "changes": [change.as_dict() for change in self.changes],
        }  # fmt: skip


def reprocess(
    place: Place,
    now: dt.datetime,
    *,
    since: dt.datetime | None = None,
    dry_run: bool = False,
    workers: int = 2,
    on_pages: Callable[[int, int], None] = lambda _done, _of: None,
) -> Report:
    """Read every archived page again (those fetched since then) and judge it anew. Takes the crawl lock, unless it is a dry run."""
    from crawler.workers import Workers
    from store.archive import Archive

    sources = {source.slug: source for source in place.watchlist().sources}
    with _memory(place, dry_run) as store:
        run = _Run(store, Archive(place.archive), sources, place.series(), now)
        with Workers(workers) as pool:
            asyncio.run(run.all(pool, since, on_pages))
    return run.report


@contextlib.contextmanager
def _memory(place: Place, dry_run: bool) -> Iterator[Store]:
    from store.lock import crawl_lock
    from store.store import Store

    if not place.database.exists():
        raise ShowwireError(f"{place.database} is not there", hint="there is nothing to read again yet: showwire crawl")
    if not dry_run:
        with crawl_lock(place.data), place.store() as store:
            yield store
        return
    from store.maintenance import backup

    with tempfile.TemporaryDirectory(prefix=".reprocess-", dir=place.data) as folder:
        copy = Path(folder) / place.database.name
        backup(place.database, copy)
        with Store.open(copy) as store:
            store.claims.knows(place.series())
            yield store


class _Run:
    """One pass over the archive."""

    def __init__(self, store: Store, archive: Archive, sources: Mapping[str, Source], series: Sequence[Series], now: dt.datetime) -> None:
        self.store, self.archive, self.sources, self.series, self.now = store, archive, sources, tuple(series), now
        self.report = Report()

    async def all(self, workers: Workers, since: dt.datetime | None, on_pages: Callable[[int, int], None]) -> None:
        rows = self.store.rereading.pages(since)
        for begin in range(0, len(rows), BATCH):
            some = rows[begin : begin + BATCH]
            read = await asyncio.gather(*(self._read(row, workers) for row in some))
            for row, article in zip(some, read, strict=True):
                if article is not None:
                    await self._judge(row, article, workers)
            on_pages(min(begin + BATCH, len(rows)), len(rows))

    async def _read(self, row: dict[str, Any], workers: Workers) -> Article | None:
        """The page as an Article, read by the rules of today with the clock of its own day."""
        from crawler.articles import article_of
        from store import pages

        source = self.sources.get(row["source"])
        if source is None:
            self.report.without_source += 1
            return None
        try:
            page = self.archive.read(pages.located(row))
        except (OSError, ValueError) as error:
            self.report.lost.append(f"{row['url']}: {error}")
            return None
        self.report.pages += 1
        article = await article_of(source, self.store.rereading.entry(row, self.archive), page, workers, page.fetched_at)
        self.report.unreadable += article.reading is None
        return article

    async def _judge(self, row: dict[str, Any], article: Article, workers: Workers) -> None:
        if row["article_id"] is None:
            self._left_out_before(row, article)
            return
        before = self.store.rereading.article(row["article_id"])
        filing = self._filed(article, before, self.store.rereading.decided(row["article_id"]))
        if isinstance(filing, Filing) and self._worse(filing, before) and before["page_id"] not in (None, row["id"]):
            # The newest page could not be read then either: what stands was read from an earlier one.
            earlier = self.store.rereading.page(before["page_id"])
            again = await self._read({**earlier, "article_id": row["article_id"]}, workers) if earlier else None
            if again is not None:
                row, article = {**(earlier or {}), "article_id": row["article_id"]}, again
                filing = self._filed(article, before, self.store.rereading.decided(row["article_id"]))
        if isinstance(filing, Dropped):
            gone = self.store.rereading.left_out(row["article_id"], filing.reason, self.now)
        else:
            gone = False
            self.store.rereading.reread(filing, row["article_id"], row["id"], self.now)
        self._told("dropped" if gone else "changed", row["article_id"], before, self.store.rereading.article(row["article_id"]))

    @staticmethod
    def _worse(filing: Filing, before: Mapping[str, Any]) -> bool:
        from store.filings import QUALITY

        return QUALITY[filing.quality] < QUALITY[before["quality"]]

    def _filed(self, article: Article, before: Mapping[str, Any] | None, decided: bool) -> Filing | Dropped:
        """The pipelines over an article. One that an editor decided of stays in its series; a text that differs from the stored
        one in nothing that counts is that text, so that its mentions stay where they are."""
        from pipelines import clean, dedupe, relevance
        from pipelines.extract import extract

        at = article.at
        cleaned = clean.clean(article, at)
        if isinstance(cleaned, Dropped):
            return cleaned
        judged = relevance.judge(cleaned, self.series)
        if isinstance(judged, Dropped):
            return judged
        if before is not None:
            if judged.content_hash == before["content_hash"]:
                judged = replace(judged, title=before["title"], text=before["text"])
            if decided:
                known = {one.series for one in judged.judged}
                more: tuple[Judged, ...] = tuple(
                    relevance.score_filing(judged, one) for one in self.series if one.slug in before["series"] and one.slug not in known
                )
                judged = replace(judged, judged=(*judged.judged, *more))
        about = {one.series for one in judged.judged}
        extracted = extract(judged, tuple(one for one in self.series if one.slug in about))
        return dedupe.group(extracted, self.store.stories, self.series)

    def _left_out_before(self, row: dict[str, Any], article: Article) -> None:
        from store import pages

        before = self.store.rereading.dropped(row["dropped_id"])
        filing = self._filed(article, None, False)
        if isinstance(filing, Filing):
            article_id = self.store.rereading.keep(filing, pages.located(row), self.now)
            after = self.store.rereading.article(article_id)
            self.report.changes.append(
                Change(
                    what="kept", url=after["url"], title=after["title"], fields=(("reason", before["reason"], None), ("series", {}, after["series"])),
                    added=tuple(after["mentions"].values()),
                )
            )  # fmt: skip
            return
        best = max(filing.judged, key=lambda judged: judged.score, default=None)
        now = {"reason": str(filing.reason), "series": best.series if best else "", "score": best.score if best else 0}
        fields = tuple((name, before[name], value) for name, value in now.items() if before[name] != value)
        if fields:
            self.store.rereading.drop_again(filing, pages.located(row), self.now)
            self.report.changes.append(Change(what="left_out", url=before["url"], title=before["title"], fields=fields))

    def _told(self, what: What, article_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        fields = [
            (name, before[name], after[name])
            for name in before
            if name not in ("text", "mentions", "content_hash", "version", "page_id") and before[name] != after[name]
        ]
        if before["text"] != after["text"]:
            gone, came = changed_lines(before["text"], after["text"])
            fields.append(("text", _cut(gone), _cut(came)))
        old, new = before["mentions"], after["mentions"]
        fields += [
            (f"mention {old[one]['value']!r}: {name}", old[one][name], new[one][name])
            for one in old
            if one in new
            for name in old[one]
            if old[one][name] != new[one][name]
        ]
        added, removed = tuple(new[one] for one in new if one not in old), tuple(old[one] for one in old if one not in new)
        if fields or added or removed:
            self.report.changes.append(
                Change(
                    what=what,
                    article=article_id,
                    url=after["url"],
                    title=after["title"],
                    fields=tuple(fields),
                    added=added,
                    removed=removed,
                )
            )


def _cut(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX].rstrip()}…"
