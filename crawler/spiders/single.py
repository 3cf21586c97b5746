"""One page and nothing else: how the desk looks at an address before it is a source, with all of the wire's manners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.listing import Listing
from model.records import Entry, Visit

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire


async def list_source(visit: Visit, wire: Wire) -> Listing:
    """The source's own address as its only entry; the wire fetches it like any article."""
    return Listing(state="ok", http_status=200, entries=(Entry(key=visit.source.url, url=visit.source.url),))
