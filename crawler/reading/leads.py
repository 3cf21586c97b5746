"""The lead: the paragraph that stands between headline and text, and that extraction often takes for part of the page's head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from crawler.reading.sheet import Sheet, text_of
from crawler.reading.titles import clean, fold, main_heading

WITHIN = 120  # elements after the headline that are looked at
SHORTEST, LONGEST = 40, 900  # characters
MOST_LINKED = 0.4  # share of a lead that may be links
ENDS = '.!?…。»“"”)'  # what a sentence ends with
SAME_START = 40  # folded characters that lead and description share

_BLOCKS = frozenset(["p", "div", "h2", "h3", "h4", "span", "strong", "b", "section", "em"])
_INSIDE = frozenset(["p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "section", "article", "table", "figure", "form", "nav"])
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadin|intro|introduction|standfirst|dek|deck|sub-?title|sub-?head(?:line)?|vorspann|anrisstext|teaser-?text|kicker-text|summary|abstract|excerpt|chapo|chapeau|entradilla|bajada"
    r"|sommario|occhiello|ingress|perex|zajawka|lid|article-?lead|article-?intro|articleintro|articlelead|description|resumen|bajante)(?:$|[\s_-])",
    re.IGNORECASE,
)


def find_lead(sheet: Sheet, body: str) -> str:
    """The lead, if it shows on the page and the text lacks it; else ""."""
    heading = main_heading(sheet)
    if heading is None:
        return ""
    inside = fold(body)
    first = inside[:60]
    told = [
        fold(text).removesuffix("...")[:200]
        for text in sheet.every("og:description", "description", "twitter:description")
        if len(text) >= SHORTEST
    ]
    for element in _after(heading):
        text = clean(text_of(element))
        said = fold(text)
        if first and len(said) >= 20 and (said.startswith(first) or first.startswith(said[:60])):
            break
        if not SHORTEST <= len(text) <= LONGEST or said in inside or said[:80] in inside:
            continue
        parent = element.getparent()
        around = parent.get("class") or "" if parent is not None and len(text_of(parent)) < 1.2 * len(text) else ""
        named = _NAMED.search(f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}") or _NAMED.search(
            around
        )
        told_too = any(said[:SAME_START] == description[:SAME_START] for description in told if len(description) >= SAME_START)
        if ((named and text[-1] in ENDS) or told_too) and _linked(element) < MOST_LINKED:
            return text
    return ""


def _linked(element: _Element) -> float:
    total = len(text_of(element)) or 1
    return sum(len(text_of(link)) for link in element.iter("a")) / total


def _after(heading: _Element) -> Iterator[_Element]:
    """Blocks without blocks inside, after the headline, in order."""
    count = 0
    node: _Element | None = heading
    while node is not None and node.tag != "body":
        for sibling in node.itersiblings():
            for element in sibling.iter():
                count += 1
                if count > WITHIN:
                    return
                if element.tag in _BLOCKS and not any(child.tag in _INSIDE for child in element):
                    yield element
        node = node.getparent()
