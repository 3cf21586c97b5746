"""What editors decide of values: the resolver honours it, the log holds it, undo takes it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.errors import UsageError
from store import log, rulings
from store.store import Store
from tests.accepted import DAY, a_mention, an_article, close_opened, opened

NOW = DAY + dt.timedelta(days=10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield opened(tmp_path)
    close_opened()


def said(store: Store, value: str, *, days: int = 0, tier: str = "press", status: str = "confirmed") -> int:
    """An accepted article that says this of the premiere; the id of its claim."""
    article = an_article(store, tier=tier, at=DAY + dt.timedelta(days=days), body=f"It returns on {value}.")
    a_mention(store, article, value, about="premiere", season="S2", status=status, precision="day" if len(value) > 7 else "month")
    store.claims.recompute_for([article], DAY + dt.timedelta(days=days))
    return claim_of(store, value)


def claim_of(store: Store, value: str) -> int:
    found = store.db.value("SELECT id FROM claim WHERE value = ?", (value,))
    assert isinstance(found, int)
    return found


def table(store: Store) -> dict[str, tuple[str, bool]]:
    return {held.claim.value: (held.claim.status, held.claim.believed) for held in store.claims.ledger()}


def moves(store: Store) -> list[tuple[str, str]]:
    return [(c.before, c.after) for c in store.claims.history("low-water", "S2", "premiere")]


def test_a_pinned_value_rules_until_unpinned(store: Store) -> None:
    early = said(store, "2026-09-12")
    said(store, "2026-10-03", days=1, tier="official")
    assert table(store)["2026-10-03"] == ("official", True)
    with pytest.raises(UsageError, match="note"):
        store.queue.judge_claim(early, "pin", "mina", NOW)
    done = store.queue.judge_claim(early, "pin", "mina", NOW, note="the platform called us", idempotency="once")
    assert store.queue.judge_claim(early, "pin", "mina", NOW, note="the platform called us", idempotency="once") == done
    assert table(store)["2026-09-12"] == ("reported", True)
    said(store, "2026-11-01", days=2, tier="official")
    assert [value for value, (_, believed) in table(store).items() if believed] == ["2026-09-12"], "later news does not move it"
    store.queue.judge_claim(early, "clear", "mina", NOW + dt.timedelta(hours=1))
    assert table(store)["2026-11-01"] == ("official", True)
    assert moves(store)[-2:] == [("2026-10-03", "2026-09-12"), ("2026-09-12", "2026-11-01")]
    assert log.broken(store.db) is None
    assert store.check() == []


def test_one_pin_a_fact_and_undo_brings_the_former_back(store: Store) -> None:
    one, other = said(store, "2026-09-12"), said(store, "2026-10-03", days=1)
    store.queue.judge_claim(one, "pin", "mina", NOW, note="so says the agency")
    store.queue.judge_claim(other, "pin", "mina", NOW + dt.timedelta(hours=1), note="and now this")
    assert [r.value for r in rulings.standing(store.db)] == ["2026-10-03"]
    store.queue.undo("mina", NOW + dt.timedelta(hours=2))
    assert [r.value for r in rulings.standing(store.db)] == ["2026-09-12"]
    assert table(store)["2026-09-12"][1]
    store.queue.undo("mina", NOW + dt.timedelta(hours=3))
    assert rulings.standing(store.db) == ()
    assert table(store)["2026-10-03"][1], "the rules rule again"


def test_a_rejected_value_is_never_believed_and_comes_back(store: Store) -> None:
    right, wrong = said(store, "2026-09-12"), said(store, "2026-10-03", days=1, tier="official")
    store.queue.judge_claim(wrong, "reject", "mina", NOW)
    assert table(store) == {"2026-09-12": ("reported", True)}
    said(store, "2026-10-03", days=3, tier="official")
    assert table(store) == {"2026-09-12": ("reported", True)}, "said again, still refused"
    with pytest.raises(UsageError, match="nothing that counts"):
        store.queue.judge_claim(wrong, "pin", "mina", NOW, note="no")
    store.queue.undo("mina", NOW + dt.timedelta(hours=1))
    assert table(store)["2026-10-03"] == ("official", True)
    assert (claim_of(store, "2026-09-12"), claim_of(store, "2026-10-03")) == (right, wrong), "ids stay"


def test_merged_values_are_one(store: Store) -> None:
    month, day = said(store, "2026-09"), said(store, "2026-09-12", days=1)
    store.queue.judge_claim(month, "merge", "mina", NOW, into=day)
    (held,) = store.claims.ledger()
    assert (held.claim.value, held.claim.precision, held.articles, held.claim.origins) == ("2026-09-12", "day", 2, 2)
    with pytest.raises(UsageError, match=r"already|another value"):
        store.queue.judge_claim(day, "merge", "mina", NOW, into=month)
    store.queue.undo("mina", NOW + dt.timedelta(hours=1))
    assert {h.claim.value for h in store.claims.ledger()} == {"2026-09", "2026-09-12"}


def test_a_value_is_merged_only_within_its_fact(store: Store) -> None:
    one = said(store, "2026-09-12")
    for into in (one, 999):
        with pytest.raises(UsageError, match="same fact"):
            store.queue.judge_claim(one, "merge", "mina", NOW, into=into)
    assert store.db.value("SELECT count(*) FROM verdict") == 0


def test_users_alone_cannot_be_believed(store: Store) -> None:
    rumour = said(store, "2026-06-01", tier="user-generated")
    said(store, "2026-09-12", days=1)
    with pytest.raises(UsageError, match="only users say this"):
        store.queue.judge_claim(rumour, "pin", "mina", NOW, note="I like it")
    press = said(store, "2026-06-01", days=2)
    store.queue.judge_claim(press, "pin", "mina", NOW, note="now the press has it")
    assert table(store)["2026-06-01"][1]
    store.db.execute("UPDATE mention SET state = 'rejected' WHERE article_id = (SELECT max(id) FROM article)")
    store.claims.rebuild(NOW)
    assert table(store)["2026-09-12"][1], "the press took it back: the pin holds no longer"


def test_confirming_and_a_note_move_nothing(store: Store) -> None:
    claim = said(store, "2026-09-12")
    before, moved = table(store), moves(store)
    store.queue.judge_claim(claim, "confirm", "mina", NOW)
    with pytest.raises(UsageError, match="note"):
        store.queue.judge_claim(claim, "note", "mina", NOW, note="  ")
    store.queue.judge_claim(claim, "note", "mina", NOW, note="ask the studio on Monday")
    assert (table(store), moves(store)) == (before, moved)
    notes = [row["note"] for row in store.queue.history() if row["target"] == "claim"]
    assert notes == ["ask the studio on Monday", ""]
    assert not store.queue.judge_claim(claim, "confirm", "mina", NOW).batch, "nothing to do"


def test_what_is_published_follows(store: Store) -> None:
    said(store, "2026-09-12")
    wrong = said(store, "2026-10-03", days=1, tier="official")
    store.queue.judge_claim(wrong, "reject", "mina", NOW)
    assert [row["value"] for row in store.public.rows("claims")] == ["2026-09-12"]


def test_who_moves_the_day_knows_better_than_who_denies_its_month(store: Store) -> None:
    said(store, "2026-11-13", tier="official")
    for days, value, status in ((1, "2026-11-13", "superseded"), (2, "2026-11", "denied")):
        article = an_article(store, tier="official", at=DAY + dt.timedelta(days=days), body=f"Not {value}.")
        a_mention(store, article, value, about="premiere", season="S2", status=status, precision="day")
        store.claims.recompute_for([article], NOW)
    assert table(store)["2026-11-13"][0] == "superseded"
