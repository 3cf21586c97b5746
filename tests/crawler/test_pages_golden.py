"""Every folder of tests/pages: a page, and what must be read of it. A new folder is found by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.golden import differences, golden_pages, keep_golden
from crawler.pages import read_page
from model.watched import Rules

GOLDEN = golden_pages(Path(__file__).parents[1] / "pages")


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_golden_page(folder: Path) -> None:
    assert differences(folder) == []


def test_there_are_golden_pages() -> None:
    assert len(GOLDEN) >= 25


def test_a_kept_page_holds_later_readings_to_it(tmp_path: Path) -> None:
    page = (GOLDEN[0].parent / "related-articles" / "page.html").read_bytes()
    url = "https://outlet.example/tv/one"
    keep_golden(tmp_path / "one", page, url, "text/html", read_page(page, url, "text/html"))
    assert golden_pages(tmp_path) == [tmp_path / "one"]
    assert differences(tmp_path / "one") == []
    (different,) = differences(tmp_path / "one", Rules(title="nav"))
    assert different.startswith("title is 'Home")
    assert [line[:14] for line in differences(tmp_path / "one", Rules(body="//nav"))][:1] == ["the text lacks"]


def test_what_is_no_golden_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "expected.json").write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(ValueError, match="must be an object"):
        differences(tmp_path)
