"""showwire.db: the public tables as SQLite with foreign keys, labels, views and full-text search, and
metadata.yaml, which tells Datasette how to show them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from exports.described import ABOUT, metadata
from exports.edition import Edition, Row
from exports.tables import cells
from store.public import LISTS, NUMBERS, TABLES, WORD_IDS

FILE = "showwire.db"
_BATCH = 1000

_KEYS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "stories": (("series", "series", "slug"),),
    "articles": (("source", "sources", "slug"), ("series", "series", "slug"), ("story_id", "stories", "id")),
    "cast_mentions": (("article_id", "articles", "id"), ("series", "series", "slug")),
    "date_mentions": (("article_id", "articles", "id"), ("series", "series", "slug")),
    "claims": (("series", "series", "slug"),),
    "claim_evidence": (("claim_id", "claims", "id"), ("article_id", "articles", "id")),
    "changes": (("series", "series", "slug"),),
}
_SEARCH: Mapping[str, tuple[str, ...]] = {
    "stories": ("headline",),
    "articles": ("title", "excerpt"),
    "cast_mentions": ("person", "character", "quote"),
    "date_mentions": ("quote",),
    "claim_evidence": ("quote",),
}
_INDEXES: Mapping[str, tuple[str, ...]] = {
    "articles": ("published",),
    "stories": ("last_published",),
    "cast_mentions": ("person",),
    "date_mentions": ("value",),
    "claims": ("about", "last_day"),
    "changes": ("at",),
}
_OPEN = "NOT IN ('denied', 'superseded')"

# The usual questions; exports/described.py says what each is.
VIEWS: Mapping[str, str] = {
    "believed": (
        "SELECT id, series, season, about, region, value, precision, status, articles, origins, first_seen, last_seen"
        " FROM claims WHERE believed = 1"
    ),
    "contested": (
        "SELECT c.series, c.season, c.about, b.value AS believed, b.status AS believed_status, c.value AS other, c.status AS other_status,"
        " c.articles, c.origins FROM claims c JOIN claims b ON b.believed = 1 AND (b.series, b.about) = (c.series, c.about)"
        f" AND b.season IS c.season AND b.region IS c.region WHERE c.believed = 0 AND c.status {_OPEN}"
    ),
    "proofs": (
        "SELECT c.id AS claim_id, c.series, c.season, c.about, c.value, c.status, e.quote, e.tier, e.says, a.title, a.url, a.source, a.published"
        " FROM claim_evidence e JOIN claims c ON c.id = e.claim_id JOIN articles a ON a.id = e.article_id"
    ),
    # What series.yaml holds, then what was believed since: joins, returns, leaves, with how sure that is.
    "who_is_in": (
        "SELECT s.value AS series, 'S' || n.value AS season, p.name AS person, p.native, json_extract(part.value, '$.character') AS character,"
        " 'plays' AS says, 'known' AS status, NULL AS claim_id"
        " FROM people p, json_each(p.series) s, json_each(p.plays) part, json_each(json_extract(part.value, '$.seasons')) n"
        " UNION ALL SELECT c.series, c.season, substr(c.about, 9), p.native, CASE WHEN c.value LIKE 'joins as %' THEN substr(c.value, 10) END,"
        " CASE WHEN c.value LIKE 'joins as %' THEN 'joins' ELSE c.value END, c.status, c.id"
        f" FROM claims c LEFT JOIN people p ON p.name = substr(c.about, 9) WHERE c.believed = 1 AND c.about LIKE 'casting:%' AND c.status {_OPEN}"
    ),
    "dates_ahead": (
        "SELECT c.id AS claim_id, c.series, c.season, c.about, c.value, c.precision, c.status, c.first_day, c.last_day, c.articles, c.origins"
        f" FROM claims c WHERE c.believed = 1 AND c.status {_OPEN} AND c.last_day >= date('now') ORDER BY c.first_day, c.last_day, c.id"
    ),
    "stories_with_articles": (
        "SELECT s.id AS story_id, s.headline, s.series, a.id AS article_id, a.title, a.url, a.source, w.tier, a.published,"
        " a.origin = a.id AS own_words, s.approved FROM stories s JOIN articles a ON a.story_id = s.id JOIN sources w ON w.slug = a.source"
    ),
    "changes_lately": (
        "SELECT c.id, c.at, s.title AS series_title, c.series, c.season, c.about, c.before, c.after, c.status_before, c.status_after"
        " FROM changes c JOIN series s ON s.slug = c.series ORDER BY c.at DESC, c.id DESC"
    ),
}


def write(edition: Edition, folder: Path) -> None:
    path = folder / FILE
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # The folder is thrown away if this fails; what is done is synced by whoever puts it in its place.
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        database = sqlite_utils.Database(connection)
        for table, columns in TABLES.items():
            _table(database, edition, table, columns)
        for name, sql in VIEWS.items():
            database.create_view(name, sql)
        connection.execute("ANALYZE")
        connection.execute("VACUUM")
    finally:
        connection.close()
    (folder / "metadata.yaml").write_text(metadata(edition, TABLES, _SEARCH), encoding="utf-8", newline="\n")


@contextmanager
def reading(folder: Path) -> Iterator[Callable[[str], Iterator[Row]]]:
    """`rows(table)` as an edition has it, out of the file that was just written: what every other format is made of.

    Several times cheaper than asking the store anew, and no format can say what the database does not.
    """
    connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)
    try:
        yield lambda table: _rows(connection, table)
    finally:
        connection.close()


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    columns = TABLES[table]
    lists = [c for c in columns if (table, c) in LISTS]
    cursor = connection.execute(f"SELECT {', '.join(f'[{c}]' for c in columns)} FROM [{table}] ORDER BY rowid")
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            row = dict(zip(columns, values, strict=True))
            for column in lists:
                row[column] = json.loads(row[column])
            yield row


def counts(folder: Path) -> dict[str, int]:
    """Rows of each table of a published folder."""
    connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)
    try:
        return {table: connection.execute(f"SELECT COUNT(*) FROM [{table}]").fetchone()[0] for table in TABLES}
    finally:
        connection.close()


def quotes(folder: Path, table: str) -> Iterator[tuple[int, int, int, int, int, str]]:
    """(row, article, version, start, end, quote) of a published table, an article's together."""
    with closing(sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True)) as published:
        yield from published.execute(
            f'SELECT rowid, article_id, version, start, "end", quote FROM [{table}] ORDER BY article_id, version, rowid'
        )


