from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.records import Dropped, Reason, RobotsFile
from pipelines.judgement import Judgement
from pipelines.save import Save
from store.archive import Archive
from store.store import Store
from tests.building import NOW, a_filing, a_page, a_source, an_article, an_outcome


@pytest.fixture
def judgement(tmp_path: Path) -> Iterator[Judgement]:
    with Store.open(tmp_path / "news.db") as store:
        archive = Archive(tmp_path / "archive")
        yield Judgement(series=(), memory=store, clock=lambda: NOW, run_id=store.visits.begin_run("crawl", NOW), archive=archive)
        archive.close()


def test_a_visit_is_stored_and_counted(judgement: Judgement) -> None:
    save = Save(judgement)
    page = a_page()
    items = [
        RobotsFile(authority="https://press.example", status=200, body="User-agent: *", fetched_at=NOW),
        a_filing("one", article=an_article("one", page=page)),
        Dropped(article=an_article("two"), reason=Reason.OFF_TOPIC),
        Dropped(article=an_article("three"), reason=Reason.NO_TITLE),
        an_outcome(keys=("one", "two", "three")),
    ]
    assert [save.process_item(item) for item in items] == items
    assert judgement.counts.total() == {
        "visited": 1, "not_modified": 0, "failed": 0, "new": 1, "updated": 0, "copies": 0, "off_topic": 1,
    }  # fmt: skip
    (visit,) = judgement.memory.visits.visits([a_source()], NOW, all=True)
    assert (visit.etag, visit.last_modified, visit.failures) == ('"v1"', "x", 0)
    assert set(visit.known) == {"one", "two", "three"}
    assert judgement.memory.visits.robots()["https://press.example"].status == 200


def test_a_visit_that_lost_an_entry_is_repeated_in_full(judgement: Judgement) -> None:
    save = Save(judgement)
    save.process_item(a_filing("one"))
    save.process_item(an_outcome(keys=("one", "two")))
    (visit,) = judgement.memory.visits.visits([a_source()], NOW, all=True)
    assert (visit.etag, visit.last_modified, visit.failures) == ("", "", 1)
    assert judgement.counts.total()["failed"] == 1
    (row,) = judgement.memory.visits.sources_status([a_source()])
    assert row["error"] == "1 of 2 entries were not stored, among them two"


def test_what_another_run_settled_does_not_count(judgement: Judgement) -> None:
    store = judgement.memory
    store.filings.save(a_filing("one"), NOW, run_id=judgement.run_id)
    second = store.visits.begin_run("crawl", NOW)
    assert not store.visits.outcome(an_outcome(keys=("one",)), second, NOW)
    assert store.visits.outcome(an_outcome(keys=()), second, NOW)


def test_the_page_is_in_the_archive_under_its_row(judgement: Judgement, tmp_path: Path) -> None:
    page = a_page(body="<p>박지후</p>".encode())
    Save(judgement).process_item(a_filing("one", article=an_article("one", page=page)))
    page_id = judgement.memory.db.value("SELECT page_id FROM article_version")
    assert judgement.memory.page(page_id, Archive(tmp_path / "archive")) == page


SAVER = """
import dataclasses, sys
from pathlib import Path
from pipelines.judgement import Judgement
from pipelines.save import Save
from store.archive import Archive
from store.store import Store
from tests.building import NOW, a_filing, a_page, an_article
folder = Path(sys.argv[1])
with Store.open(folder / "news.db") as store:
    save = Save(Judgement(series=(), memory=store, clock=lambda: NOW, archive=Archive(folder / "archive")))
    number = 0
    while True:
        number += 1
        key = f"{sys.argv[2]}-{number}"
        page = a_page(f"https://press.example/{key}", body=key.encode() * 9000)
        save.process_item(a_filing(key, article=an_article(key, page=page)))
        print(number, flush=True)
"""


def test_killed_in_the_middle_no_row_is_without_its_page(tmp_path: Path) -> None:
    random.seed(4)
    for turn in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(tmp_path), str(turn)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.uniform(0.0, 0.1))
        process.kill()
        process.stdout.close()
        process.wait()
    archive = Archive(tmp_path / "archive")
    with Store.open(tmp_path / "news.db") as store:
        pages = store.db.execute("SELECT id, url FROM page").fetchall()
        assert len(pages) >= 5
        for page_id, url in pages:
            assert store.page(page_id, archive).body.startswith(url.rpartition("/")[2].encode())
        assert store.db.value("SELECT count(*) FROM article_version WHERE page_id IS NULL") == 0
        assert store.check() == []
