"""What the sources screen does about a source: visit it now with all manners, accept its new address, forget its failures."""

from __future__ import annotations

import datetime as dt
import html
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.testclient import TestClient

from desk.place import Place
from desk.visiting import GAP_SECONDS, free_at
from model.amend import with_address
from model.errors import ConfigError
from model.records import RobotsFile
from model.watch import parse_sources
from store.store import Store
from tests.building import NOW, an_outcome, later
from tests.desk.conftest import SignIn
from tests.desk.test_conflicts import over

FEED = """<rss version="2.0"><channel><title>Studio</title><item><guid>1</guid><link>http://127.0.0.1:{port}/page</link>
<title>All of Us Are Dead returns</title><description>Park Ji-hu returns in All of Us Are Dead.</description></item></channel></rss>"""


class Site(BaseHTTPRequestHandler):
    """A feed that moved for good, in two steps."""

    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        moved = {"/old": "/between", "/between": "/feed"}.get(self.path)
        body = FEED.format(port=self.server.server_address[1]).encode() if self.path == "/feed" else b""
        self.send_response(301 if moved else 200 if body else 404)
        if moved:
            self.send_header("Location", moved)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def site(place: Place) -> Iterator[str]:
    """The address of a site that sources.yaml names by its old feed."""
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    place.sources_yaml.write_text(
        f"allow: ['127.0.0.1:{port}']\nsources:\n  - slug: studio  # theirs\n    feed: http://127.0.0.1:{port}/old # since 2020\n    tier: official\n",
        encoding="utf-8",
    )
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def visited(client: TestClient, store: Store) -> str:
    """Press the button and wait for the visit; what the screen said first."""
    answer = client.post("/sources/studio", data={"action": "now", "was": "visited", "back": "list"})
    assert answer.status_code == 303, answer.text
    until = time.monotonic() + 60
    while not store.db.value("SELECT count(*) FROM visit") and time.monotonic() < until:
        time.sleep(0.05)
    return str(answer.headers["location"])


def test_a_source_is_visited_now_and_its_new_address_accepted(site: str, place: Place, store: Store, sign_in: SignIn) -> None:
    client = sign_in("maintainer")
    assert visited(client, store) in {f"/sources?of=studio&done={did}" for did in ("brought", "visited", "visiting")}  # as fast as it is
    assert Site.asked[:4] == ["/robots.txt", "/old", "/between", "/feed"], "robots.txt first, as with any crawl"
    page = client.get("/sources").text
    assert f"Moved for good to {site}/feed" in page
    assert 'href="/sources/studio/move"' in page
    again = client.post("/sources/studio", data={"action": "now"})
    assert again.status_code == 400
    assert "Its host is left alone until 1 Sept, 12:01" in again.text, "not twice in a minute"
    assert "Visit it now" not in client.get("/sources/studio").text
    before = place.sources_yaml.read_bytes()
    preview = client.get("/sources/studio/move").text
    assert f"+    feed: {site}/feed # since 2020" in html.unescape(preview)
    assert place.sources_yaml.read_bytes() == before, "a preview writes nothing"
    form = dict(re.findall(r'name="(file|url)" value="([^"]*)"', preview))
    place.sources_yaml.write_bytes(before + b"# a word of another\n")
    moved = client.post("/sources/studio/move", data=form)
    assert moved.status_code == 409
    assert "sources.yaml changed while you read it" in moved.text
    where, fields = over(moved.text)
    assert client.post(where, data=fields).headers["location"] == "/sources/studio?done=move"
    written = place.sources_yaml.read_text(encoding="utf-8")
    assert f"feed: {site}/feed # since 2020" in written
    assert "# a word of another" in written
    assert "Moved for good" not in client.get("/sources").text
    assert client.get("/sources/studio/move").status_code == 400, "it did not move any more"
    assert "given its new address" in client.get("/history?log=act").text


