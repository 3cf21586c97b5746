"""What sources.yaml says of copies."""

from __future__ import annotations

import pytest

from model.errors import ConfigError
from model.retention import Keeping, days, memento_problem, size
from model.watch import parse_sources


def read(text: str) -> Keeping:
    return parse_sources(f"{text}\nsources: []\n".encode()).keeping


def test_either_limit_or_both_or_none() -> None:
    assert read("contact: https://example.org/bot") == Keeping()
    assert read("archive: {keep: 400d}") == Keeping(days=400)
    assert read("archive: {size: 1.5GB}") == Keeping(size=1_500_000_000)
    assert read("archive: {keep: 30 d, size: 2 TB}") == Keeping(days=30, size=2 * 10**12)


@pytest.mark.parametrize(
    "line, key",
    [
        ("archive: {keep: 400}", "archive.keep"),
        ("archive: {keep: 12h}", "archive.keep"),
        ("archive: {keep: 0d}", "archive.keep"),
        ("archive: {size: 20}", "archive.size"),
        ("archive: {size: 20GiB}", "archive.size"),
        ("archive: {size: 0.1MB}", "archive.size"),
        ("archive: {kept: 400d}", "archive.kept"),
        ("archive: yes", "archive"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_used(line: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(line)
    assert [problem.key for problem in caught.value.problems] == [key]


def test_a_source_may_opt_out_and_say_where_its_copies_are() -> None:
    (source,) = parse_sources(
        b"sources: [{slug: a, feed: 'https://a.example/', archive: false, memento: 'https://web.archive.org/web/2026/{url}'}]"
    ).sources
    assert not source.archive
    assert source.memento.endswith("{url}")
    with pytest.raises(ConfigError, match="must hold"):
        parse_sources(b"sources: [{slug: a, feed: 'https://a.example/', memento: 'https://web.archive.org/web/2026/'}]")


def test_units() -> None:
    assert days("36500d") == (36500, "")
    assert days("36501d")[1]
    assert size("1MB") == (10**6, "")
    assert memento_problem("ftp://x/{url}")