def _table(database: sqlite_utils.Database, edition: Edition, table: str, columns: tuple[str, ...]) -> None:
    kinds: dict[str, type] = {c: int if c in NUMBERS and not (c == "id" and table in WORD_IDS) else str for c in columns}
    keyed = None if table == "claim_evidence" else columns[0]
    made = database.table(table).create(kinds, pk=keyed, foreign_keys=_KEYS.get(table, ()))
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f"[{c}]" for c in columns)
    database.conn.execute("BEGIN")
    database.conn.executemany(f"INSERT INTO [{table}] ({names}) VALUES ({marks})", _cells(edition.rows(table), columns))
    database.conn.execute("COMMIT")
    for column in (*(k[0] for k in _KEYS.get(table, ())), *_INDEXES.get(table, ())):
        newest_first = ABOUT[table].get("sort_desc") == column  # equal ones then come by id, as the next page expects
        made.create_index([sqlite_utils.db.DescIndex(column) if newest_first else column])
    if table in _SEARCH:
        made.enable_fts(_SEARCH[table], create_triggers=False, tokenize="unicode61 remove_diacritics 2")


def _cells(rows: Iterator[Row], columns: tuple[str, ...]) -> Iterator[list[Any]]:
    for row in rows:
        yield cells(row, columns)
