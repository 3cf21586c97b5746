"""What a crawl did, a source at a time: for its sum-up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

NAMES = ("visited", "not_modified", "failed", "new", "updated", "copies", "off_topic")


@dataclass(slots=True)
class Counts:
    """Counters by source. "same" and "dropped" (for reasons other than off topic) are counted too, beside the names of the sum-up."""

    sources: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, source: str, name: str) -> None:
        self.sources[source][name] += 1

    def of(self, source: str) -> dict[str, int]:
        counted = self.sources.get(source, Counter())
        return {name: counted[name] for name in NAMES}

    def looked(self) -> dict[str, int]:
        """Pages behind claims that were looked at again, by how it went."""
        return {
            state: n
            for state in ("same", "read", "gone", "failed")
            if (n := sum(counted[f"looked:{state}"] for counted in self.sources.values()))
        }

    def total(self) -> dict[str, int]:
        return {name: sum(counted[name] for counted in self.sources.values()) for name in NAMES}
