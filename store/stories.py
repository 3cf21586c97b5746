"""Which stories there are, and the title and body indexes: what dedupe may ask of the past, at a flat cost.

Keys are 47-bit numbers that pipelines/titles.py and pipelines/bodies.py make; here they are only stored and counted.
A key that very many titles share is read from its newest end, so a lookup costs the same at ten thousand articles
and at a million.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.records import PassedOn, dated, moment
from store import boilerplate, passing
from store.database import Database

_SURROGATE = re.compile("[\ud800-\udfff]")
PER_KEY = 50  # newest ids read of one key
VERIFIED = 40  # candidates handed to the comparison, those with the most keys in common
ONE_WORD = 12  # … of which no more than so many, the newest, share one word and nothing else
LIKE = 12  # headlines handed out where no more than the headline is compared
NEWEST = 1 << 62  # above every id
HEADLINES = 200  # newest headlines read of one story

# A story (?1) and what was merged into it: how a statement begins that is about all of these.
MINE = "WITH RECURSIVE mine (id) AS (SELECT ?1 UNION SELECT story.id FROM story JOIN mine ON merged_into = mine.id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that we have, as far as comparing needs it. `text_of` gives its text where titles are not enough."""

    id: int
    story_id: int
    origin_id: int  # its own id where it is an origin
    url: str
    title: str
    folded_title: str
    source: str
    guid: str
    tier: str
    language: str
    published: dt.datetime  # when first seen, where the publisher gives no date
    day: str
    body_hash: str
    series: tuple[str, ...]
    people: frozenset[str]  # canonical names mentioned
    claims: frozenset[tuple[str, str, str]]  # (about, season, value) of its date mentions
    shared: int = 0  # keys in common with what was asked for


class Headline(NamedTuple):
    """A headline that we have."""

    id: int
    story_id: int
    title: str
    folded_title: str


_COLUMNS = (
    "a.id, a.story_id, coalesce(a.origin_id, a.id), a.url, a.title, a.folded_title, a.source, a.guid, a.tier, a.language,"
    " a.published, a.first_seen, a.published_day, a.body_hash"
)


# A story with all that was merged into it, the pairs apart that any of these is in, and where their other side is now.
_APART = """
WITH RECURSIVE top (id) AS (SELECT ?1 UNION SELECT merged_into FROM story JOIN top ON story.id = top.id WHERE merged_into IS NOT NULL),
root (id) AS (SELECT top.id FROM top JOIN story ON story.id = top.id WHERE merged_into IS NULL),
mine (id) AS (SELECT id FROM root UNION SELECT story.id FROM story JOIN mine ON merged_into = mine.id),
other (id) AS (
    SELECT other_id FROM suggestion JOIN mine ON story_id = mine.id WHERE state = 'apart'
    UNION SELECT story_id FROM suggestion JOIN mine ON other_id = mine.id WHERE state = 'apart'
    UNION SELECT merged_into FROM story JOIN other ON story.id = other.id WHERE merged_into IS NOT NULL)
SELECT min(root.id, other.id), max(root.id, other.id) FROM root, other JOIN story ON story.id = other.id
WHERE merged_into IS NULL AND other.id <> root.id"""


