"""What can go wrong on the wire, in plain words: one exception, caught where the visit is known and turned into a value."""

from __future__ import annotations

from typing import Literal

Kind = Literal["name", "certificate", "connection", "timeout", "size", "answer", "address", "robots", "redirect", "resting"]

# Kinds that may be gone the next time we ask; the rest will be the same tomorrow.
PASSING: frozenset[str] = frozenset({"name", "connection", "timeout", "answer", "resting"})


class Trouble(Exception):
    """A request that brought no answer we can use. `kind` is for programs, the text for people."""

    def __init__(self, kind: Kind, words: str) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words

    @property
    def passing(self) -> bool:
        return self.kind in PASSING
