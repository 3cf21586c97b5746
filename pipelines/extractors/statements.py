"""What is said of a season that is no date and no person: renewed or cancelled, how many episodes, the last one.

A language is one entry of `WORDS`. A sentence counts only where it states the thing: hopes, questions and "not yet"
fall out, a rumour is kept as one. Each statement is found once for an article, where it is said first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.records import Filing, Mention, Series
from model.speakers import speaks_officially
from model.text import fold, quote_span, sentences

KIND = "statement"
_EPISODES_MAX = 60
_BACK = 2  # sentences before that may name the season
_TITLE_CLOSE = re.compile(r"[\"“”'‘’«»『』「」]")


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns of a language; `@N` stands for a number, `@S` for a season with its number."""

    numbers: Mapping[str, int]
    season: str
    renewed: str
    cancelled: str
    episodes: str
    final: str
    doubt: str  # makes a statement a hope, a question or its opposite
    rumour: str


def _numbered(*rows: str, endings: Sequence[str] = ("",)) -> dict[str, int]:
    return {word + ending: n for row in rows for n, word in enumerate(row.split(), 1) for ending in endings}


_EN = _numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
)
_ES = _numbered(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis",
    "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
)
_DE = _numbered("ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn")
_DE |= _numbered("erst zweit dritt viert fünft sechst siebt acht neunt zehnt", endings=("e", "en", "er"))
_JA = _numbered("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六")
_KO = _numbered("첫 두 세 네 다섯 여섯 일곱 여덟 아홉 열")

