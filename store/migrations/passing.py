"""Whose news an article passes on, directly, and why: what its origin follows from, whichever of the two came first."""

from __future__ import annotations

from store.migrations.migration import Migration

PASSING = Migration(
    "0016_passing",
    (
        # NULL = its own news, as far as its story knows. It stays where a chain of credits leads in a circle and ends here.
        "ALTER TABLE article ADD COLUMN passes_on INTEGER REFERENCES article (id)",
        "ALTER TABLE article ADD COLUMN passes_on_why TEXT NOT NULL DEFAULT ''",
        "UPDATE article SET passes_on = coalesce(copy_of, origin_id) WHERE origin_id IS NOT NULL",
    ),
)
