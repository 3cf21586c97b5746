"""What a judgement needs to be made again: what feeds called an article, what was left out said, and what is learned of an outlet."""

from __future__ import annotations

from store.migrations.migration import Migration

JUDGING = Migration(
    "0007_judging",
    (
        # The feed's own headline; "" where it is the article's. Both are judged.
        "ALTER TABLE article ADD COLUMN listed TEXT NOT NULL DEFAULT ''",
        # What grouped it: thresholds, and the versions of what is learned, as JSON.
        "ALTER TABLE article ADD COLUMN judged_by TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE dropped ADD COLUMN listed TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE dropped ADD COLUMN excerpt TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE dropped ADD COLUMN language TEXT NOT NULL DEFAULT ''",
        # The newest article when it was left out: where it stands in the stream.
        "ALTER TABLE dropped ADD COLUMN after_article INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE dropped ADD COLUMN page_id INTEGER REFERENCES page (id)",
        "CREATE INDEX dropped_at ON dropped (at)",
        # What an outlet puts before or behind its headlines, with how many had it; the row of side '' counts its headlines.
        # `learned` is the version of the source's list from which on it is stripped.
        """CREATE TABLE source_affix (
                source TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('', 'before', 'behind')), affix TEXT NOT NULL,
                n INTEGER NOT NULL, learned INTEGER, PRIMARY KEY (source, side, affix)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX source_affix_learned ON source_affix (source, learned) WHERE learned IS NOT NULL",
    ),
)
