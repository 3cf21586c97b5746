"""sources.yaml and series.yaml: every complaint at its line and key, all of them at once, and never a traceback."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
import re2

from model.errors import ConfigError, Problem
from model.watch import duration, parse_series, parse_sources, read_series, read_sources
from model.watched import Series, Watchlist
from tests.corpus import corpus

ROOT = Path(__file__).parents[2]
HEAD = "contact: https://example.org/bot\nsources:\n"
PLAIN = HEAD + "  - slug: a\n    feed: https://news.example/f\n"
MUTATIONS = 2000


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_sources(text.encode())
    return caught.value.problems


def of_series(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_series(text.encode())
    return caught.value.problems


def one(text: str) -> tuple[int, str]:
    """Line and last part of the key of the only complaint."""
    (only,) = problems(text)
    return only.line, only.key.rpartition(".")[2]


def test_a_plain_file() -> None:
    (source,) = parse_sources(PLAIN.encode()).sources
    assert (source.slug, source.way, source.url, source.every, source.tier, source.scope) == (
        "a",
        "feed",
        "https://news.example/f",
        3600,
        "press",
        "general",
    )


def test_defaults_hold_where_an_entry_says_nothing() -> None:
    text = "defaults: {every: 20m, language: ko, tier: official, scope: series, zone: Asia/Seoul}\n" + PLAIN + "    tier: press\n"
    (source,) = parse_sources(text.encode()).sources
    assert (source.every, source.language, source.tier, source.scope, source.zone) == (1200, "ko", "press", "series", "Asia/Seoul")


def test_everything_an_entry_may_say() -> None:
    text = (
        "allow: ['127.0.0.1:8765', '[::1]:80', 'localhost:1']\n"
        + HEAD
        + """  - slug: studio
    name: The studio
    page: https://studio.example/notice
    rules: {links: "ul.list li a", title: h1, published: time, authors: .by, body: "div.text", cut: [".share", "#x > a[href^='/b']"]}
    spider: studio
    cron: "*/20 7-23 * * *"
    language: pt-BR
    paused: true
    note: why
