"""A desk over the sample newsroom, crawled once, in a real Chromium that is shared: each test gets a copy of its data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from desk import clock as machine
from desk.crawling import Order, crawl
from desk.place import Place
from newsroom.articles import DAYS
from newsroom.site import Newsroom
from store.store import Store

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parents[1] / "shots"
SECONDS = 30  # until a page shows what it should


def crawled(folder: Path) -> Place:
    """An install that has crawled the sample newsroom."""
    place = Place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with Newsroom(day=DAYS) as newsroom:
        place.sources_yaml.write_text(newsroom.sources_yaml(), encoding="utf-8")
        shutil.copyfile(ROOT / "series.yaml", place.series_yaml)
        crawl(place, Order(everything=True), machine.now, lambda *_: None)
    return place


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
