"""The review desk and who may sign in to it."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

import click

from desk import clock
from desk.cli.answers import json_option, say_json, table
from desk.cli.reached import line
from desk.place import Place
from model.errors import UsageError

NAMES_MAX = 20  # editors that a hint names
ROLE = click.Choice(["viewer", "editor", "maintainer"])
stdin_option = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
desk_option = click.option(
    "--desk", "address", default="http://127.0.0.1:8001", show_default=True, help="Where the desk is reached, for the sign-in link."
)


@click.command("desk")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--trust-from", multiple=True, metavar="NETWORK", help="The reverse proxy's network; only it and this machine get in.")
@click.option("--trust-header", default="", metavar="NAME", help="The proxy's header that names who is signed in.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Speak TLS, with this certificate chain …")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="… and its key.")
@click.option("--plain-http", is_flag=True, help="Listen beyond this machine without TLS and without a proxy, all the same.")
@click.pass_obj
def desk_command(
    place: Place,
    host: str,
    port: int,
    trust_from: tuple[str, ...],
    trust_header: str,
    tls_cert: str | None,
    tls_key: str | None,
    plain_http: bool,
) -> None:
    """The editors' desk, in the browser."""
    from desk.proxy import proxy_of

    proxy = proxy_of(trust_from, trust_header)
    if bool(tls_cert) != bool(tls_key):
        raise UsageError("--tls-cert and --tls-key go together")
    if not (tls_cert or trust_from or plain_http or _is_here(host)):
        raise UsageError(
            f"on {host} passwords would cross the network readable by others",
            hint="put a TLS proxy in front and name it (--trust-from), or give --tls-cert and --tls-key, or say --plain-http",
        )
    from desk.cli.listening import listening, quiet, serve, served
    from desk.sign_in import NO_WAY_IN, WayIn
    from desk.web import desk_app

    with listening(host, port) as at:
        # how a link is made is told only to who sits at this machine
        way_in = WayIn(line(place, "editors", "link")) if _is_here(host) and not trust_from else NO_WAY_IN
        desk = quiet(desk_app(place, proxy=proxy, way_in=way_in), ssl_certfile=tls_cert, ssl_keyfile=tls_key)
        click.echo(f"The desk: {served(at, tls=bool(tls_cert))} (Ctrl-C ends it)", err=True)
        serve(desk, at)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _link(address: str, secret: str) -> str:
    return f"{address.rstrip('/')}/sign-in/{secret}"


@click.group("editors")
def editors_command() -> None:
    """Who may sign in, with the roles viewer, editor and maintainer."""


@editors_command.command("add")
@click.argument("name")
@click.option("--role", type=ROLE, default="editor", show_default=True)
@stdin_option
@desk_option
@click.pass_obj
def add(place: Place, name: str, role: str, password_stdin: bool, address: str) -> None:
    """Add an editor. With a password, else with a one-time sign-in link that is printed."""
    from desk.passwords import hashed

    kept = hashed(_stdin(), name) if password_stdin else ""
    with place.store() as store, store.db.atomic():
        store.editors.add(name, role, clock.now())
        if kept:
            store.editors.set_password(name, kept, clock.now())
            click.echo(f"{name} may sign in as {role}, with that password.")
        else:
            click.echo(f"{name} may sign in as {role}, once: {_link(address, store.editors.link(name, clock.now()))}")


@editors_command.command("password")
@click.argument("name")
@stdin_option
@click.pass_obj
def password(place: Place, name: str, password_stdin: bool) -> None:
    """Give an editor a password, asked for at the terminal. It ends their sessions and links."""
    from desk.passwords import hashed

    given = _stdin() if password_stdin else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with place.store() as store:
        store.editors.set_password(name, hashed(given, name), clock.now())
    click.echo(f"{name} signs in with that password; what was open is signed out.")


@editors_command.command("role")
@click.argument("name")
@click.argument("role", type=ROLE)
@click.pass_obj
def role_(place: Place, name: str, role: str) -> None:
    """Give an editor another role, at once."""
    with place.store() as store:
        store.editors.give_role(name, role, clock.now())
    click.echo(f"{name} is {role} now.")


@editors_command.command("link")
@click.argument("name")
@desk_option
@click.pass_obj
def link(place: Place, name: str, address: str) -> None:
    """Print a new one-time sign-in link."""
    place.must_exist()
    with place.store() as store:
        if store.editors.named(name) is None:
            raise UsageError(f"no editor is called {name} in {place.root.resolve()}", hint=_who(place, store.editors.all()))
        click.echo(_link(address, store.editors.link(name, clock.now())))


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
        columns = ("name", "role", "since", "password")
        click.echo(table(columns, [(r["name"], r["role"], r["created_at"], "yes" if r["password"] else "only links") for r in rows]))


@editors_command.command("remove")
@click.argument("name")
@click.pass_obj
def remove(place: Place, name: str) -> None:
    """Take an editor's access away, and end their sessions. What they decided stays."""
    with place.store() as store:
        if not store.editors.remove(name, clock.now()):
            raise UsageError(f"no editor is called {name}", hint="`showwire editors list` shows them")
        click.echo(f"{name} can no longer sign in.")


def _who(place: Place, rows: list[dict[str, Any]]) -> str:
    """The names that there are, or how one is added here."""
    if not rows:
        return f"nobody may sign in here yet: {line(place, 'editors', 'add', 'NAME')}"
    return f"who may sign in there: {', '.join(row['name'] for row in rows[:NAMES_MAX])}; --dir names another folder"


def _stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")
