"""The ledger in the store: what a decision moves, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.records import dated
from store.store import Store
from tests import building
from tests.accepted import DAY, a_mention, a_series, an_article, close_opened, opened

NOW = DAY + dt.timedelta(days=10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield opened(tmp_path)
    close_opened()


def premiere(store: Store, article: int, text: str = "2026", **said: object) -> int:
    return a_mention(store, article, text, about="premiere", season="S2", status="confirmed", precision="year", **said)


def table(store: Store) -> list[tuple[object, ...]]:
    return list(
        store.db.execute("SELECT about, season, value, status, believed, articles, origins FROM claim WHERE current = 1 ORDER BY id")
    )


def moves(store: Store) -> list[tuple[object, ...]]:
    return list(store.db.execute("SELECT before, status_before, after, status_after FROM belief_change ORDER BY id"))


def test_an_accepted_date_becomes_a_claim_with_its_quote(store: Store) -> None:
    article = an_article(store)
    mention = premiere(store, article)
    (change,) = store.claims.recompute_for([article], NOW)
    assert (change.after, change.status_after, change.at) == ("2026", "reported", NOW)
    assert table(store) == [("premiere", "S2", "2026", "reported", 1, 1, 1)]
    (held,) = store.claims.ledger("low-water", "S2")
    (proof,) = held.claim.evidence
    assert (proof.mention, proof.article, held.articles, held.claim.believed) == (mention, article, 1, True)
    (text,) = store.db.execute("SELECT text FROM article_version WHERE article_id = ?", (article,)).fetchone()
    assert proof.quote == text[proof.start : proof.end]


def test_nothing_that_waits_or_was_rejected_counts(store: Store) -> None:
    for state, mention_state in (("new", "accepted"), ("waiting", "accepted"), ("rejected", "accepted"), ("accepted", "open")):
        article = an_article(store, state=state)
        premiere(store, article, state=mention_state)
        assert store.claims.recompute_for([article], NOW) == ()
    assert table(store) == []


def test_the_same_again_changes_nothing_and_ids_stay(store: Store) -> None:
    article = an_article(store)
    premiere(store, article)
    store.claims.recompute_for([article], NOW)
    before = list(store.db.execute("SELECT * FROM claim"))
    assert store.claims.recompute_for([article], NOW + dt.timedelta(days=1)) == ()
    assert store.claims.rebuild(NOW + dt.timedelta(days=1)) == ()
    assert list(store.db.execute("SELECT * FROM claim")) == before
    official = an_article(store, tier="official", at=DAY + dt.timedelta(days=1), body="It returns on 12 September 2026.")
    premiere(store, official, "12 September 2026", value="2026-09-12")
    store.claims.recompute_for([official], NOW + dt.timedelta(days=2))
    assert store.db.value("SELECT MIN(id) FROM claim") == before[0][0]
    assert [row[2:5] for row in table(store)] == [("2026", "superseded", 0), ("2026-09-12", "official", 1)]
    assert moves(store) == [("", "", "2026", "reported"), ("2026", "reported", "2026-09-12", "official")]
    assert [(c.before, c.after) for c in store.claims.history("low-water", "S2", "premiere")] == [("", "2026"), ("2026", "2026-09-12")]


def test_moves_within_one_moment_are_one_move(store: Store) -> None:
    first = an_article(store)
    premiere(store, first)
    store.claims.recompute_for([first], NOW)
    second = an_article(store, tier="official")
    premiere(store, second)
    store.claims.recompute_for([second], NOW)
    assert moves(store) == [("", "", "2026", "official")]
    store.db.execute("UPDATE article SET state = 'rejected'")
    store.claims.recompute_for([first, second], NOW)
    assert moves(store) == []
    assert table(store) == []


def test_a_decision_taken_back_withdraws_the_belief_and_a_new_one_revives_the_claim(store: Store) -> None:
    article = an_article(store)
    premiere(store, article)
    store.claims.recompute_for([article], NOW)
    (held,) = store.claims.ledger()
    store.db.execute("UPDATE article SET state = 'rejected'")
    store.claims.recompute_for([article], NOW + dt.timedelta(hours=1))
    assert store.claims.ledger() == ()
    gone = store.claims.claim(held.id)
    assert gone is not None
    assert gone.claim.evidence == ()
    store.db.execute("UPDATE article SET state = 'accepted'")
    store.claims.recompute_for([article], NOW + dt.timedelta(hours=2))
    assert [h.id for h in store.claims.ledger()] == [held.id]
    assert moves(store) == [("", "", "2026", "reported"), ("2026", "reported", "", ""), ("", "", "2026", "reported")]


def test_what_was_approved_stands_while_an_edit_waits(store: Store) -> None:
    article = an_article(store, body="It comes on 13 November.", approved=NOW)
    old = premiere(store, article, "13 November", value="2026-11-13")
    store.claims.recompute_for([article], NOW)
    edited = NOW + dt.timedelta(days=5)
    store.db.execute("UPDATE article SET state = 'new', state_reason = 'edited', version = 2 WHERE id = ?", (article,))
    store.db.execute("UPDATE mention SET current = 0 WHERE id = ?", (old,))
    store.db.execute(
        "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (?, 2, 't', ?, 'x', ?)",
        (article, "t\n\nIt comes on 4 December.", dated(edited)),
    )
    new = premiere(store, article, "4 December", value="2026-12-04", state="open")
    assert store.claims.recompute_for([article], edited) == ()
    assert [row[2] for row in table(store)] == ["2026-11-13"]
    store.db.execute("UPDATE article SET state = 'accepted', state_reason = ''")
    store.db.execute("UPDATE mention SET state = 'accepted' WHERE id = ?", (new,))
    store.claims.recompute_for([article], edited)
    assert moves(store)[1:] == [("2026-11-13", "reported", "2026-12-04", "reported")]
    (held,) = store.claims.ledger()
    assert held.claim.first_seen == edited  # not when the page first came out


def test_casting_by_name_with_the_part_as_the_series_spells_it(store: Store) -> None:
    article = an_article(store, body="Inés Mora joins as マリーナ. Director Jang Hyo shoots. An Seo-yun is back as Hae-in.")
    a_mention(store, article, "Inés Mora", kind="cast", person="ines-mora", relation="joins_cast", character="マリーナ")
    a_mention(store, article, "Jang Hyo", kind="cast", person="jang", relation="director")
    a_mention(store, article, "An Seo-yun", kind="cast", person="an-seo-yun", relation="returns_as", character="Hae-in")
    store.claims.recompute_for([article], NOW)
    assert table(store) == [("casting:Inés Mora", "S2", "joins as Marina Olmo", "reported", 1, 1, 1)]


def test_a_denial_is_evidence_against_and_counts_apart(store: Store) -> None:
    rumour = an_article(store, body="Kim Bo is in talks.", tier="user-generated")
    a_mention(store, rumour, "Kim Bo", kind="cast", relation="rumoured")
    denial = an_article(store, body="Kim Bo will not appear.", at=DAY + dt.timedelta(days=1), state="new")
    a_mention(store, denial, "Kim Bo", kind="cast", relation="not_cast")
    store.claims.recompute_for([rumour], NOW)
    store.db.execute("UPDATE article SET state = 'accepted'")
    store.claims.recompute_for([denial], NOW + dt.timedelta(days=1))
    assert table(store) == [("casting:Kim Bo", "S2", "joins", "denied", 1, 1, 1)]
    assert moves(store) == [("", "", "joins", "rumoured"), ("joins", "rumoured", "joins", "denied")]


def test_who_joins_recasts_who_left_though_only_one_article_was_decided(store: Store) -> None:
    leaver = an_article(store, body="An Seo-yun leaves the show.")
    a_mention(store, leaver, "An Seo-yun", kind="cast", relation="leaves")
    store.claims.recompute_for([leaver], NOW)
    joiner = an_article(store, body="Kim Bo takes over Hae-in.")
    a_mention(store, joiner, "Kim Bo", kind="cast", relation="joins_cast", character="Hae-in")
    store.claims.recompute_for([joiner], NOW)
    assert {row[0]: row[2] for row in table(store)} == {"casting:An Seo-yun": "recast", "casting:Kim Bo": "joins as Hae-in"}


def test_preview_says_what_would_move_and_writes_nothing(store: Store) -> None:
    accepted = an_article(store, tier="official")
    premiere(store, accepted)
    store.claims.recompute_for([accepted], NOW)
    waits = an_article(store, state="new", tier="official", body="Now in 2027.", at=DAY + dt.timedelta(days=3))
    premiere(store, waits, "2027", state="open")
    (change,) = store.claims.preview([waits])
    assert (change.before, change.after, change.status_after) == ("2026", "2027", "official")
    assert [h.claim.value for h in store.claims.of_articles([waits])] == ["2026"]
    assert [row[2] for row in table(store)] == ["2026"]


def test_it_is_part_of_the_transaction_of_the_decision(store: Store) -> None:
    article = an_article(store)
    premiere(store, article)
    store.db.execute("BEGIN")
    store.claims.recompute_for([article], NOW)
    store.db.execute("ROLLBACK")
    assert table(store) == []
    assert moves(store) == []


def test_an_odd_or_future_publication_date_gives_way_to_when_it_was_seen(store: Store) -> None:
    article = an_article(store)
    premiere(store, article)
    store.db.execute("UPDATE article SET published = '2031-01-01T00:00:00Z'")
    store.claims.recompute_for([article], NOW)
    (held,) = store.claims.ledger()
    assert held.claim.first_seen == DAY
    store.db.execute("UPDATE article SET published = '1970-01-01T00:00:00Z', suspect = 'long ago'")
    store.claims.recompute_for([article], NOW)
    (held,) = store.claims.ledger()
    assert held.claim.first_seen == DAY


def test_what_an_agency_says_in_the_press_is_official(store: Store) -> None:
    article = an_article(store, body="Kim Bo has left the drama. Her agency confirmed the decision on Monday.")
    a_mention(store, article, "Kim Bo", kind="cast", relation="leaves")
    fans = an_article(store, body="Her agency confirmed that Lee Da leaves.", tier="user-generated")
    a_mention(store, fans, "Lee Da", kind="cast", relation="leaves")
    store.claims.recompute_for([article, fans], NOW)
    assert {row[0]: row[3] for row in table(store)} == {"casting:Kim Bo": "official", "casting:Lee Da": "rumoured"}


def test_what_contradicts_the_ledger_is_told_and_what_only_adds_to_it_is_not(store: Store) -> None:
    accepted = an_article(store, tier="official", body="It comes in 2026.")
    premiere(store, accepted)
    store.claims.recompute_for([accepted], NOW)

    def waiting(value: str, **said: object) -> int:
        article = an_article(store, state="new", body=f"It comes then: {value}.", at=DAY + dt.timedelta(days=2))
        a_mention(store, article, value, about="premiere", season="S2", state="open", **said)
        return article

    ((believed, said),) = store.claims.contradicts([waiting("2027", status="rumoured")])
    assert (believed.value, said.value) == ("2026", "2027")
    assert store.claims.contradicts([waiting("2026-09-12", status="confirmed")]) == ()
    assert store.claims.contradicts([waiting("2026", status="confirmed")]) == ()
    assert store.claims.contradicts([waiting("2028", status="denied")]) == ()
    assert [c.value for _, c in store.claims.contradicts([waiting("2026", status="denied")])] == ["2026"]


def test_from_a_filing_through_a_decision_to_the_ledger_and_back(store: Store) -> None:
    series = a_series(slug="aouad", people=(), titles=("All of Us Are Dead",))
    store.claims.knows((series,))
    store.filings.save(building.a_filing(), building.NOW)
    assert store.claims.ledger() == ()
    (story,) = store.db.execute("SELECT story_id FROM article").fetchone()
    store.queue.judge(story, "approve", "mina", building.NOW)
    assert table(store) == [("premiere", "S2", "2026", "reported", 1, 1, 1)]
    assert store.claims.ledger("aouad")[0].claim.evidence[0].quote == "Park Ji-hu returns in 2026."
    assert [row["value"] for row in store.public.rows("claims", (series,))] == ["2026"]
    store.queue.undo("mina", building.later(hours=1))
    assert table(store) == []
    assert [(before, after) for before, _, after, _ in moves(store)] == [("", "2026"), ("2026", "")]
