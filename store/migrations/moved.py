"""Where a source's address went for good, so that an editor can accept it into sources.yaml."""

from __future__ import annotations

from store.migrations.migration import Migration

MOVED = Migration("0017_moved", ("ALTER TABLE source_state ADD COLUMN moved_to TEXT NOT NULL DEFAULT ''",))
