"""One crawl, from the due sources to the sum-up: where the wire, the judgement and the memory are put together."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from desk.place import Place
from model.records import Again, Entry, Outcome, Record, Visit
from model.urls import politeness_host
from model.watched import Source, Watchlist

if TYPE_CHECKING:
    from pipelines.counts import Counts
    from store.evidence_watch import Due
    from store.pruning import Pruned

OWN_PAUSE = 0.01  # seconds between two requests to a machine that the operator named in `allow`: it is theirs
DEFAULT_CONTACT = "https://example.org/showwire"  # what the User-Agent says while sources.yaml names no contact


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl, and how."""

    slugs: tuple[str, ...] = ()  # none: what is due
    everything: bool = False
    keep_all: bool = False
    limit: int | None = None  # sources at most, longest due first
    workers: int = 2
    pasted: Source | None = None  # only this page, which an editor asked for: nothing else is visited


def crawl(place: Place, order: Order, clock: Callable[[], dt.datetime], on_outcome: Callable[[Outcome, int, int], None]) -> dict[str, Any]:
    """Visit what is due, judge and store it; the sum-up of the contract.

    `on_outcome(outcome, done, of)` is called as each visit ends. Takes the crawl lock; raises AlreadyRunning, and
    KeyboardInterrupt after a clean stop, with the run marked.
    """
    from crawler.run import run
    from crawler.schedule import next_look
    from pipelines.judgement import Judgement
    from pipelines.relevance import first_look
    from store.archive import Archive
    from store.lock import crawl_lock

    watchlist, series, thresholds = place.watchlist(), place.series(), place.thresholds()
    with crawl_lock(place.data), place.store() as store:
        began = time.monotonic()
        run_id = store.visits.begin_run("crawl", clock())
        archive = Archive(place.archive)
        judgement = Judgement(
            series=series, thresholds=thresholds, memory=store, clock=clock, keep_all=order.keep_all, run_id=run_id, archive=archive
        )
        errors: dict[str, str] = {}
        state: Literal["done", "failed", "interrupted"] = "interrupted"
        try:
            store.queue.release_due(clock())
            if order.pasted is not None:
                visits = [Visit(source=order.pasted)]
            else:
                visits = store.visits.visits(watchlist.sources, clock(), all=order.everything, slugs=order.slugs)[: order.limit]
                store.evidence.follow(next_look, clock())
                visits = with_evidence(visits, store.evidence.due(_asked(watchlist, order), clock(), archive, all=order.everything), order)

            def wanted(source: Source, entry: Entry) -> bool:
                return order.keep_all or order.pasted is not None or first_look(entry, series)

            def seen(record: Record) -> None:
                if isinstance(record, Outcome):
                    errors[record.source.slug] = record.error
                    on_outcome(record, len(errors), sum(visit.listed for visit in visits))

            if visits:
                run(
                    visits,
                    contact=watchlist.contact or DEFAULT_CONTACT,
                    allow=watchlist.allow,
                    context=judgement,
                    wanted=wanted,
                    robots=store.visits.robots(),
                    clock=clock,
                    workers=order.workers,
                    on_record=seen,
                    settings={"DOWNLOAD_SLOTS": {politeness_host(f"http://{a}"): {"delay": OWN_PAUSE} for a in watchlist.allow}},
                )
            state = "done"
        finally:
            archive.close()
            summary = summed_up(run_id, judgement.counts, errors, time.monotonic() - began)
            if state == "done" and exit_code(summary) == 1:
                state = "failed"
            store.visits.finish_run(run_id, clock(), state, summary)
    return summary


def pruned(place: Place, now: dt.datetime, *, dry_run: bool = False) -> Pruned:
    """The archive within the limits of sources.yaml. Takes the crawl lock, unless it is a dry run."""
    from store.lock import crawl_lock
    from store.pruning import prune

    watchlist = place.watchlist()
    out = [source.slug for source in watchlist.sources if not source.archive]
    if dry_run:
        with place.store(readonly=True) as store:
            return prune(store.db, place.archive, watchlist.keeping, now, opted_out=out, dry_run=True)
    with crawl_lock(place.data), place.store() as store:
        return prune(store.db, place.archive, watchlist.keeping, now, opted_out=out)


def _asked(watchlist: Watchlist, order: Order) -> tuple[Source, ...]:
    named = {slug.lower() for slug in order.slugs}
    return tuple(s for s in watchlist.sources if (s.slug in named if named else not s.paused))


def with_evidence(visits: Sequence[Visit], due: Sequence[Due], order: Order) -> list[Visit]:
    """The visits with the pages behind claims that are due. A source that is not due itself is not listed for them, and under
    --limit not visited."""
    pages: dict[str, list[Again]] = defaultdict(list)
    sources = {one.source.slug: one.source for one in due}
    for one in due:
        pages[one.source.slug].append(one.again)
    found = [replace(visit, again=tuple(pages.pop(visit.source.slug, ()))) for visit in visits]
    if order.limit is None:
        found += [Visit(source=sources[slug], listed=False, again=tuple(again)) for slug, again in pages.items()]
    return found


def summed_up(run_id: int, counts: Counts, errors: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """{run, visited, not_modified, failed, new, updated, copies, off_topic, seconds, looked_again: {…}, sources: {slug: {…, error}}}"""
    sources = {slug: {**counts.of(slug), "error": error} for slug, error in sorted(errors.items())}
    return {"run": run_id, **counts.total(), "seconds": round(seconds, 2), "looked_again": counts.looked(), "sources": sources}


def exit_code(summary: Mapping[str, Any]) -> int:
    """0 done, 1 all sources failed, 3 some did."""
    if not summary["failed"]:
        return 0
    return 1 if summary["failed"] == summary["visited"] else 3
