"""What kind of page it is, and how much of the article it shows.

Signals that need no language come first: how much text there is, what JSON-LD says of it (`isAccessibleForFree`, `wordCount`,
the selector of the paid part), marks of paywalls in the page. The words of walls (`walls`) decide only where the text is short.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import XPath

from crawler.reading import walls
from crawler.reading.articles import article_node
from crawler.reading.linked import LISTS, Node, string, types
from crawler.reading.sheet import Sheet, elements, select, text_of
from crawler.reading.titles import main_heading
from model.records import PageKind, Quality

MESSAGE = 700  # characters: a text this short can be nothing but a message to the reader
ARTICLE = 350  # characters of text that make an article; a quarter of it under a headline
WALL = 2_500  # characters: …or a wall
PROSE, PROSE_SHARE = 180, 0.35  # …of plain sentences, and their share of the text: walls have less of them
SENTENCE = 60  # characters of a line that is more than a button or a heading
TEASER = 2_200  # characters: a paid article's beginning is seldom longer
DENSE = 250  # characters of a wall's text for each of its words
FILLERS = 6  # words of filling text that make a beginning filled up
CLOSING, CLOSING_LINES = 160, 3  # characters of a line that closes a beginning with an offer, and how many lines may be such
STATEMENT = 400  # characters at a text's end where it may say that a part is missing
TAIL, BEHIND = 50, 800  # characters: of a text's end that are looked for in the page, and what is looked at behind it
WORDS_LEFT = 0.55  # share of the told number of words below which the text is a beginning
PAGE_TEXT_LIMIT = 60_000  # characters of the page that are searched
LIST_LINKS = 12  # linked headlines that make a list
LIST_LINE = 160  # characters: a list page has no longer paragraph
TEASER_LINE = 400  # …and a front page none longer than this

# How sure a signal is, by its name.
KIND_SURE: Mapping[str, float] = {"json-ld": 0.95, "meta": 0.9, "links": 0.8, "text": 0.7}
QUALITY_SURE: Mapping[str, float] = {
    "script only": 0.9,
    "no text": 0.8,
    "title": 0.9,
    "words": 0.85,
    "json-ld words": 0.9,
    "paywall": 0.8,
    "filler": 0.95,
    "text": 0.9,
}
_STOPS = frozenset(".!?…。！？»”\"')")
_DENSE_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PAYWALL = XPath(
    ".//*[contains(@class, 'paywall') or contains(@id, 'paywall') or contains(@class, 'Paywall') or contains(@class, 'regwall') or contains(@class, 'subscriber-only') or contains(@class, 'piano-offer')"
    " or contains(@class, 'premium-content') or contains(@class, 'paid-content') or contains(@class, 'meteredContent') or contains(@class, 'article-locked') or contains(@class, 'content-gate')]"
)
_BLOCKING_TITLE = re.compile(
    r"^\W*(?:just a moment|access denied|attention required|403 forbidden|robot check|are you a (?:robot|human)|security check|captcha|pardon our interruption|bevor sie|before you continue|consent|log ?in|sign ?in|로그인|ログイン|войти|anmelden|iniciar sesión)\b",
    re.IGNORECASE,
)


def read_kind(sheet: Sheet, body: str) -> tuple[PageKind, str]:
    """Article, list or something else."""
    node = article_node(sheet)
    own = {kind for found in sheet.nodes for kind in types(found)}
    og = sheet.first("og:type").lower()
    if node is not None and not (own & LISTS and og == "website"):
        return "article", "json-ld"
    if og == "article" or sheet.first("article:published_time"):
        return "article", "meta"
    if own & LISTS or _is_list(sheet, body):
        return "listing", "json-ld" if own & LISTS else "links"
    return (
        ("article", "text") if len(body) > ARTICLE or (main_heading(sheet) is not None and len(body) > ARTICLE // 4) else ("other", "text")
    )


def _is_list(sheet: Sheet, body: str) -> bool:
    """Many linked headlines and no paragraph to speak of; on a section's front page teasers may be longer."""
    linked = 0
    for heading in sheet.tree.iter("h2", "h3", "h4", "article", "li"):
        link = next(heading.iter("a"), None)
        linked += link is not None and len(text_of(link)) > 25
        if linked >= LIST_LINKS:
            break
    longest = max((len(line) for line in body.split("\n")), default=0)
    return linked >= LIST_LINKS and longest < (TEASER_LINE if _is_front(sheet.url) else LIST_LINE)


