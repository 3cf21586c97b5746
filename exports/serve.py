"""Datasette on the published file: read-only, no SQL from strangers, CSV to the last row.

A publish puts a new folder in the old one's place, and a running Datasette would serve the deleted file for ever, or a
part of each: its connections are opened by name, once a thread. So each edition is held fast (pinned.py) and gets a
Datasette of its own, made when the folder is seen to be another; requests under way end on the one they began with.
Before it stand a front page, the files of the folder, and what changed since a cursor.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import parse_metadata

from exports import answers, database, front, pinned, revisions
from exports.answers import App, Message, Receive, Send
from exports.pinned import Pinned, Workshop
from store.public import TABLES

SETTINGS = {
    "default_allow_sql": False,
    "max_csv_mb": 0,  # CSV would stop silently there
    "allow_csv_stream": True,
    "default_cache_ttl": 1,  # seconds; a publish shows within two
    "suggest_facets": False,  # counting every column of a large table for each page
    "facet_time_limit_ms": 2000,
    "sql_time_limit_ms": 5000,  # a page of a large table by a column without an index; strangers can't write SQL
    "truncate_cells_html": 400,
}
PIECE = 64 << 10  # bytes of CSV that are sent at once: Datasette sends row by row
_EMPTY = b"Nothing is published yet. `showwire publish` makes the first edition; it shows here by itself.\n"
_HASHED = re.compile(r"/showwire-([0-9a-f]{12})(?=[/.?]|$)")
# Datasette's question for a page of a table: "… from articles where … order by published desc limit 101".
_ORDERED = re.compile(
    r"^select .* from (?P<table>\[\w+\]|\w+) .*?(?P<order>order by (?P<by>\[\w+\]|\w+)(?: desc)?) limit \d+(?: offset \d+)?$", re.DOTALL
)
_KEYED = {table: "rowid" if table in revisions.KEYS else columns[0] for table, columns in TABLES.items()} | {revisions.TABLE: "seq"}
_OWN = "/-/"  # Datasette's pages of itself; these are for everybody:
_OPEN = ("/-/static/", "/-/static-plugins/", "/-/metadata", "/-/versions", "/-/settings")
_WARM: Message = {
    "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/-/versions.json", "raw_path": b"/-/versions.json",
    "query_string": b"", "headers": [], "asgi": {"version": "3.0"},
}  # fmt: skip


# Where rich is installed each 404 prints every variable, and some become a 500. Asked of the plugin manager: whoever imports the
# module before datasette.app makes Datasette register it half made, and then nothing answers for an error.
pm.get_plugin("datasette.handle_exception").rich = None


def app(folder: Path) -> App:
    """An ASGI application that serves the edition in `folder`, whichever is there."""
    return _Current(folder)


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8002) -> None:
    """Serve until interrupted."""
    uvicorn.run(app(folder), host=host, port=port, log_level="warning", lifespan="on", server_header=False)


class _Shelf:
    """An edition with its Datasette."""

    def __init__(self, edition: Pinned) -> None:
        self.edition = edition
        self.page = front.page(edition)
        self.tag = f'W/"{edition.hash}"'
        metadata: dict[str, Any] = parse_metadata(edition.metadata) if edition.metadata else {"allow_sql": False}
        self.datasette = Datasette(
            files=[],
            immutables=[str(edition.database)],
            metadata={**metadata, "about": "what is believed now", "about_url": "/index.html"},
            settings=SETTINGS,
            cors=True,
        )
        _steady(self.datasette.get_database("showwire"))
        self.app: App = self.datasette.app()
        self.replaced = False

    async def warm(self) -> None:
        """Datasette counts its rows at the first request; one that comes beside it would find it half awake."""

        async def nothing(_: Message) -> None:
            return

        async def empty() -> Message:
            return {"type": "http.request", "body": b""}

        await self.app(dict(_WARM), empty, nothing)

    def left(self) -> None:
        """Close it when it was replaced and nobody reads any more."""
        if self.replaced and not self.edition.users:
            self.datasette.executor.shutdown(wait=False)
            for one in self.datasette.databases.values():
                one.close()
            self.edition.close()


def _steady(read: Any) -> None:
    """Give every order an end, so that pages join. Datasette breaks ties by the key on later pages and not on the first, and
    SQLite reads an index backwards there: of rows that are equal in the column some would be on no page."""
    plain = read.execute

    async def execute(sql: str, *arguments: Any, **named: Any) -> Any:
        if match := _ORDERED.search(sql):
            key = _KEYED.get(match["table"].strip("[]"))
            if key and match["by"].strip("[]") != key:
                sql = f"{sql[: match.end('order')]}, [{key}]{sql[match.end('order') :]}"
        return await plain(sql, *arguments, **named)

    read.execute = execute


class _Current:
    """Hands each request to the edition that is in the folder now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._workshop: Workshop | None = None
        self._shelf: _Shelf | None = None
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        shelf = await self._now()
        if shelf is None:
            heads = {"content-type": "text/plain; charset=utf-8", "retry-after": "60", "cache-control": "no-store"}
            await answers.plain(send, 503, _EMPTY, heads)
            return
        shelf.edition.users += 1
        try:
            await _answer(shelf, scope, receive, send)
        finally:
            shelf.edition.users -= 1
            shelf.left()

    async def _now(self) -> _Shelf | None:
        mark = pinned.mark(self._folder)
        if mark != (self._shelf and self._shelf.edition.mark):
            async with self._lock:
                if pinned.mark(self._folder) != (self._shelf and self._shelf.edition.mark):
                    await self._change()
        return self._shelf

    async def _change(self) -> None:
        self._workshop = self._workshop or Workshop(self._folder)
        edition = pinned.pin(self._folder, self._workshop)
        fresh = None if edition is None else _Shelf(edition)
        if fresh is not None:
            await fresh.warm()
        old, self._shelf = self._shelf, fresh
        if old is not None:
            old.replaced = True
            old.left()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                if self._shelf is not None:
                    self._shelf.replaced = True
                    self._shelf.left()
                if self._workshop is not None:
                    self._workshop.close()
                return


