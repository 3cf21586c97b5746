"""Who wrote it: JSON-LD, meta, what is shown behind the headline, byline marks in the page.

People's names, and the publisher's own only where the page says that it is the author and names nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.etree import XPath, _Element
from trafilatura.metadata import extract_author

from crawler.reading.articles import article_node
from crawler.reading.linked import Node, string
from crawler.reading.sheet import STUMBLES, Sheet, elements, text_of
from crawler.reading.shown_dates import following
from crawler.reading.titles import clean, fold, main_heading, site_names

NAME_LIMIT = 60  # characters of one name
AUTHOR_LIMIT = 40  # names of one page
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
    r"^(?:(?:written|posted|published|reported|words|story|text|article|review(?:ed)?|opinion|analysis|interview)\s+(?:by|von)|and|(?:by)+|von|par|por|di|door|av|af"
    r"|przez|autor(?:in|en|a|es)?|author(?:s)?|text|from|texte|redakteur(?:in)?|from our correspondent|ein(?:e)? \w+ von)[\s:]+",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[,;|/&•·、，]\s*|\s+(?:and|und|et|y|e|en|og|och|with|mit|con|avec|و|и)\s+", re.IGNORECASE)
_LAST_FIRST = re.compile(r"^([^\W\d_]{2,20}), ([^\W\d_]{2,20})$")
_MAIL = re.compile(r"\S+@\S+|https?:\S+|@\w+")
_TAIL = re.compile(
    r"\s*(?:\(.*|\[.*|\s[-–—|]+\s.*|\s*기자|\s*특파원|\s*記者|(?:^|\s)\d.*|\s+(?:for|in|at|of|on|via|is|was|has|using)\s.*|\s+(?:von|aus|für|para|pour|chez)\s.*)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:(?:senior|chief|deputy|staff|contributing|guest|former|associate|managing|executive|assistant|special|political|foreign|national|digital|freelance)\s+)*"
    r"(?:staff|editors?|editorial|team|desk|redaktion|redazione|redacci[oó]n|r[eé]daction|newsroom|correspondent|reporter|writer|agencies|agentur(?:en)?|agency|contributors?"
    r"|admin(?:istrator)?|guest|news|press|updated|published|follow|share|comments?|authors?|unknown|anonymous|webmaster|user|online|columnist|journalist|producer|photographer"
    r"|home|read more|archive|author page|profile|more|biography|all posts|fellow|intern|editor-in-chief|ceo|co-founder|founder)$"
    r"|\b(?:inc|ltd|llc|gmbh|corp|s\.a|co\.,)\b\.?$|\b(?:updated|published|view|rss|feed|minutes?|read|follow|subscribe|comments?|cookie|copyright|rights reserved|posts|articles|profile|photo(?:s|graphs)?)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|déc|ene|abr|ago|dic)\w{0,6}\.?\s*\d.*$",
    re.IGNORECASE,
)
_ONLY_MONTH = re.compile(r"^(?:january|february|march|april|may|june|july|august|september|october|november|december)$")
_SPOKEN = re.compile(r"^(?:By|BY|Von|VON|Par|Por|POR|Di|Door|Text|Autor(?:in)?|Författare|Автор|Текст)[:\s]\s*[^\W\d_][^.!?]{4,}$")
_LABEL = re.compile(
    r"(?:(?:written |posted |reported |words |story |text )?by|von|par|por|di|door|av|af|przez|text|texte?|testo|texto|autor(?:in|en|a|es)?(?:/autor(?:in)?)?|auteurs?|authors?|writers?|reporter"
    r"|автор|текст|作者|記者|记者|文|글|글쓴이|기자|작성자|yazar|forfatter|skribent|författare|redactor|redacción)\s?[:：]?",
    re.IGNORECASE,
)  # stands alone before a name
_REPORTER = re.compile(r"(?:^|[\s=\[(])([가-힣]{2,4})\s?(?:기자|특파원|객원기자)(?![가-힣])")
OWNER_WITHIN = 50  # characters after a copyright sign in which its owner stands
SPOKEN_WITHIN = 1_000  # characters after the headline in which a byline is looked for
_GLUE = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "phd", "ph.d.", "md", "m.d.", "cnn"])
NEAR = 4  # levels up within which two bylines count as one cluster


class Authors(NamedTuple):
    names: tuple[str, ...]
    how: str
    confidence: float


def read_authors(sheet: Sheet) -> Authors:
    owner: Authors | None = None
    sites = site_names(sheet)
    for found in _sources(sheet, sites):
        if found.names and not (len(found.names) == 1 and _owns(found.names[0], sheet.markup)):
            return found
        owner = owner or (found if found.names else None)  # a blog's owner writes it too: kept where nobody else is named
    return owner or _publisher(sheet, sites)


def _publisher(sheet: Sheet, sites: frozenset[str]) -> Authors:
    """The outlet itself, where machines are told that it is the author and nobody else is named."""
    for how, texts in (("json-ld publisher", _linked(sheet, article_node(sheet))), ("meta publisher", sheet.every("author"))):
        for text in texts[:AUTHOR_LIMIT]:
            if len(name := clean(text)) <= NAME_LIMIT and is_publisher(name, sites):
                return Authors((name,), how, 0.3)
    return Authors((), "none", 0.0)


def _sources(sheet: Sheet, sites: frozenset[str]) -> Iterator[Authors]:
    """What each place of the page says, the surest first."""
    yield Authors(_names(_linked(sheet, article_node(sheet)), sites), "json-ld", 0.9)
    for meta in METAS:
        if values := sheet.every(meta):
            yield Authors(_names(values, sites), "meta", 0.8)
    yield Authors(_people(_names(_spoken(sheet), sites)), "shown", 0.7)
    for number, path in enumerate(_BYLINES):
        yield Authors(_first_cluster(elements(path, sheet.tree), sites), "byline", 0.7 - 0.08 * number)
    yield Authors(_names([_by_library(sheet)], sites), "trafilatura", 0.4)


def _owns(name: str, markup: str) -> bool:
    """Whether the page's copyright line is in that name: more often a company's than an author's."""
    for sign in ("©", "&copy;", "Copyright", "copyright", "COPYRIGHT"):
        start = markup.find(sign)
        while start >= 0:
            if name in markup[start : start + OWNER_WITHIN + len(name)].split("<")[0]:
                return True
            start = markup.find(sign, start + 1)
    return False


