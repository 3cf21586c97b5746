"""What is believed, by whose word, and when a belief moves."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import facts
from model.beliefs import Change, Claim, Evidence
from model.ledger import articles, changes, claims
from model.watched import Season, Series
from tests.accepted import DAY, a_series


def saying(value: str = "2026-09-12", **other: object) -> Evidence:
    """Evidence of the n-th article on the n-th day; `n` also is its origin."""
    n = int(other.pop("n", 1))  # type: ignore[call-overload]
    at = DAY + dt.timedelta(days=int(other.pop("day", n)))  # type: ignore[call-overload]
    known: dict[str, object] = {
        "mention": n * 100 + len(value), "article": n, "version": 1, "source": "courier", "tier": "press", "origin": n, "quote": "q",
        "start": 0, "end": 1, "series": "low-water", "season": "S2", "about": "premiere", "value": value, "precision": "day",
        "region": "", "said": "confirmed", "official": False, "person": "", "at": at, "seen_at": at,
    }  # fmt: skip
    return Evidence(**{**known, **other})  # type: ignore[arg-type]


def held(found: Sequence[Claim]) -> dict[str, str]:
    return {c.value: c.status for c in found}


def believed(found: Sequence[Claim]) -> tuple[str, str] | None:
    ruling = [c for c in found if c.believed]
    assert len(ruling) <= 1
    return (ruling[0].value, ruling[0].status) if ruling else None


# --- who speaks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "reported"),
        ({"tier": "official"}, "official"),
        ({"official": True}, "official"),
        ({"said": "rumoured"}, "rumoured"),
        ({"said": "planned"}, "reported"),
        ({"tier": "user-generated"}, "rumoured"),
        ({"tier": "user-generated", "official": True}, "rumoured"),
        ({"said": "denied"}, "denied"),
    ],
)
def test_the_status_is_the_speakers(said: dict[str, object], status: str) -> None:
    assert held(claims([saying(**said)])) == {"2026-09-12": status}


def test_the_press_taking_over_from_fans_is_still_a_rumour() -> None:
    fan, taken_over, own = saying(n=1, tier="user-generated"), saying(n=2, origin=1), saying(n=3)
    assert believed(claims([fan, taken_over])) == ("2026-09-12", "rumoured")
    assert believed(claims([fan, taken_over, own])) == ("2026-09-12", "reported")


def test_official_over_reported_over_rumoured_whatever_came_last() -> None:
    said = [saying("2026-10", n=1, tier="official"), saying("2026-11", n=2), saying("2026-12", n=3, said="rumoured")]
    assert believed(claims(said)) == ("2026-10", "official")
    assert believed(claims(said[1:])) == ("2026-11", "reported")


def test_among_equals_the_latest() -> None:
    assert believed(claims([saying("2026-10", n=1), saying("2026-11", n=2)])) == ("2026-11", "reported")


def test_a_late_copy_is_no_news() -> None:
    said = [saying("2026-10-02", n=1, tier="official"), saying("2026-11-06", n=2, tier="official"), saying("2026-10-02", n=9, origin=1)]
    assert believed(claims(said)) == ("2026-11-06", "official")


def test_origins_are_counted_not_copies() -> None:
    (claim,) = claims([saying(n=1), saying(n=2, origin=1), saying(n=3)])
    assert (articles(claim), claim.origins, len(claim.evidence)) == (3, 2, 3)
    assert (claim.first_seen, claim.last_seen) == (DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=3))


# --- vague and exact ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vague", "exact", "agree"),
    [
        ("2026", "2026-09-12", True), ("2025", "2026-09-12", False), ("2026-Q3", "2026-09", True), ("2026-SU", "2026-08-31", True),
        ("2026-09", "2026-10-01", False), ("2026-09-12", "2026-09-12", False), ("joins", "joins as Marina", True),
        ("joins", "leaves", False), ("renewed", "cancelled", False), ("10", "12", False),
    ],
)  # fmt: skip
def test_what_says_the_same_more_exactly(vague: str, exact: str, agree: bool) -> None:
    assert facts.contains(vague, exact) is agree
    assert not facts.contains(exact, vague)


def test_in_one_article_the_most_exact_counts() -> None:
    assert held(claims([saying("2026"), saying("2026-09-12"), saying("2027", said="rumoured")])) == {
        "2026-09-12": "reported",
        "2027": "rumoured",
    }


def test_a_rumoured_month_in_an_article_does_not_swallow_its_confirmed_year() -> None:
    assert held(claims([saying("2026"), saying("2026-10", said="rumoured")])) == {"2026": "reported", "2026-10": "rumoured"}


def test_a_vague_date_gives_way_to_an_exact_one_of_equal_weight() -> None:
    year, day = saying("2026", n=1, tier="official"), saying("2026-09-12", n=2)
    assert held(claims([year, day])) == {"2026": "official", "2026-09-12": "reported"}
    official = saying("2026-09-12", n=3, tier="official")
    assert held(claims([year, day, official])) == {"2026": "superseded", "2026-09-12": "official"}


def test_a_year_said_after_the_day_is_known_is_no_value_of_its_own() -> None:
    assert held(claims([saying("2026-09-12", n=1), saying("2026", n=2)])) == {"2026-09-12": "reported"}


# --- taking back ----------------------------------------------------------------------------------


def test_a_denial_changes_the_value_it_denies_and_another_rules() -> None:
    said = [saying("2026-06", n=1, said="rumoured"), saying("2026-06", n=2, said="denied")]
    assert believed(claims(said)) == ("2026-06", "denied")
    assert believed(claims([saying("2026", n=1, tier="official"), *said])) == ("2026", "official")


def test_the_denial_of_a_year_denies_its_months() -> None:
    assert held(claims([saying("2027-03", n=1, said="rumoured"), saying("2027", n=2, said="denied")])) == {"2027-03": "denied"}


def test_a_rumour_cannot_deny_a_report_nor_the_press_an_official() -> None:
    assert held(claims([saying(n=1), saying(n=2, said="denied", tier="user-generated")])) == {"2026-09-12": "reported"}
    assert held(claims([saying(n=1, tier="official"), saying(n=2, said="denied")])) == {"2026-09-12": "official"}


def test_a_rumour_goes_on_after_the_denial_and_stays_denied_but_a_report_stands_up() -> None:
    said = [saying(n=1, said="rumoured"), saying(n=2, said="denied"), saying(n=3, said="rumoured")]
    assert held(claims(said)) == {"2026-09-12": "denied"}
    assert held(claims([*said, saying(n=4)])) == {"2026-09-12": "reported"}


def test_an_official_no_longer_supersedes_and_the_presss_does_not() -> None:
    official = saying(n=1, tier="official")
    assert held(claims([official, saying(n=2, said="superseded")])) == {"2026-09-12": "official"}
    assert held(claims([official, saying(n=2, said="superseded", tier="official")])) == {"2026-09-12": "superseded"}
    assert claims([saying(said="superseded")]) == ()


def test_a_new_date_supersedes_the_old_and_the_rumours_before_it_not_those_after() -> None:
    said = [
        saying("2026-10", n=1, said="rumoured"),
        saying("2026-11-13", n=2, tier="official"),
        saying("2027", n=3, said="rumoured"),
    ]
    assert held(claims(said)) == {"2026-10": "superseded", "2026-11-13": "official", "2027": "rumoured"}
    moved = [*said, saying("2026-12-04", n=4, tier="official")]
    assert held(claims(moved)) == {"2026-10": "superseded", "2026-11-13": "superseded", "2027": "superseded", "2026-12-04": "official"}


def test_a_date_that_comes_back_rules_again() -> None:
    said = [saying(v, n=n, tier="official") for n, v in enumerate(("2026-11-13", "2026-12-04", "2026-11-13"), 1)]
    assert held(claims(said)) == {"2026-11-13": "official", "2026-12-04": "superseded"}


def test_a_trailer_that_came_out_stays_beside_the_next() -> None:
    first = saying("2026-03-05", n=1, day=3, about="trailer", tier="official")
    second = saying("2026-09-24", n=2, day=206, about="trailer", tier="official")
    found = claims([first, second])
    assert held(found) == {"2026-03-05": "official", "2026-09-24": "official"}
    assert believed(found) == ("2026-09-24", "official")
    late = saying("2026-03-05", n=3, day=300, about="trailer", tier="official")
    assert believed(claims([first, second, late])) == ("2026-09-24", "official")


# --- what makes a claim ---------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["announcement", "event", "episode_air", "past_work", "other", ""])
def test_some_dates_claim_nothing(about: str) -> None:
    assert claims([saying(about=about, tier="official")]) == ()


def test_what_else_is_stated_counts_from_officials_only() -> None:
    assert claims([saying("Seoul", about="location")]) == ()
    assert held(claims([saying("Seoul", about="location", official=True)])) == {"Seoul": "official"}


@pytest.mark.parametrize("value", ["2024-10-18", "2024-10", "2024", "2024-12-01"])
def test_a_premiere_that_the_series_holds_is_no_news(value: str) -> None:
    assert claims([saying(value, season="S1")], [a_series()]) == ()
    assert held(claims([saying(value, season="S1")])) == {value: "reported"}


def test_a_season_that_was_shown_is_no_longer_renewed_nor_counted() -> None:
    for about, value in (("renewal", "renewed"), ("episodes", "8")):
        assert claims([saying(value, about=about, season="S1")], [a_series()]) == ()
        assert held(claims([saying(value, about=about, season="S2")], [a_series()])) == {value: "reported"}


def test_a_planned_premiere_that_the_series_holds_can_be_contradicted() -> None:
    series = a_series(seasons=(Season(number=1, premiered="2024-10-18"), Season(number=2, premiered="2026")))
    assert claims([saying("2026")], [series]) == ()
    assert held(claims([saying("2027")], [series])) == {"2027": "reported"}


def test_what_names_no_season_is_of_the_one_ahead() -> None:
    (claim,) = claims([saying("2026-09-12", season="")], [a_series()])
    assert claim.season == "S2"
    assert claims([saying("2024-10", season="")], [a_series()]) == ()
    (claim,) = claims([saying("2024-05", about="production_end", season="")], [a_series()])
    assert claim.season == "S1"
    (claim,) = claims([saying("2026-08-28", about="home_release", season="")], [a_series()])
    assert claim.season == "S1"
    (claim,) = claims([saying("renewed", about="renewal", season="")], [])
    assert claim.season == ""


@pytest.mark.parametrize(
    ("relation", "character", "said", "expected"),
    [
        ("joins_cast", "Marina", "", ("joins as Marina", "confirmed")),
        ("joins_cast", "", "planned", ("joins", "planned")),
        ("returns_as", "Hae-in", "", ("returns", "confirmed")),
        ("leaves", "Hae-in", "", ("leaves", "confirmed")),
        ("rumoured", "", "confirmed", ("joins", "rumoured")),
        ("rumoured", "a villain", "", ("joins", "rumoured")),
        ("not_cast", "", "", ("joins", "denied")),
        ("mention", "", "", None),
        ("lead", "Hae-in", "", None),
        ("guest", "Hae-in", "", None),
        ("director", "", "", None),
    ],
)
def test_casting_by_relation(relation: str, character: str, said: str, expected: tuple[str, str] | None) -> None:
    assert facts.casting(relation, character, said) == expected


def cast(name: str, value: str, **other: object) -> Evidence:
    return saying(value, about=f"casting:{name}", season="", **other)


def test_joining_gathers_under_the_part_as_the_series_spells_it() -> None:
    said = [
        cast("Inés Mora", "joins", n=1, tier="official"),
        cast("Inés Mora", "joins as Marina", n=2, tier="official"),
        cast("Inés Mora", "joins as マリーナ", n=3),
    ]
    (claim,) = claims(said, [a_series()])
    assert (claim.season, claim.value, claim.status, claim.origins) == ("S2", "joins as Marina Olmo", "official", 3)


def test_a_part_that_only_fans_name_does_not_outweigh_who_joins() -> None:
    said = [cast("Kim Bo", "joins", n=1, tier="official"), cast("Kim Bo", "joins as the Villain", n=2, tier="user-generated")]
    assert held(claims(said, [a_series()])) == {"joins": "official", "joins as the Villain": "rumoured"}


def test_rumoured_denied_and_then_cast_after_all() -> None:
    said = [cast("Kim Bo", "joins", n=1, said="rumoured"), cast("Kim Bo", "joins", n=2, said="denied", official=True)]
    assert believed(claims(said[:1], [a_series()])) == ("joins", "rumoured")
    assert believed(claims(said, [a_series()])) == ("joins", "denied")
    after_all = cast("Kim Bo", "joins as the Villain", n=3, tier="official")
    assert believed(claims([*said, after_all], [a_series()])) == ("joins as the Villain", "official")


def test_who_comes_back_as_the_series_says_is_no_news_but_an_answer_to_who_said_otherwise() -> None:
    back = cast("An Seo-yun", "returns", n=2, tier="official")
    assert claims([back, cast("An Seo-yun", "joins", n=3)], [a_series()]) == ()
    leaves = cast("An Seo-yun", "leaves", n=1)
    assert believed(claims([leaves, back], [a_series()])) == ("returns", "official")
    assert held(claims([leaves, cast("An Seo-yun", "returns", n=1, day=0)], [a_series()])) == {"leaves": "reported"}
    assert held(claims([cast("Baek Do-hyun", "returns")], [a_series()])) == {"returns": "reported"}


def test_who_leaves_a_part_that_another_joins_for_is_recast() -> None:
    leaves, joins = cast("An Seo-yun", "leaves", n=1), cast("Kim Bo", "joins as 해인", n=2)
    found = claims([leaves, joins], [a_series()])
    assert {(c.about, c.value) for c in found} == {("casting:An Seo-yun", "recast"), ("casting:Kim Bo", "joins as 해인")}
    rumour = cast("Kim Bo", "joins as Hae-in", n=2, said="rumoured")
    assert ("casting:An Seo-yun", "leaves") in {(c.about, c.value) for c in claims([leaves, rumour], [a_series()])}


def test_directed_by_claims_a_season_only_where_one_is_named() -> None:
    assert claims([saying("Jang Hyo", about="director", season="")], [a_series()]) == ()
    goes_on, other = saying("Jang Hyo", about="director"), saying("Roh Eun", about="director", article=77)
    assert claims([goes_on], [a_series()]) == (), "she directed before: no news"
    assert held(claims([other], [a_series()])) == {"Roh Eun": "reported"}
    assert held(claims([goes_on, other], [a_series()])).keys() == {"Jang Hyo", "Roh Eun"}, "now it is"
    assert held(claims([saying("Jang Hyo", about="director", said="denied")], [a_series()])) == {"Jang Hyo": "denied"}


def test_a_trailer_promised_for_some_month_is_no_fact_yet() -> None:
    assert claims([saying("2026-09", about="trailer", said="planned", tier="official")]) == ()
    assert claims([saying("2026-03", about="trailer")]) == ()
    assert held(claims([saying("2026-09-24", about="trailer", said="planned")])) == {"2026-09-24": "reported"}


def test_a_disc_is_a_home_release() -> None:
    assert facts.fact_of("other", "The Blu-ray box set is out from August 28.") == "home_release"
    assert facts.fact_of("other", "블루레이는 8월 28일 발매된다.") == "home_release"
    assert facts.fact_of("other", "It will be sold as a collector's box from August 28.") == "home_release"
    assert facts.fact_of("other", "It is the only disc edition planned before the show is back on November 13.") == "other"
    assert facts.fact_of("other", "She enlists in June.") == "other"
    assert facts.fact_of("premiere", "The DVD follows the premiere.") == "premiere"


def test_the_home_release_of_what_nobody_has_seen_is_of_the_season_before() -> None:
    (claim,) = claims([saying("2026-08-28", about="home_release", season="S2")], [a_series()])
    assert claim.season == "S1"


def test_a_day_that_others_tie_to_another_fact_is_that_facts() -> None:
    right = [saying("2026-11-13", n=1), saying("2026-11-13", n=2)]
    wrong = saying("2026-11-13", n=3, about="trailer")
    assert {c.about for c in claims([*right, wrong])} == {"premiere"}
    assert {c.about for c in claims([right[0], wrong])} == {"premiere", "trailer"}
    assert {c.about for c in claims([*right, wrong, saying("2026-11-13", n=4, about="trailer")])} == {"premiere", "trailer"}


def test_a_premiere_today_that_nobody_announced_is_none() -> None:
    today = saying("2026-03-05", n=3)  # said on that day
    assert claims([today]) == ()
    assert held(claims([saying("2026-03-05", n=1, day=1), today])) == {"2026-03-05": "reported"}
    assert held(claims([saying("2026-03", n=1, day=-9), today])) == {"2026-03": "superseded", "2026-03-05": "reported"}
    assert held(claims([saying("2026", n=1, day=1), today])) == {"2026": "reported"}
    assert claims([saying("2026-03", n=3)]) == ()


def test_what_has_happened_is_settled_whoever_goes_on_about_it() -> None:
    ended = saying("2026-03-05", n=5, about="production_end", tier="official")
    before, late = saying("2026-08", n=2, about="production_end"), saying("2026-08", n=9, about="production_end")
    assert held(claims([before, ended, late])) == {"2026-03-05": "official", "2026-08": "superseded"}
    assert held(claims([ended, late])) == {"2026-03-05": "official"}


# --- moves ----------------------------------------------------------------------------------------


def month() -> list[tuple[Evidence, tuple[str, str]]]:
    """A month of news of one premiere, each with what an editor would then believe."""
    return [
        (saying("2025", n=1, tier="official"), ("2025", "official")),
        (saying("2026", n=2, tier="official"), ("2026", "official")),
        (saying("2026-H2", n=3), ("2026", "official")),
        (saying("2026-06", n=4, said="rumoured"), ("2026", "official")),
        (saying("2026-H2", n=5, official=True), ("2026-H2", "official")),
        (saying("2026-06", n=6, said="denied", official=True), ("2026-H2", "official")),
        (saying("2026-09-12", n=7, tier="official"), ("2026-09-12", "official")),
    ]


def test_a_month_of_news_step_by_step() -> None:
    said: list[Evidence] = []
    before: tuple[Claim, ...] = ()
    moved: list[Change] = []
    for evidence, expected in month():
        said.append(evidence)
        after = claims(said)
        assert believed(after) == expected
        moved += changes(before, after, evidence.at)
        before = after
    assert [(c.before, c.after) for c in moved] == [("", "2025"), ("2025", "2026"), ("2026", "2026-H2"), ("2026-H2", "2026-09-12")]
    assert held(before)["2026-06"] == "denied"
    assert {v for v, s in held(before).items() if s == "superseded"} == {"2025", "2026", "2026-H2"}


def test_a_change_of_status_alone_is_a_change_and_a_rumour_beside_is_none() -> None:
    one, two = saying(n=1), saying(n=2, tier="official")
    (change,) = changes(claims([one]), claims([one, two]), DAY)
    assert (change.before, change.after, change.status_before, change.status_after) == ("2026-09-12", "2026-09-12", "reported", "official")
    assert changes(claims([two]), claims([two, saying("2027", n=3, said="rumoured")]), DAY) == ()


def test_a_belief_that_is_withdrawn_is_a_change_to_nothing() -> None:
    (change,) = changes(claims([saying()]), (), DAY)
    assert (change.before, change.after, change.status_after) == ("2026-09-12", "", "")


_VALUES = st.sampled_from(["2026", "2026-H2", "2026-09", "2026-09-12", "2026-10", "2027", "joins", "joins as A", "leaves", "10"])
_SAYINGS = st.lists(
    st.builds(
        lambda n, value, said, tier, official, about: saying(value, n=n, said=said, tier=tier, official=official, about=about),
        st.integers(1, 12),
        _VALUES,
        st.sampled_from(["confirmed", "planned", "rumoured", "denied", "superseded"]),
        st.sampled_from(["official", "press", "user-generated"]),
        st.booleans(),
        st.sampled_from(["premiere", "casting:Kim Bo", "trailer"]),
    ),
    max_size=14,
    unique_by=lambda e: (e.article, e.mention),
)


@given(_SAYINGS, st.randoms(use_true_random=False))
def test_the_ledger_does_not_hang_on_the_order_of_what_is_read(said: list[Evidence], chance: random.Random) -> None:
    mixed = list(said)
    chance.shuffle(mixed)
    assert claims(said, [a_series()]) == claims(mixed, [a_series()])


@given(_SAYINGS)
def test_one_value_of_each_fact_is_believed_and_fans_alone_make_a_rumour_at_most(said: list[Evidence]) -> None:
    found = claims(said)
    series: tuple[Series, ...] = ()
    assert claims(said, series) == found
    for fact in {(c.series, c.season, c.about, c.region) for c in found}:
        assert sum(c.believed for c in found if (c.series, c.season, c.about, c.region) == fact) == 1
    for claim in found:
        if all(e.tier == "user-generated" for e in claim.evidence):
            assert claim.status in ("rumoured", "denied", "superseded")
        assert claim.origins >= 1
        assert changes(found, found, DAY) == ()
