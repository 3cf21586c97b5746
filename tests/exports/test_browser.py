"""The static pages in a real Chromium, wide and on a phone, from a disk and from a server; checked by axe-core."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from selenium import webdriver

from exports import sheet
from tests.accepted import close_opened
from tests.chromium import chromium
from tests.exports.test_publish import a_store, out

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = ("index.html", "series/low-water.html", "people/ines-mora.html", "claims/1.html")
SHOTS = os.environ.get("SHOWWIRE_SHOTS", "")  # a folder for screenshots to look at


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("static")
    out(a_store(made), made / "public")
    close_opened()
    return made / "public"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as made:
        yield made


@pytest.mark.parametrize("way", ["file", "http"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_is_whole_quiet_small_and_accessible(chrome: webdriver.Chrome, folder: Path, served: str, width: int, way: str) -> None:
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 900}
    )
    for page in PAGES:
        chrome.get((folder / page).as_uri() if way == "file" else served + page)
        quiet = [line for line in chrome.get_log("browser") if "favicon" not in line["message"]]
        assert quiet == [], page
        assert chrome.execute_script("return getComputedStyle(document.body).maxWidth") == "1056px", "the style sheet is there"
        assert chrome.execute_script("return document.documentElement.scrollWidth") <= width, "no sideways scroll"
        sizes = chrome.execute_script("return performance.getEntriesByType('resource').map(e => [e.name, e.decodedBodySize]);")
        assert [name.rpartition("/")[2] for name, _ in sizes if "favicon" not in name] == (["page.css"] if way == "http" else []), page
        assert len(chrome.page_source.encode()) + sum(size for _, size in sizes) < sheet.PAGE_MAX
        if SHOTS:
            name = f"{page.replace('/', '-').removesuffix('.html')}-{width}-{way}.png"
            chrome.save_screenshot(str(Path(SHOTS) / name))
        chrome.execute_script(AXE)
        found = chrome.execute_async_script(
            "const done = arguments[0]; axe.run(document, {preload: false, resultTypes: ['violations']}).then(done)"
        )
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], page
        chrome.get_log("browser")  # what axe itself said is not the page's
