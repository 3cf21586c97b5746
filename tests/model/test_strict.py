"""The strict reader of YAML: what is refused, and where the complaint points."""

from __future__ import annotations

import time

import pytest

from model import strict
from model.errors import ConfigError, Problem
from model.strict import Complaints, Form, load


def refusal(text: str | bytes) -> Problem:
    with pytest.raises(ConfigError) as caught:
        load(text.encode() if isinstance(text, str) else text, "a.yaml")
    return caught.value.problems[0]


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "12:30:45", "2022-01-28", "0o9", "1_000", "NO", "<<"])
def test_words_that_yaml_1_1_turns_into_something_else_stay_text(word: str) -> None:
    assert load(f"a: {word}".encode(), "f").pairs[0][1].kind == "text"


@pytest.mark.parametrize(
    "word, kind",
    [("true", "switch"), ("12", "whole"), ("0x1F", "whole"), ("1.5", "number"), ("~", "nothing"), ("", "nothing"), ('"12"', "text")],
)
def test_the_core_schema(word: str, kind: str) -> None:
    assert load(f"a: {word}".encode(), "f").pairs[0][1].kind == kind


def test_a_byte_order_mark_is_no_matter() -> None:
    assert load(b"\xef\xbb\xbfa: 1", "f").pairs[0][0].text == "a"


def test_two_documents_are_one_too_many() -> None:
    assert refusal("a: 1\n---\nb: 2\n").line == 2


@pytest.mark.parametrize("text", ["a: !!str b", "a: !x b", "!!map {a: b}", "a: [1, !!int '2']", "? !x a\n: b"])
def test_tags(text: str) -> None:
    assert "tags are not allowed" in refusal(text).message


def test_an_anchor_serves_its_aliases() -> None:
    top = load(b"a: &x [1, 2]\nb: *x", "f")
    assert top.pairs[1][1] is top.pairs[0][1]


def test_an_alias_within_its_own_anchor_is_refused() -> None:
    assert refusal("a: &x [1, *x]").line == 1


def test_too_many_aliases() -> None:
    assert "aliases" in refusal("a: &x 1\nb: [" + ", ".join(["*x"] * (strict.MAX_ALIASES + 1)) + "]").message
    load(("a: &x 1\nb: [" + ", ".join(["*x"] * strict.MAX_ALIASES) + "]").encode(), "f")


def test_aliases_that_unfold_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "MAX_NODES", 100)
    assert "100 values" in refusal("a: &a [1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]").message


def test_too_deep() -> None:
    deep = strict.MAX_DEPTH
    load(("[" * deep + "]" * deep).encode(), "f")
    assert "deep" in refusal("[" * (deep + 1) + "]" * (deep + 1)).message
    assert "is not YAML" in refusal("[" * 100_000).message  # libyaml has a bound of its own


def test_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "MAX_BYTES", 10)
    assert "10 bytes" in refusal("a: 'xxxxxxxxxxxxxxx'").message


@pytest.mark.parametrize("raw, line, column", [(b"a: 1\nb: \xff", 2, 4), (b"a: 1\nb: \x00", 2, 4), (b"a: 1\n\tb: 2", 2, 1)])
def test_what_is_no_text_is_pointed_at(raw: bytes, line: int, column: int) -> None:
    problem = refusal(raw)
    assert (problem.line, problem.column) == (line, column)


def fields(text: str, *allowed: str) -> tuple[Form, Complaints]:
    complaints = Complaints("f")
    return Form(load(text.encode(), "f"), "", complaints, allowed), complaints


def test_a_list_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "MAX_LISTED", 2)
    form, complaints = fields("a: [x, y]\nb: [x, y, z]\nc: [1, 2, 3]", "a", "b", "c")
    assert (form.texts("a"), form.texts("b"), form.wholes("c", 0, 9)) == (("x", "y"), (), ())
    assert [p.key for p in complaints.problems] == ["b", "c"]


def test_complaints_are_bounded_and_so_is_the_time_they_take() -> None:
    start = time.process_time()
    _, complaints = fields("".join(f"key{n}: 1\n" for n in range(90_000)), "keys")
    assert len(complaints.problems) == strict.MAX_PROBLEMS
    assert time.process_time() - start < 20.0


def test_text_of_a_block_loses_its_last_line_break() -> None:
    form, complaints = fields("a: >\n  one\n  two\nb: |\n  one\n  two\n", "a", "b")
    assert form.text("a") == "one two"
    assert form.text("b") == ""
    assert form.prose("b") == "one\ntwo"
    assert [p.key for p in complaints.problems] == ["b"]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb 2\nc: 3\n", 2, 1, "`every: 30m`"),
        ("a:\n  - b: 1\n    c:https://x.example\n    d: 2\n", 3, 5, "a colon and a space"),
        ('a: 1\nb: "open\nc: 3\n', 2, 4, "not closed"),
        ("a: 1\nb: [x, y\nc: 3\nd: 4\n", 2, 4, "not closed with ]"),
        ("a: 1\nb: {x: 1\nc: 3\n", 2, 4, "not closed with }"),
        ("a: 1\nb: two: three\n", 2, 7, "in quotes"),
    ],
)
def test_a_slip_is_told_where_it_begins(text: str, line: int, column: int, says: str) -> None:
    """libyaml sees it only lines later."""
    problem = refusal(text)
    assert (problem.line, problem.column) == (line, column)
    assert says in problem.message
    assert "could not find" not in problem.message
