"""What led to a decision about one article, made again from what is stored: rules, scores, neighbours, and records that `try` takes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desk.again import left_out_again
from model.records import RobotsFile, dated
from model.watched import Series, Source, Thresholds, Watchlist
from pipelines import bodies, boilerplate, relevance
from pipelines.comparing import compare, judged_by, likeness, told
from pipelines.dedupe import Weighed, weigh
from pipelines.hits import hits
from store.past import left_out

if TYPE_CHECKING:
    from store.archive import Archive
    from store.store import Store
    from store.stories import Candidate

EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
NEAREST = 12  # neighbours that are shown


def reasons(
    store: Store, found: Mapping[str, Any], series: Sequence[Series], thresholds: Thresholds, watchlist: Watchlist, archive: Archive
) -> dict[str, Any]:
    """{fetch, relevance, nearest, stripped, by, by_now} of what `Store.explain` found.

    `relevance` and `nearest` hold for each score the `record` that `try relevance` or `try pairs` answers with it, with
    this series.yaml.
    """
    row = found["article"] if found["found"] == "article" else found["dropped"]
    source = watchlist.named(row["source"]) or Source(slug=row["source"], way="feed", url=row["url"])
    said = {"fetch": _fetch(found, row.get("link") or row["url"])}
    if found["found"] != "article":
        item = left_out(row)
        filing, judged_from = left_out_again(item, source, store, archive)
        asked = row | {"title": filing.title, "excerpt": filing.excerpt, "language": filing.language}
        relevant = _relevance(filing.title, filing.body, asked, source, source.tier, series, {row["series"]: row})
        return said | {"relevance": relevant, "from": judged_from}
    stored = {one["series"]: one for one in found["series"]}
    body = store.stories.text_of(row["id"]).partition("\n\n")[2]
    learned = store.stories.affixes(row["source"], _version(found))
    return said | {
        "relevance": _relevance(row["title"], body, row, source, row["tier"], series, stored),
        "nearest": _nearest(store, row["id"], series, thresholds, _version(found)),
        "stripped": {"version": _version(found), "words": list(boilerplate.strip(row["title"], learned)[1])},
        "by": found["judged_by"],
        "by_now": dict(judged_by(thresholds, store.stories.affix_version(row["source"]))),
    }


def _version(found: Mapping[str, Any]) -> int:
    return int(found["judged_by"].get("affixes", 0))


def _relevance(
    title: str,
    body: str,
    row: Mapping[str, Any],
    source: Source,
    tier: str,
    series: Sequence[Series],
    stored: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Each series' score as stored and as the rules are now, best first, with every hit and the record that gives it again."""
    out = []
    for one in series:
        listed = row["listed"] or title
        now = relevance.score_article(title, body, row["excerpt"], row["language"], one, listed=listed, scope=source.scope, tier=tier)
        was = stored.get(one.slug)
        out.append({
            "series": one.slug, "threshold": one.threshold, "stored": was["score"] if was else None, "score": now.score,
            "parts": [dataclasses.asdict(p) for p in now.parts], "hits": [dataclasses.asdict(h) for h in hits(title, row["excerpt"], body, one)],
            "record": {
                "id": one.slug, "series": one.slug, "title": title, "body": body, "summary": row["excerpt"], "lang": row["language"],
                "listed": listed, "scope": source.scope, "tier": tier,
            },
        })  # fmt: skip
    return sorted(out, key=lambda r: (-int(str(r["score"])), str(r["series"])))


def _nearest(store: Store, article: int, series: Sequence[Series], thresholds: Thresholds, version: int) -> list[dict[str, Any]]:
    """The articles that were there when it came and are likest, each with its score, the guard that stopped it, and a record."""
    (mine,) = store.stories.by_ids((article,))
    about = tuple(s for s in series if s.slug in mine.series)
    learned = store.stories.affixes(mine.source, version)
    text = store.stories.text_of(article)
    new = told(mine, about, learned, text)
    rows = weigh(new, about, store.stories, thresholds, before=article)
    seen = {w.known.id for w in rows}
    for known in store.stories.body_candidates(bodies.keys(new.body)):
        if known.id < article and known.id not in seen:
            theirs = told(known, about, store.stories.affixes(known.source), store.stories.text_of(known.id))
            rows.append(Weighed(known, theirs, likeness(new, theirs, thresholds)))
    shared = {w.known.id: bodies.containment(new.body, _body(store, w.known.id)) for w in rows}
    rows.sort(key=lambda w: (-max(w.likeness.score, round(100 * shared[w.known.id])), w.likeness.forbidden, w.known.id))
    return [
        _neighbour(mine, text, learned, w, about, compare(new.title, w.told.title, thresholds).score, shared[w.known.id], store)
        for w in rows[:NEAREST]
    ]


def _body(store: Store, article: int) -> str:
    return store.stories.text_of(article).partition("\n\n")[2]


def _neighbour(
    mine: Candidate, text: str, learned: Sequence[tuple[str, str]], near: Weighed, about: Sequence[Series], headlines: int, shared: float, store: Store
) -> dict[str, Any]:  # fmt: skip
    known, said = near.known, near.likeness
    return {
        "id": known.id, "story": known.story_id, "title": known.title, "source": known.source, "url": known.url, "score": said.score,
        "headlines": headlines, "text_shared": round(shared, 3), "reason": said.reason, "stopped_by": said.reason if said.forbidden else "", "keys_shared": known.shared,
        "record": {
            "id": known.id, "title_a": mine.title, "title_b": known.title, "series": [s.slug for s in about],
            "article_a": _side(mine, text, learned),
            "article_b": _side(known, store.stories.text_of(known.id), store.stories.affixes(known.source)),
        },
    }  # fmt: skip


def _side(article: Candidate, text: str, learned: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "series": list(article.series), "body": text.partition("\n\n")[2], "source": article.source, "tier": article.tier, "url": article.url, "language": article.language,
        "published": dated(article.published), "day": article.day, "stripped": [list(pair) for pair in learned],
    }  # fmt: skip


def _fetch(found: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Whether its page may be fetched, by the robots.txt that we have, and how the last answers came."""
    from crawler.robots import Verdicts

    file = found["robots"]
    robots = None
    if file is not None:
        verdicts = Verdicts(RobotsFile(authority=file["authority"], status=file["status"], body=file["body"], fetched_at=EPOCH))
        robots = {
            "allowed": not verdicts.closed and verdicts.allows(url), "why": verdicts.closed, "crawl_delay": verdicts.crawl_delay,
            "authority": file["authority"], "status": file["status"], "fetched_at": file["fetched_at"],
        }  # fmt: skip
    return {
        "robots": robots,
        "pages": [{k: p[k] for k in ("url", "status", "fetched_at", "sha256", "warc", "offset", "length")} for p in found["pages"]],
        "visits": [{k: v[k] for k in ("at", "state", "http_status", "error")} for v in found["visits"]],
    }
