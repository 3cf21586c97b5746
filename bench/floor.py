"""The bare least that does the job, to measure against: `python -m bench.floor PROXY CA OPML DB`.

One aiohttp process fetches (robots.txt too, one request at a time to a host), a pool of two processes reads pages with
trafilatura, `executemany` stores. Run again with the same DB for the second visit: feeds are asked conditionally.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
import ssl
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import aiohttp

WORKERS = 2
AT_ONCE = 32
BATCH = 50


def links_of(body: bytes) -> list[str]:
    import feedparser

    return [entry.link for entry in feedparser.parse(io.BytesIO(body)).entries]


def row_of(url: str, html: bytes) -> tuple[str, str | None, str | None, str | None, str | None]:
    import trafilatura

    doc: Any = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    return (url, doc.title, doc.date, doc.author, doc.text) if doc else (url, None, None, None, None)


async def main(proxy: str, ca: str, opml: str, path: str) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT, modified TEXT)")
    db.execute("CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY, title TEXT, date TEXT, author TEXT, body TEXT)")
    known = {url for (url,) in db.execute("SELECT url FROM page")}
    tags = {url: (etag, modified) for url, etag, modified in db.execute("SELECT * FROM feed")}
    slots, loop = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()
    pages: list[tuple[str, str | None, str | None, str | None, str | None]] = []
    feeds: list[tuple[str, str | None, str | None]] = []

    def flush(at_least: int) -> None:
        if len(pages) + len(feeds) >= at_least:
            with db:
                db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", pages)
                db.executemany("INSERT OR REPLACE INTO feed VALUES (?, ?, ?)", feeds)
            pages.clear()
            feeds.clear()

    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=ca), limit=0)
    with ProcessPoolExecutor(WORKERS) as pool:
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as http:

            async def host(url: str) -> None:
                async with slots:
                    etag, modified = tags.get(url, (None, None))
                    headers = {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
                    if not headers:
                        async with http.get(f"https://{urlsplit(url).netloc}/robots.txt", proxy=proxy) as answer:
                            await answer.read()
                    async with http.get(url, proxy=proxy, headers=headers) as feed:
                        if feed.status == 304:
                            return
                        body = await feed.read()
                    jobs = []
                    for link in await loop.run_in_executor(pool, links_of, body):
                        if link not in known:
                            known.add(link)
                            async with http.get(link, proxy=proxy) as page:
                                if page.status == 200:
                                    jobs.append(loop.run_in_executor(pool, row_of, link, await page.read()))
                    pages.extend(await asyncio.gather(*jobs))
                    feeds.append((url, feed.headers.get("ETag"), feed.headers.get("Last-Modified")))
                    flush(BATCH)

            urls = [o.attrib["xmlUrl"] for o in ElementTree.parse(opml).iter("outline") if "xmlUrl" in o.attrib]
            await asyncio.gather(*map(host, urls))
        flush(1)
    print(db.execute("SELECT count(*) FROM page WHERE body IS NOT NULL").fetchone()[0])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
