"""The files that leave the house: one module a format, each `write(edition, folder)`."""

from __future__ import annotations

from exports import atom, database, ics, jsonfeed, page, revisions, tables

FORMATS = (database, tables, revisions, atom, jsonfeed, ics, page)
