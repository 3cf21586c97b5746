"""What `status` and `explain` cost on a database of a hundred thousand articles: CPU of the whole program, imports included."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from bench import Row
from bench.wire import cpu_of
from model.records import Article, Entry, Filing, Grouping, Judged, Part, Reading
from model.watched import Source
from store.store import Store

ARTICLES = 100_000
BATCH = 500  # articles a transaction
TIMES = 5
ROOT = Path(__file__).parents[1]


def filled(folder: Path, size: int = ARTICLES) -> Path:
    """An install with that many articles, none like another."""
    (folder / "sources.yaml").write_text("sources:\n  - {slug: press, feed: 'https://press.example/feed'}\n", encoding="utf-8")
    (folder / "series.yaml").write_text("series:\n  - {slug: aouad, titles: [All of Us Are Dead]}\n", encoding="utf-8")
    source = Source(slug="press", way="feed", url="https://press.example/feed")
    now = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    judged = (Judged(series="aouad", score=80, parts=(Part("title", 80, "All of Us Are Dead"),)),)
    with Store.open(folder / "data" / "news.db") as store:
        run = store.visits.begin_run("crawl", now)
        for begin in range(0, size, BATCH):
            with store.db.atomic():
                for number in range(begin, begin + BATCH):
                    title = f"News number {number}"
                    text = f"{title}\n\n" + f"What was said of {number} at length. " * 40
                    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
                    entry = Entry(key=str(number), url=f"https://press.example/{number}", title=title)
                    filing = Filing(
                        article=Article(source=source, entry=entry, at=now, reading=Reading(title=title, quality="full")),
                        url=entry.url,
                        link=entry.url,
                        addresses=(),
                        title=title,
                        text=text,
                        folded_title=title.casefold(),
                        body_hash=digest,
                        content_hash=digest,
                        kind="article",
                        quality="full",
                        judged=judged,
                        grouping=Grouping(how="new", title_keys=tuple(range(number, number + 10))),
                    )
                    store.filings.save(filing, now, run_id=run)
    return folder


def rows() -> list[Row]:
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = filled(Path(name))
        for command in (("status",), ("explain", str(ARTICLES // 2)), ("queue", "list")):
            program = [sys.executable, "-m", "desk.cli", "--dir", str(folder), *command]
            costs = sorted(cpu_of(program, os.environ | {"PYTHONPATH": str(ROOT)}, ROOT)[0] for _ in range(TIMES))
            note = f"CPU ms, median of {TIMES}, {ARTICLES:,} articles"
            found.append(Row(f"{' '.join(command)}", f"{1000 * costs[TIMES // 2]:.0f}", note))
    return found
