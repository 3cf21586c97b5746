"""One page read for a person, by the rules of a source or by rules that are only being tried. Stores nothing."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import NamedTuple

from model.errors import ShowwireError, UsageError
from model.records import Reading
from model.watched import Rules, Source, Watchlist

FIELDS = ("title", "published", "modified", "authors", "language", "kind", "quality", "body")


class Tried(NamedTuple):
    """What was read, and of what."""

    body: bytes
    url: str
    content_type: str
    reading: Reading


def tried_page(target: str, watchlist: Watchlist, source: Source | None = None, url: str = "") -> Tried:
    """A page at an address, fetched with all manners, or in a file; read in a worker, so that no rule can hang it.

    `url`: the address that a file's page has. Raises ShowwireError.
    """
    if "://" in target:
        from desk.looking import page as look_at

        article = look_at(target, watchlist, source)
        if article.reading is None or article.page is None:
            raise ShowwireError(f"{target}: {article.problem}")
        return Tried(article.page.body, article.page.url, article.page.content_type, article.reading)
    try:
        body = Path(target).read_bytes()
    except OSError as error:
        raise UsageError(f"{target} cannot be read: {error.strerror or type(error).__name__}") from error
    return read_again(Tried(body, url, "", Reading()), source.rules if source else None, source.zone if source else "")


def read_again(tried: Tried, rules: Rules | None, zone: str) -> Tried:
    """The same page by other rules, or by none. Raises ShowwireError."""
    from crawler.workers import WorkerFailed, Workers

    try:
        with Workers(1) as workers:
            return tried._replace(reading=asyncio.run(workers.read_page(tried.body, tried.url, tried.content_type, rules, zone)))
    except WorkerFailed as error:
        raise ShowwireError(f"the page cannot be read: {error}", hint="an XPath that counts within counts takes very long") from error


def changed(with_rules: Reading, without: Reading) -> dict[str, object]:
    """The fields that rules change, as they would be without them."""
    return {name: getattr(without, name) for name in FIELDS if getattr(without, name) != getattr(with_rules, name)}


def with_rules(source: Source | None, rules: Rules | None) -> Source | None:
    """A source as if these were its rules."""
    if rules is None:
        return source
    return dataclasses.replace(source or Source(slug="tried", way="page", url=""), rules=rules)
