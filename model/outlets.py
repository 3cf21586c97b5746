"""How far publishers are trusted when a wiki cites them: outlets.yaml, a table that maintainers edit.

The ratings are those that the WikiProjects Television and Korea keep, by host; `www.` and other subdomains belong to
the host unless they have an entry of their own. This has no say in what is believed: that is by the tiers of
sources.yaml and by editors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from model.errors import ConfigError, Problem
from model.strict import Complaints, Form, Node, load

Rating = Literal["reliable", "unrated", "mixed", "aggregator", "unreliable", "user-generated"]  # the best first
RATINGS: tuple[Rating, ...] = get_args(Rating)
_HOST = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher as a wiki names and rates it."""

    host: str
    name: str = ""  # as a citation names it, "" = as the source is called
    rating: Rating = "unrated"


@dataclass(frozen=True, slots=True)
class Outlets:
    """All of outlets.yaml."""

    by_host: Mapping[str, Outlet] = field(default_factory=dict)

    def of(self, url: str) -> Outlet:
        """The outlet that an address belongs to, the longest host first; an unrated one where none is named."""
        try:
            host = (urlsplit(url).hostname or "").removesuffix(".")
        except ValueError:
            host = ""
        part = host
        while part:
            if part in self.by_host:
                return self.by_host[part]
            part = part.partition(".")[2]
        return Outlet(host=host)


def read_outlets(path: Path) -> Outlets:
    """Read outlets.yaml; raises ConfigError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or type(error).__name__}")
        raise ConfigError([problem], hint="`showwire init` writes a first one") from error
    return parse_outlets(raw, str(path))


def parse_outlets(raw: bytes, file: str = "outlets.yaml") -> Outlets:
    """What `read_outlets` does, from bytes."""
    complaints = Complaints(file)
    node = load(raw, file)
    form = Form(node, "", complaints, ("outlets",))
    if not form.has("outlets"):
        complaints.add(None, "outlets", "is missing (an empty list is `outlets: []`)")
        complaints.settle()
    found: dict[str, Outlet] = {}

    def one(each: Node, path: str) -> Outlet | None:
        entry = Form(each, path, complaints, ("host", "name", "rating"))
        if each.kind != "map":
            return None
        host = entry.text("host", check=host_problem, required=True)
        rating: Rating = entry.one_of("rating", RATINGS, "unrated")
        if host in found:
            entry.wrong("host", f"{host} is already listed")
        found.setdefault(host, Outlet(host=host, name=entry.text("name"), rating=rating))
        return found[host]

    form.each("outlets", one)
    complaints.settle()
    return Outlets(found)


def host_problem(text: str) -> str:
    return "" if _HOST.fullmatch(text) else "must be a host in lower case without www., such as koreaherald.com"
