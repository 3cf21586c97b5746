from __future__ import annotations

import dataclasses

import pytest

from model.errors import UsageError
from model.records import Grouping, Suggestion
from store.queue import Stale
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, later


def state(store: Store, key: str = "one") -> str:
    return str(store.db.value("SELECT state FROM article JOIN seen ON article_id = article.id WHERE key = ?", (key,)))


def story_of(store: Store, key: str = "one") -> int:
    return int(store.db.value("SELECT story_id FROM article JOIN seen ON article_id = article.id WHERE key = ?", (key,)))


def mention_states(store: Store) -> list[str]:
    return [row[0] for row in store.db.execute("SELECT state FROM mention ORDER BY id")]


def test_a_new_article_waits_with_its_open_mentions(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026. Lomon too."), NOW)
    rows, cursor = store.queue.stories()
    assert [(row["headline"], row["group"], row["series"], row["articles"]) for row in rows] == [("News one", "new", ["aouad"], 1)]
    assert cursor is None
    card = store.queue.card(rows[0]["story_id"])
    assert [m["state"] for m in card["articles"][0]["mentions"]] == ["open", "open", "choose"]


def test_approving_takes_open_mentions_and_never_a_choice(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026. Lomon too."), NOW)
    decision = store.queue.judge(story_of(store), "approve", "mina", NOW)
    assert state(store) == "accepted"
    assert sorted(mention_states(store)) == ["accepted", "accepted", "choose"]
    assert len(decision.mentions) == 2
    assert store.queue.stories()[0] == []
    assert store.queue.replay_log() == []


def test_undo_walks_back_and_again(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.filings.save(a_filing("two"), NOW)
    store.queue.judge(story_of(store, "one"), "approve", "mina", NOW)
    store.queue.judge(story_of(store, "two"), "reject", "mina", NOW, note="off")
    store.queue.undo("mina", NOW)
    assert (state(store, "one"), state(store, "two")) == ("accepted", "new")
    store.queue.undo("mina", NOW)
    assert (state(store, "one"), state(store, "two")) == ("new", "new")
    assert set(mention_states(store)) == {"open"}
    assert store.queue.undo("mina", NOW).batch == ""
    assert store.queue.replay_log() == []


def test_an_undo_leaves_alone_what_another_decided_since(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(story_of(store), "approve", "mina", NOW)
    store.queue.judge(story_of(store), "reject", "joon", NOW)
    store.queue.undo("mina", NOW)
    assert state(store) == "rejected"
    store.queue.undo("joon", NOW)
    assert state(store) == "new"
    assert store.queue.replay_log() == []


def test_what_was_not_seen_is_not_decided(store: Store) -> None:
    first = a_filing()
    store.filings.save(first, NOW)
    article = store.queue.card(story_of(store))["articles"][0]
    store.filings.save(a_filing(body="Park Ji-hu leaves in 2026."), later(hours=1))
    with pytest.raises(Stale) as caught:
        store.queue.judge(story_of(store), "approve", "mina", NOW, {article["id"]: article["content_hash"]})
    assert caught.value.sides[0]["judged"]["text"] == first.text
    assert "leaves" in caught.value.sides[0]["now"]["text"]
    assert state(store) == "new"
    assert store.queue.history() == []


def test_two_editors_on_one_story_the_second_is_told(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    article = store.queue.card(story_of(store))["articles"][0]
    seen = {article["id"]: article["content_hash"]}, {article["id"]: article["row_version"]}
    store.queue.judge(story_of(store), "approve", "mina", NOW, seen[0], row_versions=seen[1])
    with pytest.raises(Stale) as caught:
        store.queue.judge(story_of(store), "reject", "joon", NOW, seen[0], row_versions=seen[1])
    assert caught.value.sides[0]["last"]["editor"] == "mina"


def test_an_edit_after_approval_comes_back_with_what_was_approved(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(story_of(store), "approve", "mina", NOW)
    assert store.filings.save(a_filing(body="Park Ji-hu returns in 2026. Filming began."), later(days=1)) == "updated"
    rows, _ = store.queue.stories()
    assert [(row["group"], row["reason"]) for row in rows] == [("rest", "edited")]
    assert "Filming" not in store.queue.card(rows[0]["story_id"])["articles"][0]["judged"]["text"]
    assert set(mention_states(store)) == {"accepted"}  # they stand as they stood
    store.queue.approve_all("script", later(days=1))
    assert store.queue.stories()[0] == []
    assert store.queue.replay_log() == []


def test_a_new_member_waits_by_itself(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    story = story_of(store)
    store.queue.judge(story, "approve", "mina", NOW)
    store.filings.save(a_filing("two", grouping=Grouping(how="story", story=story)), NOW)
    assert [(row["reason"], row["articles"], row["origins"]) for row in store.queue.stories()[0]] == [("member", 2, 2)]
    store.queue.judge(story, "reject", "mina", NOW)
    assert (state(store, "one"), state(store, "two")) == ("accepted", "rejected")


def test_waiting_for_a_second_source(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    story = story_of(store)
    store.queue.judge(story, "wait", "mina", NOW)
    assert [row["group"] for row in store.queue.stories()[0]] == ["held"]
    copy = Grouping(how="copy", story=story, article=1, origin=1)
    store.filings.save(a_filing("two", grouping=copy), NOW)
    assert state(store, "one") == "waiting"  # a copy is no second source
    store.filings.save(a_filing("three", grouping=Grouping(how="story", story=story)), NOW)
    assert state(store, "one") == "new"
    assert store.queue.replay_log() == []


def test_a_wait_that_is_over_comes_back_with_the_next_run(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(1, "wait", "mina", NOW)
    store.visits.begin_run("crawl", later(days=6))
    assert [row["group"] for row in store.queue.stories()[0]] == ["held"]
    store.visits.begin_run("crawl", later(days=7))
    assert [(row["group"], row["reason"]) for row in store.queue.stories()[0]] == [("rest", "waited")]
    assert store.check() == []


def test_a_split_that_is_sent_twice_names_the_same_story(store: Store) -> None:
    for key in ("one", "two", "three"):
        store.filings.save(a_filing(key), NOW)
    store.queue.merge(1, 2, "mina", NOW)
    first, _ = store.queue.split(2, [1], "mina", NOW, idempotency="k")
    again, done = store.queue.split(2, [1], "mina", NOW, idempotency="k")
    assert (again, done.articles) == (first, (1,))
    store.queue.merge(3, 2, "mina", NOW, idempotency="m")
    with pytest.raises(UsageError, match="another decision’s"):
        store.queue.split(2, [2], "mina", NOW, idempotency="m")


def test_who_merges_what_they_read_says_it_of_both(store: Store) -> None:
    for key in ("one", "two"):
        store.filings.save(a_filing(key), NOW)
    hashes = dict(store.db.execute("SELECT id, content_hash FROM article").fetchall())
    for side in (1, 2):
        with pytest.raises(UsageError, match="what was read"):
            store.queue.merge(1, 2, "mina", NOW, judged_hashes={side: hashes[side]})
        with pytest.raises(UsageError, match="what was read"):
            store.queue.merge(1, 2, "mina", NOW, row_versions={side: 1})
    store.queue.merge(1, 2, "mina", NOW, judged_hashes=hashes)
    assert store.queue.current(1) == 2


def two_held(store: Store) -> int:
    """A story of two articles that waits for a second source."""
    store.filings.save(a_filing("one"), NOW)
    story = story_of(store)
    store.filings.save(a_filing("two", grouping=Grouping(how="copy", story=story, article=1, origin=1)), NOW)
    store.queue.judge(story, "wait", "mina", NOW)
    return story


def test_what_is_split_off_a_story_that_waits_comes_back_too(store: Store) -> None:
    new, _ = store.queue.split(two_held(store), [2], "mina", later(days=1))
    assert set(store.queue.release_due(later(days=7))) == {1, new}
    assert (state(store, "one"), state(store, "two")) == ("new", "new")


def test_a_story_that_waits_comes_back_where_it_was_merged(store: Store) -> None:
    for key in ("one", "two"):
        store.filings.save(a_filing(key), NOW)
    store.queue.judge(story_of(store, "one"), "wait", "mina", NOW)
    store.queue.judge(story_of(store, "two"), "approve", "mina", NOW)
    store.queue.merge(story_of(store, "one"), story_of(store, "two"), "mina", NOW)
    assert store.queue.release_due(later(days=7)) == [story_of(store, "two")]
    assert (state(store, "one"), state(store, "two")) == ("new", "accepted")
    assert [row["reason"] for row in store.queue.stories()[0]] == ["waited"]


def test_of_a_story_that_waits_one_approved_alone_leaves_the_other_waiting_as_long(store: Store) -> None:
    story, hashes = two_held(store), dict(store.db.execute("SELECT id, content_hash FROM article WHERE id = 1").fetchall())
    store.queue.judge(story, "approve", "mina", later(days=1), judged_hashes=hashes)
    assert store.queue.returns() == "2026-09-08T12:00:00Z"
    store.queue.judge(story, "approve", "joon", later(days=2))
    assert store.queue.returns() == ""
    store.queue.undo("mina", later(days=3))  # the one below the other
    assert state(store, "one") == "waiting"
    assert store.queue.release_due(later(days=7)) == [story]


def test_who_waits_again_with_one_that_came_waits_the_whole_time_again(store: Store) -> None:
    story = two_held(store)
    store.filings.save(a_filing("three", grouping=Grouping(how="copy", story=story, article=1, origin=1)), later(days=3))
    store.queue.judge(story, "wait", "mina", later(days=3))
    assert store.queue.returns() == "2026-09-11T12:00:00Z"
    store.queue.undo("mina", later(days=3))
    assert store.queue.returns() == "2026-09-08T12:00:00Z"


def test_a_story_that_an_earlier_version_stranded_comes_back(store: Store) -> None:
    story = two_held(store)
    store.db.execute("UPDATE story SET held_until = NULL")
    assert store.queue.replay_log() == [f"story {story}: its articles wait, and nothing says until when"]
    assert store.queue.release_due(later(days=7)) == [story]
    assert store.queue.replay_log() == []


def test_many_at_once_leave_out_what_changed(store: Store) -> None:
    for key in ("one", "two", "three"):
        store.filings.save(a_filing(key), NOW)
    seen = {
        row["story_id"]: {a["id"]: a["content_hash"] for a in store.queue.card(row["story_id"])["articles"]}
        for row in store.queue.stories()[0]
    }
    store.filings.save(a_filing("two", body="Changed."), NOW)
    decision, left = store.queue.judge_many(seen, "reject", "mina", NOW, note="spam")
    assert (decision.articles, left) == ((3, 1), [2])
    assert store.check() == []
    store.queue.undo("mina", NOW)
    assert {state(store, key) for key in ("one", "two", "three")} == {"new"}
    assert store.check() == []


def test_suggestions_follow_merges_and_pairs_kept_apart(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.filings.save(a_filing("two"), NOW)
    suggestion = (Suggestion(story=1, score=60, reason="numbers differ"),)
    store.filings.save(a_filing("three", grouping=Grouping(how="new", suggestions=suggestion)), NOW)
    store.queue.merge(1, 2, "mina", NOW)
    assert [s["story"] for s in store.queue.card(3)["suggestions"]] == [2]
    assert [(s["story"], s["headline"]) for s in store.queue.card(2)["suggestions"]] == [(3, "News three")]
    store.queue.apart(3, 2, "mina", NOW)
    assert store.queue.card(3)["suggestions"] == []
    assert store.queue.card(2)["suggestions"] == []
    store.filings.save(
        a_filing("four", grouping=Grouping(how="story", story=3, suggestions=(Suggestion(story=2, score=90, reason="x"),))), NOW
    )
    assert store.queue.card(3)["suggestions"] == []
    store.queue.undo("mina", NOW)
    assert [s["story"] for s in store.queue.card(3)["suggestions"]] == [2]
    assert store.check() == []


def test_a_card_takes_six_statements(store: Store) -> None:
    for number in range(3):
        store.filings.save(a_filing(f"n{number}", grouping=Grouping(how="story", story=1) if number else Grouping(how="new")), NOW)
    store.queue.approve_all("mina", NOW)
    store.filings.save(a_filing("n1", body="Edited."), NOW)
    asked: list[str] = []
    store.db.conn.set_trace_callback(asked.append)
    store.queue.card(1)
    store.db.conn.set_trace_callback(None)
    assert len(asked) <= 6, asked


def test_merge_and_undo(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    first = story_of(store)
    store.filings.save(
        a_filing("two", grouping=Grouping(how="new", suggestions=(Suggestion(story=first, score=60, reason="numbers differ"),))), NOW
    )
    second = story_of(store, "two")
    assert [s["story"] for s in store.queue.card(second)["suggestions"]] == [first]
    store.queue.merge(second, first, "mina", NOW)
    assert story_of(store, "two") == first
    assert [row["story_id"] for row in store.queue.stories()[0]] == [first]
    store.queue.undo("mina", NOW)
    assert story_of(store, "two") == second
    assert [s["story"] for s in store.queue.card(second)["suggestions"]] == [first]
    assert store.queue.replay_log() == []


def test_a_copy_split_off_is_its_own_origin(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    story = story_of(store)
    store.filings.save(a_filing("two", grouping=Grouping(how="copy", story=story, article=1, origin=1)), NOW)
    new, _ = store.queue.split(story, [2], "mina", NOW)
    assert story_of(store, "two") == new
    assert store.db.execute("SELECT copy_of, origin_id FROM article WHERE id = 2").fetchone() == (None, None)
    store.queue.undo("mina", NOW)
    assert store.db.execute("SELECT story_id, copy_of, origin_id FROM article WHERE id = 2").fetchone() == (story, 1, 1)
    assert store.queue.replay_log() == []


def test_a_choice_is_kept_when_the_article_changes(store: Store) -> None:
    store.filings.save(a_filing(body="Lomon returns."), NOW)
    (mention,) = store.queue.card(story_of(store))["articles"][0]["mentions"]
    store.queue.judge_mention(mention["id"], "choose", "mina", NOW, person="park-solomon", value="Park Solomon")
    store.filings.save(a_filing(body="Lomon returns. Filming began."), later(hours=1))
    (mention,) = store.queue.card(story_of(store))["articles"][0]["mentions"]
    assert (mention["state"], mention["person"], mention["value"], mention["version"]) == ("accepted", "park-solomon", "Park Solomon", 2)
    store.queue.undo("mina", NOW)
    (mention,) = store.queue.card(story_of(store))["articles"][0]["mentions"]
    assert (mention["state"], mention["person"], mention["value"]) == ("choose", "", "Lomon")


def test_the_same_request_twice_decides_once(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    first = store.queue.judge(story_of(store), "approve", "mina", NOW, idempotency="form-1")
    again = store.queue.judge(story_of(store), "approve", "mina", NOW, idempotency="form-1")
    assert (first.batch, first.articles, first.mentions) == (again.batch, again.articles, again.mentions)
    assert len({row["batch"] for row in store.queue.history()}) == 1


def test_the_queue_is_ordered_and_paged(store: Store) -> None:
    official = a_source("studio", tier="official")
    for number in range(5):
        store.filings.save(a_filing(f"n{number}", article=an_article(f"n{number}", at=later(minutes=number))), NOW)
    store.filings.save(a_filing("o", article=an_article("o", source=official)), NOW)
    seen, cursor = [], None
    while True:
        rows, cursor = store.queue.stories(cursor=cursor, limit=2)
        seen += [row["headline"] for row in rows]
        if cursor is None:
            break
    assert seen == ["News o", "News n4", "News n3", "News n2", "News n1", "News n0"]
    assert store.queue.stories(series="another")[0] == []


def test_off_topic_pages_kept_do_not_wait(store: Store) -> None:
    store.filings.save(dataclasses.replace(a_filing(), judged=()), NOW)
    assert store.queue.stories()[0] == []
    assert store.queue.approve_all("script", NOW).batch == ""
