"""What a person joined or parted stays so, whatever comes later; and a story changes its members by no other hand."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import UsageError
from model.records import Judged
from pipelines.dedupe import group
from store.store import Store
from tests.pipelines.builders import NOW, TIDE, a_filing, a_source

BODY = "The actress Han Se-ri joins the second season of 'The Low Water Line', the studio said on Monday. Filming is to begin in autumn."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


def told(store: Store, n: int, title: str, body: str = BODY, hours: float = 0) -> tuple[int, int]:
    """(article, story) of a telling by an outlet of its own."""
    at = NOW + dt.timedelta(hours=hours or n)
    filing = a_filing(title, body, url=f"https://paper{n}.example/a", source=a_source(f"paper{n}"), at=at)
    grouped = group(replace(filing, judged=(Judged(series=TIDE.slug, score=80),)), store.stories, (TIDE,))
    store.filings.save(grouped, at)
    return tuple(store.db.execute("SELECT id, story_id FROM article WHERE url = ?", (grouped.url,)).fetchone())  # type: ignore[return-value]


def suggested(store: Store, story: int) -> set[int]:
    return {s["story"] for s in store.queue.card(story)["suggestions"]}


TITLES = (
    "Han Se-ri joins 'The Low Water Line' season 2",
    "'The Low Water Line' season 2 adds Han Se-ri to its cast",
    "Han Se-ri boards 'The Low Water Line' for its second season",
    "한세리, '썰물의 끝' 시즌2 합류",
)


def test_a_part_split_off_is_never_rejoined_nor_suggested(store: Store) -> None:
    (one, story), (two, same) = (
        told(store, 1, TITLES[0]),
        told(store, 2, TITLES[1], "Han Se-ri is new in 'The Low Water Line', we hear from her agency."),
    )
    assert same == story
    part, _ = store.queue.split(story, [two], "mina", NOW)
    assert store.stories.apart((story,)) == store.stories.apart((part,)) == {(story, part)}
    for n, title in enumerate((TITLES[2], TITLES[3]), 3):
        _, joined = told(store, n, title, "Another text of the same news, of no other's words, about the actress and the drama.")
        assert joined in (story, part)
    assert suggested(store, story) == suggested(store, part) == set()
    again = told(
        store, 2, TITLES[0], "Han Se-ri is new in 'The Low Water Line', as was said.", hours=30
    )  # the part, edited to read like the rest
    assert again == (two, part)
    assert store.db.value("SELECT story_id FROM article WHERE id = ?", (one,)) == story
    assert suggested(store, part) == set()
    assert store.check() == []


def test_a_later_article_goes_to_the_half_whose_words_it_has(store: Store) -> None:
    _, story = told(
        store, 1, TITLES[0], "Studio Quay said on Monday that the actress signed for ten episodes and will play a diver in the new run."
    )
    two, _ = told(
        store,
        2,
        TITLES[2],
        "Her agency Mirae wrote to fans that the role is small, and that she will be abroad until the spring of next year.",
    )
    part, _ = store.queue.split(story, [two], "mina", NOW)
    _, third = told(
        store, 3, "Han Se-ri boards 'The Low Water Line' for second season, agency says",
        "Her agency Mirae wrote to fans: the role is small, and that she will be abroad until the spring of next year. It is a cameo.",
    )  # fmt: skip
    assert third == part


def test_apart_follows_merges_and_ends_with_a_merge_of_the_two(store: Store) -> None:
    ids = [
        told(store, n, title, f"{title}, and that is all.")[1]
        for n, title in enumerate(("Moon set opens", "Rain stops the fair", "A bridge for Quay", "Old films shown"), 1)
    ]
    assert len(set(ids)) == 4
    a, b, c, d = ids
    store.queue.apart(a, b, "mina", NOW)
    store.queue.merge(a, c, "mina", NOW)
    store.queue.merge(b, d, "joon", NOW)
    assert store.stories.apart((c,)) == store.stories.apart((a, d)) == {(c, d)}
    store.queue.merge(c, d, "mina", NOW)  # a person may think again
    assert store.stories.apart((a, b, c, d)) == frozenset()
    store.queue.undo("mina", NOW)
    assert store.stories.apart((d,)) == {(c, d)}
    store.queue.undo("mina", NOW)
    assert store.stories.apart((a,)) == {(a, d)}
    store.queue.undo("mina", NOW)
    assert store.stories.apart((a, b, c, d)) == frozenset()
    with pytest.raises(UsageError):
        store.queue.apart(b, d, "mina", NOW)
    assert store.check() == []


def test_what_a_story_is_kept_apart_from_its_part_is_too(store: Store) -> None:
    story = told(store, 1, TITLES[0])[1]
    two = told(store, 2, TITLES[1])[0]
    other = told(store, 3, "Harbour fair opens in the rain", "Quite another thing.")[1]
    store.queue.apart(story, other, "mina", NOW)
    part, _ = store.queue.split(story, [two], "mina", NOW)
    assert store.stories.apart((other,)) == {tuple(sorted((story, other))), tuple(sorted((part, other)))}
    store.queue.undo("mina", NOW)
    assert store.stories.apart((other,)) == {tuple(sorted((story, other)))}
    assert store.check() == []


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("come"), st.integers(0, 3), st.integers(0, 9)),
            st.tuples(st.sampled_from(("merge", "apart", "split", "undo")), st.integers(0, 9), st.integers(0, 9)),
        ),
        max_size=14,
    )
)
@settings(max_examples=25, deadline=None)
def test_no_article_ever_moves_by_itself_and_no_pair_apart_is_asked_about(steps: list[tuple[str, int, int]]) -> None:
    """Whatever comes between decisions, members change by decisions alone, and no suggestion crosses what is kept apart."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "news.db") as store:
        store.db.execute("PRAGMA synchronous = OFF")
        for n, (what, one, other) in enumerate(steps, 1):
            before = dict(store.db.execute("SELECT id, story_id FROM article").fetchall())
            stories = [row[0] for row in store.db.execute("SELECT DISTINCT story_id FROM article ORDER BY 1")]
            if what == "come":
                told(store, n, TITLES[one], f"{BODY} It was told by witness number {other}.", hours=n)
                after = dict(store.db.execute("SELECT id, story_id FROM article").fetchall())
                assert {i: after[i] for i in before} == before
            elif stories:
                first, second = stories[one % len(stories)], stories[other % len(stories)]
                members = [i for i, s in before.items() if s == first]
                if what == "merge" and first != second:
                    store.queue.merge(first, second, "mina", NOW)
                elif what == "apart" and first != second:
                    store.queue.apart(first, second, "mina", NOW)
                elif what == "split" and len(members) > 1:
                    store.queue.split(first, members[:1], "mina", NOW)
                elif what == "undo":
                    store.queue.undo("mina", NOW)
            for story in {row[0] for row in store.db.execute("SELECT story_id FROM article")}:
                kept = {s for pair in store.stories.apart((story,)) for s in pair}
                assert not suggested(store, story) & kept
        assert store.queue.replay_log() == []
