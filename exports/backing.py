"""Who says what is believed: the proofs of each claim, and whom a change of belief goes back to.

One pass over the evidence, shared by the feed of changes, the calendar, the pages and the citations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from exports.edition import Edition, Row
from model.outlets import RATINGS, Outlets

PROOFS_MAX = 20  # quotes that are kept of one claim: the most official, the best rated, the earliest
_AGAINST = ("denied", "superseded")
OFFICIAL, USERS = 0, len(RATINGS)  # the first and the last rank of a source

Value: TypeAlias = tuple[str, str | None, str, str | None, str]  # series, season, about, region, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A sentence that carries or denies a claim, and the article it stands in."""

    quote: str
    tier: str
    says: str
    article: Row
    rank: int  # OFFICIAL, then by the rating of the outlet, USERS last

    @property
    def against(self) -> bool:
        return self.says in _AGAINST


@dataclass(slots=True)
class _Carried:
    """Whom a claim goes back to: origin -> (when an editor let it through, its source)."""

    origins: dict[int, tuple[str, str]] = field(default_factory=dict)
    best: list[tuple[int, str, int, int, Row]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Backing:
    """The proofs of every claim, in order of weight, and who stood behind a value at a moment."""

    proofs: dict[int, tuple[Proof, ...]]
    _carried: dict[Value, _Carried]

    def of(self, claim_id: int) -> tuple[Proof, ...]:
        return self.proofs.get(claim_id, ())

    def carrier(self, claim_id: int) -> Proof | None:
        """The best proof for a claim; None where all speak against it."""
        return next((p for p in self.of(claim_id) if not p.against), None)

    def behind(self, fact: Row, value: str | None, at: str) -> list[str]:
        """The sources of the independent origins that had said this value by then, the first first."""
        if not value:
            return []
        carried = self._carried.get((fact["series"], fact["season"], fact["about"], fact["region"], value))
        return (
            [source for _, source in sorted((seen, source) for seen, source in carried.origins.values() if seen <= at)] if carried else []
        )


def backing(edition: Edition) -> Backing:
    """Gathered once an edition."""
    return edition.once("backing", _gather)


def _gather(edition: Edition) -> Backing:
    ratings: dict[str, int] = {}
    articles = {
        a["id"]: (
            a["origin"],
            a["approved"] or a["first_seen"],
            a["source"],
            a["published"] or "9",
            _rated(a["url"], edition.outlets, ratings),
        )
        for a in edition.rows("articles")
    }
    values: dict[int, Value] = {c["id"]: (c["series"], c["season"], c["about"], c["region"], c["value"]) for c in edition.rows("claims")}
    carried: dict[int, _Carried] = defaultdict(_Carried)
    for row in edition.rows("claim_evidence"):
        article = articles.get(row["article_id"])
        if row["claim_id"] not in values or article is None:
            continue
        one = carried[row["claim_id"]]
        origin, seen, source, published, rating = article
        if row["says"] not in _AGAINST:
            one.origins[origin] = min(one.origins.get(origin, (seen, source)), (seen, source))
        rank = OFFICIAL if row["tier"] == "official" else USERS if row["tier"] == "user-generated" else rating
        one.best.append((rank, published, row["article_id"], row["start"], row))
        if len(one.best) > 4 * PROOFS_MAX:
            _keep(one.best)
    for one in carried.values():
        _keep(one.best)
    wanted = {row["article_id"] for one in carried.values() for *_, row in one.best}
    shown = {a["id"]: a for a in edition.rows("articles") if a["id"] in wanted}
    proofs = {claim: tuple(_proofs(((rank, row) for rank, *_, row in one.best), shown)) for claim, one in carried.items()}
    return Backing(proofs, {values[claim]: one for claim, one in carried.items()})


def _keep(best: list[tuple[int, str, int, int, Row]]) -> None:
    best.sort(key=lambda one: one[:4])
    del best[PROOFS_MAX:]


def _rated(url: str, outlets: Outlets, known: dict[str, int]) -> int:
    """The rank of a press article by its host; a host is looked up once."""
    parts = url.split("/", 3)
    host = parts[2] if len(parts) > 2 else ""
    if host not in known:
        known[host] = 1 + RATINGS.index(outlets.of(url).rating)
    return known[host]


def _proofs(rows: Iterable[tuple[int, Row]], shown: dict[int, Row]) -> Iterator[Proof]:
    """One an article: its first quote says it."""
    told: set[tuple[int, str]] = set()
    for rank, row in rows:
        if (row["article_id"], row["says"]) not in told:
            told.add((row["article_id"], row["says"]))
            yield Proof(quote=row["quote"], tier=row["tier"], says=row["says"], article=shown[row["article_id"]], rank=rank)