def _is_front(url: str) -> bool:
    """Whether an address is that of a site's or a section's front page: no digits, no slug of several words."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    parts = [part for part in path.split("/") if part]
    return len(parts) <= 2 and not any(char.isdigit() for char in path) and not any(part.count("-") > 1 or "." in part for part in parts)


def read_quality(sheet: Sheet, body: str, title: str, ending: str = "") -> tuple[Quality, str]:
    """(how much is shown, by which signal). `ending`: how the text ended before sign-offs were cut from it."""
    whole = f"{title}\n{body}"
    if weight(body) < MESSAGE and walls.SCRIPT_ONLY.search(whole) and not walls.HUMAN.search(whole):
        return "empty", "script only"
    if not body.strip():
        return _nothing(sheet, title)
    if blocked := _blocked(body if weight(body) >= SENTENCE else _page_text(sheet), title):
        return "wall", blocked
    if teased := _teased(sheet, body, ending or body):
        return "teaser", teased
    return "full", "text"


def weight(text: str) -> int:
    """Length of a text in characters of an alphabet: a syllable or an ideogram says as much as two letters."""
    return len(text) + len(_DENSE_SCRIPT.findall(text))


def _nothing(sheet: Sheet, title: str) -> tuple[Quality, str]:
    seen = _page_text(sheet)
    if _BLOCKING_TITLE.match(title) or (weight(seen) < WALL and _density(seen) > 0):
        return "wall", "words"
    return "empty", "no text"


def _blocked(body: str, title: str) -> str:
    """By which signal nothing but a message to the reader is shown."""
    if weight(body) >= WALL or ((prose := _prose(body)) >= PROSE and prose >= PROSE_SHARE * weight(body)):
        return ""
    if _BLOCKING_TITLE.match(title):
        return "title"
    if weight(body) < MESSAGE and any(words.search(f"{title}\n{body}") for words in (walls.HUMAN, walls.REFUSED)):
        return "words"
    if weight(body) < ARTICLE and walls.COOKIES.search(body):
        return "words"
    return "words" if _density(body) * DENSE >= weight(body) else ""


def _density(text: str) -> int:
    """How often the words of walls stand in a text."""
    return sum(len(words.findall(text)) for words in (walls.CONSENT, walls.HUMAN, walls.SIGN_IN, walls.REFUSED))


def _prose(body: str) -> int:
    """Weight of the plain sentences: an article about walls has them, a wall has not."""
    return sum(weight(line) for line in body.split("\n") if _is_prose(line))


def _is_prose(line: str) -> bool:
    """Whether a paragraph is sentences without a word of a wall or a gate."""
    return weight(line) >= SENTENCE and line.rstrip()[-1:] in _STOPS and not _density(line) and not walls.GATE.search(line)


def _teased(sheet: Sheet, body: str, ending: str) -> str:
    node = article_node(sheet)
    told = _words_told(node)
    marked = _marked(sheet)
    if told and len(body.split()) < WORDS_LEFT * told and told > 120 and len(body) < 3 * TEASER and (_paid(node) or marked):
        return "json-ld words"
    if len(walls.FILLER.findall(body)) >= FILLERS:
        return "filler"
    if len(body) < 3 * TEASER and walls.STATED.search(ending[-STATEMENT:]):
        return "words"
    if weight(body) >= TEASER:
        return ""
    if _closes_with_an_offer(body) or _closes_with_an_offer(ending) or walls.GATE.search(ending) or walls.GATE.search(body, len(body) // 3):
        return "words"
    cut = _cut(body)
    if marked or cut or (_paid(node) and not _paid_part_is_here(sheet, node)):
        after = _after(sheet, body)
        if walls.GATE.search(after) or (cut and walls.OFFER.search(after)):
            return "paywall"
    return ""


def _closes_with_an_offer(body: str) -> bool:
    """Whether one of the last lines is short and speaks of paying or signing in, and of what there is to read."""
    lines = [line for line in body.split("\n") if line.strip()]
    return any(
        weight(line) <= CLOSING and walls.PAYING.search(line) and walls.READING.search(line) and not walls.NEWSLETTER.search(line)
        for line in lines[1:][-CLOSING_LINES:]
    )


def _after(sheet: Sheet, body: str) -> str:
    """What the page says right behind the last sentences of the text; all of it where that place is not found."""
    seen = _page_text(sheet)
    last = next((line for line in reversed(body.split("\n")) if _is_prose(line)), body)
    place = seen.rfind(tail) if (tail := " ".join(last.split())[-TAIL:]) else -1
    return seen[place + len(tail) :][:BEHIND] if place >= 0 else seen


def _paid(node: Node | None) -> bool:
    said: Any = node.get("isAccessibleForFree") if node else None
    return said is False or (isinstance(said, str) and said.strip().lower().rsplit("/", 1)[-1] in {"false", "no", "0"})


def _paid_part_is_here(sheet: Sheet, node: Node | None) -> bool:
    """Whether the part that JSON-LD calls paid stands in the page with text of an article's length."""
    part = node.get("hasPart") if node else None
    for one in part if isinstance(part, list) else [part]:
        css = string(one.get("cssSelector")) if isinstance(one, dict) else ""
        if css and sum(len(text_of(element)) for element in select(sheet.tree, css)[:20]) > TEASER:
            return True
    return False


def _words_told(node: Node | None) -> int:
    said = string(node.get("wordCount")) if node else ""
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def _marked(sheet: Sheet) -> bool:
    return bool(elements(_PAYWALL, sheet.tree))


def _cut(body: str) -> bool:
    return body.rstrip().endswith(("...", "…", "[…]", "[...]"))


def _page_text(sheet: Sheet) -> str:
    found = sheet.tree.find(".//body")
    return text_of(found)[:PAGE_TEXT_LIMIT] if found is not None else ""
