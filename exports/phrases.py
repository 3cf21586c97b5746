"""Facts in words a reader understands: `premiere`, S2, 2026-Q3 -> "premiere of season 2", "third quarter of 2026"."""

from __future__ import annotations

import datetime as dt
import re

from model.spans import instant, span

_FACTS = {
    "premiere": "premiere",
    "production_start": "start of production",
    "production_end": "end of production",
    "trailer": "trailer",
    "home_release": "home release",
    "renewal": "renewal",
    "episodes": "number of episodes",
    "final_season": "final season",
    "director": "director",
}
_PARTS = {
    "Q1": "first quarter of", "Q2": "second quarter of", "Q3": "third quarter of", "Q4": "last quarter of",
    "H1": "first half of", "H2": "second half of", "SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter",
}  # fmt: skip
SIGNS = {"official": "●", "reported": "◐", "rumoured": "○", "denied": "⊘", "superseded": "⊖"}


def fact(about: str, season: str | None) -> str:
    """What is claimed, in words: "premiere of season 2", "casting of Park Ji-hu, season 2"."""
    if about.startswith("casting:"):
        name = f"casting of {about.removeprefix('casting:')}"
        return f"{name}, season {season[1:]}" if season else name
    name = _FACTS.get(about, about.replace("_", " "))
    return f"{name} of season {season[1:]}" if season else name


def kind(about: str) -> str:
    """A kind of claim in words: "start of production"."""
    return "casting" if about == "casting" else _FACTS.get(about, about.replace("_", " "))


def value(text: str | None) -> str:
    """A value in words. A vague date stays vague."""
    if not text:
        return "nothing"
    if at := instant(text):
        return f"{day(at.date())}, {at:%H:%M} UTC"
    first, slash, last = text.partition("/")
    if slash and span(text):
        return f"{value(first)} to {value(last)}"
    if m := re.fullmatch(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)", text):
        return f"{_PARTS[m[2]]} {m[1]}"
    if m := re.fullmatch(r"(\d{4})-W(\d{2})", text):
        return f"week {int(m[2])} of {m[1]}"
    if m := re.fullmatch(r"(\d{3})X", text):
        return f"the {m[1]}0s"
    days = span(text)
    if days and len(text) == 10:
        return day(days.first)
    if days and len(text) == 7:
        return f"{days.first:%B %Y}"
    return text


def day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def short(date: dt.date) -> str:
    return f"{date.day} {date:%b %Y}"


def count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
