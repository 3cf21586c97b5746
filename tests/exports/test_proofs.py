"""What was published stays proven, and what is not is found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from exports.database import FILE
from exports.proofs import QUOTED, unproven
from tests.exports.test_publish import a_store, out


def broken(folder: Path, sql: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_an_edition_is_proven_by_the_texts_it_was_made_of(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "public")
    assert list(unproven(tmp_path / "public", store.text_of)) == []
    assert list(unproven(tmp_path / "nowhere", store.text_of)) == []


@pytest.mark.parametrize("table", QUOTED)
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("quote = quote || '!'", "not what stands"),
        ("start = start + 1", "not what stands"),
        ("quote = ''", "not what stands"),
        ("version = 9", "a version that is not there"),
    ],
)
def test_a_row_that_is_not_proven_is_named(tmp_path: Path, table: str, change: str, says: str) -> None:
    store = a_store(tmp_path, articles=2)
    out(store, tmp_path / "public")
    broken(tmp_path / "public", f"UPDATE [{table}] SET {change} WHERE rowid = (SELECT min(rowid) FROM [{table}])")
    (problem,) = unproven(tmp_path / "public", store.text_of)
    assert problem.startswith(f"{FILE}: {table} ")
    assert says in problem


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to be read as one" * 20)
    (problem,) = unproven(tmp_path, lambda _article, _version: "")
    assert "cannot be read" in problem
