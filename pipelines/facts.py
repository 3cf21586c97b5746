"""The numbers of a headline and what they count: season, episode, part, week, day, year, amount. Pure.

"Season two", "S2", "2. Staffel", "시즌2" and "второго сезона" are one fact; "season 1" and "season 11" are not, however
alike they look. What is read as a number is cut out of the words, so that it is not compared twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite

from pipelines.events import bare

_WORDS = {
    1: "one first primera primer primero una uno erste ersten erster un première premier первый первого первая 첫 첫번째",
    2: "two second segunda segundo dos zweite zweiten zweiter zwei deux deuxième второй второго вторая два 두번째",
    3: "three third tercera tercer tercero tres dritte dritten dritter drei trois troisième третий третьего третья три 세번째",
    4: "four fourth cuarta cuarto cuatro vierte vierten vierter vier quatre quatrième четвертый четвертого четвертая четыре 네번째",
    5: "five fifth quinta quinto cinco fünfte fünften funfte funften fünf funf cinq cinquième пятый пятого пять 다섯번째",
    6: "six sixth sexta sexto seis sechste sechsten sechs sixième шестой шестого шесть 여섯번째",
    7: "seven seventh séptima septima siete siebte siebten sieben sept septième седьмой седьмого семь",
    8: "eight eighth octava ocho achte achten acht huit huitième восьмой восьмого восемь",
    9: "nine ninth novena nueve neunte neunten neun neuf девятый девятого девять",
    10: "ten tenth décima decima diez zehnte zehnten zehn dix десятый десятого десять",
    11: "eleven once elf onze одиннадцать",
    12: "twelve twelfth doce zwölf zwolf douze двенадцать",
}
NUMBERS = {bare(word): n for n, words in _WORDS.items() for word in words.split()}
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_N = r"(?:\d{1,2}|" + "|".join(sorted((re.escape(w) for w in NUMBERS), key=len, reverse=True)) + r")"
_SEASON = bare(r"(?:season|sezon|seson|series|temporada|staffel|saison|stagione|시즌|シーズン|сезона?|сезоне|сезону|季)")
_EPISODE = bare(r"(?:episodes?|ep\.?|folge|capítulo|episodio|épisode|серия|серии|에피소드)")

_MONTHS = {
    1: "january jan enero januar janvier января январь",
    2: "february feb febrero februar février fevrier февраля февраль",
    3: "march mar marzo märz marz mars марта март",
    4: "april apr abril avril апреля апрель",
    5: "may mayo mai мая май",
    6: "june jun junio juni juin июня июнь",
    7: "july jul julio juli juillet июля июль",
    8: "august aug agosto août aout августа август",
    9: "september sep sept septiembre septembre сентября сентябрь",
    10: "october oct octubre oktober octobre октября октябрь",
    11: "november nov noviembre novembre ноября ноябрь",
    12: "december dec diciembre dezember décembre decembre декабря декабрь",
}
MONTHS = {bare(word): n for n, words in _MONTHS.items() for word in words.split()}
_M = r"(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_PLAIN_MONTH = "january|february|april|june|july|august|september|october|november|december|enero|febrero|abril|junio|julio|septiembre|octubre|noviembre|diciembre|januar|februar|juni|juli|oktober|dezember"
# What multiplies a number, in all its endings. Letters that begin a longer word are none: "3 killed" are not 3,000.
_SCALES = (
    (10**12, r"(?:trillions?|trn?|триллион[а-я]{0,2}|трлн)(?![^\W\d_])"),
    (10**9, r"(?:billions?|bn|milliarden?|mrd|миллиард[а-я]{0,2}|млрд)(?![^\W\d_])"),
    (10**6, r"(?:millions?|millionen|millon(?:es)?|mio|ml?n|m|миллион[а-я]{0,2}|млн)(?![^\W\d_])"),
    (10**3, r"(?:thousands?|tausend|k(?!-)|тысяч[а-я]{0,2}|тыс)(?![^\W\d_])"),
    (10**8, r"[억億]"), (10**4, r"[만万]"),
)  # fmt: skip
_SCALE = "|".join(words for _, words in _SCALES)
_SCALED = tuple((by, re.compile(words)) for by, words in _SCALES)

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("season+episode", re.compile(r"\bs(\d{1,2})\s?e(\d{1,3})\b")),
    ("season+episode", re.compile(r"\b(\d{1,2})x(\d{2})\b")),
    ("time", re.compile(r"\b(\d{1,2})[:.](\d{2})\s?(?:([ap])\.?m\b\.?)?|\b(\d{1,2})\s?()([ap])\.?m\b\.?")),
    (
        "count",
        re.compile(rf"\b(?:after|over|for|of|two|three|four|more)\s+({_N})\s+(?:more\s+)?(?:seasons|season|series|years)\b(?!\s*\d)"),
    ),
    ("season", re.compile(rf"\b{_SEASON}\s?({_N}|ii|iii|iv|vi?)\b|(?<![^\W_])(?:시즌|シーズン)\s?(\d{{1,2}})")),
    ("season", re.compile(rf"\b({_N})(?:st|nd|rd|th|\.|-?и|ª|e)?\s+{_SEASON}\b")),
    ("season", re.compile(r"第([一二三四五六七八九\d])(?:季|シーズン|期)")),
    ("season", re.compile(r"(?:두|세|네) ?번째 ?시즌()")),
    ("season", re.compile(r"\bs(\d{1,2})\b")),
    ("episode", re.compile(rf"\b{_EPISODE}\s?#?({_N})\b")),
    ("episode", re.compile(r"第(\d{1,3})[話回]|(?<!\d)(\d{1,3})(?:회|화)(?![가-힣])|(?<!\d)(\d{1,3})話")),
    ("part", re.compile(rf"\b(?:part|volume|vol\.?|teil|parte|partie|파트|часть)\s?({_N}|ii|iii)\b")),
    ("week", re.compile(rf"\bweek\s({_N}|\d{{1,2}})\b|\b({_N})\sweek\b|(\d{{1,2}})주")),
    ("day", re.compile(rf"\b({_M})\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?(?:million|m\b))")),
    ("day", re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:de\s)?({_M})(?!\w)")),
    ("day", re.compile(r"(\d{1,2})\s?[월月]\s?(\d{1,2})\s?[일日]")),
    (
        "month",
        re.compile(
            rf"\b(?:in|en|im|by|until|since|late|early|mid|for|from|on|w)\s({_M})(?!\w)|\b({_M})\s(?=(?:19|20)\d\d)|(\d{{1,2}})[월月]|\b({_PLAIN_MONTH})\b"
        ),
    ),
    ("year", re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d%])")),
    ("share", re.compile(r"(?<!\d)(\d+(?:[.,]\d+)?)\s?(?:%|percent|per cent|процент\w*|퍼센트|パーセント|prozent|por ciento|pct)")),
    ("amount", re.compile(r"(?<![\w.])[$€£¥₩]?(\d+(?:[.,]\d{3})*(?:[.,]\d+)?)\s?(" + _SCALE + r")?(?:st|nd|rd|th)?(?![\d])")),
)
# What every rule needs at least; most headlines have nothing of it, and twenty rules are not asked.
_ANY = re.compile(r"\d|第|번째|(?<!\w)(?:" + "|".join(sorted({*NUMBERS, *MONTHS, *_ROMAN}, key=len, reverse=True)) + r")(?!\w)")
_KOREAN_ORDINAL = {"두": 2, "세": 3, "네": 4}
_CJK = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


@dataclass(frozen=True, slots=True)
class Facts:
    """What each kind of number says: {"season": {2}, "episode": {7}}; `rest` is the text without them."""

    numbers: dict[str, frozenset[str]] = field(default_factory=dict)
    rest: str = ""

    def of(self, kind: str) -> frozenset[str]:
        return self.numbers.get(kind, frozenset())

    @property
    def all(self) -> frozenset[str]:
        return frozenset(f"{kind}:{value}" for kind, values in self.numbers.items() for value in values)


def facts(folded: str) -> Facts:
    """Numbers of a folded headline."""
    if not _ANY.search(folded):
        return Facts({}, folded)
    found: dict[str, set[str]] = {}
    rest = folded

    def note(kind: str, *values: object) -> None:
        found.setdefault(kind, set()).add("-".join(str(v) for v in values))

    for kind, rule in _RULES:

        def cut(match: re.Match[str], kind: str = kind) -> str:
            _read(kind, match, note)
            return " "

        rest = rule.sub(cut, rest)
    return Facts({k: frozenset(v) for k, v in found.items()}, " ".join(rest.split()))


def placed(folded: str) -> list[tuple[int, str]]:
    """Numbers of a folded text as (where, "kind:value"), in the text's order."""
    found: list[tuple[int, str]] = []
    rest = folded

    for kind, rule in _RULES:

        def cut(match: re.Match[str], kind: str = kind) -> str:
            _read(kind, match, lambda kind, *values: found.append((match.start(), f"{kind}:{'-'.join(map(str, values))}")))
            return " " * len(match[0])

        rest = rule.sub(cut, rest)
    return sorted(found)


