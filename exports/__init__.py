"""The files that leave the house: one module a format, each `write(edition, folder)`."""

from __future__ import annotations

from exports import atom, citations, database, ics, jsonfeed, page, parquet, revisions, sitemap, tables

FORMATS = (database, tables, revisions, parquet, atom, jsonfeed, ics, citations, page, sitemap)
