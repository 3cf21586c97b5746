"""Who an article names, and what it says of them: cast and crew with the quote that proves it.

`find` is the extractor. `answer_mentions_cast` says the same for a bare text, as `try mentions` shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.records import Filing, Mention
from model.text import fold, quote_span
from model.watched import Series
from pipelines.extractors.proposals import strangers
from pipelines.extractors.registered import informed
from pipelines.extractors.relations import Told, tell
from pipelines.extractors.roster import Known, Roster, listed, roster_of
from pipelines.extractors.speaking import Speaking

KIND = "cast"
_STATUS = {"not_cast": "denied", "rumoured": "rumoured"}
_ROSTERS_KEPT = 32
_rosters: dict[tuple[int, ...], tuple[tuple[Series, ...], Roster]] = {}


def find(filing: Filing, series: Sequence[Series]) -> tuple[Mention, ...]:
    """The people of the judged series in the filing's text, each series on its own, in the order of the text.

    A name that several people share is one Mention with `choices` and no `person`. Somebody outside the registry who is said
    to join, leave or be rumoured is a proposal: no `person`, no `choices` (see `is_proposal`).
    """
    judged = {j.series for j in filing.judged}
    found: list[Mention] = []
    for one in series:
        if one.slug in judged:
            found += _of_series(filing, one)
    return tuple(found)


def is_proposal(mention: Mention) -> bool:
    """Whether the mention names somebody the registry does not know; it never links by itself."""
    return mention.kind == KIND and not mention.person and not mention.choices


def _of_series(filing: Filing, series: Series) -> list[Mention]:
    roster = roster_for((series,))
    text = filing.text
    latest = max((s.number for s in series.seasons), default=0)
    own = filing.article.source.tier == "official"
    year = int(filing.published_day[:4]) if filing.published_day[:4].isdigit() else 0
    mentions: list[Mention] = []
    named = told_of(text, roster, language=filing.language, latest=latest, year=year, propose=True)
    if not named:
        return mentions
    voices = Speaking(text, filing.language, (*series.platform, *dict.fromkeys(p.agency for p in series.people if p.agency)))
    for told, people in named:
        quote = quote_span(text, told.spot.start, told.spot.end, [told.quote])
        one = people[told.spot.owners[0]] if len(told.spot.owners) == 1 else None
        mentions.append(
            Mention(
                kind=KIND,
                start=told.spot.start,
                end=told.spot.end,
                quote_start=quote[0],
                quote_end=quote[1],
                value=one.name if one else text[told.spot.start : told.spot.end],
                series=series.slug,
                season=told.season,
                person=one.slug if one else "",
                character=_part(told, one),
                relation=told.relation,
                status=_STATUS.get(told.relation, "confirmed"),
                official=told.relation != "rumoured" and (own or voices.official(*told.quote)),
                choices=() if one else tuple(people[n].slug for n in told.spot.owners),
            )
        )
    return mentions


_WHOLE_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*)+")


def _part(told: Told, person: Known | None) -> str:
    """The character by the registry's name. Where the text describes the part or writes it in another script ("the diver", 쿠도 신)
    it is the one part that the registry has for the person; a whole name that is none of theirs stays as written."""
    if told.part or not told.role or person is None or len(person.plays) != 1 or _WHOLE_NAME.fullmatch(told.role):
        return told.part or told.role
    return person.plays[0].character


def told_of(
    text: str, roster: Roster, *, language: str = "", latest: int = 0, year: int = 0, propose: bool = False, titles: Sequence[str] = ()
) -> list[tuple[Told, Sequence[Known]]]:
    """Every person of the text with what is said, and the list that the spot's owners number."""
    sighting = roster.sight(text, year)
    people: list[Known] = list(roster.people)
    spots = list(sighting.spots)
    if propose:
        for spot, name in strangers(text, sighting, roster):
            people.append(listed(name, "", ()))
            spots.append(type(spot)(spot.start, spot.end, (len(people) - 1,), "full"))
        spots.sort(key=lambda s: s.start)
    said = tell(text, spots, sighting.characters, language, [*sighting.blocks, *_places(text, titles)])
    told = informed(text, said, sighting.characters, people, latest)
    known = len(roster.people)
    return [
        (t, people)
        for t in told
        if len(t.spot.owners) != 1 or t.spot.owners[0] < known or t.relation in ("joins_cast", "leaves", "rumoured")
    ]


def _places(text: str, titles: Sequence[str]) -> list[tuple[int, int]]:
    """Where the titles stand in the text as they are."""
    return [m.span() for title in titles if len(title) > 2 for m in re.finditer(re.escape(title), text)]


def roster_for(series: Sequence[Series]) -> Roster:
    """The roster of these series, built once for as long as the same series are asked for."""
    key = tuple(map(id, series))
    kept = _rosters.get(key)
    if kept is None or any(a is not b for a, b in zip(kept[0], series, strict=True)):
        while len(_rosters) >= _ROSTERS_KEPT:
            _rosters.pop(next(iter(_rosters)))
        kept = _rosters[key] = (tuple(series), roster_of(series))
    return kept[1]


def roster_from(people: Iterable[Mapping[str, Any]]) -> Roster:
    """The roster of a people file: objects with `canonical`, `native` and `variants`."""
    return Roster(tuple(listed(str(p["canonical"]), str(p.get("native") or ""), [str(v) for v in p.get("variants") or ()]) for p in people))


def answer_mentions_cast(record: Mapping[str, Any], people: Roster | Sequence[Series]) -> list[dict[str, Any]]:
    """The cast of `record["text"]` as `try mentions` answers: role in the text's words, canonical null where nobody can say who.

    `people` is a roster (of a people file) or the series to look for; `record["series"]`, a title, narrows them to one.
    """
    if not isinstance(people, Roster):
        wanted = fold(str(record.get("series") or ""))
        people = [one for one in people if wanted in map(fold, one.titles)] or list(people)
    text = str(record.get("text") or "")
    roster = people if isinstance(people, Roster) else roster_for(people)
    latest = 0 if isinstance(people, Roster) else max((s.number for one in people for s in one.seasons), default=0)
    day = str(record.get("reference_date") or "")
    year = int(day[:4]) if day[:4].isdigit() else 0
    titles = [str(record.get("series") or "")] + ([t for one in people for t in one.titles] if not isinstance(people, Roster) else [])
    return [
        {
            "start": told.spot.start,
            "end": told.spot.end,
            "text": text[told.spot.start : told.spot.end],
            "canonical": known[told.spot.owners[0]].name if len(told.spot.owners) == 1 else None,
            "role": told.role or None,
            "relation": told.relation,
        }
        for told, known in told_of(text, roster, language=str(record.get("lang") or ""), latest=latest, year=year, titles=titles)
    ]
