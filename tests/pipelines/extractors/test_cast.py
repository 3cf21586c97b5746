from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extractors.cast import answer_mentions_cast, find, is_proposal, roster_for, roster_from
from pipelines.extractors.gazetteer import stream
from tests.pipelines.extractors.people import SERIES, a_filing


def test_a_mention_is_the_text_and_its_quote_holds_it() -> None:
    filing = a_filing("Park Ji\u2011hoo returns as Nam On-jo. Lee Min Jae joins as Yong Ma-ru.")
    mentions = find(filing, [SERIES])
    assert [(m.value, m.person, m.relation, m.character) for m in mentions] == [
        ("Park Ji-hu", "park-ji-hu", "returns_as", "Nam On-jo"),
        ("Lee Min-jae", "lee-min-jae", "joins_cast", "Yong Ma-ru"),
    ]
    assert filing.text[mentions[0].start : mentions[0].end] == "Park Ji\u2011hoo"
    assert filing.text[mentions[1].quote_start : mentions[1].quote_end] == "Lee Min Jae joins as Yong Ma-ru."


def test_only_the_series_a_filing_is_judged_to_be_about() -> None:
    assert find(a_filing("Park Ji-hu returns.", series="another"), [SERIES]) == ()


def test_each_series_has_its_mentions() -> None:
    other = replace(SERIES, slug="another")
    filing = a_filing("Park Ji-hu returns.")
    filing = replace(filing, judged=(filing.judged[0], replace(filing.judged[0], series="another")))
    assert [m.series for m in extract(filing, [SERIES, other], ["cast"]).mentions] == ["glass-harbour", "another"]


@pytest.mark.parametrize(("quality", "count"), [("full", 1), ("teaser", 1), ("wall", 0), ("empty", 0)])
def test_a_wall_says_nothing(quality: str, count: int) -> None:
    assert len(extract(a_filing("Park Ji-hu returns.", quality=quality), [SERIES], ["cast"]).mentions) == count


def test_somebody_unknown_who_joins_is_proposed_and_not_linked() -> None:
    mentions = find(a_filing("Lee Min-jae and Seo Ji-hoon join the cast of Glass Harbour."), [SERIES])
    assert [(m.value, m.person, m.relation, is_proposal(m)) for m in mentions] == [
        ("Lee Min-jae", "lee-min-jae", "joins_cast", False),
        ("Seo Ji-hoon", "", "joins_cast", True),
    ]


@pytest.mark.parametrize(
    ("text", "relation", "status", "official"),
    [
        ("Lee Min-jae joins the cast, his agency said.", "joins_cast", "confirmed", True),
        ("Lee Min-jae joins the cast.", "joins_cast", "confirmed", False),
        ("Lee Min-jae is in talks to join, a source at the agency said.", "rumoured", "rumoured", False),
        ("Lee Min-jae is not joining. The agency announced it on Monday.", "not_cast", "denied", True),
    ],
)
def test_who_says_it_and_how_surely(text: str, relation: str, status: str, official: bool) -> None:
    (mention,) = find(a_filing(text), [SERIES])
    assert (mention.relation, mention.status, mention.official, mention.season) == (relation, status, official, "S2")


def test_an_official_outlet_speaks_for_itself() -> None:
    filing = a_filing("Lee Min-jae joins the cast.")
    article = replace(filing.article, source=replace(filing.article.source, tier="official"))
    assert find(replace(filing, article=article), [SERIES])[0].official


def test_the_season_of_work_done_is_the_one_named() -> None:
    (mention,) = find(a_filing("Lee Jae-kyoo directed season 1 of Glass Harbour."), [SERIES])
    assert (mention.relation, mention.season) == ("director", "S1")


def test_a_series_by_its_title() -> None:
    other = replace(SERIES, slug="another", titles=("Another",), people=SERIES.people[:1])
    said = answer_mentions_cast({"text": "Park Ji-hu met Lee Min-jae.", "series": "another"}, [SERIES, other])
    assert [c["canonical"] for c in said] == ["Park Ji-hu"]


def test_namesakes_are_a_choice() -> None:
    roster = roster_from(
        [{"canonical": "Kim Dae-hyun (b. 1994)", "native": "김대현"}, {"canonical": "Kim Dae-hyun (b. 1971)", "native": "김대현"}]
    )
    assert [c["canonical"] for c in answer_mentions_cast({"text": "Kim Dae-hyun was there."}, roster)] == [None]
    said = answer_mentions_cast({"text": "Kim Dae-hyun, 54, was there.", "reference_date": "2025-08-22"}, roster)
    assert [c["canonical"] for c in said] == ["Kim Dae-hyun (b. 1971)"]


PIECES = st.sampled_from(
    [
        "Park Ji-hu",
        "PARK\u00a0JI\u200b-HU",
        "박지후가",
        "パク・ジフ",
        "Lucía",
        "Luci\u0301a Ferra\u0301n",
        "ﬁ",
        "ß",
        "İ",
        "솔로몬",
        "로몬",
        "\u1107\u1161\u11a8지후",
        "真柴 海斗",
        "“",
        "”",
        "May",
        " ",
        "\n",
        "-",
        "’s",
        "returns as",
        "e\u0301",
        "𝐏ark Ji-hu",
    ]
) | st.text(max_size=6)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_every_span_leads_back_to_its_text(text: str) -> None:
    s = stream(text)
    assert len(s.folded) == len(s.at)
    assert s.at == sorted(s.at)
    filing = extract(a_filing(text), [SERIES], ["cast"])
    last = 0
    for m in filing.mentions:
        assert last <= m.start < m.end <= len(filing.text)
        assert m.quote_start <= m.start
        assert m.end <= m.quote_end
        assert filing.text[m.start : m.end] in filing.text[m.quote_start : m.quote_end]
        assert stream(filing.text[m.start : m.end]).folded in s.folded or m.start < filing.body_start
        last = m.end


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before}\n\nPark Ji-hu returns.\n\n{after}"
    at = len(before) + 2
    assert any((s.start, s.end) == (at, at + 10) for s in roster_for([SERIES]).sight(text).spots)


@pytest.mark.parametrize(
    "text", ["A" * 100_000, "Park Ji-hu " + "very " * 20_000, "(Park Ji-hu " * 2_000, "“" * 50_000, "Park Ji-hu and " * 2_000]
)
def test_no_text_takes_long(text: str) -> None:
    filing = a_filing("Park Ji-hu returns as " + text)
    begin = time.process_time()
    assert extract(filing, [SERIES], ["cast"]).mentions
    assert time.process_time() - begin < 5  # seconds of CPU, on a busy machine
