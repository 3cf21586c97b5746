"""Where date expressions stand in a text, and of what parts each is made. Pure; no calendar yet (values.py).

Why not one big expression: a cheap one finds the words that every date holds (months, digits, "week"), and only the
words before such a one are tried against the grammar; of what matches at a place the longest wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipelines.extractors.timex.tables import Language

REACH = 48  # characters before a trigger where its expression may begin
TRIED_MAX = 5_000  # places of one text that are tried; an article has some hundred
FOUND_MAX = 250  # expressions of one text
SHORT = 40  # characters of a text that may be nothing but a date ("25/09")
SPAN_MAX = 90  # characters of one expression

# Word classes of their own that mean another: "fifth" is a day, 하루 a count.
_ALIASES = {"ordday": "day", "kday": "day", "kmonth": "month", "native": "count", "wshift": "shift"}

_WORD = re.compile(r"(?<!\w)\w")
_CAPITALS = re.compile(r"[A-ZÀ-Þ][\w'-]*")
_QUOTED = re.compile(r"[\"'](?=\S)([^\"'\n]{1,60}?)(?<=\S)[\"'](?![a-z0-9])")
_TITLE_YEAR = re.compile(r"\D*(?:1\d{3}|20[01]\d)\D*$")  # a number in quotes that is a title; later years are announced
_CJK_TITLE = re.compile(r"『[^』\n]{1,60}』|《[^》\n]{1,60}》|〈[^〉\n]{1,60}〉|<[^<>\n]{1,60}>")


@dataclass(slots=True)
class Span:
    """An expression: `parts` maps class names (year, month, shift, unit, …) to meanings."""

    start: int
    end: int
    parts: dict[str, Any] = field(default_factory=dict)
    core: int = -1  # where the month or weekday stands


def spans(text: str, low: str, lang: Language, blocked: Sequence[tuple[int, int]] = ()) -> list[Span]:
    """All date expressions of a text in order, none overlapping; `low` is `tables.shadow(text)`."""
    found: list[Span] = []
    done = 0
    for start in islice(_candidates(low, lang), TRIED_MAX):
        if start < done:
            continue
        if len(found) >= FOUND_MAX:
            break
        span = _longest(low, start, lang)
        if span is None:
            continue
        if not _is_date(text, low, span, lang) or any(s < span.end and span.start < e for s, e in blocked):
            # a longer one may hold what is no date while a shorter one beginning later does not
            continue
        found.append(span)
        done = span.end
    return found


def _candidates(low: str, lang: Language) -> Iterable[int]:
    """Places where an expression may begin, in order."""
    last = -1
    for hit in lang.triggers.finditer(low):
        begin = max(last + 1, hit.start() - REACH)
        if lang.spaced:
            for word in _WORD.finditer(low, begin, hit.start() + 1):
                if word.start() > last:
                    last = word.start()
                    yield last
        else:
            for place in range(max(begin, hit.start() - 12), hit.start() + 1):
                if place > last:
                    last = place
                    yield place


def _longest(low: str, start: int, lang: Language) -> Span | None:
    best: re.Match[str] | None = None
    fixed: Any = None
    for pattern in lang.patterns:
        hit = pattern.regex.match(low, start, start + SPAN_MAX)
        if hit and (best is None or hit.end() > best.end()):
            best, fixed = hit, pattern.fixed
    if best is None or best.end() == start:
        return None
    parts: dict[str, Any] = dict(fixed)
    for name, word in best.groupdict().items():
        if word is not None:
            name = name.partition("__")[0]
            parts[name] = _read(name.removesuffix("2"), word, lang)
    for alias, name in _ALIASES.items():
        if alias in parts:
            parts[name] = parts.pop(alias)
    if parts.get("sense") == "yearshift":
        parts["yshift"] = parts.pop("shift")
        del parts["sense"]
    elif parts.get("sense") == "shiftmonth":
        parts["mshift"] = parts.pop("shift")
        del parts["sense"]
    core = next((best.start(g) for g in ("month", "weekday") if g in best.re.groupindex and best[g] is not None), best.start())
    return Span(best.start(), best.end(), parts, core)


def _read(name: str, word: str, lang: Language) -> int | str:
    """What a word of a class means."""
    table = lang.words.get(name)
    squeezed = " ".join(word.split())
    squeezed = squeezed if table is None or squeezed in table else squeezed.removesuffix(".")
    if table and squeezed in table:
        return table[squeezed]  # type: ignore[no-any-return]
    if squeezed.isdigit():
        return int(squeezed)
    if name in ("count", "day", "first", "weekno", "month"):
        return int(lang.words.get("number", {}).get(squeezed, 1))
    return squeezed


def _is_date(text: str, low: str, span: Span, lang: Language) -> bool:
    """Whether what looks like a date is one: not a name, a title, a count, something that comes again and again."""
    parts = span.parts
    before, after = low[max(0, span.start - 30) : span.start], low[span.end : span.end + 30]
    if "year" not in parts and lang.repeats.search(before) and not lang.ambiguous_followed.match(after):
        return False
    bare = parts.get("bare")
    word = low[span.start : span.end]
    if lang.spaced and not lang.nouns_capital and ("edge" in parts or "season" in parts) and _capital_inside(text, span, parts):
        return False
    if bare == "year" and not _bare_year(text, span, before, after, lang):
        return False
    if bare in ("month", "weekday") and lang.spaced and not _bare_word(text, low, span, before, after, lang):
        return False
    if bare == "season" and not lang.bare_season_before.search(before) and not _opens(text, span, lang):
        return False
    if bare == "numeric" and "weekday" not in parts and (parts.get("sep") == "." or not lang.numeric_before.search(before)):
        return not re.search(r"[^\W\d]{2}", low[: span.start] + low[span.end :]) if len(low) <= SHORT else False
    return bool(word.strip())


def _opens(text: str, span: Span, lang: Language) -> bool:
    """ "Autumn, I hope": a season that opens its sentence; no "Summer Reed", and nothing where all nouns have a capital."""
    return text[span.start].isupper() and not lang.nouns_capital and not _CAPITALS.match(text, span.end + 1)


def _capital_inside(text: str, span: Span, parts: dict[str, Any]) -> bool:
    """ "Seven Days in Late October": a capital where prose has none."""
    word = text[span.start : span.end].split()[0]
    if not (word[0].isupper() and word.isalpha()) or word.isupper() or ("month" in parts and "edge" not in parts):
        return False
    before = text[max(0, span.start - 3) : span.start].rstrip(" ")
    return bool(before) and before[-1] not in ".!?:\n\"“„«'‘(" and before[-1] != "-"


def _bare_year(text: str, span: Span, before: str, after: str, lang: Language) -> bool:
    if not lang.spaced:
        return True
    if before.endswith(("(", "[")) and (after[:1] in ")],;" or after.startswith((" film", " drama", " series"))):
        return True
    following = text[span.end : span.end + 2]
    if len(following) == 2 and following[0] == " " and following[1].isupper() and text[span.start - 2 : span.start - 1] not in ".!?":
        return False  # "1917 Winter Street"
    if lang.bare_year_after.match(after):
        return False  # "2000 extras"
    preceding = [w for w in (p.strip("\"“”'‘’") for p in text[max(0, span.start - 30) : span.start].split()) if w]
    if not preceding:
        return False
    if lang.bare_year_before.search(before):
        return not _title_before(preceding) or bool(lang.join.match(after))
    if re.match(r" (?!series)[a-z]+s(?!\w)", after):
        return False  # "2026 names"
    return not preceding[-1][:1].isupper() and preceding[-1][-1:].isalpha()


def _title_before(words: Sequence[str]) -> bool:
    """ "Class of 2004": a preposition that joins a capital word to the number."""
    return len(words) >= 2 and words[-1].lower() in ("of", "del", "de") and words[-2][:1].isupper()


def _bare_word(text: str, low: str, span: Span, before: str, after: str, lang: Language) -> bool:
    """A month or weekday that stands alone: "Will June come in June?"."""
    word = low[span.core : span.end].rstrip(".")
    if lang.ambiguous.fullmatch(word) and _CAPITALS.match(text, span.end + 1) and text[span.end : span.end + 1] == " ":
        return False  # "May Whitlock"
    capital = text[span.core].isupper()
    if lang.capital_months and not capital and lang.never_small.fullmatch(word):
        return False  # "it may", "they march"
    if not lang.capital_months and capital and not text[span.core : span.end].isupper():
        opening = re.search(r"(?:^|[.!?:\n]\s*)$", text[max(0, span.core - 3) : span.core])
        if span.core == span.start and (not opening or _CAPITALS.match(text, span.end + 1)):
            return False  # "Julio Peña"
    if bool(_CAPITALS.match(text, span.end + 1)) and text[span.end : span.end + 1] == " " and "weekday" in span.parts:
        return bool(lang.day_before.search(before)) or span.core > span.start  # "Tuesday Weld" but "on Tuesday Netflix said"
    if re.match(r" \((?:19|20)\d\d", after):
        return False  # "Oslo in August (2023)"
    if span.core > span.start:
        return True  # "late May", "am Freitag"
    if lang.ambiguous.fullmatch(word):
        return bool(lang.ambiguous_after.search(before) or lang.ambiguous_followed.match(after))
    preceding = text[max(0, span.start - 30) : span.start].split()
    if (
        preceding
        and preceding[-1][:1].isupper()
        and preceding[-1].isalpha()
        and (not lang.nouns_capital or ("weekday" in span.parts and preceding[-1].lower() not in ("am", "seit", "bis", "ab")))
    ):
        return (len(preceding) > 1 and preceding[-2][-1:] in ".!?:") or (span.start < 30 and len(preceding) == 1)
    return True


def blocked_spans(text: str, low: str, lang: Language, titles: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Places where a date is part of a title: known titles, quoted titles, traps of the language."""
    out = [m.span() for m in _CJK_TITLE.finditer(text)]
    out += [m.span() for m in lang.traps.finditer(low)]
    for title in titles:
        if any(c.isdigit() for c in title) or len(title.split()) > 1:
            out += [m.span() for m in re.finditer(re.escape(title.lower()), low)]
    for m in _QUOTED.finditer(low):
        inner = text[m.start(1) : m.end(1)]
        words = [w for w in re.findall(r"\w+", inner) if not w.isdigit()]
        capitals = [w for w in words if w[0].isupper()]
        if inner[-1] in ".?!," or (lang.spaced and len(words) > 8):
            continue
        if lang.spaced and words and (len(capitals) * 2 >= len(words) and words[0][0].isupper() and len(words) > 1):
            out.append(m.span())
        elif lang.spaced and len(words) < 2 and len(capitals) == len(words) and _TITLE_YEAR.search(inner):
            out.append(m.span())  # "1917", "Summer 1993"
        elif lang.code == "ko" and text[m.start()] in "'‘" and len(inner) <= 20:
            out.append(m.span())
    return out
