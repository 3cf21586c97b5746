"""The desk through its client: what is shown, what is decided, what is refused."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from desk.frame import TOAST, read_toast
from desk.place import Place
from desk.web import desk_app
from store.store import Store
from tests.building import NOW, a_filing, later
from tests.desk.conftest import SAME_SITE, SignIn, clock, file_stories


def forms(html: str, action: str) -> dict[str, list[str]]:
    """The hidden fields of the first form that posts to `action`; of a story, of that which decides it whole."""
    whole = ' id="deciding"' if re.fullmatch(r"/queue/\d+", action) else ""
    form = re.search(rf'<form method="post" action="{re.escape(action)}"{whole}>(.*?)</form>', html, re.DOTALL)
    assert form, action
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1]):
        found.setdefault(name, []).append(value)
    return found


def decide(client: TestClient, story: int, decision: str) -> str:
    """Send the form that a story's page holds; where it leads."""
    answer = client.post(f"/queue/{story}", data=forms(client.get(f"/queue/{story}").text, f"/queue/{story}") | {"decision": decision})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def states(store: Store) -> dict[str, str]:
    return dict(store.db.execute("SELECT title, state FROM article ORDER BY id").fetchall())


def test_nothing_is_seen_without_signing_in(place: Place) -> None:
    client = TestClient(desk_app(place, clock=clock), base_url="http://desk.test", follow_redirects=False)
    for path in ("/", "/queue", "/queue/1", "/claims", "/people", "/sources", "/history", "/no-such-page"):
        answer = client.get(path)
        to = "" if path in ("/", "/queue") else f"?to={path}"
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in{to}"), path
    assert client.post("/undo", headers=SAME_SITE, data={}).status_code == 403
    assert client.get("/healthz").text == "alive\n"


