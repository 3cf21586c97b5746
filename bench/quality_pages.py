"""How well pages are read, and at what cost, beside trafilatura alone: `python -m bench.quality_pages [--every N]`.

Reads $SHOWWIRE_CORPUS/pages. Halves A and B are of different publishers: rules are made on A and must hold on B. The cost is the
CPU of reading against that of `trafilatura.bare_extraction(html, url=url, with_metadata=True)`, the two taking turns on each page;
the speed-up is pages a second of two workers over one, the median of interleaved pairs.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import importlib.util
import json
import logging
import os
import statistics
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from crawler.workers import Workers

COLUMNS = ("title_exact", "title_fuzzy", "date_right", "date_zoned", "author_f1", "body_f1", "prefix", "seg_f1")
PAIRS = 5
SPEED_PAGES = 120


def half(record: dict[str, Any]) -> str:
    return "AB"[hashlib.sha256(record["publisher_key"].encode()).digest()[0] & 1]


def _scorer(pages: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location("score_pages", pages.parents[1] / "tools" / "score_pages.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def quality(truth: list[dict[str, Any]], pages: Path) -> None:
    import trafilatura
    from trafilatura.settings import Document

    from crawler.pages import answer_page, read_page

    score = _scorer(pages)
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    cpu = [0.0, 0.0]
    read_page(b"<html><body><p>Warm.</p></body></html>", "https://example.org/")
    for number, record in enumerate(truth):
        body = gzip.decompress((pages / record["file"]).read_bytes())
        for which in (0, 1) if number % 2 else (1, 0):
            begin = time.process_time()
            if which == 0:
                ours[record["id"]] = answer_page({"id": record["id"], "file": record["file"], "url": record["url"]}, pages)
            else:
                found = trafilatura.bare_extraction(body, url=record["url"], with_metadata=True)
                theirs[record["id"]] = isinstance(found, Document) and {
                    "title": found.title,
                    "published": found.date,
                    "authors": [name.strip() for name in (found.author or "").split(";") if name.strip()],
                    "body": found.text,
                }
            cpu[which] += time.process_time() - begin
    print(f"{'':16}", *(column.rjust(12) for column in COLUMNS))
    for name, answers in (("showwire", ours), ("trafilatura", {key: value for key, value in theirs.items() if value})):
        _, _, scored = score.evaluate(truth, answers)
        for part in ("all", "A", "B"):
            totals = score.summary([scored[record["id"]] for record in truth if part in {"all", half(record)}])
            print(f"{name + ' ' + part:16}", *(str(totals[column]).rjust(12) for column in COLUMNS))
    print(f"CPU ms a page: {1000 * cpu[0] / len(truth):.1f} against {1000 * cpu[1] / len(truth):.1f}: {cpu[0] / cpu[1]:.2f} times")


def speed(truth: list[dict[str, Any]], pages: Path) -> None:
    bodies = [(gzip.decompress((pages / record["file"]).read_bytes()), record["url"]) for record in truth[:SPEED_PAGES]]

    async def rate(workers: Workers) -> float:
        begin = time.monotonic()
        await asyncio.gather(*(workers.read_page(body, url) for body, url in bodies))
        return len(bodies) / (time.monotonic() - begin)

    async def pairs() -> list[tuple[float, float]]:
        with Workers(1) as one, Workers(2) as two:
            await rate(one)
            await rate(two)
            return [(await rate(one), await rate(two)) for _ in range(PAIRS)]

    rates = asyncio.run(pairs())
    print("pages/s of one and of two workers:", ", ".join(f"{one:.1f}/{two:.1f}" for one, two in rates))
    print(f"two over one: {statistics.median(two / one for one, two in rates):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--every", type=int, default=1, help="only each N-th page")
    parser.add_argument("--only", choices=("quality", "speed"))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = Path(os.environ["SHOWWIRE_CORPUS"]) / "pages"
    truth = [json.loads(line) for line in (pages / "truth.jsonl").read_text(encoding="utf-8").splitlines()][:: options.every]
    if options.only != "speed":
        quality(truth, pages)
    if options.only != "quality":
        speed(truth[:: max(1, len(truth) // SPEED_PAGES)], pages)


if __name__ == "__main__":
    main()
