"""Who wrote it: JSON-LD, meta, byline marks in the page. People's names only, never the publisher's."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from lxml.etree import XPath, _Element
from trafilatura.metadata import extract_author

from crawler.reading.articles import article_node
from crawler.reading.linked import Node, string, types
from crawler.reading.sheet import STUMBLES, Sheet, text_of
from crawler.reading.titles import clean, fold, site_names

NAME_LIMIT = 60  # characters of one name
AUTHOR_LIMIT = 15  # names of one page
BYLINE_LIMIT = 150  # characters of a byline

METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "og:article:author", "article:author_name", "cxenseparse:author", "vr:author", "citation_author", "creator", "rnews:author", "authors")

# Where pages mark their byline, the surest first. Each is tried on the whole page; only the first cluster of hits counts.
_BYLINES = tuple(
    XPath(path)
    for path in (
        ".//*[self::a or self::span or self::div or self::p or self::strong or self::address][@rel='author' or contains(@itemprop, 'author')]",
        ".//*[contains(@class, 'author-name') or contains(@class, 'byline-name') or contains(@class, 'author__name') or contains(@class, 'byline__name')"
        " or contains(@class, 'author_name') or contains(@class, 'byline-author') or contains(@class, 'AuthorName') or contains(@class, 'authorName')"
        " or contains(@class, 'writer_name') or contains(@class, 'journalist_name') or contains(@data-testid, 'AuthorURL')]",
        ".//*[self::span or self::div or self::p or self::a or self::li or self::address][contains(concat(' ', @class, ' '), ' byline ')"
        " or contains(concat(' ', @class, ' '), ' author ') or contains(concat(' ', @class, ' '), ' autor ') or contains(concat(' ', @class, ' '), ' writer ')"
        " or contains(concat(' ', @class, ' '), ' authors ') or contains(@class, 'article-author') or contains(@class, 'article__author')"
        " or contains(@class, 'post-author') or contains(@class, 'entry-author') or contains(@class, 'articleAuthor') or contains(@class, 'ByLine')"
        " or contains(@class, 'Byline') or contains(@id, 'byline') or contains(@class, 'byline')]",
        ".//a[contains(@href, '/author/') or contains(@href, '/authors/') or contains(@href, '/autor/') or contains(@href, '/autoren/')]",
    )
)

_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|words|story|text|article|review(?:ed)?|opinion|analysis|interview)\s+(?:by|von)|and|by|von|par|por|di|door|av|af"
    r"|przez|autor(?:in|en|a|es)?|author(?:s)?|text|from|texte|redakteur(?:in)?|from our correspondent|ein(?:e)? \w+ von)[\s:]+",
    re.I,
)
_SPLIT = re.compile(r"\s*[,;|/&•·、，]\s*|\s+(?:and|und|et|y|e|en|og|och|with|mit|con|avec|و|и)\s+", re.I)
_MAIL = re.compile(r"\S+@\S+|https?:\S+|@\w+")
_TAIL = re.compile(r"\s*(?:\(.*|\[.*|\s[-–—|]+\s.*|\s*기자|\s*특파원|\s*記者|(?:^|\s)\d.*|\s+(?:for|in|at|of|on|via)\s.*|\s+(?:von|aus|für|para|pour|chez)\s.*)$", re.I)
_ROLE = re.compile(
    r"^(?:(?:senior|chief|deputy|staff|contributing|guest|former|associate|managing|executive|assistant|special|political|foreign|national|digital|freelance)\s+)*"
    r"(?:staff|editors?|editorial|team|desk|redaktion|redazione|redacci[oó]n|r[eé]daction|newsroom|correspondent|reporter|writer|agencies|agentur(?:en)?|agency|contributors?"
    r"|admin(?:istrator)?|guest|news|press|updated|published|follow|share|comments?|authors?|unknown|anonymous|webmaster|user|online|columnist|journalist|producer|photographer"
    r"|home|read more|archive|author page|profile|more|biography|all posts|fellow|intern|editor-in-chief|ceo|co-founder|founder)$"
    r"|\b(?:updated|published|minutes?|read|follow|subscribe|comments?|cookie|copyright|rights reserved|posts|articles|profile|photo(?:s|graphs)?)\b",
    re.I,
)
_MONTH = re.compile(r"\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|déc|ene|abr|ago|dic)\w{0,6}\.?\s*\d.*$", re.I)
_GLUE = frozenset("jr jr. sr sr. ii iii phd ph.d. md m.d. cnn".split())
NEAR = 4  # levels up within which two bylines count as one cluster


class Authors(NamedTuple):
    names: tuple[str, ...]
    how: str
    confidence: float


def read_authors(sheet: Sheet) -> Authors:
    sites = site_names(sheet)
    node = article_node(sheet)
    if names := _names(_linked(sheet, node), sites):
        return Authors(names, "json-ld", 0.9)
    if names := _names(sheet.every(*METAS), sites):
        return Authors(names, "meta", 0.8)
    for number, path in enumerate(_BYLINES):
        if names := _first_cluster(path(sheet.tree), sites):
            return Authors(names, "byline", 0.7 - 0.08 * number)
    if names := _names([_by_library(sheet)], sites):
        return Authors(names, "trafilatura", 0.4)
    return Authors((), "none", 0.0)


def _by_library(sheet: Sheet) -> str:
    """trafilatura's own search for a byline. It copies the tree, so it is asked last."""
    try:
        return extract_author(sheet.tree) or ""
    except STUMBLES:
        return ""


