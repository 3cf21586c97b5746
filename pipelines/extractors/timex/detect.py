"""Which of our languages a text is in, by its script and its small words; for texts that come without a language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SAMPLE = 4_000  # characters that are looked at

_SMALL = {
    "en": {"the", "and", "of", "to", "in", "is", "that", "for", "with", "was", "will", "on", "as", "it", "by", "from"},
    "es": {"el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "por", "con", "para", "se", "su", "del", "al", "fue"},
    "de": {"der", "die", "das", "und", "ist", "von", "den", "mit", "im", "ein", "eine", "zu", "auf", "nicht", "wird", "am", "dem"},
}
_HANGUL = re.compile(r"[가-힣]")
_KANA = re.compile(r"[ぁ-んァ-ヶ]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")


def detect(text: str) -> str:
    """ "en", "ko", "ja", "es" or "de"; English where nothing speaks for another."""
    sample = text[:SAMPLE]
    latin = len(_LATIN.findall(sample))
    hangul, kana = len(_HANGUL.findall(sample)), len(_KANA.findall(sample))
    if hangul * 2 > latin and hangul > kana:
        return "ko"
    if kana * 2 > latin:
        return "ja"
    words = Counter(re.findall(r"[a-zà-ÿ]+", sample.lower()))
    scores = {code: sum(words[w] for w in small) for code, small in _SMALL.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] else "en"


def language_of(text: str, said: str, known: Sequence[str]) -> str:
    """The language to read a text in: what its outlet says, unless its script says otherwise or nobody says."""
    code = said.lower().replace("_", "-").partition("-")[0]
    found = detect(text)
    return found if code not in known or (found in ("ko", "ja") and code not in ("ko", "ja")) else code
