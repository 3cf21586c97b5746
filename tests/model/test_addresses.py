"""The address guard: every spelling of a private host is refused, whatever the operator did not name."""

from __future__ import annotations

import ipaddress
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.addresses import allowed, public_ip
from tests.corpus import corpus

V4 = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#",
        "//a.example/x",
        "/x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "gopher://a.example/",
        "http:/a.example/",
        "http:a.example",
        "http:///x",
        "http://user:pw@a.example/",
        "http://user@a.example/",
        "http://a.example@127.0.0.1/",
        "http://a.example\uff20127.0.0.1/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://0/",
        "http://0.0.0.0/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://127.0.0.1./",
        "http://①②⑦.0.0.1/",
        "http://127.0.0.1%2e/",
        "http://%31%32%37.0.0.1/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://127.0.0.0x/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[::127.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2001:0:1::1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[fc00::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[::1/",
        "http://::1/",
        "http://[v1.x]/",
        "http://localhost/",
        "http://LOCALHOST:8001/",
        "http://localhost./",
        "http://a.localhost/",
        "http://ｌocalhost/",
        "http://local\u00adhost/",
        "http://metadata.google.internal/",
        "http://printer.local/",
        "http://router.lan/",
        "http://intranet/",
        "http://127.0.0.1.nip.io/",
        "http://a.example:0/",
        "http://a.example:99999/",
        "http://a.example:８０/",
        "http://a.example:80:80/",
        "http://a.example\\@127.0.0.1/",
        "http:\\\\127.0.0.1/",
        "http://a.example/\r\nX: y",
        "http://a.exa\tmple/",
        "http://a b.example/",
        "http://a..example/",
        "http://a.example\x00/",
        "http://" + "a." * 200 + "example/",
        "http://a.example/" + "x" * 10_000,
    ],
)
def test_refused(url: str) -> None:
    verdict, reason = allowed(url)
    assert not verdict
    assert reason


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a?b=c#d",
        "http://8.8.8.8/",
        "http://8.8.8.8:8080/x",
        "https://[2606:4700:4700::1111]/",
        "https://bücher.example/x",
        "https://뉴스.example/피드",
        "https://NEWS.example.:443/",
        " https://news.example/ ",
        "https://news.example/?u=http://127.0.0.1/&m=a@b.example",
        "https://news.example/@author",
        "https://my_site.example/",
        "https://1und1.example/",
        "https://4chan.example",
    ],
)
def test_let_through(url: str) -> None:
    assert allowed(url) == (True, "")


@pytest.mark.parametrize(
    "url, allow, verdict",
    [
        ("http://127.0.0.1:8765/feed", ["127.0.0.1:8765"], True),
        ("http://127.1:8765/feed", ["127.0.0.1:8765"], True),
        ("http://127.0.0.1:8766/feed", ["127.0.0.1:8765"], False),
        ("http://127.0.0.1/feed", ["127.0.0.1:80"], True),
        ("https://127.0.0.1/feed", ["127.0.0.1:80"], False),
        ("http://[::1]:80/", ["[::1]:80"], True),
        ("http://LocalHost:9/", ["localhost:9"], True),
        ("http://u@127.0.0.1:8765/", ["127.0.0.1:8765"], False),
        ("ftp://127.0.0.1:8765/", ["127.0.0.1:8765"], False),
        ("http://127.0.0.1:8765/", ["nonsense"], False),
    ],
)
def test_what_the_operator_names(url: str, allow: list[str], verdict: bool) -> None:
    assert allowed(url, allow)[0] is verdict


@settings(deadline=None)
@given(V4)
def test_public_v4_addresses_are_global_ones(address: ipaddress.IPv4Address) -> None:
    if public_ip(str(address)):
        assert address.is_global
        assert not address.is_multicast


@settings(deadline=None)
@given(V4)
def test_every_spelling_of_an_address_gets_the_same_answer(address: ipaddress.IPv4Address) -> None:
    number, parts = int(address), str(address).split(".")
    spellings = [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(map(hex, map(int, parts))),
        f"{parts[0]}.{number % 2**24}",
    ]
    assert {allowed(f"http://{each}/")[0] for each in spellings} == {public_ip(str(address))}


@settings(deadline=None)
@given(V4)
def test_no_v4_address_hides_in_a_v6_one(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for each in (f"::ffff:{address}", f"::{address}", f"64:ff9b::{high}:{low}", f"2002:{high}:{low}::1", f"2001:0:{high}:{low}::"):
        assert not public_ip(each)


@settings(deadline=None)
@given(st.text())
def test_nothing_raises(text: str) -> None:
    allowed(text)
    allowed("http://" + text)
    public_ip(text)


@pytest.mark.corpus
def test_the_lists_of_the_corpus() -> None:
    folder = corpus("hostile") / "links"
    refuse = json.loads((folder / "urls.json").read_text(encoding="utf-8"))["reject_for_fetch"]
    assert [url for url in refuse if allowed(url)[0]] == []
    assert [url for url in json.loads((folder / "urls-must-allow.json").read_text(encoding="utf-8")) if not allowed(url)[0]] == []
