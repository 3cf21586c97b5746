"""A date belongs to the verb of its own clause, its year to what the text writes out, a page's own stamp to nobody: our own sentences."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extractors.dates import find_dates
from pipelines.extractors.timex import settle
from pipelines.extractors.timex.days import bounds
from pipelines.extractors.timex.reader import Found
from tests.pipelines.extractors.test_dates import MARK

LINES = (Path(__file__).parent / "data" / "clauses.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split(" | ", 2)) for line in LINES if not line.startswith("#")]
SEASONS = {1: "2022-01-28", 2: ""}
MONDAY = dt.date(2026, 11, 16)


def read(text: str, on: dt.date = MONDAY, lang: str = "en") -> list[Found]:
    """The dates that an editor would be asked about."""
    found = find_dates(text, on, lang, titles=["All of Us Are Dead", "지금 우리 학교는"], seasons=SEASONS)
    return [f for f in found if not f.dateline]


@pytest.mark.parametrize(("lang", "on", "marked"), ROWS, ids=[f"{row[0]}-{row[2][:40]}" for row in ROWS])
def test_what_each_date_is_of(lang: str, on: str, marked: str) -> None:
    text, wanted = "", []
    for n, piece in enumerate(MARK.split(marked.replace("\\n", "\n"))):
        words, *asked = piece.split("|") if n % 2 else (piece,)
        if n % 2:
            wanted.append((len(text), [*asked, "", "", "", ""][:4]))
        text += words
    found = read(text, dt.date.fromisoformat(on), lang)
    assert len(found) == len(wanted), [(text[f.start : f.end], f.value, f.about) for f in found]
    for f, (start, asked) in zip(found, wanted, strict=True):
        said = (f.value, f.about, f.status, f.season)
        assert f.start <= start < f.end
        assert [have if want else "" for have, want in zip(said, asked, strict=True)] == asked, text[f.start : f.end]


def test_there_are_rows_of_every_language() -> None:
    assert min(sum(row[0] == lang for row in ROWS) for lang in ("en", "ko", "ja", "es", "de")) >= 5


def test_two_years_in_a_text_leave_the_guess_alone() -> None:
    text = "Filming ends on March 3\n\nFilming ended on March 3, 2024. Filming of season 2 ended on March 3, 2026."
    assert read(text)[0].value == "2027-03-03"


def test_a_season_is_not_shot_after_it_was_shown() -> None:
    first, second = read("Last day of filming: March 3\n\nThe season premieres on January 29, 2027.")
    assert (first.value, first.about, first.status) == ("2026-03-03", "production_end", "confirmed")
    assert second.status == "planned"
    assert read("Last day of filming: March 3")[0].value == "2027-03-03"


def test_a_day_that_a_leap_year_lacks_keeps_its_guess() -> None:
    guess = Found(start=0, end=1, value="2028-02-29", precision="day", about="trailer", season="S2", status="planned")
    written = Found(start=2, end=3, value="2027-02", precision="month", about="trailer", season="S2", status="planned")
    assert settle.settle([guess, written], frozenset((0,)), {}, MONDAY) == [guess, written]


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
def test_only_a_day_around_the_publication_is_its_stamp(days: int) -> None:
    day = MONDAY + dt.timedelta(days)
    assert [f.value for f in read(f"Season 2 of the drama\n\n{day:%d.%m.%Y}, 20:00\n\nA festival.")] == [day.isoformat()]


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.sampled_from(["premiere", "production_end", "trailer"]), st.booleans())
def test_settling_keeps_places_and_makes_only_real_days(day: dt.date, about: str, year: bool) -> None:
    found = [
        Found(start=n, end=n + 1, value=f"{y}{day.isoformat()[4:]}", precision="day", about=about, season="S2", status="confirmed")
        for n, y in enumerate((day.year, 2026))
        if bounds(f"{y}{day.isoformat()[4:]}")
    ]
    settled = settle.settle(found, frozenset((0,) if year else ()), SEASONS, MONDAY)
    assert [(f.start, f.end, f.about) for f in settled] == [(f.start, f.end, f.about) for f in found]
    assert all(bounds(f.value) for f in settled)
