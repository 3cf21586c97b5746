"""What `try` answers for texts that stand alone: mentions, relevance, stories. A memory in RAM, nothing stored."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.errors import UsageError
from model.records import Article, Dropped, Entry, Series, Source, dated, moment
from model.text import fold
from pipelines import clean, dedupe, relevance
from pipelines.extractors.cast import answer_mentions_cast, roster_from
from pipelines.extractors.dates import answer_mentions_dates
from pipelines.extractors.roster import Roster
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
    said = [str(record.get(key) or "") for key in ("title", "body", "summary", "lang")]
    scores = [(relevance.score(*said, one), one) for one in series]
    best = max((judged for judged, _ in scores), key=lambda judged: judged.score, default=None)
    parts = [{"name": p.name, "points": p.points, "detail": p.detail} for p in best.parts] if best else []
    return {"series": [j.series for j, one in scores if j.score >= one.threshold], "score": best.score if best else 0, "parts": parts}


class Trial:
    """Articles in order of time, grouped as a crawl would, in a memory that is thrown away."""

    def __init__(self, series: Sequence[Series]) -> None:
        self._series = tuple(series)
        self._memory = Scratch()
        self._number = 0

    def answer_story(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """{story: an id, how: new | copy | story | suggested, score}; the title is the body's first line where there is none."""
        self._number += 1
        body = str(record.get("body") or "")
        title = str(record.get("title") or "") or body.lstrip().partition("\n")[0]
        if not title:
            raise UsageError("a title or a body is needed")
        at = moment(str(record.get("published") or "")) or EPOCH + dt.timedelta(minutes=self._number)
        publisher = str(record.get("publisher") or "")
        source = Source(slug="try", way="feed", url="https://try.example/", name=publisher)
        entry = Entry(key=str(self._number), url=f"https://try.example/{self._number}", title=title, content=body, published=dated(at))
        filing = clean.clean(Article(source=source, entry=entry, at=at), at)
        if isinstance(filing, Dropped):
            raise UsageError(f"that is no article: {filing.reason.value} {filing.detail}")
        judged = relevance.judge(filing, self._series, keep_all=True)
        assert not isinstance(judged, Dropped)
        grouped = dedupe.group(judged, self._memory, self._series)
        assert grouped.grouping is not None
        _, story = self._memory.remember(grouped, at)
        how = grouped.grouping.how
        if how == "same":
            how = "copy"
        said = "suggested" if how == "new" and grouped.grouping.suggestions else how
        return {"story": story, "how": said, "score": grouped.grouping.score}


def _read(path: Path) -> str:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        raw = file.read(TEXT_MAX + 1)
    if len(raw) > TEXT_MAX:
        raise UsageError(f"{path} is larger than {TEXT_MAX} bytes")
    return raw.decode("utf-8-sig", "replace")
