"""What `publish` costs on an archive of a hundred thousand approved articles: CPU and memory of the whole program."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import Row
from model.records import dated
from model.watch import read_series
from store.store import Store

ARTICLES = 100_000
EACH_STORY = 2  # articles
ROOT = Path(__file__).parents[1]
_START = dt.datetime(2023, 1, 1, 8, tzinfo=dt.UTC)
_STEP = dt.timedelta(minutes=18)  # between two articles: three and a half years in all
_DATES = (
    ("premiere", "2026", "year"), ("premiere", "2026-Q3", "quarter"), ("premiere", "2026-09", "month"), ("premiere", "2026-09-12", "day"),
    ("production_start", "2025-07", "month"), ("production_end", "2026-02-23", "day"), ("trailer", "2026-06-01", "day"),
)  # fmt: skip


def filled(folder: Path, size: int = ARTICLES) -> Path:
    """An install with that many approved articles in stories of two, a date and a person in each; made without a crawl."""
    for name in ("sources.yaml", "series.yaml"):
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    series = read_series(folder / "series.yaml")
    people, slug, chance = series[0].people, series[0].slug, random.Random(7)
    with Store.open(folder / "data" / "news.db") as store:
        store.claims.knows(series)
        with store.db.atomic():
            for n in range(1, size + 1):
                at = _START + n * _STEP
                person = chance.choice(people)
                about, value, precision = chance.choice(_DATES)
                date = f"It is said number {n} that something comes in {value}, and all wait for it."
                cast = f"{person.name} returns to the school, says number {n} of the news."
                title = f"Netflix’s school drama, report {n}: {person.name} & what comes next <season 2>"
                text = f"{title}\n\n{date}\n{cast}\n" + "What else was said at length. " * 20
                digest = hashlib.sha256(text.encode()).hexdigest()[:32]
                tier = "official" if n % 50 == 0 else "press"
                story = (n + EACH_STORY - 1) // EACH_STORY
                if n % EACH_STORY == 1:
                    store.db.execute("INSERT INTO story (id, created_at) VALUES (?, ?)", (story, dated(at)))
                store.db.execute(
                    "INSERT INTO article (id, url, source, story_id, how, version, title, folded_title, content_hash, body_hash, kind, quality,"
                    " published, published_day, published_precision, tier, first_seen, last_seen, state, excerpt, language, authors)"
                    " VALUES (?, ?, ?, ?, 'new', 1, ?, ?, ?, ?, 'article', 'full', ?, ?, 'instant', ?, ?, ?, 'accepted', ?, 'en', ?)",
                    (n, f"https://press{n % 40}.example/2024/report-{n}", "soompi" if n % 3 else "deadline-tv", story, title,
                     title.casefold(), digest, digest, dated(at), dated(at)[:10], tier, dated(at), dated(at),
                     "The summary that the feed gave of it. " * 6, json.dumps([f"Writer {n % 100}"])),
                )  # fmt: skip
                store.db.execute("INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (?, 1, ?, ?, ?, ?)",
                                 (n, title, text, digest, dated(at)))  # fmt: skip
                store.db.execute("INSERT INTO article_series VALUES (?, ?, 80, '[]')", (n, slug))
                store.db.execute(
                    "INSERT INTO verdict (at, editor, action, target, target_id, batch) VALUES (?, 'mina', 'approve', 'article', ?, ?)",
                    (dated(at + dt.timedelta(hours=2)), n, f"b{n}"),
                )
                for kind, quote, said in (
                    ("date", date, {"value": value, "about": about, "precision": precision, "status": "confirmed"}),
                    ("cast", cast, {"value": person.name, "person": person.slug, "relation": "returns_as" if n % 9 else "joins_cast"}),
                ):
                    start = text.index(quote)
                    row = {"article_id": n, "version": 1, "identity": kind, "kind": kind, "start": start, "end": start + 10, "quote_start": start,
                           "quote_end": start + len(quote), "text": quote[:10], "quote": quote, "series": slug, "season": "S2",
                           "state": "accepted", **said}  # fmt: skip
                    names = ", ".join(f'"{name}"' for name in row)
                    store.db.execute(f"INSERT INTO mention ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        store.claims.rebuild(_START + size * _STEP)
    return folder


def cost(folder: Path) -> tuple[float, int, int]:
    """(CPU seconds, peak MB, MB written) of one publish."""
    command = [sys.executable, "-m", "desk.cli", "--dir", str(folder), "publish", "--json"]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        said.seek(0)
        written: int = json.loads(said.read())["bytes"]
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, written // 1_000_000


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        # Filled by a process of its own: a child's peak, as Linux counts it, begins at the size of its parent.
        command = [sys.executable, "-m", "bench.publishing", "fill", name]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
        seconds, peak, written = cost(Path(name))
    return [Row("publish", f"{seconds:.0f} s, {peak} MB", f"CPU and peak memory, {ARTICLES:,} approved articles, {written} MB written")]


if __name__ == "__main__":
    _, what, at = sys.argv
    if what == "fill":
        filled(Path(at))
    else:
        print(cost(Path(at)))
