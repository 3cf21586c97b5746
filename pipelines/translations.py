"""Whether one text is another's translation: it names the same people, numbers and dates, in the same order. Pure.

No word is shared, so no shingle is. Two reporters of one event share some numbers, but not all of them in one order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from model.text import fold
from model.watched import Series
from pipelines.facts import placed

READ = 6_000  # characters of a text
NUMBERS_LEAST = 6  # numbers and dates in common, in order: reporters of one event share its day, its season and the names
OF_SHORTER, OF_LONGER = 0.65, 0.45  # the share of what either text names that is common, in order

_GLUED = re.compile(r"(?<=[぀-ヿ一-鿿가-힣])(?=\d)")  # where scripts without spaces run into a number
_LATIN_NAME = re.compile(r"(?<![.!?\n\"“»] )(?<!^)(?<![\w'’-])[A-Z][A-Za-zÀ-ÿ]{3,}")


def translated(a: str, b: str, about: Sequence[Series] = ()) -> bool:
    """Whether two texts in two languages say the same, one thing after the other."""
    people = _spellings(about)
    named, other = _anchors(a[:READ], people), _anchors(b[:READ], people)
    both = frozenset(named) & frozenset(other)
    # A name in Latin letters is an anchor only where the other text writes it so too; all else counts against them.
    first, second = _strict(named, both), _strict(other, both)
    common = LCSseq.similarity(first, second)
    if LCSseq.similarity(_numbers(first), _numbers(second)) < NUMBERS_LEAST:
        return False
    least, most = sorted((len(first), len(second)))
    return common >= OF_SHORTER * least and common >= OF_LONGER * most


def _numbers(anchors: Sequence[str]) -> list[str]:
    return [w for w in anchors if not w.startswith(("w:", "p:"))]


def _strict(anchors: Sequence[str], both: frozenset[str]) -> list[str]:
    return [w for w in anchors if not w.startswith("w:") or w in both]


@lru_cache(maxsize=1_000)
def _anchors(text: str, people: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """What a text names, each once, in the order of its first place."""
    folded = _GLUED.sub(" ", fold(text))
    spoken = folded.replace("-", " ")
    found = placed(folded)
    for slug, name in people:
        at = spoken.find(name)
        if at >= 0:
            found.append((at, f"p:{slug}"))
    for match in _LATIN_NAME.finditer(text):
        at = folded.find(word := fold(match[0]))
        if at >= 0 and not any(word in name for _, name in people):
            found.append((at, f"w:{word}"))
    return tuple(dict.fromkeys(what for _, what in sorted(found)))


def _spellings(about: Sequence[Series]) -> tuple[tuple[str, str], ...]:
    """(slug, folded spelling) of every person and character of the series."""
    out = []
    for series in about:
        for person in series.people:
            names = [person.name, person.native, *person.also]
            names += [n for part in person.plays for n in (part.character, part.native) if len(n) > 3 or not n.isascii()]
            out += [(person.slug, fold(n).replace("-", " ")) for n in names if n]
    return tuple(dict.fromkeys(out))
