"""A language's tables, read from languages/<code>.toml and compiled once.

Why tables: whoever adds a language writes words and patterns, never code. A pattern is a bounded regular
expression over folded text in which `{name}` stands for a word class (a named group), `<NAME>` for one of the
file's macros, a space for one to three spaces and `_` for at most two. What a match means is in its groups and in
the row's `set`: see values.py.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"
LANGUAGES: tuple[str, ...] = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


class _Fold(dict[int, str]):
    """One character to one character: lower case, no marks on Latin letters, plain digits, spaces, quotes and dashes."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        plain = plain if len(plain) == 1 else char
        if not ("가" <= plain <= "힣"):
            base = unicodedata.normalize("NFD", plain)
            if len(base) > 1 and unicodedata.combining(base[1]) and not ("\u3040" <= base[0] <= "\u30ff"):
                plain = base[0]
        lower = plain.lower()
        result = lower if len(lower) == 1 else plain
        self[code] = result
        return result


_FOLD = _Fold(
    {
        **{ord(c): "'" for c in "‘’‚‛`´ʼ＇"},
        **{ord(c): '"' for c in "“”„‟«»"},
        **{ord(c): "-" for c in "‐‑‒–—―−﹣－"},
        **{ord(c): " " for c in "\t\r\u00a0\u2007\u2009\u202f\u3000"},
        **{ord(c): "~" for c in "〜～∼"},
        ord("\n"): "\n",
    }
)


def shadow(text: str) -> str:
    """The text as patterns see it: as long as the original, so that offsets are the same."""
    return text.translate(_FOLD)


