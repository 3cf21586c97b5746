"""The feeds by series, person and kind, and their archives: read by readers and schemas that are not ours."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports import newest
from exports.paging import ARCHIVES_MAX, PAGE, documents, paged
from exports.shelves import NARROW_ARCHIVES_MAX
from model.records import dated
from store.store import Store
from tests.accepted import DAY, a_mention, an_article, opened
from tests.exports.test_publish import NOW, a_store, contents, out

HERE = Path(__file__).parent
HOME = "https://wire.example/low/"
STAMPS = st.lists(
    st.tuples(st.sampled_from(["2024-05-01", "2024-11-02", "2025-01-01", "2026-03-01"]), st.integers(1, 10**6)), unique_by=lambda s: s[1]
)

URL = {"type": "string", "format": "uri-reference", "minLength": 1}
ITEM = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "url": URL, "external_url": URL, "image": URL, "banner_image": URL,
        "title": {"type": "string"}, "content_text": {"type": "string"}, "content_html": {"type": "string"}, "summary": {"type": "string"},
        "date_published": {"type": "string", "format": "date-time"}, "date_modified": {"type": "string", "format": "date-time"},
        "authors": {"type": "array", "items": {"type": "object", "anyOf": [{"required": [k]} for k in ("name", "url", "avatar")]}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
        "attachments": {"type": "array"},
    },
    "patternProperties": {"^_[^.]+$": {"type": "object"}},
    "additionalProperties": False,
}  # fmt: skip
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": URL, "feed_url": URL, "next_url": URL,
        "description": {"type": "string"}, "language": {"type": "string"}, "expired": {"type": "boolean"},
        "items": {"type": "array", "items": ITEM},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def rfc4287() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(HERE / "atom.rng"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with more stories than a feed holds, decided over two years."""
    folder = tmp_path_factory.mktemp("many")
    with opened(folder) as store:
        fill(store, 260)
        out(store, folder / "public", home=HOME)
        out(store, folder / "homeless")
    return folder


def fill(store: Store, size: int, begin: int = 0) -> None:
    store.db.execute("BEGIN")
    for n in range(begin, begin + size):
        at = dt.datetime(2025, 7, 1, tzinfo=dt.UTC) + dt.timedelta(days=n)
        article = an_article(store, title=f"Report {n}", body="Inés Mora joins.\nOut on 12 September 2026.", at=at, approved=at)
        a_mention(
            store, article, "Inés Mora", kind="cast", person="ines-mora", value="Inés Mora", relation="joins_cast" if n % 2 else "mention"
        )
        if n % 3 == 0:
            a_mention(
                store, article, "12 September 2026", about="premiere", season="S2", value="2026-09-12", precision="day", status="confirmed"
            )
    store.db.execute("COMMIT")
    store.claims.rebuild(NOW)


# --- paging -------------------------------------------------------------------------------------------


@given(STAMPS)
def test_the_current_document_and_its_archives_hold_everything_once_or_twice(stamps: list[tuple[str, int]]) -> None:
    pages = paged(stamps, page=3, most=10**6)
    assert pages.ids == {i for _, i in stamps}
    archived = [i for _, ids in pages.archives for i in ids]
    assert len(archived) == len(set(archived))
    assert list(pages.current) == [i for _, i in sorted(stamps, reverse=True)][:3]
    assert all(0 < len(ids) <= 3 for _, ids in pages.archives)


@given(STAMPS, st.integers(1, 20))
def test_an_archive_page_stays_as_it_is_when_more_is_decided(stamps: list[tuple[str, int]], more: int) -> None:
    before = dict(paged(stamps, page=3, most=10**6).archives)
    later = [("2026-06-01", 10**6 + n) for n in range(1, more + 1)]
    after = dict(paged([*stamps, *later], page=3, most=10**6).archives)
    assert {name: after.get(name) for name in before} == before


@given(STAMPS.filter(lambda s: len(s) > 8), st.data())
def test_what_is_withdrawn_moves_only_its_own_year(stamps: list[tuple[str, int]], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(stamps))
    others = {n: ids for n, ids in paged(stamps, page=3, most=10**6).archives if not n.startswith(gone[0][:4])}
    left = dict(paged([s for s in stamps if s != gone], page=3, most=10**6).archives)
    assert all(left.get(name, ids) == ids for name, ids in others.items())
    assert gone[1] not in paged([s for s in stamps if s != gone], page=3).ids


