"""The desk in a real Chromium: by key and by pointer, with and without script, wide and on a phone."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from desk.place import Place
from desk.web import desk_app
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import clock, file_stories

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parents[1] / "shots"
SECONDS = 20  # until a page shows what it should
Browser = Callable[..., webdriver.Chrome]


def programs() -> tuple[str, str]:
    """Chromium and its driver; skips where they are missing, and fails there under CI."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        message = "needs Debian's chromium and chromium-driver"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return str(found[0]), str(found[1])


@pytest.fixture
def address(place: Place, store: Store) -> Iterator[str]:
    """A running desk with three stories."""
    file_stories(store)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(desk_app(place, clock=clock), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """browser(width, script=True) is a fresh Chromium."""
    opened: list[webdriver.Chrome] = []
    chromium, driver = programs()

    def fresh(width: int, *, script: bool = True) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path}/chromium-{len(opened)}",
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not script:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        chrome.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 900}
        )
        opened.append(chrome)
        return chrome

    yield fresh
    for chrome in opened:
        chrome.quit()


def enter(chrome: webdriver.Chrome, address: str, store: Store) -> None:
    name = f"Ji-soo {len(store.editors.all())}"
    store.editors.add(name, "editor", NOW)
    chrome.get(f"{address}/sign-in/{store.editors.link(name, NOW)}")
    chrome.find_element(By.CSS_SELECTOR, "button.primary").click()
    WebDriverWait(chrome, SECONDS).until(lambda c: c.current_url.endswith("/queue"))


def wait_for(chrome: webdriver.Chrome, text: str) -> None:
    WebDriverWait(chrome, SECONDS).until(lambda c: text in c.find_element(By.TAG_NAME, "body").text)


def press(chrome: webdriver.Chrome, key: str) -> None:
    chrome.find_element(By.TAG_NAME, "body").send_keys(key)


def states(store: Store) -> list[str]:
    return [row[0] for row in store.db.execute("SELECT state FROM article ORDER BY id")]


def until(chrome: webdriver.Chrome, store: Store, wanted: list[str]) -> None:
    WebDriverWait(chrome, SECONDS).until(lambda _: states(store) == wanted)


def test_the_day_by_keyboard(browser: Browser, address: str, store: Store) -> None:
    """j and k move, a approves, x rejects, w waits, u takes it back, y and n judge a mention, ? shows the keys."""
    chrome = browser(1440)
    enter(chrome, address, store)
    wait_for(chrome, "The studio says it")
    press(chrome, "?")
    assert chrome.find_element(By.ID, "keys").is_displayed()
    press(chrome, Keys.ESCAPE)
    press(chrome, "]")
    press(chrome, "n")
    refused = "SELECT count(*) FROM mention WHERE state = 'rejected'"
    WebDriverWait(chrome, SECONDS).until(lambda _: store.db.value(refused) == 1)
    press(chrome, "a")
    until(chrome, store, ["new", "accepted", "new"])
    wait_for(chrome, "Approved")
    assert store.db.value(refused) == 1, "what was refused is not taken along"
    press(chrome, "k" if chrome.current_url.endswith("/1") else "j")
    WebDriverWait(chrome, SECONDS).until(lambda c: c.current_url.split("?")[0].endswith(("/1", "/3")))
    chrome.get(f"{address}/queue/1")
    press(chrome, "x")
    until(chrome, store, ["rejected", "accepted", "new"])
    chrome.get(f"{address}/queue/3")
    press(chrome, "w")
    until(chrome, store, ["rejected", "accepted", "waiting"])
    wait_for(chrome, "Nothing to decide.")
    for wanted in (["rejected", "accepted", "new"], ["new", "accepted", "new"], ["new", "new", "new"]):
        press(chrome, "u")
        until(chrome, store, wanted)
    severe = [entry["message"] for entry in chrome.get_log("browser") if entry["level"] == "SEVERE" and "favicon" not in entry["message"]]
    assert not severe


def test_keys_do_nothing_in_a_field(browser: Browser, address: str, store: Store) -> None:
    chrome = browser(1440)
    enter(chrome, address, store)
    chrome.get(f"{address}/queue/3")
    chrome.find_element(By.CSS_SELECTOR, ".chips select").send_keys("a")
    time.sleep(0.3)
    assert states(store) == ["new", "new", "new"]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("script", [True, False])
def test_by_pointer_at_every_size_with_and_without_script(browser: Browser, address: str, store: Store, width: int, script: bool) -> None:
    chrome = browser(width, script=script)
    enter(chrome, address, store)
    chrome.get(f"{address}/queue/2")
    chrome.find_element(By.CSS_SELECTOR, ".chips button[value=accept]").click()
    accepted = "SELECT count(*) FROM mention WHERE state = 'accepted'"
    WebDriverWait(chrome, SECONDS).until(lambda _: store.db.value(accepted) == 1)
    SHOTS.mkdir(exist_ok=True)
    chrome.save_screenshot(str(SHOTS / f"queue-{width}{'' if script else '-no-script'}.png"))
    chrome.get(f"{address}/queue/2")
    chrome.find_element(By.CSS_SELECTOR, "[data-do=approve]").click()
    until(chrome, store, ["new", "accepted", "new"])
    wait_for(chrome, "Approved")
    chrome.find_element(By.CSS_SELECTOR, ".toast button").click()
    until(chrome, store, ["new", "new", "new"])


@pytest.mark.parametrize("width", [320, 390, 1024, 1280, 1440])
def test_no_screen_scrolls_sideways(browser: Browser, address: str, store: Store, width: int) -> None:
    chrome = browser(width)
    enter(chrome, address, store)
    for path in ("/queue", "/queue/1", "/claims", "/people", "/sources", "/history"):
        chrome.get(address + path)
        spare = chrome.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert spare <= 0, path
        if width in (390, 1440):
            SHOTS.mkdir(exist_ok=True)
            chrome.save_screenshot(str(SHOTS / f"{path.strip('/').replace('/', '-')}-{width}.png"))


def test_hostile_text_runs_nothing(browser: Browser, address: str, store: Store) -> None:
    chrome = browser(1440)
    enter(chrome, address, store)
    chrome.get(f"{address}/queue/3")
    assert chrome.find_element(By.CSS_SELECTOR, ".head h1").text.startswith("<script>alert(1)</script> &")
