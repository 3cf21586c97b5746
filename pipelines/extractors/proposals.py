"""Names of people that the registry does not hold, for an editor to consider. Pure.

Only what is shaped like a person's name counts: a Korean family name with a given name of two syllables, a name right after
"actor" or "배우", or a member of a list of people we know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extractors.gazetteer import Spot, Taken, bounded
from pipelines.extractors.romanisation import FAMILY_SPELLINGS, looks_korean
from pipelines.extractors.roster import Roster, Sighting
from pipelines.extractors.shortforms import WORD, is_syllable, titled
from pipelines.extractors.words import NEVER_NAMES

PROPOSALS_MAX = 40  # of one text; more is a list of something else

_CALLED = re.compile(
    r"(?:\b(?:actor|actress|actors|singer|idol|newcomer|comedian|actriz|actor|Schauspieler|Schauspielerin)s?\s+|俳優の|女優の)$",
    re.IGNORECASE,
)
_KOREAN = re.compile(r"(?:배우|가수|신예)\s+([가-힣]{3})(?=[이가은는도과와을를,·\s의])")


def strangers(text: str, sighting: Sighting, roster: Roster) -> Iterator[tuple[Spot, str]]:
    """Spans that are the whole name of somebody unknown, with the name as written."""
    taken = Taken([*((s.start, s.end) for s in sighting.spots), *((h.start, h.end) for h in sighting.characters), *sighting.blocks])
    count = 0
    words = list(WORD.finditer(text))
    i = 0
    while i + 1 < len(words) and count < PROPOSALS_MAX:
        run = [words[i]]
        while len(run) < 3 and i + len(run) < len(words) and text[run[-1].end() : words[i + len(run)].start()] == " ":
            run.append(words[i + len(run)])
        start, end = run[0].start(), run[-1].end()
        if (
            len(run) > 1
            and _name_shaped([m[0] for m in run], text[max(0, start - 24) : start])
            and not taken.touches(start, end)
            and not titled(text, start, end, full=True)
        ):
            yield Spot(start, end, (-1,), "full"), text[start:end]
            count += 1
            i += len(run)
            continue
        i += 1
    for m in _KOREAN.finditer(text):
        start, end = m.span(1)
        if count < PROPOSALS_MAX and looks_korean(m[1][0]) and not taken.touches(start, end) and bounded(text, start, end):
            yield Spot(start, end, (-1,), "full"), m[1]
            count += 1


def _name_shaped(words: list[str], before: str) -> bool:
    if any(w.casefold() in NEVER_NAMES for w in words):
        return False
    if _CALLED.search(before):
        return True
    given = words[1:]
    pieces = [p for w in given for p in re.split(r"[-‑‐]", w)]
    return words[0].casefold() in FAMILY_SPELLINGS and len(pieces) == 2 and all(is_syllable(p) for p in pieces)
