"""Set up and crawl: init, crawl, watch."""

from __future__ import annotations

import signal
import sys
import time
from importlib.resources import files

import click

from desk import clock
from desk.cli.answers import dry_run_option, json_option, say_json
from desk.place import Place
from model.contact import contact_doubt
from model.errors import UsageError

WATCH_NAP = 20.0  # seconds between two looks at what is due
PRUNE_EVERY = 86400.0  # seconds between two looks at how much the archive holds


@click.command("init")
@dry_run_option
@click.pass_obj
def init_command(place: Place, dry_run: bool) -> None:
    """Write starter sources.yaml, series.yaml and outlets.yaml. They go into DIR, never over one that is there."""
    there = [path.name for path in (place.sources_yaml, place.series_yaml) if path.exists()]
    if there:
        raise UsageError(f"{' and '.join(there)} stand in {place.root} already", hint="edit them, or give --dir another folder")
    for path in (place.sources_yaml, place.series_yaml, place.outlets_yaml):
        if path.exists():
            continue
        if not dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((files("desk") / "starter" / path.name).read_text(encoding="utf-8"), encoding="utf-8")
        click.echo(f"{'would write' if dry_run else 'wrote'} {path}")
    if not dry_run:
        click.echo("Next: edit series.yaml, add sources with `showwire sources add URL`, then `showwire crawl`.")


@click.command("crawl")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--all", "everything", is_flag=True, help="Every source, due or not, and every page behind a claim.")
@click.option("--keep-all", is_flag=True, help="Hold nothing off topic: store it without a series, never published.")
@click.option("--limit", type=click.IntRange(min=1), help="Visit at most this many sources, longest due first.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that read pages.")
@json_option
@dry_run_option
@click.pass_obj
def crawl_command(
    place: Place, slugs: tuple[str, ...], everything: bool, keep_all: bool, limit: int | None, workers: int, as_json: bool, dry_run: bool
) -> int:
    """Visit what is due, judge and store it. Or what is named, or all.

    Exits 0 when done, 1 when every source failed, 3 when some did, 4 while another crawl runs.
    """
    from desk.crawling import Order, crawl, exit_code

    place.targets()  # a mistake in notices.yaml is told before anything runs
    if dry_run:
        return _would_visit(place, slugs, everything, limit, as_json)
    if doubt := contact_doubt(place.watchlist()):
        click.echo(doubt, err=True)
    order = Order(slugs=slugs, everything=everything, keep_all=keep_all, limit=limit, workers=workers)
    with Bar() as bar:
        summary = crawl(place, order, clock.now, bar.outcome)
    if as_json:
        say_json(summary)
    else:
        click.echo(_sentence(summary))
        for slug, row in summary["sources"].items():
            if row["failed"]:
                click.echo(f"  {slug}: {row['error']}", err=True)
    _tell(place)
    return exit_code(summary)


def _tell(place: Place) -> None:
    """Notices of sources, and what else is due; what is not taken is tried again and fails no crawl."""
    if place.notices_yaml.exists():
        from desk import telling

        for line in telling.after_crawl(place):
            click.echo(f"  {line}", err=True)


def _would_visit(place: Place, slugs: tuple[str, ...], everything: bool, limit: int | None, as_json: bool) -> int:
    from store.archive import Archive

    sources = place.watchlist().sources
    again: list[str] = []
    if place.database.exists():
        with place.store(readonly=True) as store:
            due = [v.source.slug for v in store.visits.visits(sources, clock.now(), all=everything, slugs=slugs)][:limit]
            asked = [s for s in sources if (s.slug in slugs if slugs else not s.paused) and (limit is None or s.slug in due)]
            again = [one.again.entry.url for one in store.evidence.due(asked, clock.now(), Archive(place.archive), all=everything)]
    else:
        due = [s.slug for s in sources if not s.paused and (not slugs or s.slug in slugs)][:limit]
    if as_json:
        say_json({"would_visit": due, "would_look_again": again})
    else:
        click.echo("\n".join((*due, *again)) or "Nothing is due.")
    return 0


def _sentence(summary: dict[str, object]) -> str:
    looked = summary["looked_again"]
    assert isinstance(looked, dict)
    again = f" Looked again at {sum(looked.values())} pages behind claims." if looked else ""
    return (
        "Visited {visited} sources in {seconds} s: {new} new, {updated} updated, {copies} copies, {off_topic} off topic; "
        "{not_modified} not modified, {failed} failed."
    ).format_map(summary) + again


class Bar:
    """The progress bar on stderr; nothing where stderr is no terminal."""

    def __enter__(self) -> Bar:
        self._progress = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task("visiting", total=None)
        return self

    def outcome(self, outcome: object, done: int, of: int) -> None:
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=of)

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()


@click.command("watch")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that read pages.")
@click.pass_obj
def watch_command(place: Place, workers: int) -> int:
    """Crawl on schedule until SIGTERM or Ctrl-C. They end it within 10 s."""
    from crawler.schedule import next_look
    from desk.crawling import Order, crawl, pruned

    place.targets()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end it the same way, at once while it naps
    if doubt := contact_doubt(place.watchlist()):
        click.echo(doubt, err=True)
    click.echo("Watching. SIGTERM or Ctrl-C ends it.", err=True)
    tidied = 0.0
    try:
        while True:
            if time.monotonic() - tidied > PRUNE_EVERY or not tidied:
                pruned(place, clock.now())
                tidied = time.monotonic()
            with place.store() as store:
                sources, now = place.watchlist().sources, clock.now()
                store.evidence.follow(next_look, now)
                due = bool(store.visits.visits(sources, now)) or store.evidence.any_due([s for s in sources if not s.paused], now)
            if due:
                click.echo(_sentence(crawl(place, Order(workers=workers), clock.now, lambda *_: None)), err=True)
            _tell(place)
            time.sleep(WATCH_NAP)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    return 0