def _first_cluster(elements: list[_Element], sites: frozenset[str]) -> tuple[str, ...]:
    """The names of the first element that has any, and of its near neighbours: further down the page stand other articles."""
    found: dict[str, str] = {}
    around: _Element | None = None
    done: set[_Element] = set()
    for element in elements[:12]:
        text = text_of(element)
        if not 2 < len(text) < BYLINE_LIMIT:
            continue
        above = set(element.iterancestors())
        if (around is not None and around not in above) or done & above:
            if done & above:
                continue
            break
        links = [linked for link in element.iter("a") if 2 < len(linked := text_of(link)) < NAME_LIMIT] if element.tag != "a" else []
        for name in _names(links, sites) or _names([text], sites):
            found.setdefault(fold(name), name)
            done.add(element)
        if found and around is None:
            around = next(iter(islice(element.iterancestors(), 1, 2)), None)
    return tuple(found.values())


def _linked(sheet: Sheet, node: Node | None) -> list[str]:
    if node is None:
        return []
    people = node.get("author") or node.get("creator") or ()
    by_id = {string(other.get("@id")): other for other in sheet.nodes if other.get("@id") and other.get("name")}
    names = []
    for person in people if isinstance(people, list) else [people]:
        if isinstance(person, dict):
            known = person if person.get("name") else by_id.get(string(person.get("@id")), person)
            if types(known) & {"organization", "newsmediaorganization", "corporation"}:
                continue
            name = known.get("name")
            names += [string(one) for one in name] if isinstance(name, list) else [string(name)]
        else:
            names.append(string(person))
    return names


def _names(texts: list[str], sites: frozenset[str]) -> tuple[str, ...]:
    """People's names out of bylines, each once, in order."""
    names: dict[str, str] = {}
    for text in texts[:AUTHOR_LIMIT]:
        for name in split_byline(text):
            if is_name(name, sites):
                names.setdefault(fold(name), name)
    shorter = {said for said in names for other in names if said != other and f" {said} " in f" {other} "}
    return tuple(name for said, name in names.items() if said not in shorter)[:AUTHOR_LIMIT]


def split_byline(text: str) -> list[str]:
    text = _MAIL.sub("", clean(text)[: 4 * BYLINE_LIMIT])
    parts: list[str] = []
    for part in _SPLIT.split(_LEAD.sub("", text)):
        name = _TAIL.sub("", _MONTH.sub("", _LEAD.sub("", part.strip()))).strip(" .'\"()*:-–—")
        if name.lower() in _GLUE and parts:
            continue
        if name:
            parts.append(name)
    return parts


def is_name(name: str, sites: frozenset[str]) -> bool:
    said = fold(name)
    if not said or len(name) > NAME_LIMIT or not any(char.isalpha() for char in name) or len(name.split()) > 6:
        return False
    joined = said.replace(" ", "")
    if any(joined == site.replace(" ", "") for site in sites):
        return False
    return not _ROLE.search(name) and len(joined) > 1
