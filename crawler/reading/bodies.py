"""The text of the article: trafilatura on the shared tree, and the known ways in which it fails mended.

Its fast mode alone reads most pages better than with its fall-backs, which are asked only where the fast result is short or one
undivided lump. Then paragraphs that are not the article's go (`paragraphs`), the lead comes back (`leads`), and where the publisher
gives the text to machines, it says which paragraphs are the article's.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Collection
from typing import NamedTuple

from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawler.reading.articles import article_node
from crawler.reading.leads import find_lead
from crawler.reading.linked import string
from crawler.reading.paragraphs import own_paragraphs
from crawler.reading.sheet import STUMBLES, Sheet, salvage
from crawler.reading.titles import fold

SHORT = 1_400  # characters below which the fall-backs are asked too
TEXT_LIMIT = 500_000  # characters of a text that are kept
LINK_LEAST = 20  # characters of a link's text that can stand for another article
TOLD_LEAST = 300  # characters of a text given to machines, to be worth comparing
TOLD_INSTEAD = 800  # characters: where we found less and were told more than twice as much, what we were told is the text
TOLD_FOUND = 0.8  # share of the told text that must stand in ours, and
OURS_TOLD = 0.75  # share of ours that must stand in the told one, for it to say what belongs
DIVIDED = 0.6  # share of a text in one line that the page's paragraphs must hold, to be all of it
SHINGLE = 4
ENDING = 600  # characters

for _name in ("trafilatura", "htmldate", "justext", "courlan", "readability", "charset_normalizer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # every odd page is a line to them; what went wrong is in the Reading

_MARKUP = re.compile(r"<[^<>]{1,300}>")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


class Body(NamedTuple):
    text: str
    how: str
    confidence: float
    ending: str = ""  # how the page's text ended before it was mended: what the way to the rest looks like stands there


def read_body(sheet: Sheet, title: str = "", names: Collection[str] = ()) -> Body:
    """`title` and `names` (authors): what is said again above the text is not part of it."""
    how, text = _extract(sheet)
    if not text and sheet.problem:
        return Body(salvage(sheet)[:TEXT_LIMIT], "salvaged", 0.2)
    told = _told(sheet)
    if len(text) < TOLD_INSTEAD and len(told) > 2 * len(text) and len(told) >= TOLD_LEAST:
        return Body(told[:TEXT_LIMIT], "json-ld", 0.7)
    if not text:
        return Body("", "none", 0.0)
    lines = [line for line in text.split("\n") if line.strip()]
    lines = own_paragraphs(_as_told(lines, told), title, names, _links(sheet))
    lead = find_lead(sheet, "\n".join(lines))
    if lead:
        lines.insert(0, lead)
    return Body("\n".join(lines)[:TEXT_LIMIT], how, 0.9 if how == "fast" else 0.6, text[-ENDING:])


def _extract(sheet: Sheet) -> tuple[str, str]:
    text, paragraphs = _trafilatura(sheet, fast=True)
    if len(text) >= SHORT and paragraphs > 1:
        return "fast", text
    full, _ = _trafilatura(sheet, fast=False)
    return ("full", _divided(sheet, full)) if full else ("fast", text)


def _divided(sheet: Sheet, text: str) -> str:
    """The paragraphs of a text that came as one line, as the last fall-back gives a short page: all of it, buttons and byline too."""
    if "\n" in text.strip():
        return text
    lump, at = " ".join(text.split()), 0
    found = []
    for paragraph in sheet.tree.iter("p"):
        said = " ".join("".join(paragraph.itertext()).split())
        start = lump.find(said, at) if said else -1
        if start >= 0:
            found.append(said)
            at = start + len(said)
    return "\n".join(found) if len(found) > 1 and sum(map(len, found)) >= DIVIDED * len(lump) else text


def _trafilatura(sheet: Sheet, fast: bool) -> tuple[str, int]:
    """(text, number of paragraphs); neither network nor signals are used."""
    try:
        found = bare_extraction(sheet.tree, url=sheet.url, fast=fast, include_comments=False)
    except STUMBLES:
        return "", 0
    if not isinstance(found, Document) or not found.text:
        return "", 0
    return str(found.text), len(found.body.findall(".//p"))


def _links(sheet: Sheet) -> set[str]:
    """The texts of the page's links, folded, where they are long enough to be headlines."""
    texts = (" ".join("".join(link.itertext()).split()) for link in sheet.tree.iter("a") if link.get("href"))
    return {fold(text) for text in texts if len(text) >= LINK_LEAST}


def _told(sheet: Sheet) -> str:
    """The text that the publisher gives to machines, "" where there is none."""
    node = article_node(sheet)
    text = string(node.get("articleBody")) if node else ""
    if len(text) < TOLD_LEAST:
        return ""
    text = _MARKUP.sub("\n", html.unescape(text)) if "<" in text or "&" in text else text
    return "\n".join(squeezed for line in text.split("\n") if (squeezed := " ".join(line.split())))


def _as_told(lines: list[str], told: str) -> list[str]:
    """Only the paragraphs that the told text has too, where the two are clearly one text."""
    if not told:
        return lines
    known = _shingles(told)
    shares = [len(mine & known) / len(mine) if len(mine := _shingles(line)) > 1 else None for line in lines]
    ours = sum(len(line) for line, share in zip(lines, shares, strict=True) if share is not None and share >= 0.5)
    if ours < OURS_TOLD * sum(map(len, lines)) or len(_shingles("\n".join(lines)) & known) < TOLD_FOUND * len(known):
        return lines
    first = next(number for number, share in enumerate(shares) if share is not None and share >= 0.3)
    last = next(number for number in reversed(range(len(lines))) if (share := shares[number]) is not None and share >= 0.3)
    return [line for line, share in list(zip(lines, shares, strict=True))[first : last + 1] if share is None or share >= 0.2]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _TOKEN.findall(text.casefold())
    return {tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))} if words else set()
