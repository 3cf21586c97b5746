"""One crawl, from the due sources to the sum-up: where the wire, the judgement and the memory are put together."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.place import Place
from model.errors import UsageError
from model.records import Entry, Outcome, Record, Source, Visit

DEFAULT_CONTACT = "https://example.org/showwire"  # what the User-Agent says while sources.yaml names no contact


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl, and how."""

    slugs: tuple[str, ...] = ()  # none: what is due
    everything: bool = False
    keep_all: bool = False
    limit: int | None = None  # sources at most, longest due first
    workers: int = 2


def crawl(place: Place, order: Order, clock: Callable[[], dt.datetime], on_outcome: Callable[[Outcome, int, int], None]) -> dict[str, Any]:
    """Visit what is due, judge and store it; the sum-up of the contract.

    `on_outcome(outcome, done, of)` is called as each visit ends. Takes the crawl lock; raises AlreadyRunning.
    """
    from crawler.run import run
    from pipelines.judgement import Judgement
    from pipelines.relevance import first_look
    from store.archive import Archive
    from store.lock import crawl_lock

    watchlist, series = place.watchlist(), place.series()
    _known(order.slugs, watchlist.sources)
    with crawl_lock(place.data):
        store = place.store()
        began = time.monotonic()
        run_id = store.visits.begin_run("crawl", clock())
        archive = Archive(place.archive, store.db, clock())
        judgement = Judgement(series=series, memory=store, clock=clock, keep_all=order.keep_all, run_id=run_id, archive=archive)
        visits = store.visits.visits(watchlist.sources, clock(), everything=order.everything, slugs=order.slugs)[: order.limit]
        done = 0

        def wanted(source: Source, entry: Entry) -> bool:
            return order.keep_all or first_look(entry, series)

        def seen(record: Record) -> None:
            nonlocal done
            if isinstance(record, Outcome):
                done += 1
                on_outcome(record, done, len(visits))

        whole = False
        try:
            if visits:
                run(
                    visits,
                    contact=watchlist.contact or DEFAULT_CONTACT,
                    allow=watchlist.allow,
                    context=judgement,
                    wanted=wanted,
                    robots=store.visits.robots(clock()),
                    clock=clock,
                    workers=order.workers,
                    on_record=seen,
                )
            whole = done == len(visits)
        finally:
            archive.close()
            summary = summed_up(run_id, visits, judgement, time.monotonic() - began)
            store.visits.finish_run(run_id, summary, clock(), interrupted=not whole)
            store.close()
    return summary


def _known(slugs: Sequence[str], sources: Sequence[Source]) -> None:
    names = {source.slug for source in sources}
    strange = [slug for slug in slugs if slug not in names]
    if strange:
        raise UsageError(f"sources.yaml has no source called {', '.join(strange)}", hint="`showwire sources list` shows them")


def summed_up(run_id: int, visits: Sequence[Visit], judgement: Any, seconds: float) -> dict[str, Any]:
    """{run, visited, not_modified, failed, new, updated, copies, off_topic, seconds, sources: {slug: {…}}}"""
    sources = judgement.counts.by_source()
    names = ("not_modified", "failed", "new", "updated", "copies", "off_topic")
    return {
        "run": run_id,
        "visited": len(sources),
        **{name: sum(int(row[name]) for row in sources.values()) for name in names},
        "seconds": round(seconds, 2),
        "sources": sources,
    }


def exit_code(summary: dict[str, Any]) -> int:
    """0 done, 1 all sources failed, 3 some did."""
    if not summary["failed"]:
        return 0
    return 1 if summary["failed"] == summary["visited"] else 3
