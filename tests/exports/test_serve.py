"""Datasette on the published file, through its own protocol."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from exports import serve
from store.public import TABLES
from store.store import Store
from tests.accepted import an_article
from tests.exports.test_publish import NOW, a_store, out

# Datasette's threads keep their connections until they end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

Get = Callable[..., Awaitable[httpx.Response]]


def asked(folder: Path, questions: Callable[[Get], Awaitable[None]]) -> None:
    async def run() -> None:
        transport = httpx.ASGITransport(app=serve.app(folder))
        async with httpx.AsyncClient(transport=transport, base_url="http://wire.example") as client:
            await questions(client.get)

    asyncio.run(run())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = a_store(tmp_path)
    out(made, tmp_path / "public")
    return made


def test_every_table_facet_and_csv_is_read_to_the_last_row(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        for table in TABLES:
            page = await get(f"/showwire/{table}.json", params={"_shape": "objects", "_size": "max"})
            assert page.status_code == 200, table
            rows = page.json()["rows"]
            assert len(rows) == page.json()["filtered_table_rows_count"] > 0
            assert tuple(c for c in rows[0] if c != "rowid") == TABLES[table]
            sheet = await get(f"/showwire/{table}.csv", params={"_stream": "on", "_size": "max"})
            assert len(list(csv.DictReader(io.StringIO(sheet.text)))) == len(rows)
        facet = await get("/showwire/claims.json", params={"_facet": "status"})
        assert {r["value"]: r["count"] for r in facet.json()["facet_results"]["status"]["results"]} == {"official": 2}
        found = await get("/showwire/articles.json", params={"_search": "summary 3", "_shape": "array"})
        assert [row["id"] for row in found.json()] == [4]
        assert "proves it" in (await get("/")).text
        assert (await get("/files/manifest.json")).json()["rows"]["articles"] == 6

    asked(tmp_path / "public", questions)


def test_strangers_get_no_sql_but_may_come_from_any_site(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        assert (await get("/showwire.json", params={"sql": "select 1"})).status_code == 403
        assert (await get("/showwire/articles.json", params={"_where": "1=1"})).status_code in (400, 403)
        page = await get("/showwire/articles.json")
        assert page.headers["access-control-allow-origin"] == "*"
        assert "max-age=1" in page.headers["cache-control"]

    asked(tmp_path / "public", questions)


def test_a_new_edition_shows_without_a_restart(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        async def count() -> int:
            page: dict[str, Any] = (await get("/showwire/articles.json", params={"_size": 0})).json()
            return int(page["filtered_table_rows_count"])

        assert await count() == 6
        for n in range(3):
            an_article(store, title=f"new {n}")
            out(store, tmp_path / "public", NOW + dt.timedelta(hours=n))
            assert await count() == 7 + n
        many = await asyncio.gather(*(get("/showwire/articles.json", params={"_shape": "array"}) for _ in range(20)))
        assert {len(page.json()) for page in many} == {9}

    asked(tmp_path / "public", questions)


def test_a_reader_under_way_ends_on_the_edition_it_began_with(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        slow = [asyncio.create_task(get("/showwire/articles.csv", params={"_stream": "on"})) for _ in range(8)]
        await asyncio.sleep(0)
        an_article(store, title="new")
        out(store, tmp_path / "public")
        assert (await get("/showwire/articles.json", params={"_size": 0})).json()["filtered_table_rows_count"] == 7
        for page in await asyncio.gather(*slow):
            assert page.status_code == 200
            assert page.text.count("\r\n") in (7, 8)

    asked(tmp_path / "public", questions)


def test_before_the_first_edition_it_says_so_and_then_serves_it(tmp_path: Path) -> None:
    made = a_store(tmp_path)

    async def questions(get: Get) -> None:
        empty = await get("/")
        assert (empty.status_code, "Nothing is published yet" in empty.text) == (503, True)
        out(made, tmp_path / "public")
        assert (await get("/showwire/articles.json")).status_code == 200

    asked(tmp_path / "public", questions)
