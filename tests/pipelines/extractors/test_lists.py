"""What is said of a list holds for all its members, and of nobody in another clause: our own sentences in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extractors.cast import answer_mentions_cast, roster_from
from pipelines.extractors.lists import clauses, joined
from pipelines.extractors.said import en, ko

PEOPLE = {
    "Park Ji-hu": ("박지후", "パク・ジフ"),
    "Yoon Chan-young": ("윤찬영", "ユン・チャニョン"),
    "Cho Yi-hyun": ("조이현", "チョ・イヒョン"),
    "Lomon": ("로몬", "ロモン"),
    "Lee Min-jae": ("이민재", "イ・ミンジェ"),
    "Kim Si-eun": ("김시은", "キム・シウン"),
    "Roh Jae-won": ("노재원", "ノ・ジェウォン"),
}
ROSTER = roster_from([{"canonical": name, "native": native, "variants": [kana]} for name, (native, kana) in PEOPLE.items()])
LINES = (Path(__file__).parent / "data" / "lists.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split(" | ", 2)) for line in LINES if not line.startswith("#")]


def said(text: str, language: str = "en") -> list[tuple[str, str]]:
    cast = answer_mentions_cast({"text": text, "lang": language, "reference_date": "2026-11-16"}, ROSTER)
    return [(c["relation"], c["role"] or "") for c in cast]


@pytest.mark.parametrize(("language", "relations", "text"), ROWS, ids=[f"{row[0]}-{row[2][:32]}" for row in ROWS])
def test_the_relation_of_every_name(language: str, relations: str, text: str) -> None:
    assert " ".join(relation for relation, _ in said(text, language)) == relations


def test_there_are_rows_of_every_language() -> None:
    assert min(sum(row[0] == language for row in ROWS) for language in ("en", "de", "es", "ko", "ja")) >= 7


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Park Ji-hu as Nam On-jo, Yoon Chan-young as the archer Lee Cheong-san and Lomon as Lee Su-hyeok return."),
        ("de", "Park Ji-hu als Nam On-jo, Yoon Chan-young als Lee Cheong-san und Lomon als Lee Su-hyeok kehren zurück."),
        ("es", "Park Ji-hu como Nam On-jo, Yoon Chan-young como Lee Cheong-san y Lomon como Lee Su-hyeok regresan."),
    ],
)
def test_each_name_of_a_list_has_its_own_part(language: str, text: str) -> None:
    assert [part.removeprefix("the archer ") for _, part in said(text, language)] == ["Nam On-jo", "Lee Cheong-san", "Lee Su-hyeok"]


def test_a_name_with_a_verb_of_its_own_ends_the_list_before_it() -> None:
    text = "The series has Lee Min-jae as Yong Ma-ru, Kim Si-eun as So Ju-ran, and Park Ji-hu returns as Nam On-jo."
    assert said(text)[2] == ("returns_as", "Nam On-jo")
    assert "returns_as" not in [relation for relation, _ in said(text)[:2]]


NAMES = st.lists(st.sampled_from("\ue000\ue001\ue002\ue003"), min_size=1, max_size=4, unique=True)
BETWEEN = st.sampled_from([", ", " and ", " as Nam On-jo", " as a doctor", " as a doctor, ", " return.", " (Ma-ru), ", "; ", "■", "\n"])


@given(NAMES, st.data())
def test_blanking_keeps_every_offset_and_every_name(names: list[str], data: st.DataObject) -> None:
    skeleton = "".join(name + "\uf8ff\uf8ff" + "".join(data.draw(st.lists(BETWEEN, max_size=2))) for name in names)
    whole, parts = joined(skeleton, en.AS)
    assert len(whole) == len(skeleton)
    assert [c for c in whole if "\ue000" <= c <= "\uf0ff"] == [c for c in skeleton if "\ue000" <= c <= "\uf0ff"]
    assert set(parts) <= set(names)
    assert all(part in skeleton for part in parts.values())
    assert clauses(skeleton, ko.LINK)[0][0] == 0


@pytest.mark.parametrize("text", ["\ue000 as A, " * 2_000, "\ue000 as " + "a " * 5_000, "\ue000하고 " * 2_000])
def test_no_sentence_takes_long(text: str) -> None:
    joined(text[:1_200], en.AS)
    clauses(text[:1_200], ko.LINK)
