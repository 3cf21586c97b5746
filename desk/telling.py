"""What is told to others and when: notices are written where something happened, and sent after."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import clock
from desk.place import Place
from model.targets import Targets
from notices import events, signing
from notices.secrets import Secrets, variable
from notices.send import Sent, send_due
from store import log
from store.store import Store

SAMPLE = "Sample data: invented news"  # what the pages of the sample newsroom's folder say


def published(place: Place, out: Path | None = None, *, home: str = "", dry_run: bool = False) -> dict[str, Any]:
    """Publish what is approved, and write down in the same transaction what is to be told of it; the sum-up."""
    from exports.publish import publish

    place.must_exist()
    targets, series, sources = place.targets(), place.series(), place.watchlist().sources
    with place.store(readonly=dry_run) as store:
        now = clock.now()
        if not dry_run:
            tell_chain(store, targets, now)
        return publish(
            store.public,
            out or place.public,
            now,
            series=series,
            sources=sources,
            outlets=place.outlets(),
            home=home,
            notice=SAMPLE if place.sample_mark.exists() else "",
            dry_run=dry_run,
            tell=changes_teller(store, targets, now),
        )


def changes_teller(store: Store, targets: Targets, now: dt.datetime) -> Callable[[str, list[dict[str, Any]]], None] | None:
    """Writes notices of beliefs that moved, within the transaction of who calls it; None where nobody wants them."""
    wanted = targets.on("changes")
    if not wanted:
        return None

    def tell(cursor: str, rows: list[dict[str, Any]]) -> None:
        for target in wanted:
            for event in events.changes(target, cursor, rows, now):
                store.outbox.put(target.slug, event.id, event.kind, event.body, now)

    return tell


def tell_sources(store: Store, place: Place, targets: Targets, now: dt.datetime) -> None:
    """Write notices of sources that broke, or answer again."""
    wanted = targets.on("source")
    if not wanted:
        return
    rows = store.visits.sources_status(place.watchlist().sources)
    with store.db.atomic():
        for target in wanted:
            for row in rows:
                last = store.outbox.last(target.slug, "source", row["slug"])
                event = events.source(row, last.body["data"] if last else None, now)
                if event is not None:
                    store.outbox.put(target.slug, event.id, event.kind, event.body, now, event.subject)


def tell_chain(store: Store, targets: Targets, now: dt.datetime) -> None:
    """Write a notice where the log of decisions does not follow."""
    wanted = targets.on("chain")
    if wanted and (row := log.broken(store.db)) is not None:
        event = events.chain(row, now)
        for target in wanted:
            store.outbox.put(target.slug, event.id, event.kind, event.body, now, event.subject)


def send(place: Place) -> tuple[Sent, tuple[str, ...]]:
    """Send what is due; counts, and a line for each notice that failed. Nothing is asked of the network where nothing is due."""
    targets = place.targets()
    if not targets.targets or not place.database.exists():
        return Sent(), ()
    with place.store() as store:
        return send_due(store, targets, Secrets(os.environ), clock.now, random.random)


def after_crawl(place: Place) -> tuple[str, ...]:
    """Tell of the sources, and send what is due; a line for each notice that failed."""
    targets = place.targets()
    if not targets.targets:
        return ()
    with place.store() as store:
        tell_sources(store, place, targets, clock.now())
    return send(place)[1]


def unready(targets: Targets) -> list[str]:
    """What keeps targets from being told, in words: secrets that are missing, or are no keys."""
    secrets, found = Secrets(os.environ), []
    for target in targets.targets:
        said = secrets.get(target.secret)
        if not said:
            found.append(f"notices.yaml: {target.slug} has no secret {target.secret} (${variable(target.secret)})")
        elif target.way == "webhook":
            try:
                signing.keys(said)
            except signing.BadKey as wrong:
                found.append(f"notices.yaml: the secret of {target.slug} {wrong}")
    return found