WORDS: Mapping[str, Words] = {
    "en": Words(
        _EN,
        r"\b(?:season|series)\s+(?P<s1>@N)\b|\b(?P<s2>@N)(?:st|nd|rd|th)?(?:[- ]and[- ]final)?\s+season\b|\bS(?P<s3>\d{1,2})\b",
        r"\brenew(?:s|ed)\b|\brenewal\s+(?:for|order)\b|\breturn(?:s|ing)?\s+for\s+(?:a\s+)?(?:second|third|another|more)\b"
        r"|\b(?:orders|ordered|picks up|picked up|greenlights?|greenlit|commissions|commissioned)\b[^.]{0,40}(?:season|more\b)"
        r"|\b(?:get(?:s|ting)|return(?:s|ing)?\s+(?:for|with)|back for|comes? back for)\s+(?:a |an |its )?(?:@S|new season)"
        r"|\b@S\s+(?:is |has been |was )?(?:officially )?(?:confirmed|ordered|greenlit|a go|announced)\b",
        r"\bcancel(?:l?ed|s|lation)\b|\baxed\b|\bscrapp(?:ed|s)\b|\b(?:it|show|series|drama)\s+(?:will|would)\s+not\s+(?:return|be back)\b"
        r"|\b(?:will not|won[’']t) be renewed\b",
        r"\b(?:ha(?:ve|s)|consists? of|compris(?:es?|ing)|runs?(?: for| to)?|spans?|counts?|gets?|season of|series of|total(?:s|ling)?)\s+"
        r"(?:a total of |just |only )?(?P<n>@N)\s+(?:new |hour-long |one-hour )?(?:episodes|parts|chapters)\b"
        r"|\b(?P<n2>@N)[- ](?:episode|part)\s+(?:new |second |third )?(?:season|series|run|order|drama)\b"
        r"|[:,–—-]\s(?P<n3>@N)\s+episodes\b",
        r"\bfinal season\b|\b(?:end|conclude|wrap up)s?\s+(?:with|after)\s+(?:its |the |a )?@S|\b@S\s+(?:will be|is) (?:the|its) last\b",
        r"\b(?:if|whether|hop(?:e|es|ing)|could|might|may|petition|wish|yet to|not yet|has not|have not|hasn[’']t|no word|awaits?|chance"
        r"|undecided|not|won[’']t|another|other|all|first|last|next|remaining|every|opening|after)\b(?=[^.]{0,60}$)",
        r"\brumou?r|\breportedly\b|\bsources? (?:say|said|claim)|\btipped\b|\blikely\b|\bexpected to be\b",
    ),
    "ko": Words(
        _KO,
        r"시즌\s?(?P<s1>\d{1,2})|(?P<s2>@N)\s?번째\s?시즌",
        r"시즌\s?\d{0,2}[^.]{0,12}(?:제작[이을]?\s?)?(?:확정|돌아온다|돌아옵니다|제작\s?발표)"
        r"|후속\s?시즌\s?확정",
        r"(?:시즌\s?\d{0,2}|제작|방영)[^.]{0,10}(?:무산|취소|백지화|중단\s?확정)",
        r"(?:총|전체|모두)?\s?(?P<n>\d{1,2})부작|총\s?(?P<n2>\d{1,2})(?:회|화|편)",
        r"마지막\s?시즌|시즌\s?\d{1,2}[^.]{0,6}(?:종영|완결|막을 내린)",
        r"미정|불투명|기대|바라|여부|가능성|요청",
        r"물망|소문|검토|관측|설[이은을]",
    ),
    "ja": Words(
        _JA,
        r"シーズン\s?(?P<s1>[0-9０-９]{1,2})|第\s?(?P<s2>@N|\d{1,2})\s?シーズン",
        r"(?:シーズン\s?\d{0,2}|続編|新シーズン)[^。]{0,12}(?:制作|製作)?(?:が|を|の)?(?:決定|更新|発表)",
        r"打ち切り|(?:制作|製作)(?:の)?中止",
        r"全\s?(?P<n>@N|[0-9０-９]{1,2})\s?(?:話|エピソード)",
        r"最終シーズン|ファイナルシーズン|シーズン\s?\d{1,2}で完結",
        r"未定|期待|かどうか|可能性|望む",
        r"噂|とみられる|検討",
    ),
    "es": Words(
        _ES,
        r"\b(?P<s1>@N)\s+temporada\b|\btemporada\s+(?P<s2>@N)\b",
        r"\brenueva\w*|\brenovad[ao]s?\b|\brenovación\b"
        r"|\b(?:tendrá|habrá|volverá con|encarga|confirma(?:do)?)\s+(?:una\s+|la\s+)?(?:@S|nueva temporada)",
        r"\bcancel(?:ad[ao]|a|ación)\b|\bno (?:volverá|será renovada|tendrá)\b[^.]{0,20}temporada",
        r"\b(?:tendrá|tiene|contará con|cuenta con|consta de|constará de|compuesta por|temporada de)\s+(?:un total de )?(?P<n>@N)\s+"
        r"(?:episodios|capítulos|entregas)\b|[:,]\s(?P<n2>@N)\s+(?:episodios|capítulos)\b",
        r"\btemporada final\b|\b(?:será|es) la última temporada\b",
        r"\b(?:si|podría|quizá|esperan?|todavía no|aún no|posible|petición|primeros|últimos|todos|cada)\b(?=[^.]{0,60}$)",
        r"\brumor|\bal parecer\b|\bsegún fuentes\b",
    ),
    "de": Words(
        _DE,
        r"\b(?P<s1>@N)\.?\s+staffel\b|\bstaffel\s+(?P<s2>@N)\b",
        r"\bverlänger(?:t|te|ung)\b|\b(?:bekommt|erhält|bestellt|bestätigt|kriegt)\s+(?:eine\s+|die\s+)?(?:@S|neue staffel)"
        r"|\b@S\s+(?:ist\s+)?(?:offiziell\s+)?(?:bestätigt|bestellt|beschlossen)\b|\bkehrt\b[^.]{0,30}\b@S\s+zurück",
        r"\babgesetzt\b|\beingestellt\b|\bkeine (?:weitere|zweite|dritte) staffel\b",
        r"\b(?:umfass\w+|hat|haben|wird|besteh\w+ aus|zähl\w+|bringt|bekommt)\s+(?:\w+\s+){0,3}?(?P<n>@N)\s+"
        r"(?:neue\s+)?(?:folgen|episoden|teile)\b"
        r"|[:,]\s(?P<n2>@N)\s+(?:folgen|episoden)\b",
        r"\b(?:letzte|finale) staffel (?:sein|werden)\b|\bfinale staffel\b|\bendet (?:mit|nach) (?:der\s+)?@S",
        r"\b(?:ob|falls|könnte|hoff\w+|noch nicht|offen|vielleicht|wünsch\w+|ersten|letzten|alle|mehr als|war|waren)\b(?=[^.]{0,60}$)",
        r"\bgerücht|\bangeblich\b|\bsoll\b",
    ),
}


@dataclass(frozen=True, slots=True)
class _Compiled:
    season: re.Pattern[str]
    facts: tuple[tuple[str, str, re.Pattern[str]], ...]  # about, value ("" = the number), pattern
    doubt: re.Pattern[str]
    rumour: re.Pattern[str]


