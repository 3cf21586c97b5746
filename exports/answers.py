"""What the server answers itself: files of the edition with their types, tags and ranges, short JSON, and redirects."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias

from exports.pinned import Pinned

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]
Heads: TypeAlias = Mapping[str, str]

FRESH = "public, max-age=1"  # seconds: a publish shows within two
FOREVER = "public, max-age=31536000, immutable"
CHUNK = 256 << 10  # bytes of a file sent at once
TYPES: Mapping[str, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "db": "application/vnd.sqlite3",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
}
_FEEDS = re.compile(r"(?:^|/)(?:stories|feed)[^/]*\.json$")  # JSON Feeds
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
SHARED = {"access-control-allow-origin": "*", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


def kind(name: str) -> str:
    """The content type of a published file."""
    if _FEEDS.search(name):
        return "application/feed+json"
    ending = name.rpartition(".")[2]
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def header(scope: Message, name: str) -> str:
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


def matches(said: str, tag: str) -> bool:
    """Whether If-None-Match names a tag; weak and strong are alike there."""
    return bool(said) and any(each.strip().removeprefix("W/") == tag.removeprefix("W/") for each in said.split(","))


async def plain(send: Send, status: int, body: bytes, heads: Heads) -> None:
    """A whole answer."""
    told = {**SHARED, "content-length": str(len(body)), **heads}
    if status in (204, 304):
        told.pop("content-length")
    await send({"type": "http.response.start", "status": status, "headers": encoded(told.items())})
    await send({"type": "http.response.body", "body": body})


def encoded(heads: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in heads]


async def told(send: Send, status: int, value: Any, heads: Heads | None = None) -> None:
    """One JSON value."""
    body = json.dumps(value, ensure_ascii=False).encode()
    await plain(send, status, body, {"content-type": "application/json", "cache-control": FRESH, **(heads or {})})


async def file(edition: Pinned, name: str, scope: Message, send: Send) -> None:
    """A file of the edition: whole, a part of it (one range), or that it is as the reader has it."""
    digest = edition.files[name].get("sha256")
    tag = f'"{digest[:32]}"' if digest else f'"{edition.hash}-{edition.told.get("published", "")}"'
    heads = {"content-type": kind(name), "cache-control": FRESH, "etag": tag, "accept-ranges": "bytes"}
    if matches(header(scope, "if-none-match"), tag):
        await plain(send, 304, b"", heads)
        return
    with edition.open(name) as opened:
        size = opened.seek(0, 2)
        begin, end, status = 0, size, 200
        asked = _RANGE.fullmatch(header(scope, "range"))
        if asked and asked[0] != "bytes=-" and header(scope, "if-range") in ("", tag):
            begin = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
            end = min(size, int(asked[2]) + 1) if asked[1] and asked[2] else size
            if begin >= end:
                await plain(send, 416, b"", {**heads, "content-range": f"bytes */{size}"})
                return
            status, heads["content-range"] = 206, f"bytes {begin}-{end - 1}/{size}"
        told = {**SHARED, **heads, "content-length": str(end - begin)}
        await send({"type": "http.response.start", "status": status, "headers": encoded(told.items())})
        opened.seek(begin)
        left = 0 if scope["method"] == "HEAD" else end - begin
        while left > 0:
            piece = opened.read(min(CHUNK, left)) if left <= CHUNK else await asyncio.to_thread(opened.read, CHUNK)
            if not piece:
                break
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
