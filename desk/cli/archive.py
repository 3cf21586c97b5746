"""What came over the wire: read again by the rules of today, and thrown away when it is old."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from desk import clock
from desk.cli.answers import dry_run_option, json_option, say_json
from desk.place import Place
from model.errors import UsageError
from model.retention import days

if TYPE_CHECKING:
    from desk.reprocessing import Change

SAYS = {"changed": "changed", "kept": "kept now", "dropped": "left out now", "left_out": "left out as before"}


def since_when(text: str | None, now: dt.datetime) -> dt.datetime | None:
    """A day, a moment, or a number of days back; None for all time."""
    if text is None:
        return None
    back, problem = days(text)
    if not problem:
        return now - dt.timedelta(days=back)
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"--since {text!r} is no day", hint="write it like 2026-11-01, or 30d for the last thirty days") from None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC)


@click.group("archive")
def archive_command() -> None:
    """What came over the wire, as WARC files in data/archive/: prune."""


@archive_command.command("prune")
@json_option
@dry_run_option
@click.pass_obj
def prune_(place: Place, as_json: bool, dry_run: bool) -> None:
    """Take out what is more than `archive:` in sources.yaml allows. Hash, date and excerpt stay.

    Pages behind claims are kept. Exits 4 while a crawl runs.
    """
    from desk.crawling import pruned

    found = pruned(place, clock.now(), dry_run=dry_run)
    if as_json:
        say_json({"dry_run": dry_run, "pages": found.pages, "bytes_before": found.before, "bytes_after": found.after, "files": found.files})
        return
    why = ", ".join(f"{n} for {reason}" if reason != "opted out" else f"{n} of hosts that opted out" for reason, n in found.pages.items())
    click.echo(f"{'Would take out' if dry_run else 'Took out'} {sum(found.pages.values())} pages{f' ({why})' if why else ''}.")
    click.echo(f"{found.before / 1e6:,.1f} MB before, {found.after / 1e6:,.1f} MB after.")


@click.command("reprocess")
@click.option("--since", metavar="D", help="Only pages fetched since then: a day, or 30d for the last thirty.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that read pages.")
@json_option
@dry_run_option
@click.pass_obj
def reprocess_command(place: Place, since: str | None, workers: int, as_json: bool, dry_run: bool) -> None:
    """Read the archive again by the rules of today. It is judged anew, and every decision is kept.

    --dry-run lists exactly what would change. Exits 4 while a crawl runs.
    """
    from desk.cli.collect import Bar
    from desk.reprocessing import reprocess

    now = clock.now()
    with Bar() as bar:
        report = reprocess(
            place, now, since=since_when(since, now), dry_run=dry_run, workers=workers, on_pages=lambda n, of: bar.outcome(None, n, of)
        )
    if as_json:
        say_json(report.as_dict(dry_run=dry_run))
        return
    for change in report.changes:
        for line in _lines(change):
            click.echo(line)
    click.echo(f"Read {report.pages} pages again: {len(report.changes)} {'would change' if dry_run else 'changed'}.")
    for count, what in (
        (report.unreadable, "cannot be read"),
        (report.without_source, "are of sources that sources.yaml does not list any more"),
        (len(report.lost), "are lost: the archive's file does not hold them"),
    ):
        if count:
            click.echo(f"{count} {what}.", err=True)


def _lines(change: Change) -> list[str]:
    who = f"article {change.article}" if change.article else change.url
    lines = [f"{SAYS[change.what]}: {who}: {change.title}"]
    lines += [f"  {name}: {before!r} -> {after!r}" for name, before, after in change.fields]
    lines += [f"  + {m['kind']} {m['value']} ({m['about'] or m['relation']}): “{m['quote']}”" for m in change.added]
    lines += [f"  - {m['kind']} {m['value']} ({m['about'] or m['relation']}): “{m['quote']}”" for m in change.removed]
    return lines
