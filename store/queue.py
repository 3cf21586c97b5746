"""What waits for an editor, with the evidence; decisions are in store/decisions.py."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from model.errors import UsageError
from store import waiting
from store.decided import Decision
from store.proposals import PeopleDecisions
from store.stale import Stale
from store.stories import MINE

__all__ = ["Decision", "Queue", "Stale"]

PAGE_MAX = 200  # rows of one page of the list
HISTORY_MAX = 1000

# Suggestions of a story and of what was merged into it, each with where its other side is now; none that is kept apart.
_SUGGESTIONS = f"""
{MINE},
pair (other, article_id, score, reason) AS (
    SELECT iif(story_id IN mine, other_id, story_id), article_id, score, reason FROM suggestion
    WHERE state = 'open' AND (story_id IN mine OR other_id IN mine)
    UNION SELECT merged_into, article_id, score, reason FROM pair JOIN story ON story.id = other WHERE merged_into IS NOT NULL),
closed (other) AS (
    SELECT iif(story_id IN mine, other_id, story_id) FROM suggestion WHERE state = 'apart' AND (story_id IN mine OR other_id IN mine)
    UNION SELECT merged_into FROM closed JOIN story ON story.id = other WHERE merged_into IS NOT NULL)
SELECT other AS story, article_id, max(score) AS score, reason,
    (SELECT title FROM article WHERE story_id = other ORDER BY copy_of IS NOT NULL, first_seen, id LIMIT 1) AS headline,
    (SELECT language FROM article WHERE story_id = other ORDER BY copy_of IS NOT NULL, first_seen, id LIMIT 1) AS language,
    (SELECT id || ':' || content_hash || ':' || row_version FROM article WHERE story_id = other
        ORDER BY copy_of IS NOT NULL, first_seen, id LIMIT 1) AS read
FROM pair JOIN story ON story.id = other AND merged_into IS NULL
WHERE other NOT IN mine AND other NOT IN closed AND NOT EXISTS (SELECT 1 FROM suggestion known WHERE known.state = 'merged'
    AND known.story_id = min(other, ?1) AND known.other_id = max(other, ?1))
