"""The sample's web servers: an outlet a port on loopback, with validators, 304, 404 and 410.

with Newsroom(day=1) as newsroom:
    (folder / "sources.yaml").write_text(newsroom.sources_yaml())
    ...
    newsroom.day = 2  # headlines are edited, a page is gone, news has come in
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from newsroom import pages
from newsroom.articles import DAYS, FIRST_DAY, OUTLETS, Article, Outlet, articles

HOST = "127.0.0.1"
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
QUIET_SECONDS = 10  # an idle connection is closed after this


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    text: str
    changed: int = 1  # the day of the last change


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, for tests of manners."""

    outlet: str
    path: str
    status: int
    user_agent: str
    conditional: bool


def answer(outlet: Outlet, target: str, base: str, day: int) -> Answer:
    """What an outlet answers on a day, whoever asks."""
    path = urlsplit(target).path
    mine = sorted((each for each in articles(day) if each.outlet == outlet.slug), key=lambda each: each.published, reverse=True)
    listed = [each for each in mine if not each.gone]
    changed = max((each.changed for each in mine), default=1)
    if path == "/robots.txt":
        return Answer(200, "text/plain; charset=utf-8", pages.robots(outlet, base))
    if path == outlet.path:
        return _listing(outlet, base, listed, changed)
    if path == "/":
        return Answer(200, HTML, pages.front_page(outlet, listed), changed)
    found = next((each for each in mine if _names(target, each)), None)
    if found is None:
        return Answer(404, HTML, "<!doctype html><title>Not found</title><h1>Not found</h1>")
    if found.gone:
        return Answer(410, HTML, "<!doctype html><title>Gone</title><h1>This story was taken down</h1>", found.changed)
    return Answer(200, HTML, pages.article_page(found, outlet, base, _beside(found)), found.changed)


def _names(target: str, article: Article) -> bool:
    """Is this the article's address? What is added to its query is no matter: readers are followed by it."""
    asked, own = urlsplit(target), urlsplit(article.path)
    return asked.path == own.path and set(own.query.split("&")) <= {*asked.query.split("&"), ""}


def _beside(article: Article) -> list[Article]:
    """Stories as of the article's own first day: so that its page changes only when it is edited itself."""
    return [each for each in articles(article.day) if each.outlet == article.outlet and each.id != article.id]


def _listing(outlet: Outlet, base: str, listed: list[Article], changed: int) -> Answer:
    if outlet.way == "page":
        return Answer(200, HTML, pages.list_page(outlet, listed), changed)
    if outlet.way == "sitemap":
        return Answer(200, XML, pages.news_sitemap(outlet, base, listed), changed)
    if outlet.path == "/atom.xml":
        return Answer(200, "application/atom+xml; charset=utf-8", pages.atom(outlet, base, listed), changed)
    return Answer(200, "application/rss+xml; charset=utf-8", pages.rss(outlet, base, listed), changed)


class Newsroom:
    """All outlets at once, each on a port of its own. `day` may be set at any time, from 1 to DAYS."""

    def __init__(self, day: int = 1, ports: Mapping[str, int] | None = None) -> None:
        self.day = day
        self.requests: list[Request] = []
        self._servers = {outlet.slug: self._server(outlet, (ports or {}).get(outlet.slug, 0)) for outlet in OUTLETS}
        self.ports: dict[str, int] = {slug: server.server_address[1] for slug, server in self._servers.items()}
        # the short poll lets close() return at once
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True) for server in self._servers.values()]
        for thread in self._threads:
            thread.start()

    def _server(self, outlet: Outlet, port: int) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer((HOST, port), partial(_Handler, self, outlet))
        server.daemon_threads = True
        return server

    def base(self, slug: str) -> str:
        return f"http://{HOST}:{self.ports[slug]}"

    def articles(self) -> tuple[Article, ...]:
        """What has been published by today, with the truth."""
        return articles(self.day)

    def url(self, article: Article) -> str:
        return self.base(article.outlet) + article.path

    def sources_yaml(self) -> str:
        return sources_yaml(self.ports)

    def close(self) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom/1"
    sys_version = ""
    timeout = QUIET_SECONDS
    wbufsize = -1  # head and body in one write: two would wait for each other's acknowledgement

    def __init__(self, newsroom: Newsroom, outlet: Outlet, *connection: object) -> None:
        self.newsroom, self.outlet = newsroom, outlet
        super().__init__(*connection)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        day = min(max(self.newsroom.day, 1), DAYS)
        found = answer(self.outlet, self.path, self.newsroom.base(self.outlet.slug), day)
        body = found.text.encode("utf-8")
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        stamp = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=found.changed - 1), dt.time(8), dt.UTC)
        status = 304 if found.status == 200 and self._has(tag, stamp) else found.status
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        self.newsroom.requests.append(Request(self.outlet.slug, self.path, status, self.headers.get("User-Agent", ""), conditional))
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", format_datetime(stamp, usegmt=True))
        if status != 304:
            self.send_header("Content-Type", found.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304 and self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the base class names it so

    def _has(self, tag: str, stamp: dt.datetime) -> bool:
        """Does the asker hold this already? The tag counts where both are sent (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in tags.split(",")}
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and stamp <= since

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Silent: `requests` holds what tests want to know."""


_RULES = """    rules:
      links: "ul.list a.title"
      title: h1.headline
      published: time.published
      authors: .byline
      body: div.article-body
      cut: [.share, .related]
"""


def sources_yaml(ports: Mapping[str, int]) -> str:
    """A sources.yaml that watches the sample. The loopback addresses are named in `allow`, or the guard would refuse them."""
    allow = ", ".join(f'"{HOST}:{ports[outlet.slug]}"' for outlet in OUTLETS)
    lines = [
        "# The sample newsroom: outlets on this machine, invented for trying showwire.\n",
        "contact: https://example.org/about-our-bot\n",
        "defaults: {every: 1m}\n",
        f"allow: [{allow}]\n",
        "sources:\n",
    ]
    for outlet in OUTLETS:
        lines.append(f'  - slug: {outlet.slug}\n    name: "{outlet.name}"\n')
        lines.append(f"    {outlet.way}: http://{HOST}:{ports[outlet.slug]}{outlet.path}\n")
        if outlet.way == "page":
            lines.append(_RULES)
        lines.append(f"    tier: {outlet.tier}\n")
        lines += [f"    {key}: {said}\n" for key, said in (("language", outlet.language), ("zone", outlet.zone)) if said]
    return "".join(lines)
