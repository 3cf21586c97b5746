"""Killed with -9 at any moment of a publish: the folder is a whole one, old or new, and who follows it by cursor misses nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from exports import revisions
from store.store import Store
from tests.accepted import an_article
from tests.exports.test_publish import ROOT, a_store, out, whole
from tests.exports.test_revisions import followed, published

SOAK = bool(os.environ.get("SHOWWIRE_SOAK"))
KILLS = 100 if SOAK else 3
ARTICLES = 10_000 if SOAK else 200
SEED = 20261125

# Publishes for ever: each time an article changes, one comes and one goes.
PUBLISHER = """
import datetime as dt, sys
from pathlib import Path
from exports.publish import publish
from store.store import Store
store = Store.open(Path(sys.argv[1]))
n = store.db.value("SELECT count(*) FROM article WHERE excerpt LIKE 'edition %'")
print("ready", flush=True)
while True:
    n += 1
    with store.db.atomic():
        store.db.execute("UPDATE article SET excerpt = ? WHERE id = ?", (f"edition {n}", n % 50 + 1))
        store.db.execute("UPDATE article SET state = iif(state = 'accepted', 'rejected', 'accepted') WHERE id IN (?, ?)", (n % 7 + 60, n % 5 + 80))
    publish(store.public, Path(sys.argv[2]), dt.datetime(2026, 5, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=n))
    print(n, flush=True)
"""


def test_a_kill_leaves_a_whole_folder_whose_followers_miss_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path, articles=100)
    with store.db.atomic():
        for n in range(ARTICLES - 100):
            an_article(store, title=f"one of many {n}", excerpt="as it was")
    folder, chance = tmp_path / "public", random.Random(SEED)
    began = time.monotonic()
    out(store, folder)
    took = time.monotonic() - began
    held: dict[tuple[str, str], Any] = {}
    cursor, cursors = followed(folder, "", held), set()
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(tmp_path / "news.db"), str(folder)],
            cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(took * chance.uniform(0.05, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        whole(folder)
        epoch, head = _known(folder)
        numbers = store.public.editions.numbers()
        assert numbers is not None
        assert (epoch, head <= numbers.head) == (numbers.epoch, True)
        cursor = followed(folder, cursor, held)
        assert held == published(folder)
        cursors.add(cursor)
    with closing(Store.open(tmp_path / "news.db")) as last:
        assert last.db.value("PRAGMA integrity_check") == "ok"
        out(last, folder)
        whole(folder)
        followed(folder, cursor, held)
        assert held == published(folder)
    assert sorted(path.name for path in tmp_path.glob(".public*")) == [".public.lock"]
    assert cursors


def _known(folder: Path) -> tuple[str, int]:
    numbers = revisions.numbers(json.loads((folder / revisions.FILE).read_text(encoding="utf-8")))
    return numbers.epoch, numbers.head
