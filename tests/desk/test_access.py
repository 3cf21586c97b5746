"""For everybody: axe on every screen, contrast of every pair of colours, the keyboard alone, forced colours, no sideways scroll."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from desk.place import Place
from model.records import Outcome
from store.store import Store
from tests.building import NOW, a_source, later
from tests.chromium import chromium
from tests.desk.browsing import SECONDS, enter, running, seen_as
from tests.desk.conftest import SERIES, SOURCES, file_stories

browser = pytest.mark.browser
SHOTS = Path(__file__).parents[1] / "shots"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STATIC = Path(__file__).parents[2] / "desk" / "static"
CSS = (STATIC / "desk.css").read_text(encoding="utf-8") + (STATIC / "pages.css").read_text(encoding="utf-8")
LOOKS = [(1440, "light"), (390, "dark")] + ([(1440, "dark"), (390, "light")] if os.environ.get("SHOWWIRE_SOAK") else [])
SCREENS = {
    "queue": "/queue",
    "story": "/queue/1",
    "mention": "/mentions/1",
    "add": "/queue/1/add?words=is",
    "add-none": "/queue/1/add?words=nowhere",
    "merge": "/queue/1/merge?into=2",
    "search": "/search?q=says",
    "bulk": "/bulk?action=reject&story=1&story=2",
    "claims": "/claims",
    "claim": "/claims/1",
    "sources": "/sources",
    "source": "/sources/press",
    "move": "/sources/studio/move",
    "history": "/history",
    "acts": "/history?log=act",
    "you": "/you",
    "missing": "/nowhere",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[webdriver.Chrome, str, Store]]:
    """A browser that is signed in, at a desk with stories, an approved one, sources well and not."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (folder / "series.yaml").write_text(SERIES, encoding="utf-8")
    place = Place(folder)
    with place.store() as store, running(place, sample=True) as address, chromium(folder / "chromium") as chrome:
        file_stories(store)
        store.queue.judge(2, "approve", "Mina", NOW, note="as the studio says")
        for failures in range(3):
            outcome = Outcome(source=a_source(), at=later(days=-failures), state="failed", error="no answer")
            store.visits.outcome(outcome, 0, later(days=-failures), {})
        moved = "https://studio.example/news/feed"
        store.visits.outcome(Outcome(source=a_source("studio"), at=NOW, state="ok", http_status=200, moved=moved), 0, NOW, {})
        enter(chrome, address, store)
        yield chrome, address, store


def violations(chrome: webdriver.Chrome) -> list[str]:
    chrome.execute_script(AXE)
    found = chrome.execute_async_script("axe.run(document, {resultTypes: ['violations']}).then(arguments[arguments.length - 1])")
    return [f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in found["violations"] for n in v["nodes"][:4]]


def looked_at(chrome: webdriver.Chrome, name: str, address: str) -> list[str]:
    """What axe and a ruler find on a screen, in each look."""
    wrong = []
    for width, scheme in LOOKS:
        seen_as(chrome, width, scheme)
        chrome.get(address)
        for details in chrome.find_elements(By.CSS_SELECTOR, "details:not([open])"):
            chrome.execute_script("arguments[0].open = true", details)
        wrong += [f"{name} {width} {scheme}: {says}" for says in violations(chrome)]
        wide = chrome.execute_script("return document.documentElement.scrollWidth")
        wrong += [f"{name} {width}: {wide} wide"] if wide > width else []
        if os.environ.get("SHOWWIRE_SHOTS"):
            SHOTS.mkdir(exist_ok=True)
            chrome.save_screenshot(str(SHOTS / f"{name}-{width}-{scheme}.png"))
    return wrong


@browser
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_no_violation(desk: tuple[webdriver.Chrome, str, Store], name: str) -> None:
    chrome, address, _ = desk
    assert not looked_at(chrome, name, address + SCREENS[name])


