"""What judging and storing a hundred new articles costs beside many stored ones, against an empty database: in turns, in one run.

`python -m bench.grown 1000000` takes a size of its own. Fetching and reading a page cost the same whatever is stored, so that
they are left out: a crawl's own ratio is nearer to 1 than the one printed here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import Row
from bench.titles import headlines
from model.records import Article, Dropped, Entry, Filing, Grouping, Judged, Page, Part, Reading
from model.watched import Person, Season, Series, Source
from pipelines import bodies, titles
from pipelines.comparing import told
from pipelines.extract import extract
from pipelines.judgement import judge
from pipelines.occasions import occasion_keys
from store.scratch import Scratch
from store.store import Store

SIZE, NEW, SEED = 100_000, 100, 20260310
BATCH = 2_000
START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
HARBOUR = Series(
    slug="low-water", titles=("The Low Water Line",), seasons=(Season(number=1), Season(number=2)),
    people=(Person(slug="han-se-ri", name="Han Se-ri"), Person(slug="do-ki-jun", name="Do Ki-jun")),
)  # fmt: skip
SAID = (
    "trailer",
    "renewed",
    "joins the cast",
    "begins filming",
    "premiere date set",
    "poster",
    "interview",
    "review",
    "delayed",
    "wins award",
)
JUDGED = (Judged(series=HARBOUR.slug, score=80, parts=(Part("title in the headline", 80),)),)


def an_article(number: int, rng: random.Random, words: list[str], at: dt.datetime) -> Article:
    source = Source(slug=f"press{number % 300}", way="feed", url=f"https://press{number % 300}.example/feed")
    who = rng.choice(("Han Se-ri", "Do Ki-jun", "The crew"))
    title = f"The Low Water Line: {rng.choice(words)}, {rng.choice(SAID)}"
    body = f"{who} of The Low Water Line. " + ". ".join(rng.choice(words) for _ in range(12))
    url = f"{source.url}/{number}"
    page = Page(url=url, requested_url=url, status=200, headers=(), body=b"", fetched_at=at)
    reading = Reading(title=title, body=body, published=at.isoformat(), language="en", kind="article", quality="full")
    return Article(source=source, entry=Entry(key=url, url=url, title=title), at=at, page=page, reading=reading)


def stored(article: Article) -> Filing:
    """An article as a story of its own, with the keys that it would have: the look-up is left out, or filling would take a day."""
    reading = article.reading
    assert reading is not None
    text = f"{reading.title}\n\n{reading.body}"
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    filing = Filing(
        article=article, url=article.entry.url, link=article.entry.url, addresses=(), title=reading.title, text=text,
        folded_title=reading.title.casefold(), body_hash=digest, content_hash=digest, published=article.at, published_day=str(article.at.date()),
        language="en", kind="article", quality="full", judged=JUDGED,
    )  # fmt: skip
    new = told(filing, (HARBOUR,))
    keys = (*titles.keys(new.title), *(occasion_keys(new.occasion, 0) if new.occasion else ()))
    return replace(filing, grouping=Grouping(how="new", title_keys=keys, body_keys=bodies.keys(filing.body)))


def filled(folder: Path, size: int) -> tuple[Store, list[str]]:
    """A store that holds so many articles of one series, over years."""
    rng = random.Random(SEED)
    words = headlines(max(5_000, size // 5), rng)
    store = Store.open(folder / f"{size}.db")
    store.db.execute("PRAGMA synchronous = OFF")
    for begin in range(0, size, BATCH):
        with store.db.atomic():
            for number in range(begin, min(size, begin + BATCH)):
                store.filings.save(stored(an_article(number, rng, words, START + dt.timedelta(minutes=3 * number))), START)
    store.db.execute("PRAGMA synchronous = NORMAL")
    return store, words


def measured(size: int = SIZE, new: int = NEW) -> tuple[float, float]:
    """(CPU seconds of `new` articles on an empty database, the same beside `size` stored ones)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (full, words), (empty, _) = filled(folder, size), filled(folder, 0)
        spent = {id(full): 0.0, id(empty): 0.0}
        rng = random.Random(SEED + 1)
        judge(an_article(size, rng, words, START), (HARBOUR,), Scratch(), START, extract=extract)  # what is only loaded is nobody's cost
        for number in range(size, size + new):
            article = an_article(number, rng, words, START + dt.timedelta(minutes=3 * number))
            for store in (empty, full) if number % 2 else (full, empty):
                began = time.process_time()
                made = judge(article, (HARBOUR,), store.stories, article.at, extract=extract)
                assert not isinstance(made, Dropped)
                store.filings.save(made, article.at)
                spent[id(store)] += time.process_time() - began
        for store in (empty, full):
            store.close()
        return spent[id(empty)], spent[id(full)]


def rows(size: int = SIZE) -> list[Row]:
    return list(_rows(size))


def _rows(size: int) -> Iterator[Row]:
    empty, full = measured(size)
    yield Row(
        f"{NEW} new articles beside {size:,} stored, against an empty database", f"{full / empty:.2f}",
        f"judged, extracted, grouped, stored: {1000 * full / NEW:.1f} and {1000 * empty / NEW:.1f} CPU ms an article",
    )  # fmt: skip


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE):
        print(row.what, row.value, row.note)
