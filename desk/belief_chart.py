"""A belief as a picture: across when we believed it, up what date it is; a tall bar is a vague date. Pure.

What is not believed is drawn too, as a frame from when it was first said. Grey is what would have been past by then, the ticks
below are the articles. A fact that is no date has a row for each value instead. The same is told as a sentence and as a table,
since a picture is not for everybody. A drawing has a width in pixels, so that no text ever shrinks: a page holds a wide and a
narrow one and shows the one that fits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from desk import wording
from desk.languages import gettext as _
from desk.languages import ngettext
from model.beliefs import Change
from model.spans import span

LEFT, HIGH, TOP, FOOT = 84, 236, 8, 44  # left of the plot, the plot, and above and below it: labels of time, the articles
ROW = 44  # of a value that is no date
DAY_HIGH = 5.0  # a day, and any bar, is at least so high
LETTER, WIDE_LETTER, LINE = 6.4, 12.0, 15.0  # of 12 px text, about
TICK_ACROSS, TICK_UP = 92, 34  # between two labels, at least
AHEAD = 12  # the time in which it was believed is drawn upwards too, unless the dates said lie further off than so many times their range
VALUES_MAX = 40  # drawn; those said first
_DAY = dt.timedelta(days=1)
# (days, months) between two ticks, and how a tick is said
_STEPS = (
    *((1, 0, "MMMd"), (2, 0, "MMMd"), (7, 0, "MMMd"), (14, 0, "MMMd")),
    *(
        (0, 1, "yMMM"),
        (0, 3, "yMMM"),
        (0, 6, "yMMM"),
        (0, 12, "y"),
        (0, 24, "y"),
        (0, 60, "y"),
        (0, 120, "y"),
        (0, 1200, "y"),
        (0, 12000, "y"),
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A value that stands in the ledger now."""

    value: str
    status: str
    origins: int
    first: dt.datetime
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """A while in which a value was believed, or (`look` "said …") only said."""

    x: float
    y: float
    width: float
    height: float
    look: str
    value: str
    state: str
    since: str

    @property
    def says(self) -> str:
        return _("%(what)s, from %(day)s") % {"what": f"{self.value}, {self.state}", "day": self.since}


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    kind: str = ""  # class
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and everything around them, in pixels; `past`, `moved` and `articles` are SVG paths."""

    width: int
    height: int
    left: int
    bottom: int
    grid: str
    past: str
    moved: str
    articles: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Belief:
    """A fact's history: drawings, the same as a sentence, and as rows (from, value, status)."""

    charts: tuple[Chart, ...]
    says: str
    moves: str
    rows: tuple[tuple[dt.datetime, str, str], ...]
    dated: bool  # whether its values are dates


def told(
    changes: Sequence[Change], said: Sequence[Said], articles: Sequence[dt.datetime], now: dt.datetime, widths: Sequence[int]
) -> Belief:
    """What was believed and said when; one drawing for each width."""
    steps = []
    for c in changes:
        believed = f"{wording.value(c.after)} ({_(wording.STATUS[c.status_after])})" if c.after else _("nothing")
        steps.append(_("from %(day)s %(value)s") % {"day": wording.day(c.at.date()), "value": believed})
    return Belief(
        charts=tuple(_Drawing(changes, said[:VALUES_MAX], articles, now, width).chart() for width in widths) if changes or said else (),
        says=_("What was believed: %(steps)s.") % {"steps": "; ".join(steps)} if steps else _("Nothing was believed yet."),
        moves=_moves(changes),
        rows=tuple((c.at, wording.value(c.after) or _("nothing"), wording.status(c.status_after) if c.after else "") for c in changes),
        dated=any(span(v) for v in (*(c.after for c in changes), *(s.value for s in said))),
    )


