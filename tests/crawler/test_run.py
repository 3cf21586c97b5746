"""A crawl as a whole: repeated in one process, stopped, failing in a pipeline, certificates, what reaches the pipelines."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

from crawler.download import tls_context
from crawler.settings import ITEM_PIPELINES, scrapy_settings
from model.records import Article, Outcome
from tests.crawler.web import XML, Answer, Web, a_feed, a_page, a_visit, crawl

FEED = "http://news.example/feed.xml"
ONE = "http://news.example/one"


@pytest.fixture
def web():
    with Web() as web, web.proxied():
        web[FEED] = Answer(body=a_feed(("One", ONE)), headers=XML)
        web[ONE] = a_page("One")
        yield web


class Upper:
    """A pipeline as ours are: made from the crawler's context, plain process_item."""

    def __init__(self, context: Any) -> None:
        self.context = context

    @classmethod
    def from_crawler(cls, crawler: Any) -> Upper:
        return cls(crawler.context)

    def process_item(self, item: Any) -> Any:
        self.context.append(type(item).__name__)
        return item.entry.title.upper() if isinstance(item, Article) else item


class Broken(Upper):
    def process_item(self, item: Any) -> Any:
        raise LookupError("a bug")


HERE = "tests.crawler.test_run"


def test_crawls_can_be_repeated_in_one_process(web: Web) -> None:
    before = threading.active_count()
    for _ in range(5):
        assert len(crawl(FEED).articles) == 1
    assert threading.active_count() <= before + 2


def test_records_go_through_the_pipelines_and_on_record_sees_what_comes_out(web: Web) -> None:
    from crawler.run import run

    context: list[str] = []
    seen: list[Any] = []
    run(
        [a_visit(FEED)],
        contact="",
        pipelines={f"{HERE}.Upper": 1},
        context=context,
        on_record=seen.append,
        workers=0,
        settings={"DOWNLOAD_DELAY": 0.001},
    )
    assert context == ["RobotsFile", "Article", "Outcome"]
    assert seen[1] == "ONE"
    assert isinstance(seen[2], Outcome)


def test_a_bug_in_a_pipeline_ends_the_crawl_and_is_raised(web: Web) -> None:
    from crawler.run import run

    with pytest.raises(LookupError, match="a bug"):
        run([a_visit(FEED)], contact="", pipelines={f"{HERE}.Broken": 1}, context=[], workers=0)
    assert crawl(FEED).outcome.state == "ok"


def test_what_on_record_raises_is_raised(web: Web) -> None:
    from crawler.run import run

    def stop(record: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run([a_visit(FEED)], contact="", pipelines={}, on_record=stop, workers=0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_cleanly_and_handlers_are_put_back(web: Web, number: signal.Signals) -> None:
    web["http://slow.example/feed.xml"] = Answer(after=20)
    before = signal.getsignal(number)
    timer = threading.Timer(0.7, os.kill, (os.getpid(), number))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt) as stopped:
        crawl([a_visit("http://slow.example/feed.xml", "slow"), a_visit(FEED)], settings={"DOWNLOAD_TIMEOUT": 60})
    assert stopped.value.args == (number,)
    assert time.monotonic() - began < 8
    assert signal.getsignal(number) == before


def test_no_visits_end_at_once() -> None:
    began = time.monotonic()
    assert crawl([]).order == []
    assert time.monotonic() - began < 3


def test_the_pipelines_are_scrapys_in_our_order() -> None:
    order = scrapy_settings("", None, None)["ITEM_PIPELINES"]
    names = sorted(order, key=lambda name: order[name])
    assert names == [*ITEM_PIPELINES, "crawler.run.Tell"]
    assert [name.split(".")[1] for name in ITEM_PIPELINES] == ["clean", "relevance", "extract", "dedupe", "save"]


# --- TLS ------------------------------------------------------------------------------------------

SERVER = textwrap.dedent(
    """
    import asyncio, ssl, sys
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    async def answer(reader, writer):
        try:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            body = sys.argv[2].encode() if b"feed" in head else b""
            status = "200 OK" if body else "404 Not Found"
            writer.write(f"HTTP/1.1 {status}\\r\\nContent-Length: {len(body)}\\r\\nConnection: close\\r\\n\\r\\n".encode() + body)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        writer.close()
    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()
    asyncio.run(main())
    """
)


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return ca


def served(tmp_path: Path, certificate: trustme.LeafCert) -> tuple[subprocess.Popen[str], str]:
    certificate.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "server.pem"), a_feed(("One", "")).decode()], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    return server, f"127.0.0.1:{server.stdout.readline().strip()}"


def stopped(server: subprocess.Popen[str]) -> None:
    server.terminate()
    server.wait(10)
    assert server.stdout is not None
    server.stdout.close()


def test_certificates_are_verified_and_ssl_cert_file_is_honoured(
    tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, address = served(tmp_path, authority.issue_cert("127.0.0.1"))
    try:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        outcome = crawl(f"https://{address}/feed", allow=[address]).outcome
        assert outcome.state == "failed"
        assert outcome.error.startswith("certificate verify failed: unable to get local issuer certificate")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert crawl(f"https://{address}/feed", allow=[address]).outcome.state == "ok"
    finally:
        stopped(server)


def test_a_certificate_for_another_host_is_refused(tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    server, address = served(tmp_path, authority.issue_cert("other.example"))
    try:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        outcome = crawl(f"https://{address}/feed", allow=[address]).outcome
        assert outcome.state == "failed"
        assert outcome.error.startswith("certificate verify failed: ")
    finally:
        stopped(server)


def test_the_tls_context_verifies() -> None:
    context = tls_context()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_what_does_not_crawl_imports_no_scrapy() -> None:
    """`try` and the worker processes read feeds, sitemaps, pages and robots.txt without the cost of Scrapy."""
    modules = (
        "crawler.spiders.feeds, crawler.spiders.jsonfeed, crawler.spiders.sitemaps, crawler.discover, crawler.robots, crawler.schedule"
    )
    code = f"import sys, {modules}; sys.exit('scrapy' in sys.modules or 'aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