def test_a_link_signs_in_once_and_only_by_a_post(place: Place, store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    link = f"/sign-in/{store.editors.link('Ji-soo', NOW)}"
    client = TestClient(desk_app(place, clock=clock), base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False)
    assert "Sign in as Ji-soo" in client.get(link).text
    assert "Sign in as Ji-soo" in client.get(link).text, "a GET spends nothing"
    assert client.post(link, data={}).headers["location"] == "/queue"
    assert client.get("/queue").status_code == 200
    again = client.post(link, data={})
    assert again.status_code == 403
    assert "spent, too old or mistyped" in again.text


def test_old_links_and_removed_editors_do_not_come_in(store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    link = store.editors.link("Ji-soo", NOW)
    assert store.editors.sign_in(link, later(hours=25)) is None
    session = store.editors.sign_in(link, later(hours=1))
    assert session is not None
    assert store.editors.of_session(session, later(hours=2)) is not None
    store.editors.remove("Ji-soo", NOW)
    assert store.editors.of_session(session, later(hours=2)) is None


def test_the_queue_shows_official_first_and_the_evidence(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    page = sign_in("editor").get("/queue").text
    assert page.index("The studio says it") < page.index("Press says it")
    assert 'class="cast open"' in page
    assert re.search(r"<mark[^>]*><span class=\"vh\">date, open: </span><a [^>]*>2026</a></mark>", page)
    assert "Approve with 2 mentions</span>" in page
    assert "3 to decide" in page


def test_text_is_escaped(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    page = sign_in("editor").get("/queue/3").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page


def test_approve_reject_wait_and_undo(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    assert decide(client, 2, "approve") == "/queue/3"
    assert decide(client, 1, "reject") == "/queue"
    decide(client, 3, "wait")
    assert list(states(store).values()) == ["rejected", "accepted", "waiting"]
    assert store.db.execute("SELECT DISTINCT state FROM mention WHERE article_id = 2").fetchall() == [("accepted",)]
    assert "Nothing to decide." in client.get("/queue").text
    for _ in range(3):
        assert client.post("/undo", data={}).status_code == 303
    assert set(states(store).values()) == {"new"}
    toast = read_toast(client.post("/undo", data={}).cookies[TOAST].strip('"'))
    assert toast is not None
    assert toast.says == "There is nothing of yours to undo."


def test_a_choice_is_never_taken_along_and_is_made_by_name(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    decide(client, 3, "approve")
    chosen = "SELECT id, state, person FROM mention WHERE article_id = 3 ORDER BY id LIMIT 1"
    mention, state, _ = store.db.execute(chosen).fetchone()
    assert state == "choose"
    refused = client.post(f"/mentions/{mention}", data={"decision": "accept"})
    assert refused.status_code == 400
    assert "This name needs a choice" in refused.text
    client.post(f"/mentions/{mention}", data={"decision": "choose", "person": "park-solomon", "story": "3"})
    assert store.db.execute(chosen).fetchone()[1:] == ("accepted", "park-solomon")


def test_the_same_form_twice_decides_once(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    form = forms(client.get("/queue/1").text, "/queue/1") | {"decision": "approve"}
    client.post("/queue/1", data=form)
    before = store.db.value("SELECT count(*) FROM verdict")
    assert client.post("/queue/1", data=form).status_code == 303
    assert store.db.value("SELECT count(*) FROM verdict") == before


def test_what_changed_while_it_was_read_is_not_decided(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    form = forms(client.get("/queue/1").text, "/queue/1") | {"decision": "approve"}
    edited = a_filing("one", title="Press says it otherwise", body="Park Ji-hu leaves.")
    assert store.filings.save(edited, later(hours=1)) == "updated"
    answer = client.post("/queue/1", data=form)
    assert answer.status_code == 409
    assert re.search(r"<del>.*returns", answer.text)
    assert re.search(r"<ins>.*leaves", answer.text)
    assert set(states(store).values()) == {"new"}


def test_viewers_look_and_do_not_decide(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("viewer")
    page = client.get("/queue/1").text
    assert "You are a viewer" in page
    assert 'data-do="approve"' not in page
    for path in ("/queue/1", "/mentions/1", "/undo"):
        assert client.post(path, data={"decision": "approve"}).status_code == 403
    assert set(states(store).values()) == {"new"}


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "", "origin": "http://evil.test"}]
)
def test_forms_of_other_sites_are_refused(store: Store, sign_in: SignIn, headers: dict[str, str]) -> None:
    file_stories(store)
    client = sign_in("editor")
    if not headers["sec-fetch-site"]:
        del client.headers["sec-fetch-site"]
        headers = {"origin": headers["origin"]}
    assert client.post("/queue/1", data={"decision": "approve"}, headers=headers).status_code == 403
    assert set(states(store).values()) == {"new"}


def test_every_answer_has_safe_headers(store: Store, sign_in: SignIn) -> None:
    client = sign_in("editor")
    for path in ("/queue", "/nowhere", "/static/desk.css", "/history", "/claims", "/people", "/sources"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_odd_requests_get_a_plain_answer(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    assert client.get("/queue/99").status_code == 400
    assert client.get("/queue?after=junk").status_code == 400
    assert client.get("/nowhere").status_code == 404
    assert client.post("/queue/1", data={"decision": "explode"}).status_code == 400
    assert client.post("/queue/1", data={"decision": "approve", "read": "x"}).status_code == 400
    assert client.post("/undo", content=b"x" * (300 * 1024)).status_code == 413
    assert set(states(store).values()) == {"new"}


def test_a_page_is_small(store: Store, sign_in: SignIn) -> None:
    """The whole page with CSS and script is under 60 kB unpacked, in three requests."""
    file_stories(store)
    client = sign_in("editor")
    parts = [client.get(path).content for path in ("/queue", "/static/desk.css", "/static/desk.js")]
    assert sum(map(len, parts)) < 60_000
    assert len(parts[2]) < 12_000


def test_a_full_list_is_small_too(store: Store, sign_in: SignIn) -> None:
    for n in range(60):
        title = f"All of Us Are Dead: season 2 premieres in the {n}th week"
        store.filings.save(a_filing(f"n{n}", title=title, body="Park Ji-hu returns in 2026."), NOW)
    client = sign_in("editor")
    parts = [client.get(path).content for path in ("/queue", "/static/desk.css", "/static/desk.js")]
    assert sum(map(len, parts)) < 60_000
    assert parts[0].count(b"name=story") == 50