# The word classes that are the same in every language; the rest come from the file.
_CLASSES: dict[str, str] = {
    "year": r"(?P<year>(?<![\d$€£#])(?<!\d[.,])(?:1[5-9]|20)\d\d(?!\d|[.,]\d|%))",
    "yyyy": r"(?P<year>(?:1[5-9]|20)\d\d(?!\d))",
    "yy": r"(?P<year>(?:1[89]|20)\d\d(?!\d)|\d\d(?!\d))",
    "day": r"(?P<day>(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d))",
    "mm": r"(?P<month>(?<!\d)(?:1[0-2]|0?[1-9])(?!\d))",
    "nn": r"(?P<first>(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d))",
    "decade": r"(?P<decade>(?:1[89]|20)\d0)",
    "count": r"(?P<count>(?<![\d.,])\d{1,3}(?!\d)NUMBERS)",
    "weekno": r"(?P<weekno>(?<!\d)(?:5[0-3]|[1-4]\d|0?[1-9])(?!\d))",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of the grammar: how it looks and what is fixed about it."""

    regex: re.Pattern[str]
    fixed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that say what a date is of, or when."""

    regex: re.Pattern[str]
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    spaced: bool  # words are set apart by spaces
    verb_last: bool  # the verb that governs a date follows it
    nouns_capital: bool  # every noun has a capital: a capital says nothing of titles
    capital_months: bool  # months and weekdays have a capital
    order: str  # of 03/04/2026: "DMY" or "MDY"
    words: Mapping[str, Mapping[str, Any]]  # class -> folded word -> what it means
    triggers: re.Pattern[str]  # what every date expression holds at least one of
    patterns: tuple[Pattern, ...]
    join: re.Pattern[str]  # between the ends of a range, whole
    lead: re.Pattern[str]  # before its first end
    ambiguous: re.Pattern[str]  # months that are also names or other words: only where something else says that it is a date
    never_small: re.Pattern[str]  # those of them that are other words where they have no capital
    ambiguous_after: re.Pattern[str]  # what may stand before such a word
    traps: re.Pattern[str]  # not dates, though they look like it
    repeats: re.Pattern[str]  # before a date: it comes again and again
    bare_year_before: re.Pattern[str]
    bare_year_after: re.Pattern[str]
    bare_season_before: re.Pattern[str]
    about: tuple[Trigger, ...]
    tenses: tuple[Trigger, ...]
    statuses: Mapping[str, re.Pattern[str]]
    seasons: tuple[tuple[re.Pattern[str], int], ...]  # group 1 is the number, or the fixed number counts
    stages: tuple[Trigger, ...]  # verbs that begin or end what a clause speaks of: production_start, production_end
    done: re.Pattern[str]  # verbs that tell for certain of something that has happened
    stamp: re.Pattern[str]  # "Updated": before the day of a page
    aside: re.Pattern[str]  # a clause or bracket within another: what stands in it governs nothing outside
    clause: re.Pattern[str]
    official: re.Pattern[str]
    production: re.Pattern[str]
    renewal: re.Pattern[str]
    speaker: re.Pattern[str]  # who speaks officially, where the platform's name is not said
    speaker_names: tuple[re.Pattern[str], ...]  # in the text as it is: group 1 is the name of a platform or studio
    facts: tuple[tuple[str, str, re.Pattern[str]], ...]  # what else is said of a series: about, value ("" = the number found), how
    again: re.Pattern[str]  # a series that returns: its second season, where no number is said
    ahead_before: re.Pattern[str]  # what points forward whatever the verb: "delayed to"
    ahead_after: re.Pattern[str]  # the same behind the date: 10월 3일로 미뤄졌다
    numeric_before: re.Pattern[str]  # before 12/9
    day_before: re.Pattern[str]  # before a weekday that is one for certain
    that: frozenset[str]  # clause breaks over which "denied" and "insiders claim" reach
    ahead_within: re.Pattern[str]
    relatives: frozenset[str]
    itself: re.Pattern[str]  # right before its verb: it is the series that returns, whatever else the sentence sells
    ambiguous_followed: re.Pattern[str]
    from_before: re.Pattern[str]
    until_before: re.Pattern[str]
    until_within: re.Pattern[str]
    from_after: re.Pattern[str]
    until_after: re.Pattern[str]


# A label at the beginning of a line, or after what may stand beside it there: another day, a time, a bar.
_STAMPED = (
    r"(?:^|[\n|/()\[\],·•:-]|\d|uhr|[ap]\.?m\.?|[기記]者?자?) {0,3}(?:LABEL)[^\w\n]{0,3}(?:(?:on|at|am|um|el|dia) )?(?:[a-z]{2,9},? )?$"
)


def _strip(pattern: str) -> str:
    return "".join(c if c.isascii() else _FOLD[ord(c)] for c in pattern)


def _abbreviates(word: str, words: Mapping[str, Any]) -> bool:
    """Whether a word is the beginning of a longer one that means the same: "nov" of "november"."""
    return any(w != word and w.startswith(word) and words[w] == words[word] for w in words)


def _status(name: str, rows: list[str], spaced: bool) -> re.Pattern[str]:
    """`…_before` must end where the date begins, `…_after` begin where it ends."""
    if name.endswith("_before"):
        return re.compile(
            (r"(?<!\w)" if spaced else "")
            + r"(?:"
            + "|".join(_loose(r, spaced) for r in rows)
            + r")(?:in|on|at|for|by|the|to|a|an|its| ){0,4}$"
        )
    if name.endswith("_after"):
        return re.compile("|".join(_loose(r, spaced) for r in rows))
    return _regex(rows, spaced)


def _loose(pattern: str, spaced: bool) -> str:
    """A pattern of the tables; where words are not set apart, `_` is a space that need not be there."""
    return _strip(pattern) if spaced else _strip(pattern).replace("_?", "_").replace("_", " {0,2}")


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", " {1,3}") for w in sorted(words, key=len, reverse=True))


def _regex(parts: list[str], spaced: bool) -> re.Pattern[str]:
    """One expression of many; words of a spaced language do not begin or end inside another."""
    if not parts:
        return re.compile(r"(?!)")
    body = "|".join(f"(?:{_loose(p, spaced)})" for p in parts)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)" if spaced else f"(?:{body})")


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    """The tables of a language; English where there are none for it."""
    name = code.lower().replace("_", "-").split("-")[0]
    raw = tomllib.loads((FOLDER / f"{name if name in LANGUAGES else 'en'}.toml").read_text("utf-8"))
    spaced: bool = raw["spaced"]
    words: dict[str, dict[str, Any]] = {}
    classes = dict(_CLASSES)
    for group, table in raw["words"].items():
        flat = {shadow(w): _meaning(k) for k, ws in table.items() for w in ws}
        words[group] = flat
        short = [w for w in flat if group in ("month", "weekday") and spaced and _abbreviates(w, flat)]
        whole = [w for w in flat if w not in short]
        classes[group] = f"(?P<{group}>(?:{_any(whole)}){f'|(?:{_any(short)})[.]?' if short else ''})"
    numbers = _any(list(words.get("number", {})))
    classes["count"] = classes["count"].replace("NUMBERS", f"|(?:{numbers})" if numbers else "")
    macros: dict[str, str] = raw.get("macros", {})
    patterns = tuple(
        Pattern(re.compile(_expand(row["match"], classes, macros, spaced)), {k: v for k, v in row.items() if k != "match"})
        for row in raw["pattern"]
    )
    return Language(
        code=name,
        spaced=spaced,
        verb_last=raw.get("verb_last", False),
        nouns_capital=raw.get("nouns_capital", False),
        capital_months=raw.get("capital_months", False),
        order=raw.get("order", "DMY"),
        words=words,
        triggers=re.compile(_expand(raw["triggers"], {k: re.sub(r"\?P<\w+>", "?:", v) for k, v in classes.items()}, macros, False)),
        patterns=patterns,
        join=re.compile(_expand(raw["join"], classes, macros, False)),
        lead=re.compile(_expand(raw["lead"], classes, macros, False) + r"$"),
        ambiguous=re.compile(raw.get("ambiguous", "(?!)")),
        never_small=re.compile(raw.get("never_small", "(?!)")),
        ambiguous_after=_ending(raw.get("ambiguous_after", "(?!)")),
        traps=_regex(raw.get("traps", []), spaced),
        repeats=re.compile(r"(?:" + _strip(raw.get("repeats", "(?!)")) + r") {0,3}$"),
        bare_year_before=_ending(raw.get("bare_year_before", "")),
        bare_year_after=re.compile(_strip(raw.get("bare_year_after", "(?!)"))),
        bare_season_before=_ending(raw.get("bare_season_before", "")),
        about=_triggers(raw["about"], spaced),
        tenses=_triggers(raw["tense"], spaced),
        statuses={k: _status(k, v, spaced) for k, v in raw["status"].items()},
        seasons=tuple(
            (re.compile((r"(?<!\w)" if spaced else "") + _loose(s["match"], spaced)), s.get("number", 0)) for s in raw["season_of_series"]
        ),
        stages=_triggers(raw["stage"], spaced),
        done=_regex(raw["parts_of_speech"]["done"], spaced),
        stamp=re.compile(_STAMPED.replace("LABEL", "|".join(_loose(w, spaced) for w in raw["parts_of_speech"]["stamp"]))),
        aside=re.compile("|".join([r"\([^()\n]{1,80}\)", *map(_strip, raw["parts_of_speech"].get("aside", []))])),
        clause=_regex([re.sub(r"^ (.*) $", r"(?<!\\w)\1(?!\\w)", c) for c in raw["parts_of_speech"]["clause"]], False),
        official=_regex(raw["parts_of_speech"]["official"], spaced),
        production=_regex(raw["parts_of_speech"]["production"], spaced),
        renewal=_regex(raw["parts_of_speech"]["renewal"], spaced),
        speaker=_regex(raw["parts_of_speech"].get("speaker", []), spaced),
        speaker_names=tuple(re.compile(r) for r in raw["parts_of_speech"].get("speaker_names", [])),
        facts=tuple(
            (row["about"], row.get("value", ""), _regex([_fact(m, classes) for m in row["match"]], spaced)) for row in raw.get("fact", [])
        ),
        again=_regex(raw["parts_of_speech"]["again"], spaced),
        ahead_before=_ending(raw.get("ahead_before", "(?!)")),
        ahead_after=re.compile(_loose(raw.get("ahead_after", "(?!)"), spaced)),
        ahead_within=re.compile(rf"(?:{_strip(raw.get('ahead_before', '(?!)'))}) "),
        numeric_before=_ending(raw.get("numeric_before", "(?!)")),
        day_before=_ending(raw.get("day_before", "(?!)")),
        that=frozenset(raw.get("that", [])),
        relatives=frozenset(raw.get("relatives", [])),
        itself=_ending("|".join(raw["parts_of_speech"].get("itself", ["(?!)"]))),
        ambiguous_followed=re.compile(_strip(raw.get("ambiguous_followed", "(?!)"))),
        from_before=_ending(raw.get("from_before", "(?!)")),
        until_before=_ending(raw.get("until_before", "(?!)")),
        until_within=re.compile(rf"(?:{_strip(raw.get('until_within', raw.get('until_before', '(?!)')))}) "),
        from_after=re.compile(_strip(raw.get("from_after", "(?!)"))),
        until_after=re.compile(_strip(raw.get("until_after", "(?!)"))),
    )


