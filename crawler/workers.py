"""Processes that read pages and feeds, and that can be killed.

A regular expression that never ends or a parser that eats all memory can't be stopped inside a process. So whatever a stranger
wrote is read in a worker with hard limits of time and memory; one that breaks a limit is killed and replaced, its page becomes a
`WorkerFailed` with the reason, and the crawl goes on. Workers are forked from a server that has imported the heavy modules once
(a fresh worker is warm), and are replaced after `TASKS_PER_WORKER` tasks so that nothing leaks for long. This process imports
none of those modules; nothing starts before the first task.

    workers = Workers(2)
    try:
        reading = await workers.read_page(body, url)      # raises WorkerFailed: its text goes into Article.problem
    finally:
        workers.close()
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import datetime as dt
import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from model.records import Reading
from model.watched import Rules

if TYPE_CHECKING:
    from crawler.spiders.feeds import Feed

WORKERS = 2
TIMEOUT = 20.0  # seconds that one page or feed may take
MEMORY = 1024 * 1024 * 1024  # bytes that a worker may come to need beyond what it starts with
TASKS_PER_WORKER = 500  # tasks after which a worker is replaced
BODY_LIMIT = 32 * 1024 * 1024  # bytes of one body; a larger one is not read at all
GC_EVERY = 20_000  # new objects between two collections: a page makes many and leaves few
CLOSE_WAIT = 5.0  # seconds that close() gives the pool's threads
STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
SAID_MAX = 200  # characters of what a library says of a page
PRELOADED = ("crawler.warm", "crawler.spiders.feeds")

T = TypeVar("T")


class WorkerFailed(Exception):
    """A page or feed that could not be read. The text says why, in words for people."""


class Workers:
    """`count` warm processes. `count=0` reads in this process: no limits, for tests and one-off commands."""

    def __init__(self, count: int = WORKERS, timeout: float = TIMEOUT, memory: int = MEMORY, tasks: int = TASKS_PER_WORKER) -> None:
        """timeout: seconds a task; memory: bytes beyond the start; tasks: until a worker is replaced."""
        self.count = count
        self.timeout = timeout
        self.memory = memory
        self.tasks = tasks
        self._pool: ProcessPool | None = None

    async def read_page(
        self,
        body: bytes,
        url: str,
        content_type: str = "",
        rules: Rules | None = None,
        zone: str = "",
        latest: dt.date | None = None,
    ) -> Reading:
        """As `crawler.pages.read_page`; raises WorkerFailed."""
        _measure(body)
        return await self.run(_read_page, body, url, content_type, rules, zone, latest)

    async def read_feed(self, body: bytes, url: str, headers: Mapping[str, str] | None = None, zone: str = "") -> Feed:
        """As `crawler.spiders.feeds.read_feed`; raises WorkerFailed."""
        _measure(body)
        return await self.run(_read_feed, body, url, dict(headers or {}), zone)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Any function of a module, in a worker. It and its arguments are pickled. Raises WorkerFailed, and what the function raises."""
        if self.count <= 0:
            return function(*args)
        for last in (False, True):
            try:
                found: T = await asyncio.wrap_future(self._running().schedule(function, args=args, timeout=self.timeout))
                return found
            except concurrent.futures.TimeoutError as error:
                raise WorkerFailed(f"took longer than {self.timeout:g} s") from error
            except ProcessExpired as error:
                raise WorkerFailed("its worker process crashed") from error
            except MemoryError as error:
                raise WorkerFailed(f"needed more than {self.memory // 2**20:,} MB") from error
            except (concurrent.futures.BrokenExecutor, RuntimeError) as error:
                if self._pool is not None and self._pool.active:
                    raise  # the function's own
                self._pool = None  # all workers were killed from outside: start afresh, once
                if last:
                    raise WorkerFailed("no worker process could be kept alive") from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Ends the workers, whatever they do. A later task would start new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join(CLOSE_WAIT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _running(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(list(PRELOADED))
            self._pool = ProcessPool(
                max_workers=self.count, max_tasks=self.tasks, initializer=_start, initargs=(self.memory,), context=context
            )
        return self._pool


def _measure(body: bytes) -> None:
    if len(body) > BODY_LIMIT:
        raise WorkerFailed(f"larger than {BODY_LIMIT // 2**20} MB")


def _start(memory: int) -> None:
    """In a new worker: it may be ended at any point, and may grow by `memory` bytes."""
    gc.freeze()  # what the server has imported stays: no collection looks at it again
    gc.set_threshold(GC_EVERY)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler in Python would wait for the very loop that hangs
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if Path("/proc/self/statm").exists() else 0
    limit = pages * resource.getpagesize() + memory
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _read_page(body: bytes, url: str, content_type: str, rules: Rules | None, zone: str, latest: dt.date | None) -> Reading:
    from crawler.pages import read_page  # here, so that only workers carry the libraries

    with _stumbling():
        return read_page(body, url, content_type, rules, zone, latest)


def _read_feed(body: bytes, url: str, headers: dict[str, str], zone: str) -> Feed:
    from crawler.spiders.feeds import read_feed

    with _stumbling():
        return read_feed(body, url, headers, zone)


@contextmanager
def _stumbling() -> Iterator[None]:
    """What a library raises over a stranger's bytes is the page's trouble and no bug that ends a crawl; it is named, so that a
    bug of ours is found all the same. Memory and the process itself are not in the list."""
    from lxml.etree import LxmlError

    try:
        yield
    except (*STUMBLES, LxmlError) as error:
        raise WorkerFailed(f"its reading stumbled: {type(error).__name__}: {str(error)[:SAID_MAX]}") from error
