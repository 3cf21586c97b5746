"""What a change of rules or thresholds would do is listed before it is made, and is what it does."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.pages import read_page
from desk.cli import cli
from model.records import Article, Dropped, Entry, Page
from model.watch import read_series, read_thresholds
from model.watched import Source
from pipelines.judgement import judge
from pipelines.replay import Fate, flips
from store.archive import Archive
from store.store import Store

DATA = Path(__file__).parents[1] / "pipelines" / "data" / "relevance.jsonl"
START = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
RULES = """\
series:
  - slug: all-of-us-are-dead
    titles: [All of Us Are Dead, 지금 우리 학교는, AOUAD]
    seasons: [{number: 1, premiered: 2022-01-28}, {number: 2}]
    people:
      - {slug: park-ji-hu, name: Park Ji-hu, native: 박지후, plays: [{character: Nam On-jo}]}
      - {slug: lomon, name: Lomon, native: 로몬, plays: [{character: Lee Su-hyeok}]}
  - slug: low-water
    titles: [The Low Water Line, 썰물의 끝]
"""
# Another language's title is known, one series asks for more, a phrase is ruled out, and the scores of stories move.
OTHER = (
    RULES.replace("AOUAD]", "AOUAD, Estamos muertos]\n    threshold: 62\n    not: ['tops netflix', 'recap']")
    + "grouping: {same: 70, ask: 20, alike: 90}\n"
)


def stream() -> list[Article]:
    """A few hundred pages as they came, an hour apart, some in two outlets."""
    lines = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    lines = [x for x in lines if x["lang"] in ("en", "es", "ko")][::2]
    lines = [y for x in lines for y in ((x, x | {"title": x["title"] + ", report says"}) if x["id"].endswith(("2", "7")) else (x,))]
    random.Random(5).shuffle(lines)
    return [an_article(number, line) for number, line in enumerate(lines)]


def an_article(number: int, line: dict[str, Any]) -> Article:
    at = START + dt.timedelta(hours=number // 3)
    source = Source(slug=f"press{number % 5}", way="feed", url=f"https://press{number % 5}.example/feed", name=f"Press {number % 5}")
    url = f"https://{source.slug}.example/{number}"
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in (line["body"] + " " + line["body"]).split("\n"))
    markup = (
        f'<html lang="{line["lang"]}"><head><title>{html.escape(line["title"])}</title></head><body><article>'
        f"<h1>{html.escape(line['title'])}</h1>{paragraphs}</article></body></html>"
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page(url=url, requested_url=url, status=200, headers=headers, body=markup.encode(), fetched_at=at)
    entry = Entry(key=url, url=url, title=line["title"], summary=line["body"][:80], published=at.isoformat(), language=line["lang"])
    return Article(source=source, entry=entry, at=at, page=page, reading=read_page(page.body, url, page.content_type))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return stream()


@pytest.fixture(scope="module")
def folder(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawled(tmp_path_factory.mktemp("install"), RULES, articles)


def crawled(folder: Path, rules: str, articles: list[Article]) -> Path:
    """An install that judged and stored them under those rules."""
    (folder / "series.yaml").write_text(rules, encoding="utf-8")
    (folder / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    series, thresholds = read_series(folder / "series.yaml"), read_thresholds(folder / "series.yaml")
    archive = Archive(folder / "data" / "archive")
    with Store.open(folder / "data" / "news.db") as store:
        for article in articles:
            made = judge(article, series, store.stories, article.at, thresholds=thresholds)
            assert article.page is not None
            located = archive.write(article.page)
            if isinstance(made, Dropped):
                store.filings.drop(made, article.at, located=located)
            else:
                store.filings.save(made, article.at, located=located)
    archive.close()
    return folder


def actual(folder: Path) -> dict[str, Fate]:
    """Address -> what really became of it."""
    with Store.open(folder / "data" / "news.db", readonly=True) as store:
        db = store.db
        first = dict(db.execute("SELECT story_id, url FROM article GROUP BY story_id HAVING id = min(id)").fetchall())
        fates = {url: Fate() for (url,) in db.execute("SELECT url FROM dropped")}
        for number, url, story in db.execute("SELECT id, url, story_id FROM article").fetchall():
            series = tuple(sorted(row[0] for row in db.execute("SELECT series FROM article_series WHERE article_id = ?", (number,))))
            pairs = db.execute("SELECT story_id, other_id FROM suggestion WHERE article_id = ?", (number,)).fetchall()
            asked = tuple(sorted(first[one if other == story else other] for one, other in pairs))
            fates[url] = Fate(series=series, story=first[story], asked=asked)
    return fates


def say(folder: Path, *arguments: str, expect: int = 0) -> Any:
    done = CliRunner().invoke(cli, ["--dir", str(folder), *arguments, "--json"], env={"SHOWWIRE_NOW": "2026-03-08T00:00:00Z"})
    if expect:
        assert done.exception is not None
        return done
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_the_flips_that_eval_lists_are_those_that_happen(folder: Path, articles: list[Article], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(OTHER, encoding="utf-8")
    listed = say(folder, "eval", "--series", str(other))["flips"]
    before = actual(folder)
    (tmp_path / "changed").mkdir()
    after = actual(crawled(tmp_path / "changed", OTHER, articles))
    ordered = {a.entry.url: before[a.entry.url] for a in articles}
    happened = flips(ordered, after)
    assert {(f["url"], f["what"]) for f in listed} == {(f.key, f.what) for f in happened}
    assert {"gained", "lost", "story", "asked"} <= {f.what for f in happened}, "the change moves something of every kind"


def test_nothing_flips_where_nothing_changes(folder: Path) -> None:
    said = say(folder, "eval", "--same", "50")
    assert "flips" not in said
    assert said["items"] > 100


def test_a_threshold_alone(folder: Path, articles: list[Article], tmp_path: Path) -> None:
    listed = say(folder, "eval", "--threshold", "all-of-us-are-dead=75", "--same", "85")["flips"]
    changed = RULES.replace("AOUAD]", "AOUAD]\n    threshold: 75") + "grouping: {same: 85}\n"
    (tmp_path / "changed").mkdir()
    after = actual(crawled(tmp_path / "changed", changed, articles))
    before = actual(folder)
    assert {(f["url"], f["what"]) for f in listed} == {
        (f.key, f.what) for f in flips({a.entry.url: before[a.entry.url] for a in articles}, after)
    }
    assert listed


def test_what_cannot_be_is_refused(folder: Path) -> None:
    say(folder, "eval", "--threshold", "no-such=60", expect=2)
    say(folder, "eval", "--ask", "70", "--same", "60", expect=2)


def test_rules_test_says_nothing_while_the_rules_are_those_that_judged(folder: Path) -> None:
    said = say(folder, "rules", "test", "--days", "30")
    assert (said["gained"], said["lost"]) == ([], [])
    assert said["judged"]["page"] > 20
    assert said["judged"]["text"] > 20


def test_rules_test_lists_what_the_next_crawl_would_do(articles: list[Article], tmp_path: Path) -> None:
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    folder = crawled(tmp_path / "before", RULES, articles[:90])
    after = actual(crawled(tmp_path / "after", OTHER, articles[:90]))
    before = actual(folder)
    (folder / "series.yaml").write_text(OTHER, encoding="utf-8")
    said = say(folder, "rules", "test", "--days", "30")
    for what, mine, theirs in (("gained", after, before), ("lost", before, after)):
        wanted = {(url, slug) for url in before for slug in set(mine[url].series) - set(theirs[url].series)}
        assert {(row["url"], row["series"]) for row in said[what]} == wanted
        assert wanted
    for row in said["gained"] + said["lost"]:
        assert row["after"] >= (62 if row["series"] == "all-of-us-are-dead" else 50) or row["what"] == "lost"
        assert row["parts"] or row["what"] == "lost"  # a higher threshold loses without any part that differs
    old = say(folder, "rules", "test", "--days", "1")
    assert sum(old["judged"].values()) < sum(said["judged"].values())


def test_what_was_left_out_without_a_page_is_judged_by_its_summary(articles: list[Article], tmp_path: Path) -> None:
    import dataclasses

    bare = [dataclasses.replace(a, page=None, reading=None) for a in articles[:20]]
    (tmp_path / "series.yaml").write_text("series: []\n", encoding="utf-8")
    with Store.open(tmp_path / "data" / "news.db") as store:
        for article in bare:
            made = judge(article, (), store.stories, article.at)
            assert isinstance(made, Dropped)
            store.filings.drop(made, article.at)
    (tmp_path / "series.yaml").write_text(RULES, encoding="utf-8")
    said = say(tmp_path, "rules", "test", "--days", "30")
    assert said["judged"] == {"text": 0, "page": 0, "summary": 20}
    assert {row["from"] for row in said["gained"]} == {"summary"}


def test_editors_decisions_are_the_labels(articles: list[Article], tmp_path: Path) -> None:
    folder = crawled(tmp_path, RULES, articles[:60])
    with Store.open(folder / "data" / "news.db") as store:
        stories = [row[0] for row in store.db.execute("SELECT id FROM story ORDER BY id LIMIT 6")]
        now = START + dt.timedelta(days=9)
        store.queue.judge(stories[0], "approve", "mina", now)
        store.queue.judge(stories[1], "reject", "mina", now, note="off topic")
        store.queue.judge(stories[2], "reject", "mina", now, note="we have had enough of this")
        store.queue.merge(stories[3], stories[4], "mina", now)
        store.queue.apart(stories[4], stories[5], "mina", now)
        store.queue.merge(stories[5], stories[2], "joon", now)
        store.queue.undo("joon", now)
    said = say(folder, "eval")
    relevance, grouping = said["now"]["relevance"], said["now"]["grouping"]
    assert relevance["recall"] == 1.0
    assert {w["said"] for w in relevance["wrong"]} == {"off topic"}
    assert relevance["precision"] == pytest.approx(1 - len(relevance["wrong"]) / relevance["labels"], abs=1e-3)
    assert {w["by"] for w in grouping["wrong"]} == {"merge"}
    assert grouping["labels"] == grouping["right"] + len(grouping["wrong"]) >= 3


def answers(folder: Path, kind: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    done = CliRunner().invoke(cli, ["--dir", str(folder), "try", kind, "--jsonl"], input=lines)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_explain_is_enough_to_decide_again(folder: Path, tmp_path: Path) -> None:
    """What it says, fed to `try` in a folder that has series.yaml and no database, gives every score again."""
    (tmp_path / "series.yaml").write_text((folder / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with Store.open(folder / "data" / "news.db", readonly=True) as store:
        joined = [row[0] for row in store.db.execute("SELECT id FROM article WHERE how = 'story' ORDER BY id DESC LIMIT 4")]
        others = [row[0] for row in store.db.execute("SELECT id FROM article WHERE how <> 'story' ORDER BY id DESC LIMIT 4")]
        dropped = [row[0] for row in store.db.execute("SELECT url FROM dropped ORDER BY id DESC LIMIT 4")]
        grouped = {row[0]: row[1:] for row in store.db.execute("SELECT id, story_id, how_score, how_reason FROM article")}
    neighbours = 0
    for asked in (*joined, *others, *dropped):
        said = say(folder, "explain", str(asked))
        why = said["reasons"]
        again = answers(tmp_path, "relevance", [one["record"] for one in why["relevance"]])
        for one, answer in zip(why["relevance"], again, strict=True):
            assert (answer["score"], answer["parts"]) == (one["score"], one["parts"])
            assert one["stored"] in (None, one["score"])
            assert one["score"] == 0 or one["hits"]
            for hit in one["hits"]:
                field = {"title": "title", "summary": "summary", "body": "body"}[hit["field"]]
                assert one["record"][field][hit["start"] : hit["end"]] == hit["text"]
        if said["found"] != "article":
            continue
        assert why["by"] == why["by_now"] | {"affixes": why["by"]["affixes"]}
        again = answers(tmp_path, "pairs", [near["record"] for near in why["nearest"]])
        for near, answer in zip(why["nearest"], again, strict=True):
            assert [answer[k] for k in ("score", "reason", "text_shared")] == [near[k] for k in ("score", "reason", "text_shared")]
            assert bool(near["stopped_by"]) == answer["forbidden"]
        neighbours += len(again)
        if asked in joined:  # the decision itself: the likest that no guard stops
            story, score, reason = grouped[asked]
            mine = [n for n in why["nearest"] if n["story"] == story]
            if "of its text" in reason:
                assert f"{max(n['text_shared'] for n in mine):.0%} of its text" in reason
            else:
                assert (score, reason) in [(n["score"], n["reason"]) for n in mine if not n["stopped_by"]]
    assert neighbours > 5


def test_explain_in_words(folder: Path) -> None:
    with Store.open(folder / "data" / "news.db", readonly=True) as store:
        (number,) = store.db.execute("SELECT id FROM article WHERE how = 'story' ORDER BY id DESC").fetchone()
    said = CliRunner().invoke(cli, ["--dir", str(folder), "explain", str(number)]).output
    assert "by same 50, ask 35" in said
    assert ": title " in said
    assert "(the title: " in said
    assert "(story " in said


def test_an_article_of_two_series_is_in_both_to_the_published_file(tmp_path: Path) -> None:
    both = {
        "lang": "en", "title": "Dates for All of Us Are Dead and The Low Water Line",
        "body": "All of Us Are Dead returns on 2 October 2026, and The Low Water Line follows on 13 November 2026, the streamer said.",
    }  # fmt: skip
    one = {
        "lang": "en",
        "title": "First trailer of The Low Water Line",
        "body": "The drama The Low Water Line shows its first trailer today.",
    }
    folder = crawled(tmp_path, RULES, [an_article(0, both), an_article(1, one)])
    with Store.open(folder / "data" / "news.db") as store:
        for slug, articles in (("all-of-us-are-dead", 1), ("low-water", 2)):
            assert sum(row["articles"] for row in store.queue.stories(series=slug)[0]) == articles
        store.queue.approve_all("mina", START)
    say(folder, "publish")
    published = [json.loads(line) for line in (folder / "data" / "public" / "articles.ndjson").read_text(encoding="utf-8").splitlines()]
    assert {row["title"]: (row["series"], row["also_series"]) for row in published} == {
        both["title"]: ("all-of-us-are-dead", "low-water"),
        one["title"]: ("low-water", None),
    }


def test_a_pattern_that_would_run_for_ever_elsewhere_costs_nothing(tmp_path: Path) -> None:
    """`re` needs longer than the world lasts for these; a test that hangs fails by its time limit."""
    rules = RULES.replace("AOUAD]", "AOUAD]\n    not: ['(a+)+$', '(x|xx|xxx)*y', '(.*)*(.*)*z!', '([a-z]+)*[0-9]{1,50}q']")
    text = {
        "lang": "en",
        "title": "All of Us Are Dead: " + "a" * 300 + "!",
        "body": "All of Us Are Dead. " + "a" * 9000 + "! " + "x" * 9000,
    }
    folder = crawled(tmp_path, rules, [an_article(0, text)])
    assert say(folder, "rules", "test", "--days", "30") == {
        "days": 30, "judged": {"text": 1, "page": 0, "summary": 0}, "gained": [], "lost": [],
    }  # fmt: skip
    assert say(folder, "explain", "1")["reasons"]["relevance"][0]["score"] >= 50
