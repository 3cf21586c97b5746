"""Each format, read back by a reader that is not ours."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import pytest
import yaml

from exports import FORMATS, phrases
from exports.edition import Edition
from model.records import dated
from store.public import TABLES
from store.store import Store
from tests.accepted import DAY, a_mention, a_source, an_article, opened
from tests.exports.test_publish import NOW, a_store, out


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def published(store: Store, folder: Path, **other: Any) -> Path:
    out(store, folder / "public", **other)
    return folder / "public"


def test_every_format_writes_something_also_of_nothing(tmp_path: Path) -> None:
    for one in FORMATS:
        folder = tmp_path / one.__name__
        folder.mkdir()
        one.write(Edition(rows=lambda _table: iter(())), folder)
        assert list(folder.iterdir()), one.__name__


@pytest.mark.parametrize("table", TABLES)
def test_a_table_says_the_same_in_each_form(store: Store, tmp_path: Path, table: str) -> None:
    folder = published(store, tmp_path)
    lines = [json.loads(line) for line in (folder / f"{table}.ndjson").read_text().splitlines()]
    whole = json.loads((folder / f"{table}.json").read_text())
    assert whole["rows"] == lines
    assert whole["columns"] == list(TABLES[table])
    assert (whole["filtered_table_rows_count"], whole["truncated"]) == (len(lines), False)
    with (folder / f"{table}.csv").open(newline="") as sheet:
        cells = list(csv.DictReader(sheet))
    assert [list(row) for row in cells] == [list(TABLES[table])] * len(lines)
    with sqlite3.connect(folder / "showwire.db") as db:
        db.row_factory = sqlite3.Row
        stored = [dict(row) for row in db.execute(f"SELECT * FROM [{table}] ORDER BY rowid")]
    db.close()
    assert len(stored) == len(lines)
    for line, row, kept in zip(lines, cells, stored, strict=True):
        for column, value in line.items():
            plain = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            assert kept[column] == plain
            assert row[column] == ("" if plain is None else str(plain))


def test_the_database_holds_together(store: Store, tmp_path: Path) -> None:
    path = published(store, tmp_path) / "showwire.db"
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {row[2] for row in db.execute("PRAGMA foreign_key_list(articles)")} == {"sources", "series", "stories"}
    hits = db.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'summary AND 3'").fetchall()
    assert hits == [(4,)]
    assert db.execute("SELECT about, value FROM believed ORDER BY about").fetchall() == [
        ("casting:Inés Mora", "joins as Marina Olmo"),
        ("premiere", "2026-09-12"),
    ]
    assert db.execute("SELECT COUNT(*) FROM proofs").fetchone() == (12,)
    assert db.execute("SELECT COUNT(*) FROM contested").fetchone() == (0,)
    db.close()
    with sqlite3.connect(path) as db:
        views = {
            name: [c[1] for c in db.execute(f"PRAGMA table_info([{name}])")]
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        }
    db.close()
    metadata = yaml.safe_load((path.parent / "metadata.yaml").read_text())
    assert metadata["allow_sql"] is False
    shown = metadata["databases"]["showwire"]["tables"]
    for table, columns in TABLES.items():
        said = shown[table]
        assert said["description"]
        assert {*said.get("facets", ()), said.get("label_column", columns[0]), said.get("sort", columns[0])} <= set(columns)
        assert set(said.get("columns", ())) <= set(columns)
    for view, columns in views.items():
        assert shown[view]["description"]
        assert set(shown[view].get("facets", ())) <= set(columns)


# What the contract promises of each table, at least.
PROMISED = {
    "articles": "id, url, title, source, series, published, published_precision, language, authors, excerpt, story_id, origin, first_seen",
    "stories": "id, headline, series, first_published, last_published, articles, origins",
    "people": "id, name, native, plays",
    "cast_mentions": "id, article_id, url, person, character, relation, season, quote, start, end, version",
    "date_mentions": "id, article_id, url, value, precision, kind, series, season, status, quote, start, end, version",
    "claims": "id, series, season, about, value, precision, region, status, believed, articles, origins, first_seen, last_seen",
    "claim_evidence": "claim_id, article_id, quote, start, end, version, tier",
    "changes": "id, at, series, season, about, before, after, status_before, status_after",
    "sources": "slug, name, tier, language, url",
}


@pytest.mark.parametrize("table", PROMISED)
def test_a_table_has_the_columns_that_are_promised(store: Store, tmp_path: Path, table: str) -> None:
    db = sqlite3.connect(published(store, tmp_path) / "showwire.db")
    columns = {row[1] for row in db.execute(f"PRAGMA table_info([{table}])")}
    db.close()
    assert set(PROMISED[table].split(", ")) <= columns


def test_the_usual_questions_are_views(store: Store, tmp_path: Path) -> None:
    rumour = an_article(store, source="gazette", at=NOW, approved=NOW)
    a_mention(store, rumour, "2026", value="2090-Q3", about="production_start", season="S2", status="rumoured", precision="quarter")
    store.claims.recompute_for([rumour], NOW)
    db = sqlite3.connect(published(store, tmp_path) / "showwire.db")
    db.row_factory = sqlite3.Row

    def asked(question: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in db.execute(question)]

    assert ("premiere", "2026-09-12") in asked("SELECT about, value FROM believed")
    assert asked("SELECT person, character, says, status FROM who_is_in WHERE season = 'S2' ORDER BY person, says") == [
        ("An Seo-yun", "Hae-in", "plays", "known"),
        ("Inés Mora", "Marina Olmo", "joins", "official"),
        ("Inés Mora", "Marina Olmo", "plays", "known"),
    ]
    assert asked("SELECT about, first_day, last_day, status FROM dates_ahead WHERE last_day > '2080'") == [
        ("production_start", "2090-07-01", "2090-09-30", "rumoured")
    ]
    assert asked("SELECT COUNT(*), SUM(own_words) FROM stories_with_articles") == [(7, 7)]
    assert asked("SELECT series_title, about FROM changes_lately LIMIT 1") == [("Low Water", "production_start")]
    assert len(asked("SELECT * FROM proofs")) == 13
    db.close()


def test_stories_as_atom(store: Store, tmp_path: Path) -> None:
    folder = published(store, tmp_path, home="https://wire.example/low/")
    feed = feedparser.parse((folder / "stories.atom").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id.startswith("urn:uuid:")
    assert {link.rel: link.href for link in feed.feed.links}["self"] == "https://wire.example/low/stories.atom"
    assert [entry.title for entry in feed.entries] == [f"Low Water news {n} & <more>" for n in reversed(range(6))]
    newest = feed.entries[0]
    assert newest.updated == "2026-03-03T14:00:00Z"  # when it was decided
    assert newest.published == "2026-03-02T14:00:00Z"
    assert newest.author == "A. Writer"
    assert newest.tags[0].label == "Low Water"
    assert {link.rel for link in newest.links} == {"alternate", "via"}
    assert "Summary 5" in newest.summary
    assert len({entry.id for entry in feed.entries}) == 6


def test_a_publication_date_in_the_future_is_left_out(store: Store, tmp_path: Path) -> None:
    store.db.execute("UPDATE article SET published = '2031-01-01T00:00:00Z' WHERE id = 3")
    folder = published(store, tmp_path)
    feed = feedparser.parse((folder / "stories.atom").read_bytes())
    assert [("published" in entry) for entry in feed.entries] == [True, True, True, False, True, True]
    items = json.loads((folder / "stories.json").read_text())["items"]
    assert [("date_published" in item) for item in items] == [True, True, True, False, True, True]


def test_text_that_xml_cannot_hold_does_not_break_the_feed(store: Store, tmp_path: Path) -> None:
    an_article(store, title="bad \x07 bell \x00 & ]]> <b>", excerpt="\ufffe", approved=NOW)
    feed = feedparser.parse((published(store, tmp_path) / "stories.atom").read_bytes())
    assert not feed.bozo
    assert feed.entries[0].title == "bad  bell  & ]]> <b>"


def test_changes_as_atom(store: Store, tmp_path: Path) -> None:
    feed = feedparser.parse((published(store, tmp_path) / "changes.atom").read_bytes())
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    assert "Low Water: premiere of season 2: 12 September 2026, official; now Courier and 5 other origins" in titles
    assert len(titles) == len(set(titles)) == 2
    premiere = feed.entries[titles.index("Low Water: premiere of season 2: 12 September 2026, official; now Courier and 5 other origins")]
    assert premiere.summary == (
        "Nothing was believed before. Now: 12 September 2026 (official). “It comes on 12 September 2026, said number 2.”"
    )
    assert {link.rel for link in premiere.links} == {"alternate", "via"}
    out(store, tmp_path / "public")
    again = feedparser.parse((tmp_path / "public" / "changes.atom").read_bytes())
    assert [entry.id for entry in again.entries] == [entry.id for entry in feed.entries]


def test_stories_as_json_feed(store: Store, tmp_path: Path) -> None:
    feed = json.loads((published(store, tmp_path) / "stories.json").read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [set(item) >= {"id", "url", "title", "content_text", "date_modified"} for item in feed["items"]] == [True] * 6
    assert feed["items"][0]["date_published"] == "2026-03-02T14:00:00Z"
    assert feed["items"][0]["authors"] == [{"name": "A. Writer"}]


# --- the calendar ---------------------------------------------------------------------------------


def dates(folder: Path) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical((folder / "dates.ics").read_bytes())
    assert calendar["version"] == "2.0"
    assert calendar["refresh-interval"].dt == dt.timedelta(hours=12)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def said(store: Store, value: str, at: dt.datetime, *, tier: str = "press", about: str = "premiere", status: str = "confirmed") -> None:
    article = an_article(store, tier=tier, at=at, approved=at)
    a_mention(store, article, "2026", value=value, about=about, season="S2", status=status)
    store.claims.recompute_for([article], at)


def test_a_date_is_as_long_as_it_is_vague_and_confirmed_only_where_official(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said(store, "2026-Q3", DAY, tier="official")
    (event,) = dates(published(store, tmp_path)).values()
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2026, 7, 1), dt.date(2026, 10, 1))
    assert (event["status"], event["sequence"], event["transp"]) == ("TENTATIVE", 0, "TRANSPARENT")
    assert "third quarter of 2026" in event["summary"]
    said(store, "2026-09-12", DAY + dt.timedelta(days=1), tier="official")
    moved = dates(published(store, tmp_path))
    assert list(moved) == [str(event["uid"])]
    (day,) = moved.values()
    assert (day["dtstart"].dt, day["dtend"].dt, day["status"], day["sequence"]) == (
        dt.date(2026, 9, 12),
        dt.date(2026, 9, 13),
        "CONFIRMED",
        1,
    )
    assert day["dtstamp"].dt == DAY + dt.timedelta(days=1)
    assert "It comes in 2026, they say." in day["description"]


def test_the_same_articles_again_leave_the_event_as_it_is(store: Store, tmp_path: Path) -> None:
    before = (published(store, tmp_path) / "dates.ics").read_bytes()
    store.claims.rebuild(NOW + dt.timedelta(days=5))
    assert (published(store, tmp_path) / "dates.ics").read_bytes() == before


def test_a_press_day_and_a_rumour_are_tentative_and_a_denied_one_is_called_off(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said(store, "2026-10-02", DAY, status="rumoured")
    (event,) = dates(published(store, tmp_path)).values()
    assert (event["status"], "(rumoured)" in event["summary"]) == ("TENTATIVE", True)
    said(store, "2026-10-02", DAY + dt.timedelta(days=1), status="denied", tier="official")
    (event,) = dates(published(store, tmp_path)).values()
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_a_withdrawn_date_is_called_off_under_its_own_uid(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said(store, "2026-10-02", DAY)
    (uid,) = dates(published(store, tmp_path))
    store.db.execute("UPDATE article SET state = 'rejected'")
    store.claims.rebuild(DAY + dt.timedelta(days=1))
    after = dates(published(store, tmp_path))
    assert {u: (e["status"], e["sequence"], e["dtstart"].dt) for u, e in after.items()} == {uid: ("CANCELLED", 1, dt.date(2026, 10, 2))}


def test_each_trailer_is_an_event_of_its_own(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said(store, "2026-03-01", DAY, about="trailer", tier="official")
    said(store, "2026-09-24", DAY + dt.timedelta(days=2), about="trailer", tier="official")
    events = dates(published(store, tmp_path))
    assert sorted((e["dtstart"].dt.isoformat(), e["status"]) for e in events.values()) == [
        ("2026-03-01", "CONFIRMED"),
        ("2026-09-24", "CONFIRMED"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-09-12", "12 September 2026"), ("2026-09", "September 2026"), ("2026-Q3", "third quarter of 2026"), ("2026", "2026"),
        ("2026-H1", "first half of 2026"), ("2026-SU", "summer 2026"), ("2026-W07", "week 7 of 2026"), ("202X", "the 2020s"),
        ("2026-09-12/2026-10", "12 September 2026 to October 2026"), ("joins as Marina", "joins as Marina"), ("10", "10"), ("", "nothing"),
    ],
)  # fmt: skip
def test_values_in_words(value: str, words: str) -> None:
    assert phrases.value(value) == words


def test_facts_in_words() -> None:
    assert phrases.fact("premiere", "S2") == "premiere of season 2"
    assert phrases.fact("casting:Kim Bo", "S2") == "casting of Kim Bo, season 2"
    assert phrases.fact("filming_location", None) == "filming location"


def test_a_source_named_in_no_file_still_holds_together(store: Store, tmp_path: Path) -> None:
    an_article(store, source="elsewhere", approved=NOW)
    path = published(store, tmp_path) / "showwire.db"
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    assert dated(NOW)
    assert a_source().slug == "courier"
