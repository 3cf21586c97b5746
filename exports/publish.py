"""Writes an edition: every format into a folder beside the published one, synced, then put in its place at once.

A reader finds the whole old folder or the whole new one, also when this process is killed at any moment: the two
are exchanged in one step where the system can do that (Linux renameat2, macOS renamex_np). Elsewhere the old one
is moved aside first, and the next publish mends what a kill between the two steps has left.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from exports import FORMATS, database, manifest, revisions
from exports.edition import Edition
from exports.newest import moved
from model.errors import AlreadyRunning, ShowwireError, UsageError
from model.outlets import Outlets
from model.watched import Series, Source
from store.public import Public

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, linux/fs.h
_RENAME_SWAP = 2  # macOS, sys/stdio.h


def publish(
    public: Public,
    folder: Path,
    now: dt.datetime,
    *,
    series: Sequence[Series] = (),
    sources: Sequence[Source] = (),
    title: str = "showwire",
    notice: str = "",
    licence: str = "CC-BY-4.0",
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/",
    home: str = "",
    outlets: Outlets | None = None,
    dry_run: bool = False,
    tell: Callable[[str, list[dict[str, Any]]], None] | None = None,
) -> dict[str, Any]:
    """Publish what is approved into `folder`. Returns what was written: {folder, published, changed, rows, files, bytes, skipped}.

    `changed` is false where the last edition was the same but for its time. A dry run writes beside and takes it away again.
    `tell(cursor, changes)` is called with the beliefs that moved, in the transaction that keeps what was published.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - a link to the folder stays a link
    if folder.is_symlink():
        folder = folder.resolve()
    _refuse_others(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside, aside = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    with _alone(folder.with_name(f".{folder.name}.lock")):
        _mend(folder, beside, aside)
        beside.mkdir()
        draft = public.editions.draft(now, revisions.shown(folder))
        try:
            said = Edition(
                rows=lambda table: public.rows(table, series, sources),
                title=title,
                notice=notice,
                licence=licence,
                licence_url=licence_url,
                home=home and home.rstrip("/") + "/",
                outlets=outlets or Outlets(),
                revise=draft.settle,
            )
            written = _write(public, said, beside, now)
            before = manifest.read(folder)
            summary = {
                "folder": str(folder),
                "published": written["published"],
                "changed": before is None or before["files"] != written["files"],
                "rows": written["rows"],
                "files": len(written["files"]) + 1,
                "bytes": sum(f["bytes"] for f in written["files"].values()),
                "skipped": written["skipped"],
            }
            if not dry_run:
                _sync(beside)
                news = [{**row, "says": moved(row)} for row in revisions.rows(beside, "changes", draft.added("changes"))]
                public.editions.keep(draft, partial(tell, revisions.cursor(draft.after), news) if tell and news else None)
                _put(beside, folder, aside)
        finally:
            draft.close()
            shutil.rmtree(beside, ignore_errors=True)
            shutil.rmtree(aside, ignore_errors=True)
    return summary


def _write(public: Public, said: Edition, beside: Path, now: dt.datetime) -> dict[str, Any]:
    with public.snapshot():
        edition = replace(said, as_of=public.as_of())
        database.write(edition, beside)
    with database.reading(beside) as rows:
        edition = replace(edition, rows=rows, counts=database.counts(beside))
        for one in FORMATS:
            if one is not database:
                one.write(edition, beside)
        return manifest.write(edition, beside, now)


def _refuse_others(folder: Path) -> None:
    """Never replace a folder that is not an edition of ours."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder of its own for what is published")
    if folder.is_dir() and any(folder.iterdir()) and manifest.read(folder) is None and {p.name for p in folder.iterdir()} != {".gitkeep"}:
        raise UsageError(f"{folder} holds files that publish did not write", hint="name a folder of its own: all in it is replaced")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"another publish is writing beside {lock.parent}") from None
        yield


def _mend(folder: Path, beside: Path, aside: Path) -> None:
    """Take away what a killed publish left, and bring back the old edition where it was moved aside."""
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)
    if beside.exists():
        raise ShowwireError(f"cannot take away {beside}", hint="a publish left it there; remove it by hand")


def _sync(folder: Path) -> None:
    for path in (*sorted(folder.rglob("*")), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put(beside: Path, folder: Path, aside: Path) -> None:
    if not folder.exists():
        beside.rename(folder)
    elif not _exchange(beside, folder):
        folder.rename(aside)
        beside.rename(folder)
    descriptor = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two folders in one step; False where the system or the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        call, arguments = getattr(libc, "renamex_np", None), (os.fsencode(one), os.fsencode(two), _RENAME_SWAP)
    else:
        call = getattr(libc, "renameat2", None)
        arguments = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(two), _RENAME_EXCHANGE)
    if call is None:
        return False
    if call(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(two))
