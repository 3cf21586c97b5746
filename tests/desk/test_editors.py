"""Two editors on one queue, through HTTP, in any order: no decision is lost, none is applied to what its editor did not see.

A model keeps what each editor has read and what was answered; after every answer the log and the columns must agree with it.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from desk.place import Place
from desk.web import desk_app
from model.records import Grouping
from store import log
from store.store import Store
from tests.building import NOW, a_filing, later
from tests.desk.conftest import SAME_SITE, SERIES, SOURCES

STEPS = 10_000 if os.environ.get("SHOWWIRE_SOAK") else 100
SEEDS = range(1)
CHECKED_EVERY = 500 if os.environ.get("SHOWWIRE_SOAK") else 25  # steps between two looks at the whole log
STATE = {"approve": "accepted", "reject": "rejected", "wait": "waiting"}
BODIES = ("Park Ji-hu returns in 2026.", "Park Ji-hu leaves in 2027.", "Lomon joins. It comes in 2026.", "Nothing.")


@dataclass
class Editor:
    """An editor: a client, and the page that is open, with the states that stood on it."""

    name: str
    client: TestClient
    story: int = 0
    form: dict[str, Any] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)  # article -> row version read
    decided: int = 0
    opened: tuple[str, dict[str, list[str]]] | None = None  # a form of splitting or merging, not sent yet


class Newsroom:
    """The desk, two editors, a crawl beside them, and what must be so."""

    def __init__(self, folder: Path, seed: int) -> None:
        (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
        (folder / "series.yaml").write_text(SERIES, encoding="utf-8")
        self.place = Place(folder)
        self.random = random.Random(seed)
        self.now = NOW
        self.store: Store = self.place.store()
        self.app = desk_app(self.place, clock=lambda: self.now)
        self.editors = [self.editor("Mina"), self.editor("Ji-soo")]
        self.filed = 0
        self.answered: dict[str, int] = {}
        for _ in range(8):
            self.file()

    def editor(self, name: str) -> Editor:
        self.store.editors.add(name, "editor", NOW)
        client = TestClient(self.app, base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False)
        assert client.post(f"/sign-in/{self.store.editors.link(name, NOW)}", data={}).status_code == 303
        return Editor(name, client)

    def versions(self, story: int) -> dict[int, int]:
        return dict(self.store.db.execute("SELECT id, row_version FROM article WHERE story_id = ?", (story,)).fetchall())

    # --- what may happen ---

    def file(self, *_: Editor) -> None:
        """The crawl brings an article: a new one, one more of a story, or an edit."""
        self.filed += 1
        stories = [row[0] for row in self.store.db.execute("SELECT DISTINCT story_id FROM article")]
        if self.filed > 8 and self.random.random() < 0.3:
            key = f"n{self.random.randrange(1, self.filed)}"
            self.store.filings.save(a_filing(key, body=f"{self.random.choice(BODIES)} {self.filed}", grouping=None), self.now)
            return
        joins = stories and self.random.random() < 0.3
        grouping = Grouping(how="story", story=self.random.choice(stories)) if joins else Grouping(how="new")
        self.store.filings.save(a_filing(f"n{self.filed}", body=self.random.choice(BODIES), grouping=grouping), self.now)

    def read(self, editor: Editor) -> None:
        """Open a story, any; what stands on its page is what this editor has seen."""
        stories = [row[0] for row in self.store.db.execute("SELECT DISTINCT story_id FROM article")]
        editor.story = self.random.choice(stories)
        page = editor.client.get(f"/queue/{editor.story}")
        assert page.status_code == 200, page.text
        form = re.search(r'id="deciding">(.*?)</form>', page.text, re.DOTALL)
        assert form
        editor.form = {}
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1]):
            editor.form.setdefault(name, []).append(value)
        editor.seen = {int(v.split(":")[0]): int(v.split(":")[2]) for v in editor.form["read"]}
        assert editor.seen == self.versions(editor.story)

    def decide(self, editor: Editor) -> None:
        if not editor.form:
            return
        decision = self.random.choice(tuple(STATE))
        stands, rows = self.versions(editor.story), self.rows()
        states = self.states(editor.story)
        before = self.rows_of(editor.form["key"][0])
        unseen = {article: state for article, state in states.items() if article not in editor.seen}
        answer = editor.client.post(f"/queue/{editor.story}", data=editor.form | {"decision": decision})
        if before:
            assert answer.status_code == 303, "the same form again: nothing is done twice"
            assert self.rows() == rows
        elif all(stands.get(article) == version for article, version in editor.seen.items()):
            assert answer.status_code == 303, answer.text
            editor.decided += 1
            waited = [a for a in editor.seen if states[a] in ("new", "waiting")] or list(editor.seen)
            after = self.states(editor.story)
            assert all(after[a] == STATE[decision] for a in waited)
            assert {a: after[a] for a in unseen} == unseen, "what joined meanwhile was not seen, so it is not decided"
        else:
            assert answer.status_code == 409, (answer.status_code, stands, editor.seen)
            assert self.rows() == rows, "nothing is written on what was not seen"
            assert self.states(editor.story) == states
        self.answered[f"decide {answer.status_code}"] = self.answered.get(f"decide {answer.status_code}", 0) + 1
        if self.random.random() < 0.8:
            editor.form = {}

    def mention(self, editor: Editor) -> None:
        rows = self.store.db.execute("SELECT id, article_id FROM mention WHERE current = 1 AND state <> 'choose'").fetchall()
        if not rows:
            return
        mention, article = self.random.choice(rows)
        decision = self.random.choice(("accept", "reject"))
        before = self.store.db.value("SELECT row_version FROM article WHERE id = ?", (article,))
        answer = editor.client.post(f"/mentions/{mention}", data={"decision": decision, "same": mention})
        assert answer.status_code == 303
        assert self.store.db.value("SELECT state FROM mention WHERE id = ?", (mention,)) == decision + "ed"
        assert self.store.db.value("SELECT row_version FROM article WHERE id = ?", (article,)) > before, "who reads it has not seen this"

    def undo(self, editor: Editor) -> None:
        standing, rows = self.standing(editor.name), self.rows()
        answer = editor.client.post("/undo", data={})
        if answer.status_code == 409:
            assert self.rows() == rows, "others decided on it since: nothing is taken back before that is seen"
            together = self.random.random() < 0.5
            steps = re.findall(r'name="step" value="([^"]*)"', answer.text)
            theirs = [one for other in self.editors for one in self.standing(other.name)]
            assert steps
            assert set(steps) <= set(theirs)
            asked = {"batch": standing[0], "how": "together" if together else "only", "step": steps}
            assert editor.client.post("/undo", data=asked).status_code == 303
            left = {one for other in self.editors for one in self.standing(other.name)}
            assert left == set(theirs) - {standing[0]} - (set(steps) if together else set())
            self.answered["undo 409"] = self.answered.get("undo 409", 0) + 1
            return
        assert answer.status_code == 303
        assert self.standing(editor.name) == standing[1:], "the last that stood is taken back, and no other"
        if self.random.random() < 0.2:
            undo = self.store.db.value("SELECT batch FROM verdict WHERE editor = ? ORDER BY id DESC LIMIT 1", (editor.name,))
            if standing and editor.client.post("/undo", data={"batch": undo, "how": "again"}).status_code == 303:
                assert len(self.standing(editor.name)) == len(standing), "put back, as a decision that can be taken back"

    def bulk(self, editor: Editor) -> None:
        stories = [row["story_id"] for row in self.store.queue.stories(limit=50)[0] if row["group"] != "held"]
        some = self.random.sample(stories, min(3, len(stories)))
        if not some:
            return
        held = self.store.leases.held(self.now, some)
        page = editor.client.get("/bulk", params={"story": some, "action": "reject"})
        assert page.status_code == 200
        reads = re.findall(r'name="read" value="([^"]*)"', page.text)
        taken = {int(read.split("/")[0]) for read in reads}
        assert not any(lease.editor != editor.name and story in taken for story, lease in held.items()), "what another reads is left out"
        if not taken:
            return
        if self.random.random() < 0.3:
            self.file()
        seen: dict[int, dict[int, int]] = {story: {} for story in taken}
        for read in reads:
            story, article, _, version = re.split("[/:]", read)
            seen[int(story)][int(article)] = int(version)
        stands = {story: self.versions(story) for story in taken}
        stale = {story for story, read in seen.items() if any(stands[story].get(article) != version for article, version in read.items())}
        unseen = {a: state for s in taken for a, state in self.states(s).items() if a not in seen[s]}
        key = re.search(r'name="key" value="([^"]*)"', page.text)
        assert key
        answer = editor.client.post("/bulk", data={"read": reads, "action": "reject", "key": key[1], "reason": "off topic"})
        assert answer.status_code == (303 if taken - stale else 409)
        after = {article: state for story in taken for article, state in self.states(story).items()}
        for story in taken - stale:
            assert {after[article] for article in seen[story]} <= {"rejected", "accepted"}
        assert {a: after[a] for a in unseen} == unseen, "what joined meanwhile was not seen, so it is not decided"
        for story in stale:
            asked = "SELECT 1 FROM verdict WHERE batch = ? AND target = 'story' AND target_id = ?"
            assert self.store.db.value(asked, (key[1], story)) is None

    def regroup(self, editor: Editor) -> None:
        """Open a story with its forms of splitting, or the preview of a merge; the form is sent at once or by and by."""
        rows = self.store.db.execute("SELECT story_id, count(*) FROM article GROUP BY story_id").fetchall()
        story, count = self.random.choice(rows)
        if count > 1 and self.random.random() < 0.6:
            address, page = f"/queue/{story}/split", f"/queue/{story}"
        else:
            others = [row[0] for row in rows if row[0] != story]
            address, page = f"/queue/{story}/merge", f"/queue/{story}/merge?into={self.random.choice(others)}"
        found = re.findall(rf'<form method="post" action="{address}">(.*?)</form>', editor.client.get(page).text, re.DOTALL)
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.random.choice(found)):
            fields.setdefault(name, []).append(value)
        editor.opened = (address, fields)
        if self.random.random() < 0.3:
            self.regrouped(editor)

    def regrouped(self, editor: Editor) -> None:
        """Send it: done where every article stands as it was read, else 409 and nothing is written."""
        if editor.opened is None:
            return
        address, fields = editor.opened
        editor.opened = None
        story, into = int(address.split("/")[2]), int(fields.get("into", ["0"])[0])
        here = {i: of for one in {self.store.queue.current(s) for s in (story, into) if s} for i, of in self.versions(one).items()}
        seen = {int(v.split(":")[0]): int(v.split(":")[2]) for v in fields["read"]}
        rows = self.rows()
        answer = editor.client.post(address, data=fields)
        if all(here.get(article) == version for article, version in seen.items()):
            assert answer.status_code == 303, answer.text
            stories = {self.store.db.value("SELECT story_id FROM article WHERE id = ?", (article,)) for article in seen}
            assert stories == ({into} if into else stories - {story}), "they stand together, or on their own"
        else:
            assert answer.status_code == 409, (address, answer.status_code, seen, here)
            assert self.rows() == rows
        self.answered[f"regroup {answer.status_code}"] = self.answered.get(f"regroup {answer.status_code}", 0) + 1

    def take(self, editor: Editor) -> None:
        if editor.story:
            over = self.random.random() < 0.3
            held = self.store.leases.held(self.now, [editor.story]).get(editor.story)
            answer = editor.client.post(f"/queue/{editor.story}/lease", data={"script": 1, "drawn": ""} | ({"over": "yes"} if over else {}))
            assert answer.json()["mine"] == (over or held is None or held.editor == editor.name)

    def skip(self, editor: Editor) -> None:
        if editor.story:
            assert editor.client.post(f"/queue/{editor.story}/skip", data={}).status_code == 303
            assert editor.story not in {s for s, lease in self.store.leases.held(self.now).items() if lease.editor == editor.name}

    def time(self, *_: Editor) -> None:
        self.now += later(minutes=self.random.choice((1, 1, 3, 60))) - NOW

    def step(self) -> None:
        acts = (self.read, self.read, self.read, self.decide, self.decide, self.decide, self.mention, self.undo, self.bulk)
        rare = (self.regroup, self.regrouped, self.take, self.skip, self.time, self.file)
        self.random.choice((*acts, *rare))(self.random.choice(self.editors))

    # --- what stands ---

    def rows(self) -> int:
        return int(self.store.db.value("SELECT count(*) FROM verdict"))

    def rows_of(self, batch: str) -> int:
        return int(self.store.db.value("SELECT count(*) FROM verdict WHERE batch = ?", (batch,)))

    def states(self, story: int) -> dict[int, str]:
        return dict(self.store.db.execute("SELECT id, state FROM article WHERE story_id = ?", (story,)).fetchall())

    def standing(self, editor: str) -> list[str]:
        """The batches of an editor that stand, the last first."""
        rows = self.store.db.execute(
            "SELECT batch FROM verdict WHERE editor = ? AND action NOT IN ('undo', 'reopen')"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) GROUP BY batch ORDER BY max(id) DESC",
            (editor,),
        )
        return [row[0] for row in rows]

    def agree(self) -> None:
        assert self.store.queue.replay_log() == []
        assert log.broken(self.store.db) is None
        from store import waiting

        assert {row[0] for row in self.store.db.execute("SELECT story_id FROM waiting")} == waiting.stories_that_wait(self.store.db)
        page = self.editors[0].client.get("/queue").text
        assert ("Nothing to decide." in page) == (not any(row["group"] != "held" for row in self.store.queue.stories(limit=50)[0]))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_editors_on_one_queue(tmp_path: Path, seed: int) -> None:
    room = Newsroom(tmp_path, seed)
    room.store.db.execute("PRAGMA synchronous = OFF")
    for n in range(STEPS):
        room.step()
        if n % CHECKED_EVERY == CHECKED_EVERY - 1:
            room.agree()
    room.agree()
    assert room.answered.get("decide 303")
    for editor in room.editors:
        for _ in range(len(room.standing(editor.name))):
            editor.client.post("/undo", data={"how": "only"})
        assert room.standing(editor.name) == []
    room.agree()
    assert {row[0] for row in room.store.db.execute("SELECT DISTINCT state FROM article")} <= {"new"}
    room.store.close()
