"""The work at the desk in a real Chromium, on the sample newsroom: every action by key and by pointer, with and without script."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from desk.clock import now
from desk.place import Place
from model.records import Judged
from pipelines.extract import extract
from tests.building import NOW, a_filing
from tests.chromium import chromium
from tests.desk.browsing import running
from tests.desk.newsdesk import ROOT, Seat, crawled

pytestmark = pytest.mark.browser
CLEARED = 200 if os.environ.get("SHOWWIRE_SOAK") else 20  # stories cleared by keyboard
WIDTHS = (320, 390, 1024, 1280, 1440)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return crawled(tmp_path_factory.mktemp("sample") / "newsroom")


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bool], webdriver.Chrome]]:
    with ExitStack() as open_:
        made: dict[bool, webdriver.Chrome] = {}

        def browser(script: bool) -> webdriver.Chrome:
            if script not in made:
                made[script] = open_.enter_context(chromium(tmp_path_factory.mktemp("chromium"), script=script))
            return made[script]

        yield browser


Sit = Callable[..., Seat]


@pytest.fixture
def sit(sample: Place, browsers: Callable[[bool], webdriver.Chrome], tmp_path: Path) -> Iterator[Sit]:
    """sit(script=True, width=1440) is an editor signed in at a desk of their own."""
    shutil.copytree(sample.root, tmp_path / "desk")
    place = Place(tmp_path / "desk")
    with ExitStack() as open_:
        store = open_.enter_context(place.store())
        address = open_.enter_context(running(place, now, sample=True))

        def seat(*, script: bool = True, width: int = 1440) -> Seat:
            made = Seat(browsers(script), address, store)
            made.sit(width=width)
            return made

        yield seat


def waiting(seat: Seat) -> list[int]:
    return [row["story_id"] for row in seat.store.queue.stories(limit=200)[0] if row["group"] != "held"]


def suggest(seat: Seat, one: int, other: int) -> None:
    seat.store.db.execute(
        "INSERT OR REPLACE INTO suggestion (story_id, other_id, article_id, score, reason) VALUES (?, ?, NULL, 99, 'numbers differ')",
        sorted((one, other)),
    )


def of_story(seat: Seat, story: int) -> set[str]:
    return {row[0] for row in seat.store.db.execute("SELECT state FROM article WHERE story_id = ?", (story,))}


def test_every_key_does_what_the_list_says(sit: Sit) -> None:
    """Each action of the map once; a key that is added must be added here."""
    seat = sit()
    keys = {action: said["key"] for action, said in json.loads((ROOT / "desk/keys.json").read_text(encoding="utf-8")).items()}
    tried: set[str] = set()

    def key(action: str) -> None:
        tried.add(action)
        seat.press(*keys[action].split(" "))

    start = seat.states()
    stories = waiting(seat)
    pair = next(s for s in stories if len(seat.store.queue.card(s)["articles"]) > 2)

    key("keys")
    seat.until(lambda: seat.one("#keys").is_displayed())
    seat.shot("keys-1440")
    seat.press("a", Keys.ESCAPE)  # nothing happens while the dialog is open
    assert seat.states() == start

    first = seat.story()
    key("next")
    seat.until(lambda: seat.story() != first)
    key("previous")
    seat.until(lambda: seat.story() == first)

    # mentions
    key("mention-next")
    seat.until(lambda: seat.one(".chips li.active"))
    key("mention-yes")
    seat.until(lambda: seat.value("SELECT count(*) FROM mention WHERE state = 'accepted'"))
    key("mention-no")
    seat.until(lambda: seat.value("SELECT count(*) FROM mention WHERE state = 'rejected'"))
    key("mention-previous")
    key("mention-edit")
    seat.until(lambda: seat.one(".chips .edit .text"))
    seat.press(Keys.ARROW_RIGHT)
    assert seat.one(".edit [name=finish]").get_attribute("value") == "1"
    seat.press(Keys.ESCAPE)
    seat.until(lambda: not seat.all(".edit"))
    for _ in range(2):
        key("undo")
        seat.until(lambda: seat.says("Taken back"))
        seat.go(f"/queue/{first}")
    seat.until(lambda: not seat.value("SELECT count(*) FROM mention WHERE state IN ('accepted', 'rejected')"))

    # the story
    key("explain")
    assert seat.one("details.why").get_attribute("open")
    key("note")
    seat.press("axw")
    assert seat.one("#note").get_attribute("value") == "axw", "keys do nothing in a field"
    seat.press(Keys.ESCAPE)
    assert seat.states() == start
    for action, state in (("approve", "accepted"), ("wait", "waiting")):
        seat.go(f"/queue/{first}")
        key(action)
        seat.until(lambda state=state: of_story(seat, first) == {state})
        seat.until(lambda: seat.all(".toast [data-undo]"))
        key("undo")
        seat.until(lambda: of_story(seat, first) == {"new"})
    seat.go(f"/queue/{first}")
    key("reject")
    seat.until(lambda: of_story(seat, first) == {"rejected"})
    for n in range(5, 0, -1):
        seat.until(lambda n=n: seat.all(f".toast [data-do=reason-{n}]"))
        key(f"reason-{n}")
        seat.until(lambda n=n: seat.one(f".toast [data-do=reason-{n}]").get_attribute("aria-pressed") == "true")
    notes = [row["note"] for row in seat.store.queue.notes(first)]
    assert notes[0] == "off topic"
    assert "no news" in notes
    key("undo")
    seat.until(lambda: of_story(seat, first) == {"new"})
    seat.go(f"/queue/{first}")
    key("skip")
    seat.until(lambda: seat.store.leases.skipped("Ji-soo") == [first])
    seat.until(lambda: seat.says("Skipped"))
    key("undo")
    seat.until(lambda: seat.store.leases.skipped("Ji-soo") == [])

    # which articles are one story
    seat.go(f"/queue/{pair}")
    key("split")
    seat.until(lambda: len(waiting(seat)) == len(stories) + 1)
    seat.until(lambda: seat.says("Split off"))
    key("undo")
    seat.until(lambda: len(waiting(seat)) == len(stories))
    other = next(s for s in stories if s != pair)
    suggest(seat, pair, other)
    seat.go(f"/queue/{pair}")
    key("merge")
    seat.until(lambda: seat.says("Make one story of these two?"))
    seat.shot("merge-1440")
    key("merge")
    seat.until(lambda: len(waiting(seat)) == len(stories) - 1)
    seat.until(lambda: seat.says("Merged"))
    key("undo")
    seat.until(lambda: len(waiting(seat)) == len(stories))
    seat.go(f"/queue/{pair}")
    key("apart")
    seat.until(lambda: seat.value("SELECT count(*) FROM suggestion WHERE state = 'apart' AND score = 99"))
    seat.until(lambda: seat.says("Kept apart"))
    key("undo")
    seat.until(lambda: seat.value("SELECT count(*) FROM suggestion WHERE state = 'open' AND score = 99"))

    # many
    seat.go(f"/queue/{first}")
    key("select")
    key("bulk")
    seat.until(lambda: seat.says("will be decided"))
    seat.shot("bulk-1440")
    key("bulk")
    seat.until(lambda: of_story(seat, first) == {"rejected"})
    seat.until(lambda: seat.says("Rejected: 1 story"))
    key("undo")
    seat.until(lambda: of_story(seat, first) == {"new"})

    seat.go("/search?q=season")
    found = len(seat.all(".hits [name=story]"))
    key("select")
    seat.until(lambda: len(seat.all(".hits [name=story]:checked")) == found)
    key("bulk")
    seat.until(lambda: seat.says("will be decided"))
    seat.go("/search?q=season")

    # another reads it
    seat.go("/queue")
    seat.store.leases.take(first, "Mina", now(), over=True)
    seat.go(f"/queue/{first}")
    seat.until(lambda: seat.says("Mina is reading this"))
    seat.shot("taken-1440")
    key("take")
    seat.until(lambda: seat.says("taken from Mina"))

    # to other places
    key("open")
    seat.until(lambda: len(seat.chrome.window_handles) == 2)
    seat.chrome.switch_to.window(seat.chrome.window_handles[1])
    seat.chrome.close()
    seat.chrome.switch_to.window(seat.chrome.window_handles[0])
    key("search")
    assert seat.chrome.switch_to.active_element.get_attribute("id") == "find"
    seat.press(Keys.ESCAPE)
    key("paste")
    assert seat.chrome.switch_to.active_element.get_attribute("id") == "paste"
    seat.press(Keys.ESCAPE)
    for action, path in (("go-claims", "/claims"), ("go-sources", "/sources"), ("go-queue", "/queue")):
        key(action)
        seat.until(lambda path=path: seat.chrome.current_url.endswith(path))
    assert tried | {"pin"} == set(keys), "pin is tried where facts are"
    assert seat.states() == start
    assert seat.store.queue.replay_log() == []
    assert seat.severe() == []


def test_a_fact_and_who_is_proposed_are_decided_by_key(sit: Sit, tmp_path: Path) -> None:
    seat, place = sit(), Place(tmp_path / "desk")
    for story in waiting(seat):
        seat.store.queue.judge(story, "approve", "Mina", now())
    seat.go("/claims")
    seat.press("b")
    assert seat.chrome.switch_to.active_element.get_attribute("name") == "note", "it is not believed without a reason"
    seat.press("the studio called", Keys.ESCAPE, "b")
    seat.until(lambda: seat.says("believed by decision of an editor"))
    seat.press("u")
    seat.until(lambda: seat.says("Taken back"))
    assert not seat.says("believed by decision of an editor")

    before = place.series_yaml.read_text(encoding="utf-8")
    joins = "Baek Seung-oh (백승오) joins the cast of season 2 as Oh Jun-seo. Min Do-yun (민도윤) joins the cast of season 2 as Ha Jae-i."
    ours = (Judged(series=place.series()[0].slug, score=80, parts=()),)
    strangers = a_filing("strangers", title="Two join", body=joins, language="en", mentions=(), published_day="2026-03-04", judged=ours)
    seat.store.filings.save(extract(strangers, place.series()), now())
    article = seat.value("SELECT max(id) FROM article")
    seat.go("/people")
    proposed = len(seat.all(".rows > li .button"))
    seat.press("x")
    seat.until(lambda: len(seat.all(".rows > li .button")) == proposed - 1)
    assert seat.value("SELECT count(*) FROM mention WHERE article_id = ? AND state = 'rejected'", article) == 1
    seat.press("a")
    seat.until(lambda: seat.says("What would be written"))
    assert place.series_yaml.read_text(encoding="utf-8") == before
    seat.press("a")
    seat.until(lambda: place.series_yaml.read_text(encoding="utf-8") != before)
    for _ in range(2):
        seat.go("/people")
        seat.press("u")
        seat.until(lambda: seat.says("Taken back"))
    assert place.series_yaml.read_text(encoding="utf-8") == before
    seat.go("/people")
    assert len(seat.all(".rows > li .button")) == proposed
    assert seat.severe() == []


def test_the_next_story_is_weighed_against_what_was_just_approved(sit: Sit) -> None:
    """It was fetched before the approval; what it says of the ledger must not stay as it was then."""
    read = "const read = (d) => ['.ours h2', '.list .count'].map((s) => d.querySelector(s).textContent)"
    read += ".concat(d.querySelector('[name=against]').value).join('|'); "
    again = "return fetch(location).then((r) => r.text()).then((t) => read(new DOMParser().parseFromString(t, 'text/html')))"
    seat = sit()
    seat.go("/queue")
    contradicted = 0
    for _ in range(6):
        before = seat.story()
        seat.press("a")
        seat.until(lambda before=before: seat.story() != before)
        seat.until(lambda before=before: of_story(seat, before) == {"accepted"})
        seat.until(lambda: seat.chrome.execute_script(read + "return read(document)") == seat.chrome.execute_script(read + again))
        contradicted += bool(seat.one("#deciding [name=against]").get_attribute("value"))
    assert contradicted, "the sample newsroom holds two dates of one premiere"
    assert seat.severe() == []


@pytest.mark.parametrize(("script", "width"), [(True, 390), (False, 1440), (False, 390)])
def test_every_action_by_pointer(sit: Sit, script: bool, width: int) -> None:
    seat = sit(script=script, width=width)
    start, stories = seat.states(), waiting(seat)
    pair = next(s for s in stories if len(seat.store.queue.card(s)["articles"]) > 2)
    other = next(s for s in stories if s != pair)
    suggest(seat, pair, other)

    def undo() -> None:
        seat.until(lambda: seat.all(".toast [data-undo] button"))
        seat.click(".toast [data-undo] button")

    for decision, state in (("approve", "accepted"), ("reject", "rejected"), ("wait", "waiting")):
        seat.go(f"/queue/{pair}")
        seat.click(f"[data-do={decision}]")
        seat.until(lambda state=state: of_story(seat, pair) == {state})
        undo()
        seat.until(lambda: of_story(seat, pair) == {"new"})
    seat.go(f"/queue/{pair}")
    seat.click(".members .acts button[value=reject]")
    seat.until(lambda: of_story(seat, pair) == {"new", "rejected"})
    undo()
    seat.until(lambda: of_story(seat, pair) == {"new"})
    seat.go(f"/queue/{pair}")
    seat.click("[data-do=split]")
    seat.until(lambda: len(waiting(seat)) == len(stories) + 1)
    undo()
    seat.until(lambda: len(waiting(seat)) == len(stories))
    seat.go(f"/queue/{pair}")
    seat.click("[data-do=merge]")
    seat.until(lambda: seat.says("Make one story of these two?"))
    seat.click("button[data-do=merge]")
    seat.until(lambda: len(waiting(seat)) == len(stories) - 1)
    undo()
    seat.until(lambda: len(waiting(seat)) == len(stories))
    seat.go(f"/queue/{pair}")
    seat.click("[data-do=skip]")
    seat.until(lambda: seat.store.leases.skipped("Ji-soo") == [pair])
    seat.until(lambda: seat.says("Skipped"))
    undo()
    seat.until(lambda: seat.store.leases.skipped("Ji-soo") == [])
    seat.go(f"/queue/{pair}")
    seat.click("details.pop summary")
    seat.one("#note").send_keys("ask the agency")
    seat.click("button[value=note]")
    seat.until(lambda: [row["note"] for row in seat.store.queue.notes(pair)] == ["ask the agency"])
    undo()
    seat.until(lambda: seat.store.queue.notes(pair) == [])

    # a mention: yes, no, put right
    seat.go(f"/queue/{pair}")
    seat.click(".chips button[value=accept]")
    seat.until(lambda: seat.value("SELECT count(*) FROM mention WHERE state = 'accepted'"))
    seat.click(".bar form[action='/undo'] button")
    seat.until(lambda: not seat.value("SELECT count(*) FROM mention WHERE state = 'accepted'"))
    seat.go(f"/queue/{pair}")
    seat.click(".text mark.cast a")
    seat.until(lambda: seat.all("form.edit"))
    person = seat.one("form.edit [name=person]")
    person.clear()
    person.send_keys("Cho Yi-hyun")
    seat.shot(f"mention-{width}{'' if script else '-no-script'}")
    seat.click("form.edit button.primary")
    seat.until(lambda: seat.value("SELECT value FROM mention WHERE edited <> ''") == "Cho Yi-hyun")
    assert all(
        text[start_:end] == said
        for text, start_, end, said in seat.store.db.execute(
            'SELECT v.text, m.start, m."end", m.text FROM mention m JOIN article_version v ON v.article_id = m.article_id'
            " AND v.number = m.version WHERE m.edited <> ''"
        )
    )
    undo()
    seat.until(lambda: not seat.value("SELECT count(*) FROM mention WHERE edited <> ''"))

    # search, a view, bulk
    seat.go("/search?q=season")
    seat.shot(f"search-{width}{'' if script else '-no-script'}")
    seat.one(".views [name=name]").send_keys("seasons")
    seat.click(".views form button:not(.quiet)")
    seat.until(lambda: [view["name"] for view in seat.store.search.views()] == ["seasons"])
    assert not seat.all(".hits [name=story]:checked"), "nothing is selected that nobody selected"
    seat.click("[data-do=select]")
    seat.until(lambda: seat.all(".hits [name=story]:checked"))
    seat.click(".hits [data-do=bulk]")
    seat.until(lambda: seat.says("will be decided"))
    seat.click("button.primary[data-do=bulk]")
    seat.until(lambda: "rejected" in seat.states().values())
    undo()
    seat.until(lambda: seat.states() == start)
    assert seat.store.queue.replay_log() == []
    assert seat.severe() == []


@pytest.mark.parametrize(("script", "width"), [(True, 1440), (True, 390), (False, 390)])
def test_a_value_is_ruled_on_the_screen_of_its_claim(sit: Sit, script: bool, width: int) -> None:
    """The list of a season beside the fact, or one after the other on a phone; confirm, note, and both taken back."""
    seat = sit(script=script, width=width)
    for story in waiting(seat):
        seat.store.queue.judge(story, "approve", "Mina", now())
    seat.go("/claims")
    seat.shot(f"claims-{width}{'' if script else '-no-script'}")
    assert seat.one("article.fact").is_displayed() == (width > 900)
    seat.click(".facts-of tbody th a")
    seat.until(lambda: "/claims/" in seat.chrome.current_url and seat.one("article.fact").is_displayed())
    drawn = [svg for svg in seat.all(".chart svg") if svg.is_displayed()]
    assert len(drawn) == 1, "the drawing that fits"
    if not seat.one("details.rule").get_attribute("open"):
        seat.click("details.rule summary")
    seat.click(".rule button[value=confirm]")
    seat.until(lambda: seat.says("confirmed by an editor"))
    seat.shot(f"claim-{width}{'' if script else '-no-script'}")
    if not seat.one("details.rule").get_attribute("open"):
        seat.click("details.rule summary")
    if script:
        seat.press("c")
        assert seat.chrome.switch_to.active_element.get_attribute("id") == "note"
    seat.one("#note").send_keys("the studio called")
    seat.click(".rule button[value=note]")
    seat.until(lambda: seat.says("the studio called"))
    for _ in range(2):
        seat.click(".bar form[action='/undo'] button")
        seat.until(lambda: seat.says("Taken back"))
        seat.go("/claims")
    assert not seat.value(
        "SELECT count(*) FROM verdict v WHERE target = 'claim' AND action <> 'undo' AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = v.id)"
    )
    assert seat.severe() == []


def test_a_queue_is_cleared_by_keyboard_alone(sit: Sit) -> None:
    """Not more than 1.3 presses a story, every decision right in the log; all undone, it is as it was."""
    seat = sit()
    multiply(seat, CLEARED)
    before = picture(seat)
    seat.go("/queue")
    pressed: dict[int, str] = {}
    choices = ("a", "x", "w", "a", "a")
    states = {"a": "accepted", "x": "rejected", "w": "waiting"}
    seat.presses = 0
    while waiting(seat):  # one who presses before the card has caught up with the decision before is asked once more
        story = seat.story()
        assert story not in pressed or seat.says("What is believed moved while you read this")
        seat.press(pressed.setdefault(story, choices[len(pressed) % len(choices)]))
        seat.until(lambda story=story: not waiting(seat) or seat.story() != story)
    seat.until(lambda: seat.says("Nothing to decide."))
    seat.shot("empty-1440")
    assert seat.presses <= 1.3 * CLEARED
    assert len(pressed) == CLEARED
    wanted = {story: states[key] for story, key in pressed.items()}
    assert {story: of_story(seat, story).pop() for story in wanted} == wanted
    said = {"accepted": "approve", "rejected": "reject", "waiting": "wait"}
    rows = seat.store.db.execute("SELECT target_id, action, editor FROM verdict WHERE target = 'story'").fetchall()
    assert {(story, action) for story, action, _ in rows} == {(story, said[state]) for story, state in wanted.items()}
    assert {editor for _, _, editor in rows} == {"Ji-soo"}
    while seat.store.queue.undo("Ji-soo", now()).batch:
        pass
    assert picture(seat) == before
    assert seat.store.queue.replay_log() == []


def multiply(seat: Seat, wanted: int) -> None:
    """As many waiting stories as are wanted, no more and no less: more like those that are there."""
    have = waiting(seat)
    for story in have[wanted:]:
        seat.store.queue.judge(story, "reject", "before", NOW)
    for n in range(wanted - len(have)):
        seat.store.filings.save(a_filing(f"more-{n}", title=f"More of the {n}th day", body=f"Park Ji-hu returns. Day {n}."), NOW)


def picture(seat: Seat) -> dict[str, list[tuple[object, ...]]]:
    """All that a decision can change."""
    asked = {
        "article": "id, state, state_reason, story_id",
        "mention": "id, state, person, value",
        "story": "id, merged_into, held_until",
        "waiting": "*",
    }
    found = {table: seat.store.db.execute(f"SELECT {names} FROM {table} ORDER BY 1").fetchall() for table, names in asked.items()}
    found["claim"] = seat.store.db.execute(
        "SELECT series, season, about, value, status, believed FROM claim WHERE current = 1 ORDER BY 1, 2, 3, 4"
    ).fetchall()
    return found


def test_no_screen_scrolls_sideways(sit: Sit) -> None:
    seat = sit()
    story = waiting(seat)[0]
    seat.store.queue.judge(waiting(seat)[-1], "approve", "Mina", now())
    suggest(seat, *waiting(seat)[:2])
    mention = seat.value("SELECT min(id) FROM mention WHERE kind = 'cast'")
    merge = "/queue/{}/merge?into={}".format(*waiting(seat)[:2])
    paths = ("/queue", f"/queue/{story}", "/search?q=season", f"/bulk?story={story}", f"/mentions/{mention}", merge, "/claims", "/history")
    for width in WIDTHS:
        seat.wide(width)
        for path in paths:
            seat.go(path)
            spare = seat.chrome.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert spare <= 0, (width, path)
            assert all(link.is_displayed() and within(seat, link, width) for link in seat.all(".bar nav a")), (width, path)
        if width in (390, 1024, 1440):
            seat.go(f"/queue/{story}")
            seat.shot(f"queue-{width}")


def within(seat: Seat, link: WebElement, width: int) -> bool:
    """Whether a place of the bar is seen whole, with nothing to scroll."""
    box = seat.chrome.execute_script("const b = arguments[0].getBoundingClientRect(); return [b.left, b.right, b.top]", link)
    return bool(0 <= box[0] <= box[1] <= width and box[2] >= 0)


@pytest.mark.parametrize("script", [True, False])
def test_filters_stand_beside_what_is_found_and_are_folded_on_a_phone(sit: Sit, script: bool) -> None:
    seat = sit(script=script)

    def seen() -> bool:
        return bool(seat.chrome.execute_script("return arguments[0].checkVisibility()", seat.one("#person")))

    seat.go("/search?q=season")
    assert seen()
    assert not seat.one(".filters summary").is_displayed(), "beside the hits, always open"
    seat.one("#person").send_keys("Lomon")
    seat.wide(390)
    seat.go("/search?q=season")
    assert not seen()
    assert seat.one(".hits td a").rect["y"] < 700, "what is found is seen at once"
    seat.click(".filters summary")
    assert seen()


def test_the_list_on_a_phone_is_only_the_list(sit: Sit) -> None:
    seat = sit(width=390)
    seat.store.leases.release(seat.story(), "Ji-soo")
    seat.go("/queue?list=1")
    assert seat.one(".list").is_displayed()
    assert not seat.one("#story").is_displayed()
    assert not seat.one("#decide").is_displayed()
    seat.shot("list-390")
    seat.click(".list li a")
    seat.until(lambda: seat.one("#story").is_displayed())
    assert not seat.one(".list").is_displayed()


def test_a_lost_network_loses_nothing(sit: Sit) -> None:
    """The story comes back to its place, the bar says so, and trying again saves it."""
    seat = sit()
    story = seat.story()
    seat.until(
        lambda: seat.chrome.execute_script("return performance.getEntriesByType('resource').some((e) => e.name.includes('/queue/'))")
    )
    seat.chrome.execute_cdp_cmd("Network.enable", {})
    seat.chrome.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    try:
        seat.press("a")
        seat.until(lambda: seat.says("Not saved, the network is gone."))
        seat.until(lambda: seat.story() == story)
        seat.shot("not-saved-1440")
        assert of_story(seat, story) == {"new"}
    finally:
        seat.chrome.execute_cdp_cmd(
            "Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        )
    seat.click(".trouble button")
    seat.until(lambda: of_story(seat, story) == {"accepted"})


def test_two_editors_at_one_story(sit: Sit) -> None:
    """Nothing is written over another's decision: both sides are shown, and mine can be done after undoing theirs."""
    seat = sit()
    story = seat.story()
    seat.store.queue.judge(story, "approve", "Mina", now())
    seat.press("x")
    seat.until(lambda: seat.says("Mina decided this"))
    seat.shot("conflict-1440")
    assert of_story(seat, story) == {"accepted"}
    seat.click("form[action$='/over'] button")
    seat.until(lambda: of_story(seat, story) == {"rejected"})
    actions = [row["action"] for row in seat.store.queue.history(limit=400) if row["target"] == "story"]
    assert actions == ["reject", "undo", "approve"]


