"""How a long feed is cut into a current document and archive pages that stay as they are (RFC 5005, section 4).

A page holds what was decided in one year, in the order of decision, so many at a time. What is new comes at the end,
so older pages keep their bytes; what is withdrawn moves what came after it in its own year and nothing else. The
unfinished page of the newest year is in the current document alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

PAGE = 100  # entries of a page, and of the current document as far as there are so many
ARCHIVES_MAX = 10  # archive pages that are kept of one feed; what is older is in the tables

Stamp: TypeAlias = tuple[str, int]  # when it was decided, ISO 8601, and its id


@dataclass(frozen=True, slots=True)
class Paged:
    """The ids in each document, newest first: the current one, and archives by name ("2026-1"), the newest first."""

    current: tuple[int, ...] = ()
    archives: tuple[tuple[str, tuple[int, ...]], ...] = ()
    total: int = 0

    @property
    def ids(self) -> frozenset[int]:
        """All that stands in one of them."""
        return frozenset(self.current).union(*(ids for _, ids in self.archives))


def paged(stamps: Iterable[Stamp], page: int = PAGE, most: int = ARCHIVES_MAX) -> Paged:
    """Cut entries into documents. A feed that fits into one has no archives."""
    order = sorted(stamps)
    current = tuple(one for _, one in reversed(order[-page:]))
    if len(order) <= page:
        return Paged(current, (), len(order))
    years: dict[str, list[int]] = {}
    for at, one in order:
        years.setdefault(at[:4], []).append(one)
    pages = [
        (f"{year}-{begin // page + 1}", tuple(reversed(ids[begin : begin + page])))
        for year, ids in years.items()
        for begin in range(0, len(ids), page)
    ]
    if len(pages[-1][1]) < page:
        pages.pop()
    return Paged(current, tuple(reversed(pages[-most:])), len(order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of a feed, and the files beside it: `older` and `newer` archives, "" = none."""

    file: str
    ids: tuple[int, ...]
    archive: bool = False
    current: str = ""
    older: str = ""
    newer: str = ""


def documents(file: str, ending: str, pages: Paged) -> tuple[Document, ...]:
    """The files of a feed: `stories.atom`, then `feeds/stories/2026-1.atom` and so on, newest first."""
    folder = file if file.startswith("feeds/") else f"feeds/{file}"
    names = [f"{folder}/{name}{ending}" for name, _ in pages.archives]
    top = Document(file=file + ending, ids=pages.current, current=file + ending, older=names[0] if names else "")
    return (
        top,
        *(
            Document(
                file=name,
                ids=ids,
                archive=True,
                current=top.file,
                older=names[n + 1] if n + 1 < len(names) else "",
                newer=names[n - 1] if n else "",
            )
            for n, (name, (_, ids)) in enumerate(zip(names, pages.archives, strict=True))
        ),
    )
