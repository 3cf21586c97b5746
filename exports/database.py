"""showwire.db: the public tables as SQLite with foreign keys, labels, views and full-text search, and
metadata.yaml, which tells Datasette how to show them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlite_utils
import yaml

from exports.edition import Edition, Row
from exports.tables import cell
from store.public import TABLES

FILE = "showwire.db"
_BATCH = 1000

_NUMBERS = frozenset({"id", "article_id", "claim_id", "story_id", "origin", "start", "end", "version", "believed", "articles", "origins"})
_WORD_IDS = frozenset({"people"})  # tables whose id is a word
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
    "changes": ("at",),
}
_VIEWS: Mapping[str, str] = {
    "believed": (
        "SELECT series, season, about, region, value, status, articles, origins, first_seen, last_seen FROM claims WHERE believed = 1"
    ),
    "contested": (
        "SELECT c.series, c.season, c.about, b.value AS believed, b.status AS believed_status, c.value AS other, c.status AS other_status,"
        " c.articles, c.origins FROM claims c JOIN claims b ON b.believed = 1 AND (b.series, b.about) = (c.series, c.about)"
        " AND b.season IS c.season AND b.region IS c.region WHERE c.believed = 0 AND c.status NOT IN ('denied', 'superseded')"
    ),
    "proofs": (
        "SELECT c.series, c.season, c.about, c.value, c.status, e.quote, e.tier, e.says, a.title, a.url, a.source, a.published"
        " FROM claim_evidence e JOIN claims c ON c.id = e.claim_id JOIN articles a ON a.id = e.article_id"
    ),
}
_ABOUT: Mapping[str, Mapping[str, Any]] = {
    "series": {"description": "The series that are followed.", "label_column": "title", "size": 20},
    "sources": {"description": "Where we look.", "label_column": "name", "facets": ["tier", "language"], "sort": "name"},
    "people": {"description": "In front of and behind the camera.", "label_column": "name", "sort": "name"},
    "stories": {
        "description": "Articles about one event. `origins` counts the newsrooms that wrote it themselves.",
        "label_column": "headline",
        "facets": ["series"],
        "sort_desc": "last_published",
    },
    "articles": {
        "description": "What was published where; the excerpt is the feed's own summary. Equal `origin`: the same text, or one taken over.",
        "label_column": "title",
        "facets": ["source", "series", "language"],
        "sort_desc": "published",
    },
    "cast_mentions": {
        "description": "Who is named in an article, as whom, with the sentence that says so.",
        "facets": ["person", "relation", "season"],
        "sort_desc": "id",
    },
    "date_mentions": {
        "description": "Dates in an article: what they are of, how exact and how sure, with the sentence that says so.",
        "facets": ["kind", "season", "status", "precision"],
        "sort_desc": "id",
    },
    "claims": {
        "description": "Every value said of a fact. `believed` marks the one that rules: official, then reported, then rumoured.",
        "label_column": "about",
        "facets": ["status", "season", "about", "believed"],
        "sort": "about",
    },
    "claim_evidence": {"description": "The quotes that carry a claim, or deny it (`says`).", "facets": ["tier", "says"]},
    "changes": {
        "description": "When a belief moved, from what to what.",
        "label_column": "about",
        "facets": ["about", "season"],
        "sort_desc": "at",
    },
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
        for name, sql in _VIEWS.items():
            database.create_view(name, sql)
        connection.execute("ANALYZE")
        connection.execute("VACUUM")
    finally:
        connection.close()
    (folder / "metadata.yaml").write_text(_metadata(edition), encoding="utf-8", newline="\n")


def counts(folder: Path) -> dict[str, int]:
    """Rows of each table of a published folder."""
    connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)
    try:
        return {table: connection.execute(f"SELECT COUNT(*) FROM [{table}]").fetchone()[0] for table in TABLES}
    finally:
        connection.close()


def _table(database: sqlite_utils.Database, edition: Edition, table: str, columns: tuple[str, ...]) -> None:
    kinds: dict[str, type] = {c: int if c in _NUMBERS and not (c == "id" and table in _WORD_IDS) else str for c in columns}
    keyed = None if table == "claim_evidence" else columns[0]
    made = database.table(table).create(kinds, pk=keyed, foreign_keys=_KEYS.get(table, ()))
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f"[{c}]" for c in columns)
    database.conn.execute("BEGIN")
    database.conn.executemany(f"INSERT INTO [{table}] ({names}) VALUES ({marks})", _cells(edition.rows(table), columns))
    database.conn.execute("COMMIT")
    for column in (*(k[0] for k in _KEYS.get(table, ())), *_INDEXES.get(table, ())):
        newest_first = _ABOUT[table].get("sort_desc") == column  # equal ones then come by id, as the next page expects
        made.create_index([sqlite_utils.db.DescIndex(column) if newest_first else column])
    if table in _SEARCH:
        made.enable_fts(_SEARCH[table], create_triggers=False, tokenize="unicode61 remove_diacritics 2")


def _cells(rows: Iterator[Row], columns: tuple[str, ...]) -> Iterator[list[Any]]:
    for row in rows:
        yield [cell(row[c]) for c in columns]


def _metadata(edition: Edition) -> str:
    tables: dict[str, dict[str, Any]] = {t: {"description": a["description"], **a} for t, a in _ABOUT.items()}
    for shadow in _SEARCH:
        for suffix in ("", "_data", "_idx", "_docsize", "_config"):
            tables[f"{shadow}_fts{suffix}"] = {"hidden": True}
    described = {
        "title": edition.title,
        "description": "News of a TV series, read, checked and approved by editors: each fact with the quote that proves it.",
        "license": edition.licence,
        "license_url": edition.licence_url,
        "allow_sql": False,
        "databases": {"showwire": {"allow_sql": False, "tables": tables}},
    }
    return yaml.safe_dump(described, allow_unicode=True, sort_keys=False)
