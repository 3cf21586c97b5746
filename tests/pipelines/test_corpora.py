"""The floors on the open corpora, with what ships. The full scores are the bench's."""

from __future__ import annotations

import gzip
import json
from itertools import combinations
from typing import Any

import pytest

from model.text import fold
from pipelines import events as lexicon
from pipelines.bodies import COPY, containment
from pipelines.dedupe import compare_titles
from tests.corpus import corpus


def lines(name: str) -> list[dict[str, Any]]:
    with gzip.open(corpus("stories") / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def f1(pairs: list[tuple[bool, bool]]) -> float:
    """Of (wanted, said)."""
    hit = sum(want and said for want, said in pairs)
    return 2 * hit / max(1, sum(want for want, _ in pairs) + sum(said for _, said in pairs))


@pytest.mark.corpus
def test_composed_headlines_of_series() -> None:
    rows = lines("pairs_tv_hard_negatives") + lines("pairs_tv_hard_positives")
    said = [(bool(r["same_event"]), compare_titles(r["title_a"], r["title_b"]).same) for r in rows]
    assert f1(said) >= 0.90
    assert sum(got and not want for want, got in said) <= 3


@pytest.mark.corpus
@pytest.mark.parametrize(("lang", "floor"), [("en", 0.79), ("ko", 0.77), ("ja", 0.77), ("es", 0.77)])
def test_headlines_of_the_news(lang: str, floor: float) -> None:
    rows = lines(f"pairs_headlines_sts_{lang}")
    assert f1([(bool(r["same_event"]), compare_titles(r["title_a"], r["title_b"]).same) for r in rows]) >= floor


@pytest.mark.corpus
def test_copies_are_told_from_rewrites() -> None:
    said = []
    topics: dict[str, list[dict[str, Any]]] = {}
    for row in lines("clusters_copied_and_rewritten_articles_en"):
        topics.setdefault(row["story"], []).append(row)
    for rows in topics.values():
        source = next(r for r in rows if r["relation"] == "source")
        said += [(r["relation"] == "copy", containment(source["text"], r["text"]) >= COPY) for r in rows if r is not source]
    for one, other in combinations([rows[0] for rows in topics.values()][:30], 2):
        said.append((False, containment(one["text"], other["text"]) >= COPY))
    assert f1(said) >= 0.98
    assert sum(w and s for w, s in said) / sum(s for _, s in said) >= 0.99


@pytest.mark.corpus
def test_asking_all_events_at_once_is_asking_each() -> None:
    rows = [row for name in ("pairs_headlines_sts_ko", "pairs_headlines_paraphraser_ru", "pairs_headlines_sts_en") for row in lines(name)]
    for headline in (fold(str(row["title_a"])) for row in rows[::7]):
        text = lexicon._NOBODY_HURT.sub(" ", headline)
        assert lexicon.events(headline) == {name for name, pattern in lexicon._COMPILED if pattern.search(text)}
