"""A headline as it is compared: numbers, events, outlets, keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from model.text import fold
from pipelines import events as lexicon
from pipelines import likeness
from pipelines.bodies import agency, containment, credits_outlet
from pipelines.events import events, excluded
from pipelines.facts import facts
from pipelines.guards import clash
from pipelines.sounds import latin_of
from pipelines.titles import KEY_BITS, keys, read, shown


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Moon Harbour season two", "season", "2"), ("Moon Harbour S2 trailer", "season", "2"), ("'달항구' 시즌2 공개", "season", "2"),
        ("Die zweite Staffel", "season", "2"), ("2. Staffel bestellt", "season", "2"), ("segunda temporada", "season", "2"),
        ("シーズン2の予告", "season", "2"), ("съёмки второго сезона", "season", "2"), ("la saison 3 arrive", "season", "3"),
        ("Moon Harbour 5x03", "episode", "3"), ("Recap: Episode Six", "episode", "6"), ("第3話 あらすじ", "episode", "3"), ("14회 시청률", "episode", "14"),
        ("It returns on 13 November", "day", "11-13"), ("It returns on Nov. 13", "day", "11-13"), ("11월 13일 공개", "day", "11-13"), ("el 13 de noviembre", "day", "11-13"),
        ("seen by 142 million homes", "amount", "142000000"), ("seen by 142m homes", "amount", "142000000"), ("at 9.20 p.m. tonight", "time", "21-20"),
        ("in October, they say", "month", "10"), ("best of 2023", "year", "2023"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_every_language(text: str, kind: str, value: str) -> None:
    assert value in facts(fold(text)).of(kind)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Moon Harbour begins filming", "filming_starts"), ("'달항구' 시즌2 촬영 시작", "filming_starts"), ("Moon Harbour wraps", "filming_ends"),
        ("Netflix verlängert „Mondhafen“", "renewed"), ("«Puerto Luna» tendrá segunda temporada", "renewed"), ("Han Se-ri 합류", "joins"),
        ("„Mondhafen“ startet drei Wochen später", "delayed"), ("Agency denies the report", "denied"), ("본예고 『月の港』の予告編", "trailer"),
    ],
)  # fmt: skip
def test_events_are_read_in_every_language(text: str, event: str) -> None:
    assert event in events(fold(text))


def test_nobody_hurt_is_no_injury() -> None:
    assert "injured" not in events("roof falls on set, no injuries")


def test_events_that_exclude_each_other() -> None:
    assert excluded(frozenset({"renewed"}), frozenset({"cancelled"}))
    assert not excluded(frozenset({"renewed"}), frozenset({"renewed", "cancelled"}))


@pytest.mark.parametrize(
    ("raw", "bare"),
    [
        ("Moon Harbour returns in May - The Daily Gull", "Moon Harbour returns in May"),
        ("[Exclusive] Moon Harbour returns", "Moon Harbour returns"),
        ("UPDATE: Moon Harbour returns", "Moon Harbour returns"),
        ("The finale - and what it means", "The finale - and what it means"),
        ("Moon &amp; Harbour returns #moonharbour", "Moon & Harbour returns"),
    ],
)
def test_what_an_outlet_puts_around_a_headline_goes(raw: str, bare: str) -> None:
    assert shown(raw) == bare


def test_spellings_of_a_name_meet_and_look_alikes_do_not() -> None:
    assert latin_of("cho yi-hyun") == latin_of("jo yi hyun") == latin_of("조이현")
    assert latin_of("park ji-hoo") == latin_of("park ji hu")
    assert latin_of("park ji-hoo") != latin_of("park ji-hoon")


def test_keys_are_frozen_and_shared_by_variants() -> None:
    one, two = (
        keys(read("Crane falls on harbour set of Moon Harbour")),
        keys(read("Watch: Crane falls on harbour set of Moon Harbour - Gull")),
    )
    assert set(one) == set(two)
    assert all(0 <= k < 2**KEY_BITS for k in one)
    assert keys(read("crane harbour"))[0] == 36195269376466  # stored keys must be found for ever


def test_containment_finds_a_trimmed_copy_and_not_another_text() -> None:
    text = " ".join(f"word{n} stands here and there" for n in range(40))
    assert containment(text, text[: len(text) // 2]) > 0.95
    assert containment(text, " ".join(f"other{n} was never seen before" for n in range(40))) == 0


def test_whom_a_text_credits() -> None:
    assert agency("LONDON (Quay Wire) - The series returns.") == "quay wire"
    assert agency("(서울=새벽통신) 드라마가 돌아온다.") == "새벽통신"
    assert credits_outlet("Her agency confirmed it to the newspaper Hanbit Ilbo, saying that", ("hanbitilbo",))
    assert credits_outlet("Her agency told the newspaper Hanbit Ilbo", ("한빛일보",))
    assert not credits_outlet("She reads Hanbit Ilbo on the train.", ("hanbitilbo",))


@pytest.mark.parametrize(
    ("headline", "left"),
    [
        ("[시즌2] '달항구' 예고편 공개", "시즌2 '달항구' 예고편 공개"),
        ("[단독] [시즌2] '달항구' 예고편", "시즌2 '달항구' 예고편"),
        ("[Season 2] [Exclusive] Moon Harbour: the trailer", "Season 2 Moon Harbour: the trailer"),
        ("【第3話】月の港 あらすじ", "第3話 月の港 あらすじ"),
        ("(Part 2) Moon Harbour explained", "Part 2 Moon Harbour explained"),
        ("[단독] '달항구' 예고편 공개", "'달항구' 예고편 공개"),
        ("【速報】月の港", "月の港"),
    ],
)
def test_brackets_that_count_a_season_an_episode_or_a_part_are_no_tag(headline: str, left: str) -> None:
    assert shown(headline) == left


def test_two_episodes_in_brackets_are_two_stories() -> None:
    one, other = (read(f"[{n}회] '달항구' 예고편 공개") for n in (3, 4))
    assert one.facts.of("episode") == {"3"}
    assert clash(one, other) == "another episode: 3 and 4"


WORDS_OF_EVENTS = [
    "renewed",
    "no",
    "injur",
    "second",
    "season",
    "of",
    "예고편",
    "시즌",
    "확정",
    "予告",
    "abgedreht",
    "to join",
    "talks",
    "teaser trailer",
    "продлен",
    "dies",
    "\ud800",
    "7",
    "é",
]


@given(st.lists(st.sampled_from(WORDS_OF_EVENTS) | st.text(max_size=6), max_size=12), st.sampled_from((" ", "", "\n")))
def test_asking_all_events_at_once_is_asking_each(words: list[str], between: str) -> None:
    text = lexicon._NOBODY_HURT.sub(" ", folded := fold(between.join(words)))
    assert events(folded) == {name for name, pattern in lexicon._COMPILED if pattern.search(text)}


LETTERS = st.text("abckglr", min_size=1, max_size=9)


@given(LETTERS, LETTERS, st.integers(0, 9), st.booleans())
def test_no_stem_that_is_alike_is_passed_over(a: str, b: str, kept: int, near: bool) -> None:
    """What lengths and letters say of two stems never hides what comparing them would."""
    one, other = (read(w) for w in (a, a[:kept] + b[-1:] + a[kept + 1 :] if near else b))
    if len(one.stems) != 1 or len(other.stems) != 1 or one.stems == other.stems:
        return
    (x,), (y,) = one.stems, other.stems
    fit = abs(len(x) - len(y)) <= likeness.LONGER_MOST and min(len(x), len(y)) > 1
    same_sound = bool(latin_of(x)) and latin_of(x) == latin_of(y)
    alike = fit and (same_sound or (min(len(x), len(y)) > 3 and JaroWinkler.similarity(*sorted((x, y))) >= likeness.NEAR_WORD))
    assert bool(likeness._match(one, other)[2]) == alike


@pytest.mark.parametrize("digits", [20, 400, 5000])
@pytest.mark.parametrize(
    "shape", ["{} million viewers", "season {}", "episode {}", "{}%", "${}", "march {}", "{}화", "{}万人", "{} people"]
)
def test_numbers_without_end_stop_nothing(shape: str, digits: int) -> None:
    assert facts(shape.format("9" * digits)).rest is not None
