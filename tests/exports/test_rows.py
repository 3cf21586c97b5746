"""A Datasette client reads every table, facet and CSV to the last row, from the real program on a socket."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from store.public import TABLES
from tests.accepted import an_article
from tests.exports.test_publish import ROOT, a_store, out

ROWS = 1_000_000 if os.environ.get("SHOWWIRE_SOAK") else 10_000
SERVER = "import sys; from pathlib import Path; from exports.serve import serve; serve(Path(sys.argv[1]), port=int(sys.argv[2]))"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    store = a_store(tmp_path)
    with store.db.atomic():
        for n in range(ROWS):
            an_article(store, title=f"one of many {n}", body="x", source=f"source-{n % 5}")
    out(store, tmp_path / "public")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path / "public"), str(port)], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
            for _ in range(600):
                try:
                    client.get("/")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            yield client
    finally:
        server.terminate()
        server.wait(30)


def test_every_row_facet_and_sheet_is_read_to_the_last_row(client: httpx.Client) -> None:
    counted = {}
    for table in TABLES:
        first = client.get(f"/showwire/{table}.json", params={"_size": 0}).json()
        counted[table] = first["filtered_table_rows_count"]
        with client.stream("GET", f"/showwire/{table}.csv") as sheet:  # streamed and counted, never held
            rows = sum(1 for _ in csv.reader(sheet.iter_lines()))
        assert rows - 1 == counted[table] > 0, table
    assert counted["articles"] == ROWS + 6
    ids: set[int] = set()
    url = "/showwire/articles.json?_size=max&_shape=objects&_nocount=1"  # sorted by a column with ties, as it comes
    while url:
        page = client.get(url).json()
        ids.update(row["id"] for row in page["rows"])
        url = page["next_url"] or ""
    assert len(ids) == ROWS + 6
    for facet in ("source", "series", "language"):
        found = client.get("/showwire/articles.json", params={"_facet": facet, "_size": 0}).json()["facet_results"][facet]["results"]
        assert sum(each["count"] for each in found) == ROWS + 6
        for each in found:
            part = client.get("/showwire/articles.json", params={facet: each["value"], "_size": 0}).json()
            assert part["filtered_table_rows_count"] == each["count"]
