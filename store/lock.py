"""Locks of a data folder: one crawl at a time, and one `make run`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import AlreadyRunning

LOCK = "crawl.lock"
RUN_LOCK = "run.lock"
_SAID_MAX = 200  # bytes of what a holder says of itself


class _Held(Exception):
    """Somebody else holds the lock, and says `said` of itself."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@contextmanager
def crawl_lock(folder: Path) -> Iterator[None]:
    """Hold the lock, or raise AlreadyRunning. The system lets go of it however the process ends, kill -9 included."""
    try:
        with _only(folder / LOCK, str(os.getpid())):
            yield
    except _Held as held:
        raise AlreadyRunning(f"another crawl is running (process {held.said or 'unknown'})", hint="wait until it ends") from held


@contextmanager
def run_lock(folder: Path, address: str) -> Iterator[None]:
    """Hold what only one `make run` of an install may; the next raises AlreadyRunning, and names the address of this one's desk."""
    try:
        with _only(folder / RUN_LOCK, address):
            yield
    except _Held as held:
        where = f"its desk is {held.said}" if held.said else "it has only just begun"
        raise AlreadyRunning(
            f"`make run` is running here already: {where}", hint="go there; or end that one with Ctrl-C and try again"
        ) from held


@contextmanager
def _only(file: Path, says: str) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _Held(os.pread(handle, _SAID_MAX, 0).decode("utf-8", "replace").strip()) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, says.encode(), 0)
        yield
    finally:
        os.close(handle)
