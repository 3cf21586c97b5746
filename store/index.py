"""The search index: an article's words, written in the article's own transaction at a flat cost.

The index keeps no text, so that what is to be taken out must be told it: the version that is stored.
"""

from __future__ import annotations

from model.words import words
from store.database import Database


def add(db: Database, article_id: int, title: str, text: str) -> None:
    """Put an article's title and text in."""
    db.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", _row(article_id, title, text))


def replace(db: Database, article_id: int, title: str, text: str) -> None:
    """Take the article's stored version out and put this one in; called while the article still has the old one."""
    old = db.execute(
        "SELECT article.title, text FROM article JOIN article_version ON article_id = article.id AND number = version WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    if old is not None:
        db.execute("INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)", _row(article_id, *old))
    add(db, article_id, title, text)


def _row(article_id: int, title: str, text: str) -> tuple[int, str, str]:
    return article_id, words(title), words(text[len(title) + 2 :])
