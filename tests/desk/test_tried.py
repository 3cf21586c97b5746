"""Rules are tried on a page before they are saved, and held afterwards to the page that was kept beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.site import Newsroom
from tests.desk.sampled import ROOT, answer, showwire

GOLDEN = ROOT / "tests" / "pages" / "rules-of-the-source" / "page.html"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with Newsroom(day=1) as site:
        (tmp_path / "sources.yaml").write_text(site.sources_yaml(), encoding="utf-8")
        yield tmp_path


def test_rules_are_tried_kept_and_held_to_what_they_read(folder: Path) -> None:
    rules = folder / "rules.yaml"
    rules.write_text("title: //h2[@class='real']\nauthors: span.who\n", encoding="utf-8")
    url = ("--url", "https://outlet.example/tv/season-two-begins")
    said = answer(folder, "try", "page", str(GOLDEN), "--rules", str(rules), *url)
    assert (said["title"], said["method"]["title"], said["confidence"]["title"]) == ("The real headline of it", "rules", 1.0)
    assert said["without_rules"]["title"] != said["title"]
    assert "quality" not in said["without_rules"]
    assert "without the rules: " in showwire(folder, "try", "page", str(GOLDEN), "--rules", str(rules), *url)

    rules.write_text("title: '//h2['\n", encoding="utf-8")
    showwire(folder, "try", "page", str(GOLDEN), "--rules", str(rules), expect=2)

    slug = answer(folder, "sources", "list")[0]["slug"]
    showwire(folder, "sources", "keep", slug, str(GOLDEN), "--name", "one", *url, "--dry-run")
    assert not (folder / "pages").exists()
    showwire(folder, "sources", "keep", slug, str(GOLDEN), "--name", "one", *url)
    showwire(folder, "sources", "keep", slug, str(GOLDEN), "--name", "one", *url, expect=2)
    assert answer(folder, "sources", "check", slug)[0]["state"] == "ok"

    kept = folder / "pages" / slug / "one" / "expected.json"
    want = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps(want | {"title": "Another headline"}), encoding="utf-8")
    (row,) = json.loads(showwire(folder, "sources", "check", slug, "--json", expect=1))
    assert row["state"] == "failed"
    assert "pages/" + slug + "/one: title is" in row["error"]
