"""The files that leave the house: one module a format, each `write(edition, folder)`."""

from __future__ import annotations

from exports import atom, citations, database, ics, jsonfeed, page, parquet, sitemap, tables

FORMATS = (database, tables, parquet, atom, jsonfeed, ics, citations, page, sitemap)
