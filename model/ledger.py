"""What is believed, and why: accepted mentions in, one claim for each value of each fact out.

Pure, so that the same evidence gives the same ledger on any day and in any order. A fact is (series, season,
about, region); what is said of it is weighed by who speaks (the platform, the studio or an agency; the press; a
rumour) and when. The rules, each in one function below:

* an article counts for the most exact of the compatible values it states (`_most_exact`);
* a denial or "no longer" takes back what was said before it by no weightier a speaker (`_standing`);
* a vague date gives way to an exact one inside it, whatever stood before a newer belief is superseded (`_settle`);
* official > reported > rumoured > denied > superseded, then the latest (`_ruling`);
* over all of them what editors decide: a rejected value is not heard, a merged one is the other value (`_heard`),
  and a pinned one is believed, unless only users say it (`_pinned`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from model.beliefs import Change, Claim, ClaimStatus, Evidence, Ruling
from model.facts import REPEATABLE, accept, contains, recast
from model.spans import span
from model.watched import Series

_At = TypeVar("_At", str, dt.datetime)

Fact: TypeAlias = tuple[str, str, str, str]  # series, season, about, region

OFFICIAL, REPORTED, RUMOURED = 3, 2, 1  # the weight of a speaker
_STATUS: Mapping[int, ClaimStatus] = {OFFICIAL: "official", REPORTED: "reported", RUMOURED: "rumoured"}
ORDER: Mapping[ClaimStatus, int] = {"official": 4, "reported": 3, "rumoured": 2, "denied": 1, "superseded": 0}
_AGAINST = ("denied", "superseded")


@dataclass(frozen=True, slots=True)
class _Said:
    """A piece of evidence with its weight, and the moment its origin first said it (a late copy is no news)."""

    evidence: Evidence
    weight: int
    at: dt.datetime


@dataclass(slots=True)
class _Value:
    """One value of a fact while it is being weighed."""

    value: str
    for_it: list[_Said]
    against: list[_Said]
    status: ClaimStatus = "rumoured"
    standing: list[_Said] = field(default_factory=list)  # what was said for it and not taken back

    @property
    def first(self) -> dt.datetime:
        return min(s.at for s in self.for_it or self.against)

    @property
    def last(self) -> dt.datetime:
        return max(s.at for s in self.for_it or self.against)

    @property
    def weight(self) -> int:
        return max(s.weight for s in self.standing or self.for_it or self.against)

    @property
    def _top(self) -> list[dt.datetime]:
        """When the weightiest speakers said it."""
        weight = self.weight
        return [s.at for s in self.standing or self.for_it or self.against if s.weight == weight]

    @property
    def rise(self) -> dt.datetime:
        return min(self._top)

    @property
    def latest(self) -> dt.datetime:
        return max(self._top)

    @property
    def open(self) -> bool:
        return self.status not in ("denied", "superseded")


def claims(evidence: Sequence[Evidence], known: Sequence[Series] = (), rulings: Sequence[Ruling] = ()) -> tuple[Claim, ...]:
    """The ledger of `evidence`: every value said of every fact, its status, and which one is believed.

    `known` is series.yaml: what it already holds is no news, and its spelling of characters is used. `rulings`
    is what editors decided of values.
    """
    facts: dict[Fact, list[Evidence]] = defaultdict(list)
    for said in _heard(recast(accept(evidence, known), known), rulings):
        facts[said.series, said.season, said.about, said.region].append(said)
    pins = {(r.series, r.season, r.about, r.region): r.value for r in rulings if r.says == "pinned"}
    return tuple(claim for fact in sorted(facts) for claim in _resolve(fact, facts[fact], pins.get(fact, "")))


def _heard(evidence: Iterable[Evidence], rulings: Sequence[Ruling]) -> list[Evidence]:
    """The evidence as editors let it count: what they rejected is not heard, what they merged says the other value."""
    ruled = {(r.series, r.season, r.about, r.region, r.value): r for r in rulings}
    heard = []
    for e in evidence:
        said, seen = e, {e.value}
        ruling = ruled.get((e.series, e.season, e.about, e.region, e.value))
        while ruling and ruling.says == "merged" and ruling.into not in seen:  # a ring of merges ends where it began
            seen.add(ruling.into)
            said = replace(said, value=ruling.into, precision=ruling.precision or said.precision)
            ruling = ruled.get((e.series, e.season, e.about, e.region, said.value))
        if ruling is None or ruling.says != "rejected":
            heard.append(said)
    return heard


def carried(claim: Claim) -> bool:
    """Whether anybody but users says it: they alone carry no claim."""
    return any(e.tier != "user-generated" and e.said not in _AGAINST for e in claim.evidence)


def changes(before: Iterable[Claim], after: Iterable[Claim], at: dt.datetime) -> tuple[Change, ...]:
    """Where the ruling claim moved in value or status. A value beside the ruling one makes no change."""
    was = {(c.series, c.season, c.about, c.region): c for c in before if c.believed}
    now = {(c.series, c.season, c.about, c.region): c for c in after if c.believed}
    moved = []
    for fact in sorted(was.keys() | now.keys()):
        old, new = was.get(fact), now.get(fact)
        if (old and (old.value, old.status)) == (new and (new.value, new.status)):
            continue
        series, season, about, region = fact
        moved.append(
            Change(
                at=at,
                series=series,
                season=season,
                about=about,
                region=region,
                before=old.value if old else "",
                after=new.value if new else "",
                status_before=old.status if old else "",
                status_after=new.status if new else "",
            )
        )
    return tuple(moved)


# --- weighing one fact ----------------------------------------------------------------------------


def _resolve(fact: Fact, evidence: Sequence[Evidence], pin: str) -> list[Claim]:
    about = fact[2]
    values = _values(_weighed(_most_exact(evidence, pin)))
    for value in values:
        _standing(value)
    pinned = _pinned(values, pin)
    values = _settle(values, about)
    ruling = _ruling(values, about)
    if pinned is not None:
        ruling, values = pinned, [*(v for v in values if v is not pinned), pinned]
        pinned.status = pinned.status if pinned.open else _STATUS[pinned.weight]
    return [_claim(fact, value, value is ruling) for value in sorted(values, key=lambda v: (v.first, v.value))]


def _weight(evidence: Evidence, fans: set[int]) -> int:
    """Who speaks. A user-generated source is never more than a rumour, nor is what goes back to one (`fans`)."""
    if evidence.tier == "user-generated" or evidence.said == "rumoured":
        return RUMOURED
    if evidence.official or evidence.tier == "official":
        return OFFICIAL
    return RUMOURED if evidence.origin in fans else REPORTED


def _weighed(evidence: Sequence[Evidence]) -> list[_Said]:
    fans = {e.article for e in evidence if e.tier == "user-generated"}
    first: dict[tuple[int, str, str], dt.datetime] = {}
    for e in evidence:
        key = (e.origin, e.value, e.said)
        first[key] = min(e.at, first.get(key, e.at))
    return [_Said(e, _weight(e, fans), first[e.origin, e.value, e.said]) for e in evidence]


def _pinned(values: Sequence[_Value], pin: str) -> _Value | None:
    """The value that editors told us to believe, where somebody beside users says it."""
    return next((v for v in values if v.value == pin and any(s.evidence.tier != "user-generated" for s in v.for_it)), None)


def _most_exact(evidence: Sequence[Evidence], pin: str = "") -> list[Evidence]:
    """Of the compatible values in one article the most exact counts, but a rumoured day does not outweigh a
    confirmed year. What an article takes back it does not say."""
    articles: dict[int, list[Evidence]] = defaultdict(list)
    for e in evidence:
        articles[e.article].append(e)
    kept = []
    for said in articles.values():
        back = {e.value for e in said if e.said in _AGAINST}
        denied = {e.value for e in said if e.said == "denied"}
        fine = [e for e in said if e.said not in _AGAINST and e.value not in back]
        kept += [e for e in said if e.said == "denied" or (e.said == "superseded" and e.value not in denied)]
        kept += [e for e in fine if e.value == pin or not any(_outdone(e, other) for other in fine)]
    return kept


def _outdone(vague: Evidence, exact: Evidence) -> bool:
    surer = exact.said != "rumoured" or vague.said == "rumoured"
    return surer and contains(vague.value, exact.value)


def _values(said: Sequence[_Said]) -> list[_Value]:
    """One _Value for each value that was affirmed, or denied with nothing affirmed inside it. A denial of 2027
    denies March 2027 too; "no longer 2026" alone, of what nobody said before, makes none."""
    affirmed: dict[str, list[_Said]] = defaultdict(list)
    for s in said:
        if s.evidence.said not in _AGAINST:
            affirmed[s.evidence.value].append(s)
    _gather(affirmed)
    against = [s for s in said if s.evidence.said in _AGAINST]
    values = [_Value(v, f, [s for s in against if _hits(s.evidence.value, v)]) for v, f in affirmed.items()]
    hit = {id(s) for value in values for s in value.against}
    alone: dict[str, list[_Said]] = defaultdict(list)
    for s in against:
        if s.evidence.said == "denied" and id(s) not in hit:
            alone[s.evidence.value].append(s)
    return values + [_Value(v, [], s) for v, s in alone.items()]


def _hits(taken_back: str, value: str) -> bool:
    return taken_back == value or contains(taken_back, value)


def _gather(affirmed: dict[str, list[_Said]]) -> None:
    """`joins` is no value beside `joins as Kudo Shin` but evidence for it, unless it has the weightier speaker.
    (A year stays a value of its own beside a day: it was believed before the day was known.)"""
    for vague in [v for v in affirmed if span(v) is None]:
        exact = [v for v in affirmed if contains(vague, v)]
        if exact:
            best = max(exact, key=lambda v: (max(s.weight for s in affirmed[v]), max(s.at for s in affirmed[v]), v))
            if max(s.weight for s in affirmed[best]) >= max(s.weight for s in affirmed[vague]):
                affirmed[best] += affirmed.pop(vague)


def _standing(value: _Value) -> None:
    """Drop what was taken back by an equal or weightier speaker, then or later; a rumour that goes on after
    the press or an official has denied it does not stand up again, a report does."""
    back = {w: max((s.at for s in value.against if s.weight >= w), default=None) for w in (OFFICIAL, REPORTED, RUMOURED)}

    def stands(said: _Said) -> bool:
        if said.weight == RUMOURED and back[REPORTED]:
            return False
        last = back[said.weight]
        return last is None or last < said.at

    value.standing = [s for s in value.for_it if stands(s)]
    if value.standing:
        value.status = _STATUS[value.weight]
    else:
        # Who speaks of this very value knows better than who takes back a span that holds it.
        final = max(value.against, key=lambda s: (s.weight, s.evidence.value == value.value, s.at, s.evidence.said))
        value.status = "denied" if final.evidence.said == "denied" else "superseded"


def _settle(values: list[_Value], about: str) -> list[_Value]:
    """Supersede what the newer or the more exact belief has overtaken."""
    kept = []
    for value in values:
        exact = [v for v in values if v.status != "denied" and contains(value.value, v.value) and v.weight >= value.weight]
        if value.open and any(v.first.date() <= value.first.date() for v in exact):
            continue  # the exact one was known: this told nothing new
        kept.append(value)
        if value.open and any(v.open for v in exact):
            value.status = "superseded"
    ruling = _ruling(kept, about)
    if ruling is None or ruling.status not in ("official", "reported"):
        return kept
    kept = [v for v in kept if v is ruling or not (_happened(ruling, about) and v.weight < ruling.weight and v.first >= ruling.rise)]
    for value in kept:
        if value is not ruling and value.open and _overtaken(value, ruling, about):
            value.status = "superseded"
    return kept


def _happened(ruling: _Value, about: str) -> bool:
    """Whether an official source says that it has happened: then it is settled, and a lesser word that comes later is no value."""
    days = span(ruling.value)
    return about not in REPEATABLE and ruling.status == "official" and days is not None and days.last <= ruling.latest.date()


def _overtaken(value: _Value, ruling: _Value, about: str) -> bool:
    if about in REPEATABLE:
        days = span(value.value)  # a trailer that came out stays; one that was still to come has moved
        return days is not None and value.last < ruling.rise and days.last >= ruling.rise.date()
    if contains(value.value, ruling.value) or contains(ruling.value, value.value):
        return value.last < ruling.rise
    return _happened(ruling, about) or value.status == ruling.status == "official" or value.last < ruling.rise


def _ruling(values: Sequence[_Value], about: str) -> _Value | None:
    """Of things that happen once the one said last rules; of those that happen again the one that came up last."""

    def order(value: _Value) -> tuple[int, dt.datetime, int, str]:
        return place(value.status, value.rise if about in REPEATABLE else value.latest, value.value)

    return max(values, key=order, default=None)


def place(status: ClaimStatus, at: _At, value: str) -> tuple[int, _At, int, str]:
    """Where a value stands among those of its fact, the last one ruling: the surest, then the latest, then the most exact."""
    days = span(value)
    return (ORDER[status], at, -(days.days if days else 0), value)


def _claim(fact: Fact, value: _Value, believed: bool) -> Claim:
    series, season, about, region = fact
    counted = value.for_it or value.against
    every = sorted((*value.for_it, *value.against), key=lambda s: (s.evidence.at, s.evidence.mention))
    return Claim(
        series=series,
        season=season,
        about=about,
        region=region,
        value=value.value,
        precision=min((s.evidence.precision for s in counted), default=""),
        status=value.status,
        believed=believed,
        evidence=tuple(s.evidence for s in every),
        origins=len({s.evidence.origin for s in counted}),
        first_seen=min(s.evidence.at for s in counted),
        last_seen=max(s.evidence.at for s in counted),
    )


def articles(claim: Claim) -> int:
    """How many articles affirm a claim; how many deny it, where none affirms it."""
    affirm = {e.article for e in claim.evidence if e.said not in _AGAINST}
    return len(affirm or {e.article for e in claim.evidence})
