"""Declared list pages: articles found by a source's own CSS rule. bs4, since a rule may be any selector soupsieve knows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from soupsieve import SelectorSyntaxError

from crawler.listing import Listing, ask_source, failed
from crawler.spiders.feeds import keyed
from crawler.spiders.fragments import line
from model.records import Entry, Visit
from model.watched import Rules

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire

PAGE_MAX = 4 << 20  # bytes of a list page
ENTRIES_MAX = 300


async def list_source(visit: Visit, wire: Wire) -> Listing:
    """Lists the articles that the page links to by `rules.links`."""
    page, listing = await ask_source(visit, wire, max_size=PAGE_MAX)
    if listing.state != "ok":
        return listing
    try:
        entries = await asyncio.to_thread(read_list, page.body, page.url, visit.source.rules or Rules())
    except SelectorSyntaxError as error:
        return failed(visit, f"rules.links is no CSS selector: {str(error).splitlines()[0]}", page.status)
    if not entries:
        return failed(visit, "rules.links finds nothing on the page", page.status)
    return replace(listing, entries=entries)


def read_list(body: bytes, url: str, rules: Rules) -> tuple[Entry, ...]:
    """The articles of a list page. The rule finds links, or elements that hold one; the first ENTRIES_MAX count. Pure."""
    soup = BeautifulSoup(body[:PAGE_MAX], "lxml")
    base_tag = soup.find("base", href=True)
    base = urljoin(url, str(base_tag["href"])) if base_tag else url
    found: dict[str, Entry] = {}
    for element in soup.select(rules.links or "a[href]"):
        link = element if element.name == "a" else element.find("a", href=True)
        href = str(link.get("href") or "").strip() if link else ""
        address = _address(base, href)
        if not address or address == url:
            continue
        title = line(element.get_text(" ")) or line(str(element.get("title") or ""))
        if not title and link:
            title = line(" ".join(str(image.get("alt") or "") for image in link.find_all("img")))
        if address not in found or (title and not found[address].title):
            found[address] = Entry(key="", url=address, title=title[:1000])
        if len(found) >= ENTRIES_MAX:
            break
    return keyed(found.values())


def _address(base: str, href: str) -> str:
    try:
        address = urljoin(base, href).partition("#")[0]
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if href and parts.scheme in ("http", "https") and parts.hostname else ""
