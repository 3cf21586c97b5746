"""The claims at the desk: facts with their values, a fact's timeline, and the forms that rule."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from desk.ledger_views import timeline
from model.beliefs import Change
from store import rulings
from store.store import Store
from tests.accepted import DAY, a_mention, an_article
from tests.building import NOW
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
    assert page.index("<strong>2026-10-03</strong>") < page.index("<td>2026-09-12")
    assert "It returns on 2026-10-03, &lt;b&gt;they&lt;/b&gt; say." in page
    assert "● official" in page


def test_a_fact_has_a_timeline_a_sentence_and_a_table_without_style_or_script(store: Store, sign_in: SignIn) -> None:
    claim = says(store, "2026-09-12")
    says(store, "2026-10-03", days=1, tier="official")
    page = sign_in("editor").get(f"/claims/{claim}").text
    sentence = "from 2026-03-02 2026-09-12 (reported); from 2026-03-03 2026-10-03 (official)"
    svg = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert svg
    assert sentence in svg[0]
    assert svg[0].count("<rect") == 2
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
    [({"decision": "pin"}, "note"), ({"decision": "burn"}, "no such decision"), ({"decision": "merge", "into": "7"}, "same fact")],
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
    assert "2026-09-12: reported, believed" in answer.text
    assert "2026-10-03: official, believed" in answer.text
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


def test_a_timeline_stays_in_its_bounds() -> None:
    def change(day: int, before: str, after: str) -> Change:
        at = DAY + dt.timedelta(days=day)
        return Change(
            at=at,
            series="s",
            season="S2",
            about="premiere",
            region="",
            before=before,
            after=after,
            status_before="",
            status_after="reported" if after else "",
        )

    chart = timeline([change(0, "", "2026"), change(3, "2026", ""), change(3, "", "2026-06")], DAY)
    assert all(b.x >= 0 and b.x + b.width <= chart["width"] and b.y + b.height <= chart["height"] for b in chart["bars"])
    assert [row["value"] for row in chart["rows"]] == ["2026", "nothing", "2026-06"]
    assert timeline([], NOW)["says"] == "Nothing was believed yet."
