"""`make run`: from a fresh machine to a desk with news in it, by one command.

Crawls what sources.yaml lists. Where no source can be reached it says so and runs the same pipeline on the
sample newsroom: our own small site on loopback, its own data folder, a banner at the desk.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from desk import clock, telling
from desk.cli.listening import PORT_MAX, listening, quiet
from desk.cli.reached import line
from desk.cli.sampling import sample_of
from desk.crawling import Order, crawl
from desk.place import Place
from desk.sign_in import WayIn
from desk.web import desk_app
from exports.serve import app as public_app
from model.contact import contact_doubt
from model.errors import AlreadyRunning, ShowwireError, UsageError
from store.lock import run_lock

HOST = "127.0.0.1"
FIRST_EDITOR = "maintainer"  # named for the role it has
_OTHER_PORTS = "make run PORT=8011 takes 8011 and 8012"


@click.command()
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), envvar="SHOWWIRE_DIR")
@click.option(
    "--port", type=click.IntRange(1, PORT_MAX - 1), default=8001, show_default=True, help="The desk; the public read API is one above."
)
@click.option("--sample", is_flag=True, help="The sample newsroom, network or not.")
def firstrun(folder: Path, port: int, sample: bool) -> None:
    """Crawl, then serve the desk and the public read API until Ctrl-C."""
    place = Place(folder)
    with ExitStack() as running:
        # before anything is crawled or written: where this one runs already, or could not be served
        running.enter_context(run_lock(place.data, f"http://{HOST}:{port}/"))
        at = [running.enter_context(listening(HOST, one, hint=_OTHER_PORTS)) for one in (port, port + 1)]
        if sample or not _network(place):
            place, newsroom = sample_of(place)
            running.enter_context(newsroom)
            sample = True
        if doubt := contact_doubt(place.watchlist()):
            print(doubt, flush=True)
        try:
            summary = crawl(place, Order(everything=sample), clock.now, _say)
            print(
                f"{summary['new']} new articles from {summary['visited']} sources; {summary['off_topic']} left out as off topic.",
                flush=True,
            )
        except AlreadyRunning as busy:
            print(f"{busy}: showing what is stored.", flush=True)
        publish_now(place)
        asyncio.run(_serve(place, at, port, sample=sample))


def _network(place: Place) -> bool:
    from crawler.reach import reachable

    urls = [s.url for s in place.watchlist().sources if not s.paused]
    print(f"Looking for a network ({len(urls)} sources in sources.yaml) …", flush=True)
    found = reachable(urls)
    if not found:
        print("No source can be reached from here, so this runs on the sample newsroom that the project ships.", flush=True)
    return found


def _say(outcome: object, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{of} sources", end="\n" if done == of else "", file=sys.stderr, flush=True)


def publish_now(place: Place) -> None:
    """Publish what is approved, so that the public read API has a database to read (an empty one at first)."""
    telling.published(place)


def _link(place: Place) -> str:
    with place.store() as store:
        with suppress(UsageError):
            store.editors.add(FIRST_EDITOR, "maintainer", clock.now())
        return store.editors.link(FIRST_EDITOR, clock.now())


async def _serve(place: Place, at: list[socket.socket], port: int, *, sample: bool) -> None:
    desk = quiet(desk_app(place, sample=sample, way_in=WayIn(line(place, "editors", "link"), FIRST_EDITOR)))
    public = quiet(public_app(place.public))
    print(f"\n  The desk:             http://{HOST}:{port}/")
    print(f"  Sign in (works once): http://{HOST}:{port}/sign-in/{_link(place)}")
    print(f"  The public read API:  http://{HOST}:{port + 1}/")
    print("\n  In another terminal:")
    print(f"  to sign in again      {line(place, 'editors', 'link', FIRST_EDITOR, *_desk_at(port))}")
    print(f"  to publish            {line(place, 'publish')}")
    print("\n  Ctrl-C ends it. `make run` goes on from here.", flush=True)
    await asyncio.gather(desk.serve([at[0]]), public.serve([at[1]]))


def _desk_at(port: int) -> tuple[str, ...]:
    return () if port == 8001 else ("--desk", f"http://{HOST}:{port}")


def main(arguments: list[str] | None = None) -> None:
    """Entry point of `make run`. What can be mended becomes one line and the exit code of the command line."""
    try:
        firstrun.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ShowwireError as error:
        print(f"showwire: {error}\n  hint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)


if __name__ == "__main__":
    main()
