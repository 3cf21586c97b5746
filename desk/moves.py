"""What approving a story would do to the ledger: each claim it moves, with both sides, and what it contradicts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from desk import wording
from model import ledger
from model.beliefs import Claim
from model.errors import ShowwireError
from store.conflicts import contradictions
from store.store import Store

MARK = 6  # bytes of a mark
MOVES_MAX = 6  # facts shown on one card; a page about everything names more


@dataclass(frozen=True, slots=True)
class Side:
    """A value of a fact, as believed or as it would be."""

    value: str
    status: str
    sign: str
    precision: str
    articles: int
    origins: int
    since: str


@dataclass(frozen=True, slots=True)
class Move:
    """A fact that would be believed otherwise, or that the story stands against."""

    fact: str
    series: str
    before: Side | None
    after: Side | None
    quote: str = ""
    article: int | None = None  # that says it
    mark: str = ""  # the words in the quote that say the value
    contradicts: bool = False
    moved: bool = True  # else it is believed as before: `after` is what the story says against it
    claim: int | None = None  # id of what is believed, for its page


@dataclass(frozen=True, slots=True)
class Moves:
    """All of them; `more` are not shown."""

    shown: tuple[Move, ...]
    more: int
    against: tuple[str, ...]  # marks of what is believed and contradicted, for the form: what its reader has weighed

    @property
    def full(self) -> tuple[Move, ...]:
        """Those that are shown with both sides and the quote: every contradiction, else the first."""
        return tuple(move for move in self.shown if move.contradicts) or self.shown[:1]

    @property
    def brief(self) -> tuple[Move, ...]:
        """The rest, a line each."""
        return tuple(move for move in self.shown if move not in self.full)

    @property
    def first(self) -> Move | None:
        """The contradiction that the head of the card names."""
        return next((move for move in self.shown if move.contradicts), None)


def moves(store: Store, article_ids: Iterable[int]) -> Moves:
    """What accepting these articles with their open mentions would change, contradictions first."""
    ids = frozenset(article_ids)
    before, after = store.claims.as_if(ids)
    believed = {_fact(c): c for c in before if c.believed}
    would = {_fact(c): c for c in after if c.believed}
    against = {_fact(held): said for held, said in contradictions(before, after, ids)}
    found = []
    for fact in dict.fromkeys([*against, *would, *believed]):
        old, new = believed.get(fact), would.get(fact)
        said = against.get(fact)
        moved = (old and (old.value, old.status)) != (new and (new.value, new.status))
        if not moved and said is None:
            continue
        proof = wording.best_quote(e for e in (said or new or old).evidence if e.article in ids) if (said or new or old) else None  # type: ignore[union-attr]
        shown = said if said is not None and not moved else new
        some = shown or old
        assert some is not None
        found.append(
            Move(
                fact=wording.title(some),
                series=some.series,
                before=_side(old),
                after=_side(shown),
                quote=proof.quote if proof else "",
                article=proof.article if proof else None,
                contradicts=said is not None,
                moved=bool(moved),
                claim=store.claims.id_of(old) if old else None,
            )
        )
    return Moves(tuple(found[:MOVES_MAX]), max(0, len(found) - MOVES_MAX), _marks(against, believed))


class Contradicted(ShowwireError):
    """Accepting would contradict a belief that its editor has not weighed; nothing was written."""

    def __init__(self, found: Moves) -> None:
        super().__init__("what is believed is contradicted", hint="look at it, then decide")
        self.moves = found


def weigh(store: Store, article_ids: Iterable[int], weighed: Collection[str]) -> None:
    """Contradicted where accepting these articles stands against a belief not among those weighed: it moved since they were read."""
    found = moves(store, article_ids)
    if not set(found.against) <= set(weighed):
        raise Contradicted(found)


def _marks(facts: Iterable[tuple[str, str, str, str]], believed: Mapping[tuple[str, str, str, str], Claim]) -> tuple[str, ...]:
    said = ("\0".join((*fact, believed[fact].value)) for fact in facts)
    return tuple(hashlib.blake2b(text.encode(), digest_size=MARK).hexdigest() for text in sorted(set(said)))


def _fact(claim: Claim) -> tuple[str, str, str, str]:
    return claim.series, claim.season, claim.about, claim.region


def _side(claim: Claim | None) -> Side | None:
    if claim is None:
        return None
    return Side(
        wording.value(claim.value),
        wording.STATUS[claim.status],
        wording.SIGNS[claim.status],
        wording.PRECISION.get(claim.precision, claim.precision),
        ledger.articles(claim),
        claim.origins,
        claim.first_seen.isoformat(),
    )


def by_fact(store: Store, article_ids: Iterable[int]) -> Mapping[str, Side]:
    """What would be believed of each fact after accepting these articles, by the fact in words."""
    _, after = store.claims.as_if(frozenset(article_ids))
    return {wording.title(c): side for c in after if c.believed and (side := _side(c)) is not None}
