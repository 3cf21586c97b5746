"""Who wrote it: JSON-LD, meta, byline marks in the page. People's names only, never the publisher's."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.reading.articles import article_node
from crawler.reading.linked import Node, string, types
from crawler.reading.sheet import Sheet, text_of
from crawler.reading.titles import clean, fold, site_names

NAME_LIMIT = 60  # characters of one name
AUTHOR_LIMIT = 15  # names of one page
BYLINE_LIMIT = 150  # characters of a byline

METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "og:article:author",
    "article:author_name",
    "cxenseparse:author",
    "vr:author",
    "citation_author",
    "creator",
    "rnews:author",
    "authors",
)

_BYLINES = (
    ".//*[@rel='author']",
    ".//*[@itemprop='author']//*[@itemprop='name']",
    ".//*[@itemprop='author']",
    ".//*[contains(concat(' ', @class, ' '), ' author-name ') or contains(concat(' ', @class, ' '), ' byline-name ') or contains(@class, 'author__name') or contains(@class, 'byline__name') or contains(@class, 'author_name') or contains(@class, 'byline-author') or contains(@class, 'AuthorName')]",
    ".//a[contains(@href, '/author/') or contains(@href, '/authors/') or contains(@href, '/autor/')]",
    ".//*[contains(concat(' ', @class, ' '), ' byline ') or contains(concat(' ', @class, ' '), ' author ')]",
)

_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|words|story|text|article|review(?:ed)?|opinion|analysis|interview)\s+by|by|von|par|por|di|door|av|af|przez|autor(?:in|en|a|es)?|author(?:s)?|text|from|texte|redakteur(?:in)?|from our correspondent)[\s:]+",
    re.I,
)
_SPLIT = re.compile(r"\s*[,;|/&•·、，]\s*|\s+(?:and|und|et|y|e|en|og|och|i|with|mit|con|avec|و|и)\s+", re.I)
_MAIL = re.compile(r"\S+@\S+|https?:\S+|@\w+")
_TAIL = re.compile(r"\s*(?:\(.*|\[.*|[-–—|].*|기자|특파원|記者|\d.*)$")
_NO_NAME = re.compile(
    r"\b(?:staff|editor(?:s|ial)?|team|desk|redaktion|redazione|redacci[oó]n|r[eé]daction|newsroom|correspondent|reporter|writer|agenc\w+|contributor|admin|guest|news|press|associated|reuters|afp|dpa|updated|published|minutes?|read|follow|share|comments?|author|jr|sr|md|phd|unknown|anonymous|webmaster|user|online)\b|편집|뉴스|編集部|편집국|通信",
    re.I,
)
_GLUE = frozenset("jr jr. sr sr. ii iii phd ph.d. md m.d.".split())


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
        found = [text for element in sheet.tree.xpath(path)[:4] if 2 < len(text := text_of(element)) < BYLINE_LIMIT]
        if names := _names(found[:3], sites):
            return Authors(names, "byline", 0.7 - 0.08 * number)
    return Authors((), "none", 0.0)


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
    return tuple(names.values())[:AUTHOR_LIMIT]


def split_byline(text: str) -> list[str]:
    text = _MAIL.sub("", clean(text)[: 4 * BYLINE_LIMIT])
    parts: list[str] = []
    for part in _SPLIT.split(_LEAD.sub("", text)):
        name = _TAIL.sub("", _LEAD.sub("", part.strip())).strip(" .'\"()*:-–—")
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
    return not _NO_NAME.search(name) and len(joined) > 1
