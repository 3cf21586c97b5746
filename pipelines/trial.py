"""Mentions as `try mentions` answers them, cast and dates together, for texts that stand alone."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.errors import UsageError
from model.records import Series
from model.text import fold
from pipelines.extractors.cast import answer_mentions_cast, roster_from
from pipelines.extractors.dates import answer_mentions_dates
from pipelines.extractors.roster import Roster

TEXT_MAX = 8 * 1024 * 1024  # bytes of one text file


def read_people(path: Path) -> Roster:
    """A people file: JSON lines {canonical, native, variants}."""
    people = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            person = json.loads(line)
            if not isinstance(person, dict) or not isinstance(person.get("canonical"), str):
                raise UsageError(f"{path}:{number}: each line is an object with `canonical`, `native` and `variants`")
        except json.JSONDecodeError as error:
            raise UsageError(f"{path}:{number}: {error}") from error
        people.append(person)
    return roster_from(people)


def answer_mentions(record: Mapping[str, Any], base: Path, series: Sequence[Series], people: Roster | None) -> dict[str, Any]:
    """{cast, dates} of `text` or `text_file`; `series` of the record narrows it to that one of series.yaml."""
    text = str(record["text"]) if "text" in record else _read(base / str(record["text_file"]))
    title = fold(str(record.get("series") or ""))
    about = [s for s in series if not title or title in map(fold, s.titles) or title == s.slug]
    filled = {**record, "text": text}
    return {"cast": answer_mentions_cast(filled, people or about), "dates": answer_mentions_dates(filled, about)}


def _read(path: Path) -> str:
    opened = gzip.open(path) if path.suffix == ".gz" else path.open("rb")
    with opened as file:
        raw = file.read(TEXT_MAX + 1)
    if len(raw) > TEXT_MAX:
        raise UsageError(f"{path} is larger than {TEXT_MAX} bytes")
    return raw.decode("utf-8-sig", "replace")
