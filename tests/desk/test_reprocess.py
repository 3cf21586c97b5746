"""The archive read again after the change of a rule: as many changes as the rule makes, listed first, and decisions kept."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.articles import article_of
from crawler.workers import Workers
from desk.cli.archive import since_when
from desk.place import Place
from desk.reprocessing import reprocess
from model.errors import UsageError
from model.records import Dropped, Entry, Page
from pipelines.extract import extract
from pipelines.judgement import judge
from store import pages as index
from store.archive import Archive
from store.store import Store
from tests.desk.sampled import ROOT, answer, showwire

SOAK = bool(os.environ.get("SHOWWIRE_SOAK"))
PAGES = 1000 if SOAK else 60
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
FETCHED = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
SOURCES = "sources:\n  - {slug: press, feed: 'https://press.example/feed'}\n  - {slug: other, feed: 'https://other.example/feed'}\n"
SERIES = """series:
  - slug: low-water
    titles: [Low Water]
    seasons: [{number: 1, premiered: 2024-10-18}, {number: 2}]
    people:
      - {slug: an-seo-yun, name: An Seo-yun}
"""
PEOPLE = ("An Seo-yun", "Ines Mora", "Baek Do-hyun")


def page(n: int) -> tuple[str, Entry, Page]:
    """Every third is of the other source; every fifth is not about the series; all have a credit line that one source's rule cuts."""
    slug = "other" if n % 3 == 0 else "press"
    about = "Grey Harbour" if n % 5 == 0 else "Low Water season 2"
    url = f"https://{slug}.example/news/item-{n}"
    chance, day = random.Random(n), dt.date(2027, 1, 1) + dt.timedelta(days=n)
    words = ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)) for _ in range(40)]
    title = f"{' '.join(words[:4])}: {about}"
    body = (
        f"<p>{' '.join(words[4:10])}: {about} premieres on {day:%B} {day.day}, {day.year}, and {' '.join(words[10:16])}.</p>"
        f"<p>{PEOPLE[n % 3]} returns to {about}, as {' '.join(words[16:30])} have heard from those who work there every day.</p>"
        f"<p class='credit'>Reporting for the desk by {' '.join(words[30:])}, who also thanks An Seo-yun for a long talk in the rain.</p>"
    )
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    entry = Entry(key=str(n), url=url, title=title, published="2026-11-16T08:00:00+00:00", categories=("tv",))
    return (
        slug,
        entry,
        Page(url=url, requested_url=url, status=200, headers=(("Content-Type", "text/html"),), body=html.encode(), fetched_at=FETCHED),
    )


async def _filed(place: Place, store: Store) -> None:
    """As a crawl would have stored them."""
    archive, series = Archive(place.archive), place.series()
    sources = {source.slug: source for source in place.watchlist().sources}
    with Workers(0) as workers:
        for n in range(PAGES):
            slug, entry, fetched = page(n)
            article = await article_of(sources[slug], entry, fetched, workers, FETCHED)
            located = archive.write(fetched, index.entry_text(entry))
            filing = judge(article, series, store.stories, FETCHED, extract=extract)
            if isinstance(filing, Dropped):
                store.filings.drop(filing, FETCHED, located=located)
            else:
                store.filings.save(filing, FETCHED, located=located)
    archive.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import asyncio

    folder = tmp_path_factory.mktemp("archive")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (folder / "series.yaml").write_text(SERIES, encoding="utf-8")
    place = Place(folder)
    with place.store() as store:
        asyncio.run(_filed(place, store))
        store.queue.approve_all("mina", NOW)
        (story,) = {row[0] for row in store.db.execute("SELECT story_id FROM article WHERE url LIKE '%/item-1'")}
        store.queue.judge(story, "reject", "mina", NOW)
        assert store.db.value("SELECT count(*) FROM dropped") == len([n for n in range(PAGES) if n % 5 == 0])
        assert store.rereading.pages(None)
    return folder


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Place:
    import shutil

    shutil.copytree(filled, tmp_path / "install")
    return Place(tmp_path / "install")


