"""A memory that is thrown away: the same tables and the same questions, in RAM, for `try stories`, eval and the tests."""

from __future__ import annotations

import datetime as dt
import sqlite3

from model.records import Filing, dated
from store import schema
from store.database import Database
from store.stories import Stories


class Scratch(Stories):
    """Stories over a database in memory. `remember` stores no more of a Filing than comparing needs."""

    def __init__(self) -> None:
        self.conn = sqlite3.connect(":memory:", isolation_level=None)
        schema.build(self.conn)
        super().__init__(Database(self.conn))

    def remember(self, filing: Filing, now: dt.datetime) -> tuple[int, int]:
        """(article id, story id) of a filing that has been grouped; an article we have keeps both."""
        grouping = filing.grouping
        if grouping is not None and grouping.how == "same" and grouping.article is not None:
            row = self.conn.execute("SELECT id, story_id FROM article WHERE id = ?", (grouping.article,)).fetchone()
            self._addresses(filing, row[0])
            return int(row[0]), int(row[1])
        story = grouping.story if grouping and grouping.story is not None else self.open_story(now)
        how = grouping.how if grouping else "new"
        cursor = self.conn.execute(
            "INSERT INTO article (url, source, guid, story_id, origin_id, passes_on, passes_on_why, how, version, title, folded_title, content_hash, body_hash,"
            " language, kind, quality, published, published_day, tier, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                filing.url, filing.article.source.slug, filing.article.entry.guid, story, grouping.origin if grouping else None,
                grouping.passes_on if grouping else None, grouping.passes_on_why if grouping else "", how,
                filing.title, filing.folded_title, filing.content_hash, filing.body_hash, filing.language, filing.kind, filing.quality,
                dated(filing.published), filing.published_day, filing.article.source.tier, dated(now), dated(now),
            ),
        )  # fmt: skip
        article = int(cursor.lastrowid or 0)
        self.conn.execute(
            "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (?, 1, ?, ?, ?, ?)",
            (article, filing.title, filing.text, filing.content_hash, dated(now)),
        )
        for judged in filing.judged:
            self.conn.execute(
                "INSERT INTO article_series (article_id, series, score, parts) VALUES (?, ?, ?, '[]')",
                (article, judged.series, judged.score),
            )
        for n, mention in enumerate(filing.mentions):
            self.conn.execute(
                'INSERT INTO mention (article_id, version, identity, kind, start, "end", quote_start, quote_end, text, quote, value, season, about)'
                " VALUES (?, 1, ?, ?, ?, ?, ?, ?, '', '', ?, ?, ?)",
                (article, str(n), mention.kind, mention.start, mention.end, mention.quote_start, mention.quote_end, mention.value,
                 mention.season, mention.about),
            )  # fmt: skip
        self._addresses(filing, article)
        if grouping is not None:
            self.index(article, grouping.title_keys, grouping.body_keys)
            self.learn(filing.article.source.slug, grouping.affixes)
            self.move(article, grouping.moved)
        return article, story

    def _addresses(self, filing: Filing, article: int) -> None:
        for url in dict.fromkeys((filing.url, *filing.addresses)):
            self.conn.execute("INSERT OR IGNORE INTO address (url, article_id) VALUES (?, ?)", (url, article))
