"""The search index: any script, any input, kept with each article and filled for those that were there before."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import UsageError
from model.records import Judged
from model.words import asked, begins, words
from store import schema
from store.database import Database
from store.search import Asked, Search, expression
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article, later
from tests.corpus import corpus

TEXTS = {
    "ko": ("‘지금 우리 학교는’ 시즌2 촬영 돌입", "넷플릭스가 시즌2의 공개는 2026년이라고 밝혔다."),
    "ja": ("今、私たちの学校は…シーズン2", "ネットフリックスで配信される。公開は来年だ。"),
    "en": ("Recap: the ten best scenes", "So tired of cliffhangers. Park Ji-hu returns in 2026."),
    "es": ("La segunda temporada llegará", "El estreno será en otoño, según la productora."),
}


def file(store: Store) -> None:
    for key, (title, body) in TEXTS.items():
        store.filings.save(a_filing(key, title=title, body=body, language=key, mentions=()), NOW)


def found(store: Store, query: str, **asked_: object) -> list[str]:
    return sorted(row["language"] for row in store.search.find(Asked(words=query, **asked_)).rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("시즌2", ["ko"]),
        ("공개", ["ko"]),
        ("촬영", ["ko"]),
        ("학교", ["ko"]),
        ("학", ["ko"]),
        ("公開", ["ja"]),
        ("学校", ["ja"]),
        ("校", ["ja"]),
        ("フリックス", ["ja"]),
        ("temporada estreno", ["es"]),
        ("otono", ["es"]),
        ("TIRED", ["en"]),
        ("recap OR 公開 OR 촬영", ["en", "ja", "ko"]),
        ('"park ji-hu returns"', ["en"]),
        ('"returns park"', []),
        ("recap -tired", []),
        ("recap -temporada", ["en"]),
        ("cliffhang*", ["en"]),
        ("cliffhanger", ["en"]),
        ('"cliffhanger"', []),
        ("tir", []),
        ("recap -cliffhanger", ["en"]),
        ("2026", ["en", "ko"]),
    ],
)
def test_words_of_any_script_are_found(store: Store, query: str, languages: list[str]) -> None:
    file(store)
    assert found(store, query) == languages


def test_an_edit_is_found_by_its_new_words_only(store: Store) -> None:
    file(store)
    store.filings.save(a_filing("en", title="Recap", body="Nobody returns.", language="en", mentions=()), later(hours=1))
    assert found(store, "cliffhangers") == []
    assert found(store, "nobody") == ["en"]


def test_filters_sieve_what_the_words_find(store: Store) -> None:
    file(store)
    official = an_article("o", source=a_source("studio", tier="official"))
    store.filings.save(a_filing("o", title="Season two", body="Park Ji-hu in 2026.", article=official, language="en"), NOW)
    assert found(store, "", tiers=("official",)) == ["en"]
    assert found(store, "2026", sources=("studio",)) == ["en"]
    assert found(store, "", person="Park Ji-hu") == ["en"]
    assert found(store, "", states=("rejected",)) == []
    assert found(store, "", bands=("low",)) == []
    assert found(store, "", series=("aouad",), languages=("ja",)) == ["ja"]
    assert found(store, "", since="2026-09-02") == []
    assert store.search.find(Asked()).counts["tier"] == {"press": 4, "official": 1}


def test_what_only_leaves_out_or_is_too_long_is_refused(store: Store) -> None:
    for query in ("-recap", "x" * 301, "a " * 30):
        with pytest.raises(UsageError):
            store.search.find(Asked(words=query))


@pytest.mark.corpus
def test_hostile_searches_are_answered(store: Store) -> None:
    file(store)
    for query in json.loads((corpus("hostile/search") / "queries.json").read_text(encoding="utf-8")):
        with contextlib.suppress(UsageError):  # said in words what is wrong with it
            store.search.find(Asked(words=query))


@given(st.text(max_size=40))
def test_any_text_makes_a_query_that_the_index_reads(query: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE search USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2')")
    try:
        match = expression(query)
    except UsageError:
        return
    if match:
        db.execute("SELECT rowid FROM search WHERE search MATCH ?", (match,)).fetchall()
    db.close()


@given(st.text(alphabet="가나다公開学ab 2", min_size=1, max_size=12), st.data())
def test_any_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = text[start:end].strip()
    if not asked(part) or part.isascii() or part[0].isascii() or part[-1].isascii():
        return  # words of scripts with spaces are found whole
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE search USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO search (rowid, title, body) VALUES (1, '', ?)", (words(text),))
    query = f'"{asked(part)}"{"*" if begins(part) else ""}'
    assert db.execute("SELECT rowid FROM search WHERE search MATCH ?", (query,)).fetchall() == [(1,)]
    db.close()


def test_the_migration_fills_the_index(tmp_path: Path) -> None:
    """A database of before finds what it held."""
    names = [migration.name for migration in schema.MIGRATIONS]
    connection = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    schema.migrate(connection, schema.MIGRATIONS[: names.index("0009_leases")])
    connection.execute("INSERT INTO story (id, created_at) VALUES (1, '')")
    connection.execute(
        "INSERT INTO article (id, url, source, story_id, how, version, title, folded_title, content_hash, body_hash, kind, quality, tier,"
        " first_seen, last_seen) VALUES (7, 'u', 's', 1, 'new', 1, '시즌2 공개', '', '', '', 'article', 'full', 'press', '2026', '2026')"
    )
    connection.execute(
        "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at) VALUES (7, 1, '시즌2 공개', ?, '', '')",
        ("시즌2 공개\n\nThe body of it",),
    )
    schema.migrate(connection)
    search = Search(Database(connection))
    assert [row["id"] for row in search.find(Asked(words="공개 body")).rows] == [7]
    connection.close()


def test_views_are_kept_replaced_and_forgotten(store: Store) -> None:
    store.search.save_view("mine", "/search?q=a", "Mina", "2026-09-01T12:00:00Z")
    store.search.save_view("mine", "/search?q=b", "Joon", "2026-09-01T12:00:00Z")
    (view,) = store.search.views()
    assert (view["address"], view["editor"]) == ("/search?q=b", "Joon")
    store.search.forget_view(view["id"])
    assert store.search.views() == []
    with pytest.raises(UsageError):
        store.search.save_view(" ", "/search?q=a", "Mina", "")


@pytest.mark.parametrize(
    "asked_",
    [
        {"since": "2025-02-01", "until": "2025-02-28"},
        {"words": "recap", "until": "2025-02-28"},
        {"sources": ("studio",)},
        {"words": "recap", "sources": ("studio",)},
        {"tiers": ("official",)},
        {"languages": ("ko",)},
        {"languages": ("ko", "xx"), "sources": ("studio",)},
        {"states": ("rejected",)},
        {"person": "Park Ji-hu"},
        {"words": "recap", "person": "Park Ji-hu"},
        {"series": ("other",)},
    ],
)
def test_what_fits_is_found_however_much_is_newer(store: Store, monkeypatch: pytest.MonkeyPatch, asked_: dict[str, object]) -> None:
    monkeypatch.setattr("store.search.SCANNED", 5)
    old = a_filing(
        "old", title="Recap, the first", body="Park Ji-hu returns.", language="ko", published=NOW.replace(year=2025, month=2, day=10)
    )
    old = replace(old, article=an_article("old", source=a_source("studio", tier="official")), judged=(Judged(series="other", score=70),))
    store.filings.save(old, NOW)
    store.queue.judge(1, "reject", "mina", NOW)
    store.db.execute("UPDATE mention SET state = 'open'")
    for n in range(12):
        store.filings.save(a_filing(f"n{n}", title=f"Recap {n}", body="Nobody.", language="en", published=NOW), NOW)
    found = store.search.find(Asked(**asked_))  # type: ignore[arg-type]
    assert [row["title"] for row in found.rows] == ["Recap, the first"]
    assert not found.cut
    assert found.counts["language"]["ko"] == 1


def test_a_filter_is_answered_by_its_index(store: Store) -> None:
    for n in range(8):
        store.filings.save(a_filing(f"n{n}"), NOW)
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.search.SCANNED", 2)
        store.db.conn.set_trace_callback(asked.append)
        for what in (Asked(since="2026-01-01"), Asked(sources=("press",)), Asked(languages=("en",)), Asked(person="Lomon")):
            store.search.find(what)
        store.db.conn.set_trace_callback(None)
    used = " ".join(row[3] for sql in asked if "INDEXED BY" in sql for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}"))
    for index in ("article_day", "article_source", "article_language", "mention_named"):
        assert index in used
