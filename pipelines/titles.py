"""A headline as it is compared: without outlet, tags and series names; its words, its rare words, its index keys. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log
from pathlib import Path

from model.text import fold
from pipelines import boilerplate
from pipelines.events import events
from pipelines.facts import Facts, facts
from pipelines.phrases import TRADE

KEY_BITS = 47  # an index key fits an SQLite integer of six bytes
RAREST = 4  # tokens of a title that make its keys, in all pairs
TOPICAL = 5  # tokens that are keys alone
TAGS = 3  # before one headline
COUNTED = ("season", "episode", "part")  # what brackets may say that no tag does
STEM = 6  # letters of an inflected word that carry its sense

_TAG = re.compile(
    r"^\s*(?:\[[^\]]{1,24}\]|\([^)]{1,12}\)(?=\s*[A-Z'\"])|【[^】]{1,16}】|(?:UPDATED?|BREAKING|EXCLUSIVE|WATCH|VIDEO|REPORT|OPINION|EXPLAINER|INTERVIEW|REVIEW|PHOTOS?|LIVE|"
    r"ANALYSIS|PODCAST|LISTEN|JUST IN|Watch|Report|Exclusive|Update|Breaking|Video|Opinion|Explainer|Photos?|Live|Sponsored|속보|단독|공식)\s*[:|]\s)\s*"
)
_OUTLET = re.compile(r"^(.{12,})\s+(?:[-–—|»·]|::)\s+([^-–—|»]{2,40})$", re.DOTALL)
_HASH = re.compile(r"#[^\W\d]\w*")
_CUT = re.compile(r"\s*(?:\.{2,}|…)\s*$")
_SYMBOL = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_CJK = re.compile(r"[぀-ヿ一-鿿々〆ヶ]+")
_HANGUL = re.compile(r"[가-힣]")
_PARTICLE = re.compile(
    r"(?:으로는|에서는|에서도|으로|에서|에게|까지|부터|보다|처럼|이라고|라고|이라는|라는|이다|했다|한다|된다|됐다|하고|하는|하며|하지|들이|들은|들의|은|는|이|가|을|를|의|에|도|와|과|로|만|측)$"
)
STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "by",
        "with",
        "from",
        "as",
        "is",
        "are",
        "was",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "his",
        "her",
        "their",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "s",
        "t",
        "will",
        "has",
        "have",
        "had",
        "not",
        "no",
        "after",
        "over",
        "up",
        "out",
        "new",
        "says",
        "say",
        "said",
        "de",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "en",
        "y",
        "que",
        "del",
        "al",
        "con",
        "por",
        "para",
        "se",
        "su",
        "le",
        "les",
        "des",
        "du",
        "et",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "und",
        "im",
        "zu",
        "mit",
        "von",
        "auf",
        "für",
        "что",
        "и",
        "в",
        "на",
        "не",
        "с",
        "по",
        "из",
        "за",
        "к",
        "о",
        "от",
        "для",
        "как",
        "его",
        "это",
    ]
)


@dataclass(frozen=True, slots=True)
class Title:
    """One headline, read once. `words` are stems in order without names of the series; `names` its capitalised ones."""

    raw: str
    shown: str  # without tags, outlet, hashtags; case kept
    folded: str
    cut: bool  # it ends in … : the publisher or the feed cut it off
    facts: Facts
    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]  # stems of words that are written as names
    quoted: tuple[str, ...]

    @property
    def events(self) -> frozenset[str]:
        return _events(self.raw)

    @property
    def trade(self) -> bool:
        """Whether it has a word of the trade: season, drama, 예고편, …"""
        return _trade(self.shown)


@lru_cache(maxsize=20_000)
def _events(raw: str) -> frozenset[str]:
    return events(fold(html.unescape(raw)))


@lru_cache(maxsize=1)
def counts_version() -> str:
    """Which table of word counts this is."""
    return hashlib.sha256(COUNTS.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=20_000)
def _trade(seen: str) -> bool:
    return bool(TRADE.search(seen))


def shown(title: str, outlets: Iterable[str] = (), learned: Sequence[tuple[str, str]] = (), names: Iterable[str] = ()) -> str:
    """The headline without what an outlet puts around each one: what was learned of it, tags, its own name, hashtags, symbols."""
    text = " ".join(_SYMBOL.sub(" ", _HASH.sub(" ", html.unescape(html.unescape(title)))).split())
    text, _ = boilerplate.strip(text, learned, names)
    text = _without_tags(text)
    known = {fold(o) for o in outlets if o}
    for _ in range(2):
        match = _OUTLET.match(" ".join(text.split()))
        if not match or not (fold(match[2]) in known or _looks_like_an_outlet(match[1], match[2])):
            break
        text = match[1]
    for prefix in known:  # "Outlet: headline", "Outlet | headline"
        text = re.sub(rf"^\s*{re.escape(prefix)}\s*[:|]\s+", "", text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _without_tags(text: str) -> str:
    """The headline without the tags before it; "[Season 2]" is no tag, and loses no more than its brackets."""
    kept = ""
    for _ in range(TAGS):
        if not (match := _TAG.match(text)):
            break
        text = text[match.end() :]
        said = facts(fold(match[0]))
        if any(map(said.of, COUNTED)):
            kept += match[0].strip("[]()【】 \t") + " "
    return kept + text


def _looks_like_an_outlet(head: str, tail: str) -> bool:
    """A short run of capitalised words after a dash, without a number: "- The Daily Reel", not "- and what it means"."""
    if re.search(r"\d", tail) or len(tail.split()) > 4 or len(head.split()) < 2:
        return False
    words = [w for w in tail.split() if w.casefold() not in STOP and not w.startswith("&")]
    return all(w[0].isupper() or not w[0].isascii() for w in words) and not re.search(r"[가-힣]{2,}\s[가-힣]{2,}\s[가-힣]{2,}", tail)


def read(title: str, names: Sequence[str] = (), outlets: Iterable[str] = (), learned: Sequence[tuple[str, str]] = ()) -> Title:
    """A headline read for comparing.

    `names` are the series' titles: they are cut out of the words, since both sides have them. `learned` is what its outlet
    puts around each headline.
    """
    return _read(title, tuple(names), tuple(outlets), tuple(learned))


@lru_cache(maxsize=20_000)
def _read(title: str, names: tuple[str, ...], outlets: tuple[str, ...], learned: tuple[tuple[str, str], ...]) -> Title:
    seen = shown(title, outlets, learned, names)
    cut = bool(_CUT.search(seen))
    seen = _CUT.sub("", seen) if cut else seen
    folded = fold(seen)
    said = facts(_without_names(folded, names))
    words = tuple(words_of(said.rest))
    return Title(
        raw=title, shown=seen, folded=folded, cut=cut, facts=said, words=words, stems=frozenset(words),
        names=_names(seen, frozenset(words)), quoted=_quoted(seen),
    )  # fmt: skip


def _without_names(folded: str, names: tuple[str, ...]) -> str:
    for name in sorted((fold(n) for n in names if n), key=len, reverse=True):
        if name.isascii():
            folded = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", folded)
        else:
            folded = folded.replace(name, " ")
    return folded


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without its inflection, roughly: no possessive, no plural, the first STEM letters of a long one."""
    if _HANGUL.search(word):
        bare = _PARTICLE.sub("", word) if len(word) > 2 else word
        return bare or word
    word = re.sub(r"'(?:s|d|ll|re|ve|t)?$", "", word)
    if word.isascii():
        word = re.sub(r"(?:ies|ied)$", "y", word) if len(word) > 4 else word
        word = re.sub(r"(?<=[^s])s$", "", word) if len(word) > 3 else word
        word = re.sub(r"(?:ing|ed)$", "", word) if len(word) > 5 else word
    return word[:STEM] if len(word) > STEM else word


