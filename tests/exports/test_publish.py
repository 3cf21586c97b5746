"""An edition: whole or not at all, equal for an equal state, and nothing in it that was not approved."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from exports import front
from exports import publish as publishing
from exports.pinned import Pinned
from exports.publish import publish
from model.errors import AlreadyRunning, UsageError
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, a_source, an_article, opened

NOW = DAY + dt.timedelta(days=10)
ROOT = Path(__file__).parents[2]


def a_store(folder: Path, articles: int = 6) -> Store:
    """A small newsroom: a date that moved, a rumour, a casting, stories of two sources."""
    store = opened(folder)
    store.db.execute("BEGIN")
    for n in range(articles):
        at = DAY + dt.timedelta(hours=n)
        article = an_article(
            store, title=f"Low Water news {n} & <more>", tier="official" if n == 2 else "press", excerpt=f"Summary {n}", at=at,
            body=f"It comes on 12 September 2026, said number {n}.\nInés Mora joins as Marina.", approved=at + dt.timedelta(days=1),
            authors=("A. Writer",),
        )  # fmt: skip
        a_mention(
            store, article, "12 September 2026", value="2026-09-12", about="premiere", season="S2", status="confirmed", precision="day"
        )
        a_mention(
            store, article, "Inés Mora", kind="cast", person="ines-mora", relation="joins_cast", character="Marina", value="Inés Mora"
        )
    store.db.execute("COMMIT")
    ids = [row[0] for row in store.db.execute("SELECT id FROM article")]
    store.claims.recompute_for(ids[:2], NOW - dt.timedelta(days=2))
    store.claims.recompute_for(ids, NOW - dt.timedelta(days=1))
    return store


def out(store: Store, folder: Path, now: dt.datetime = NOW, **other: Any) -> dict[str, Any]:
    return publish(store.public, folder, now, series=(a_series(),), sources=(a_source(),), **other)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def whole(folder: Path) -> str:
    """When a folder was published; fails where a file is not as the manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, said in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == said["sha256"], name
        assert len(data) == said["bytes"]
    assert set(contents(folder)) == {*manifest["files"], "manifest.json"}
    return str(manifest["published"])


