"""Is it about the series? On 300 lines that we wrote: news of it, near misses, and its words in another sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from model.records import Entry, Judged
from model.watched import Person, Plays, Season, Series
from pipelines.relevance import first_look, score
from tests.pipelines.builders import TIDE

DATA = Path(__file__).with_name("data") / "relevance.jsonl"
_CAST = (
    ("Park Ji-hu", "박지후", "パク・ジフ", "Nam On-jo"), ("Lomon", "로몬", "ロモン", "Lee Su-hyeok"), ("Cho Yi-hyun", "조이현", "チョ・イヒョン", "Choi Nam-ra"),
    ("Yoon Chan-young", "윤찬영", "ユン・チャニョン", "Lee Cheong-san"), ("Yoo In-soo", "유인수", "", "Yoon Gwi-nam"), ("Lee Jae-kyoo", "이재규", "イ・ジェギュ", ""),
    ("Roh Jae-won", "노재원", "", ""), ("Kim Si-eun", "김시은", "", ""), ("Lim Jae-hyeok", "임재혁", "", "Yang Dae-su"), ("Ahn Seung-gyun", "안승균", "", ""),
    ("Kim Byung-chul", "김병철", "", "Lee Byeong-chan"),
)  # fmt: skip
ZOMBIES = Series(
    slug="all-of-us-are-dead",
    titles=("All of Us Are Dead", "지금 우리 학교는", "AOUAD", "지우학", "Estamos muertos", "今、私たちの学校は…"),
    names_not=(r"\ball of us are dead (tired|wrong|serious|keen|men walking)\b",),
    seasons=(Season(number=1, premiered="2022-01-28"), Season(number=2)),
    people=tuple(
        Person(slug=name.lower(), name=name, native=native, also=(kana,) if kana else (), plays=(Plays(character=part),) if part else ())
        for name, native, kana, part in _CAST
    ),
)


def items() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def judged(item: dict[str, Any]) -> dict[str, Judged]:
    return {s.slug: score(item["title"], item["body"], "", item["lang"], s) for s in (ZOMBIES, TIDE)}


def test_precision_and_recall_on_what_we_wrote() -> None:
    hit = false = missed = 0
    wrong = []
    for item in items():
        said = {slug for slug, j in judged(item).items() if j.score >= 50}
        want = set(item["series"])
        hit += len(said & want)
        false += len(said - want)
        missed += len(want - said)
        if said != want:
            wrong.append((item["id"], item["title"], said))
    assert len(items()) >= 300
    assert hit / (hit + false) >= 0.97, wrong
    assert hit / (hit + missed) >= 0.97, wrong


@pytest.mark.parametrize("lang", ["en", "ko", "es", "ja", "de"])
def test_every_language_has_all_kinds(lang: str) -> None:
    mine = [i for i in items() if i["lang"] == lang]
    assert {bool(i["series"]) for i in mine} == {True, False}
    assert {"on", "near", "sense"} <= {i["kind"] for i in mine}


def test_parts_add_up_to_the_score_and_say_why() -> None:
    for item in items():
        for said in judged(item).values():
            assert sum(p.points for p in said.parts) == said.score
            assert 0 <= said.score <= 100
            assert bool(said.parts) >= bool(said.score)
            assert all(p.name and p.points for p in said.parts)
        assert item["kind"] not in ("on", "both") or all(judged(item)[slug].parts for slug in item["series"])


def test_a_first_look_misses_nothing_that_is_on_topic() -> None:
    for item in items():
        if item["series"]:
            assert first_look(Entry(key="k", url="https://x.example/", title=item["title"], summary=item["body"]), (ZOMBIES, TIDE)), item[
                "title"
            ]


def test_people_alone_never_reach_the_threshold() -> None:
    everyone = " and ".join(p.name for p in ZOMBIES.people)
    assert score(f"{everyone} at a wedding", f"{everyone} danced. {everyone} sang.", "", "en", ZOMBIES).score < ZOMBIES.threshold


def test_a_pattern_that_could_run_for_ever_costs_nothing() -> None:
    slow = Series(slug="x", titles=("Moon Harbour",), names_not=(r"(a+)+$", r"(moon|harbour|moon harbour)*x"))
    assert score("Moon Harbour season 2 trailer", "a" * 50_000 + "!", "", "en", slow).score >= 50