async def _answer(shelf: _Shelf, scope: Message, receive: Receive, send: Send) -> None:
    edition, path = shelf.edition, scope["path"]
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        await answers.told(send, 405, {"ok": False, "error": "only reading is possible here"}, {"allow": "GET, HEAD, OPTIONS"})
        return
    name = path.removeprefix("/files" if path.startswith("/files/") else "").removeprefix("/")
    if name in edition.files:
        await answers.file(edition, name, scope, send)
    elif path == "/":
        await _front(shelf, scope, send)
    elif path == "/since.json":
        await _since(shelf, scope, send)
    elif path in ("/-/databases", "/-/databases.json"):  # Datasette's own tells the path of the file
        size = edition.files[database.FILE].get("bytes", 0)
        row = {"name": "showwire", "route": "showwire", "path": database.FILE, "size": size, "is_mutable": False, "is_memory": False}
        await answers.told(send, 200, [{**row, "hash": edition.files[database.FILE].get("sha256")}])
    elif path.startswith(_OWN) and not path.startswith(_OPEN):
        await answers.told(send, 404, {"ok": False, "error": "not found", "status": 404})
    else:
        await _read(shelf, scope, receive, send)


async def _front(shelf: _Shelf, scope: Message, send: Send) -> None:
    tag = f'"{shelf.edition.hash}-{shelf.edition.told.get("published", "")}"'
    heads = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": answers.FRESH,
        "etag": tag,
        "content-security-policy": front.POLICY,
    }
    known = answers.matches(answers.header(scope, "if-none-match"), tag)
    await answers.plain(send, 304 if known else 200, b"" if known else shelf.page, heads)


