"""What the work at the desk rests on: what comes first, leases, mentions put right, many at once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import UsageError
from model.records import Filing, Grouping, Mention
from store import waiting
from store.edits import REASONS, Edit, moved
from store.stale import Stale
from store.store import Store
from tests.building import NOW, a_filing, later


def story_of(store: Store, key: str) -> int:
    return int(store.db.value("SELECT story_id FROM article JOIN seen ON article_id = article.id WHERE key = ?", (key,)))


def says(key: str, value: str) -> Filing:
    """An article that says when the second season comes."""
    body = f"The premiere is in {value}."
    text = f"News {key}\n\n{body}"
    start = text.index(value)
    mention = Mention(
        kind="date", start=start, end=start + len(value), quote_start=len(f"News {key}") + 2, quote_end=len(text), value=value,
        series="aouad", season="S2", about="premiere", precision="year", status="confirmed",
    )  # fmt: skip
    return a_filing(key, body=body, mentions=(mention,))


def groups(store: Store) -> dict[str, str]:
    return {row["headline"]: row["group"] for row in store.queue.stories()[0]}


def test_what_contradicts_the_ledger_comes_first_whichever_is_first(store: Store) -> None:
    """Filed after the belief, or there before it: and back again when the belief is taken back."""
    store.filings.save(says("before", "2027"), NOW)
    store.filings.save(says("one", "2026"), NOW)
    assert set(groups(store).values()) == {"new"}
    store.queue.judge(story_of(store, "one"), "approve", "mina", later(minutes=1))
    assert groups(store) == {"News before": "conflict"}
    store.filings.save(says("agrees", "2026"), NOW)
    store.filings.save(says("after", "2028"), NOW)
    assert groups(store) == {"News before": "conflict", "News after": "conflict", "News agrees": "new"}
    assert next(iter(groups(store))) != "News agrees"
    store.queue.undo("mina", later(minutes=2))
    assert set(groups(store).values()) == {"new"}
    assert store.queue.replay_log() == []


def test_the_order_is_stored_so_a_page_is_a_seek(store: Store) -> None:
    plan = store.db.execute(
        "EXPLAIN QUERY PLAN SELECT story_id FROM waiting WHERE rank = 1 AND since < '~' ORDER BY since DESC, story_id DESC LIMIT 50"
    ).fetchall()
    assert all("SCAN" not in row[3] and "TEMP B-TREE" not in row[3] for row in plan)


# --- who reads it ---


def test_a_lease_is_seen_runs_out_and_is_taken_over(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    story = story_of(store, "one")
    assert store.leases.take(story, "mina", NOW).editor == "mina"
    assert store.leases.take(story, "joon", later(seconds=60)).editor == "mina", "another's lease holds"
    assert store.leases.held(later(seconds=119))[story].editor == "mina"
    assert store.leases.held(later(seconds=121)) == {}, "free at once, with nobody to clean up"
    assert store.leases.take(story, "joon", later(seconds=121)).editor == "joon"
    over = store.leases.take(story, "mina", later(seconds=130), over=True)
    assert (over.editor, over.taken_from) == ("mina", "joon")
    store.leases.release(story, "joon")
    assert store.leases.held(later(seconds=131))[story].editor == "mina", "only one's own is released"
    store.leases.release(story, "mina")
    assert store.leases.held(later(seconds=131)) == {}


def test_a_skipped_story_goes_to_the_end_of_ones_own_list(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    story = story_of(store, "one")
    store.leases.take(story, "mina", NOW)
    store.leases.skip(story, "mina", NOW)
    assert store.leases.held(NOW) == {}
    assert store.leases.skipped("mina") == [story]
    assert store.leases.skipped("joon") == []
    store.queue.judge(story, "approve", "joon", NOW)
    assert store.leases.skipped("mina") == [], "what was decided waits for nobody"


# --- putting right ---


def a_mention(store: Store, kind: str = "cast") -> dict[str, object]:
    row = store.db.one("SELECT * FROM mention WHERE kind = ? ORDER BY id LIMIT 1", (kind,))
    assert row is not None
    return row


def test_a_mention_is_put_right_stays_so_and_is_taken_back(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026."), NOW)
    before = a_mention(store)
    store.queue.edit_mention(int(str(before["id"])), Edit(person="park-solomon", value="Lomon", relation="leaves"), "mina", NOW)
    after = a_mention(store)
    assert (after["person"], after["value"], after["relation"], after["state"]) == ("park-solomon", "Lomon", "leaves", "accepted")
    assert after["text"] == "Park Ji-hu", "the text is never altered"
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026."), later(hours=1))
    assert a_mention(store) == after, "reading the article anew takes nothing back"
    store.queue.undo("mina", NOW)
    assert a_mention(store) == before
    assert store.queue.replay_log() == []


def test_a_date_is_put_right_with_its_precision(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026."), NOW)
    mention = int(str(a_mention(store, "date")["id"]))
    store.queue.edit_mention(mention, Edit(value="2026-Q3", about="trailer", season="S2"), "mina", NOW)
    row = a_mention(store, "date")
    assert (row["value"], row["precision"], row["about"]) == ("2026-Q3", "quarter", "trailer")
    for wrong in (Edit(value="soon"), Edit(value="2026-02-30"), Edit(about="nonsense"), Edit(season="two"), Edit(value="")):
        with pytest.raises(UsageError):
            store.queue.edit_mention(mention, wrong, "mina", NOW)


def test_a_span_moves_by_words_and_its_quote_holds_it(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns in 2026. That is all."), NOW)
    mention = int(str(a_mention(store)["id"]))
    store.queue.edit_mention(mention, Edit(finish=1), "mina", NOW)
    row = store.queue.mention(mention)
    assert row["text"] == "Park Ji-hu returns"
    assert row["whole"][row["start"] : row["end"]] == row["text"]
    assert row["whole"][row["quote_start"] : row["quote_end"]] == row["quote"]
    assert row["text"] in row["quote"]


@given(st.text(alphabet="ab \n", min_size=1, max_size=30), st.data())
def test_a_moved_span_is_whole_words_of_its_paragraph(text: str, data: st.DataObject) -> None:
    words = [i for i, c in enumerate(text) if c not in " \n" and (i == 0 or text[i - 1] in " \n")]
    if not words:
        return
    start = data.draw(st.sampled_from(words))
    end = start + 1
    begin, finish = data.draw(st.integers(-3, 3)), data.draw(st.integers(-3, 3))
    try:
        left, right = moved(text, start, end, begin, finish)
    except UsageError:
        return
    assert 0 <= left < right <= len(text)
    assert "\n" not in text[left:right]
    assert text[left] != " "


# --- notes, reasons, over another ---


def test_a_rejection_is_given_another_reason_and_one_undo_takes_both(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    story = story_of(store, "one")
    done = store.queue.judge(story, "reject", "mina", NOW, note=REASONS[0])
    store.queue.reason(done.batch, REASONS[2], "mina", NOW)
    assert [row["note"] for row in store.queue.notes(story)] == [REASONS[2], REASONS[0]]
    with pytest.raises(UsageError):
        store.queue.reason(done.batch, "because", "mina", NOW)
    with pytest.raises(UsageError):
        store.queue.reason(done.batch, REASONS[1], "joon", NOW)
    store.queue.undo("mina", NOW)
    assert store.queue.notes(story) == []
    assert groups(store) == {"News one": "new"}
    assert store.queue.undo("mina", NOW).batch == ""


def test_overruling_is_two_verdicts_and_needs_what_stands(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    story = story_of(store, "one")
    theirs = store.queue.judge(story, "approve", "mina", NOW)
    article = store.queue.card(story)["articles"][0]
    seen, version = {article["id"]: article["content_hash"]}, {article["id"]: article["row_version"]}
    with pytest.raises(Stale):
        store.queue.overrule(story, theirs.batch, "mina", "reject", "joon", NOW, seen, {article["id"]: 1})
    assert store.db.value("SELECT state FROM article") == "accepted"
    store.queue.overrule(story, theirs.batch, "mina", "reject", "joon", NOW, seen, version, idempotency="k")
    assert store.db.value("SELECT state FROM article") == "rejected"
    rows = store.db.value("SELECT count(*) FROM verdict")
    store.queue.overrule(story, theirs.batch, "mina", "reject", "joon", NOW, seen, version, idempotency="k")
    assert store.db.value("SELECT count(*) FROM verdict") == rows
    assert store.queue.replay_log() == []


def test_notes_go_where_their_story_is_merged_and_back(store: Store) -> None:
    for key in ("one", "two", "three"):
        store.filings.save(a_filing(key), NOW)
    store.queue.note(1, "call the agency", "mina", NOW)
    store.queue.note(2, "seen before", "joon", NOW)
    store.queue.merge(1, 2, "mina", NOW)
    store.queue.merge(2, 3, "joon", NOW)
    for story in (1, 2, 3):
        assert [row["note"] for row in store.queue.notes(story)] == ["seen before", "call the agency"]
    store.queue.undo("mina", NOW)
    assert [row["note"] for row in store.queue.notes(3)] == ["seen before"]
    assert [row["note"] for row in store.queue.notes(1)] == ["call the agency"]


def test_overruling_leaves_the_rest_of_a_decision_on_many(store: Store) -> None:
    """What another did to the other stories nobody spoke of; of one that regrouped, there is no half to take back."""
    for key in ("one", "two", "three"):
        store.filings.save(a_filing(key), NOW)
    one, two, three = (story_of(store, key) for key in ("one", "two", "three"))
    theirs, _ = store.queue.judge_many({s: {} for s in (one, two, three)}, "reject", "mina", NOW)

    def over(story: int, batch: str) -> None:
        read = store.queue.card(story)["articles"]
        seen, versions = {a["id"]: a["content_hash"] for a in read}, {a["id"]: a["row_version"] for a in read}
        store.queue.overrule(story, batch, "mina", "approve", "joon", NOW, seen, versions)

    over(two, theirs.batch)
    assert [row[0] for row in store.db.execute("SELECT state FROM article ORDER BY id")] == ["rejected", "accepted", "rejected"]
    assert {row[0] for row in store.db.execute("SELECT state FROM mention WHERE article_id <> 2")} == {"rejected"}
    assert store.queue.replay_log() == []
    assert store.queue.undo("mina", NOW).stories == (one, three), "the rest is still theirs to take back"
    assert [row[0] for row in store.db.execute("SELECT state FROM article ORDER BY id")] == ["new", "accepted", "new"]
    merge = store.queue.merge(one, three, "mina", NOW)
    with pytest.raises(Stale):
        over(three, merge.batch)
    assert store.db.execute("SELECT id, story_id FROM article ORDER BY id").fetchall() == [(1, three), (2, two), (3, three)]
    assert store.queue.current(one) == three
    assert store.queue.replay_log() == []


def test_many_are_decided_but_what_changed_or_is_excepted(store: Store) -> None:
    for key in ("one", "two", "three"):
        store.filings.save(a_filing(key), NOW)
    cards = {s: store.queue.card(s)["articles"] for s in (story_of(store, k) for k in ("one", "two", "three"))}
    stories = {s: {a["id"]: a["content_hash"] for a in articles} for s, articles in cards.items()}
    versions = {a["id"]: a["row_version"] for articles in cards.values() for a in articles}
    one, two, three = stories
    store.queue.judge_mention(int(str(store.db.value("SELECT min(id) FROM mention"))), "reject", "joon", NOW)
    done, left = store.queue.judge_many(stories, "reject", "mina", NOW, row_versions=versions, unless=lambda story: story == three)
    assert (set(done.stories), set(left)) == ({two}, {one, three})
    store.queue.undo("mina", dt.datetime(2026, 9, 2, tzinfo=dt.UTC))
    assert set(groups(store).values()) == {"new"}


def test_a_story_comes_back_in_its_place_after_waiting(store: Store) -> None:
    store.filings.save(says("one", "2026"), NOW)
    store.queue.judge(story_of(store, "one"), "approve", "mina", NOW)
    store.filings.save(says("two", "2027"), NOW)
    store.queue.judge(story_of(store, "two"), "wait", "mina", NOW)
    assert store.queue.returns() != ""
    store.filings.save(a_filing("three", grouping=Grouping(how="story", story=story_of(store, "two"))), later(days=1))
    assert "conflict" in groups(store).values(), "a second source came, and it still contradicts"
    assert {row[0] for row in store.db.execute("SELECT story_id FROM waiting")} == waiting.stories_that_wait(store.db)
