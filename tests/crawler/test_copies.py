"""What a page says of copies of itself."""

from __future__ import annotations

import pytest

from crawler.copies import HEAD_MAX, MEMENTOS_MAX, NOARCHIVE, OPTED_OUT, left_out, mementos
from tests.building import a_page, a_source

URL = "https://press.example/one"


@pytest.mark.parametrize(
    "name, value, why",
    [
        ("X-Robots-Tag", "noindex, NOARCHIVE", NOARCHIVE),
        ("x-robots-tag", "showwire: noarchive", NOARCHIVE),
        ("X-Robots-Tag", "googlebot: noarchive, nofollow", ""),
        ("X-Robots-Tag", "unavailable_after: 1 Jan 2027 00:00:00 GMT, noarchive", NOARCHIVE),
        ("X-Robots-Tag", "noindex", ""),
        ("X-Other", "noarchive", ""),
    ],
)
def test_the_header(name: str, value: str, why: str) -> None:
    assert left_out(a_source(), a_page(headers=((name, value),))) == why


@pytest.mark.parametrize(
    "html, why",
    [
        ('<meta name="robots" content="index, noarchive">', NOARCHIVE),
        ("<META CONTENT=noarchive NAME=ROBOTS>", NOARCHIVE),
        ("<meta name='showwire' content='noarchive'>", NOARCHIVE),
        ('<meta name="googlebot" content="noarchive">', ""),
        ('<meta name="description" content="noarchive">', ""),
        ("<p>noarchive</p>", ""),
        ("x" * HEAD_MAX + '<meta name="robots" content="noarchive">', ""),
    ],
)
def test_the_meta_element(html: str, why: str) -> None:
    assert left_out(a_source(), a_page(body=html.encode())) == why


def test_a_source_that_opted_out() -> None:
    assert left_out(a_source(archive=False), a_page()) == OPTED_OUT


def test_copies_that_a_page_names() -> None:
    link = '<https://archive.example/20260901120000/https://press.example/one>; rel="first memento", <https://x.example/>; rel="next"'
    body = (
        b'<a href="https://web.archive.org/web/20260902000000*/">all</a>'
        b'<a href="https://web.archive.org/web/20260902000000/https://press.example/one?utm_source=x">a copy</a>'
        b'<a href="https://web.archive.org/web/20260902000000/https://press.example/two">of another page</a>'
        b'<a href="https://arquivo.pt/wayback/20260903000000id_/https://press.example/one">another</a>'
    )
    page = a_page(URL, body, headers=(("Link", link),))
    assert mementos(a_source(memento="https://archive.example/latest/{url}"), page) == (
        "https://archive.example/20260901120000/https://press.example/one",
        "https://web.archive.org/web/20260902000000/https://press.example/one?utm_source=x",
        "https://arquivo.pt/wayback/20260903000000id_/https://press.example/one",
        f"https://archive.example/latest/{URL}",
    )
    assert mementos(a_source(), a_page()) == ()


def test_no_page_names_many_and_none_takes_long() -> None:
    copy = b"https://web.archive.org/web/2026%010d/https://press.example/one "
    assert len(mementos(a_source(), a_page(URL, b"".join(copy % n for n in range(2000))))) == MEMENTOS_MAX
    for hostile in (b"https://a/", b"<meta ", b"https://web.archive.org/web/20260902000000/", b"<meta name=robots content="):
        page = a_page(URL, hostile * (1_000_000 // len(hostile)), headers=(("Link", "<" * 60_000), ("X-Robots-Tag", ":," * 30_000)))
        assert mementos(a_source(), page) == ()
        assert left_out(a_source(), page) == ""
