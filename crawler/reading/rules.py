"""A source's own selectors: what they find wins over what we would have found, and what they cut nobody sees."""

from __future__ import annotations

from lxml.etree import _Element

from crawler.reading.authors import split_byline
from crawler.reading.dates import read_moment
from crawler.reading.sheet import Sheet, select, text_of
from crawler.reading.shown_dates import day_in
from crawler.reading.titles import clean
from model.watched import Rules

FOUND_LIMIT = 200  # elements of one selector that are looked at


def cut(sheet: Sheet, rules: Rules) -> None:
    """Takes out of the page what the source's rules cut; the text after an element stays."""
    for css in rules.cut:
        for element in select(sheet.tree, css)[:FOUND_LIMIT]:
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
    return next((text for element in _found(sheet, rules.title) if (text := clean(text_of(element)))), "")


def ruled_date(sheet: Sheet, rules: Rules, zone: str) -> str:
    """The first date under the selector: an attribute for machines, else the text."""
    for element in _found(sheet, rules.published):
        for text in (element.get("datetime"), element.get("content"), text_of(element)):
            if text and (when := read_moment(text, zone)):
                return str(when)
        if day := day_in(text_of(element)):
            return day.isoformat()
    return ""


def ruled_authors(sheet: Sheet, rules: Rules) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for element in _found(sheet, rules.authors) for name in split_byline(element.get("content") or text_of(element)))
    )


def ruled_body(sheet: Sheet, rules: Rules) -> str:
    """The paragraphs under the selector, or the lines of its text where it has none."""
    lines: list[str] = []
    for element in _found(sheet, rules.body):
        blocks = [
            block
            for block in element.iter("p", "h2", "h3", "h4", "li", "blockquote")
            if next(block.iterdescendants("p", "li"), None) is None
        ]
        texts = [text_of(block) for block in blocks] or [text_of(element)]
        lines += [text for text in texts if text]
    return "\n".join(lines)


def _found(sheet: Sheet, css: str) -> list[_Element]:
    return select(sheet.tree, css)[:FOUND_LIMIT] if css else []
