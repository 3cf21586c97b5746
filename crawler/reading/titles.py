"""The headline: JSON-LD, og:title, the page's h1, `<title>`; the site's own name cut off its end or its front."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

from crawler.reading.articles import article_node
from crawler.reading.linked import string
from crawler.reading.sheet import Sheet, text_of

LENGTH_LIMIT = 400  # characters of a title that are kept
H1_LIMIT = 20  # headings that are looked at

_SEPARATOR = re.compile(r"\s+[|•·»«›–—‒―-]+\s+|\s*[|｜]\s*|\s*::\s*|\s+<\s+")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"\w+")
CUT_OFF = ("...", "…")


class Title(NamedTuple):
    text: str
    how: str
    confidence: float


def read_title(sheet: Sheet) -> Title:
    names = site_names(sheet)
    heads = headings(sheet)
    page = clean(text_of(found)) if (found := sheet.tree.find(".//title")) is not None else ""
    node = article_node(sheet)
    candidates = [
        ("json-ld", clean(string(node.get("headline")) or string(node.get("name"))) if node else ""),
        ("og", clean(sheet.first("og:title"))),
        ("twitter", clean(sheet.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title"))),
        ("h1", heads[0] if heads else ""),
        ("title", page),
    ]
    stripped = [(how, strip_site(text, names)) for how, text in candidates if text]
    stripped = [(how, text) for how, text in stripped if text and fold(text) not in names]
    if not stripped:
        return Title("", "none", 0.0)
    how, text = stripped[0]
    if text.endswith(CUT_OFF) or len(text) < 4:
        stem = fold(text.rstrip(".… "))
        whole = next(((h, t) for h, t in stripped[1:] if fold(t).startswith(stem) and len(t) > len(text)), None)
        if whole:
            how, text = whole
    agree = sum(fold(text) == fold(other) for _, other in stripped)
    return Title(text[:LENGTH_LIMIT], how, min(0.99, 0.6 + 0.12 * agree))


def headings(sheet: Sheet) -> list[str]:
    """The page's h1 texts that could be a headline, in order."""
    found = []
    for number, element in enumerate(sheet.tree.iter("h1")):
        if number >= H1_LIMIT:
            break
        if text := clean(text_of(element)):
            found.append(text)
    return found


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
    said = fold(piece)
    if not said:
        return True
    joined = said.replace(" ", "")
    return any(
        said == name or joined == name.replace(" ", "") or (len(joined) > 3 and said.startswith(name + " ") and len(said) < len(name) + 20)
        for name in names
    )
