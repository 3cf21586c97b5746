"""A page parsed once: the tree that every reader shares, and the small lists that they look things up in.

Nothing here copies the tree. Depth and size are capped before anybody walks it: libxml2 gives up without a word below 256
levels, and with `huge_tree` below 2,048, so the cap is ours and is said aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import LxmlError, ParserError, XPath, XPathError, _Element, iterwalk
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.reading.linked import Node, linked_data
from model.selectors import is_xpath

TEXT_LIMIT = 8_000_000  # characters of markup that are parsed; what is beyond is cut off and said so
DEPTH_LIMIT = 600  # levels of nesting that are kept
ELEMENT_LIMIT = 30_000  # elements of a page whose text is looked for; news pages have some thousands
META_LIMIT = 500  # <meta> elements that are looked at
SALVAGE_LIMIT = 200_000  # characters of text that are saved from a page too deep to parse

# What trafilatura and htmldate have been seen to raise on odd pages. A page is never worth an exception.
STUMBLES = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError, AssertionError, LxmlError)

_TOO_DEEP = XPath("/*" * DEPTH_LIMIT + "/*")
_ELEMENTS = XPath("count(//*)")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SILENT = re.compile(r"<(script|style|noscript|template)\b[^>]{0,2000}>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(r"^\s*<\s?!\s?doctype[^>]{0,500}>", re.IGNORECASE)
_CLOSED_HTML = re.compile(r"(<html[^<>]{0,1000}?)\s*/>", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """What the readers of the fields look at."""

    url: str
    tree: HtmlElement
    meta: Mapping[str, list[str]]  # lower-cased name, property or itemprop -> contents, in order
    nodes: tuple[Node, ...]  # JSON-LD, flattened
    markup: str
    problem: str = ""  # what was cut off, "" = nothing
    _cache: dict[str, Any] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first non-empty meta content under one of these names, tried in this order."""
        return next((value for name in names for value in self.meta.get(name, ())), "")

    def every(self, *names: str) -> list[str]:
        return [value for name in names for value in self.meta.get(name, ())]

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def canonical(self) -> str:
        for link in self.tree.iterfind(".//link[@rel]"):
            if (link.get("rel") or "").strip().lower() == "canonical" and (href := (link.get("href") or "").strip()):
                return absolute(self.url, href)
        return ""


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def absolute(base: str, href: str) -> str:
    """`href` against `base`; "" where either is no address."""
    try:
        url = urljoin(base, href)
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
    ]
)
_UNSEEN = frozenset(["script", "style", "noscript", "template", "svg"])


def text_of(element: _Element) -> str:
    """All text of an element that a reader sees, white space squeezed, the text of two blocks kept apart."""
    parts: list[str] = []
    unseen = 0
    for event, node in iterwalk(element, events=("start", "end")):
        hidden = node.tag in _UNSEEN
        gap = "" if node.tag in _INLINE else " "
        if event == "start":
            unseen += hidden
            parts.append(gap if unseen else gap + (node.text or ""))
        else:
            unseen -= hidden
            tail = "" if unseen or node is element else node.tail or ""
            parts.append(gap + tail)
    return " ".join("".join(parts).split())


def open_sheet(text: str, url: str) -> Sheet:
    """Parses a page. An empty or hopeless one gives an empty tree and a `problem`, never an exception."""
    problem = ""
    if len(text) > TEXT_LIMIT:
        text, problem = text[:TEXT_LIMIT], f"cut after {TEXT_LIMIT:,} characters"
    tree = _parse(text)
    if tree is None:
        return Sheet(url=url, tree=_empty(), meta={}, nodes=(), markup=text, problem=problem or "no markup")
    deep = elements(_TOO_DEEP, tree)
    if deep:
        problem = f"nested deeper than {DEPTH_LIMIT} levels"
        for element in deep:
            _flatten(element)
    elif _count(tree) > ELEMENT_LIMIT:
        problem = f"more than {ELEMENT_LIMIT:,} elements"
        _thin(tree)
    return Sheet(url=url, tree=tree, meta=_metas(tree), nodes=linked_data(_scripts(tree)), markup=text, problem=problem)


def salvage(sheet: Sheet) -> str:
    """The bare text of the markup, for a page whose nesting the parser gave up on. Linear in its length."""
    bare = _TAG.sub("\n", _SILENT.sub("\n", sheet.markup[: 5 * SALVAGE_LIMIT]))
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)[:SALVAGE_LIMIT]


def elements(path: XPath, tree: _Element) -> list[_Element]:
    """The elements that a compiled XPath finds."""
    found = path(tree)
    return [one for one in found if isinstance(one, _Element)] if isinstance(found, list) else []


def select(tree: _Element, selector: str) -> list[_Element]:
    """Elements by CSS or XPath; [] for a selector that doesn't stand up (the configuration was checked, a page is no place to complain)."""
    return [one for one in found_by(tree, selector) if isinstance(one, _Element)]


def found_by(tree: _Element, selector: str) -> list[_Element | str]:
    """What CSS or XPath finds: elements, and the attributes, texts and values that only XPath can name."""
    from cssselect import SelectorError
    from lxml.cssselect import CSSSelector  # only sources with rules of their own need it

    try:
        found = (XPath(selector) if is_xpath(selector) else CSSSelector(selector))(tree)
    except (SelectorError, XPathError, AssertionError, ValueError, TypeError):
        return []
    if not isinstance(found, list):
        return [] if isinstance(found, bool) else [str(found)]
    return [one if isinstance(one, _Element) else str(one) for one in found if isinstance(one, _Element | str)]


def _parse(text: str) -> HtmlElement | None:
    text = _CLOSED_HTML.sub(r"\1>", _DOCTYPE.sub("", text[:4000], count=1), count=1) + text[4000:]
    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def _empty() -> HtmlElement:
    return document_fromstring("<html><head></head><body></body></html>")


# What lxml reads from HTML, and refuses to be told.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _flatten(element: _Element) -> None:
    """What lies below becomes the element's own text."""
    text = _NO_XML.sub("", "\n".join(squeezed for piece in element.itertext() if (squeezed := str(piece).strip())))
    for child in list(element):
        element.remove(child)
    element.text = text


def _count(tree: HtmlElement) -> int:
    found = _ELEMENTS(tree)
    return int(found) if isinstance(found, float) else 0


def _thin(tree: HtmlElement) -> None:
    """Keeps the first elements of the page, in its order: libraries that look for the text take quadratic time."""
    for number, element in enumerate(tree.iter()):
        if number == ELEMENT_LIMIT:
            last = element
            break
    else:
        return
    while (parent := last.getparent()) is not None:
        for later in list(last.itersiblings()):
            parent.remove(later)
        last = parent


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number >= META_LIMIT:
            break
        content = " ".join((element.get("content") or element.get("value") or "").split())
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := (element.get(attribute) or "").strip().lower():
                metas.setdefault(name, []).append(content)
    return metas


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield str(script.text)
