"""Taking back what others built on: the steps are shown, taken back together or not, and put back as one."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from store.store import Store
from tests.building import NOW, Grouping, a_filing, later
from tests.desk.conftest import SignIn, file_stories
from tests.desk.test_web import decide
from tests.desk.test_work_web import toast_of


def asked(page: str, how: str) -> dict[str, object]:
    """The form of a page of steps whose button says `how`."""
    form = next(f for f in re.findall(r'<form method="post" action="/undo">.*?</form>', page, re.DOTALL) if f'value="{how}"' in f)
    found: dict[str, object] = {"how": how, "step": re.findall(r'name="step" value="([^"]*)"', form)}
    return found | {name: re.findall(rf'name="{name}" value="([^"]*)"', form)[0] for name in ("batch", "key")}


def built(store: Store, sign_in: SignIn) -> TestClient:
    """Mina approves, and Joon rejects the same later."""
    file_stories(store)
    mina = sign_in("editor")
    decide(mina, 1, "approve")
    store.queue.judge(1, "reject", "Joon", later(minutes=5))
    return mina


def test_what_others_decided_on_it_is_shown_before_anything_is_taken_back(store: Store, sign_in: SignIn) -> None:
    mina = built(store, sign_in)
    rows = len(store.queue.history())
    page = mina.post("/undo", data={})
    assert page.status_code == 409
    for said in (
        "A decision stands on this one",
        "Nothing was taken back yet.",
        "Joon",
        "Rejected",
        "Press says it",
        "Undo both, the newest first",
    ):
        assert said in page.text, said
    assert len(store.queue.history()) == rows
    only = asked(page.text, "only")
    assert mina.post("/undo", data=only).status_code == 303
    assert "What Joon decided on it since stands." in toast_of(mina)
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "rejected"
    assert store.queue.replay_log() == []


def test_all_of_it_is_taken_back_together_and_put_back_as_one(store: Store, sign_in: SignIn) -> None:
    mina = built(store, sign_in)
    start = store.db.execute("SELECT id, state FROM mention ORDER BY id").fetchall()
    together = asked(mina.post("/undo", data={}).text, "together")
    assert mina.post("/undo", data=together).status_code == 303
    assert mina.post("/undo", data=together).status_code == 303, "sent twice, done once"
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "new"
    undos = [row for row in store.queue.history() if row["action"] == "undo"]
    assert len({row["batch"] for row in undos}) == 1
    assert [row["undoes"] for row in undos] == sorted(row["undoes"] for row in undos), "the newest first"
    card = mina.get("/queue/1").text
    assert "Put it back" in card
    assert mina.post("/undo", data={"batch": undos[0]["batch"], "how": "again", "key": "again"}).status_code == 303
    assert toast_of(mina) == "Put back Press says it"
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "rejected"
    assert store.db.execute("SELECT id, state FROM mention ORDER BY id").fetchall() == start
    assert mina.post("/undo", data={"batch": undos[0]["batch"], "how": "again"}).status_code == 303
    assert toast_of(mina) == "That was put back already."
    mina.post("/undo", data={})
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "new", "what was put back is one decision, taken back as one"
    assert store.queue.replay_log() == []


def test_a_step_that_came_meanwhile_is_shown_first(store: Store, sign_in: SignIn) -> None:
    mina = built(store, sign_in)
    together = asked(mina.post("/undo", data={}).text, "together")
    store.queue.judge(1, "wait", "Bora", later(minutes=6))
    page = mina.post("/undo", data=together)
    assert page.status_code == 409
    assert "Another decision came meanwhile." in page.text
    assert "2 decisions stand on this one" in page.text
    assert page.text.index("Bora") < page.text.index("Joon"), "the newest first"
    assert store.db.value("SELECT state FROM article WHERE id = 1") == "waiting"


def test_what_stands_on_what_stands_on_it_counts_too(store: Store, sign_in: SignIn) -> None:
    """A merge, a decision on the story that it made, and one that has nothing to do with it."""
    file_stories(store)
    store.queue.merge(3, 1, "mina", NOW, idempotency="merge")
    store.queue.judge(1, "approve", "joon", later(minutes=1), idempotency="approve")
    mention = store.db.value("SELECT id FROM mention WHERE article_id = 1 LIMIT 1")
    store.queue.judge_mention(mention, "reject", "bora", later(minutes=2), idempotency="mention")
    store.queue.judge(2, "approve", "joon", later(minutes=3), idempotency="apart")
    assert [step.batch for step in store.queue.steps_on("merge")] == ["mention", "approve"]
    assert [step.batch for step in store.queue.steps_on("approve")] == ["mention"]
    assert store.queue.steps_on("mention") == []
    assert store.queue.steps_on("merge")[0].stories == (1,)
    client = sign_in("editor")
    assert "2 decisions stand on this one" in client.post("/undo", data={"batch": "merge"}).text


def test_what_was_decided_or_edited_since_is_not_put_back(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    for story in (1, 2):
        decide(client, story, "approve")
        client.post("/undo", data={})
    one, two = (
        store.db.value("SELECT batch FROM verdict WHERE action = 'undo' AND target = 'story' AND target_id = ?", (s,)) for s in (1, 2)
    )
    store.queue.judge(1, "reject", "Joon", later(minutes=1))
    refused = client.post("/undo", data={"batch": one, "how": "again"})
    assert refused.status_code == 400
    assert "That was decided anew since, so it is not put back" in refused.text
    article = store.db.value("SELECT id FROM article WHERE story_id = 2")
    store.db.execute("UPDATE article SET content_hash = 'another' WHERE id = ?", (article,))
    assert client.post("/undo", data={"batch": two, "how": "again"}).status_code == 400
    assert client.post("/undo", data={"batch": "nothing", "how": "again"}).status_code == 303
    assert toast_of(client) == "That was put back already."


def test_the_log_takes_back_and_puts_back_what_anybody_decided(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.filings.save(a_filing("more", body="Park Ji-hu returns.", grouping=Grouping(how="story", story=1)), NOW)
    store.queue.judge(1, "approve", "Joon", NOW, idempotency="theirs")
    client = sign_in("editor")
    assert 'name="batch" value="theirs"' in client.get("/history").text
    client.post("/undo", data={"batch": "theirs"})
    assert store.db.value("SELECT count(*) FROM article WHERE state = 'accepted'") == 0
    assert "Put it back" in client.get("/history").text
    assert "Put it back" not in sign_in("viewer").get("/history").text
