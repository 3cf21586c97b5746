"""What an outlet puts around its headlines: what of it may be learned, and how the learned is taken off. Pure.

" - Soompi", "| Netflix Tudum", "[단독]", "｜シネマトゥデイ": a separator or a bracket sets it off, in any script. How often a
source uses it is counted in the store; here stands what is never learned, whatever the count: what tells two headlines
apart (a number, a season, an event) and whatever names a series, a person or a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from model.text import fold
from model.watched import Series
from pipelines.events import bare, events
from pipelines.facts import facts

LAYERS = 3  # affixes on one side of one headline
LONGEST = 60  # characters of an affix
SHORTEST = 4  # letters of a name that is looked for inside words
REST_LEAST = 6  # characters that must be left

_TAIL = re.compile(
    rf"^(?P<rest>.*\S)(?:\s+(?:[-–—|»·•:/~]|::)\s+|\s*[|｜：]\s*)(?P<affix>[^|｜]{{1,{LONGEST}}})$"
    rf"|^(?P<rest2>.*\S)\s*[\[【(（〈<](?P<affix2>[^\[\]【】()（）〈〉<>]{{1,{LONGEST}}})[\]】)）〉>]$",
    re.DOTALL,
)
_HEAD = re.compile(
    rf"^[\[【(（〈<](?P<affix>[^\[\]【】()（）〈〉<>]{{1,{LONGEST}}})[\]】)）〉>]\s*(?P<rest>\S.*)$"
    rf"|^(?P<affix2>[^:|｜：]{{1,{LONGEST}}}?)\s*(?::\s|[|｜：])\s*(?P<rest2>\S.*)$",
    re.DOTALL,
)
_LABEL = re.compile(
    bare(
        r"\b(?:seasons?|episodes?|ep|parts?|vol|volume|chapters?|staffel|folge|teil|temporadas?|cap[ií]tulos?|episodios?|parte|saison|partie)\b"
        r"|시즌|회차|에피소드|편|부|シーズン|話|第|期|編|сезон|серия|часть"
    )
)


def around(title: str, series: Iterable[Series] = ()) -> tuple[tuple[str, str], ...]:
    """What stands around a headline and may be learned: (before or behind, folded words)."""
    kept = kept_names(series)
    found = []
    for side, pattern in (("behind", _TAIL), ("before", _HEAD)):
        rest = " ".join(title.split())
        for _ in range(LAYERS):
            cut = _cut(pattern, rest)
            if cut is None:
                break
            rest, words = cut
            if learnable(words, kept):
                found.append((side, words))
    return tuple(found)


def strip(title: str, learned: Sequence[tuple[str, str]], names: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """(the headline without what was learned of its outlet, what was taken off). `names`: of the series, never taken off."""
    if not learned:
        return title, ()
    taken: list[str] = []
    kept = frozenset(fold(n) for n in names if n)
    for side, pattern in (("behind", _TAIL), ("before", _HEAD)):
        words = {w for s, w in learned if s == side and learnable(w, kept)}
        for _ in range(LAYERS):
            cut = _cut(pattern, title)
            if cut is None or cut[1] not in words:
                break
            title = cut[0]
            taken.append(cut[1])
    return title, tuple(taken)


def learnable(words: str, kept: frozenset[str]) -> bool:
    """Whether folded words say nothing that tells one headline from another."""
    if not words.isprintable() or not any(c.isalpha() for c in words) or any(c.isdigit() for c in words):
        return False
    if _LABEL.search(words) or facts(words).numbers or events(words):
        return False
    return not any(_holds(words, name) or words in name for name in kept)


def _holds(words: str, name: str) -> bool:
    """Whether a name stands in the words; a short one only as a word of its own, as "an" is in "korean"."""
    return name in words.split() if len(name) < SHORTEST and name.isascii() else name in words


def kept_names(series: Iterable[Series]) -> frozenset[str]:
    """Every name of the series, its people and its characters, folded."""
    names: list[str] = []
    for one in series:
        names += [*one.titles, *(t for s in one.seasons for t in s.titles)]
        for person in one.people:
            names += [person.name, person.native, *person.also]
            names += [n for part in person.plays for n in (part.character, part.native, *part.also)]
    return frozenset(fold(n) for n in names if n)


def _cut(pattern: re.Pattern[str], title: str) -> tuple[str, str] | None:
    """(the rest, the folded affix) of a headline that has one, where enough is left."""
    match = pattern.match(title)
    if match is None:
        return None
    rest, affix = match["rest"] or match["rest2"], match["affix"] or match["affix2"]
    return (rest, fold(affix)) if len(rest) >= REST_LEAST else None
