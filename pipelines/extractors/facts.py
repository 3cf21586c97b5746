"""What else an article says of a series: renewed or cancelled, how many episodes, whether a season is the last.

Each is a mention of kind "fact" whose `about` names the claim. The words are in the languages' tables (`[[fact]]`), the
season and how surely it is said come from the same rules as those of dates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from model.records import Filing, Mention
from model.text import quote_span, sentences
from model.watched import Series
from pipelines.extractors.timex import about
from pipelines.extractors.timex.detect import language_of
from pipelines.extractors.timex.subject import current_season, official, speakers
from pipelines.extractors.timex.tables import LANGUAGES, Language, language, shadow

TEXT_MAX = 100_000  # characters that are read
EPISODES_MAX = 200  # more is no season's number of episodes
FACTS_MAX = 20  # of one kind in one article

_NOT = re.compile(
    r"(?:not|n't|never|no|yet to be|whether|if|unless|hopes? (?:for|of)|nicht|ob|falls|no ha sido|todavia no|si)(?: \\w{1,12}){0,2} $"
)
_KANJI = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact in a text: `text[start:end]` says it."""

    start: int
    end: int
    about: str  # renewal, episodes, final_season
    value: str
    season: str
    status: str  # confirmed, rumoured, denied
    official: bool


def find_facts(
    text: str,
    lang: str = "",
    seasons: Mapping[int, str] | None = None,
    platforms: Sequence[str] = (),
    reference: str = "",
) -> list[Fact]:
    """Every fact of a text, in order; of one and the same said twice both."""
    text = text[:TEXT_MAX]
    tables = language(language_of(text, lang, LANGUAGES))
    low = shadow(text)
    bounds = about.split(text, tables)
    current = current_season(low, bounds, tables, seasons or {}, reference)
    names = speakers(text, platforms, tables)
    out: list[Fact] = []
    read: dict[int, about.Sentence] = {}
    for name, value, regex in tables.facts:
        for m in islice(regex.finditer(low), FACTS_MAX):
            sentence = _sentence(low, bounds, m.start(), tables, read)
            if sentence is None:
                continue
            said = value or _number(m, tables)
            if not said:
                continue
            number, _ = about.nearest_season(m.start(), m.end(), sentence)
            if name == "renewal" and number <= 1:
                number = max(2, current)
            status = about.status_of(low, m.start(), m.end(), sentence, tables)
            if _NOT.search(low[max(sentence.start, m.start() - 40) : m.start()]) and said != "cancelled":
                status = "denied"
            out.append(
                Fact(
                    start=m.start(),
                    end=m.end(),
                    about=name,
                    value=said,
                    season=f"S{number or current}",
                    status=status if status in ("rumoured", "denied") else "confirmed",
                    official=status != "rumoured" and official(low[sentence.start : sentence.end], names, tables),
                )
            )
    return sorted(out, key=lambda f: f.start)


def _sentence(
    low: str, bounds: Sequence[tuple[int, int]], at: int, lang: Language, read: dict[int, about.Sentence]
) -> about.Sentence | None:
    """The sentence around a place; `read` keeps those that are read."""
    index = bisect_right(bounds, at, key=lambda b: b[0]) - 1
    if index < 0 or bounds[index][1] <= at:
        return None
    if index not in read:
        read[index] = about.read_sentence(low, *bounds[index], lang)
    return read[index]


def _number(m: re.Match[str], lang: Language) -> str:
    """The number that a match holds, in figures."""
    word = next((g for g in m.groups() if g), "")
    number = int(word) if word.isdigit() else int(lang.words.get("number", {}).get(word, 0) or _KANJI.get(word, 0))
    return str(number) if 1 < number <= EPISODES_MAX else ""


def find(filing: Filing, series: Sequence[Series]) -> tuple[Mention, ...]:
    """The facts of an article as mentions, of the series it is about; none where it is about none."""
    subject = next((s for s in series if any(j.series == s.slug for j in filing.judged)), None)
    if subject is None:
        return ()
    facts = find_facts(
        filing.text, filing.language, {s.number: s.premiered for s in subject.seasons}, subject.platform, filing.published_day
    )
    own = filing.article.source.tier == "official"
    lines = sentences(filing.text)
    out = []
    for fact in facts:
        start, end = quote_span(filing.text, fact.start, fact.end, lines)
        out.append(
            Mention(
                kind="fact",
                start=fact.start,
                end=fact.end,
                quote_start=start,
                quote_end=end,
                value=fact.value,
                series=subject.slug,
                season=fact.season,
                about=fact.about,
                status=fact.status,
                official=(fact.official or own) and fact.status != "rumoured",
            )
        )
    return tuple(out)
