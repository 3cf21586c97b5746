from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from model.records import Dropped, Mention, Reason
from pipelines import extract as module
from pipelines.extract import Extract, extract, sane
from pipelines.extractors.proposals import PROPOSALS_MAX, strangers
from pipelines.extractors.relations import NAMES_MAX, SENTENCE_MAX, tell
from pipelines.extractors.roster import SPOTS_MAX, Roster, listed, roster_of
from tests.pipelines.extractors.people import SERIES, a_filing

ROSTER = roster_of([SERIES])


def a_mention(start: int, end: int, quote: tuple[int, int] | None = None, series: str = "glass-harbour") -> Mention:
    begin, finish = quote or (start, end)
    return Mention(kind="cast", start=start, end=end, quote_start=begin, quote_end=finish, value="x", series=series)


def test_the_pipeline_adds_mentions_to_filings_and_passes_all_else() -> None:
    made = Extract.from_crawler(SimpleNamespace(context=SimpleNamespace(series=(SERIES,))))
    assert (made.series, made.extractors) == ((SERIES,), module.EXTRACTORS)
    pipeline = Extract((SERIES,), ("cast",))
    filing = a_filing("Park Ji-hu returns.")
    dropped = Dropped(article=filing.article, reason=Reason.OFF_TOPIC)
    assert [m.value for m in pipeline.process_item(filing).mentions] == ["Park Ji-hu"]
    assert pipeline.process_item(dropped) is dropped


def test_only_what_can_be_proved_is_kept() -> None:
    text = "x" * 400
    good = a_mention(5, 9, (0, 20))
    bad = [
        a_mention(9, 5),
        a_mention(390, 401),
        a_mention(30, 40, (31, 50)),
        a_mention(30, 40, (20, 39)),
        a_mention(60, 70, (0, 301)),
        a_mention(6, 12, (0, 20)),
    ]
    assert sane([*bad, good], text) == [good]
    assert len(sane([good, replace(good, series="another")], text)) == 2


def test_mentions_are_numbered_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MENTIONS_MAX", 3)
    filing = extract(a_filing("Park Ji-hu smiled. " * 10), [SERIES], ["cast"])
    assert len(filing.mentions) == 3


def test_a_list_of_names_is_read_up_to_its_limit() -> None:
    assert len(ROSTER.sight("Park Ji-hu smiled.\n" * (SPOTS_MAX + 50)).spots) == SPOTS_MAX


def test_proposals_have_a_limit() -> None:
    text = "\n".join(f"Actor Seo Ji-hoon and actor Kim Do-yun wave {n}." for n in range(PROPOSALS_MAX))
    assert len(list(strangers(text, ROSTER.sight(text), ROSTER))) == PROPOSALS_MAX


def test_a_sentence_is_read_up_to_its_limits() -> None:
    names = ", ".join(["Park Ji-hu"] * (NAMES_MAX + 4)) + " join the cast."
    sighting = ROSTER.sight(names)
    told = tell(names, sighting.spots, sighting.characters)
    assert len(told) == NAMES_MAX + 4
    assert told[-1].relation == "mention"
    far = "Park Ji-hu " + "word " * (SENTENCE_MAX // 5) + "joins the cast."
    sighting = ROSTER.sight(far)
    assert tell(far, sighting.spots, sighting.characters)[0].relation == "mention"


def test_an_extractor_is_a_module_by_name() -> None:
    assert module.extractor("cast").find(a_filing("nothing"), (SERIES,)) == ()
    with pytest.raises(ModuleNotFoundError):
        module.extractor("no_such_kind")


def test_a_roster_of_no_one_finds_no_one() -> None:
    assert Roster(()).sight("Park Ji-hu").spots == ()
    assert Roster((listed("Ai", "", ()),)).sight("Ai and AI").spots == ()


def test_a_text_is_looked_through_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    filing = a_filing("Park Ji-hu returns. " + "Nothing is said here. " * 10 + "Park Ji-hu returns.")
    monkeypatch.setattr(module, "TEXT_MAX", len(filing.text))
    assert len(extract(filing, (SERIES,), ("cast",)).mentions) == 2
    monkeypatch.setattr(module, "TEXT_MAX", len(filing.text) - 5)
    found = extract(filing, (SERIES,), ("cast",))
    assert found.text == filing.text
    assert [filing.text[m.start : m.end] for m in found.mentions][:1] == ["Park Ji-hu"]
    assert all(m.quote_end <= len(filing.text) - 5 for m in found.mentions)
