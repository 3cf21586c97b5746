"""What changed last and how it is said, as the feeds and the pages show it."""

from __future__ import annotations

from collections.abc import Sequence

from exports import phrases
from exports.backing import Backing
from exports.edition import Edition, Row

CHANGES_MAX = 2000  # changes of belief that are held in memory, the newest
NAMES_MAX = 3  # sources named behind a value; of more it is said how many
_LISTED = ", "


def changes(edition: Edition) -> list[Row]:
    """The beliefs that moved last, newest first."""
    return edition.once("changes", _changes)


def _changes(edition: Edition) -> list[Row]:
    found: list[Row] = []
    for row in edition.rows("changes"):  # in the order of their ids, which is that of time
        found.append(row)
        if len(found) >= 2 * CHANGES_MAX:
            del found[:CHANGES_MAX]
    return sorted(found, key=lambda c: (c["at"], c["id"]), reverse=True)[:CHANGES_MAX]


def moved(change: Row) -> str:
    """A change in words: "premiere of season 2: 2026 → 12 September 2026, official"."""
    name = phrases.fact(change["about"], change["season"])
    before, after = phrases.value(change["before"]), phrases.value(change["after"])
    if not change["after"]:
        return f"{name}: {before} is withdrawn"
    if not change["before"]:
        return f"{name}: {after}, {change['status_after']}"
    if change["before"] == change["after"]:
        return f"{name}: {after}, no longer {change['status_before']} but {change['status_after']}"
    return f"{name}: {before} → {after}, {change['status_after']}"


def behind(change: Row, backing: Backing, sources: dict[str, str]) -> str:
    """Whom the old and the new value go back to: "was Soompi; now Netflix and Variety"; "" where nobody is left to name."""
    was = backing.behind(change, change["before"], change["at"])
    now = backing.behind(change, change["after"], change["at"])
    said = [f"was {named(was, sources)}"] if was and change["before"] != change["after"] else []
    said += [f"now {named(now, sources)}"] if now else []
    return "; ".join(said)


def named(slugs: Sequence[str], sources: dict[str, str]) -> str:
    """Sources by name, each once: "Soompi, Variety and 3 other origins"."""
    names = list(dict.fromkeys(sources.get(s, s) for s in slugs))
    shown, others = names[:NAMES_MAX], len(slugs) - min(len(names), NAMES_MAX)
    if len(names) > NAMES_MAX or (others and len(names) < len(slugs)):
        return f"{_LISTED.join(shown)} and {phrases.count(others, 'other origin')}"
    return f"{_LISTED.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def titles(edition: Edition) -> dict[str, str]:
    """Series by slug."""
    return edition.once("titles", lambda e: {row["slug"]: row["title"] for row in e.rows("series")})


def names(edition: Edition) -> dict[str, str]:
    """Sources by slug."""
    return edition.once("names", lambda e: {row["slug"]: row["name"] for row in e.rows("sources")})
