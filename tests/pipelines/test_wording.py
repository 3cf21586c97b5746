"""What two headlines say in other words: senses, verbs, numbers with their scale, and what is made of them."""

from __future__ import annotations

import json
import re
from itertools import combinations

import pytest

from model.text import fold
from pipelines.facts import facts
from pipelines.likeness import FEATURES, SCRIPTS, TREES, features, probability, script_of
from pipelines.titles import read
from pipelines.wording import SENSES, senses, verbs


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("потеряет 130 миллиардов рублей", "130000000000"), ("потеряет 130 млрд руб.", "130000000000"), ("2 миллиона зрителей", "2000000"),
        ("12 тысяч человек", "12000"), ("2 millones de espectadores", "2000000"), ("1,5 Milliarden Euro", "1500000000"), ("3 trillion won", "3000000000000"),
        ("3 killed in a crash", "3"), ("5 men held", "5"), ("10 K-dramas to see", "10"), ("seen by 142m homes", "142000000"), ("3万人", "30000"),
    ],
)  # fmt: skip
def test_a_scale_is_a_whole_word_in_any_ending(text: str, amount: str) -> None:
    assert facts(fold(text)).of("amount") == {amount}


def test_what_no_scale_is_stays_a_word() -> None:
    assert facts("3 killed in a crash").rest == "killed in a crash"
    assert facts("12 тысяч человек").rest == "человек"


@pytest.mark.parametrize(
    ("one", "other"),
    [("скончался", "умерла"), ("нашли", "обнаружен"), ("arrested", "detained"), ("fallece", "died"), ("死亡", "사망"), ("взрыва", "blast")],
)
def test_words_of_one_sense_meet_in_any_language(one: str, other: str) -> None:
    assert senses(read(one).stems) & senses(read(other).stems)


@pytest.mark.parametrize(
    ("one", "other"), [("trailer", "teaser"), ("winter", "wins"), ("planet", "plans"), ("умер", "убил"), ("robot", "robbed")]
)
def test_words_of_two_senses_do_not(one: str, other: str) -> None:
    assert not senses(read(one).stems) & senses(read(other).stems)


def test_each_word_of_a_sense_is_written_in_one_script() -> None:
    """A Latin letter in a Russian word is found by nobody who looks at it, and matches nothing."""
    words = [w.rstrip("*") for line in SENSES.read_text(encoding="utf-8").splitlines() if not line.startswith("#") for w in line.split()]
    assert len(words) > 1000
    assert not [w for w in words if len([s for s in ("[a-z]", "[а-я]", "[가-힣]") if re.search(s, w)]) > 1]


def test_verbs_are_known_by_their_endings_and_names_are_none() -> None:
    assert verbs("Пожаловался и вернётся домой актёр Ковтун Кирилл") == ("пожаловался", "вернется")
    assert verbs("The actor returned home") == ()


def test_another_verb_says_more_than_another_form_of_it() -> None:
    told = read("Хан Сори покидает съёмки сериала на острове")
    assert probability(told, read("Хан Сори покинула съёмки сериала на острове")) > probability(
        told, read("Хан Сори хвалит съёмки сериала на острове")
    )


SAID = (
    "The harbour set burns, 3 hurt",
    "Пожар на съёмках: трое пострадали",
    "'달항구' 세트장 화재, 3명 부상",
    "「月の港」のセットで火災",
    "Fire on the «Moon Harbour» set",
)


def test_what_two_headlines_share_has_no_direction() -> None:
    for one, other in combinations(map(read, SAID), 2):
        assert features(one, other) == pytest.approx(features(other, one))


def test_which_script_both_headlines_are_in_says_what_they_are_weighed_by() -> None:
    english, russian, korean, japanese, plain = map(read, SAID)
    assert [SCRIPTS[script_of(features(t, t))] for t in (english, russian, korean, japanese)] == ["other", "cyrillic", "hangul", "kana"]
    assert SCRIPTS[script_of(features(russian, plain))] == "other"


def test_what_was_learned_names_every_script_and_only_features_that_are() -> None:
    said = json.loads(TREES.read_text(encoding="utf-8"))
    assert list(said["scripts"]) == list(SCRIPTS)
    for own in said["scripts"].values():
        assert own["trees"]
        assert set(own["weigh"]) <= set(FEATURES)