def again(place: Place, **how: Any) -> Any:
    return reprocess(place, NOW, workers=0, **how)


def decisions(place: Place) -> list[Any]:
    with place.store(readonly=True) as store:
        log = store.db.execute("SELECT * FROM verdict WHERE editor <> 'showwire' AND action <> 'reopen' ORDER BY id").fetchall()
        states = store.db.execute("SELECT id, state, chosen FROM mention WHERE state IN ('accepted', 'rejected') ORDER BY id").fetchall()
        stories = store.db.execute("SELECT id, story_id FROM article ORDER BY id").fetchall()
        return [log, states, stories]


def listed_and_done(place: Place) -> Any:
    """What a dry run lists; a real run makes the same, and a second one nothing more."""
    before = decisions(place)
    with place.store(readonly=True) as store:
        dump = list(store.db.conn.iterdump())
    listed = again(place, dry_run=True)
    with place.store(readonly=True) as store:
        assert list(store.db.conn.iterdump()) == dump
    done = again(place)
    assert [change.as_dict() for change in done.changes] == [change.as_dict() for change in listed.changes]
    after = decisions(place)
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[2][: len(before[2])] == before[2]
    with place.store() as store:
        assert store.check() == []
    assert again(place).changes == []
    return done


def test_without_a_change_of_rules_nothing_changes(place: Place) -> None:
    report = again(place, dry_run=True)
    assert (report.pages, report.changes, report.lost, report.unreadable) == (PAGES, [], [], 0)


def test_a_source_s_rule_changes_the_pages_of_that_source(place: Place) -> None:
    rule = "rules: {cut: ['.credit']}"
    place.sources_yaml.write_text(
        SOURCES.replace("'https://other.example/feed'}", f"'https://other.example/feed', {rule}}}"), encoding="utf-8"
    )
    done = listed_and_done(place)
    touched = [n for n in range(PAGES) if n % 3 == 0 and n % 5]
    changed = [change for change in done.changes if change.what == "changed"]
    assert sorted(change.url for change in changed) == sorted(page(n)[1].url for n in touched)
    assert len(done.changes) == len(changed)
    for change in changed:
        (text,) = [each for each in change.fields if each[0] == "text"]
        assert text[1].startswith("Reporting for the desk")
        assert text[2] == ""
        assert [m["value"] for m in change.removed] == ["An Seo-yun"]
        assert {name: (a, b) for name, a, b in change.fields}["state"] == ("accepted", "new")  # its quote is not there any more
    with place.store() as store:
        assert {row[0] for row in store.db.execute("SELECT count(*) FROM article_version GROUP BY article_id")} == {1, 2}


def test_a_person_who_is_new_in_series_yaml_is_found_and_asked_about(place: Place) -> None:
    place.series_yaml.write_text(SERIES + "      - {slug: ines-mora, name: Ines Mora}\n", encoding="utf-8")
    done = listed_and_done(place)
    named = {page(n)[1].url for n in range(PAGES) if n % 3 == 1 and n % 5}
    found = {change.url: [m["value"] for m in change.added] for change in done.changes if change.added}
    assert set(found) == named
    assert all(values == ["Ines Mora"] for values in found.values())
    assert not any(change.removed for change in done.changes)
    with place.store() as store:
        reasons = dict(store.db.execute("SELECT state || ':' || state_reason, count(*) FROM article GROUP BY 1").fetchall())
        assert reasons["new:mentions"] == len(named) - 1  # all but the rejected one
        assert reasons["rejected:"] == 1


def test_what_was_left_out_is_kept_where_the_rules_now_want_it(place: Place) -> None:
    place.series_yaml.write_text(SERIES.replace("[Low Water]", "[Low Water, Grey Harbour]"), encoding="utf-8")
    done = listed_and_done(place)
    kept = [change for change in done.changes if change.what == "kept"]
    assert sorted(change.url for change in kept) == sorted(page(n)[1].url for n in range(0, PAGES, 5))
    assert all(change.added for change in kept)
    with place.store() as store:
        assert sum(store.queue.waiting_count().values()) >= 1


