"""The commands: what a publish moved reaches a receiver, and what was given up is listed and sent again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desk import telling
from desk.cli import cli
from desk.place import Place
from model.errors import ConfigError, UsageError
from notices import signing
from tests.accepted import a_mention, an_article, close_opened
from tests.building import NOW
from tests.exports.test_publish import a_store
from tests.notices.receiver import Receiver

KEY = signing.new_key()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOWWIRE_NOW", "2026-03-12T09:00:00Z")
    monkeypatch.setenv("SHOWWIRE_SECRET_FANS", KEY)
    (tmp_path / "sources.yaml").write_text("sources:\n  - {slug: courier, feed: 'https://courier.example/feed'}\n")
    (tmp_path / "series.yaml").write_text("series:\n  - {slug: low-water, titles: [Low Water], seasons: [{number: 1}, {number: 2}]}\n")
    (tmp_path / "data").mkdir()
    a_store(tmp_path / "data")
    return tmp_path


def told(install: Path, receiver: Receiver, on: str = "changes") -> None:
    (install / "notices.yaml").write_text(
        f"allow: ['{receiver.at}']\nnotices:\n  - {{slug: fans, webhook: 'http://{receiver.at}/hook', on: [{on}]}}\n"
    )


def run(install: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--dir", str(install), *arguments], standalone_mode=False)


def answer(install: Path, *arguments: str) -> Any:
    result = run(install, *arguments, "--json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def moves(install: Path) -> None:
    with Place(install).store() as store:
        article = an_article(store, title="It moves", tier="official", body="Now on 13 November 2026.", at=NOW)
        said = {"about": "premiere", "season": "S2", "status": "confirmed", "precision": "day", "official": 1}
        a_mention(store, article, "13 November 2026", value="2026-11-13", **said)
        store.claims.recompute_for([article], NOW)


def test_a_date_that_moved_reaches_the_receiver_once(install: Path) -> None:
    with Receiver() as receiver:
        told(install, receiver)
        answer(install, "publish")
        assert receiver.got == []  # the first edition is no news
        moves(install)
        answer(install, "publish", "--dry-run")
        assert receiver.got == []
        for _ in range(2):
            answer(install, "publish")
        (got,) = receiver.got
    assert signing.verified(signing.keys(KEY), got.headers, got.body, 1773306000)
    body = json.loads(got.body)
    assert body["type"] == "showwire.changes"
    assert [(c["before"], c["after"]) for c in body["data"]["changes"]] == [("2026-09-12", "2026-11-13")]
    assert body["data"]["cursor"] == json.loads((install / "data" / "public" / "since-pages.json").read_text())["cursor"]
    assert [n["state"] for n in answer(install, "notices", "list")] == ["sent"]
    close_opened()


def test_a_receiver_that_is_down_fails_no_publish_and_is_told_later(install: Path) -> None:
    with Receiver(500) as receiver:
        told(install, receiver)
        answer(install, "publish")
        moves(install)
        result = run(install, "publish")
        assert (result.exception, "try 1 of 10: answered 500" in result.stderr) == (None, True)
        with Place(install).store() as store:
            (notice,) = store.outbox.listed()
            store.outbox.ended(notice.id, "dead", NOW, "answered 500")
        assert answer(install, "status")["notices"]["dead"][0]["said"] == "answered 500"
        assert f"notices replay {notice.id}" in run(install, "status").stdout
        assert "answered 500" in run(install, "notices", "list", "--state", "dead").stdout
        receiver.status = 204
        assert isinstance(run(install, "notices", "replay").exception, UsageError)
        assert "1 wait" in run(install, "notices", "replay", "--dead").stdout
        assert answer(install, "notices", "send") == {"sent": 1, "failed": 0, "dead": 0, "withdrawn": 0, "problems": []}
    close_opened()


def test_a_test_says_how_it_went(install: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver:
        told(install, receiver)
        assert answer(install, "notices", "test", "fans")["ok"]
        assert json.loads(receiver.got[0].body)["type"] == "showwire.test"
        receiver.status = 404
        assert run(install, "notices", "test", "fans").return_value == 1
        assert isinstance(run(install, "notices", "test", "nobody").exception, UsageError)
        problems = answer(install, "check")["problems"]
        assert not [p for p in problems if "notices.yaml" in p]
        monkeypatch.delenv("SHOWWIRE_SECRET_FANS")
        assert "SHOWWIRE_SECRET_FANS" in str(answer(install, "check")["problems"])
        assert answer(install, "notices", "test", "fans")["said"].startswith("there is no secret fans")
    assert run(install, "notices", "key").stdout.startswith("whsec_")
    close_opened()


def test_a_mistake_in_the_file_is_told_before_anything_runs(install: Path) -> None:
    (install / "notices.yaml").write_text("notices:\n  - {slug: fans, webhok: 'https://fans.example/'}\n")
    for command in (("publish",), ("crawl", "--dry-run"), ("check",)):
        error = run(install, *command).exception
        assert isinstance(error, ConfigError)
        assert "notices.yaml:2:" in str(error)
    assert not (install / "data" / "public").exists()
    close_opened()


def test_a_source_that_breaks_and_a_log_that_was_changed_are_told_once(install: Path) -> None:
    with Receiver() as receiver:
        told(install, receiver, "source, chain")
        place = Place(install)
        with place.store() as store:
            store.db.execute(
                "INSERT INTO source_state (slug, url, failures, error, succeeded_at) VALUES ('courier', 'x', 3, '404', '2026-03-01')"
            )
        for _ in range(2):
            assert telling.after_crawl(place) == ()
        answer(install, "publish")  # the builders' verdicts are not chained
        answer(install, "publish")
        with place.store() as store:
            store.db.execute("UPDATE source_state SET failures = 0, error = '', succeeded_at = '2026-03-11'")
        for _ in range(2):
            assert telling.after_crawl(place) == ()
    bodies = [json.loads(got.body) for got in receiver.got]
    assert [(b["type"], b["data"]["state"]) for b in bodies] == [
        ("showwire.source", "broken"), ("showwire.chain", "broken"), ("showwire.source", "answers"),
    ]  # fmt: skip
    close_opened()


def test_without_the_file_nothing_is_written_or_sent(install: Path) -> None:
    answer(install, "publish")
    moves(install)
    answer(install, "publish")
    assert answer(install, "notices", "list") == []
    assert telling.after_crawl(Place(install)) == ()
    close_opened()
