"""What and who a text is about beyond one sentence: the season it speaks of, the platform and studio that speak in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipelines.extractors.timex import about
from pipelines.extractors.timex.tables import Language, shadow

OPENING = 3  # sentences (a headline is one) in which a text says which season it is about
SAYING = 60  # characters in which a sentence says who said the one before
SPEAKERS_MAX = 20  # names of one text

# Words that begin a sentence with a capital and are no platform.
_PRONOUNS = {"he", "she", "they", "it", "we", "this", "that", "these", "those", "who", "which", "everyone", "nobody"}
_SOURCES = {"fans", "sources", "reports", "insiders", "rumours", "rumors", "critics", "viewers", "netizens"}
_PEOPLE = {"producers", "actor", "actress", "director", "writer", "creator", "official", "officials", "studio", "production"}
_NO_NAMES = _PRONOUNS | _SOURCES | _PEOPLE | {"season", "series"}


def current_season(
    low: str,
    bounds: Sequence[tuple[int, int]],
    lang: Language,
    known: Mapping[int, str],
    today: str,
    titles: Sequence[str] = (),
    body_start: int = 0,
) -> int:
    """The season a text is about where a sentence does not say: the coming one of the series, else the one named first or most."""
    coming = [n for n, day in known.items() if not day or day > today]
    if coming or known:
        return min(coming) if coming else max(known)
    hits = about.season_hits(low, 0, lang)
    for title in titles:  # "Glass Harbour 2"
        for place in re.finditer(re.escape(title) + r" (\d)(?!\w)", low):
            hits.append((place.start(), place.end(), int(place[1])))
    opening = max(bounds[min(len(bounds), OPENING) - 1][1] if bounds else 0, body_start)
    again = lang.again.search(low, 0, opening) is not None
    early = [n for start, _, n in sorted(hits) if start < opening and n]
    if early:
        return max(early, key=lambda n: (early.count(n), n > 1, -early.index(n)))
    if hits and not again:  # only spoken of later: the one after this
        return max(1, min(n for _, _, n in hits) - 1)
    return 2 if again else 1


def speakers(text: str, platforms: Sequence[str], lang: Language) -> list[str]:
    """Folded names of those who speak officially: the series' platforms, and whom the text calls streamer, studio or network."""
    names = {shadow(p) for p in platforms if p}
    for regex in lang.speaker_names:
        for m in regex.finditer(text):
            name = shadow(m[1])
            if len(names) < SPEAKERS_MAX and name not in _NO_NAMES and len(name) > 1:
                names.add(name)
    return sorted(names)


def official(sentence: str, platforms: Sequence[str], lang: Language) -> bool:
    """Whether the platform, the studio or the agency says it: a folded sentence with its name, or its kind, and a verb of saying."""
    speaks = any(p in sentence for p in platforms) or lang.speaker.search(sentence)
    return bool(speaks and lang.official.search(sentence))


def official_after(sentence: str, platforms: Sequence[str], lang: Language) -> bool:
    """Whether a folded sentence only says who said the one before: "The company made the announcement on Monday."."""
    return official(sentence[:SAYING], platforms, lang)
