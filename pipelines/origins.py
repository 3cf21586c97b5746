"""Whose news an article tells: wire copies, texts written over another's, translations and "via X" chains have one origin.

Counting articles as sources would let one wire story prove itself eight times.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.records import Filing
from model.watched import Series
from pipelines import bodies
from pipelines.comparing import Told, outlet_names
from pipelines.translations import translated
from store.stories import Candidate, Stories


def origin(filing: Filing, new: Told, about: Sequence[Series], story: int, memory: Stories) -> int | None:
    """The article whose news this only passes on: one it credits, of the same agency, that it was written over or translates."""
    members = sorted(memory.members(story), key=lambda m: (m.published, m.id))
    wire = bodies.agency(filing.body)
    for known in members:
        text = body_of(memory.text_of(known.id))
        if (
            (wire and wire == bodies.agency(text))
            or bodies.containment(filing.body, text) >= bodies.DERIVED
            or _credits(new, known)
            or (known.language != filing.language and translated(filing.body, text, about))
        ):
            return known.origin_id
    if bodies.relays_a_statement(filing.body):
        return next((m.origin_id for m in members if m.tier == "official" and m.language == filing.language), None)
    return None


def _credits(new: Told, known: Candidate) -> bool:
    if known.tier == "official" or known.source == new.source:
        return False
    return bodies.credits_outlet(new.body, outlet_names(known.source, known.url))


def body_of(text: str) -> str:
    return text.partition("\n\n")[2]
