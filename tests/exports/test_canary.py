"""The promise: a word that stands only in what is private leaves with no file, no answer and no notice.

Every text column of the schema is private unless it is named here. So a column that is added later carries the word too,
and whoever lets it out has to write it down.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.telling import changes_teller
from exports import serve
from exports.publish import publish
from model.targets import Target, Targets
from model.watched import Beware, Rules
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, a_source, an_article
from tests.exports.test_publish import NOW, a_store, contents
from tests.exports.test_serve import ended

pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

WORD = "kanarienvogel"
# What may leave of a row that an editor approved.
PUBLIC: Mapping[str, frozenset[str]] = {
    "article": frozenset(
        {"url", "link", "source", "title", "language", "published", "published_day", "published_precision", "authors", "excerpt", "tier"}
        | {"first_seen"}
    ),
    "article_series": frozenset({"series"}),
    "mention": frozenset(
        {"quote", "value", "series", "season", "character", "relation", "about", "precision", "status", "region"}
    ),
    "claim": frozenset({"series", "season", "about", "region", "value", "precision", "status", "first_seen", "last_seen"}),
    "belief_change": frozenset(
        {"at", "series", "season", "about", "region", "before", "after", "status_before", "status_after"}
    ),
    "verdict": frozenset({"at"}),
}  # fmt: skip
# What decides whether a row leaves, or says which; it holds one of a few words, or a key.
DECIDES: Mapping[str, frozenset[str]] = {
    "article": frozenset({"state"}),
    "mention": frozenset({"state", "kind"}),
    "verdict": frozenset({"action", "target"}),
    "published": frozenset({"of_table", "row_id", "at"}),  # what was published before
    "revision": frozenset({"epoch"}),
    "outbox": frozenset({"event", "target", "kind", "subject", "body", "made_at", "due_at", "ended_at", "said", "state"}),  # what is told
    "_sqlite_migrations": frozenset({"migration_set", "name", "applied_at"}),
}
LOOKED_AT = 600  # answers of the server


def text_columns(db: sqlite3.Connection) -> dict[str, list[str]]:
    tables = [
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'")
    ]
    return {t: [row[1] for row in db.execute(f"PRAGMA table_xinfo([{t}])") if row[2] == "TEXT" and not row[6]] for t in tables}


def strew(db: sqlite3.Connection) -> dict[str, list[str]]:
    """The word in every private column of every row, and one row at least in every table; the columns."""
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")
    strewn: dict[str, list[str]] = {}
    for table, columns in text_columns(db).items():
        if not db.execute(f"SELECT 1 FROM [{table}] LIMIT 1").fetchone():
            _one_row(db, table)
        private = [c for c in columns if c not in PUBLIC.get(table, frozenset()) | DECIDES.get(table, frozenset())]
        strewn[table] = private
        triggers = [
            (name, sql) for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
        ]
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER [{name}]")
        for row in db.execute(f"SELECT * FROM [{table}]").fetchall() if private else ():
            _mark(db, table, private, row)
        for _, sql in triggers:
            db.execute(sql)
    return strewn


def _one_row(db: sqlite3.Connection, table: str) -> None:
    columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info([{table}])")]
    values = [f"{WORD} {table}" if kind == "TEXT" else b"" if kind == "BLOB" else 1 for _, kind in columns]
    db.execute(f"INSERT INTO [{table}] VALUES ({', '.join('?' * len(values))})", values)


def _mark(db: sqlite3.Connection, table: str, private: list[str], row: tuple[Any, ...]) -> None:
    columns = [each[1] for each in db.execute(f"PRAGMA table_info([{table}])")]
    found = dict(zip(columns, row, strict=True))
    keys = [each[1] for each in db.execute(f"PRAGMA table_info([{table}])") if each[5]] or columns
    number = "-".join(str(found[key]) for key in keys)
    sets = ", ".join(f"[{column}] = ?" for column in private)
    where = " AND ".join(f"[{key}] IS ?" for key in keys)
    db.execute(
        f"UPDATE [{table}] SET {sets} WHERE {where}", [*(f"{WORD} {table} {c} {number}" for c in private), *(found[k] for k in keys)]
    )


def a_newsroom(folder: Path) -> Store:
    """What is approved, and all that is not: whose every text is the word."""
    store = a_store(folder)
    article = an_article(store, title="fine", body=f"{WORD} stands far off.\nIt comes in 2027, they say.\nOther {WORD} in 2031.")
    a_mention(store, article, "2027", value="2027", about="premiere", season="S2", status="rumoured", precision="year")
    for state in ("rejected", "open", "choose"):
        a_mention(store, article, "2031", about="premiere", season="S2", state=state, value=f"1931 {WORD}", character=WORD, status=WORD)
    a_mention(store, article, "2031", about="premiere", season="S2", current=0, value=f"1932 {WORD}")
    for state in ("new", "waiting", "rejected"):
        pending = an_article(
            store, title=f"{WORD} {state}", excerpt=WORD, state=state, url=f"https://{WORD}.example/{state}", source=WORD, authors=(WORD,),
            approved=NOW,
        )  # fmt: skip
        a_mention(store, pending, "2026", about="premiere", season="S2", value=f"1933 {WORD}")
        a_mention(store, pending, "2026", kind="cast", person=WORD, character=WORD, value=WORD)
    off_topic = an_article(store, title=f"{WORD} off topic", series="")
    a_mention(store, off_topic, "2026", about="premiere", season="S2", series="", value=f"1934 {WORD}")
    store.claims.recompute_for([article, off_topic], NOW - dt.timedelta(hours=5))
    return store


@pytest.fixture
def strewn(tmp_path: Path) -> Store:
    store = a_newsroom(tmp_path)
    columns = strew(store.db.conn)
    assert {"text"} <= set(columns["article_version"])
    assert {"note", "editor", "batch", "before", "after"} <= set(columns["verdict"])
    assert {"title", "reason", "detail"} <= set(columns["dropped"])
    assert {"reason"} <= set(columns["suggestion"])
    store.db.execute("DELETE FROM revision")  # of a row that never was
    store.db.execute("DELETE FROM published")
    store.db.execute("DELETE FROM outbox")
    return store


def out(store: Store, folder: Path, now: dt.datetime = NOW, **other: Any) -> dict[str, Any]:
    series, source = a_series(), a_source(note=WORD, rules=Rules(links=WORD, cut=(WORD,)), spider=WORD, cron=WORD)
    people = tuple(dataclasses.replace(p, beware=(Beware(name=WORD, native=WORD),), agency=WORD) for p in series.people)
    series = dataclasses.replace(series, names_not=(WORD,), platform=(WORD,), people=people)
    return publish(store.public, folder, now, series=(series,), sources=(source,), **other)


def told(data: bytes, name: str = "") -> bool:
    """Whether the word is in it, also where a format packs its text."""
    if name.endswith(".parquet"):
        from pyarrow import parquet

        data += str(parquet.read_table(name).to_pylist()).encode()
    return WORD.encode() in data.lower()


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_file_tells_it(strewn: Store, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    for hours in (0, 1):  # the second has a history
        out(strewn, folder, NOW + dt.timedelta(hours=hours))
        for path in files(folder):
            assert not told(path.read_bytes(), str(path)), path.name
            assert not told(path.name.encode())
        strewn.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
        an_article(strewn, title="another", approved=DAY)
    assert sum(b"2027, they say" in data for data in contents(folder).values()) > 3


def test_the_word_would_be_found(tmp_path: Path) -> None:
    """The trial of the trial: in a public column it shows, in files and answers."""
    store = a_store(tmp_path)
    store.db.execute("UPDATE article SET title = ? WHERE id = 1", (f"News of a {WORD}",))
    out(store, tmp_path / "public")
    assert [path.name for path in files(tmp_path / "public") if told(path.read_bytes(), str(path))]
    assert [url for url, answer in asyncio.run(crawled(tmp_path / "public", 60)) if told(answer.content)]


def test_no_answer_tells_it(strewn: Store, tmp_path: Path) -> None:
    out(strewn, tmp_path / "public")
    an_article(strewn, title="another", approved=DAY)
    out(strewn, tmp_path / "public", NOW + dt.timedelta(hours=1))
    answers = asyncio.run(crawled(tmp_path / "public", LOOKED_AT))
    seen = {url.partition("?")[0] for url, _ in answers}
    assert {"/", "/showwire", "/showwire/articles", "/showwire/articles.json", "/showwire/claims.csv", "/since.json", "/index.html"} <= seen
    assert any(re.fullmatch(r"/showwire/articles/\d+", url) for url in seen)
    for url, answer in answers:
        assert not told(answer.content), url
        assert not told(str(answer.headers).encode()), url


async def crawled(folder: Path, most: int) -> list[tuple[str, httpx.Response]]:
    """Answers of the server: what its pages link to, every table in each form, and Datasette's pages of itself."""
    application = serve.app(folder)
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    waiting = deque(["/", "/showwire", "/showwire.json", "/since.json", "/since.json?size=1000", "/-/metadata.json", "/-/databases.json"])
    waiting += ["/-/versions.json", "/-/settings.json", "/-/plugins.json", "/-/threads.json", f"/{WORD[:3]}", "/showwire/nothing"]
    known, found, shapes = set(waiting), [], dict[str, int]()
    async with httpx.AsyncClient(transport=transport, base_url="http://wire.example") as client:
        while waiting and len(found) < most:
            url = waiting.popleft()
            answer = await client.get(url)
            found.append((url, answer))
            if answer.headers.get("content-type", "").startswith("text/html"):
                for link in re.findall(r'href="(/?[^":#]+)"', answer.text):
                    link = ("/" + link.lstrip("/")).replace("&amp;", "&")
                    for each in (
                        link,
                        re.sub(r"^(/showwire/\w+)$", r"\1.json?_size=max", link),
                        re.sub(r"^(/showwire/\w+)$", r"\1.csv", link),
                    ):
                        shape = re.sub(r"\d+|=[^&]*", "#", each)
                        shapes[shape] = shapes.get(shape, 0) + 1
                        if each not in known and shapes[shape] <= 6:  # of what looks alike a few
                            known.add(each)
                            waiting.append(each)
        await ended(application)
    return found


def test_no_notice_tells_it(strewn: Store, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    targets = Targets(targets=(Target(slug="fans", way="webhook", url="https://fans.example/", secret="fans"),))
    out(strewn, folder)
    article = an_article(strewn, title="It moves", tier="official", body=f"Now on 13 November 2026.\n{WORD}.", at=NOW)
    said = {"about": "premiere", "season": "S2", "status": "confirmed", "precision": "day", "official": 1}
    a_mention(strewn, article, "13 November 2026", value="2026-11-13", **said)
    strewn.db.execute("INSERT INTO belief_change (at, series, season, about, region, before, after, status_before, status_after)"
                      " VALUES ('2026-03-12T10:00:00Z', 'low-water', 'S2', 'premiere', '', '2026-09-12', '2026-11-13', 'official', 'official')")  # fmt: skip
    out(strewn, folder, NOW + dt.timedelta(hours=1), tell=changes_teller(strewn, targets, NOW))
    (notice,) = strewn.outbox.listed()
    assert notice.body["data"]["changes"][0]["after"] == "2026-11-13"
    assert not told(str(notice).encode())
