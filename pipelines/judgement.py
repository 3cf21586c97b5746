"""What every pipeline is handed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.records import Series
from pipelines.counts import Counts

if TYPE_CHECKING:
    from store.archive import Archive
    from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the pipelines need: the series looked for, what is known, the clock. `keep_all` keeps what is off topic."""

    series: tuple[Series, ...]
    memory: Store
    clock: Callable[[], dt.datetime]
    keep_all: bool = False
    run_id: int = 0
    counts: Counts = field(default_factory=Counts)
    archive: Archive | None = None
