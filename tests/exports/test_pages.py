"""The pages of series, people and claims: whole, small, linked, and in the words of schema.org."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from pathlib import Path

import pytest
from lxml import etree

from exports import sheet
from exports.publish import publish
from model.watched import Person, Plays, Season
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, a_source, an_article, opened
from tests.exports.test_page import _Page
from tests.exports.test_publish import NOW, a_store, contents, out

HOME = "https://wire.example/low/"
# schema.org: type -> the properties that we may use of it.
WORDS = {
    "TVSeries": {"name", "alternateName", "url", "sameAs", "containsSeason", "actor", "director"},
    "TVSeason": {"seasonNumber", "startDate", "numberOfEpisodes", "sameAs"},
    "PerformanceRole": {"actor", "characterName"},
    "Person": {"name", "alternateName", "url", "sameAs", "jobTitle"},
    "Event": {"name", "startDate", "endDate", "about", "subjectOf", "url"},
    "Claim": {"name", "text", "about", "appearance", "url"},
    "NewsArticle": {"headline", "url", "datePublished", "inLanguage", "author", "publisher"},
    "Organization": {"name"},
}
NEEDED = {
    "TVSeries": {"name"},
    "Person": {"name"},
    "Event": {"name", "startDate"},
    "NewsArticle": {"headline", "url"},
    "TVSeason": {"seasonNumber"},
}


def pages(folder: Path) -> dict[str, _Page]:
    return {name: _Page(data.decode()) for name, data in contents(folder).items() if name.endswith(".html")}


def linked(data: bytes) -> list[dict[str, object]]:
    found = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', data)
    return [thing for text in found for thing in json.loads(text)["@graph"]]


def checked(thing: object) -> None:
    """Known types with known properties, nothing empty."""
    if isinstance(thing, list):
        for one in thing:
            checked(one)
    elif isinstance(thing, dict):
        kind = thing["@type"]
        assert set(thing) - {"@type", "@id"} <= WORDS[kind], thing
        assert NEEDED.get(kind, set()) <= set(thing)
        for name, value in thing.items():
            assert value not in (None, "", []), (kind, name)
            if name in ("startDate", "endDate", "datePublished"):
                assert re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?)?)?", str(value)), value
            if not name.startswith("@"):
                checked(value)


def test_each_series_person_and_claim_has_a_page_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    out(a_store(tmp_path), tmp_path / "public")
    files = contents(tmp_path / "public")
    found = pages(tmp_path / "public")
    assert set(found) == {
        "index.html", "series/low-water.html", "claims/1.html", "claims/2.html",
        *(f"people/{slug}.html" for slug in ("an-seo-yun", "do-hyun", "ines-mora", "jang")),
    }  # fmt: skip
    for name, page in found.items():
        ids = [said["id"] for _, said in page.tags if said.get("id")]
        assert len(ids) == len(set(ids)), name
        for tag, said in page.tags:
            href = said.get("href") or ""
            assert not [a for a in said if a == "style" or a.startswith("on")], (name, tag)
            if tag in ("a", "link") and not href.startswith("http"):
                target, _, part = href.partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
                assert target in files, (name, href)
                if part:
                    assert f'id="{part}"'.encode() in files[target], (name, href)
        (policy,) = [said["content"] or "" for tag, said in page.tags if said.get("http-equiv") == "Content-Security-Policy"]
        assert "style-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.tags}


def test_what_the_pages_say(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    rival = an_article(store, source="forum", tier="user-generated", at=NOW, approved=NOW, language="ko")
    a_mention(store, rival, "2026", about="premiere", season="S2", status="rumoured", value="2026-11")
    store.claims.recompute_for([rival], NOW)
    out(store, tmp_path / "public")
    words = {name: re.sub(r"\s+", " ", page.words) for name, page in pages(tmp_path / "public").items()}
    (premiere,) = [w for n, w in words.items() if n.startswith("claims/") and "premiere of season 2: 12 September" in w]
    assert "It comes on 12 September 2026, said number 2." in premiere
    assert "This is what is believed." in premiere
    assert "{{cite web" in premiere
    (other,) = [w for n, w in words.items() if n.startswith("claims/") and "premiere of season 2: November" in w]
    assert "Not what is believed: that is 12 September 2026." in other
    assert "user-generated" in other
    assert "Marina Olmo" in words["people/ines-mora.html"]
    assert "6 stories so far" in words["people/ines-mora.html"]
    assert "casting of Inés Mora, season 2" in words["people/ines-mora.html"]
    assert "Casting of Inés Mora, season 2" in words["series/low-water.html"]
    assert "Cast of season 2" in words["series/low-water.html"]


def test_what_is_approved_is_said_in_the_words_of_schema_org(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "public", home=HOME)
    things = {name: linked(data) for name, data in contents(tmp_path / "public").items() if name.endswith(".html")}
    checked(list(things.values()))
    (series,) = things["series/low-water.html"]
    assert series["url"] == HOME + "series/low-water.html"
    assert [(s["seasonNumber"], s.get("startDate")) for s in series["containsSeason"]] == [(1, "2024-10-18"), (2, "2026-09-12")]  # type: ignore[attr-defined]
    assert {(r["actor"]["name"], r["characterName"]) for r in series["actor"]} >= {("Inés Mora", "Marina Olmo")}  # type: ignore[attr-defined]
    kinds = {thing["@type"]: thing for name, found in things.items() if name.startswith("claims/") for thing in found}
    assert set(kinds) == {"Event", "Claim"}
    assert (kinds["Event"]["startDate"], kinds["Event"]["endDate"]) == ("2026-09-12", "2026-09-12")


def test_a_rumour_is_no_event_and_no_start_of_a_season(tmp_path: Path) -> None:
    store = opened(tmp_path)
    article = an_article(store, approved=NOW)
    a_mention(store, article, "2026", about="premiere", season="S2", status="rumoured")
    store.claims.rebuild(NOW)
    out(store, tmp_path / "public")
    files = contents(tmp_path / "public")
    (series,) = linked(files["series/low-water.html"])
    assert "startDate" not in series["containsSeason"][1]  # type: ignore[index]
    assert [t["@type"] for t in linked(files["claims/1.html"])] == ["Claim"]


def test_text_cannot_leave_its_place(tmp_path: Path) -> None:
    store = opened(tmp_path)
    bad = '</script><script>alert(1)</script><img src=x onerror="alert(1)"> & "quoted"'
    article = an_article(store, title=bad, body="2026 it is", authors=(bad,), excerpt=bad, approved=NOW)
    a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed")
    a_mention(store, article, "2026", kind="cast", value="Inés Mora", person="ines-mora", relation="joins_cast", character=bad)
    store.claims.rebuild(NOW)
    out(store, tmp_path / "public")
    for name, page in pages(tmp_path / "public").items():
        assert {said.get("type") for tag, said in page.tags if tag == "script"} <= {"application/ld+json"}, name
        assert not {"img", "style"} & {tag for tag, _ in page.tags}
    claims = [data for name, data in contents(tmp_path / "public").items() if name.startswith("claims/")]
    (thing,) = [t for data in claims for t in linked(data) if t["@type"] == "Event"]
    assert thing["subjectOf"][0]["author"][0]["name"] == bad  # type: ignore[index]


def test_no_page_is_over_its_budget_however_much_there_is(tmp_path: Path) -> None:
    store = opened(tmp_path)
    long = "매우 긴 제목 " * 60
    people = tuple(
        Person(
            slug=f"p{n}",
            name=f"Person {n} {long}"[:300],
            native=long[:300],
            plays=tuple(Plays(character=long[:300], seasons=(1, 2)) for _ in range(4)),
        )
        for n in range(90)
    )
    series = a_series(
        people=people, titles=("Low Water", *(f"{long} {n}" for n in range(30))), seasons=tuple(Season(number=n) for n in range(1, 40))
    )
    store.db.execute("BEGIN")
    ids = []
    for n in range(90):
        at = DAY + dt.timedelta(hours=n)
        url = f"https://courier.example/{n}/" + "x" * 1500
        article = an_article(
            store, title=f"{n} {long}", url=url, body=f"On 2026 comes {long}", at=at, approved=at, authors=(long,) * 8, language="ko"
        )
        a_mention(
            store, article, "2026", about="premiere", season="S2", status="confirmed", value=str(dt.date(2026, 1, 1) + dt.timedelta(days=n))
        )
        a_mention(store, article, "2026", kind="cast", value=people[n].name, person=people[n].slug, relation="joins_cast", character=long)
        ids.append(article)
    store.db.execute("COMMIT")
    store.claims.knows((series,))
    store.claims.recompute_for(ids, NOW)
    publish(store.public, tmp_path / "public", NOW, series=(series,), sources=(a_source(),))
    sizes = {name: len(data) for name, data in contents(tmp_path / "public").items() if name.endswith(".html")}
    assert len(sizes) > 180
    worst = max(sizes, key=lambda n: sizes[n])
    assert sizes[worst] + len(contents(tmp_path / "public")["page.css"]) < sheet.PAGE_MAX, (worst, sizes[worst])


def test_lists_end_within_their_budget() -> None:
    assert sheet.fitted(["aa", "bb", "cc"], 2) == ("aabb", 2)
    assert sheet.fitted(["aa", "저저", "cc"], 9, 7) == ("aa", 1)
    assert sheet.clip("a" * 300) == "a" * (sheet.TEXT_MAX - 1) + "…"


# --- the sitemap ----------------------------------------------------------------------------------------------

SITEMAP = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"
 elementFormDefault="qualified" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <xs:element name="urlset"><xs:complexType><xs:sequence><xs:element name="url" maxOccurs="50000"><xs:complexType><xs:all>
  <xs:element name="loc"><xs:simpleType><xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="lastmod" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType></xs:element>
 </xs:all></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def test_the_sitemap_names_every_page(store: Store, tmp_path: Path) -> None:
    out(store, tmp_path / "public", home=HOME)
    tree = etree.parse(tmp_path / "public" / "sitemap.xml")
    etree.XMLSchema(etree.fromstring(SITEMAP)).assertValid(tree)
    named = {e.text for e in tree.iter("{*}loc")}
    assert named == {HOME + name for name in contents(tmp_path / "public") if name.endswith(".html")}
    out(store, tmp_path / "public")
    files = contents(tmp_path / "public")
    assert "sitemap.xml" not in files
    assert set(files["sitemap.txt"].decode().split()) == {name for name in files if name.endswith(".html")}
