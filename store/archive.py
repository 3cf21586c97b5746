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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from model.records import Page

ROTATE_BYTES = 256 * 1024 * 1024  # a file that is longer is closed and another begun
LEVEL = 1  # gzip level: a tenth of the time of 9 for a fifth more bytes
_HOPS = "WARC-Showwire-Hops"
_ASKED = "WARC-Showwire-Asked"
_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})  # the body is stored decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a page is: the file's name in the archive folder, offset and length in bytes, and the body's SHA-256.

    `told` is the length of the record behind it, which holds what was known of the page beforehand; 0 = there is none.
    """

    warc: str
    offset: int
    length: int
    sha256: str
    told: int = 0


class Archive:
    """A folder of WARC files. Opened lazily; `close` when done."""

    def __init__(self, folder: Path, *, rotate: int = ROTATE_BYTES) -> None:
        self._folder = folder
        self._rotate = rotate
        self._file: BinaryIO | None = None
        self._name = ""
        self._number = 0

    def write(self, page: Page, told: str = "") -> Located:
        """Append a page, and behind it what its source's list told of it. It is on its way to the disk when this returns,
        before any row names it."""
        digest = hashlib.sha256(page.body)
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        member = _gzip(_record(page, digest.digest(), record_id))
        beside = _gzip(_metadata(page, told, record_id)) if told else b""
        file = self._open(page.fetched_at)
        offset = file.tell()
        file.write(member + beside)
        file.flush()
        return Located(warc=self._name, offset=offset, length=len(member), sha256=digest.hexdigest(), told=len(beside))

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
        page = _parsed(self._member(located.warc, located.offset, located.length))
        if located.sha256 and hashlib.sha256(page.body).hexdigest() != located.sha256:
            raise ValueError(f"{located.warc} at {located.offset} holds another page")
        return page

    def told(self, located: Located) -> str:
        """What was written beside a page; "" where nothing was. Raises as `read`."""
        if not located.told:
            return ""
        record = _first(self._member(located.warc, located.offset + located.length, located.told))
        text: bytes = record.content_stream().read()
        return text.decode("utf-8")

    def _member(self, warc: str, offset: int, length: int) -> bytes:
        with (self._folder / warc).open("rb") as file:
            file.seek(offset)
            member = file.read(length)
        if len(member) != length:
            raise ValueError(f"{warc} ends before the record at {offset}")
        try:
            return zlib.decompress(member, zlib.MAX_WBITS | 16)  # checks its CRC
        except zlib.error as error:
            raise ValueError(f"{warc} is damaged at {offset}") from error

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _record(page: Page, digest: bytes, record_id: str) -> bytes:
    """One WARC/1.1 response record. Written by hand: warcio's writer goes through temporary files and gzip level 9."""
    http = [f"HTTP/1.1 {page.status} -"]
    http += [f"X-Archived-{name}: {_line(value)}" if name.lower() in _CODED else f"{name}: {_line(value)}" for name, value in page.headers]
    http.append(f"Content-Length: {len(page.body)}")
    block = "\r\n".join(http).encode() + b"\r\n\r\n" + page.body
    head = [
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Target-URI: {_line(page.url)}",
        f"WARC-Date: {page.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        f"{_ASKED}: {_line(page.requested_url)}",
        *([f"{_HOPS}: {_line(' '.join(page.hops))}"] if page.hops else []),
        f"WARC-Payload-Digest: sha256:{base64.b32encode(digest).decode()}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _metadata(page: Page, told: str, record_id: str) -> bytes:
    """What was known of a page beforehand: a metadata record that names the page's own."""
    block = told.encode("utf-8")
    head = [
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Concurrent-To: {record_id}",
        f"WARC-Target-URI: {_line(page.url)}",
        f"WARC-Date: {page.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "Content-Type: application/json",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _line(value: str) -> str:
    """A header's value: one line, and nothing that UTF-8 cannot write."""
    return " ".join(value.splitlines()).encode("utf-8", "replace").decode()


def _first(record_bytes: bytes) -> Any:
    from warcio.archiveiterator import ArchiveIterator

    return next(iter(ArchiveIterator(io.BytesIO(record_bytes))))


def _parsed(record_bytes: bytes) -> Page:
    record = _first(record_bytes)
    body = record.content_stream().read()
    warc, http = record.rec_headers, record.http_headers
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
