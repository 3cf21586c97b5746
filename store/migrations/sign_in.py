"""Passwords, sessions that end when they are not used, counted tries, and the log of what was done beside the queue; visits by day."""

from __future__ import annotations

from store.migrations.migration import Migration

SIGN_IN = Migration(
    "0010_sign_in",
    (
        # password: an argon2id hash, "" where only links lead in. language and zone: "" means as the browser says, UTC.
        "ALTER TABLE editor ADD COLUMN password TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE editor ADD COLUMN language TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE editor ADD COLUMN zone TEXT NOT NULL DEFAULT ''",
        # used_at is written at most every few minutes: looking must not cost a write.
        "ALTER TABLE session ADD COLUMN used_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT ''",
        "UPDATE session SET used_at = created_at",
        "CREATE INDEX session_editor ON session (editor_id)",
        # Failed tries of a name or an address (its digest) since `since`; none is looked at before `paused_until`.
        """CREATE TABLE attempt (
            subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, since TEXT NOT NULL, paused_until TEXT NOT NULL DEFAULT '') STRICT,
            WITHOUT ROWID""",
        # Append-only, chained like verdict: who may do what, and what was done to sources.
        """CREATE TABLE act (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
            before TEXT NOT NULL DEFAULT '{}', after TEXT NOT NULL DEFAULT '{}', digest TEXT NOT NULL) STRICT""",
        "CREATE INDEX act_subject ON act (subject, id)",
        "CREATE TRIGGER act_unchanged BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END",
        "CREATE TRIGGER act_kept BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END",
        # A source's visits and items by day, for its sparkline, kept by a trigger: years of visits cost what thirty days do.
        """CREATE TABLE visit_day (
            slug TEXT NOT NULL, day TEXT NOT NULL, visits INTEGER NOT NULL, failed INTEGER NOT NULL, unchanged INTEGER NOT NULL,
            items INTEGER NOT NULL,
            PRIMARY KEY (slug, day)) STRICT, WITHOUT ROWID""",
        """INSERT INTO visit_day SELECT slug, substr(at, 1, 10), count(*), sum(state = 'failed'), sum(state = 'not_modified'),
            sum(new + copies + off_topic) FROM visit GROUP BY slug, substr(at, 1, 10)""",
        """CREATE TRIGGER visit_counted AFTER INSERT ON visit BEGIN
            INSERT INTO visit_day VALUES (NEW.slug, substr(NEW.at, 1, 10), 1, NEW.state = 'failed', NEW.state = 'not_modified',
                NEW.new + NEW.copies + NEW.off_topic)
            ON CONFLICT (slug, day) DO UPDATE SET visits = visits + 1, failed = failed + excluded.failed,
                unchanged = unchanged + excluded.unchanged, items = items + excluded.items; END""",
        "CREATE INDEX visit_day_day ON visit_day (day)",
        # What the log is filtered by.
        "CREATE INDEX verdict_action ON verdict (action, id)",
        "CREATE INDEX verdict_at ON verdict (at, id)",
    ),
)
