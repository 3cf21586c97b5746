"""What an outlet puts around its headlines is learned from them, in any script, and nothing that tells headlines apart ever is."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from model.records import Judged
from pipelines.boilerplate import around, strip
from pipelines.dedupe import group
from pipelines.titles import read, shown
from store.boilerplate import KEPT, LEARNED_FROM
from store.scratch import Scratch
from tests.pipelines.builders import NOW, TIDE, a_filing, a_source

NEWS = (
    "harbour opens again", "mayor cuts a ribbon", "ferry is late", "lighthouse gets new lamp", "divers find an anchor", "gulls return early",
    "school paints its boat", "storm passes by", "old pier is sold", "museum shows nets",
)  # fmt: skip


_numbers = count(1)


def learned(memory: Scratch, titles: list[str], slug: str = "gull") -> tuple[tuple[str, str], ...]:
    for n, title in enumerate(titles):
        filing = replace(
            a_filing(title, f"Text {n}.", url=f"https://{slug}.example/{next(_numbers)}", source=a_source(slug, name=slug)),
            judged=(Judged(series=TIDE.slug, score=80),),
        )
        memory.remember(group(filing, memory, (TIDE,)), NOW)
    return memory.affixes(slug)


@pytest.mark.parametrize(
    ("shape", "side", "words"),
    [
        ("{} - soompi", "behind", "soompi"),
        ("{} | netflix tudum", "behind", "netflix tudum"),
        ("[Exclusive] {}", "before", "exclusive"),
        ("[단독] {}", "before", "단독"),
        ("【独占】{}", "before", "独占"),
        ("{}｜シネマトゥデイ", "behind", "シネマトゥデイ"),
        ("{}（새벽일보）", "behind", "새벽일보"),
        ("Эксклюзив: {}", "before", "эксклюзив"),
        ("{} :: el faro de la costa", "behind", "el faro de la costa"),
        ("{} – Küstenblatt am Sonntag", "behind", "kustenblatt am sonntag"),
    ],
)
def test_it_is_learned_in_any_script_and_taken_off(shape: str, side: str, words: str) -> None:
    memory = Scratch()
    assert learned(memory, [shape.format(t) for t in NEWS[: LEARNED_FROM - 1]]) == ()
    assert learned(memory, [shape.format(NEWS[-1])], "another") == ()  # each outlet by itself
    found = learned(memory, [shape.format(t) for t in NEWS[:LEARNED_FROM]][-1:])
    assert found == ((side, words),)
    assert strip(shape.format("Boats race home"), found) == ("Boats race home", (words,))
    assert shown(shape.format("boats race home"), (), found) == "boats race home"


@pytest.mark.parametrize(
    "shape",
    [
        "{} - season 2", "{} | Episode", "{} - part two", "[시즌2] {}", "【第3話】{}", "Recap: {}", "[예고편] {}", "{} | Trailer", "{} - 2026",
        "{} - The Low Water Line", "썰물의 끝: {}", "Han Se-ri: {}", "{} | Mok Ye-won", "{} - Staffel", "Temporada: {}", "{} (Interview)",
    ],
)  # fmt: skip
def test_what_tells_headlines_apart_is_never_learned(shape: str) -> None:
    assert learned(Scratch(), [shape.format(t) for t in NEWS]) == ()


def test_a_series_that_is_watched_later_is_not_taken_off() -> None:
    assert strip("Boats race home - The Long Tide", (("behind", "the long tide"),), ("The Long Tide",)) == (
        "Boats race home - The Long Tide",
        (),
    )


def test_a_word_that_few_have_is_not_learned_and_forgotten() -> None:
    memory = Scratch()
    for n in range(KEPT):
        memory.learn("gull", [("behind", f"column {chr(97 + n % 26)}{chr(97 + n // 26)}")])
    assert memory.affixes("gull") == ()
    (kept,) = memory.conn.execute("SELECT count(*) FROM source_affix WHERE side <> ''").fetchone()
    assert kept == 0


def test_each_learned_word_is_one_version_and_old_versions_can_be_told() -> None:
    memory = Scratch()
    learned(memory, [f"{t} - the gull" for t in NEWS[:5]])
    assert memory.affix_version("gull") == 1
    learned(memory, [f"[Only here] {t} and back - the gull" for t in NEWS[:5]])
    assert memory.affixes("gull") == (("behind", "the gull"), ("before", "only here"))
    assert memory.affixes("gull", 1) == (("behind", "the gull"),)
    assert memory.affixes("gull", 0) == ()
    title = "Only boats race home - the gull"
    assert group(a_filing(title, source=a_source("gull")), memory, (TIDE,)).grouping.judged_by["affixes"] == 2  # type: ignore[union-attr]


def test_a_headline_is_not_taken_off_whole() -> None:
    assert strip("The Gull | the gull", (("behind", "the gull"), ("before", "the gull")))[0] != ""
    assert around("") == ()
    assert around("a - b") == ()
    assert read("[Only] x", (), (), (("before", "only"),)).shown


def test_text_that_utf_8_cannot_write_is_not_learned() -> None:
    assert around("Boats race home - gull \ud83d") == ()