def _moves(changes: Sequence[Change]) -> str:
    """How often the value moved, and whether always in one direction; "" where it never did."""
    values = [c.after for c in changes if c.after]
    moved = [(a, b) for a, b in pairwise(values) if a != b]
    if not moved:
        return ""
    since = next(c.at for c in changes if c.after)
    says = ngettext("Moved %(num)s time since %(day)s", "Moved %(num)s times since %(day)s", len(moved)) % {
        "num": len(moved),
        "day": wording.day(since.date()),
    }
    ends = [(span(a), span(b)) for a, b in moved]
    if all(a and b and (b.last, b.first) != (a.last, a.first) and b.last >= a.last and b.first >= a.first for a, b in ends):
        return _("%(moved)s, always later.") % {"moved": says}
    if all(a and b and (b.last, b.first) != (a.last, a.first) and b.last <= a.last and b.first <= a.first for a, b in ends):
        return _("%(moved)s, always earlier.") % {"moved": says}
    return f"{says}."


class _Drawing:
    """One drawing while it is made."""

    def __init__(
        self, changes: Sequence[Change], said: Sequence[Said], articles: Sequence[dt.datetime], now: dt.datetime, width: int
    ) -> None:
        self.changes, self.said, self.width = changes, said, width
        moments = [c.at for c in changes] + [s.first for s in said] + list(articles)
        self.end = max([now, *(c.at for c in changes)])
        self.begin = min([*moments, self.end - _DAY])
        self.articles, self.year = articles, now.year
        values = dict.fromkeys([*(c.after for c in changes if c.after), *(s.value for s in said)])
        self.spans = {value: days for value in values if (days := span(value)) is not None}
        self.dated = bool(values) and len(self.spans) == len(values)
        self.rows = sorted(values, key=lambda v: (v not in {c.after for c in changes}, v))
        longest = max((_wide(wording.value(value)) for value in self.rows), default=0.0)
        self.left = LEFT if self.dated else max(LEFT, min(round(longest) + 16, width // 3))
        self.high = HIGH if self.dated else ROW * max(len(self.rows), 1)
        self.bottom = TOP + self.high
        if self.dated:
            self._upwards()
            self.left = max(LEFT, *(round(_wide(label.text)) + 12 for label in self._ups()))

    def _upwards(self) -> None:
        low, high = min(days.first for days in self.spans.values()), _next(max(days.last for days in self.spans.values()))
        if high - self.begin.date() <= AHEAD * max(high - low, 7 * _DAY):
            low = min(low, self.begin.date())
        self.up = _step((high - low).days, self.high // TICK_UP)
        self.low, self.top = _floor(low, self.up), _after(_floor(high - _DAY, self.up), self.up)

    def x(self, at: dt.datetime) -> float:
        return self.left + (self.width - 1 - self.left) * (at - self.begin).total_seconds() / (self.end - self.begin).total_seconds()

    def said_as(self, at: dt.date, step: tuple[int, int, str]) -> str:
        """A tick in words, with its year where that is another one."""
        return wording.short(at, "yMMMd" if step[0] and at.year != self.year else step[2])

    def y(self, day: dt.date) -> float:
        return self.bottom - self.high * (day - self.low).days / (self.top - self.low).days

    def box(self, value: str, start: dt.datetime, end: dt.datetime) -> tuple[float, float, float, float]:
        """Where a value stands while it is believed or said."""
        x = min(self.x(start), self.width - 4.0)
        wide = max(self.x(end) - x, 3.0)
        if not self.dated:
            return x, TOP + ROW * self.rows.index(value) + 10.0, wide, ROW - 20.0
        days = self.spans[value]
        top, foot = self.y(_next(days.last)), self.y(days.first)
        high = max(foot - top, DAY_HIGH)
        return x, (top + foot - high) / 2, wide, high

    def chart(self) -> Chart:
        bars, moved, middle = [], "", None
        for n, change in enumerate(self.changes):
            until = self.changes[n + 1].at if n + 1 < len(self.changes) else self.end
            if not change.after:
                middle = None
                continue
            x, y, wide, high = self.box(change.after, change.at, until)
            if middle is not None and abs(middle - (y + high / 2)) > 1:
                moved += f"M{x:.1f} {middle:.1f}V{y + high / 2:.1f}"
            middle = y + high / 2
            bars.append(_bar((x, y, wide, high), change.status_after, change.after, change.status_after, change.at))
        labels = [*self._ticks(), *self._ups()]
        ghosts = [bar for s in self.said if (bar := self._ghost(s)) is not None]
        texts = self._texts(bars, ghosts)
        past, past_label = self._past(texts)
        grid = self._lines()
        grid += "".join(f"M{label.x - 4:.1f} {TOP}V{self.bottom + 14}" for label in labels if label.kind == "across")
        grid += f"M{self.left} {self.bottom}.5H{self.width}"
        marks = "".join(f"M{x} {self.bottom + 28}v10" for x in sorted({round(self.x(at) * 2) / 2 for at in self.articles}))
        labels.append(Label(self.left - 8, self.bottom + 37, _("articles"), "up", "end"))
        return Chart(
            width=self.width, height=self.bottom + FOOT, left=self.left, bottom=self.bottom, grid=grid, past=past, moved=moved,
            articles=marks, bars=(*ghosts, *bars), labels=(*labels, *texts, *past_label),
        )  # fmt: skip

    def _ghost(self, said: Said) -> Bar | None:
        """The time in which a value was said and not (yet) believed."""
        held = [c.at for c in self.changes if c.after == said.value]
        until = held[0] if held else said.last if said.status in ("superseded", "denied") else self.end
        if held and held[0] <= said.first:
            return None
        return _bar(self.box(said.value, said.first, max(until, said.first)), f"said {said.status}", said.value, said.status, said.first)

    def _ticks(self) -> list[Label]:
        """Labels of time, and of today at the end."""
        today = _("today")
        edge = self.width - _wide(today) - 12
        step = _step(max((self.end - self.begin).days, 1), max((self.width - self.left) // TICK_ACROSS, 1))
        found, at = [], _floor(self.begin.date(), step)
        while at <= self.end.date():
            x = self.x(_dawn(at))
            text = self.said_as(at, step)
            if x >= self.left and x + 4 + _wide(text) < edge:
                found.append(Label(round(x + 4, 1), self.bottom + 14, text, "across"))
            at = _after(at, step)
        return [*found, Label(self.width, self.bottom + 14, today, "now", "end")]

    def _ups(self) -> list[Label]:
        """Labels of what is claimed: dates, or the values themselves."""
        if not self.dated:
            fits = int((self.left - 12) / LETTER)
            return [
                Label(self.left - 8, TOP + ROW * n + ROW / 2 + 4, _cut(wording.value(value), fits), "up", "end")
                for n, value in enumerate(self.rows)
            ]
        found, at = [], self.low
        while at < self.top:
            following = _after(at, self.up)
            y = self.y(at) if self.up[0] > 1 else (self.y(at) + self.y(following)) / 2  # of a whole unit, in its middle
            found.append(Label(self.left - 8, round(y + 4, 1), self.said_as(at, self.up), "up", "end"))
            at = following
        return found

    def _lines(self) -> str:
        """The grid: a line at each label, up and across."""
        at, path = self.low if self.dated else dt.date.max, ""
        while self.dated and at < self.top:
            path += f"M{self.left} {self.y(at):.1f}H{self.width}"
            at = _after(at, self.up)
        return path

    def _past(self, taken: Sequence[Label]) -> tuple[str, tuple[Label, ...]]:
        """The corner of dates that would have been past when they were said."""
        if not self.dated:
            return "", ()
        first, last = max(self.begin.date(), self.low), min(self.end.date(), self.top)
        if first >= last:
            return "", ()
        x, foot, right = max(self.x(_dawn(first)), float(self.left)), self.bottom, self.width - 1
        path = f"M{x:.1f} {foot}V{self.y(first):.1f}L{min(self.x(_dawn(last)), right):.1f} {self.y(last):.1f}H{right}V{foot}z"
        says = _("in the past by then")
        label = Label(self.width - 8, foot - 8, says, "dim", "end")
        room = (self.width - x) * 0.6 > _wide(says) and foot - self.y(last) > 3 * LINE
        clear = all(abs(t.y - label.y) > LINE for t in taken)
        return path, (label,) if room and clear else ()

    def _texts(self, bars: Sequence[Bar], ghosts: Sequence[Bar]) -> list[Label]:
        """Value and state beside the bars: the latest first, each where nothing stands yet, else left out (the table has it)."""
        if not self.dated:
            return []
        done: set[str] = set()
        placed: list[tuple[float, float, float, float]] = []
        found: list[Label] = []
        origins = {wording.value(s.value): s.origins for s in self.said}
        for bar in (*reversed(bars), *reversed(ghosts)):
            if bar.value in done:
                continue
            count = origins.get(bar.value, 0)
            state = bar.state + (", " + ngettext("%(num)s origin", "%(num)s origins", count) % {"num": count} if count else "")
            others = [(b.x, b.y, b.x + b.width, b.y + b.height) for b in bars if b is not bar]
            spot = self._spot(bar, max(_wide(bar.value) * 1.1, _wide(state)), [*placed, *others])
            if spot is None:
                continue
            x, y, anchor, box = spot
            done.add(bar.value)
            placed.append(box)
            found += [Label(x, y, bar.value, "value", anchor), Label(x, y + LINE, state, "state", anchor)]
        return found

    def _spot(
        self, bar: Bar, wide: float, placed: Sequence[tuple[float, float, float, float]]
    ) -> tuple[float, float, str, tuple[float, float, float, float]] | None:
        high = 2 * LINE
        middle = bar.y + bar.height / 2 - high / 2
        spots = [(bar.x + 8, bar.y + 6, "start")] if bar.width > wide + 12 and bar.height > high + 8 else []
        below, above = bar.y + bar.height + 3, bar.y - high - 3
        spots += [(bar.x - 8, middle, "end"), (bar.x + bar.width + 8, middle, "start")]
        for off in (0.0, LINE, 2 * LINE):
            for y in (below + off, above - off):
                spots += [(bar.x + 2, y, "start"), (bar.x + bar.width, y, "end")]
        for x, y, anchor in spots:
            box = (x - wide, y, x, y + high) if anchor == "end" else (x, y, x + wide, y + high)
            if box[0] < self.left + 2 or box[2] > self.width or box[1] < TOP - 4 or box[3] > self.bottom:
                continue
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed):
                return round(x, 1), round(y + 12, 1), anchor, box
        return None


def _bar(box: tuple[float, float, float, float], look: str, value: str, status: str, since: dt.datetime) -> Bar:
    x, y, wide, high = (round(part, 1) for part in box)
    return Bar(x, y, wide, high, look, wording.value(value), _(wording.STATUS[status]), wording.day(since.date()))


def _dawn(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _next(day: dt.date) -> dt.date:
    return day + _DAY if day < dt.date.max else day


def _step(days: int, most: int) -> tuple[int, int, str]:
    """The finest step that needs no more than `most` ticks."""
    return next((step for step in _STEPS if days / (step[0] or step[1] * 30.4) <= max(most, 1)), _STEPS[-1])


def _floor(day: dt.date, step: tuple[int, int, str]) -> dt.date:
    days, months, _skeleton = step
    if months:
        if months >= 12:
            years = months // 12
            return dt.date(max(day.year // years * years, 1), 1, 1)
        return dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return day if days == 1 else day - dt.timedelta(days=day.toordinal() % days if days != 7 else day.weekday())


def _after(day: dt.date, step: tuple[int, int, str]) -> dt.date:
    days, months, _skeleton = step
    if days:
        return day + dt.timedelta(days=days) if dt.date.max - day > dt.timedelta(days=days) else dt.date.max
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1) if day.year + years <= dt.MAXYEAR else dt.date.max


def _wide(text: str) -> float:
    return sum(WIDE_LETTER if ord(c) > 0x1100 else LETTER for c in text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
