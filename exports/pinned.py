"""An edition held fast: what is served of it stays what it was, however often another is published meanwhile.

The folder is held open, so that its files are found in it and not in the one that took its place; the database, which
SQLite opens by its name and once a thread, gets a second name of its own beside the folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from exports import database, manifest, revisions
from store.editions import Numbers

_TRIES = 5  # a folder may be replaced, and emptied, while it is being opened
_HELD = "held"

Mark: TypeAlias = tuple[int, int, int]


def mark(folder: Path) -> Mark | None:
    """Tells one edition in a folder from the next; None where there is none. Asked for each request."""
    try:
        found = os.stat(f"{folder}/{database.FILE}")  # noqa: PTH116 - twice as quick
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


class Workshop:
    """Where second names are kept: a folder beside the published one, or among the temporary files where that can't be."""

    def __init__(self, folder: Path) -> None:
        parent, begins = folder.absolute().parent, f".{folder.name}.serving-"
        self._count = 0
        try:
            _sweep(parent, begins)
            self.path = Path(tempfile.mkdtemp(prefix=begins, dir=parent))
        except OSError:  # not ours to write in
            self.path = Path(tempfile.mkdtemp(prefix="showwire-serving-"))
        self._lock = (self.path / _HELD).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def place(self) -> Path:
        """A new folder in it."""
        self._count += 1
        made = self.path / str(self._count)
        made.mkdir()
        return made

    def close(self) -> None:
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


def _sweep(parent: Path, begins: str) -> None:
    """Take away what a server that was killed has left: nobody holds its lock."""
    for left in parent.glob(f"{begins}*"):
        with contextlib.suppress(OSError), (left / _HELD).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


class Pinned:
    """One edition. `users` counts the requests under way; it is closed when it was replaced and they have ended."""

    def __init__(self, folder: Path, place: Path) -> None:
        """FileNotFoundError or ValueError where the folder is none of ours, or is just being replaced."""
        self.users = 0
        self._place = place
        self._directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            told = json.loads(self.read(manifest.FILE))
            self.files: dict[str, dict[str, Any]] = {**told["files"], manifest.FILE: {}}
            self.told: dict[str, Any] = told
            self.metadata = self.read("metadata.yaml").decode() if "metadata.yaml" in self.files else ""
            index = json.loads(self.read(revisions.FILE)) if revisions.FILE in self.files else {}
            self.numbers: Numbers | None = revisions.numbers(index) if index.get("cursor") else None
            self.database = place / database.FILE
            try:
                os.link(database.FILE, self.database, src_dir_fd=self._directory)
            except FileNotFoundError:
                raise
            except OSError:  # another file system, or one without links
                with self.open(database.FILE) as source, self.database.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
            found = self.database.stat()
            self.mark: Mark = (found.st_dev, found.st_ino, found.st_mtime_ns)
        except BaseException:
            os.close(self._directory)
            shutil.rmtree(place, ignore_errors=True)
            raise
        said = (str(self.files[name].get("sha256", self.mark)) for name in (database.FILE, "metadata.yaml") if name in self.files)
        self.hash = hashlib.sha256(" ".join(said).encode()).hexdigest()[:12]

    def open(self, name: str) -> BinaryIO:
        """A file of the edition. Only names of its manifest come here: nothing else in the folder is served."""
        return os.fdopen(os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._directory), "rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def close(self) -> None:
        os.close(self._directory)
        shutil.rmtree(self._place, ignore_errors=True)


def pin(folder: Path, workshop: Workshop) -> Pinned | None:
    """The edition that is in the folder now; None where there is none."""
    for _ in _tries():
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            return Pinned(folder, workshop.place())
    return None


def _tries() -> Iterator[int]:
    yield from range(_TRIES)
