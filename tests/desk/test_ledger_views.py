"""The claims at the desk: facts with their values, a fact's timeline, and the forms that rule."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from store import rulings
from store.store import Store
from tests.accepted import DAY, a_mention, an_article
from tests.desk.conftest import SignIn


def says(store: Store, value: str, *, days: int = 0, tier: str = "press") -> int:
    article = an_article(store, tier=tier, at=DAY + dt.timedelta(days=days), body=f"It returns on {value}, <b>they</b> say.")
    a_mention(store, article, value, about="premiere", season="S2", status="confirmed", precision="day")
    store.claims.recompute_for([article], DAY + dt.timedelta(days=days))
    found = store.db.value("SELECT id FROM claim WHERE value = ?", (value,))
    assert isinstance(found, int)
    return found


def read(store: Store, claim: int) -> dict[str, str]:
    """What the page's forms hold of what was read."""
    return {"seen": rulings.standing_of(store.db, claim)}


def believed(store: Store) -> list[str]:
    return [h.claim.value for h in store.claims.ledger() if h.claim.believed]


def test_facts_stand_with_their_values_and_best_quote(store: Store, sign_in: SignIn) -> None:
    says(store, "2026-09-12")
    says(store, "2026-10-03", days=1, tier="official")
    page = sign_in("viewer").get("/claims").text
    assert "premiere · S2" in page
    assert "<b>3 Oct 2026</b>" in page.split('id="fact"')[0], "what is believed stands in the row"
    assert page.index("<b>3 Oct 2026</b>", page.index("values")) < page.index(">12 Sept 2026</b>")
    assert "It returns on 2026-10-03, &lt;b&gt;they&lt;/b&gt; say." in page
    assert "● official" in page


def test_a_fact_has_a_timeline_a_sentence_and_a_table_without_style_or_script(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    says(store, "2026-10-03", days=1, tier="official")
    page = sign_in("editor").get(f"/claims/{claim}").text
    sentence = "from 2 Mar 2026 12 Sept 2026 (reported); from 3 Mar 2026 3 Oct 2026 (official)"
    drawn = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawn) == 2, "a wide and a narrow one"
    for svg in drawn:
        assert f"What was believed: {sentence}. Moved 1 time since 2 Mar 2026, always later." in svg
        assert svg.count("<rect") == 2
        assert re.findall(r'<text class="value"[^>]*>([^<]*)', svg) == ["3 Oct 2026", "12 Sept 2026"]
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == 1, "only the desk's own"
    assert "Show as a table" in page


def test_an_editor_rules_once_and_takes_it_back(store: Store, sign_in: SignIn) -> None:
    early = says(store, "2026-09-12")
    says(store, "2026-10-03", days=1, tier="official")
    desk = sign_in("editor")
    form = {"decision": "pin", "note": "the platform called", "key": "k1", **read(store, early)}
    for _ in range(2):
        assert desk.post(f"/claims/{early}", data=form).headers["location"] == f"/claims/{early}"
    assert believed(store) == ["2026-09-12"]
    assert store.db.value("SELECT count(*) FROM verdict WHERE target = 'claim'") == 1
    page = desk.get(f"/claims/{early}").text
    assert "believed by decision of an editor" in page
    assert "the platform called" in page
    assert desk.post("/undo", data={}).headers["location"] == f"/claims/{early}"
    assert believed(store) == ["2026-10-03"]


def test_a_rejected_value_can_be_found_and_taken_back(store: Store, sign_in: SignIn) -> None:
    only = says(store, "2026-09-12")
    desk = sign_in("editor")
    desk.post(f"/claims/{only}", data={"decision": "reject", "key": "a", **read(store, only)})
    assert believed(store) == []
    assert "Take the ruling back" in desk.get(f"/claims/{only}").text
    desk.post(f"/claims/{only}", data={"decision": "clear", "key": "b", **read(store, only)})
    assert believed(store) == ["2026-09-12"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [({"decision": "pin"}, "note"), ({"decision": "burn"}, "No such decision"), ({"decision": "merge", "into": "7"}, "same fact")],
)
def test_what_makes_no_sense_is_refused_with_the_reason(store: Store, sign_in: SignIn, data: dict[str, str], reason: str) -> None:
    claim = says(store, "2026-09-12")
    answer = sign_in("editor").post(f"/claims/{claim}", data={**data, **read(store, claim)})
    assert (answer.status_code, reason in answer.text) == (400, True)
    assert store.db.value("SELECT count(*) FROM verdict") == 0


