"""The archive within its limits: what goes, what stays, and that a kill at any step loses nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from model.records import Page
from model.retention import Keeping
from model.watched import Source
from store import pages as index
from store import pruning
from store.archive import Archive
from store.store import Store
from tests.building import NOW, a_filing, a_page, a_source, an_article, an_entry, later

KILLS = 100 if os.environ.get("SHOWWIRE_SOAK") else 1
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def fetched(key: str, source: Source | None = None, **delta: float) -> Page:
    slug = source.slug if source else "press"
    return a_page(f"https://{slug}.example/{key}", f"<p>{key}</p>".encode() * 200, fetched_at=later(**delta))


def keep(store: Store, archive: Archive, key: str, source: Source | None = None, *, left_out: str = "", **delta: float) -> Page:
    """An article with its page in the archive."""
    page = fetched(key, source, **delta)
    article = an_article(key, source=source or a_source(), page=page, left_out=left_out)
    located = None if left_out else archive.write(page, index.entry_text(an_entry(key)))
    store.filings.save(a_filing(key, article=article, body=f"{key}: Park Ji-hu returns in 2026."), NOW, located=located)
    return page


def filled(store: Store, folder: Path) -> dict[str, Page]:
    """Twelve pages, one a day, four to a file."""
    kept: dict[str, Page] = {}
    for begin in range(0, 12, 4):
        archive = Archive(folder)
        for n in range(begin, begin + 4):
            kept[f"n{n}"] = keep(store, archive, f"n{n}", days=n)
        archive.close()
    return kept


def read(store: Store, folder: Path) -> dict[str, Page]:
    """Every page that the index says is there, whole, with what its list said."""
    archive = Archive(folder)
    found = {}
    for row in store.db.query("SELECT * FROM page WHERE warc <> '' ORDER BY id"):
        page = archive.read(index.located(row))
        key = page.url.rpartition("/")[2]
        assert index.listed_entry(archive, row) == an_entry(key)
        found[key] = page
    return found


def test_old_pages_go_and_hash_and_excerpt_stay(store: Store, folder: Path) -> None:
    kept = filled(store, folder)
    now = later(days=12)
    dry = pruning.prune(store.db, folder, Keeping(days=6), now, dry_run=True)
    assert read(store, folder) == kept
    done = pruning.prune(store.db, folder, Keeping(days=6), now)
    assert done.pages == dry.pages == {"age": 6}
    assert (done.before, done.after) == (dry.before, dry.after)
    assert done.after == sum(path.stat().st_size for path in folder.iterdir())
    assert read(store, folder) == {key: page for key, page in kept.items() if int(key[1:]) >= 6}
    assert len(list(folder.iterdir())) == 2
    gone = store.db.one("SELECT * FROM page WHERE url LIKE '%/n0'")
    assert gone is not None
    assert (gone["left_out"], gone["warc"], len(gone["sha256"])) == ("age", "", 64)
    assert pruning.problems(store.db, folder) == []
    assert pruning.prune(store.db, folder, Keeping(days=6), now).pages == {}
    for path in folder.iterdir():
        with path.open("rb") as stream:
            assert len(list(ArchiveIterator(stream, check_digests="raise"))) == 2 * (2 if ".p1." in path.name else 4)


def test_the_oldest_go_until_the_size_fits(store: Store, folder: Path) -> None:
    kept = filled(store, folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    done = pruning.prune(store.db, folder, Keeping(size=size // 2), later(days=12))
    assert done.after <= size // 2
    assert set(read(store, folder)) == set(list(kept)[done.pages["size"] :])
    assert pruning.prune(store.db, folder, Keeping(), later(days=9000)).pages == {}


def test_pages_behind_claims_outlive_both_but_not_a_host_s_wish(store: Store, folder: Path) -> None:
    filled(store, folder)
    store.db.execute(
        "INSERT INTO claim (id, series, season, about, region, value, precision, status, believed, articles, origins, first_seen,"
        " last_seen) VALUES (1000, 'aouad', 'S2', 'x', '', '2026', 'year', 'reported', 1, 1, 1, '', '')"
    )
    store.db.execute("INSERT INTO claim_evidence SELECT 1000, id FROM mention WHERE article_id = 2 AND kind = 'cast'")
    done = pruning.prune(store.db, folder, Keeping(days=1, size=1), later(days=400))
    assert done.pages == {"age": 11}
    assert set(read(store, folder)) == {"n1"}
    assert pruning.prune(store.db, folder, Keeping(), NOW, opted_out=["press"]).pages == {"opted out": 1}
    assert list(folder.iterdir()) == []


def test_a_page_whose_host_opted_out_leaves_hash_and_excerpt(store: Store, folder: Path) -> None:
    archive = Archive(folder)
    keep(store, archive, "one", left_out="noarchive")
    row = store.db.one("SELECT * FROM page")
    assert row is not None
    assert (row["warc"], row["left_out"], len(row["sha256"])) == ("", "noarchive", 64)
    assert not folder.exists()


STEPS = ((os, "fsync"), (Path, "replace"), (pruning, "_sync"), (Path, "unlink"))


class Killed(BaseException):
    """As kill -9 would: nothing after it runs but what the system does."""


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_broken_off_before_any_step_nothing_is_lost(
    store: Store, folder: Path, step: tuple[Any, str], turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = filled(store, folder)
    calls, real = iter(range(100)), getattr(*step)

    def die(*arguments: Any, **named: Any) -> Any:
        if next(calls) == turn:
            raise Killed
        return real(*arguments, **named)

    with monkeypatch.context() as broken, contextlib.suppress(Killed):
        broken.setattr(*step, die)
        pruning.prune(store.db, folder, Keeping(days=6), later(days=12))
    staying = {key: page for key, page in kept.items() if int(key[1:]) >= 6}
    assert staying.items() <= read(store, folder).items()
    assert pruning.problems(store.db, folder) == []
    pruning.prune(store.db, folder, Keeping(days=6), later(days=12))
    assert read(store, folder) == staying
    named = {row[0] for row in store.db.execute("SELECT DISTINCT warc FROM page WHERE warc <> ''")}
    assert {path.name for path in folder.iterdir()} == named


def test_files_that_a_restored_database_does_not_name_are_left_alone(store: Store, folder: Path) -> None:
    filled(store, folder)
    archive = Archive(folder)
    stray = archive.write(fetched("stray", days=20))
    archive.close()
    pruning.tidy(store.db, folder)
    assert (folder / stray.warc).exists()


@pytest.fixture
def install(tmp_path: Path) -> Path:
    (tmp_path / "sources.yaml").write_text(
        "archive: {keep: 6d}\nsources: [{slug: press, feed: 'https://press.example/feed'}]\n", encoding="utf-8"
    )
    (tmp_path / "series.yaml").write_text("series: []\n", encoding="utf-8")
    return tmp_path


def test_killed_with_kill_9(install: Path) -> None:
    chance = random.Random(20261125)
    command = [sys.executable, "-m", "desk.cli", "--dir", str(install), "archive", "prune"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SHOWWIRE_NOW": later(days=300).isoformat()}
    folder = install / "data" / "archive"
    with Store.open(install / "data" / "news.db") as store:
        for _ in range(KILLS):
            store.db.execute("UPDATE page SET fetched_at = '2020-01-01T00:00:00Z'")
            archive = Archive(folder, rotate=4000)
            new = {key: keep(store, archive, key, days=298) for key in (f"k{chance.random()}" for _ in range(60))}
            archive.close()
            done = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.2, 1.2))
            done.send_signal(signal.SIGKILL)
            done.wait()
            assert new.items() <= read(store, folder).items()
            assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode == 0
            assert read(store, folder) == new
            assert dt.datetime.fromisoformat(store.db.value("SELECT min(fetched_at) FROM page WHERE warc <> ''")) > NOW
