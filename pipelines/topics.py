"""What a story is about, as its headlines say it together: for news that is about none of our series. Pure.

A story of many headlines is known by the words that come back in them. Each headline is a list of words weighted by
rarity, names more; a story is the sum of its newest headlines, dampened, so that neither length nor one word rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log, sqrt

from model.text import fold
from pipelines.titles import Title, rarity, words_of

RARITY_POWER = 1.2
NAME = 1.7  # how much more a word counts that is written as a name
SIZE_POWER = 0.32  # how a story's size dampens its sum: 0 favours large stories, 0.5 small ones
TEXT = 3_000  # characters of a body that are read
SHORT = 4  # words; a headline of fewer needs two in common
SAME_TEXT = 0.24  # cosine of two bodies from which they tell one story
SAME_TOPIC = 0.33  # likeness from which a headline belongs to a story


def weights(title: Title) -> dict[str, float]:
    """The headline as a vector of length 1."""
    return _weights(frozenset((*title.words, *title.facts.of("year"))), title.names)


@lru_cache(maxsize=20_000)
def _weights(words: frozenset[str], names: frozenset[str]) -> dict[str, float]:
    said = {w: rarity(w) ** RARITY_POWER * (NAME if w in names else 1.0) for w in words}
    length = sqrt(sum(v * v for v in said.values()))
    return {w: v / length for w, v in said.items()} if length else {}


@lru_cache(maxsize=2_000)
def text_weights(body: str) -> dict[str, float]:
    """A body's words as a vector of length 1: how often (dampened) and how rare."""
    counts = Counter(words_of(fold(body[:TEXT])))
    said = {w: (1 + log(n)) * rarity(w) for w, n in counts.items()}
    length = sqrt(sum(v * v for v in said.values()))
    return {w: v / length for w, v in said.items()} if length else {}


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(v * b[w] for w, v in a.items() if w in b)


def fit(words: dict[str, float], members: Sequence[dict[str, float]]) -> float:
    """How well a headline fits a story's headlines, about 0 to 1."""
    total, shared = 0.0, 0
    for word, value in words.items():
        said = sum(m.get(word, 0.0) for m in members)
        if said:
            total += value * sqrt(said)
            shared += 1
    if not members or (shared < 2 and len(words) < SHORT):
        return 0.0
    return float(total / len(members) ** SIZE_POWER)
