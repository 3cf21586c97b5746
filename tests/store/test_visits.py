from __future__ import annotations

import pytest

from model.errors import UsageError
from model.records import Dropped, Reason, RobotsFile
from store.store import Store
from store.visits import RETRY_UNSETTLED
from tests.building import NOW, a_filing, a_source, an_article, an_entry, an_outcome, later


def slugs(store: Store, *sources: object, at: object = NOW, **how: object) -> list[str]:
    return [visit.source.slug for visit in store.visits.visits(sources, at, **how)]  # type: ignore[arg-type]


def test_only_what_is_due_is_visited(store: Store) -> None:
    a, b = a_source("a", every=1800), a_source("b")
    assert slugs(store, a, b) == ["a", "b"]
    run = store.visits.begin_run("crawl", NOW)
    store.visits.outcome(an_outcome(a), run, NOW)
    store.visits.outcome(an_outcome(b, due_at=later(hours=3)), run, NOW)
    assert slugs(store, a, b, at=later(minutes=29)) == []
    assert slugs(store, a, b, at=later(minutes=30)) == ["a"]
    assert slugs(store, a, b, at=later(hours=3)) == ["a", "b"]
    assert slugs(store, a, b, all=True) == ["a", "b"]
    assert slugs(store, a, b, slugs=["B"]) == ["b"]


def test_a_slug_that_is_not_there(store: Store) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        store.visits.visits([a_source()], NOW, slugs=["press", "nowhere"])


def test_paused_in_the_file_or_by_command(store: Store) -> None:
    a, b = a_source("a", paused=True), a_source("b")
    store.visits.pause(b)
    assert slugs(store, a, b, all=True) == []
    assert slugs(store, a, b, slugs=["a"]) == ["a"]
    store.visits.resume(a)
    store.visits.resume(b)
    assert slugs(store, a, b) == ["a", "b"]


def test_a_changed_address_starts_without_validators_and_keeps_what_it_knows(store: Store) -> None:
    store.filings.save(a_filing(), NOW, run_id=(run := store.visits.begin_run("crawl", NOW)))
    store.visits.outcome(an_outcome(keys=("one",)), run, NOW)
    (visit,) = store.visits.visits([a_source(url="https://press.example/new")], NOW, all=True)
    assert (visit.etag, visit.last_modified, list(visit.known)) == ("", "", ["one"])
    moved = a_source(url="https://press.example/new")
    store.visits.outcome(an_outcome(moved, state="failed", etag="", error="HTTP 500"), run, NOW)
    (visit,) = store.visits.visits([moved], NOW, all=True)
    assert (visit.etag, visit.failures) == ("", 1)


def test_known_entries_are_those_settled_with_their_fingerprints(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.filings.drop(Dropped(article=an_article("two"), reason=Reason.OFF_TOPIC), NOW)
    (visit,) = store.visits.visits([a_source()], NOW)
    assert visit.known == {key: an_entry(key).fingerprint for key in ("one", "two")}


def test_a_304_keeps_validators_and_a_failure_too(store: Store) -> None:
    run = store.visits.begin_run("crawl", NOW)
    store.visits.outcome(an_outcome(body_hash="b"), run, NOW)
    store.visits.outcome(an_outcome(state="not_modified", http_status=304, etag="", last_modified=""), run, NOW)
    store.visits.outcome(an_outcome(state="failed", http_status=500, etag="", last_modified="", error="HTTP 500"), run, later(hours=1))
    (visit,) = store.visits.visits([a_source()], NOW, all=True)
    assert (visit.etag, visit.last_modified, visit.body_hash, visit.failures) == ('"v1"', "x", "b", 1)
    (row,) = store.visits.sources_status([a_source()])
    assert (row["error"], row["failures"], row["last_visit"]["state"]) == ("HTTP 500", 1, "failed")
    store.visits.outcome(an_outcome(state="not_modified"), run, NOW)
    (row,) = store.visits.sources_status([a_source()])
    assert (row["error"], row["failures"]) == ("", 0)


def test_an_unsettled_visit_is_tried_again_soon(store: Store) -> None:
    run = store.visits.begin_run("crawl", NOW)
    assert not store.visits.outcome(an_outcome(a_source(every=86400), keys=("lost",)), run, NOW)
    (row,) = store.visits.sources_status([a_source()])
    assert row["due_at"] == later(seconds=RETRY_UNSETTLED).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_more_keys_than_one_statement_takes(store: Store) -> None:
    run = store.visits.begin_run("crawl", NOW)
    keys = tuple(f"n{number}" for number in range(1201))
    for key in keys[:-1]:
        store.filings.drop(Dropped(article=an_article(key), reason=Reason.OFF_TOPIC), NOW, run_id=run)
    assert not store.visits.outcome(an_outcome(keys=keys), run, NOW)
    assert store.visits.outcome(an_outcome(keys=keys[:-1]), run, NOW)


def test_a_run_that_was_killed_is_marked(store: Store) -> None:
    first = store.visits.begin_run("crawl", NOW)
    second = store.visits.begin_run("crawl", later(hours=1))
    store.visits.finish_run(second, later(hours=2), "done", {"new": 3})
    runs = {run["id"]: run for run in store.status(NOW)["runs"]}
    assert (runs[first]["state"], runs[second]["state"], runs[second]["summary"]) == ("interrupted", "done", {"new": 3})


def test_robots_files_are_kept_the_newest(store: Store) -> None:
    old = RobotsFile(authority="https://a.example", status=404, body="", fetched_at=NOW)
    new = RobotsFile(authority="https://a.example", status=200, body="Disallow: /", fetched_at=later(days=1))
    for robots in (new, old):
        store.visits.save_robots(robots)
    assert store.visits.robots() == {"https://a.example": new}