async def _since(shelf: _Shelf, scope: Message, send: Send) -> None:
    """What was added, changed or withdrawn since `cursor`: {cursor, more, revisions: […]}."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    said, cursor, numbers = asked.get("size", [str(revisions.SIZE_USUAL)])[-1], asked.get("cursor", [""])[-1], shelf.edition.numbers
    if not said.isascii() or not said.isdigit() or not 0 < int(said[:9]) <= revisions.SIZE_MOST:
        await answers.told(send, 400, {"ok": False, "error": f"size is a number from 1 to {revisions.SIZE_MOST}", "status": 400})
        return
    if numbers is None:
        await answers.told(send, 404, {"ok": False, "error": "this edition does not say what changed", "status": 404})
        return
    counted = numbers
    try:
        page = await shelf.datasette.get_database("showwire").execute_fn(lambda db: revisions.page(db, counted, cursor, int(said)))
    except revisions.Gone:
        error = "this cursor is not known, or from too long ago: start again without one, and forget what you hold"
        await answers.told(send, 410, {"ok": False, "error": error, "status": 410, "start": "/since.json"})
        return
    await answers.told(send, 200, {"ok": True, "cursor": page.cursor, "more": page.more, "revisions": page.revisions})


async def _read(shelf: _Shelf, scope: Message, receive: Receive, send: Send) -> None:
    """Datasette's answer, with a tag of the edition. Under /showwire-HASH/ an answer never changes, and may be kept for ever."""
    lasting = False
    if match := _HASHED.match(scope["path"]):
        query = scope["query_string"].decode("latin-1")
        if match[1] != shelf.edition.hash:
            there = f"/showwire-{shelf.edition.hash}{scope['path'][match.end() :]}" + (f"?{query}" if query else "")
            await answers.plain(send, 302, b"", {"location": there, "cache-control": "no-store"})
            return
        lasting = True
        raw = scope.get("raw_path") or scope["path"].encode()
        scope = {**scope, "path": "/showwire" + scope["path"][match.end() :], "raw_path": b"/showwire" + raw[match.end() :]}
    if answers.matches(answers.header(scope, "if-none-match"), shelf.tag):
        await answers.plain(send, 304, b"", {"etag": shelf.tag, "cache-control": answers.FOREVER if lasting else answers.FRESH})
        return

    async def tagged(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            heads = [pair for pair in message["headers"] if not lasting or bytes(pair[0]).lower() != b"cache-control"]
            heads.append((b"etag", shelf.tag.encode()))
            if lasting:
                heads.append((b"cache-control", answers.FOREVER.encode()))
            message = {**message, "headers": heads}
        await send(message)

    if scope["path"].endswith(".csv"):
        await _sheet(shelf, scope, receive, tagged)
    else:
        await shelf.app(scope, receive, tagged)


class _BrokenOff(Exception):
    """Datasette wrote an error among the rows of a CSV; the connection breaks, so that nobody takes it for the end."""


async def _sheet(shelf: _Shelf, scope: Message, receive: Receive, send: Send) -> None:
    """CSV to the last row, unless a part is asked for; in pieces, since Datasette sends each row alone.

    Where a row can't be read Datasette writes the error into the sheet and ends it as if all were well.
    """
    asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if scope["method"] == "GET" and "_next" not in asked and ("_stream" in asked or "_size" not in asked):
        more = [] if "_stream" in asked else [b"_stream=on"]
        more += [] if "_size" in asked else [b"_size=max"]
        key = _KEYED.get(scope["path"].removeprefix("/showwire/").removesuffix(".csv"), "rowid")
        if key != "rowid" and "_sort" not in asked and "_sort_desc" not in asked:
            more.append(f"_sort={key}".encode())  # by the key each page is found at once; by a date all before it are read again
        scope = {**scope, "query_string": b"&".join([part for part in (scope["query_string"],) if part] + more)}
    held = bytearray()
    started = rows = False
    broken = ""

    async def sent(message: Message) -> None:
        nonlocal started, rows, broken
        if message["type"] == "http.response.start":
            if started:
                return  # Datasette's page about our own breaking off
            started, rows = True, message["status"] == 200 and any(b"text/plain" in v or b"text/csv" in v for _, v in message["headers"])
            await send(message)
            return
        body = message.get("body", b"")
        if rows and body and not body.endswith(b"\r\n"):
            broken = broken or body.decode("utf-8", "replace")
            raise _BrokenOff(broken)
        held.extend(body)
        if broken:
            return
        if len(held) >= PIECE or not message.get("more_body"):
            await send({**message, "body": bytes(held)})
            held.clear()

    await shelf.app(scope, receive, sent)
    if broken:
        raise _BrokenOff(broken)
