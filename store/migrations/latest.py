"""What a source listed last, without a look at all that it ever listed."""

from __future__ import annotations

from store.migrations.migration import Migration

LATEST = Migration("0018_latest", ("CREATE INDEX seen_latest ON seen (source, last_seen DESC, key)",))
