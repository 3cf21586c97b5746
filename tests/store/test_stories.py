"""What dedupe may ask of the past: by name, by keys, newest first, at a flat cost."""

from __future__ import annotations

import pytest

from bench.titles import measured
from pipelines.dedupe import group
from store.scratch import Scratch
from store.stories import ONE_WORD
from tests.pipelines.builders import NOW, a_filing


def test_an_article_is_found_by_every_address_guid_and_text() -> None:
    memory = Scratch()
    filing = group(a_filing("Moon Harbour returns", "A text. " * 40, url="https://gazette.example/a?utm_source=x", guid="g1"), memory)
    article, story = memory.remember(filing, NOW)
    for found in (memory.by_url(("https://gazette.example/a",)), memory.by_guid("gazette", "g1"), memory.by_body_hash(filing.body_hash)):
        assert [(c.id, c.story_id) for c in found] == [(article, story)]
    assert memory.text_of(article) == filing.text
    assert memory.by_guid("gazette", "") == []
    assert memory.by_body_hash("") == []


def test_only_the_newest_of_a_common_key_are_read() -> None:
    memory = Scratch()
    for n in range(30):
        memory.remember(group(a_filing(f"Story number {n}", url=f"https://gazette.example/{n}"), memory), NOW)
        memory.index(n + 1, (7,), ())
    assert [c.id for c in memory.candidates((7,), cap=5)] == [30, 29, 28, 27, 26]
    assert [h.id for h in memory.headlines_like((7,), cap=5)] == [30, 29, 28, 27, 26]


def test_those_that_share_most_come_first() -> None:
    memory = Scratch()
    for n in range(3):
        memory.remember(group(a_filing(f"Quite another thing {n}", url=f"https://gazette.example/{n}"), memory), NOW)
    memory.index(1, (11, 12, 13), ())
    memory.index(3, (11,), ())
    assert [(c.id, c.shared) for c in memory.candidates((11, 12, 13))] == [(1, 3), (3, 1)]


def test_of_those_that_share_one_word_alone_the_newest_are_handed_out() -> None:
    memory, many = Scratch(), ONE_WORD + 8
    for n in range(many):
        memory.remember(group(a_filing(f"Story number {n}", url=f"https://gazette.example/{n}"), memory), NOW)
        memory.index(n + 1, (71,), ())
    memory.index(2, (72,), ())  # a second word
    memory.index(3, (73,), ())  # a pair, or an occasion
    found = memory.candidates((73,), words=(71, 72))
    assert [(c.id, c.shared) for c in found] == [(3, 2), (2, 2), *((n, 1) for n in range(many, many - ONE_WORD, -1))]
    assert [c.id for c in memory.candidates((73,), most=1, words=(71, 72))] == [3]


def test_no_other_table_is_read() -> None:
    with pytest.raises(ValueError):
        Scratch().shared("editor", (1,), 1)


def test_a_larger_memory_finds_as_well_and_stays_small() -> None:
    """What a look-up costs is in bench; here, that twenty times the titles hide nothing and take no more room each."""
    small, large = measured((1_000, 20_000), asked=60)
    assert min(small["planted_recall"], large["planted_recall"]) >= 0.95
    assert large["bytes"] <= 300
