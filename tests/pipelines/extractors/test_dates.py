"""Dates: our own sentences in five languages, the laws of offsets and values, and the limits."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Article, Entry, Filing, Judged
from model.watched import Season, Series, Source
from pipelines.extractors.dates import Found, answer_mentions_dates, find, find_dates, order_of
from pipelines.extractors.timex import days
from pipelines.extractors.timex.tables import LANGUAGES, language, shadow

SENTENCES = Path(__file__).parent / "data" / "dates.jsonl"
MARK = re.compile(r"\[\[(.*?)\]\]")
WEDNESDAY = dt.date(2026, 3, 4)


@dataclass(frozen=True)
class Expected:
    start: int
    end: int
    value: str
    about: str
    status: str
    season: str


@dataclass(frozen=True)
class Sentence:
    lang: str
    trap: str
    on: dt.date
    text: str
    dates: tuple[Expected, ...]


def sentences() -> Iterator[Sentence]:
    """The file's rows; `[[words|value|kind|status|season]]` marks a date; what is empty is not asked."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, expected, at = "", [], 0
        for mark in MARK.finditer(row["text"]):
            text += row["text"][at : mark.start()]
            words, value, about, status, season = (*mark[1].split("|"), "", "", "")[:5]
            expected.append(Expected(len(text), len(text) + len(words), value, about, status, season))
            text, at = text + words, mark.end()
        yield Sentence(row["lang"], row["trap"], dt.date.fromisoformat(row["on"]), text + row["text"][at:], tuple(expected))


def differences(sentence: Sentence) -> list[str]:
    found = find_dates(sentence.text, sentence.on, sentence.lang)
    left, wrong = list(found), []
    for want in sentence.dates:
        got = next((f for f in left if f.start < want.end and want.start < f.end), None)
        words = sentence.text[want.start : want.end]
        if got is None:
            wrong.append(f"missed {words!r}")
            continue
        left.remove(got)
        for name in ("value", "about", "status", "season"):
            is_, should = getattr(got, name), getattr(want, name)
            if should and is_ != should:
                wrong.append(f"{words!r}: {name} {is_}, not {should}")
    return wrong + [f"false {sentence.text[f.start : f.end]!r} = {f.value}" for f in left]


@pytest.mark.parametrize("lang", ["en", "ko", "ja", "es", "de"])
def test_our_own_sentences(lang: str) -> None:
    wrong = {s.text: d for s in sentences() if s.lang == lang and (d := differences(s))}
    assert wrong == {}


def test_the_sentences_hold_many_traps_in_five_languages() -> None:
    rows = list(sentences())
    assert len(rows) >= 600
    assert sum(n >= 5 for n in Counter(s.trap for s in rows).values()) >= 15
    assert set(Counter(s.lang for s in rows)) == {"en", "ko", "ja", "es", "de"} == set(LANGUAGES)
    assert min(Counter(s.lang for s in rows).values()) >= 60
    asked = [d for s in rows for d in s.dates]
    assert sum(bool(d.status) for d in asked) >= 150
    assert sum(bool(d.season) for d in asked) >= 20


def only(text: str, on: dt.date = WEDNESDAY, lang: str = "en", **more: object) -> Found:
    (found,) = find_dates(text, on, lang, **more)  # type: ignore[arg-type]
    return found


def test_a_date_is_read_against_the_publishers_day() -> None:
    assert only("It wrapped yesterday.", dt.date(2026, 1, 1)).value == "2025-12-31"
    assert only("It premieres on February 29.", dt.date(2026, 3, 4)).value == "2028-02-29"


def test_day_and_month_go_by_the_outlet_where_both_could_be() -> None:
    text = "The report is dated 03/04/2027, the office said."
    assert only(text, order="DMY").value == "2027-04-03"
    assert only(text, order="MDY").value == "2027-03-04"
    assert only("It premieres on 25/12/2026.", order="MDY").value == "2026-12-25"


