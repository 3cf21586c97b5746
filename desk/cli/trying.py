"""`showwire try`: what the pipeline would make of something, storing nothing and, in bulk, touching no network."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from desk import clock
from desk.cli.answers import json_option, say_json, table
from desk.place import Place
from model.errors import ShowwireError, UsageError

Answer = Callable[[dict[str, Any]], dict[str, Any]]

LINE_MAX = 64 * 1024 * 1024  # characters of one line of --jsonl


def _pages(place: Place, base: Path, people: Path | None) -> Answer:
    from crawler.pages import answer_page

    return lambda record: answer_page(record, base)


def _feeds(place: Place, base: Path, people: Path | None) -> Answer:
    from crawler.spiders.feeds import answer_feeds

    return lambda record: answer_feeds(record, base)


def _sitemaps(place: Place, base: Path, people: Path | None) -> Answer:
    from crawler.spiders.sitemaps import answer_sitemaps

    return lambda record: answer_sitemaps(record, base)


def _discover(place: Place, base: Path, people: Path | None) -> Answer:
    from crawler.discover import answer_discover

    return lambda record: answer_discover(record, base)


def _robots(place: Place, base: Path, people: Path | None) -> Answer:
    from crawler.robots import answer_robots

    return lambda record: answer_robots(record, base)


def _addresses(place: Place, base: Path, people: Path | None) -> Answer:
    from model.addresses import allowed

    allow = place.watchlist().allow if place.sources_yaml.exists() else ()

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        fine, reason = allowed(str(record["url"]), allow)
        return {"allowed": fine, "reason": reason}

    return answer


def _urls(place: Place, base: Path, people: Path | None) -> Answer:
    from model.urls import canonical_url, same_article_url

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        a, b = str(record["a"]), str(record["b"])
        return {"same": same_article_url(a, b), "a_canonical": canonical_url(a), "b_canonical": canonical_url(b)}

    return answer


def _pairs(place: Place, base: Path, people: Path | None) -> Answer:
    from model.watched import Thresholds
    from pipelines.trial import answer_pair

    series, thresholds = (place.series(), place.thresholds()) if place.series_yaml.exists() else ((), Thresholds())
    return lambda record: answer_pair(record, series, thresholds)


def _stories(place: Place, base: Path, people: Path | None) -> Answer:
    from pipelines.trial import Trial

    return Trial().answer_story


def _relevance(place: Place, base: Path, people: Path | None) -> Answer:
    from pipelines.trial import answer_relevance

    series = place.series()
    return lambda record: answer_relevance(record, series)


def _mentions(place: Place, base: Path, people: Path | None) -> Answer:
    from pipelines.trial import answer_mentions, read_people

    series = place.series() if people is None else ()
    given = None if people is None else read_people(people)
    return lambda record: answer_mentions(record, base, series, given)


def _names(place: Place, base: Path, people: Path | None) -> Answer:
    from pipelines.extractors.names import answer_names

    return answer_names


MAKERS: dict[str, Callable[[Place, Path, Path | None], Answer]] = {
    "pages": _pages,
    "feeds": _feeds,
    "sitemaps": _sitemaps,
    "discover": _discover,
    "addresses": _addresses,
    "urls": _urls,
    "robots": _robots,
    "pairs": _pairs,
    "stories": _stories,
    "relevance": _relevance,
    "mentions": _mentions,
    "names": _names,
}


@click.group("try", invoke_without_command=False)
def try_command() -> None:
    """What the pipeline would make of something; nothing is stored.

    `try source SLUG` and `try page URL-or-FILE` are for people. The other kinds read JSON lines from stdin with
    --jsonl and write one line an answer, in the order read, each with the `id` it came with.
    """


def _bulk(kind: str) -> click.Command:
    @click.command(kind, help=f"Answer {kind} in bulk: one JSON object a line in, one out.")
    @click.option("--jsonl", is_flag=True, required=True, help="Read JSON lines from stdin.")
    @click.option("--base", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where `file` and `text_file` start.")
    @click.option("--people", type=click.Path(dir_okay=False, path_type=Path), help="JSON lines {canonical, native, variants} (mentions).")
    @click.pass_obj
    def command(place: Place, jsonl: bool, base: Path, people: Path | None) -> None:
        answer: Answer = MAKERS[kind](place, base, people)
        out = sys.stdout
        for number, line in enumerate(_lines(), 1):
            out.write(json.dumps(_answered(answer, number, line), ensure_ascii=False) + "\n")
        out.flush()

    return command


def _lines() -> Iterator[str]:
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    while line := stream.readline(LINE_MAX):
        if line.strip():
            yield line


def _answered(answer: Answer, number: int, line: str) -> dict[str, Any]:
    """The answer to one line, or what was wrong with it: the rest go on."""
    identity: object = None
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise UsageError(f"line {number} is no JSON object")
        identity = record.get("id")
        return {"id": identity, **answer(record)}
    except KeyError as error:
        return {"id": identity, "error": f"line {number} lacks {error.args[0]!r}"}
    except (ShowwireError, ValueError, TypeError, OSError, EOFError, RecursionError) as error:
        return {"id": identity, "error": f"line {number}: {error}"}


for _kind in MAKERS:
    try_command.add_command(_bulk(_kind))


@try_command.command("page")
@click.argument("target", metavar="URL-or-FILE")
@click.option("--source", "slug", help="Read it by this source's own rules.")
@click.option(
    "--rules", "file", type=click.Path(dir_okay=False, path_type=Path), help="…or by the rules in this file (YAML), before they are saved."
)
@click.option("--url", default="", help="The address of a FILE's page.")
@json_option
@click.pass_obj
def page(place: Place, target: str, slug: str | None, file: Path | None, url: str, as_json: bool) -> None:
    """What is read out of one page. How each field was found and how sure that is; a URL is fetched with all manners, a file is not.

    With rules, also what they change.
    """
    from desk.tried import FIELDS, changed, read_again, tried_page, with_rules
    from model.selectors import read_rules
    from model.watched import Watchlist

    watchlist = place.watchlist() if place.sources_yaml.exists() else None
    source = watchlist.named(slug) if watchlist and slug else None
    if slug and source is None:
        raise UsageError(f"sources.yaml has no source called {slug}", hint="`showwire sources list` shows them")
    source = with_rules(source, read_rules(file) if file else None)
    tried = tried_page(target, watchlist or Watchlist(), source, url)
    reading, was = tried.reading, dict[str, object]()
    if source and source.rules:
        was = changed(reading, read_again(tried, None, source.zone).reading)
    found = {name: getattr(reading, name) for name in FIELDS}
    if as_json:
        say_json({**found, "method": dict(reading.method), "confidence": dict(reading.confidence), "without_rules": was})
        return
    for name, value in found.items():
        click.echo(f"{name:10} {_shown(value)}   [{reading.method.get(name, 'none')}, {reading.confidence.get(name, 0):.2f}]")
        if name in was:
            click.echo(f"{'':10} without the rules: {_shown(was[name])}")
    for name in ("charset", "problem"):
        if name in reading.method:
            click.echo(f"{name:10} {reading.method[name]}")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@try_command.command("source")
@click.argument("slug")
@json_option
@click.pass_obj
def source_(place: Place, slug: str, as_json: bool) -> None:
    """What a visit to a source would bring. Each article with the verdict of the rules; stores nothing."""
    from desk.looking import look
    from model.records import Dropped
    from pipelines import clean, relevance

    watchlist, series = place.watchlist(), place.series()
    source = watchlist.named(slug)
    if source is None:
        raise UsageError(f"sources.yaml has no source called {slug}", hint="`showwire sources list` shows them")
    seen = look(source, watchlist, wanted=lambda _, entry: relevance.first_look(entry, series))
    if seen.outcome.state == "failed":
        raise ShowwireError(f"{slug}: {seen.outcome.error}")
    rows: list[dict[str, Any]] = []
    for article in seen.articles:
        made = clean.clean(article, clock.now())
        judged = made if isinstance(made, Dropped) else relevance.judge(made, series)
        best = max((j.score for j in judged.judged), default=0)
        why = judged.reason.value if isinstance(judged, Dropped) else "kept"
        parts = [{"name": p.name, "points": p.points, "detail": p.detail} for j in judged.judged for p in j.parts]
        rows.append({"verdict": why, "score": best, "title": judged.title or article.entry.title, "url": article.entry.url, "parts": parts})
    rows.sort(key=lambda row: (row["verdict"] != "kept", -int(str(row["score"]))))
    if as_json:
        say_json({"source": slug, "entries": seen.outcome.entries, "articles": rows})
        return
    kept = sum(row["verdict"] == "kept" for row in rows)
    click.echo(f"It would keep {kept} and leave out {len(rows) - kept}.")
    click.echo(table(("verdict", "score", "title", "why"), [(r["verdict"], r["score"], r["title"], _why(r["parts"])) for r in rows]))


def _why(parts: Any) -> str:
    return "; ".join(f"{p['name']} {p['points']:+d}" for p in parts)
