"""Files that leave, and Datasette on them."""

from __future__ import annotations

from pathlib import Path

import click

from desk.cli.answers import dry_run_option, json_option, say_json
from desk.place import Place
from model.errors import UsageError
from model.urls import url_problem


@click.command("publish")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to (default: data/public).")
@click.option("--home", envvar="SHOWWIRE_HOME", default="", metavar="URL", help="Where the folder will be served, for feeds and sitemap.")
@json_option
@dry_run_option
@click.pass_obj
def publish_command(place: Place, out: Path | None, home: str, as_json: bool, dry_run: bool) -> None:
    """Write every export of what editors approved, atomically. Then tell those of notices.yaml what changed."""
    from desk import telling

    if home and (problem := url_problem(home)):
        raise UsageError(f"--home {problem}", hint="such as https://example.org/wire/")
    summary = telling.published(place, out, home=home, dry_run=dry_run)
    lines = () if dry_run else telling.send(place)[1]
    for why in summary["skipped"].values():
        click.echo(why, err=True)
    if as_json:
        say_json(summary)
    else:
        rows = ", ".join(f"{n} {table}" for table, n in summary["rows"].items())
        click.echo(f"{'Would publish' if dry_run else 'Published'} to {summary['folder']}: {rows}")
    for line in lines:
        click.echo(f"  {line}", err=True)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8002, show_default=True)
@click.pass_obj
def serve_command(place: Place, host: str, port: int) -> None:
    """Datasette on the published database. It picks up each new publish by itself."""
    from desk.cli.listening import listening, quiet, serve, served
    from exports.serve import app

    with listening(host, port) as at:
        click.echo(f"The public read API: {served(at)} (Ctrl-C ends it)", err=True)
        serve(quiet(app(place.public), lifespan="on"), at)
