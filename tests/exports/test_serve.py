"""Datasette on the published file, through its own protocol."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import errno
import hashlib
import io
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.views.table import TableView

from exports import pinned, revisions, serve
from store.public import TABLES
from store.store import Store
from tests.accepted import an_article
from tests.exports.test_publish import NOW, ROOT, a_store, out

# Datasette's threads keep their connections until they end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

Get = Callable[..., Awaitable[httpx.Response]]


def asked(folder: Path, questions: Callable[[Get], Awaitable[None]]) -> None:
    """Questions to the application, without a socket."""

    async def run() -> None:
        application = serve.app(folder)
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://wire.example") as client:
            try:
                await questions(client.get)
            finally:
                await ended(application)

    asyncio.run(run())


async def ended(application: Any) -> None:
    """What uvicorn says when it stops."""

    async def shutdown() -> dict[str, Any]:
        return {"type": "lifespan.shutdown"}

    async def heard(_: Any) -> None:
        return

    await application({"type": "lifespan"}, shutdown, heard)


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
        assert (await get("/files/manifest.json")).json()["rows"]["articles"] == 6

    asked(tmp_path / "public", questions)


def test_strangers_get_no_sql_but_may_come_from_any_site(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        assert (await get("/showwire.json", params={"sql": "select 1"})).status_code == 403
        assert (await get("/showwire/articles.json", params={"_where": "1=1"})).status_code in (400, 403)
        page = await get("/showwire/articles.json")
        assert page.headers["access-control-allow-origin"] == "*"
        assert "max-age=1" in page.headers["cache-control"]
        assert (await get("/showwire.json")).json()["allow_execute_sql"] is False
        assert (await get("/showwire/articles", params={"_where": "1=1"})).status_code in (400, 403)
        for closed in ("/-/threads.json", "/-/actor.json", "/-/permissions", "/-/allow-debug", "/-/messages", "/-/jsonpath"):
            assert (await get(closed)).status_code == 404, closed
        assert str(tmp_path) not in (await get("/-/databases.json")).text + (await get("/-/metadata.json")).text
        assert (await get("/-/databases.json")).json()[0]["name"] == "showwire"

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


def test_the_front_page_and_every_file_stand_beside_it(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        front = await get("/")
        assert front.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in front.headers["content-security-policy"]
        for link in re.findall(r'href="([^"]+)"', front.text):
            if not link.startswith("http"):
                assert (await get("/" + link)).status_code == 200, link
        told = json.loads((tmp_path / "public" / "manifest.json").read_text())["files"]
        for name, said in told.items():
            answer = await get(f"/{name}")
            assert hashlib.sha256(answer.content).hexdigest() == said["sha256"], name
            assert answer.headers["access-control-allow-origin"] == "*"
            assert (await get(f"/{name}", headers={"if-none-match": answer.headers["etag"]})).status_code == 304
        kinds = {name: (await get(f"/{name}")).headers["content-type"].partition(";")[0] for name in (*told, "manifest.json")}
        assert kinds["dates.ics"] == "text/calendar"
        assert kinds["changes.atom"] == "application/atom+xml"
        assert kinds["stories.json"] == "application/feed+json"
        assert kinds["articles.json"] == kinds["manifest.json"] == "application/json"
        assert kinds["articles.ndjson"] == "application/x-ndjson"
        assert kinds["index.html"] == "text/html"
        assert "application/octet-stream" not in kinds.values()
        for outside in (
            "/../news.db",
            "/files/../../news.db",
            "/%2e%2e/news.db",
            "/files/%2e%2e/%2e%2e/news.db",
            "/.public.lock",
            "/news.db",
        ):
            assert b"SQLite format" not in (await get(outside)).content

    asked(tmp_path / "public", questions)


def test_a_part_of_a_file_can_be_asked_for(store: Store, tmp_path: Path) -> None:
    whole = (tmp_path / "public" / "showwire.db").read_bytes()

    async def questions(get: Get) -> None:
        for said, part in (("bytes=0-15", whole[:16]), ("bytes=100-", whole[100:]), ("bytes=-7", whole[-7:])):
            answer = await get("/showwire.db", headers={"range": said})
            assert (answer.status_code, answer.content) == (206, part)
        assert (await get("/showwire.db", headers={"range": f"bytes={len(whole)}-"})).status_code == 416
        assert (await get("/showwire.db", headers={"range": "bytes=0-3", "if-range": '"other"'})).content == whole

    asked(tmp_path / "public", questions)


def test_an_answer_is_tagged_by_its_edition(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        page = await get("/showwire/articles.json")
        tag = page.headers["etag"]
        assert (await get("/showwire/articles.json", headers={"if-none-match": tag})).status_code == 304
        name = re.findall("[0-9a-f]{12}", tag)[0]
        lasting = await get(f"/showwire-{name}/articles.json", params={"_size": 3})
        assert "immutable" in lasting.headers["cache-control"]
        assert len(lasting.headers.get_list("cache-control")) == 1
        assert len(lasting.json()["rows"]) == 3
        out(store, tmp_path / "public", NOW + dt.timedelta(hours=1))
        assert (await get("/showwire/articles.json")).headers["etag"] == tag  # the same state, published again
        an_article(store, title="new")
        out(store, tmp_path / "public", NOW + dt.timedelta(hours=2))
        assert (await get("/showwire/articles.json", headers={"if-none-match": tag})).status_code == 200
        moved = await get(f"/showwire-{name}/articles.json", params={"_size": 3})
        assert (moved.status_code, moved.headers["cache-control"]) == (302, "no-store")
        assert (await get(moved.headers["location"])).status_code == 200

    asked(tmp_path / "public", questions)


def test_what_changed_since_is_asked_by_cursor(store: Store, tmp_path: Path) -> None:
    async def questions(get: Get) -> None:
        async def since(cursor: str = "", size: int = 10) -> dict[str, Any]:
            answer = await get("/since.json", params={"cursor": cursor, "size": size})
            assert answer.status_code == 200
            told: dict[str, Any] = answer.json()
            return told

        held, cursor, more = {}, "", True
        while more:
            told = await since(cursor)
            held |= {(r["table"], r["id"]): r["row"] for r in told["revisions"]}
            cursor, more = told["cursor"], told["more"]
        assert held == {(table, key): json.loads(line) for table, key, line in revisions.lines(tmp_path / "public")}
        assert (await since(cursor))["revisions"] == []
        store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
        out(store, tmp_path / "public", NOW + dt.timedelta(hours=1))
        told = await since(cursor, 1000)
        assert {"op": "withdrawn", "table": "articles", "id": "1", "row": None}.items() <= next(
            r for r in told["revisions"] if (r["table"], r["id"]) == ("articles", "1")
        ).items()
        for wrong in ("nonsense", "00000000-7"):
            answer = await get("/since.json", params={"cursor": wrong})
            assert (answer.status_code, answer.json()["start"]) == (410, "/since.json")
        for wrong in ("0", "-1", "x", "1001"):
            assert (await get("/since.json", params={"size": wrong})).status_code == 400

    asked(tmp_path / "public", questions)


def test_a_sheet_is_whole_without_asking_and_never_ends_short_unseen(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.db.execute("BEGIN")
    for n in range(2500):
        an_article(store, title=f"one of many {n}")
    store.db.execute("COMMIT")
    out(store, tmp_path / "public", NOW + dt.timedelta(hours=1))

    async def questions(get: Get) -> None:
        for query in ({}, {"_stream": "on"}, {"_sort_desc": "title"}, {"_labels": "on"}):
            sheet = await get("/showwire/articles.csv", params=query)
            assert len(list(csv.DictReader(io.StringIO(sheet.text)))) == 2506, query
        part = await get("/showwire/articles.csv", params={"_size": 7})
        assert len(list(csv.DictReader(io.StringIO(part.text)))) == 7
        asked_for = TableView.data
        pages = []

        async def torn(self: Any, request: Any, *args: Any, **named: Any) -> Any:
            pages.append(named)
            if len(pages) > 1:
                raise RuntimeError("interrupted")
            return await asked_for(self, request, *args, **named)

        monkeypatch.setattr(TableView, "data", torn)
        with pytest.raises(serve._BrokenOff):
            await get("/showwire/articles.csv")

    asked(tmp_path / "public", questions)


def test_only_reading_is_possible(store: Store, tmp_path: Path) -> None:
    async def run() -> None:
        application = serve.app(tmp_path / "public")
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://wire.example") as client:
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                assert (await client.request(method, "/showwire/articles.json")).status_code == 405
            head = await client.head("/articles.csv")
            assert (head.status_code, head.content) == (200, b"")
            assert int(head.headers["content-length"]) == (tmp_path / "public" / "articles.csv").stat().st_size
        await ended(application)

    asyncio.run(run())


def test_what_is_under_way_ends_on_its_edition_and_is_then_let_go(store: Store, tmp_path: Path) -> None:
    """A stream that is read slowly while three editions come: its rows are of the first, and no second name is left."""
    store.db.execute("BEGIN")
    for n in range(3000):
        an_article(store, title=f"first edition {n}")
    store.db.execute("COMMIT")
    folder = tmp_path / "public"
    out(store, folder)
    names: list[int] = []

    async def run() -> None:
        application = serve.app(folder)
        go_on, pieces = asyncio.Event(), list[bytes]()

        async def slowly(message: Any) -> None:
            pieces.append(message.get("body", b""))
            if len(pieces) == 3:
                await go_on.wait()

        scope = {**serve._WARM, "path": "/showwire/articles.csv", "raw_path": b"/showwire/articles.csv"}
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://wire.example") as client:
            stream = asyncio.create_task(application(scope, _nothing_more, slowly))
            while len(pieces) < 3:
                await asyncio.sleep(0.01)
            for n in range(3):
                store.db.execute("UPDATE article SET title = ?", (f"edition {n}",))
                out(store, folder, NOW + dt.timedelta(hours=n))
                assert f"edition {n}" in (await client.get("/showwire/articles.json")).text
            names.append(len(list(tmp_path.glob(".public.serving-*/*/showwire.db"))))
            go_on.set()
            await stream
            names.append(len(list(tmp_path.glob(".public.serving-*/*/showwire.db"))))
        await ended(application)
        rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
        assert len(rows) == 3006
        assert not [row for row in rows if row["title"].startswith("edition")]

    asyncio.run(run())
    assert names == [2, 1]


async def _nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b""}


def test_where_no_second_name_can_be_given_a_copy_is_served(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr("os.link", refuse)

    async def questions(get: Get) -> None:
        assert (await get("/showwire/articles.json")).status_code == 200

    asked(tmp_path / "public", questions)


def test_what_a_killed_server_left_is_taken_away_and_what_another_holds_is_not(tmp_path: Path) -> None:
    one = pinned.Workshop(tmp_path / "public")
    (tmp_path / ".public.serving-left").mkdir()
    (tmp_path / ".public.serving-left" / "held").touch()
    two = pinned.Workshop(tmp_path / "public")
    assert (one.path.exists(), two.path.exists(), (tmp_path / ".public.serving-left").exists()) == (True, True, False)
    one.close()
    two.close()
    assert not list(tmp_path.iterdir())


def test_a_server_shows_a_publish_within_two_seconds(store: Store, tmp_path: Path) -> None:
    """The real program, on a socket."""
    program = "import sys; from pathlib import Path; from exports.serve import serve; serve(Path(sys.argv[1]), port=int(sys.argv[2]))"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "public"), str(port)], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(300):
                try:
                    client.get("/")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            tags = set()
            for n in range(3):
                an_article(store, title="new")
                out(store, tmp_path / "public", NOW + dt.timedelta(hours=n))
                answer = client.get("/showwire/articles.json", params={"_size": 0})
                assert answer.json()["filtered_table_rows_count"] == 7 + n  # at once, not in two seconds
                tags.add(answer.headers["etag"])
            assert len(tags) == 3
    finally:
        server.terminate()
        server.wait(10)
    assert not list(tmp_path.glob(".public.serving-*"))


def test_what_is_not_there_is_404_whatever_was_imported_first(tmp_path: Path) -> None:
    """Datasette answers for errors only where its own parts were imported in their order."""
    program = "import exports.serve; from datasette.plugins import pm; print(len(pm.hook.handle_exception.get_hookimpls()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "1", done.stderr