def test_users_alone_viewers_other_sites_and_no_claim(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12", tier="user-generated")
    desk = sign_in("editor")
    assert "Only users say this" in desk.get(f"/claims/{claim}").text
    assert desk.post(f"/claims/{claim}", data={"decision": "pin", "note": "x", **read(store, claim)}).status_code == 400
    assert desk.post(f"/claims/{claim}", data={"decision": "reject"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    viewer = sign_in("viewer")
    assert viewer.post(f"/claims/{claim}", data={"decision": "reject"}).status_code == 403
    assert '<form method="post" action="/claims/' not in viewer.get(f"/claims/{claim}").text
    assert desk.get("/claims/999").status_code == 404
    assert store.db.value("SELECT count(*) FROM verdict") == 0


@pytest.mark.parametrize("decision", ["confirm", "reject", "pin", "merge", "clear", "note"])
def test_a_form_of_a_fact_that_moved_meanwhile_writes_nothing_and_shows_both(store: Store, sign_in: SignIn, decision: str) -> None:
    claim = says(store, "2026-09-12")
    desk = sign_in("editor")
    page = desk.get(f"/claims/{claim}").text
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', page)[0])
    other = says(store, "2026-10-03", days=1, tier="official")
    form = {"decision": decision, "note": "so it is", "into": str(other), "key": "k", "seen": seen}
    answer = desk.post(f"/claims/{claim}", data=form)
    assert answer.status_code == 409
    assert "12 Sept 2026: reported, believed; 1 article, 1 origin" in answer.text
    assert "3 Oct 2026: official, believed" in answer.text
    assert f'href="/claims/{claim}"' in answer.text
    assert store.db.value("SELECT count(*) FROM verdict") == 0
    again = desk.post(f"/claims/{claim}", data={**form, **read(store, claim)})
    assert again.status_code == 303


def test_a_ruling_of_another_editor_moves_the_fact_too(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    seen = read(store, claim)
    sign_in("editor").post(f"/claims/{claim}", data={"decision": "confirm", **seen})
    answer = sign_in("editor").post(f"/claims/{claim}", data={"decision": "reject", **seen})
    assert (answer.status_code, "confirmed" in answer.text) == (409, True)
    assert believed(store) == ["2026-09-12"]


@pytest.mark.parametrize("decision", ["confirm", "reject", "pin", "merge", "note"])
def test_every_ruling_is_undone(store: Store, sign_in: SignIn, decision: str) -> None:
    claim, other = says(store, "2026-09-12"), says(store, "2026-10-03", days=1)
    was = [(h.id, h.claim.value, h.claim.status, h.claim.believed) for h in store.claims.ledger()]
    stood = rulings.standing_of(store.db, claim)
    desk = sign_in("editor")
    form = {"decision": decision, "note": "why", "into": str(other), **read(store, claim)}
    assert desk.post(f"/claims/{claim}", data=form).status_code == 303
    assert store.db.value("SELECT count(*) FROM verdict WHERE target = 'claim'") == 1
    assert (rulings.standing_of(store.db, claim) == stood) == (decision == "note")
    assert desk.post("/undo", data={}).headers["location"] == f"/claims/{claim}"
    assert [(h.id, h.claim.value, h.claim.status, h.claim.believed) for h in store.claims.ledger()] == was
    assert rulings.standing(store.db) == ()


def test_a_form_that_does_not_say_what_was_read_is_refused(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    assert sign_in("editor").post(f"/claims/{claim}", data={"decision": "reject"}).status_code == 400
    assert believed(store) == ["2026-09-12"]


def test_a_season_is_a_shelf_and_the_fullest_is_shown_first(store: Store, sign_in: SignIn) -> None:
    says(store, "2026-09-12")
    article = an_article(store, body="It has 8 episodes, they say. The first came on 2019-05-05.")
    a_mention(store, article, "8", about="episodes", season="S2", status="confirmed", precision="")
    a_mention(store, article, "2019-05-05", about="premiere", season="S1", status="confirmed", precision="day")
    store.claims.recompute_for([article], DAY)
    desk = sign_in("viewer")
    page = desk.get("/claims").text
    assert re.findall(r'aria-current="true">(Season \d) <small>(\d)', page) == [("Season 2", "2")]
    assert "5 May 2019" not in page
    assert "5 May 2019" in desk.get("/claims?series=low-water&season=S1").text
    assert "Nothing is believed yet" in desk.get("/claims?series=nowhere&season=S9").text


def test_values_are_said_in_the_readers_words(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    desk = sign_in("viewer")
    desk.post("/language", data={"language": "ko", "to": "/claims"})
    page = desk.get(f"/claims/{claim}").text
    assert "2026년 9월 12일" in page
    assert "reported" not in re.sub(r"<[^>]*>", "", page)
