"""Which facts the ledger keeps, and how what is said of them is written and compared.

Pure. `accept` turns mentions into sayings about facts: what makes no claim falls out here, and what
series.yaml already holds is no news.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from model.beliefs import Evidence
from model.doubts import believable
from model.spans import span
from model.text import fold
from model.watched import Person, Plays, Series

DATED = frozenset({"premiere", "production_start", "production_end", "trailer", "home_release"})
STATED = frozenset({"renewal", "episodes", "final_season", "director"})
REPEATABLE = frozenset({"trailer", "director"})  # several values can be true side by side
# Of these a date or a name is kept as a mention, and nothing is claimed.
NO_CLAIM = frozenset({"", "announcement", "event", "episode_air", "past_work", "other"})
CASTING = "casting:"

_DISC = re.compile(
    r"\b(?:dvds?|blu-?\s?rays?|box(?:ed)?\s?sets?|4k uhd|steelbooks?|discs?|collector['’]?s['’]?\s(?:box|edition|set)|heimkino|sammlerbox"
    r"|edición (?:de )?coleccionista)\b|블루레이|디브이디|ブルーレイ",
    re.IGNORECASE,
)
_SOLD = re.compile(
    r"\b(?:releas\w+|s[oe]ll\w*|sold|on sale|out|comes?|coming|available|ships?|arriv\w+|hits?|lands?|pre-?orders?|erschein\w*|verkauf\w*"
    r"|erhältlich|veröffentlich\w*|kommt|venta|publica\w*|lanza\w*|disponible|sale|saldrá)\b|발매|출시|나온|発売|リリース",
    re.IGNORECASE,
)
_CASTING_VALUES: Mapping[str, tuple[str, str]] = {
    # relation of a mention -> value of the claim, and how the mention's own status is overruled
    "joins_cast": ("joins", ""),
    "returns_as": ("returns", ""),
    "leaves": ("leaves", ""),
    "recast": ("recast", ""),
    "rumoured": ("joins", "rumoured"),
    "not_cast": ("joins", "denied"),
}


def casting(relation: str, character: str, said: str) -> tuple[str, str] | None:
    """(value, status said) of a cast mention; None where its relation moves nobody in or out."""
    found = _CASTING_VALUES.get(relation)
    if found is None:
        return None
    value, overruled = found
    if relation == "joins_cast" and character:  # the part that a rumour gives somebody ("a new villain") is a guess
        value = f"joins as {character}"
    return value, overruled or said or "confirmed"


def fact_of(about: str, quote: str) -> str:
    """What a date is claimed of: its kind, but a disc that is sold, among the `other`, is a home release."""
    return "home_release" if about == "other" and _DISC.search(quote) and _SOLD.search(quote) else about


def contains(vague: str, exact: str) -> bool:
    """Whether `exact` says the same more exactly: 2026-09-12 is in 2026; `joins as Kudo Shin` is a way to join."""
    if vague == exact:
        return False
    if vague == "joins":
        return exact.startswith("joins as ")
    outer, inner = span(vague), span(exact)
    return outer is not None and inner is not None and outer.holds(inner) and outer.days > inner.days


def accept(evidence: Iterable[Evidence], known: Sequence[Series] = ()) -> list[Evidence]:
    """What is said of facts, in the order of time, with season and spelling filled in from series.yaml."""
    by_slug = {s.slug: s for s in known}
    heard: list[Evidence] = []
    against: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    claimed = believable((e for e in evidence if _makes_claim(e)), DATED)
    for said in sorted(claimed, key=lambda e: (e.at, e.mention)):
        series = by_slug.get(said.series)
        if (not said.season or _unseen(said, series)) and (season := _season(said, series)):
            said = replace(said, season=season)
        if series is not None:
            if _aired(said, series):
                continue
            if said.about.startswith(CASTING):
                said = _spelled(said, series)
                key = (said.series, said.season, said.about)
                if said.value == "returns" and said.said != "denied" and _holds(said, series):
                    # Who comes back is in series.yaml; it is news only as the answer to somebody who said otherwise.
                    if said.said == "rumoured" or not any(_answers(said, other) for other in against[key]):
                        continue
                else:
                    against[key].append(said)
        heard.append(said)
    return _without_the_known_director(heard, by_slug)


def _without_the_known_director(heard: Sequence[Evidence], by_slug: Mapping[str, Series]) -> list[Evidence]:
    """Who has long directed and goes on is no news; she is as soon as somebody else is named, or she is denied."""
    named: dict[tuple[str, str], set[tuple[str, bool]]] = defaultdict(set)
    for said in heard:
        if said.about == "director":
            named[said.series, said.season].add((fold(said.value), said.said in ("denied", "superseded")))
    return [e for e in heard if e.about != "director" or len(named[e.series, e.season]) > 1 or not _directs(e, by_slug.get(e.series))]


def _directs(said: Evidence, series: Series | None) -> bool:
    """Whether series.yaml has the person behind the camera: as director, or with no part and no other job."""
    name = fold(said.value)
    person = next((p for p in series.people if fold(p.name) == name), None) if series else None
    if person is None or person.plays or said.said in ("denied", "superseded"):
        return False
    return not person.does or any(d.job == "director" for d in person.does)


def recast(evidence: Iterable[Evidence], known: Sequence[Series] = ()) -> Iterator[Evidence]:
    """Who leaves a part that somebody else has joined for is recast."""
    evidence = list(evidence)
    by_slug = {s.slug: s for s in known}
    joined: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for said in evidence:
        if said.value.startswith("joins as ") and said.said not in ("rumoured", "denied", "superseded") and said.tier != "user-generated":
            joined[said.series, said.season, fold(said.value.removeprefix("joins as "))].add(said.about)
    for said in evidence:
        series = by_slug.get(said.series)
        if said.value == "leaves" and series is not None:
            person = _person(said, series)
            parts = person.plays if person else ()
            if any(joined[said.series, said.season, fold(n)] - {said.about} for part in parts for n in _names(part)):
                said = replace(said, value="recast")
        yield said


def _makes_claim(said: Evidence) -> bool:
    if said.about in DATED:
        days = span(said.value)
        if said.about in REPEATABLE:  # "the next trailer comes in September" changes nothing yet
            return days is not None and days.days == 1
        return days is not None
    if said.about == "director":
        return said.season != ""  # "directed by" alone says nothing of a season
    if said.about in STATED or said.about.startswith(CASTING):
        return said.value != ""
    return said.about not in NO_CLAIM and said.value != "" and (said.official or said.tier == "official")


def _season(said: Evidence, series: Series | None) -> str:
    """The season that lies ahead, for what is said of no season in particular; of a date, the first season that
    had not begun by then, and of a home release the last that had."""
    if series is None:
        return ""
    days = span(said.value) if said.about in DATED else None
    at = days.first if days and said.about != "home_release" else said.at.date()
    ahead = [s.number for s in series.seasons if not _before(s.premiered, at)]
    if said.about == "home_release":
        ahead = [max(begun)] if (begun := {s.number for s in series.seasons} - set(ahead)) else []
    return f"S{min(ahead)}" if ahead else ""


def _unseen(said: Evidence, series: Series | None) -> bool:
    """Whether it is the home release of a season that has not been shown by then: then it is an earlier one's."""
    days = span(said.value)
    if said.about != "home_release" or series is None or days is None:
        return False
    return not any(said.season == f"S{s.number}" and _before(s.premiered, days.last) for s in series.seasons)