"""
    )
    watchlist = parse_sources(text.encode())
    (source,) = watchlist.sources
    assert watchlist.allow == ("127.0.0.1:8765", "[::1]:80", "localhost:1")
    assert source.rules is not None
    assert (source.rules.links, source.rules.cut) == ("ul.list li a", (".share", "#x > a[href^='/b']"))
    assert (source.cron, source.paused, source.note, source.spider) == ("*/20 7-23 * * *", True, "why", "studio")
    assert watchlist.named("STUDIO") is source


@pytest.mark.parametrize(
    "line, key",
    [
        ("intervall: 10m", "intervall"),
        ("every: 30", "every"),
        ("every: 30 minutes", "every"),
        ("every: 59s", "every"),
        ("every: 31d", "every"),
        ("every: -5m", "every"),
        ("every: 1e3s", "every"),
        ('every: ""', "every"),
        ("every: ~", "every"),
        ("every: ٣m", "every"),
        ("every: true", "every"),
        ("every: [30m]", "every"),
        ('cron: "61 25 * * 9"', "cron"),
        ('cron: "* * * *"', "cron"),
        ('cron: "0 0 30 2 *"', "cron"),
        ('cron: "* * * * * *"', "cron"),
        ("language: 7", "language"),
        ("language: english!", "language"),
        ("tier: Press", "tier"),
        ("scope: all", "scope"),
        ("zone: Asia/Seul", "zone"),
        ("zone: ../../etc/passwd", "zone"),
        ("zone: America", "zone"),
        ("paused: no", "paused"),
        ("paused: 1", "paused"),
        ("name: 20", "name"),
        ('name: "a\\nb"', "name"),
        ("note: {}", "note"),
        ("spider: ../x", "spider"),
        ("rules: h1", "rules"),
        ("rules: {links: 'a[', cut: []}", "links"),
        ("rules: {lynx: a}", "lynx"),
        ("rules: {links: '" + "a," * 300 + "a'}", "links"),
        ("rules: {cut: '.a'}", "cut"),
        ("? [a]\n    : b", "sources[a]"),
    ],
)
def test_a_wrong_value_is_found_at_its_line(line: str, key: str) -> None:
    assert one(PLAIN + "    " + line + "\n") == (5, key)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "//a.example/f",
        "a.example/f",
        "https://",
        "https://user:pw@a.example/f",
        "https://user@a.example/f",
        "https://a.example:99999/f",
        "https://a.example:x/f",
        "https://[::1/f",
        "https://a b.example/f",
        "https://a..example/f",
        "https://a.example\\@b.example/",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    assert one(HEAD + f"  - slug: a\n    feed: {json.dumps(url)}\n") == (4, "feed")


@pytest.mark.parametrize(
    "url", ["https://뉴스.example/피드", "http://a.example", "https://a.example:8443/f?x=1#y", "http://127.0.0.1:80/", "http://[::1]/"]
)
def test_addresses_that_are_taken(url: str) -> None:
    assert parse_sources((HEAD + f"  - slug: a\n    feed: {json.dumps(url, ensure_ascii=False)}\n").encode()).sources[0].url == url


def test_a_near_key_is_suggested() -> None:
    assert "did you mean language?" in problems(PLAIN + "    langauge: ko\n")[0].message


def test_twice_the_same_key() -> None:
    assert one(PLAIN + "    feed: https://two.example/f\n") == (5, "feed")


def test_slugs_are_unique_whatever_the_case() -> None:
    found = problems(HEAD + "  - {slug: a, feed: 'https://one.example/f'}\n  - {slug: A, feed: 'https://two.example/f'}\n")
    assert {(p.line, p.key.rpartition(".")[2]) for p in found} == {(4, "slug")}
    assert any("already used on line 3" in p.message for p in found)


@pytest.mark.parametrize("slug", ["A", "a_b", "-a", "a-", "a b", "ä", "a" * 65, "7", "''"])
def test_slug_letters(slug: str) -> None:
    text = HEAD + f"  - slug: {slug}\n    feed: https://news.example/f\n"
    assert one(text) == (3, "slug")


@pytest.mark.parametrize("body", ["", "    sitemap: https://a.example/s.xml\n    feed: https://a.example/f\n", "    every: 30m\n"])
def test_one_way_in_and_no_more(body: str) -> None:
    (problem,) = problems(HEAD + "  - slug: a\n" + body)
    assert problem.line == 3
    assert "exactly one of" in problem.message


def test_a_page_needs_rules_or_a_spider() -> None:
    page = HEAD + "  - slug: a\n    page: https://news.example/list\n"
    assert one(page) == (4, "page")
    assert one(page + "    rules: {body: p}\n") == (4, "page")
    assert parse_sources((page + "    spider: a\n").encode()).sources
    assert parse_sources((page + "    rules: {links: a}\n").encode()).sources


def test_every_beside_cron() -> None:
    assert one(PLAIN + '    every: 1h\n    cron: "0 * * * *"\n') == (6, "cron")


@pytest.mark.parametrize("text", ["", "# nothing\n", "~\n", "contact: https://a.example/\n", "[]\n", "text\n", "sources:\n"])
def test_sources_must_be_there(text: str) -> None:
    assert problems(text)


def test_an_empty_list_is_valid() -> None:
    assert parse_sources(b"sources: []").sources == ()


@pytest.mark.parametrize("contact", ["https://a.example/bot", "me@a.example", "mailto:me@a.example"])
def test_contacts(contact: str) -> None:
    assert parse_sources(f"contact: {contact}\nsources: []".encode()).contact == contact


@pytest.mark.parametrize("contact", ["us", '"a@b.example\\r\\nX: y"', "https://é.example/", "12", "ftp://a.example/"])
def test_contacts_that_are_refused(contact: str) -> None:
    assert one(f"contact: {contact}\nsources: []") == (1, "contact")


@pytest.mark.parametrize("entry", ["127.0.0.1", "http://127.0.0.1:80", "127.0.0.1:0", "127.0.0.1:99999", "a b:80", "[::1]", ":80"])
def test_allow_needs_host_and_port(entry: str) -> None:
    assert one(f"allow: [{json.dumps(entry)}]\nsources: []") == (1, "allow[0]")


def test_all_complaints_come_at_once_and_in_order() -> None:
    text = HEAD + "  - slug: A\n    feed: ftp://a.example/\n    evry: 1\n  - slug: b\n    feed: https://b.example/\n    tier: x\n"
    assert [p.line for p in problems(text)] == [3, 4, 5, 8]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_sources(tmp_path / "sources.yaml")


@pytest.mark.parametrize("text, seconds", [("60s", 60), ("1.5h", 5400), ("30 m", 1800), ("30d", 30 * 86400)])
def test_durations(text: str, seconds: int) -> None:
    assert duration(text) == (seconds, "")


# --- series.yaml ----------------------------------------------------------------------------------

SERIES = "series:\n  - slug: a\n    titles: [A Title]\n"


@pytest.mark.parametrize(
    "line, key",
    [
        ("titel: x", "titel"),
        ("not: ['(']", "not[0]"),
        ("not: ['(a)\\1']", "not[0]"),
        ("not: ['(?=a)']", "not[0]"),
        ("not: ['((a{900}){900})']", "not[0]"),
        ("not: ['" + "a" * 1001 + "']", "not[0]"),
        ("threshold: 101", "threshold"),
        ("threshold: high", "threshold"),
        ("seasons: [{premiered: 2022}]", "number"),
        ("seasons: [{number: 1}, {number: 1}]", "seasons"),
        ("seasons: [{number: 1, premiered: 2022-02-30}]", "premiered"),
        ("seasons: [{number: 1, premiered: next year}]", "premiered"),
        ("people: [{slug: x}]", "name"),
        ("people: [{slug: x, name: X, plays: [{native: y}]}]", "character"),
        ("people: [{slug: x, name: X, plays: [{character: y, seasons: [one]}]}]", "seasons[0]"),
        ("people: [{slug: x, name: X, does: [{}]}]", "job"),
        ("people: [{slug: x, name: X, beware: [{name: 5}]}]", "name"),
        ("people: [{slug: x, name: X, ids: {tmdb: [1]}}]", "tmdb"),
        ("people: [{slug: x, name: X, ids: {TMDB: 1}}]", "TMDB"),
        ("people: [{slug: x, name: X, ids: {wikidata: 60523155}}]", "wikidata"),
        ("people: [{slug: x, name: X, ids: {imdb: tt0000001}}]", "imdb"),
        ("people: [{slug: x, name: X, ids: {tmdb: abc}}]", "tmdb"),
        ("people: [{slug: x, name: X, ids: {tvmaze: 'https://www.tvmaze.com/people/1'}}]", "tvmaze"),
        ("people: [{slug: x, name: X}, {slug: x, name: Y}]", "slug"),
        ("people: [x]", "people[0]"),
        ("platform: Netflix", "platform"),
    ],
)
def test_a_wrong_value_of_a_series_is_found(line: str, key: str) -> None:
    (problem,) = of_series(SERIES + "    " + line + "\n")
    assert problem.line == 4
    assert problem.key.endswith(key)


def test_a_series_needs_a_slug_and_a_title() -> None:
    assert {p.key.rpartition(".")[2] for p in of_series("series:\n  - threshold: 50\n")} == {"slug", "titles"}
    assert of_series("series:\n  - {slug: a, titles: []}\n")[0].line == 2


def test_the_series_that_we_watch() -> None:
    (series,) = read_series(ROOT / "series.yaml")
    people = {person.slug: person for person in series.people}
    assert series.title == "All of Us Are Dead"
    assert people["lee-jae-kyoo"].native == "이재규"
    assert people["park-ji-hu"].plays[0].character == "Nam On-jo"
    assert [(s.number, s.premiered) for s in series.seasons] == [(1, "2022-01-28"), (2, "")]


@pytest.mark.parametrize(
    "text",
    [
        "All of Us Are Dead set to return in 2027",
        "All of Us Are Dead broke records",
        "What to watch after All of Us Are Dead",
        "'지금 우리 학교는' 시즌2 공개",
        "지금 우리 학교는 시즌2 축제",
        "지우학2 티저",
    ],
)
def test_what_is_said_of_the_series_is_not_taken_for_another_sense(text: str) -> None:
    (series,) = read_series(ROOT / "series.yaml")
    for each in (text, text.casefold()):
        assert not [pattern for pattern in series.names_not if re2.search(pattern, each)]


@pytest.mark.parametrize(
    "text",
    ["All of us are dead tired", "ALL OF US ARE DEAD WRONG", "지금 우리 학교는 공사 중", "지우학원 수강생", "Estamos muertos de risa"],
)
def test_another_sense_is_known(text: str) -> None:
    (series,) = read_series(ROOT / "series.yaml")
    assert [pattern for pattern in series.names_not if re2.search(pattern, text)]


@pytest.mark.parametrize("folder", [ROOT, ROOT / "desk" / "starter"])
def test_what_is_shipped_is_valid(folder: Path) -> None:
    assert read_sources(folder / "sources.yaml").sources
    assert read_series(folder / "series.yaml")


def test_881_sources_are_read_within_a_second_of_cpu() -> None:
    text = HEAD + "".join(
        f"  - slug: s-{n}\n    name: Paper {n}\n    feed: https://www.paper-{n}.example/feed.xml\n    language: en\n" for n in range(881)
    )
    start = time.process_time()
    assert len(parse_sources(text.encode()).sources) == 881
    assert time.process_time() - start < 1.0


# --- the corpus and the mutations -----------------------------------------------------------------


@pytest.mark.corpus
def test_the_hostile_files() -> None:
    folder = corpus("hostile")
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    cases = [case for case in cases if case["family"] == "config"]
    assert cases
    for case in cases:
        expect = case["expect"]
        if expect["outcome"] == "accepted":
            assert isinstance(read_sources(folder / case["file"]), Watchlist)
            continue
        with pytest.raises(ConfigError) as caught:
            read_sources(folder / case["file"])
        said = caught.value.problems
        assert all(Path(case["file"]).name in str(p) for p in said)
        assert any((not expect["line"] or p.line == expect["line"]) and (not expect["key"] or expect["key"] in p.key) for p in said), case[
            "id"
        ]


TOKENS = [
    *(": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!int ", "!x ", "'", '"', "|", ">", "#", "\t", "\n", "---\n", "...\n", "? ", "<<: "),
    *("%YAML 1.2\n", "\x00", "\u2028", "\ufeff", "~", "true", "no", "1e999", "9" * 5000, "((((", "(?P<a>", "\\x", "a{1000}", "http://"),
    *("@", "[::", "::", "*/0 * * * *", "0 0 31 2 *", "Asia/", "../", "30m", "-1s", "é", "한", "\U0001f600"),
    *("slug", "feed", "page", "rules", "sources", "series", "people"),
]


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """A file with one to four accidents: of bytes, of lines, of tokens."""
    for _ in range(rng.randint(1, 4)):
        what = rng.randrange(7)
        at = rng.randrange(len(raw) + 1)
        lines = raw.split(b"\n")
        line, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        if what == 0:
            raw = raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]
        elif what == 1:
            raw = raw[:at] + raw[at + rng.randint(1, 40) :]
        elif what == 2:
            raw = raw[:at] + rng.choice(TOKENS).encode() + raw[at:]
        elif what == 3:
            lines[line], lines[other] = lines[other], lines[line]
            raw = b"\n".join(lines)
        elif what == 4:
            lines.insert(line, lines[other])
            raw = b"\n".join(lines)
        elif what == 5:
            lines[line] = b" " * rng.randrange(6) + lines[line].lstrip()
            raw = b"\n".join(lines)
        else:
            words = raw.split(b" ")
            words[rng.randrange(len(words))] = rng.choice(TOKENS).encode()
            raw = b" ".join(words)
    return raw


def test_no_mutation_gives_a_traceback() -> None:
    rng = random.Random(20261124)
    files = [(parse_sources, PLAIN.encode()), (parse_series, SERIES.encode())]
    files += [(parse_sources, (folder / "sources.yaml").read_bytes()) for folder in (ROOT, ROOT / "desk" / "starter")]
    files += [(parse_series, (ROOT / "desk" / "starter" / "series.yaml").read_bytes())]
    refused = 0
    for number in range(MUTATIONS):
        parse, raw = files[number % len(files)]
        try:
            read = parse(mutated(raw, rng))
        except ConfigError:
            refused += 1
        else:
            assert isinstance(read, Watchlist) or all(isinstance(each, Series) for each in read)
    assert MUTATIONS / 4 < refused < MUTATIONS


def test_a_person_may_have_ids_and_look_alikes() -> None:
    person = "{slug: x, name: X, beware: [{name: Y, native: 박지훈}], ids: {wikidata: Q60523155, tmdb: 2217977, tvmaze: 1, imdb: nm10345839, kobis: a-1}}"
    (series,) = parse_series(f"series: [{{slug: s, titles: [T], people: [{person}]}}]".encode())
    (found,) = series.people
    assert dict(found.ids) == {"wikidata": "Q60523155", "tmdb": "2217977", "tvmaze": "1", "imdb": "nm10345839", "kobis": "a-1"}
    assert (found.beware[0].name, found.beware[0].native) == ("Y", "박지훈")
