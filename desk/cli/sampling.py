"""The sample newsroom of an install: data/sample/, made at the first run and gone on with at every later one.

Its sites stand where they stood: at other addresses every article would be another one, and a copy. What was changed in
the folder since (a source that pauses, a person that was accepted) stays.
"""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

from desk.cli.listening import PORT_MAX, free
from desk.place import Place
from model.errors import UsageError
from newsroom.articles import DAYS, OUTLETS
from newsroom.site import HOST, Newsroom

FIRST_PORT = 18001  # of the sample's sites, and those after it: below what systems give to outgoing connections
_MARK = "The news in this folder are invented. While this file is here, the desk and what is published say so.\n"


def sample_of(place: Place) -> tuple[Place, Newsroom]:
    """The folder and its sites, which the caller closes. UsageError where somebody else listens at one of their addresses."""
    sample = Place(place.data / "sample")
    newsroom = Newsroom(day=DAYS, ports=_ports(sample))
    sample.root.mkdir(parents=True, exist_ok=True)
    if not sample.sources_yaml.exists():
        sample.sources_yaml.write_text(newsroom.sources_yaml(), encoding="utf-8")
    if not sample.series_yaml.exists():
        shutil.copyfile(place.series_yaml, sample.series_yaml)
    sample.sample_mark.write_text(_MARK, encoding="utf-8")
    return sample, newsroom


def _ports(sample: Place) -> dict[str, int]:
    """The port of each outlet: its former one, else the first that is free."""
    former = _former(sample)
    for slug, port in former.items():
        if not free(HOST, port):
            raise UsageError(
                f"the sample's {slug} stood at {HOST}:{port}, and somebody else listens there now",
                hint=f"end what listens there (`make run` of another copy?); or begin the sample anew: rm -r {sample.root}",
            )
    unused = (port for port in range(FIRST_PORT, PORT_MAX) if port not in former.values() and free(HOST, port))
    return {outlet.slug: former[outlet.slug] if outlet.slug in former else next(unused) for outlet in OUTLETS}


def _former(sample: Place) -> dict[str, int]:
    if not sample.sources_yaml.exists():
        return {}
    ours = {outlet.slug for outlet in OUTLETS}
    found = {source.slug: urlsplit(source.url) for source in sample.watchlist().sources if source.slug in ours}
    return {slug: url.port for slug, url in found.items() if url.hostname == HOST and url.port}
