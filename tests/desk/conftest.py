"""A desk over a real database with a few stories in it, and clients that are signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk.place import Place
from desk.web import desk_app
from model.records import Mention
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, mentions_in

SOURCES = """\
contact: https://example.org/bot
sources:
  - {slug: press, name: Hallyu Daily, feed: "https://press.example/feed"}
  - {slug: studio, name: Studio Newsroom, feed: "https://studio.example/feed", tier: official}
"""
SERIES = """\
series:
  - slug: aouad
    titles: [All of Us Are Dead]
    people:
      - {slug: park-ji-hu, name: Park Ji-hu}
      - {slug: park-solomon, name: Lomon}
      - {slug: lomon-other, name: Lomon Kim}
"""
SAME_SITE = {"sec-fetch-site": "same-origin"}
SignIn = Callable[[str], TestClient]


def clock() -> dt.datetime:
    return NOW


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "series.yaml").write_text(SERIES, encoding="utf-8")
    return Place(tmp_path)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    with place.store() as opened:
        yield opened


def file_stories(store: Store) -> None:
    """Three stories: one of the press, one official, one whose name must be chosen."""
    run = store.visits.begin_run("crawl", NOW)
    body = "Park Ji-hu returns.\nThe premiere is in 2026."
    store.filings.save(a_filing("one", title="Press says it", body=body), NOW, run_id=run)
    official = an_article("two", source=a_source("studio", tier="official"))
    store.filings.save(a_filing("two", title="The studio says it", body=body, article=official), NOW, run_id=run)
    text = "<script>alert(1)</script> & Lomon\n\nLomon is back."
    store.filings.save(a_filing("three", title=text.split("\n")[0], body="Lomon is back.", mentions=mentions_in(text)), NOW, run_id=run)


def file_another_year(store: Store) -> int:
    """A story, 4 after `file_stories`, that says 2027 of the premiere where the others say 2026; its id."""
    text = "It comes in 2027.\n\nThe premiere is in 2027."
    quote = text.index("The premiere")
    later = Mention(
        start=text.rindex("2027"), end=text.rindex("2027") + 4, quote_start=quote, quote_end=len(text), value="2027",
        series="aouad", kind="date", about="premiere", precision="year", season="S2",
    )  # fmt: skip
    other = a_filing("four", title="It comes in 2027.", body="The premiere is in 2027.", mentions=(later,))
    store.filings.save(other, NOW, run_id=store.visits.begin_run("crawl", NOW))
    return int(store.db.value("SELECT max(id) FROM story"))


@pytest.fixture
def sign_in(place: Place, store: Store) -> SignIn:
    """sign_in(role) is a client of a new editor with that role."""

    def client_of(role: str) -> TestClient:
        name = f"{role}-{len(store.editors.all())}"
        store.editors.add(name, role, NOW)
        client = TestClient(desk_app(place, clock=clock), base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False)
        assert client.post(f"/sign-in/{store.editors.link(name, NOW)}", data={}).status_code == 303
        return client

    return client_of
