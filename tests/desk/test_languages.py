"""The desk in English, Korean and Spanish: nothing is left untranslated, and nothing that is filled in gets lost."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import languages
from desk.translations.__main__ import brought_up, catalogues, read, said
from store.store import Store
from tests.desk.conftest import SignIn, file_stories

NOW = dt.datetime(2026, 7, 24, 16, 12, tzinfo=dt.UTC)
HOLE = re.compile(r"%\((\w+)\)[sd]")


def test_each_language_has_a_catalogue() -> None:
    assert set(catalogues()) == set(languages.LANGUAGES) - {"en"} == set(languages.LOCALES) - {"en"}


@pytest.mark.parametrize("language", catalogues())
def test_a_catalogue_holds_what_the_desk_says(language: str) -> None:
    """`python -m desk.translations` would change nothing."""
    path = catalogues()[language]
    assert brought_up(path, said()).decode() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", catalogues())
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    catalogue = read(catalogues()[language])
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        assert len(forms) == (catalogue.num_plurals if len(ids) == 2 else 1), message.id
        assert all(forms), f"not translated: {message.id!r}"
        for form in forms:
            assert set(HOLE.findall(form)) <= set(HOLE.findall(ids[-1])), message.id
            assert set(HOLE.findall(ids[0])) <= set(HOLE.findall(form)), message.id
            assert form.count("%") == len(HOLE.findall(form)) + 2 * form.count("%%"), message.id


@pytest.mark.parametrize(
    ("wishes", "accepted", "language"),
    [
        (("", ""), "", "en"),
        (("", "ko"), "es", "ko"),
        (("es", "ko"), "", "es"),
        (("xx",), "fr, ko;q=0.5, es;q=0.7", "es"),
        ((), "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ((), "ko;q=0, en;q=0.1", "en"),
        ((), "ko;q=nan, es;q=0.2", "es"),
        ((), "../../etc, *;q=1", "en"),
    ],
)
def test_whose_language(wishes: tuple[str, ...], accepted: str, language: str) -> None:
    assert languages.chosen(*wishes, accepted=accepted) == language


@given(st.text(max_size=200))
def test_any_header_gives_one_of_ours(accepted: str) -> None:
    assert languages.chosen(accepted=accepted) in languages.LANGUAGES


@pytest.mark.parametrize(
    ("language", "said_so"),
    [
        ("en", ["20 Jul, 00:20", "19 Jul", "20 Jul 2025, 00:20", "1,412"]),
        ("ko", ["7월 20일 00:20", "7월 19일", "2025년 7월 20일 00:20", "1,412"]),
        ("es", ["20 jul, 00:20", "19 jul", "20 jul 2025, 00:20", "1.412"]),
    ],
)
def test_times_and_numbers_are_the_readers(language: str, said_so: list[str]) -> None:
    before = languages.read_by(languages.Reader(language, "Asia/Seoul"))
    try:
        moments = ["2026-07-19T15:20:00Z", "2026-07-19", "2025-07-19T15:20:00Z"]
        assert [*(languages.moment(at, NOW) for at in moments), languages.number(1412)] == said_so
    finally:
        languages.done_reading(before)


def test_a_zone_that_is_none_is_utc() -> None:
    assert languages.zone_of("Asia/Seoul") == "Asia/Seoul"
    assert {languages.zone_of(name) for name in ("", "Nowhere/At_All", "../../etc/passwd", "a\0b", "x" * 300)} == {"UTC"}


BARE = re.compile(r">([^<>{}]*[A-Za-z]{2}[^<>{}]*)<|(?:aria-label|placeholder|title|alt)=\"([^\"{}]*[A-Za-z]{2}[^\"{}]*)\"")
NAMES = ("showwire", "NDJSON", "CSV", "https://", "recap OR")  # said alike in every language


@pytest.mark.parametrize("template", sorted((languages.FOLDER.parent / "templates").glob("*.html")), ids=lambda path: path.name)
def test_a_template_holds_no_bare_words(template: Path) -> None:
    """Whatever a reader sees goes through gettext."""
    text = re.sub(r"\{#.*?#\}|<!doctype html>|<code>.*?</code>", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{% trans.*?endtrans %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "{}", text, flags=re.DOTALL)
    found = [" ".join((a or b).split()) for a, b in BARE.findall(text)]
    assert [words for words in found if not words.startswith(NAMES)] == []


def test_every_screen_speaks_the_language_of_its_reader(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("maintainer")
    for language, word in (("ko", "대기열"), ("es", "Cola"), ("en", "Queue")):
        client.post("/language", data={"language": language, "to": "/queue"})
        for path in ("/queue", "/queue/1", "/claims", "/sources", "/sources/press", "/history", "/search?q=says", "/you", "/nowhere"):
            page = client.get(path).text
            assert f'<html lang="{language}">' in page, path
            assert word in page, path
