"""What an edit changed, word by word, in any script; and that it costs little whatever is compared."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.diff import CHANGED_MAX, SAME_MAX, WORDS_MAX, Passage, changed_lines, counterpart, diff
from model.text import bare

ENGLISH = (
    "Season two is coming. The series returns on January 29, 2027, the studio said. Filming took seven months. Nobody wanted to leave.\n"
    "The cast returns. Eight episodes were made. More news follow next week. Fans are happy."
)


def marked(passages: tuple[Passage, ...]) -> list[str]:
    """[-gone-] and {+new+} in their sentences."""
    sign = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return ["".join(sign[run.kind].format(run.text) for run in passage.runs) for passage in passages]


def test_one_date_moves() -> None:
    after = ENGLISH.replace("January 29", "February 5")
    assert marked(diff(ENGLISH, after)) == [
        "Season two is coming. The series returns on [-January 29-]{+February 5+}, 2027, the studio said. Filming took seven months."
    ]


def test_korean_by_its_words_and_japanese_by_its_signs() -> None:
    assert marked(diff("시즌2가 온다. 1월 29일 공개된다고 밝혔다.", "시즌2가 온다. 2월 5일 공개된다고 밝혔다.")) == [
        "시즌2가 온다. [-1월 29일-]{+2월 5일+} 공개된다고 밝혔다."
    ]
    assert marked(diff("配信が始まる。シーズン2は1月29日に配信される。", "配信が始まる。シーズン2は2月5日に配信される。")) == [
        "配信が始まる。シーズン2は[-1月29-]{+2月5+}日に配信される。"
    ]


def test_places_far_apart_are_told_apart_and_neighbours_together() -> None:
    after = ENGLISH.replace("coming", "here").replace("Fans are happy.", "Fans are glad.")
    assert len(diff(ENGLISH, after)) == 2
    near = ENGLISH.replace("coming", "here").replace("seven months", "eight months")
    assert marked(diff(ENGLISH, near)) == [
        "Season two is [-coming-]{+here+}. The series returns on January 29, 2027, the studio said."
        " Filming took [-seven-]{+eight+} months. Nobody wanted to leave."
    ]


def test_what_is_added_and_what_is_taken_out() -> None:
    more = ENGLISH.replace("Eight episodes were made. ", "Eight episodes were made. Two more were cut. ")
    assert marked(diff(ENGLISH, more)) == ["Eight episodes were made. {+Two more were cut.+} More news follow next week."]
    assert marked(diff(more, ENGLISH)) == ["Eight episodes were made. [-Two more were cut.-] More news follow next week."]
    assert marked(diff("", "News.")) == ["{+News.+}"]
    assert marked(diff("News.", "")) == ["[-News.-]"]


@pytest.mark.parametrize(
    "after",
    [ENGLISH, ENGLISH.replace(". ", ".  \n\n"), ENGLISH.upper(), ENGLISH.replace("Nobody", "“Nobody”").replace("coming", "coming\u200b")],
)
def test_white_space_case_and_quotes_are_no_change(after: str) -> None:
    assert diff(ENGLISH, after) == ()
    assert changed_lines(ENGLISH, after) == ((), ())


def test_another_text_is_not_woven_into_the_old_one() -> None:
    assert marked(diff("The dog ran to the sea.", "A studio in Seoul has said who returns.")) == [
        "[-The dog ran to the sea.-]{+A studio in Seoul has said who returns.+}"
    ]


def test_a_quote_is_found_again_in_its_new_words() -> None:
    after = "An editor wrote this first. " + ENGLISH.replace("January 29", "February 5").replace("Nobody wanted to leave.", "")

    def now(quote: str) -> str:
        start = ENGLISH.index(quote)
        return counterpart(ENGLISH, after, start, start + len(quote))

    assert now("The series returns on January 29, 2027") == "The series returns on February 5, 2027, the studio said."
    assert now("Nobody wanted to leave.") == ""
    assert now("Eight episodes were made.") == "Eight episodes were made."
    assert now("Season two is coming.") == "Season two is coming."


def test_what_is_shown_has_a_limit() -> None:
    words = " ".join(f"word{n}" for n in range(5000))
    (passage,) = diff(f"Before that. {words}.", f"Before that. {words} changed.")
    assert all(len(run.text) <= max(CHANGED_MAX, 2 * SAME_MAX) + 3 for run in passage.runs)
    (swapped,) = diff("a " * WORDS_MAX, "b " * WORDS_MAX)
    assert (swapped.gone, swapped.new) == (2 * WORDS_MAX - 1, 2 * WORDS_MAX - 1)


def test_hostile_texts_are_compared_too() -> None:
    chance = random.Random(7)
    for signs in ("ab. ", "a\n", ". . ", "가 나다. ", "a"):
        one = "".join(chance.choice(signs) for _ in range(60_000))
        other = "".join(chance.choice(signs) for _ in range(60_000))
        diff(one, other)


TEXTS = st.lists(
    st.sampled_from(["Yes it is. ", "No. ", "지금은 아니다. ", "「はい」。", "1월 5일\n", "a b c d e f g. ", "x, ", "“"]), max_size=12
).map("".join)


@settings(max_examples=150, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_nothing_is_invented_and_nothing_missed(before: str, after: str) -> None:
    passages = diff(before, after)
    assert bool(passages) == (changed_lines(before, after) != ((), ()))
    for passage in passages:
        assert bare(passage.before) in bare(before) or len(passages) > 1 or len(passage.runs) > 2
        assert bare(passage.after) in bare(after)
        assert any(run.kind != "same" for run in passage.runs)
    assert all(diff(text, text) == () for text in (before, after))
