"""How much of the article a page shows: on pages written for it, and on pages of the corpus that were looked at one by one."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import answer_page, read_page
from newsroom.site import Newsroom
from tests.corpus import corpus
from tests.crawler.quality_pages import WORDS, pages

DATA = Path(__file__).parent / "data"
PRECISION, RECALL = 0.95, 0.85


def shares(pairs: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """(precision, recall) of what is no whole article, each named by its own word, over pairs of (label, read)."""
    pairs = list(pairs)
    right = sum(label == read != "full" for label, read in pairs)
    said = sum(read != "full" for _, read in pairs)
    there = sum(label != "full" for label, _ in pairs)
    return right / said, right / there


def test_written_pages() -> None:
    read = [(label, read_page(html.encode(), f"https://outlet.example/tv/{name}").quality) for name, label, html in pages()]
    assert len(read) >= 40
    assert len(WORDS) == 6
    assert {label for label, _ in read} == {"full", "teaser", "wall", "empty"}
    precision, recall = shares(read)
    assert precision >= PRECISION
    assert recall >= RECALL


def test_written_lines() -> None:
    """What outlets say in other words, as bare as can be; beside it, articles of one paragraph on paying and signing in."""
    pairs = []
    for row in map(json.loads, (DATA / "quality_lines.jsonl").read_text(encoding="utf-8").splitlines()):
        lines = "".join(f"<p>{line}</p>" for line in row["text"].split("\n"))
        page = f"<html lang={row['language']}><head><title>News | Outlet</title></head><body><header><a href='/'>Home</a></header><main>{lines}</main></body></html>"
        pairs.append((row["quality"], read_page(page.encode(), "https://outlet.example/tv/bridge").quality))
    precision, recall = shares(pairs)
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_wall_and_the_teaser_of_the_sample() -> None:
    with Newsroom(day=2) as site:
        read = {}
        for article in site.articles():
            if not article.gone:
                with urllib.request.urlopen(site.url(article), timeout=10) as answer:
                    read[article.id] = (article.quality, read_page(answer.read(), site.url(article)).quality)
    assert read["hb-wall"] == ("wall", "wall")
    assert read["hep-teaser"] == ("teaser", "teaser")
    assert {found for said, found in read.values() if said == "full"} == {"full"}


@pytest.mark.corpus
def test_pages_that_were_looked_at() -> None:
    folder = corpus("pages")
    labels = {
        row["id"]: row["quality"] for row in map(json.loads, (DATA / "quality_corpus.jsonl").read_text(encoding="utf-8").splitlines())
    }
    truth: dict[str, Any] = {row["id"]: row for row in map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines())}
    assert len(labels) >= 40
    precision, recall = shares((label, answer_page(truth[page], folder)["quality"]) for page, label in labels.items())
    assert precision >= PRECISION
    assert recall >= RECALL
