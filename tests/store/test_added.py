"""Mentions that an editor adds: evidence like others, undone from the log, kept where their quote still stands."""

from __future__ import annotations

import pytest

from model.errors import UsageError
from model.records import Mention
from store.added import SPOTS_MAX, Added, spots
from store.edits import Edit
from store.stale import Stale
from store.store import Store
from tests.building import a_filing, later

BODY = "The premiere is in spring of 2027.\nPark Ji-hu is back."
QUOTE = "The premiere is in spring of 2027."


def filed(store: Store, body: str = BODY, **fields: object) -> int:
    store.filings.save(a_filing(body=body, mentions=(), **fields), later())  # type: ignore[arg-type]
    return int(store.db.value("SELECT id FROM article"))


def a_date(store: Store, article: int, words: str = "spring of 2027", value: str = "2027-SP", **more: str) -> Added:
    ((start, end),) = spots(store.queue.standing_text(article)["text"], words)
    return Added(kind="date", start=start, end=end, edit=Edit(value=value, about="premiere", season="S2"), said="planned", **more)  # type: ignore[arg-type]


def current(store: Store) -> list[tuple[object, ...]]:
    return store.db.execute(
        "SELECT kind, value, about, precision, season, status, state, text, quote FROM mention WHERE current = 1 ORDER BY id"
    ).fetchall()


def offsets_hold(store: Store) -> bool:
    return all(
        text[start:end] == said and text[left:right] == quote
        for text, start, end, said, left, right, quote in store.db.execute(
            'SELECT v.text, m.start, m."end", m.text, m.quote_start, m.quote_end, m.quote FROM mention m JOIN article_version v'
            " ON v.article_id = m.article_id AND v.number = m.version"
        )
    )


def test_an_added_mention_is_evidence_and_undone_it_is_gone(store: Store) -> None:
    article = filed(store)
    done = store.queue.add_mention(article, a_date(store, article), "mina", later(minutes=1), idempotency="k")
    again = store.queue.add_mention(article, a_date(store, article), "mina", later(minutes=1), idempotency="k")
    assert again.mentions == done.mentions, "sent twice, done once"
    assert current(store) == [("date", "2027-SP", "premiere", "season", "S2", "planned", "accepted", "spring of 2027", QUOTE)]
    assert offsets_hold(store)
    store.queue.judge(1, "approve", "mina", later(minutes=2))
    assert store.db.execute("SELECT value, believed FROM claim WHERE current = 1").fetchall() == [("2027-SP", 1)]
    assert [row["quote"] for row in store.public.rows("date_mentions")] == [QUOTE]
    store.queue.undo("mina", later(minutes=3), batch="k")
    assert current(store) == []
    assert store.db.execute("SELECT value FROM claim WHERE current = 1").fetchall() == []
    assert store.queue.replay_log() == []
    assert [row["action"] for row in store.queue.history() if row["target"] == "mention"] == ["undo", "add_mention"]


def test_a_person_who_is_added_is_one_of_the_cast(store: Store) -> None:
    article = filed(store)
    ((start, end),) = spots(store.queue.standing_text(article)["text"], "Park Ji-hu")
    edit = Edit(person="park-ji-hu", value="Park Ji-hu", relation="returns_as", character="Nam On-jo")
    store.queue.add_mention(article, Added(kind="cast", start=start, end=end, edit=edit, series="aouad"), "mina", later(minutes=1))
    row = store.db.one("SELECT * FROM mention")
    assert row is not None
    assert (row["person"], row["relation"], row["character"], row["quote"]) == (
        "park-ji-hu",
        "returns_as",
        "Nam On-jo",
        "Park Ji-hu is back.",
    )
    with pytest.raises(UsageError, match="that is a mention already"):
        store.queue.add_mention(article, Added(kind="cast", start=start, end=end, edit=edit), "mina", later(minutes=2))
    with pytest.raises(UsageError, match="say who is meant"):
        store.queue.add_mention(article, Added(kind="cast", start=0, end=4, edit=Edit(relation="leaves")), "mina", later(minutes=2))


