"""People who are not in the registry: what editors decided of them, and what that did to the file."""

from __future__ import annotations

from store.migrations.migration import Migration

PROPOSALS = Migration(
    "0008_proposals",
    (
        "ALTER TABLE mention ADD COLUMN proposal TEXT NOT NULL DEFAULT '' CHECK (proposal IN ('', 'accepted', 'rejected'))",
        "CREATE INDEX mention_stranger ON mention (series, value) WHERE kind = 'cast' AND person = '' AND choices = '[]'",
        "CREATE INDEX mention_proposal ON mention (series, value) WHERE proposal <> ''",
        # series.yaml as it was, so that undo can bring it back where nobody has changed it since.
        """CREATE TABLE registry_edit (
            batch TEXT PRIMARY KEY, person TEXT NOT NULL, before BLOB NOT NULL, after_hash TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    ),
)
