"""The queue's list under load: the desk, a page that is a constant, and Datasette with the same list, in turns in one run.

`python -m bench desk` measures it on a small store; `python -m bench.desk [ARTICLES [WAITING]]` on a million articles of which
twenty thousand stories wait. All the while another process files new stories through the real store, one transaction each, as a
crawl does, 200 rows a second. Eight clients, each an editor of their own, ask over kept connections, one question after the other.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench import Row
from bench.incoming import fill, writing
from desk import clock
from store.store import Store

ARTICLES, WAITING = 1_000_000, 20_000
SMALL_ARTICLES, SMALL_WAITING = 50_000, 2_000  # as `python -m bench` does it
CLIENTS = 8
ASKED = 100  # questions of each client in one turn
TURNS = 5
LIST = "/queue?list=1"
ROOT = Path(__file__).parents[1]
# The same fifty rows with the same columns, as Datasette would be asked for them.
SAME_LIST = """
SELECT waiting.story_id, waiting.rank, waiting.reason, waiting.since, title, source, tier, language,
    (SELECT count(*) FROM article a WHERE a.story_id = waiting.story_id) AS articles,
    (SELECT count(DISTINCT coalesce(a.origin_id, a.id)) FROM article a WHERE a.story_id = waiting.story_id) AS origins
FROM waiting JOIN article ON article.id = (SELECT id FROM article WHERE story_id = waiting.story_id
    ORDER BY copy_of IS NOT NULL, tier <> 'official', first_seen, id LIMIT 1)
ORDER BY waiting.rank, waiting.since DESC, waiting.story_id DESC LIMIT 50"""
CONSTANT = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
page = open(sys.argv[1], encoding="utf-8").read()
async def constant(request):
    return HTMLResponse(page)
uvicorn.run(Starlette(routes=[Route("/queue", constant)]), port=int(sys.argv[2]), log_level="warning", access_log=False,
    server_header=False, proxy_headers=False)
"""
DATASETTE = """
import sys, uvicorn
from datasette.app import Datasette
uvicorn.run(Datasette(files=[sys.argv[1]]).app(), port=int(sys.argv[2]), log_level="warning", access_log=False, server_header=False,
    proxy_headers=False)
"""
DESK = "import sys; from desk.cli import main; sys.argv[1:] = ['--dir', sys.argv[1], 'desk', '--port', sys.argv[2]]; main()"


# --- who asks -------------------------------------------------------------------------------------


@dataclass
class Answers:
    """What one server answered."""

    seconds: list[float] = field(default_factory=list)  # of each answer
    rates: list[float] = field(default_factory=list)  # answers a second, of each turn
    medians: list[float] = field(default_factory=list)  # seconds, of each turn
    statuses: dict[int, int] = field(default_factory=dict)
    body: bytes = b""

    def share(self, part: float) -> float:
        """The time that this part of the answers took at most, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Client:
    """One kept connection, as thin as it can be: what it costs is taken from the server's share of the machine."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self._port = port
        asked = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *([f"Cookie: {cookie}"] if cookie else []), "", ""]
        self._asked = "\r\n".join(asked).encode()

    def open(self) -> None:
        """Connect: servers hang up on who is silent for seconds, as between two turns."""
        self._sock = socket.create_connection(("127.0.0.1", self._port), timeout=120)

    def ask(self) -> tuple[int, bytes]:
        self._sock.sendall(self._asked)
        said = bytearray()
        while (end := said.find(b"\r\n\r\n")) < 0:
            said += self._more()
        head = bytes(said[:end]).lower()
        body = said[end + 4 :]
        if b"transfer-encoding: chunked" in head:
            while not body.endswith(b"\r\n0\r\n\r\n"):
                body += self._more()
        else:
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self._more()
        return int(head[9:12]), bytes(body)

    def _more(self) -> bytes:
        some = self._sock.recv(256 * 1024)
        if not some:
            raise ConnectionError("the server hung up")
        return some

    def close(self) -> None:
        self._sock.close()


def turn(clients: Sequence[Client], answers: Answers, asked: int) -> None:
    """Every client asks so often, all at once."""
    found: list[list[tuple[float, int]]] = [[] for _ in clients]

    def ask(client: Client, into: list[tuple[float, int]]) -> None:
        for _ in range(asked):
            began = time.perf_counter()
            status, body = client.ask()
            into.append((time.perf_counter() - began, status))
            answers.body = body

    threads = [threading.Thread(target=ask, args=pair) for pair in zip(clients, found, strict=True)]
    for client in clients:
        client.open()
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    took = [seconds for some in found for seconds, _ in some]
    if len(took) != len(clients) * asked:
        raise RuntimeError("a server hung up on a client")
    answers.rates.append(len(took) / (time.perf_counter() - began))
    answers.medians.append(statistics.median(took))
    answers.seconds += took
    for some in found:
        for _, status in some:
            answers.statuses[status] = answers.statuses.get(status, 0) + 1


