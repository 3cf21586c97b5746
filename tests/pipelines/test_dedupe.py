"""The same article, a copy, the same story, or news: each on what it must not confuse."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Filing, Judged
from pipelines.dedupe import compare_titles, group
from store.scratch import Scratch
from tests.pipelines.builders import NOW, TIDE, a_filing, a_source

WIRE = (
    'SEOUL (Quay Wire) - Filming of the drama "The Low Water Line" was stopped on Tuesday when a crane fell on the harbour set, the producer said. '
    "Nobody was hurt. Some forty people had gone to lunch a few minutes before, and the site was closed until inspectors had seen it. "
    "The company said that the second season would be ready as planned, since most of the outdoor scenes had been finished in winter. "
    "It was the third accident at the old docks this year, and the city has asked for a report by the end of the month."
)


def stored(memory: Scratch, filing: Filing, *, on_topic: bool = False) -> tuple[Filing, int, int]:
    if on_topic:
        filing = replace(filing, judged=(Judged(series=TIDE.slug, score=80),))
    grouped = group(filing, memory, (TIDE,))
    article, story = memory.remember(grouped, filing.article.at)
    return grouped, article, story


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_comparing_is_symmetric(a: str, b: str) -> None:
    assert compare_titles(a, b) == compare_titles(b, a)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_headline_is_itself(a: str) -> None:
    assert compare_titles(a, a).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Moon Harbour season 1 release date and cast", "Moon Harbour season 11 release date and cast"),
        ("Moon Harbour S2E3 recap", "Moon Harbour S2E4 recap"),
        ("Studio renews Moon Harbour for another season", "Studio cancels Moon Harbour after one season"),
        ("Han Se-ri joins Moon Harbour", "Han Se-ri leaves Moon Harbour"),
        ("'달항구' 시즌2 촬영 시작", "'달항구' 시즌2 촬영 종료"),
        ("Moon Harbour teaser released", "Moon Harbour trailer released"),
    ],
)
def test_guards_hold_apart_what_looks_alike(a: str, b: str) -> None:
    said = compare_titles(a, b)
    assert not said.same
    assert said.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Moon Harbour begins filming its second season", "Moon Harbour begins filming its second season - The Daily Gull"),
        ("[Exclusive] Han Se-ri signs with new agency", "Han Se-ri signs with new agency"),
        ("Moon Harbour's finale - and what it means", "Moon Harbour’s finale — and what it means"),
        ("Yoo Soo-jin joins new thriller", "Yu Su Jin joins new thriller"),
    ],
)
def test_the_same_headline_in_other_clothes(a: str, b: str) -> None:
    assert compare_titles(a, b).same


def test_five_hundred_titles_that_differ_only_in_season_or_episode_are_five_hundred_stories() -> None:
    memory = Scratch()
    stories = set()
    for season in range(1, 11):
        for episode in range(1, 51):
            title = f"The Low Water Line season {season} episode {episode}: recap and review"
            stories.add(stored(memory, a_filing(title, url=f"https://gazette.example/{season}-{episode}"), on_topic=True)[2])
    assert len(stories) == 500


def test_eight_rewrites_of_one_wire_story_are_one_story_of_one_origin() -> None:
    memory = Scratch()
    paragraphs = WIRE.split(". ")
    rewrites = [
        ("Crane falls on set of Korean drama", WIRE),
        ("Filming of 'The Low Water Line' halted after crane accident", WIRE + " Copyright Quay Wire."),
        ("Drama shoot stopped: crane crashes onto harbour set", "By Our Staff\n" + WIRE),
        ("Crane accident stops 'The Low Water Line'", ". ".join(paragraphs[:3])),
        (
            "Nobody hurt as crane falls on TV set",
            WIRE.replace("Nobody was hurt", "There were no injuries").replace("Tuesday", "Tuesday morning"),
        ),
        ("Harbour set closed after crane fall", "Harbour set closed\n" + WIRE.replace("forty people", "40 crew members")),
        ("'The Low Water Line' on pause after crane accident", ". ".join(paragraphs[1:]) + " (Quay Wire)"),
        (
            "Crane comes down on the docks, drama crew unharmed",
            WIRE.replace("the producer said", "its producer said").replace("inspectors had seen it", "an inspection"),
        ),
    ]
    seen = [
        stored(
            memory,
            a_filing(title, body, url=f"https://paper{n}.example/a", source=a_source(f"paper{n}"), at=NOW + dt.timedelta(hours=n)),
            on_topic=True,
        )
        for n, (title, body) in enumerate(rewrites)
    ]
    assert len({story for _, _, story in seen}) == 1
    assert len({grouped.grouping.origin or article for grouped, article, _ in seen if grouped.grouping}) == 1


def test_a_guid_used_again_for_other_news_is_another_article() -> None:
    memory = Scratch()
    first = stored(memory, a_filing("Renewal confirmed", url="https://gazette.example/r", guid="g7"))
    second = stored(memory, a_filing("Actor X leaves the cast", url="https://gazette.example/x", guid="g7"))
    assert first[1] != second[1]


def test_a_guid_with_an_edited_headline_at_a_new_address_is_the_same_article() -> None:
    memory = Scratch()
    first = stored(memory, a_filing("Moon Harbour gets a second season", url="https://gazette.example/r", guid="g7"))
    second = stored(memory, a_filing("Moon Harbour gets second season, studio says", url="https://gazette.example/r2", guid="g7"))
    assert second[0].grouping is not None
    assert second[0].grouping.how == "same"
    assert first[1] == second[1]


def test_two_entries_of_one_guid_and_one_summary_are_two_articles() -> None:
    memory = Scratch()
    first = stored(memory, a_filing("First story", "Plain summary", url="https://gazette.example/1", guid="same"))
    second = stored(memory, a_filing("Second, unrelated story", "Plain summary", url="https://gazette.example/2", guid="same"))
    assert first[1] != second[1]
    assert first[2] != second[2]


def test_a_hint_to_another_article_joins_nothing() -> None:
    memory = Scratch()
    one = a_filing("Moon Harbour returns in May", "The series returns in May. " * 20, url="https://gazette.example/one")
    memory.remember(group(replace(one, addresses=("https://gazette.example/two",)), memory), NOW)
    two = group(
        a_filing("Mayor opens a bridge", "A bridge was opened on Sunday by the mayor. " * 20, url="https://gazette.example/two"), memory
    )
    assert two.grouping is not None
    assert two.grouping.how == "new"


def test_one_text_at_two_outlets_is_a_copy_of_one_origin() -> None:
    memory = Scratch()
    first = stored(memory, a_filing("Crane falls on set", WIRE, url="https://a.example/1", source=a_source("a")))
    second = stored(
        memory, a_filing("Drama halted", "LATEST NEWS\n" + WIRE + " Subscribe now.", url="https://b.example/1", source=a_source("b"))
    )
    assert second[0].grouping is not None
    assert (second[0].grouping.how, second[0].grouping.origin) == ("copy", first[1])
    assert second[2] == first[2]


def test_a_middling_likeness_is_a_suggestion_and_no_merge() -> None:
    memory = Scratch()
    first = stored(
        memory,
        a_filing("'The Low Water Line' season 2 set to premiere in May", url="https://a.example/1", source=a_source("a")),
        on_topic=True,
    )
    later = replace(
        a_filing("'The Low Water Line' season 2 gets a premiere date", url="https://b.example/1", source=a_source("b")),
        published=NOW + dt.timedelta(days=16),
    )
    second = stored(memory, later, on_topic=True)
    assert second[2] != first[2]
    assert second[0].grouping is not None
    assert [s.story for s in second[0].grouping.suggestions] == [first[2]]


@pytest.mark.parametrize(
    ("headline", "asked"),
    [("'The Low Water Line' season 2 gets a premiere date", False), ("The Low Water Line season 2 set to premiere in May", True)],
)
def test_months_later_only_a_headline_nearly_alike_is_asked_about(headline: str, asked: bool) -> None:
    memory = Scratch()
    first = stored(
        memory,
        a_filing("'The Low Water Line' season 2 set to premiere in May 2026", url="https://a.example/1", source=a_source("a")),
        on_topic=True,
    )
    later = replace(a_filing(headline, url="https://b.example/1", source=a_source("b")), published=NOW + dt.timedelta(days=90))
    second = stored(memory, later, on_topic=True)
    assert second[2] != first[2]
    assert second[0].grouping is not None
    assert [s.story for s in second[0].grouping.suggestions] == ([first[2]] if asked else [])


DAY_IN_THE_LEAD = "The second season of The Low Water Line starts on May 8."


@pytest.mark.parametrize(
    ("headline", "lead", "days", "one"),
    [
        ("'The Low Water Line' returns with eight episodes", DAY_IN_THE_LEAD, 1, True),
        ("Korean drama The Low Water Line to return in spring", DAY_IN_THE_LEAD, 0, True),
        ("'The Low Water Line' renewed", DAY_IN_THE_LEAD, 0, True),
        ("Three newcomers in 'The Low Water Line'", DAY_IN_THE_LEAD, 2, True),
        ("'The Low Water Line', season two: May 8", "", 1, True),
        ("'The Low Water Line' returns with eight episodes", DAY_IN_THE_LEAD.replace("May 8", "May 9"), 1, False),
        ("'The Low Water Line' returns with eight episodes", "", 1, False),
        ("'The Low Water Line' returns with eight episodes", DAY_IN_THE_LEAD, 5, False),
        ("The costumes of The Low Water Line can be seen", DAY_IN_THE_LEAD, 1, False),
        ("The costumes of The Low Water Line can be seen", DAY_IN_THE_LEAD + " It has eight episodes.", 1, False),
        ("Trailer of 'The Low Water Line'", DAY_IN_THE_LEAD, 1, False),
        ("Interview: Han Se-ri of 'The Low Water Line'", DAY_IN_THE_LEAD, 1, False),
    ],
)
def test_what_is_said_with_a_premieres_day_is_its_story(headline: str, lead: str, days: int, one: bool) -> None:
    memory = Scratch()
    first = a_filing("The Low Water Line: season 2 premieres on May 8", url="https://a.example/1", source=a_source("a"))
    other = a_filing(headline, lead, url="https://b.example/1", source=a_source("b"), at=NOW + dt.timedelta(days=days))
    assert (stored(memory, first, on_topic=True)[2] == stored(memory, other, on_topic=True)[2]) is one


def test_two_languages_tell_one_story_of_one_person() -> None:
    memory = Scratch()
    first = stored(
        memory,
        a_filing("Han Se-ri joins 'The Low Water Line' season 2", "The actress joins the cast.", url="https://a.example/1"),
        on_topic=True,
    )
    second = stored(
        memory,
        a_filing("한세리, '썰물의 끝' 시즌2 합류", "배우 한세리가 드라마에 합류한다.", url="https://b.example/1", source=a_source("b")),
        on_topic=True,
    )
    assert second[2] == first[2]


def test_text_that_utf_8_cannot_write_is_grouped() -> None:
    memory = Scratch()
    filing = group(a_filing("Broken \ud83d title", "Body \udfff text.", guid="g\udc80"), memory)
    assert filing.grouping is not None
    assert filing.grouping.how == "new"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Puzzle of the day: hints for #1054", "Puzzle of the day: hints for #1055"),
        ("Han Se-ri to star in new drama", "Do Ki-jun to star in new drama"),
        ("Fan event for Moon Harbour announced in Manila", "Fan event for Moon Harbour announced in Jakarta"),
    ],
)
def test_one_template_with_another_name_or_number(a: str, b: str) -> None:
    assert not compare_titles(a, b).same


def test_initials_and_turned_names_are_one_name() -> None:
    assert (
        compare_titles("House of the Tides prequel casts lead", "HotT prequel casts lead").reason != "another name in 50% the same headline"
    )
    assert compare_titles("Jung Ho-yeon leads new drama film", "HoYeon Jung leads new drama film").same
