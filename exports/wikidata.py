"""Claims as QuickStatements (version 1) for Wikidata, with references.

Only where series.yaml names the items (`ids: {wikidata: Q…}` of series, seasons and people), only what is believed
and more than a rumour, and only what has a source. A date is as exact as it is known: a day, month, year or decade by
its precision; a quarter, half or season is the year with the earliest and the latest date beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from exports.cited import Citation
from exports.edition import Row
from model.facts import CASTING
from model.spans import Span, span

_DAY, _MONTH, _YEAR, _DECADE = 11, 10, 9, 8
_EXACT = {10: _DAY, 7: _MONTH, 4: _YEAR}
# start time, cast member, director, number of episodes
_STARTS, _CAST, _DIRECTOR, _EPISODES = "P580", "P161", "P57", "P1113"
_CHARACTER, _CHARACTER_NAME, _EARLIEST, _LATEST = "P453", "P4633", "P1319", "P1326"
_URL, _READ, _TITLE, _PUBLISHED = "S854", "S813", "S1476", "S577"
_TOLD = ("official", "reported")


def statement(claim: Row, series: Row, people: Sequence[Row], citations: Sequence[Citation]) -> str:
    """One command, tab-separated; "" where the claim has no form there, an item is not named or nobody can be cited."""
    if not claim["believed"] or claim["status"] not in _TOLD or not citations:
        return ""
    item, said = _item(claim, series), _said(claim, people)
    return "\t".join((item, *said, *_references(citations))) if item and said else ""


def _item(claim: Row, series: Row) -> str:
    """The season's item; the series' own where what is said of its first season is said of it, and for its cast."""
    number = claim["season"][1:] if claim["season"] else ""
    season = next((s for s in series["seasons"] if str(s["number"]) == number), None)
    if season and season["wikidata"]:
        return str(season["wikidata"])
    whole = (
        not number or (number == "1" and claim["about"] == "premiere") or claim["about"] == "director" or claim["about"].startswith(CASTING)
    )
    return str(series["wikidata"] or "") if whole else ""


def _said(claim: Row, people: Sequence[Row]) -> tuple[str, ...]:
    about, value = claim["about"], claim["value"]
    if about == "premiere":
        return (_STARTS, *_when(value)) if _when(value) else ()
    if about == "episodes":
        return (_EPISODES, value) if re.fullmatch(r"[1-9][0-9]{0,3}", value) else ()
    if about == "director":
        person = _named(value, people)
        return (_DIRECTOR, person["wikidata"]) if person and person["wikidata"] else ()
    if about.startswith(CASTING):
        person = _named(about.removeprefix(CASTING), people)
        if person and person["wikidata"] and value.partition(" as ")[0] in ("joins", "returns"):
            return (_CAST, person["wikidata"], *_part(value.partition(" as ")[2], claim["season"], person))
    return ()


def _named(name: str, people: Sequence[Row]) -> Row | None:
    return next((p for p in people if p["name"] == name), None)


def _part(character: str, season: str | None, person: Row) -> tuple[str, ...]:
    """The character as an item where there is one, else by name."""
    number = int(season[1:]) if season and season[1:].isdigit() else None
    parts = [p for p in person["plays"] if (p["character"] == character if character else number in p["seasons"])]
    if parts and parts[0]["wikidata"]:
        return _CHARACTER, parts[0]["wikidata"]
    name = character or (parts[0]["character"] if parts else "")
    return (_CHARACTER_NAME, _text(name)) if name else ()


def _when(value: str) -> tuple[str, ...]:
    """A date with its precision, and what bounds a vague one; () where it spans more than a year."""
    days = span(value)
    if days is None:
        return ()
    if re.fullmatch(r"[0-9]{3}X", value):
        return (f"+{days.first.year}-00-00T00:00:00Z/{_DECADE}",)
    exact = _EXACT.get(len(value)) if value.replace("-", "").isdigit() else None
    if days.days == 1:
        exact = _DAY
    if exact:
        return (_date(days.first, exact),)
    return (_date(days.first, _YEAR), *_bounds(days)) if days.first.year == days.last.year else ()


def _bounds(days: Span) -> tuple[str, ...]:
    return _EARLIEST, _date(days.first, _DAY), _LATEST, _date(days.last, _DAY)


def _date(day: dt.date, precision: int) -> str:
    month = day.month if precision >= _MONTH else 0
    return f"+{day.year:04}-{month:02}-{day.day if precision == _DAY else 0:02}T00:00:00Z/{precision}"


def _references(citations: Sequence[Citation]) -> list[str]:
    """Each article is a reference of its own: from the second on `!` begins it."""
    parts = []
    for n, one in enumerate(citations):
        parts += [f"{'!' if n else ''}{_URL}", _text(one.url), _TITLE, f"{_language(one.language)}:{_text(one.title)}"]
        if one.published:
            parts += [_PUBLISHED, _date(one.published, _DAY)]
        if one.accessed:
            parts += [_READ, _date(one.accessed, _DAY)]
    return parts


def _language(tag: str) -> str:
    code = tag.lower()
    return code if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code) else "und"


def _text(value: str) -> str:
    """A string in quotes; those within would end it, so they are written as typographic ones."""
    return '"' + re.sub(r'"', "”", " ".join(value.split())) + '"'
