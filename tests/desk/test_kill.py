"""Killed with -9 in the middle of a crawl and run again: the same articles as without the kill, none twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from newsroom.articles import DAYS
from newsroom.site import Newsroom
from tests.desk.sampled import ROOT, answer

KILLS = 100 if os.environ.get("SHOWWIRE_SOAK") else 2
SEED = 20261124
MOMENT = 0.005  # seconds between two looks at what was asked


def install(folder: Path, newsroom: Newsroom) -> Path:
    folder.mkdir()
    (folder / "sources.yaml").write_text(newsroom.sources_yaml(), encoding="utf-8")
    (folder / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def stored(folder: Path) -> list[tuple[str, str]]:
    database = sqlite3.connect(folder / "data" / "news.db")
    try:
        rows: list[tuple[str, str]] = database.execute(
            "SELECT url, content_hash FROM article UNION ALL SELECT url, reason FROM dropped ORDER BY 1, 2"
        ).fetchall()
    finally:
        database.close()
    return rows


def test_a_kill_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with Newsroom(day=DAYS) as newsroom:
        whole = install(tmp_path / "whole", newsroom)
        answer(whole, "crawl", "--all")
        asked = len(newsroom.requests)
        for number in range(KILLS):
            torn = install(tmp_path / f"torn{number}", newsroom)
            until = len(newsroom.requests) + chance.randrange(1, asked * 19 // 20)
            crawl = subprocess.Popen(
                [sys.executable, "-m", "desk.cli", "--dir", str(torn), "crawl", "--all"],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            while len(newsroom.requests) < until and crawl.poll() is None:
                time.sleep(MOMENT)
            assert crawl.poll() is None, "it must be killed while it works"
            os.killpg(crawl.pid, signal.SIGKILL)
            crawl.wait()
            summary = answer(torn, "crawl", "--all")
            assert summary["failed"] == 0
            assert stored(torn) == stored(whole)
            assert answer(torn, "check")["problems"] == []
            runs = [run["state"] for run in answer(torn, "status")["runs"]]
            assert runs == ["done", "interrupted"]
