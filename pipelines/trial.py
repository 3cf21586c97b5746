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
from model.watched import Series, Thresholds
from pipelines import bodies, relevance
from pipelines.comparing import Told, compare_titles, likeness, told
from pipelines.extractors.cast import answer_mentions_cast, roster_from
from pipelines.extractors.dates import answer_mentions_dates
from pipelines.extractors.roster import Roster
from pipelines.judgement import tell
from store.scratch import Scratch
from store.stories import Candidate

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
    """{series: the slugs it is about, score: the best one, parts: [{name, points, detail}] of that}.

    What `explain` says of an article can be given too: `listed` (the feed's own headline), `scope` and `tier` of its source,
    and `series`, a slug, to ask of that one alone.
    """
    title, body, summary, lang, listed, scope, tier, slug = (
        str(record.get(key) or "") for key in ("title", "body", "summary", "lang", "listed", "scope", "tier", "series")
    )
    scores = [
        (relevance.score_article(title, body, summary, lang, one, listed=listed, scope=scope, tier=tier), one)
        for one in series
        if slug in ("", one.slug)
    ]
    best = max((judged for judged, _ in scores), key=lambda judged: judged.score, default=None)
    parts = [{"name": p.name, "points": p.points, "detail": p.detail} for p in best.parts] if best else []
    return {"series": [j.series for j, one in scores if j.score >= one.threshold], "score": best.score if best else 0, "parts": parts}


def answer_pair(record: Mapping[str, Any], series: Sequence[Series], thresholds: Thresholds) -> dict[str, Any]:
    """{same, score, reason} of `title_a` and `title_b`; of whole articles also forbidden, and text_shared (0 to 1).

    What `explain` says of two articles can be given too: `series`, the slugs of what they are compared as news of, and
    `article_a` and `article_b` with series, body, source, tier, url, language, published, day and `stripped`, what was learned of the outlet.
    """
    titles_said = str(record["title_a"]), str(record["title_b"])
    about = tuple(s for s in series if s.slug in (record.get("series") or ()))
    if "article_a" not in record:
        said = compare_titles(*titles_said, thresholds=thresholds)
        return {"same": said.same, "score": said.score, "reason": said.reason}
    sides = [_told(title, record.get(f"article_{x}") or {}, about) for title, x in zip(titles_said, "ab", strict=True)]
    found = likeness(sides[0], sides[1], thresholds)
    same = found.score >= thresholds.same and not found.forbidden
    shared = round(bodies.containment(*(str((record.get(f"article_{x}") or {}).get("body") or "") for x in "ab")), 3)
    return {"same": same, "score": found.score, "reason": found.reason, "forbidden": found.forbidden, "text_shared": shared}


def _told(title: str, said: Mapping[str, Any], about: Sequence[Series]) -> Told:
    word = {key: str(said.get(key) or "") for key in ("body", "source", "tier", "url", "language", "published", "day")}
    article = Candidate(
        id=0, story_id=0, origin_id=0, url=word["url"], title=title, folded_title=fold(title), source=word["source"], guid="",
        tier=word["tier"] or "press", language=word["language"], published=moment(word["published"]) or EPOCH, day=word["day"], body_hash="",
        series=tuple(map(str, said.get("series", [s.slug for s in about]))), people=frozenset(), claims=frozenset(),
    )  # fmt: skip
    learned = tuple((str(side), str(words)) for side, words in said.get("stripped") or ())
    return told(article, about, learned, f"{title}\n\n{word['body']}")


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
