"""Citations, read back by parsers that are not ours; what only users say is cited nowhere."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import jsonschema
import mwparserfromhell
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import wikidata, wikitext
from exports.bibliography import bibtex, csl
from exports.cited import AUTHORS_MAX, CITED_MAX, NOBODY, Citation
from exports.publish import publish
from model.outlets import Outlet, Outlets
from model.watched import Person, Plays, Season
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, an_article, opened
from tests.exports.test_publish import NOW, a_store, out

DATE_PARTS = {
    "type": "object",
    "required": ["date-parts"],
    "properties": {"date-parts": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}},
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title", "URL"],
        "properties": {
            "id": {"type": "string"}, "type": {"enum": ["webpage", "article-newspaper"]}, "title": {"type": "string"}, "URL": {"type": "string", "format": "uri"},
            "container-title": {"type": "string"}, "note": {"type": "string"}, "language": {"type": "string"},
            "issued": DATE_PARTS, "accessed": DATE_PARTS,
            "author": {"type": "array", "items": {"type": "object", "required": ["literal"], "additionalProperties": False, "properties": {"literal": {"type": "string"}}}},
        },
        "additionalProperties": False,
    },
}  # fmt: skip
NASTY = st.text(
    st.sampled_from(list("ab 1|{}[]<>='\"&#;~_%!*:/\\-\n저é")) | st.characters(codec="utf-8", exclude_categories=("C", "Z")),
    min_size=1,
    max_size=60,
)


def a_citation(**other: object) -> Citation:
    known: dict[str, object] = {
        "key": "courier-1", "url": "https://courier.example/1?a=b&c=d", "title": "It comes", "website": "Courier", "authors": ("A. Writer",),
        "published": dt.date(2026, 9, 2), "accessed": dt.date(2026, 9, 3), "language": "en", "quote": "It comes, they say.", "official": False,
    }  # fmt: skip
    return Citation(**{**known, **other})  # type: ignore[arg-type]


def read(text: str) -> dict[str, str]:
    """The parameters of the one template in a text, entities undone."""
    (template,) = mwparserfromhell.parse(text).filter_templates()
    assert str(template.name).strip() == "cite web"
    return {str(p.name).strip(): html.unescape(str(p.value).strip()) for p in template.params}


def test_cite_web_has_what_is_known_in_the_form_of_the_template() -> None:
    assert wikitext.cite(a_citation()) == (
        "{{cite web |author=A. Writer |url=https://courier.example/1?a=b&c=d |title=It comes |website=Courier |date=2 September 2026"
        " |access-date=3 September 2026 |quote=It comes, they say.}}"
    )
    bare = wikitext.cite(a_citation(authors=("A", "B"), published=None, accessed=None, quote=""))
    assert bare == "{{cite web |author1=A |author2=B |url=https://courier.example/1?a=b&c=d |title=It comes |website=Courier}}"


def test_a_title_in_a_script_of_its_own_is_a_script_title() -> None:
    said = read(wikitext.cite(a_citation(title="지금 우리 학교는 시즌2", language="ko-KR")))
    assert (said["script-title"], said["language"], "title" in said) == ("ko:지금 우리 학교는 시즌2", "ko-KR", False)
    assert read(wikitext.cite(a_citation(title="Regresa", language="es")))["title"] == "Regresa"


def _undone(text: str) -> str:
    """Entities with their semicolon undone, as MediaWiki does."""
    return re.sub(r"&#?\w+;", lambda m: html.unescape(m[0]), text)


@given(NASTY, NASTY, NASTY)
def test_no_text_breaks_out_of_the_template(title: str, author: str, quote: str) -> None:
    citation = a_citation(title=title, authors=(author,), quote=quote, language="en")
    text = wikitext.ref(citation)
    code = mwparserfromhell.parse(text)
    (tag,) = code.filter_tags(matches=lambda t: str(t.tag) == "ref")
    assert str(tag.get("name").value) == "courier-1"
    (template,) = code.filter_templates()
    assert not code.filter_wikilinks()
    assert not code.filter_arguments()
    assert not code.filter_comments()
    assert [str(p.name) for p in template.params if str(p.name) in ("author", "url", "title", "quote")] == [
        name for name, said in (("author", author), ("url", "u"), ("title", title), ("quote", quote)) if said.split()
    ]
    for name, said in (("title", title), ("author", author), ("quote", quote)):
        if said.split():
            assert _undone(str(template.get(name).value).strip()) == " ".join(said.split())


@given(NASTY)
def test_no_address_breaks_out_of_the_template(path: str) -> None:
    url = "https://courier.example/" + path.replace("\n", "")
    text = wikitext.cite(a_citation(url=url, quote="", title="t"))
    (template,) = mwparserfromhell.parse(text).filter_templates()
    assert [str(p.name) for p in template.params] == ["author", "url", "title", "website", "date", "access-date"]


@given(NASTY)
def test_a_comment_ends_where_it_ends(text: str) -> None:
    (comment,) = mwparserfromhell.parse(wikitext.comment(text) + "\nafter").filter_comments()
    assert "after" not in str(comment)


# --- files ----------------------------------------------------------------------------------------------------


def published(store: Store, folder: Path, **other: object) -> Path:
    out(store, folder / "public", **other)
    return folder / "public" / "citations"


def test_every_claim_has_references_and_each_form_the_same_ones(tmp_path: Path) -> None:
    folder = published(a_store(tmp_path), tmp_path)
    text = (folder / "wikitext.txt").read_text()
    code = mwparserfromhell.parse(text)
    assert sorted(str(c.contents).strip() for c in code.filter_comments()) == [
        "Low Water: casting of Inés Mora, season 2: joins as Marina Olmo, official",
        "Low Water: premiere of season 2: 12 September 2026, official",
    ]
    refs = [str(t.get("name").value) for t in code.filter_tags(matches=lambda t: str(t.tag) == "ref")]
    assert len(refs) == 2 * CITED_MAX
    assert refs[0] == "courier-3"  # the official one first
    items = json.loads((folder / "citations.json").read_text())
    jsonschema.validate(items, CSL, format_checker=jsonschema.FormatChecker())
    entries = re.findall(r"^@online\{([^,]+),$", (folder / "citations.bib").read_text(), re.MULTILINE)
    assert sorted(set(refs)) == [i["id"] for i in items] == entries


def test_what_only_users_say_is_cited_nowhere(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n, (source, tier, url) in enumerate(
        [("forum", "user-generated", ""), ("wiki", "press", "https://low-water.fandom.example/x"), ("courier", "press", "")]
    ):
        article = an_article(store, source=source, tier=tier, url=url, at=DAY + dt.timedelta(days=n), approved=NOW)
        a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed", value=f"2026-0{1 + n // 2}")
        store.claims.recompute_for([article], NOW)
    outlets = Outlets({"fandom.example": Outlet(host="fandom.example", rating="user-generated")})
    folder = published(store, tmp_path, outlets=outlets)
    text = (folder / "wikitext.txt").read_text()
    assert NOBODY in text
    assert "forum" not in text
    assert "fandom" not in text
    assert text.count("<ref") == 1
    page = (tmp_path / "public" / "claims" / "1.html").read_text()
    assert NOBODY in page
    assert "forum.example" in page  # it is shown as what was said, with its tier
    assert "user-generated" in page


def test_the_better_rated_is_cited_first(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n, source in enumerate(["gossip", "portal", "unknown", "paper"]):
        article = an_article(store, source=source, at=DAY + dt.timedelta(days=n), approved=NOW)
        a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed")
    store.claims.rebuild(NOW)
    ratings = {"gossip.example": "unreliable", "portal.example": "aggregator", "paper.example": "reliable"}
    outlets = Outlets({h: Outlet(host=h, name=h.title(), rating=r) for h, r in ratings.items()})  # type: ignore[arg-type]
    text = (published(store, tmp_path, outlets=outlets) / "wikitext.txt").read_text()
    assert re.findall(r"\|website=(\S+)", text) == ["Paper.Example", "unknown", "Portal.Example"]


# --- Wikidata ---------------------------------------------------------------------------------------------------

SERIES = {"slug": "low-water", "wikidata": "Q10", "seasons": [{"number": 1, "wikidata": "Q11"}, {"number": 2, "wikidata": "Q12"}]}
PEOPLE = [
    {"name": "Inés Mora", "wikidata": "Q20", "plays": [{"character": "Marina", "seasons": [2], "wikidata": "Q30"}]},
    {"name": "An Seo-yun", "wikidata": "Q21", "plays": [{"character": "Hae-in", "seasons": [1, 2], "wikidata": None}]},
    {"name": "Nobody", "wikidata": None, "plays": []},
]


def a_claim(about: str = "premiere", value: str = "2026-09-12", **other: object) -> dict[str, object]:
    return {"about": about, "value": value, "season": "S2", "believed": 1, "status": "official", **other}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-09-12", "+2026-09-12T00:00:00Z/11"), ("2026-09", "+2026-09-00T00:00:00Z/10"), ("2026", "+2026-00-00T00:00:00Z/9"),
        ("202X", "+2020-00-00T00:00:00Z/8"), ("2026-Q3", "+2026-00-00T00:00:00Z/9\tP1319\t+2026-07-01T00:00:00Z/11\tP1326\t+2026-09-30T00:00:00Z/11"),
        ("2026-W07", "+2026-00-00T00:00:00Z/9\tP1319\t+2026-02-09T00:00:00Z/11\tP1326\t+2026-02-15T00:00:00Z/11"),
        ("2026-09-12T17:00+09:00", "+2026-09-12T00:00:00Z/11"),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_it_is_known(value: str, said: str) -> None:
    line = wikidata.statement(a_claim(value=value), SERIES, PEOPLE, [a_citation()])
    assert line.startswith(f"Q12\tP580\t{said}\tS854\t")


def test_a_statement_has_a_reference_for_each_source() -> None:
    line = wikidata.statement(
        a_claim(), SERIES, PEOPLE, [a_citation(), a_citation(url="https://x.example/", title='Say "so"', language="", published=None)]
    )
    assert line.split("\t")[3:] == [
        "S854", '"https://courier.example/1?a=b&c=d"', "S1476", 'en:"It comes"', "S577", "+2026-09-02T00:00:00Z/11", "S813", "+2026-09-03T00:00:00Z/11",
        "!S854", '"https://x.example/"', "S1476", 'und:"Say ”so”"', "S813", "+2026-09-03T00:00:00Z/11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "begins"),
    [
        (a_claim("casting:Inés Mora", "joins as Marina"), "Q12\tP161\tQ20\tP453\tQ30\t"),
        (a_claim("casting:An Seo-yun", "returns"), 'Q12\tP161\tQ21\tP4633\t"Hae-in"\t'),
        (a_claim("casting:An Seo-yun", "joins as A New One"), 'Q12\tP161\tQ21\tP4633\t"A New One"\t'),
        (a_claim("director", "Inés Mora"), "Q12\tP57\tQ20\t"),
        (a_claim("episodes", "8"), "Q12\tP1113\t8\t"),
        (a_claim("casting:An Seo-yun", "leaves"), None),
        (a_claim("casting:Nobody", "joins"), None),
        (a_claim("trailer", "2026-09-01"), None),
        (a_claim(status="rumoured"), None),
        (a_claim(believed=0), None),
        (a_claim(season="S3"), None),  # no item of that season
        (a_claim(value="2026-10/2027-02"), None),
        (a_claim(season="S3", about="casting:Inés Mora", value="returns"), "Q10\tP161\tQ20\t"),
    ],
)
def test_what_wikidata_has_a_form_for(claim: dict[str, object], begins: str | None) -> None:
    line = wikidata.statement(claim, SERIES, PEOPLE, [a_citation()])
    assert line.startswith(begins) if begins else line == ""
    assert wikidata.statement(claim, SERIES, PEOPLE, []) == ""


def test_the_items_come_from_series_yaml(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    series = a_series(
        ids={"wikidata": "Q1"}, seasons=(Season(number=2, ids={"wikidata": "Q2"}),),
        people=(Person(slug="ines-mora", name="Inés Mora", ids={"wikidata": "Q3", "tmdb": "7"}, plays=(Plays(character="Marina Olmo", seasons=(2,), ids={"wikidata": "Q0"}),)),),
    )  # fmt: skip
    publish(store.public, tmp_path / "public", NOW, series=(series,))
    lines = sorted((tmp_path / "public" / "citations" / "quickstatements.txt").read_text().splitlines(), reverse=True)
    assert [line.split("\t")[:3] for line in lines] == [["Q2", "P580", "+2026-09-12T00:00:00Z/11"], ["Q2", "P161", "Q3"]]
    assert 'P4633\t"Marina Olmo"' in lines[1]
    value = r'(Q\d+|\+\d{4}-\d\d-\d\dT00:00:00Z/\d+|"[^"\t]*"|[a-z-]+:"[^"\t]*"|\d+)'
    for line in lines:
        assert re.fullmatch(rf"Q\d+(\t!?[PS]\d+\t{value})+", line)
    assert "Q2\tP" in (tmp_path / "public" / "claims" / "1.html").read_text()


# --- BibTeX and CSL ---------------------------------------------------------------------------------------------


@given(NASTY, NASTY)
def test_bibtex_braces_are_even_whatever_the_title(title: str, author: str) -> None:
    entry = bibtex(a_citation(title=" ".join(title.split()), authors=(author,)))
    depth = 0
    for before, char in zip(" " + entry, entry, strict=False):
        depth += (char == "{") * (before != "\\") - (char == "}") * (before != "\\")
        assert depth >= 0
    assert depth == 0
    assert entry.startswith("@online{courier-1,\n")


def test_bibtex_and_csl_say_what_is_known() -> None:
    assert bibtex(a_citation(title="50% & {more}_", authors=("A", "B"))) == (
        "@online{courier-1,\n  author = {{A} and {B}},\n  title = {{50\\% \\& \\{more\\}\\_}},\n  organization = {{Courier}},\n  date = {2026-09-02},\n"
        "  url = {https://courier.example/1?a=b&c=d},\n  urldate = {2026-09-03},\n  language = {en},\n  note = {“It comes, they say.”}\n}\n"
    )
    assert csl(a_citation(official=True, authors=(), language=""))["type"] == "webpage"
    assert AUTHORS_MAX == 6
