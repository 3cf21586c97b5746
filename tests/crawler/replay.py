"""Crawls the page corpus as if it were the live web: `tools/replay.py` beside the corpus serves it through a proxy.

    python -m tests.crawler.replay [--delay 1] [--visits N] [--json]

Runs two crawls (the second knows what the first saw), then prints what the server's log says of our manners.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from crawler.run import run
from model.records import Article, Outcome, RobotsFile, Visit
from model.watched import Source


@dataclass
class Replay:
    """A running replay server."""

    folder: Path
    proxy: str

    @property
    def sources(self) -> list[Source]:
        outlines = ElementTree.parse(self.folder / "all.opml").iter("outline")
        urls = [outline.get("xmlUrl") or "" for outline in outlines]
        return [Source(slug=f"s{n}", way="feed", url=url, scope="series") for n, url in enumerate(filter(None, urls))]

    @property
    def environment(self) -> dict[str, str]:
        return {"http_proxy": self.proxy, "https_proxy": self.proxy, "SSL_CERT_FILE": str(self.folder / "ca.pem")}

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "log.jsonl").read_text().splitlines()]


@dataclass
class Brought:
    """What a crawl yielded, by kind, and what it cost."""

    articles: list[Article] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    robots: dict[str, RobotsFile] = field(default_factory=dict)
    wall: float = 0.0
    cpu: float = 0.0

    def __call__(self, record: object) -> None:
        if isinstance(record, Article):
            self.articles.append(record)
        elif isinstance(record, Outcome):
            self.outcomes.append(record)
        elif isinstance(record, RobotsFile):
            self.robots[record.authority] = record

    def visits(self) -> list[Visit]:
        """The visits that follow: with the validators of the outcomes and what is known now."""
        known: dict[str, dict[str, str]] = collections.defaultdict(dict)
        for article in self.articles:
            known[article.source.slug][article.entry.key] = article.entry.fingerprint
        return [
            Visit(source=o.source, etag=o.etag, last_modified=o.last_modified, body_hash=o.body_hash, known=known[o.source.slug])
            for o in self.outcomes
        ]


def tool(corpus: Path, name: str) -> Path:
    """A program of the tools folder beside the corpora."""
    return corpus.parent / "tools" / name


@contextlib.contextmanager
def replaying(corpus: Path, *options: str) -> Iterator[Replay]:
    """A replay server over corpus/pages, ended on leaving."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, str(tool(corpus, "replay.py")), str(corpus / "pages"), "--ca", str(folder / "ca.pem")]
        command += ["--opml", str(folder / "all.opml"), "--log", str(folder / "log.jsonl"), *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                assert server.stdout is not None
                yield Replay(folder, server.stdout.readline().strip())
            finally:
                server.terminate()


def crawled(visits: list[Visit], *, robots: dict[str, RobotsFile] | None = None, delay: float = 1.0, workers: int = 2) -> Brought:
    brought = Brought()
    began, spent = time.perf_counter(), cpu()
    run(
        visits,
        contact="https://example.org/bot",
        pipelines={},
        robots=robots,
        workers=workers,
        on_record=brought,
        settings={"DOWNLOAD_DELAY": delay},
    )
    brought.wall, brought.cpu = time.perf_counter() - began, cpu() - spent
    return brought


def cpu() -> float:
    """User and system seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def manners(log: list[dict[str, Any]]) -> dict[str, Any]:
    """What the server's log says of a client's politeness."""
    robots = collections.Counter(row["url"] for row in log if row["url"].endswith("/robots.txt"))
    feeds = [row for row in log if row["url"].endswith("/feed.xml")]
    return {
        "requests": len(log),
        "open_to_host_max": max((row["open_to_host"] for row in log), default=0),
        "robots_asked_most": max(robots.values(), default=0),
        "feeds": len(feeds),
        "feeds_conditional": sum(row["conditional"] for row in feeds),
        "pages": sum(not row["url"].endswith(("/feed.xml", "/robots.txt")) for row in log),
        "pages_200": len({row["url"] for row in log if row["status"] == 200 and not row["url"].endswith(("/feed.xml", "/robots.txt"))}),
        "agents": sorted({row["ua"] or "" for row in log}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=1.0)
    parser.add_argument("--visits", type=int)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    with replaying(Path(os.environ["SHOWWIRE_CORPUS"])) as server, environment(**server.environment):
        visits = [Visit(source=source) for source in server.sources[: args.visits]]
        robots: dict[str, RobotsFile] = {}
        seen = 0
        for turn in ("first", "second"):
            brought = crawled(visits, robots=robots, delay=args.delay, workers=args.workers)
            log = server.log()[seen:]
            seen += len(log)
            states = collections.Counter(outcome.state for outcome in brought.outcomes)
            errors = collections.Counter(outcome.error for outcome in brought.outcomes if outcome.error)
            problems = collections.Counter(article.problem for article in brought.articles)
            cost = {"wall": round(brought.wall, 1), "cpu": round(brought.cpu, 1)}
            found: dict[str, Any] = {
                "articles": len(brought.articles),
                "states": states,
                "errors": errors.most_common(5),
                "problems": problems.most_common(5),
            }
            print(json.dumps({"turn": turn, **cost, **found, **manners(log)}, ensure_ascii=False))
            robots, visits = robots | brought.robots, brought.visits()


if __name__ == "__main__":
    main()
