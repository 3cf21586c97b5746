"""What was taken back before it was published is not told; everything else is."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from exports.publish import publish
from store.slips import Moved, slips
from tests.accepted import DAY, a_mention, a_series, a_source, an_article, close_opened, opened

FACT = ("low-water", "S2", "premiere", "")
NOTHING, A, B, C = ("", ""), ("2026", "reported"), ("2027", "reported"), ("2028", "official")


def moved(*states: tuple[str, str], fact: tuple[str, str, str, str] = FACT, start: int = 1) -> list[Moved]:
    """Moves through these states, numbered, each at a moment of its own named by its number."""
    return [Moved(n, f"t{n}", fact, a, b) for n, (a, b) in enumerate(pairwise(states), start)]


@pytest.mark.parametrize(
    ("states", "published", "undone", "left_out"),
    [
        ((NOTHING, A, NOTHING), (), ("t2",), {1, 2}),
        ((NOTHING, A, NOTHING), (1,), ("t2",), set()),  # readers saw it: they are told that it is withdrawn
        ((NOTHING, A, NOTHING), (), (), set()),  # news moved it, nobody took it back
        ((NOTHING, A, B, A), (1,), ("t3",), {2, 3}),
        ((NOTHING, A, B, C, B, A), (1,), ("t4", "t5"), {2, 3, 4, 5}),  # undone step by step
        ((NOTHING, A, B, C, A), (1,), ("t4",), {2, 3, 4}),  # undone at once
        ((NOTHING, A, B, A, C), (1, 4), ("t3",), {2, 3}),  # later news was published: they stay left out
        ((NOTHING, A, B, C), (1,), ("t3",), set()),  # an undo that leads to something new
        ((NOTHING, A, B, A, B), (1,), ("t3",), {2, 3}),  # and said again: once
    ],
)
def test_what_is_left_out(
    states: tuple[tuple[str, str], ...], published: tuple[int, ...], undone: tuple[str, ...], left_out: set[int]
) -> None:
    assert slips(moved(*states), published, undone) == left_out


def test_facts_are_told_apart() -> None:
    other = ("low-water", "S2", "trailer", "")
    both = [*moved(NOTHING, A), *moved(NOTHING, B, NOTHING, fact=other, start=2)]
    assert slips(both, (), ("t3",)) == {2, 3}


def test_a_slip_between_two_editions_is_in_neither(tmp_path: Path) -> None:
    store = opened(tmp_path)
    try:
        late = DAY + dt.timedelta(days=1)
        first = an_article(store, approved=DAY)
        a_mention(store, first, "2026", about="premiere", season="S2", status="confirmed", precision="year")
        store.claims.recompute_for([first], DAY)
        second = an_article(store, url="https://studio.example/b", source="studio", tier="official", state="new", body="It comes in 2027.")
        a_mention(store, second, "2027", about="premiere", season="S2", status="confirmed", precision="year", state="open")
        story: int = store.db.value("SELECT story_id FROM article WHERE id = ?", (second,))

        def told(at: dt.datetime) -> list[object]:
            publish(store.public, tmp_path / "public", at, series=(a_series(),), sources=(a_source(), a_source("studio")))
            return [row["after"] for row in store.public.rows("changes")]

        assert told(late) == ["2026"]
        store.queue.judge(story, "approve", "mina", late)
        store.queue.undo("mina", late + dt.timedelta(minutes=1))
        assert store.db.value("SELECT count(*) FROM belief_change") == 3
        assert told(late + dt.timedelta(hours=1)) == ["2026"]
        store.queue.judge(story, "approve", "mina", late + dt.timedelta(hours=2))
        assert told(late + dt.timedelta(hours=3)) == ["2026", "2027"]
        store.queue.undo("mina", late + dt.timedelta(hours=4))
        assert told(late + dt.timedelta(hours=5)) == ["2026", "2027", "2026"], "what was out is taken back in the open"
    finally:
        close_opened()
