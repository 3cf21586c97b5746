"""The sample newsroom, crawled once by the real pipeline for all tests that look at what comes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def showwire(folder: Path, *arguments: str, expect: int = 0, stdin: str = "", **environment: str) -> str:
    """What a command prints on stdout; its exit code must be the expected one."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "desk.cli", "--dir", str(folder), *arguments],
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == expect, f"{arguments} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def answer(folder: Path, *arguments: str, expect: int = 0, **environment: str) -> Any:
    """The JSON value of a command's --json."""
    return json.loads(showwire(folder, *arguments, "--json", expect=expect, **environment))
