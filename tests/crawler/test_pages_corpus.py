"""Real pages with truth: the floors that reading must not fall below, on every fourth page."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawler.pages import answer_page, read_page
from tests.corpus import corpus

EVERY = 4
FLOORS = {
    "title_exact": 0.84,
    "title_fuzzy": 0.88,
    "date_right": 0.92,
    "date_zoned": 0.93,
    "author_f1": 0.82,
    "body_f1": 0.95,
    "seg_f1": 0.92,
}


def scorer(pages: Path) -> ModuleType:
    path = pages.parents[1] / "tools" / "score_pages.py"
    if not path.exists():
        pytest.skip("needs the scorer that stands beside the corpora")
    found = importlib.util.spec_from_file_location("score_pages", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.mark.corpus
def test_floors_on_real_pages() -> None:
    pages = corpus("pages")
    score = scorer(pages)
    truth: list[dict[str, Any]] = [json.loads(line) for line in (pages / "truth.jsonl").read_text(encoding="utf-8").splitlines()][::EVERY]
    answers = {record["id"]: answer_page(record, pages) for record in truth}
    totals, _, _ = score.evaluate(truth, answers)
    assert {name: totals[name] for name, floor in FLOORS.items() if totals[name] < floor} == {}


@pytest.mark.corpus
def test_hostile_pages_are_read_within_bounds() -> None:
    hostile = corpus("hostile")
    for line in (hostile / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case: dict[str, Any] = json.loads(line)
        if case["family"] not in {"structure", "encoding", "xss"} or "feed-50k" in case["id"]:
            continue
        path = hostile / case["file"]
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        begin = time.process_time()
        reading = read_page(body, "https://hostile.example/x", case.get("content_type", ""))
        assert time.process_time() - begin < case["expect"].get("max_seconds", 5), case["id"]
        assert "\x00" not in reading.title + reading.body
        assert (reading.title + reading.body).encode("utf-8") or not reading.body
        for marker in case["expect"].get("must_keep", ()):
            assert marker in reading.body, case["id"]
        if not reading.body:
            assert reading.quality == "empty"
