"""Markup in the fields of a feed -> plain text. bs4, on fragments only. Pure."""

from __future__ import annotations

import html
import re
import warnings

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, Tag
from bs4.element import NavigableString

FRAGMENT_MAX = 400_000  # characters of markup that are read

_HIDDEN = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg"})
_BLOCK = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
_MARKUP = re.compile(r"<[A-Za-z/!]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, which neither XML nor a database takes."""
    return _CONTROL.sub("", text)


def line(text: str, markup: bool = True) -> str:
    """One line of plain text: a title, a name."""
    return " ".join(plain(text, markup).split())


def plain(text: str, markup: bool = True) -> str:
    """The text of a fragment, a line for each block; entities undone, twice where they were escaped twice.

    `markup=False` for what is declared to be plain text: only entities are undone.
    """
    text = clean(text)
    if markup and _MARKUP.search(text):
        text = _text(text[:FRAGMENT_MAX])
    elif "&" in text:
        text = html.unescape(text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return "\n".join(filter(None, (" ".join(part.split()) for part in clean(text).splitlines())))


def _text(markup: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(markup, "lxml")
    pieces: list[str] = []
    for node in soup.descendants:
        if isinstance(node, Tag):
            if node.name in _BLOCK:
                pieces.append("\n")
        elif type(node) is NavigableString and not isinstance(node, Comment):
            parent = node.parent
            if parent is None or parent.name not in _HIDDEN:
                pieces.append(str(node).replace("\n", " "))
                if parent is not None and parent.name in _BLOCK and node.next_sibling is None:
                    pieces.append("\n")
    return "".join(pieces)
