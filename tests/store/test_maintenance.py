from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.errors import SchemaError, ShowwireError, UsageError
from store import maintenance, schema
from store.store import Store
from tests.building import NOW, a_filing, later

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.sql"))


def older(path: Path, count: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrate(connection, schema.MIGRATIONS[:count])
    connection.close()


@pytest.mark.parametrize("count", range(1, len(schema.MIGRATIONS)))
def test_every_older_schema_migrates_and_is_copied_first(tmp_path: Path, count: int) -> None:
    path = tmp_path / "news.db"
    older(path, count)
    before = path.read_bytes()
    missing = tuple(m.name for m in schema.MIGRATIONS[count:])
    assert maintenance.migrate(path, NOW, dry_run=True) == missing
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()
    assert maintenance.migrate(path, NOW) == missing
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == f"news-{schema.MIGRATIONS[count - 1].name}-20260901T120000Z.db"
    assert schema.applied(sqlite3.connect(copy)) == tuple(m.name for m in schema.MIGRATIONS[:count])
    with Store.open(path) as store:
        assert schema.written(store.db.conn) == (ROOT / "store/schema.sql").read_text(encoding="utf-8")
        assert store.check() == []
    assert maintenance.migrate(path, NOW) == ()


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_every_older_fixture_migrates_with_its_rows(tmp_path: Path, fixture: Path) -> None:
    path = tmp_path / "news.db"
    connection = sqlite3.connect(path)
    connection.executescript(fixture.read_text(encoding="utf-8"))
    connection.close()
    maintenance.migrate(path, NOW)
    with Store.open(path) as store:
        assert store.check() == []
        assert schema.written(store.db.conn) == (ROOT / "store/schema.sql").read_text(encoding="utf-8")
        assert store.status(NOW)["articles"] == {"new": 1, "waiting": 0, "accepted": 1, "rejected": 0}
        store.queue.approve_all("mina", NOW)
        assert store.check() == []


def test_there_is_a_fixture_of_a_real_schema() -> None:
    assert FIXTURES
    assert {path.stem for path in FIXTURES} <= {migration.name for migration in schema.MIGRATIONS}


def test_a_migration_that_fails_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.db"
    older(path, 1)
    bad = schema.Migration("0002_bad", ("CREATE TABLE good (x) STRICT" + "", "CREATE TABLE story (nonsense"))
    monkeypatch.setattr(schema, "MIGRATIONS", (schema.MIGRATIONS[0], bad))
    with pytest.raises(ShowwireError):
        maintenance.migrate(path, NOW)
    connection = sqlite3.connect(path)
    assert schema.applied(connection) == (schema.MIGRATIONS[0].name,)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'good'").fetchone() == (0,)
    connection.close()


WRITER = """
import sys
from pathlib import Path
from store.store import Store
from tests.building import NOW, a_filing
with Store.open(Path(sys.argv[1])) as store:
    for number in range(10**9):
        store.filings.save(a_filing(f"w{number}"), NOW)
        print(number, flush=True)
"""


def test_a_backup_while_it_is_written_is_whole(store: Store, tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(store.path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    for _ in range(20):
        writer.stdout.readline()
    try:
        sizes = [store.backup(tmp_path / f"copy{number}.db") for number in range(3)]
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.stdout.close()
        writer.wait()
    assert sizes[0] > 0
    for number in range(3):
        assert not (tmp_path / f"copy{number}.db-wal").exists()
        with Store.open(tmp_path / f"copy{number}.db") as copy:
            assert copy.check() == []
            assert sum(copy.status(NOW)["articles"].values()) >= 20
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_backup_comes_back_while_the_desk_is_open(store: Store, tmp_path: Path) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.backup(tmp_path / "copy.db")
    store.filings.save(a_filing("two"), NOW)
    aside = maintenance.restore(store.path, tmp_path / "copy.db", NOW)
    assert [row["headline"] for row in store.queue.stories()[0]] == ["News one"]  # the open store sees it
    store.filings.save(a_filing("three"), NOW)
    assert store.check() == []
    assert aside is not None
    with Store.open(aside) as replaced:
        assert len(replaced.queue.stories()[0]) == 2


def test_a_damaged_database_is_put_aside_with_its_side_files(store: Store, tmp_path: Path) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.backup(tmp_path / "copy.db")
    store.close()
    store.path.write_bytes(b"X" * 50_000)
    store.path.with_name("news.db-wal").write_bytes(b"old log")
    aside = maintenance.restore(store.path, tmp_path / "copy.db", NOW)
    assert aside is not None
    assert aside.read_bytes() == b"X" * 50_000
    with Store.open(store.path) as restored:
        assert restored.check() == []
        assert len(restored.queue.stories()[0]) == 1


def test_restore_where_there_is_nothing(store: Store, tmp_path: Path) -> None:
    store.filings.save(a_filing(), NOW)
    store.backup(tmp_path / "copy.db")
    assert maintenance.restore(tmp_path / "new" / "news.db", tmp_path / "copy.db", NOW) is None
    with Store.open(tmp_path / "new" / "news.db") as restored:
        assert restored.check() == []


def test_what_is_no_backup_is_refused_and_nothing_touched(store: Store, tmp_path: Path) -> None:
    store.filings.save(a_filing(), NOW)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = store.path.read_bytes()
    (tmp_path / "junk.db").write_bytes(b"junk" * 999)
    (tmp_path / "empty.db").write_bytes(b"")
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE x (y)").connection.close()
    for name in ("junk.db", "empty.db", "other.db", "missing.db"):
        with pytest.raises(ShowwireError) as caught:
            maintenance.restore(store.path, tmp_path / name, NOW)
        assert name in str(caught.value)
    with pytest.raises(UsageError, match="itself"):
        maintenance.restore(store.path, store.path, NOW)
    with pytest.raises(UsageError, match="itself"):
        store.backup(store.path)
    with Store.open(tmp_path / "newer.db") as newer:
        schema.migrate(newer.db.conn, [*schema.MIGRATIONS, schema.Migration("9999_later", ("CREATE TABLE later (x)",))])
    with pytest.raises(SchemaError, match="newer"):
        maintenance.restore(store.path, tmp_path / "newer.db", NOW)
    assert store.path.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "said"),
    (
        ("UPDATE mention SET quote = 'something else' WHERE id = 1", "quote"),
        ("UPDATE mention SET start = start + 1 WHERE id = 1", "quote"),
        ("UPDATE counter SET n = 7", "counter"),
        ("DELETE FROM waiting", "queue"),
        ("UPDATE article SET state = 'waiting'", "log"),
    ),
)
def test_the_check_finds(store: Store, sql: str, said: str) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.queue.approve_all("mina", NOW)
    store.filings.save(a_filing("two"), NOW)
    assert store.check() == []
    store.db.execute(sql)
    assert any(said in problem for problem in store.check())


def test_a_row_whose_parent_is_missing_is_found(store: Store) -> None:
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute("INSERT INTO address VALUES ('https://a.example/', 99)")
    assert store.check() == ["address row None names a missing article"]


def test_health(store: Store) -> None:
    assert store.health(NOW)["ok"] is False
    run = store.visits.begin_run("crawl", NOW)
    store.visits.finish_run(run, NOW)
    assert store.health(later(hours=1))["ok"] is True
    assert store.health(later(hours=25))["problems"] == ["the last run ended 2026-09-01T12:00:00Z"]
    store.visits.begin_run("crawl", later(hours=1))
    store.visits.finish_run(store.visits.begin_run("crawl", later(hours=2)), later(hours=2), "failed")
    assert store.health(later(hours=3))["problems"] == ["the last run was failed"]


HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("COMMIT")
"""


def held(path: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_writer_waits_for_another(store: Store) -> None:
    process = held(store.path, 0.7)
    begun = time.monotonic()
    store.filings.save(a_filing(), NOW)
    assert 0.3 < time.monotonic() - begun < 5
    process.communicate()


def test_readers_wait_for_nobody(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    process = held(store.path, 30)
    begun = time.monotonic()
    with Store.open(store.path, readonly=True) as reader:
        assert reader.status(NOW)["queue"]["new"] == 1
        assert reader.explain(1) is not None
        assert reader.queue.card(1)["articles"]
        reader.backup(store.path.with_name("copy.db"))
    assert time.monotonic() - begun < 3
    process.kill()
    process.communicate()


CRAWL = """
import sys, time
from pathlib import Path
from store.store import Store
from tests.building import NOW, a_filing
with Store.open(Path(sys.argv[1])) as store:
    begun, number = time.monotonic(), 0
    while time.monotonic() - begun < float(sys.argv[2]):
        number += 1
        store.filings.save(a_filing(f"c{number}"), NOW)
        time.sleep(max(0.0, begun + number / 200 - time.monotonic()))  # 200 rows a second
    print(number)
"""


def test_a_crawl_beside_approvals_meets_no_lock_error(store: Store) -> None:
    """Single decisions, one large one, and its undo, while another process saves."""
    for number in range(400):
        store.filings.save(a_filing(f"n{number}"), NOW)
    crawl = subprocess.Popen(
        [sys.executable, "-c", CRAWL, str(store.path), "3"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    for story in range(1, 101):
        store.queue.judge(story, "approve", "mina", NOW)
    store.queue.approve_all("script", NOW)
    store.queue.undo("script", NOW)
    out, err = crawl.communicate(timeout=60)
    assert (crawl.returncode, err) == (0, "")
    assert int(out) >= 5  # it got its turns, however slow the machine
    assert store.check() == []