def test_archives_are_named_and_end_somewhere() -> None:
    pages = paged(("2026-01-01T00:00:00Z", n) for n in range(PAGE * (ARCHIVES_MAX + 5)))
    assert len(pages.archives) == ARCHIVES_MAX
    top, *archives = documents("stories", ".atom", pages)
    assert (top.file, top.older, top.archive) == ("stories.atom", "feeds/stories/2026-15.atom", False)
    assert (archives[-1].older, archives[0].newer, archives[1].newer) == ("", "", archives[0].file)
    assert documents("feeds/people/ines", ".json", paged([]))[0].file == "feeds/people/ines.json"


# --- Atom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["public", "homeless"])
def test_every_atom_feed_is_as_the_rfc_says(many: Path, folder: str, rfc4287: etree.RelaxNG) -> None:
    feeds = sorted((many / folder).rglob("*.atom"))
    assert len(feeds) > 10
    for path in feeds:
        tree = etree.parse(path)
        rfc4287.assertValid(tree)
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, path
        assert feed.version == "atom10"
        ids = [entry.id for entry in feed.entries]
        assert len(ids) == len(set(ids))
        for entry in feed.entries:
            assert [link.rel for link in entry.links].count("alternate") == 1
            assert entry.get("published", "") <= entry.updated
    with pytest.raises(etree.DocumentInvalid):
        rfc4287.assertValid(etree.fromstring('<feed xmlns="http://www.w3.org/2005/Atom"><title>no id</title></feed>'))


def test_a_reader_that_follows_the_archives_finds_every_story(many: Path) -> None:
    titles: list[str] = []
    file, seen, archive = "stories.atom", [], False
    while file:
        text = (many / "public" / file).read_bytes()
        feed = feedparser.parse(text)
        links = {link.rel: link.href for link in feed.feed.links}
        assert (b"<fh:archive/>" in text) == archive
        assert links["self"] == HOME + file
        assert links.get("current", HOME + "stories.atom") == HOME + "stories.atom"
        assert feed.feed.updated == max(e.updated for e in feed.entries)
        titles += [e.title for e in feed.entries]
        seen.append((file, links.get("next-archive", "")))
        file, archive = links.get("prev-archive", "").removeprefix(HOME), True
    assert set(titles) == {f"Report {n}" for n in range(260)}
    assert [name for name, _ in seen] == ["stories.atom", "feeds/stories/2025-2.atom", "feeds/stories/2025-1.atom"]
    assert [newer.removeprefix(HOME) for _, newer in seen] == ["", "", "feeds/stories/2025-2.atom"]


def test_without_a_home_the_links_hold_in_the_folder(many: Path) -> None:
    for path in (many / "homeless").rglob("*.atom"):
        for link in feedparser.parse(path.read_bytes(), sanitize_html=False).feed.get("links", []):
            assert (path.parent / link.href).resolve().is_file(), (path, link)


def test_each_person_series_and_kind_has_a_feed_of_its_own(many: Path) -> None:
    folder = many / "public" / "feeds"
    assert sorted(p.name for p in (folder / "people").glob("*.atom")) == ["an-seo-yun.atom", "do-hyun.atom", "ines-mora.atom", "jang.atom"]
    assert sorted(p.name for p in (folder / "kinds").glob("*.atom")) == ["casting.atom", "premiere.atom"]
    premiere = feedparser.parse((folder / "kinds" / "premiere.atom").read_bytes())
    assert {int(e.title.split()[1]) % 3 for e in premiere.entries} == {0}
    assert len(feedparser.parse((folder / "people" / "jang.atom").read_bytes()).entries) == 0
    assert len(feedparser.parse((folder / "people" / "ines-mora.atom").read_bytes()).entries) == PAGE
    assert len(list((folder / "people" / "ines-mora").glob("*.atom"))) <= NARROW_ARCHIVES_MAX
    assert feedparser.parse((folder / "series" / "low-water.atom").read_bytes()).entries[0].title == "Report 259"


