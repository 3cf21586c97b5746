"""Parquet, read back by pyarrow."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from pathlib import Path

import pytest

from exports.parquet import MISSING
from store.public import TABLES
from tests.exports.test_publish import NOW, a_store, contents, out

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def test_it_says_what_the_other_forms_say_in_types_of_its_own(tmp_path: Path) -> None:
    out(a_store(tmp_path), tmp_path / "public")
    for table, columns in TABLES.items():
        found = parquet.read_table(tmp_path / "public" / f"{table}.parquet")
        assert tuple(found.column_names) == columns
        lines = [json.loads(line) for line in (tmp_path / "public" / f"{table}.ndjson").read_text().splitlines()]
        assert found.num_rows == len(lines)
        for row, line in zip(found.to_pylist(), lines, strict=True):
            for column, value in line.items():
                kept = row[column]
                if isinstance(kept, dt.datetime):
                    kept = kept.strftime("%Y-%m-%dT%H:%M:%SZ")
                elif isinstance(kept, dt.date):
                    kept = kept.isoformat()
                assert kept == (bool(value) if column == "believed" else value), (table, column)


def test_columns_are_typed(tmp_path: Path) -> None:
    out(a_store(tmp_path), tmp_path / "public")
    claims = parquet.read_schema(tmp_path / "public" / "claims.parquet")
    assert claims.field("believed").type == pa.bool_()
    assert claims.field("first_day").type == pa.date32()
    assert claims.field("last_seen").type == pa.timestamp("ms", tz="UTC")
    articles = parquet.read_schema(tmp_path / "public" / "articles.parquet")
    assert (articles.field("id").type, articles.field("authors").type.value_type) == (pa.int64(), pa.string())
    people = parquet.read_schema(tmp_path / "public" / "people.parquet")
    assert people.field("plays").type.value_type.field("seasons").type.value_type == pa.int64()


def test_without_the_library_it_is_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, package=None: None if name == "pyarrow" else found(name, package))
    summary = out(a_store(tmp_path), tmp_path / "public", NOW)
    assert summary["skipped"] == {"parquet": MISSING}
    files = contents(tmp_path / "public")
    assert not [name for name in files if name.endswith(".parquet")]
    assert json.loads(files["manifest.json"])["skipped"] == {"parquet": MISSING}
    assert b"arquet" not in files["index.html"]
