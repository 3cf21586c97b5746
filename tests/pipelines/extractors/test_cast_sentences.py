"""Our own sentences: what each names and says, by trap and language."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.extractors.cast import answer_mentions_cast, roster_from

DATA = Path(__file__).parent / "data"
ROSTER = roster_from([json.loads(line) for line in (DATA / "people.jsonl").read_text(encoding="utf-8").splitlines()])
_MARK = re.compile(r"\[([^\[\]=]+)=([^\[\];]+)(?:;(\w*))?(?:;([^\[\]]*))?\]")


@dataclass(frozen=True)
class Said:
    start: int
    end: int
    canonical: str
    relation: str
    role: str


@dataclass(frozen=True)
class Sentence:
    language: str
    trap: str
    text: str
    cast: tuple[Said, ...]


def sentence(line: str) -> Sentence:
    """A line of cast.txt with its marks read and taken out."""
    language, trap, marked = (part.strip() for part in line.split(" | ", 2))
    text, cast, at = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        cast.append(Said(len(text), len(text) + len(m[1]), m[2], m[3] or "mention", m[4] or ""))
        text += m[1]
        at = m.end()
    return Sentence(language, trap, text + marked[at:], tuple(cast))


SENTENCES = [sentence(line) for line in (DATA / "cast.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def found(one: Sentence) -> list[dict[str, Any]]:
    return answer_mentions_cast({"text": one.text, "lang": one.language, "reference_date": "2025-09-01"}, ROSTER)


def test_there_are_enough() -> None:
    assert len(SENTENCES) >= 340
    assert len({s.trap for s in SENTENCES}) >= 20
    assert min(Counter(s.language for s in SENTENCES).values()) >= 25
    assert {s.language for s in SENTENCES} == {"en", "ko", "ja", "es", "de"}


@pytest.mark.parametrize("one", SENTENCES, ids=lambda s: f"{s.language}-{s.trap}-{s.text[:24]}")
def test_whom_it_names(one: Sentence) -> None:
    said = found(one)
    assert [c["canonical"] for c in said] == [c.canonical for c in one.cast]
    for mine, theirs in zip(said, one.cast, strict=True):
        assert mine["start"] < theirs.end
        assert theirs.start < mine["end"]


def test_what_it_says_of_them() -> None:
    right: Counter[str] = Counter()
    for one in SENTENCES:
        for mine, theirs in zip(found(one), one.cast, strict=False):
            right["all"] += 1
            right["relation"] += mine["relation"] == theirs.relation
            right["role"] += (mine["role"] or "") == theirs.role
    assert right["relation"] >= 0.9 * right["all"]
    assert right["role"] >= 0.9 * right["all"]
