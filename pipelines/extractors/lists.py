"""Enumerations in a sentence's skeleton: "A as X, B as Y and C as Z return", and the clauses of a sentence whose verb comes last. Pure.

What is said at the head or the end of a list holds for all its members, so the parts between the names are blanked for the rules.
A verb holds for the names of its own clause only, so a clause with a subject of its own is read by itself.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.extractors.said import LINKED, LISTED, NAME, PAREN

PART_MAX = 60  # characters of a part within a list; what is longer is a sentence of its own
_BLANK = "\uf8ff"  # what the rest of a name is written with
_PART = rf"[^.;:!?()\n\ue000-\uf8ff“”\"■]{{1,{PART_MAX}}}?"
_NAMED = r"(?:[a-zà-ÿ'’-]+\s){0,3}?[A-ZÀ-Þ][\w'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,3}"
_LAST = re.compile(rf"{_NAMED}|{_PART}(?=\s*(?:[,.;:!?)]|$))")
_NAMES = re.compile(NAME)
_CLOSED = re.compile(PAREN + r"\s*(?:[.,;:!?)]|$)")
_BARE = re.compile(PAREN + LINKED)
_NEXT = re.compile(r"[^.!?。\n\ue000-\uf8ff]{0,25}" + NAME + r"[^.!?。]{0,120}?(?:이|가|은|는|도|が|は|も)")  # a subject


def joined(skeleton: str, mark: re.Pattern[str]) -> tuple[str, dict[str, str]]:
    """The skeleton with the parts within its lists blanked, so that each list is names alone; and the part of each name.

    `mark` stands between a name and its part ("as"). A list has two names at least and a part before its last name. What follows
    the last part without a comma may be a verb, so a name there that has no part of its own ends the list before it.
    """
    names = list(_NAMES.finditer(skeleton))
    inner = re.compile(rf"({mark.pattern})(?P<part>{_PART}){LINKED}")
    links: list[re.Match[str] | None] = [inner.fullmatch(skeleton, a.end(), b.start()) for a, b in pairwise(names)]
    bare = [_BARE.fullmatch(skeleton, a.end(), b.start()) is not None for a, b in pairwise(names)]
    chars, parts = list(skeleton), dict[str, str]()
    at = 0
    while at < len(names):
        end = at
        while end < len(links) and (links[end] or bare[end]):
            end += 1
        tail = mark.match(skeleton, names[end].end())
        last = _LAST.match(skeleton, tail.end()) if tail else None
        if last is None and not _CLOSED.match(skeleton, names[end].end()):
            while end > at and not links[end - 1]:
                end -= 1
            end = max(at, end - 1)
        spans = [(names[n].end(), m.start("part"), m.end("part")) for n in range(at, end) if (m := links[n])]
        if spans and last is not None and tail is not None and names[end].end() == tail.start():
            spans.append((tail.start(), last.start(), last.end()))
        for begin, start, finish in spans:
            name = next(n for n in names if n.end() == begin)
            parts[name[0][0]] = skeleton[start:finish]
            chars[begin:finish] = _BLANK * (finish - begin)
        at = end + 1
    return "".join(chars), parts


def listed(skeleton: str) -> list[tuple[int, int]]:
    """Where lists of two names or more stand."""
    return [m.span() for m in LISTED.finditer(skeleton)]


def clauses(skeleton: str, link: re.Pattern[str]) -> list[tuple[int, int]]:
    """The sentence cut after each `link` (the end of a clause) that has a name before it and one with a subject's particle after it."""
    cuts, begin = [], 0
    for m in link.finditer(skeleton):
        if _NAMES.search(skeleton, begin, m.end()) and _NEXT.match(skeleton, m.end()):
            cuts.append(m.end())
            begin = m.end()
    return list(pairwise([0, *cuts, len(skeleton)]))
