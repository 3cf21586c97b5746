"""Finding names in running text: variants of every name, one Aho-Corasick pass, exact offsets back to the text.

Text and names are compared as a stream: folded, and without spaces, hyphens, middle dots and zero widths, so that
"Park Ji-hu", "PARK JI HU" and "Park Jihu" are one string. What the stream forgets (word boundaries, case, line breaks)
is looked up in the text before a hit counts. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import ahocorasick

Form = Literal["full", "given", "family", "character", "block"]

_DROPPED = frozenset(" \t\n\r\f\v\u00a0\u3000-‐‑‒–—―−·・‧･_")
_CLUSTER = re.compile(r"[^\W\d_][\u0300-\u036f\u3099\u309a]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uff66-\uff9d][\uff9e\uff9f]")


class _Folding(dict[str, str]):
    """char -> what it is in the stream ("" = nothing); filled as characters are met."""

    def __missing__(self, char: str) -> str:
        if char in _DROPPED or unicodedata.category(char) in ("Mn", "Cf", "Cc", "Zs"):
            piece = ""
        else:
            wide = unicodedata.normalize("NFKC", char).casefold()
            bare = "".join(c for c in unicodedata.normalize("NFD", wide) if not ("\u0300" <= c <= "\u036f"))
            piece = "".join(c for c in unicodedata.normalize("NFC", bare) if c not in _DROPPED)
            piece = _PLAIN.get(piece, piece)
        if len(self) < 200_000:
            self[char] = piece
        return piece


# The same name written with an older or rarer form of a character.
_KANJI = dict(
    zip(
        "﨑髙邉邊澤齋齊濱廣國眞嶋櫻惠榮德瀨曾龍瀧濵栁冨圓實",
        "崎高辺辺沢斎斉浜広国真島桜恵栄徳瀬曽竜滝浜柳富円実",
        strict=True,
    )
)
# Letters whose stroke is no mark that could be taken off.
_PLAIN = _KANJI | {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
_FOLD = _Folding()


@dataclass(frozen=True, slots=True)
class Stream:
    """A text as compared: `folded[i]` comes from the character `at[i]` of the text."""

    text: str
    folded: str
    at: list[int]


def stream(text: str) -> Stream:
    """The text without case, marks, spaces and hyphens, with the way back."""
    pieces = [_FOLD[c] for c in text]
    if not text.isascii():
        for match in _CLUSTER.finditer(text):
            whole = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", match[0]))
            if len(whole) == 1:
                pieces[match.start()] = _FOLD[whole]
                for i in range(match.start() + 1, match.end()):
                    pieces[i] = ""
    folded = "".join(pieces)
    if len(folded) == len(text):
        return Stream(text, folded, list(range(len(text))))
    return Stream(text, folded, [i for i, p in enumerate(pieces) for _ in p])


def squeeze(name: str) -> str:
    """A name as it stands in a stream."""
    return stream(name).folded


def syllabled(name: str) -> str:
    """A name as it reads, with one hyphen wherever it is hyphenated or spaced: where syllables are told apart, that counts."""
    return "-".join(piece for part in _GAP.split(name) if (piece := squeeze(part)))


_GAP = re.compile(r"[\s\u00a0‐‑‒–—―−-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in the text. `owners` are the numbers of those it may be, within the roster that built the gazetteer."""

    start: int
    end: int
    form: Form
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A person named at [start, end). More than one owner: the text alone cannot say who."""

    start: int
    end: int
    owners: tuple[int, ...]
    form: Literal["full", "given", "family"]


class Taken:
    """Stretches of a text that are spoken for."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._cells: set[int] = set()
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        self._cells.update(range(start, end))

    def touches(self, start: int, end: int) -> bool:
        return not self._cells.isdisjoint(range(start, end))


_LETTER = re.compile(r"[^\W\d_]")
_HANGUL = re.compile(r"[가-힣]")
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf々]")
_KANA = re.compile(r"[ァ-ヺー]")

# What may follow a Hangul name without a space. Longest first; then the word must end, or a noun of the trade follow.
_PARTICLE = (
    r"(?:이라고도|이라고|이라는|라고도|라고|라는|이란|에게서|한테서|으로서|으로써|로서|에게는|에게도|에게|한테|께서는|께서도|께서|에서|까지|부터|처럼|보다|마저|조차"
    r"|이랑|이나마|이나|이며|이고|이자|이야|이와|이가|이는|이를|이의|이도|이다|이었|였|와의|과의|와는|과는|와도|과도|로는|로도|으로|하고|표"
    r"|이|가|은|는|을|를|의|와|과|도|만|에|께|랑|로|야|아|여|나|며|라|란|고|자|다"
    r"|씨|님|양|군|배우|감독|작가|역|측|편|팬|분|등|및|전|외)"
)
_AFTER_HANGUL = re.compile(rf"(?:{_PARTICLE}{{0,3}})(?![가-힣])")
_TRADE = re.compile(r"(?:배우|감독|작가|역|씨|님|양|군|측)")


