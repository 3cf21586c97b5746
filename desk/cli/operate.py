"""Keep it running: status, healthcheck, check, migrate, backup, restore."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from desk import clock
from desk.cli.answers import dry_run_option, json_option, say_json, table
from desk.place import Place
from desk.source_states import state
from model.contact import contact_doubt
from model.errors import ShowwireError

PROBLEMS_MAX = 50  # complaints about the published file that a check lists


@click.command("status")
@json_option
@click.pass_obj
def status_command(place: Place, as_json: bool) -> None:
    """The state of every source, of the last runs and of the queue."""
    with place.store(readonly=True) as store:
        found = store.status(clock.now(), place.watchlist().sources)
    if as_json:
        say_json(found)
        return
    waiting = sum(n for group, n in found["queue"].items() if group != "held")
    click.echo(
        f"{waiting} stories wait, {found['queue']['held']} more for a second source; {sum(found['articles'].values())} articles are stored."
    )
    if found["dropped"]:
        click.echo("Left out: " + ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in found["dropped"].items()))
    for run in found["runs"][:3]:
        click.echo(f"Run {run['id']}: {run['kind']}, {run['state']}, {run['started_at']}")
    if found["notices"]["waiting"]:
        click.echo(f"{found['notices']['waiting']} notices wait to be sent.")
    for dead in found["notices"]["dead"]:
        click.echo(f"Given up: notice {dead['id']} to {dead['target']} ({dead['said']}); showwire notices replay {dead['id']}")
    if found["sources"]:
        columns = ("source", "last success", "next visit", "state")
        rows = [(s["slug"], s["succeeded_at"], s["due_at"], state(s, clock.now()).says) for s in found["sources"]]
        click.echo("\n" + table(columns, rows))


@click.command("healthcheck")
@json_option
@click.pass_obj
def healthcheck_command(place: Place, as_json: bool) -> int:
    """Is it alive: the database opens, and a crawl has ended lately. Exits 1 when not."""
    with place.store(readonly=True) as store:
        facts = store.health(clock.now())
    if as_json:
        say_json(facts)
    else:
        click.echo("alive" if facts["ok"] else f"not well: {'; '.join(facts['problems'])}")
    return 0 if facts["ok"] else 1


@click.command("check")
@json_option
@click.pass_obj
def check_command(place: Place, as_json: bool) -> int:
    """Check configuration, database, quotes and archive. Every quote in the database and every quote that was published is proven anew.

    Exits 1 when something is wrong; a contact at which nobody is reached is only told.
    """
    from exports.proofs import unproven
    from store import pruning

    watchlist, series, targets = place.watchlist(), place.series(), place.targets()
    place.outlets()
    problems: list[str] = []
    warnings = [doubt for doubt in (contact_doubt(watchlist),) if doubt]
    there = place.database.exists()
    if there:
        with place.store(readonly=True) as store:
            problems = store.check() or list(islice(unproven(place.public, store.text_of), PROBLEMS_MAX))
            problems += pruning.problems(store.db, place.archive)
    if targets.targets:
        from desk.telling import unready

        problems += unready(targets)
    if as_json:
        say_json({"sources": len(watchlist.sources), "series": len(series), "database": there, "problems": problems, "warnings": warnings})
    else:
        click.echo(
            f"sources.yaml: {len(watchlist.sources)} sources. series.yaml: {len(series)} series. Database: {'read' if there else 'none yet'}."
        )
        for problem in problems:
            click.echo(f"  {problem}", err=True)
        for doubt in warnings:
            click.echo(doubt, err=True)
    return 1 if problems else 0


@click.command("migrate")
@dry_run_option
@json_option
@click.pass_obj
def migrate_command(place: Place, dry_run: bool, as_json: bool) -> None:
    """Bring the database to this program's schema. A copy of it is made first."""
    from store.maintenance import migrate

    applied = migrate(place.database, clock.now(), dry_run=dry_run)
    if as_json:
        say_json({"applied": list(applied), "dry_run": dry_run})
    elif applied:
        click.echo(f"{'Would apply' if dry_run else 'Applied'}: {', '.join(applied)}")
    else:
        click.echo("The database is up to date.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@dry_run_option
@click.pass_obj
def backup_command(place: Place, file: Path, dry_run: bool) -> None:
    """Copy the database to FILE while it is in use. The copy is checked before it gets its name."""
    from store.maintenance import backup

    if not place.database.exists():
        raise ShowwireError(f"{place.database} is not there", hint="there is nothing to back up yet")
    if not dry_run:
        backup(place.database, file)
    click.echo(f"{'Would copy' if dry_run else 'Copied'} {place.database} to {file}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@dry_run_option
@click.pass_obj
def restore_command(place: Place, file: Path, dry_run: bool) -> None:
    """Put FILE in the place of the database, after checking it. The present one is kept beside it."""
    from store.lock import crawl_lock
    from store.maintenance import restore

    if dry_run:
        click.echo(f"Would restore {file} as {place.database}")
        return
    with crawl_lock(place.data):
        kept = restore(place.database, file, clock.now())
    click.echo(f"Restored {file}" + (f"; the one before is {kept}" if kept else ""))
