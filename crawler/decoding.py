"""Content-Encoding undone, piece by piece and only up to a limit, so that a small answer cannot fill the memory. Pure.

A stream that ends too early is an error here and not a short page: half a feed stored as a whole one
would come back as "unchanged".
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from crawler.trouble import Trouble

PIECE = 1 << 16  # bytes asked from a decompressor at a time
ZSTD_WINDOW_LOG = 23  # 8 MiB, as RFC 8878 advises
LAYERS_MAX = 2  # "gzip, gzip" happens; more is an attack
ENCODINGS = ("gzip", "deflate", "br", "zstd")


def decoded(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The body as it was before the encodings that the header names.

    Raises Trouble: more than `limit` bytes, an encoding we did not ask for, or a stream that is broken or cut.
    A body that only claims to be encoded is returned as it came.
    """
    names = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name and name != "identity"]
    if len(names) > LAYERS_MAX:
        raise Trouble("answer", f"{len(names)} content encodings on top of each other")
    for name in reversed(names):
        body = _layer(body, name, limit)
    return body


def _layer(body: bytes, name: str, limit: int) -> bytes:
    decode = _DECODERS.get(name)
    if decode is None:
        raise Trouble("answer", f"content encoding {name!r} that was not asked for")
    if not body or not _looks_encoded(body, name):
        return body
    pieces, size = [], 0
    try:
        for piece in decode(body):
            size += len(piece)
            if size > limit:
                raise Trouble("size", f"more than {limit} bytes when decompressed")
            pieces.append(piece)
    except (zlib.error, zstd.ZstdError, brotli.error, EOFError) as error:
        raise Trouble("answer", f"broken {name} data: {error}") from error
    return b"".join(pieces)


def _looks_encoded(body: bytes, name: str) -> bool:
    """False for a body that plainly is text although it says gzip or zstd: both begin with magic bytes."""
    magic = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}.get(name, b"")
    return body.startswith(magic)


def _zlib_pieces(body: bytes, window: int) -> Iterator[bytes]:
    rest = body
    while rest:
        stream = zlib.decompressobj(window)
        data = rest
        while not stream.eof:
            piece = stream.decompress(data, PIECE)
            data = stream.unconsumed_tail
            if piece:
                yield piece
            elif not data and not stream.eof:
                raise EOFError("the stream ends too early")
        rest = stream.unused_data
        if not rest.startswith(b"\x1f\x8b"):  # another member follows only in gzip; else padding
            return


def _gzip(body: bytes) -> Iterator[bytes]:
    return _zlib_pieces(body, 16 + zlib.MAX_WBITS)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Zlib as the standard says, else raw deflate as some servers send it."""
    wrapped = body[0] & 0x0F == 8 and len(body) > 1 and (body[0] * 256 + body[1]) % 31 == 0
    return _zlib_pieces(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=PIECE)
    while True:
        if piece:
            yield piece
        if stream.is_finished():
            return
        if stream.can_accept_more_data():
            raise EOFError("the stream ends too early")
        piece = stream.process(b"", output_buffer_limit=PIECE)


def _zstd(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest:
        stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})
        data = rest
        while not stream.eof:
            piece = stream.decompress(data, PIECE)
            data = b""
            if piece:
                yield piece
            elif stream.needs_input and not stream.eof:
                raise EOFError("the stream ends too early")
        rest = stream.unused_data


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
