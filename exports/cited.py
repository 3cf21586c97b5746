"""Which articles a claim is cited by, and what a citation says of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from exports import newest
from exports.backing import OFFICIAL, USERS, Proof, backing
from exports.edition import Edition, Row, parsed
from exports.places import claims

CITED_MAX = 3  # articles cited for one claim
AUTHORS_MAX = 6  # named in one citation
NOBODY = "Only users say this, and wikis do not cite them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article as it is cited."""

    key: str  # stable: the name of the <ref>, the key of BibTeX and CSL
    url: str
    title: str
    website: str
    authors: tuple[str, ...]
    published: dt.date | None
    accessed: dt.date | None  # when we read it
    language: str  # BCP 47, "" = not known
    quote: str
    official: bool


def cited(edition: Edition) -> dict[int, tuple[Citation, ...]]:
    """Claim -> its citations, the best first; none where only users say it."""
    return edition.once("cited", _gather)


def _gather(edition: Edition) -> dict[int, tuple[Citation, ...]]:
    backed, names = backing(edition), newest.names(edition)
    found = {}
    for claim in claims(edition):
        proofs = [p for p in backed.of(claim["id"]) if p.rank < USERS and p.against == (claim["status"] == "denied")]
        found[claim["id"]] = tuple(_citation(edition, p, names) for p in proofs[:CITED_MAX])
    return found


def _citation(edition: Edition, proof: Proof, names: dict[str, str]) -> Citation:
    article: Row = proof.article
    published, accessed = parsed(article["published"]), parsed(article["first_seen"])
    return Citation(
        key=f"{article['source']}-{article['id']}",
        url=article["url"],
        title=" ".join(article["title"].split()),
        website=edition.outlets.of(article["url"]).name or names.get(article["source"], str(article["source"])),
        authors=tuple(" ".join(a.split()) for a in article["authors"][:AUTHORS_MAX]),
        published=published.date() if published and (accessed is None or published.date() <= accessed.date()) else None,
        accessed=accessed.date() if accessed else None,
        language=article["language"] or "",
        quote=" ".join(proof.quote.split()),
        official=proof.rank == OFFICIAL,
    )
