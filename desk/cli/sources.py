"""The sources: list, add, check, pause, resume, import and export."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from desk.cli.answers import dry_run_option, json_option, say_json, table
from desk.place import Place
from model.errors import UsageError
from model.watched import Source, Watchlist

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
IMPORT_MAX = 20 * 1024 * 1024  # bytes of an OPML file


@click.group("sources")
def sources_command() -> None:
    """Where we look. Its commands: list, add, check, keep, pause, resume, import, export."""


@sources_command.command("list")
@json_option
@click.pass_obj
def list_(place: Place, as_json: bool) -> None:
    """Every source of sources.yaml."""
    rows = [
        {
            "slug": s.slug,
            "way": s.way,
            "url": s.url,
            "every": s.cron or s.every,
            "language": s.language,
            "tier": s.tier,
            "scope": s.scope,
            "paused": s.paused,
        }
        for s in place.watchlist().sources
    ]
    if as_json:
        say_json(rows)
    elif rows:
        click.echo(
            table(("source", "way", "address", ""), [(r["slug"], r["way"], r["url"], "paused" if r["paused"] else "") for r in rows])
        )
    else:
        click.echo("sources.yaml lists no source yet: `showwire sources add URL`.")


@sources_command.command("add")
@click.argument("url")
@json_option
@dry_run_option
@click.pass_obj
def add(place: Place, url: str, as_json: bool, dry_run: bool) -> None:
    """Find a site's feed or sitemap and add it to sources.yaml. Any page of the site leads there."""
    from desk.looking import found_at
    from model.amend import add_sources

    watchlist = place.watchlist()
    source, seen = found_at(url, watchlist, [s.slug for s in watchlist.sources])
    there = next((s for s in watchlist.sources if s.url == source.url), None)
    if there is not None:
        raise UsageError(f"{source.url} is in sources.yaml already, as {there.slug}")
    if not dry_run:
        add_sources(place.sources_yaml, [source])
    if as_json:
        say_json({"slug": source.slug, "way": source.way, "url": source.url, "language": source.language, "entries": seen.outcome.entries})
    else:
        click.echo(f"{'Would add' if dry_run else 'Added'} {source.slug}: {source.way} {source.url}, {seen.outcome.entries} entries now.")
        click.echo(f"Look at what it brings: showwire try source {source.slug}")


@sources_command.command("check")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@json_option
@click.pass_obj
def check(place: Place, slugs: tuple[str, ...], as_json: bool) -> int:
    """See whether sources answer and what they list. Nothing is stored.

    The golden pages of a source (DIR/pages/SLUG, see `sources keep`) are read too: a source whose rules read one otherwise has failed.
    """
    from desk.looking import look

    watchlist = place.watchlist()
    rows = []
    for source in _named(watchlist, slugs) if slugs else [s for s in watchlist.sources if not s.paused]:
        outcome = look(source, watchlist, wanted=lambda *_: False).outcome
        wrong = _golden(place, source)
        state = "failed" if wrong else outcome.state
        rows.append(
            {"slug": source.slug, "state": state, "entries": outcome.entries, "error": "; ".join(filter(None, (outcome.error, *wrong)))}
        )
    if as_json:
        say_json(rows)
    else:
        click.echo(table(("source", "state", "entries", ""), [tuple(row.values()) for row in rows]))
    failed = sum(row["state"] == "failed" for row in rows)
    return 0 if not failed else 1 if failed == len(rows) else 3


def _golden(place: Place, source: Source) -> list[str]:
    """What its rules read otherwise than its golden pages want."""
    from crawler.golden import differences, golden_pages

    wrong = []
    for folder in golden_pages(place.golden(source.slug)):
        try:
            wrong += [f"{folder.relative_to(place.root)}: {line}" for line in differences(folder, source.rules, source.zone)]
        except (OSError, ValueError, TypeError) as error:
            wrong.append(f"{folder.relative_to(place.root)}: {error}")
    return wrong


