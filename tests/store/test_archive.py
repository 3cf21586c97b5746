from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from store.archive import Archive
from tests.building import a_page

PAGES = (
    a_page(),
    a_page(
        "https://press.example/two?q=지금",
        body="<p>지금 우리 학교는</p>".encode(),
        hops=("http://press.example/two", "https://press.example/2"),
    ),
    a_page(status=404, body=b"", headers=()),
    a_page(
        body=bytes(range(256)) * 1000,
        headers=(("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "5")),
    ),
)


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    located = [archive.write(page) for page in PAGES]
    archive.close()
    assert [Archive(tmp_path).read(place) for place in located] == list(PAGES)


def test_other_programs_can_read_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for page in PAGES:
        archive.write(page)
    archive.close()
    (file,) = tmp_path.iterdir()
    with file.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert records == [("response", page.url, page.body) for page in PAGES]


def test_a_torn_tail_hurts_only_its_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.write(PAGES[0]), archive.write(PAGES[1])
    archive.close()
    os.truncate(tmp_path / first.warc, second.offset + second.length // 2)
    archive = Archive(tmp_path)
    third = archive.write(PAGES[2])
    archive.close()
    assert third.warc != first.warc  # nobody appends behind the tear
    assert archive.read(first) == PAGES[0]
    assert archive.read(third) == PAGES[2]
    with pytest.raises(ValueError, match="ends before"):
        archive.read(second)


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = archive.write(PAGES[3])
    archive.close()
    data = bytearray((tmp_path / place.warc).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / place.warc).write_bytes(bytes(data))
    with pytest.raises(ValueError):
        archive.read(place)
    good = archive.write(PAGES[0])
    archive.close()
    with pytest.raises(ValueError, match="another page"):
        archive.read(dataclasses.replace(good, sha256="0" * 64))


def test_a_long_file_is_closed_and_another_begun(tmp_path: Path) -> None:
    archive = Archive(tmp_path, rotate=1000)
    places = [archive.write(PAGES[3]) for _ in range(3)]
    archive.close()
    assert len({place.warc for place in places}) == 3
    assert [archive.read(place) for place in places] == [PAGES[3]] * 3


@settings(max_examples=80, deadline=None)
@given(
    url=st.text(min_size=1, max_size=50).map(lambda s: "https://a.example/" + "".join(s.split())),
    body=st.binary(max_size=300),
    name=st.text("abcXYZ-", min_size=1, max_size=20),
    value=st.text(max_size=60),
)
def test_no_header_breaks_a_record(tmp_path_factory: pytest.TempPathFactory, url: str, body: bytes, name: str, value: str) -> None:
    archive = Archive(tmp_path_factory.mktemp("a"))
    page = a_page(url, body=body, headers=((name, value), ("Content-Type", "text/html")))
    place = archive.write(page)
    after = archive.write(PAGES[0])
    archive.close()
    assert archive.read(place).body == body
    assert archive.read(after) == PAGES[0]
