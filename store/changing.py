"""Which articles that wait would change what is believed: by their own words, so that asking costs the same at any age.

The card of a story asks the ledger itself, with all that is said of a fact; a search asks thousands of articles at once,
and weighs each against the one value that is believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model import facts, ledger
from model.beliefs import ClaimStatus, Evidence, Ruling
from model.records import dated
from model.watched import Series
from store import rulings
from store.database import Database
from store.evidence import EVIDENCE, READ, as_evidence

# Mentions of which a claim can be made; the ledger looks closer.
_CLAIMS = (
    "(m.kind = 'cast' AND m.relation IN ('joins_cast', 'returns_as', 'leaves', 'recast', 'rumoured', 'not_cast', 'director')"
    " OR m.kind <> 'cast' AND m.about NOT IN ('', 'announcement', 'event', 'episode_air', 'past_work'))"
)
_CHUNK = 500  # articles asked at once
_Fact = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Word:
    """What an article rules of a fact by itself, or what the ledger holds of a value; `last` is when it was last said."""

    value: str
    status: ClaimStatus
    last: str
    ruling: bool = True  # whether it is what is believed of the fact
    users: bool = False  # whether only users say it
    official: bool = False  # whether an official source does


def changing(db: Database, known: Sequence[Series], speakers: tuple[str, ...], article_ids: Iterable[int]) -> frozenset[int]:
    """Those of these articles that say of a fact what is not believed yet, or more surely than it is."""
    ids = sorted(set(article_ids))
    said: defaultdict[int, list[Evidence]] = defaultdict(list)
    for at in range(0, len(ids), _CHUNK):
        marks = ",".join(str(int(i)) for i in ids[at : at + _CHUNK])
        for row in db.execute(f"{EVIDENCE} {READ} ({marks}) AND {_CLAIMS} ORDER BY m.id", ()):
            if (one := as_evidence(row, speakers)) is not None:
                said[one.article].append(one)
    if not said:
        return frozenset()
    ruled = rulings.standing(db)
    pinned = {(r.series, r.season, r.about, r.region) for r in ruled if r.says == "pinned"}
    held: defaultdict[_Fact, list[_Word]] = defaultdict(list)
    for series, season, about, region, value, status, last, believed in db.execute(
        "SELECT series, season, about, region, value, status, last_seen, believed FROM claim WHERE current = 1"
    ):
        held[series, season, about, region].append(_Word(value, status, last, bool(believed)))
    alike: dict[tuple[object, ...], list[tuple[_Fact, _Word]]] = {}  # many articles say the same on the same day
    found = []
    for article, evidence in said.items():
        key = tuple(_alike(one) for one in evidence)
        if key not in alike:
            alike[key] = _words(evidence, known, ruled)
        last = dated(max(one.at for one in evidence))
        if any(fact not in pinned and _moves(replace(word, last=last), held[fact]) for fact, word in alike[key]):
            found.append(article)
    return frozenset(found)


def _alike(one: Evidence) -> tuple[object, ...]:
    return (one.series, one.season, one.about, one.region, one.value, one.precision, one.said, one.official, one.tier, one.at.date())


def _words(evidence: Sequence[Evidence], known: Sequence[Series], ruled: Sequence[Ruling]) -> list[tuple[_Fact, _Word]]:
    return [
        (
            (claim.series, claim.season, claim.about, claim.region),
            _Word(
                claim.value,
                claim.status,
                "",
                users=all(e.tier == "user-generated" for e in claim.evidence),
                official=any(e.official or e.tier == "official" for e in claim.evidence),
            ),
        )
        for claim in ledger.claims(evidence, known, ruled)
        if claim.believed
    ]


def _moves(word: _Word, held: Sequence[_Word]) -> bool:
    """Whether an article's word on a fact would rule beside what the ledger holds of it."""
    believed = next((one for one in held if one.ruling), None)
    if believed is None:
        return True
    if word.status == "denied":
        hit = word.value == believed.value or facts.contains(word.value, believed.value)
        heavy = word.official or believed.status == "rumoured" or (believed.status == "reported" and not word.users)
        return hit and heavy and believed.status != "denied"
    before = next((one for one in held if one.value == word.value), None)
    if before is not None and before.status == "denied" and not word.official and (word.users or word.last <= before.last):
        return False  # it was taken back since
    if word.value == believed.value:
        return ledger.ORDER[word.status] > ledger.ORDER[believed.status]
    if ledger.ORDER[word.status] == ledger.ORDER[believed.status] and facts.contains(word.value, believed.value):
        return False  # the more exact one is known
    return ledger.place(word.status, word.last, word.value) > ledger.place(believed.status, believed.last, believed.value)
