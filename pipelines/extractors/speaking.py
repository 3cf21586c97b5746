"""Who says a sentence: the platform, the studio or an agency, or only the outlet. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from model.text import sentences
from pipelines.extractors.timex.detect import language_of
from pipelines.extractors.timex.subject import official, official_after, speakers
from pipelines.extractors.timex.tables import LANGUAGES, language, shadow

_RUN = re.compile(r"\w{80,}")  # no word: left out, so that no pattern tries every end of it
TEXT_MAX = 100_000  # characters that are read for who speaks


class Speaking:
    """The voices of one text. `platforms` are the names that speak officially for a series: platform, studio, agencies."""

    def __init__(self, text: str, lang: str, platforms: Sequence[str]) -> None:
        text = _RUN.sub(lambda m: " " * len(m[0]), text[:TEXT_MAX])
        self._tables = language(language_of(text, lang, LANGUAGES))
        self._low = shadow(text)
        self._names = speakers(text, platforms, self._tables)
        self._bounds = sentences(text)
        self._starts = [begin for begin, _ in self._bounds]

    def official(self, start: int, end: int) -> bool:
        """Whether the sentence [start, end) is said officially, in itself or by the one after it ("…, the agency said")."""
        if official(self._low[start:end], self._names, self._tables):
            return True
        at = bisect_left(self._starts, end)
        return at < len(self._bounds) and official_after(self._low[slice(*self._bounds[at])], self._names, self._tables)