@pytest.mark.parametrize(
    ("zone", "url", "lang", "order"),
    [
        ("", "https://outlet.example/", "en", ""),
        ("America/New_York", "https://outlet.example/", "en", "MDY"),
        ("Europe/Madrid", "https://outlet.example/", "en", "DMY"),
        ("", "https://outlet.co.uk/", "en", "DMY"),
        ("Europe/Madrid", "https://outlet.example/", "en-US", "MDY"),
        ("", "https://outlet.example/", "en-IN", "DMY"),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_outlets_country(zone: str, url: str, lang: str, order: str) -> None:
    assert order_of(Source(slug="o", way="feed", url=url, zone=zone), lang) == order


def test_a_date_in_a_title_of_the_series_is_none() -> None:
    assert find_dates("June 1987 returns, the studio said.", WEDNESDAY, "en", titles=["June 1987"]) == []


def test_a_day_that_does_not_exist_is_none() -> None:
    assert [f for f in find_dates("It premieres on 31 February 2026.", WEDNESDAY, "en") if f.precision == "day"] == []


def test_the_season_is_that_of_the_sentence_then_of_the_text_then_of_the_series() -> None:
    assert only("Season 3 arrives on 5 June.").season == "S3"
    assert only("The series arrives on 5 June.").season == "S1"
    assert only("The series arrives on 5 June.", seasons={1: "2024-03-01", 2: ""}).season == "S2"
    assert only("It first streamed in March 2024.", seasons={1: "2024-03-01", 2: ""}).season == "S1"


def test_the_platform_speaks_officially() -> None:
    assert only("Netflix announced that season 2 arrives on 5 June.", platforms=["Netflix"]).official
    assert not only("Fans hope that season 2 arrives on 5 June.", platforms=["Netflix"]).official


def test_a_year_in_brackets_is_a_past_work_and_never_a_premiere() -> None:
    for found in find_dates("She was in Ditto (2022, film) and Hide (2024) and returns.", WEDNESDAY, "en"):
        assert (found.about, found.season, found.status) == ("past_work", "", "confirmed")


# --- as mentions ----------------------------------------------------------------------------------

SERIES = Series(
    slug="low-water",
    titles=("Low Water", "간조"),
    seasons=(Season(number=1, premiered="2024-10-18"), Season(number=2)),
    platform=("Pelago",),
)


def a_filing(text: str, *, language: str = "en", day: str = "2026-03-04", tier: str = "press") -> Filing:
    source = Source(slug="outlet", way="feed", url="https://outlet.example/feed", tier=tier)  # type: ignore[arg-type]
    entry = Entry(key="k", url="https://outlet.example/a", title="Low Water")
    article = Article(source=source, entry=entry, at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC))
    return Filing(
        article=article,
        url=entry.url,
        addresses=(),
        title="Low Water",
        text="Low Water\n\n" + text,
        folded_title="low water",
        body_hash="",
        content_hash="",
        published_day=day,
        language=language,
        judged=(Judged(series="low-water", score=90),),
    )


def test_mentions_carry_their_quote_and_series() -> None:
    filing = a_filing("Pelago confirmed it. Season 2 will premiere on 13 November 2026, Pelago said. More later.")
    (mention,) = find(filing, [SERIES])
    assert (mention.kind, mention.value, mention.about, mention.season, mention.series) == (
        "date",
        "2026-11-13",
        "premiere",
        "S2",
        "low-water",
    )
    assert filing.text[mention.start : mention.end] == "13 November 2026"
    assert filing.text[mention.quote_start : mention.quote_end] == "Season 2 will premiere on 13 November 2026, Pelago said."
    assert mention.official


def test_what_only_dates_the_report_is_no_mention() -> None:
    assert find(a_filing("The company said on Monday that all is well."), [SERIES]) == ()


def test_a_vaguer_twin_of_a_date_is_no_mention() -> None:
    mentions = find(a_filing("Season 2 premieres in November. The season premieres on 13 November."), [SERIES])
    assert [m.value for m in mentions] == ["2026-11-13"]


def test_an_official_outlet_speaks_officially() -> None:
    (mention,) = find(a_filing("Season 2 will premiere on 13 November 2026.", tier="official"), [SERIES])
    assert mention.official


def test_without_a_day_there_is_nothing_to_read_against() -> None:
    assert find(a_filing("It premieres tomorrow.", day=""), [SERIES]) == ()


def test_the_answer_to_a_bulk_line_has_the_form_of_the_corpus() -> None:
    record = {"text": "Season 2 arrives in early 2027.", "reference_date": "2026-03-04", "lang": "en", "series": "Low Water"}
    (answer,) = answer_mentions_dates(record, [SERIES])
    assert answer == {
        "start": 20,
        "end": 30,
        "text": "early 2027",
        "value": "2027",
        "precision": "year",
        "kind": "premiere",
        "season": "S2",
        "status": "planned",
        "mod": "START",
    }


def test_a_line_without_a_day_is_read_for_what_is_the_same_on_any() -> None:
    text = "Season 2 arrives on 5 June 2027. It wrapped last month; more on Friday."
    for record in ({"text": text, "lang": "en"}, {"text": text, "lang": "en", "reference_date": None}):
        assert [a["value"] for a in answer_mentions_dates(record, ())] == ["2027-06-05"]


def test_a_text_without_a_language_is_read_in_its_own() -> None:
    for text, value in (
        ("시즌2는 오는 12일 공개된다.", "2026-03-12"),
        ("シーズン2は来月配信される。", "2026-04"),
        ("La segunda temporada se estrena el 12 de abril de este año en la plataforma.", "2026-04-12"),
        ("Die zweite Staffel startet am 12. April auf der Plattform und wird mit Spannung erwartet.", "2026-04-12"),
    ):
        assert find_dates(text, WEDNESDAY)[0].value == value


# --- laws -----------------------------------------------------------------------------------------

WORDS = """on in the 12 31 2026 March May Friday next last month week early late of , . ( ) " ' 3월 12일 오는 내년 지난달 来月 3日 2026年
el de marzo próximo am nächsten Ende Oktober Season 2 premiere denied not until from to - / 1/2 ago two later 年 日 월 q3 half"""
PIECES = st.sampled_from([*WORDS.split(), "\n", ""])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from([*LANGUAGES, ""]), st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31)))
def test_any_text_has_dates_in_order_within_it_with_values_that_can_be_read(text: str, lang: str, on: dt.date) -> None:
    at = 0
    for found in find_dates(text, on, lang):
        assert at <= found.start < found.end <= len(text)
        at = found.end
        assert days.precision_of(found.value) == found.precision
        assert found.value.startswith("P") or days.bounds(found.value) is not None
        assert found.mod in ("", "START", "MID", "END")


@given(st.text(max_size=400))
def test_the_shadow_is_as_long_as_the_text(text: str) -> None:
    assert len(shadow(text)) == len(text)


@given(st.dates())
def test_easter_is_a_sunday_of_spring(day: dt.date) -> None:
    easter = days.easter(day.year)
    assert easter.weekday() == 6
    assert dt.date(day.year, 3, 22) <= easter <= dt.date(day.year, 4, 25)


def test_easter_of_known_years() -> None:
    assert [days.easter(y).isoformat() for y in (2000, 2024, 2025, 2026)] == ["2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05"]


@pytest.mark.parametrize("piece", ["1/", "2026-", "Jan ", "on Monday ", "3日", "1월 ", "in the ", "el 3 de ", '"2026 ', "9", "May "])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_text_takes_less_than_a_second(piece: str, lang: str) -> None:
    language(lang)
    begin = time.process_time()
    find_dates(piece * (200_000 // len(piece)), WEDNESDAY, lang)
    assert time.process_time() - begin < 1.0