def test_words_that_are_selected_become_a_mention_by_a_key(sit: Sit) -> None:
    """The second of two like words, in a text with marks before it; saved in place, and undone."""
    seat = sit()
    seat.severe()  # what tests before this one left in the console
    body = "Park Ji-hu was seen in town.\nIn town they say that Park Ji-hu returns in 2026, and filming begins in early spring."
    seat.store.filings.save(a_filing("town", title="Seen in town", body=body), NOW)
    story = seat.value("SELECT max(story_id) FROM article")
    seat.go(f"/queue/{story}")
    select = (
        "const last = [...document.querySelectorAll('.said .text p')].pop().lastChild;"
        "const range = document.createRange(); const at = last.data.indexOf(arguments[0]);"
        "range.setStart(last, at); range.setEnd(last, at + arguments[0].length);"
        "getSelection().removeAllRanges(); getSelection().addRange(range);"
    )
    seat.chrome.execute_script(select, "early spring")
    seat.press("e")
    seat.until(lambda: seat.all("form.add"))
    assert seat.one("form.add mark").text == "early spring"
    seat.one("form.add [name=value]").send_keys("2027-SP")
    seat.chrome.execute_script("document.querySelector('form.add [name=about]').value = 'production_start'")
    seat.shot("add-1440")
    seat.click("form.add button[value=date]")
    seat.until(
        lambda: seat.value("SELECT count(*) FROM mention WHERE about = 'production_start' AND state = 'accepted' AND text = 'early spring'")
    )
    seat.until(lambda: seat.says("Mention added"))
    seat.press("u")
    seat.until(lambda: not seat.value("SELECT count(*) FROM mention WHERE text = 'early spring' AND current = 1"))
    seat.go(f"/queue/{story}")
    start = seat.value("SELECT instr(text, 'In town they') FROM article_version WHERE text LIKE 'Seen in town%'")
    assert isinstance(start, int)
    seat.chrome.execute_script(
        "const p = [...document.querySelectorAll('.said .text p')].pop(); const range = document.createRange();"
        "range.setStart(p.firstChild, 3); range.setEnd(p.firstChild, 7);"
        "getSelection().removeAllRanges(); getSelection().addRange(range);"
    )
    seat.press("e")
    seat.until(lambda: seat.all("form.add"))
    assert seat.one("form.add [name=at]").get_attribute("value") == f"{start - 1 + 3}-{start - 1 + 7}", "the town that was selected"
    seat.press(Keys.ESCAPE, Keys.ESCAPE)
    assert not seat.all("form.add")
    assert seat.severe() == []