@browser
def test_the_door_has_no_violation(desk: tuple[webdriver.Chrome, str, Store], tmp_path: Path) -> None:
    chrome, address, store = desk
    cookies = chrome.get_cookies()
    chrome.delete_all_cookies()
    try:
        wrong = looked_at(chrome, "sign-in", f"{address}/sign-in")
        wrong += looked_at(chrome, "link", f"{address}/sign-in/{store.editors.link('Ji-soo 0', NOW)}")
        chrome.get(f"{address}/sign-in")
        for field in ("name", "password"):
            chrome.find_element(By.NAME, field).send_keys("not this")
        chrome.find_element(By.CSS_SELECTOR, "button.primary").click()
        assert "tries left" in WebDriverWait(chrome, SECONDS).until(lambda c: c.find_element(By.CSS_SELECTOR, "[role=alert]")).text
        wrong += violations(chrome)
        assert chrome.switch_to.active_element.get_attribute("name") == "password", "where one types again"
    finally:
        for cookie in cookies:
            chrome.add_cookie({k: cookie[k] for k in ("name", "value", "path")})
    assert not wrong


@browser
def test_answers_that_show_both_sides_have_no_violation(desk: tuple[webdriver.Chrome, str, Store]) -> None:
    """What another decided meanwhile, and what stands on a decision that is to be taken back; on a phone, without a place to go wrong."""
    chrome, address, store = desk
    seen_as(chrome, 390, "dark")
    chrome.get(f"{address}/queue/3")
    store.queue.judge(3, "wait", "Mina", NOW, note="ask them")
    chrome.find_element(By.CSS_SELECTOR, "#deciding [data-do=reject]").click()
    WebDriverWait(chrome, SECONDS).until(lambda c: c.find_elements(By.CSS_SELECTOR, "[data-conflict]"))
    assert violations(chrome) == []
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= 390
    chrome.find_element(By.CSS_SELECTOR, "form[action$='/over'] button").click()
    WebDriverWait(chrome, SECONDS).until(lambda _: store.db.value("SELECT state FROM article WHERE story_id = 3") == "rejected")
    store.queue.judge(3, "approve", "Mina", later(minutes=1))
    WebDriverWait(chrome, SECONDS).until(lambda c: c.find_elements(By.CSS_SELECTOR, ".bar form[action='/undo']"))
    chrome.find_element(By.CSS_SELECTOR, ".bar form[action='/undo'] button").click()
    WebDriverWait(chrome, SECONDS).until(lambda c: c.find_elements(By.CSS_SELECTOR, "button[value=together]"))
    assert violations(chrome) == []
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= 390
    chrome.find_element(By.CSS_SELECTOR, "button[value=together]").click()
    WebDriverWait(chrome, SECONDS).until(lambda _: store.db.value("SELECT state FROM article WHERE story_id = 3") == "new")


@browser
@pytest.mark.parametrize("width", [320, 390, 1024, 1280, 1440])
def test_nothing_scrolls_sideways(desk: tuple[webdriver.Chrome, str, Store], width: int) -> None:
    chrome, address, _ = desk
    wide = {}
    for name, path in SCREENS.items():
        seen_as(chrome, width)
        chrome.get(address + path)
        wide[name] = chrome.execute_script("return document.documentElement.scrollWidth")
    assert {name: w for name, w in wide.items() if w > width} == {}


