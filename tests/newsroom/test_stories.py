"""The stories that a crawl of the sample newsroom makes, against the ones that the sample says its articles tell."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from desk import clock
from desk.crawling import Order, crawl
from desk.place import Place
from newsroom.articles import DAYS, articles
from newsroom.site import Newsroom

ROOT = Path(__file__).parents[2]
TRUE = {article.path: article.story for article in articles(DAYS)}
FLOOR = 0.88  # B-cubed F1
Told = list[tuple[int, str, str]]  # of each article: the story it stands in, the one it tells, and its address


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    place = Place(tmp_path_factory.mktemp("crawled"))
    with Newsroom(day=DAYS) as newsroom:
        place.sources_yaml.write_text(newsroom.sources_yaml(), encoding="utf-8")
        shutil.copyfile(ROOT / "series.yaml", place.series_yaml)
        crawl(place, Order(everything=True), clock.now, lambda *_: None)
    with place.store() as store:
        rows = store.db.execute("SELECT story_id, url FROM article ORDER BY id").fetchall()
    return [(story, TRUE[path_of(url)], url) for story, url in rows]


def path_of(url: str) -> str:
    """The path under which the sample lists an address."""
    return next(path for path in TRUE if url.rstrip("/").endswith(path.rstrip("/")))


def b_cubed(told: Told) -> tuple[float, float]:
    """(precision, recall): of each article, how much of its story tells its news, and how much of its news stands in its story."""
    stands: dict[int, set[int]] = defaultdict(set)
    tells: dict[str, set[int]] = defaultdict(set)
    for n, (story, news, _) in enumerate(told):
        stands[story].add(n)
        tells[news].add(n)
    both = [(len(stands[story] & tells[news]), len(stands[story]), len(tells[news])) for story, news, _ in told]
    return sum(same / found for same, found, _ in both) / len(both), sum(same / true for same, _, true in both) / len(both)


def test_the_sample_is_grouped_as_it_says_itself(told: Told) -> None:
    assert len(told) >= 25
    precision, recall = b_cubed(told)
    assert 2 * precision * recall / (precision + recall) >= FLOOR, (precision, recall, sorted(told))


def test_the_premiere_is_one_story_whichever_part_of_the_news_leads(told: Told) -> None:
    """Eight episodes, who returns, on which day: one announcement, in five languages. One of its articles was edited to another day."""
    stories = [story for story, news, _ in told if news == "premiere-date"]
    assert len(stories) >= 9
    assert max(stories.count(story) for story in set(stories)) >= len(stories) - 1


def test_a_new_date_is_no_premiere_that_is_announced(told: Told) -> None:
    assert not {story for story, news, _ in told if news == "new-date"} & {story for story, news, _ in told if news == "premiere-date"}