def _spoken(sheet: Sheet) -> list[str]:
    """A piece of text after the headline that begins with "By …" or, in Korean, ends with "… 기자"."""
    heading = main_heading(sheet)
    if heading is None:
        return []
    length, labelled = 0, False
    for piece in following(heading):
        piece = " ".join(piece.split())
        if not piece:
            continue
        length += len(piece)
        if length > SPOKEN_WITHIN:
            break
        if labelled and piece:
            return [piece] if len(piece) < NAME_LIMIT else []
        labelled = _LABEL.fullmatch(piece) is not None
        if len(piece) < BYLINE_LIMIT and _SPOKEN.match(piece):
            return [piece]
        if len(piece) < BYLINE_LIMIT and (reporter := _REPORTER.search(piece)):
            return [reporter[1]]
    return []


def _by_library(sheet: Sheet) -> str:
    """trafilatura's own search for a byline. It copies the tree, so it is asked last."""
    try:
        return extract_author(sheet.tree) or ""
    except STUMBLES:
        return ""


def _first_cluster(marked: list[_Element], sites: frozenset[str]) -> tuple[str, ...]:
    """The names of the first element that has any, and of its near neighbours: further down the page stand other articles."""
    found: dict[str, str] = {}
    around: _Element | None = None
    done: set[_Element] = set()
    for element in marked[:12]:
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
    return _people(tuple(found.values()))


def _people(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without single words beside full names: those are sections and places."""
    return tuple(name for name in names if " " in name) or names


def _linked(sheet: Sheet, node: Node | None) -> list[str]:
    if node is None:
        return []
    people = node.get("author") or node.get("creator") or ()
    by_id = {string(other.get("@id")): other for other in sheet.nodes if other.get("@id") and other.get("name")}
    names = []
    for person in people if isinstance(people, list) else [people]:
        if isinstance(person, dict):
            known = person if person.get("name") else by_id.get(string(person.get("@id")), person)
            name = known.get("name")
            names += [string(one) for one in name] if isinstance(name, list) else [string(name)]
        else:
            names.append(string(person))
    return names


def _names(texts: list[str], sites: frozenset[str]) -> tuple[str, ...]:
    """People's names out of bylines, each once, in order."""
    names: dict[str, str] = {}
    for text in texts[:AUTHOR_LIMIT]:
        parts = split_byline(text)
        if len(parts) > 1 and ", " in text and is_publisher(parts[0], sites):
            continue  # "The Outlet, Frankfurt, Germany"
        for name in parts:
            if is_name(name, sites):
                names.setdefault(fold(name), name)
    shorter = {said for said in names for other in names if said != other and f" {said} " in f" {other} "}
    return tuple(name for said, name in names.items() if said not in shorter)[:AUTHOR_LIMIT]


def split_byline(text: str) -> list[str]:
    text = _MAIL.sub("", clean(text)[: 4 * BYLINE_LIMIT])
    if turned := _LAST_FIRST.match(text):
        text = f"{turned[2]} {turned[1]}"
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
    return (
        len(said) > (2 if name.islower() else 1)
        and not is_publisher(name, sites)
        and not _ROLE.search(name)
        and not _ONLY_MONTH.match(said)
    )


def is_publisher(name: str, sites: frozenset[str]) -> bool:
    """Whether it is the outlet's own name, or what the outlet's initials stand for."""
    said = fold(name).removeprefix("the ")
    joined = said.replace(" ", "")
    initials = "".join(word[0] for word in said.split())
    return any(
        joined == (site := name.removeprefix("the ").replace(" ", ""))
        or (len(initials) > 1 and initials == site and not said.startswith(site))
        for name in sites
    )
