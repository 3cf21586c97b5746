"""Which JSON-LD node speaks of the page's own article, where a page carries several."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.reading.linked import ARTICLES, PAGES, Node, string, types
from crawler.reading.sheet import Sheet


def article_node(sheet: Sheet) -> Node | None:
    """The article that the page is about; the first where nothing tells them apart."""
    if "article" not in sheet._cache:
        sheet._cache["article"] = _choose(sheet)
    node: Node | None = sheet._cache["article"]
    return node


def page_node(sheet: Sheet) -> Node | None:
    """The page's own node (WebPage), which often has the dates when the article's node lacks them."""
    return next((node for node in sheet.nodes if types(node) & PAGES and (node.get("datePublished") or node.get("dateModified"))), None)


def _choose(sheet: Sheet) -> Node | None:
    articles = [node for node in sheet.nodes if types(node) & ARTICLES]
    if len(articles) < 2:
        return articles[0] if articles else None
    own = {_path(sheet.url), _path(sheet.canonical), _path(sheet.first("og:url"))} - {""}
    for node in articles:
        if {_path(string(node.get(key))) for key in ("url", "mainEntityOfPage", "@id")} & own:
            return node
    return articles[0]


def _path(url: str) -> str:
    """Path without a trailing slash, "" for a front page: enough to tell one page of a site from another."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