@browser
@pytest.mark.parametrize("name", ["sources", "history", "you", "story"])
def test_the_keyboard_reaches_everything_in_the_order_it_is_read(desk: tuple[webdriver.Chrome, str, Store], name: str) -> None:
    """Tab walks the page from the skip link on, in the order of the source, and every stop shows where one is."""
    chrome, address, _ = desk
    seen_as(chrome, 1440)
    chrome.get(address + SCREENS[name])
    script = """
        const e = document.activeElement, style = getComputedStyle(e), all = [...document.querySelectorAll("*")];
        return e === document.body ? null : [all.indexOf(e), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1, e.outerHTML.slice(0, 90)]"""
    stops = []
    for _ in range(400):
        chrome.switch_to.active_element.send_keys(Keys.TAB)
        stop = chrome.execute_script(script)
        if stop is None or (stops and stop[0] == stops[0][0]):
            break
        if not stops or stops[-1][0] != stop[0]:
            stops.append(stop)
    assert "skip" in stops[0][2]
    places = [place for place, _, _ in stops]
    assert places == sorted(places), "focus follows the source"
    assert [html for _, shown, html in stops if not shown] == []
    reachable = chrome.execute_script("""
        return [...document.querySelectorAll("main a[href], main button, main select, main input:not([type=hidden])")]
            .filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled).map(e => [...document.querySelectorAll("*")].indexOf(e))""")
    assert set(reachable) <= set(places)


@browser
def test_a_skip_link_skips(desk: tuple[webdriver.Chrome, str, Store]) -> None:
    chrome, address, _ = desk
    seen_as(chrome, 1440)
    chrome.get(f"{address}/sources")
    chrome.switch_to.active_element.send_keys(Keys.TAB)
    assert chrome.switch_to.active_element.text == "to the content"
    ActionChains(chrome).send_keys(Keys.ENTER).perform()
    WebDriverWait(chrome, SECONDS).until(lambda c: c.current_url.endswith("#main"))
    ActionChains(chrome).send_keys(Keys.TAB).perform()
    assert chrome.execute_script("return document.activeElement.closest('main') ? '' : document.activeElement.outerHTML + location") == ""


@browser
def test_forced_colours_keep_the_marks_and_the_bars(desk: tuple[webdriver.Chrome, str, Store]) -> None:
    """What colour says elsewhere a border, a line or a word says there."""
    chrome, address, _ = desk
    seen_as(chrome, 1440, "light", forced_colors="active")
    chrome.get(f"{address}/queue/1")
    marks = chrome.execute_script("return [...document.querySelectorAll('.text mark')].map(m => getComputedStyle(m).borderBottomStyle)")
    assert {"solid", "dashed"} <= set(marks)
    chrome.get(f"{address}/sources")
    assert not violations(chrome)
    bars = chrome.execute_script(
        "return [...document.querySelectorAll('.spark path')].map(p => getComputedStyle(p).stroke + getComputedStyle(p).fill)"
    )
    assert bars
    assert all(bar != "nonenone" for bar in bars)


# --- contrast, from the style sheet itself ---


def tokens(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)
    named = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block)) for block in blocks]
    return named[0] if scheme == "light" else named[0] | named[1]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


TEXTS = [*itertools.product(("ink", "ink2", "ink3"), ("paper", "sheet", "sunk"))]
TEXTS += [("cast", "cast-tint"), ("date", "date-tint"), ("bad", "bad-tint"), ("ink2", "date-tint"), ("ink", "bad-tint")]
TEXTS += [*itertools.product(("date", "bad", "accent", "cast", "good"), ("paper", "sheet", "sunk"))]
TEXTS += [("paper", "ink"), ("sheet", "ink")]
CONTROLS = [("edge", "paper"), ("edge", "sheet"), ("accent", "paper"), ("accent", "sheet"), ("accent", "sunk")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme: str) -> None:
    colours = tokens(scheme)
    low = {f"{a} on {b}": round(contrast(colours[a], colours[b]), 2) for a, b in TEXTS if contrast(colours[a], colours[b]) < 4.5}
    low |= {f"{a} on {b}": round(contrast(colours[a], colours[b]), 2) for a, b in CONTROLS if contrast(colours[a], colours[b]) < 3}
    assert low == {}


def test_no_colour_is_written_beside_the_tokens() -> None:
    """Every colour is a token, so that the pairs above are all there are; shadows and the veil behind a dialog apart."""
    outside = re.sub(r":root \{.*?\n\s*\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", outside) == []
    assert set(re.findall(r"rgba?\([^)]*\)", outside)) <= {"rgb(0 0 0 / .25)", "rgb(0 0 0 / .4)"}
