"""What it costs to ask the memory for headlines like a new one, at ten thousand stored and at many more.

`rows()` gives the table's lines; `python -m bench.titles 10000 100000` prints them. Headlines are made up from words
with the frequencies of real ones, so that keys collide as they do in life; planted variants measure what is found.
Both sizes are asked in turns in one run, so that a busy machine slows both alike.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bench import Row
from pipelines.titles import keys, read
from store import schema
from store.database import Database
from store.stories import Stories

SIZES = (10_000, 100_000)
ASKED = 300  # headlines asked of each size
SEED = 20260310
SCANNED = 40  # headlines for the naive scan, which is slow


@dataclass
class Stock:
    size: int
    db: sqlite3.Connection
    stories: Stories
    titles: list[str]
    bytes_a_title: float
    seconds: float = 0.0
    found: int = 0


def headlines(n: int, rng: random.Random) -> list[str]:
    """Headlines of 6 to 11 words; the k-th commonest word stands in them about 1/k as often as the commonest."""
    syllables = [
        "ka",
        "ro",
        "mi",
        "ten",
        "sol",
        "ba",
        "ri",
        "ve",
        "lo",
        "dun",
        "sha",
        "pe",
        "cor",
        "na",
        "li",
        "zu",
        "gre",
        "tam",
        "wi",
        "fo",
        "el",
        "qua",
        "dri",
        "mo",
        "sta",
    ]
    words = list(dict.fromkeys("".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(60_000)))
    weights = [1 / (k + 20) for k in range(len(words))]
    total: list[float] = []
    for w in weights:
        total.append((total[-1] if total else 0) + w)
    return [" ".join(rng.choices(words, cum_weights=total, k=rng.randint(6, 11))).capitalize() for _ in range(n)]


def variant(title: str, rng: random.Random) -> str:
    """As another outlet would run it: its name behind, a word in front, one word gone."""
    words = title.split()
    if len(words) > 6:
        del words[rng.randrange(1, len(words))]
    how = rng.randrange(3)
    return " ".join(words) + " - The Daily Gull" if how == 0 else "Watch: " + " ".join(words) if how == 1 else " ".join(words)


def stock(size: int, folder: Path) -> Stock:
    rng = random.Random(SEED + size)
    db = sqlite3.connect(folder / f"{size}.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    schema.build(db)
    titles = headlines(size, rng)
    stories = Stories(Database(db))
    db.execute("BEGIN")
    db.execute("INSERT INTO story (id, created_at) VALUES (1, '2026-01-01T00:00:00Z')")
    before = _pages(db)
    for n, title in enumerate(titles, 1):
        stories.index(n, keys(read(title)), ())
    held = _pages(db) - before
    db.executemany(
        "INSERT INTO article (id, url, source, story_id, how, version, title, folded_title, content_hash, body_hash, kind, quality, tier,"
        " first_seen, last_seen) VALUES (?, ?, 's', 1, 'new', 1, ?, ?, '', '', 'article', 'full', 'press', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
        [(n, f"https://x.example/{n}", title, title.casefold()) for n, title in enumerate(titles, 1)],
    )
    db.execute("COMMIT")
    return Stock(size, db, stories, titles, held / size)


def _pages(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA page_count").fetchone()[0]) * int(db.execute("PRAGMA page_size").fetchone()[0])


def ask(stock: Stock, title: str) -> str:
    """The stored headline most like a new one, as dedupe would look for it: by keys, then by score."""
    seen = read(title)
    found = stock.stories.headlines_like(keys(seen))
    folded = seen.folded
    best = process.extractOne(folded, [c.folded_title for c in found], scorer=fuzz.token_set_ratio)
    return found[best[2]].title if best else ""


def measured(sizes: Sequence[int] = SIZES, asked: int = ASKED) -> list[dict[str, Any]]:
    """One line a size: CPU milliseconds a headline, bytes a headline, planted variants found, against the smallest and a plain scan."""
    with tempfile.TemporaryDirectory() as folder:
        stocks = [stock(size, Path(folder)) for size in sizes]
        rng = random.Random(SEED)
        for _ in range(asked):
            for one in stocks:  # in turns
                wanted = one.titles[rng.randrange(one.size)]
                new = variant(wanted, rng)
                began = time.process_time()
                one.found += ask(one, new) == wanted
                one.seconds += time.process_time() - began
        out = []
        for one in stocks:
            ms = 1000 * one.seconds / asked
            scan = _scan(one, rng)
            out.append({
                "titles": one.size, "ms": round(ms, 3), "of_smallest": round(one.seconds / stocks[0].seconds, 2), "bytes": round(one.bytes_a_title),
                "planted_recall": round(one.found / asked, 4), "scan_ms": round(scan, 2), "times_cheaper": round(scan / ms, 1),
            })  # fmt: skip
            one.db.close()
        return out


def rows() -> list[Row]:
    """The table's lines."""
    found = []
    for line in measured():
        note = (
            f"{line['ms']} ms a headline, {line['of_smallest']} times the smallest; planted recall {line['planted_recall']}; "
            f"{line['bytes']} bytes a title"
        )
        found.append(Row(f"title look-up at {line['titles']:,}: times cheaper than a scan", f"{line['times_cheaper']}", note))
    return found


def _scan(one: Stock, rng: random.Random) -> float:
    """Milliseconds a headline of rapidfuzz over every stored headline with its words sorted beforehand."""
    sorted_titles = [" ".join(sorted(t.casefold().split())) for t in one.titles]
    began = time.process_time()
    for _ in range(SCANNED):
        new = " ".join(sorted(variant(one.titles[rng.randrange(one.size)], rng).casefold().split()))
        process.extractOne(new, sorted_titles, scorer=fuzz.ratio, score_cutoff=70)
    return 1000 * (time.process_time() - began) / SCANNED


def main() -> None:
    for row in measured(tuple(map(int, sys.argv[1:])) or SIZES):
        print(row)


if __name__ == "__main__":
    main()
