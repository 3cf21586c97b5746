"""Declared list pages: articles found by a source's own rule.

CSS is bs4's, since a rule may be any selector that soupsieve knows; XPath is libxml2's, which takes as long as its author lets it:
a list page is read in a worker as any page is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from soupsieve import SelectorSyntaxError

from crawler.listing import Listing, ask_source, failed
from crawler.reading.charset import decode
from crawler.reading.sheet import found_by, open_sheet, text_of
from crawler.spiders.feeds import keyed
from crawler.spiders.fragments import line
from crawler.workers import WorkerFailed
from model.records import Entry, Visit
from model.selectors import is_xpath
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
        entries = await wire.workers.run(read_list, page.body, page.url, visit.source.rules or Rules())
    except SelectorSyntaxError as error:
        return failed(visit, f"rules.links is no CSS selector: {str(error).splitlines()[0]}", page.status)
    except WorkerFailed as error:
        return failed(visit, f"the list page cannot be read: {error}", page.status)
    if not entries:
        return failed(visit, "rules.links finds nothing on the page", page.status)
    return replace(listing, entries=entries)


def read_list(body: bytes, url: str, rules: Rules) -> tuple[Entry, ...]:
    """The articles of a list page. The rule finds links, or elements that hold one; the first ENTRIES_MAX count. Pure."""
    rule = rules.links or "a[href]"
    if is_xpath(rule):
        return _by_xpath(body[:PAGE_MAX], url, rule)
    soup = BeautifulSoup(body[:PAGE_MAX], "lxml")
    base_tag = soup.find("base", href=True)
    base = urljoin(url, str(base_tag["href"])) if base_tag else url
    found: dict[str, Entry] = {}
    for element in soup.select(rule):
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


def _by_xpath(body: bytes, url: str, rule: str) -> tuple[Entry, ...]:
    """As `read_list`; the rule may also name the addresses themselves (`…/@href`)."""
    sheet = open_sheet(decode(body).text, url)
    base = next((urljoin(url, href) for element in sheet.tree.iter("base") if (href := element.get("href"))), url)
    found: dict[str, Entry] = {}
    for one in found_by(sheet.tree, rule):
        link = one if isinstance(one, str) or one.tag == "a" else next(one.iter("a"), None)
        address = _address(base, link if isinstance(link, str) else (link.get("href") or "").strip() if link is not None else "")
        if not address or address == url:
            continue
        title = "" if isinstance(one, str) else text_of(one)
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
