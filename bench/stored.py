"""What a crawl of a hundred new articles costs where a million are stored, against an empty database: the whole program, in turns.

`python -m bench.stored [ARTICLES]` prints it alone. The million is written with plain SQL, as a wire of ten years would
have left it: headlines with the word frequencies of real ones, each article with its text, its story, its address, a
mention, the keys of its title, of its occasion and of its body. The hundred come over HTTP from ten hosts on loopback.
"""

from __future__ import annotations

import datetime as dt
import http.server
import os
import random
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench import Row
from bench.titles import headlines
from bench.wire import cpu_of
from pipelines.titles import KEY_BITS, key_of, keys, read
from store.store import Store

ARTICLES = 1_000_000
HEADLINES = 50_000  # different ones; each comes back with another day and another text
NEW, HOSTS, TURNS = 100, 10, 3
YEARS = 10
SKETCH = 24
SEED = 20261125
SERIES = "All of Us Are Dead"
EVENTS = ("joins", "trailer", "teaser", "date_set", "renewed", "interview", "filming_starts", "recap", "poster", "rumour")
ROOT = Path(__file__).parents[1]


def install(folder: Path, port: int) -> Path:
    """An empty install that watches the one feed."""
    folder.mkdir()
    hosts = ", ".join(f'"{host(n)}:{port}"' for n in range(HOSTS + 1))
    (folder / "sources.yaml").write_text(
        f"contact: https://example.org/about-our-bot\nallow: [{hosts}]\n"
        f"sources:\n  - {{slug: press, feed: 'http://{host(0)}:{port}/feed', scope: series}}\n",
        encoding="utf-8",
    )
    (folder / "series.yaml").write_text(f"series:\n  - {{slug: aouad, titles: [{SERIES}]}}\n", encoding="utf-8")
    with Store.open(folder / "data" / "news.db"):
        return folder


def host(number: int) -> str:
    return f"127.0.0.{number + 1}"


def fill(folder: Path, size: int) -> None:
    """So many articles, accepted, each a story of its own."""
    rng = random.Random(SEED)
    titles = headlines(min(size, HEADLINES), rng)
    title_keys = [keys(read(f"{SERIES}: {title}", (SERIES,))) for title in titles]
    start = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(days=365 * YEARS)
    times = [start + dt.timedelta(days=365 * YEARS * n / size) for n in range(1, size + 1)]
    words = headlines(5_000, rng)
    texts = [". ".join(rng.choices(words, k=10)) for _ in range(200)]
    with Store.open(folder / "data" / "news.db") as store, store.db.atomic():
        insert = store.db.conn.executemany
        insert("INSERT INTO story (id, created_at) VALUES (?, ?)", ((n, at.isoformat()) for n, at in enumerate(times, 1)))
        insert(
            "INSERT INTO article (id, url, link, source, guid, story_id, how, version, title, folded_title, content_hash, body_hash, language, kind,"
            " quality, published, published_day, published_precision, tier, first_seen, last_seen, state)"
            " VALUES (?, ?, ?, 'press', ?, ?, 'new', 1, ?, ?, ?, ?, 'en', 'article', 'full', ?, ?, 'second', 'press', ?, ?, 'accepted')",
            _articles(titles, times),
        )
        insert("INSERT INTO article_series VALUES (?, 'aouad', 80, '[]')", ((n,) for n in range(1, size + 1)))
        insert(
            "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (?, 1, ?, ?, ?, ?)",
            (
                (n, titles[n % len(titles)], f"{titles[n % len(titles)]}\n\n{texts[n % 200]} {n}", f"{n:032x}", at.isoformat())
                for n, at in enumerate(times, 1)
            ),
        )
        insert("INSERT INTO address VALUES (?, ?)", sorted((f"https://press.example/{n}", n) for n in range(1, size + 1)))
        insert(
            "INSERT INTO seen (source, key, fingerprint, url, article_id, first_seen, last_seen) VALUES ('press', ?, ?, ?, ?, ?, ?)",
            sorted((str(n), str(n), f"https://press.example/{n}", n, at.isoformat(), at.isoformat()) for n, at in enumerate(times, 1)),
        )
        insert(
            'INSERT INTO mention (article_id, version, identity, kind, start, "end", quote_start, quote_end, text, quote, value, state)'
            " VALUES (?, 1, 'one', 'cast', 0, 3, 0, 3, 'Yoo', 'Yoo', 'Yoo', 'accepted')",
            ((n,) for n in range(1, size + 1)),
        )
        insert("INSERT INTO title_key VALUES (?, ?)", sorted(set(_title_keys(title_keys, times))))
        insert("INSERT INTO body_key VALUES (?, ?)", _body_keys(size))


