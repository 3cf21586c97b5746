"""People who are proposed: listed with their quotes, written into series.yaml as previewed, refused for good, taken back."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from starlette.testclient import TestClient

from desk.place import Place
from desk.registry import Registry
from model.errors import ConfigError
from model.watch import read_series
from pipelines.extract import extract
from store.queue import Stale
from store.store import Store
from tests.building import NOW, a_filing
from tests.desk.conftest import SignIn
from tests.desk.sampled import answer, showwire

SEASONED = """\
# what we follow
series:
  - slug: aouad
    titles: [All of Us Are Dead]
    seasons: [{number: 1, premiered: 2022-01-28}, {number: 2}]
    people:
      - {slug: park-ji-hu, name: Park Ji-hu} # the lead
"""
JOINS = "Kim Min-jae (김민재) joins the cast of season 2 as Yong Ma-ru. More is to come."


@pytest.fixture
def place(place: Place) -> Place:
    place.series_yaml.write_text(SEASONED, "utf-8")
    return place


def filed(place: Place, store: Store, key: str, body: str, language: str = "en") -> int:
    """An article as the real extractors read it; its id."""
    filing = a_filing(key, title=f"News {key}", body=body, language=language, mentions=(), published_day="2026-03-04")
    store.filings.save(extract(filing, place.series()), NOW)
    found = store.db.value("SELECT max(id) FROM article")
    assert isinstance(found, int)
    return found


def cast(store: Store, article: int) -> list[tuple[str, str, str]]:
    rows = store.db.execute(
        "SELECT value, person, state FROM mention WHERE article_id = ? AND kind = 'cast' AND current = 1 ORDER BY start", (article,)
    )
    return [tuple(row) for row in rows]


def hidden(page: str) -> dict[str, list[str]]:
    """The fields of the form that accepts."""
    form = next(f for f in page.split("<form") if 'value="accept"' in f)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def the_one(store: Store, place: Place) -> int:
    (one,) = Registry(place, store).proposed()
    return one.id


def previewed(desk: TestClient, person: int, **said: str) -> dict[str, object]:
    page = desk.get(f"/people/{person}", params=said)
    assert page.status_code == 200
    return {**hidden(page.text), "decision": "accept"}


def test_a_stranger_is_proposed_with_quotes_and_never_linked(place: Place, store: Store, sign_in: SignIn) -> None:
    article = filed(place, store, "one", JOINS)
    filed(place, store, "two", "배우 김민재가 시즌2에 합류한다.", "ko")
    assert cast(store, article)[0][1:] == ("", "choose")
    (one,) = Registry(place, store).proposed()
    assert (one.name, one.native, one.relation, one.character, one.season, one.articles, one.origins) == (
        *("Kim Min-jae", "김민재", "joins_cast", "Yong Ma-ru", "S2", 2, 2),
    )
    page = sign_in("viewer").get("/people").text
    assert "joins the cast of season 2 as Yong Ma-ru." in page
    assert "배우 김민재가" in page
    assert 'value="reject"' not in page, "viewers decide nothing"


def test_accepting_writes_what_was_previewed_and_links_the_articles(place: Place, store: Store, sign_in: SignIn) -> None:
    later = "Kim Min-jae joins as well, they say.\n\nKim Min-jae waved to the crowd."
    one, two = filed(place, store, "one", JOINS), filed(place, store, "two", later)
    desk, before = sign_in("editor"), place.series_yaml.read_text("utf-8")
    form = previewed(desk, the_one(store, place))
    shown = html.unescape(desk.get(f"/people/{the_one(store, place)}").text)
    assert "+      - slug: kim-min-jae" in shown
    assert "+        plays: [{character: Yong Ma-ru, seasons: [2]}]" in shown
    assert desk.post(f"/people/{the_one(store, place)}", data=form).headers["location"] == "/people"
    after = place.series_yaml.read_text("utf-8")
    assert after.startswith(before)
    assert "name: Kim Min-jae" in after[len(before) :]
    assert cast(store, one) == [("Kim Min-jae", "kim-min-jae", "accepted"), ("Kim Min-jae", "kim-min-jae", "open")], "김민재 is known now"
    assert cast(store, two) == [("Kim Min-jae", "kim-min-jae", "accepted"), ("Kim Min-jae", "kim-min-jae", "open")], "found anew"
    assert Registry(place, store).proposed() == ()
    assert store.check() == []


def test_an_editor_may_say_it_otherwise(place: Place, store: Store, sign_in: SignIn) -> None:
    filed(place, store, "one", JOINS)
    form = previewed(sign_in("editor"), the_one(store, place), name="Kim Minjae", slug="minjae", character="", season="", job="writer")
    assert sign_in("editor").post(f"/people/{the_one(store, place)}", data=form).status_code == 303
    added = read_series(place.series_yaml)[0].people[-1]
    assert (added.slug, added.name, added.also, added.plays, added.does[0].job) == ("minjae", "Kim Minjae", ("Kim Min-jae",), (), "writer")


def test_nothing_is_written_where_the_file_changed_since(place: Place, store: Store, sign_in: SignIn) -> None:
    article = filed(place, store, "one", JOINS)
    desk, person = sign_in("editor"), the_one(store, place)
    form = previewed(desk, person)
    place.series_yaml.write_text(place.series_yaml.read_text("utf-8") + "# a word of the maintainer\n", "utf-8")
    changed = place.series_yaml.read_bytes()
    answered = desk.post(f"/people/{person}", data=form)
    assert answered.status_code == 409
    assert f"/people/{person}" in answered.text
    assert place.series_yaml.read_bytes() == changed
    assert cast(store, article)[0][1:] == ("", "choose")
    assert store.db.value("SELECT count(*) FROM verdict") == 0
    assert desk.post(f"/people/{person}", data=previewed(desk, person)).status_code == 303
    assert "# a word of the maintainer" in place.series_yaml.read_text("utf-8")


def test_an_entry_that_cannot_be_is_refused_on_the_page(place: Place, store: Store, sign_in: SignIn) -> None:
    filed(place, store, "one", JOINS)
    answered = sign_in("editor").get(f"/people/{the_one(store, place)}", params={"slug": "park-ji-hu"})
    assert answered.status_code == 400
    assert "already used" in answered.text
    assert 'value="accept"' not in answered.text


def test_accepting_twice_writes_once(place: Place, store: Store, sign_in: SignIn) -> None:
    filed(place, store, "one", JOINS)
    desk, person = sign_in("editor"), the_one(store, place)
    form = previewed(desk, person)
    assert desk.post(f"/people/{person}", data=form).status_code == 303
    once = place.series_yaml.read_bytes()
    assert desk.post(f"/people/{person}", data=form).status_code == 303, "sent twice, done once"
    assert place.series_yaml.read_bytes() == once


def test_who_is_refused_is_not_proposed_again_in_any_spelling(place: Place, store: Store, sign_in: SignIn) -> None:
    filed(place, store, "one", JOINS)
    desk, person = sign_in("editor"), the_one(store, place)
    page = desk.get("/people").text
    seen = re.findall(r'name="seen" value="(\d+)"', page)
    answered = desk.post(f"/people/{person}", data={"decision": "reject", "seen": seen, "key": "k"})
    assert answered.headers["location"] == "/people"
    filed(place, store, "two", "배우 김민재가 시즌2에 합류한다.", "ko")
    filed(place, store, "three", "Kim Min Jae joins the cast, says another.")
    assert Registry(place, store).proposed() == ()
    desk.post("/undo")
    assert Registry(place, store).proposed()[0].articles == 3, "undo brings the name back, with what came meanwhile"


def test_undo_takes_the_entry_out_of_the_file(place: Place, store: Store, sign_in: SignIn) -> None:
    article = filed(place, store, "one", JOINS)
    desk, before, person = sign_in("editor"), place.series_yaml.read_bytes(), the_one(store, place)
    was = cast(store, article)
    desk.post(f"/people/{person}", data=previewed(desk, person))
    answered = desk.post("/undo")
    assert "out of series.yaml again" in desk.get(answered.headers["location"]).text
    assert place.series_yaml.read_bytes() == before
    assert cast(store, article) == was
    assert the_one(store, place) == person
    assert store.check() == []
    assert store.queue.replay_log() == []


def test_undo_leaves_a_file_that_was_changed_since_and_says_so(place: Place, store: Store, sign_in: SignIn) -> None:
    filed(place, store, "one", JOINS)
    desk, person = sign_in("editor"), the_one(store, place)
    desk.post(f"/people/{person}", data=previewed(desk, person))
    place.series_yaml.write_text(place.series_yaml.read_text("utf-8") + "# later\n", "utf-8")
    changed = place.series_yaml.read_bytes()
    answered = desk.post("/undo")
    assert "take the entry out by hand" in desk.get(answered.headers["location"]).text
    assert place.series_yaml.read_bytes() == changed
    assert Registry(place, store).proposed() == (), "who stands in the file is not proposed"


def test_two_people_of_one_sound_are_two_proposals(place: Place, store: Store) -> None:
    filed(place, store, "one", "Kim Min-jae and Lee Do-yun join the cast.")
    assert [p.name for p in Registry(place, store).proposed()] == ["Kim Min-jae", "Lee Do-yun"]


def test_an_article_that_was_rejected_proposes_nobody(place: Place, store: Store) -> None:
    article = filed(place, store, "one", JOINS)
    story = store.db.value("SELECT story_id FROM article WHERE id = ?", (article,))
    store.queue.judge(story, "reject", "mina", NOW)
    assert Registry(place, store).proposed() == ()


def test_what_joins_is_claimed_once_the_person_is_accepted(place: Place, store: Store) -> None:
    article = filed(place, store, "one", JOINS)
    store.claims.knows(place.series())
    store.queue.judge(store.db.value("SELECT story_id FROM article WHERE id = ?", (article,)), "approve", "mina", NOW)
    assert [h.claim.about for h in store.claims.ledger()] == []
    registry = Registry(place, store)
    (one,) = registry.proposed()
    person = registry.drafted(one, {})
    registry.accept(one, person, registry.draft("aouad", person).before_hash, "mina", NOW + dt.timedelta(minutes=1))
    assert [(h.claim.about, h.claim.value) for h in store.claims.ledger()] == [("casting:Kim Min-jae", "joins as Yong Ma-ru")]
    registry.undo("mina", NOW + dt.timedelta(minutes=2))
    assert store.claims.ledger() == ()


def test_a_form_of_another_file_or_person_is_stale(place: Place, store: Store) -> None:
    filed(place, store, "one", JOINS)
    registry = Registry(place, store)
    (one,) = registry.proposed()
    person = registry.drafted(one, {})
    with pytest.raises(Stale):
        registry.accept(one, person, "0" * 64, "mina", NOW)
    registry.reject(one, "mina", NOW)
    with pytest.raises(Stale):
        registry.accept(one, person, registry.draft("aouad", person).before_hash, "mina", NOW)
    assert "kim-min-jae" not in place.series_yaml.read_text("utf-8")
    with pytest.raises(ConfigError):
        registry.draft("no-such-series", person)


def test_the_command_line_does_the_same(place: Place, store: Store) -> None:
    filed(place, store, "one", JOINS)
    (row,) = answer(place.root, "people", "list")
    assert (row["name"], row["native"], row["quotes"][0]["quote"]) == (
        "Kim Min-jae",
        "김민재",
        "Kim Min-jae (김민재) joins the cast of season 2 as Yong Ma-ru.",
    )
    before = place.series_yaml.read_bytes()
    assert "+      - slug: kim" in showwire(place.root, "people", "accept", str(row["id"]), "--slug", "kim", "--dry-run")
    assert place.series_yaml.read_bytes() == before
    showwire(place.root, "people", "accept", str(row["id"]), "--slug", "kim", "--editor", "mina")
    assert read_series(place.series_yaml)[0].people[-1].slug == "kim"
    assert "out of series.yaml again" in showwire(place.root, "queue", "undo", "--editor", "mina")
    assert place.series_yaml.read_bytes() == before
    showwire(place.root, "people", "reject", str(row["id"]), "--editor", "mina")
    assert json.loads(showwire(place.root, "people", "list", "--json")) == []
    showwire(place.root, "people", "reject", str(row["id"]), expect=2)
