"""What sources.yaml says of copies: how long our archive keeps what came over the wire, and where web archives have it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.strict import Complaints, Form, Node
from model.urls import url_problem

COPIES = ("archive", "memento")  # what a source says of copies of its pages
DAYS_LEAST, DAYS_MOST = 1, 36_500
SIZE_LEAST = 10**6  # bytes
_DAYS = re.compile(r"([0-9]{1,6}) ?d")
_SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?(MB|GB|TB)")
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Limits of the archive; 0 = none. Pages behind claims that are held outlive both."""

    days: int = 0
    size: int = 0  # bytes of all its files


def days(text: str) -> tuple[int, str]:
    """Days and a complaint: a number and d."""
    match = _DAYS.fullmatch(text.strip())
    if match is None:
        return 0, "must be a number of days, such as 400d"
    found = int(match[1])
    return found, "" if DAYS_LEAST <= found <= DAYS_MOST else f"must be from {DAYS_LEAST}d to {DAYS_MOST}d"


def size(text: str) -> tuple[int, str]:
    """Bytes and a complaint: a number and MB, GB or TB (powers of ten)."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return 0, "must be a number and MB, GB or TB, such as 20GB"
    found = round(float(match[1]) * _UNITS[match[2]])
    return found, "" if found >= SIZE_LEAST else "must be at least 1MB"


def read_keeping(node: Node, path: str, complaints: Complaints) -> Keeping:
    """The mapping `archive: {keep: 400d, size: 20GB}`; either key may be missing."""
    form = Form(node, path, complaints, ("keep", "size"))
    said_days = form.text("keep", check=lambda text: days(text)[1])
    said_size = form.text("size", check=lambda text: size(text)[1])
    return Keeping(days=days(said_days)[0] if said_days else 0, size=size(said_size)[0] if said_size else 0)


def memento_problem(text: str) -> str:
    """The address of a web archive's copy: an address that holds {url} once."""
    if text.count("{url}") != 1:
        return "must hold {url} once, such as https://web.archive.org/web/2026/{url}"
    return url_problem(text.replace("{url}", "https://example.org/"))
