"""What `try` answers for texts that stand alone: mentions, relevance, stories. A memory in RAM, nothing stored."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.errors import UsageError
from model.records import moment
from model.text import fold
from model.watched import Series
from pipelines import relevance
from pipelines.extractors.cast import answer_mentions_cast, roster_from
from pipelines.extractors.dates import answer_mentions_dates
from pipelines.extractors.roster import Roster
from pipelines.judgement import tell
from store.scratch import Scratch

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
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


def answer_relevance(record: Mapping[str, Any], series: Sequence[Series]) -> dict[str, Any]:
    """{series: the slugs it is about, score: the best one, parts: [{name, points, detail}] of that}."""
    title, body, summary = (str(record.get(key) or "") for key in ("title", "body", "summary"))
    scores = [(relevance.score(title, body, summary, str(record.get("lang") or ""), one), one) for one in series]
    best = max((judged for judged, _ in scores), key=lambda judged: judged.score, default=None)
    parts = [{"name": p.name, "points": p.points, "detail": p.detail} for p in best.parts] if best else []
    return {"series": [j.series for j, one in scores if j.score >= one.threshold], "score": best.score if best else 0, "parts": parts}


class Trial:
    """Articles in order of time, grouped as a crawl would, in a memory that is thrown away."""

    def __init__(self) -> None:
        self._memory = Scratch()
        self._number = 0

    def answer_story(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """{story: an id, how: new | copy | story | suggested, score}; the body's first line is the title where there is none."""
        self._number += 1
        said = {key: str(record.get(key) or "") for key in ("body", "published", "publisher")}
        at = moment(said["published"]) or EPOCH + dt.timedelta(minutes=self._number)
        story, grouping = tell(self._memory, str(self._number), str(record.get("title") or ""), now=at, **said)
        if grouping is None:
            return {"story": story, "how": "new", "score": 0}
        how = "copy" if grouping.how == "same" else "suggested" if grouping.how == "new" and grouping.suggestions else grouping.how
        return {"story": story, "how": how, "score": grouping.score}


def _read(path: Path) -> str:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        raw = file.read(TEXT_MAX + 1)
    if len(raw) > TEXT_MAX:
        raise UsageError(f"{path} is larger than {TEXT_MAX} bytes")
    return raw.decode("utf-8-sig", "replace")
