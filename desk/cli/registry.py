"""Who is proposed for series.yaml, for scripts."""

from __future__ import annotations

import click

from desk import clock
from desk.cli.answers import dry_run_option, json_option, say_json, table
from desk.cli.judge import editor_option
from desk.place import Place
from desk.registry import Proposed, Registry
from model.errors import UsageError

FIELDS = ("name", "native", "slug", "character", "season", "job")


@click.group("people")
def people_command() -> None:
    """People in the news who are not in series.yaml. They are said to join, leave or play. Its commands: list, accept, reject."""


@people_command.command("list")
@click.option("--series", default="", help="Only this series.")
@json_option
@click.pass_obj
def list_(place: Place, series: str, as_json: bool) -> None:
    """Who is proposed, the best attested first."""
    with place.store(readonly=True) as store:
        people = Registry(place, store).proposed(series)
    if as_json:
        say_json([_row(one) for one in people])
    elif people:
        rows = [(p.id, p.name, p.native, p.relation, p.character, p.season, p.articles, p.origins) for p in people]
        click.echo(table(("id", "name", "native", "relation", "character", "season", "articles", "origins"), rows))
    else:
        click.echo("Nobody is proposed.")


def _row(one: Proposed) -> dict[str, object]:
    quotes = [{"article_id": q.article, "url": q.url, "source": q.source, "quote": q.quote} for q in one.quotes]
    return {
        "id": one.id, "series": one.series, "name": one.name, "native": one.native or None, "relation": one.relation,
        "character": one.character or None, "season": one.season or None, "articles": one.articles, "origins": one.origins,
        "quotes": quotes,
    }  # fmt: skip


@people_command.command("accept")
@click.argument("person", type=int, metavar="ID")
@click.option("--name", help="As it is to be published.")
@click.option("--native", help="The name in its own script.")
@click.option("--slug", help="Otherwise made of the name.")
@click.option("--character", help="Whom they play; '' for nobody.")
@click.option("--season", help="The season's number; '' for none.")
@click.option("--job", help="What they do behind the camera: director, writer, …")
@editor_option
@dry_run_option
@click.pass_obj
def accept(place: Place, /, person: int, editor: str, dry_run: bool, **said: str | None) -> None:
    """Write somebody into series.yaml, and link what is said of them. --dry-run shows the change of the file."""
    with place.store() as store:
        registry = Registry(place, store)
        one = _named(registry, person)
        entry = registry.drafted(one, {name: text for name, text in said.items() if text is not None})
        draft = registry.draft(one.series, entry)
        click.echo(draft.diff)
        if not dry_run:
            done = registry.accept(one, entry, draft.before_hash, editor, clock.now())
            click.echo(f"{entry.name} is in series.yaml; {len(done.mentions)} mentions are theirs.")


@people_command.command("reject")
@click.argument("person", type=int, metavar="ID")
@click.option("--note", default="", help="Why.")
@editor_option
@click.pass_obj
def reject(place: Place, person: int, note: str, editor: str) -> None:
    """Refuse somebody; the name is not proposed again."""
    with place.store() as store:
        registry = Registry(place, store)
        one = _named(registry, person)
        registry.reject(one, editor, clock.now(), note=note)
    click.echo(f"{one.name} is not proposed again.")


def _named(registry: Registry, person: int) -> Proposed:
    one = registry.named(person)
    if one is None:
        raise UsageError(f"nobody is proposed as {person}", hint="`showwire people list` shows who is")
    return one
