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
    ("Yoo Ah-in", "유아인", "Yu A-in"),
    ("Yoo A-in", "유아인", "Yoo Ah-in"),
    ("Lee Byung-hun", "이병헌", "Yi Byeong-heon"),
    ("Song Joong-ki", "송중기", "Song Jung Gi"),
    ("Son Ye-jin", "손예진", "Sohn Yeh-jin"),
    ("Bae Doona", "배두나", "Bae Du-na"),
    ("Go Youn-jung", "고윤정", "Ko Yoon-jeong"),
    ("Heo Sung-tae", "허성태", "Hur Seong-tae"),
    ("Namkoong Min", "남궁민", "Nam Goong Min"),
    ("Namkoong Min", "남궁민", "Namgung Min"),
    ("Yoo Teo", "유태오", "Teo Yoo"),
    ("Byeon Woo-seok", "변우석", "Byun Woo-suk"),
    ("Ok Taec-yeon", "옥택연", "Ok Taek-yeon"),
    ("Seol Kyung-gu", "설경구", "Sul Kyung-goo"),
    ("Kim Jee-woon", "김지운", "Kim Ji-un"),
    ("Kim Gi-duk", "김기덕", "Kim Ki-deok"),
    ("Jang Geun-suk", "장근석", "Jang Keun-seok"),
    ("Koo Kyo-hwan", "구교환", "Gu Gyo-hwan"),
    ("Noh Jeong-eui", "노정의", "Roh Jeong-ui"),
    ("Lee Kwang-soo", "이광수", "Lee Gwang-su"),
    ("Kim Hee-sun", "김희선", "Kim Hui-seon"),
    ("Joo Hyun-young", "주현영", "Ju Hyeon-yeong"),
    ("Park Bo-gum", "박보검", "Park Bo-geom"),
    ("Park Bo-gum", "박보검", "朴寶劍"),
    ("Song Hye-kyo", "송혜교", "宋慧乔"),
    ("Lee Min-ho", "이민호", "李敏鎬"),
    ("Ryoo Seung-bum", "류승범", "Ryu Seung-beom"),
    ("Satō Takeru", "佐藤健", "Takeru Satoh"),
    ("Bill Skarsgård", "", "Bill Skarsgard"),
    ("Mads Mikkelsen", "", "MADS  MIKKELSEN"),
    ("Sofia Vergara", "", "Sofía Vergara"),
    ("Najwa Nimri", "", "Najwa Nimri Urrutikoetxea"),
    ("Steven Yeun", "", "스티븐 연"),
    ("Hsu Kuang-han", "許光漢", "Xu Guanghan"),
    ("Zhao Liying", "赵丽颖", "趙麗穎"),
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
    ("Yoo Ah-in", "유아인", "Yoo Hae-in"),
    ("Kim So-hyun", "김소현", "Kim Soo-hyun"),
    ("Lee Jun-ho", "이준호", "Lee Jun-young"),
    ("Shin Ha-kyun", "신하균", "Shin Ha-young"),
    ("Jung Woo-sung", "정우성", "Jung Woo"),
    ("Han Ji-min", "한지민", "Han Ji-eun"),
    ("Song Kang", "송강", "Song Kang-ho"),
    ("Lee Yoo-mi", "이유미", "Lee Yoo-bi"),
    ("Kim Go-eun", "김고은", "Kim Go-un"),
    ("Song Hye-kyo", "송혜교", "宋慧珍"),
    ("Steven Yeun", "", "스티브 오"),
    ("Moon So-ri", "문소리", "Moon Sori (athlete)"),
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
