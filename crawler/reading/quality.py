"""What kind of page it is, and how much of the article it shows."""

from __future__ import annotations

from crawler.reading.articles import article_node
from crawler.reading.sheet import Sheet
from model.records import PageKind, Quality

TEASER_WORDS = 60


def read_kind(sheet: Sheet, body: str) -> tuple[PageKind, str]:
    if article_node(sheet) is not None or sheet.first("og:type").lower() == "article":
        return "article", "json-ld"
    return ("article", "body") if len(body) > 200 else ("other", "body")


def read_quality(sheet: Sheet, body: str) -> tuple[Quality, str]:
    return ("full", "body") if body else ("empty", "body")
