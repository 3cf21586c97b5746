"""Looks at the live web for a person: what a page leads to, what a source would bring. Stores nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.discover import discover
from crawler.run import run
from desk.crawling import DEFAULT_CONTACT
from model.errors import ShowwireError
from model.records import Article, Entry, Outcome, RobotsFile, Visit
from model.watched import Source, Watchlist

TRIES_MAX = 6  # candidate feeds and sitemaps that are asked


@dataclass(frozen=True, slots=True)
class Look:
    """What one visit brought."""

    outcome: Outcome
    articles: tuple[Article, ...]
    robots: tuple[RobotsFile, ...]


def look(source: Source, watchlist: Watchlist, *, wanted: Callable[[Source, Entry], bool] | None = None) -> Look:
    """Visit a source as a crawl would, without pipelines; `wanted` says whose pages are fetched too (default: all)."""
    records: list[object] = []
    visits = [Visit(source=source)]
    contact = watchlist.contact or DEFAULT_CONTACT
    run(visits, contact=contact, allow=watchlist.allow, pipelines={}, wanted=wanted, on_record=records.append, workers=1)
    outcomes = [r for r in records if isinstance(r, Outcome)]
    if not outcomes:
        raise ShowwireError(f"the look at {source.url} was broken off", hint="try it again")
    articles = tuple(r for r in records if isinstance(r, Article))
    return Look(outcomes[0], articles, tuple(r for r in records if isinstance(r, RobotsFile)))


def page(url: str, watchlist: Watchlist, like: Source | None = None) -> Article:
    """One page, fetched and read; `like` is a source whose own rules are tried on it."""
    source = dataclasses.replace(like or Source(slug="look", way="page", url=url), url=url, way="page", spider="single", scope="series")
    seen = look(source, watchlist)
    if not seen.articles:
        raise ShowwireError(f"{url}: {seen.outcome.error or 'no answer'}")
    return seen.articles[0]


def found_at(url: str, watchlist: Watchlist, taken: Sequence[str]) -> tuple[Source, Look]:
    """The source that a page of a site leads to: the first feed, else sitemap, that answers and lists something."""
    from crawler.opml import slug_for

    front = page(url, watchlist)
    if front.page is None:
        raise ShowwireError(f"{url} cannot be read: {front.problem}", hint="give the address of a page or feed that opens in a browser")
    seen = discover(front.page.body, front.page.url)
    language = seen.language
    candidates = [("feed", front.page.url)] if not seen.feeds and not seen.sitemaps else []
    candidates += [("feed", lead.url) for lead in seen.feeds] + [("sitemap", address) for address in seen.sitemaps]
    robots = look(Source(slug="look", way="page", url=url, spider="single"), watchlist).robots
    candidates += [
        ("sitemap", line.split(":", 1)[1].strip()) for r in robots for line in r.body.splitlines() if line.lower().startswith("sitemap:")
    ]
    tried: list[str] = []
    for way, address in dict.fromkeys(candidates):
        if len(tried) == TRIES_MAX:
            break
        source = Source(slug=slug_for(address, urlsplit(address).hostname or "", taken), way=way, url=address, language=language)  # type: ignore[arg-type]
        answer = look(source, watchlist, wanted=lambda *_: False)
        if answer.outcome.state == "ok" and answer.outcome.entries:
            return source, answer
        tried.append(f"{way} {address}: {answer.outcome.error or 'lists nothing'}")
    raise ShowwireError(
        f"no feed or sitemap was found at {url}" + "".join(f"\n  {line}" for line in tried),
        hint="a list page can be a source too: write `page:` with `rules: {links: …}` into sources.yaml",
    )
