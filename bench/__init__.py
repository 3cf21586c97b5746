"""The measurements, one command: `python -m bench`."""

from __future__ import annotations

from dataclasses import asdict, dataclass


class Unmeasured(Exception):
    """What a measurement needs is not here (the corpora, the network's stand-in)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    value: str
    note: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)
