"""What we tell others by ourselves: list, send, replay, test."""

from __future__ import annotations

import asyncio
import os
from dataclasses import asdict

import click

from desk import clock
from desk.cli.answers import json_option, say_json, table
from desk.place import Place
from model.errors import UsageError

STATES = ("waiting", "sent", "dead", "withdrawn")


@click.group("notices")
def notices_command() -> None:
    """Webhooks, chat and mail of notices.yaml. Its commands: list, send, replay, test, key."""


@notices_command.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these; `dead` are those that were given up.")
@click.option("--target", default="", metavar="SLUG", help="Only to this one.")
@json_option
@click.pass_obj
def list_(place: Place, state: str | None, target: str, as_json: bool) -> None:
    """Notices, the newest first, with why the last try failed."""
    with place.store(readonly=True) as store:
        found = store.outbox.listed(state or "", target)
    if as_json:
        say_json([asdict(each) for each in found])
    elif not found:
        click.echo("No notices.")
    else:
        columns = ("id", "target", "kind", "made", "state", "tries", "due", "said")
        rows = [(n.id, n.target, n.kind, n.made_at, n.state, n.tries, n.due_at if n.state == "waiting" else "", n.said) for n in found]
        click.echo(table(columns, [tuple(map(str, row)) for row in rows]))


@notices_command.command("send")
@json_option
@click.pass_obj
def send(place: Place, as_json: bool) -> int:
    """Send what is due now. `publish`, `crawl` and `watch` do so by themselves. Exits 3 when something was not taken."""
    from desk import telling

    sent, lines = telling.send(place)
    if as_json:
        say_json({**asdict(sent), "problems": list(lines)})
    else:
        click.echo(f"{sent.sent} sent, {sent.failed} to be tried again, {sent.dead} given up, {sent.withdrawn} withdrawn.")
        for line in lines:
            click.echo(f"  {line}", err=True)
    return 3 if lines else 0


@notices_command.command("replay")
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--dead", is_flag=True, help="All that were given up.")
@click.pass_obj
def replay(place: Place, ids: tuple[int, ...], dead: bool) -> None:
    """Send notices again under the same id. They begin at the first try: `showwire notices send` does it then."""
    if bool(ids) == dead:
        raise UsageError("name the ids of notices, or --dead", hint="showwire notices list")
    with place.store() as store:
        chosen = ids or tuple(n.id for n in reversed(store.outbox.listed("dead", limit=10_000)))
        count = store.outbox.replay(chosen, clock.now())
    click.echo(f"{count} wait to be sent again.")


@notices_command.command("test")
@click.argument("slug")
@json_option
@click.pass_obj
def test(place: Place, slug: str, as_json: bool) -> int:
    """Send a notice that tells nothing to a target, at once and once. Exits 1 when it was not taken."""
    from notices import events
    from notices.secrets import Secrets
    from notices.send import deliver

    targets = place.targets()
    target = next((t for t in targets.targets if t.slug == slug), None)
    if target is None:
        known = ", ".join(t.slug for t in targets.targets) or "none"
        raise UsageError(f"{place.notices_yaml} has no target {slug}", hint=f"it has {known}")
    event = events.trial(clock.now())
    answer = asyncio.run(deliver(target, Secrets(os.environ), event.id, event.kind, event.body, clock.now(), targets.allow))
    if as_json:
        say_json({"target": slug, "event": event.id, "ok": answer.ok, "said": answer.said})
    else:
        click.echo(f"{slug}: {answer.said}")
    return 0 if answer.ok else 1


@notices_command.command("key")
def key() -> None:
    """Print a fresh key for a webhook. It is put with the secrets, and given to the receiver."""
    from notices.signing import new_key

    click.echo(new_key())