@lru_cache(maxsize=16)
def _compiled(language: str) -> _Compiled:
    words = WORDS[language]
    number = "(?:" + "|".join([*sorted(map(re.escape, words.numbers), key=len, reverse=True), r"\d{1,2}"]) + ")"
    season = words.season.replace("@N", number)
    plain = re.sub(r"\(\?P<s\d>", "(?:", season)

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace("@S", f"(?:{plain})").replace("@N", number), re.IGNORECASE)

    return _Compiled(
        season=re.compile(season, re.IGNORECASE),
        facts=(
            ("renewal", "cancelled", made(words.cancelled)),
            ("renewal", "renewed", made(words.renewed)),
            ("final_season", "yes", made(words.final)),
            ("episodes", "", made(words.episodes)),
        ),
        doubt=re.compile(words.doubt, re.IGNORECASE),
        rumour=re.compile(words.rumour, re.IGNORECASE),
    )


def find(filing: Filing, series: Sequence[Series]) -> tuple[Mention, ...]:
    """Statements about the series that the article is judged to be of; none where it is about several or none."""
    language = filing.language[:2].lower()
    judged = {j.series for j in filing.judged}
    subjects = [s for s in series if s.slug in judged]
    if language not in WORDS or len(subjects) != 1:
        return ()
    found: dict[tuple[str, str, str], Mention] = {}
    for mention in _stated(filing, subjects[0], _compiled(language), WORDS[language]):
        key = (mention.about, mention.value, mention.season)
        known = found.get(key)
        if known is None or (mention.official and not known.official):
            found[key] = mention
    return tuple(sorted(found.values(), key=lambda m: (m.start, m.end)))


def _stated(filing: Filing, series: Series, compiled: _Compiled, words: Words) -> Iterator[Mention]:
    text = filing.text
    bounds = sentences(text)
    own = filing.article.source.tier == "official"
    names = (*series.platform,)
    for index, (first, last) in enumerate(bounds):
        sentence = text[first:last]
        taken: set[str] = set()
        for about, value, pattern in compiled.facts:
            if about in taken:
                continue
            match = pattern.search(sentence)
            if match is None or compiled.doubt.search(sentence[: match.start()]) or sentence.rstrip().endswith(("?", "？")):
                continue
            if _of_another(sentence, match.start(), series):
                continue
            season = _season(text, bounds, index, match.start(), compiled, words)
            said = value or _number(next((g for g in match.groups() if g), ""), words)
            if about == "episodes" and (not season or not said or not 2 <= int(said) <= _EPISODES_MAX):
                continue
            taken.add(about)
            start, end = first + match.start(), first + match.end()
            quote = quote_span(text, start, end, bounds)
            yield Mention(
                kind=KIND,
                start=start,
                end=end,
                quote_start=quote[0],
                quote_end=quote[1],
                value=said,
                series=series.slug,
                season=season,
                about=about,
                status="rumoured" if compiled.rumour.search(sentence) else "confirmed",
                official=own or speaks_officially(sentence, 0, len(sentence), names),
            )


def _season(text: str, bounds: Sequence[tuple[int, int]], index: int, at: int, compiled: _Compiled, words: Words) -> str:
    """The season nearest to the statement: before it in its sentence, after it, or in the sentences before; "" = none."""
    first, last = bounds[index]
    here = list(compiled.season.finditer(text[first:last]))
    before = [m for m in here if m.start() <= at]
    chosen = before[-1] if before else (here[0] if here else None)
    for back in range(index - 1, max(-1, index - 1 - _BACK), -1):
        if chosen is None:
            chosen = next(iter(compiled.season.finditer(text[slice(*bounds[back])])), None)
    number = _number(next((g for g in chosen.groups() if g), ""), words) if chosen else ""
    return f"S{number}" if number and 1 <= int(number) <= 30 else ""


def _number(word: str, words: Words) -> str:
    if not word:
        return ""
    if word.isdecimal():
        return str(int(word))
    return str(words.numbers.get(word.lower(), "")) or ""


def _of_another(sentence: str, at: int, series: Series) -> bool:
    """Whether the statement follows another show's title in quotes, and ours is not in the sentence."""
    folded = fold(sentence)
    if any(fold(title) in folded for title in series.titles):
        return False
    return bool(_TITLE_CLOSE.search(re.sub(r"\w['’]\w", "", sentence[:at])))
