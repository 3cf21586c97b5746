"""Pages as nobody would write them: mutations of real ones, the same for the same number. Pure but for reading the originals."""

from __future__ import annotations

import functools
import gzip
import os
import random
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = 20261125
PAGE_MAX = 2_000_000  # bytes of a mutated page
USUAL_MAX = 60_000  # bytes of most of them: what hurts is how a page is made, and small ones are read in no time
LARGE = 0.02  # share of pages that may be larger
ROUNDS_MAX = 6  # mutations of one page
TYPES = (
    "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=shift_jis", "text/html; charset=euc-kr",
    "text/html; charset=windows-1251", "text/html; charset=\"no such\"", "application/xhtml+xml", "text/plain", "", "text/html; charset=utf-7",
)  # fmt: skip

_Mutation = Callable[[bytes, random.Random], bytes]

_SNIPPETS: tuple[Callable[[random.Random], bytes], ...] = (
    lambda r: b"<div>" * r.randrange(1, 20_000),
    lambda r: b"<b><i><u>" * r.randrange(1, 8_000),
    lambda r: b"<table><tr><td>" * r.randrange(1, 3_000),
    lambda r: b"</p>" * r.randrange(1, 20_000),
    lambda r: b"<p " + b"a=b " * r.randrange(1, 50_000) + b">",
    lambda r: b'<a href="' + b"x" * r.randrange(1, 300_000) + b'">',
    lambda r: b"<!DOCTYPE a [<!ENTITY a '&b;&b;'><!ENTITY b '&c;&c;'><!ENTITY c 'dddd'>]>&a;",
    lambda r: b"<!--" + b"-" * r.randrange(1, 100_000),
    lambda r: b"<![CDATA[" * r.randrange(1, 5_000),
    lambda r: b"<script>" + b"{" * r.randrange(1, 50_000),
    lambda r: b'<script type="application/ld+json">' + b'{"@graph":[' * r.randrange(1, 20_000) + b"</script>",
    lambda r: b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"' + b"9" * r.randrange(1, 50_000) + b'"}</script>',
    lambda r: b"\x00" * r.randrange(1, 10_000),
    lambda r: b"\xed\xa0\x80\xed\xb0\x80" * r.randrange(1, 2_000),
    lambda r: "a\u0301\u0302\u0303".encode() * r.randrange(1, 30_000),
    lambda r: "\u202e\u2066\u200b".encode() * r.randrange(1, 20_000),
    lambda r: b"a" * r.randrange(1, 400_000),
    lambda r: b"a." * r.randrange(1, 100_000),
    lambda r: b"(((" * r.randrange(1, 50_000),
    lambda r: b"1" * r.randrange(1, 100_000) + b" January 20266",
    lambda r: b"12 January 2026, " * r.randrange(1, 10_000),
    lambda r: "2026년 1월 2일 ".encode() * r.randrange(1, 10_000),
    lambda r: b"by A B and C D, " * r.randrange(1, 10_000),
    lambda r: b"&amp;" * r.randrange(1, 50_000),
    lambda r: b"&#" + b"9" * r.randrange(1, 10_000) + b";",
    lambda r: b"&#x110000;&#xd800;&#0;" * r.randrange(1, 5_000),
    lambda r: b'<meta charset="' + r.choice((b"utf-16", b"utf-7", b"iso-2022-kr", b"hex", b"\xff\xfe", b"x" * 5_000)) + b'">',
    lambda r: b'<base href="' + r.choice((b"javascript:0", b"//", b"http://[::", b"\\\\a", b"x" * 50_000)) + b'">',
    lambda r: b'<link rel="canonical" href="' + r.choice((b"http://[", b"http://a:99999/", b"data:,", b"/" * 9_000)) + b'">',
    lambda r: b"<template>" * r.randrange(1, 2_000) + b"<svg><math>" * r.randrange(1, 2_000),
    lambda r: b"<li><a href=/x>All of Us Are Dead</a>" * r.randrange(1, 8_000),
    lambda r: b"<p>All of Us Are Dead season 2 premieres on 12 January 2027. Park Ji-hu returns. " * r.randrange(1, 3_000),
    lambda r: b"<br>" * r.randrange(1, 50_000),
    lambda r: b"<title>" + b"<" * r.randrange(1, 100_000),
)  # fmt: skip


