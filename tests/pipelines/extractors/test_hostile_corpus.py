"""Strings made to hang a reader: every extractor is done with each in a second. The margin is wide: most take milliseconds."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from pipelines.extract import extract
from pipelines.extractors.timex.tables import LANGUAGES
from tests.corpus import corpus
from tests.pipelines.extractors.people import SERIES, a_filing

LIMIT = 5.0  # seconds of CPU for one string, among the heap of a whole run of tests; alone none takes one


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


@pytest.mark.corpus
def test_every_hostile_string_is_read_in_its_second() -> None:
    folder = corpus("hostile")
    hostile = [*strings(json.loads(gzip.decompress((folder / "redos" / "strings.json.gz").read_bytes())))]
    hostile += strings(json.loads((folder / "text" / "strings.json").read_text("utf-8")))
    assert len(hostile) >= 20
    for code in LANGUAGES:  # tables and names are read once, not for each text
        extract(a_filing("Park Ji-hu returns.", language=code), (SERIES,))
    slow = []
    for text, code in zip(hostile, cycle(LANGUAGES), strict=False):
        filing = a_filing(text, language=code)
        begin = time.process_time()
        found = extract(filing, (SERIES,))
        spent = time.process_time() - begin
        assert all(m.start < m.end for m in found.mentions)
        if spent >= LIMIT:
            slow.append((round(spent, 2), code, len(text), text[:40]))
    assert slow == []
