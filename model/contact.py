"""Whether site owners can reach who crawls them: what `contact` of sources.yaml is worth."""

from __future__ import annotations

from urllib.parse import urlsplit

from model.addresses import allowed
from model.watched import Watchlist

_RESERVED = ("example.com", "example.net", "example.org", "example", "invalid", "localhost", "test")  # RFC 2606: nobody is there


def contact_doubt(watchlist: Watchlist) -> str:
    """Why they cannot, in a sentence; "" where they can, and where every source is at a private address that `allow` names."""
    if all(_own(source.url, watchlist.allow) for source in watchlist.sources if not source.paused):
        return ""
    if not watchlist.contact:
        return "sources.yaml names no contact, so site owners cannot reach you: add `contact:` with your own page or e-mail address."
    if placeholder(watchlist.contact):
        return (
            f"sources.yaml: the contact {watchlist.contact} is a placeholder, so site owners cannot reach you: "
            "put your own page or e-mail address there."
        )
    return ""


def placeholder(contact: str) -> bool:
    """An address or e-mail address at a name that is kept for examples."""
    try:
        host = urlsplit(contact).hostname if "://" in contact else contact.rpartition("@")[2]
    except ValueError:
        return False
    name = (host or "").casefold().rstrip(".")
    return any(name == one or name.endswith(f".{one}") for one in _RESERVED)


def _own(url: str, allow: tuple[str, ...]) -> bool:
    """A private address that the operator named."""
    return not allowed(url)[0] and allowed(url, allow)[0]
