"""Sitemaps: urlset with news titles and dates, index, plain text, RSS or Atom as a sitemap, and robots.txt as a list of them. Pure.

lxml pulls the file through in pieces; entities are not resolved, nothing is fetched, and depth, size and count are bounded.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.decoding import decoded
from crawler.listing import Listing, ask_source, failed
from crawler.settings import SITEMAP_MAX
from crawler.spiders.dates import instant, moment
from crawler.spiders.feeds import keyed, read_written, record_bytes
from crawler.spiders.fragments import line
from crawler.spiders.prolog import without_prolog
from crawler.trouble import Trouble
from model.records import Entry, Visit

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire

URLS_MAX = 50_000  # of one file, as sitemaps.org has it
FIELD_MAX = 4000  # characters

Type = Literal["urlset", "index", "rss", "atom", "text", "robots", "invalid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address of a sitemap. Dates are ISO 8601."""

    loc: str
    lastmod: str = ""
    news_title: str = ""
    news_date: str = ""
    news_language: str = ""
    news_keywords: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    type: Type
    places: tuple[Place, ...] = ()
    problem: str = ""


def read_sitemap(body: bytes, url: str, zone: str = "") -> Sitemap:
    """What a sitemap lists. What is none has the type "invalid" and a `problem`; it never raises on bad input."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decoded(body, "gzip", SITEMAP_MAX)
        except Trouble as trouble:
            return Sitemap(type="invalid", problem=trouble.words)
    if len(body) > SITEMAP_MAX:
        return Sitemap(type="invalid", problem=f"not read: {len(body)} bytes, more than {SITEMAP_MAX}")
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in body[:4]
    if not start.startswith(b"<") and not wide:
        return _robots(body, url) if _is_robots(body, url) else _text(body)
    clean = without_prolog(body)
    root = re.search(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", clean)
    name = root[1].lower() if root else b""
    if name in (b"urlset", b"sitemapindex"):
        return _xml(clean, url, zone, "index" if name == b"sitemapindex" else "urlset")
    if name in (b"rss", b"feed", b"rdf"):
        return _feed(body, url, zone, "atom" if name == b"feed" else "rss")
    return Sitemap(type="invalid", problem="not a sitemap" + (": an HTML page" if name == b"html" else ""))


def entries_of(sitemap: Sitemap) -> tuple[Entry, ...]:
    """The articles that a urlset, feed or text sitemap lists; lastmod counts as a change of the entry."""
    return keyed(
        Entry(
            key="",
            url=place.loc,
            title=place.news_title,
            published=place.news_date,
            updated=place.lastmod,
            language=place.news_language,
            categories=tuple(filter(None, (word.strip() for word in place.news_keywords.split(",")))),
        )
        for place in sitemap.places
    )


def answer_sitemaps(record: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """`try sitemaps`: {file or xml, url?} -> {type, urls: [{loc, lastmod, news_title, news_date}]}."""
    url = record.get("url") or ("robots.txt" if record.get("kind") == "robots" else "")
    found = read_sitemap(record_bytes(record, base, "xml"), url)
    urls = [
        {
            key: value
            for key, value in (("loc", p.loc), ("lastmod", p.lastmod), ("news_title", p.news_title), ("news_date", p.news_date))
            if value
        }
        for p in found.places
    ]
    return {"type": found.type, "urls": urls, **({"problem": found.problem} if found.problem else {})}


# --- XML ------------------------------------------------------------------------------------------


def _xml(body: bytes, url: str, zone: str, kind: Literal["urlset", "index"]) -> Sitemap:
    places, problem = [], ""
    try:
        for fields in _blocks(body):
            loc = _address(fields.get("loc", ""), url)
            if loc:
                places.append(
                    Place(
                        loc=loc,
                        lastmod=moment(fields.get("lastmod", ""), zone),
                        news_title=line(fields.get("news_title", "")),
                        news_date=moment(fields.get("news_date", ""), zone),
                        news_language=fields.get("news_language", "")[:35],
                        news_keywords=line(fields.get("news_keywords", "")),
                    )
                )
            if len(places) >= URLS_MAX:
                problem = f"more than {URLS_MAX} addresses, the first were read"
                break
    except etree.XMLSyntaxError as error:
        problem = f"not well-formed: {str(error)[:120]}"
    if not places and (problem or not _closed(body)):
        return Sitemap(type="invalid", problem=problem or "not well-formed")
    return Sitemap(type=kind, places=tuple(places), problem=problem)


def _closed(body: bytes) -> bool:
    """Whether an empty sitemap is one that lists nothing, and no wreck of which nothing could be read."""
    try:
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        return False
    return True


_FIELDS = {
    "loc": "loc",
    "lastmod": "lastmod",
    "title": "news_title",
    "publication_date": "news_date",
    "language": "news_language",
    "keywords": "news_keywords",
}


def _blocks(body: bytes) -> Iterator[dict[str, str]]:
    """The fields of each <url> or <sitemap>, whatever the namespace. Images and videos have a <loc> and <title> too: not theirs."""
    parser = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in parser:
        if not isinstance(element.tag, str) or _name(element) not in ("url", "sitemap"):
            continue
        parent = element.getparent()
        if parent is not None and parent.getparent() is not None:
            continue
        yield _fields(element)
        element.clear()
        while element.getprevious() is not None and parent is not None:
            del parent[0]


def _fields(block: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in block.iterchildren("*"):
        name = _name(child)
        if name in ("loc", "lastmod"):
            found.setdefault(name, _content(child))
        elif name == "news":
            for part in child.iterdescendants("*"):
                if _FIELDS.get(_name(part), "").startswith("news_"):
                    found.setdefault(_FIELDS[_name(part)], _content(part))
    return found


def _name(element: Any) -> str:
    return str(etree.QName(element).localname).lower() if isinstance(element.tag, str) else ""


def _content(element: Any) -> str:
    text = "".join(element.itertext())
    if "&" in text:  # entities that were not resolved are no text
        text = "".join(element.xpath(".//text()"))
    return text[:FIELD_MAX].strip()


def _address(text: str, base: str) -> str:
    text = "".join(text.split())
    absolute = urljoin(base, text) if text and base else text
    return absolute if urlsplit(absolute).scheme in ("http", "https") else ""


# --- the other forms ------------------------------------------------------------------------------


def _feed(body: bytes, url: str, zone: str, kind: Literal["rss", "atom"]) -> Sitemap:
    written = read_written(body, url, None, zone)
    places = (
        Place(loc=loc, news_title=line(item.title), news_date=item.published or item.updated)
        for item in written.items
        if (loc := _address(item.link, url))
    )
    return Sitemap(type=kind, places=tuple(places), problem=written.problem)


def _is_robots(body: bytes, url: str) -> bool:
    if urlsplit(url).path.endswith("robots.txt"):
        return True
    return bool(re.search(rb"^\s*(?:user-agent|disallow|sitemap)\s*:", body[:10_000], re.IGNORECASE | re.MULTILINE))


def sitemap_lines(robots_txt: str) -> tuple[str, ...]:
    """The Sitemap lines of a robots.txt, each once."""
    found = re.findall(r"^[ \t]*site-?map[ \t]*:[ \t]*([^\s#]+)", robots_txt, re.IGNORECASE | re.MULTILINE)
    return tuple(dict.fromkeys(found))


def _robots(body: bytes, url: str) -> Sitemap:
    places = (Place(loc=loc) for found in sitemap_lines(body.decode("utf-8-sig", "replace")) if (loc := _address(found, url)))
    return Sitemap(type="robots", places=tuple(places))


def _text(body: bytes) -> Sitemap:
    lines = [text.strip() for text in body.decode("utf-8-sig", "replace").splitlines() if text.strip()]
    places = tuple(Place(loc=text) for text in lines[:URLS_MAX] if re.fullmatch(r"https?://\S{1,2000}", text))
    if not places or len(places) * 2 < len(lines[:URLS_MAX]):
        return Sitemap(type="invalid", problem="not a sitemap")
    return Sitemap(type="text", places=places)


def newest_first(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Places of an index by lastmod, newest first; those without one first of all, since they may hold the news."""

    return tuple(sorted(places, key=lambda place: instant(place.lastmod) or float("inf"), reverse=True))


