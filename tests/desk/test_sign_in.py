"""In by password or link, out, tries that are counted, and a form that outlives its session."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from desk import passwords
from desk.passwords import KINDS_MIN, LENGTH_MAX, LENGTH_MIN, hashed
from desk.place import Place
from desk.sign_in import KEPT_MAX, NO_WAY_IN, WayIn
from desk.web import desk_app
from model.errors import UsageError
from store import acts
from store.attempts import ADDRESS_TRIES, FORGOTTEN, NAME_TRIES, PAUSE, of_address
from store.editors import SESSION_IDLE, SESSION_LIFE, USE_STEP
from store.store import Store
from tests.building import NOW, later
from tests.desk.conftest import SAME_SITE, SignIn, clock, file_stories

PASSWORD = "eine Tasse 커피 at 7"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # a real hash that takes no time
HASH = QUICK.hash(PASSWORD)
NOBODYS = QUICK.hash("nobody has this password")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "slow" not in request.node.name:
        monkeypatch.setattr(passwords, "_HASHER", QUICK)
        monkeypatch.setattr(passwords, "_nobodys", lambda: NOBODYS)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def moving() -> Clock:
    return Clock()


@pytest.fixture
def client(place: Place, store: Store, moving: Clock) -> TestClient:
    """Nobody is signed in; Ji-soo has a password, Mina only links."""
    store.editors.add("Ji-soo", "editor", NOW)
    store.editors.set_password("Ji-soo", HASH, NOW)
    store.editors.add("Mina", "viewer", NOW)
    return client_of(place, moving)


def client_of(place: Place, moving: Clock, address: str = "203.0.113.7") -> TestClient:
    app = desk_app(place, clock=moving)
    return TestClient(app, base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False, client=(address, 1))


def sign_in(client: TestClient, name: str = "Ji-soo", password: str = PASSWORD, **more: str) -> tuple[int, str]:
    answer = client.post("/sign-in", data={"name": name, "password": password, **more})
    said = re.search(r'role="alert"[^>]*>(.*?)</p>', answer.text)
    return answer.status_code, re.sub(r"<.*?>", "", said[1]).lstrip("⚠ ") if said else answer.headers.get("location", "")


def test_name_and_password_lead_in_and_back_to_where_one_was_going(client: TestClient) -> None:
    assert 'type="password"' in client.get("/sign-in").text
    asked = client.get(client.get("/queue/7?article=2").headers["location"]).text
    to = re.search(r'name="to" value="([^"]*)"', asked)
    assert to is not None
    assert sign_in(client, "ji-soo ", to=unescape(to[1])) == (303, "/queue/7?article=2")
    assert client.get("/queue").status_code == 200
    cookie = client.get("/sign-in").headers
    assert cookie["location"] == "/", "who is in is not asked again"


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/\\evil.test", "/a\nb", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(client: TestClient, to: str) -> None:
    assert sign_in(client, to=to) == (303, "/")


def test_a_cookie_is_out_of_reach(client: TestClient, place: Place, moving: Clock) -> None:
    said = client.post("/sign-in", data={"name": "Ji-soo", "password": PASSWORD}).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    over_tls = TestClient(desk_app(place, clock=moving), base_url="https://desk.test", headers=SAME_SITE, follow_redirects=False)
    answer = over_tls.post("/sign-in", data={"name": "Ji-soo", "password": PASSWORD})
    assert re.match(r"__Host-showwire_session=.*; HttpOnly; .*Path=/; .*Secure", answer.headers["set-cookie"])
    assert "max-age" in answer.headers["strict-transport-security"]
    assert over_tls.get("/queue").status_code == 200


def test_one_message_for_both_and_the_tries_left(client: TestClient) -> None:
    """A wrong name, a wrong password and a name without one are told apart by nobody."""
    for name in ("Ji-soo", "Nobody", "Mina"):
        said = [sign_in(client, name, "wrong password!") for _ in range(NAME_TRIES - 1)]
        assert [status for status, _ in said] == [403] * (NAME_TRIES - 1), name
        assert said[0][1] == "That name and password do not go together. 4 tries left, then a pause of 5 minutes."
        assert said[-1][1] == "That name and password do not go together. 1 try left, then a pause of 5 minutes."


def test_after_the_tries_comes_a_pause_that_a_restart_does_not_end(client: TestClient, place: Place, moving: Clock) -> None:
    for _ in range(NAME_TRIES):
        status, says = sign_in(client, password="wrong password!")
    assert (status, says) == (403, "That name and password do not go together. No try is left: a pause of 5 minutes begins.")
    again = client_of(place, moving, "203.0.113.99")
    assert sign_in(again) == (429, "Too many tries. Try again in 5 minutes."), "the right password is not looked at"
    assert int(again.post("/sign-in", data={"name": "JI-SOO"}).headers["retry-after"]) == PAUSE.total_seconds()
    moving.now = later(minutes=4, seconds=30)
    assert sign_in(again) == (429, "Too many tries. Try again in 1 minute.")
    moving.now = NOW + PAUSE
    assert sign_in(again)[0] == 303
    assert sign_in(again, password="wrong password!")[1].startswith("That name and password do not go together. 4 tries left")


def test_an_address_has_its_own_tries_whatever_the_names(client: TestClient, place: Place, moving: Clock) -> None:
    for n in range(ADDRESS_TRIES):
        assert sign_in(client, f"name {n}", "wrong password!")[0] == 403
    assert sign_in(client)[0] == 429
    assert client.post("/sign-in/nonsense", data={}).status_code == 429, "links too"
    assert sign_in(client_of(place, moving, "198.51.100.1"))[0] == 303


def test_the_right_password_gives_the_tries_back(client: TestClient) -> None:
    """An office behind one address signs in as often as it likes."""
    for _ in range(ADDRESS_TRIES // NAME_TRIES + 2):
        assert sign_in(client, password="wrong password!")[0] == 403
        for _ in range(NAME_TRIES - 2):
            assert sign_in(client)[0] == 303


def test_old_tries_are_forgotten(client: TestClient, store: Store, moving: Clock) -> None:
    for _ in range(NAME_TRIES - 1):
        sign_in(client, password="wrong password!")
    moving.now = NOW + FORGOTTEN
    assert "4 tries left" in sign_in(client, password="wrong password!")[1]
    moving.now = NOW + 3 * FORGOTTEN
    sign_in(client, "somebody else", "wrong password!")
    assert store.db.value("SELECT count(*) FROM attempt") == 2, "nothing piles up"


def test_addresses_of_one_customer_are_one() -> None:
    assert of_address("2001:db8:1:2::1") == of_address("2001:db8:1:2:ffff::9") != of_address("2001:db8:1:3::1")
    assert of_address("::ffff:192.0.2.1") == of_address("192.0.2.1") != of_address("192.0.2.2")
    assert of_address("testclient") != of_address("")


def test_sessions_end(store: Store) -> None:
    """When they are not used for SESSION_IDLE, and after SESSION_LIFE however much they are."""
    store.editors.add("Ji-soo", "editor", NOW)
    editor = store.editors.named("ji-soo")
    assert editor is not None
    idle = store.editors.open_session(editor.id, NOW)
    assert store.editors.of_session(idle, NOW + SESSION_IDLE) is None
    session, at = store.editors.open_session(editor.id, NOW), NOW
    while at + SESSION_IDLE / 2 < NOW + SESSION_LIFE:
        at += SESSION_IDLE / 2
        assert store.editors.of_session(session, at) is not None
    assert store.editors.of_session(session, NOW + SESSION_LIFE) is None


def test_looking_writes_rarely(store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    session = store.editors.open_session(1, NOW)
    before = store.db.conn.total_changes
    for seconds in range(0, int(USE_STEP.total_seconds()), 30):
        store.editors.of_session(session, later(seconds=seconds))
    assert store.db.conn.total_changes == before
    store.editors.of_session(session, NOW + USE_STEP)
    assert store.db.conn.total_changes == before + 1


def test_out_here_and_out_everywhere(client: TestClient, place: Place, moving: Clock, store: Store) -> None:
    other = client_of(place, moving)
    link = store.editors.link("Ji-soo", NOW)
    assert sign_in(client)[0] == sign_in(other)[0] == 303
    assert client.get("/you").text.count('class="grow"') == 2
    assert client.post("/sign-out", data={}).headers["location"] == "/sign-in"
    assert client.get("/queue").status_code == 303
    assert other.get("/queue").status_code == 200
    sign_in(client)
    client.post("/sign-out/everywhere", data={})
    assert other.get("/queue").status_code == 303
    assert other.post(f"/sign-in/{link}", data={}).status_code == 403, "links too"


def test_a_password_is_changed_by_who_knows_it(client: TestClient, place: Place, moving: Clock) -> None:
    other = client_of(place, moving)
    sign_in(client)
    sign_in(other)
    new = "another long password"
    assert client.post("/you/password", data={"present": "wrong", "new": new}).status_code == 403
    refused = client.post("/you/password", data={"present": PASSWORD, "new": "short"})
    assert refused.status_code == 400
    assert f"Nothing was changed: a password has {LENGTH_MIN} to {LENGTH_MAX} characters." in refused.text
    assert client.post("/you/password", data={"present": PASSWORD, "new": new}).headers["location"] == "/you?done=password"
    assert client.get("/you?done=password").status_code == 200
    assert other.get("/queue").status_code == 303, "signed out elsewhere"
    assert sign_in(other)[0] == 403
    assert sign_in(other, password=new)[0] == 303


def test_a_hash_is_slow_by_design_and_renewed_when_it_is_not(client: TestClient, store: Store) -> None:
    """Whoever was hashed quickly is hashed slowly once they come in."""
    assert sign_in(client)[0] == 303
    kept = store.editors.password_of("Ji-soo")[1]
    assert kept.startswith("$argon2id$")
    assert re.search(r"m=(\d+),t=(\d+)", kept).groups() == ("65536", "3")  # type: ignore[union-attr]
    assert passwords.right(PASSWORD, kept)
    assert not passwords.right(PASSWORD + "!", kept)
    assert not passwords.right("nobody has this password", "")


@pytest.mark.parametrize("password", ["", "x" * (LENGTH_MIN - 1), "x" * (LENGTH_MAX + 1), "abcd" * KINDS_MIN, "Ji-soo-12345"])
def test_an_easy_password_is_refused(password: str) -> None:
    with pytest.raises(UsageError):
        hashed(password, "ji-soo")


def test_a_form_that_outlived_its_session_is_sent_again_after_signing_in(client: TestClient, store: Store) -> None:
    file_stories(store)
    hash_ = store.db.value("SELECT content_hash FROM article WHERE id = 1")
    sent = {"decision": "reject", "key": "k-1", "read": f"1:{hash_}", "then": "3", "note": "다 & “읽음”"}
    page = client.post("/queue/1", data=sent)
    assert page.status_code == 403
    assert "What you sent is kept: sign in, and it is sent again." in page.text
    fields = {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)}
    assert {name: fields[name] for name in sent} == sent, "and it can be sent by hand"
    kept = {name: fields[name] for name in ("kept_path", "kept_body")}
    assert sign_in(client, password="wrong password!", **kept)[0] == 403
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "new"
    assert sign_in(client, **kept) == (303, "/queue/3"), "the answer of the form itself"
    assert store.db.execute("SELECT state FROM article WHERE id = 1").fetchall() == [("rejected",)]
    assert store.db.value("SELECT editor FROM verdict ORDER BY id DESC LIMIT 1") == "Ji-soo"
    assert client.get("/queue/3").status_code == 200, "and one is signed in"


def test_what_a_role_may_not_do_is_not_done_by_sending_it_again(client: TestClient, store: Store) -> None:
    store.editors.set_password("Mina", HASH, NOW)
    kept = {"kept_path": "/undo", "kept_body": ""}
    answer = client.post("/sign-in", data={"name": "Mina", "password": PASSWORD, **kept})
    assert answer.status_code == 403
    assert "You may look and not decide" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/language", "//evil.test/undo", "https://evil.test/", "/sign-in/abc", "/ü"])
def test_only_the_desks_own_forms_are_sent_again(client: TestClient, path: str) -> None:
    assert sign_in(client, kept_path=path, kept_body="name=x") == (303, "/")


def test_a_form_too_long_to_keep_says_so(client: TestClient) -> None:
    page = client.post("/undo", data={"note": "x" * KEPT_MAX})
    assert page.status_code == 403
    assert "Sign in and send it again" in page.text
    assert "kept_body" not in page.text


def test_who_came_in_and_what_was_changed_is_in_the_log(store: Store) -> None:
    store.editors.add("Mina", "viewer", NOW)
    store.editors.give_role("mina", "editor", NOW)
    store.editors.set_password("Mina", HASH, NOW)
    store.editors.link("Mina", NOW)
    store.editors.remove("Mina", NOW, by="Ji-soo")
    rows = acts.history(store.db, 10)
    assert [(row["action"], row["before"], row["after"]) for row in reversed(rows)] == [
        ("added", {}, {"role": "viewer"}),
        ("role", {"role": "viewer"}, {"role": "editor"}),
        ("password", {}, {}),
        ("link", {}, {}),
        ("removed", {"role": "editor"}, {}),
    ]
    assert HASH not in str(rows)
    assert acts.broken(store.db) is None


def test_names_that_look_alike_are_one(store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    for name in ("ji-soo", "JI-SOO", "Ｊｉ-ｓｏｏ", " Ji-soo "):
        with pytest.raises(UsageError, match="already"):
            store.editors.add(name, "maintainer", NOW)
    for name in ("", "  ", "a\x00b", "x" * 61, "a\u202eb"):
        with pytest.raises(UsageError, match="characters"):
            store.editors.add(name, "editor", NOW)


def test_one_reads_in_the_language_and_zone_one_chose(client: TestClient, store: Store) -> None:
    assert '<html lang="ko">' in client.get("/sign-in", headers={"accept-language": "ko-KR,ko;q=0.9"}).text
    sign_in(client)
    assert client.post("/you", data={"language": "es", "zone": "Asia/Seoul"}).status_code == 303
    page = client.get("/you", headers={"accept-language": "ko"}).text
    assert '<html lang="es">' in page
    assert "1 sept, 21:00" in page, "nine hours from UTC"
    assert client.post("/you", data={"language": "xx"}).status_code == 400
    assert client.post("/you", data={"zone": "Mars/Olympus"}).status_code == 400
    assert client.post("/language", data={"language": "ko", "to": "/claims"}).headers["location"] == "/claims"
    assert '<html lang="ko">' in client.get("/claims").text


def test_no_secret_is_logged(client: TestClient, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    link = store.editors.link("Mina", NOW)
    client.post(f"/sign-in/{link}", data={})
    client.post(f"/sign-in/{link}", data={})
    client.post(f"/sign-in/{link}", data={}, headers={"sec-fetch-site": "cross-site"})
    sign_in(client, password="a secret password")
    session = client.cookies.get("showwire_session")
    said = "\n".join(r.getMessage() for r in caplog.records if r.name != "httpx2" and not r.name.startswith("httpx"))
    assert session
    for secret in (link, session, "a secret password"):
        assert secret not in said
    assert "/sign-in/{secret}" in said


def test_the_plain_fixture_signs_in(sign_in: SignIn) -> None:
    assert sign_in("viewer").get("/you").status_code == 200
    assert clock() == NOW


def test_how_to_get_a_link_is_told_at_this_machine_only(place: Place, store: Store) -> None:
    """The whole line, with the folder; who comes through a proxy or from elsewhere gets the words alone."""
    way_in = WayIn("/opt/showwire --dir '/srv/a b' editors link", "Ji-soo")

    def shown(address: str, desk: WayIn, **headers: str) -> str:
        client = TestClient(desk_app(place, clock=clock, way_in=desk), base_url=address, headers=headers)
        return unescape(client.get("/sign-in").text)

    assert "editors link Ji-soo</code>" in shown("http://127.0.0.1:8001", way_in)
    assert "<code>/opt/showwire --dir '/srv/a b' editors link Ji-soo --desk http://localhost:9</code>" in shown(
        "http://localhost:9", way_in
    )
    for page in (
        shown("http://127.0.0.1:8001", NO_WAY_IN),
        shown("http://desk.example", way_in),
        shown("http://127.0.0.1:8001", way_in, **{"x-forwarded-for": "192.0.2.7"}),
    ):
        assert "ask a maintainer" in page
        assert "<code>" not in page
        assert "/srv" not in page


def test_a_typed_name_is_quoted_for_the_shell(place: Place, store: Store) -> None:
    client = TestClient(
        desk_app(place, clock=clock, way_in=WayIn("showwire editors link")), base_url="http://127.0.0.1:8001", headers=SAME_SITE
    )
    page = unescape(client.post("/sign-in", data={"name": "x; ls", "password": "y"}).text)
    assert "<code>showwire editors link 'x; ls'</code>" in page
