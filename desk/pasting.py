"""An address that an editor pastes: fetched with all manners by a real crawl of that one page, and judged like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from desk.crawling import Order, crawl
from desk.elsewhere import heard
from desk.languages import gettext as _
from desk.place import Place
from model.errors import UsageError
from model.records import FOR_NOW
from model.urls import canonical_url
from model.watched import Source
from store.store import Store

SLUG = "pasted"  # the source of what editors pasted
URL_MAX = 2000  # characters
UNREACHED = ("name not found", "no address", "no answer", "no connection")  # how troubles begin that bring no answer at all


@dataclass(frozen=True, slots=True)
class Pasted:
    """The story of a pasted page, and whether the page was there before."""

    story: int
    known: bool


def paste(place: Place, url: str, clock: Callable[[], dt.datetime]) -> Pasted:
    """Fetch and judge a page, unless it is here. UsageError that says why where it is no story's: the guard, robots, off topic."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if len(url) > URL_MAX or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(_("that is no address of a page"), hint="https://…")
    with place.store() as store:
        known = _story(store, url)
    if known is not None:
        return Pasted(known, known=True)
    like = next((s for s in place.watchlist().sources if urlsplit(s.url).hostname == parts.hostname), None)
    source = Source(
        slug=SLUG,
        way="page",
        url=url,
        spider="single",
        tier=like.tier if like else "press",
        language=like.language if like else "",
        zone=like.zone if like else "",
        scope="series",
    )
    summary = crawl(place, Order(pasted=source, workers=1), clock, lambda *_: None)
    with place.store() as store:
        story = _story(store, url)
        if story is not None:
            return Pasted(story, known=not any(summary[kind] for kind in ("new", "updated", "copies")))
        found = store.explain(url, [canonical_url(url)])
    if found is not None and found["found"] != "article":
        dropped = found["dropped"]
        if dropped["detail"].startswith(FOR_NOW):
            raise UsageError(not_now(dropped["detail"], parts.hostname))
        why = ": ".join(filter(None, (heard(dropped["reason"].replace("_", " ")), heard(dropped["detail"]))))
        raise UsageError(_("that page was left out: %(why)s") % {"why": why})
    raise UsageError(not_now(summary["sources"].get(SLUG, {}).get("error") or "no answer", parts.hostname))


def not_now(problem: str, host: str) -> str:
    """What to make of trouble that may pass: whether nobody was reached, or somebody who does not give the page."""
    trouble = problem.removeprefix(FOR_NOW)
    if trouble.startswith(UNREACHED):
        return _("no connection to %(host)s, or there is no such address: check it, or try again later") % {"host": host}
    return _("%(host)s does not give that page now (%(why)s): try again later") % {"host": host, "why": heard(trouble)}


def _story(store: Store, url: str) -> int | None:
    found = store.explain(url, [canonical_url(url)])
    return int(found["article"]["story_id"]) if found is not None and found["found"] == "article" else None
