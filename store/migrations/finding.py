"""Articles by their day, source, language or somebody they mention, however many are stored: what a search sieves by.

Each is an index of an expression, so that it serves the questions that name the expression and changes no other plan.
"""

from __future__ import annotations

from store.migrations.migration import Migration

FINDING = Migration(
    "0019_finding",
    (
        "CREATE INDEX article_day ON article (substr(coalesce(nullif(published, ''), first_seen), 1, 10))",
        "CREATE INDEX article_source ON article (source || '')",
        "CREATE INDEX article_language ON article (language || '')",
        "CREATE INDEX mention_named ON mention (value || '', article_id) WHERE kind = 'cast'",
    ),
)
