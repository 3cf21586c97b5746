"""A source's state in words, what to do about it, and the one button that mends it. Pure.

Who needs you: a source that failed REPEATED times or in a way that does not pass, or one that answers but has been
silent for much longer than it ever was. A single failure needs nobody: it is tried again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from desk.elsewhere import heard
from desk.languages import gettext as _
from desk.languages import ngettext

DAYS = 30  # bars of a sparkline
REPEATED = 3  # failures in a row that need somebody
QUIET_DAYS = 4  # days without anything new that may be worth a look …
QUIET_TIMES = 2  # … where they are this many times the longest gap before
LASTING = frozenset({401, 403, 404, 410, 451})  # answers that will be the same tomorrow
GONE = frozenset({404, 410})
RESTING = frozenset({429, 503})
HIGH, WIDE, GAP = 20, 3, 1  # of a sparkline, in its own units

Group = Literal["needs", "paused", "well"]


@dataclass(frozen=True, slots=True)
class State:
    """`sign` and `level` are for the eye; `says` and `todo` are whole sentences; `action` is what the button does, "" for none."""

    group: Group
    sign: str
    level: Literal["bad", "warn", "plain"]
    says: str
    todo: str = ""
    action: Literal["", "pause", "resume", "now", "move"] = ""


def state(row: Mapping[str, Any], now: dt.datetime, gap: int = 0) -> State:
    """Of a row of `sources_status`; `gap` is the longest time without anything new that its bars show, in days."""
    last = row["last_visit"]
    status = last["http_status"] if last else 0
    if row["paused"]:
        says = _("Paused: %(why)s") % {"why": row["note"]} if row["note"] else _("Paused")
        return State("paused", "‖", "plain", says, _("Nothing is asked of it until somebody resumes it."), "resume")
    if row["error"]:
        return _failed(row, status)
    if last is None:
        return State("well", "○", "plain", _("Not visited yet"), _("The next run visits it."))
    if row.get("moved_to"):
        says = _("Moved for good to %(url)s") % {"url": row["moved_to"]}
        todo = _("Its old address still leads there. Look at the change of sources.yaml, and accept it.")
        return State("needs", "→", "warn", says, todo, "move")
    quiet = (now - dt.datetime.fromisoformat(row["new_at"])).days if row["new_at"] else 0
    if quiet >= max(QUIET_DAYS, QUIET_TIMES * gap):
        says = ngettext("Answers, nothing new for %(num)s day", "Answers, nothing new for %(num)s days", quiet) % {"num": quiet}
        todo = ngettext("Longest gap before: %(num)s day.", "Longest gap before: %(num)s days.", gap) % {"num": gap} if gap else ""
        return State(
            "needs", "⚠", "warn", says, " ".join(filter(None, (todo, _("See whether its pages moved, then visit it again.")))), "now"
        )
    if quiet > 1:
        says = ngettext("Well; nothing new for %(num)s day", "Well; nothing new for %(num)s days", quiet) % {"num": quiet}
        return State("well", "✓", "plain", says)
    return State("well", "✓", "plain", _("Well"))


def _failed(row: Mapping[str, Any], status: int) -> State:
    times, why = row["failures"], heard(row["error"])
    if status in GONE:
        says = _("Gone (%(status)s)") % {"status": status}
        return State("needs", "×", "bad", says, _("Its address is no more. Look for the new one, or pause it."), "pause")
    if status in LASTING:
        says = _("Refuses us (%(status)s)") % {"status": status}
        return State("needs", "×", "bad", says, _("Ask the site's owner, or pause it."), "pause")
    if status in RESTING:
        says = _("Asks us to wait (%(status)s)") % {"status": status}
        return State("needs", "⚠", "warn", says, _("We wait. Give it a longer `every:` in sources.yaml if that goes on."))
    if times < REPEATED:
        says = _("Failed at the last visit: %(why)s") % {"why": why}
        return State("well", "⚠", "warn", says, _("It is tried again by itself."))
    says = ngettext("Failed %(num)s time in a row: %(why)s", "Failed %(num)s times in a row: %(why)s", times) % {"num": times, "why": why}
    return State("needs", "×", "bad", says, _("Open its address in a browser. If it answers there, visit it again; else pause it."), "now")


@dataclass(frozen=True, slots=True)
class Spark:
    """Thirty bars: `items` and `failed` and `flat` are SVG paths, `says` the same as a sentence, `gap` the longest silence in days."""

    items: str
    failed: str
    flat: str
    says: str
    gap: int
    rows: tuple[tuple[str, int, int, int], ...]  # (day, visits, failed, items), the newest first

    @property
    def wide(self) -> int:
        return DAYS * (WIDE + GAP)


def spark(days: Mapping[str, tuple[int, int, int]], now: dt.datetime) -> Spark:
    """A frame is a day whose visits all failed, a flat line one that brought nothing; a day without a visit is left empty."""
    dates = [(now - dt.timedelta(days=back)).date().isoformat() for back in reversed(range(DAYS))]
    most = max((items for _, _, items in days.values()), default=0)
    items_path, failed_path, flat_path = [], [], []
    total = failures = nothing = 0
    rows = []
    for place, date in enumerate(dates):
        if date not in days:
            continue
        visits, failed, items = days[date]
        rows.append((date, visits, failed, items))
        total += items
        x = place * (WIDE + GAP)
        if items:
            high = max(2, round(HIGH * items / most))
            items_path.append(f"M{x} {HIGH}v-{high}h{WIDE}v{high}z")
        elif failed == visits:
            failures += 1
            failed_path.append(f"M{x}.5 {HIGH - 0.5}v-{HIGH - 1}h{WIDE - 1}v{HIGH - 1}z")
        else:
            nothing += 1
            flat_path.append(f"M{x} {HIGH - 0.5}h{WIDE}")
    return Spark(
        "".join(items_path), "".join(failed_path), "".join(flat_path), _said(total, failures, nothing), _gap(rows), tuple(reversed(rows))
    )


def _said(total: int, failures: int, nothing: int) -> str:
    parts = [ngettext("%(num)s item in 30 days", "%(num)s items in 30 days", total) % {"num": total}]
    if failures:
        parts.append(ngettext("%(num)s day failed", "%(num)s days failed", failures) % {"num": failures})
    if nothing:
        parts.append(ngettext("%(num)s day with nothing", "%(num)s days with nothing", nothing) % {"num": nothing})
    return ", ".join(parts)


def _gap(rows: Sequence[tuple[str, int, int, int]]) -> int:
    """The longest time between two days that brought something, in days; the silence that goes on now is not one."""
    days = [dt.date.fromisoformat(date) for date, _, _, items in rows if items]
    return max(((b - a).days for a, b in pairwise(days)), default=0)
