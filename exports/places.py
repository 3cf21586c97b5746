"""Where the pages of an edition stand, and of what there is one."""

from __future__ import annotations

from exports.backing import Value
from exports.edition import Edition, Row
from exports.shelves import SHELVES_MAX, kind_of, slug_of

INDEX = "index.html"
CSS = "page.css"
CLAIM_PAGES_MAX = 5000  # what is believed first, then the latest; the rest is in the tables


def series_page(slug: str) -> str:
    return f"series/{slug}.html"


def person_page(slug: str) -> str:
    return f"people/{slug}.html"


def claim_page(claim_id: int) -> str:
    return f"claims/{claim_id}.html"


def kind_anchor(about: str) -> str:
    return slug_of(kind_of(about))


def claims(edition: Edition) -> list[Row]:
    """The claims that have a page of their own, by id."""
    return edition.once("claims", _claims)


def _claims(edition: Edition) -> list[Row]:
    found = sorted(edition.rows("claims"), key=lambda c: (-c["believed"], c["last_seen"], c["id"]))
    if len(found) > CLAIM_PAGES_MAX:
        believed = [c for c in found if c["believed"]]
        found = [*believed, *reversed(found[len(believed) :])][:CLAIM_PAGES_MAX]
    return sorted(found, key=lambda c: int(c["id"]))


def claim_ids(edition: Edition) -> dict[Value, int]:
    """The claim that says a value of a fact."""
    return edition.once(
        "claim_ids", lambda e: {(c["series"], c["season"], c["about"], c["region"], c["value"]): int(c["id"]) for c in claims(e)}
    )


def people(edition: Edition) -> list[Row]:
    """The people who have a page of their own, by id."""
    return edition.once("people", lambda e: list(e.rows("people"))[:SHELVES_MAX])
