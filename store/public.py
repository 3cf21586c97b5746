"""The published shapes: what they lack cannot leak.

Every row that leaves the house is made here: accepted articles, their accepted mentions, and the claims that
rest on those. No full text, no reviewer, nothing that waits. Rows come in the order of their ids, so the same
state gives the same rows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from model.facts import DATED
from model.spans import span
from model.text import QUOTE_MAX
from model.watched import Person, Series, Source
from store.database import Database
from store.editions import Editions
from store.slips import unpublished_slips

Row: TypeAlias = dict[str, Any]

EXCERPT_MAX = 300  # characters
_BATCH = 1000  # rows read at a time
_ITEM = re.compile(r"Q[1-9][0-9]{0,11}", re.ASCII)

# Table -> columns, in the order they are published.
TABLES: Mapping[str, tuple[str, ...]] = {
    "series": ("slug", "title", "titles", "seasons", "wikidata"),
    "sources": ("slug", "name", "tier", "language", "url"),
    "people": ("id", "name", "native", "series", "plays", "does", "wikidata"),
    "stories": ("id", "headline", "series", "first_published", "last_published", "articles", "origins", "approved"),
    "articles": (
        *("id", "url", "title", "source", "series", "published", "published_precision", "language", "authors", "excerpt"),
        *("story_id", "origin", "first_seen", "approved", "also_series"),
    ),
    "cast_mentions": (
        *("id", "article_id", "url", "person", "character", "relation", "series", "season", "quote", "start", "end", "version"),
    ),
    "date_mentions": (
        *("id", "article_id", "url", "value", "precision", "kind", "series", "season", "status", "quote", "start", "end", "version"),
    ),
    "claims": (
        *("id", "series", "season", "about", "value", "precision", "region", "status", "believed", "articles", "origins"),
        *("first_seen", "last_seen", "first_day", "last_day"),
    ),
    "claim_evidence": ("claim_id", "article_id", "quote", "start", "end", "version", "tier", "says"),
    "changes": ("id", "at", "series", "season", "about", "region", "before", "after", "status_before", "status_after"),
}

# Which columns hold whole numbers; the id of a person is a word.
NUMBERS = frozenset({"id", "article_id", "claim_id", "story_id", "origin", "start", "end", "version", "believed", "articles", "origins"})
WORD_IDS = frozenset({"people"})
# Which hold lists.
LISTS = frozenset(
    {("series", "titles"), ("series", "seasons"), ("people", "series"), ("people", "plays"), ("people", "does"), ("articles", "authors")}
)

# What is about no series that is followed stays at home, accepted or not.
_ACCEPTED = "a.state = 'accepted' AND EXISTS (SELECT 1 FROM article_series k WHERE k.article_id = a.id)"
_SERIES = "(SELECT s.series FROM article_series s WHERE s.article_id = a.id ORDER BY s.score DESC, s.series LIMIT 1)"
# The other series that it is news of too, slugs with a space between, likest first.
_ALSO = (
    "(SELECT group_concat(series, ' ') FROM (SELECT s.series FROM article_series s WHERE s.article_id = a.id"
    " ORDER BY s.score DESC, s.series LIMIT -1 OFFSET 1))"
)
# When an editor let it through: the last approval of the article or of its story. The sign before the action keeps SQLite
# from going through all approvals there are, for each article: it knows no better while nobody ran ANALYZE.
_APPROVED = (
    "MAX(COALESCE((SELECT MAX(v.at) FROM verdict v WHERE v.target = 'article' AND v.target_id = a.id AND +v.action = 'approve'), ''),"
    " COALESCE((SELECT MAX(v.at) FROM verdict v WHERE v.target = 'story' AND v.target_id = a.story_id AND +v.action = 'approve'), ''))"
)

_ARTICLES = f"""
    SELECT a.id, coalesce(nullif(a.link, ''), a.url), a.title, a.source, {_SERIES}, a.published, a.published_day, a.published_precision, a.language, a.authors,
           a.excerpt, a.story_id, COALESCE(a.origin_id, a.id), a.first_seen, {_APPROVED}, {_ALSO}
    FROM article a WHERE {_ACCEPTED} ORDER BY a.id"""
_STORIES = f"""
    SELECT a.story_id, a.title, {_SERIES}, a.published, COALESCE(a.origin_id, a.id), {_APPROVED}
    FROM article a WHERE {_ACCEPTED}
    ORDER BY a.story_id, CASE a.tier WHEN 'official' THEN 0 WHEN 'press' THEN 1 ELSE 2 END, a.copy_of IS NOT NULL,
             CASE a.quality WHEN 'full' THEN 0 WHEN 'teaser' THEN 1 ELSE 2 END, NULLIF(a.published, '') IS NULL, a.published, a.id"""
_MENTION = f"{_ACCEPTED} AND m.state = 'accepted' AND m.current = 1"
_MENTION_SERIES = f"COALESCE(NULLIF(m.series, ''), {_SERIES})"
_CAST = f"""
    SELECT m.id, a.id, coalesce(nullif(a.link, ''), a.url), m.value, m.character, m.relation, {_MENTION_SERIES}, m.season, m.quote, m.quote_start, m.quote_end, m.version
    FROM mention m JOIN article a ON a.id = m.article_id WHERE m.kind = 'cast' AND {_MENTION} ORDER BY m.id"""
_DATES = f"""
    SELECT m.id, a.id, coalesce(nullif(a.link, ''), a.url), m.value, m.precision, CASE m.about WHEN 'home_release' THEN 'other' ELSE m.about END, {_MENTION_SERIES},
           m.season, m.status, m.quote, m.quote_start, m.quote_end, m.version
    FROM mention m JOIN article a ON a.id = m.article_id WHERE m.kind = 'date' AND {_MENTION} ORDER BY m.id"""
# A value that one origin alone gave, that was never believed and has been overtaken, is no news to anybody outside.
_TOLD = """
    c.current = 1 AND NOT (c.status = 'superseded' AND c.origins = 1 AND c.believed = 0 AND NOT EXISTS (
        SELECT 1 FROM belief_change b WHERE (b.series, b.season, b.about, b.region) = (c.series, c.season, c.about, c.region)
            AND c.value IN (b.before, b.after)))"""
_PROVEN = f"""
    EXISTS (SELECT 1 FROM claim_evidence e JOIN mention m ON m.id = e.mention_id JOIN article a ON a.id = m.article_id
            WHERE e.claim_id = c.id AND {_MENTION})"""
_CLAIMS = f"""
    SELECT c.id, c.series, c.season, c.about, c.value, c.precision, c.region, c.status, c.believed, c.articles, c.origins,
           c.first_seen, c.last_seen
    FROM claim c WHERE {_TOLD} AND {_PROVEN} ORDER BY c.id"""
_EVIDENCE = f"""
    SELECT c.id, a.id, m.quote, m.quote_start, m.quote_end, m.version, a.tier,
           CASE m.relation WHEN 'not_cast' THEN 'denied' WHEN 'rumoured' THEN 'rumoured'
                           ELSE COALESCE(NULLIF(m.status, ''), 'confirmed') END
    FROM claim c JOIN claim_evidence e ON e.claim_id = c.id JOIN mention m ON m.id = e.mention_id JOIN article a ON a.id = m.article_id
    WHERE {_TOLD} AND {_MENTION} ORDER BY c.id, m.id"""
_CHANGES = """
    SELECT id, at, series, season, about, region, before, after, status_before, status_after FROM belief_change ORDER BY id"""


class Public:
    """The published shapes: what they lack cannot leak."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.editions = Editions(db)

    @property
    def _conn(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._db.conn
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Rows read within are of one moment, whatever editors and the crawl do meanwhile."""
        if self._conn.in_transaction:
            yield
            return
        self._conn.execute("BEGIN")
        try:
            yield
        finally:
            self._conn.execute("ROLLBACK")

    def as_of(self) -> str:
        """The last decision that shows in what is published; "" where there is none."""
        (at,) = self._conn.execute(
            f"SELECT MAX((SELECT COALESCE(MAX({_APPROVED}), '') FROM article a WHERE {_ACCEPTED}),"
            " (SELECT COALESCE(MAX(at), '') FROM belief_change))"
        ).fetchone()
        return str(at)

    def rows(self, table: str, series: Sequence[Series] = (), sources: Sequence[Source] = ()) -> Iterator[Row]:
        """The rows of a public table. People and series are of series.yaml, sources of sources.yaml: hand them in."""
        if table == "series":
            return self._series(series)
        if table == "people":
            return _people(series)
        if table == "sources":
            return self._sources(sources)
        if table == "stories":
            return self._stories()
        return self._plain(table)

    def _select(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._conn.execute(sql)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch

    def _plain(self, table: str) -> Iterator[Row]:
        sql, shape = _PLAIN[table]
        roots = self._roots()
        left_out = unpublished_slips(self._db) if table == "changes" else frozenset()
        for row in self._select(sql):
            if row[0] not in left_out:
                yield shape(row, roots)

    def _sources(self, sources: Sequence[Source]) -> Iterator[Row]:
        """Those of sources.yaml, then those that it no longer has and published articles still name."""
        tiers = dict(
            self._conn.execute(f"SELECT a.source, MIN(a.tier) FROM article a WHERE {_ACCEPTED} GROUP BY a.source ORDER BY a.source")
        )
        for source in sorted(sources, key=lambda s: s.slug):
            tiers.pop(source.slug, None)
            name = source.name or source.slug
            yield {"slug": source.slug, "name": name, "tier": source.tier, "language": source.language or None, "url": source.url}
        for slug, tier in tiers.items():
            yield {"slug": slug, "name": slug, "tier": tier, "language": None, "url": None}

    def _series(self, series: Sequence[Series]) -> Iterator[Row]:
        """Those of series.yaml, then those that it no longer has and published rows still name."""
        named = {slug for (slug,) in self._conn.execute(f"SELECT DISTINCT {_SERIES} FROM article a WHERE {_ACCEPTED}")}
        named |= {slug for (slug,) in self._conn.execute("SELECT series FROM belief_change UNION SELECT series FROM claim")}
        named |= {
            slug
            for (slug,) in self._conn.execute(
                f"SELECT DISTINCT m.series FROM mention m JOIN article a ON a.id = m.article_id WHERE {_MENTION}"
            )
        }
        for one in sorted(series, key=lambda s: s.slug):
            named.discard(one.slug)
            seasons = [{"number": s.number, "premiered": s.premiered or None, "wikidata": _item(s.ids)} for s in one.seasons]
            yield {"slug": one.slug, "title": one.title, "titles": list(one.titles), "seasons": seasons, "wikidata": _item(one.ids)}
        for slug in sorted(named - {"", None}):
            yield {"slug": slug, "title": slug, "titles": [], "seasons": [], "wikidata": None}

    def _roots(self) -> dict[int, int]:
        """Where merged stories went."""
        merged = dict(self._conn.execute("SELECT id, merged_into FROM story WHERE merged_into IS NOT NULL"))
        roots = {}
        for story in merged:
            root, seen = story, {story}
            while (into := merged.get(root)) is not None and into not in seen:
                root = into
                seen.add(into)
            roots[story] = root
        return roots

    def _stories(self) -> Iterator[Row]:
        """The headline of a story is that of its best member: the most official, its own words, the fullest, the first."""
        roots = self._roots()
        held: dict[int, Row] = {}  # only merged stories wait for their other half
        merged = set(roots) | set(roots.values())
        story: Row | None = None
        origins: set[int] = set()
        for story_id, title, series, published, origin, approved in self._select(_STORIES):
            root = roots.get(story_id, story_id)
            if story is None or story["id"] != root or root in merged:
                if story is not None and story["id"] not in merged:
                    yield _told(story, origins)
                if root in held:
                    story = held[root]
                    origins = story["origins"]
                else:
                    origins = set()
                    story = {
                        "id": root, "headline": title, "series": series, "first_published": None, "last_published": None,
                        "articles": 0, "origins": origins, "approved": None,
                    }  # fmt: skip
                    if root in merged:
                        held[root] = story
            story["articles"] += 1
            origins.add(origin)
            if published:
                story["first_published"] = min(published, story["first_published"] or published)
                story["last_published"] = max(published, story["last_published"] or published)
            if approved:
                story["approved"] = max(approved, story["approved"] or approved)
        if story is not None and story["id"] not in merged:
            yield _told(story, origins)
        for root in sorted(held):
            yield _told(held[root], held[root]["origins"])


def _told(story: Row, origins: set[int]) -> Row:
    return {**story, "origins": len(origins)}


def _article(row: tuple[Any, ...], roots: Mapping[int, int]) -> Row:
    (article, url, title, source, series, published, day, precision, language, authors, excerpt, story, origin, seen, approved, also) = row
    return {
        "id": article, "url": url, "title": title, "source": source, "series": series,
        "published": (day if precision == "day" else published) or published or None,
        "published_precision": precision or None, "language": language or None, "authors": json.loads(authors),
        "excerpt": excerpt[:EXCERPT_MAX], "story_id": roots.get(story, story), "origin": origin, "first_seen": seen,
        "approved": approved or None, "also_series": also,
    }  # fmt: skip


def _cast(row: tuple[Any, ...], _: Mapping[int, int]) -> Row:
    (mention, article, url, person, character, relation, series, season, quote, start, end, version) = row
    return {
        "id": mention, "article_id": article, "url": url, "person": person, "character": character or None, "relation": relation or None,
        "series": series or None, "season": season or None, **_quoted(quote, start, end), "version": version,
    }  # fmt: skip


def _date(row: tuple[Any, ...], _: Mapping[int, int]) -> Row:
    (mention, article, url, value, precision, kind, series, season, status, quote, start, end, version) = row
    return {
        "id": mention, "article_id": article, "url": url, "value": value, "precision": precision or None, "kind": kind or "other",
        "series": series or None, "season": season or None, "status": status or None, **_quoted(quote, start, end), "version": version,
    }  # fmt: skip


def _claim(row: tuple[Any, ...], _: Mapping[int, int]) -> Row:
    """A dated claim also says from which day to which; a word such as `joins` has no days."""
    named: Row = dict(zip(TABLES["claims"][: len(row)], row, strict=True))
    days = span(named["value"]) if named["about"] in DATED else None
    ends = {"first_day": days.first.isoformat(), "last_day": days.last.isoformat()} if days else {"first_day": None, "last_day": None}
    return {**named, **{k: named[k] or None for k in ("season", "region", "precision")}, **ends}


def _evidence(row: tuple[Any, ...], _: Mapping[int, int]) -> Row:
    (claim, article, quote, start, end, version, tier, says) = row
    return {"claim_id": claim, "article_id": article, **_quoted(quote, start, end), "version": version, "tier": tier, "says": says}


def _change(row: tuple[Any, ...], _: Mapping[int, int]) -> Row:
    named: Row = dict(zip(TABLES["changes"], row, strict=True))
    return {**named, **{k: named[k] or None for k in ("season", "region", "before", "after", "status_before", "status_after")}}


def _quoted(quote: str, start: int, end: int) -> Row:
    """A quote and where it stands, never longer than may leave the house."""
    quote = quote[:QUOTE_MAX]
    return {"quote": quote, "start": start, "end": min(end, start + len(quote))}


_PLAIN: Mapping[str, tuple[str, Callable[[tuple[Any, ...], Mapping[int, int]], Row]]] = {
    "articles": (_ARTICLES, _article),
    "cast_mentions": (_CAST, _cast),
    "date_mentions": (_DATES, _date),
    "claims": (_CLAIMS, _claim),
    "claim_evidence": (_EVIDENCE, _evidence),
    "changes": (_CHANGES, _change),
}


def _people(series: Sequence[Series]) -> Iterator[Row]:
    """One row a person, also where two series share one."""
    by_id: dict[str, Row] = {}
    for one in sorted(series, key=lambda s: s.slug):
        for person in one.people:
            known = by_id.get(person.slug)
            row_id = person.slug if known is None or known["name"] == person.name else f"{one.slug}-{person.slug}"
            row = by_id.setdefault(
                row_id,
                {
                    "id": row_id,
                    "name": person.name,
                    "native": person.native or None,
                    "series": [],
                    "plays": [],
                    "does": [],
                    "wikidata": None,
                },
            )
            row["wikidata"] = row["wikidata"] or _item(person.ids)
            row["series"].append(one.slug)
            row["plays"] += _parts(person)
            row["does"] += [{"job": d.job, "seasons": list(d.seasons)} for d in person.does]
    yield from (by_id[key] for key in sorted(by_id))


def _parts(person: Person) -> list[Row]:
    return [
        {"character": p.character, "native": p.native or None, "seasons": list(p.seasons), "wikidata": _item(p.ids)} for p in person.plays
    ]


def _item(ids: Mapping[str, str]) -> str | None:
    """The Wikidata item among the ids of series.yaml; Q0 stands for one that was not looked up."""
    named = ids.get("wikidata", "")
    return named if _ITEM.fullmatch(named) else None