def _before(premiered: str, day: dt.date) -> bool:
    days = span(premiered)
    return days is not None and days.last < day


def _aired(said: Evidence, series: Series) -> bool:
    """Whether series.yaml settles it: the premiere it holds, or any date of one that has long been; who was renewed has aired."""
    if said.about in ("renewal", "episodes"):
        return any(said.season == f"S{s.number}" and _before(s.premiered, said.at.date()) for s in series.seasons)
    if said.about != "premiere":
        return False
    days = span(said.value)
    for season in series.seasons:
        held = span(season.premiered)
        if held is None or days is None:
            continue
        agrees = held.holds(days) or days.holds(held)
        if said.season == f"S{season.number}" and (agrees or _before(season.premiered, said.at.date())):
            return True
    return False


def _person(said: Evidence, series: Series) -> Person | None:
    name = fold(said.about.removeprefix(CASTING))
    return next((p for p in series.people if fold(p.name) == name), None)


def _names(part: Plays) -> tuple[str, ...]:
    return tuple(n for n in (part.character, part.native, *part.also) if n)


def _number(season: str) -> int:
    return int(season[1:]) if season[1:].isdigit() else 0


def _holds(said: Evidence, series: Series) -> bool:
    """Whether series.yaml has the person in this season and in one before."""
    person, number = _person(said, series), _number(said.season)
    seasons = {n for part in person.plays for n in part.seasons} if person else set()
    return number in seasons and any(n < number for n in seasons)


def _spelled(said: Evidence, series: Series) -> Evidence:
    """The character as series.yaml writes it, and `returns` for one who was there before."""
    person, number = _person(said, series), _number(said.season)
    if person is None or not said.value.startswith("joins"):
        return said
    parts = [p for p in person.plays if not p.seasons or number in p.seasons] or list(person.plays)
    character = said.value.removeprefix("joins").removeprefix(" as ")
    if character:
        part = next((p for p in parts if fold(character) in {fold(n) for n in _names(p)}), parts[0] if len(parts) == 1 else None)
        character = part.character if part else character
    before = {fold(p.character) for p in person.plays if any(n < number for n in p.seasons)}
    if before and (not character or fold(character) in before):
        return replace(said, value="returns")
    return replace(said, value=f"joins as {character}" if character else "joins")


def _answers(said: Evidence, other: Evidence) -> bool:
    """Whether `said` can stand against what `other` said before it."""
    weight = (said.tier != "user-generated") + (said.official or said.tier == "official")
    return weight >= (other.tier != "user-generated" and other.said != "rumoured") + (other.official or other.tier == "official")
