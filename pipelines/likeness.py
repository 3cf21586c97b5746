"""How alike two headlines are: some fifty readable features, and the weights and small trees that a script learned from open pairs.

No feature knows a corpus; which script both headlines are in decides which weights and trees are asked beside those of
all, since two Korean headlines of one story share fewer words than two English ones. `bench/learn_titles.py` writes them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp
from operator import mul
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, JaroWinkler

from pipelines.events import excluded
from pipelines.sounds import latin_of
from pipelines.titles import Title, rarity
from pipelines.wording import SENSES, digits, same_sense, senses, verbs_kept

TREES = Path(__file__).with_name("title_trees.json")
NEAR_WORD = 0.86  # Jaro-Winkler of two stems that count as one word misspelt or inflected
NEEDED, NEEDED_OF_START = 1.57, 1.29  # m/|a| + m/|b| below which no two stems are that, and where both begin with one letter
LONGER_MOST = 3  # letters that one of two like stems may have more
SWAP_MOST = 6  # words on each side that may differ in an otherwise equal headline

FEATURES = (
    "token_set", "token_sort", "trigrams", "overlap", "containment", "names", "names_apart", "rare_left", "number_same", "number_clash",
    "event_same", "event_clash", "swap", "swap_name", "length", "start", "event_names", "one_inside", "hangul", "kana", "cyrillic", "scripts_differ",
    "ratio", "partial", "token_set_folded", "words_same", "words_left", "words_left_least", "left_rarest", "same_rarest", "same_rarest_two", "words",
    "event_one", "quoted_apart", "cut", "trade", "verb", "verbs_kept", "in_order", "word_pairs", "words_least", "digits_left", "digits_least",
    "sense_overlap", "sense_gain", "senses", "senses_apart",
)  # fmt: skip
_SCRIPTS = tuple(re.compile(p) for p in ("[가-힣]", "[぀-ヿ]", "[а-я]"))


def features(a: Title, b: Title) -> tuple[float, ...]:
    """The features in the order of FEATURES, each about 0 to 1 and the same with a and b exchanged."""
    joined_a, joined_b = " ".join(a.words) or a.folded, " ".join(b.words) or b.folded
    left_a, left_b, common = _match(a, b)
    weight_a, weight_b, weight_c = _weight(left_a), _weight(left_b), _weight(common)
    smaller = weight_c + min(weight_a, weight_b)
    total = 2 * weight_c + weight_a + weight_b
    named, apart = _weight(a.names & b.names), min(_weight(a.names & left_a), _weight(b.names & left_b))
    share = named / (named + apart) if named + apart else 0.0
    numbers_same, clash = _numbers(a, b)
    same_event = len(a.events & b.events) / max(1, min(len(a.events), len(b.events))) if a.events and b.events else 0.0
    event_clash = 1.0 if excluded(a.events, b.events) and not (a.events & b.events) else 0.0
    exchanged, exchanged_name = swap(a, b)
    scripts_a, scripts_b = _scripts(a.folded), _scripts(b.folded)
    rare_a, rare_b, rare_c = (sorted(map(rarity, words), reverse=True) for words in (left_a, left_b, common))
    return (
        fuzz.token_set_ratio(joined_a, joined_b) / 100,
        fuzz.token_sort_ratio(joined_a, joined_b) / 100,
        _grams(joined_a, joined_b),
        2 * weight_c / total if total else 0.0,
        weight_c / smaller if smaller else 0.0,
        share,
        apart / (apart + 10),
        min(max(rare_a, default=0.0), max(rare_b, default=0.0)) / 10,
        numbers_same,
        clash,
        same_event,
        event_clash,
        exchanged,
        exchanged_name,
        min(len(joined_a), len(joined_b)) / max(1, len(joined_a), len(joined_b)),
        1.0 if a.words[:1] == b.words[:1] and a.words else 0.0,
        same_event * share,
        1.0 if not left_a or not left_b else 0.0,
        *(float(x and y) for x, y in zip(scripts_a, scripts_b, strict=True)),
        float(scripts_a != scripts_b),
        fuzz.ratio(*sorted((a.folded, b.folded))) / 100,
        fuzz.partial_ratio(*sorted((a.folded, b.folded))) / 100,
        fuzz.token_set_ratio(a.folded, b.folded) / 100,
        len(common) / 10,
        (len(left_a) + len(left_b)) / 20,
        min(len(left_a), len(left_b)) / 10,
        (sum(rare_a[:2]) + sum(rare_b[:2])) / 40,
        max(rare_c, default=0.0) / 10,
        sum(rare_c[:2]) / 20,
        (len(a.words) + len(b.words)) / 40,
        float(bool(a.events) != bool(b.events)),
        _quoted_apart(a, b),
        float(a.cut or b.cut),
        float(a.trade and b.trade),
        *verbs_kept(a, b),
        *_order(a.words, b.words),
        min(len(a.words), len(b.words)) / 20,
        *_digits(digits(a.folded), digits(b.folded)),
        *_senses(a, b, left_a, left_b, 2 * weight_c, total),
    )


def probability(a: Title, b: Title) -> float:
    """How likely two headlines tell one story, 0 to 1; 0.5 is where telling them one is as good as not."""
    return 1 / (1 + exp(-total_of(features(a, b))))


def total_of(values: Sequence[float]) -> float:
    """What all adds up to. Each tree asks three questions and says one number; written out, since each comparison asks them all."""
    added, weights, trees = _learned()[script_of(values)]
    total = added + sum(map(mul, weights, values), 0.0)
    for (at, limit), (low, low_limit), (high, high_limit), first, second, third, fourth, leaves in trees:
        if values[at] >= limit:
            if values[high] >= high_limit:
                total += leaves[7 if values[fourth[0]] >= fourth[1] else 6]
            else:
                total += leaves[5 if values[third[0]] >= third[1] else 4]
        elif values[low] >= low_limit:
            total += leaves[3 if values[second[0]] >= second[1] else 2]
        else:
            total += leaves[1 if values[first[0]] >= first[1] else 0]
    return total


DEPTH = 3  # questions that each tree asks; `total_of` is written out for so many
SCRIPTS = ("hangul", "kana", "cyrillic", "other")  # in which both headlines of a pair are; other: Latin, or two scripts
_FIRST_SCRIPT = FEATURES.index(SCRIPTS[0])
Question = tuple[int, float]  # a feature, and the limit from which on the answer is yes
Tree = tuple[Question, Question, Question, Question, Question, Question, Question, tuple[float, ...]]  # in heap order; what it says


def script_of(values: Sequence[float]) -> int:
    """The place in SCRIPTS of the script that the features tell of."""
    return next((n for n in range(len(SCRIPTS) - 1) if values[_FIRST_SCRIPT + n]), len(SCRIPTS) - 1)


@lru_cache(maxsize=1)
def trees_version() -> str:
    """Which trees these are, and which senses."""
    return hashlib.sha256(TREES.read_bytes() + SENSES.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=1)
def _learned() -> tuple[tuple[float, tuple[float, ...], tuple[Tree, ...]], ...]:
    """For each script: what is added, what each feature weighs, and the trees of all and its own."""
    said: dict[str, Any] = json.loads(TREES.read_text(encoding="utf-8"))
    shared = tuple(map(_tree, said["trees"]))
    return tuple(
        (
            float(said["bias"]) + float(own["add"]),
            tuple(float(own["weigh"].get(name, 0)) for name in FEATURES),
            (*shared, *map(_tree, own["trees"])),
        )
        for own in (said["scripts"][name] for name in SCRIPTS)
    )


def _tree(said: dict[str, Any]) -> Tree:
    one, two, three, four, five, six, seven = ((FEATURES.index(name), float(limit)) for name, limit in said["ask"])
    return one, two, three, four, five, six, seven, tuple(map(float, said["say"]))


# --- parts ----------------------------------------------------------------------------------------


def _match(a: Title, b: Title) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """(only in a, only in b, in both): equal stems, spellings of one name, near misspellings, one the start of the other.

    Very few of all pairs of stems are alike, and most are told apart by lengths and letters alone: letters that only one of
    them has are in no match, so Jaro's likeness is at most (m/|a| + m/|b| + 1) / 3, to which Winkler adds where both begin alike.
    """
    left_a, left_b, common = set(a.stems - b.stems), set(b.stems - a.stems), set(a.stems & b.stems)
    others = [(w, *_spelling(w)) for w in left_b]
    for word in sorted(left_a, key=lambda w: (-len(w), w)):
        first, length, letters, sound = _spelling(word)
        near = [
            (_alike(word, w), w)
            for w, start, n, theirs, heard in others
            if -LONGER_MOST <= length - n <= LONGER_MOST
            and (
                heard == sound
                or min(length - (letters & ~theirs).bit_count(), n - (theirs & ~letters).bit_count()) * (length + n)
                >= (NEEDED_OF_START if start == first else NEEDED) * length * n
            )
            and w in left_b
        ]
        other = max(near, default=(0.0, ""))
        if other[0] >= NEAR_WORD:
            left_a.discard(word)
            left_b.discard(other[1])
            common.add(min(word, other[1]))
    return frozenset(left_a), frozenset(left_b), frozenset(common)


@lru_cache(maxsize=100_000)
def _spelling(word: str) -> tuple[str, int, int, str]:
    """(first letter, length, letters as bits, of which two may share one, sound) of a stem."""
    letters = 0
    for letter in word:
        letters |= 1 << (ord(letter) & 63)
    return word[:1], len(word), letters, latin_of(word)


@lru_cache(maxsize=200_000)
def _alike(a: str, b: str) -> float:
    if a > b:
        return _alike(b, a)
    if len(a) < 2 or len(b) < 2 or abs(len(a) - len(b)) > LONGER_MOST:
        return 0.0
    if latin_of(a) and latin_of(a) == latin_of(b):
        return 1.0
    if len(a) < 4 or len(b) < 4:
        return 0.0
    return float(JaroWinkler.similarity(a, b))


def _weight(words: frozenset[str]) -> float:
    return sum(map(rarity, words))


def _grams(a: str, b: str) -> float:
    """Dice of character trigrams."""
    first, second = _trigrams(a), _trigrams(b)
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0


@lru_cache(maxsize=50_000)
def _trigrams(text: str) -> frozenset[str]:
    text = f" {text} "
    return frozenset(text[i : i + 3] for i in range(max(1, len(text) - 2)))


def _numbers(a: Title, b: Title) -> tuple[float, float]:
    """(share of numbers in common, 1 where each has a number of one kind that the other lacks)."""
    every_a, every_b = a.facts.all, b.facts.all
    same = len(every_a & every_b) / max(1, len(every_a | every_b))
    clash = any(a.facts.of(k) - b.facts.of(k) and b.facts.of(k) - a.facts.of(k) for k in {*a.facts.numbers, *b.facts.numbers})
    return same, float(clash)


def _order(a: Sequence[str], b: Sequence[str]) -> tuple[float, float]:
    """(words in one order, share of the longer headline; neighbours in common, share of the shorter one)."""
    first, second = set(pairwise(a)), set(pairwise(b))
    return (
        Indel.similarity(a, b) / 2 / max(1, len(a), len(b)),
        len(first & second) / max(1, min(len(first), len(second))),
    )


def _digits(a: frozenset[str], b: frozenset[str]) -> tuple[float, float]:
    """How many numbers only one has, both together and of the side that has fewer."""
    return len(a ^ b) / 5, min(len(a - b), len(b - a)) / 5


def _senses(
    a: Title, b: Title, left_a: frozenset[str], left_b: frozenset[str], common: float, total: float
) -> tuple[float, float, float, float]:
    """(overlap where words of one sense count as one, how much that adds, senses in common, senses that each has alone)."""
    here, there = senses(a.stems), senses(b.stems)
    if not here or not there:
        return (common / total if total else 0.0), 0.0, 0.0, 0.0
    added = _weight(same_sense(left_a, there)) + _weight(same_sense(left_b, here))
    return (
        (common + added) / total if total else 0.0,
        added / total if total else 0.0,
        2 * len(here & there) / (len(here) + len(there)),
        min(len(here - there), len(there - here)) / 5,
    )


def swap(a: Title, b: Title) -> tuple[float, float]:
    """(how much of two headlines is one template with something exchanged, the same where what is exchanged is a name).

    1 = all equal but one word for another.
    """
    left, right, total = swapped(a.folded, b.folded)
    if not left or not right or len(left) > SWAP_MOST or len(right) > SWAP_MOST:
        return 0.0, 0.0
    if _one_name(left, right) or _one_name(right, left):
        return 0.0, 0.0
    only_a, only_b = a.stems - b.stems, b.stems - a.stems
    named = bool(only_a & a.names and only_b & b.names)
    if not named and fuzz.ratio(" ".join(left), " ".join(right)) > 85:
        return 0.0, 0.0
    share = max(0.0, (total - max(len(left), len(right))) / total)
    return share, share if named else 0.0


def _one_name(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two runs of words are one name: spelled otherwise, surname last, or its initials (Game of Thrones, GoT)."""
    sound = latin_of("".join(left))
    turned = (latin_of("".join((*right[i:], *right[:i]))) for i in range(len(right)))
    return sound in turned or (len(right) == 1 and len(left) > 1 and "".join(w[0] for w in left) == right[0])


def _scripts(folded: str) -> tuple[bool, ...]:
    return tuple(bool(script.search(folded)) for script in _SCRIPTS)


def _quoted_apart(a: Title, b: Title) -> float:
    """1 where each puts something in quotes that the other has not."""
    if not a.quoted or not b.quoted:
        return 0.0
    return float(not any(q in b.folded for q in a.quoted) and not any(q in a.folded for q in b.quoted))


def swapped(a: str, b: str) -> tuple[Sequence[str], Sequence[str], int]:
    """What stands between the common beginning and the common end of two headlines, and the words of the longer one."""
    first, second = a.replace("-", " ").split(), b.replace("-", " ").split()
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return first[start : len(first) - end], second[start : len(second) - end], max(len(first), len(second), 1)
