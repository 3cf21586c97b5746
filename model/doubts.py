"""Readings that cannot be: a date taken for another fact than it is of. Pure.

A machine that reads "the trailer is out today; the show premieres on 4 December" may tie either day to either
word. Other articles say it right, so they decide here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from model.beliefs import Evidence
from model.spans import span

_MONTH = 31  # days


def believable(evidence: Iterable[Evidence], dated: frozenset[str]) -> list[Evidence]:
    """The evidence without dates that are another fact's, and without premieres that nobody had announced."""
    evidence = list(evidence)
    origins: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for said in evidence:
        if said.about in dated and said.said not in ("denied", "superseded"):
            origins[said.series, said.value][said.about].add(said.origin)
    first = _announced(evidence)
    return [e for e in evidence if e.about not in dated or not (_anothers(e, origins[e.series, e.value]) or _sudden(e, first))]


def _announced(evidence: Iterable[Evidence]) -> dict[tuple[str, str], dt.date]:
    """Since when a day or month was given as premiere: (series, value) -> day."""
    first: dict[tuple[str, str], dt.date] = {}
    for said in evidence:
        days = span(said.value)
        if said.about == "premiere" and days is not None and days.days <= _MONTH:
            key = (said.series, said.value)
            first[key] = min(said.at.date(), first.get(key, said.at.date()))
    return first


def _anothers(said: Evidence, origins: dict[str, set[int]]) -> bool:
    """One origin alone ties a day to this fact that several tie to another."""
    days = span(said.value)
    if days is None or days.days > 1 or len(origins.get(said.about, ())) != 1:
        return False
    return any(len(found) > 1 for about, found in origins.items() if about != said.about)


def _sudden(said: Evidence, first: dict[tuple[str, str], dt.date]) -> bool:
    """A premiere on the very day of the article, or in its month, that nothing before it spoke of: "today" is of something else."""
    days = span(said.value)
    if said.about != "premiere" or days is None or days.days > _MONTH or said.said in ("denied", "superseded"):
        return False
    day = said.at.date()
    if not days.first - dt.timedelta(days=1) <= day <= days.last + dt.timedelta(days=1):
        return False
    for (series, value), since in first.items():
        announced = span(value)
        if series == said.series and since < day - dt.timedelta(days=1) and announced and (announced.holds(days) or days.holds(announced)):
            return False
    return True