def _place(page: bytes, chance: random.Random) -> int:
    return chance.randrange(len(page) + 1)


def _flip(page: bytes, chance: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(min(len(changed), chance.randrange(1, 500))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(page: bytes, chance: random.Random) -> bytes:
    at, end = sorted((_place(page, chance), _place(page, chance)))
    return page[:at] + page[end:]


def _end(page: bytes, chance: random.Random) -> bytes:
    return page[: _place(page, chance)]


def _repeat(page: bytes, chance: random.Random) -> bytes:
    at = _place(page, chance)
    piece = page[at : at + chance.randrange(1, 5_000)]
    return page[:at] + piece * chance.randrange(1, 1 + PAGE_MAX // (2 * (len(piece) or 1))) + page[at:]


def _swap(page: bytes, chance: random.Random) -> bytes:
    a, b, c = sorted(_place(page, chance) for _ in range(3))
    return page[:a] + page[b:c] + page[a:b] + page[c:]


def _noise(page: bytes, chance: random.Random) -> bytes:
    at = _place(page, chance)
    return page[:at] + chance.randbytes(chance.randrange(1, 20_000)) + page[at:]


def _insert(page: bytes, chance: random.Random) -> bytes:
    at = page.find(b"<", _place(page, chance))
    at = at if at >= 0 else _place(page, chance)
    return page[:at] + chance.choice(_SNIPPETS)(chance) + page[at:]


def _cross(page: bytes, chance: random.Random) -> bytes:
    other = _read(chance.choice(originals()))
    return page[: _place(page, chance)] + other[_place(other, chance) :]


def _recode(page: bytes, chance: random.Random) -> bytes:
    text = page.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32", "utf-8-sig", "shift_jis", "euc-kr", "gb18030", "cp1251", "utf-7")), "replace")


def _tags(page: bytes, chance: random.Random) -> bytes:
    """Closing tags become opening ones, or go."""
    return page.replace(b"</", chance.choice((b"<", b"")), chance.randrange(1, 2_000))


_MUTATIONS: tuple[_Mutation, ...] = (_flip, _cut, _end, _repeat, _swap, _noise, _insert, _insert, _insert, _cross, _recode, _tags)


@functools.cache
def originals() -> tuple[Path, ...]:
    """The pages to begin with: the corpora's where they are, the tests' own everywhere."""
    found = sorted((ROOT / "tests" / "pages").glob("*/page.html"))
    corpus = os.environ.get("SHOWWIRE_CORPUS", "")
    if corpus:
        found += sorted((Path(corpus) / "pages").glob("*.html.gz"))
        found += sorted(path for path in (Path(corpus) / "hostile").glob("*/*") if path.is_file() and path.stat().st_size < PAGE_MAX)
    return tuple(found)


def _read(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            with gzip.open(path) as packed:
                return packed.read(PAGE_MAX)
        except (OSError, EOFError):
            return data[:PAGE_MAX]
    return data[:PAGE_MAX]


def mutated(number: int) -> tuple[bytes, str, str]:
    """(body, address, content type) of the page of that number."""
    chance = random.Random(f"{SEED} {number}")
    most = PAGE_MAX if chance.random() < LARGE else USUAL_MAX
    page = _read(chance.choice(originals()))[:most]
    for _ in range(chance.randint(1, ROUNDS_MAX)):
        page = chance.choice(_MUTATIONS)(page or b"<p>", chance)[:most]
    return page, f"https://fuzz.example/{number}/all-of-us-are-dead", chance.choice(TYPES)
