"""A reverse proxy in front: believed where the operator said so, and nowhere else."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from starlette.testclient import TestClient

from desk.place import Place
from desk.proxy import NO_PROXY, Proxy, proxy_of, seen_through
from desk.web import desk_app
from model.errors import UsageError
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import SAME_SITE, clock
from tests.desk.sampled import ROOT, showwire

SECONDS = 30  # until a program is up, or down
OURS = proxy_of(["10.0.0.0/8", "fd00::/8"], "X-Remote-User")


def client(place: Place, peer: str, proxy: Proxy = OURS, **headers: str) -> TestClient:
    app = desk_app(place, clock=clock, proxy=proxy)
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(app, base_url="http://desk.test", headers=SAME_SITE | more, follow_redirects=False, client=(peer, 1))


def test_the_proxys_word_signs_in_without_a_session(place: Place, store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    page = client(place, "10.1.2.3", x_remote_user="ji-soo").get("/you")
    assert page.status_code == 200
    assert "signing out is done there" in page.text
    assert "Sign out<" not in page.text


def test_a_name_that_nobody_added_stays_out_and_is_told_why(place: Place, store: Store) -> None:
    answer = client(place, "10.1.2.3", x_remote_user="Mallory").get("/queue")
    assert answer.status_code == 403
    assert "The proxy says that you are Mallory, but nobody of that name may come in." in answer.text


@pytest.mark.parametrize(
    ("peer", "proxy"), [("127.0.0.1", OURS), ("127.0.0.1", NO_PROXY), ("10.1.2.3", NO_PROXY), ("10.1.2.3", proxy_of(["10.0.0.0/8"], ""))]
)
def test_others_say_who_they_are_in_vain(place: Place, store: Store, peer: str, proxy: Proxy) -> None:
    store.editors.add("Ji-soo", "maintainer", NOW)
    asked = client(place, peer, proxy, x_remote_user="Ji-soo", x_forwarded_for="10.9.9.9", forwarded="for=10.9.9.9")
    assert asked.get("/queue").status_code == 303


def test_none_goes_around_the_proxy(place: Place, store: Store) -> None:
    for peer in ("192.0.2.1", "2001:db8::1", "11.0.0.1"):
        answer = client(place, peer, x_remote_user="Ji-soo").get("/sign-in")
        assert (answer.status_code, "through its proxy only" in answer.text) == (403, True), peer
    assert client(place, "::ffff:10.1.2.3").get("/sign-in").status_code == 200


def test_two_names_are_none(place: Place, store: Store) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    asked = client(place, "10.1.2.3")
    answer = asked.get("/queue", headers=[("x-remote-user", "Ji-soo"), ("x-remote-user", "Mina")])  # type: ignore[arg-type]
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("hops", "client_is"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1, 203.0.113.9"], "203.0.113.9"),  # the first is the client's own claim
        (["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (["10.0.0.2"], "10.0.0.2"),
        (["junk"], "10.1.2.3"),
        ([], "10.1.2.3"),
        ([", ".join(["10.0.0.9"] * 5000)], "10.0.0.9"),
    ],
)
def test_the_clients_address_is_the_last_that_no_proxy_of_ours_has(hops: list[str], client_is: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in hops] + [(b"x-forwarded-proto", b"https")]
    scope, user = seen_through(OURS, {"type": "http", "client": ("10.1.2.3", 1), "scheme": "http", "headers": headers})
    assert (scope["client"][0], scope["scheme"], user) == (client_is, "https", "")


@pytest.mark.parametrize(
    ("networks", "header"),
    [(["10.0.0.1/8"], ""), (["example.org"], ""), ([], "X-Remote-User"), (["0.0.0.0/0"], ""), (["::/0"], ""), (["10.0.0.0/8"], "a b")],
)
def test_what_makes_no_sense_is_refused(networks: list[str], header: str) -> None:
    with pytest.raises(UsageError):
        proxy_of(networks, header)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])
def test_the_desk_does_not_listen_beyond_this_machine_unless_told(place: Place, host: str) -> None:
    showwire(place.root, "desk", "--host", host, expect=2)
    showwire(place.root, "desk", "--host", host, "--tls-cert", str(place.sources_yaml), expect=2)
    showwire(place.root, "desk", "--trust-header", "X-Remote-User", expect=2)


def listening(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[int, list[str]]]:
    """`showwire desk` as a process: (its port, what it said once it has ended)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said: list[str] = []
    command = [sys.executable, "-m", "desk.cli", "--dir", str(folder), "-v", "desk", "--port", str(port), *arguments]
    env = os.environ | {"PYTHONPATH": str(ROOT), "SHOWWIRE_NOW": NOW.isoformat()}
    desk = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until = time.monotonic() + SECONDS
        while not listening(port) and desk.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        yield port, said
    finally:
        desk.terminate()
        said.append(desk.communicate(timeout=SECONDS)[0])


def test_it_speaks_tls_itself_and_logs_no_secret(place: Place, store: Store, tmp_path: Path) -> None:
    store.editors.add("Ji-soo", "editor", NOW)
    link = store.editors.link("Ji-soo", NOW)
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    issued.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    context = ssl.create_default_context()
    authority.configure_trust(context)
    pair = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with running(place.root, *pair) as (port, said):  # noqa: SIM117 - the second ends before the first
        with urllib.request.urlopen(f"https://localhost:{port}/sign-in/{link}", context=context, timeout=SECONDS) as answer:
            assert "max-age" in answer.headers["strict-transport-security"]
            assert "Sign in as Ji-soo" in answer.read().decode()
    assert link not in said[0]
    assert "Traceback" not in said[0]
