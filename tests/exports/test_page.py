"""The static page: what it says, and that it needs nothing but its own files."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exports import parts, timeline
from model.watched import Season
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, an_article, opened
from tests.exports.test_publish import NOW, a_store, contents, out

_VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect"}


class _Page(HTMLParser):
    """Tags and text; fails on a tag that is left open or closed twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def page(store: Store, folder: Path) -> _Page:
    out(store, folder / "public")
    return _Page((folder / "public" / "index.html").read_text())


def test_what_is_believed_stands_large_with_how_sure_it_is(tmp_path: Path) -> None:
    found = page(a_store(tmp_path), tmp_path)
    words = re.sub(r"\s+", " ", found.words)
    assert "저수위 · season 2 · premiere" in words
    assert "12 September 2026" in words
    assert "The day is official, by 6 articles that go back to 6 independent origins." in words
    assert "Marina Olmo" in words
    assert "Low Water news 5 & <more>" in words


def test_it_needs_no_script_no_style_of_its_own_and_no_other_host(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    an_article(store, title="bad", url="javascript:alert(1)", approved=NOW)
    found = page(store, tmp_path)
    assert not {"style", "img", "iframe", "form"} & {tag for tag, _ in found.tags}
    assert {said["type"] for tag, said in found.tags if tag == "script"} <= {"application/ld+json"}  # data, which no browser runs
    for tag, said in found.tags:
        assert not [name for name in said if name == "style" or name.startswith("on")], tag
        assert not (said.get("href") or "").startswith("javascript:")
        if tag == "link":
            assert not (said["href"] or "").startswith("http")
    local = {said["href"] for tag, said in found.tags if tag in ("a", "link") and not (said["href"] or "").startswith(("http", "#"))}
    assert {name.partition("#")[0] for name in local if name} <= set(contents(tmp_path / "public"))
    ids = [said["id"] for _, said in found.tags if said.get("id")]
    assert len(ids) == len(set(ids))
    assert {(said["href"] or "")[1:] for tag, said in found.tags if tag == "a" and (said["href"] or "").startswith("#")} <= set(ids)
    assert len(contents(tmp_path / "public")["index.html"]) + len(contents(tmp_path / "public")["page.css"]) < 100_000


def test_nothing_approved_yet_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db") as store:
        assert "Nothing is believed yet" in page(store, tmp_path).words


def test_what_was_believed_before_is_in_the_sentence(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n, value in enumerate(("2026", "2026-Q3")):
        at = DAY + dt.timedelta(days=n)
        article = an_article(store, tier="official", at=at, approved=at)
        a_mention(store, article, "2026", value=value, about="premiere", season="S2", precision="quarter" if n else "year")
        store.claims.recompute_for([article], at)
    words = page(store, tmp_path).words
    assert "third quarter of 2026" in words
    assert "The quarter is official" in words
    assert "Until 3 Mar 2026 it was believed to be 2026." in words


def claim(value: str, status: str = "official", n: int = 1) -> dict[str, object]:
    return {"id": n, "about": "premiere", "season": "S2", "value": value, "status": status, "origins": 1}


@pytest.mark.parametrize("value", ["2026-09-12", "2026-Q4", "2026-12-31", "2026", "2026-WI", "2025-01-01", "202X", "2026-10/2027-02"])
def test_a_bar_stays_in_the_chart(value: str) -> None:
    drawn = timeline.draw([claim(value), claim("2026-05", "reported", 2)])
    bars = [tuple(map(float, m)) for m in re.findall(r'x="([\d.-]+)" y="[\d.]+" width="([\d.]+)"', drawn)]
    assert len(bars) == 2
    assert all(x >= 0 and x + width <= timeline._WIDTH + timeline._BAR_MIN for x, width in bars)
    assert 'role="img"' in drawn


def test_a_vague_date_is_drawn_as_long_as_it_is() -> None:
    drawn = timeline.draw([claim("2026-01-01"), claim("2026", "reported", 2)])
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"', drawn)]
    assert widths[0] == timeline._BAR_MIN
    assert widths[1] == pytest.approx(timeline._WIDTH, rel=0.01)
    assert timeline.draw([claim("joins")]) == ""


def test_a_season_that_is_only_denied_hides_none_before_it() -> None:
    denied = {"season": "S3", "status": "denied"}
    assert parts.season_of([claim("2027-02-05"), denied, {"season": None, "status": "official"}]) == "S2"
    assert parts.season_of([denied]) == "S3"
    assert parts.season_of([]) is None


def test_two_series_have_a_part_each(tmp_path: Path) -> None:
    from exports.publish import publish

    store = a_store(tmp_path)
    other = a_series(slug="tide", titles=("Tide",), seasons=(Season(number=1),), people=())
    publish(store.public, tmp_path / "public", NOW, series=(a_series(), other))
    found = _Page((tmp_path / "public" / "index.html").read_text())
    assert [said["id"] for tag, said in found.tags if tag == "section" and said.get("class") == "top"] == ["low-water", "tide"]
