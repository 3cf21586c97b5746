"""Runs, sources, due times, robots files and what each source listed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from model.errors import UsageError
from model.records import Outcome, RobotsFile, Visit, dated
from model.watched import Source
from store import waiting
from store.database import Database
from store.mentions import plain

KNOWN_MAX = 10_000  # entries of a source that a Visit carries; older ones would be met again and found settled
RETRY_UNSETTLED = 300  # seconds until a visit is repeated of which something was not stored
KEYS_AT_ONCE = 500  # entry keys asked for in one statement
ERROR_MAX = 500  # characters kept of an error


class Visits:
    """Runs, sources, due times, robots files and what each source listed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- runs ---

    def begin_run(self, kind: str, now: dt.datetime) -> int:
        """Open a run. The caller holds the crawl lock, so a run still called running was killed: it is marked so.

        Stories that waited long enough for a second source come back with it.
        """
        with self._db.atomic():
            self._db.execute("UPDATE run SET state = 'interrupted', finished_at = ? WHERE state = 'running'", (dated(now),))
            waiting.release_due(self._db, now)
            cursor = self._db.execute("INSERT INTO run (kind, started_at, state) VALUES (?, ?, 'running')", (kind, dated(now)))
            return int(cursor.lastrowid or 0)

    def finish_run(
        self,
        run_id: int,
        now: dt.datetime,
        state: Literal["done", "failed", "interrupted"] = "done",
        summary: Mapping[str, Any] | None = None,
    ) -> None:
        self._db.execute(
            "UPDATE run SET state = ?, finished_at = ?, summary = ? WHERE id = ?",
            (state, dated(now), json.dumps(summary or {}, ensure_ascii=False), run_id),
        )

    # --- what to visit ---

    def visits(self, sources: Iterable[Source], now: dt.datetime, *, all: bool = False, slugs: Sequence[str] = ()) -> list[Visit]:  # noqa: A002
        """What is due of these sources; with `all` every one that is not paused; with `slugs` just those, paused or not.

        A source whose address was changed in sources.yaml starts without validators, but keeps what it knows.
        """
        sources = list(sources)
        wanted = {slug.lower() for slug in slugs}
        if unknown := wanted - {source.slug for source in sources}:
            raise UsageError(f"no such source: {', '.join(sorted(unknown))}", hint="see: showwire sources list")
        states = {row["slug"]: row for row in self._db.query("SELECT * FROM source_state")}
        found = []
        for source in sources:
            state = states.get(source.slug)
            if wanted:
                if source.slug not in wanted:
                    continue
            elif _paused(source, state) or not (all or state is None or (state["due_at"] or "") <= dated(now)):
                continue
            found.append(self._visit(source, state))
        return found

    def _visit(self, source: Source, state: Mapping[str, Any] | None) -> Visit:
        known = dict(
            self._db.execute(
                "SELECT key, fingerprint FROM seen WHERE source = ? ORDER BY last_seen DESC, key LIMIT ?", (source.slug, KNOWN_MAX)
            ).fetchall()
        )
        if state is None or state["url"] != source.url:
            return Visit(source=source, known=known)
        return Visit(
            source=source,
            etag=state["etag"],
            last_modified=state["last_modified"],
            body_hash=state["body_hash"],
            failures=state["failures"],
            known=known,
        )

    def pause(self, source: Source) -> None:
        """Stop visiting a source until `resume`, whatever sources.yaml says."""
        self._set_paused(source, 1)

    def resume(self, source: Source) -> None:
        """Visit a source again, at once, whatever sources.yaml says."""
        self._set_paused(source, 0)

    def _set_paused(self, source: Source, paused: int) -> None:
        self._db.execute(
            "INSERT INTO source_state (slug, url, paused) VALUES (?, ?, ?)"
            " ON CONFLICT (slug) DO UPDATE SET paused = excluded.paused, due_at = iif(excluded.paused, due_at, NULL)",
            (source.slug, source.url, paused),
        )

    def visit_soon(self, source: Source) -> None:
        """Make a source due, as if it had never been asked, and leave to sources.yaml whether it is paused."""
        self._db.execute("UPDATE source_state SET due_at = NULL, paused = NULL WHERE slug = ?", (source.slug,))

    def forget_failures(self, source: Source) -> None:
        """Forget how often a source failed, so that the next run visits it and a failure then is a first one."""
        self._db.execute("UPDATE source_state SET failures = 0, due_at = NULL WHERE slug = ?", (source.slug,))

    def robots_of(self, authority: str) -> str:
        """The robots.txt that is held of an authority; "" for none."""
        return str(self._db.value("SELECT body FROM robots WHERE authority = ?", (authority,)) or "")

    # --- robots.txt ---

    def robots(self) -> dict[str, RobotsFile]:
        """Every robots.txt we hold, by authority; how long one is good is the crawler's to know."""
        return {
            authority: RobotsFile(authority=authority, status=status, body=body, fetched_at=dt.datetime.fromisoformat(at))
            for authority, status, body, at in self._db.execute("SELECT authority, status, body, fetched_at FROM robots")
        }

    def save_robots(self, robots: RobotsFile) -> None:
        self._db.execute(
            "INSERT INTO robots (authority, status, body, fetched_at) VALUES (?, ?, ?, ?) ON CONFLICT (authority) DO UPDATE SET"
            " status = excluded.status, body = excluded.body, fetched_at = excluded.fetched_at WHERE excluded.fetched_at >= fetched_at",
            (robots.authority, robots.status, robots.body, dated(robots.fetched_at)),
        )

    # --- how it went ---

    def outcome(self, outcome: Outcome, run_id: int, now: dt.datetime, counts: Mapping[str, int] | None = None) -> bool:
        """Store how a visit went; True if everything it yielded is settled.

        Validators are stored only then. Else the visit counts as failed and has none, so that the next one is
        answered 200 and tries the rest again: a crash in a pipeline must not become silent loss behind a 304.
        """
        counts = counts or {}
        with self._db.atomic():
            missing = self._missing(outcome.source.slug, outcome.keys, run_id)
            failed = outcome.state == "failed" or bool(missing)
            error = outcome.error
            if missing and not error:
                error = f"{len(missing)} of {len(outcome.keys)} entries were not stored, among them {missing[0]}"
            due = outcome.due_at or now + dt.timedelta(seconds=outcome.source.every)
            if missing:
                due = min(due, now + dt.timedelta(seconds=RETRY_UNSETTLED))
            self._db.execute(
                "INSERT INTO visit (run_id, slug, at, state, http_status, error, seconds, entries, new, updated, copies, off_topic)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id or None, outcome.source.slug, dated(outcome.at), "failed" if failed else outcome.state, outcome.http_status,
                    error[:ERROR_MAX], outcome.seconds, outcome.entries,
                    *(counts.get(name, 0) for name in ("new", "updated", "copies", "off_topic")),
                ),
            )  # fmt: skip
            self._state(outcome, failed, bool(missing), error, due, bool(counts.get("new", 0) or counts.get("copies", 0)))
        return not missing

    def _missing(self, slug: str, keys: Sequence[str], run_id: int) -> list[str]:
        settled: set[str] = set()
        for begin in range(0, len(keys), KEYS_AT_ONCE):
            some = [plain(key) for key in keys[begin : begin + KEYS_AT_ONCE]]
            marks = ", ".join("?" * len(some))
            settled.update(
                row[0]
                for row in self._db.execute(
                    f"SELECT key FROM seen WHERE source = ? AND run_id = ? AND key IN ({marks})", (slug, run_id, *some)
                )
            )
        return [key for key in keys if plain(key) not in settled]

    def _state(self, outcome: Outcome, failed: bool, unsettled: bool, error: str, due: dt.datetime, new: bool) -> None:
        source, at = outcome.source, dated(outcome.at)
        self._db.execute(
            "INSERT INTO source_state (slug, url) VALUES (:slug, :url) ON CONFLICT (slug) DO UPDATE SET"
            # Validators belong to an address: a new one starts without.
            " etag = iif(url = excluded.url, etag, ''), last_modified = iif(url = excluded.url, last_modified, ''),"
            " body_hash = iif(url = excluded.url, body_hash, ''), url = excluded.url",
            {"slug": source.slug, "url": source.url},
        )
        if failed:
            self._db.execute(
                "UPDATE source_state SET due_at = ?, visited_at = ?, failures = failures + 1, error = ? WHERE slug = ?",
                (dated(due), at, error[:ERROR_MAX], source.slug),
            )
            if unsettled:
                self._db.execute("UPDATE source_state SET etag = '', last_modified = '', body_hash = '' WHERE slug = ?", (source.slug,))
            return
        self._db.execute(
            "UPDATE source_state SET due_at = ?, visited_at = ?, succeeded_at = ?, failures = 0, error = '',"
            " new_at = iif(?, ?, new_at), moved_to = ? WHERE slug = ?",
            (dated(due), at, at, new, at, plain(outcome.moved), source.slug),
        )
        if outcome.state == "ok":
            self._db.execute(
                "UPDATE source_state SET etag = ?, last_modified = ?, body_hash = ? WHERE slug = ?",
                (outcome.etag, outcome.last_modified, outcome.body_hash, source.slug),
            )
        elif outcome.etag or outcome.last_modified:  # a 304 may renew them
            self._db.execute(
                "UPDATE source_state SET etag = iif(? <> '', ?, etag), last_modified = iif(? <> '', ?, last_modified) WHERE slug = ?",
                (outcome.etag, outcome.etag, outcome.last_modified, outcome.last_modified, source.slug),
            )

    # --- what it looks like ---

    def sources_status(self, sources: Iterable[Source]) -> list[dict[str, Any]]:
        """Each source with its state and its last visit, for status and the sources screen."""
        states = {row["slug"]: row for row in self._db.query("SELECT * FROM source_state")}
        rows = []
        for source in sources:
            state = states.get(source.slug)
            row: dict[str, Any] = {
                "slug": source.slug, "name": source.name or source.slug, "url": source.url, "tier": source.tier,
                "language": source.language, "paused": _paused(source, state), "note": source.note,
            }  # fmt: skip
            for name in ("due_at", "visited_at", "succeeded_at", "new_at", "error"):
                row[name] = state[name] or "" if state else ""
            row["failures"] = state["failures"] if state else 0
            row["moved_to"] = state["moved_to"] if state and state["url"] == source.url else ""
            row["last_visit"] = self._db.one("SELECT * FROM visit WHERE slug = ? ORDER BY id DESC LIMIT 1", (source.slug,))
            rows.append(row)
        return rows

    def days(self, since: str) -> dict[str, dict[str, tuple[int, int, int]]]:
        """{slug: {day: (visits, failed, items)}} from the day `since` on; years of visits cost what these days do."""
        found: dict[str, dict[str, tuple[int, int, int]]] = {}
        for slug, day, visits, failed, items in self._db.execute(
            "SELECT slug, day, visits, failed, items FROM visit_day WHERE day >= ? ORDER BY day", (since,)
        ):
            found.setdefault(slug, {})[day] = (visits, failed, items)
        return found

    def of_day(self, day: str) -> tuple[int, int, int]:
        """(visits, not modified, failed) of all sources on a day."""
        visits, unchanged, failed = self._db.execute(
            "SELECT total(visits), total(unchanged), total(failed) FROM visit_day WHERE day = ?", (day,)
        ).fetchone()
        return int(visits), int(unchanged), int(failed)

    def last(self, slug: str, limit: int) -> list[dict[str, Any]]:
        """The last visits of a source, newest first."""
        return list(self._db.query("SELECT * FROM visit WHERE slug = ? ORDER BY id DESC LIMIT ?", (slug, limit)))


def _paused(source: Source, state: Mapping[str, Any] | None) -> bool:
    if state is not None and state["paused"] is not None:
        return bool(state["paused"])
    return source.paused
