"""A small web on loopback for the tests: a raw socket server that is also a forward proxy, so that any host name can be played.

    with Web() as web:
        web["http://news.example/feed.xml"] = Answer(body=b"<rss>...")
        with web.proxied(): run(...)

Every request is kept with its headers and with how many were open to its host at that time.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.run import run
from model.records import Article, Outcome, RobotsFile, Visit
from model.watched import Source


@dataclass(frozen=True)
class Answer:
    """`raw` is sent as it is and the connection closed; else a well-formed answer is made of the rest."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    after: float = 0.0  # seconds before it is sent


@dataclass(frozen=True)
class Asked:
    url: str
    headers: dict[str, str]
    open_to_host: int
    at: float

    @property
    def conditional(self) -> bool:
        return bool(self.headers.keys() & {"if-none-match", "if-modified-since"})


Answering = Answer | Callable[[Asked], Answer]
NOT_FOUND = Answer(404, b"not here", (("Content-Type", "text/plain"),))


@dataclass
class Web:
    answers: dict[str, Answering] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)

    def __setitem__(self, url: str, answer: Answering) -> None:
        self.answers[url] = answer

    def __enter__(self) -> Web:
        self._open: collections.Counter[str] = collections.Counter()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connection, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                lines = head.split("\r\n")
                target = lines[0].split()[1]
                headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
                url = target if "://" in target else f"http://{headers.get('host', '')}{target}"
                if not await self._answer(url, headers, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, url: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> bool:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        self._open[host] += 1
        asked = Asked(url, headers, self._open[host], self._loop.time())
        self.log.append(asked)
        try:
            found = self.answers.get(url, NOT_FOUND)
            answer = found if isinstance(found, Answer) else found(asked)
            if answer.after:
                await asyncio.sleep(answer.after)
            if answer.raw is not None:
                writer.write(answer.raw)
                await writer.drain()
                return False
            head = [
                f"HTTP/1.1 {answer.status} .",
                f"Content-Length: {len(answer.body)}",
                *(f"{name}: {value}" for name, value in answer.headers),
            ]
            writer.write("\r\n".join([*head, "", ""]).encode("latin-1") + (b"" if answer.status == 304 else answer.body))
            await writer.drain()
            return True
        finally:
            self._open[host] -= 1

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def proxied(self) -> Iterator[None]:
        """All http of this process goes to this web."""
        before = dict(os.environ)
        os.environ.update(http_proxy=f"http://{self.address}", https_proxy=f"http://{self.address}", no_proxy="")
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def asked(self, part: str) -> list[Asked]:
        return [asked for asked in self.log if part in asked.url]


@dataclass
class Brought:
    """The records of a crawl, by kind."""

    articles: list[Article] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    robots: dict[str, RobotsFile] = field(default_factory=dict)
    order: list[Any] = field(default_factory=list)

    def __call__(self, record: object) -> None:
        self.order.append(record)
        if isinstance(record, Article):
            self.articles.append(record)
        elif isinstance(record, Outcome):
            self.outcomes.append(record)
        elif isinstance(record, RobotsFile):
            self.robots[record.authority] = record

    @property
    def outcome(self) -> Outcome:
        assert len(self.outcomes) == 1, self.outcomes
        return self.outcomes[0]

    def article(self, part: str) -> Article:
        found = [article for article in self.articles if part in article.entry.url or part in article.entry.title]
        assert len(found) == 1, [article.entry.url for article in self.articles]
        return found[0]

    def visits(self) -> list[Visit]:
        """The visits that follow these, as a store would make them."""
        known: dict[str, dict[str, str]] = collections.defaultdict(dict)
        for article in self.articles:
            known[article.source.slug][article.entry.key] = article.entry.fingerprint
        return [
            Visit(source=o.source, etag=o.etag, last_modified=o.last_modified, body_hash=o.body_hash, known=known[o.source.slug])
            for o in self.outcomes
        ]


FAST = {"DOWNLOAD_DELAY": 0.001, "RETRY_SECONDS": 0.01, "DOWNLOAD_TIMEOUT": 5}


def crawl(visits: list[Visit] | Visit | str, **options: Any) -> Brought:
    """A crawl without pipelines; a URL stands for a visit to a feed whose every page is fetched."""
    if isinstance(visits, str):
        visits = a_visit(visits)
    brought = Brought()
    settings = {**FAST, **options.pop("settings", {})}
    run(
        [visits] if isinstance(visits, Visit) else visits,
        contact="https://example.org/bot",
        pipelines={},
        on_record=brought,
        workers=1,
        settings=settings,
        **options,
    )
    return brought


def a_visit(url: str, slug: str = "news", way: str = "feed", **options: Any) -> Visit:
    source_keys = {"scope": "series", **{key: options.pop(key) for key in list(options) if key in Source.__dataclass_fields__}}
    return Visit(source=Source(slug=slug, way=way, url=url, **source_keys), **options)  # type: ignore[arg-type]


def a_feed(*items: tuple[str, str], more: str = "") -> bytes:
    """RSS of (title, link) pairs."""
    rows = "".join(f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>" for title, link in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{more}{rows}</channel></rss>".encode()


XML = (("Content-Type", "application/rss+xml"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def a_page(title: str = "A title", text: str = "Some words of the article that go on for a while.") -> Answer:
    body = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>" + f"<p>{text}</p>" * 5
    return Answer(200, f"{body}</article></body></html>".encode(), HTML)
