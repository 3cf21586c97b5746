"""Every public table as Parquet with typed columns, where pyarrow is installed (`pip install 'showwire[parquet]'`).

A library that not everybody needs: without it the edition has no such files, and its summary says why.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.edition import Edition, Row
from store.public import NUMBERS, TABLES, WORD_IDS

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = "no Parquet files: pyarrow is not installed (pip install 'showwire[parquet]')"
_GROUP = 10_000  # rows of a row group: what is held in memory
_MOMENTS = frozenset({"approved", "first_seen", "last_seen", "at"})
_DAYS = frozenset({"first_day", "last_day"})
_NAMES = frozenset({"authors", "titles"})  # lists of words; `series` of people is one too


def write(edition: Edition, folder: Path) -> None:
    if importlib.util.find_spec("pyarrow") is None:
        edition.skipped["parquet"] = MISSING
        return
    from pyarrow import parquet

    for table, columns in TABLES.items():
        schema = _schema(table, columns)
        made = [_made(c) for c in columns]
        with parquet.ParquetWriter(folder / f"{table}.parquet", schema, compression="zstd", store_schema=False) as out:
            for rows in _groups(edition.rows(table)):
                out.write_table(_group(rows, schema, columns, made), row_group_size=_GROUP)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    every = iter(rows)
    while group := list(islice(every, _GROUP)):
        yield group


def _group(rows: list[Row], schema: pa.Schema, columns: tuple[str, ...], made: list[Callable[[Any], Any] | None]) -> pa.Table:
    import pyarrow as pa

    arrays = []
    for column, make in zip(columns, made, strict=True):
        values = [row[column] for row in rows] if make is None else [None if row[column] is None else make(row[column]) for row in rows]
        arrays.append(pa.array(values, type=schema.field(column).type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _schema(table: str, columns: tuple[str, ...]) -> pa.Schema:
    import pyarrow as pa

    part = pa.struct({"character": pa.string(), "native": pa.string(), "seasons": pa.list_(pa.int64()), "wikidata": pa.string()})
    nested = {
        ("people", "series"): pa.list_(pa.string()),
        ("people", "plays"): pa.list_(part),
        ("people", "does"): pa.list_(pa.struct({"job": pa.string(), "seasons": pa.list_(pa.int64())})),
        ("series", "seasons"): pa.list_(pa.struct({"number": pa.int64(), "premiered": pa.string(), "wikidata": pa.string()})),
    }

    def kind(column: str) -> pa.DataType:
        if (table, column) in nested:
            return nested[table, column]
        if column == "believed":
            return pa.bool_()
        if column in NUMBERS and not (column == "id" and table in WORD_IDS):
            return pa.int64()
        if column in _MOMENTS:
            return pa.timestamp("ms", tz="UTC")
        if column in _DAYS:
            return pa.date32()
        return pa.list_(pa.string()) if column in _NAMES else pa.string()

    return pa.schema([(column, kind(column)) for column in columns])


def _made(column: str) -> Callable[[Any], Any] | None:
    """How a published value becomes one of that type; None where it is one already."""
    if column == "believed":
        return bool
    if column in _MOMENTS:
        return dt.datetime.fromisoformat
    return dt.date.fromisoformat if column in _DAYS else None
