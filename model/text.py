"""Words as everybody here compares them: folding, sentences, quotes. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

QUOTE_MAX = 300  # characters of a published quote

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟«»「」『』《》〈〉＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
    }
)


FOLDED_KEPT = 64  # texts whose folding is remembered: one article is folded by several judges in turn

_MARKS = re.compile("[\u0300-\u036f]+")


@lru_cache(maxsize=FOLDED_KEPT)
def fold(text: str) -> str:
    """Text as compared: NFKC, no case, no marks on Latin letters, plain quotes and dashes, no zero widths, single spaces.

    Hangul stays composed (NFC), so that a syllable is one character.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    return " ".join(text.split())


_NOTHING = re.compile(r"[\s\"']+")


def bare(text: str) -> str:
    """What a change of a text must touch to count: no case, no white space, no quotes."""
    return _NOTHING.sub("", fold(text))


# A full stop ends a sentence where white space and something that can begin one follow; CJK stops need no space.
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s+[^\s])|[。！？]+[」』”’)]*|\n+)")
_NOT_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No|Vol|Ep|feat|approx|Inc|Ltd|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"bzw|ca|Nr|Sra?|Dra?|Ud|núm|pág|etc|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K)|\b[A-ZÀ-Þ]|\b\d{1,4})\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end) without the white space around them; a line break ends one too."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        end = match.end()
        if match[0][0] == "." and len(match[0]) == 1 and _unfinished(text, begin, end):
            continue
        _add(text, begin, end, spans)
        begin = end
    _add(text, begin, len(text), spans)
    return spans


def _unfinished(text: str, begin: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation, an initial or an ordinal ("12. September")."""
    head = text[max(begin, end - 12) : end]
    found = _NOT_END.search(head)
    if not found:
        return False
    if head[found.start() : -1].isdigit():  # "… in 2026. The …" ends; "am 12. September" does not
        following = text[end : end + 12].split()
        return len(head[found.start() : -1]) <= 2 and bool(following) and following[0][:1].isalpha()
    return True


def _add(text: str, begin: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[begin:end]
    left = len(piece) - len(piece.lstrip())
    kept = piece.strip()
    if kept:
        spans.append((begin + left, begin + left + len(kept)))


def quote_span(text: str, start: int, end: int, bounds: list[tuple[int, int]] | None = None) -> tuple[int, int]:
    """The sentence around [start, end), cut to QUOTE_MAX characters around it at white space; always holds the span where it fits."""
    bounds = sentences(text) if bounds is None else bounds
    begin = max((s for s, e in bounds if s <= start), default=start)
    finish = min((e for s, e in bounds if e >= end), default=end)
    if finish - begin > QUOTE_MAX:
        spare = max(0, QUOTE_MAX - (end - start))
        left = max(begin, start - spare // 2)
        right = min(finish, left + QUOTE_MAX)
        left = max(begin, right - QUOTE_MAX)
        if left > begin and (space := text.find(" ", left, start)) >= 0:
            left = space + 1
        if right < finish and (space := text.rfind(" ", end, right)) >= 0:
            right = space
        begin, finish = left, max(right, min(end, left + QUOTE_MAX))
    return begin, finish
