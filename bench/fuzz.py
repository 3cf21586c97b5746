"""`python -m bench.fuzz [COUNT]`: mutated pages through the workers and the judgement, as a crawl sends them.

None may raise, none may take longer than its limit, and this process may not grow. Goes on where it was broken off
(bench/fuzzed.json); the end is a line of bench/results.json.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench import Row
from bench.mutated import ROOT, mutated
from crawler.articles import article_of
from crawler.workers import TIMEOUT, Workers
from model.records import Entry, Page
from model.watch import read_series
from model.watched import Source
from pipelines.extract import extract
from pipelines.judgement import judge
from store.scratch import Scratch

COUNT = 20_000
STEP = 200  # pages between two notes of how far it is
AT_ONCE = 4
TO_THE_END = 10  # every tenth page is judged to the end, whether or not it is on topic
GRACE = 10.0  # seconds beyond the limit until a hanging page counts as one that was not stopped: the machine has other things to do
GROWTH_MAX = 50 * 2**20  # bytes that this process may grow
WARM = 40  # pages after which its size is taken: what loads once is loaded then
PROGRESS = Path(__file__).parent / "fuzzed.json"
RESULTS = Path(__file__).parent / "results.json"
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


@dataclass(slots=True)
class Found:
    """What came of the pages: how many were read or why not, what was too slow, and how this process grew."""

    pages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)  # "number: seconds", of what no limit stopped
    slowest: float = 0.0  # seconds
    judged: float = 0.0  # CPU seconds of the slowest judgement, in this process
    growth: int = 0  # bytes


def size() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


async def fuzz(numbers: Iterable[int], workers: Workers) -> Found:
    """Reads and judges each; raises whatever a crawl would be stopped by."""
    found, memory = Found(), Scratch()
    series = read_series(ROOT / "series.yaml")
    every = tuple(replace(one, threshold=0) for one in series)  # so that some are judged to the end whatever they say
    source = Source(slug="fuzz", way="feed", url="https://fuzz.example/feed", scope="series")
    before = 0
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with places:
            body, url, kind = mutated(number)
            entry = Entry(key=str(number), url=url, title="All of Us Are Dead season 2")
            page = Page(url=url, requested_url=url, status=200, headers=(("Content-Type", kind),), body=body, fetched_at=NOW)
            begun = time.monotonic()
            article = await article_of(source, entry, page, workers, NOW)
            took = time.monotonic() - begun
            begun = time.process_time()
            judged = judge(article, series if number % TO_THE_END else every, memory, NOW, extract=extract)
            judging = time.process_time() - begun
        found.pages += 1
        found.outcomes[article.problem or type(judged).__name__] += 1
        found.slowest, found.judged = max(found.slowest, took), max(found.judged, judging)
        if took > AT_ONCE * TIMEOUT + GRACE or judging > TIMEOUT:
            found.slow.append(f"{number}: read in {took:.0f} s, judged in {judging:.0f} s")

    some = list(numbers)
    for begin in range(0, len(some), WARM):
        async with asyncio.TaskGroup() as group:
            for number in some[begin : begin + WARM]:
                group.create_task(one(number))
        now = size()
        before = before or now
        found.growth = max(found.growth, now - before)
    return found


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else COUNT
    kept: dict[str, Any] = {"done": 0, "outcomes": {}, "growth": 0, "slowest": 0.0, "judged": 0.0}
    if PROGRESS.exists():
        kept = json.loads(PROGRESS.read_text(encoding="utf-8"))
    with Workers() as workers:
        while kept["done"] < count:
            found = asyncio.run(fuzz(range(kept["done"], min(kept["done"] + STEP, count)), workers))
            if found.slow or found.growth > GROWTH_MAX:
                print(f"after {kept['done']}: {found.slow}, grew by {found.growth / 2**20:.0f} MB", file=sys.stderr)
                return 1
            kept["done"] += found.pages
            kept["outcomes"] = dict(Counter(kept["outcomes"]) + found.outcomes)
            kept["growth"], kept["slowest"] = max(kept["growth"], found.growth), max(kept["slowest"], found.slowest)
            kept["judged"] = max(kept["judged"], found.judged)
            PROGRESS.write_text(json.dumps(kept) + "\n", encoding="utf-8")
            print(f"{kept['done']} of {count}: {kept}", file=sys.stderr, flush=True)
    failed = sum(n for words, n in kept["outcomes"].items() if words.startswith("unreadable"))
    note = f"{failed} stopped by a limit, the slowest after {kept['slowest']:.0f} s; this process grew by {kept['growth'] / 2**20:.0f} MB"
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results["fuzz"] = {
        "at": time.strftime("%Y-%m-%d"),
        "rows": [Row("mutated pages that stopped nothing", str(kept["done"]), note).as_dict()],
    }
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
