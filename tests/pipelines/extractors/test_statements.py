"""What is said of a season: renewed, cancelled, how many episodes, the last one; and what only looks like it."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from model.records import Article, Entry, Filing, Judged, Mention, Series, Source
from pipelines.extractors.statements import WORDS, find

AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
SERIES = Series(slug="low-water", titles=("Low Water", "저수위", "干潟"), platform=("Lakeview",))


def stated(body: str, language: str = "en", *, title: str = "News", tier: str = "press") -> tuple[Mention, ...]:
    filing = Filing(
        article=Article(source=Source(slug="s", way="feed", url="https://s.example/", tier=tier), entry=Entry(key="k", url="u"), at=AT),  # type: ignore[arg-type]
        url="https://s.example/1", addresses=(), title=title, text=f"{title}\n\n{body}", folded_title="", body_hash="", content_hash="",
        language=language, judged=(Judged(series="low-water", score=90),),
    )  # fmt: skip
    return find(filing, (SERIES,))


def said(body: str, language: str = "en", title: str = "News") -> set[tuple[str, str, str]]:
    return {(m.about, m.value, m.season) for m in stated(body, language, title=title)}


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "Lakeview has renewed Low Water for a second season.", ("renewal", "renewed", "S2")),
        ("en", "Low Water was renewed for season 3.", ("renewal", "renewed", "S3")),
        ("en", "The network ordered a third season of Low Water on Friday.", ("renewal", "renewed", "S3")),
        ("en", "Low Water is officially getting a second season.", ("renewal", "renewed", "S2")),
        ("en", "Low Water season 2 has been confirmed.", ("renewal", "renewed", "S2")),
        ("en", "Lakeview picked up the drama for a fourth season.", ("renewal", "renewed", "S4")),
        ("en", "Low Water will return for a second season.", ("renewal", "renewed", "S2")),
        ("en", "Lakeview has cancelled Low Water after its second season.", ("renewal", "cancelled", "S2")),
        ("en", "Low Water has been axed.", ("renewal", "cancelled", "")),
        ("en", "The show will not be renewed for season 3.", ("renewal", "cancelled", "S3")),
        ("en", "Season 2 will have ten episodes.", ("episodes", "10", "S2")),
        ("en", "The second season consists of 12 episodes, two more than before.", ("episodes", "12", "S2")),
        ("en", "Low Water is back with an eight-episode second season.", ("episodes", "8", "S2")),
        ("en", "The third season will be its final season.", ("final_season", "yes", "S3")),
        ("en", "Low Water will end with its fifth season.", ("final_season", "yes", "S5")),
        ("ko", "'저수위' 시즌2 제작이 확정됐다.", ("renewal", "renewed", "S2")),
        ("ko", "'저수위'가 시즌3로 돌아온다.", ("renewal", "renewed", "S3")),
        ("ko", "'저수위' 시즌2 제작이 무산됐다.", ("renewal", "cancelled", "S2")),
        ("ko", "시즌2는 총 10부작으로 제작된다.", ("episodes", "10", "S2")),
        ("ko", "시즌4는 마지막 시즌이다.", ("final_season", "yes", "S4")),
        ("ja", "『干潟』シーズン2の制作が決定した。", ("renewal", "renewed", "S2")),
        ("ja", "シーズン2は全10話。", ("episodes", "10", "S2")),
        ("ja", "シーズン2は毎週二話ずつ配信。全十話となる。", ("episodes", "10", "S2")),
        ("ja", "シーズン3が最終シーズンとなる。", ("final_season", "yes", "S3")),
        ("es", "Lakeview renueva «Low Water» por una segunda temporada.", ("renewal", "renewed", "S2")),
        ("es", "«Low Water» tendrá una tercera temporada.", ("renewal", "renewed", "S3")),
        ("es", "«Low Water» ha sido cancelada.", ("renewal", "cancelled", "")),
        ("es", "La segunda temporada tendrá diez episodios.", ("episodes", "10", "S2")),
        ("es", "La tercera será la última temporada.", ("final_season", "yes", "")),
        ("de", "„Low Water“ wurde um eine zweite Staffel verlängert.", ("renewal", "renewed", "S2")),
        ("de", "„Low Water“ bekommt eine dritte Staffel.", ("renewal", "renewed", "S3")),
        ("de", "„Low Water“ wird abgesetzt.", ("renewal", "cancelled", "")),
        ("de", "Die zweite Staffel umfasst zehn Folgen.", ("episodes", "10", "S2")),
        ("de", "Staffel 3 wird die letzte Staffel sein.", ("final_season", "yes", "S3")),
    ],
)
def test_what_is_stated_is_found(language: str, body: str, expected: tuple[str, str, str]) -> None:
    assert expected in said(body, language)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Fans hope Low Water will be renewed."),
        ("en", "Lakeview has not yet renewed Low Water."),
        ("en", "It is unclear whether it was renewed for season 2."),
        ("en", "Will Low Water be renewed for a third season?"),
        ("en", "The same person was right about the renewal of another series."),
        ("en", "Kim Bo will not return for season 2."),
        ("en", "The disc has all eight episodes of season 1."),
        ("en", "The first four episodes of season 2 are out."),
        ("en", "It has eight episodes."),  # of which season?
        ("en", 'A new show, "Deep Water", was renewed for a second season.'),
        ("en", "Season 2 has 4000 episodes."),
        ("ko", "'저수위' 시즌2 제작 여부는 미정이다."),
        ("es", "No se sabe si «Low Water» será renovada."),
        ("de", "Ob „Low Water“ verlängert wird, ist offen."),
        ("de", "Die erste Staffel war mit acht Folgen veröffentlicht worden."),
        ("fr", "La série est renouvelée pour une deuxième saison."),
    ],
)
def test_what_only_looks_like_it_is_not(language: str, body: str) -> None:
    assert said(body, language) == set()


def test_who_speaks_and_how_sure() -> None:
    (press,) = stated("Low Water was renewed for season 2.")
    assert (press.official, press.status) == (False, "confirmed")
    (platform,) = stated("Lakeview announced that Low Water was renewed for season 2.")
    assert platform.official
    (own,) = stated("Low Water was renewed for season 2.", tier="official")
    assert own.official
    (rumour,) = stated("Rumour has it that Low Water was renewed for season 2.")
    assert rumour.status == "rumoured"


def test_each_is_told_once_with_its_quote() -> None:
    body = "Low Water was renewed for a second season. Lakeview said Low Water is renewed for season 2."
    (mention,) = stated(body)
    text = f"News\n\n{body}"
    assert text[mention.quote_start : mention.quote_end] == "Lakeview said Low Water is renewed for season 2."
    assert text[mention.start : mention.end] == "renewed"


def test_an_article_about_two_series_or_none_says_nothing() -> None:
    other = Series(slug="tide", titles=("Tide",))
    filing = Filing(
        article=Article(source=Source(slug="s", way="feed", url="https://s.example/"), entry=Entry(key="k", url="u"), at=AT),
        url="u", addresses=(), title="t", text="t\n\nLow Water was renewed.", folded_title="", body_hash="", content_hash="", language="en",
        judged=(Judged(series="low-water", score=90), Judged(series="tide", score=80)),
    )  # fmt: skip
    assert find(filing, (SERIES, other)) == ()


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("piece", ["season " * 4, "renewed ", "1 2 3 ", "시즌2 ", "一二三", "a" * 50, "has 10 ", "\u200b", "staffel 2 "])
def test_it_ends_soon_on_whatever_is_written(language: str, piece: str) -> None:
    began = time.process_time()
    stated(piece * (30_000 // len(piece)), language)
    assert time.process_time() - began < 2
