"""The ledger over fourteen days of an invented series' news, whose mentions, claims and changes are known."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from model import facts
from model.beliefs import Claim, Evidence
from model.ledger import changes, claims
from model.watched import Person, Plays, Season, Series
from tests.corpus import corpus

pytestmark = pytest.mark.corpus


class World:
    """The scenario's truth as evidence: what each article says at a step, and what should be believed then."""

    def __init__(self) -> None:
        folder = corpus("scenario")
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        world = json.loads((folder / "world.json").read_text(encoding="utf-8"))
        self.days = [dt.datetime.fromisoformat(f"{day}T20:00:00+00:00") for day in world["steps"]]
        self.tier = {o["host"]: o["tier"] for o in world["outlets"]}
        said = world["series"]
        self.series = Series(
            slug=said["slug"],
            titles=tuple(said["titles"]),
            seasons=tuple(Season(number=s["number"], premiered=s.get("premiered", "")) for s in said["seasons"]),
            people=tuple(
                Person(
                    slug=p["slug"],
                    name=p["name"],
                    plays=tuple(Plays(character=c["character"], seasons=tuple(c["seasons"])) for c in p.get("plays", ())),
                )
                for p in said["people"]
            ),
        )
        self.ids = {url: n for n, url in enumerate(self.truth["articles"], 1)}
        self.origins = {
            a["origin_group"]: self.ids[u]
            for u, a in self.truth["articles"].items()
            if a["on_topic"] and not a["derived_from"] and not a["copy_of"]
        }
        self.official = self._official()

    def tier_of(self, url: str) -> str:
        return str(self.tier[(urlsplit(url).hostname or "").removeprefix("www.")])

    def _official(self) -> set[tuple[str, str]]:
        """(url, about) where the press must be quoting somebody official: the claim is official and nobody official is its evidence."""
        held = [c for step in self.truth["claims"] for c in step["claims"] if c["status"] == "official"]
        return {(u, c["about"]) for c in held if all(self.tier_of(u) != "official" for u in c["evidence"]) for u in c["evidence"]}

    def evidence(self, step: int) -> Iterator[Evidence]:
        stated = [c for c in self.truth["claims"][step]["claims"] if c["about"] in ("renewal", "episodes", "home_release")]
        number = 0
        for url, article in self.truth["articles"].items():
            if not article["on_topic"] or article["first_step"] > step or article["quality"] == "wall":
                continue
            version = [v for v in article["versions"] if v["from_step"] <= step][-1]
            at = dt.datetime.fromisoformat(article["published_utc"]).replace(tzinfo=dt.UTC)
            if version is not article["versions"][0]:
                at = self.days[version["from_step"]]
            sayings = [(d["kind"], d["value"], d["status"], d["season"] or "") for d in version["dates"]]
            sayings += [(c["about"], c["value"], "confirmed", c["season"] or "") for c in stated if url in c["evidence"]]
            for cast in version["cast"]:
                found = facts.casting(cast["relation"], cast["role"] or "", "")
                if found is not None:
                    sayings.append((f"casting:{cast['canonical']}", *found, ""))
            for about, value, said, season in sayings:
                number += 1
                yield Evidence(
                    mention=number, article=self.ids[url], version=1, source="s", tier=self.tier_of(url),  # type: ignore[arg-type]
                    origin=self.origins[article["origin_group"]], quote="", start=0, end=0, series=self.series.slug, season=season,
                    about=about, value=value, precision="", region="", said=said, official=(url, about) in self.official, person="",
                    at=at, seen_at=at,
                )  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_the_claims_of_each_day_are_those_that_are_held_then(world: World) -> None:
    for step in range(len(world.days)):
        found = {(c.about, c.season, c.value, c.status) for c in claims(list(world.evidence(step)), [world.series])}
        truth: list[dict[str, Any]] = world.truth["claims"][step]["claims"]
        want = {(c["about"], c["season"], c["value"], c["status"]) for c in truth}
        assert len(found & want) >= 0.9 * len(found), (step, found - want)
        assert len(found & want) >= 0.9 * len(want), (step, want - found)


def test_a_belief_moves_when_it_should_and_only_then(world: World) -> None:
    before: tuple[Claim, ...] = ()
    moved: Counter[tuple[str, str, str]] = Counter()
    for step, day in enumerate(world.days):
        after = claims(list(world.evidence(step)), [world.series])
        moved.update((c.about, c.season, c.after) for c in changes(before, after, day))
        before = after
    want = Counter((c["claim"]["about"], c["claim"]["season"], c["after"]["value"]) for c in world.truth["changes"])
    hit = sum((moved & want).values())
    assert hit >= 0.9 * moved.total(), moved - want
    assert hit >= 0.9 * want.total(), want - moved
