"""What a desk with many stories needs: counts of the queue that are kept, and evidence that is found by what stands.

Thousands of open mentions may say the same of a premiere while a handful stand. So the indexes of a fact's mentions
lead on to their state, and what is open is read of the article that is shown alone.
"""

from __future__ import annotations

from store.migrations.migration import Migration

_ONE_MORE = "INSERT INTO counter (name, n) VALUES ('queue:' || NEW.rank, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;"
_ONE_LESS = "UPDATE counter SET n = n - 1 WHERE name = 'queue:' || OLD.rank;"

LOAD = Migration(
    "0015_load",
    (
        "INSERT INTO counter (name, n) SELECT 'queue:' || rank, count(*) FROM waiting GROUP BY rank",
        f"CREATE TRIGGER waiting_counted AFTER INSERT ON waiting BEGIN {_ONE_MORE} END",
        f"CREATE TRIGGER waiting_recounted AFTER UPDATE OF rank ON waiting WHEN OLD.rank IS NOT NEW.rank BEGIN {_ONE_LESS} {_ONE_MORE} END",
        f"CREATE TRIGGER waiting_uncounted AFTER DELETE ON waiting BEGIN {_ONE_LESS} END",
        "DROP INDEX mention_about",
        "DROP INDEX mention_person",
        "CREATE INDEX mention_about ON mention (about, state) WHERE kind <> 'cast'",
        "CREATE INDEX mention_person ON mention (value, state) WHERE kind = 'cast'",
        "CREATE INDEX mention_director ON mention (state) WHERE kind = 'cast' AND relation = 'director'",
    ),
)
