"""From texts to what is believed: a month of news, and the small dramas of a cast. At each step the ledger holds what an editor would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.store import Store
from tests.pipelines.told import FORUM, OFFICIAL, Wire


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with Store.open(tmp_path / "news.db") as store:
        yield Wire(store)


def a_month(wire: Wire) -> Iterator[dict[str, str]]:
    """Each day's news, and what is held of the premiere after it."""
    wire.tell(
        "2025-11-03",
        "Salt Road is renewed",
        "Pelago has renewed Salt Road for a second season, the streamer announced today. The second season will premiere in 2025, it said.",
        OFFICIAL,
    )
    yield wire.held("premiere")
    wire.tell(
        "2026-02-10",
        "Salt Road season 2 moves to 2026",
        "Season 2 of Salt Road will premiere in 2026, Pelago said on Tuesday. It is no longer planned for 2025.",
        OFFICIAL,
    )
    yield wire.held("premiere")
    wire.tell(
        "2026-02-20",
        "Salt Road returns in the second half of the year",
        "The second season of Salt Road will premiere in the second half of 2026, according to the courier's sources at the channel.",
    )
    yield wire.held("premiere")
    wire.tell(
        "2026-02-24",
        "Heard something about Salt Road",
        "Rumour has it that season 2 of Salt Road might premiere in June 2026. No idea if that is true.",
        FORUM,
    )
    yield wire.held("premiere")
    wire.tell(
        "2026-02-26",
        "No June premiere for Salt Road",
        "Pelago denied that Salt Road season 2 will premiere in June 2026.",
        "harbour-post",
    )
    yield wire.held("premiere")
    wire.tell(
        "2026-03-02",
        "Salt Road season 2 has a date",
        "Season 2 of Salt Road will premiere on 12 September 2026, Pelago announced today.",
        OFFICIAL,
    )
    yield wire.held("premiere")


def test_a_month_of_a_premiere(wire: Wire) -> None:
    steps = list(a_month(wire))
    assert steps[0] == {"2025": "official*"}
    assert steps[1] == {"2025": "superseded", "2026": "official*"}
    assert steps[2]["2026"] == "official*"
    assert steps[2]["2026-H2"] == "reported"
    assert steps[3]["2026-06"] == "rumoured"
    assert steps[3]["2026"] == "official*"
    assert steps[4]["2026-06"] == "denied"
    assert steps[4]["2026"] == "official*"
    assert steps[5]["2026-09-12"] == "official*"
    assert [value for value, status in steps[5].items() if status.endswith("*")] == ["2026-09-12"]
    assert {steps[5][v] for v in ("2025", "2026", "2026-H2")} == {"superseded"}
    assert steps[5]["2026-06"] == "denied"
    assert wire.moves("premiere") == [("2025", "official"), ("2026", "official"), ("2026-09-12", "official")]
    assert wire.held("renewal") == {"renewed": "official*"}


def test_reading_the_month_again_changes_nothing(wire: Wire) -> None:
    list(a_month(wire))
    once = wire.dump()
    wire.again()
    wire.again()
    assert wire.dump() == once
    wire.store.claims.rebuild(wire.told[-1].at)
    assert wire.dump() == once, "nor does working all of it out anew"
    assert wire.store.check() == []


def test_a_role_that_is_recast(wire: Wire) -> None:
    wire.tell(
        "2026-03-02", "Moon Tae-joo leaves Salt Road", "Moon Tae-joo will not return for the second season of Salt Road, the actor said."
    )
    assert wire.held("casting:Moon Tae-joo") == {"leaves": "reported*"}
    wire.tell(
        "2026-03-09",
        "Salt Road recasts Do Il-seok",
        "Nam Do-eun joins the cast of Salt Road as Do Il-seok, Pelago announced.",
        OFFICIAL,
    )
    assert wire.held("casting:Nam Do-eun") == {"joins as Do Il-seok": "official*"}
    assert wire.held("casting:Moon Tae-joo") == {"recast": "reported*"}
    assert wire.moves("casting:Moon Tae-joo") == [("leaves", "reported"), ("recast", "reported")]


def test_a_namesake_is_not_our_actor(wire: Wire) -> None:
    wire.tell("2026-03-02", "Salt Road casts Nam Do-eun", "Nam Do-eun joins the cast of Salt Road, Pelago announced.", OFFICIAL)
    wire.tell(
        "2026-03-05",
        "Salt Road and the news of the day",
        "Salt Road is being filmed on the coast. The footballer Nam Do-yoon has left his club, and Seo Yi-rae, a singer, joins a festival.",
    )
    assert wire.held("casting:Nam Do-eun") == {"joins": "official*"}
    names = [row[0] for row in wire.store.db.execute("SELECT DISTINCT person FROM mention WHERE kind = 'cast' AND person <> ''")]
    assert names == ["nam-do-eun"], "nobody else is linked"


def test_a_denial_that_is_reversed(wire: Wire) -> None:
    wire.tell("2026-03-02", "Goo Ha-min for Salt Road?", "Goo Ha-min is in talks to join the cast of Salt Road, one tabloid wrote.")
    assert wire.held("casting:Goo Ha-min") == {"joins": "rumoured*"}
    wire.tell("2026-03-04", "Goo Ha-min is not in Salt Road", "Goo Ha-min is not joining Salt Road, his agency said.", "harbour-post")
    assert wire.held("casting:Goo Ha-min") == {"joins": "denied*"}
    wire.tell("2026-03-06", "More on Goo Ha-min", "Fans still hope. Goo Ha-min is rumoured to join Salt Road after all.", FORUM)
    assert wire.held("casting:Goo Ha-min") == {"joins": "denied*"}, "a rumour that goes on reverses nothing"
    wire.tell("2026-04-01", "Goo Ha-min boards Salt Road", "Goo Ha-min joins the cast of Salt Road after all, Pelago announced.", OFFICIAL)
    assert wire.held("casting:Goo Ha-min") == {"joins": "official*"}
    assert wire.moves("casting:Goo Ha-min") == [("joins", "rumoured"), ("joins", "denied"), ("joins", "official")]


def test_who_was_said_to_leave_returns(wire: Wire) -> None:
    wire.tell("2026-03-02", "Seo Yi-rang to leave?", "Seo Yi-rang is leaving Salt Road, the Daily Gull reports.", "gull")
    assert wire.held("casting:Seo Yi-rang") == {"leaves": "reported*"}
    wire.tell(
        "2026-03-04", "Seo Yi-rang stays", "Seo Yi-rang returns as Kang Bit-na in the second season of Salt Road, Pelago said.", OFFICIAL
    )
    assert wire.held("casting:Seo Yi-rang")["returns"] == "official*"


def test_a_date_that_moves_in_korean(wire: Wire) -> None:
    wire.tell("2026-03-02", "소금길 시즌2 9월 12일 공개", "펠라고는 '소금길' 시즌2를 오는 9월 12일 공개한다고 밝혔다.", "ilbo", "ko")
    wire.tell("2026-04-02", "소금길 시즌2 공개 연기", "'소금길' 시즌2의 공개가 9월 12일에서 10월 3일로 미뤄졌다.", "ilbo", "ko")
    held = wire.held("premiere")
    assert held["2026-10-03"] == "reported*"
    assert held["2026-09-12"] == "superseded"


def test_reading_the_cast_again_changes_nothing(wire: Wire) -> None:
    test_a_role_that_is_recast(wire)
    test_a_denial_that_is_reversed(wire)
    once = wire.dump()
    wire.again()
    assert wire.dump() == once