def test_an_edition_has_every_file_and_says_what_is_in_it(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    summary = out(store, tmp_path / "public")
    folder = tmp_path / "public"
    tables = ("articles", "stories", "people", "cast_mentions", "date_mentions", "claims", "claim_evidence", "changes", "sources")
    names = {f"{table}.{ending}" for table in tables for ending in ("csv", "json", "ndjson", "parquet")}
    names |= {"showwire.db", "metadata.yaml", "stories.atom", "changes.atom", "dates.ics", "index.html", "manifest.json"}
    names |= {"feeds/series/low-water.atom", "feeds/people/ines-mora.json", "feeds/kinds/premiere.atom", "feeds/changes.json"}
    names |= {"series/low-water.html", "people/ines-mora.html", "claims/1.html", "citations/wikitext.txt", "citations/citations.bib"}
    assert names <= set(contents(folder))
    assert whole(folder) == "2026-03-12T09:00:00Z"
    assert summary["rows"]["articles"] == 6
    assert summary["rows"]["claims"] == 2
    assert (summary["changed"], summary["files"]) == (True, len(contents(folder)))


def test_the_same_state_gives_the_same_bytes_but_for_the_time(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "public")
    first = contents(tmp_path / "public")
    summary = out(store, tmp_path / "public", NOW + dt.timedelta(days=3))
    second = contents(tmp_path / "public")
    assert not summary["changed"]
    assert {n for n in first if first[n] != second[n]} == {"manifest.json"}
    one, two = json.loads(first["manifest.json"]), json.loads(second["manifest.json"])
    assert {**one, "published": ""} == {**two, "published": ""}


def test_a_notice_stands_on_every_page_and_its_absence_leaves_no_trace(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    plain = contents(folder)
    out(store, folder, notice="Invented <news>")
    noticed = contents(folder)
    line = b'<aside aria-label="Notice"><p><mark>Invented &lt;news&gt;</mark></p></aside>\n'
    pages = {name for name in noticed if name.endswith(".html")}
    assert len(pages) >= 4, "the index, a series, a person, a claim"
    for name in pages:
        assert noticed[name].count(line) == 1, name
        assert noticed[name].replace(line, b"") == plain[name], name
    assert {name for name in noticed if noticed[name] != plain[name]} == pages | {"metadata.yaml", "manifest.json"}
    assert "notice" not in json.loads(plain["manifest.json"])
    (tmp_path / "held").mkdir()
    edition = Pinned(folder, tmp_path / "held")
    assert b"<mark>Invented &lt;news&gt;</mark>" in front.page(edition)
    edition.close()
    out(store, folder)
    again = contents(folder)
    assert {name for name in again if again[name] != plain[name]} <= {"manifest.json"}


def test_no_description_holds_marks_that_datasette_shows_raw(tmp_path: Path) -> None:
    out(a_store(tmp_path), tmp_path / "public")
    assert "`" not in (tmp_path / "public" / "metadata.yaml").read_text(encoding="utf-8")


def test_what_is_withdrawn_is_gone_with_the_next_edition(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "public")
    store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
    store.claims.recompute_for([1], NOW)
    assert out(store, tmp_path / "public")["changed"]
    assert all(b"news 0 " not in data for data in contents(tmp_path / "public").values())


def test_no_private_word_leaves(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    db = store.db
    article = an_article(store, title="fine", body="bodycanary stands far off.\nIt comes in 2027, they say.\nrejectedquotecanary in 2031.")
    a_mention(store, article, "2027", about="premiere", season="S2", status="rumoured")
    a_mention(store, article, "2031", about="premiere", season="S2", state="rejected", value="1931canary")
    a_mention(store, article, "bodycanary", about="premiere", season="S2", state="open", value="1932canary")
    pending = an_article(
        store, title="pendingtitlecanary", excerpt="pendingexcerptcanary", state="new", url="https://pendingurlcanary.example/"
    )
    a_mention(store, pending, "2026", about="premiere", season="S2", value="1933canary")
    an_article(store, title="rejectedtitlecanary", state="rejected")
    an_article(store, title="waitingtitlecanary", state="waiting")
    db.execute(
        "INSERT INTO verdict (at, editor, action, target, target_id, batch, note)"
        " VALUES ('2026-03-03T00:00:00Z', 'reviewer-canary', 'approve', 'article', ?, 'batchcanary', 'notecanary')",
        (article,),
    )
    db.execute("INSERT INTO editor (name, role, created_at) VALUES ('editorcanary', 'editor', '2026-03-03T00:00:00Z')")
    db.execute(
        "UPDATE article SET how_reason = 'howcanary', state_reason = 'reasoncanary', suspect = 'suspectcanary' WHERE id = ?", (article,)
    )
    db.execute("UPDATE article_series SET parts = '[\"partscanary\"]'")
    store.claims.recompute_for([article, pending], NOW)
    out(store, tmp_path / "public")
    for name, data in contents(tmp_path / "public").items():
        assert b"canary" not in data.lower(), name
    assert any(b"2027, they say" in data for data in contents(tmp_path / "public").values())


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    mine = tmp_path / "letters"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="letters"):
        out(store, mine)
    with pytest.raises(UsageError, match="is a file"):
        out(store, mine / "letter.txt")
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".gitkeep").touch()
    out(store, empty)
    whole(empty)


def test_a_dry_run_leaves_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    summary = out(store, tmp_path / "public", dry_run=True)
    assert summary["changed"]
    assert summary["rows"]["articles"] == 6
    assert not (tmp_path / "public").exists()
    assert not list(tmp_path.glob(".public.new"))


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with (tmp_path / ".public.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(AlreadyRunning):
            out(store, tmp_path / "public")


def test_a_link_to_the_folder_stays_a_link(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "real")
    (tmp_path / "public").symlink_to(tmp_path / "real")
    out(store, tmp_path / "public", NOW + dt.timedelta(days=1))
    assert (tmp_path / "public").is_symlink()
    assert whole(tmp_path / "public") == "2026-03-13T09:00:00Z"


def test_where_folders_cannot_be_exchanged_the_old_one_is_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "public")
    monkeypatch.setattr(publishing, "_exchange", lambda _one, _two: False)
    out(store, tmp_path / "public", NOW + dt.timedelta(days=1))
    assert whole(tmp_path / "public") == "2026-03-13T09:00:00Z"
    assert sorted(path.name for path in tmp_path.glob(".public.*")) == [".public.lock"]
    # killed between the two steps: the old edition stands aside and comes back
    (tmp_path / "public").rename(tmp_path / ".public.old")
    out(store, tmp_path / "public", NOW + dt.timedelta(days=2), dry_run=True)
    assert whole(tmp_path / "public") == "2026-03-13T09:00:00Z"


def test_an_exchange_that_fails_for_another_reason_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="public") as told:
        publishing._exchange(tmp_path / "missing", tmp_path / "public")
    assert told.value.errno == errno.ENOENT


_PUBLISHER = """
import datetime as dt, sys
from pathlib import Path
from exports.publish import publish
from store.store import Store
store = Store.open(Path(sys.argv[1]))
for n in range(10**6):
    store.db.execute("UPDATE article SET excerpt = ? WHERE id = 1", (f"edition {n}",))
    publish(store.public, Path(sys.argv[2]), dt.datetime(2026, 5, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=n))
    if n == 0:
        print("ready", flush=True)
"""


def test_killed_at_any_moment_leaves_a_whole_edition(tmp_path: Path) -> None:
    a_store(tmp_path, articles=20)
    folder = tmp_path / "public"
    chance = random.Random(11)
    seen = set()
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", _PUBLISHER, str(tmp_path / "news.db"), str(folder)],
            cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if folder.exists():
            seen.add(whole(folder))
    assert seen
    with Store.open(tmp_path / "news.db") as store:
        out(store, folder)
    assert whole(folder) == "2026-03-12T09:00:00Z"
    assert sorted(path.name for path in tmp_path.glob(".public*")) == [".public.lock"]
