"""`rules test` and `eval`: what rules and thresholds would gain and lose, before they are changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk import clock
from desk.cli.answers import json_option, say_json, table
from desk.place import Place
from model.errors import UsageError
from model.watched import Series, Thresholds, Watchlist

if TYPE_CHECKING:
    from model.records import Judged
    from pipelines.replay import Fate, Flip, Measure
    from store.past import Came

LISTED = 200  # flips and wrong labels that are listed for people; --json has all of them


@click.group("rules")
def rules_command() -> None:
    """What the rules of series.yaml keep and leave out."""


@rules_command.command("test")
@click.option("--days", type=click.IntRange(1, 36500), default=7, show_default=True, help="How far back.")
@json_option
@click.pass_obj
def test(place: Place, days: int, as_json: bool) -> None:
    """What the rules as written now would gain and lose. Over what was stored and left out in the last days; changes nothing."""
    import datetime as dt

    from desk.again import came
    from pipelines.replay import moved
    from store.archive import Archive

    series, watchlist = place.series(), _watchlist(place)
    rows: list[dict[str, Any]] = []
    judged = {"text": 0, "page": 0, "summary": 0}
    with place.store(readonly=True) as store:
        since = clock.now() - dt.timedelta(days=days)
        for item, filing, source in came(store, Archive(place.archive), watchlist, since, latest=True):
            judged[source] += 1
            rows += [_moved(item, source, m.series, m.what, m.before, m.after) for m in moved(item, filing, series)]
    gained, lost = ([r for r in rows if r["what"] == what] for what in ("gained", "lost"))
    if as_json:
        say_json({"days": days, "judged": judged, "gained": gained, "lost": lost})
        return
    click.echo(f"{sum(judged.values())} articles of the last {days} days: {len(gained)} gained, {len(lost)} lost.")
    for row in (*gained, *lost):
        before = "-" if row["before"] is None else row["before"]
        click.echo(
            f"{row['what']:6} {before} -> {row['after']} {row['series']}: {row['title']}\n       {row['url']} (by its {row['from']})"
        )
        for part in row["parts"]:
            click.echo(f"       {_points(part['before'])} -> {_points(part['after'])} {part['name']}: {part['detail']}")


def _points(points: int | None) -> str:
    return "none" if points is None else f"{points:+d}"


def _moved(item: Came, judged_from: str, series: str, what: str, before: Judged | None, after: Judged) -> dict[str, Any]:
    return {
        "what": what, "series": series, "before": before.score if before else None, "after": after.score, "title": item.title, "url": item.url,
        "source": item.source, "id": None if item.dropped else item.id, "from": judged_from, "parts": _parts(before, after),
    }  # fmt: skip


def _parts(before: Judged | None, after: Judged) -> list[dict[str, Any]]:
    """The parts of a score that differ."""
    was = {p.name: p for p in before.parts} if before else {}
    now = {p.name: p for p in after.parts}
    return [
        {
            "name": name, "before": was[name].points if name in was else None, "after": now[name].points if name in now else None,
            "detail": (now.get(name) or was[name]).detail,
        }
        for name in dict.fromkeys((*was, *now))
        if (was[name].points if name in was else None) != (now[name].points if name in now else None)
    ]  # fmt: skip


@click.command("eval")
@click.option("--same", type=click.IntRange(1, 100), help="Another `grouping.same`: from this score on two articles are one story.")
@click.option("--ask", type=click.IntRange(1, 100), help="Another `grouping.ask`: from this score on the desk is asked.")
@click.option("--alike", type=click.IntRange(1, 100), help="Another `grouping.alike`: what a headline alone needs, of no series.")
@click.option("--threshold", "marks", multiple=True, metavar="SERIES=N", help="Another threshold of relevance for a series.")
@click.option("--series", "file", type=click.Path(dir_okay=False, exists=True, path_type=Path), help="Another series.yaml as a whole.")
@click.option("--days", type=click.IntRange(1, 36500), help="Only what came in the last days (default: all).")
@json_option
@click.pass_obj
def eval_command(
    place: Place, same: int | None, ask: int | None, alike: int | None, marks: tuple[str, ...], file: Path | None, days: int | None, as_json: bool
) -> None:  # fmt: skip
    """Editors' decisions as a test set. Precision, recall, and which items flip if thresholds or rules change; changes nothing."""
    import datetime as dt

    from desk.again import came
    from pipelines.replay import Setting, flips, grouping_measure, relevance_measure, replay
    from store.archive import Archive
    from store.labels import labels
    from store.past import EARLIEST

    now = Setting(series=place.series(), thresholds=place.thresholds())
    given = {name: value for name, value in (("same", same), ("ask", ask), ("alike", alike)) if value is not None}
    changed = _changed(now.series, now.thresholds, given, marks, file)
    then = Setting(series=changed[0], thresholds=changed[1])
    since = clock.now() - dt.timedelta(days=days) if days else EARLIEST
    with place.store(readonly=True) as store:
        said = labels(store.db)
        stored = list(came(store, Archive(place.archive), _watchlist(place), since))
    items = [(item.key, filing) for item, filing, _ in stored]
    by_key = {item.key: item for item, _, _ in stored}
    fates = replay(items, now)
    answer: dict[str, Any] = {
        "items": len(items), "labels": len(said), "now": _measured(grouping_measure(said, fates), relevance_measure(said, fates), by_key),
    }  # fmt: skip
    if then != now:
        after = replay(items, then)
        answer["then"] = _measured(grouping_measure(said, after), relevance_measure(said, after), by_key)
        answer["flips"] = [_flip(flip, by_key) for flip in flips(fates, after)]
    if as_json:
        say_json(answer)
    else:
        click.echo(_as_text(answer))


