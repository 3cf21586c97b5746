"""notices.yaml: what is wrong is named with its place, and nothing of it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.errors import ConfigError
from model.targets import parse_targets, read_targets

GOOD = b"""
allow: [127.0.0.1:9000]
notices:
  - {slug: fans, webhook: "https://fans.example/hook", series: [a]}
  - {slug: own, webhook: "http://127.0.0.1:9000/", secret: other, on: [chain, changes], paused: true}
  - {slug: team, apprise: team-chat, on: [source]}
"""


def test_targets_are_read() -> None:
    targets = parse_targets(GOOD)
    fans, own, team = targets.targets
    assert (fans.way, fans.url, fans.secret, fans.on, fans.series) == ("webhook", "https://fans.example/hook", "fans", ("changes",), ("a",))
    assert (own.secret, own.on) == ("other", ("changes", "chain"))
    assert (team.way, team.secret) == ("apprise", "team-chat")
    assert targets.on("changes") == (fans,)  # `own` is paused
    assert targets.on("source") == (team,)


def test_without_the_file_nobody_is_told(tmp_path: Path) -> None:
    assert read_targets(tmp_path / "notices.yaml").targets == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "notices: is missing"),
        ("allow: []", ":1:1: notices: is missing"),
        ("notices: [{slug: a}]", ":1:12: notices[a]: needs exactly one of webhook: and apprise:"),
        ("notices:\n  - {slug: a, webhook: 'https://a.example/', apprise: b}", "has webhook and apprise"),
        ("notices:\n  - slug: a\n    webhok: https://a.example/", ":3:5: notices[a].webhok: is not a key here; did you mean webhook?"),
        ("notices: [{slug: A, webhook: 'https://a.example/'}]", "slug: must be lower-case"),
        ("notices: [{slug: a, webhook: 'ftp://a.example/'}]", "webhook"),
        ("notices: [{slug: a, webhook: 'http://10.0.0.1/'}]", "may not be told: a private or reserved address"),
        ("notices: [{slug: a, webhook: 'https://a.example/', on: [everything]}]", "must be one of changes, source, chain"),
        ("notices: [{slug: a, apprise: 'discord://1/2'}]", "names a secret"),
        ("notices: [{slug: a, apprise: b, secret: c}]", "stands beside apprise"),
        ("notices: [{slug: a, apprise: b}, {slug: a, apprise: c}]", "used twice"),
        ("notices: [{slug: a, apprise: b, paused: no}]", "must be true or false"),
        ("allow: [nonsense]\nnotices: []", "must be host:port"),
        ("notices: text", "must be a list"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as told:
        parse_targets(text.encode())
    assert said in str(told.value)
    assert str(told.value).startswith("notices.yaml")


def test_an_address_that_is_refused_is_not_repeated() -> None:
    """What stands there by mistake may be a secret."""
    with pytest.raises(ConfigError) as told:
        parse_targets(b"notices: [{slug: a, apprise: 'discord://1/hunter2'}]")
    assert "hunter2" not in str(told.value)
