"""dates.ics in two readers that are not ours, and in a client that subscribes to it: a date that moves is one event."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path

import feedparser
import icalendar
import pytest
import vobject

from exports import ics
from exports.edition import Edition
from store.store import Store
from tests.accepted import DAY, a_mention, an_article, opened
from tests.exports.test_publish import out


def said(store: Store, value: str, at: dt.datetime, *, status: str = "confirmed", about: str = "premiere") -> int:
    article = an_article(store, tier="official", at=at, approved=at)
    a_mention(store, article, "2026", value=value, about=about, season="S2", status=status)
    store.claims.recompute_for([article], at)
    return article


class Subscriber:
    """A calendar client as RFC 5545 and 5546 want it: by UID, and the higher SEQUENCE, then the later DTSTAMP, wins."""

    def __init__(self) -> None:
        self.events: dict[str, vobject.base.Component] = {}
        self.updated = 0

    def fetch(self, path: Path) -> None:
        for event in vobject.readOne(path.read_text()).contents.get("vevent", []):
            held = self.events.get(event.uid.value)
            new = (int(event.sequence.value), event.dtstamp.value)
            if held is None or new > (int(held.sequence.value), held.dtstamp.value):
                self.updated += held is not None
                self.events[event.uid.value] = event


def test_a_date_that_moves_is_updated_and_told_once_and_the_same_articles_again_are_nothing(tmp_path: Path) -> None:
    store, client, folder = opened(tmp_path), Subscriber(), tmp_path / "public"
    said(store, "2026-Q3", DAY)
    out(store, folder)
    client.fetch(folder / "dates.ics")
    entries = len(feedparser.parse((folder / "changes.atom").read_bytes()).entries)
    moved = said(store, "2026-09-12", DAY + dt.timedelta(days=1))
    out(store, folder)
    client.fetch(folder / "dates.ics")
    (event,) = client.events.values()
    assert (client.updated, event.dtstart.value, event.status.value) == (1, dt.date(2026, 9, 12), "CONFIRMED")
    after = feedparser.parse((folder / "changes.atom").read_bytes()).entries
    assert len(after) == entries + 1
    assert "third quarter of 2026 → 12 September 2026" in after[0].title
    store.claims.recompute_for([moved], DAY + dt.timedelta(days=2))
    store.claims.rebuild(DAY + dt.timedelta(days=3))
    out(store, folder)
    client.fetch(folder / "dates.ics")
    assert (client.updated, len(client.events)) == (1, 1)
    assert feedparser.parse((folder / "changes.atom").read_bytes()).entries == after
    said(store, "2026-09-12", DAY + dt.timedelta(days=4), status="denied")
    out(store, folder)
    client.fetch(folder / "dates.ics")
    assert [(e.status.value, e.sequence.value) for e in client.events.values()] == [("TENTATIVE", "2")]  # the quarter stands again
    store.db.execute("UPDATE article SET state = 'rejected'")
    store.claims.rebuild(DAY + dt.timedelta(days=5))
    out(store, folder)
    client.fetch(folder / "dates.ics")
    assert [(e.status.value, e.sequence.value) for e in client.events.values()] == [("CANCELLED", "3")]


@pytest.mark.parametrize(
    ("value", "first", "end", "status"),
    [
        ("2026-09-12", "2026-09-12", "2026-09-13", "CONFIRMED"), ("2026-09", "2026-09-01", "2026-10-01", "TENTATIVE"),
        ("2026-Q3", "2026-07-01", "2026-10-01", "TENTATIVE"), ("2026-H1", "2026-01-01", "2026-07-01", "TENTATIVE"),
        ("2026", "2026-01-01", "2027-01-01", "TENTATIVE"), ("2026-SU", "2026-06-01", "2026-09-01", "TENTATIVE"),
        ("2026-WI", "2026-12-01", "2027-03-01", "TENTATIVE"), ("2026-W07", "2026-02-09", "2026-02-16", "TENTATIVE"),
        ("2026-09/2026-11", "2026-09-01", "2026-12-01", "TENTATIVE"),
    ],
)  # fmt: skip
def test_both_readers_see_the_same_days(tmp_path: Path, value: str, first: str, end: str, status: str) -> None:
    store = opened(tmp_path)
    said(store, value, dt.datetime(2025, 10, 1, tzinfo=dt.UTC))
    out(store, tmp_path / "public", home="https://wire.example/")
    data = (tmp_path / "public" / "dates.ics").read_bytes()
    one = icalendar.Calendar.from_ical(data)
    (event,) = one.walk("VEVENT")
    assert [str(event["dtstart"].dt), str(event["dtend"].dt), str(event["status"])] == [first, end, status]
    assert event["dtstart"].params["VALUE"] == "DATE"
    (other,) = vobject.readOne(data.decode()).vevent_list
    assert [str(other.dtstart.value), str(other.dtend.value), other.status.value] == [first, end, status]
    other.validate(raiseException=True)
    assert not one.errors
    assert str(one["source"]) == "https://wire.example/dates.ics"
    assert one["x-published-ttl"] == "PT12H"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_time_that_is_known_is_a_moment_in_every_zone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said(store, "2026-09-12", DAY)
    said(store, "2026-09-12T17:00+09:00", DAY + dt.timedelta(days=1))
    out(store, tmp_path / "public")
    (event,) = vobject.readOne((tmp_path / "public" / "dates.ics").read_text()).vevent_list
    at = event.dtstart.value
    assert at.astimezone(zoneinfo.ZoneInfo("America/Los_Angeles")).isoformat() == "2026-09-12T01:00:00-07:00"
    assert event.dtstart.serialize().strip() == "DTSTART:20260912T080000Z"
    assert "12 September 2026, 08:00 UTC" in event.description.value
    assert event.status.value == "CONFIRMED"


def test_the_calendar_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics, "EVENTS_MAX", 2)
    claims = [
        {"id": n, "series": "low-water", "season": "S2", "about": "trailer", "region": None, "value": f"2026-0{n}-01", "status": "official", "believed": 1,
         "origins": 1, "last_seen": "2026-01-01T00:00:00Z"}
        for n in range(1, 6)
    ]  # fmt: skip
    ics.write(Edition(rows=lambda table: iter(claims if table == "claims" else [])), tmp_path)
    events = icalendar.Calendar.from_ical((tmp_path / "dates.ics").read_bytes()).walk("VEVENT")
    assert [str(e["dtstart"].dt) for e in events] == ["2026-04-01", "2026-05-01"]
