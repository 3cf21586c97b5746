"""Dates against the annotated corpora: spans, values, kinds, seasons and status."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.extractors.dates import answer_mentions_dates
from tests.corpus import corpus

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    folder = corpus("mentions")
    out = []
    for line in (folder / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        if "text_file" in row:
            row["text"] = (folder / row["text_file"]).read_text("utf-8")
        out.append(row)
    return out


def paired(gold: list[Row], found: list[Row]) -> list[tuple[Row, Row]]:
    """Each gold date with the found one that overlaps it most."""
    left, pairs = list(found), []
    for want in gold:
        best = max(left, key=lambda f: min(f["end"], want["end"]) - max(f["start"], want["start"]), default=None)
        if best and min(best["end"], want["end"]) > max(best["start"], want["start"]):
            left.remove(best)
            pairs.append((want, best))
    return pairs


def f1(hits: int, found: int, gold: int) -> float:
    return 2 * hits / (found + gold)


def right(want: Row, got: Row) -> bool:
    return got["value"] in (want["value"], *want.get("alt_values", ()))


@pytest.mark.corpus
@pytest.mark.parametrize("lang", ["en", "ko", "ja", "es", "de"])
def test_the_annotated_news(lang: str) -> None:
    gold = found = spans = value = both = season = status = 0
    for row in rows("gold_news.jsonl"):
        if row["lang"] != lang:
            continue
        answers = answer_mentions_dates(row, ())
        pairs = paired(row["dates"], answers)
        gold, found, spans = gold + len(row["dates"]), found + len(answers), spans + len(pairs)
        value += sum(right(w, g) for w, g in pairs)
        both += sum(right(w, g) and w["kind"] == g["kind"] for w, g in pairs)
        season += sum(w["season"] == g["season"] for w, g in pairs)
        status += sum(w["status"] == g["status"] for w, g in pairs)
    assert f1(spans, found, gold) >= 0.95
    assert f1(value, found, gold) >= 0.92
    assert f1(both, found, gold) >= 0.85
    assert status / spans >= 0.85
    assert season / spans >= (0.85 if lang == "en" else 0.8)


@pytest.mark.corpus
def test_the_seed_article() -> None:
    (row,) = rows("seed_article.jsonl")
    answers = answer_mentions_dates(row, ())
    pairs = paired(row["dates"], answers)
    assert len(pairs) == len(row["dates"]) >= len(answers) - 1
    assert [(g["value"], g["kind"]) for _, g in pairs] == [(w["value"], w["kind"]) for w, _ in pairs]
