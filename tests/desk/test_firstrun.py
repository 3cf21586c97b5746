"""`make run` on the sample newsroom: twice at once, twice after one another, on ports that are taken, and in again after signing out."""

from __future__ import annotations

import html
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from desk import clock, telling
from desk.cli import cli
from desk.cli.firstrun import FIRST_EDITOR, HOST, firstrun, main
from desk.cli.sampling import FIRST_PORT, sample_of
from desk.crawling import Order, crawl
from desk.place import Place
from model.errors import AlreadyRunning, UsageError
from store.lock import run_lock
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import SignIn
from tests.desk.sampled import ROOT

SECONDS = 120  # until a run serves; a busy machine takes long
READY = "Ctrl-C ends it"


@contextmanager
def taken(number: int = 0) -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server((HOST, number)) as other:
        yield other.getsockname()[1]


def two_ports() -> int:
    """The first of two neighbours that are free."""
    for port in range(21001, 21999, 2):
        try:
            with taken(port), taken(port + 1):
                return port
        except OSError:
            continue
    raise LookupError("no two ports are free")


@contextmanager
def run(folder: Path, port: int) -> Iterator[str]:
    """`make run` until it serves; what it said by then. Ctrl-C ends it."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "desk.cli.firstrun", "--dir", str(folder), "--sample", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = ""
        try:
            for line in process.stdout:
                said += line
                if READY in line:
                    break
            assert READY in said, said
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=SECONDS)[0]
        assert "Traceback" not in rest, rest


def install(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("sources.yaml", "series.yaml"):
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def stored(folder: Path) -> dict[str, Any]:
    """What a run must not change where there is no news: articles with their stories and states, and what was dropped."""
    with closing(sqlite3.connect(folder / "data" / "sample" / "data" / "news.db")) as db:
        articles = db.execute("SELECT url, story_id, origin_id, state FROM article ORDER BY url").fetchall()
        return {"articles": articles, "dropped": db.execute("SELECT count(*) FROM dropped").fetchone()[0]}


def runs(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "data" / "sample" / "data" / "news.db")) as db:
        found: int = db.execute("SELECT count(*) FROM run").fetchone()[0]
        return found


def page(url: str) -> str:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=SECONDS) as answer:
        return str(answer.read().decode())


def test_run_twice_at_once_and_twice_after_one_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, port = install(tmp_path / "install"), two_ports()
    sample = folder / "data" / "sample"
    with run(folder, port) as said:
        assert f"http://{HOST}:{port}/sign-in/" in said
        cli.main(["--dir", str(sample), "queue", "approve", "1"], standalone_mode=False)
        cli.main(["--dir", str(sample), "sources", "pause", "hanbit"], standalone_mode=False)
        before, crawls, sources = stored(folder), runs(folder), (sample / "sources.yaml").read_bytes()
        assert before["articles"]

        for second in (port, two_ports()):  # on other ports it would be the same newsroom
            with pytest.raises(SystemExit) as ended:
                main(["--dir", str(folder), "--sample", "--port", str(second)])
            assert ended.value.code == 4
            assert f"http://{HOST}:{port}/" in capsys.readouterr().err
        assert (stored(folder), runs(folder), (sample / "sources.yaml").read_bytes()) == (before, crawls, sources)

        shown = html.unescape(re.findall(r"<code>(.*?)</code>", page(f"http://{HOST}:{port}/sign-in"))[0])
        typed = next(line.split("again", 1)[1].strip() for line in said.splitlines() if "to sign in again" in line)
        assert shown == typed
        link = subprocess.run(shlex.split(shown), cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS).stdout.strip()
        assert f"Sign in as {FIRST_EDITOR}" in page(link)

    again, newsroom = sample_of(Place(folder))
    with newsroom:
        summary = crawl(again, Order(everything=True), clock.now, lambda *_: None)
    assert (summary["new"], summary["copies"], summary["failed"], summary["not_modified"]) == (0, 0, 0, 3)
    assert stored(folder) == before
    assert runs(folder) == crawls + 1
    assert (sample / "sources.yaml").read_bytes() == sources, "what pauses stays so"
    cli.main(["--dir", str(sample), "publish"], standalone_mode=False)
    assert telling.SAMPLE in (sample / "data" / "public" / "index.html").read_text(encoding="utf-8")


def test_the_sample_stays_at_its_addresses(tmp_path: Path) -> None:
    place = Place(install(tmp_path))
    with taken(FIRST_PORT) if _free(FIRST_PORT) else taken():
        sample, newsroom = sample_of(place)
        newsroom.close()
        ports = newsroom.ports
        assert FIRST_PORT not in ports.values()
    again = sample_of(place)[1]
    again.close()
    assert again.ports == ports
    with taken(ports["hanbit"]), pytest.raises(UsageError, match=f"hanbit .*{ports['hanbit']}") as refused:
        sample_of(place)
    assert str(sample.root) in refused.value.hint


def _free(port: int) -> bool:
    try:
        with taken(port):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("words", [("desk",), ("serve",)])
def test_a_port_that_is_taken_is_told(place: Place, words: tuple[str, ...]) -> None:
    with taken() as port, pytest.raises(UsageError, match=f"port {port} is taken") as refused:
        cli.main(["--dir", str(place.root), *words, "--port", str(port)], standalone_mode=False)
    assert refused.value.exit_code == 2
    assert "--port" in refused.value.hint


def test_a_run_on_a_port_that_is_taken_does_nothing(tmp_path: Path) -> None:
    folder, port = install(tmp_path), two_ports()
    for one in (port, port + 1):
        with taken(one), pytest.raises(UsageError, match=f"port {one} is taken"):
            firstrun.main(["--dir", str(folder), "--sample", "--port", str(port)], standalone_mode=False)
    assert not (folder / "data" / "sample").exists()


def test_an_address_of_another_machine(place: Place) -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1 is no address of this machine"):
        cli.main(["--dir", str(place.root), "desk", "--host", "192.0.2.1", "--plain-http"], standalone_mode=False)


def test_a_run_that_has_only_begun_is_known(tmp_path: Path) -> None:
    with run_lock(tmp_path, ""), pytest.raises(AlreadyRunning, match="only just begun"), run_lock(tmp_path, "x"):
        pass
    with run_lock(tmp_path, "y"):
        pass


def test_a_link_for_nobody_names_who_there_is(place: Place, store: Store, tmp_path: Path) -> None:
    def asked(folder: Path) -> UsageError:
        with pytest.raises(UsageError) as refused:
            cli.main(["--dir", str(folder), "editors", "link", "Nobody"], standalone_mode=False)
        return refused.value

    assert str(place.root) in str(asked(place.root))
    assert f"--dir {place.root} editors add NAME" in asked(place.root).hint
    store.editors.add("Ji-soo", "editor", NOW)
    store.editors.add("Ada", "viewer", NOW)
    assert "Ada, Ji-soo" in asked(place.root).hint or "Ji-soo, Ada" in asked(place.root).hint


def test_a_link_makes_no_database(tmp_path: Path) -> None:
    from model.errors import ShowwireError

    with pytest.raises(ShowwireError, match="is not there"):
        cli.main(["--dir", str(tmp_path), "editors", "link", "Nobody"], standalone_mode=False)
    assert not (tmp_path / "data").exists()


def test_the_desk_says_that_its_news_are_invented_while_the_mark_is_there(place: Place, sign_in: SignIn) -> None:
    assert "invented news" not in sign_in("viewer").get("/queue").text
    place.sample_mark.write_text("", encoding="utf-8")
    assert "Sample data: invented news, on this machine only." in sign_in("viewer").get("/queue").text
