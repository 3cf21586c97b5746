"""Who says it."""

from __future__ import annotations

import pytest

from model.speakers import speaks_officially


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kim Bo has left the show. Her agency confirmed it to a newspaper.", "Kim Bo"),
        ("Kim Bo will not appear, her management said in a statement.", "Kim Bo"),
        ("The studio denied that Kim Bo was ever asked.", "Kim Bo"),
        ("Lakeview has announced Kim Bo for the part.", "Kim Bo"),
        ("배우 김보가 하차한다. 소속사는 11일 일정이 맞지 않았다고 밝혔다.", "김보"),
        ("김보라 측이 출연설을 부인했다.", "김보라"),
        ("俳優の木村保が出演することが6日、所属事務所から発表された。", "木村保"),
        ("Kim Bo no formará parte del reparto, según ha comunicado su agencia.", "Kim Bo"),
        ("Kim Bo steigt aus. Das bestätigte ihre Agentur am Montag.", "Kim Bo"),
    ],
)
def test_who_may_speak_is_heard(text: str, name: str) -> None:
    start = text.index(name)
    assert speaks_officially(text, start, start + len(name), ["Lakeview"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kim Bo is in talks to join, sources said.", "Kim Bo"),
        ("Kim Bo joins the drama.", "Kim Bo"),
        ("Kim Bo signed with a new agency last year.", "Kim Bo"),
        ("Kim Bo joins. Fans cheered. The weather was fine. Her agency said nothing.", "Kim Bo"),
        ("김보가 합류한다. 한 방송 관계자는 기대된다고 말했다.", "김보"),
    ],
)
def test_others_are_not(text: str, name: str) -> None:
    start = text.index(name)
    assert not speaks_officially(text, start, start + len(name))


def test_a_span_outside_the_text_is_nobodys() -> None:
    assert not speaks_officially("", 0, 5)