GROUP BY other HAVING headline IS NOT NULL ORDER BY score DESC, other"""


class Queue(PeopleDecisions):
    """What waits for an editor, and what editors decided."""

    def stories(self, series: str | None = None, cursor: str | None = None, limit: int = 50) -> tuple[list[dict[str, Any]], str | None]:
        """(rows, cursor of the next page or None), in the queue's order: contradicts the ledger, official, new, rest, held.

        Newest first within each. A keyset cursor: page 400 costs what page 1 does, and nothing is shown twice.
        """
        rank, since, last = _place(cursor)
        limit = max(1, min(limit, PAGE_MAX))
        found: list[tuple[int, int, str, str]] = []
        where = (
            " AND EXISTS (SELECT 1 FROM article CROSS JOIN article_series ON article_series.article_id = article.id"
            " WHERE article.story_id = waiting.story_id AND article_series.series = ?)"
            if series is not None
            else ""
        )
        more: tuple[str, ...] = () if series is None else (series,)
        # First the rest of the cursor's own moment, then what is older, then the groups that follow: each a seek in the index.
        turns = [(rank, "since = ? AND story_id < ?", (since, last)), (rank, "since < ?", (since,))]
        turns += [(following, "since < ?", ("~",)) for following in range(rank + 1, waiting.HELD + 1)]
        for group, condition, place in turns:
            if len(found) <= limit:
                found += self._db.execute(
                    f"SELECT story_id, rank, reason, since FROM waiting WHERE rank = ? AND {condition}{where}"
                    " ORDER BY since DESC, story_id DESC LIMIT ?",
                    (group, *place, *more, limit + 1 - len(found)),
                ).fetchall()
        following = None
        if len(found) > limit:
            found = found[:limit]
            following = f"{found[-1][1]}|{found[-1][3]}|{found[-1][0]}"
        return self._rows(found), following

    def rows(self, story_ids: Iterable[int]) -> list[dict[str, Any]]:
        """The rows of these stories, of those that wait, in the order given."""
        found = []
        for story_id in story_ids:
            place = self._db.execute("SELECT story_id, rank, reason, since FROM waiting WHERE story_id = ?", (story_id,)).fetchone()
            if place is not None:
                found.append(place)
        return self._rows(found)

    def current(self, story_id: int) -> int:
        """The story that this is by now. UsageError where there never was one."""
        if story_id >= 2**62:
            raise UsageError(f"no story {story_id}", hint="`showwire queue list` shows what waits")
        return self._story(story_id)

    def article_ids(self, story_id: int) -> list[int]:
        """The articles of a story, as it is by now; [] where there is no such story."""
        if story_id >= 2**62 or self._db.value("SELECT 1 FROM story WHERE id = ?", (story_id,)) is None:
            return []
        return [row[0] for row in self._db.execute("SELECT id FROM article WHERE story_id = ? ORDER BY id", (self._story(story_id),))]

    def returns(self) -> str:
        """When the first story that waits for a second source comes back; "" where none waits."""
        return str(self._db.value("SELECT min(held_until) FROM story WHERE held_until IS NOT NULL") or "")

    def oldest_standing(self) -> dict[str, Any] | None:
        """The oldest approval that still stands, with its article."""
        return self._db.one(
            "SELECT verdict.at, verdict.editor, article.title, article.language, article.story_id, article.last_seen FROM verdict"
            " JOIN article ON article.id = target_id WHERE target = 'article' AND action = 'approve' AND article.state = 'accepted'"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) ORDER BY verdict.id LIMIT 1"
        )

    def arrivals(self, since: str) -> int:
        """How many stories came to the queue after a moment."""
        return int(
            sum(self._db.value("SELECT count(*) FROM waiting WHERE rank = ? AND since > ?", (rank, since)) for rank in range(waiting.HELD))
        )

    def oldest(self) -> str:
        """Since when the story waits that waits longest; "" where none does."""
        found = [
            self._db.value("SELECT since FROM waiting WHERE rank = ? ORDER BY since, story_id LIMIT 1", (rank,))
            for rank in range(waiting.HELD)
        ]
        return min((at for at in found if at), default="")

    def _rows(self, places: Sequence[tuple[int, int, str, str]]) -> list[dict[str, Any]]:
        """What the list shows of each (story, rank, reason, since): one statement, however many."""
        ids = ",".join(str(int(place[0])) for place in places)
        found: dict[int, dict[str, Any]] = {}
        for row in self._db.query(
            "SELECT w.story_id, title AS headline, source, tier, language, url, published, first_seen,"
            " (SELECT count(*) FROM article a WHERE a.story_id = w.story_id) AS articles,"
            " (SELECT count(DISTINCT coalesce(a.origin_id, a.id)) FROM article a WHERE a.story_id = w.story_id) AS origins,"
            " (SELECT json_group_array(DISTINCT s.series) FROM article a JOIN article_series s ON s.article_id = a.id"
            " WHERE a.story_id = w.story_id) AS series"
            " FROM waiting w JOIN article ON article.id = (SELECT id FROM article WHERE story_id = w.story_id"
            f" ORDER BY copy_of IS NOT NULL, tier <> 'official', first_seen, id LIMIT 1) WHERE w.story_id IN ({ids})"
        ):
            row["series"] = sorted(json.loads(row["series"]))
            found[row["story_id"]] = row
        return [
            {"story_id": story_id, "group": waiting.RANKS[rank], "reason": reason, "since": since, **found[story_id]}
            for story_id, rank, reason, since in places
            if story_id in found  # another connection may have decided it between the two statements
        ]

    def release_due(self, now: dt.datetime) -> list[int]:
        """Bring back the stories that waited long enough for a second source; each crawl calls it. Their ids."""
        due = waiting.release_due(self._db, now)
        with self._db.atomic():
            self._ranked(due)
        return due

    def waiting_count(self) -> dict[str, int]:
        """Stories that wait, by group."""
        return waiting.counted(self._db)

    def card(self, story_id: int) -> dict[str, Any]:
        """All that an editor compares, in six statements: articles with text, versions judged, mentions, scores, suggestions, log."""
        story_id = self._story(story_id)
        articles = {
            row["id"]: row | {"authors": json.loads(row["authors"]), "mentions": [], "lost": [], "series": [], "judged": None}
            for row in self._db.query(
                "SELECT article.*, v.text, v.fetched_at, v.page_id FROM article"
                " JOIN article_version v ON v.article_id = article.id AND v.number = article.version"
                " WHERE story_id = ? ORDER BY copy_of IS NOT NULL, tier <> 'official', first_seen, id",
                (story_id,),
            )
        }
        of_story = "(SELECT id FROM article WHERE story_id = ?)"
        for row in self._db.query(
            f"SELECT * FROM mention WHERE article_id IN {of_story} AND (current = 1 OR state = 'accepted') ORDER BY start, id", (story_id,)
        ):
            row["choices"] = json.loads(row["choices"])
            articles[row["article_id"]]["mentions" if row["current"] else "lost"].append(row)
        for row in self._db.query(f"SELECT * FROM article_series WHERE article_id IN {of_story} ORDER BY score DESC, series", (story_id,)):
            row["parts"] = json.loads(row["parts"])
            articles[row["article_id"]]["series"].append(row)
        for row in self._db.query(
            "SELECT v.article_id, v.number, v.title, v.text, max(verdict.id) AS verdict_id, verdict.at, verdict.editor FROM verdict"
            " JOIN article ON article.id = target_id AND target = 'article'"
            " JOIN article_version v ON v.article_id = article.id AND v.content_hash = judged_hash"
            " WHERE article.story_id = ? AND +action IN ('approve', 'wait')"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) GROUP BY v.article_id HAVING v.content_hash <> article.content_hash",
            (story_id,),
        ):
            articles[row["article_id"]]["judged"] = row  # what was decided before the edit, to show the difference
        suggestions = list(self._db.query(_SUGGESTIONS, (story_id,)))
        return {"story_id": story_id, "articles": list(articles.values()), "suggestions": suggestions}

    def history(self, limit: int = 50, before: int | None = None, editor: str | None = None) -> list[dict[str, Any]]:
        """The log, newest first; `before` (a verdict id) pages on."""
        rows = []
        for row in self._db.query(
            "SELECT * FROM verdict WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR editor = ?2) ORDER BY id DESC LIMIT ?3",
            (before, editor, min(limit, HISTORY_MAX)),
        ):
            row["before"], row["after"] = json.loads(row["before"]), json.loads(row["after"])
            rows.append(row)
        return rows


def _place(cursor: str | None) -> tuple[int, str, int]:
    if not cursor:
        return 0, "~", 0  # "~" sorts after every moment
    try:
        rank, since, story = cursor.split("|")
        return int(rank), since, int(story)
    except ValueError:
        raise UsageError(f"no such cursor: {cursor[:40]!r}") from None
