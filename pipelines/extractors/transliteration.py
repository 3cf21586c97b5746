"""Western names as Korean and Japanese papers write them: 루시아 페란, ルシア・フェラン. Pure.

Vowels vary and are added between consonants, so only the consonants are compared, in classes (b, p, v and f are one; l and r are
one; m and n are one). That is coarse: two parts must agree, with `ENOUGH` consonants between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

ENOUGH = 4  # consonants of a whole name that make a chance likeness rare
_FORMS_MAX = 24  # readings of one Latin word that are tried

_HANGUL_INITIAL = "KKNTTRNPPSS-CCCKTP-"
_HANGUL_FINAL = "-KKKNNNTRKNRRRPRNPPTTNCCKTP-"
_KANA = {
    **dict.fromkeys("カキクケコガギグゲゴヵヶ", "K"),
    **dict.fromkeys("サシスセソザズゼゾ", "S"),
    **dict.fromkeys("ジヂチヅツ", "C"),
    **dict.fromkeys("タテトダデド", "T"),
    **dict.fromkeys("ナニヌネノマミムメモン", "N"),
    **dict.fromkeys("パピプペポバビブベボヴフ", "P"),
    **dict.fromkeys("ラリルレロ", "R"),
}
# Latin spelling -> its classes, several where languages differ ("" = not heard). Longest first.
_LATIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sch", ("S",)), ("tsch", ("C",)), ("ch", ("C", "K", "")), ("sh", ("S",)), ("th", ("T", "S")), ("ph", ("P",)), ("ck", ("K",)),
    ("qu", ("K",)), ("gu", ("K",)), ("ll", ("R", "")), ("ng", ("N", "NK")), ("tz", ("C", "S")), ("ts", ("C",)), ("gh", ("", "K")),
    ("ci", ("S", "C")), ("ce", ("S", "C")), ("cy", ("S",)), ("gi", ("C", "K", "")), ("ge", ("C", "K", "")),
    ("b", ("P",)), ("c", ("K",)), ("d", ("T",)), ("f", ("P",)), ("g", ("K",)), ("h", ("",)), ("j", ("C", "")), ("k", ("K",)), ("l", ("R",)),
    ("m", ("N",)), ("n", ("N",)), ("p", ("P",)), ("q", ("K",)), ("r", ("R", "")), ("s", ("S",)), ("t", ("T",)), ("v", ("P",)),
    ("w", ("", "P")),
    ("x", ("KS", "S")), ("z", ("S", "C")), ("y", ("",)),
)  # fmt: skip
_KANA_PAIR = re.compile(r"([ァ-ヺー]{2,12})[・=＝ ]([ァ-ヺー]{2,12})")
_HANGUL_PAIR = re.compile(r"(?<![가-힣])([가-힣]{2,7}) (?=([가-힣]{1,9}))")
_TAIL = re.compile(r"(?:이|가|은|는|을|를|의|와|과|도|에게|로|으로|까지|씨|측)$")


@lru_cache(maxsize=65536)
def heard(word: str) -> str:
    """The consonants of a word in Hangul or katakana."""
    classes = []
    for char in word:
        if "가" <= char <= "힣":
            code = ord(char) - 0xAC00
            classes += [_HANGUL_INITIAL[code // 588], _HANGUL_FINAL[code % 28]]
        else:
            classes.append(_KANA.get(char, "-"))
    return _once("".join(classes).replace("-", ""))


@lru_cache(maxsize=4096)
def spoken(word: str) -> frozenset[str]:
    """What the consonants of a word in Latin letters may be heard as."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if c.isalpha())
    plain = re.sub(r"(.)\1", lambda m: m[0] if m[0] in ("ll", "ee", "oo") else m[1], plain)
    forms = {""}
    at = 0
    while at < len(plain):
        for spelling, classes in _LATIN:
            if plain.startswith(spelling, at):
                if spelling == "r" and at + 1 < len(plain) and plain[at + 1] in "aeiou":
                    classes = ("R",)
                forms = {f + c for f in forms for c in classes}
                at += len(spelling) - (1 if spelling in ("ci", "ce", "cy", "gi", "ge") else 0)
                break
        else:
            at += 1
        if len(forms) > _FORMS_MAX:
            forms = set(sorted(forms)[:_FORMS_MAX])
    return frozenset(_once(f) for f in forms)


def _once(classes: str) -> str:
    return re.sub(r"(.)\1+", r"\1", classes)


def same_sound(name: str, written: str) -> bool:
    """Whether a name of two parts in Hangul or katakana can be this Latin name."""
    words, parts = name.split(), re.split(r"[・=＝\s]+", written.strip())
    if len(words) != 2 or len(parts) != 2:
        return False
    ears = [heard(p) for p in parts]
    return sum(map(len, ears)) >= ENOUGH and any(ears[0] in spoken(a) and ears[1] in spoken(b) for a, b in (words, words[::-1]))


def pairs(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Two words of the text that may be a Western name: start, end, and what is heard of each; with and without a particle."""
    for m in _KANA_PAIR.finditer(text):
        yield m.start(), m.end(), heard(m[1]), heard(m[2])
    for m in _HANGUL_PAIR.finditer(text):
        first = heard(m[1])
        yield m.start(), m.end(2), first, heard(m[2])
        if tail := _TAIL.search(m[2]):
            yield m.start(), m.end(2) - len(tail[0]), first, heard(m[2][: tail.start()])
