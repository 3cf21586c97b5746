from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from model.errors import AlreadyRunning, SchemaError, ShowwireError
from store import schema
from store.lock import crawl_lock
from store.store import Store
from tests.building import NOW, a_filing
from tests.corpus import corpus


def test_a_fresh_database_equals_the_checked_in_schema(store: Store) -> None:
    written = Path(schema.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    assert schema.written(store.db.conn) == written, "python -m store.schema > store/schema.sql"


def test_how_it_is_opened(store: Store) -> None:
    said = {name: store.db.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert said == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_what_reads_only_cannot_write(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    with Store.open(store.path, readonly=True) as reader:
        assert len(reader.queue.stories()[0]) == 1
        with pytest.raises(sqlite3.OperationalError):
            reader.filings.save(a_filing("two"), NOW)


def test_a_reader_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(ShowwireError, match="no database"):
        Store.open(tmp_path / "news.db", readonly=True)
    assert not (tmp_path / "news.db").exists()


def test_an_older_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrate(connection, schema.MIGRATIONS[:-1])
    connection.close()
    with pytest.raises(SchemaError) as caught:
        Store.open(path)
    assert "migrate" in caught.value.hint


def test_a_newer_schema_is_refused(store: Store, tmp_path: Path) -> None:
    schema.migrate(store.db.conn, [*schema.MIGRATIONS, schema.Migration("9999_later", ("CREATE TABLE later (x)",))])
    with pytest.raises(SchemaError, match="newer"):
        Store.open(store.path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE items (x)")
    connection.close()
    with pytest.raises(SchemaError, match="no showwire database"):
        Store.open(path)


@pytest.mark.parametrize("readonly", (False, True))
@pytest.mark.parametrize("content", (b"", b"<html>404</html>", b"X" * 9000, b"SQLite format 3\0" + b"\xff" * 5000))
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, content: bytes, readonly: bool) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(content)
    with pytest.raises(ShowwireError, match=r"news\.db") as caught:
        Store.open(path, readonly=readonly)
    assert caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.corpus
def test_hostile_databases(tmp_path: Path) -> None:
    files = sorted(corpus("hostile/database").glob("*.db"))
    assert files
    for file in files:
        path = tmp_path / file.name
        path.write_bytes(file.read_bytes())
        with pytest.raises(ShowwireError) as caught:
            Store.open(path)
        assert caught.value.hint, file.name


@pytest.mark.parametrize("cut", (3, 5000, 12288))
def test_our_own_file_cut_short_or_overwritten(store: Store, tmp_path: Path, cut: int) -> None:
    """Whatever still opens must be told by the check."""
    for number in range(30):
        store.filings.save(a_filing(f"n{number}"), NOW)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = store.path.read_bytes()
    for name, content in (("cut", whole[: len(whole) // 3 * 2]), ("garbage", whole[:cut] + b"\xa5" * 4096 + whole[cut + 4096 :])):
        path = tmp_path / f"{name}.db"
        path.write_bytes(content)
        with pytest.raises(ShowwireError) as caught:  # noqa: PT012
            with Store.open(path) as opened:
                problems = opened.check()
            assert problems
            raise ShowwireError("\n".join(problems), hint="found by the check")
        assert caught.value.hint


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ShowwireError, match="cannot be used"):
        Store.open(tmp_path / "file" / "news.db")


def _open(path: Path, results: multiprocessing.Queue[str]) -> None:
    with Store.open(path) as store:
        results.put(",".join(schema.applied(store.db.conn)))


def test_processes_that_open_a_fresh_database_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_open, args=(tmp_path / "news.db", results)) for _ in range(4)]
    for process in processes:
        process.start()
    assert {results.get(timeout=60) for _ in processes} == {",".join(m.name for m in schema.MIGRATIONS)}
    for process in processes:
        process.join()
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_the_crawl_lock_is_held_by_one(tmp_path: Path) -> None:
    with crawl_lock(tmp_path), pytest.raises(AlreadyRunning, match=r"process [0-9]+"), crawl_lock(tmp_path):
        pass
    with crawl_lock(tmp_path):
        pass
