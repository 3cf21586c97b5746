"""Where the corpora are: `$SHOWWIRE_CORPUS`. Skipped by name where they are missing, never under CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def corpus(name: str = "") -> Path:
    """The folder of a corpus; skips the test where there is none, and fails it under CI."""
    root = os.environ.get("SHOWWIRE_CORPUS", "")
    folder = Path(root) / name
    if root and folder.exists():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"SHOWWIRE_CORPUS has no {name}: nothing is skipped under CI")
    pytest.skip(f"needs the corpus {name} (set SHOWWIRE_CORPUS)")
