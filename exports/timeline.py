"""The dates of a season as an SVG: one row a fact, a bar as long as the date is vague. No style in it, only classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from exports import phrases
from exports.edition import Row
from model.spans import Span, span

_WIDTH, _ROW, _AXIS, _FOOT = 1056, 56, 28, 12
_QUARTERS_MAX = 16  # more than four years are cut where the newest end
_ROWS_MAX = 24  # the latest of more dates
_BAR_MIN = 6  # a day is drawn this wide


def draw(claims: Sequence[Row], as_of: str = "") -> str:
    """The chart of dated claims, "" where there is none to draw; `as_of`: the moment that a line marks."""
    dated = [(claim, days) for claim in claims for days in [span(claim["value"])] if days is not None]
    if not dated:
        return ""
    dated.sort(key=lambda d: (d[1].first, d[1].last, d[0]["id"]))
    last = max(days.last for _, days in dated)
    end = dt.date(last.year + (last.month > 9), (last.month - 1) // 3 * 3 + 4 if last.month <= 9 else 1, 1)
    first = min(days.first for _, days in dated)
    start = max(dt.date(first.year, (first.month - 1) // 3 * 3 + 1, 1), dt.date(end.year - _QUARTERS_MAX // 4, end.month, 1))
    scale = _WIDTH / (end - start).days
    dated = [(claim, days) for claim, days in dated if days.last >= start][-_ROWS_MAX:]
    height = _ROW * len(dated) + _AXIS
    parts = [_bar(claim, days, n, start, scale) for n, (claim, days) in enumerate(dated)]
    sentence = "; ".join(
        f"{phrases.fact(claim['about'], claim['season'])}: {phrases.value(claim['value'])}, {claim['status']}" for claim, _ in dated
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height + _FOOT}" role="img" aria-label="{escape(sentence)}">{"".join(parts)}'
        f"{_axis(start, end, scale, height - _AXIS)}{_now(as_of, start, end, scale, height - _AXIS)}</svg>"
    )


def _bar(claim: Row, days: Span, n: int, start: dt.date, scale: float) -> str:
    left = max(0.0, (days.first - start).days * scale)
    width = max(float(_BAR_MIN), ((days.last - start).days + 1) * scale - left)
    top = n * _ROW
    right = left > _WIDTH * 0.62
    x, anchor = (min(left + width, _WIDTH), ' text-anchor="end"') if right else (left, "")
    name = phrases.fact(claim["about"], claim["season"])
    said = f"{phrases.value(claim['value'])} · {claim['status']}, {phrases.count(claim['origins'], 'origin')}"
    return (
        f'<text class="name" x="{x:.1f}" y="{top + 14}"{anchor}>{escape(name[:1].upper() + name[1:])}</text>'
        f'<text x="{x:.1f}" y="{top + 30}"{anchor}>{escape(said)}</text>'
        f'<rect class="{escape(claim["status"])}" x="{left:.1f}" y="{top + 37}" width="{width:.1f}" height="10" rx="2"/>'
    )


def _now(as_of: str, start: dt.date, end: dt.date, scale: float, bottom: int) -> str:
    """A line at the last decision, where it is in the chart: what stands left of it has been."""
    day = dt.date.fromisoformat(as_of[:10]) if as_of else start
    if not start < day < end:
        return ""
    x = (day - start).days * scale
    anchor = ' text-anchor="end"' if x > _WIDTH * 0.9 else ""
    return f'<path class="now" d="M{x:.1f} 0V{bottom + 4}"/><text class="now" x="{x:.1f}" y="{bottom + _AXIS + 8}"{anchor}>as of {phrases.short(day)}</text>'


def _axis(start: dt.date, end: dt.date, scale: float, top: int) -> str:
    parts = [f'<path class="axis" d="M0 {top}H{_WIDTH}"/>']
    quarters = (end.year - start.year) * 4 + (end.month - start.month) // 3
    step = 1 if quarters <= 8 else 2
    for n in range(0, quarters, step):
        month = start.month - 1 + 3 * n
        day = dt.date(start.year + month // 12, month % 12 + 1, 1)
        x = (day - start).days * scale
        label = f"{day:%b %Y}" if n == 0 or day.month == 1 or step > 1 else f"{day:%b}"
        parts.append(f'<path class="axis" d="M{x:.1f} {top}v14"/><text x="{x + 5:.1f}" y="{top + 18}">{label}</text>')
    return "".join(parts)
