"""outlets.yaml: strict, by host, and the one that we ship is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.errors import ConfigError
from model.outlets import Outlet, parse_outlets, read_outlets

SHIPPED = Path(__file__).parents[2] / "desk" / "starter" / "outlets.yaml"


def test_a_subdomain_belongs_to_its_host_unless_it_has_an_entry() -> None:
    found = parse_outlets(
        b"outlets:\n - {host: naver.com, rating: aggregator}\n - {host: blog.naver.com, name: Naver Blog, rating: user-generated}\n"
    )
    assert found.of("https://news.naver.com/a").rating == "aggregator"
    assert found.of("https://m.blog.naver.com/a") == Outlet(host="blog.naver.com", name="Naver Blog", rating="user-generated")
    assert found.of("https://naver.com.example/").rating == "unrated"
    assert found.of("https://xnaver.com/").rating == "unrated"
    assert found.of("http://[bad").rating == "unrated"
    assert found.of("") == Outlet(host="")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outlets:\n  - {host: www.a.example}", "host"), ("outlets:\n  - {host: a.example, rating: good}", "rating"),
        ("outlets:\n  - {host: a.example}\n  - {host: a.example}", "already"), ("outlets:\n  - {hots: a.example}", "hots"),
        ("outlets:\n  - {host: https://a.example}", "host"), ("{}", "outlets"), ("", "outlets"), ("outlets:\n  - a.example", "mapping"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_outlets(text.encode())


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_outlets(tmp_path / "outlets.yaml")


def test_the_list_that_is_shipped() -> None:
    found = read_outlets(SHIPPED)
    assert len(found.by_host) > 80
    for url, rating in (
        ("https://www.koreaherald.com/article/1", "reliable"), ("https://www.soompi.com/article/1", "unreliable"),
        ("https://low-water.fandom.com/wiki/X", "user-generated"), ("https://entertain.naver.com/read", "aggregator"),
        ("https://collider.com/x", "mixed"), ("https://osen.mt.co.kr/x", "reliable"), ("https://www.mt.co.kr/x", "unrated"),
    ):  # fmt: skip
        assert found.of(url).rating == rating, url
