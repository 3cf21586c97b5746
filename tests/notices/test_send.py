"""What is due is sent to a real receiver: in order, signed, at least once, and given up after the last try."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exports.publish import publish
from model.errors import UsageError
from model.targets import Target, Targets
from notices import chat, events, send, signing, webhooks
from notices.secrets import Secrets
from notices.send import TRIES_MOST, WAITS, Sent, send_due
from store import outbox
from store.store import Store
from tests.building import NOW
from tests.notices.receiver import Receiver

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise asks for it

KEY = "whsec_" + "QUFB" * 10
ENVIRONMENT = {"SHOWWIRE_SECRET_FANS": KEY, "SHOWWIRE_SECRET_OTHERS": KEY}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


def to(receiver: Receiver, slug: str = "fans", **other: Any) -> Targets:
    target = Target(slug=slug, way="webhook", url=receiver.url, secret="fans", **other)
    return Targets(targets=(target,), allow=(receiver.at,))


def put(store: Store, *bodies: str, target: str = "fans", now: dt.datetime = NOW) -> None:
    for body in bodies:
        store.outbox.put(target, f"msg_{body}", "test", {"type": "showwire.test", "data": {"at": body}}, now)


def sent(store: Store, targets: Targets, now: dt.datetime = NOW, environment: dict[str, str] | None = None) -> Sent:
    return send_due(store, targets, Secrets(environment or ENVIRONMENT), lambda: now, lambda: 0.5)[0]


def states(store: Store) -> list[tuple[str, int]]:
    return [(each.state, each.tries) for each in reversed(store.outbox.listed())]


def test_what_is_due_is_sent_in_order_signed_and_once(store: Store) -> None:
    with Receiver() as receiver:
        put(store, "one", "two", "three")
        put(store, "one")  # told before
        assert sent(store, to(receiver)) == Sent(sent=3)
        assert sent(store, to(receiver)) == Sent()
    assert [got.headers["webhook-id"] for got in receiver.got] == ["msg_one", "msg_two", "msg_three"]
    for got in receiver.got:
        assert signing.verified(signing.keys(KEY), got.headers, got.body, NOW.timestamp())
        assert json.loads(got.body)["data"]["at"] == got.headers["webhook-id"].removeprefix("msg_")
        assert got.headers["content-type"] == "application/json"
    assert states(store) == [("sent", 1)] * 3


def test_what_is_not_taken_waits_longer_each_time_and_is_given_up(store: Store) -> None:
    now = NOW
    with Receiver(500) as receiver:
        put(store, "one", "two")
        for tries in range(1, TRIES_MOST):
            assert sent(store, to(receiver), now).failed == 1
            (waiting,) = [each for each in store.outbox.listed() if each.tries]
            assert dt.datetime.fromisoformat(waiting.due_at) == now + dt.timedelta(seconds=WAITS[tries - 1])
            assert (waiting.said, waiting.tries) == ("answered 500", tries)
            store.db.execute("UPDATE outbox SET due_at = '2999-01-01T00:00:00Z' WHERE id = 2")
            assert sent(store, to(receiver), now + dt.timedelta(seconds=WAITS[tries - 1] - 1)) == Sent()
            now += dt.timedelta(seconds=WAITS[tries - 1])
        assert sent(store, to(receiver), now).dead == 1
        assert len(receiver.got) == TRIES_MOST
        assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
        assert len({got.headers["webhook-timestamp"] for got in receiver.got}) == TRIES_MOST
        (dead,) = store.status(now)["notices"]["dead"]
        assert (dead["target"], dead["said"], dead["tries"]) == ("fans", "answered 500", TRIES_MOST)
        receiver.status = 200
        assert store.outbox.replay([dead["id"]], now) == 1
        assert sent(store, to(receiver), now).sent == 1
        assert receiver.got[-1].headers["webhook-id"] == receiver.got[0].headers["webhook-id"]
        assert store.status(now)["notices"] == {"waiting": 1, "dead": []}
        with pytest.raises(UsageError):
            store.outbox.replay([2], now)  # still waits by itself


def test_jitter_spreads_tries(store: Store) -> None:
    with Receiver(503) as receiver:
        for chance, seconds in ((0.0, 24), (1.0, 36)):
            put(store, f"at {chance}")
            send_due(store, to(receiver), Secrets(ENVIRONMENT), lambda: NOW, lambda chance=chance: chance)  # type: ignore[misc]
            assert dt.datetime.fromisoformat(store.outbox.listed()[0].due_at) == NOW + dt.timedelta(seconds=seconds)
            store.outbox.ended(store.outbox.listed()[0].id, "dead", NOW)


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("Tue, 01 Sep 2026 12:10:00 GMT", 600), ("9999999", 86400), ("soon", 30), ("3", 30)]
)
def test_a_receiver_that_asks_for_rest_gets_it(store: Store, said: str, seconds: int) -> None:
    with Receiver(429, {"Retry-After": said}) as receiver:
        put(store, "one")
        sent(store, to(receiver))
    assert dt.datetime.fromisoformat(store.outbox.listed()[0].due_at) == NOW + dt.timedelta(seconds=seconds)


def test_a_receiver_that_is_gone_is_not_asked_again(store: Store) -> None:
    with Receiver(410) as receiver:
        put(store, "one")
        assert sent(store, to(receiver)).dead == 1
    assert states(store) == [("dead", 1)]


def test_one_that_does_not_answer_holds_up_nobody_else(store: Store) -> None:
    with Receiver(500) as bad, Receiver() as good:
        put(store, "one", "two")
        put(store, "one", "two", target="others")
        both = Targets(targets=(*to(bad).targets, *to(good, "others").targets), allow=(bad.at, good.at))
        assert sent(store, both) == Sent(sent=2, failed=1)
    assert (len(bad.got), len(good.got)) == (1, 2)


def test_a_paused_target_is_told_later_and_one_that_is_struck_never(store: Store) -> None:
    with Receiver() as receiver:
        put(store, "one")
        assert sent(store, to(receiver, paused=True)) == Sent()
        assert sent(store, to(receiver)) == Sent(sent=1)
        put(store, "two")
        assert sent(store, Targets()) == Sent(dead=1)


def test_who_dies_while_sending_sends_again(store: Store) -> None:
    put(store, "one")
    (due,) = store.outbox.due(NOW)
    assert store.outbox.claim(due, NOW)
    assert not store.outbox.claim(due, NOW)  # somebody else is at it
    assert store.outbox.due(NOW + outbox.LEASE - dt.timedelta(seconds=1)) == []
    with Receiver() as receiver:
        assert sent(store, to(receiver), NOW + outbox.LEASE).sent == 1


def test_redirects_are_not_followed(store: Store) -> None:
    with Receiver() as inner, Receiver(307, {"Location": inner.url}) as receiver:
        put(store, "one")
        assert sent(store, to(receiver)).failed == 1
        assert inner.got == []
    assert "redirects are not followed" in store.outbox.listed()[0].said


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "http://localhost/",
        "ftp://a.example/",
        "http://user@a.example/",
    ],
)
def test_what_is_not_the_public_web_is_refused_before_a_connection(url: str) -> None:
    answer = asyncio.run(webhooks.post(url, signing.keys(KEY), "msg_1", {}, NOW))
    assert not answer.ok
    assert answer.said.startswith("address refused")


def test_a_name_that_leads_inside_is_refused_where_it_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver:
        port = int(receiver.at.rpartition(":")[2])

        def inside(host: str, *_: object, **__: object) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", inside)
        refused = asyncio.run(webhooks.post(f"http://rebound.example:{port}/", signing.keys(KEY), "msg_1", {}, NOW))
        assert (refused.ok, "not public" in refused.said) == (False, True)
        assert receiver.got == []
        named = asyncio.run(
            webhooks.post(f"http://rebound.example:{port}/", signing.keys(KEY), "msg_1", {}, NOW, [f"rebound.example:{port}"])
        )
        assert named.ok
        refused = asyncio.run(chat.say(f"json://rebound.example:{port}/", "title", "text"))
        assert (refused.ok, "not public" in refused.said) == (False, True)


def test_an_answer_that_does_not_come_is_waited_for_so_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        at = f"127.0.0.1:{silent.getsockname()[1]}"
        answer = asyncio.run(webhooks.post(f"http://{at}/", signing.keys(KEY), "msg_1", {}, NOW, [at], seconds=0.2))
    assert answer.said == "no answer within 0.2 s"
    gone = asyncio.run(webhooks.post(f"http://{at}/", signing.keys(KEY), "msg_1", {}, NOW, [at]))
    assert gone.said.startswith("not sent")


def test_chat_is_told_through_apprise_and_never_shows_its_address(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    with Receiver() as receiver:
        target = Target(slug="team", way="apprise", secret="team-chat")
        targets = Targets(targets=(target,), allow=(receiver.at,))
        change = {"id": 1, "series": "low-water", "about": "premiere", "says": "premiere: 2026 → 2027 @everyone"}
        (event,) = events.changes(target, "e-1", [change], NOW)
        store.outbox.put("team", event.id, "other", {**event.body}, NOW)
        store.db.execute(
            "UPDATE outbox SET kind = 'source', body = ?",
            (json.dumps({"data": {"state": "broken", "source": "a", "failures": 3, "error": "@here 404"}}),),
        )
        environment = {"SHOWWIRE_SECRET_TEAM_CHAT": f"json://user:secretword@{receiver.at}/hook"}
        assert sent(store, targets, environment=environment).sent == 1
        told = json.loads(receiver.got[0].body)
        assert (told["title"], told["message"]) == ("Source a needs a look", "Failed 3 times in a row: @\u200bhere 404")
        receiver.status = 500
        put(store, "one", target="team")
        _, lines = send_due(store, targets, Secrets(environment), lambda: NOW, lambda: 0.5)
        assert "did not take it" in lines[0]
        wrong = sent(store, targets, NOW + dt.timedelta(hours=1), {"SHOWWIRE_SECRET_TEAM_CHAT": "nonsense://secretword"})
        assert wrong.failed == 1
    everything = "".join(capfd.readouterr()) + "".join(lines) + repr(Secrets(environment)) + str(store.outbox.listed())
    assert "secretword" not in everything


def test_a_secret_that_is_missing_or_no_key_is_told_and_tried_again(store: Store) -> None:
    with Receiver() as receiver:
        put(store, "one")
        assert sent(store, to(receiver), environment={"X": ""}).failed == 1
        assert "SHOWWIRE_SECRET_FANS" in store.outbox.listed()[0].said
        assert sent(store, to(receiver), NOW + dt.timedelta(hours=1), {"SHOWWIRE_SECRET_FANS": "hunter2hunter2"}).failed == 1
        assert "hunter2" not in store.outbox.listed()[0].said
        assert receiver.got == []


def test_secrets_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    path.write_text(f"# keys\n\nfans = {KEY} {KEY}\nteam-chat=discord://1/2?a=b\n")
    secrets = Secrets({"SHOWWIRE_SECRET_FILE": str(path), "SHOWWIRE_SECRET_TEAM_CHAT": "ntfy://over"})
    assert secrets.get("fans") == f"{KEY} {KEY}"
    assert secrets.get("team-chat") == "ntfy://over"
    assert secrets.get("nobody") == ""
    path.write_text("hunter2\n")
    with pytest.raises(UsageError) as told:
        Secrets({"SHOWWIRE_SECRET_FILE": str(path)})
    assert "secrets:1" in str(told.value)
    assert "hunter2" not in str(told.value)
    with pytest.raises(UsageError, match="cannot be read"):
        Secrets({"SHOWWIRE_SECRET_FILE": str(tmp_path / "missing")})


def test_what_was_withdrawn_meanwhile_is_left_out(store: Store, tmp_path: Path) -> None:
    publish(store.public, tmp_path / "public", NOW)
    rows = [{"id": number, "series": "a", "about": "premiere", "says": f"change {number}"} for number in (1, 2)]
    store.db.execute("INSERT INTO published VALUES ('changes', '1', 0, 1, 1, '', 0), ('changes', '2', 0, 2, 2, '', 1)")
    with Receiver() as receiver:
        (target,) = to(receiver).targets
        for told in (rows, rows[1:]):
            (event,) = events.changes(target, "e-1", told, NOW)
            store.outbox.put("fans", event.id, event.kind, event.body, NOW)
        assert sent(store, to(receiver)) == Sent(sent=1, withdrawn=1)
        assert [row["id"] for row in json.loads(receiver.got[0].body)["data"]["changes"]] == [1]


def test_what_ended_long_ago_is_forgotten_and_the_last_of_a_source_kept(store: Store) -> None:
    put(store, "one")
    store.outbox.put("fans", "msg_broken", "source", {"data": {"state": "broken"}}, NOW, "press")
    for each in store.outbox.listed():
        store.outbox.ended(each.id, "sent", NOW)
    store.outbox.prune(NOW + outbox.KEPT)
    assert len(store.outbox.listed()) == 2
    store.outbox.prune(NOW + outbox.KEPT + dt.timedelta(seconds=1))
    assert [each.event for each in store.outbox.listed()] == ["msg_broken"]


def test_changes_go_out_a_hundred_at_a_time_and_only_of_the_series_asked_for() -> None:
    rows = [{"id": n, "series": "ab"[n % 2], "about": "premiere", "says": f"change {n}"} for n in range(450)]
    target = Target(slug="fans", way="webhook", url="https://fans.example/", secret="fans", series=("a",))
    told = list(events.changes(target, "e-9", rows, NOW))
    assert [len(event.body["data"]["changes"]) for event in told] == [100, 100, 25]
    assert len({event.id for event in told}) == 3
    assert [e.id for e in told] == [e.id for e in events.changes(target, "e-9", rows, NOW)]
    title, text = events.words("changes", told[0].body)
    assert (title, len(text.splitlines()), text.splitlines()[-1]) == ("100 changes of what is believed", 21, "… and 80 more")


def test_a_source_is_told_of_once_when_it_breaks_and_once_when_it_answers() -> None:
    def row(failures: int, **other: Any) -> dict[str, Any]:
        return {
            "slug": "press",
            "name": "Press",
            "failures": failures,
            "error": "404",
            "succeeded_at": "2026-01-01",
            "paused": False,
            **other,
        }

    assert events.source(row(2), None, NOW) is None
    assert events.source(row(3, paused=True), None, NOW) is None
    broken = events.source(row(3), None, NOW)
    assert broken is not None
    before = broken.body["data"]
    assert events.source(row(9), before, NOW) is None
    answers = events.source(row(0, succeeded_at="2026-01-09"), before, NOW)
    assert answers is not None
    assert answers.body["data"]["state"] == "answers"
    assert events.source(row(0), answers.body["data"], NOW) is None
    again = events.source(row(3, succeeded_at="2026-01-09"), answers.body["data"], NOW)
    assert again is not None
    assert again.id != broken.id
    assert send.ROUND > 0
