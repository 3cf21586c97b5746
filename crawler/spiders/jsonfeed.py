"""JSON Feed 1.0 and 1.1, read as leniently as feeds are written: a field of a wrong type is left out, not the feed. Pure."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from crawler.spiders.dates import moment
from crawler.spiders.feeds import Item, Written
from crawler.spiders.fragments import line

TITLE_FROM_TEXT = 100  # characters of the text that stand in for a title


def read_json(body: bytes, url: str, zone: str = "") -> Written:
    """A JSON Feed as written; what is no JSON Feed gives a `problem`."""
    try:
        said = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Written(problem=f"not a feed: broken JSON ({str(error)[:80]})", cut=True)
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        return Written(problem="not a feed: JSON, but no JSON Feed")
    if "jsonfeed.org" not in _text(said.get("version")) and not any(_looks_like_an_item(item) for item in said["items"]):
        return Written(problem="not a feed: JSON of another kind")
    base = _text(said.get("feed_url")) or url
    base = urljoin(url, base) if url else base
    language = _text(said.get("language"))[:35]
    authors = _authors(said)
    items = tuple(_item(item, base, zone, authors, language) for item in said["items"] if isinstance(item, dict))
    return Written(title=_text(said.get("title")), language=language, items=items)


def _looks_like_an_item(item: Any) -> bool:
    return isinstance(item, dict) and "id" in item and bool(item.keys() & {"url", "external_url", "content_html", "content_text"})


def _item(item: dict[str, Any], base: str, zone: str, feed_authors: tuple[str, ...], language: str) -> Item:
    html, text, summary = _text(item.get("content_html")), _text(item.get("content_text")), _text(item.get("summary"))
    link = _text(item.get("url")) or _text(item.get("external_url"))
    link = urljoin(base, link) if link else ""
    guid = _id(item.get("id"))
    return Item(
        title=_text(item.get("title")) or _first_line(summary) or _first_line(text) or _first_line(html) or link,
        title_is_text=bool(_text(item.get("title"))),
        link=link or (guid if guid.startswith(("http://", "https://")) else ""),
        guid=guid,
        published=moment(_text(item.get("date_published")), zone),
        updated=moment(_text(item.get("date_modified")), zone),
        authors=_authors(item) or feed_authors,
        summary=summary,
        content=html or text,
        categories=tuple(tag for tag in item.get("tags") or () if isinstance(tag, str)) if isinstance(item.get("tags"), list) else (),
        language=_text(item.get("language"))[:35] or language,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _id(value: Any) -> str:
    """Ids ought to be strings; numbers are common."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _first_line(markup: str) -> str:
    return line(markup)[:TITLE_FROM_TEXT] if markup else ""


def _authors(holder: dict[str, Any]) -> tuple[str, ...]:
    """Names of `authors` (1.1) and `author` (1.0), each once."""
    listed = holder.get("authors")
    people = [*(listed if isinstance(listed, list) else ()), holder.get("author")]
    names = (_text(person.get("name")) or _text(person.get("url")) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(filter(None, names)))