def _read(kind: str, match: re.Match[str], note: object) -> None:
    assert callable(note)
    groups = [g for g in match.groups() if g]
    if kind == "season+episode":
        note("season", int(groups[0]))
        note("episode", int(groups[1]))
    elif kind == "time":
        hour = int(groups[0]) + (12 if groups[-1] == "p" and int(groups[0]) < 12 else 0)
        minute = int(groups[1]) if len(groups) > 1 and groups[1].isdigit() else 0
        note("time", hour, minute)
    elif kind == "season" and not groups:
        note("season", _KOREAN_ORDINAL[match[0][0]])
    elif kind == "day":
        month, day = (
            (groups[0], groups[1])
            if _month(groups[0]) and not (groups[0].isdigit() and _month(groups[1]) and not groups[1].isdigit())
            else (groups[1], groups[0])
        )
        note("day", _month(month), int(day))
    elif kind == "month":
        note("month", _month(groups[0]))
    elif kind == "amount":
        value = _plain_number(groups[0]) * (_times(groups[1]) if len(groups) > 1 else 1)
        note("amount", int(value) if isfinite(value) and value == int(value) else value)
    elif kind == "share":
        note("share", _plain_number(groups[0]))
    else:
        note(kind, _number(groups[0]))


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.get(text.rstrip("."), 0)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return NUMBERS.get(text) or _ROMAN.get(text) or _CJK.get(text, 0)


def _times(scale: str) -> int:
    return next(by for by, words in _SCALED if words.fullmatch(scale))


def _plain_number(text: str) -> float:
    text = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text).replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return 0.0
