"""The extractor on annotated news: the floors it must stay above."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.extractors.cast import answer_mentions_cast, roster_from
from tests.corpus import corpus

ROOT = Path(__file__).parents[3]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def bare(role: str | None) -> str:
    text = unicodedata.normalize("NFKC", role or "").casefold()
    text = re.sub(r"^(the|an?|her|his|el|la|los|las|un|una|der|die|das|mr|mrs|ms|dr)\.?\s+", "", text)
    return re.sub(r"[\s\-.'’]+", "", text)


def measured(records: list[dict[str, Any]], answers: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """F1 of canonical names and relations over overlapping spans, and of (canonical, part) over records."""
    n: Counter[str] = Counter()
    for record in records:
        gold, said = record["cast"], list(answers[record["id"]])
        n["gold"] += len(gold)
        n["said"] += len(said)
        n["gold_relation"] += sum(g["relation"] != "mention" for g in gold)
        n["said_relation"] += sum(s["relation"] != "mention" for s in said)
        for g in gold:
            for s in said:
                if s["start"] < g["end"] and g["start"] < s["end"]:
                    n["name"] += s["canonical"] == g["canonical"]
                    n["relation"] += s["relation"] == g["relation"] != "mention"
                    said.remove(s)
                    break
        parts = {(g["canonical"], bare(g["role"])) for g in gold if g["role"]}
        mine = {(s["canonical"], bare(s["role"])) for s in answers[record["id"]] if s["role"]}
        n["parts"] += len(parts)
        n["mine"] += len(mine)
        n["part"] += len(parts & mine)
    return {
        "name": 2 * n["name"] / (n["gold"] + n["said"]),
        "relation": 2 * n["relation"] / (n["gold_relation"] + n["said_relation"]),
        "part": 2 * n["part"] / (n["parts"] + n["mine"]),
    }


@pytest.mark.corpus
def test_annotated_news() -> None:
    folder = corpus("mentions")
    roster = roster_from(lines(folder / "gold_people.jsonl"))
    records = lines(folder / "gold_news.jsonl")
    got = measured(records, {r["id"]: answer_mentions_cast(r, roster) for r in records})
    assert got["name"] >= 0.97, got
    assert got["part"] >= 0.85, got
    assert got["relation"] >= 0.85, got


@pytest.mark.corpus
def test_the_seed_article() -> None:
    watch = pytest.importorskip("model.watch")
    folder = corpus("mentions")
    records = lines(folder / "seed_article.jsonl")
    for record in records:
        record["text"] = (folder / record["text_file"]).read_text(encoding="utf-8")
    series = watch.read_series(ROOT / "series.yaml")
    got = measured(records, {r["id"]: answer_mentions_cast(r, series) for r in records})
    assert got["name"] == 1.0, got
    assert got["part"] >= 0.9, got
    assert got["relation"] >= 0.9, got
