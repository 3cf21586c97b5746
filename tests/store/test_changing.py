"""Which articles would change what is believed: as the ledger would have it, and at a cost that does not grow."""

from __future__ import annotations

import random

import pytest

from model.records import Mention
from store.search import Asked
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, later


def says(
    store: Store, key: str, value: str, *, tier: str = "press", status: str = "confirmed", about: str = "premiere", days: int = 0
) -> int:
    """File an article that says when something comes, days after the first; its id."""
    body = f"It is in {value}."
    text = f"News {key}\n\n{body}"
    start = text.index(value)
    mention = Mention(
        kind="date", start=start, end=start + len(value), quote_start=len(f"News {key}") + 2, quote_end=len(text), value=value,
        series="aouad", season="S2", about=about, precision="year", status=status,
    )  # fmt: skip
    article = an_article(key, source=a_source(tier, tier=tier), at=later(days=days))
    store.filings.save(a_filing(key, title=f"News {key}", body=body, mentions=(mention,), article=article), later(days=days))
    return int(store.db.value("SELECT max(id) FROM article"))


@pytest.mark.parametrize(
    ("value", "how", "changes"),
    [
        ("2027", {}, False),  # what is believed already
        ("2027", {"tier": "official"}, True),  # more surely
        ("2028", {}, True),
        ("2028", {"status": "rumoured"}, False),  # less surely
        ("2027-03", {}, True),  # more exactly
        ("2027", {"status": "denied"}, True),
        ("2027", {"status": "denied", "tier": "user-generated"}, False),
        ("2028", {"status": "denied"}, False),  # of what nobody believes
        ("2027", {"about": "production_start"}, True),  # of which nothing is believed
        ("2027", {"about": "past_work"}, False),  # no claim is made of it
    ],
)
def test_it_is_what_the_ledger_would_do(store: Store, value: str, how: dict[str, str], changes: bool) -> None:
    one = says(store, "one", "2027")
    store.queue.judge(1, "approve", "mina", NOW)
    other = says(store, "two", value, days=1, **how)  # type: ignore[arg-type]
    assert bool(store.claims.preview([other])) is changes
    assert store.claims.changing([one, other]) == ({other} if changes else set())


def test_a_pin_is_not_moved_by_an_article(store: Store) -> None:
    says(store, "one", "2027")
    store.queue.judge(1, "approve", "mina", NOW)
    store.queue.judge_claim(store.db.value("SELECT id FROM claim"), "pin", "mina", NOW, note="they called")
    assert store.claims.changing([says(store, "two", "2028", days=1)]) == frozenset()
    assert store.claims.changing([]) == frozenset()


def test_it_agrees_with_the_ledger_on_what_is_mostly_said(store: Store) -> None:
    """Against the ledger itself, over news of a season told by everybody in turn."""
    made = random.Random(7)
    for n in range(60):
        value = made.choice(["2026", "2027", "2027-03", "2026-09-12", "2026-Q3"])
        tier, status = made.choice(["press", "press", "official", "user-generated"]), made.choice(["confirmed", "planned", "rumoured"])
        says(store, f"n{n}", value, tier=tier, status=status, about=made.choice(["premiere", "production_start"]), days=n)
    for story in range(1, 21):
        store.queue.judge(story, "approve", "mina", later(days=70))
    waiting = [row[0] for row in store.db.execute("SELECT id FROM article WHERE state = 'new'")]
    would = {article for article in waiting if store.claims.preview([article])}
    assert len(would) > 3
    assert len(would ^ store.claims.changing(waiting)) <= 2


def test_a_search_asks_for_it_and_the_counts_are_of_the_other_filters(store: Store) -> None:
    says(store, "one", "2027")
    store.queue.judge(1, "approve", "mina", NOW)
    says(store, "agrees", "2027", days=1)
    says(store, "other", "2028", days=2)
    says(store, "official", "2029", days=3, tier="official")
    found = store.search.find(Asked(changes=("yes",)))
    assert [row["title"] for row in found.rows] == ["News official", "News other"]
    assert found.counts["changes"] == {"yes": 2, "no": 2}, "as if it were not asked for"
    assert found.counts["tier"] == {"press": 1, "official": 1}, "of those that change a claim"
    both = store.search.find(Asked(changes=("yes",), states=("new",), tiers=("press",)))
    assert both.total == 1
    assert both.counts["changes"] == {"yes": 1, "no": 1}
    assert both.counts["tier"] == {"press": 1, "official": 1}
    assert both.counts["state"] == {"new": 1}


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(states=("new",)),
        Asked(tiers=("press",), changes=("no",)),
        Asked(words="news", bands=("high",), states=("new", "accepted")),
    ],
)
def test_a_count_is_how_many_there_would_be_with_that_value_alone(store: Store, asked: Asked) -> None:
    import dataclasses

    from store.search import FILTERS

    for n, (tier, value) in enumerate(
        [("press", "2027"), ("official", "2027"), ("press", "2028"), ("user-generated", "2029"), ("press", "2027")]
    ):
        says(store, f"n{n}", value, tier=tier, days=n)
    store.queue.judge(1, "approve", "mina", NOW)
    store.queue.judge(4, "reject", "mina", NOW)
    counts = store.search.find(asked).counts
    for name, field in FILTERS.items():
        for value in ("new", "accepted", "rejected", "press", "official", "user-generated", "yes", "no", "aouad", "high", "en", ""):
            alone = store.search.find(dataclasses.replace(asked, **{field: (value,)})).total if value or name == "language" else 0
            assert counts[name].get(value, 0) == alone, (name, value)
