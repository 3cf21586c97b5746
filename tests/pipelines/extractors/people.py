"""The people the tests of names and cast are about, and a filing to put a text into."""

from __future__ import annotations

import datetime as dt

from model.records import Article, Entry, Filing, Judged
from model.watched import Beware, Does, Person, Plays, Season, Series, Source

CAST = (
    Person(
        slug="park-ji-hu",
        name="Park Ji-hu",
        native="박지후",
        also=("Park Ji-hoo",),
        plays=(Plays(character="Nam On-jo", native="남온조", also=("On-jo",), seasons=(1, 2)),),
        beware=(Beware(name="Park Ji-hoon", native="박지훈"),),
    ),
    Person(
        slug="yoon-chan-young",
        name="Yoon Chan-young",
        native="윤찬영",
        plays=(Plays(character="Lee Cheong-san", native="이청산", seasons=(1, 2)),),
    ),
    Person(
        slug="lomon",
        name="Lomon",
        native="로몬",
        also=("Park Solomon",),
        plays=(Plays(character="Lee Su-hyeok", native="이수혁", seasons=(1, 2)),),
    ),
    Person(slug="lee-min-jae", name="Lee Min-jae", native="이민재", plays=(Plays(character="Yong Ma-ru", native="용마루", seasons=(2,)),)),
    Person(slug="kim-si-eun", name="Kim Si-eun", native="김시은", plays=(Plays(character="So Ju-ran", native="소주란", seasons=(2,)),)),
    Person(slug="lee-jae-kyoo", name="Lee Jae-kyoo", native="이재규", also=("Lee JQ",), does=(Does(job="director", seasons=(1, 2)),)),
    Person(slug="chun-sung-il", name="Chun Sung-il", native="천성일", does=(Does(job="writer", seasons=(1, 2)),)),
    Person(slug="lucia-ferran", name="Lucía Ferrán", plays=(Plays(character="Marina Olmedo", seasons=(2,)),)),
    Person(slug="mashiba-kaito", name="Mashiba Kaito", native="真柴海斗"),
    Person(slug="may-whitlock", name="May Whitlock"),
    Person(slug="will-osei", name="Will Osei"),
    Person(slug="oh-ji-hwan", name="Oh Ji-hwan", native="오지환"),
    Person(slug="jorg-koenig", name="Jörg König"),
)

SERIES = Series(
    slug="glass-harbour",
    titles=("Glass Harbour", "글라스 하버"),
    seasons=(Season(number=1, premiered="2024-03-14"), Season(number=2)),
    people=CAST,
)


def a_filing(text: str, *, language: str = "en", day: str = "2025-07-23", quality: str = "full", series: str = "glass-harbour") -> Filing:
    """A filing with this text as its body, judged to be about the series."""
    title = "News"
    return Filing(
        article=Article(
            source=Source(slug="outlet", way="feed", url="https://outlet.example/feed"),
            entry=Entry(key="1", url="https://outlet.example/1"),
            at=dt.datetime(2025, 7, 23, tzinfo=dt.UTC),
        ),
        url="https://outlet.example/1",
        addresses=(),
        title=title,
        text=f"{title}\n\n{text}",
        folded_title="news",
        body_hash="",
        content_hash="",
        published_day=day,
        language=language,
        quality=quality,  # type: ignore[arg-type]
        judged=(Judged(series=series, score=100),),
    )
