"""What was done, for the record: the log itself, and whether it is whole."""

from __future__ import annotations

import json
import sys

import click

from desk.cli.answers import json_option, say_json, table
from desk.place import Place
from store import audit
from store.audit import Asked

SHOWN = 50  # rows of each log without a format


@click.group("audit")
def audit_command() -> None:
    """What was decided and done: log, verify."""


@audit_command.command("log")
@click.option("--format", "how", type=click.Choice(["ndjson", "csv"]), help="All of both logs, oldest first, as that.")
@json_option
@click.pass_obj
def log(place: Place, how: str | None, as_json: bool) -> None:
    """The last decisions, and what was done to editors and sources. Or all of it."""
    with place.store(readonly=True) as store:
        if how == "ndjson":
            for row in audit.everything(store.db):
                click.echo(json.dumps(row, ensure_ascii=False))
        elif how == "csv":
            from desk.audit_views import as_csv

            for part in as_csv(audit.everything(store.db)):
                sys.stdout.write(part)
        elif as_json:
            say_json(list(audit.everything(store.db)))
        else:
            rows = [row for name in ("verdict", "act") for row in audit.rows(store.db, Asked(log=name), SHOWN)]
            rows.sort(key=lambda row: row["at"], reverse=True)
            columns = ("when", "who", "what", "of")
            click.echo(table(columns, [(r["at"], r["who"], r["action"], f"{r['target']} {r['target_id'] or ''}") for r in rows[:SHOWN]]))


@audit_command.command("verify")
@json_option
@click.pass_obj
def verify(place: Place, as_json: bool) -> int:
    """Does every row follow from the one before it. Exits 1 when one does not, and names it."""
    with place.store(readonly=True) as store:
        found = audit.whole(store.db)
    if as_json:
        say_json({"verdicts": found.verdicts, "acts": found.acts, "broken_verdict": found.broken_verdict, "broken_act": found.broken_act})
    elif found.sound:
        click.echo(f"whole: {found.verdicts} decisions, {found.acts} acts")
    else:
        for name, row in (("decision", found.broken_verdict), ("act", found.broken_act)):
            if row is not None:
                click.echo(f"tampered with: {name} row {row} does not follow from the one before it")
    return 0 if found.sound else 1
