"""Every route by every role, and from another site: a table that a new route must be added to."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from desk.permissions import DECIDE, LOOK, MAINTAIN, NEEDS, OPEN, ROLES, named, unnamed
from desk.place import Place
from desk.web import desk_app
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import SAME_SITE, SignIn, clock, file_stories

# route: (anonymous, viewer, editor, maintainer). "in" is let in, "door" is shown the door, "no" is refused.
SEEN = ("door", "in", "in", "in")
DECIDED = ("door", "no", "in", "in")
MAINTAINED = ("door", "no", "no", "in")
ALWAYS = ("in", "in", "in", "in")
TABLE = {
    "GET /healthz": ALWAYS,
    "GET /static": ALWAYS,
    "GET /static/desk.css": ALWAYS,
    "GET /static/pages.css": ALWAYS,
    "GET /static/desk.js": ALWAYS,
    "GET /sign-in": ALWAYS,
    "POST /sign-in": ALWAYS,
    "GET /sign-in/{secret}": ALWAYS,
    "POST /sign-in/{secret}": ALWAYS,
    "POST /language": ALWAYS,
    "POST /sign-out": ALWAYS,
    "POST /sign-out/everywhere": SEEN,
    "GET /you": SEEN,
    "POST /you": SEEN,
    "POST /you/password": SEEN,
    "GET /": SEEN,
    "GET /queue": SEEN,
    "GET /queue/{story:int}": SEEN,
    "POST /queue/{story:int}": DECIDED,
    "POST /queue/{story:int}/lease": DECIDED,
    "POST /queue/{story:int}/skip": DECIDED,
    "POST /queue/{story:int}/over": DECIDED,
    "GET /queue/{story:int}/merge": DECIDED,
    "POST /queue/{story:int}/merge": DECIDED,
    "POST /queue/{story:int}/split": DECIDED,
    "POST /queue/{story:int}/apart": DECIDED,
    "GET /queue/{story:int}/add": DECIDED,
    "POST /queue/{story:int}/add": DECIDED,
    "POST /paste": DECIDED,
    "POST /reason": DECIDED,
    "GET /mentions/{mention:int}": DECIDED,
    "POST /mentions/{mention:int}": DECIDED,
    "POST /mentions/{mention:int}/edit": DECIDED,
    "GET /search": SEEN,
    "POST /views": DECIDED,
    "POST /views/{view:int}/forget": DECIDED,
    "GET /bulk": DECIDED,
    "POST /bulk": DECIDED,
    "POST /undo": DECIDED,
    "GET /claims": SEEN,
    "GET /claims/{claim:int}": SEEN,
    "POST /claims/{claim:int}": DECIDED,
    "GET /people": SEEN,
    "GET /people/{mention:int}": SEEN,
    "POST /people/{mention:int}": DECIDED,
    "GET /sources": SEEN,
    "GET /sources/{slug}": SEEN,
    "POST /sources/{slug}": MAINTAINED,
    "GET /history": SEEN,
    "GET /audit.ndjson": SEEN,
    "GET /audit.csv": SEEN,
}
WHO = ("anonymous", *ROLES)
DOOR = "Sign in to the desk"
REFUSALS = ("You may look and not decide", "That needs the role maintainer")


def app(client: TestClient) -> Starlette:
    assert isinstance(client.app, Starlette)
    return client.app


def test_the_table_holds_every_route(sign_in: SignIn) -> None:
    there = named(app(sign_in("viewer")).routes)
    assert there == set(TABLE), "say in this table, and in desk/permissions.py, who may use a new route"
    assert set(NEEDS) == there


def test_a_route_that_nobody_spoke_of_does_not_start(sign_in: SignIn) -> None:
    routes = [*app(sign_in("viewer")).routes]
    assert not unnamed(routes)
    routes.append(type(routes[0])("/new", lambda request: None, methods=["POST"]))  # type: ignore[call-arg]
    assert unnamed(routes) == {"POST /new"}


def test_needs_and_roles_are_a_ladder() -> None:
    assert [*ROLES.values()] == [{OPEN, LOOK}, {OPEN, LOOK, DECIDE}, {OPEN, LOOK, DECIDE, MAINTAIN}]


def path_of(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    path = re.sub(r"\{slug\}", "press", re.sub(r"\{secret\}", "no-such-link", re.sub(r"\{\w+:int\}", "1", path)))
    return method, path + ("/desk.css" if path == "/static" else "")


def outcome(client: TestClient, route: str, **headers: str) -> str:
    method, path = path_of(route)
    answer = client.request(method, path, data={} if method == "POST" else None, headers=headers)
    assert answer.status_code < 500, (route, answer.status_code)
    text, location = answer.text, answer.headers.get("location", "")
    if "sent from another site" in text:
        return "other site"
    if answer.status_code == 403 and any(says in text for says in REFUSALS):
        return "no"
    # A form without what it needs is refused by the view itself, with 400: that is being let in.
    stopped = location.startswith("/sign-in") and route not in ("POST /sign-out", "POST /sign-out/everywhere")
    return "door" if stopped or (DOOR in text and "/sign-in" not in route) else "in"


def client_of(who: str, place: Place, sign_in: SignIn) -> TestClient:
    if who != "anonymous":
        return sign_in(who)
    return TestClient(desk_app(place, clock=clock), base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False)


@pytest.mark.parametrize("who", WHO)
def test_each_role_on_each_route(place: Place, store: Store, sign_in: SignIn, who: str) -> None:
    file_stories(store)
    found, ends_session = {}, ("POST /sign-out", "POST /sign-out/everywhere")
    client = client_of(who, place, sign_in)
    for route in sorted(TABLE, key=lambda r: r in ends_session):
        if route == "POST /sign-out/everywhere" and who != "anonymous":
            client = sign_in(who)
        found[route] = outcome(client, route)
    assert found == {route: row[WHO.index(who)] for route, row in TABLE.items()}


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.test"}, {}])
def test_forms_of_other_sites_do_nothing_whoever_is_signed_in(store: Store, sign_in: SignIn, headers: dict[str, str]) -> None:
    file_stories(store)
    client = sign_in("maintainer")
    del client.headers["sec-fetch-site"]
    rows = (
        "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM session), (SELECT count(*) FROM act), (SELECT count(*) FROM attempt)"
    )
    before = store.db.execute(rows).fetchone()
    posts = [route for route in TABLE if route.startswith("POST")]
    assert {route: outcome(client, route, **headers) for route in posts} == dict.fromkeys(posts, "other site")
    assert store.db.execute(rows).fetchone() == before
    assert client.get("/queue").status_code == 200, "still signed in"


def test_strangers_learn_nothing_from_any_page(place: Place, store: Store) -> None:
    """Not a headline, not a name, not whether an address exists."""
    file_stories(store)
    store.editors.add("Ji-soo", "editor", NOW)
    stranger = TestClient(desk_app(place, clock=clock), base_url="http://desk.test", headers=SAME_SITE, follow_redirects=True)
    for route in TABLE:
        method, path = path_of(route)
        text = stranger.request(method, path, data={} if method == "POST" else None).text
        for secret in ("Press says it", "Park Ji-hu", "Hallyu Daily", "Ji-soo"):
            assert secret not in text, route
    known, unknown = (stranger.get(path, follow_redirects=False) for path in ("/queue/1", "/queue/999"))
    assert known.status_code == unknown.status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(store: Store, sign_in: SignIn, method: str) -> None:
    client = sign_in("maintainer")
    for route in TABLE:
        answer = client.request(method, path_of(route)[1], headers={"content-length": "0"})
        assert answer.status_code in (400, 403, 404, 405), route
