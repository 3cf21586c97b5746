"""Which feeds and sitemaps a page leads to, and its language. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.spiders.feeds import record_bytes
from crawler.spiders.fragments import line

PAGE_MAX = 4 << 20  # bytes
FEEDS_MAX = 50

_TYPES = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/x.atom+xml": "atom",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/json": "json",
    "text/xml": "rss",
    "application/xml": "rss",
}
# Feeds of comments and of the WordPress API are no news.
_NOT_NEWS = re.compile(r"/wp-json/|/oembed|/comments/(?:feed|default)|comments?[-_]feed|comments\.xml|[?&]feed=comments", re.IGNORECASE)
_FEED_LINK = re.compile(
    r"(?:^|[/.?=_-])(?:rss|atom|feeds?)(?:[/.?=&_-]|$)|\.(?:rss|atom|rdf)$|[?&](?:feed|type|format)=(?:rss|atom)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A feed that a page leads to. `type` is rss, atom or json as the page has it."""

    url: str
    type: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    feeds: tuple[Lead, ...] = ()
    sitemaps: tuple[str, ...] = ()
    language: str = ""


def discover(body: bytes, url: str) -> Discovery:
    """Feeds and sitemaps that an HTML page names: link elements first; only where there are none, plain links that look like feeds."""
    if "://" not in url:
        url = f"https://{url}"
    tree = _tree(body)
    if tree is None:
        return Discovery()
    base = next((urljoin(url, str(href).strip()) for href in tree.xpath("//base/@href")), url)
    declared = _declared(tree, base)
    feeds = declared or _linked(tree, base)
    sitemaps = (urljoin(base, str(link.get("href")).strip()) for link in tree.xpath("//link[@href]") if "sitemap" in _rels(link))
    return Discovery(feeds=tuple(feeds[:FEEDS_MAX]), sitemaps=tuple(dict.fromkeys(filter(_web, sitemaps))), language=_language(tree))


def answer_discover(record: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """`try discover`: {file or html, url} -> {feeds: [{url, type, title}], sitemaps, language}."""
    found = discover(record_bytes(record, base, "html"), str(record["url"]))
    return {
        "feeds": [{"url": lead.url, "type": lead.type, "title": lead.title} for lead in found.feeds],
        "sitemaps": list(found.sitemaps),
        "language": found.language,
    }


def _tree(body: bytes) -> Any:
    if not body.strip():
        return None
    parser = lxml_html.HTMLParser(remove_comments=True, no_network=True)
    try:
        return lxml_html.document_fromstring(body[:PAGE_MAX], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _declared(tree: Any, base: str) -> list[Lead]:
    found: dict[str, Lead] = {}
    for link in tree.xpath("//link[@href]"):
        rels = _rels(link)
        href = str(link.get("href")).strip()
        kind = _TYPES.get(str(link.get("type") or "").split(";")[0].strip().lower(), "")
        if not kind and "feed" in rels:
            kind = _guess(href)
        if not href or not kind or not rels & {"alternate", "feed", "service.feed"}:
            continue
        address = _address(base, href)
        if _web(address) and not _NOT_NEWS.search(address) and not _is_translation(link, kind, address):
            found.setdefault(address, Lead(url=address, type=kind, title=line(str(link.get("title") or ""))))
    return list(found.values())


def _is_translation(link: Any, kind: str, address: str) -> bool:
    """An alternate of type JSON or XML that is no feed: an API, or the page in another language."""
    said = str(link.get("type") or "").lower()
    return (said.startswith("text/xml") or said == "application/xml") and bool(link.get("hreflang")) and not _FEED_LINK.search(address)


def _linked(tree: Any, base: str) -> list[Lead]:
    found: dict[str, Lead] = {}
    for link in tree.xpath("//a[@href]"):
        href = str(link.get("href")).strip()
        address = _address(base, href)
        if _web(address) and _FEED_LINK.search(urlsplit(address)._replace(scheme="", netloc="").geturl()) and not _NOT_NEWS.search(address):
            found.setdefault(address, Lead(url=address, type=_guess(address), title=line(link.text_content())[:200]))
    return list(found.values())


def _guess(address: str) -> str:
    low = address.lower()
    return "atom" if "atom" in low else "json" if low.endswith(".json") else "rss"


def _address(base: str, href: str) -> str:
    if href.lower().startswith("feed:"):
        href = href[5:] if href[5:].startswith(("http:", "https:")) else "http:" + href[5:]
    try:
        parts = urlsplit(urljoin(base, href))
    except ValueError:
        return ""
    return parts._replace(fragment="", path=parts.path or "/").geturl() if parts.netloc else ""


def _web(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _rels(link: Any) -> set[str]:
    return set(str(link.get("rel") or "").lower().split())


def _language(tree: Any) -> str:
    for path in (
        "/html/@lang",
        "/html/@*[local-name()='lang']",
        "//meta[@property='og:locale']/@content",
        "//meta[@http-equiv='content-language']/@content",
    ):
        for value in tree.xpath(path):
            said = str(value).strip().replace("_", "-")
            if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", said):
                return said
    return ""
