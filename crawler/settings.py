"""Scrapy's settings, the limits of the wire, and the order of the pipelines.

Everything that Scrapy brings and we do not use is switched off: it costs CPU on every request. What is
needed and not Scrapy's is ours: manners.py (middlewares) and download.py (the download handler).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PRODUCT = "showwire"  # also the name that robots.txt may address

# --- limits ---------------------------------------------------------------------------------------

DELAY_SECONDS = 1.0  # between two requests to one host
DELAY_FLOOR = 0.001  # Scrapy lets requests to a host overlap where the delay is 0
CRAWL_DELAY_MAX = 30.0  # a robots.txt that asks for more gets this much
TIMEOUT_SECONDS = 30.0  # for one answer, from the connection to the last byte
BODY_MAX = 16 << 20  # bytes of one answer, before and after decompression
SITEMAP_MAX = 52 << 20  # sitemaps.org allows 50 MiB
HEADER_MAX = 64 << 10  # bytes of one header line
REDIRECTS_MAX = 8
VISITS_AT_ONCE = 100  # sources under way
PAGES_AT_ONCE = 3  # of one visit: fetched, or waiting to be read
PAGE_RETRIES = 1
RETRY_SECONDS = 5.0  # before a page is asked for again
RESTING_MAX = 24 * 3600.0  # longest Retry-After that is taken at its word

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, application/xml;q=0.8, */*;q=0.5"

ITEM_PIPELINES = {
    "pipelines.clean.Clean": 100,
    "pipelines.relevance.Relevance": 200,
    "pipelines.extract.Extract": 300,
    "pipelines.dedupe.Dedupe": 400,
    "pipelines.save.Save": 500,
}

TELL_LAST = 1_000_000  # behind every pipeline

# From the engine to the wire. A redirect comes back in at the top, so every hop passes all of them.
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.Guard": 100,
    "crawler.manners.Hosts": 200,
    "crawler.robots.Robots": 300,
    "crawler.manners.Redirects": 400,
}

_NOT_OURS = {
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25},
    "EXTENSIONS_BASE": {},
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "STATS_DUMP": False,
}


def user_agent(contact: str) -> str:
    """`showwire/1.2.3 (+https://example.org/about-our-bot)`."""
    try:
        number = version(PRODUCT)
    except PackageNotFoundError:  # run from a plain checkout
        number = "0"
    contact = re.sub(r"[^\x20-\x7e]+", "", contact).strip()
    return f"{PRODUCT}/{number} (+{contact})" if contact else f"{PRODUCT}/{number}"


def scrapy_settings(contact: str, pipelines: Mapping[str, int] | None, extra: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings of one crawl; `extra` wins, but never switches the delay off."""
    settings: dict[str, Any] = {
        **_NOT_OURS,
        "BOT_NAME": PRODUCT,
        "USER_AGENT": user_agent(contact),
        # One plain asyncio loop a crawl: no global reactor, so crawls can be repeated in one process.
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.download.Download",
            "https": "crawler.download.Download",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": DOWNLOADER_MIDDLEWARES,
        "ITEM_PIPELINES": {**(ITEM_PIPELINES if pipelines is None else pipelines), "crawler.run.Tell": TELL_LAST},
        "LOG_FORMATTER": "crawler.manners.QuietLog",
        "CONCURRENT_REQUESTS": 0,  # no limit of its own: VISITS_AT_ONCE and PAGES_AT_ONCE bound it
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DELAY_SECONDS,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_TIMEOUT": TIMEOUT_SECONDS,
        "DOWNLOAD_MAXSIZE": BODY_MAX,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CRAWL_DELAY_MAX": CRAWL_DELAY_MAX,
        "REDIRECT_MAX_TIMES": REDIRECTS_MAX,
        "RETRY_SECONDS": RETRY_SECONDS,
        "VISITS_AT_ONCE": VISITS_AT_ONCE,
        **(extra or {}),
    }
    settings["DOWNLOAD_DELAY"] = max(float(settings["DOWNLOAD_DELAY"]), DELAY_FLOOR)
    return settings
