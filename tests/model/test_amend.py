"""sources.yaml changed as text: what people wrote stays, and what is written reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.amend import add_sources, quoted, render_source, set_paused, spelled
from model.errors import ConfigError
from model.strict import load
from model.watch import duration, parse_sources, read_sources
from model.watched import Rules, Source

FILE = """\
# ours
contact: https://example.org/bot # who
defaults: {every: 30m, language: en}
sources:
  # the first
  - slug: a # best
    feed: https://a.example/f # the feed
    paused: false # for now

  - rules:
      body: p
    feed: https://b.example/f
    slug: b

# the end
"""


def a_file(folder: Path, text: str = FILE) -> Path:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def a_source(**said: object) -> Source:
    return Source(**({"slug": "new", "way": "feed", "url": "https://new.example/f"} | said))  # type: ignore[arg-type]


FULL = a_source(
    slug="studio",
    way="page",
    url="https://뉴스.example/피드?a=1&b=#x",
    name='no: "quotes" \\ and # marks',
    every=5400,
    language="no",
    tier="official",
    scope="series",
    zone="Asia/Seoul",
    paused=True,
    note="- dash: yes",
    rules=Rules(links="ul > li a[href^='/x']", body="div.text", cut=(".share", "a:not(.b)")),
    spider="studio",
)


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace("# the end", "allow: []"),
        "\ufeff" + FILE,
        "sources: []\n",
        "sources: [] # none yet\ncontact: a@b.example",
        "sources:\n- slug: a\n  feed: https://a.example/f",
    ],
)
def test_what_is_added_reads_back_and_the_rest_stays(tmp_path: Path, text: str) -> None:
    path = a_file(tmp_path, text)
    before = read_sources(path)
    assert add_sources(path, [FULL, a_source()]) == 2
    after = read_sources(path)
    assert after.sources[: len(before.sources)] == before.sources
    assert after.sources[-2] == FULL
    assert after.sources[-1].url == "https://new.example/f"
    kept = path.read_text(encoding="utf-8")
    assert all(line in kept for line in text.splitlines() if "sources" not in line)
    assert [p.name for p in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_cron_source_reads_back() -> None:
    source = a_source(cron="*/20 7-23 * * *")
    assert parse_sources(("sources:\n" + render_source(source)).encode()).sources == (source,)


def test_a_slug_that_is_taken_leaves_the_file_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    with pytest.raises(ConfigError):
        add_sources(path, [a_source(slug="a")])
    assert path.read_text(encoding="utf-8") == FILE


def test_a_list_in_brackets_is_left_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path, "sources: [{slug: a, feed: 'https://a.example/'}]\n")
    with pytest.raises(ConfigError, match="brackets"):
        add_sources(path, [a_source()])


def test_pausing_and_resuming_keeps_the_comments(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    set_paused(path, "a", True, "it broke: 404")
    set_paused(path, "B", True)
    paused = read_sources(path)
    assert [(s.paused, s.note) for s in paused.sources] == [(True, "it broke: 404"), (True, "")]
    set_paused(path, "a", False)
    assert [s.paused for s in read_sources(path).sources] == [False, True]
    kept = path.read_text(encoding="utf-8")
    assert all(comment in kept for comment in ("# ours", "# best", "# the feed", "# for now", "# the end"))


def test_pausing_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no source"):
        set_paused(a_file(tmp_path), "c", True)


def test_pausing_an_entry_in_braces_says_so(tmp_path: Path) -> None:
    path = a_file(tmp_path, "sources:\n  - {slug: a, feed: 'https://a.example/'}\n")
    with pytest.raises(ConfigError, match="braces"):
        set_paused(path, "a", True)


def test_a_value_over_several_lines_is_left_alone(tmp_path: Path) -> None:
    text = "sources:\n  - slug: a\n    feed: https://a.example/\n    note: one\n      two\n"
    path = a_file(tmp_path, text)
    with pytest.raises(ConfigError, match="several lines"):
        set_paused(path, "a", True, "new")
    assert path.read_text() == text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_reads_back_from_its_quotes(text: str) -> None:
    node = load(f"a: {quoted(text)}\n".encode(), "f").pairs[0][1]
    assert (node.kind, node.text) == ("text", text)


@settings(deadline=None)
@given(st.integers(60, 30 * 86400))
def test_durations_read_back(seconds: int) -> None:
    assert duration(spelled(seconds)) == (seconds, "")
