"""A visit that somebody asks for at the sources screen: a real crawl of the one source, with all its manners, in the background.

Between two crawls no manners are remembered but in the database, so what a crawl keeps within itself is asked for here:
the host's last visit must be long enough ago for its Crawl-delay, and a host that asked us to wait is left alone until then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from desk.crawling import Order, crawl
from desk.place import Place
from desk.source_states import RESTING
from model.errors import AlreadyRunning
from model.records import moment
from model.urls import politeness_host
from model.watched import Source
from store.store import Store

GAP_SECONDS = 60  # between two visits of a host that are asked for, at least
WAIT_SECONDS = 2.0  # how long an answer waits for the visit to end


@dataclass(frozen=True, slots=True)
class Visited:
    """How a visit that was asked for stands: `done` with what it brought, else under way; `busy` where another crawl is."""

    done: bool = False
    busy: bool = False
    error: str = ""
    new: int = 0


def free_at(store: Store, sources: Sequence[Source], source: Source) -> dt.datetime | None:
    """From when on a source may be visited by hand; None for at once."""
    from crawler.robots import authority_of, robots_verdict
    from crawler.settings import PRODUCT

    host = politeness_host(source.url)
    rows = store.visits.sources_status([one for one in sources if politeness_host(one.url) == host])
    asked = [at for row in rows if row["last_visit"] and row["last_visit"]["http_status"] in RESTING if (at := moment(row["due_at"]))]
    delay = robots_verdict(store.visits.robots_of(authority_of(source.url)), PRODUCT, source.url)[1] or 0
    last = [at for row in rows if (at := moment(row["visited_at"]))]
    spaced = [at + dt.timedelta(seconds=max(GAP_SECONDS, delay)) for at in last]
    return max([*asked, *spaced], default=None)


class Visitor:
    """Visits one source at a time, in a thread of its own."""

    def __init__(self, place: Place, clock: Callable[[], dt.datetime]) -> None:
        self._place, self._clock = place, clock
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="visit")
        self._under_way: dict[str, Future[Visited]] = {}

    def visiting(self, slug: str) -> bool:
        """Whether a visit that was asked for is under way."""
        job = self._under_way.get(slug)
        return job is not None and not job.done()

    def visit(self, slug: str) -> Visited:
        """Begin a visit, or look at the one under way; what came of it if it ends within WAIT_SECONDS. Blocks for so long."""
        if not self.visiting(slug):
            self._under_way[slug] = self._pool.submit(self._visit, slug)
        job = self._under_way[slug]
        wait([job], WAIT_SECONDS)
        return job.result() if job.done() else Visited()

    def _visit(self, slug: str) -> Visited:
        try:
            summary: dict[str, Any] = crawl(self._place, Order(slugs=(slug,), workers=1), self._clock, lambda *_: None)
        except AlreadyRunning:
            return Visited(busy=True)
        of = summary["sources"].get(slug, {})
        return Visited(done=True, error=str(of.get("error", "")), new=int(of.get("new", 0)) + int(of.get("copies", 0)))
