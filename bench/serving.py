"""`serve` beside bare Datasette on the same published file: answers a second to eight clients, in interleaved pairs."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import Row
from bench.answers import filled
from exports.publish import publish
from store.store import Store

ARTICLES = 20_000
CLIENTS = 8
ASKED = 150  # questions of each client in one measurement
PAIRS = 5
ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "/showwire/articles.json?_shape=objects&_size=20",
    "/showwire/articles/{n}.json?_shape=objects",
    "/showwire/stories.json?_size=50",
    "/showwire/articles.json?source=press&_size=10",
    "/showwire/articles.json?_search=number+{n}&_size=5&_nocount=1",
    "/showwire/articles",
)
OURS = "import sys; from pathlib import Path; from exports.serve import serve; serve(Path(sys.argv[1]), port=int(sys.argv[2]))"
BARE = """
import sys, uvicorn
from datasette.app import Datasette
from datasette.utils import parse_metadata
from exports.serve import SETTINGS
metadata = parse_metadata(open(sys.argv[1] + "/metadata.yaml").read())
bare = Datasette(files=[], immutables=[sys.argv[1] + "/showwire.db"], metadata=metadata, settings=SETTINGS, cors=True)
uvicorn.run(bare.app(), port=int(sys.argv[2]), log_level="warning", server_header=False)
"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = filled(Path(name), ARTICLES)
        with Store.open(folder / "data" / "news.db") as store:
            store.queue.approve_all("bench", dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
            publish(store.public, folder / "public", dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
        ratios, rates = [], []
        with _served(OURS, folder / "public") as ours, _served(BARE, folder / "public") as bare:
            for port in (ours, bare):
                _rate(port)  # caches filled
            for _ in range(PAIRS):
                mine, theirs = _rate(ours), _rate(bare)
                ratios.append(mine / theirs)
                rates.append(mine)
    note = (
        f"{CLIENTS} clients, median of {PAIRS} interleaved pairs ({min(ratios):.2f} to {max(ratios):.2f}); {statistics.median(rates):.0f}/s"
    )
    return [Row("serve: answers a second against bare Datasette", f"{statistics.median(ratios):.2f}", note)]


@contextmanager
def _served(program: str, folder: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", program, str(folder), str(port)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _rate(port: int) -> float:
    """Answers a second."""
    threads = [threading.Thread(target=_client, args=(port, number)) for number in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * ASKED / (time.perf_counter() - began)


def _client(port: int, number: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for turn in range(ASKED):
        connection.request("GET", QUESTIONS[(turn + number) % len(QUESTIONS)].format(n=(turn * 97 + number * 1009) % ARTICLES + 1))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} to {QUESTIONS[(turn + number) % len(QUESTIONS)]}")
    connection.close()
