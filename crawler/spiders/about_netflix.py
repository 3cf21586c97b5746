"""Netflix's newsroom, the example of a custom site: its pages are drawn by JavaScript from a JSON interface, so we read that.

sources.yaml gives the newsroom's address (`page: https://about.netflix.com/ko/newsroom`, `spider: about_netflix`); its
language decides which list is asked for. The interface is not documented and may change: then the visit fails and says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from crawler.listing import Listing, ask_source, failed
from crawler.spiders.dates import moment
from crawler.spiders.feeds import keyed
from crawler.spiders.fragments import line
from model.records import Entry, Reading, Visit
from model.watched import Source

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire

ENTERTAINMENT = "3SGbaxYYG5U05Z0G4piPV7"  # the category; all news is "0"
ANSWER_MAX = 8 << 20  # bytes
DEPTH_MAX = 40  # of an article's text


async def list_source(visit: Visit, wire: Wire) -> Listing:
    """Lists the newsroom's articles in the language of the source's address."""
    address = list_address(visit.source.url)
    page, listing = await ask_source(visit, wire, address, max_size=ANSWER_MAX)
    if listing.state != "ok":
        return listing
    entries = read_list(page.body, visit.source.url)
    if entries is None:
        return failed(visit, "the newsroom's list is not what it was", page.status)
    return replace(listing, entries=entries)


def list_address(url: str) -> str:
    """Where the list of a newsroom page comes from; `?category=` of the page wins over entertainment."""
    parts = urlsplit(url)
    category = parse_qs(parts.query).get("category", [ENTERTAINMENT])[0]
    return f"{parts.scheme}://{parts.netloc}/api/data/articles?{urlencode({'language': language_of(url), 'category': category})}"


def page_address(entry: Entry, source: Source) -> str:
    """Where an article's text comes from."""
    parts = urlsplit(source.url)
    slug = urlsplit(entry.url).path.rsplit("/", 1)[-1]
    return f"{parts.scheme}://{parts.netloc}/api/data/entity?language={language_of(source.url)}&entity=slug&slug={slug}"


def language_of(url: str) -> str:
    return urlsplit(url).path.strip("/").split("/")[0] or "en"


def read_list(body: bytes, url: str) -> tuple[Entry, ...] | None:
    """The articles of a list; None where it is no such list. Pure."""
    said = _json(body)
    groups = said.get("entities") if isinstance(said, dict) else None
    if not isinstance(groups, dict):
        return None
    listed = [*_list(groups.get("region"), "regionArticles"), *_list(groups.get("global"), "globalArticles")]
    parts, language = urlsplit(url), language_of(url)
    return keyed(
        Entry(
            key="",
            guid=f"{language}/{item['slug']}",
            url=f"{parts.scheme}://{parts.netloc}/{language}/news/{quote(item['slug'])}",
            title=line(_text(item.get("title")), markup=False),
            published=moment(_text(item.get("rawPublishedDate"))),
            categories=tuple(filter(None, (_text(tag.get("label")) for key in ("categories", "locations") for tag in _list(item, key)))),
            language=language,
        )
        for item in listed
        if _text(item.get("slug"))
    )


def read_page(body: bytes, url: str) -> Reading:
    """An article's text from its JSON. Pure."""
    said = _json(body)
    entity = said.get("entity") if isinstance(said, dict) else None
    article = entity.get("slug") if isinstance(entity, dict) else None
    if not isinstance(article, dict):
        return Reading(canonical=url)
    text = "\n".join(filter(None, (" ".join(block.split()) for block in _blocks(article.get("body"), 0))))
    return Reading(
        title=line(_text(article.get("title")), markup=False),
        published=moment(_text(article.get("rawPublishedDate"))),
        body=text,
        language=language_of(url),
        kind="article",
        quality="full" if text else "empty",
        canonical=url,
    )


_BLOCKS = ("paragraph", "heading-1", "heading-2", "heading-3", "heading-4", "heading-5", "heading-6", "list-item")


def _blocks(node: Any, depth: int) -> Iterator[str]:
    """The blocks of a rich text, a string each."""
    if not isinstance(node, dict) or depth > DEPTH_MAX:
        return
    if node.get("nodeType") in _BLOCKS[:-1]:
        yield _inline(node, depth)
        return
    for child in _list(node, "content"):
        yield from _blocks(child, depth + 1)


def _inline(node: dict[str, Any], depth: int) -> str:
    if depth > DEPTH_MAX:
        return ""
    own = _text(node.get("value"), strip=False)
    return own + "".join(_inline(child, depth + 1) for child in _list(node, "content"))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _list(holder: Any, key: str) -> list[dict[str, Any]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(value: Any, strip: bool = True) -> str:
    if not isinstance(value, str):
        return ""
    return value.strip() if strip else value
