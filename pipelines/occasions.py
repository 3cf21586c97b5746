"""The occasion that an article of a series reports: which event, of whom, which season, when. Pure.

Inside one series headlines share too many words to be told apart by words, and two languages share none. What they do
share is the occasion: filming begins, X joins, the premiere is set for a day, all within a few days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from model.records import Filing
from model.text import fold
from model.watched import Series
from pipelines.events import events
from pipelines.facts import Facts, facts
from pipelines.guards import clash
from pipelines.likeness import probability
from pipelines.titles import Title, key_of
from store.stories import Candidate

EVENT_KEYS, PERSON_KEYS, DAY_KEYS = 3, 2, 2  # of one article
BUCKET = 10  # days of one index bucket; the neighbours are asked too
LEAD = 320  # characters of a body in which its event stands

# When a headline carries several events, the first of these is what it is about.
FIRST = (
    "denied", "death", "recast", "leak", "apology", "delayed", "moved_up", "leaves", "injured", "fire", "paused", "resumed", "home_release", "recap", "interview", "filming_ends",
    "filming_starts", "script_reading", "casting_call", "joins", "trailer", "teaser", "poster", "episodes", "date_set", "renewed", "cancelled",
    "returns_cast", "final_season", "soundtrack", "screening", "award", "nominated", "ratings_up", "ratings_down", "top_list", "enlist", "romance", "marriage", "legal", "agency",
    "spin_off", "fan_event", "budget", "locations", "how_to", "rumour",
)  # fmt: skip
PERSONAL = frozenset(
    [
        "joins",
        "leaves",
        "injured",
        "interview",
        "agency",
        "romance",
        "marriage",
        "legal",
        "enlist",
        "award",
        "nominated",
        "returns_cast",
        "rumour",
        "denied",
    ]
)  # events of a person: another person is another story
DATED = frozenset(("date_set", "delayed", "moved_up"))  # events whose day is the news
# A premiere's day, and what its announcement says besides: one outlet makes it the headline, another has it in the lead.
SAID_WITH_A_DATE = frozenset(("date_set", "episodes", "returns_cast", "joins", "renewed"))
LONGEST = {"trailer": 6, "teaser": 6, "recap": 3, "interview": 30, "how_to": 5}  # days over which one occasion is told
DAYS = 12
DAYS_OF_A_PERSON = 21  # … where a person of the series is in both headlines
DAYS_OF_A_DATE = 45  # … where both name the same day
FAR_ALIKE = 75  # token_sort_ratio of the words of headlines farther apart than that from which the desk may still be asked
SOON = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    series: tuple[str, ...]
    event: str  # "" = none is named
    events: frozenset[str]
    told: frozenset[str]  # events of the headline, and the main one
    rumour: bool
    people: frozenset[str]  # of the series, named in headline or lead
    leading: frozenset[str]  # of the series, named in the headline
    seasons: frozenset[str]
    days: frozenset[str]  # days and months that the headline or lead names
    months: frozenset[str]
    at: dt.datetime
    day: str
    language: str
    body: str


def occasion(article: Filing | Candidate, title: Title, about: Sequence[Series], text: str = "") -> Occasion:
    """What an article reports, from its headline, else its lead."""
    if isinstance(article, Filing):
        body, at, series = article.body, article.published or article.article.at, tuple(j.series for j in article.judged)
    else:
        body, at, series = text.partition("\n\n")[2], article.published, article.series
    lead = body[:LEAD]
    folded_lead, inside, lead_facts = _read_lead(lead)
    said = title.events - {"rumour"}
    main = next((e for e in FIRST if e in said), "") or next((e for e in FIRST if e in inside), "")
    rumour = "rumour" in title.events
    told = (said | {main} if main else said) | ({"rumour"} if rumour else frozenset())
    heads, leads = _people(title.folded, about), _people(folded_lead, about)
    return Occasion(
        series=series, event=main, events=title.events | inside, told=told, rumour=rumour, people=heads | leads, leading=heads,
        seasons=title.facts.of("season") or lead_facts.of("season"),
        days=title.facts.of("day") or lead_facts.of("day"),
        months=title.facts.of("month") or lead_facts.of("month"), at=at, day=article.published_day if isinstance(article, Filing) else article.day,
        language=article.language, body=body,
    )  # fmt: skip


def occasion_keys(here: Occasion, shift: int) -> tuple[int, ...]:
    """Index keys of an occasion: (series, event) and (series, person) within some days, and (series, day named)."""
    bucket = here.at.toordinal() // BUCKET + shift
    told = sorted(here.told, key=FIRST.index)[:EVENT_KEYS]
    keys = [key_of("event", s, e, bucket) for s in here.series for e in told]
    keys += [key_of("person", s, p, bucket) for s in here.series for p in sorted(here.leading)[:PERSON_KEYS]]
    keys += [key_of("day", s, d) for s in here.series for d in sorted(here.days)[:DAY_KEYS] if not shift]
    return tuple(keys)


def out_of_reach(title: Title, at: dt.datetime, other: Title, then: dt.datetime) -> bool:
    """Whether two articles of one series lie too far apart to be one story, with headlines too unlike for the desk to be asked.

    Told by dates and words alone, before anything is read: most of an old archive is this far away.
    """
    if abs((at - then).total_seconds()) <= DAYS_OF_A_DATE * 86400:
        return False
    return fuzz.token_sort_ratio(" ".join(title.words), " ".join(other.words)) < FAR_ALIKE


def same_occasion(title: Title, here: Occasion, other: Title, there: Occasion) -> tuple[int, str, bool]:
    """(score, reason, whether a guard forbids) of two articles of one series."""
    alike = round(100 * probability(title, other))
    if stopped := clash(title, other):
        return alike, stopped, True
    if here.seasons and there.seasons and not here.seasons & there.seasons:
        return alike, "another season", True
    denials = ("denied" in title.events) + ("denied" in other.events)
    if denials == 1 and (here.event == "denied" or there.event == "denied"):
        return alike, "a denial is not what it denies", True
    if here.rumour != there.rumour and not denials:
        return alike, "a rumour is not a confirmation", True
    shared = _shared_event(title, here, other, there)
    if here.event and there.event and not shared:
        return min(alike, 60), f"{here.event} is not {there.event}", not _kindred(here, there)
    if shared in DATED and here.days and there.days and not here.days & there.days:
        return alike, f"another day: {_list(here.days)} and {_list(there.days)}", True
    if shared in DATED and here.rumour and there.rumour and here.months and there.months and not here.months & there.months:
        return alike, f"another month: {_list(here.months)} and {_list(there.months)}", True
    personal = shared in PERSONAL and bool(here.leading or there.leading)
    if personal and here.leading and there.leading and not here.leading & there.leading:
        return alike, f"another person: {_list(here.leading)} and {_list(there.leading)}", True
    apart, limit = _apart(here, there), LONGEST.get(shared, DAYS)
    if personal and here.leading & there.leading:
        limit = max(limit, DAYS_OF_A_PERSON)
    if here.days & there.days or _named(here, there) or _named(there, here):
        limit = max(limit, DAYS_OF_A_DATE)
    if apart > limit:
        return min(alike, 45), f"{apart:.0f} days apart", False
    if shared:
        who = here.people & there.people
        score = 62 + (12 if who else 0) + (10 if apart <= SOON else 0) + min(14, alike // 7)
        if personal and not who:
            score -= 25
        if shared == "interview" and alike < 50:
            score = min(score, 45)  # two outlets that talked to one person have two stories; who retells one, credits it
        return min(score, 99), f"both {shared}" + (f" of {_list(who)}" if who else ""), False
    return alike, "headlines alike" if alike >= 50 else "headlines differ", False


def _shared_event(title: Title, here: Occasion, other: Title, there: Occasion) -> str:
    """The event that two articles have in common: the main one of either, where the other's headline (or lead) has it too."""
    if here.event and here.event == there.event:
        return here.event
    if here.event and here.event in other.events:
        return here.event
    if there.event and there.event in title.events:
        return there.event
    if _of_a_premiere(title, here, other, there):
        return "date_set"
    alike = here.days & there.days or here.months & there.months or here.leading & there.leading
    return "rumour" if here.rumour and there.rumour and alike else ""


