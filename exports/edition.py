"""One edition: the published rows of one moment, and what is said about the whole of them."""

from __future__ import annotations

import datetime as dt
import posixpath
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from model.outlets import Outlets
from store.editions import Fingerprint, Numbers, Revision

Row: TypeAlias = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What every format is handed. `rows(table)` reads a public table anew each time it is called, row by row;
    nothing else of the store can be reached from here.

    The moment of publishing is no part of it: two editions of one state are equal to the byte.
    """

    rows: Callable[[str], Iterator[Row]]
    title: str = "showwire"
    notice: str = ""  # what each page says above all else, such as that its news are invented; "" = nothing
    licence: str = "CC-BY-4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    home: str = ""  # the address at which the folder is served, ending in "/"; "" = not known
    as_of: str = ""  # the last decision that shows in it, ISO 8601; "" = nothing was decided yet
    outlets: Outlets = field(default_factory=Outlets)  # how far publishers are trusted, for citations
    counts: dict[str, int] = field(default_factory=dict)  # rows of each table
    skipped: dict[str, str] = field(default_factory=dict)  # format -> why it is not there
    _gathered: dict[str, Any] = field(default_factory=dict)
    revise: Callable[[Iterable[Fingerprint]], tuple[Numbers, Iterable[Revision]]] | None = None  # compares them with the edition before

    def identity(self, *names: object) -> str:
        """A name that stays the same from edition to edition, for feed entries and calendar events; also when the folder moves."""
        return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("showwire", *map(str, names)))).urn

    def once(self, name: str, make: Callable[[Edition], _T]) -> _T:
        """What several formats need of the same rows, gathered by whoever asks first."""
        if name not in self._gathered:
            self._gathered[name] = make(self)
        found: _T = self._gathered[name]
        return found

    def link(self, file: str, seen_from: str = "") -> str:
        """The address of a file of the edition: absolute where the home is known, else relative to the file it stands in."""
        return self.home + file if self.home else relative(file, seen_from)


def relative(file: str, seen_from: str) -> str:
    """A link from one file of the edition to another, that holds on a disk as on a server."""
    return posixpath.relpath(file, posixpath.dirname(seen_from) or ".")


def parsed(moment: str | None) -> dt.datetime | None:
    """A published moment or day as an aware datetime; None where there is none."""
    if not moment:
        return None
    at = dt.datetime.fromisoformat(moment)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
