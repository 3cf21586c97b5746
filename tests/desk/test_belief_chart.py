"""The picture of a belief: its axes are true, a tall bar is a vague date, nothing leaves the picture or hides behind another word."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.belief_chart import DAY_HIGH, HIGH, LETTER, LINE, TOP, Chart, Label, Said, told
from model.beliefs import Change

START = dt.datetime(2025, 11, 10, 9, tzinfo=dt.UTC)
VALUES = (
    *("2024", "2025-Q4", "2026", "2026-09-12", "2026-10", "2026-SP", "2027-H1", "202X"),
    *("2026-11-14/2026-11-15", "9999", "0001", "8", "joins"),
)


def day(number: float) -> dt.datetime:
    return START + dt.timedelta(days=number)


def moved(*steps: tuple[float, str, str]) -> list[Change]:
    """Changes at (day, value, status)."""
    made, before, was = [], "", ""
    for at, value, status in steps:
        made.append(
            Change(
                at=day(at), series="s", season="S2", about="premiere", region="",
                before=before, after=value, status_before=was, status_after=status if value else "",
            )
        )  # fmt: skip
        before, was = value, status
    return made


def drawn(changes: list[Change], said: list[Said], now: dt.datetime, width: int = 560) -> Chart:
    return told(changes, said, [s.first for s in said], now, [width]).charts[0]


def of(chart: Chart, kind: str) -> list[Label]:
    return [label for label in chart.labels if label.kind == kind]


def test_a_history_of_years() -> None:
    changes = moved((-1000, "2024", "rumoured"), (-600, "2025", "reported"), (-300, "2025-Q4", "reported"), (-100, "2026", "official"))
    chart = drawn(changes, [Said("2027", "rumoured", 1, day(-30), day(-30)), Said("2026", "official", 3, day(-100), day(-1))], START)
    year, quarter = chart.bars[2], chart.bars[3]
    assert [bar.look for bar in chart.bars] == ["said rumoured", "rumoured", "reported", "reported", "official"]
    assert year.height == pytest.approx(4 * quarter.height, rel=0.05), "height is how vague"
    assert year.x + year.width == pytest.approx(quarter.x, abs=0.2), "one belief ends where the next begins"
    assert quarter.y == pytest.approx(year.y, abs=0.2), "the last quarter is the top of its year"
    assert [label.text for label in of(chart, "up")] == ["2023", "2024", "2025", "2026", "2027", "articles"]
    assert [label.text for label in of(chart, "across")] == ["2024", "2025"]
    assert [(label.text, label.x) for label in of(chart, "now")] == [("today", 560)]
    assert {"2026", "2027"} <= {label.text for label in of(chart, "value")}
    assert "official, 3 origins" in {label.text for label in of(chart, "state")}
    assert chart.past
    assert of(chart, "dim")[0].text == "in the past by then"


def test_what_would_be_past_lies_under_the_day_it_was_said() -> None:
    """The edge of the grey goes up with the time, since later dates are higher."""
    chart = drawn(moved((-100, "2025-12", "reported"), (-10, "2025-09", "reported")), [], START)
    found = re.match(r"M([\d.]+) ([\d.]+)V([\d.]+)L([\d.]+) ([\d.]+)H(\d+)", chart.past)
    assert found
    x, foot, y, x2, y2, right = map(float, found.groups())
    assert (foot, right) == (chart.bottom, 559)
    assert x < x2
    assert y > y2


def test_a_week_is_seven_days_high_and_a_day_is_never_less_than_a_line() -> None:
    chart = drawn(moved((-9, "2027-01-29", "official"), (-2, "2027-02-05", "official")), [], START)
    first, second = chart.bars
    assert first.height == second.height
    assert first.y - second.y == pytest.approx(7 * first.height, rel=0.05)
    assert chart.moved, "a line leads from one belief to the next"
    far = drawn(moved((-9, "2026-01-29", "official"), (-2, "2031", "official")), [], START)
    assert far.bars[0].height == DAY_HIGH


def test_what_is_no_date_has_a_row_a_value() -> None:
    chart = drawn(moved((-9, "8", "reported"), (-2, "12", "official")), [Said("10", "rumoured", 1, day(-5), day(-5))], START)
    assert [label.text for label in of(chart, "up")] == ["12", "8", "10", "articles"]
    assert len({bar.y for bar in chart.bars}) == 3
    assert not chart.past


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((), ""),
        (((0, "2026", "reported"),), ""),
        (((0, "2026", "reported"), (1, "2026", "official")), ""),
        (((0, "2026", "reported"), (1, "2027", "reported")), "Moved 1 time since 10 Nov 2025, always later."),
        (((0, "2026", "reported"), (1, "2026-Q4", "reported"), (2, "2027", "reported")), "Moved 2 times since 10 Nov 2025, always later."),
        (((0, "2027", "reported"), (1, "2026", "reported")), "Moved 1 time since 10 Nov 2025, always earlier."),
        (((0, "2026", "reported"), (1, "2027", "reported"), (2, "2026", "reported")), "Moved 2 times since 10 Nov 2025."),
        (((0, "8", "reported"), (1, "10", "reported")), "Moved 1 time since 10 Nov 2025."),
    ],
)
def test_how_it_moved_in_a_sentence(steps: tuple[tuple[float, str, str], ...], says: str) -> None:
    assert told(moved(*steps), [], [], day(9), [560]).moves == says


def test_a_belief_that_ended_is_told() -> None:
    belief = told(moved((0, "2026", "reported"), (3, "", ""), (3, "2026-06", "official")), [], [], day(3), [560])
    assert [value for _, value, _ in belief.rows] == ["2026", "nothing", "Jun 2026"]
    steps = "from 10 Nov 2025 2026 (reported); from 13 Nov 2025 nothing; from 13 Nov 2025 Jun 2026 (official)"
    assert belief.says == f"What was believed: {steps}."
    nothing = told([], [], [], START, [560])
    assert (nothing.charts, nothing.says) == ((), "Nothing was believed yet.")


AT = st.floats(-2000, 0)
STATUS = st.sampled_from(["official", "reported", "rumoured"])


@given(
    st.lists(st.tuples(AT, st.sampled_from(("", *VALUES)), STATUS), max_size=8),
    st.lists(st.tuples(AT, st.sampled_from(VALUES), st.sampled_from(["reported", "rumoured", "denied", "superseded"])), max_size=8),
    st.sampled_from([328, 560]),
)
def test_nothing_leaves_the_picture_and_no_word_covers_another(
    steps: list[tuple[float, str, str]], said: list[tuple[float, str, str]], width: int
) -> None:
    changes = moved(*sorted(steps))
    for chart in told(changes, [Said(v, s, 1, day(at), day(at)) for at, v, s in said], [], START, [width]).charts:
        for bar in chart.bars:
            assert chart.left - 0.1 <= bar.x <= bar.x + bar.width <= width + 0.1
            assert TOP - DAY_HIGH <= bar.y <= bar.y + bar.height <= chart.bottom + DAY_HIGH
        words = [label for label in chart.labels if label.kind in ("value", "state", "dim")]
        boxes = [(w.x - wide(w) if w.anchor == "end" else w.x, w.y - LINE + 3, wide(w)) for w in words]
        for x, y, broad in boxes:
            assert chart.left <= x
            assert x + broad <= width + 1
            assert TOP - LINE <= y <= chart.bottom
        for (x, y, broad), (x2, y2, broad2) in itertools.combinations(boxes, 2):
            assert abs(y - y2) >= LINE - 0.2 or x + broad <= x2 + 0.2 or x2 + broad2 <= x + 0.2
        assert len(of(chart, "up")) <= max(HIGH // 20, len(VALUES) + 1)


def wide(label: Label) -> float:
    return len(label.text) * LETTER
