"""A whole crawl of the replayed web against the bare floor, first visit and second: CPU of the whole process tree."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import Row
from bench.replayed import Web, replayed, tool


def cpu_of(command: list[str], environment: dict[str, str], cwd: Path) -> tuple[float, float, str]:
    """(CPU seconds of the command and everything it started, wall seconds, what it printed).

    Read from /proc while it runs, a session at a time: a server of worker processes is nobody's reaped child, and
    rusage would not see it. The last fifth of a second of a process may be missed, for both sides alike.
    """
    begin, seen = time.perf_counter(), dict[int, float]()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=out, start_new_session=True)
        while process.poll() is None:
            seen |= _session(process.pid)
            time.sleep(0.05)
        wall = time.perf_counter() - begin
        out.seek(0)
        said = out.read()
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{command[:4]} ended with {process.returncode}")
    return sum(seen.values()), wall, said


def _session(leader: int) -> dict[int, float]:
    """Process -> CPU seconds so far, of every process in that session."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[3]) == leader:
            found[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def install(folder: Path, web: Web, environment: dict[str, str]) -> list[str]:
    """An empty install that watches every feed of the replay; the command that is showwire."""
    showwire = [sys.executable, "-m", "desk.cli", "--dir", str(folder)]
    folder.mkdir()
    (folder / "sources.yaml").write_text("contact: https://example.org/about-our-bot\nsources: []\n")
    (folder / "series.yaml").write_text((Path(__file__).parents[1] / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([*showwire, "sources", "import", str(web.opml)], env=environment, check=True, stdout=subprocess.DEVNULL)
    return showwire


def rows() -> list[Row]:
    root = Path(__file__).parents[1]
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        with replayed(scratch) as web:
            environment = web.environment | {"PYTHONPATH": str(root)}
            showwire = install(scratch / "ours", web, environment)
            visits: dict[str, list[float]] = {"floor": [], "beside": [], "ours": []}
            pages = 0
            floor = [sys.executable, "-m", "bench.floor", web.proxy, str(web.ca), str(web.opml), str(scratch / "floor.db")]
            beside = [sys.executable, str(tool("floor.py")), web.proxy, str(web.ca), str(web.opml), str(scratch / "beside.db"), "--robots"]
            ours = [*showwire, "crawl", "--all", "--keep-all", "--json"]
            for _ in range(2):
                for who, command in (("floor", floor), ("beside", beside), ("ours", ours)):
                    cpu, wall, said = cpu_of(command, environment, root)
                    visits[who].append(cpu)
                    if who == "ours" and not pages:
                        pages = json.loads(said)["new"] + json.loads(said)["copies"]
                        found.append(
                            Row("crawl, first visit: pages a second", f"{pages / wall:.1f}", f"{pages} pages, {wall:.0f} s, 2 workers")
                        )
            stored = sqlite3.connect(scratch / "ours" / "data" / "news.db").execute("SELECT count(*) FROM article").fetchone()[0]
            for number, name in enumerate(("first", "second")):
                mine = visits["ours"][number]
                for who, called in (("floor", "our bare floor"), ("beside", "the floor beside the corpora")):
                    ratio = mine / visits[who][number]
                    note = f"{mine:.1f} s of CPU against {visits[who][number]:.1f} s; {stored} articles"
                    found.append(Row(f"crawl, {name} visit: CPU against {called}", f"{ratio:.2f}", note))
    return found
