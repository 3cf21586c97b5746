"""How a command of this install is typed: with the program and the folder, so that it works from wherever a reader stands."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from desk.place import Place


def line(place: Place, *words: str) -> str:
    """A line for a shell: `/…/.venv/bin/showwire --dir /…/data/sample editors link NAME`."""
    program = Path(sys.executable).with_name("showwire")
    start = [str(program)] if program.exists() else [sys.executable, "-m", "desk.cli"]
    return shlex.join([*start, "--dir", str(place.root.resolve()), *words])
