"""The commands on the sample newsroom, through the real program: from the wire to the published file."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from newsroom.articles import DAYS
from newsroom.site import Newsroom
from tests.desk.sampled import ROOT, answer, showwire


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(day=1) as site:
        yield site


@pytest.fixture(scope="module")
def folder(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An install that watches the sample, crawled on its first day."""
    place = tmp_path_factory.mktemp("install")
    (place / "sources.yaml").write_text(newsroom.sources_yaml(), encoding="utf-8")
    (place / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    summary = answer(place, "crawl", "--all")
    assert summary["failed"] == 0
    assert summary["visited"] == 4
    return place


def articles(folder: Path) -> list[tuple[str, int]]:
    database = sqlite3.connect(folder / "data" / "news.db")
    try:
        return database.execute("SELECT title, version FROM article ORDER BY url").fetchall()
    finally:
        database.close()


def test_the_crawl_keeps_what_is_about_the_series(newsroom: Newsroom, folder: Path) -> None:
    wanted = {a.title for a in newsroom.articles() if a.on_topic and not a.gone}
    kept = {title for title, _ in articles(folder)}
    assert len(kept & wanted) >= 0.9 * len(wanted), wanted - kept
    assert len(kept - wanted) <= 0.1 * len(kept), kept - wanted


def test_a_second_crawl_brings_nothing_new(newsroom: Newsroom, folder: Path) -> None:
    before = articles(folder)
    asked = len(newsroom.requests)
    summary = answer(folder, "crawl", "--all")
    assert (summary["new"], summary["copies"], summary["updated"], summary["failed"]) == (0, 0, 0, 0)
    assert summary["not_modified"] == 4
    assert articles(folder) == before
    later = newsroom.requests[asked:]
    assert later
    assert all(request.conditional and request.status == 304 for request in later), "feeds alone are asked, and conditionally"


def test_nothing_is_due_right_after(folder: Path) -> None:
    assert answer(folder, "crawl", "--dry-run") == {"would_visit": [], "would_look_again": []}


def test_the_whole_way_to_the_published_file(newsroom: Newsroom, folder: Path) -> None:
    """Approve, publish, read back; an edit makes a version and comes back to the queue; undo takes it all back."""
    assert answer(folder, "queue", "list")
    assert json.loads(showwire(folder, "publish", "--json"))["rows"]["articles"] == 0, "nothing unreviewed leaks"
    decided = answer(folder, "queue", "approve", "--all")
    assert decided["stories"] > 0
    assert answer(folder, "queue", "approve", "--all")["stories"] == 0
    rows = answer(folder, "publish")["rows"]
    public = folder / "data" / "public"
    assert rows["articles"] == len(articles(folder))
    with (public / "articles.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows["articles"]
    assert len((public / "cast_mentions.ndjson").read_text(encoding="utf-8").splitlines()) == rows["cast_mentions"] > 0
    assert len(feedparser.parse(public / "stories.atom").entries) == rows["stories"]
    database = sqlite3.connect(public / "showwire.db")
    private = sqlite3.connect(folder / "data" / "news.db")
    for article, version, quote, start, end in database.execute("SELECT article_id, version, quote, start, end FROM date_mentions"):
        (text,) = private.execute("SELECT text FROM article_version WHERE article_id = ? AND number = ?", (article, version)).fetchone()
        assert text[start:end] == quote
    database.close()
    private.close()

    newsroom.day = DAYS
    summary = answer(folder, "crawl", "--all")
    assert summary["new"] > 0
    assert any(version > 1 for _, version in articles(folder)), "an edit makes a version"
    showwire(folder, "queue", "undo")
    assert answer(folder, "publish")["rows"]["articles"] == 0


def test_explain_says_why_and_why_not(folder: Path) -> None:
    said = showwire(folder, "explain", "1")
    assert "relevance to all-of-us-are-dead" in said
    database = sqlite3.connect(folder / "data" / "news.db")
    (url,) = database.execute("SELECT url FROM dropped WHERE reason = 'off_topic' LIMIT 1").fetchone()
    database.close()
    assert "left out: off topic" in showwire(folder, "explain", url)
    showwire(folder, "explain", "https://nowhere.example/", expect=2)


def test_status_check_and_healthcheck(folder: Path) -> None:
    status = answer(folder, "status")
    assert {s["slug"] for s in status["sources"]} == {s["slug"] for s in answer(folder, "sources", "list")}
    assert answer(folder, "check")["problems"] == []
    assert answer(folder, "healthcheck")["ok"]
    showwire(folder, "status")


def test_backup_and_restore(folder: Path, tmp_path: Path) -> None:
    kept = articles(folder)
    showwire(folder, "backup", str(tmp_path / "copy.db"))
    (tmp_path / "other").mkdir()
    showwire(tmp_path / "other", "restore", str(tmp_path / "copy.db"))
    assert articles(tmp_path / "other") == kept
    showwire(folder, "migrate")


def test_one_bad_source_stops_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    text = newsroom.sources_yaml() + '  - {slug: broken, feed: "http://127.0.0.1:1/feed"}\n'
    (tmp_path / "sources.yaml").write_text(text.replace("allow: [", 'allow: ["127.0.0.1:1", ', 1), encoding="utf-8")
    (tmp_path / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    summary = answer(tmp_path, "crawl", "--all", expect=3)
    assert summary["failed"] == 1
    assert summary["sources"]["broken"]["error"]
    assert summary["new"] > 0
    assert answer(tmp_path, "crawl", "broken", expect=1)["failed"] == 1


def test_a_private_address_is_not_reached_unless_it_is_named(newsroom: Newsroom, tmp_path: Path) -> None:
    lines = [line for line in newsroom.sources_yaml().splitlines() if not line.startswith("allow:")]
    (tmp_path / "sources.yaml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "series.yaml").write_text("series: []\n", encoding="utf-8")
    asked = len(newsroom.requests)
    summary = answer(tmp_path, "crawl", "--all", expect=1)
    assert summary["failed"] == summary["visited"] == 4
    assert len(newsroom.requests) == asked, "not one request"


def test_mistakes_name_the_place_and_what_to_do(folder: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    def complaint(place: Path, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "desk.cli", "--dir", str(place), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    (tmp_path / "sources.yaml").write_text("sources:\n  - slug: a\n    feed: https://a.example/f\n    intervall: 10m\n", encoding="utf-8")
    (tmp_path / "series.yaml").write_text("series: []\n", encoding="utf-8")
    code, said = complaint(tmp_path, "crawl")
    assert code == 2
    assert "sources.yaml:4" in said
    assert "intervall" in said
    code, said = complaint(folder, "crawl", "no-such-source")
    assert code == 2
    assert "no-such-source" in said
    code, said = complaint(tmp_path / "empty", "status")
    assert code in (1, 2)
    assert "hint:" in said
    code, said = complaint(folder, "init")
    assert code == 2
    assert "already" in said


def test_init_writes_what_check_accepts(tmp_path: Path) -> None:
    showwire(tmp_path / "new", "init")
    said = answer(tmp_path / "new", "check")
    assert said["problems"] == []
    assert ["placeholder" in warning for warning in said["warnings"]] == [True]


def test_try_answers_line_by_line(folder: Path) -> None:
    lines = '{"id": 1, "url": "http://127.0.0.1/"}\nnonsense\n{"id": 3}\n{"id": 4, "url": "https://example.org/"}\n'
    answers = [json.loads(line) for line in showwire(folder, "try", "addresses", "--jsonl", stdin=lines).splitlines()]
    assert [a["id"] for a in answers] == [1, None, 3, 4]
    assert [a.get("allowed") for a in answers] == [False, None, None, True]
    assert "line 2" in answers[1]["error"]
    assert "'url'" in answers[2]["error"]


def test_try_source_and_page_store_nothing(newsroom: Newsroom, folder: Path) -> None:
    slug = answer(folder, "sources", "list")[0]["slug"]
    before = (folder / "data" / "news.db").stat().st_mtime_ns
    brought = answer(folder, "try", "source", slug)
    assert {row["verdict"] for row in brought["articles"]} >= {"kept", "off_topic"}
    article = next(a for a in newsroom.articles() if not a.gone and a.outlet == slug)
    assert answer(folder, "try", "page", newsroom.url(article))["title"] == article.title
    assert (folder / "data" / "news.db").stat().st_mtime_ns == before


def test_sources_add_pause_and_export(newsroom: Newsroom, folder: Path, tmp_path: Path) -> None:
    allow = next(line for line in newsroom.sources_yaml().splitlines() if line.startswith("allow:"))
    (tmp_path / "sources.yaml").write_text(f"# ours\n{allow}\nsources: []\n", encoding="utf-8")
    outlets = answer(folder, "sources", "list")
    feed = next(o for o in outlets if o["way"] == "feed")
    added = answer(tmp_path, "sources", "add", feed["url"].rsplit("/", 1)[0] + "/")
    assert added["url"] == feed["url"]
    assert "# ours" in (tmp_path / "sources.yaml").read_text(encoding="utf-8")
    showwire(tmp_path, "sources", "pause", added["slug"], "--note", "too noisy")
    assert answer(tmp_path, "sources", "list")[0]["paused"]
    showwire(tmp_path, "sources", "resume", added["slug"])
    (tmp_path / "out.opml").write_text(showwire(tmp_path, "sources", "export"), encoding="utf-8")
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    assert answer(tmp_path / "again", "sources", "import", str(tmp_path / "out.opml"))["added"] == 1
    assert answer(tmp_path, "sources", "check")[0]["state"] == "ok"


def test_every_command_has_help_and_says_what_it_does() -> None:
    from click import Context, Group

    from desk.cli import COMMANDS, cli

    for name in COMMANDS:
        command = cli.get_command(Context(cli), name)
        assert command is not None
        members = [command, *command.commands.values()] if isinstance(command, Group) else [command]
        assert all(member.help for member in members), name


def test_check_finds_a_published_quote_that_is_not_proven(folder: Path, tmp_path: Path) -> None:
    install = tmp_path / "install"
    shutil.copytree(folder, install)
    showwire(install, "queue", "approve", "--all")
    showwire(install, "publish")
    assert answer(install, "check")["problems"] == []
    published = sqlite3.connect(install / "data" / "public" / "showwire.db")
    published.execute("UPDATE cast_mentions SET quote = quote || '!' WHERE id = (SELECT min(id) FROM cast_mentions)")
    published.commit()
    published.close()
    (problem,) = answer(install, "check", expect=1)["problems"]
    assert problem.startswith("showwire.db: cast_mentions ")


def test_no_description_of_a_command_is_cut_at_80_columns() -> None:
    from click import Context, Group

    from desk.cli import cli

    groups, cut = [("showwire", cli)], []
    for name, group in groups:
        context = Context(group)
        names = group.list_commands(context)
        room = 80 - 6 - max(map(len, names))
        for one in names:
            command = group.get_command(context, one)
            assert command is not None
            said = command.get_short_help_str(room)
            cut += [f"{name} {one}: {said}"] if said.endswith("...") else []
            groups += [(f"{name} {one}", command)] if isinstance(command, Group) else []
    assert cut == []


def test_a_mistyped_command_is_guessed_and_an_unknown_story_leads_on(folder: Path) -> None:
    from click import UsageError as Mistyped

    from desk.cli import cli
    from model.errors import UsageError

    with pytest.raises(Mistyped, match=r"No such command 'pubish'\. Did you mean publish\?"):
        cli.main(["pubish"], standalone_mode=False)
    with pytest.raises(Mistyped, match=r"No such command 'xyzzy'\.$"):
        cli.main(["xyzzy"], standalone_mode=False)
    state = "SELECT state FROM article ORDER BY id"
    with sqlite3.connect(folder / "data" / "news.db") as database:
        before = database.execute(state).fetchall()
    for words in (
        ("queue", "approve", "9999"),
        ("queue", "merge", "9999", "1"),
        ("queue", "reject", "--dry-run", "9999"),
        ("queue", "reject", "1", "9999"),
    ):
        with pytest.raises(UsageError) as refused:
            cli.main(["--dir", str(folder), *words], standalone_mode=False)
        assert "`showwire queue list`" in refused.value.hint, words
    with sqlite3.connect(folder / "data" / "news.db") as database:
        assert database.execute(state).fetchall() == before, "all of them or none"


def test_the_link_of_a_new_editor_is_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from desk.cli import cli

    cli.main(["--dir", str(folder), "editors", "add", "Nari", "--desk", "https://desk.example/"], standalone_mode=False)
    assert re.fullmatch(r"Nari may sign in as editor, once: https://desk\.example/sign-in/[\w-]{20,}\n", capsys.readouterr().out)