def _changed(
    series: tuple[Series, ...], thresholds: Thresholds, given: Mapping[str, int], marks: Sequence[str], file: Path | None
) -> tuple[tuple[Series, ...], Thresholds]:  # fmt: skip
    """Rules and thresholds as the options would have them."""
    from model.watch import read_series, read_thresholds

    if file is not None:
        series, thresholds = read_series(file), read_thresholds(file)
    thresholds = dataclasses.replace(thresholds, **given)
    if thresholds.ask > thresholds.same:
        raise UsageError("--ask must not be above --same: what is one story is not asked about")
    wanted: dict[str, int] = {}
    for mark in marks:
        slug, _, number = mark.partition("=")
        if slug not in {s.slug for s in series} or not number.isascii() or not number.isdigit() or int(number) > 100:
            raise UsageError(f"--threshold {mark}: needs a series of the file and a number from 0 to 100", hint="--threshold my-series=60")
        wanted[slug] = int(number)
    return tuple(dataclasses.replace(s, threshold=wanted.get(s.slug, s.threshold)) for s in series), thresholds


def _measured(grouping: Measure, relevance: Measure, by_key: Mapping[str, Came]) -> dict[str, Any]:
    return {"grouping": _measure(grouping, by_key), "relevance": _measure(relevance, by_key)}


def _measure(measure: Measure, by_key: Mapping[str, Came]) -> dict[str, Any]:
    return {
        "labels": measure.labels, "right": measure.right,
        "precision": None if measure.precision is None else round(measure.precision, 4),
        "recall": None if measure.recall is None else round(measure.recall, 4),
        "wrong": [
            {"said": w.what, "by": w.how, "articles": [{"id": i, "title": by_key[f"article {i}"].title} for i in w.articles]} for w in measure.wrong
        ],
    }  # fmt: skip


def _flip(flip: Flip, by_key: Mapping[str, Came]) -> dict[str, Any]:
    item = by_key[flip.key]
    return {
        "what": flip.what, "item": flip.key, "id": None if item.dropped else item.id, "title": item.title, "url": item.url,
        "before": _fate(flip.before, by_key), "after": _fate(flip.after, by_key),
    }  # fmt: skip


def _fate(fate: Fate, by_key: Mapping[str, Came]) -> dict[str, Any]:
    return dataclasses.asdict(fate) | {
        "with": by_key[fate.story].title if fate.story else "",
        "asked": [{"item": key, "title": by_key[key].title} for key in fate.asked],
    }


def _as_text(answer: Mapping[str, Any]) -> str:
    lines = [f"{answer['items']} items, {answer['labels']} labels of editors"]
    rows = [
        (when, what, m["labels"], m["right"], _share(m["precision"]), _share(m["recall"]))
        for when in ("now", "then")
        if when in answer
        for what, m in answer[when].items()
    ]
    lines.append(table(("", "of", "labels", "right", "precision", "recall"), rows))
    for what, measure in answer["then" if "then" in answer else "now"].items():
        lines += [
            f"{what}: editors said {wrong['said']} ({wrong['by']}): " + " / ".join(a["title"] for a in wrong["articles"])
            for wrong in measure["wrong"][:LISTED]
        ]
    if "flips" in answer:
        lines.append(f"{len(answer['flips'])} items would flip")
        for flip in answer["flips"][:LISTED]:
            was, now = flip["before"], flip["after"]
            lines.append(f"{flip['what']:6} {flip['title']}")
            if flip["what"] in ("gained", "lost", "series"):
                lines.append(
                    f"       {was['score']} {', '.join(was['series']) or 'left out'} -> {now['score']} {', '.join(now['series']) or 'left out'}"
                )
            elif flip["what"] == "story":
                lines.append(f"       with “{was['with']}” -> with “{now['with']}” ({now['likeness']}, {now['reason']})")
            else:
                lines.append(f"       asks about {len(was['asked'])} -> {len(now['asked'])} stories")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _watchlist(place: Place) -> Watchlist:
    return place.watchlist() if place.sources_yaml.exists() else Watchlist()