def test_old_archive_pages_keep_their_bytes_as_news_comes_in(tmp_path: Path) -> None:
    store = opened(tmp_path)
    fill(store, 150)
    out(store, tmp_path / "public")
    before = {n: b for n, b in contents(tmp_path / "public").items() if n.startswith("feeds/stories/")}
    fill(store, 20, begin=150)
    out(store, tmp_path / "public")
    after = contents(tmp_path / "public")
    assert before
    assert {n: after.get(n) for n in before} == before


def test_a_withdrawn_story_is_in_no_feed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    fill(store, 120)
    store.db.execute("UPDATE article SET state = 'rejected' WHERE title = 'Report 3'")
    store.claims.rebuild(NOW)
    out(store, tmp_path / "public")
    found = [n for n, b in contents(tmp_path / "public").items() if b"Report 3<" in b or b'"Report 3"' in b]
    assert found == []
    assert any(b"Report 4<" in b for b in contents(tmp_path / "public").values())


# --- JSON Feed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["public", "homeless"])
def test_every_json_feed_is_as_its_specification_says(many: Path, folder: str) -> None:
    paths = [many / folder / "stories.json", *(many / folder / "feeds").rglob("*.json")]
    check = jsonschema.Draft202012Validator(JSON_FEED, format_checker=jsonschema.FormatChecker())
    assert len(paths) > 10
    for path in paths:
        check.validate(json.loads(path.read_text()))
    with pytest.raises(jsonschema.ValidationError):
        check.validate({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1"}]})


def test_next_url_leads_to_every_story(many: Path) -> None:
    url, titles = HOME + "stories.json", set()
    while url:
        feed: dict[str, Any] = json.loads((many / "public" / url.removeprefix(HOME)).read_text())
        assert feed["feed_url"] == url
        titles |= {item["title"] for item in feed["items"]}
        url = feed.get("next_url", "")
    assert titles == {f"Report {n}" for n in range(260)}


# --- changes ----------------------------------------------------------------------------------------------


def test_a_change_says_whom_it_goes_back_to_then_and_now(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n, (source, value) in enumerate([("courier", "2026"), ("gazette", "2026-09-12"), ("herald", "2026-09-12")]):
        at = DAY + dt.timedelta(days=n)
        article = an_article(store, source=source, tier="official" if n else "press", at=at, approved=at)
        a_mention(store, article, "2026", value=value, about="premiere", season="S2", status="confirmed")
        if n != 1:
            store.claims.rebuild(at)
    out(store, tmp_path / "public")
    titles = [e.title for e in feedparser.parse((tmp_path / "public" / "changes.atom").read_bytes()).entries]
    assert titles == [
        "Low Water: premiere of season 2: 2026 → 12 September 2026, official; was Courier; now gazette and herald",
        "Low Water: premiere of season 2: 2026, reported; now Courier",
    ]
    items = json.loads((tmp_path / "public" / "feeds" / "changes.json").read_text())["items"]
    assert [i["title"] for i in items] == titles
    assert items[0]["_showwire"]["before"] == "2026"
    # a later article is no part of an older change, and no change of its own
    later = an_article(store, source="tribune", tier="official", at=NOW, approved=NOW)
    a_mention(store, later, "2026", value="2026-09-12", about="premiere", season="S2", status="confirmed")
    store.claims.rebuild(NOW)
    out(store, tmp_path / "public")
    assert [e.title for e in feedparser.parse((tmp_path / "public" / "changes.atom").read_bytes()).entries] == titles


def test_a_retraction_is_an_entry(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.db.execute("UPDATE article SET state = 'rejected'")
    store.claims.rebuild(NOW)
    out(store, tmp_path / "public")
    entries = feedparser.parse((tmp_path / "public" / "changes.atom").read_bytes()).entries
    assert "premiere of season 2: 12 September 2026 is withdrawn" in " ".join(e.title for e in entries[:2])
    assert [e.updated for e in entries[:2]] == [dated(NOW)] * 2


def test_sources_are_named_each_once_and_not_without_end() -> None:
    names = {"a": "A", "b": "B"}
    assert newest.named([], names) == ""
    assert newest.named(["a"], names) == "A"
    assert newest.named(["b", "a"], names) == "B and A"
    assert newest.named(["a", "a", "a"], names) == "A and 2 other origins"
    assert newest.named(["a", "b", "c"], names) == "A, B and c"
    assert newest.named(["a", "b", "c", "d", "e"], names) == "A, B, c and 2 other origins"
