"""What a page says of copies of itself: that none may be kept, and where web archives hold some. Pure; nothing is asked for."""

from __future__ import annotations

import re

from crawler.settings import PRODUCT
from model.records import Page
from model.urls import canonical_url, url_problem
from model.watched import Source

HEAD_MAX = 64 * 1024  # bytes in which a meta element is looked for
LINKS_IN = 2 * 1024 * 1024  # bytes in which links to web archives are looked for
MEMENTOS_MAX = 5
OPTED_OUT, NOARCHIVE = "opted out", "noarchive"

_META = re.compile(rb"<meta\b[^<>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\b(name|content)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_BOTS = ("", "robots", PRODUCT)
# A copy's address as web archives write it: a moment of 14 digits (or fewer), then the address that it is a copy of.
_COPY = re.compile(
    rb"https?://[a-z0-9.-]{4,100}/(?:[a-z0-9_-]{1,30}/){0,2}[12]\d{3,13}(?:[a-z]{2}_)?/(https?:/{1,2}[^\s\"'<>\\]{4,2000})", re.IGNORECASE
)
_LINK_HEADER = re.compile(r"<([^<>]{8,2000})>([^<>]{0,500})")
_REL = re.compile(r"""\brel\s*=\s*"?([^";,]+)""", re.IGNORECASE)


def left_out(source: Source, page: Page) -> str:
    """Why no copy of a page may be kept; "" if one may. X-Robots-Tag and meta robots count where they speak to all or to us."""
    if not source.archive:
        return OPTED_OUT
    for name, value in page.headers:
        if name.lower() == "x-robots-tag" and _forbids(value):
            return NOARCHIVE
    for found in _META.findall(page.body[:HEAD_MAX]):
        said = {key.lower(): (a or b or c).decode("latin-1").lower() for key, a, b, c in _ATTRIBUTE.findall(found)}
        if said.get(b"name", "").strip() in _BOTS[1:] and "noarchive" in re.split(r"[\s,;]+", said.get(b"content", "")):
            return NOARCHIVE
    return ""


def _forbids(value: str) -> bool:
    """Of `noindex, noarchive` or `otherbot: noarchive, nofollow`: a name speaks for what follows it."""
    bot = ""
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"):
            bot, part = name.strip(), rest
        if bot in _BOTS and part.strip() == "noarchive":
            return True
    return False


def mementos(source: Source, page: Page) -> tuple[str, ...]:
    """Addresses of copies of this page: named in its Link header, linked in it with its own address inside, or by the source's rule."""
    own = {canonical_url(page.url), canonical_url(page.requested_url)}
    found: dict[str, None] = {}
    for name, value in page.headers:
        if name.lower() == "link":
            for address, parameters in _LINK_HEADER.findall(value):
                rel = _REL.search(parameters)
                if rel and "memento" in rel[1].lower().split():
                    found[address.strip()] = None
    for match in _COPY.finditer(page.body[:LINKS_IN]):
        if canonical_url(_plain(match[1])) in own:
            found[_plain(match[0])] = None
    if source.memento:
        found[source.memento.replace("{url}", page.url)] = None
    return tuple(address for address in found if not url_problem(address))[:MEMENTOS_MAX]


def _plain(address: bytes) -> str:
    return address.decode("utf-8", "replace").replace("&amp;", "&")
