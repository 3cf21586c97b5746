"""A running desk, and what an editor does at a browser to get there."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from desk.place import Place
from desk.web import desk_app
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import clock

SECONDS = 20  # until a page shows what it should


@contextmanager
def running(place: Place, now: Callable[[], dt.datetime] = clock, **more: Any) -> Iterator[str]:
    """The address of a desk over `place`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(desk_app(place, clock=now, **more), port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        assert server.started, f"no desk after {SECONDS} s"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(SECONDS)


def seen_as(chrome: webdriver.Chrome, width: int, scheme: str = "light", **media: str) -> None:
    """The width of the window, the colour scheme, and other media features."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 900}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}, *({"name": k.replace("_", "-"), "value": v} for k, v in media.items())]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def enter(chrome: webdriver.Chrome, address: str, store: Store, role: str = "maintainer") -> str:
    """Sign in by a link as a new editor; their name."""
    name = f"Ji-soo {len(store.editors.all())}"
    store.editors.add(name, role, NOW)
    chrome.delete_all_cookies()
    chrome.get(f"{address}/sign-in/{store.editors.link(name, NOW)}")
    chrome.find_element(By.CSS_SELECTOR, "main form button").click()
    WebDriverWait(chrome, SECONDS).until(lambda c: "/queue" in c.current_url)
    return name
