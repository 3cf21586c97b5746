"""Content encodings undone within bounds."""

from __future__ import annotations

import contextlib
import gzip
import time
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decoding import LAYERS_MAX, decoded, zstd
from crawler.trouble import Trouble

LIMIT = 1 << 20


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_back(body: bytes, name: str) -> None:
    assert decoded(PACKERS[name](body), name, LIMIT) == body


def test_other_ways_of_packing() -> None:
    body = b"words " * 500
    assert decoded(raw_deflate(body), "deflate", LIMIT) == body
    assert decoded(gzip.compress(gzip.compress(body)), "gzip, gzip", LIMIT) == body
    assert decoded(brotli.compress(gzip.compress(body)), "gzip, br", LIMIT) == body
    assert decoded(gzip.compress(body) + gzip.compress(body), "x-gzip", LIMIT) == body * 2
    assert decoded(gzip.compress(body) + b"\0" * 20, "gzip", LIMIT) == body
    assert decoded(body, "identity", LIMIT) == body
    assert decoded(b"", "gzip", LIMIT) == b""
    assert decoded(b"<rss/>", "gzip", LIMIT) == b"<rss/>"  # only says so


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_a_bomb_is_given_up_at_the_limit(name: str) -> None:
    packed = PACKERS[name](b"\0" * (64 << 20))
    began = time.monotonic()
    with pytest.raises(Trouble, match="more than 1048576 bytes") as given_up:
        decoded(packed, name, LIMIT)
    assert given_up.value.kind == "size"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_a_stream_that_is_cut_is_an_error_and_no_short_page(name: str) -> None:
    packed = PACKERS[name](bytes(range(256)) * 40)
    for length in (len(packed) // 2, len(packed) - 1):
        with pytest.raises(Trouble, match="broken"):
            decoded(packed[:length], name, LIMIT)


def test_what_was_not_asked_for() -> None:
    with pytest.raises(Trouble, match="'compress' that was not asked for"):
        decoded(b"x", "compress", LIMIT)
    with pytest.raises(Trouble, match="3 content encodings"):
        decoded(b"x", ", ".join(["gzip"] * (LAYERS_MAX + 1)), LIMIT)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(sorted(PACKERS)))
def test_junk_is_a_trouble_or_text(body: bytes, name: str) -> None:
    with contextlib.suppress(Trouble):
        assert isinstance(decoded(body, name, LIMIT), bytes)
