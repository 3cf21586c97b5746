"""The text of the article: trafilatura on the shared tree."""

from __future__ import annotations

import logging
from typing import NamedTuple

from trafilatura import bare_extraction

from crawler.reading.sheet import STUMBLES, Sheet, salvage

for _name in ("trafilatura", "htmldate", "justext", "courlan", "readability", "charset_normalizer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # every odd page is a line to them; what went wrong is in the Reading


class Body(NamedTuple):
    text: str
    how: str
    confidence: float


def read_body(sheet: Sheet) -> Body:
    try:
        found = bare_extraction(sheet.tree, url=sheet.url)
    except STUMBLES:
        found = None
    text = (found.text or "") if found else ""
    if text:
        return Body(text, "trafilatura", 0.8)
    if sheet.problem and (text := salvage(sheet)):
        return Body(text, "salvaged", 0.2)
    return Body("", "none", 0.0)