def _articles(titles: Sequence[str], times: Sequence[dt.datetime]) -> Iterator[tuple[Any, ...]]:
    for n, at in enumerate(times, 1):
        title, url, when = titles[n % len(titles)], f"https://press.example/{n}", at.isoformat(timespec="seconds")
        yield (n, url, url, str(n), n, title, title.casefold(), f"{n:032x}", f"{n:032x}", when, when[:10], when, when)


def _title_keys(title_keys: Sequence[tuple[int, ...]], times: Sequence[dt.datetime]) -> Iterator[tuple[int, int]]:
    for n, at in enumerate(times, 1):
        for key in (*title_keys[n % len(title_keys)], key_of("event", "aouad", EVENTS[n % len(EVENTS)], at.toordinal() // 10)):
            yield key, n


def _body_keys(size: int) -> Iterator[tuple[int, int]]:
    """Twenty-four numbers an article, in the order of the index: a million in any other order take an hour to write."""
    drawn = np.random.default_rng(SEED).integers(0, 2**KEY_BITS, size * SKETCH)
    order = np.argsort(drawn, kind="stable")
    for key, place in zip(drawn[order].tolist(), order.tolist(), strict=True):
        yield key, place // SKETCH + 1


# --- the wire -------------------------------------------------------------------------------------


class Press(http.server.BaseHTTPRequestHandler):
    """A feed of a hundred headlines that the rest of the server has pages for; `turn` says which hundred."""

    turn = 0
    told: tuple[str, ...] = ()  # headlines, NEW of them a turn
    words: tuple[str, ...] = ()  # sentences for the texts

    def do_GET(self) -> None:
        port = self.connection.getsockname()[1]
        if self.path == "/robots.txt":
            return self._answer(404, "text/plain", "")
        if self.path == "/feed":
            items = "".join(
                f"<item><guid>{self.turn}-{n}</guid><title>{title}</title><link>http://{host(1 + n % HOSTS)}:{port}/{self.turn}/{n}</link>"
                f"<pubDate>Wed, 25 Nov 2026 {n // 60:02}:{n % 60:02}:00 GMT</pubDate></item>"
                for n, title in self._hundred()
            )
            return self._answer(200, "application/rss+xml", f"<rss version='2.0'><channel><title>Press</title>{items}</channel></rss>")
        title = dict(self._hundred())[int(self.path.rpartition("/")[2])]
        text = ". ".join(random.Random(title).choices(self.words, k=40))
        return self._answer(
            200,
            "text/html",
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>",
        )

    def _hundred(self) -> list[tuple[int, str]]:
        return [(n, f"{SERIES} season 2: {title}") for n, title in enumerate(self.told[self.turn * NEW : (self.turn + 1) * NEW])]

    def _answer(self, status: int, kind: str, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def press() -> Iterator[tuple[type[Press], int]]:
    """The hosts, all at one port; what they tell, to be turned."""
    told = headlines(NEW * TURNS, random.Random(SEED + 1))
    handler = type("Told", (Press,), {"told": tuple(told), "words": tuple(headlines(5_000, random.Random(SEED + 2)))})
    with ExitStack() as stack:
        port = 0
        for number in range(HOSTS + 1):
            server = stack.enter_context(http.server.ThreadingHTTPServer((host(number), port), handler))
            port = server.server_address[1]
            threading.Thread(target=partial(server.serve_forever, 0.1), daemon=True).start()
            stack.callback(server.shutdown)
        yield handler, port


def measured(size: int = ARTICLES) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """(CPU, wall) seconds of each turn: with nothing stored before the first one, and with so many."""
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | {"PYTHONPATH": str(ROOT)}
    none: list[tuple[float, float]] = []
    many: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name, press() as (told, port):
        empty, full = install(Path(name) / "empty", port), install(Path(name) / "full", port)
        fill(full, size)
        for turn in range(TURNS):
            told.turn = turn
            for folder, costs in ((empty, none), (full, many)):
                command = [sys.executable, "-m", "desk.cli", "--dir", str(folder), "crawl", "--all", "--json"]
                cpu, wall, said = cpu_of(command, environment, ROOT)
                if f'"new": {NEW}' not in said:
                    raise RuntimeError(f"a hundred new articles were to come: {said}")
                costs.append((cpu, wall))
    return none, many


def rows(size: int = ARTICLES) -> list[Row]:
    none, many = measured(size)
    found = []
    for what, at in (("CPU", 0), ("wall time", 1)):
        first, second = median(c[at] for c in none), median(c[at] for c in many)
        note = f"{second:.1f} s against {first:.1f} s, median of {TURNS} turns"
        found.append(Row(f"crawl of {NEW} new, {size:,} stored: {what} against none stored", f"{second / first:.2f}", note))
    return found


if __name__ == "__main__":
    for row in rows(*map(int, sys.argv[1:])):
        print(row.what, row.value, row.note)
