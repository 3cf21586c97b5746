"""What forbids that two headlines are one story, however alike they look. Pure; each guard says which it was.

A false merge hides news; a false split costs an editor one click. So a guard wins over every score.
"""

from __future__ import annotations

from pipelines.events import excluded
from pipelines.likeness import swap, swapped
from pipelines.titles import Title

ONE_TEMPLATE = 0.5  # how much of two headlines is equal where only the name in it is exchanged
LABELLED = ("season", "episode", "part", "week")


def clash(a: Title, b: Title) -> str:
    """Why two headlines cannot be one story; "" where nothing speaks against it."""
    for kind in LABELLED:
        if a.facts.of(kind) and b.facts.of(kind) and not a.facts.of(kind) & b.facts.of(kind):
            return f"another {kind}: {_said(a, kind)} and {_said(b, kind)}"
    left, right, total = swapped(a.folded, b.folded)
    if (left or right) and max(len(left), len(right)) <= 4 and total - max(len(left), len(right)) >= 2:
        for kind in sorted({*a.facts.numbers, *b.facts.numbers}):
            if a.facts.of(kind) - b.facts.of(kind) and b.facts.of(kind) - a.facts.of(kind):
                return f"another {kind}: {_said(a, kind)} and {_said(b, kind)}"
    if a.trade and b.trade and (share := swap(a, b)[1]) >= ONE_TEMPLATE:
        return f"another name in {share:.0%} the same headline"
    if not a.events & b.events and (pair := excluded(a.events, b.events)):
        return f"{pair[0]} is not {pair[1]}"
    return ""


def _said(title: Title, kind: str) -> str:
    return ", ".join(sorted(title.facts.of(kind)))
