"""Facts, values, states and evidence of the ledger in the reader's words: `2026-Q3` is "Q3 2026", `S2` premiere "premiere · S2". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from desk.languages import LOCALES, N_, reading
from desk.languages import gettext as _
from model.beliefs import Claim, Evidence
from model.facts import CASTING
from model.spans import instant, span

SIGNS = {"official": "●", "reported": "◐", "rumoured": "○", "denied": "⊘", "superseded": "⊖"}
STATUS = {
    "official": N_("official"),
    "reported": N_("reported"),
    "rumoured": N_("rumour"),
    "denied": N_("denied"),
    "superseded": N_("superseded"),
}
ABOUT = {
    "premiere": N_("premiere"),
    "production_start": N_("production start"),
    "production_end": N_("production end"),
    "trailer": N_("trailer"),
    "home_release": N_("home release"),
    "renewal": N_("renewal"),
    "episodes": N_("episodes"),
    "final_season": N_("final season"),
    "director": N_("director"),
    "announcement": N_("announcement"),
    "event": N_("event"),
    "episode_air": N_("episode air"),
    "past_work": N_("past work"),
    "other": N_("other"),
}
RELATION = {
    "mention": N_("mention"),
    "joins_cast": N_("joins cast"),
    "returns_as": N_("returns as"),
    "leaves": N_("leaves"),
    "recast": N_("recast"),
    "not_cast": N_("not cast"),
    "rumoured": N_("rumoured"),
    "director": N_("director"),
}
SAID = {
    "confirmed": N_("confirmed"),
    "planned": N_("planned"),
    **{s: w for s, w in STATUS.items() if s != "rumoured"},
    "rumoured": N_("rumoured"),
}
PRECISION = {
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half": N_("half"),
    "season": N_("season"),
    "year": N_("year"),
    "decade": N_("decade"),
    "range": N_("range"),
    "instant": N_("instant"),
}
MOD = {"START": N_("early"), "MID": N_("mid"), "END": N_("late")}
_CASTING = {
    "joins": N_("joins"),
    "returns": N_("returns"),
    "leaves": N_("leaves"),
    "recast": N_("recast"),
    "true": N_("yes"),
    "false": N_("no"),
}
_PARTS = {
    "H1": N_("first half of %(year)s"),
    "H2": N_("second half of %(year)s"),
    "SP": N_("spring %(year)s"),
    "SU": N_("summer %(year)s"),
    "FA": N_("autumn %(year)s"),
    "WI": N_("winter %(year)s"),
}
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI|W\d\d)\Z", re.ASCII)
_JOINS = "joins as "
_TIERS = {"official": 0, "press": 1, "user-generated": 2}
AGAINST = ("denied", "superseded")


def status(name: str) -> str:
    """A status with its shape: "◐ reported"."""
    return f"{SIGNS[name]} {_(STATUS[name])}" if name else _("nothing")


def about(name: str) -> str:
    """What a fact or a date is of."""
    return name.removeprefix(CASTING) if name.startswith(CASTING) else _(ABOUT[name]) if name in ABOUT else name.replace("_", " ")


def title(claim: Claim) -> str:
    """A fact in words: "premiere · S2 · KR"."""
    return " · ".join(part for part in (about(claim.about), claim.season, claim.region) if part)


def value(text: str) -> str:
    """A value as the reader says it. A vague date stays vague; what is no date stays as it is."""
    if not text:
        return ""
    if text in _CASTING:
        return _(_CASTING[text])
    if text.startswith(_JOINS):
        return _("joins as %(character)s") % {"character": text.removeprefix(_JOINS)}
    days = span(text)
    if days is None:
        return text
    if at := instant(text):
        return f"{day(days.first)}, {at:%H:%M} UTC"
    first, slash, last = text.partition("/")
    if slash:
        return _("%(first)s to %(last)s") % {"first": value(first), "last": value(last)}
    if m := _PART.match(text):
        year, part = m.groups()
        if part in _PARTS:
            return _(_PARTS[part]) % {"year": year}
        if part.startswith("W"):
            return _("week %(week)s of %(year)s") % {"week": int(part[1:]), "year": year}
        return _skeleton("yQQQ", days.first)
    if text.endswith("X"):
        return _("the ten years from %(year)s") % {"year": days.first.year}
    return day(days.first) if len(text) == 10 else _skeleton("yMMM", days.first) if len(text) == 7 else text


def day(date: dt.date) -> str:
    """A day with its year."""
    return _skeleton("yMMMd", date)


def short(date: dt.date, skeleton: str) -> str:
    """A date by one of CLDR's skeletons, as axes label their ticks: "MMMd", "yMMM", "y"."""
    return _skeleton(skeleton, date)


def _skeleton(skeleton: str, date: dt.date) -> str:
    from babel.dates import format_skeleton

    return str(format_skeleton(skeleton, date, locale=LOCALES[reading().language]))


def best_quote(evidence: Iterable[Evidence]) -> Evidence | None:
    """The evidence to show: who weighs most, affirms rather than denies, and said it first."""
    return min(evidence, key=lambda e: (e.said in AGAINST, not e.official, _TIERS.get(e.tier, 3), e.at, e.mention), default=None)
