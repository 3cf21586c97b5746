"""A source's own selectors: what they find wins over what we would have found, and what they cut nobody sees.

A selector is CSS or XPath; an XPath may also name an attribute or a text (`//meta[@name='author']/@content`).
"""

from __future__ import annotations

import re

from lxml.etree import _Element

from crawler.reading.authors import split_byline
from crawler.reading.dates import read_moment
from crawler.reading.sheet import Sheet, found_by, select, text_of
from crawler.reading.shown_dates import day_in
from crawler.reading.titles import clean
from model.watched import Rules

FOUND_LIMIT = 200  # elements of one selector that are looked at

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}")


def cut(sheet: Sheet, rules: Rules) -> None:
    """Takes out of the page what the source's rules cut; the text after an element stays."""
    for selector in rules.cut:
        for element in select(sheet.tree, selector)[:FOUND_LIMIT]:
            parent = element.getparent()
            if parent is None:
                continue
            before = element.getprevious()
            if element.tail:
                if before is not None:
                    before.tail = (before.tail or "") + element.tail
                else:
                    parent.text = (parent.text or "") + element.tail
            parent.remove(element)


def ruled_title(sheet: Sheet, rules: Rules) -> str:
    return next((text for found in _found(sheet, rules.title) if (text := clean(_text(found)))), "")


def ruled_date(sheet: Sheet, selector: str, zone: str) -> str:
    """The first date under the selector: an attribute for machines, else the text."""
    for found in _found(sheet, selector):
        said = [found] if isinstance(found, str) else [found.get("datetime"), found.get("content"), text_of(found)]
        for text in said:
            if text and (when := read_moment(text, zone)):
                return str(when)
        if said[-1] and (day := day_in(said[-1])):
            return day.isoformat()
    return ""


def ruled_authors(sheet: Sheet, rules: Rules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for found in _found(sheet, rules.authors) for name in split_byline(_text(found))))


def ruled_language(sheet: Sheet, rules: Rules) -> str:
    """The first language tag under the selector."""
    said = (_text(found).strip().replace("_", "-").lower() for found in _found(sheet, rules.language))
    return next((tag for tag in said if _TAG.fullmatch(tag)), "")


def ruled_body(sheet: Sheet, rules: Rules) -> str:
    """The paragraphs under the selector, or the lines of its text where it has none."""
    lines: list[str] = []
    for found in _found(sheet, rules.body):
        if isinstance(found, str):
            lines += [squeezed for line in found.split("\n") if (squeezed := " ".join(line.split()))]
            continue
        blocks = [
            block for block in found.iter("p", "h2", "h3", "h4", "li", "blockquote") if next(block.iterdescendants("p", "li"), None) is None
        ]
        texts = [text_of(block) for block in blocks] or [text_of(found)]
        lines += [text for text in texts if text]
    return "\n".join(lines)


def _found(sheet: Sheet, selector: str) -> list[_Element | str]:
    return found_by(sheet.tree, selector)[:FOUND_LIMIT] if selector else []


def _text(found: _Element | str) -> str:
    """What machines are told of an element, else what readers see of it."""
    return found if isinstance(found, str) else found.get("content") or text_of(found)