def words_of(text: str) -> list[str]:
    out: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if not word.isascii() and _CJK.search(word):
            for run in re.findall(r"[぀-ヿ一-鿿々〆ヶ]+|[^぀-ヿ一-鿿々〆ヶ]+", word):
                out += [run[i : i + 2] for i in range(max(1, len(run) - 1))] if _CJK.match(run) else [stem(run)]
        else:
            made = stem(word)
            if made and made not in STOP and word not in STOP:
                out.append(made)
    return out


def _names(seen: str, stems: frozenset[str]) -> frozenset[str]:
    """Stems of capitalised words; nothing where every word is capitalised, since then capitals say nothing."""
    words = re.findall(r"[^\W\d_][\w'’-]*", seen)
    korean = frozenset(w for w in stems if _KOREAN_NAME.fullmatch(w) and rarity(w) > RARE_NAME)
    if korean:
        return korean
    long = [w for w in words if len(w) > 3]
    if not long or sum(w[0].isupper() for w in long) > 0.8 * len(long):
        return frozenset(s for s in stems if len(s) > 3 and rarity(s) > RARE_NAME)
    capital = {p for i, w in enumerate(words) if w[0].isupper() for p in words_of(fold(w).replace("-", " "))}
    return frozenset(capital & stems)


# A surname and two syllables: how nearly every Korean name is written.
_KOREAN_NAME = re.compile(
    r"[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노곽성차주우구민진지엄채원천방공현함변염여추도소석선설][가-힣]{2}"
)