class Stories:
    """The memory that dedupe compares with. Reads take no lock; `index` and `open_story` join the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- certain ---

    def by_url(self, urls: Sequence[str]) -> list[Candidate]:
        """Articles known by one of these addresses."""
        ids = self._ids(f"SELECT article_id FROM address WHERE url IN ({_marks(urls)})", urls)
        return self._read(ids)

    def by_guid(self, source: str, guid: str) -> list[Candidate]:
        return self._read(self._ids("SELECT id FROM article WHERE source = ? AND guid = ? AND guid <> ''", (source, guid))) if guid else []

    def by_body_hash(self, body_hash: str) -> list[Candidate]:
        """Articles with the same folded body, oldest first, at most PER_KEY."""
        if not body_hash:
            return []
        found = self._ids("SELECT id FROM article WHERE body_hash = ? AND body_hash <> '' ORDER BY id LIMIT ?", (body_hash, PER_KEY))
        return self._read(found)

    # --- likely ---

    def candidates(
        self, title_keys: Sequence[int], cap: int = PER_KEY, most: int = VERIFIED, before: int = NEWEST, words: Sequence[int] = ()
    ) -> list[Candidate]:
        """Articles that share title keys, those that share most first; of each key only the `cap` newest are read.

        `words`: keys that say little, each a word alone. What shares one of them and nothing else would fill the list wherever
        very much is stored, so that only the ONE_WORD newest of those are handed out. `before` an id: as it was when that article came.
        """
        found, alone = self.shared("title_key", title_keys, cap, before), self.shared("title_key", words, cap, before)
        single = sorted((i for i, n in alone.items() if n == 1 and i not in found), reverse=True)[ONE_WORD:]
        together = found + alone
        for article_id in single:
            del together[article_id]
        ranked = sorted(together.items(), key=lambda item: (-item[1], -item[0]))
        return self._read(dict(ranked[:most]))

    def headlines_like(self, title_keys: Sequence[int], cap: int = PER_KEY, most: int = LIKE) -> list[Headline]:
        """As `candidates`, with no more than the headline: what most lookups need, at a fraction of the cost."""
        if not title_keys:
            return []
        rows = self._db.execute(
            f"SELECT a.id, a.story_id, a.title, a.folded_title FROM (SELECT id, count(*) AS n FROM ({_newest('title_key', len(title_keys), cap, NEWEST)})"
            f" GROUP BY id ORDER BY n DESC, id DESC LIMIT {int(most)}) AS f JOIN article a ON a.id = f.id ORDER BY f.n DESC, f.id DESC",
            tuple(title_keys),
        )
        return [Headline(*row) for row in rows]

    def body_candidates(self, body_keys: Sequence[int], cap: int = PER_KEY, most: int = VERIFIED) -> list[Candidate]:
        return self._read(dict(self.shared("body_key", body_keys, cap).most_common(most)))

    def shared(self, table: str, keys: Sequence[int], cap: int, before: int = NEWEST) -> Counter[int]:
        """How many of the keys each article has; ids newest first among equals."""
        if not keys:
            return Counter()
        rows = self._db.execute(_newest(table, len(keys), cap, before), tuple(keys))
        return Counter(sorted((row[0] for row in rows), reverse=True))

    def tellings(self, story_id: int, most: int = passing.TELLINGS) -> list[passing.Telling]:
        """The articles of a story among which it is told whose news each is."""
        return passing.tellings(self._db, story_id, most)

    def headlines(self, story_id: int, most: int = HEADLINES) -> list[str]:
        """The newest headlines of a story."""
        rows = self._db.execute("SELECT title FROM article WHERE story_id = ? ORDER BY id DESC LIMIT ?", (story_id, most))
        return [str(row[0]) for row in rows]

    def apart(self, story_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
        """Pairs of stories, smaller id first, that an editor said are not the same; every pair that one of these is in.

        What was said of a story that was merged since holds for the one it went into: each side is where it is by now.
        A pair that a later merge by hand made one is none any more.
        """
        return frozenset(pair for story in dict.fromkeys(story_ids) for pair in self._db.execute(_APART, (story,)).fetchall())

    def text_of(self, article_id: int) -> str:
        """The article's latest text, "" where there is none."""
        row = self._db.execute(
            "SELECT text FROM article_version WHERE article_id = ? ORDER BY number DESC LIMIT 1", (article_id,)
        ).fetchone()
        return str(row[0]) if row else ""

    def texts_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The latest texts of articles, each by its id."""
        rows = self._db.execute(
            "SELECT a.id, v.text FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = a.version"
            f" WHERE a.id IN ({_marks(ids)})",
            tuple(ids),
        )
        return dict(rows.fetchall())

    def by_ids(self, ids: Sequence[int]) -> list[Candidate]:
        """Articles by their ids, in that order."""
        return self._read(dict.fromkeys(ids, 0))

    # --- what outlets put around their headlines ---

    def affixes(self, source: str, upto: int | None = None) -> tuple[boilerplate.Affix, ...]:
        """What is taken off a source's headlines, as learned by now or by a version of its list."""
        return boilerplate.learned(self._db, source, upto)

    def affix_version(self, source: str) -> int:
        return boilerplate.version(self._db, source)

    def learn(self, source: str, affixes: Iterable[boilerplate.Affix]) -> None:
        """Count one more headline's, in the article's own transaction."""
        boilerplate.learn(self._db, source, affixes)

    # --- writing ---

    def open_story(self, now: dt.datetime) -> int:
        """A new story's id."""
        return int(self._db.execute("INSERT INTO story (created_at) VALUES (?)", (dated(now),)).lastrowid or 0)

    def index(self, article_id: int, title_keys: Sequence[int], body_keys: Sequence[int]) -> None:
        """Write an article's keys, in the article's own transaction. Keys of an older version stay: it is still found by them."""
        self._db.conn.executemany("INSERT OR IGNORE INTO title_key (k, id) VALUES (?, ?)", [(k, article_id) for k in title_keys])
        self._db.conn.executemany("INSERT OR IGNORE INTO body_key (k, id) VALUES (?, ?)", [(k, article_id) for k in body_keys])

    def move(self, article_id: int, moved: Sequence[PassedOn]) -> list[int]:
        """Whose news others of its story are, now that an article is there; the ids of those whose origin is another now."""
        return passing.move(self._db, article_id, moved)

    # --- reading ---

    def _ids(self, sql: str, parameters: Sequence[Any]) -> dict[int, int]:
        """Ids as keys. Feeds may hold lone surrogates, which UTF-8 cannot write: they are asked for as they are stored."""
        asked = tuple(_SURROGATE.sub("\ufffd", p) if isinstance(p, str) else p for p in parameters)
        return dict.fromkeys((int(row[0]) for row in self._db.execute(sql, asked)), 0)

    def _read(self, ids: dict[int, int]) -> list[Candidate]:
        """Articles by id, in the order given, with what they mention; `ids` maps an id to the keys it shares."""
        if not ids:
            return []
        wanted, marks = tuple(ids), _marks(tuple(ids))
        series: defaultdict[int, list[str]] = defaultdict(list)
        for article_id, slug in self._db.execute(f"SELECT article_id, series FROM article_series WHERE article_id IN ({marks})", wanted):
            series[article_id].append(slug)
        people: defaultdict[int, set[str]] = defaultdict(set)
        claims: defaultdict[int, set[tuple[str, str, str]]] = defaultdict(set)
        said = self._db.execute(
            f"SELECT article_id, kind, value, about, season FROM mention WHERE current = 1 AND article_id IN ({marks})", wanted
        )
        for article_id, kind, value, about, season in said:
            if kind == "cast":
                people[article_id].add(value)
            else:
                claims[article_id].add((about, season, value))
        found = {}
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM article a WHERE a.id IN ({marks})", wanted):
            when = moment(row[10] or row[11])
            found[row[0]] = Candidate(
                id=row[0], story_id=row[1], origin_id=row[2], url=row[3], title=row[4], folded_title=row[5], source=row[6], guid=row[7],
                tier=row[8], language=row[9], published=when or dt.datetime.min.replace(tzinfo=dt.UTC), day=row[12], body_hash=row[13],
                series=tuple(sorted(series[row[0]])), people=frozenset(people[row[0]]), claims=frozenset(claims[row[0]]),
                shared=ids[row[0]],
            )  # fmt: skip
        return [found[i] for i in wanted if i in found]


def _newest(table: str, keys: int, cap: int, before: int) -> str:
    """SQL for the `cap` newest ids below `before` of each of so many keys."""
    if table not in ("title_key", "body_key"):
        raise ValueError(table)
    one = f"SELECT id FROM (SELECT id FROM {table} WHERE k = ? AND id < {int(before)} ORDER BY id DESC LIMIT {int(cap)})"
    return " UNION ALL ".join([one] * keys)


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