# --- the reader -----------------------------------------------------------------------------------

FILES_MAX = 10  # sitemaps read in one visit, through indexes of indexes
ENTRIES_MAX = 2000  # of one visit; the newest are kept


async def list_source(visit: Visit, wire: Wire) -> Listing:
    """Lists a sitemap, or the newest of those that an index or a robots.txt names.

    An index keeps no validators: its files change while it stays the same.
    """
    page, listing = await ask_source(visit, wire, max_size=SITEMAP_MAX)
    if listing.state != "ok":
        return listing
    first = await asyncio.to_thread(read_sitemap, page.body, page.url, visit.source.zone)
    if first.type == "invalid" or (first.problem and not first.places):
        return failed(visit, first.problem or "not a sitemap", page.status)
    notes = [first.problem]
    entries = [] if first.type in ("index", "robots") else list(entries_of(first))
    if first.type in ("index", "robots"):
        listing = listing.unproven()
        found, more = await _files(visit, wire, first)
        entries += found
        notes += more
    kept = sorted(keyed(entries), key=lambda entry: entry.published or entry.updated, reverse=True)
    if len(kept) > ENTRIES_MAX:
        notes.append(f"{len(kept)} addresses, the newest {ENTRIES_MAX} were read")
    return replace(listing, entries=tuple(kept[:ENTRIES_MAX]), error="; ".join(filter(None, notes)))


async def _files(visit: Visit, wire: Wire, first: Sitemap) -> tuple[list[Entry], list[str]]:
    """The entries of the files that an index leads to, newest file first, FILES_MAX in all; a broken one is a note."""
    entries: list[Entry] = []
    notes: list[str] = []
    waiting, asked = list(newest_first(first.places)), {visit.source.url}
    while waiting and len(asked) <= FILES_MAX:
        address = waiting.pop(0).loc
        if address in asked:
            continue
        asked.add(address)
        try:
            page = await wire.ask(address, max_size=SITEMAP_MAX)
        except Trouble as trouble:
            notes.append(f"{address}: {trouble.words}")
            continue
        if not 200 <= page.status < 300:
            notes.append(f"{address}: HTTP {page.status}")
            continue
        found = await asyncio.to_thread(read_sitemap, page.body, page.url, visit.source.zone)
        if found.type == "index":
            waiting = [*newest_first(found.places), *waiting]
        elif found.type == "invalid":
            notes.append(f"{address}: {found.problem}")
        else:
            entries += entries_of(found)
    left = len({place.loc for place in waiting} - asked)
    if left:
        notes.append(f"{left} more sitemaps were not read")
    return entries, notes
