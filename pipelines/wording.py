"""What two headlines say in other words: words of one sense, and the verbs, which tell one event of a thing from another. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from model.text import fold
from pipelines.titles import STEM, STOP, Title, stem

SENSES = Path(__file__).with_name("senses.txt")
SHORTEST_VERB = 5  # letters; below that an ending is no sign

_RUN = re.compile(r"[^\W_]+")
# Where verbs are told by their endings: Russian, past, present or future, infinitive, with and without -ся.
_VERB = re.compile(r"[а-я]+(?:л[аои]?|л[аои]?с[ья]|[еи]т|[юуая]т|[еи]тся|[юуая]тся|ть|ться|ти)")


@lru_cache(maxsize=20_000)
def senses(words: frozenset[str]) -> frozenset[int]:
    """The senses (lines of senses.txt) that stems have."""
    return frozenset().union(*map(_senses, words))


def same_sense(words: frozenset[str], senses_there: frozenset[int]) -> frozenset[str]:
    """Those of the stems that share a sense with another headline."""
    return frozenset(w for w in words if not senses_there.isdisjoint(_senses(w)))


@lru_cache(maxsize=100_000)
def _senses(word: str) -> frozenset[int]:
    whole, begun = _table()
    return whole.get(word, frozenset()).union(*(begun.get(word[:n], frozenset()) for n in range(1, len(word) + 1)))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """(senses of whole words, senses of beginnings); both as far as a stem goes."""
    whole: defaultdict[str, set[int]] = defaultdict(set)
    begun: defaultdict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(SENSES.read_text(encoding="utf-8").splitlines()):
        for word in () if line.startswith("#") else line.split():
            if word.endswith("*"):
                begun[fold(word[:-1])[:STEM]].add(number)
            else:
                whole[stem(fold(word))].add(number)
    return {w: frozenset(n) for w, n in whole.items()}, {w: frozenset(n) for w, n in begun.items()}


def runs(title: Title) -> tuple[str, ...]:
    """The words as they are written, with their endings."""
    return _runs(title.folded)


@lru_cache(maxsize=20_000)
def _runs(folded: str) -> tuple[str, ...]:
    return tuple(w for w in _RUN.findall(folded) if w not in STOP)


@lru_cache(maxsize=20_000)
def verbs(shown: str) -> tuple[str, ...]:
    """Words with a verb's ending, where the script has such endings; a capital inside the headline makes a name of it."""
    return tuple(
        folded
        for place, word in enumerate(_RUN.findall(shown))
        if len(word) >= SHORTEST_VERB and (place == 0 or word[0].islower()) and _VERB.fullmatch(folded := fold(word))
    )


def verbs_kept(a: Title, b: Title) -> tuple[float, float]:
    """(how alike the likest two verbs are, how much of all verbs the other headline has in any form); 0 where there is no verb."""
    first, second = verbs(a.shown), verbs(b.shown)
    if not first and not second:
        return 0.0, 0.0
    there, here = runs(b), runs(a)
    found = [_likest(v, there) for v in first] + [_likest(v, here) for v in second]
    return max((_alike(v, w) for v in first for w in second), default=0.0), sum(found) / len(found)


def _likest(word: str, words: Sequence[str]) -> float:
    return 1.0 if word in words else max((_alike(word, w) for w in words), default=0.0)


@lru_cache(maxsize=200_000)
def _alike(a: str, b: str) -> float:
    """Dice of trigrams with the ends of the words."""
    if a > b:
        return _alike(b, a)
    first, second = _trigrams(a), _trigrams(b)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=50_000)
def _trigrams(word: str) -> frozenset[str]:
    word = f" {word} "
    return frozenset(word[i : i + 3] for i in range(len(word) - 2))


@lru_cache(maxsize=20_000)
def digits(folded: str) -> frozenset[str]:
    """Every run of digits, whatever it counts."""
    return frozenset(re.findall(r"\d+", folded))
