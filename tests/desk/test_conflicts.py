"""Forms that were about what is no longer so: both sides, nothing written, and a way on, whichever form it was."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from desk.place import Place
from model.records import Grouping, Suggestion
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, later
from tests.desk.conftest import SignIn, file_another_year, file_stories
from tests.desk.test_ledger_views import read, says
from tests.desk.test_people import JOINS, filed, previewed, the_one
from tests.desk.test_web import decide, forms


def over(page: str) -> tuple[str, dict[str, list[str]]]:
    """(where the form leads that does one's own all the same, its fields)."""
    form = re.search(r'<div class="acts">.*?<form method="post" action="([^"]*)">(.*?)</form>', page, re.DOTALL)
    assert form, page
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[2]):
        fields.setdefault(name, []).append(html.unescape(value))
    return html.unescape(form[1]), fields


def chip(client: TestClient, story: int = 1) -> str:
    """Where the form of the first mention of a story leads."""
    found = re.search(r'action="(/mentions/[^"]*)"', client.get(f"/queue/{story}").text)
    assert found
    return html.unescape(found[1])


def test_a_mention_that_another_decided_is_shown_and_not_overwritten(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    theirs, mine = chip(mina), chip(joon)
    assert mina.post(theirs, data={"decision": "accept"}).status_code == 303
    assert mina.post(theirs, data={"decision": "reject"}).status_code == 303, "what one did oneself meanwhile is no conflict"
    moved = joon.post(mine, data={"decision": "accept"})
    assert moved.status_code == 409
    for said in ("editor-0 decided this", "Refused", "Accepted: Park Ji-hu", "Nothing of yours is lost", "Read it again"):
        assert said in moved.text, said
    assert store.db.value("SELECT state FROM mention WHERE id = 1") == "rejected"
    where, fields = over(moved.text)
    assert joon.post(where, data=fields).status_code == 303
    assert store.db.value("SELECT state FROM mention WHERE id = 1") == "accepted"
    assert store.queue.replay_log() == []


def test_a_mention_that_was_put_right_meanwhile_shows_what_changed(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    date = store.db.value("SELECT id FROM mention WHERE article_id = 1 AND kind = 'date'")
    form = dict(re.findall(r'name="(key|hash|was)" value="([^"]*)"', joon.get(f"/mentions/{date}").text))
    other = dict(re.findall(r'name="(key|hash|was)" value="([^"]*)"', mina.get(f"/mentions/{date}").text))
    assert mina.post(f"/mentions/{date}/edit", data=other | {"value": "2027"}).status_code == 303
    moved = joon.post(f"/mentions/{date}/edit", data=form | {"value": "2028"})
    assert moved.status_code == 409
    assert "2026: value" in moved.text
    assert "<td>2026</td><td>2027</td>" in moved.text
    assert "Mention put right: 2028" in moved.text
    where, fields = over(moved.text)
    assert joon.post(where, data=fields).status_code == 303
    assert store.db.value("SELECT value FROM mention WHERE id = ?", (date,)) == "2028"


def test_a_mention_whose_article_was_edited_shows_the_difference(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    mention = store.db.value("SELECT id FROM mention WHERE article_id = 1 AND kind = 'date'")
    form = dict(re.findall(r'name="(key|hash|was)" value="([^"]*)"', client.get(f"/mentions/{mention}").text))
    where = chip(client)
    store.filings.save(a_filing("one", title="Press says it", body="Nobody returns, and nobody knows when."), NOW)
    edited = client.post(f"/mentions/{mention}/edit", data=form | {"value": "2028"})
    assert edited.status_code == 409
    assert "nobody knows when" in edited.text
    chipped = client.post(where, data={"decision": "accept"})
    assert chipped.status_code == 409
    assert "nobody knows when" in chipped.text, "the chips of a page are of its text, too"
    where, whole = chip(client, 2), forms(client.get("/queue/2").text, "/queue/2")
    store.filings.reread(2, (), NOW)  # nothing is found in the same text any more
    gone = client.post(where, data={"decision": "accept"})
    assert gone.status_code == 409
    assert "not said any more" in gone.text
    assert client.post("/queue/2", data=whole | {"decision": "approve"}).status_code == 409, "nor was the article read so"
    assert store.db.value("SELECT count(*) FROM verdict") == 0


def test_a_fact_that_another_ruled_on_names_them_and_is_ruled_all_the_same(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    seen = read(store, claim)
    sign_in("editor").post(f"/claims/{claim}", data={"decision": "confirm", "note": "they called", **seen})
    joon = sign_in("editor")
    moved = joon.post(f"/claims/{claim}", data={"decision": "reject", "note": "no", **seen})
    assert moved.status_code == 409
    for said in ("editor-0 decided this", "Confirmed", "they called", "Rejected: 12 Sept 2026", "Do mine all the same"):
        assert said in moved.text, said
    where, fields = over(moved.text)
    assert joon.post(where, data=fields).status_code == 303
    assert [row["action"] for row in store.queue.of_claims([claim])] == ["reject", "confirm"]


def test_somebody_is_written_into_the_file_as_it_is_now(place: Place, store: Store, sign_in: SignIn) -> None:
    place.series_yaml.write_text(place.series_yaml.read_text("utf-8").replace("titles:", "seasons: [{number: 2}]\n    titles:"), "utf-8")
    filed(place, store, "one", JOINS)
    desk, person = sign_in("editor"), the_one(store, place)
    form = previewed(desk, person)
    place.series_yaml.write_text(place.series_yaml.read_text("utf-8") + "# a word of the maintainer\n", "utf-8")
    moved = desk.post(f"/people/{person}", data=form)
    assert moved.status_code == 409
    assert "What would be written now" in moved.text
    assert "+      - slug: kim-min-jae" in html.unescape(moved.text)
    where, fields = over(moved.text)
    assert desk.post(where, data=fields).status_code == 303
    written = place.series_yaml.read_text("utf-8")
    assert "Kim Min-jae" in written
    assert "# a word of the maintainer" in written
    late = sign_in("editor").post(f"/people/{person}", data={**form, "decision": "reject", "key": "another"})
    assert late.status_code == 409
    assert "editor-0 decided this" in late.text
    assert "Put into series.yaml" in late.text


def test_many_that_all_changed_are_shown_with_why(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    reads = re.findall(r'name="read" value="([^"]*)"', client.get("/bulk", params={"story": [1, 3], "action": "reject"}).text)
    decide(sign_in("editor"), 1, "approve")
    store.leases.take(3, "Mina", NOW)
    moved = client.post("/bulk", data={"read": reads, "action": "reject", "reason": "off topic", "key": "b"})
    assert moved.status_code == 409
    for said in ("it does not wait any more", "Mina is reading it", "Rejected: 2 stories", "Reason: off topic."):
        assert said in moved.text, said
    again = re.search(r'href="(/bulk\?[^"]*)"', moved.text)
    assert again
    assert parse_qs(urlsplit(html.unescape(again[1])).query)["story"] == ["1", "3"]


def test_a_source_that_another_paused_is_shown_so(place: Place, store: Store, sign_in: SignIn) -> None:
    place.sources_yaml.write_text("sources:\n  - slug: press\n    feed: https://press.example/feed\n", encoding="utf-8")
    mina, joon = sign_in("maintainer"), sign_in("maintainer")
    assert 'name="was" value="visited"' in joon.get("/sources/press").text
    mina.post("/sources/press", data={"action": "pause", "note": "its owner asked", "was": "visited"})
    moved = joon.post("/sources/press", data={"action": "pause", "note": "too slow", "was": "visited"})
    assert moved.status_code == 409
    assert "maintainer-0 decided this" in moved.text
    assert "its owner asked" in moved.text
    assert "too slow" in moved.text
    assert "Do mine all the same" not in moved.text, "it is paused already"
    assert "too slow" not in place.sources_yaml.read_text(encoding="utf-8")


def test_a_merge_of_what_another_decided_is_not_done(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    preview = forms(joon.get("/queue/1/merge?into=2").text, "/queue/1/merge")
    decide(mina, 2, "reject")
    rows = store.db.value("SELECT count(*) FROM verdict")
    moved = joon.post("/queue/1/merge", data=preview)
    assert moved.status_code == 409
    for said in ("editor-0 decided this", "Rejected", "Merged", "Nothing of yours is lost", "Read it again"):
        assert said in moved.text, said
    assert store.db.value("SELECT count(*) FROM verdict") == rows
    again = forms(joon.get("/queue/1/merge?into=2").text, "/queue/1/merge")
    store.filings.save(a_filing("late", grouping=Grouping(how="story", story=2)), NOW)
    assert joon.post("/queue/1/merge", data=again).status_code == 303, "what joined one of them meanwhile is no conflict"
    assert store.queue.article_ids(1) == store.queue.article_ids(2)
    assert len(store.queue.article_ids(2)) == 3


def test_a_split_and_a_keeping_apart_hold_of_what_was_read(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    suggested = (Suggestion(story=2, score=74, reason="numbers differ"),)
    store.filings.save(a_filing("four", grouping=Grouping(how="story", story=1, suggestions=suggested)), NOW)
    mina, joon = sign_in("editor"), sign_in("editor")
    page = joon.get("/queue/1").text
    split, apart = forms(page, "/queue/1/split"), forms(page, "/queue/1/apart")
    other = forms(mina.get("/queue/1").text, "/queue/1/split")
    assert mina.post("/queue/1/split", data=other).status_code == 303
    assert joon.post("/queue/1/split", data=split).status_code == 409, "it stands there no more"
    official = an_article("two", source=a_source("studio", tier="official"))
    store.filings.save(a_filing("two", title="The studio takes it back", body="It never said so.", article=official), NOW)
    moved = joon.post("/queue/1/apart", data=apart)
    assert moved.status_code == 409
    assert "It never said so" in moved.text, "the other story is another text now"
    assert store.queue.card(1)["suggestions"], "nothing is remembered"
    assert joon.post("/queue/1/apart", data=forms(joon.get("/queue/1").text, "/queue/1/apart")).status_code == 303
    assert store.queue.card(1)["suggestions"] == []
    assert store.queue.replay_log() == []


def test_a_story_whose_mention_another_decided_shows_that_and_whose_it_is(store: Store, sign_in: SignIn) -> None:
    """Not who merged it days ago, and no page with nothing on it; there is no decision to undo, so it is read again."""
    file_stories(store)
    store.queue.merge(3, 1, "bora", later(days=-3))
    mina, joon = sign_in("editor"), sign_in("editor")
    mine = forms(joon.get("/queue/1").text, "/queue/1") | {"decision": "approve"}
    assert mina.post(chip(mina), data={"decision": "reject"}).status_code == 303
    rows = store.db.value("SELECT count(*) FROM verdict")
    moved = joon.post("/queue/1", data=mine)
    assert moved.status_code == 409
    for said in ("editor-0 decided this", "Refused", "Park Ji-hu: state", "<td>open</td><td>rejected</td>", "Read it again"):
        assert said in moved.text, said
    assert "bora" not in moved.text
    assert "/over" not in moved.text
    assert store.db.value("SELECT count(*) FROM verdict") == rows


def test_theirs_is_undone_only_where_it_is_all_that_came_between(store: Store, sign_in: SignIn) -> None:
    """A mention that was decided beside it, a text that was edited: what is read once more is not what would be decided."""
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    for story in (1, 2):
        mine = forms(joon.get(f"/queue/{story}").text, f"/queue/{story}") | {"decision": "approve"}
        decide(mina, story, "reject")
        alone = joon.post(f"/queue/{story}", data=mine)
        assert "/over" in alone.text
        if story == 1:
            store.filings.save(a_filing("one", title="Press takes it back", body="It never said so."), NOW)
        else:
            assert mina.post(chip(mina, story), data={"decision": "accept"}).status_code == 303
        moved = joon.post(f"/queue/{story}", data=mine)
        assert moved.status_code == 409
        assert "editor-0 decided this" in moved.text
        assert "/over" not in moved.text
        where, fields = over(alone.text)
        assert joon.post(where, data=fields).status_code == 409, "nor on the page that was shown before that"


def test_what_joined_meanwhile_is_not_decided_over_theirs(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    mine = forms(joon.get("/queue/1").text, "/queue/1") | {"decision": "approve"}
    decide(mina, 1, "reject")
    store.filings.save(a_filing("late", title="It joins", grouping=Grouping(how="story", story=1)), NOW)
    where, fields = over(joon.post("/queue/1", data=mine).text)
    assert joon.post(where, data=fields).status_code == 303
    states = dict(store.db.execute("SELECT title, state FROM article WHERE story_id = 1"))
    assert states == {"Press says it": "accepted", "It joins": "new"}


def test_doing_mine_over_theirs_weighs_what_it_contradicts(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    assert file_another_year(store) == 4
    mina, joon = sign_in("editor"), sign_in("editor")
    mine = forms(joon.get("/queue/4").text, "/queue/4") | {"decision": "approve"}
    decide(mina, 4, "reject")
    moved = joon.post("/queue/4", data=mine)
    assert moved.status_code == 409
    assert "Contradicts" not in moved.text
    where, fields = over(moved.text)
    decide(mina, 2, "approve")  # the studio's 2026 is believed now
    rows = store.db.value("SELECT count(*) FROM verdict")
    refused = joon.post(where, data=fields)
    assert refused.status_code == 409
    for said in ("Contradicts", "2026 ≠ 2027", "editor-0 decided this"):
        assert said in refused.text, said
    assert store.db.value("SELECT count(*) FROM verdict") == rows, "what they decided stands"
    where, fields = over(refused.text)
    assert joon.post(where, data=fields).status_code == 303, "weighed, it is done"
    assert store.db.value("SELECT state FROM article WHERE id = 4") == "accepted"