@contextmanager
def served(program: str, at: Path) -> Iterator[int]:
    """A server's port, while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", program, str(at), str(port)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
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


def signed_in(folder: Path, port: int, number: int) -> str:
    """The cookie of an editor who has come in at the desk's door."""
    import http.client

    name = f"Editor {number}"
    with Store.open(folder / "data" / "news.db") as store:
        if store.editors.named(name) is None:
            store.editors.add(name, "editor", clock.now())
        secret = store.editors.link(name, clock.now())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "POST",
        f"/sign-in/{secret}",
        body="",
        headers={"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "0"},
    )
    answer = connection.getresponse()
    answer.read()
    if answer.status != 303:
        raise RuntimeError(f"the desk let nobody in: {answer.status}")
    return str(answer.getheader("set-cookie")).partition(";")[0]


# --- the measurement ------------------------------------------------------------------------------


@dataclass
class Measured:
    """One run: the three servers, and the writer's account."""

    desk: Answers
    constant: Answers
    datasette: Answers
    writer: dict[str, float]


def measured(folder: Path, *, asked: int = ASKED, turns: int = TURNS, clients: int = CLIENTS) -> Measured:
    """Ask all three in turns, while the writer writes."""
    desk, constant, datasette = Answers(), Answers(), Answers()
    database = folder / "data" / "news.db"
    with ExitStack() as stack:
        port = stack.enter_context(served(DESK, folder))
        cookies = [signed_in(folder, port, number) for number in range(clients)]
        first = Client(port, LIST, cookies[0])
        first.open()
        status, body = first.ask()
        first.close()
        if status != 200:
            raise RuntimeError(f"the desk answers {status}")
        page = folder / "page.html"
        page.write_bytes(body)
        groups = [
            (desk, [Client(port, LIST, cookie) for cookie in cookies], asked),
            (constant, [Client(p, "/queue") for p in [stack.enter_context(served(CONSTANT, page))] for _ in cookies], asked),
        ]
        query = f"/news?{urlencode({'sql': SAME_LIST})}"
        beside = stack.enter_context(served(DATASETTE, database))
        groups.append((datasette, [Client(beside, query) for _ in cookies], max(1, asked // 5)))
        for answers, some, _ in groups:
            turn(some, answers, 2)  # what is made once is made
        for answers, _, _ in groups:
            answers.seconds, answers.rates, answers.medians = [], [], []
        ended = stack.enter_context(writing(folder))
        for _ in range(turns):
            for answers, some, often in groups:
                turn(some, answers, often)
        writer = ended()
    return Measured(desk, constant, datasette, writer)


def table(found: Measured, size: int) -> list[Row]:
    """The lines of the report."""
    desk, constant, datasette, writer = found.desk, found.constant, found.datasette, found.writer
    ratios = [mine / theirs for mine, theirs in zip(desk.medians, constant.medians, strict=True)]
    faster = [mine / theirs for mine, theirs in zip(desk.rates, datasette.rates, strict=True)]
    what = f"queue list, {size:,} articles"
    spread = "median of {} turns ({:.2f} to {:.2f})"
    wrong = sum(n for status, n in desk.statuses.items() if status >= 500)
    return [
        Row(
            f"{what}: p50 against a constant page",
            f"{statistics.median(ratios):.2f}",
            f"{spread.format(len(ratios), min(ratios), max(ratios))}; {desk.share(0.5):.1f} ms against {constant.share(0.5):.1f} ms",
        ),
        Row(
            f"{what}: p99",
            f"{desk.share(0.99):.0f} ms",
            f"{len(desk.seconds)} answers to {CLIENTS} clients, at most {desk.share(1):.0f} ms",
        ),
        Row(
            f"{what}: rate against Datasette",
            f"{statistics.median(faster):.1f}",
            f"{spread.format(len(faster), min(faster), max(faster))}; {statistics.median(desk.rates):.0f}/s, {statistics.median(datasette.rates):.0f}/s",
        ),
        Row(
            f"{what}: errors",
            f"{wrong} + {int(writer['failed'])}",
            f"5xx of the desk, and of the writer: {writer['rows'] / writer['seconds']:.0f} rows/s in {int(writer['filed'])} stories filed",
        ),
        Row(f"{what}: page", f"{len(desk.body) / 1000:.1f} kB", "uncompressed"),
    ]


def rows(articles: int = SMALL_ARTICLES, waiting: int = SMALL_WAITING) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "install"
        fill(folder, articles, waiting)
        return table(measured(folder), articles)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--at"]:  # a folder that bench.incoming filled, to be measured again
        found = table(measured(Path(arguments[1])), ARTICLES)
    else:
        sizes = [int(each) for each in arguments] or [ARTICLES, WAITING]
        found = rows(*sizes)
    for row in found:
        print(row.what, row.value, row.note)


if __name__ == "__main__":
    main(sys.argv[1:])
