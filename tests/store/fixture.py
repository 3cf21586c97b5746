"""Writes the fixture of the present schema, once it is shipped: python -m tests.store.fixture

A fixture that was released is never written again: it stands for databases that people have.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from store.schema import MIGRATIONS
from store.store import Store
from tests.building import NOW, a_filing

FOLDER = Path(__file__).parent / "fixtures"


def write() -> Path:
    """A small database with an approved article and one that waits, as SQL."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "news.db") as store:
        store.filings.save(a_filing("one"), NOW, run_id=store.visits.begin_run("crawl", NOW))
        store.queue.approve_all("mina", NOW)
        store.filings.save(a_filing("two", body="Lomon joins in 2026."), NOW)
        path = FOLDER / f"{MIGRATIONS[-1].name}.sql"
        path.write_text("\n".join(store.db.conn.iterdump()) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write())
