"""`make run`: from a fresh machine to a desk with news in it, by one command.

Crawls what sources.yaml lists. Where no source can be reached it says so and runs the same pipeline on the
sample newsroom: our own small site on loopback, its own data folder, a banner at the desk.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import click
import uvicorn

from desk import clock, telling
from desk.crawling import Order, crawl
from desk.place import Place
from desk.web import desk_app
from exports.serve import app as public_app
from model.errors import AlreadyRunning, ShowwireError, UsageError
from newsroom.articles import DAYS
from newsroom.site import Newsroom

FIRST_EDITOR = "editor"


@click.command()
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), envvar="SHOWWIRE_DIR")
@click.option("--port", default=8001, show_default=True, help="The desk; the public read API is one above.")
@click.option("--sample", is_flag=True, help="The sample newsroom, network or not.")
def firstrun(folder: Path, port: int, sample: bool) -> None:
    """Crawl, then serve the desk and the public read API until Ctrl-C."""
    place = Place(folder)
    with ExitStack() as running:
        if sample or not _network(place):
            place = _sample(place, running.enter_context(Newsroom(day=DAYS)))
            sample = True
        try:
            summary = crawl(place, Order(everything=sample), clock.now, _say)
            print(
                f"{summary['new']} new articles from {summary['visited']} sources; {summary['off_topic']} left out as off topic.",
                flush=True,
            )
        except AlreadyRunning as busy:
            print(f"{busy}: showing what is stored.", flush=True)
        publish_now(place)
        asyncio.run(_serve(place, port, sample=sample))


def _network(place: Place) -> bool:
    from crawler.reach import reachable

    urls = [s.url for s in place.watchlist().sources if not s.paused]
    print(f"Looking for a network ({len(urls)} sources in sources.yaml) …", flush=True)
    found = reachable(urls)
    if not found:
        print("No source can be reached from here, so this runs on the sample newsroom that the project ships.", flush=True)
    return found


def _sample(place: Place, newsroom: Newsroom) -> Place:
    """data/sample/, made to watch the sample's own site for the same series."""
    sample = Place(place.data / "sample")
    sample.root.mkdir(parents=True, exist_ok=True)
    sample.sources_yaml.write_text(newsroom.sources_yaml(), encoding="utf-8")
    shutil.copyfile(place.series_yaml, sample.series_yaml)
    return sample


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


def _quiet(app: Any, port: int) -> uvicorn.Config:
    """No access log: an address can hold a sign-in link. No proxy stands before a first run, so none is believed."""
    return uvicorn.Config(app, port=port, log_level="warning", server_header=False, access_log=False, proxy_headers=False)


async def _serve(place: Place, port: int, *, sample: bool) -> None:
    desk = uvicorn.Server(_quiet(desk_app(place, sample=sample), port))
    public = uvicorn.Server(_quiet(public_app(place.public), port + 1))
    print(f"\n  The desk:             http://127.0.0.1:{port}/")
    print(f"  Sign in (works once): http://127.0.0.1:{port}/sign-in/{_link(place)}")
    print(f"  The public read API:  http://127.0.0.1:{port + 1}/")
    print(f"\n  What you approve leaves with: .venv/bin/showwire --dir {place.root} publish")
    print("  Ctrl-C ends it.", flush=True)
    await asyncio.gather(desk.serve(), public.serve())


if __name__ == "__main__":
    try:
        firstrun.main(standalone_mode=False)
    except ShowwireError as error:
        print(f"showwire: {error}\n  hint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
