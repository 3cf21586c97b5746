"""Every folder of tests/pages: a page, and what must be read of it. A new folder is found by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import read_page
from model.watched import Rules

GOLDEN = sorted(path.parent for path in (Path(__file__).parents[1] / "pages").glob("*/expected.json"))
EXACT = ("title", "published", "modified", "language", "kind", "quality", "canonical")


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_golden_page(folder: Path) -> None:
    want: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    rules = Rules(**{key: tuple(value) if key == "cut" else value for key, value in want["rules"].items()}) if "rules" in want else None
    got = read_page((folder / "page.html").read_bytes(), want["url"], want.get("content_type", ""), rules, want.get("zone", ""))
    assert {key: getattr(got, key) for key in EXACT if key in want} == {key: want[key] for key in EXACT if key in want}
    if "authors" in want:
        assert list(got.authors) == want["authors"]
    for piece in want.get("body_has", ()):
        assert piece in got.body
    for piece in want.get("body_has_not", ()):
        assert piece not in got.body


def test_there_are_golden_pages() -> None:
    assert len(GOLDEN) >= 25
