"""Articles by their day, source, language or somebody they mention, however many are stored: what a search sieves by.

Each of these is an index of an expression, so that it serves the questions that name the expression and changes no other plan.
The last is for those that follow an origin which turns out to pass on another's news, wherever they stand.
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
        "CREATE INDEX article_origin ON article (origin_id) WHERE origin_id IS NOT NULL",
    ),
)
