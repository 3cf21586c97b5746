"""What may leave the house, and what may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.watched import Does, Person, Plays
from store.public import EXCERPT_MAX, TABLES
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, a_source, an_article, close_opened, opened

LATER = DAY + dt.timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield opened(tmp_path)
    close_opened()


def rows(store: Store, table: str) -> list[dict[str, object]]:
    return list(store.public.rows(table, (a_series(),), (a_source(),)))


def test_every_table_has_its_columns_in_order(store: Store) -> None:
    article = an_article(store, approved=LATER)
    a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed", precision="year")
    a_mention(store, article, "Low Water", kind="cast", relation="mention", person="x")
    store.claims.recompute_for([article], LATER)
    for table, columns in TABLES.items():
        found = rows(store, table)
        assert found, table
        assert all(tuple(row) == columns for row in found), table


def test_only_what_was_accepted_leaves(store: Store) -> None:
    shown = an_article(store, title="shown")
    a_mention(store, shown, "2026", about="premiere")
    a_mention(store, shown, "they say", about="premiere", state="open")
    a_mention(store, shown, "Low Water", about="premiere", state="rejected")
    a_mention(store, shown, "comes", about="premiere", current=0)
    for state in ("new", "waiting", "rejected"):
        a_mention(store, an_article(store, title=state, state=state), "2026", about="premiere")
    an_article(store, title="about none of our series", series="")
    store.claims.recompute_for([shown], LATER)
    assert [row["title"] for row in rows(store, "articles")] == ["shown"]
    assert [row["headline"] for row in rows(store, "stories")] == ["shown"]
    assert [row["value"] for row in rows(store, "date_mentions")] == ["2026"]
    assert [row["article_id"] for row in rows(store, "claim_evidence")] == [shown]


def test_a_claim_whose_only_proof_waits_again_stays_at_home(store: Store) -> None:
    article = an_article(store, approved=LATER)
    a_mention(store, article, "2026", about="premiere", season="S2")
    store.claims.recompute_for([article], LATER)
    assert len(rows(store, "claims")) == 1
    store.db.execute("UPDATE article SET state = 'new', state_reason = 'edited'")
    store.claims.recompute_for([article], LATER)
    assert rows(store, "claims") == []
    assert rows(store, "claim_evidence") == []


def test_quotes_are_found_where_they_say(store: Store) -> None:
    article = an_article(store, body="x" * 500 + " in 2026.")
    a_mention(store, article, "2026", about="premiere", season="S2")
    store.claims.recompute_for([article], LATER)
    (text,) = store.db.execute("SELECT text FROM article_version").fetchone()
    for table in ("date_mentions", "claim_evidence"):
        (row,) = rows(store, table)
        assert isinstance(row["start"], int)
        assert isinstance(row["end"], int)
        assert row["quote"] == text[row["start"] : row["end"]]
        assert len(str(row["quote"])) == 300


def test_the_excerpt_is_cut_and_the_season_is_null_where_none_is_named(store: Store) -> None:
    article = an_article(store, excerpt="e" * 400)
    a_mention(store, article, "2026", about="announcement")
    assert len(str(rows(store, "articles")[0]["excerpt"])) == EXCERPT_MAX
    (date,) = rows(store, "date_mentions")
    assert (date["season"], date["kind"], date["status"]) == (None, "announcement", None)


def test_a_home_release_is_a_date_of_kind_other(store: Store) -> None:
    article = an_article(store, body="The DVD comes on 28 August.")
    a_mention(store, article, "28 August", about="home_release", value="2026-08-28", season="S1")
    store.claims.recompute_for([article], LATER)
    assert [row["kind"] for row in rows(store, "date_mentions")] == ["other"]
    assert [row["about"] for row in rows(store, "claims")] == ["home_release"]


def test_the_headline_of_a_story_is_its_best_members(store: Store) -> None:
    first = an_article(store, title="fans", tier="user-generated", at=DAY)
    (story,) = store.db.execute("SELECT story_id FROM article").fetchone()
    an_article(store, title="press", at=DAY + dt.timedelta(hours=1), story=story, origin=first)
    an_article(store, title="studio", tier="official", at=DAY + dt.timedelta(hours=2), story=story)
    an_article(store, title="pending", tier="official", at=DAY, story=story, state="new")
    (row,) = rows(store, "stories")
    assert (row["headline"], row["articles"], row["origins"]) == ("studio", 3, 2)
    assert (row["first_published"], row["last_published"]) == ("2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z")


def test_a_merged_story_is_one(store: Store) -> None:
    one, two = an_article(store, title="one"), an_article(store, title="two")
    an_article(store, title="three")
    ids = [row[0] for row in store.db.execute("SELECT story_id FROM article ORDER BY id")]
    store.db.execute("UPDATE story SET merged_into = ? WHERE id = ?", (ids[1], ids[0]))
    found = {row["id"]: row["articles"] for row in rows(store, "stories")}
    assert found == {ids[1]: 2, ids[2]: 1}
    assert {row["id"]: row["story_id"] for row in rows(store, "articles") if row["id"] in (one, two)} == {one: ids[1], two: ids[1]}


def test_people_and_sources_are_those_of_the_files_and_what_rows_still_name(store: Store) -> None:
    an_article(store, source="gone", tier="official", series="other-series")
    assert [(row["slug"], row["tier"], row["url"]) for row in rows(store, "sources")] == [
        ("courier", "press", "https://courier.example/feed"),
        ("gone", "official", None),
    ]
    assert [row["slug"] for row in rows(store, "series")] == ["low-water", "other-series"]
    assert [row["name"] for row in rows(store, "people")] == ["An Seo-yun", "Baek Do-hyun", "Inés Mora", "Jang Hyo"]


def test_a_person_of_two_series_is_one_row_and_a_namesake_another(store: Store) -> None:
    other = a_series(
        slug="tide",
        people=(
            Person(slug="ines-mora", name="Inés Mora", plays=(Plays(character="Vera"),)),
            Person(slug="jang", name="Jang Somebody", does=(Does(job="writer"),)),
        ),
    )
    found = {str(row["id"]): row for row in store.public.rows("people", (a_series(), other))}
    assert set(found) == {"an-seo-yun", "do-hyun", "ines-mora", "jang", "tide-jang"}
    assert found["ines-mora"]["series"] == ["low-water", "tide"]
    assert [part["character"] for part in found["ines-mora"]["plays"]] == ["Marina Olmo", "Vera"]


def test_rows_are_of_one_moment_whatever_happens_meanwhile(store: Store, tmp_path: Path) -> None:
    for _ in range(3):
        an_article(store)
    reader = opened(tmp_path)
    with reader.public.snapshot():
        assert len(rows(reader, "articles")) == 3
        store.db.execute("UPDATE article SET state = 'rejected'")
        assert len(rows(reader, "articles")) == 3
        assert reader.public.as_of() == ""
    assert rows(reader, "articles") == []


def test_as_of_is_the_last_decision_that_shows(store: Store) -> None:
    an_article(store, approved=LATER)
    an_article(store, approved=LATER + dt.timedelta(days=9), state="rejected")
    assert store.public.as_of() == "2026-03-03T09:00:00Z"


def test_a_value_that_nobody_believed_and_that_was_overtaken_stays_at_home_unless_two_gave_it(store: Store) -> None:
    def said(value: str, day: int, **other: object) -> int:
        article = an_article(store, at=DAY + dt.timedelta(days=day), body=f"It comes in {value}.", tier=str(other.get("tier", "press")))
        a_mention(store, article, value, about="premiere", season="S2", status=other.get("status", "confirmed"))
        return article

    told = []
    for day, (value, other) in enumerate(
        [
            ("2026", {"tier": "official"}),
            ("2026-10", {"status": "rumoured"}),
            ("2026-11", {"status": "rumoured"}),
            ("2026-11", {"status": "rumoured"}),
            ("2026-12-04", {"tier": "official"}),
        ]
    ):
        told.append(said(value, day, **other))
        store.claims.recompute_for(told, LATER + dt.timedelta(days=day))
    assert {row["value"]: row["status"] for row in rows(store, "claims")} == {
        "2026": "superseded",
        "2026-11": "superseded",
        "2026-12-04": "official",
    }
    assert len({row["claim_id"] for row in rows(store, "claim_evidence")}) == 3
    assert len(store.claims.ledger()) == 4
