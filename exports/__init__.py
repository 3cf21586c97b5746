"""The files that leave the house: one module a format, each `write(edition, folder)`."""

from __future__ import annotations

from exports import atom, database, ics, jsonfeed, page, tables

FORMATS = (database, tables, atom, jsonfeed, ics, page)
