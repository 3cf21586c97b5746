"""The review desk and who may sign in to it."""

from __future__ import annotations

import click

from desk import clock
from desk.cli.answers import json_option, say_json, table
from desk.place import Place
from model.errors import UsageError


@click.command("desk")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.pass_obj
def desk_command(place: Place, host: str, port: int) -> None:
    """The editors' desk, in the browser."""
    import uvicorn

    from desk.web import desk_app

    uvicorn.run(desk_app(place), host=host, port=port, log_level="warning", server_header=False)


@click.group("editors")
def editors_command() -> None:
    """Who may sign in, with the roles viewer, editor and maintainer."""


@editors_command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["viewer", "editor", "maintainer"]), default="editor", show_default=True)
@click.pass_obj
def add(place: Place, name: str, role: str) -> None:
    """Add an editor, and print a one-time sign-in link."""
    with place.store() as store:
        store.editors.add(name, role, clock.now())
        click.echo(f"{name} may sign in as {role}: /sign-in/{store.editors.link(name, clock.now())}")


@editors_command.command("link")
@click.argument("name")
@click.option("--desk", "address", default="http://127.0.0.1:8001", show_default=True, help="Where the desk is reached.")
@click.pass_obj
def link(place: Place, name: str, address: str) -> None:
    """Print a new one-time sign-in link."""
    with place.store() as store:
        click.echo(f"{address.rstrip('/')}/sign-in/{store.editors.link(name, clock.now())}")


@editors_command.command("list")
@json_option
@click.pass_obj
def list_(place: Place, as_json: bool) -> None:
    """Who may sign in."""
    with place.store(readonly=True) as store:
        rows = store.editors.all()
    if as_json:
        say_json(rows)
    else:
        click.echo(table(("name", "role", "since"), [(r["name"], r["role"], r["created_at"]) for r in rows]))


@editors_command.command("remove")
@click.argument("name")
@click.pass_obj
def remove(place: Place, name: str) -> None:
    """Take an editor's access away, and end their sessions; what they decided stays."""
    with place.store() as store:
        if not store.editors.remove(name, clock.now()):
            raise UsageError(f"no editor is called {name}", hint="`showwire editors list` shows them")
        click.echo(f"{name} can no longer sign in.")
