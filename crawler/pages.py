"""Bytes of a web page -> what it says: title, dates, authors, text, language, kind and quality. Pure; any bytes give a Reading.

A page is decoded and parsed once (`reading.sheet`); each field has its module in `crawler/reading/`. Meant to run in a worker
process that can be killed (`crawler.workers`): everything here is bounded in size and depth, but the libraries below are not ours.
"""

from __future__ import annotations

import datetime as dt
import gzip
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.reading.authors import Authors, read_authors
from crawler.reading.bodies import Body, read_body
from crawler.reading.charset import decode, is_text
from crawler.reading.dates import read_dates
from crawler.reading.languages import Language, read_language
from crawler.reading.quality import KIND_SURE, QUALITY_SURE, read_kind, read_quality
from crawler.reading.rules import cut, ruled_authors, ruled_body, ruled_date, ruled_language, ruled_title
from crawler.reading.sheet import open_sheet
from crawler.reading.titles import Title, read_title
from model.records import Reading
from model.watched import Rules

BODY_LIMIT = 10_000_000  # bytes of a page that are read at all


def read_page(
    body: bytes, url: str, content_type: str = "", rules: Rules | None = None, zone: str = "", latest: dt.date | None = None
) -> Reading:
    """What a page says.

    `rules`: a source's own selectors, which win over what we would have found. `zone`: IANA zone of times written without an
    offset. `latest`: no day after it is believed where a date is searched for in the text. `method` holds how each field was
    found, `charset`, and `problem` where something was cut off.
    """
    begin = time.perf_counter()
    if not is_text(body):
        return Reading(method={"problem": "not text"}, ms=(time.perf_counter() - begin) * 1000)
    decoded = decode(body[:BODY_LIMIT], content_type)
    sheet = open_sheet(decoded.text, url)
    rules = rules or Rules()
    cut(sheet, rules)
    title = Title(ruled, "rules", 1.0) if (ruled := ruled_title(sheet, rules)) else read_title(sheet)
    dates = read_dates(sheet, zone, latest)
    if day := ruled_date(sheet, rules.published, zone):
        dates = dates._replace(published=day, how="rules", confidence=1.0)
    if day := ruled_date(sheet, rules.modified, zone):
        dates = dates._replace(modified=day, modified_how="rules", modified_confidence=1.0)
    authors = Authors(people, "rules", 1.0) if (people := ruled_authors(sheet, rules)) else read_authors(sheet)
    text = Body(own, "rules", 1.0) if (own := ruled_body(sheet, rules)) else read_body(sheet, title.text, authors.names)
    language = Language(tag, "rules", 1.0) if (tag := ruled_language(sheet, rules)) else read_language(sheet, text.text or title.text)
    kind, kind_how = read_kind(sheet, text.text)
    quality, quality_how = read_quality(sheet, text.text, title.text, text.ending)
    if quality in {"wall", "empty"}:
        kind = "other" if kind_how == "text" else kind
        text = text._replace(text="") if quality == "empty" else text  # a message to the reader is nobody's article
    method = {
        "title": title.how,
        "published": dates.how,
        "modified": dates.modified_how,
        "authors": authors.how,
        "body": text.how,
        "language": language.how,
        "kind": kind_how,
        "quality": quality_how,
        "charset": f"{decoded.charset} ({decoded.how})",
    }
    problem = sheet.problem or (f"cut after {BODY_LIMIT:,} bytes" if len(body) > BODY_LIMIT else "")
    if problem:
        method["problem"] = problem
    return Reading(
        title=title.text,
        published=dates.published,
        modified=dates.modified,
        authors=authors.names,
        body=text.text,
        language=language.code,
        kind=kind,
        quality=quality,
        canonical=sheet.canonical,
        method=method,
        confidence={
            "title": title.confidence,
            "published": dates.confidence,
            "modified": dates.modified_confidence,
            "authors": authors.confidence,
            "body": text.confidence,
            "language": language.confidence,
            "kind": KIND_SURE[kind_how],
            "quality": QUALITY_SURE[quality_how],
        },
        ms=(time.perf_counter() - begin) * 1000,
    )


def answer_page(record: Mapping[str, Any], base: Path, latest: dt.date | None = None) -> dict[str, Any]:
    """One line of `try pages`: {id, file or html, url, content_type?} -> what was read of it. Raises ValueError and OSError."""
    url = str(record.get("url") or "")
    if isinstance(record.get("html"), str):
        body, content_type = record["html"].encode("utf-8", "surrogatepass"), "text/html; charset=utf-8"
    elif isinstance(record.get("file"), str):
        path = base / record["file"]
        body, content_type = path.read_bytes(), str(record.get("content_type") or "")
        if path.suffix == ".gz":
            with gzip.open(path) as packed:
                body = packed.read(BODY_LIMIT + 1)
    else:
        raise ValueError('needs "file" or "html"')
    found = read_page(body, url, content_type, latest=latest)
    return {
        "title": found.title or None,
        "published": found.published or None,
        "modified": found.modified or None,
        "authors": list(found.authors),
        "body": found.body,
        "language": found.language or None,
        "kind": found.kind,
        "quality": found.quality,
        "ms": round(found.ms, 2),
    }
