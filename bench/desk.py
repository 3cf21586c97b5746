"""The queue's list under load: the desk, a page that is a constant, and Datasette with the same list, in turns in one run.

`python -m bench desk` measures it on a small store; `python -m bench.desk [ARTICLES [WAITING]]` on a million articles of which
twenty thousand stories wait. All the while another process files new stories through the real store, one transaction each, as a
crawl does, 200 rows a second. Eight clients, each an editor of their own, ask over kept connections, one question after the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import Row
from bench import stored as archive
from bench.titles import headlines
from desk import clock
from model.records import Article, Entry, Filing, Grouping, Judged, Mention, Part, Reading
from model.text import fold
from model.watched import Source
from store.store import Store

ARTICLES, WAITING = 1_000_000, 20_000
SMALL_ARTICLES, SMALL_WAITING = 50_000, 2_000  # as `python -m bench` does it
CLIENTS = 8
ASKED = 100  # questions of each client in one turn
TURNS = 5
ROWS_A_SECOND = 200  # as the database counts them
ACCEPTED = 200  # stories with evidence that stands
BATCH = 500  # stories a transaction, while filling
KEYS = 24  # of a body, as many as a real one has
SEED = 20261125
LIST = "/queue?list=1"
ROOT = Path(__file__).parents[1]
PEOPLE = tuple(f"{family} {given}" for family in ("Park", "Yoon", "Cho", "Lee") for given in ("Ji-hu", "Chan-young", "Yi-hyun", "Yoo-mi"))
RELATIONS = ("returns_as", "joins_cast", "mention")
SOURCES = (Source(slug="press", way="feed", url="https://press.example/feed", tier="press"),) * 9 + (
    Source(slug="studio", way="feed", url="https://studio.example/feed", tier="official"),
)

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


# --- what is stored -------------------------------------------------------------------------------


def fill(folder: Path, articles: int, waiting: int) -> None:
    """An install with so many articles decided long ago, and so many stories that wait, a quarter of them told twice."""
    archive.install(folder, 1)
    (folder / "sources.yaml").write_text(
        "contact: https://example.org/about-our-bot\nsources:\n  - {slug: press, name: Hallyu Daily, feed: 'https://press.example/feed'}\n"
        "  - {slug: studio, name: Studio Newsroom, feed: 'https://studio.example/feed', tier: official}\n",
        encoding="utf-8",
    )
    people = ", ".join(f"{{slug: {_slug(name)}, name: {name}}}" for name in PEOPLE)
    (folder / "series.yaml").write_text(f"series:\n  - {{slug: aouad, titles: [{archive.SERIES}], people: [{people}]}}\n", encoding="utf-8")
    archive.fill(folder, articles - waiting - waiting // 4)
    with Store.open(folder / "data" / "news.db") as store, store.db.atomic():
        store.db.execute(
            "INSERT INTO search (rowid, title, body) SELECT id, article.title, text FROM article JOIN article_version ON article_id = id"
        )
    told = Told(random.Random(SEED))
    with Store.open(folder / "data" / "news.db") as store:
        run = store.visits.begin_run("crawl", told.at)
        for begin in range(0, waiting, BATCH):
            with store.db.atomic():
                for _ in range(min(BATCH, waiting - begin)):
                    told.file(store, run)
        standing, _cursor = store.queue.stories(limit=50)
        standing = [row for row in standing if row["story_id"]][: min(50, ACCEPTED)]
        for row in standing:
            store.queue.judge(row["story_id"], "approve", "bench", told.at)
        for _ in range(len(standing)):
            told.file(store, run)
        store.db.execute("ANALYZE")


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


@dataclass
class Told:
    """Stories that come in, one after the other; none like another."""

    rng: random.Random
    at: dt.datetime = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    number: int = 0
    mark: str = "w"
    titles: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.titles, self.words = headlines(5_000, self.rng), headlines(2_000, self.rng)

    def file(self, store: Store, run: int) -> None:
        """A new story through the store; every fourth is told by a second article."""
        self.number += 1
        self.at += dt.timedelta(seconds=60)
        store.filings.save(
            self._filing("", Grouping(how="new", title_keys=self._keys(10), body_keys=self._keys(KEYS))), self.at, run_id=run
        )
        if self.number % 4 == 0:
            story = int(store.db.value("SELECT max(id) FROM story"))
            again = Grouping(how="story", story=story, title_keys=self._keys(10), body_keys=self._keys(KEYS))
            store.filings.save(self._filing("-again", again), self.at, run_id=run)

    def _keys(self, n: int) -> tuple[int, ...]:
        return tuple(self.rng.getrandbits(40) for _ in range(n))

    def _filing(self, suffix: str, grouping: Grouping) -> Filing:
        rng, key = self.rng, f"{self.mark}{self.number}{suffix}"
        person, year = rng.choice(PEOPLE), rng.randrange(2026, 2029)
        title = f"{archive.SERIES} season 2: {rng.choice(self.titles)}"
        cast = f"{person} returns to the school, {rng.choice(self.words)}."
        date = f"The second season is planned for {year}, {rng.choice(self.words)}."
        rest = " ".join(f"{sentence.capitalize()}." for sentence in rng.choices(self.words, k=40))
        text = f"{title}\n\n{cast}\n{date}\n{rest}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        url = f"https://press.example/{key}"
        source = rng.choice(SOURCES)
        return Filing(
            article=Article(
                source=source, entry=Entry(key=key, url=url, title=title), at=self.at, reading=Reading(title=title, quality="full")
            ),
            url=url,
            link=url,
            addresses=(),
            title=title,
            text=text,
            folded_title=fold(title),
            body_hash=digest,
            content_hash=digest[:32],
            language="en",
            kind="article",
            quality="full",
            published=self.at,
            published_day=self.at.date().isoformat(),
            published_precision="second",
            judged=(Judged(series="aouad", score=80, parts=(Part("title", 80, archive.SERIES),)),),
            mentions=(
                self._mention(text, person, cast, kind="cast", person=_slug(person), relation=rng.choice(RELATIONS)),
                self._mention(text, str(year), date, kind="date", about="premiere", precision="year", status="planned", season="S2"),
            ),
            grouping=grouping,
        )

    @staticmethod
    def _mention(text: str, value: str, quote: str, **said: Any) -> Mention:
        begin = text.index(quote)
        start = text.index(value, begin)
        return Mention(
            start=start, end=start + len(value), quote_start=begin, quote_end=begin + len(quote), value=value, series="aouad", **said
        )


# --- who writes -----------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """File stories, ROWS_A_SECOND rows a second, until the pipe to us is closed; then say how it went, as JSON."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    told = Told(random.Random(SEED + 1), at=clock.now(), mark="n")
    locked = commits = 0
    began = time.monotonic()
    with Store.open(folder / "data" / "news.db") as store:
        run = store.visits.begin_run("crawl", clock.now())
        start = store.db.conn.total_changes
        while not ended.is_set():
            written = store.db.conn.total_changes - start
            ahead = written / ROWS_A_SECOND - (time.monotonic() - began)
            if ahead > 0:
                time.sleep(min(ahead, 1))
                continue
            told.at = clock.now()
            try:
                told.file(store, run)
            except sqlite3.OperationalError as error:
                locked += 1
                print(error, file=sys.stderr)
            commits += 1
        rows = store.db.conn.total_changes - start
    print(json.dumps({"rows": rows, "seconds": time.monotonic() - began, "filed": commits, "failed": locked}))


@contextmanager
def writing(folder: Path) -> Iterator[Callable[[], dict[str, float]]]:
    """The writer, at work; called, it stops and says how it went."""
    command = [sys.executable, "-m", "bench.desk", "--write", str(folder)]
    writer = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ended() -> dict[str, float]:
        said, _ = writer.communicate(timeout=60)
        found: dict[str, float] = json.loads(said)
        return found

    try:
        yield ended
    finally:
        writer.kill()
        writer.wait(30)


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
    if arguments[:1] == ["--write"]:
        write(Path(arguments[1]))
        return
    if arguments[:1] == ["--fill"]:  # a folder that stays, to be measured again
        fill(Path(arguments[1]), *map(int, arguments[2:]))
        return
    if arguments[:1] == ["--at"]:
        found = table(measured(Path(arguments[1])), ARTICLES)
    else:
        sizes = [int(each) for each in arguments] or [ARTICLES, WAITING]
        found = rows(*sizes)
    for row in found:
        print(row.what, row.value, row.note)


if __name__ == "__main__":
    main(sys.argv[1:])
