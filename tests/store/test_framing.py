"""Changes around an article make no version; changes of it do, however small."""

from __future__ import annotations

import pytest

from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, later

BODY = "Park Ji-hu returns in 2026.\nThe crew filmed for seven months."
FOOTER = "The Press is a daily paper of the town."


@pytest.fixture
def known(store: Store) -> Store:
    for n in range(4):
        store.filings.save(a_filing(f"other{n}", title=f"Another story {n}", body=f"Quite other news, number {n}.\n{FOOTER}"), NOW)
    store.filings.save(a_filing("one", body=BODY), NOW)
    return store


@pytest.mark.parametrize(
    "body",
    [
        f"{BODY}\n{FOOTER}",
        f"{BODY}\nAnother story 2",
        f"{BODY}\n31 comments",
        f"댓글 12\n{BODY}",
        f"{BODY}\nAnother story 1\n{FOOTER}\n5 min read",
        BODY.replace("\n", "\n\n  "),
    ],
)
def test_lines_around_it_make_none(known: Store, body: str) -> None:
    assert known.filings.save(a_filing("one", body=body), later(days=1)) == "same"
    assert known.check() == []


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("seven", "eight"),
        f"{BODY}\nA line that no other article has.",
        f"{BODY}\n{FOOTER}\nOne more line.",
        BODY.replace("2026", "2027"),
        f"{BODY}\nMore than 31 comments came from people who had waited for years to see it filmed.",
        "The crew filmed for seven months.",
    ],
)
def test_what_the_article_says_makes_one(known: Store, body: str) -> None:
    assert known.filings.save(a_filing("one", body=body), later(days=1)) == "updated"


def test_another_source_s_footer_is_news_here(known: Store) -> None:
    source = a_source("studio")
    known.filings.save(a_filing("two", body=BODY, article=an_article("two", source=source)), NOW)
    assert (
        known.filings.save(a_filing("two", body=f"{BODY}\n{FOOTER}", article=an_article("two", source=source)), later(days=1)) == "updated"
    )
