"""The sources' screen: who needs you, the bars, and the button that mends."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from desk.place import Place
from desk.source_states import DAYS, spark, state
from desk.source_views import PAGE_SIZE
from model.records import Outcome
from model.watched import Source
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import SignIn

PRESS = Source(slug="press", way="feed", url="https://press.example/feed")


def visited(store: Store, days_ago: int, *, new: int = 0, error: str = "", status: int = 200, source: Source = PRESS) -> None:
    at = NOW - dt.timedelta(days=days_ago)
    outcome = Outcome(source=source, at=at, state="failed" if error else "ok", http_status=status, error=error)
    store.visits.outcome(outcome, 0, at, {"new": new})


def row(**changed: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "paused": False, "note": "", "error": "", "failures": 0, "new_at": NOW.isoformat(), "last_visit": {"http_status": 200},
    }  # fmt: skip
    return whole | changed


@pytest.mark.parametrize(
    ("changed", "gap", "group", "says", "action"),
    [
        ({}, 0, "well", "Well", ""),
        ({"last_visit": None}, 0, "well", "Not visited yet", ""),
        ({"paused": True, "note": "moved"}, 0, "paused", "Paused: moved", "resume"),
        ({"error": "no answer", "failures": 1}, 0, "well", "Failed at the last visit: no answer", ""),
        ({"error": "no answer", "failures": 3}, 0, "needs", "Failed 3 times in a row: no answer", "now"),
        ({"error": "gone", "failures": 1, "last_visit": {"http_status": 410}}, 0, "needs", "Gone (410)", "pause"),
        ({"error": "no", "failures": 1, "last_visit": {"http_status": 403}}, 0, "needs", "Refuses us (403)", "pause"),
        ({"error": "later", "failures": 1, "last_visit": {"http_status": 429}}, 0, "needs", "Asks us to wait (429)", ""),
        ({"new_at": (NOW - dt.timedelta(days=9)).isoformat()}, 2, "needs", "Answers, nothing new for 9 days", "now"),
        ({"new_at": (NOW - dt.timedelta(days=9)).isoformat()}, 7, "well", "Well; nothing new for 9 days", ""),
        ({"new_at": (NOW - dt.timedelta(days=3)).isoformat()}, 0, "well", "Well; nothing new for 3 days", ""),
        ({"new_at": (NOW - dt.timedelta(days=1)).isoformat()}, 0, "well", "Well", ""),
    ],
)
def test_a_state_in_words(changed: dict[str, object], gap: int, group: str, says: str, action: str) -> None:
    found = state(row(**changed), NOW, gap)
    assert (found.group, found.says, found.action) == (group, says, action)
    assert bool(found.todo) == (group != "well" or says.startswith(("Failed", "Not visited")))


def test_thirty_bars() -> None:
    days = {(NOW - dt.timedelta(days=n)).date().isoformat(): (4, 0, n) for n in range(3)}
    days[(NOW - dt.timedelta(days=5)).date().isoformat()] = (4, 4, 0)
    days[(NOW - dt.timedelta(days=DAYS)).date().isoformat()] = (4, 0, 99)
    bars = spark(days, NOW)
    assert bars.says == "3 items in 30 days, 1 day failed, 1 day with nothing"
    assert (bars.items.count("M"), bars.failed.count("M"), bars.flat.count("M")) == (2, 1, 1)
    assert [items for _, _, _, items in bars.rows] == [0, 1, 2, 0]
    assert bars.gap == 1
    assert spark({}, NOW).items == ""


def test_the_days_are_counted_as_visits_come(store: Store) -> None:
    for ago in (40, 3, 3, 0):
        visited(store, ago, new=2)
    visited(store, 0, error="no answer", status=0)
    day = NOW.date().isoformat()
    assert store.visits.days((NOW - dt.timedelta(days=29)).date().isoformat()) == {"press": {"2026-08-29": (2, 0, 4), day: (2, 1, 2)}}
    assert store.visits.of_day(day) == (2, 0, 1)


def test_those_that_need_you_come_first(store: Store, sign_in: SignIn) -> None:
    for _ in range(3):
        visited(store, 0, error="its name is not known", status=0)
    page = sign_in("maintainer").get("/sources").text
    assert "1 of 2 sources needs you" in page
    assert page.index("Need you · 1") < page.index("Hallyu Daily") < page.index("Well · 1") < page.index("Studio Newsroom")
    assert "Failed 3 times in a row: its name is not known" in page
    assert 'aria-label="0 items in 30 days, 1 day failed"' in page
    assert len(re.findall(r'name="action" value="now"', page)) == 1
    assert "needs the role maintainer" not in page
    assert 'name="action"' not in sign_in("editor").get("/sources").text


def test_a_source_is_paused_with_a_reason_and_resumed(place: Place, store: Store, sign_in: SignIn) -> None:
    client = sign_in("maintainer")
    place.sources_yaml.write_text("sources:\n  - slug: press # ours\n    feed: https://press.example/feed\n", encoding="utf-8")
    done = client.post("/sources/press", data={"action": "pause", "note": "its owner asked"})
    assert "Paused" in client.get(done.headers["location"]).text
    written = place.sources_yaml.read_text(encoding="utf-8")
    assert re.search(r"paused: true", written)
    assert "its owner asked (maintainer-0)" in written
    assert "# ours" in written
    assert "Paused: its owner asked (maintainer-0)" in client.get("/sources").text
    assert [visit.source.slug for visit in store.visits.visits(place.watchlist().sources, NOW)] == []
    client.post("/sources/press", data={"action": "resume", "back": "list"})
    assert [visit.source.slug for visit in store.visits.visits(place.watchlist().sources, NOW)] == ["press"]
    history = client.get("/history?log=act").text
    assert "source press" in history


def test_a_source_is_visited_next(place: Place, store: Store, sign_in: SignIn) -> None:
    visited(store, 0)
    assert [v.source.slug for v in store.visits.visits(place.watchlist().sources, NOW)] == ["studio"]
    assert sign_in("maintainer").post("/sources/press", data={"action": "visit"}).status_code == 303
    assert [v.source.slug for v in store.visits.visits(place.watchlist().sources, NOW)] == ["press", "studio"]


def test_what_cannot_be_done_is_said(place: Place, store: Store, sign_in: SignIn) -> None:
    client = sign_in("maintainer")
    assert client.post("/sources/press", data={"action": "explode"}).status_code == 400
    assert client.post("/sources/nowhere", data={"action": "pause"}).status_code == 404
    braces = client.post("/sources/press", data={"action": "pause"})
    assert (braces.status_code, "is written in braces" in braces.text) == (400, True)
    place.sources_yaml.write_text("sources: [", encoding="utf-8")
    assert "sources.yaml has a mistake, so this is how it was before" in client.get("/sources").text
    place.sources_yaml.unlink()
    assert client.get("/sources").status_code == 200


def test_a_sources_own_page_has_its_bars_as_a_table(store: Store, sign_in: SignIn) -> None:
    visited(store, 1, new=3)
    visited(store, 0, error="<b>no</b> answer", status=0)
    page = sign_in("viewer").get("/sources/press").text
    assert "Show as a table" in page
    assert "<td>31 Aug</td><td>1</td><td>0</td><td>3</td>" in re.sub(r"<time[^>]*>|</time>", "", page)
    assert "&lt;b&gt;no&lt;/b&gt; answer" in page
    assert 'name="action"' not in page


def test_a_thousand_sources_are_a_page_at_a_time(place: Place, store: Store, sign_in: SignIn) -> None:
    many = "".join(f"  - {{slug: s{n}, feed: 'https://s{n}.example/feed'}}\n" for n in range(1000))
    place.sources_yaml.write_text(f"sources:\n{many}", encoding="utf-8")
    client = sign_in("viewer")
    page = client.get("/sources").text
    assert page.count('class="spark"') == PAGE_SIZE
    assert len(page) < 60_000
    assert client.get("/sources?page=20").text.count('class="spark"') == PAGE_SIZE
    for odd in ("0", "-1", "x", "99999", "9" * 30):
        assert client.get(f"/sources?page={odd}").status_code == 200


def test_when_nobody_crawls_it_is_said(place: Place, store: Store, sign_in: SignIn) -> None:
    assert "nobody crawls" not in sign_in("viewer").get("/sources").text
    visited(store, 3)
    assert "nobody crawls" in sign_in("viewer").get("/sources").text


def test_the_bar_says_on_every_page_how_many_need_somebody(store: Store, sign_in: SignIn) -> None:
    client = sign_in("editor")
    assert "needs you</span>" not in client.get("/claims").text
    for ago in range(3):
        visited(store, ago, error="no answer", status=0)
    client = sign_in("editor")  # of a desk that starts now: a running one counts anew after half a minute
    for path in ("/queue", "/claims", "/history"):
        assert '<small>1 <span class="words">needs you</span></small>' in client.get(path).text, path