def test_what_nobody_decided_of_is_left_out_where_the_rules_now_say_so(place: Place) -> None:
    with place.store() as store:
        for _ in range(2):
            store.queue.undo("mina", NOW)
        assert store.db.value("SELECT count(*) FROM mention WHERE state = 'accepted'") == 0
        store.db.execute("DROP TRIGGER verdict_kept")
        store.db.execute("DELETE FROM verdict")  # as if nobody had ever decided
        (first,) = {row[0] for row in store.db.execute("SELECT story_id FROM article WHERE url LIKE '%/item-2'")}
        store.queue.judge(first, "approve", "mina", NOW)
        approved = store.db.value("SELECT count(*) FROM article WHERE state = 'accepted'")
    place.series_yaml.write_text(SERIES.replace("[Low Water]", "[Quite Another Series]"), encoding="utf-8")
    done = listed_and_done(place)
    total = len([n for n in range(PAGES) if n % 5])
    assert sum(change.what == "dropped" for change in done.changes) == total - approved
    with place.store() as store:
        assert store.queue.waiting_count() == dict.fromkeys(("conflict", "official", "new", "rest", "held"), 0)


def test_only_pages_since_then_and_those_that_are_still_there(place: Place) -> None:
    assert again(place, since=FETCHED + dt.timedelta(days=1)).pages == 0
    assert again(place, since=FETCHED - dt.timedelta(days=1)).pages == PAGES
    place.sources_yaml.write_text("sources: [{slug: press, feed: 'https://press.example/feed'}]\n", encoding="utf-8")
    report = again(place)
    assert report.without_source == len(range(0, PAGES, 3))
    (file,) = place.archive.iterdir()
    os.truncate(file, file.stat().st_size // 2)
    assert 0 < len(again(place).lost) < PAGES


def test_since() -> None:
    assert since_when(None, NOW) is None
    assert since_when("2d", NOW) == NOW - dt.timedelta(days=2)
    assert since_when("2026-11-01", NOW) == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    with pytest.raises(UsageError, match="no day"):
        since_when("yesterday", NOW)


def test_the_command_says_what_would_change_and_then_does_it(place: Place) -> None:
    place.series_yaml.write_text(SERIES + "      - {slug: ines-mora, name: Ines Mora}\n", encoding="utf-8")
    moment = {"SHOWWIRE_NOW": NOW.isoformat()}
    listed = answer(place.root, "reprocess", "--dry-run", **moment)
    assert listed["dry_run"] is True
    assert listed["changed"] > 0
    assert listed["changed"] + listed["left_out"] == len(listed["changes"])
    done = answer(place.root, "reprocess", **moment)
    assert done["changes"] == listed["changes"]
    assert "0 changed." in showwire(place.root, "reprocess", "--since", "2026-11-01", **moment)


def test_the_archive_opens_in_warcio_s_own_tool_and_a_page_comes_out_byte_for_byte(place: Place) -> None:
    (file,) = place.archive.iterdir()

    def warcio(*arguments: str) -> bytes:
        done = subprocess.run([sys.executable, "-m", "warcio.cli", *arguments], cwd=ROOT, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    warcio("check", str(file))
    lines = warcio("index", "-f", "warc-type,warc-target-uri,offset", str(file)).decode().splitlines()
    assert len(lines) == 2 * PAGES
    with place.store(readonly=True) as store:
        for n in (0, PAGES // 2, PAGES - 1):
            row = store.db.one("SELECT * FROM page WHERE url = ?", (page(n)[1].url,))
            assert row is not None
            assert warcio("extract", "--payload", str(file), str(row["offset"])) == page(n)[2].body
            assert any(str(row["offset"]) in line and '"response"' in line for line in lines)
