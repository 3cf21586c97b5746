"""A contact at which nobody is reached is told, unless only the operator's own machines are visited."""

from __future__ import annotations

import pytest

from model.contact import contact_doubt, placeholder
from model.watched import Source, Watchlist

REAL = Source(slug="press", way="feed", url="https://www.soompi.com/feed")
OWN = Source(slug="own", way="feed", url="http://127.0.0.1:8765/feed")
ALLOW = ("127.0.0.1:8765",)


@pytest.mark.parametrize(
    "contact",
    [
        "https://example.org/about-our-bot",
        "https://www.example.com/",
        "http://example.net:8080/x",
        "https://EXAMPLE.org./x",
        "bot@example.org",
        "bot@wire.example",
        "https://localhost/bot",
        "https://wire.test/",
    ],
)
def test_a_placeholder_is_known(contact: str) -> None:
    assert placeholder(contact)
    assert contact in contact_doubt(Watchlist(contact=contact, sources=(REAL,)))


@pytest.mark.parametrize(
    "contact", ["https://showwire.dev/bot", "bot@showwire.dev", "https://notexample.org/", "https://example.org.evil.dev/"]
)
def test_what_may_be_reached_is_none(contact: str) -> None:
    assert not placeholder(contact)
    assert contact_doubt(Watchlist(contact=contact, sources=(REAL,))) == ""


def test_no_contact_is_told_and_own_machines_need_none() -> None:
    assert "names no contact" in contact_doubt(Watchlist(sources=(REAL,)))
    for contact in ("", "https://example.org/about-our-bot"):
        assert contact_doubt(Watchlist(contact=contact, allow=ALLOW, sources=(OWN,))) == ""
        assert contact_doubt(Watchlist(contact=contact, allow=ALLOW, sources=(OWN, REAL)))
        assert contact_doubt(Watchlist(contact=contact, sources=(OWN,))), "not named: nobody says that it is theirs"
        assert contact_doubt(Watchlist(contact=contact, allow=("www.soompi.com:443",), sources=(REAL,))), "a public host stays one"
