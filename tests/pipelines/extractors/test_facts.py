"""Renewals, numbers of episodes and last seasons, as said in five languages; and what is none of them."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Article, Entry, Filing, Judged
from model.watched import Season, Series, Source
from pipelines.extractors import dates, facts
from pipelines.extractors.timex.tables import LANGUAGES


@pytest.mark.parametrize(
    ("lang", "text", "about", "value", "season"),
    [
        ("en", "Halcyon has renewed Salt Road for a third season.", "renewal", "renewed", "S3"),
        ("en", "The streamer has ordered a second season of Salt Road.", "renewal", "renewed", "S2"),
        ("en", "Salt Road gets second season", "renewal", "renewed", "S2"),
        ("en", "Salt Road has been cancelled after its second season, the network said.", "renewal", "cancelled", "S2"),
        ("en", "Season 2 will have ten episodes.", "episodes", "10", "S2"),
        ("en", "The second season consists of 8 hour-long episodes.", "episodes", "8", "S2"),
        ("en", "The eight-part drama returns with season 2.", "episodes", "8", "S2"),
        ("en", "It will be the third and final season.", "final_season", "yes", "S1"),
        ("ko", "'소금길' 시즌2 제작이 확정됐다.", "renewal", "renewed", "S2"),
        ("ko", "시즌2는 총 10부작이다.", "episodes", "10", "S2"),
        ("ko", "시즌3는 마지막 시즌이 될 예정이다.", "final_season", "yes", "S3"),
        ("ja", "シーズン2の制作が決定した。", "renewal", "renewed", "S2"),
        ("ja", "シーズン2は全10話で構成される。", "episodes", "10", "S2"),
        ("es", "La plataforma renueva la serie por una tercera temporada.", "renewal", "renewed", "S3"),
        ("es", "La segunda temporada constará de ocho episodios.", "episodes", "8", "S2"),
        ("de", "Der Sender hat eine zweite Staffel bestellt: Die zweite Staffel ist bestellt.", "renewal", "renewed", "S2"),
        ("de", "Die zweite Staffel umfasst zehn Folgen.", "episodes", "10", "S2"),
    ],
)
def test_what_is_said_of_a_series(lang: str, text: str, about: str, value: str, season: str) -> None:
    found = facts.find_facts(text, lang)
    assert (about, value) in {(f.about, f.value) for f in found}
    if "third and final" not in text:
        assert {f.season for f in found if f.about == about} == {season}


@pytest.mark.parametrize(
    "text",
    [
        "The first three episodes arrive on Friday.",
        "It opens with two episodes.",
        "There is renewed interest in the show.",
        "She watched all eight episodes in a night.",
        "The actor cancelled flights and a tour.",
        "Last season, the ratings fell.",
    ],
)
def test_what_says_nothing_of_it(text: str) -> None:
    assert [f for f in facts.find_facts(text, "en") if f.status == "confirmed"] == []


def test_a_renewal_that_is_denied_or_rumoured_says_so() -> None:
    assert [f.status for f in facts.find_facts("The show has not been renewed for a third season.", "en")] == ["denied"]
    assert [f.status for f in facts.find_facts("Insiders claim that the show has been renewed for a third season.", "en")] == ["rumoured"]


def test_who_speaks_officially_is_learned_from_the_text() -> None:
    text = "Streaming service Halcyon is busy. Halcyon said it has ordered a second season of Salt Road."
    assert [f.official for f in facts.find_facts(text, "en")] == [True]
    assert [f.official for f in facts.find_facts("A fan says Salt Road gets a second season.", "en")] == [False]


SERIES = Series(slug="salt-road", titles=("Salt Road",), seasons=(Season(number=1, premiered="2024-10-18"), Season(number=2)))


def a_filing(text: str) -> Filing:
    source = Source(slug="outlet", way="feed", url="https://outlet.example/feed")
    entry = Entry(key="k", url="https://outlet.example/a", title="Salt Road")
    return Filing(
        article=Article(source=source, entry=entry, at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC)),
        url=entry.url,
        addresses=(),
        title="Salt Road",
        text="Salt Road\n\n" + text,
        folded_title="salt road",
        body_hash="",
        content_hash="",
        published_day="2026-03-04",
        language="en",
        judged=(Judged(series="salt-road", score=90),),
    )


def test_a_fact_is_a_mention_with_its_quote() -> None:
    filing = a_filing("More soon. The second season will have ten episodes, the streamer said.")
    (mention,) = facts.find(filing, [SERIES])
    assert (mention.kind, mention.about, mention.value, mention.season, mention.official) == ("fact", "episodes", "10", "S2", True)
    assert filing.text[mention.quote_start : mention.quote_end] == "The second season will have ten episodes, the streamer said."


def test_a_disc_edition_is_a_date_of_kind_other_and_a_claim_of_its_own() -> None:
    filing = a_filing("The first season comes out on Blu-ray on 28 August.")
    said = [(m.kind, m.about, m.value, m.season) for m in dates.find(filing, [SERIES])]
    assert said == [("date", "other", "2026-08-28", "S1"), ("fact", "home_release", "2026-08-28", "S1")]


def test_an_article_about_none_of_the_series_has_no_facts() -> None:
    assert facts.find(a_filing("Season 2 will have ten episodes."), []) == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, ""]))
def test_any_text_has_facts_within_it(text: str, lang: str) -> None:
    for fact in facts.find_facts(text, lang):
        assert 0 <= fact.start < fact.end <= len(text)


@pytest.mark.parametrize("piece", ["A", "Aa ", "renewed for a ", "season 2 ", "10부작 ", "ten episodes ", ", that "])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_text_takes_less_than_a_second(piece: str, lang: str) -> None:
    facts.find_facts("warm", lang)
    begin = time.process_time()
    facts.find_facts(piece * (200_000 // len(piece)), lang)
    assert time.process_time() - begin < 1.0
