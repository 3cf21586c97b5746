"""The language of a page: what it says of itself, unless its letters say otherwise; then py3langid on its text."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.reading.sheet import Sheet

SAMPLE = 3_000  # characters of text that are looked at
SCRIPT_SHARE = 0.3  # share of letters in one script that decides alone

_SCRIPTS = (
    ("ko", re.compile("[가-힣]")),
    ("ja", re.compile("[ぁ-んァ-ヴ]")),
    ("zh", re.compile("[一-鿿]")),
    ("ar", re.compile("[ء-ي]")),
    ("ru", re.compile("[а-яё]", re.IGNORECASE)),
    ("el", re.compile("[α-ωά-ώ]", re.IGNORECASE)),
    ("he", re.compile("[א-ת]")),
    ("th", re.compile("[ก-๛]")),
    ("hi", re.compile("[ऀ-ॿ]")),
)
_SHARED = {
    "ar": {"ar", "fa", "ur", "ckb", "ps", "ug"},
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"},
    "zh": {"zh", "ja"},
    "hi": {"hi", "mr", "ne"},
}
_LETTER = re.compile(r"[^\W\d_]")


class Language(NamedTuple):
    code: str
    how: str
    confidence: float


def read_language(sheet: Sheet, text: str) -> Language:
    sample = text[:SAMPLE]
    said = _said(sheet)
    script = _script(sample)
    if script:
        if said and said.split("-")[0] in _SHARED.get(script, {script}):
            return Language(said, "html lang", 0.95)
        return Language(script, "script", 0.85)
    if said and said.split("-")[0] not in {code for code, _ in _SCRIPTS}:
        return Language(said, "html lang", 0.85)
    if len(sample) > 100:
        import py3langid  # 60 ms and 30 MB: only where a page doesn't say

        code, _ = py3langid.classify(sample)
        return Language(str(code), "py3langid", 0.7)
    return Language(said, "html lang" if said else "none", 0.4 if said else 0.0)


def _said(sheet: Sheet) -> str:
    lang = (
        sheet.tree.get("lang")
        or sheet.tree.get("xml:lang")
        or sheet.first("content-language", "og:locale", "language", "inlanguage", "dc.language")
    )
    lang = lang.strip().replace("_", "-").lower()
    return lang if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", lang) else ""


def _script(sample: str) -> str:
    letters = len(_LETTER.findall(sample)) or 1
    for code, pattern in _SCRIPTS:
        share = len(pattern.findall(sample)) / letters
        if share > (0.08 if code == "ja" else SCRIPT_SHARE):
            return code
    return ""
