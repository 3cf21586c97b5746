"""The archive: every page as it came over the wire, in WARC files that any web archive tool reads.

Each process writes files of its own and a record is one gzip member, so a torn tail (kill -9, full disk) hurts only
the record it is in: what stands before it is read by offset, and nobody appends behind it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import os
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from model.records import Page

ROTATE_BYTES = 256 * 1024 * 1024  # a file that is longer is closed and another begun
LEVEL = 1  # gzip level: a tenth of the time of 9 for a fifth more bytes
_HOPS = "WARC-Showwire-Hops"
_ASKED = "WARC-Showwire-Asked"
_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})  # the body is stored decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a page is: the file's name in the archive folder, offset and length in bytes, and the body's SHA-256."""

    warc: str
    offset: int
    length: int
    sha256: str


class Archive:
    """A folder of WARC files. Opened lazily; `close` when done."""

    def __init__(self, folder: Path, *, rotate: int = ROTATE_BYTES) -> None:
        self._folder = folder
        self._rotate = rotate
        self._file: BinaryIO | None = None
        self._name = ""
        self._number = 0

    def write(self, page: Page) -> Located:
        """Append a page. It is on its way to the disk when this returns, before any row names it."""
        digest = hashlib.sha256(page.body)
        member = _gzip(_record(page, digest.digest()))
        file = self._open(page.fetched_at)
        offset = file.tell()
        file.write(member)
        file.flush()
        return Located(warc=self._name, offset=offset, length=len(member), sha256=digest.hexdigest())

    def _open(self, at: dt.datetime) -> BinaryIO:
        if self._file is not None and self._file.tell() >= self._rotate:
            self.close()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            while self._file is None:
                self._number += 1
                self._name = f"{at.astimezone(dt.UTC):%Y%m%d%H%M%S}-{os.getpid()}-{self._number:05}.warc.gz"
                try:
                    self._file = (self._folder / self._name).open("xb")
                except FileExistsError:
                    continue
        return self._file

    def read(self, located: Located) -> Page:
        """The page again, body and headers as they came. Raises OSError or ValueError where the file lost it."""
        with (self._folder / located.warc).open("rb") as file:
            file.seek(located.offset)
            member = file.read(located.length)
        if len(member) != located.length:
            raise ValueError(f"{located.warc} ends before the record at {located.offset}")
        try:
            page = _parsed(zlib.decompress(member, zlib.MAX_WBITS | 16))  # checks its CRC
        except zlib.error as error:
            raise ValueError(f"{located.warc} is damaged at {located.offset}") from error
        if located.sha256 and hashlib.sha256(page.body).hexdigest() != located.sha256:
            raise ValueError(f"{located.warc} at {located.offset} holds another page")
        return page

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _record(page: Page, digest: bytes) -> bytes:
    """One WARC/1.1 response record. Written by hand: warcio's writer goes through temporary files and gzip level 9."""
    http = [f"HTTP/1.1 {page.status} -"]
    http += [f"X-Archived-{name}: {_line(value)}" if name.lower() in _CODED else f"{name}: {_line(value)}" for name, value in page.headers]
    http.append(f"Content-Length: {len(page.body)}")
    block = "\r\n".join(http).encode() + b"\r\n\r\n" + page.body
    head = [
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Target-URI: {_line(page.url)}",
        f"WARC-Date: {page.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        f"{_ASKED}: {_line(page.requested_url)}",
        *([f"{_HOPS}: {_line(' '.join(page.hops))}"] if page.hops else []),
        f"WARC-Payload-Digest: sha256:{base64.b32encode(digest).decode()}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _line(value: str) -> str:
    """A header's value: one line, and nothing that UTF-8 cannot write."""
    return " ".join(value.splitlines()).encode("utf-8", "replace").decode()


def _parsed(record_bytes: bytes) -> Page:
    from warcio.archiveiterator import ArchiveIterator

    records: Iterator[object] = iter(ArchiveIterator(io.BytesIO(record_bytes)))
    record = next(records)
    body = record.content_stream().read()  # type: ignore[attr-defined]
    warc, http = record.rec_headers, record.http_headers  # type: ignore[attr-defined]
    return Page(
        url=warc.get_header("WARC-Target-URI"),
        requested_url=warc.get_header(_ASKED),
        status=int(http.get_statuscode()),
        headers=tuple((name.removeprefix("X-Archived-"), value) for name, value in http.headers[:-1]),
        body=body,
        fetched_at=dt.datetime.fromisoformat(warc.get_header("WARC-Date")),
        hops=tuple((warc.get_header(_HOPS) or "").split()),
    )


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(data) + packer.flush()