class Gazetteer:
    """All written forms of all names. Build once for a roster, ask for every text."""

    def __init__(self) -> None:
        self._forms: dict[str, dict[Form, set[int]]] = {}
        self._automaton: ahocorasick.Automaton | None = None

    def add(self, written: str, form: Form, owner: int) -> None:
        """One written form. Forms of a single letter are not looked for."""
        key = squeeze(written)
        if len(key) >= 2 and any(c.isalnum() for c in key):
            self._forms.setdefault(key, {}).setdefault(form, set()).add(owner)
            self._automaton = None

    def knows(self, written: str) -> bool:
        return squeeze(written) in self._forms

    def hits(self, s: Stream) -> list[Hit]:
        """Names in the text, the longest where two overlap, in the order of the text."""
        return longest(self._raw(s))

    def _raw(self, s: Stream) -> Iterator[Hit]:
        if not self._forms:
            return
        if self._automaton is None:
            self._automaton = ahocorasick.Automaton()
            for key, forms in self._forms.items():
                self._automaton.add_word(key, (len(key), forms))
            self._automaton.make_automaton()
        text, at = s.text, s.at
        for last, (length, forms) in self._automaton.iter(s.folded):
            first = last - length + 1
            start, end = at[first], at[last] + 1
            if (first and at[first - 1] == start) or (last + 1 < len(at) and at[last + 1] == at[last]):
                continue  # half of a character that folds to several
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            if end - start > length * 2 + 8 or not bounded(text, start, end):
                continue
            for form, owners in forms.items():
                yield Hit(start, end, form, tuple(sorted(owners)))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the longest, then the first; of one span the fullest form."""
    rank: dict[Form, int] = {"block": 0, "full": 1, "character": 2, "given": 3, "family": 4}
    kept: list[Hit] = []
    taken = Taken()
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, rank[h.form])):
        if not taken.touches(hit.start, hit.end):
            kept.append(hit)
            taken.add(hit.start, hit.end)
    return sorted(kept, key=lambda h: h.start)


def bounded(text: str, start: int, end: int) -> bool:
    """Whether [start, end) stands alone as a name: no letter runs on, no line break inside, particles allowed after Hangul."""
    inside = text[start:end]
    if "\n" in inside or "  " in inside:
        return False
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if after == "." and text[end + 1 : end + 2].isalpha() and text[end + 1].islower():
        return False  # an address: name.com
    first, last = inside[0], inside[-1]
    if _HANGUL.match(first):
        if before and _HANGUL.match(before):
            return False
    elif _HAN.match(first):
        if before and _HAN.match(before) and before not in "優督演":
            return False
    elif _KANA.match(first):
        if before and (_KANA.match(before) or (before == "・" and start > 1 and _KANA.match(text[start - 2]))):
            return False
    elif (before and ((before.isalnum() and before.isascii()) or (_LETTER.match(before) and not _cjk(before)))) or (
        before in ("-", "‑", "‐") and start > 1 and text[start - 2].isalpha() and not _cjk(text[start - 2])
    ):
        return False
    if _HANGUL.match(last):
        return bool(_AFTER_HANGUL.match(text, end))
    if _HAN.match(last):
        return not (after and (_HAN.match(after) and not _honorific(text, end)))
    if _KANA.match(last):
        return not (after and (_KANA.match(after) or (after == "・" and end + 1 < len(text) and _KANA.match(text[end + 1]))))
    if after and (after.isdigit() or _LETTER.match(after)) and not _cjk(after):
        return False
    return not (after in ("-", "‑", "‐") and end + 1 < len(text) and text[end + 1].islower())


def _cjk(char: str) -> bool:
    return bool(_HANGUL.match(char) or _HAN.match(char)) or "\u3040" <= char <= "\u30ff"


def _honorific(text: str, at: int) -> bool:
    return bool(re.match(r"監督|氏|役|主演|出演|演じ|脚本|様|君|本人|自身|扮|談|導演|主", text[at : at + 2]))
