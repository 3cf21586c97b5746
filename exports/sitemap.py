"""sitemap.xml: every page of the edition (sitemaps.org 0.9), as soon as the address it is served at is known.

Sitemaps have absolute addresses only; without a home sitemap.txt lists the pages as they stand in the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from exports import newest
from exports.edition import Edition
from exports.places import INDEX, claim_page, claims, people, person_page, series_page
from exports.shelves import SHELVES_MAX, shelves

URLS_MAX = 50_000  # what the protocol allows in one file
FILE, PLAIN = "sitemap.xml", "sitemap.txt"


def write(edition: Edition, folder: Path) -> None:
    pages = list(_pages(edition))[:URLS_MAX]
    if not edition.home:
        (folder / PLAIN).write_text("".join(f"{page}\n" for page, _ in pages), encoding="utf-8", newline="\n")
        return
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n')
        for page, changed in pages:
            when = f"<lastmod>{changed}</lastmod>" if changed else ""
            out.write(f"<url><loc>{escape(edition.home + page)}</loc>{when}</url>\n")
        out.write("</urlset>\n")


def _pages(edition: Edition) -> Iterator[tuple[str, str]]:
    """A page and when what it shows was last decided."""
    told = shelves(edition)

    def newest_of(kind: str, key: str) -> str:
        return max((one.updated for one in told.newest(kind, key, 1)), default="")

    yield INDEX, edition.as_of
    for slug in list(newest.titles(edition))[:SHELVES_MAX]:
        yield series_page(slug), newest_of("series", slug)
    for person in people(edition):
        yield person_page(person["id"]), newest_of("people", person["id"])
    for claim in claims(edition):
        yield claim_page(claim["id"]), claim["last_seen"]
