"""A desk over the sample newsroom, crawled once, in a real Chromium that is shared: each test gets a copy of its data."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from desk import clock as machine
from desk.cli.firstrun import DAYS
from desk.crawling import Order, crawl
from desk.place import Place
from desk.web import desk_app
from newsroom.site import Newsroom
from store.store import Store

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parents[1] / "shots"
SECONDS = 30  # until a page shows what it should


def programs() -> tuple[str, str]:
    """Chromium and its driver; skips where they are missing, and fails there under CI."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        message = "needs Debian's chromium and chromium-driver"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return str(found[0]), str(found[1])


def crawled(folder: Path) -> Place:
    """An install that has crawled the sample newsroom."""
    place = Place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with Newsroom(day=DAYS) as newsroom:
        place.sources_yaml.write_text(newsroom.sources_yaml(), encoding="utf-8")
        shutil.copyfile(ROOT / "series.yaml", place.series_yaml)
        crawl(place, Order(everything=True), machine.now, lambda *_: None)
    return place


@contextlib.contextmanager
def served(place: Place, clock: Callable[[], dt.datetime] = machine.now) -> Iterator[str]:
    """The address of a desk that runs meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(desk_app(place, sample=True, clock=clock), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def chromium(folder: Path, *, script: bool = True) -> Iterator[webdriver.Chrome]:
    """A fresh Chromium, with or without script."""
    program, driver = programs()
    options = webdriver.ChromeOptions()
    options.binary_location = program
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
    for flag in (*flags, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


@dataclass
class Seat:
    """An editor at a browser."""

    chrome: webdriver.Chrome
    address: str
    store: Store
    presses: int = 0

    def sit(self, name: str = "Ji-soo", width: int = 1440) -> None:
        """Sign in, at a screen of this width."""
        self.chrome.delete_all_cookies()
        self.wide(width)
        if name not in {row["name"] for row in self.store.editors.all()}:
            self.store.editors.add(name, "editor", machine.now())
        self.chrome.get(f"{self.address}/sign-in/{self.store.editors.link(name, machine.now())}")
        self.one("button.primary").click()
        self.until(lambda: self.chrome.current_url.endswith("/queue"))

    def wide(self, width: int) -> None:
        size = {"width": width, "height": 900 if width > 900 else 844, "deviceScaleFactor": 1, "mobile": width < 900}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def go(self, path: str) -> None:
        self.chrome.get(self.address + path)

    def one(self, selector: str) -> WebElement:
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.chrome.find_elements(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        for key in keys:
            self.presses += 1
            ActionChains(self.chrome, duration=0).send_keys(key).perform()

    def click(self, selector: str) -> None:
        element = self.one(selector)
        self.chrome.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def until(self, holds: Callable[[], object]) -> None:
        WebDriverWait(self.chrome, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]).until(lambda _: holds())

    def value(self, sql: str, *bound: object) -> object:
        return self.store.db.value(sql, bound)

    def states(self) -> dict[int, str]:
        """State of every article."""
        return dict(self.store.db.execute("SELECT id, state FROM article").fetchall())

    def story(self) -> int:
        """The story that is shown."""
        return int(self.one(".queue").get_attribute("data-story") or 0)

    def says(self, text: str) -> bool:
        return text in self.one("body").text

    def shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.chrome.save_screenshot(str(SHOTS / f"{name}.png"))

    def severe(self) -> list[str]:
        found = self.chrome.get_log("browser")
        return [e["message"] for e in found if e["level"] == "SEVERE" and "favicon" not in e["message"] and "409" not in e["message"]]