def _ending(pattern: str) -> re.Pattern[str]:
    """Words that stand right before a place."""
    return re.compile(rf"(?<!\w)(?:{_strip(pattern)}) {{0,3}}$")


def _fact(pattern: str, classes: Mapping[str, str]) -> str:
    """A fact's words; `{count}` is a number without a group name, since a row has many branches."""
    return pattern.replace("{count}", re.sub(r"\?P<\w+>", "", classes["count"]).replace(r"(?<![\d.,])", r"(?<![\d.,])"))


def _triggers(table: Mapping[str, Any], spaced: bool) -> tuple[Trigger, ...]:
    """`name = [..]` has weight 1; `name.weak`, `.strong` are tables of the same name with other weights."""
    weights = {"": 1.0, "weak": 0.5, "strong": 1.7, "faint": 0.2}
    out = []
    for key, rows in table.items():
        name, _, force = key.partition("-")
        if rows:
            out.append(Trigger(_regex(rows, spaced), name, weights[force]))
    return tuple(out)


def _meaning(key: str) -> int | str:
    return int(key) if re.fullmatch(r"-?\d+", key) else key


def _distinct(pattern: str) -> str:
    """Groups of one name in several branches get names of their own: year, year__2, …"""
    seen: dict[str, int] = {}

    def name(m: re.Match[str]) -> str:
        seen[m[1]] = seen.get(m[1], 0) + 1
        return m[0] if seen[m[1]] == 1 else f"(?P<{m[1]}__{seen[m[1]]}>"

    return re.sub(r"\(\?P<(\w+)>", name, pattern)


def _expand(pattern: str, classes: Mapping[str, str], macros: Mapping[str, str], spaced: bool) -> str:
    for _ in range(3):  # macros may hold macros
        pattern = re.sub(r"<([A-Z_]+)>", lambda m: macros[m[1]], pattern)
    pattern = _strip(pattern)
    out = []
    for piece in re.split(r"(\{[a-z_]+[2]?\})", pattern):
        if piece.startswith("{") and piece[1:2].isalpha():
            name = piece[1:-1]
            base = name.removesuffix("2")
            text = classes[base]
            if name != base:
                text = re.sub(r"\?P<(\w+)>", r"?P<\g<1>2>", text, count=1)
            out.append(text)
        else:
            out.append(piece.replace(" ", " {1,3}").replace("_", " {0,2}"))
    text = _distinct("".join(out))
    return rf"(?<!\w)(?:{text})(?!\w)" if spaced else text
