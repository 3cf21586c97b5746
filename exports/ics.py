"""dates.ics (RFC 5545): each dated fact as an all-day event that is as long as the date is vague.

A date that moves updates its event (same UID, higher SEQUENCE); one that is denied or withdrawn cancels it. Where a
time is known it stands in UTC, so that each viewer sees it in a zone of his own; a day is a day everywhere.
CONFIRMED is only a day that an official source gave; everything else is TENTATIVE.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from icalendar import Calendar, Event, vDuration, vText, vUri

from exports import newest, phrases
from exports.backing import backing
from exports.edition import Edition, Row, parsed
from model.facts import DATED, REPEATABLE
from model.spans import Span, instant, span

_REFRESH = dt.timedelta(hours=12)
_PRODID = "-//showwire//dates//EN"
EVENTS_MAX = 2000  # the latest dates of more

Fact: TypeAlias = tuple[str, str | None, str, str | None]  # series, season, about, region


def write(edition: Edition, folder: Path) -> None:
    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"{edition.title}: dates")
    calendar.add("x-wr-calname", f"{edition.title}: dates")
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    if edition.home:
        calendar.add("source", vUri(edition.home + "dates.ics"), parameters={"VALUE": "URI"})
    events = sorted(_events(edition), key=lambda e: (str(e["dtstart"].to_ical()), str(e["uid"])))
    for event in events[-EVENTS_MAX:]:
        calendar.add_component(event)
    (folder / "dates.ics").write_bytes(calendar.to_ical())


def _events(edition: Edition) -> Iterator[Event]:
    series = newest.titles(edition)
    moves: dict[Fact, list[Row]] = defaultdict(list)
    for change in edition.rows("changes"):
        if change["about"] in DATED:
            moves[_fact(change)].append(change)
    claims = [c for c in edition.rows("claims") if c["about"] in DATED and (c["believed"] or c["about"] in REPEATABLE)]
    backed = backing(edition)
    told = set()
    for claim in claims:
        fact = _fact(claim)
        told.add(fact)
        days = span(claim["value"])
        if days is None:
            continue
        again = claim["about"] in REPEATABLE  # each trailer is an event of its own
        moved = [m for m in moves[fact] if not again or claim["value"] in (m["before"], m["after"])]
        proof = backed.carrier(claim["id"])
        at = moved[-1]["at"] if moved else claim["last_seen"]
        event = _event(edition, series, fact, claim["value"], claim["status"], days, len(moved), at, claim["value"] if again else "")
        said = f"{phrases.value(claim['value'])}, {claim['status']}; {phrases.count(claim['origins'], 'independent origin')}."
        event.add("description", vText(said + (f"\n“{proof.quote}”" if proof else "")))
        if proof:
            event.add("url", vUri(proof.article["url"]))
        yield event
    for fact in moves.keys() - told:  # what nothing is left of: its event is called off, not forgotten
        last = moves[fact][-1]
        days = span(last["before"] or "")
        if days is not None and fact[2] not in REPEATABLE:
            yield _event(edition, series, fact, last["before"], "denied", days, len(moves[fact]), last["at"], "")


def _event(
    edition: Edition, series: dict[str, str], fact: Fact, value: str, status: str, days: Span, moves: int, at: str, part: str
) -> Event:
    slug, season, about, region = fact
    event = Event()
    event.add("uid", edition.identity("date", slug, season or "", about, region or "", part))
    stamp = parsed(at) or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", max(0, moves - 1))
    if at_time := instant(value):
        event.add("dtstart", at_time)  # no end is known
    else:
        event.add("dtstart", days.first)
        event.add("dtend", days.last + dt.timedelta(days=1))
    name = f"{series.get(slug, slug)}: {phrases.fact(about, season)}"
    called_off = status in ("denied", "superseded")
    vague = "" if days.days == 1 or called_off else f" (some time in {phrases.value(value)})"
    event.add("summary", name + vague + (f" ({status})" if status not in ("official", "superseded") and not called_off else ""))
    event.add("status", "CANCELLED" if called_off else "CONFIRMED" if status == "official" and days.days == 1 else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [about])
    return event


def _fact(row: Row) -> Fact:
    return row["series"], row["season"], row["about"], row["region"]
