"""A hundredth of the mutated pages of `python -m bench.fuzz`, through real workers."""

from __future__ import annotations

import asyncio

from bench.fuzz import COUNT, GROWTH_MAX, fuzz
from bench.mutated import PAGE_MAX, mutated
from crawler.workers import Workers

PAGES = COUNT // 100


def test_mutated_pages_stop_nothing_hang_nothing_and_leave_no_memory() -> None:
    with Workers(2) as workers:
        found = asyncio.run(fuzz(range(PAGES), workers))
    assert found.pages == PAGES
    assert found.slow == []
    assert found.growth < GROWTH_MAX
    assert found.outcomes["Filing"] > 0


def test_a_number_is_always_the_same_page() -> None:
    assert mutated(7) == mutated(7)
    assert len({mutated(n)[0] for n in range(30)}) > 25
    assert all(len(mutated(n)[0]) <= PAGE_MAX for n in range(30))
