"""A decision holds of what stood on its editor's screen: in a real Chromium, where our script sends what a quick hand decides.

Others write while a page is open; what they wrote was not seen, so it is asked about. One's own decisions in a row are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver

from desk.clock import now
from desk.place import Place
from model.records import Grouping
from store.store import Store
from tests.building import NOW, a_filing, a_source, an_article
from tests.chromium import chromium
from tests.desk.browsing import running
from tests.desk.conftest import file_another_year, file_stories
from tests.desk.newsdesk import Seat

pytestmark = pytest.mark.browser
HOAX = "Park Ji-hu returns.\nThe premiere is in 2026. CORRECTION: this was a hoax, and is withdrawn."
SAVED = "return !performance.getEntriesByType('resource').some((e) => e.responseEnd === 0)"
FIRST, NEXT = 2, 4  # the stories at the head of the queue, with an article of the same number each
Between = Callable[[Store], object]  # what others do while the page is open


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def seat(place: Place, store: Store, chrome: webdriver.Chrome) -> Iterator[Seat]:
    """An editor who reads the first story of the queue, the next one fetched already."""
    file_stories(store)
    store.filings.save(a_filing("next", title="And another", body="Park Ji-hu returns.\nIt comes in 2026."), NOW)
    with running(place, now) as address:
        made = Seat(chrome, address, store)
        made.sit()
        opened(made, FIRST)
        yield made


def opened(seat: Seat, story: int) -> None:
    seat.go(f"/queue/{story}")
    seat.until(lambda: seat.one("[data-left]").text.startswith("Yours for"))
    if seat.all("[data-go=next]"):
        seat.until(
            lambda: seat.chrome.execute_script("return performance.getEntriesByName(document.querySelector('[data-go=next]').href).length")
        )


def quick(seat: Seat, *keys: str) -> None:
    """Keys that are pressed before anything is answered."""
    seat.chrome.execute_script(
        "for (const key of arguments[0]) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))", keys
    )


def state(seat: Seat, article: int = FIRST) -> object:
    return seat.value("SELECT state FROM article WHERE id = ?", article)


def mentions(seat: Seat, article: int = FIRST) -> list[str]:
    return [
        row[0] for row in seat.store.db.execute("SELECT state FROM mention WHERE article_id = ? AND current = 1 ORDER BY id", (article,))
    ]


def asked(seat: Seat) -> bool:
    """Whether the page of a conflict is shown."""
    return bool(seat.all("[data-conflict]"))


def edited(store: Store) -> None:
    official = an_article("two", source=a_source("studio", tier="official"))
    store.filings.save(a_filing("two", title="The studio withdraws it", body=HOAX, article=official), NOW)


def waited(store: Store) -> None:
    store.queue.judge(FIRST, "wait", "Mina", NOW, note="call the agency first")


def refused(store: Store, article: int = FIRST) -> None:
    """Mina refuses the last mention of an article."""
    last = int(store.db.value("SELECT max(id) FROM mention WHERE article_id = ? AND current = 1", (article,)))
    store.queue.judge_mention(last, "reject", "Mina", NOW)


@pytest.mark.parametrize("pause", [False, True])
@pytest.mark.parametrize(("between", "stands"), [(edited, "new"), (waited, "waiting"), (refused, "new")])
def test_a_yes_to_a_mention_does_not_approve_what_came_between(seat: Seat, between: Between, stands: str, pause: bool) -> None:
    between(seat.store)
    text = seat.one(".said .text").text
    if pause:
        quick(seat, "y")
        seat.until(lambda: asked(seat) or (seat.says("This changed while you read it") and "accepted" in mentions(seat)))
        assert asked(seat) or seat.one(".said .text").text == text, "headline and text stay together"
        quick(seat, "a")
    else:
        quick(seat, "y", "a")
    seat.until(lambda: asked(seat))
    quick(seat, "a")
    assert state(seat) == stands
    assert seat.value("SELECT count(*) FROM verdict WHERE editor = 'Ji-soo' AND action = 'approve'") == 0


def test_a_yes_to_a_mention_in_a_text_that_was_edited_is_asked_about(seat: Seat) -> None:
    edited(seat.store)
    quick(seat, "y")
    seat.until(lambda: asked(seat))
    assert seat.says("this was a hoax")
    assert seat.value("SELECT count(*) FROM verdict") == 0


@pytest.mark.parametrize("keys", ["ya", "yna", "ynnyya", "yua", "ynuua", "yx", "ynw"])
def test_own_decisions_in_a_row_are_no_conflict(seat: Seat, keys: str) -> None:
    decided = {"a": "accepted", "x": "rejected", "w": "waiting"}[keys[-1]]
    quick(seat, *keys)
    seat.until(lambda: state(seat) == decided or asked(seat))
    assert not asked(seat)
    assert state(seat) == decided
    seat.until(lambda: seat.story() == NEXT)
    assert seat.store.queue.replay_log() == []


def test_own_decisions_by_and_by_are_no_conflict(seat: Seat) -> None:
    """A mention put right, one decided, one taken back, each answered before the next; then the story, and the next one."""
    seat.press("e")
    seat.until(lambda: seat.all("form.edit"))
    seat.click("form.edit button.primary")
    seat.until(lambda: seat.says("Mention put right") and not seat.all("form.edit"))
    seat.click(".chips li:nth-child(2) button[value=reject]")
    seat.until(lambda: "rejected" in mentions(seat))
    seat.press("u")
    seat.until(lambda: seat.says("Taken back"))
    seat.press("y")
    seat.press("a")
    seat.until(lambda: state(seat) == "accepted" or asked(seat))
    assert not asked(seat)
    seat.until(lambda: seat.story() == NEXT)
    seat.press("y", "a")
    seat.until(lambda: state(seat, NEXT) == "accepted" or asked(seat))
    assert not asked(seat)


def test_a_mention_put_right_and_the_story_at_once(seat: Seat) -> None:
    seat.press("e")
    seat.until(lambda: seat.all("form.edit"))
    seat.chrome.execute_script("document.querySelector('form.edit button.primary').click()")
    quick(seat, "a")
    seat.until(lambda: state(seat) == "accepted" or asked(seat))
    assert not asked(seat)


def test_one_of_two_articles_and_then_the_story(seat: Seat) -> None:
    seat.store.filings.save(a_filing("more", title="More of it", grouping=Grouping(how="story", story=FIRST)), NOW)
    opened(seat, FIRST)
    seat.chrome.execute_script("document.querySelector('.members button[value=approve]').click()")
    quick(seat, "y", "a")
    seat.until(lambda: seat.value("SELECT count(*) FROM article WHERE story_id = ? AND state = 'accepted'", FIRST) == 2 or asked(seat))
    assert not asked(seat)


def test_what_others_do_between_two_of_my_decisions_is_asked_about(seat: Seat) -> None:
    """The first is answered for, the second is not."""
    quick(seat, "y")
    seat.until(lambda: "accepted" in mentions(seat))
    seat.until(lambda: seat.all(".chips li.accepted button[aria-pressed]"))
    refused(seat.store)
    quick(seat, "n", "y", "a")
    seat.until(lambda: asked(seat))
    assert state(seat) == "new"


def test_a_story_that_was_read_again_is_decided(seat: Seat) -> None:
    """What an answer once said of a story is not sent in the place of what its page says later."""
    quick(seat, "y")
    seat.until(lambda: "accepted" in mentions(seat))
    quick(seat, "j")
    seat.until(lambda: seat.story() == NEXT)
    refused(seat.store)
    quick(seat, "k")
    seat.until(lambda: seat.story() == FIRST)
    quick(seat, "a")
    seat.until(lambda: state(seat) == "accepted" or asked(seat))
    assert not asked(seat)


def test_the_next_story_is_decided_as_it_was_fetched(seat: Seat) -> None:
    """It is shown before the answer to the decision before it, which knows it otherwise by then."""
    refused(seat.store, NEXT)
    quick(seat, "a")
    seat.until(lambda: state(seat) == "accepted" and seat.story() == NEXT)
    seat.until(lambda: seat.says("This changed while you read it"))
    assert not seat.all(".chips .rejected")
    quick(seat, "a")
    seat.until(lambda: asked(seat))
    assert state(seat, NEXT) == "new"


def test_two_stories_at_once_are_decided_as_they_were_fetched(seat: Seat) -> None:
    refused(seat.store, NEXT)
    quick(seat, "a", "a")
    seat.until(lambda: asked(seat))
    assert (state(seat), state(seat, NEXT)) == ("accepted", "new")


def test_a_form_opened_in_a_page_holds_of_that_page(seat: Seat) -> None:
    """The form of a mention is fetched when it is opened; the page behind it is older, and is what was read."""
    edited(seat.store)
    quick(seat, "e")
    seat.until(lambda: seat.all("form.edit"))
    seat.click("form.edit button.primary")
    seat.until(lambda: asked(seat))
    assert seat.says("this was a hoax")
    assert seat.value("SELECT count(*) FROM verdict") == 0


def test_a_mention_is_added_to_the_text_that_is_shown(seat: Seat) -> None:
    edited(seat.store)
    seat.chrome.execute_script(
        "const p = document.querySelector('.said .text p'); const range = document.createRange(); range.selectNodeContents(p.lastChild);"
        "getSelection().removeAllRanges(); getSelection().addRange(range);"
    )
    quick(seat, "e")
    seat.until(lambda: seat.all("form.add"))
    seat.one("form.add [name=value]").send_keys("2027")
    seat.click("form.add button[value=date]")
    seat.until(lambda: asked(seat))
    assert seat.value("SELECT count(*) FROM verdict") == 0


def test_what_it_contradicts_is_not_taken_as_weighed_while_a_form_hides_it(seat: Seat) -> None:
    story = file_another_year(seat.store)
    opened(seat, story)
    seat.store.queue.judge(FIRST, "approve", "Mina", NOW)
    seat.press("e")
    seat.until(lambda: seat.all("form.edit"))
    seat.click(".chips button[value=accept]")
    seat.until(lambda: "accepted" in mentions(seat, story))
    seat.until(lambda: seat.chrome.execute_script(SAVED))
    quick(seat, "a")
    seat.until(lambda: seat.says("What is believed moved while you read this") or state(seat, story) == "accepted")
    assert state(seat, story) == "new"
