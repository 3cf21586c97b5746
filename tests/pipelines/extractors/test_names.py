from __future__ import annotations

import json

import pytest

from pipelines.extractors.names import answer_names, same_name
from tests.corpus import corpus

SAME = [
    ("Park Ji-hu", "박지후", "Park Ji-hoo"),
    ("Park Ji-hu", "박지후", "Bak Jihoo"),
    ("Park Ji-hu", "박지후", "PARK JI\u2011HU"),
    ("Park Ji-hu", "박지후", "Ji-hu Park"),
    ("Park Ji-hu", "박지후", "Hu, Park Ji"),
    ("Park Ji-hu", "박지후", "박 지후"),
    ("Park Ji-hu", "박지후", "パク・ジフ"),
    ("Cho Yi-hyun", "조이현", "Jo I-hyeon"),
    ("Roh Jae-won", "노재원", "No Jae Won"),
    ("Lee Jae-kyoo", "이재규", "Lee JQ"),
    ("Yoon Chan-young", "윤찬영", "ユン・チャニョン"),
    ("Son Seok-koo", "손석구", "Sohn Suk-ku"),
    ("Shibasaki Kou", "柴咲コウ", "Kō Shibasaki"),
    ("Yamazaki Kento", "山﨑賢人", "山崎賢人"),
    ("Matthias Schweighöfer", "", "Matthias Schweighoefer"),
    ("Millie Bobby Brown", "", "Millie Brown"),
    ("April Bowlby", "", "April Michelle Bowlby"),
    ("Kim Si-eun (b. 1999)", "김시은", "Kim Shi-eun"),
]
OTHER = [
    ("Park Ji-hu", "박지후", "Park Ji-hoon"),
    ("Park Ji-hu", "박지후", "박지훈"),
    ("Park Ji-hu", "박지후", "Park Ji-hyun"),
    ("Kim So-yeon", "김소연", "Kim So-hyun"),
    ("Youn Yuh-jung", "윤여정", "Youn Yu-jung"),
    ("Cho Yi-hyun", "조이현", "Jo Yi-hyeong"),
    ("Lee Min-jae", "이민재", "Kim Min-jae"),
    ("Lee Min-jae", "이민재", "Min-jae"),
    ("Lomon", "로몬", "Solomon"),
    ("Lomon", "로몬", "솔로몬"),
    ("Kim Si-eun (b. 1999)", "김시은", "Kim Si-eun (b. 2000)"),
    ("Will Smith (actor)", "", "Will Smith (comedian)"),
    ("Najwa Nimri", "", "Najwa Nimri Jr"),
    ("Steven Yeun", "", "Steven Yuen"),
    ("Tang Wei", "탕웨이", "Tang Yan"),
    ("Park Ji-hu", "박지후", ""),
]


@pytest.mark.parametrize(("canonical", "native", "string"), SAME)
def test_a_way_of_writing_the_name(canonical: str, native: str, string: str) -> None:
    same, reason = same_name(canonical, native, string)
    assert same, reason
    assert reason


@pytest.mark.parametrize(("canonical", "native", "string"), OTHER)
def test_somebody_else(canonical: str, native: str, string: str) -> None:
    same, reason = same_name(canonical, native, string)
    assert not same, reason
    assert reason


def test_the_answer_of_try_names() -> None:
    answer = answer_names({"id": 1, "canonical": "Park Ji-hu", "native": None, "string": "Park Jihu"})
    assert answer["same"] is True


@pytest.mark.corpus
def test_names_one_by_one() -> None:
    asked: dict[str, int] = {}
    accepted: dict[str, int] = {}
    for line in (corpus("mentions") / "name_variants.jsonl").read_text(encoding="utf-8").splitlines():
        person = json.loads(line)
        for key in ("variants", "generated_variants", "not_variants"):
            for string in person.get(key) or ():
                asked[key] = asked.get(key, 0) + 1
                accepted[key] = accepted.get(key, 0) + same_name(person["canonical"], person.get("native") or "", string)[0]
    assert accepted["not_variants"] <= 0.01 * asked["not_variants"]
    assert accepted["variants"] >= 0.85 * asked["variants"]
