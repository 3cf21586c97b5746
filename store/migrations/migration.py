"""One step of the schema."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """A name, as the database remembers it, and plain SQL statements that run in one transaction."""

    name: str
    statements: tuple[str, ...]
