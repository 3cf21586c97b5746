"""Articles and what was dropped: one short transaction each, and nothing happens by doing it twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from model.records import Article, Dropped, Filing, Grouping, Mention, Reading, dated
from store import framing, index, mentions, pages, waiting
from store.archive import Located
from store.database import Database
from store.stories import Stories

Saved = Literal["new", "updated", "copy", "same"]

GONE_STATUS = (404, 410)
QUALITY = {"empty": 0, "wall": 1, "teaser": 2, "full": 3}


def _how_read(reading: Reading | None) -> str:
    """How each field was read and, under `confidence`, how sure that is: JSON."""
    return json.dumps({**reading.method, "confidence": dict(reading.confidence)} if reading else {}, ensure_ascii=False)


class Filings:
    """Articles and what was dropped.

    `changed(article_ids, now)` is called inside the transaction when an article that an editor had decided changes.
    """

    def __init__(
        self,
        db: Database,
        stories: Stories,
        changed: Callable[[Sequence[int], dt.datetime], None] | None = None,
        ranked: Callable[[Sequence[int]], None] | None = None,
    ) -> None:
        self._db = db
        self._stories = stories
        self.changed = changed or (lambda _ids, _now: None)
        self._ranked = ranked or (lambda _ids: None)

    def save(self, filing: Filing, now: dt.datetime, *, run_id: int = 0, located: Located | None = None) -> Saved:
        """Store an article with its version, story, mentions and seen row; "new", "copy", "updated" (new text) or "same"."""
        filing = mentions.storable(filing)
        with self._db.atomic():
            page_id = pages.save(self._db, filing.article, located)
            row = self._find(filing)
            saved: Saved
            if row is None:
                saved, article_id = self._insert(filing, now, page_id)
            else:
                article_id = row["id"]
                saved = self._update(filing, row, now, page_id)
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO address (url, article_id) VALUES (?, ?)",
                [(url, article_id) for url in dict.fromkeys((filing.url, *filing.addresses)) if url],
            )
            pages.belongs(self._db, page_id, article_id=article_id)
            _seen(self._db, filing.article, now, run_id, article_id=article_id)
        return saved

    def _find(self, filing: Filing) -> dict[str, Any] | None:
        """The article that this is. Dedupe has looked already; here it is certain, since nothing is written in between."""
        grouping = filing.grouping
        if grouping is not None and grouping.how == "same" and grouping.article is not None:
            row = self._db.one("SELECT * FROM article WHERE id = ?", (grouping.article,))
            if row is not None:
                return row
        elif grouping is not None:  # dedupe compared the texts behind its other addresses, and found another article
            return self._db.one("SELECT * FROM article WHERE url = ?", (filing.url,))
        row = self._db.one(
            "SELECT article.* FROM address JOIN article ON article.id = address.article_id WHERE address.url = ?", (filing.url,)
        )
        guid = filing.article.entry.guid
        if row is None and guid:
            row = self._db.one("SELECT * FROM article WHERE source = ? AND guid = ?", (filing.article.source.slug, guid))
        return row

    # --- an article we did not have ---

    def _insert(self, filing: Filing, now: dt.datetime, page_id: int | None) -> tuple[Saved, int]:
        grouping = filing.grouping or Grouping(how="new")
        story_id = self._story(grouping, now)
        copy_of, origin = self._origin(grouping)
        held = self._held(story_id)
        origins = self._origins(story_id) if held else 0
        entry, source = filing.article.entry, filing.article.source
        member = self._db.value("SELECT 1 FROM article WHERE story_id = ? AND state IN ('accepted', 'rejected') LIMIT 1", (story_id,))
        cursor = self._db.execute(
            "INSERT INTO article (url, link, source, guid, story_id, origin_id, passes_on, passes_on_why, how, how_score, how_reason, copy_of, version, title,"
            " folded_title, content_hash, body_hash, language, kind, quality, suspect, published, published_day, published_precision,"
            " modified, authors, excerpt, tier, first_seen, last_seen, gone_at, state_reason, listed, judged_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                filing.url, filing.link, source.slug, entry.guid, story_id, origin, grouping.passes_on or copy_of, grouping.passes_on_why,
                "new" if grouping.how == "same" else grouping.how, grouping.score, grouping.reason, copy_of, filing.title, filing.folded_title, filing.content_hash, filing.body_hash, filing.language,
                filing.kind, filing.quality, filing.suspect, dated(filing.published), filing.published_day, filing.published_precision,
                dated(filing.modified), json.dumps(filing.authors, ensure_ascii=False), filing.excerpt, source.tier,
                dated(filing.article.at), dated(now), dated(now) if _gone(filing.article) else None, waiting.MEMBER if member else "",
                _listed(filing.article, filing.title), json.dumps(dict(grouping.judged_by)),
            ),
        )  # fmt: skip
        article_id = int(cursor.lastrowid or 0)
        self._version(filing, article_id, 1, page_id)
        self.said(filing, article_id)
        mentions.sync(self._db, article_id, 1, filing.text, filing.mentions)
        self._suggest(grouping, story_id, article_id)
        self._stories.index(article_id, grouping.title_keys, grouping.body_keys)
        self._stories.learn(source.slug, grouping.affixes)
        index.add(self._db, article_id, filing.title, filing.text)
        self._moved(article_id, grouping, now)
        if held and self._origins(story_id) > origins:
            self._second_source(held, now)
        self.waits(story_id)
        return "copy" if grouping.how == "copy" else "new", article_id

    def _story(self, grouping: Grouping, now: dt.datetime) -> int:
        """The story an article joins, followed to where it was merged; a new one where there is none."""
        story_id = grouping.story
        if story_id is None and grouping.how == "copy" and grouping.article is not None:
            story_id = self._db.value("SELECT story_id FROM article WHERE id = ?", (grouping.article,))
        if story_id is None or grouping.how == "new":
            return self._stories.open_story(now)
        return merged(self._db, story_id)

    def _origin(self, grouping: Grouping) -> tuple[int | None, int | None]:
        """(the article that this copies, the origin they share); origin None = its own."""
        copy_of = grouping.article if grouping.how == "copy" else None
        origin = grouping.origin if grouping.origin is not None else copy_of
        if origin is not None:
            origin = self._db.value("SELECT coalesce(origin_id, id) FROM article WHERE id = ?", (origin,))
        return copy_of, origin

    def _origins(self, story_id: int) -> int:
        """How many origins tell a story."""
        return int(self._db.value("SELECT count(DISTINCT coalesce(origin_id, id)) FROM article WHERE story_id = ?", (story_id,)))

    def _moved(self, article_id: int, grouping: Grouping, now: dt.datetime) -> None:
        """Articles that turn out to pass on what a new one tells, or one that changed, or one another's through it; what is believed
        counts them anew."""
        others = self._stories.move(article_id, grouping.moved)
        decided = "SELECT 1 FROM article WHERE id = ? AND (state = 'accepted' OR state_reason <> '')"
        told = [other for other in others if self._db.value(decided, (other,))]
        if told:
            self.changed(told, now)

    def _suggest(self, grouping: Grouping, story_id: int, article_id: int) -> None:
        """Write what the desk is to be asked; never again of a pair that an editor keeps apart."""
        apart = self._stories.apart((story_id,)) if grouping.suggestions else frozenset()
        for suggestion in grouping.suggestions:
            other = merged(self._db, suggestion.story)
            first, second = sorted((story_id, other))
            if other == story_id or (first, second) in apart:
                continue
            self._db.execute(
                "INSERT INTO suggestion (story_id, other_id, article_id, score, reason) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (story_id, other_id) DO UPDATE SET score = excluded.score, reason = excluded.reason,"
                " article_id = excluded.article_id WHERE state = 'open' AND excluded.score > score",
                (first, second, article_id, suggestion.score, suggestion.reason),
            )

    def _held(self, story_id: int) -> list[int]:
        """The articles of a story that was put aside until a second source comes."""
        return [row[0] for row in self._db.execute("SELECT id FROM article WHERE story_id = ? AND state = 'waiting'", (story_id,))]

    def _second_source(self, held: Sequence[int], now: dt.datetime) -> None:
        """A story put aside until a second source comes: here it is."""
        for other in held:
            waiting.reopen(self._db, other, waiting.MEMBER, now)

    # --- an article we have ---

    def _update(self, filing: Filing, row: dict[str, Any], now: dt.datetime, page_id: int | None) -> Saved:
        article_id, source = row["id"], filing.article.source
        gone = _gone(filing.article)
        own = row["source"] == source.slug  # another outlet that lists this address says nothing of its tier or guid
        self._db.execute(
            "UPDATE article SET last_seen = max(last_seen, ?), tier = iif(?, ?, tier), guid = iif(?, ?, guid),"
            " gone_at = iif(?, coalesce(gone_at, ?), iif(?, NULL, gone_at)) WHERE id = ?",
            (
                dated(now), own, source.tier, own and bool(filing.article.entry.guid), filing.article.entry.guid, gone, dated(now),
                filing.article.reading is not None, article_id,
            ),
        )  # fmt: skip
        if gone:
            if row["gone_at"] is None:
                self._went(row, now)
            return "same"
        if QUALITY[filing.quality] < QUALITY[row["quality"]]:
            return "same"  # a page that could not be read this time takes nothing back
        if filing.content_hash != row["content_hash"]:
            names = set(mentions.identities(filing.text, sorted(filing.mentions, key=mentions.place)))
            if not framing.only(self._db, filing, article_id, row["version"], names):
                return self._edit(filing, row, now, page_id)
        text = self._db.value("SELECT text FROM article_version WHERE article_id = ? AND number = ?", (article_id, row["version"]))
        self.said(filing, article_id)
        if text == filing.text:
            self._found(row, text, filing.mentions, now)
        self.waits(row["story_id"])
        return "same"

    def reread(self, article_id: int, found: Sequence[Mention], now: dt.datetime) -> None:
        """Make the stored mentions of an article those that its present text was now found to hold."""
        with self._db.atomic():
            row = self._db.one("SELECT * FROM article WHERE id = ?", (article_id,))
            if row is not None:
                at = (article_id, row["version"])
                self._found(row, self._db.value("SELECT text FROM article_version WHERE article_id = ? AND number = ?", at), found, now)
                self.waits(row["story_id"])

    def _found(self, row: dict[str, Any], text: str, found: Sequence[Mention], now: dt.datetime) -> None:
        """The mentions of a text that stays. What is new in an article that was accepted is for an editor to see."""
        added, changed = mentions.sync(self._db, row["id"], row["version"], text, found)
        if added or changed:
            mentions.unread(self._db, row["id"])
        if added and row["state"] == "accepted":
            waiting.reopen(self._db, row["id"], waiting.MENTIONS, now)
        if changed and (row["state"] == "accepted" or row["state_reason"]):
            self.changed([row["id"]], now)

    def _edit(self, filing: Filing, row: dict[str, Any], now: dt.datetime, page_id: int | None) -> Saved:
        """A new version. What was approved comes back to the queue; mentions that stay keep their decisions."""
        article_id = row["id"]
        number = self.new_version(filing, row, page_id)
        self.said(filing, article_id)
        mentions.sync(self._db, article_id, number, filing.text, filing.mentions)
        self._moved(article_id, filing.grouping or Grouping(how="same"), now)
        if row["state"] in ("accepted", "waiting"):
            waiting.reopen(self._db, article_id, waiting.EDITED, now)
        if row["state"] == "accepted" or row["state_reason"]:
            self.changed([article_id], now)
        self.waits(row["story_id"])
        return "updated"

    def new_version(self, filing: Filing, row: dict[str, Any], page_id: int | None) -> int:
        """The number of the version that a filing makes of an article. In the caller's transaction."""
        article_id, number = row["id"], row["version"] + 1
        grouping = filing.grouping or Grouping(how="same")
        self._version(filing, article_id, number, page_id)
        index.replace(self._db, article_id, filing.title, filing.text)
        self._db.execute(
            "UPDATE article SET version = ?, title = ?, folded_title = ?, content_hash = ?, body_hash = ?, row_version = row_version + 1"
            " WHERE id = ?",
            (number, filing.title, filing.folded_title, filing.content_hash, filing.body_hash, article_id),
        )
        self._suggest(grouping, row["story_id"], article_id)
        self._stories.index(article_id, grouping.title_keys, grouping.body_keys)
        return int(number)

    def _went(self, row: dict[str, Any], now: dt.datetime) -> None:
        """The page behind an article is gone: our copy stays as evidence, and an editor looks again."""
        if row["state"] == "accepted":
            waiting.reopen(self._db, row["id"], waiting.GONE, now)
            self.changed([row["id"]], now)
            self.waits(row["story_id"])

    def waits(self, story_id: int) -> None:
        """Give a story its place in the queue, and say whether it comes first there. In the caller's transaction."""
        waiting.refresh(self._db, story_id)
        self._ranked([story_id])

    def _version(self, filing: Filing, article_id: int, number: int, page_id: int | None) -> None:
        reading, page = filing.article.reading, filing.article.page
        self._db.execute(
            "INSERT INTO article_version (article_id, number, title, text, content_hash, fetched_at, page_id, method)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id, number, filing.title, filing.text, filing.content_hash, dated(page.fetched_at if page else filing.article.at),
                page_id, _how_read(reading),
            ),
        )  # fmt: skip

    def said(self, filing: Filing, article_id: int) -> None:
        """What the publisher says around the text, and what it is about. In the caller's transaction."""
        if filing.article.mementos:
            found = json.dumps(filing.article.mementos, ensure_ascii=False)
            self._db.execute("UPDATE article SET mementos = ? WHERE id = ? AND mementos <> ?", (found, article_id, found))
        values = (
            filing.link, filing.language, filing.kind, filing.quality, filing.suspect, dated(filing.published), filing.published_day,
            filing.published_precision, dated(filing.modified), json.dumps(filing.authors, ensure_ascii=False), filing.excerpt,
        )  # fmt: skip
        self._db.execute(
            "UPDATE article SET (link, language, kind, quality, suspect, published, published_day, published_precision, modified, authors,"
            " excerpt) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            (*values, article_id),
        )
        self._series(filing, article_id)

    def _series(self, filing: Filing, article_id: int) -> None:
        for judged in filing.judged:
            parts = json.dumps([[part.name, part.points, part.detail] for part in judged.parts], ensure_ascii=False)
            self._db.execute(
                "INSERT INTO article_series (article_id, series, score, parts) VALUES (?, ?, ?, ?) ON CONFLICT (article_id, series)"
                " DO UPDATE SET score = excluded.score, parts = excluded.parts WHERE excluded.parts IS NOT parts",
                (article_id, judged.series, judged.score, parts),
            )

    # --- what was left out ---

    def drop(self, dropped: Dropped, now: dt.datetime, *, run_id: int = 0, located: Located | None = None) -> bool:
        """Remember what was left out, and why. True if it is an article we have: that stays, marked gone where its page is."""
        dropped = mentions.storable_dropped(dropped)
        entry, source = dropped.article.entry, dropped.article.source
        with self._db.atomic():
            page_id = pages.save(self._db, dropped.article, located)
            row = self._db.one(
                "SELECT article.* FROM address JOIN article ON article.id = address.article_id WHERE address.url IN (?, ?)",
                (dropped.url, entry.url),
            ) or self._db.one(
                "SELECT article.* FROM seen JOIN article ON article.id = seen.article_id WHERE seen.source = ? AND seen.key = ?",
                (source.slug, entry.key),
            )
            if row is not None:
                if (dropped.reason == "gone" or _gone(dropped.article)) and row["gone_at"] is None:
                    self._db.execute("UPDATE article SET gone_at = ? WHERE id = ?", (dated(now), row["id"]))
                    self._went(row, now)
                pages.belongs(self._db, page_id, article_id=row["id"])
                _seen(self._db, dropped.article, now, run_id, article_id=row["id"])
                return True
            best = max(dropped.judged, key=lambda judged: judged.score, default=None)
            parts = [[part.name, part.points, part.detail] for part in best.parts] if best else []
            dropped_id = self._db.value(
                "INSERT INTO dropped (source, url, title, reason, detail, series, score, parts, at, listed, excerpt, language, page_id, after_article)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM article))"
                " ON CONFLICT (source, url) DO UPDATE SET title = excluded.title, reason = excluded.reason, detail = excluded.detail,"
                " series = excluded.series, score = excluded.score, parts = excluded.parts, at = excluded.at,"
                " listed = excluded.listed, excerpt = excluded.excerpt, language = excluded.language, page_id = excluded.page_id RETURNING id",
                (
                    source.slug, dropped.url or entry.url or entry.key, dropped.title or entry.title, str(dropped.reason), dropped.detail,
                    best.series if best else "", best.score if best else 0, json.dumps(parts, ensure_ascii=False), dated(now),
                    _listed(dropped.article, dropped.title), dropped.excerpt, dropped.language, page_id,
                ),
            )  # fmt: skip
            pages.belongs(self._db, page_id, dropped_id=dropped_id)
            _seen(self._db, dropped.article, now, run_id, dropped_id=dropped_id)
        return False


