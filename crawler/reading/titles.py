"""The headline: JSON-LD, og:title, the page's h1, `<title>`; the site's own name cut off its end or its front."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.reading.articles import article_node
from crawler.reading.linked import string
from crawler.reading.sheet import Sheet, text_of

LENGTH_LIMIT = 400  # characters of a title that are kept
H1_LIMIT = 20  # headings that are looked at

ALIKE = 0.15  # share of words that a heading has in common with the machine's titles, to be taken for the headline
AGREED = 2  # titles of the page that agree: what so many say is not cut
LEAST_HEAD = 12  # characters that must be left when a piece is cut off the end
LEAST_TAIL = 25  # …off the front

_SEPARATOR = re.compile(r"\s+[|•·»«›–—‒―-]+\s+|\s*[|｜]\s*|\s*::\s*|\s+<\s+")
_PIECES = re.compile(_SEPARATOR.pattern + r"|\s+:\s+|[:：]\s+|\s+/\s+")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"\w+")
CUT_OFF = ("...", "…")


class Title(NamedTuple):
    text: str
    how: str
    confidence: float


def read_title(sheet: Sheet) -> Title:
    names = site_names(sheet)
    node = article_node(sheet)
    said = {
        "json-ld": clean(string(node.get("headline")) or string(node.get("name"))) if node else "",
        "json-ld name": clean(string(node.get("name"))) if node and node.get("headline") else "",
        "og": clean(sheet.first("og:title")),
        "meta": clean(sheet.first("twitter:title", "parsely-title", "sailthru.title", "dc.title")),
        "title": page_title(sheet),
    }
    said = {how: short for how, text in said.items() if (short := strip_site(text, names)) and not is_site(short, names)}
    heads = [short for text in headings(sheet) if (short := strip_site(text, names)) and not is_site(short, names)]
    return _finish(*_choose(said, heads), [*said.values(), *heads])


def _choose(said: dict[str, str], heads: list[str]) -> tuple[str, str]:
    """What the publisher calls the headline; else the heading that readers see; else what is meant for sharing.

    Where machines are told two titles, the one counts that stands on the page or is meant for sharing: the other is most often
    a shorter one for lists.
    """
    named = said.pop("json-ld name", "")
    if named and fold(named) in {fold(text) for text in (*heads, said.get("og", ""))}:
        return "json-ld name", named
    shared = [said[how] for how in ("og", "title") if how in said]
    headline = said.get("json-ld", "")
    if headline and (not shared or any(alike(headline, text) for text in shared)):
        return "json-ld", headline
    best = max(heads, key=lambda head: max((alike(head, text) for text in said.values()), default=0), default="")
    if best and (not said or max(alike(best, text) for text in said.values()) >= ALIKE):
        return "h1", _unglued(best, said.values())
    how = next((how for how in ("og", "meta", "title") if how in said), "")
    return (how, said[how]) if how else ("none", "")


def _unglued(head: str, said: Iterable[str]) -> str:
    """A heading without what stands in it right behind the headline, where another title says how long that is."""
    return next(
        (text for text in said if len(text) >= LEAST_TAIL and head.startswith(text) and head[len(text) : len(text) + 1].isalnum()), head
    )


def _finish(how: str, text: str, all_said: list[str]) -> Title:
    """Completes a title that was cut short, and cuts off a section or a kicker that other titles of the page lack."""
    if text.endswith(CUT_OFF):
        stem = fold(text)
        text = next((other for other in all_said if fold(other).startswith(stem) and len(fold(other)) > len(stem)), text)
    others = {fold(other) for other in all_said}
    if sum(fold(text) == fold(other) for other in all_said) > AGREED:
        others = set()
    for piece in _PIECES.finditer(text):
        if piece.start() >= LEAST_HEAD and fold(text[: piece.start()]) in others:
            text = text[: piece.start()].strip()
            break
        if len(text) - piece.end() >= LEAST_TAIL and fold(text[piece.end() :]) in others:
            text = text[piece.end() :].strip()
            break
    agree = sum(fold(text) == fold(other) for other in all_said)
    return Title(text[:LENGTH_LIMIT], how, min(0.99, 0.55 + 0.12 * agree) if text else 0.0)


def alike(a: str, b: str) -> float:
    """Share of words in common; characters where words are not spaced."""
    first, second = set(fold(a).split()), set(fold(b).split())
    if len(first) == 1 or len(second) == 1:
        first, second = set(fold(a).replace(" ", "")), set(fold(b).replace(" ", ""))
    return len(first & second) / max(1, len(first | second))


def headings(sheet: Sheet) -> list[str]:
    """The page's h1 texts that could be a headline, in order."""
    found = []
    for number, element in enumerate(sheet.tree.iter("h1")):
        if number >= H1_LIMIT:
            break
        if text := clean(text_of(element)):
            found.append(text)
    return found


def main_heading(sheet: Sheet) -> HtmlElement | None:
    """The h1 that is most like the page's title."""
    heads = list(islice(sheet.tree.iter("h1"), H1_LIMIT))
    if len(heads) < 2:
        return heads[0] if heads else None
    title = page_title(sheet) or sheet.first("og:title")
    return max(heads, key=lambda head: alike(clean(text_of(head)), title))


def page_title(sheet: Sheet) -> str:
    """The page's `<title>`; drawings in its body have titles too."""
    found = sheet.tree.find("./head/title")
    found = found if found is not None else sheet.tree.find(".//title")
    return clean(text_of(found)) if found is not None else ""


def clean(text: str) -> str:
    """Unescaped twice (feeds and CMSs escape what is escaped already), tags off, white space squeezed."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    return " ".join(_TAGS.sub("", text).replace("\u00ad", "").split())


def fold(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def site_names(sheet: Sheet) -> frozenset[str]:
    """What the site calls itself, folded."""
    names = {
        fold(clean(name))
        for name in sheet.every("og:site_name", "application-name", "apple-mobile-web-app-title", "cre", "al:ios:app_name")
    }
    for node in sheet.nodes:
        names.add(fold(clean(string(node.get("publisher")))))
        if "@type" in node and str(node["@type"]).lower() in {"website", "organization", "newsmediaorganization"}:
            names.add(fold(clean(string(node.get("name")))))
    host = sheet.host
    names.add(fold(host))
    names.add(fold("www." + host))
    labels = host.split(".")
    if len(labels) >= 2:
        names |= (
            {fold(labels[-2]), fold(labels[0])}
            if len(labels[-2]) > 3
            else {fold(labels[0]), fold(labels[-3] if len(labels) > 2 else labels[0])}
        )
    return frozenset(name for name in names if name)


def strip_site(text: str, names: frozenset[str]) -> str:
    """Cuts "… | The Outlet" and "The Outlet: …" where the piece is the site's own name."""
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            break
        tail, head = text[cuts[-1].end() :], text[: cuts[0].start()]
        if is_site(tail, names):
            text = text[: cuts[-1].start()].strip()
        elif is_site(head, names):
            text = text[cuts[0].end() :].strip()
        else:
            break
    return text


def is_site(piece: str, names: frozenset[str]) -> bool:
    said = fold(piece).removeprefix("the ")
    if not said:
        return True
    names = frozenset(name.removeprefix("the ") for name in names)
    joined = said.replace(" ", "")
    return any(
        said == name or joined == name.replace(" ", "") or (len(joined) > 3 and said.startswith(name + " ") and len(said) < len(name) + 20)
        for name in names
    )
