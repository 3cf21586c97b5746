"""Bytes to text: HTTP header, byte order mark, meta, then the bytes themselves, in that order.

A label is believed only as far as the bytes allow: UTF-8 that decodes without an error and holds more than ASCII is
UTF-8 whatever the label says (no other text looks like it by chance), and a label that leaves too many holes is dropped.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

META_WINDOW = 4096  # bytes in which a <meta charset> or an XML declaration is looked for
GUESS_WINDOW = 60_000  # bytes that a guess looks at
HOLES_ALLOWED = 0.002  # share of characters that may be undecodable before a label is disbelieved

CONTROLS_ALLOWED = 0.97  # share of bytes that must be no controls
_FILES = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"GIF8", b"SQLite format 3", b"\x7fELF")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))

# What browsers take these labels to mean: the superset that real pages are written in.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "windows-874": "cp874",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# What text in each legacy charset is mostly made of; the guess that shows most of it wins.
_GUESSES = (
    ("cp949", re.compile("[가-힣]")),
    ("cp932", re.compile("[ぁ-んァ-ヴー一-龥。、]")),
    ("euc_jp", re.compile("[ぁ-んァ-ヴー一-龥。、]")),
    ("gb18030", re.compile("[一-龥，。、“”！？：；（）]")),
    ("cp950", re.compile("[一-龥，。、「」！？：；（）]")),
    ("cp1252", re.compile("[äöüßéèêàçñóíáúãõåæø«»“”‘’–—]")),
    ("cp1251", re.compile("[а-яё]")),
    ("koi8-r", re.compile("[а-яё]")),
    ("cp1256", re.compile("[ء-ي]")),
    ("cp1250", re.compile("[ąćęłńśźżščřžýáíéěůúóőű„”–—]")),
)
_RARE = re.compile("[\ue000-\uf8ff\uff61-\uff9f\u3400-\u4dbf\ufffd]")  # private use, half-width kana: a wrong guess shows them


class Decoded(NamedTuple):
    text: str
    charset: str
    how: str  # "http", "bom", "meta", "bytes"


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The page as text that can be stored: no NULs, no controls, no lone surrogates, no byte order mark."""
    found = _decode(body, content_type)
    return Decoded(_UNWANTED.sub("", found.text).removeprefix("\ufeff"), found.charset, found.how)


def is_text(body: bytes) -> bool:
    """Whether these bytes can be a page: binary files are full of controls that no text holds."""
    sample = body[:4096]
    if sample.startswith(_FILES):
        return False
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd > len(sample) // 4:
        return min(even, odd) * 20 < even + odd  # UTF-16 has its NULs on one side, a file of zeros on both
    return len(sample.translate(None, _CONTROLS)) >= CONTROLS_ALLOWED * len(sample)


def _decode(body: bytes, content_type: str) -> Decoded:
    labels: list[tuple[str, str]] = []
    if match := _HTTP.search(content_type[:500]):
        labels.append((match[1], "http"))
    for bom, charset in _BOMS:
        if body.startswith(bom):
            labels.append((charset, "bom"))
            break
    head = body[:META_WINDOW]
    if meta := (_META.search(head) or _XML.match(head.lstrip())):
        labels.append((meta[1].decode("ascii", "replace"), "meta"))

    sure = _utf8(body)
    if sure is not None and not body.isascii():
        how = next((how for label, how in labels if _known(label) == "utf-8"), "bytes")
        return Decoded(sure, "utf-8", how)
    for label, how in labels:
        codec = _known(label)
        if not codec or (how == "meta" and codec.startswith("utf-16")):  # a meta that can be read is not UTF-16
            continue
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= HOLES_ALLOWED * len(text):
            return Decoded(text, codec, how)
    if sure is not None:
        return Decoded(sure, "utf-8", "bytes")
    return _guess(body)


def _known(label: str) -> str:
    name = label.strip().lower()
    name = _MEANT.get(name, name)
    try:
        found = codecs.lookup(name)
    except LookupError:
        return ""
    # codecs such as "hex" or "zip" are no character sets, and "unicode_escape" lets a page write what its bytes don't say
    if not found._is_text_encoding or found.name in {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "utf-7", "undefined"}:
        return ""
    return _MEANT.get(found.name.replace("iso8859", "iso-8859").replace("_", "-"), found.name)


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guess(body: bytes) -> Decoded:
    if body[:200].count(b"\x00") > len(body[:200]) // 4:
        codec = "utf-16-le" if body[1:2] == b"\x00" else "utf-16-be"
        return Decoded(body.decode(codec, "replace"), codec, "bytes")
    sample = body[:GUESS_WINDOW]
    text = sample.decode("utf-8", "replace")
    beyond = sum(byte > 127 for byte in sample) or 1
    good = sum(char > "\x7f" and char != "\ufffd" for char in text)
    best, best_score = "utf-8", (3 * good - 6 * text.count("\ufffd")) / beyond  # damaged UTF-8 is UTF-8 still
    for codec, usual in _GUESSES:
        text = sample.decode(codec, "replace")
        width = 2 if codec in {"cp949", "cp932", "euc_jp", "gb18030", "cp950"} else 1
        score = (width * len(usual.findall(text)) - 2 * len(_RARE.findall(text))) / beyond
        if score > best_score:
            best, best_score = codec, score
    return Decoded(body.decode(best, "replace"), best, "bytes")
