"""A person is added to series.yaml and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.enlist import difference, with_person
from model.errors import ConfigError
from model.watch import parse_series
from model.watched import Does, Person, Plays

KIM = Person(
    slug="kim-do-ha",
    name="Kim Do-ha",
    native="김도하",
    plays=(Plays(character="Yong: Ma-ru", seasons=(2,)),),
    does=(Does(job="director"),),
)
NESTED = """\
# ours
series:
  - slug: low-water # the first
    titles: [Low Water]
    people:
      - slug: an-seo-yun # lead
        name: An Seo-yun
        # (m) her agency is not known

      - {slug: mora, name: Inés Mora}
        # a last word of hers
    # what follows is of the series
    threshold: 40

  - slug: other
    titles: [Other]
# the end
"""
SHAPES = {
    "nested": NESTED,
    "dashes at the margin": "series:\n- slug: low-water\n  titles: [A]\n  people:\n  - slug: x\n    name: X\n- slug: b\n  titles: [B]\n",
    "none yet": "series:\n  - slug: low-water\n    titles:\n    - A\n\n# end\n",
    "an empty list": "series:\n  - slug: low-water\n    people: [] # nobody\n    titles: [A]\n",
    "the last line has no end": "series:\n  - titles: [A]\n    slug: low-water\n    people:\n      - name: X\n        slug: x",
    "a byte order mark and CRLF": "\ufeffseries:\r\n  - slug: low-water\r\n    titles: [A]\r\n    people:\r\n      - {slug: x, name: X}\r\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_only_lines_are_added(shape: str) -> None:
    raw = SHAPES[shape].encode()
    new = with_person(raw, "low-water", KIM)
    before, after = parse_series(raw), parse_series(new)
    assert after[0].people == (*before[0].people, KIM)
    assert after[1:] == before[1:]
    gone = [line for line in difference(raw, new).splitlines()[2:] if line.startswith("-")]
    assert gone == (["-    people: [] # nobody"] if shape == "an empty list" else [])
    assert new.count(b"\r\n") in (0, new.count(b"\n"))


def test_the_entry_stands_behind_the_last_of_the_series_with_its_comments() -> None:
    new = with_person(NESTED.encode(), "low-water", KIM).decode()
    assert "        # a last word of hers\n      - slug: kim-do-ha\n        name: Kim Do-ha\n" in new
    assert '        plays: [{character: "Yong: Ma-ru", seasons: [2]}]\n        does: [{job: director}]\n    # what follows' in new


def test_the_series_yaml_that_is_shipped_can_be_added_to() -> None:
    raw = (Path(__file__).parents[2] / "series.yaml").read_bytes()
    new = with_person(raw, parse_series(raw)[0].slug, KIM)
    assert all(line[:1] in "+ @" for line in difference(raw, new).splitlines()[2:])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("series: [{slug: low-water, titles: [A]}]", "braces"),
        ("series:\n  - slug: low-water\n    titles: [A]\n    people: [{slug: x, name: X}]\n", "brackets"),
        ("series:\n  - slug: low-water\n    titles: [A]\n    people:\n      - {slug: kim-do-ha, name: X}\n", "already used"),
        ("series:\n  - slug: elsewhere\n    titles: [A]\n", "has no low-water"),
        ("series:\n  - slug: low-water\n", "titles"),
    ],
)
def test_what_cannot_be_added_to_safely_is_refused(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        with_person(text.encode(), "low-water", KIM)


WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(WORDS, WORDS, WORDS)
def test_any_name_reads_back_as_it_is(name: str, native: str, character: str) -> None:
    person = Person(slug="x", name=name, native=native, plays=(Plays(character=character, seasons=(1, 2)),))
    for shape in ("nested", "none yet"):
        assert person in parse_series(with_person(SHAPES[shape].encode(), "low-water", person))[0].people
