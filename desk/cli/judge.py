"""The desk's verbs for scripts, and why an article is here."""

from __future__ import annotations

import getpass
from typing import Any

import click

from desk import clock
from desk.cli.answers import dry_run_option, json_option, say_json, table
from desk.place import Place
from model.errors import UsageError


def editor_option(command: Any) -> Any:
    return click.option("--editor", default=lambda: getpass.getuser(), show_default="you", help="Whose decision it is, for the log.")(
        command
    )


@click.group("queue")
def queue_command() -> None:
    """What waits for a decision, for scripts. Its commands: list, approve, reject, wait, merge, split, apart, undo."""


@queue_command.command("list")
@click.option("--series", help="Only this series.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@json_option
@click.pass_obj
def list_(place: Place, series: str | None, limit: int, as_json: bool) -> None:
    """The stories that wait, in the order of the desk."""
    with place.store(readonly=True) as store:
        rows, _ = store.queue.stories(series=series, limit=limit)
    if as_json:
        say_json(rows)
    elif rows:
        columns = ("story", "why", "articles", "origins", "headline")
        click.echo(table(columns, [(r["story_id"], r["group"], r["articles"], r["origins"], r["headline"]) for r in rows]))
    else:
        click.echo("Nothing waits.")


def _decision(name: str, says: str) -> click.Command:
    @click.command(name, help=says)
    @click.argument("stories", nargs=-1, type=int, metavar="[STORY]...")
    @click.option("--note", default="", help="Why.")
    @editor_option
    @dry_run_option
    @json_option
    @click.pass_obj
    def command(place: Place, stories: tuple[int, ...], note: str, editor: str, dry_run: bool, as_json: bool) -> None:
        if not stories:
            raise UsageError(f"say which stories to {name}", hint="`showwire queue list` shows them")
        _judge(place, name, stories, note, editor, dry_run, as_json)

    return command


def _judge(place: Place, name: str, stories: tuple[int, ...], note: str, editor: str, dry_run: bool, as_json: bool) -> None:
    with place.store(readonly=dry_run) as store:
        for story in stories:
            store.queue.current(story)  # one that never was stops it before any is decided
        if not dry_run:
            with store.db.atomic():
                for story in stories:
                    store.queue.judge(story, name, editor, clock.now(), note=note)  # type: ignore[arg-type]
    if as_json:
        say_json({"action": name, "stories": list(stories)})
    else:
        click.echo(f"{'Would ' if dry_run else ''}{name}: {len(stories)} stories")


queue_command.add_command(_decision("reject", "Reject stories with their open mentions."))
queue_command.add_command(_decision("wait", "Let stories wait for a second source."))


@queue_command.command("approve")
@click.argument("stories", nargs=-1, type=int, metavar="[STORY]...")
@click.option("--all", "everything", is_flag=True, help="Every story that waits for any reason; no cap, conflicts included.")
@click.option("--note", default="", help="Why.")
@editor_option
@dry_run_option
@json_option
@click.pass_obj
def approve(place: Place, stories: tuple[int, ...], everything: bool, note: str, editor: str, dry_run: bool, as_json: bool) -> None:
    """Approve stories with their open mentions. A mention that needs a choice is never taken along."""
    if everything == bool(stories):
        raise UsageError("say which stories to approve, or --all", hint="`showwire queue list` shows them")
    if stories:
        _judge(place, "approve", stories, note, editor, dry_run, as_json)
        return
    with place.store(readonly=dry_run) as store:
        count = (
            sum(store.queue.waiting_count().values()) if dry_run else len(store.queue.approve_all(editor, clock.now(), note=note).stories)
        )
    if as_json:
        say_json({"action": "approve", "stories": count})
    else:
        click.echo(f"{'Would approve' if dry_run else 'Approved'} {count} stories")


@queue_command.command("merge")
@click.argument("story", type=int)
@click.argument("into", type=int)
@editor_option
@click.pass_obj
def merge(place: Place, story: int, into: int, editor: str) -> None:
    """Merge STORY into another: they are one story from now on."""
    with place.store() as store:
        store.queue.merge(story, into, editor, clock.now())
    click.echo(f"Story {story} is now part of {into}.")


@queue_command.command("split")
@click.argument("story", type=int)
@click.argument("articles", type=int, nargs=-1, required=True, metavar="ARTICLE...")
@editor_option
@click.pass_obj
def split(place: Place, story: int, articles: tuple[int, ...], editor: str) -> None:
    """Split ARTICLEs off their STORY into one of their own."""
    with place.store() as store:
        new, _ = store.queue.split(story, articles, editor, clock.now())
    click.echo(f"Story {new} was split off {story}, with {len(articles)} articles.")


@queue_command.command("apart")
@click.argument("story", type=int)
@click.argument("other", type=int)
@editor_option
@click.pass_obj
def apart(place: Place, story: int, other: int, editor: str) -> None:
    """Keep STORY and OTHER apart. No later article and no suggestion joins them."""
    with place.store() as store:
        store.queue.apart(story, other, editor, clock.now())
    click.echo(f"Stories {story} and {other} are kept apart.")


@queue_command.command("undo")
@click.option("--batch", default="", help="Another decision of yours than the last one, by its name in the log.")
@editor_option
@click.pass_obj
def undo(place: Place, batch: str, editor: str) -> None:
    """Undo your last decision that still stands. Again for the one before."""
    from desk.registry import Registry

    with place.store() as store:
        undone, says = Registry(place, store).undo(editor, clock.now(), batch=batch)
    what = f"{len(undone.stories)} stories, {len(undone.articles)} articles, {len(undone.mentions)} mentions"
    click.echo(f"Taken back: {what}." if undone.batch else "There is nothing of yours to undo.")
    if says:
        click.echo(f"{says}.")


@click.command("explain")
@click.argument("item", metavar="ID-or-URL")
@json_option
@click.pass_obj
def explain_command(place: Place, item: str, as_json: bool) -> None:
    """Why an article is here, or is not. Fetch, rules hit, scores with their parts, nearest articles, mentions, decisions.

    With --json, `reasons` holds for each score the record that `try relevance` or `try pairs` answers with it.
    """
    from desk.explained import as_text
    from desk.reasons import reasons
    from model.urls import canonical_url
    from model.watched import Thresholds, Watchlist
    from store.archive import Archive

    watchlist = place.watchlist() if place.sources_yaml.exists() else Watchlist()
    series, thresholds = (place.series(), place.thresholds()) if place.series_yaml.exists() else ((), Thresholds())
    with place.store(readonly=True) as store:
        found = store.explain(item, [canonical_url(item)] if "://" in item else [])
        if found is not None:
            found["reasons"] = reasons(store, found, series, thresholds, watchlist, Archive(place.archive))
    if found is None:
        raise UsageError(f"nothing is known of {item}", hint="give an article's id or its address; `showwire queue list --json` shows ids")
    if as_json:
        say_json(found)
    else:
        click.echo(as_text(found))
