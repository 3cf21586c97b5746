"""Datasette on the published file: read-only, no SQL from strangers, CSV to the last row.

A publish puts a new file in the old one's place, and a running Datasette would serve the deleted one for ever:
its connections are kept for each thread under the database's name. So each edition gets a Datasette of its own,
made when the file is seen to be another; requests that are under way end on the one they began with.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

import uvicorn
from datasette.app import Datasette
from datasette.utils import parse_metadata

from exports import database

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

SETTINGS = {
    "default_allow_sql": False,
    "max_csv_mb": 0,  # CSV would stop silently there
    "allow_csv_stream": True,
    "default_cache_ttl": 1,  # seconds; a publish shows within two
    "suggest_facets": False,  # counting every column of a large table for each page
    "facet_time_limit_ms": 2000,
    "truncate_cells_html": 400,
}
_EMPTY = b"Nothing is published yet. `showwire publish` makes the first edition; it shows here by itself.\n"
_GRACE = 30.0  # seconds that requests under way have on an edition that was replaced


def app(folder: Path) -> App:
    """An ASGI application that serves the edition in `folder`, whichever is there."""
    return _Current(folder)


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8002) -> None:
    """Serve until interrupted."""
    uvicorn.run(app(folder), host=host, port=port, log_level="warning", lifespan="on", server_header=False)


class _Current:
    """Hands each request to the Datasette of the edition that is in the folder now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / database.FILE
        self._mark: tuple[int, int, int] | None = None
        self._app: App | None = None
        self._datasette: Datasette | None = None
        self._lock = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        current = await self._now()
        if current is None:
            await _nothing(send)
            return
        await current(scope, receive, send)

    async def _now(self) -> App | None:
        mark = self._seen()
        if mark != self._mark:
            async with self._lock:
                mark = self._seen()
                if mark != self._mark:
                    await self._change(mark)
        return self._app

    def _seen(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - once a request
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns

    async def _change(self, mark: tuple[int, int, int] | None) -> None:
        old, self._datasette, self._app, self._mark = self._datasette, None, None, mark
        if old is not None:
            task = asyncio.create_task(_close(old))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        if mark is not None:
            self._datasette = _datasette(self._folder)
            self._app = self._datasette.app()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                for task in self._closing:
                    task.cancel()
                return


def _datasette(folder: Path) -> Datasette:
    path = folder / database.FILE
    described = folder / "metadata.yaml"
    metadata: dict[str, Any] = parse_metadata(described.read_text(encoding="utf-8")) if described.exists() else {"allow_sql": False}
    return Datasette(
        files=[],
        immutables=[str(path)],
        metadata={**metadata, "about": "what is believed now", "about_url": "/files/index.html"},
        settings=SETTINGS,
        cors=True,
        static_mounts=[("files", str(folder))],
    )


async def _close(datasette: Datasette) -> None:
    try:
        await asyncio.sleep(_GRACE)
    finally:
        datasette.executor.shutdown(wait=False, cancel_futures=True)
        for one in datasette.databases.values():
            one.close()


async def _nothing(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _EMPTY})
