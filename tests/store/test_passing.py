"""Stored articles that turn out to pass on the news of a new one: they move to its origin, and what is believed counts them so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.records import Grouping, PassedOn
from store.passing import tellings
from store.store import Store
from tests.accepted import DAY, a_mention, an_article, close_opened, opened
from tests.building import a_filing

NOW = DAY + dt.timedelta(days=10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield opened(tmp_path)
    close_opened()


def origins(store: Store) -> dict[int, int]:
    return dict(store.db.execute("SELECT id, coalesce(origin_id, id) FROM article ORDER BY id").fetchall())


def joins(story: int, *moved: PassedOn, **more: object) -> Grouping:
    return Grouping(how="story", story=story, moved=moved, **more)  # type: ignore[arg-type]


def owes(article: int, of: int = 0, origin: int = 0) -> PassedOn:
    return PassedOn(article=article, of=of, origin=origin, why="it credits press")


def two_that_say_so(store: Store) -> tuple[int, int, int]:
    """(story, one, other): two accepted articles with the same year, each its own origin."""
    one = an_article(store, source="courier")
    story = store.db.value("SELECT story_id FROM article WHERE id = ?", (one,))
    other = an_article(store, source="gazette", story=story, at=DAY + dt.timedelta(hours=1))
    for article in (one, other):
        a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed", precision="year")
    store.claims.recompute_for([one, other], NOW)
    return story, one, other


def counted(store: Store) -> list[tuple[int, int]]:
    return list(store.db.execute("SELECT articles, origins FROM claim WHERE current = 1"))


def test_both_that_credit_a_later_article_are_one_origin_and_the_ledger_says_so(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    assert counted(store) == [(2, 2)]
    seen = dict(store.db.execute("SELECT id, row_version FROM article"))
    assert store.filings.save(a_filing("late", grouping=joins(story, owes(one), owes(other))), NOW) == "new"
    late = max(origins(store))
    assert origins(store) == {one: late, other: late, late: late}
    assert counted(store) == [(2, 1)]
    assert all(store.db.value("SELECT row_version FROM article WHERE id = ?", (i,)) == seen[i] for i in (one, other))
    assert store.queue.replay_log() == []
    assert store.check() == []


def test_a_chain_moves_whole_and_keeps_who_passed_on_whom(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    store.filings.save(a_filing("late", grouping=joins(story, owes(one), owes(other, of=one))), NOW)
    late = max(origins(store))
    assert [(t.id, t.of, t.origin, t.why) for t in tellings(store.db, story)] == [
        (one, late, late, "it credits press"),
        (other, one, late, "it credits press"),
        (late, None, late, ""),
    ]
    said = store.explain(other)
    assert said is not None
    assert {k: said["grouping"][k] for k in ("origin_id", "passes_on", "passes_on_why")} == {
        "origin_id": late,
        "passes_on": one,
        "passes_on_why": "it credits press",
    }


def test_an_original_that_comes_after_its_copy(store: Store) -> None:
    story, one, _ = two_that_say_so(store)
    grouping = Grouping(how="copy", story=story, moved=(PassedOn(article=one, of=0, origin=0, why="the same text", copy=True),))
    assert store.filings.save(a_filing("late", grouping=grouping), NOW) == "copy"
    late = max(origins(store))
    assert store.db.execute("SELECT id, copy_of FROM article WHERE id IN (?, ?) ORDER BY id", (one, late)).fetchall() == [
        (one, late),
        (late, None),
    ]


def test_what_an_editor_split_off_is_not_moved_until_that_is_taken_back(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    store.filings.save(a_filing("third", grouping=joins(story, origin=one, passes_on=one, passes_on_why="it credits courier")), NOW)
    third = max(origins(store))
    assert origins(store)[third] == one
    apart, _ = store.queue.split(story, [third], "mina", NOW)
    store.filings.save(a_filing("late", grouping=joins(apart, owes(third))), NOW)
    assert origins(store)[third] == third
    (_, split) = tellings(store.db, apart)
    assert (split.id, split.by_hand, split.origin) == (third, True, third)
    store.queue.undo("mina", NOW)
    assert origins(store)[third] == one
    store.filings.save(a_filing("later", grouping=joins(story, owes(third), owes(other))), NOW)
    later = max(origins(store))
    assert (origins(store)[third], origins(store)[other]) == (later, later)
    store.queue.split(story, [third], "mina", NOW)
    assert origins(store)[third] == third
    store.queue.undo("mina", NOW)
    assert origins(store)[third] == later, "as it was when it was split off, not as long before"
    assert store.queue.replay_log() == []


def test_a_copy_whose_split_is_taken_back_tells_the_news_of_the_original_that_came_meanwhile(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    store.filings.save(a_filing("copy", grouping=Grouping(how="copy", story=story, article=one, origin=one)), NOW)
    copy = max(origins(store))
    apart, _ = store.queue.split(story, [copy], "mina", NOW)
    store.filings.save(a_filing("again", grouping=Grouping(how="copy", story=apart, article=copy, origin=copy)), NOW)
    again = max(origins(store))
    store.filings.save(a_filing("original", grouping=joins(story, owes(one))), NOW)
    original = max(origins(store))
    assert origins(store) == {one: original, other: other, copy: copy, again: copy, original: original}
    store.queue.undo("mina", NOW)
    assert origins(store) == {one: original, other: other, copy: original, again: original, original: original}
    assert store.queue.replay_log() == []
    assert store.check() == []


def test_what_a_split_left_behind_follows_its_origin(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    store.filings.save(a_filing("copy", grouping=Grouping(how="copy", story=story, article=one, origin=one)), NOW)
    copy = max(origins(store))
    apart, _ = store.queue.split(story, [one], "mina", NOW)
    store.filings.save(a_filing("late", grouping=joins(apart, owes(one))), NOW)
    late = max(origins(store))
    assert origins(store) == {one: late, other: other, copy: late, late: late}


def test_what_went_to_another_story_meanwhile_is_not_moved(store: Store) -> None:
    story, one, other = two_that_say_so(store)
    store.queue.split(story, [other], "mina", NOW)
    store.filings.save(a_filing("late", grouping=joins(story, owes(other))), NOW)
    assert origins(store)[other] == other
    store.db.execute("UPDATE article SET passes_on = ? WHERE id = ?", (other, one))
    assert [t.elsewhere for t in tellings(store.db, story)] == [True, False]


def test_a_story_that_waits_for_a_second_source_has_none_in_what_it_passed_on(store: Store) -> None:
    held = an_article(store, state="new")
    story = store.db.value("SELECT story_id FROM article WHERE id = ?", (held,))
    store.queue.judge(story, "wait", "mina", NOW)
    store.filings.save(a_filing("late", grouping=joins(story, owes(held))), NOW)
    state = "SELECT state FROM article WHERE id = ?"
    assert store.db.value(state, (held,)) == "waiting"
    store.filings.save(a_filing("own", grouping=joins(story)), NOW)
    assert store.db.value(state, (held,)) == "new"


def test_the_first_of_a_story_are_read_official_ones_before_all(store: Store) -> None:
    number = an_article(store, at=DAY)
    story = store.db.value("SELECT story_id FROM article WHERE id = ?", (number,))
    earlier = an_article(store, story=story, at=DAY - dt.timedelta(days=1))
    official = an_article(store, story=story, tier="official", at=DAY + dt.timedelta(days=1))
    assert [t.id for t in tellings(store.db, story)] == [official, earlier, number]
    assert [t.id for t in tellings(store.db, story, most=2)] == [official, earlier]


def test_who_named_an_origin_follows_it_from_any_story(store: Store) -> None:
    one = an_article(store, source="courier")
    story = store.db.value("SELECT story_id FROM article WHERE id = ?", (one,))
    store.filings.save(a_filing("copy", grouping=joins(story, article=one, origin=one)), NOW)
    copy = max(origins(store))
    where, _ = store.queue.split(story, [one], "mina", NOW)
    store.filings.save(a_filing("original", grouping=joins(where, owes(one))), NOW)
    original = max(origins(store))
    assert origins(store) == {one: original, copy: original, original: original}
    store.filings.save(a_filing("earlier", grouping=joins(where, owes(original))), NOW)
    earlier = max(origins(store))
    assert origins(store)[copy] == earlier, "it never stood where the copy does"
