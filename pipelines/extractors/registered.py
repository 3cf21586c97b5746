"""What the registry adds to what a text says of its people: the part by its name, the season, new or known from one before. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.extractors.gazetteer import Hit, squeeze
from pipelines.extractors.relations import Told
from pipelines.extractors.roster import Known

_JOB = {
    "director": "director",
    "co-director": "director",
    "writer": "writer",
    "screenwriter": "writer",
    "creator": "creator",
    "showrunner": "creator",
    "author": "author",
    "webtoon": "author",
}
_SEQUEL = re.compile(
    r"\b(?:season\s+(?:two|three|[2-9])|second\s+season|third\s+season|new\s+season|S[2-9]|temporada\s+2|segunda\s+temporada|Staffel\s+2|zweiten?\s+Staffel)\b|시즌\s?[2-9]|シーズン\s?[2-9２-９]|[가-힣][2-9](?![0-9\d])['’》」]?",
    re.IGNORECASE,
)


def informed(text: str, told: Sequence[Told], characters: Sequence[Hit], people: Sequence[Known], latest: int) -> list[Told]:
    """What the registry adds: the part by its name, whether it is new or known from a season before, and the job behind the camera
    of who is named without one, at the first mention. `latest` is the newest season of the series, 0 where it is not known."""
    sequel = bool(_SEQUEL.search(text))
    seen: set[int] = set()
    done: list[Told] = []
    for t in told:
        if len(t.spot.owners) != 1:
            done.append(t)
            continue
        n = t.spot.owners[0]
        person = people[n]
        role, relation = t.role, t.relation
        if relation in _ON_SCREEN or role:
            role = _character_said(text, t, n, characters) or role
        if relation in ("lead", "joins_cast") and latest > 1 and person.plays:
            relation = _by_season(person, latest, sequel) or relation
        job = next((_JOB[d.job] for d in person.does if d.job in _JOB), "")
        if relation == "mention" and job and n not in seen:
            relation = job
        seen.add(n)
        season = _season(text, t, relation, latest)
        done.append(replace(t, relation=relation, role=role, part=_part_said(role, person), season=season))
    return _inferred(text, done, people, latest, sequel)


# "시즌1에 이어" names the season before the one that is spoken of.
_SEASON = re.compile(
    r"(?<!since )(?<!after )(?<!as in )(?<!like )(?:\bseason\s+|\bS|시즌\s?|シーズン\s?|\btemporada\s+|\bStaffel\s+)(\d{1,2})(?!\d|\s?에\s?이어|\s?(?:に|から)(?:引き)?続)",
    re.IGNORECASE,
)


def _season(text: str, t: Told, relation: str, latest: int) -> str:
    """The season that is spoken of: the one the sentence names where it is about work done, else the newest."""
    if not latest or relation == "mention":
        return ""
    named = {int(n) for n in _SEASON.findall(text, *t.quote)}
    if len(named) == 1 and (relation in ("lead", "guest", "director", "writer") or max(named) > latest):
        return f"S{named.pop()}"
    return f"S{latest}"


_ON_SCREEN = frozenset(("returns_as", "joins_cast", "lead", "guest"))


def _by_season(person: Known, latest: int, sequel: bool) -> str:
    """Whether somebody with a part is new in the newest season or back from an older one; "" where seasons are not known."""
    seasons = {s for part in person.plays for s in part.seasons}
    if not seasons or latest not in seasons:
        return ""
    if min(seasons) == latest:
        return "joins_cast"
    return "returns_as" if sequel else ""


# Work on the screen, seen or being made: who is named there and is in the registry for that season is in the season.
_WORK = re.compile(
    r"\b(?:film(?:ing|ed)|shoot|shot|cameras?|on\s+set|table\s+read|script\s+reading|line-up|cast|trailer|teaser|stills?|posters?|scenes?|footage|clip|photos?\s+released|"
    r"voice\s+of|the\s+cut|chase|dive|rodaje|reparto|tráiler|avance|escena|Dreh(?:arbeiten)?|Besetzung|Ensemble|Trailer|Szene)\b|촬영|대본\s?리딩|출연진|장면|예고편|티저|포스터|스틸|撮影|予告|ティザー|場面|キャスト",
    re.IGNORECASE,
)


def _inferred(text: str, told: list[Told], people: Sequence[Known], latest: int, sequel: bool) -> list[Told]:
    """Somebody of whom the article says nothing else, shown at work on the newest season, has the relation the registry gives."""
    if latest < 2 or not sequel:
        return told
    said = {t.spot.owners[0] for t in told if len(t.spot.owners) == 1 and t.relation != "mention"}
    done = []
    for t in told:
        n = t.spot.owners[0]
        if len(t.spot.owners) == 1 and n not in said and people[n].plays and _WORK.search(text, t.quote[0], t.quote[1]):
            relation = _by_season(people[n], latest, sequel)
            if relation:
                said.add(n)
                t = replace(t, relation=relation, season=f"S{latest}")
        done.append(t)
    return done


def _part_said(role: str, person: Known) -> str:
    """The registry's name of the character that these words name; "" for none of this person's."""
    words = squeeze(role)
    for part in person.plays:
        for written in (part.character, part.native, *part.also):
            if written and squeeze(written) in words:
                return part.character
    return ""


def _character_said(text: str, t: Told, owner: int, characters: Sequence[Hit]) -> str:
    """The person's own character as named in the same sentence."""
    inside = (h for h in characters if owner in h.owners and t.quote[0] <= h.start and h.end <= t.quote[1])
    return next((text[h.start : h.end] for h in inside), "")
