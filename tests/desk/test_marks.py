"""An article's text as the desk shows it: cut and marked, never altered."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desk.marks import paragraphs


@dataclass(frozen=True)
class Span:
    start: int
    end: int


def joined(text: str, begin: int, spans: list[Span]) -> str:
    return "\n".join("".join(piece.text for piece in paragraph) for paragraph in paragraphs(text, begin, spans))


def test_a_mention_is_marked_where_it_stands() -> None:
    text = "Title\n\nPark Ji-hu returns.\nIn 2026."
    found = paragraphs(text, 7, [Span(7, 17), Span(30, 34), Span(0, 5)])
    assert [[(p.text, p.mention is not None) for p in line] for line in found] == [
        [("Park Ji-hu", True), (" returns.", False)],
        [("In ", False), ("2026", True), (".", False)],
    ]


def test_overlapping_mentions_are_marked_once() -> None:
    assert joined("abcdef", 0, [Span(1, 4), Span(2, 6), Span(1, 2)]) == "abcdef"


@given(st.text(alphabet="ab \n가", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_text_is_never_altered(text: str, ends: list[tuple[int, int]]) -> None:
    """What is shown joins to what was there, but for lines that hold nothing."""
    spans = [Span(a, b) for a, b in ends]
    assert joined(text, 0, spans) == "\n".join(line for line in text.split("\n") if line.strip())