def test_a_mention_is_added_without_script(sit: Sit) -> None:
    seat = sit(script=False, width=390)
    seat.store.filings.save(a_filing("town", title="Seen in town", body="Filming begins in early spring.", mentions=()), NOW)
    story = seat.value("SELECT max(story_id) FROM article")
    seat.go(f"/queue/{story}")
    seat.click("#add")
    seat.until(lambda: seat.all("#words"))
    seat.one("#words").send_keys("late spring")
    seat.click("form.mend button")
    seat.until(lambda: seat.says("“late spring” does not stand in the article."))
    seat.one("#words").clear()
    seat.one("#words").send_keys("early spring")
    seat.click("form.mend button")
    seat.until(lambda: seat.all("[name=value]"))
    seat.one("[name=value]").send_keys("2027-SP")
    seat.shot("add-390-no-script")
    seat.click("button[value=date]")
    seat.until(lambda: seat.says("Mention added"))
    assert seat.value("SELECT value FROM mention WHERE text = 'early spring'") == "2027-SP"


def test_an_undo_over_what_another_decided_is_asked_about(sit: Sit) -> None:
    seat = sit()
    story = seat.story()
    seat.press("a")
    seat.until(lambda: of_story(seat, story) == {"accepted"})
    seat.until(lambda: seat.all(".toast [data-undo]"))
    seat.store.queue.judge(story, "reject", "Mina", now())
    seat.press("u")
    seat.until(lambda: seat.says("Nothing was taken back yet."))
    seat.shot("steps-1440")
    assert seat.chrome.switch_to.active_element.text == "Leave it as it is"
    seat.wide(390)
    seat.shot("steps-390")
    assert of_story(seat, story) == {"rejected"}
    seat.click("button[value=together]")
    seat.until(lambda: of_story(seat, story) == {"new"})
    seat.click(".toast button[value=again]")
    seat.until(lambda: of_story(seat, story) == {"rejected"})
    assert seat.store.queue.replay_log() == []