@sources_command.command("keep")
@click.argument("slug")
@click.argument("target", metavar="URL-or-FILE")
@click.option("--name", default="", help="What to call the page, where a source has several.")
@click.option("--url", default="", help="The address of a FILE's page.")
@dry_run_option
@click.pass_obj
def keep(place: Place, slug: str, target: str, name: str, url: str, dry_run: bool) -> None:
    """Keep a page as golden beside a source's rules. With it goes what they read of it now.

    Writes DIR/pages/SLUG[/NAME]/page.html and expected.json; look through the latter. `sources check` holds the rules to it from then on.
    """
    from crawler.golden import EXPECTED, keep_golden
    from desk.tried import tried_page

    watchlist = place.watchlist()
    (source,) = _named(watchlist, (slug,))
    if name and not _NAME.fullmatch(name):
        raise UsageError("--name must be letters, digits and hyphens")
    folder = place.golden(slug) / name if name else place.golden(slug)
    if (folder / EXPECTED).exists():
        raise UsageError(f"{folder} holds a golden page already", hint="give another --name, or remove it first")
    tried = tried_page(target, watchlist, source, url)
    if not dry_run:
        keep_golden(folder, tried.body, tried.url, tried.content_type, tried.reading)
    click.echo(f"{'Would keep' if dry_run else 'Kept'} {folder}: {tried.reading.title}")


def _named(watchlist: Watchlist, slugs: tuple[str, ...]) -> list[Source]:
    found = [watchlist.named(slug) for slug in slugs]
    strange = [slug for slug, source in zip(slugs, found, strict=True) if source is None]
    if strange:
        raise UsageError(f"sources.yaml has no source called {', '.join(strange)}", hint="`showwire sources list` shows them")
    return [source for source in found if source is not None]


def _pausing(name: str, says: str, paused: bool) -> click.Command:
    @click.command(name, help=says)
    @click.argument("slug")
    @click.option("--note", default="", help="Why, for whoever reads sources.yaml.")
    @dry_run_option
    @click.pass_obj
    def command(place: Place, slug: str, note: str, dry_run: bool) -> None:
        from model.amend import set_paused

        (source,) = _named(place.watchlist(), (slug,))
        if not dry_run:
            set_paused(place.sources_yaml, source.slug, paused, note)
        click.echo(f"{'Would be' if dry_run else 'Is'} {name}d: {source.slug}")

    return command


sources_command.add_command(_pausing("pause", "Visit a source no more, until it is resumed.", True))
sources_command.add_command(_pausing("resume", "Visit a paused source again.", False))


@sources_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@dry_run_option
@click.pass_obj
def import_(place: Place, file: Path, as_json: bool, dry_run: bool) -> None:
    """Add the feeds of an OPML file to sources.yaml. What is there already is left alone."""
    from crawler.opml import read_opml, sources_of
    from model.amend import add_sources

    if file.stat().st_size > IMPORT_MAX:
        raise UsageError(f"{file} is larger than {IMPORT_MAX} bytes")
    watchlist = place.watchlist()
    known = {s.url for s in watchlist.sources}
    sources, refused = sources_of(read_opml(file.read_bytes()), [s.slug for s in watchlist.sources])
    fresh = [s for s in sources if s.url not in known]
    if fresh and not dry_run:
        add_sources(place.sources_yaml, fresh)
    if as_json:
        say_json({"added": len(fresh), "known": len(sources) - len(fresh), "refused": [{"url": e.url, "why": why} for e, why in refused]})
    else:
        click.echo(f"{'Would add' if dry_run else 'Added'} {len(fresh)} sources; {len(sources) - len(fresh)} were there already.")
        for entry, why in refused:
            click.echo(f"  left out {entry.url or entry.title}: {why}", err=True)


@sources_command.command("export")
@click.pass_obj
def export(place: Place) -> None:
    """All sources as OPML, on stdout."""
    from crawler.opml import write_opml

    sys.stdout.buffer.write(write_opml(place.watchlist().sources))
