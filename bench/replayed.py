"""The corpus of pages as the live web, through a proxy on loopback: started for one measurement or test, and stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import Unmeasured


@dataclass(frozen=True, slots=True)
class Web:
    """Where the replay stands: its proxy, its certificate authority, the list of its feeds, the log of what was asked."""

    proxy: str
    ca: Path
    opml: Path
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k.lower() not in ("http_proxy", "https_proxy", "no_proxy", "all_proxy")}
        return kept | {"http_proxy": self.proxy, "https_proxy": self.proxy, "SSL_CERT_FILE": str(self.ca)}


def tool(name: str) -> Path:
    """A program that stands beside the corpora; Unmeasured where there are none."""
    corpus = os.environ.get("SHOWWIRE_CORPUS", "")
    path = Path(corpus).parent / "tools" / name
    if not corpus or not path.exists():
        raise Unmeasured(f"needs the corpora ($SHOWWIRE_CORPUS) and their {name}")
    return path


@contextmanager
def served(name: str, folder: Path, scratch: Path, *options: str) -> Iterator[Web]:
    """Run one of the servers beside the corpora on a folder, until the block ends."""
    web = Web("", scratch / "ca.pem", scratch / "feeds.opml", scratch / "requests.jsonl")
    command = [sys.executable, str(tool(name)), str(folder), "--ca", str(web.ca), "--log", str(web.log), *options]
    with (scratch / "server.txt").open("w") as errors:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert server.stdout is not None
            proxy = server.stdout.readline().strip()
            if not proxy:
                raise Unmeasured(f"{name} did not start: {(scratch / 'server.txt').read_text()[-400:]}")
            yield Web(proxy, web.ca, web.opml, web.log)
        finally:
            server.terminate()
            server.wait(10)


@contextmanager
def replayed(scratch: Path, folder: Path | None = None) -> Iterator[Web]:
    """All pages of the corpus as 881 hosts with feeds."""
    pages = folder or Path(os.environ.get("SHOWWIRE_CORPUS", "")) / "pages"
    with served("replay.py", pages, scratch, "--opml", str(scratch / "feeds.opml")) as web:
        yield web
