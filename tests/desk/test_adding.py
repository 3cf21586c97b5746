"""A mention that an editor adds, through its client: found words, the form, refusals, and what the card shows of it."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from store.store import Store
from tests.building import NOW, a_filing
from tests.desk.conftest import SignIn, file_stories
from tests.desk.test_work_web import toast_of

BODY = "Park Ji-hu is back.\nThe premiere is in spring of 2027, and Park Ji-hu knows it."


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that adds, and the first place."""
    form = re.search(r'<form class="edit add" method="post" action="/queue/1/add".*?</form>', page, re.DOTALL)
    assert form, page
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    places = re.findall(r'type="radio" name="at" value="([^"]*)"', form[0])
    return found | ({"at": places[0]} if places else {})


def signed(store: Store, sign_in: SignIn) -> TestClient:
    store.filings.save(a_filing(body=BODY, mentions=()), NOW)
    return sign_in("editor")


def test_words_are_found_said_what_they_are_and_taken_back(store: Store, sign_in: SignIn) -> None:
    client = signed(store, sign_in)
    card = client.get("/queue/1").text
    assert "No cast or dates found here." in card
    assert 'href="/queue/1/add?article=1"' in card
    assert "The words that say it" in client.get("/queue/1/add?article=1").text
    form = fields(client.get("/queue/1/add", params={"article": "1", "words": "spring  of 2027"}).text)
    said = {"kind": "date", "value": "2027-SP", "about": "premiere", "season": "S2", "said": "planned"}
    assert client.post("/queue/1/add", data=form | said).headers["location"] == "/queue/1?article=1"
    assert toast_of(client) == "Mention added"
    card = client.get("/queue/1").text
    assert "spring 2027" in card
    assert "added by hand" in card
    assert ">1 date</span>" in card
    assert store.queue.history()[0]["action"] == "add_mention"
    assert "Added" in client.get("/history").text
    client.post("/undo", data={})
    assert "No cast or dates found here." in client.get("/queue/1").text


def test_a_person_is_added_at_the_place_that_is_meant(store: Store, sign_in: SignIn) -> None:
    client = signed(store, sign_in)
    both = client.get("/queue/1/add", params={"words": "park ji-hu"}).text
    assert both.count('name="at"') == 2
    assert 'name="person" list="people" value="Park Ji-hu"' in both
    form = fields(client.get("/queue/1/add", params={"words": "Park Ji-hu", "nth": "2"}).text)
    wrong = client.post("/queue/1/add", data=form | {"kind": "cast", "person": "Nobody At All"})
    assert wrong.status_code == 400
    assert "Nobody At All is not in series.yaml" in wrong.text
    assert client.post("/queue/1/add", data=form | {"kind": "cast", "person": "Park Ji-hu", "relation": "returns_as"}).status_code == 303
    row = store.db.one("SELECT * FROM mention")
    assert row is not None
    assert (row["person"], row["series"], row["start"]) == ("park-ji-hu", "aouad", len("News one\n\n") + BODY.rindex("Park Ji-hu"))


def test_what_does_not_stand_there_is_refused_and_an_edit_shows_both_sides(store: Store, sign_in: SignIn) -> None:
    client = signed(store, sign_in)
    gone = client.get("/queue/1/add", params={"words": "autumn of 2027"})
    assert gone.status_code == 400
    assert "“autumn of 2027” does not stand in the article." in gone.text
    form = fields(client.get("/queue/1/add", params={"words": "spring of 2027"}).text)
    for odd in ({"at": "9-2"}, {"at": "x"}, {"at": "0-99999"}, {"kind": "song"}, {"article": ""}, {"article": "99"}):
        data = form | {"kind": "date", "value": "2027", "about": "premiere"} | odd
        assert client.post("/queue/1/add", data=data).status_code == 400, odd
    store.filings.save(a_filing(body="Another text altogether.", mentions=()), NOW)
    moved = client.post("/queue/1/add", data=form | {"kind": "date", "value": "2027", "about": "premiere"})
    assert moved.status_code == 409
    assert "Another text altogether." in moved.text
    assert store.db.value("SELECT count(*) FROM mention") == 0


def test_the_counts_beside_the_mentions_add_up(store: Store, sign_in: SignIn) -> None:
    """What is listed is what is counted; what more an approval takes is said beside."""
    file_stories(store)
    client = sign_in("editor")
    assert ">1 cast, 1 date · 2 open</span>" in client.get("/queue/1").text
    body = "Park Ji-hu returns. Park Ji-hu stays.\nThe premiere is in 2026."
    store.filings.save(a_filing("again", title="Said again", body=body), NOW)
    page = client.get("/queue/4").text
    assert ">1 cast, 1 date · 2 open · 3 open with those said again</span>" in page
    assert "Approve with 3 mentions" in page
    assert ">1 cast · 1 to choose</span>" in client.get("/queue/3").text
