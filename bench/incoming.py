"""Stories that come in: an install with a long queue, and a writer that files more of them while somebody else measures.

`python -m bench.incoming fill FOLDER ARTICLES WAITING` makes a folder that stays; `write FOLDER` files until its input is closed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import stored as archive
from bench.titles import headlines
from desk import clock
from model.records import Article, Entry, Filing, Grouping, Judged, Mention, Part, Reading
from model.text import fold
from model.watched import Source
from store.store import Store

ROWS_A_SECOND = 200  # as the database counts them
ACCEPTED = 50  # stories with evidence that stands
BATCH = 500  # stories a transaction, while filling
KEYS = 24  # of a body, as many as a real one has
SEED = 20261125
ROOT = Path(__file__).parents[1]
PEOPLE = tuple(f"{family} {given}" for family in ("Park", "Yoon", "Cho", "Lee") for given in ("Ji-hu", "Chan-young", "Yi-hyun", "Yoo-mi"))
RELATIONS = ("returns_as", "joins_cast", "mention")
SOURCES = (Source(slug="press", way="feed", url="https://press.example/feed", tier="press"),) * 9 + (
    Source(slug="studio", way="feed", url="https://studio.example/feed", tier="official"),
)


def fill(folder: Path, articles: int, waiting: int) -> None:
    """An install with so many articles decided long ago, and so many stories that wait, a quarter of them told twice."""
    archive.install(folder, 1)
    (folder / "sources.yaml").write_text(
        "contact: https://example.org/about-our-bot\nsources:\n  - {slug: press, name: Hallyu Daily, feed: 'https://press.example/feed'}\n"
        "  - {slug: studio, name: Studio Newsroom, feed: 'https://studio.example/feed', tier: official}\n",
        encoding="utf-8",
    )
    people = ", ".join(f"{{slug: {_slug(name)}, name: {name}}}" for name in PEOPLE)
    (folder / "series.yaml").write_text(f"series:\n  - {{slug: aouad, titles: [{archive.SERIES}], people: [{people}]}}\n", encoding="utf-8")
    archive.fill(folder, articles - waiting - waiting // 4)
    with Store.open(folder / "data" / "news.db") as store, store.db.atomic():
        store.db.execute(
            "INSERT INTO search (rowid, title, body) SELECT id, article.title, text FROM article JOIN article_version ON article_id = id"
        )
    told = Told(random.Random(SEED))
    with Store.open(folder / "data" / "news.db") as store:
        run = store.visits.begin_run("crawl", told.at)
        for begin in range(0, waiting, BATCH):
            with store.db.atomic():
                for _ in range(min(BATCH, waiting - begin)):
                    told.file(store, run)
        standing, _ = store.queue.stories(limit=ACCEPTED)
        for row in standing:
            store.queue.judge(row["story_id"], "approve", "bench", told.at)
        for _ in range(len(standing)):
            told.file(store, run)
        store.db.execute("ANALYZE")


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


@dataclass
class Told:
    """Stories that come in, one after the other; none like another."""

    rng: random.Random
    at: dt.datetime = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    number: int = 0
    mark: str = "w"
    titles: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.titles, self.words = headlines(5_000, self.rng), headlines(2_000, self.rng)

    def file(self, store: Store, run: int) -> None:
        """A new story through the store; every fourth is told by a second article."""
        self.number += 1
        self.at += dt.timedelta(seconds=60)
        store.filings.save(
            self._filing("", Grouping(how="new", title_keys=self._keys(10), body_keys=self._keys(KEYS))), self.at, run_id=run
        )
        if self.number % 4 == 0:
            story = int(store.db.value("SELECT max(id) FROM story"))
            again = Grouping(how="story", story=story, title_keys=self._keys(10), body_keys=self._keys(KEYS))
            store.filings.save(self._filing("-again", again), self.at, run_id=run)

    def _keys(self, n: int) -> tuple[int, ...]:
        return tuple(self.rng.getrandbits(40) for _ in range(n))

    def _filing(self, suffix: str, grouping: Grouping) -> Filing:
        rng, key = self.rng, f"{self.mark}{self.number}{suffix}"
        person, year = rng.choice(PEOPLE), rng.randrange(2026, 2029)
        title = f"{archive.SERIES} season 2: {rng.choice(self.titles)}"
        cast = f"{person} returns to the school, {rng.choice(self.words)}."
        date = f"The second season is planned for {year}, {rng.choice(self.words)}."
        rest = " ".join(f"{sentence.capitalize()}." for sentence in rng.choices(self.words, k=40))
        text = f"{title}\n\n{cast}\n{date}\n{rest}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        url = f"https://press.example/{key}"
        source = rng.choice(SOURCES)
        return Filing(
            article=Article(
                source=source, entry=Entry(key=key, url=url, title=title), at=self.at, reading=Reading(title=title, quality="full")
            ),
            url=url,
            link=url,
            addresses=(),
            title=title,
            text=text,
            folded_title=fold(title),
            body_hash=digest,
            content_hash=digest[:32],
            language="en",
            kind="article",
            quality="full",
            published=self.at,
            published_day=self.at.date().isoformat(),
            published_precision="second",
            judged=(Judged(series="aouad", score=80, parts=(Part("title", 80, archive.SERIES),)),),
            mentions=(
                self._mention(text, person, cast, kind="cast", person=_slug(person), relation=rng.choice(RELATIONS)),
                self._mention(text, str(year), date, kind="date", about="premiere", precision="year", status="planned", season="S2"),
            ),
            grouping=grouping,
        )

    @staticmethod
    def _mention(text: str, value: str, quote: str, **said: Any) -> Mention:
        begin = text.index(quote)
        start = text.index(value, begin)
        return Mention(
            start=start, end=start + len(value), quote_start=begin, quote_end=begin + len(quote), value=value, series="aouad", **said
        )


def write(folder: Path) -> None:
    """File stories, ROWS_A_SECOND rows a second, until the pipe to us is closed; then say how it went, as JSON."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    told = Told(random.Random(SEED + 1), at=clock.now(), mark="n")
    locked = commits = 0
    began = time.monotonic()
    with Store.open(folder / "data" / "news.db") as store:
        run = store.visits.begin_run("crawl", clock.now())
        start = store.db.conn.total_changes
        while not ended.is_set():
            written = store.db.conn.total_changes - start
            ahead = written / ROWS_A_SECOND - (time.monotonic() - began)
            if ahead > 0:
                time.sleep(min(ahead, 1))
                continue
            told.at = clock.now()
            try:
                told.file(store, run)
            except sqlite3.OperationalError as error:
                locked += 1
                print(error, file=sys.stderr)
            commits += 1
        rows = store.db.conn.total_changes - start
    print(json.dumps({"rows": rows, "seconds": time.monotonic() - began, "filed": commits, "failed": locked}))


@contextmanager
def writing(folder: Path) -> Iterator[Callable[[], dict[str, float]]]:
    """The writer, at work; called, it stops and says how it went."""
    command = [sys.executable, "-m", "bench.incoming", "write", str(folder)]
    writer = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ended() -> dict[str, float]:
        said, _ = writer.communicate(timeout=60)
        found: dict[str, float] = json.loads(said)
        return found

    try:
        yield ended
    finally:
        writer.kill()
        writer.wait(30)


def main(arguments: list[str]) -> None:
    what, folder, *sizes = arguments
    if what == "write":
        write(Path(folder))
    else:
        fill(Path(folder), *map(int, sizes))


if __name__ == "__main__":
    main(sys.argv[1:])
