"""XML made fit for a slow parser, in one pass over the bytes: the prolog taken off, and of too many entries the oldest. Pure.

What stands before the root is where entity bombs, external entities and slow doctype searches live.
"""

from __future__ import annotations

import codecs
import itertools
import re

from crawler.spiders.dates import instant, moment

_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,400}?\?>")
_ROOT = re.compile(rb"<[A-Za-z_]")
_ENDS = ((b"<!--", b"-->"), (b"<?", b"?>"))


def without_prolog(body: bytes) -> bytes:
    """XML without what stands between its declaration and its root: comments, instructions, DOCTYPE with its entities.

    One pass, so that no input makes it slow. UTF-16 and UTF-32 become UTF-8 first.
    """
    body = _as_utf8(body)
    bom = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b""
    rest = body[len(bom) :].lstrip(b" \t\r\n\x00")
    declared = _DECLARATION.match(rest)
    head = declared[0] if declared else b""
    at = len(head)
    while at < len(rest):
        opening = rest.find(b"<", at)
        if opening < 0:
            return bom + head + rest[at:]
        end = next((close for start, close in _ENDS if rest.startswith(start, opening)), b"")
        if end:
            found = rest.find(end, opening)
            at = found + len(end) if found >= 0 else _root_after(rest, opening)
        elif rest.startswith(b"<!", opening):
            at = _after_doctype(rest, opening)
        else:
            at = opening
            break
    return bom + head + b"\n" + rest[at:]


_ENTRY = re.compile(rb"<(item|entry)[\s>]")
_DATE = re.compile(rb"<(?:pubDate|published|updated|modified|issued|dc:date)[^>]{0,200}>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}([^<\]]{1,80})")


def newest_only(body: bytes, limit: int, zone: str = "") -> tuple[bytes, int]:
    """A feed with its newest `limit` entries, and how many it had. Entries without a date count as the oldest."""
    found = list(_ENTRY.finditer(body))
    if len(found) <= limit:
        return body, len(found)
    closing = b"</" + found[-1][1] + b">"
    end = body.find(closing, found[-1].start())
    end = end + len(closing) if end >= 0 else len(body)
    edges = [match.start() for match in found] + [end]
    blocks = [body[start:stop] for start, stop in itertools.pairwise(edges)]
    ranks = [(_rank(block, zone), -n) for n, block in enumerate(blocks)]
    kept = sorted(sorted(range(len(blocks)), key=ranks.__getitem__, reverse=True)[:limit])
    return b"".join((body[: edges[0]], *(blocks[n] for n in kept), body[end:])), len(found)


def _rank(block: bytes, zone: str) -> float:
    found = _DATE.search(block)
    return instant(moment(found[1].decode("ascii", "replace"), zone)) if found else 0.0


def _after_doctype(data: bytes, at: int) -> int:
    """Behind the `>` that closes a DOCTYPE: its internal subset and quoted strings may hold `>` too."""
    closing = data.find(b">", at)
    subset = data.find(b"[", at, closing if closing >= 0 else len(data))
    if subset >= 0:
        end = data.find(b"]", subset)
        while end >= 0:
            tail = data[end + 1 : end + 200].lstrip()
            if tail.startswith(b">"):
                return data.index(b">", end) + 1
            end = data.find(b"]", end + 1)
        return _root_after(data, subset)
    return closing + 1 if closing >= 0 else len(data)


def _root_after(data: bytes, at: int) -> int:
    found = _ROOT.search(data, at + 1)
    return found.start() if found else len(data)


def _as_utf8(body: bytes) -> bytes:
    wide = next((name for mark, name in _WIDE if body.startswith(mark)), "")
    if not wide:
        return body
    text = body.decode(wide, "replace").lstrip("\ufeff")
    return re.sub(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"']{0,40}[\"']", r"\1", text, count=1).encode("utf-8", "replace")


_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00r\x00", "utf-16-le"),
    (b"\x00<\x00r", "utf-16-be"),
)


def is_wide(body: bytes) -> bool:
    """Whether a document is UTF-16 or UTF-32, marked or not."""
    return any(body.startswith(mark) for mark, _ in _WIDE)