def test_failures_are_forgotten(place: Place, store: Store, sign_in: SignIn) -> None:
    source = place.watchlist().sources[0]
    for day in range(3):
        store.visits.outcome(an_outcome(source, state="failed", error="no answer", at=later(days=-4 + day)), 0, NOW)
    client = sign_in("maintainer")
    assert "Forget its failures" in client.get("/sources/press").text
    assert client.post("/sources/press", data={"action": "forget"}).headers["location"] == "/sources/press?done=forget"
    assert [v.failures for v in store.visits.visits([source], NOW)] == [0], "due, and a failure now is a first one"
    assert "failures forgotten" in client.get("/history?log=act").text


def test_who_asks_to_wait_is_left_alone(place: Place, store: Store, sign_in: SignIn) -> None:
    """Also where another source of the host was asked to, and for as long as its Crawl-delay says."""
    press, studio = place.watchlist().sources
    assert free_at(store, (press, studio), press) is None
    store.visits.outcome(an_outcome(press, at=later(minutes=-10)), 0, later(minutes=-10))
    assert free_at(store, (press, studio), press) == later(minutes=-10, seconds=GAP_SECONDS)
    store.visits.save_robots(
        RobotsFile(authority="https://press.example", status=200, body="User-agent: *\nCrawl-delay: 900", fetched_at=NOW)
    )
    assert free_at(store, (press, studio), press) == later(minutes=5)
    loud = replace(press, url="https://PRESS.example:443/feed")
    assert free_at(store, (loud, studio), loud) == later(minutes=5), "the same host, however it is written"
    asks = an_outcome(
        studio, state="failed", http_status=429, error="HTTP 429: too many requests", due_at=later(hours=2), at=later(hours=-1)
    )
    store.visits.outcome(asks, 0, later(hours=-1))
    assert free_at(store, (press, studio), studio) == later(hours=2)
    client = sign_in("maintainer")
    refused = client.post("/sources/studio", data={"action": "now"})
    assert (refused.status_code, "left alone until" in refused.text) == (400, True)
    assert 'value="now"' not in client.get("/sources/studio").text
    assert 'value="forget"' not in client.get("/sources/studio").text, "it asked, and did not fail by chance"


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("- slug: a\n    feed: https://a.example/x # here", "- slug: a\n    feed: https://b.example/y # here"),
        ('- slug: a\n    feed: "https://a.example/x"', '- slug: a\n    feed: "https://b.example/y"'),
        ("- {slug: a, feed: 'https://a.example/x', tier: official}", '- {slug: a, feed: "https://b.example/y", tier: official}'),
        ("- sitemap: https://a.example/x\n    slug: a", "- sitemap: https://b.example/y\n    slug: a"),
    ],
)
def test_only_the_address_is_written_anew(entry: str, after: str) -> None:
    raw = f"\ufeff# ours\nsources:\n  {entry}\n".encode()
    changed = with_address(raw, "a", "https://b.example/y", "sources.yaml")
    assert changed.decode() == f"\ufeff# ours\nsources:\n  {after}\n"
    assert parse_sources(changed, "sources.yaml").sources[0].url == "https://b.example/y"


def test_what_is_no_address_is_refused() -> None:
    raw = b"sources:\n  - {slug: a, feed: 'https://a.example/x'}\n"
    for slug, url in (("nobody", "https://b.example/"), ("a", "ftp://b.example/"), ("a", "no address")):
        with pytest.raises(ConfigError):
            with_address(raw, slug, url, "sources.yaml")


def test_an_address_that_moved_only_for_now_is_not_offered(store: Store, place: Place) -> None:
    source = place.watchlist().sources[0]
    store.visits.outcome(an_outcome(source, moved="https://b.example/"), 0, NOW)
    assert store.visits.sources_status([source])[0]["moved_to"] == "https://b.example/"
    store.visits.outcome(an_outcome(source, at=NOW + dt.timedelta(days=1)), 0, NOW)
    assert store.visits.sources_status([source])[0]["moved_to"] == "", "it answers at its own address again"
