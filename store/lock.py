"""The crawl lock: one crawl at a time on a data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import AlreadyRunning

LOCK = "crawl.lock"


@contextmanager
def crawl_lock(folder: Path) -> Iterator[None]:
    """Hold the lock, or raise AlreadyRunning. The system lets go of it however the process ends, kill -9 included."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise AlreadyRunning(f"another crawl is running (process {holder or 'unknown'})", hint="wait until it ends") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
