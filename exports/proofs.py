"""Is what was published still proven? Every published quote must stand in the text of the version that it names."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from exports.database import FILE, quotes

QUOTED = ("cast_mentions", "date_mentions", "claim_evidence")
Text = Callable[[int, int], str | None]  # (article, version) -> its text, None where there is none


def unproven(folder: Path, text_of: Text) -> Iterator[str]:
    """What is wrong with the quotes of a published folder, in words; nothing where none was published."""
    if not (folder / FILE).exists():
        return
    try:
        for table in QUOTED:
            yield from _of(folder, table, text_of)
    except sqlite3.Error as error:
        yield f"{folder / FILE} cannot be read: {error}"


def _of(folder: Path, table: str, text_of: Text) -> Iterator[str]:
    last, text = (0, 0), None
    for row, article, version, start, end, quote in quotes(folder, table):
        if (article, version) != last:
            last, text = (article, version), text_of(article, version)
        if text is None:
            yield f"{FILE}: {table} {row} names a version that is not there"
        elif not quote or text[start:end] != quote:
            yield f"{FILE}: {table} {row}: its quote is not what stands in the text"
