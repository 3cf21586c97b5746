"""Looking in: the state of everything, and everything about one article. Plain dicts, read only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from model.records import dated
from model.watched import Source
from store import outbox
from store.database import Database
from store.visits import Visits
from store.waiting import counted

RUNS = 5  # last runs that status shows
VISITS = 5  # last visits of its source that explain shows


def status(db: Database, now: dt.datetime, sources: Iterable[Source] = ()) -> dict[str, Any]:
    """What there is, what waits, how the last runs went, and each source. Counts come from counters: the size does not matter."""
    counters = dict(db.execute("SELECT name, n FROM counter WHERE n <> 0 ORDER BY name").fetchall())
    return {
        "at": dated(now),
        "runs": [_run(row) for row in db.query("SELECT * FROM run ORDER BY id DESC LIMIT ?", (RUNS,))],
        "articles": {s: counters.get(f"article:{s}", 0) for s in ("new", "waiting", "accepted", "rejected")},
        "dropped": {name.removeprefix("dropped:"): n for name, n in counters.items() if name.startswith("dropped:")},
        "queue": counted(db),
        "database": {
            "bytes": db.value("PRAGMA page_count") * db.value("PRAGMA page_size"),
            "schema": db.value("SELECT name FROM _sqlite_migrations ORDER BY id DESC LIMIT 1"),
        },
        "notices": outbox.summary(db),
        "sources": Visits(db).sources_status(sources),
    }


def _run(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "summary": json.loads(row["summary"]), "finished_at": row["finished_at"] or ""}


def health(db: Database, now: dt.datetime, *, silent_after: dt.timedelta = dt.timedelta(hours=24)) -> dict[str, Any]:
    """Facts for a healthcheck: alive means that a run ended less than `silent_after` ago, and that some source of it answered."""
    last = db.one("SELECT * FROM run WHERE state = 'done' ORDER BY id DESC LIMIT 1")
    newest = db.one("SELECT * FROM run ORDER BY id DESC LIMIT 1")
    failing = db.value("SELECT count(*) FROM source_state WHERE failures > 0")
    known = db.value("SELECT count(*) FROM source_state WHERE visited_at IS NOT NULL")
    problems = []
    if last is None:
        problems.append("no run has ended yet")
    elif last["finished_at"] < dated(now - silent_after):
        problems.append(f"the last run ended {last['finished_at']}")
    if newest is not None and newest["state"] in ("failed", "interrupted"):
        problems.append(f"the last run was {newest['state']}")
    if known and failing == known:
        problems.append("every source fails")
    return {
        "ok": not problems, "problems": problems, "last_run": last["finished_at"] if last else "", "failing": failing, "sources": known,
        "waiting": sum(counted(db).values()),
    }  # fmt: skip


def explain(db: Database, ref: int | str, also: Sequence[str] = ()) -> dict[str, Any] | None:
    """Everything stored of an article: by its id, or by an address (`also`: the same in other forms, as its canonical one).

    What was dropped is found too, with the reason. None where nothing is known of it.
    """
    asked = str(ref).strip()
    urls = [asked, *also]
    marks = ", ".join("?" * len(urls))
    article_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    article_id = db.value("SELECT id FROM article WHERE id = ?", (article_id,)) if article_id is not None else None
    for sql in (
        "SELECT id FROM article WHERE url IN",
        "SELECT article_id FROM address WHERE url IN",
        "SELECT article_id FROM seen WHERE article_id IS NOT NULL AND url IN",
    ):
        if article_id is None:
            article_id = db.value(f"{sql} ({marks}) LIMIT 1", urls)
    if article_id is not None:
        return {"found": "article", **_article(db, article_id)}
    dropped = db.one(f"SELECT * FROM dropped WHERE url IN ({marks}) ORDER BY at DESC LIMIT 1", urls)
    if dropped is None:
        dropped = db.one(f"SELECT dropped.* FROM seen JOIN dropped ON dropped.id = dropped_id WHERE seen.url IN ({marks}) LIMIT 1", urls)
    if dropped is None:
        return None
    dropped["parts"] = json.loads(dropped["parts"])
    seen = db.one("SELECT * FROM seen WHERE dropped_id = ? LIMIT 1", (dropped["id"],))
    return {"found": "dropped", "dropped": dropped, "seen": [seen] if seen else [], **_wire(db, dropped["source"], dropped["url"])}


def _article(db: Database, article_id: int) -> dict[str, Any]:
    article = db.one("SELECT * FROM article WHERE id = ?", (article_id,))
    assert article is not None
    article["judged_by"] = json.loads(article["judged_by"])
    article["authors"], article["mementos"] = json.loads(article["authors"]), json.loads(article["mementos"])
    series = list(
        db.query("SELECT series, score, parts FROM article_series WHERE article_id = ? ORDER BY score DESC, series", (article_id,))
    )
    versions = list(
        db.query(
            "SELECT number, article_version.title, length(text) AS characters, content_hash, article_version.fetched_at, method,"
            " page_id, page.url AS page_url, page.status, page.warc, page.offset, page.length, page.sha256, page.left_out"
            " FROM article_version LEFT JOIN page ON page.id = page_id WHERE article_version.article_id = ? ORDER BY number",
            (article_id,),
        )
    )
    mentions = list(db.query("SELECT * FROM mention WHERE article_id = ? ORDER BY current DESC, start, id", (article_id,)))
    for row in series:
        row["parts"] = json.loads(row["parts"])
    for row in versions:
        row["method"] = json.loads(row["method"])
        row["confidence"] = row["method"].pop("confidence", {})
    for row in mentions:
        row["choices"] = json.loads(row["choices"])
    story = article["story_id"]
    others = db.query(
        "SELECT id, title, source, url, how, how_score, copy_of FROM article WHERE story_id = ? AND id <> ? ORDER BY id LIMIT 50",
        (story, article_id),
    )
    suggestions = db.query(
        "SELECT story_id, other_id, score, reason, state FROM suggestion WHERE story_id = ? OR other_id = ? ORDER BY score DESC",
        (story, story),
    )
    verdicts = db.query(
        "SELECT id, at, editor, action, target, target_id, note, undoes FROM verdict WHERE (target = 'article' AND target_id = ?)"
        " OR (target = 'story' AND target_id = ?)"
        " OR (target = 'mention' AND target_id IN (SELECT id FROM mention WHERE article_id = ?)) ORDER BY id",
        (article_id, story, article_id),
    )
    origin = ("origin_id", "passes_on", "passes_on_why") if article["origin_id"] is not None else ("origin_id",)
    return {
        "article": article,
        "series": series,
        "judged_by": article["judged_by"],
        "grouping": {k: article[k] for k in ("how", "how_score", "how_reason", "copy_of", *origin, "story_id")},
        "story": list(others),
        "suggestions": list(suggestions),
        "addresses": [row[0] for row in db.execute("SELECT url FROM address WHERE article_id = ? ORDER BY url", (article_id,))],
        "seen": list(db.query("SELECT * FROM seen WHERE article_id = ? ORDER BY source, key", (article_id,))),
        "versions": versions,
        "evidence": db.one("SELECT since, due_at, looked_at, state, error FROM evidence_watch WHERE article_id = ?", (article_id,)),
        "mentions": mentions,
        "verdicts": list(verdicts),
        **_wire(db, article["source"], article["url"], article["link"]),
    }


def _wire(db: Database, source: str, url: str, link: str = "") -> dict[str, Any]:
    """`link` is the address as it was fetched, where that is known: robots.txt is another one for http."""
    return {
        "source": db.one("SELECT * FROM source_state WHERE slug = ?", (source,)),
        "visits": list(db.query("SELECT * FROM visit WHERE slug = ? ORDER BY id DESC LIMIT ?", (source, VISITS))),
        "pages": list(db.query("SELECT * FROM page WHERE url IN (?, ?) ORDER BY id DESC LIMIT ?", (url, link or url, VISITS))),
        "robots": _robots(db, link or url) or _robots(db, url),
    }


def _robots(db: Database, url: str) -> dict[str, Any] | None:
    """The robots.txt that spoke of this address."""
    scheme, _, rest = url.partition("://")
    return db.one("SELECT * FROM robots WHERE authority = ?", (f"{scheme}://{rest.split('/', 1)[0]}",))
