"""What several editors need: leases, what each skipped, saved views, mentions edited by hand, and the search index.

`search` holds words only (no copy of the text); `search_words` is model/words.py, so that a script without spaces
is found too. It is filled with each article from here on, and here with those that are there.
"""

from __future__ import annotations

from store.migrations.migration import Migration

LEASES = Migration(
    "0009_leases",
    (
        """CREATE TABLE lease (
                story_id INTEGER PRIMARY KEY REFERENCES story (id), editor TEXT NOT NULL, until TEXT NOT NULL,
                taken_from TEXT NOT NULL DEFAULT '') STRICT""",
        "CREATE INDEX lease_until ON lease (until)",
        """CREATE TABLE skipped (
                editor TEXT NOT NULL, story_id INTEGER NOT NULL REFERENCES story (id), at TEXT NOT NULL,
                PRIMARY KEY (editor, story_id)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE saved_view (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT NOT NULL, editor TEXT NOT NULL,
                created_at TEXT NOT NULL) STRICT""",
        "ALTER TABLE mention ADD COLUMN edited TEXT NOT NULL DEFAULT ''",
        "CREATE VIRTUAL TABLE search USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2')",
        """INSERT INTO search (rowid, title, body) SELECT article.id, search_words(article.title),
                search_words(substr(text, length(article.title) + 3))
                FROM article JOIN article_version ON article_id = article.id AND number = version""",
    ),
)