def merged(db: Database, story_id: int) -> int:
    """Where a story is now: itself, or what it was merged into. LookupError where there is none of that id."""
    while True:
        row = db.execute("SELECT merged_into FROM story WHERE id = ?", (story_id,)).fetchone()
        if row is None:
            raise LookupError(f"no story {story_id}")
        if row[0] is None:
            return story_id
        story_id = row[0]


def _listed(article: Article, title: str) -> str:
    """The feed's own headline, "" where it is the article's."""
    return "" if article.entry.title == title else article.entry.title


def _gone(article: Article) -> bool:
    if article.page is not None:
        return article.page.status in GONE_STATUS
    return article.problem in {f"HTTP {status}" for status in GONE_STATUS}


def _seen(
    db: Database, article: Article, now: dt.datetime, run_id: int, *, article_id: int | None = None, dropped_id: int | None = None
) -> None:
    db.execute(
        "INSERT INTO seen (source, key, fingerprint, url, article_id, dropped_id, first_seen, last_seen, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET"
        " fingerprint = iif(?, fingerprint, excluded.fingerprint), url = excluded.url, article_id = excluded.article_id, dropped_id = excluded.dropped_id, last_seen = excluded.last_seen,"
        " run_id = excluded.run_id",
        (
            article.source.slug, article.entry.key, "" if article.passing else article.entry.fingerprint, article.entry.url, article_id, dropped_id,
            dated(now), dated(now), run_id, article.again,  # a page seen again says nothing of what its source lists now
        ),
    )  # fmt: skip
