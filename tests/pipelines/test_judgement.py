"""The chain in running order, as `try`, reprocess and the tests call it."""

from __future__ import annotations

from model.records import Dropped, Filing, Reason
from model.watched import Series
from pipelines.judgement import judge, tell
from store.scratch import Scratch
from tests.pipelines.builders import NOW, TIDE, an_article


def test_an_article_of_the_series_is_judged_extracted_and_grouped() -> None:
    seen: list[tuple[Series, ...]] = []

    def extract(filing: Filing, series: tuple[Series, ...]) -> Filing:
        seen.append(series)
        return filing

    said = judge(an_article("'The Low Water Line' season 2 begins filming", "Han Se-ri is back."), (TIDE,), Scratch(), NOW, extract=extract)
    assert isinstance(said, Filing)
    assert [j.series for j in said.judged] == [TIDE.slug]
    assert said.grouping is not None
    assert said.grouping.title_keys
    assert seen == [(TIDE,)]


def test_what_is_off_topic_is_dropped_with_its_score_or_kept_if_all_are() -> None:
    article = an_article("Mayor opens a bridge", "It is long.")
    said = judge(article, (TIDE,), Scratch(), NOW)
    assert isinstance(said, Dropped)
    assert said.reason == Reason.OFF_TOPIC
    assert said.judged[0].score == 0
    kept = judge(article, (TIDE,), Scratch(), NOW, keep_all=True)
    assert isinstance(kept, Filing)
    assert kept.judged == ()


def test_lines_told_in_order_of_time() -> None:
    memory = Scratch()
    first, _ = tell(memory, "1", "Crane falls on harbour set of drama", publisher="Gull", now=NOW)
    again, why = tell(memory, "2", "Crane falls on harbour set of drama - The Daily Gull", publisher="Post", now=NOW)
    other, _ = tell(memory, "3", "", body="Mayor opens a bridge\nIt is long.", now=NOW)
    empty, none = tell(memory, "4", "", now=NOW)
    assert first == again != other
    assert why is not None
    assert why.how == "story"
    assert len({first, other, empty}) == 3
    assert none is None or none.how == "new"
