"""Every public table as .csv, .json (the shape of Datasette's `_shape=objects`) and .ndjson, in one pass."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from exports.edition import Edition, Row
from store.public import TABLES

FEED = "stories"  # its .json is a JSON Feed with the table in it: exports/jsonfeed.py


def write(edition: Edition, folder: Path) -> None:
    for table, columns in TABLES.items():
        with ExitStack() as files:

            def made(ending: str, newline: str, table: str = table, files: ExitStack = files) -> TextIO:
                return files.enter_context((folder / f"{table}.{ending}").open("w", encoding="utf-8", newline=newline))

            sheet = csv.writer(made("csv", ""))  # RFC 4180: CRLF, quoted where needed
            sheet.writerow(columns)
            lines = made("ndjson", "\n")
            rows = _tee(edition.rows(table), columns, sheet, lines)
            if table == FEED:
                deque(rows, maxlen=0)
            else:
                whole(made("json", "\n"), table, rows)


def whole(out: TextIO, table: str, rows: Iterable[str], opening: str = "") -> None:
    """One JSON object around a table's rows, each written as JSON already; `opening`: members to begin with."""
    columns = TABLES[table]
    keys = [] if table == "claim_evidence" else [columns[0]]
    out.write(f'{{{opening}"database": "showwire", "table": {dumps(table)}, "columns": {dumps(list(columns))},')
    out.write(f' "primary_keys": {dumps(keys)}, "rows": [')
    count = 0
    for line in rows:
        out.write((",\n" if count else "\n") + line)
        count += 1
    out.write(f'\n], "filtered_table_rows_count": {count}, "next": null, "truncated": false}}\n')


def _tee(rows: Iterable[Row], columns: tuple[str, ...], sheet: Any, lines: TextIO) -> Iterator[str]:
    for row in rows:
        sheet.writerow(cells(row, columns))
        line = dumps({c: row[c] for c in columns})
        lines.write(line + "\n")
        yield line


def cells(row: Row, columns: tuple[str, ...]) -> list[Any]:
    """A row as cells: lists as JSON text, nothing as an empty cell."""
    return [dumps(value) if value.__class__ is list else value for value in map(row.__getitem__, columns)]


dumps: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False).encode