_QUOTES = re.compile(r"[\"“«„「『《〈]\s?([^\"”»“」』》〉]{2,60}?)\s?[\"”»“」』》〉]|(?<![^\W_])['‘]([^'’‘]{2,60})['’](?![^\W_])")


def _quoted(seen: str) -> tuple[str, ...]:
    return tuple(fold(m[1] or m[2]) for m in _QUOTES.finditer(seen))


# --- rarity ---------------------------------------------------------------------------------------

COUNTS = Path(__file__).with_name("word_counts.txt")
RARE_NAME = 5.5


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    """(titles counted, stem -> titles that have it), frozen: keys must never change once they are stored."""
    lines = COUNTS.read_text(encoding="utf-8").splitlines()
    rows = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    table = {word: int(n) for word, n in rows}
    return table.pop("*"), table


@lru_cache(maxsize=100_000)
def rarity(word: str) -> float:
    """Inverse document frequency, about 1 (in every third title) to 10 (never seen)."""
    total, table = _counts()
    return log((total + 1) / (table.get(word, 0) + 0.5))


# --- the title index ------------------------------------------------------------------------------


def key_of(*parts: object) -> int:
    """A stable 47-bit number of some words; the same on every machine and for ever."""
    said = "\x1f".join(str(p) for p in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") >> (64 - KEY_BITS)


def keys(title: Title) -> tuple[int, ...]:
    """All pairs of the rarest words, and the words alone that most say what it is about.

    Two titles of one event nearly always share a pair; of one broad story, a word. Numbers count as words, so that a
    hundred recaps of one series do not crowd each other out.
    """
    return (*(key_of(*sorted(pair)) for pair in combinations(_rarest(title), 2)), *word_keys(title))


def word_keys(title: Title) -> tuple[int, ...]:
    """Those of its keys that are one word alone."""
    topical = sorted(title.stems, key=lambda w: (-(rarity(w) + (2 if w in title.names else 0)), w))[:TOPICAL]
    words = _rarest(title)
    return tuple(key_of("word", w) for w in (words if len(words) == 1 else topical))


def _rarest(title: Title) -> list[str]:
    return sorted({*title.stems, *title.facts.all}, key=lambda w: (-rarity(w), w))[:RAREST]
