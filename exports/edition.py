"""One edition: the published rows of one moment, and what is said about the whole of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from store.editions import Fingerprint, Numbers, Revision

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What every format is handed. `rows(table)` reads a public table anew each time it is called, row by row;
    nothing else of the store can be reached from here.

    The moment of publishing is no part of it: two editions of one state are equal to the byte.
    """

    rows: Callable[[str], Iterator[Row]]
    title: str = "showwire"
    licence: str = "CC-BY-4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    home: str = ""  # the address at which the folder is served, ending in "/"; "" = not known
    as_of: str = ""  # the last decision that shows in it, ISO 8601; "" = nothing was decided yet
    counts: dict[str, int] = field(default_factory=dict)  # rows of each table
    revise: Callable[[Iterable[Fingerprint]], tuple[Numbers, Iterable[Revision]]] | None = None  # compares them with the edition before

    def identity(self, *names: object) -> str:
        """A name that stays the same from edition to edition, for feed entries and calendar events; also when the folder moves."""
        return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("showwire", *map(str, names)))).urn


def parsed(moment: str | None) -> dt.datetime | None:
    """A published moment or day as an aware datetime; None where there is none."""
    if not moment:
        return None
    at = dt.datetime.fromisoformat(moment)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
