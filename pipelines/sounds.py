"""How a Korean name sounds, roughly: "Cho Yi-hyun", "Jo Yi Hyun" and 조이현 meet, Ji-hoo and Ji-hoon do not. Pure.

Only for comparing headlines, where both sides are short; who a person is, is decided by the extractor.
"""

from __future__ import annotations

import re
from functools import lru_cache

_INITIALS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_VOWELS = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"]
_FINALS = [
    "",
    "k",
    "k",
    "ks",
    "n",
    "nj",
    "nh",
    "t",
    "l",
    "lk",
    "lm",
    "lb",
    "ls",
    "lt",
    "lp",
    "lh",
    "m",
    "p",
    "ps",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_SPELLINGS = (
    ("yeo", "yu"), ("you", "yu"), ("yoo", "yu"), ("yo", "yu"), ("eo", "u"), ("eu", "u"), ("oo", "u"), ("ou", "u"), ("wu", "u"), ("woo", "u"),
    ("ae", "e"), ("ee", "i"), ("yi", "i"), ("ui", "i"), ("ah", "a"), ("oh", "o"), ("uh", "u"), ("ch", "j"), ("sh", "s"), ("ph", "p"),
    ("kk", "k"), ("tt", "t"), ("pp", "p"), ("ss", "s"), ("jj", "j"), ("ck", "k"), ("g", "k"), ("d", "t"), ("b", "p"), ("l", "r"), ("rh", "r"),
    ("c", "k"), ("z", "j"), ("y", "i"),
)  # fmt: skip


def hangul_to_latin(text: str) -> str:
    """Hangul syllables in Revised Romanisation, without assimilation; other letters stay."""
    out = []
    for char in text:
        code = ord(char) - 0xAC00
        if 0 <= code < 11172:
            out.append(_INITIALS[code // 588] + _VOWELS[code % 588 // 28] + _FINALS[code % 28])
        else:
            out.append(char)
    return "".join(out)


@lru_cache(maxsize=50_000)
def latin_of(text: str) -> str:
    """The sound key of a word or name, folded: spaces, hyphens and the usual choices of spelling are gone."""
    text = re.sub(r"[^a-z가-힣]", "", text)
    text = hangul_to_latin(text)
    for said, key in _SPELLINGS:
        text = text.replace(said, key)
    return text
