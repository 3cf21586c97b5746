"""Whose news an article tells: wire copies, texts written over another's, translations and "via X" chains have one origin.

Counting articles as sources would let one wire story prove itself eight times. An article passes on what the first of its
story tells that it owes its own to, and the origin is where that chain begins. Which of two came first to us says nothing:
each pair is told by its texts and the publishers' dates, so that all orders of arrival end in the same origins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.records import Filing, PassedOn, dated, moment
from model.watched import Series
from pipelines import bodies
from pipelines.comparing import outlet_names
from pipelines.translations import translated
from store.passing import Telling

NEW = 0  # the id of the article that is being filed
AHEAD = dt.timedelta(days=1)  # that a credit may be dated before what it credits: many publishers give a day and no time
LEAST = 200  # characters of a body whose equality says something


class Tie(NamedTuple):
    """Why one article passes on another's news, and whether it is a copy of it."""

    why: str
    copy: bool = False


def of_filing(filing: Filing) -> Telling:
    """A new article among those of its story."""
    at = moment(dated(filing.published or filing.article.at))
    assert at is not None
    source = filing.article.source
    return Telling(
        id=NEW, origin=NEW, url=filing.url, source=source.slug, tier=source.tier, language=filing.language, published=at,
        body_hash=filing.body_hash, body=filing.body,
    )  # fmt: skip


def place(telling: Telling) -> tuple[bool, dt.datetime, str]:
    """Where an article stands in its story: official ones first, then by the publisher's time, then by address."""
    return telling.tier != "official", telling.published, telling.url


def passes_on(one: Telling, other: Telling, about: Sequence[Series] = ()) -> Tie | None:
    """Why `one` only passes on the news of `other`; None where it does not. Of two like texts the later one does."""
    if place(other) < place(one):
        if one.body_hash and one.body_hash == other.body_hash and len(one.body) >= LEAST:
            return Tie("the same text", copy=True)
        share = bodies.containment(one.body, other.body)
        if share >= bodies.DERIVED:
            return Tie(f"{share:.0%} of its text", copy=share >= bodies.COPY)
        wire = bodies.agency(one.body)
        if wire and wire == bodies.agency(other.body):
            return Tie(f"both are of the agency {wire}")
        if one.language != other.language and translated(one.body, other.body, about):
            return Tie("a translation")
    if other.published > one.published + AHEAD:
        return None
    if other.tier == "official":
        relayed = one.tier != "official" and one.language == other.language and bodies.relays_a_statement(one.body)
        return Tie("an agency's text of its statement") if relayed else None
    if other.source != one.source and bodies.credits_outlet(one.body, outlet_names(other.source, other.url)):
        return Tie(f"it credits {other.source}")
    return None


def settled(new: Telling, members: Sequence[Telling], about: Sequence[Series] = ()) -> tuple[PassedOn, ...]:
    """What changes when an article joins the members of its story, or is another text now: whose news it is (always said, but where
    a person told it), and those that turn out otherwise.

    Each article's own entry is the first, by `place`, of all whose news it passes on. What is stored of a member is the first
    among those that had come, so it is compared with the new one only; one whose entry went to another story, or is the one
    that changed, is told anew.
    """
    members = sorted(members, key=place)
    known = {t.id: t for t in (*members, new)}
    ties: dict[int, tuple[int | None, Tie]] = {}
    if not new.by_hand:
        ties[new.id] = _first(new, members, about) or (None, Tie(""))
    for member in members:
        if member.by_hand:
            continue
        anew = member.elsewhere or member.of == new.id
        was = None if anew or member.of is None else known.get(member.of)
        asked = sorted((*members, new), key=place) if anew else (new,)
        found = _first(member, [t for t in asked if t.id != member.id and (was is None or place(t) < place(was))], about)
        if found:
            ties[member.id] = found
        elif anew:
            ties[member.id] = (None, Tie(""))
    of = {t.id: ties[t.id][0] if t.id in ties else t.of for t in known.values()}
    out = []
    for telling in (new, *members):
        origin = _origin(telling, of, known)
        if telling.id in ties or (origin != telling.origin and not telling.by_hand):
            why, copy = ties[telling.id][1] if telling.id in ties else Tie(telling.why)
            out.append(PassedOn(article=telling.id, of=of[telling.id], origin=origin, why=why, copy=copy))
    return tuple(out)


def _first(one: Telling, others: Sequence[Telling], about: Sequence[Series]) -> tuple[int, Tie] | None:
    return next(((other.id, tie) for other in others if (tie := passes_on(one, other, about))), None)


def _origin(telling: Telling, of: Mapping[int, int | None], known: Mapping[int, Telling]) -> int:
    """Where the chain from an article begins; where it leads in a circle, the first of those in it."""
    path = [telling]
    while True:
        last = path[-1]
        before = of[last.id]
        if last.by_hand or (before is not None and before not in known):
            return last.origin  # as a person left it, or as it was told before its story grew beyond what is read
        if before is None:
            return last.id
        following = known[before]
        if following in path:
            return min(path[path.index(following) :], key=place).id
        path.append(following)