def test_it_is_kept_by_a_new_reading_and_a_new_version_that_holds_its_quote(store: Store) -> None:
    article = filed(store)
    store.queue.add_mention(article, a_date(store, article), "mina", later(minutes=1))
    was = current(store)
    store.filings.reread(article, (), later(minutes=2))
    assert current(store) == was, "read anew, nothing is found, and it stays"
    filed(store, body=f"A line before it.\n{BODY}\nA line behind it, that makes it an edit.")
    assert store.db.value("SELECT version FROM article") == 2
    assert current(store) == was
    assert offsets_hold(store)
    filed(store, body="A line before it.\n“The  premiere is in spring of 2027.”\nIt has other quotes, and one more line.")
    assert [row[-2] for row in current(store)] == ["spring of 2027"], "white space and quotation marks are no edit"
    assert offsets_hold(store)
    filed(store, body="The premiere is in spring of 2028.\nAnother text, and another year.")
    assert current(store) == [], "the quote is gone"
    store.queue.undo("mina", later(minutes=9))
    filed(store, body=f"{BODY}\nBack again, but it was taken back.")
    assert current(store) == []
    assert store.queue.replay_log() == []


def test_lines_around_an_article_are_no_edit_where_a_mention_was_added(store: Store) -> None:
    article = filed(store)
    store.queue.add_mention(article, a_date(store, article), "mina", later(minutes=1))
    store.queue.judge(1, "approve", "mina", later(minutes=2))
    filed(store, body=f"{BODY}\n12 comments")
    assert store.db.execute("SELECT version, state FROM article").fetchone() == (1, "accepted")


def test_what_an_extractor_finds_later_is_the_same_mention(store: Store) -> None:
    article = filed(store)
    store.queue.add_mention(article, a_date(store, article, series="aouad"), "mina", later(minutes=1))
    row = store.db.one("SELECT * FROM mention")
    assert row is not None
    found = Mention(
        kind="date", start=row["start"], end=row["end"], quote_start=row["quote_start"], quote_end=row["quote_end"], value="2027-SP",
        series="aouad", about="premiere", precision="season", status="confirmed",
    )  # fmt: skip
    store.filings.reread(article, (found,), later(minutes=2))
    assert store.db.execute("SELECT count(*), max(status), max(state), max(season) FROM mention").fetchone() == (
        1,
        "planned",
        "accepted",
        "S2",
    )
    store.queue.undo("mina", later(minutes=3))
    assert store.db.execute("SELECT state, current FROM mention").fetchall() == [("open", 1)], "found by an extractor, and open again"


def test_words_that_do_not_stand_there_are_refused(store: Store) -> None:
    article = filed(store)
    edit = Edit(value="2027", about="premiere")
    for start, end in ((0, 0), (-1, 3), (5, 3), (0, 10_000), (0, len("News one\n\nThe"))):
        with pytest.raises(UsageError, match="those words do not stand together in the article"):
            store.queue.add_mention(article, Added(kind="date", start=start, end=end, edit=edit), "mina", later(minutes=1))
    with pytest.raises(UsageError, match="is no date"):
        store.queue.add_mention(article, Added(kind="date", start=0, end=4, edit=Edit(value="soon", about="premiere")), "mina", later())
    with pytest.raises(UsageError, match="say which date it is"):
        store.queue.add_mention(article, Added(kind="date", start=0, end=4, edit=Edit(value="2027")), "mina", later())
    with pytest.raises(UsageError, match="no such status"):
        store.queue.add_mention(article, Added(kind="date", start=0, end=4, edit=edit, said="perhaps"), "mina", later())
    with pytest.raises(Stale):
        store.queue.add_mention(article, Added(kind="date", start=0, end=4, edit=edit), "mina", later(), judged_hash="another")
    assert store.db.value("SELECT count(*) FROM mention") == 0
    assert store.queue.history() == []


def test_words_are_found_where_they_stand() -> None:
    assert spots("a b\nA  B", "a b") == [(0, 3)]
    assert spots("x A  b", "a b") == [(2, 6)], "white space and case, where they must be"
    assert spots("a\nb", "a b") == [], "not across lines"
    assert spots("a.c", "abc") == []
    assert spots("abc", " ") == []
    assert len(spots("a " * 50, "a")) == SPOTS_MAX
