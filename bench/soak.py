"""`python -m bench.soak`: the long trials in full, of which `make test` runs a hundredth.

Each is a set of tests run with SHOWWIRE_SOAK=1, or a module. What has passed is written to bench/soaked.json at once and not run
again, so that the whole can be broken off and gone on with; `--again` forgets it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "soaked.json"
TRIALS = {
    "the verdict log, any order of decisions": ["tests/store/test_log.py"],
    "mutations of sources.yaml": ["tests/model/test_watch.py", "-k", "mutat"],
    "publishing, killed at any moment": ["tests/exports/test_kill.py"],
    "a million rows, streamed and counted": ["tests/exports/test_rows.py"],
    "1,000 archived pages, read again": ["tests/desk/test_reprocess.py"],
    "pruning the archive, killed at any moment": ["tests/store/test_pruning.py", "-k", "kill_9"],
    "20,000 mutated pages": ["-m", "bench.fuzz"],  # no tests: it goes on by itself where it was broken off
    "two editors on one queue": ["tests/desk/test_editors.py"],
    "200 stories cleared by keyboard": ["tests/desk/test_work.py", "-k", "cleared"],
    "a crawl, killed and run again": ["tests/desk/test_kill.py"],
    "odd requests to every route of the desk, ten minutes": ["tests/desk/test_hostile.py", "-k", "500"],
    "hostile texts through the desk in a browser": ["tests/desk/test_hostile.py", "-k", "words"],
    "every screen of the desk for everybody, in each look": ["tests/desk/test_access.py"],
}


def main(arguments: list[str]) -> int:
    done: dict[str, dict[str, object]] = {}
    if RESULTS.exists() and "--again" not in arguments:
        done = json.loads(RESULTS.read_text(encoding="utf-8"))
    for name, tests in TRIALS.items():
        if name in done:
            print(f"{name}: passed before, {done[name]['at']}")
            continue
        print(f"{name} …", flush=True)
        began = time.monotonic()
        command = [sys.executable, *([] if tests[0] == "-m" else ["-m", "pytest", "-q", "--timeout=0"]), *tests]
        if subprocess.run(command, cwd=ROOT, env=os.environ | {"SHOWWIRE_SOAK": "1"}, check=False).returncode:
            return 1
        done[name] = {"at": time.strftime("%Y-%m-%d"), "seconds": round(time.monotonic() - began)}
        RESULTS.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
