"""Pages as evidence: whose page each is, what is kept where the archive holds it not, and when pages behind claims are seen again."""

from __future__ import annotations

from store.migrations.migration import Migration

EVIDENCE: tuple[Migration, ...] = (
    Migration(
        "0006_evidence",
        (
            # `told`: bytes of the record behind the page's own, which holds what the source's list said of it; 0 = there is none.
            "ALTER TABLE page ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE page ADD COLUMN excerpt TEXT NOT NULL DEFAULT ''",
            # Why the archive does not hold it: opted out, noarchive, age, size. "" = it does, or never had an archive to go to.
            "ALTER TABLE page ADD COLUMN left_out TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE page ADD COLUMN article_id INTEGER REFERENCES article (id)",
            "ALTER TABLE page ADD COLUMN dropped_id INTEGER REFERENCES dropped (id)",
            "UPDATE page SET article_id = (SELECT article_id FROM article_version WHERE page_id = page.id)",
            "UPDATE page SET dropped_id = (SELECT id FROM dropped WHERE dropped.url = page.url AND dropped.source = page.source)"
            " WHERE article_id IS NULL",
            "CREATE INDEX page_article ON page (article_id) WHERE article_id IS NOT NULL",
            "CREATE INDEX page_dropped ON page (dropped_id) WHERE dropped_id IS NOT NULL",
            "CREATE INDEX page_warc ON page (warc) WHERE warc <> ''",
            "ALTER TABLE article ADD COLUMN mementos TEXT NOT NULL DEFAULT '[]'",
            # The next look at a page behind a claim that is held. `state`: the last look's, same, changed, gone or failed.
            """CREATE TABLE evidence_watch (
                article_id INTEGER PRIMARY KEY REFERENCES article (id), since TEXT NOT NULL, due_at TEXT NOT NULL,
                looked_at TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
                etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '') STRICT""",
            # Files of the archive that no row names any more, until they are deleted.
            "CREATE TABLE warc_left (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
            "CREATE INDEX evidence_watch_due ON evidence_watch (due_at)",
        ),
    ),
)