def _of_a_premiere(title: Title, here: Occasion, other: Title, there: Occasion) -> bool:
    """Whether two articles of a few days tell one announcement: they name one day, and one says that it is the premiere's.

    The headline of each has that day, its month, or what else was said: who has all of it in the lead only tells something else.
    """
    days = here.days & there.days
    if not days or _apart(here, there) > SOON or "date_set" not in (here.event, there.event):
        return False
    months = {str(int(day.split("-")[0])) for day in days}
    return all(
        (o.event in SAID_WITH_A_DATE or not o.event)
        and bool(SAID_WITH_A_DATE & t.events or days & t.facts.of("day") or months & t.facts.of("month"))
        for t, o in ((title, here), (other, there))
    )


def _apart(here: Occasion, there: Occasion) -> float:
    return abs((here.at - there.at).total_seconds()) / 86400


def _named(here: Occasion, there: Occasion) -> bool:
    """Whether one names the day on which the other appeared: "the trailer is out on September 24"."""
    return any(there.day.endswith("-{:02d}-{:02d}".format(*map(int, d.split("-")))) for d in here.days)


def _kindred(here: Occasion, there: Occasion) -> bool:
    return here.event in there.events and there.event in here.events


@lru_cache(maxsize=4_000)
def _read_lead(lead: str) -> tuple[str, frozenset[str], Facts]:
    """(folded, its events, its numbers). The newest articles of a series are compared again and again."""
    folded = fold(lead)
    return folded, events(folded), facts(folded)


def _people(folded: str, about: Sequence[Series]) -> frozenset[str]:
    text = folded.replace("-", " ")
    return frozenset(slug for series in about for slug, spelled in _spelled(_names(series)) if any(name in text for name in spelled))


def _names(series: Series) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (p.slug, (p.name, p.native, *p.also, *(n for part in p.plays for n in (part.character, part.native) if len(n) > 3)))
        for p in series.people
    )


@lru_cache(maxsize=64)
def _spelled(names: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each person's spellings as they are looked for."""
    return tuple((slug, tuple(fold(n).replace("-", " ") for n in spelled if n)) for slug, spelled in names)


def _list(slugs: frozenset[str]) -> str:
    return ", ".join(sorted(slugs))
