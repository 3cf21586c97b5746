"""Where an install keeps its things: the two YAML files and data/, under DIR."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import ShowwireError

if TYPE_CHECKING:
    from model.outlets import Outlets
    from model.targets import Targets
    from model.watched import Series, Thresholds, Watchlist
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """DIR. Reading a file happens when it is asked for, so that a command pays only for what it uses."""

    root: Path

    @property
    def sources_yaml(self) -> Path:
        return self.root / "sources.yaml"

    @property
    def series_yaml(self) -> Path:
        return self.root / "series.yaml"

    @property
    def outlets_yaml(self) -> Path:
        return self.root / "outlets.yaml"

    @property
    def notices_yaml(self) -> Path:
        return self.root / "notices.yaml"

    @property
    def sample_mark(self) -> Path:
        """A file that says that what is here is invented; it is there in the sample newsroom's folder alone."""
        return self.root / "SAMPLE"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def database(self) -> Path:
        return self.data / "news.db"

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def public(self) -> Path:
        return self.data / "public"

    def golden(self, slug: str) -> Path:
        """The golden pages of a source: what its rules must go on reading as they do now."""
        return self.root / "pages" / slug

    def watchlist(self) -> Watchlist:
        from model.watch import read_sources

        return read_sources(self.sources_yaml)

    def series(self) -> tuple[Series, ...]:
        from model.watch import read_series

        return read_series(self.series_yaml)

    def outlets(self) -> Outlets:
        """How publishers are rated: outlets.yaml, or the list that we ship where an install has none of its own."""
        from importlib.resources import files

        from model.outlets import parse_outlets, read_outlets

        if self.outlets_yaml.exists():
            return read_outlets(self.outlets_yaml)
        return parse_outlets((files("desk") / "starter" / "outlets.yaml").read_bytes())

    def thresholds(self) -> Thresholds:
        from model.watch import read_thresholds

        return read_thresholds(self.series_yaml)

    def targets(self) -> Targets:
        """Whom we tell; nobody where there is no notices.yaml."""
        from model.targets import read_targets

        return read_targets(self.notices_yaml)

    def must_exist(self) -> None:
        """Refuse a folder without a database."""
        if not self.database.exists():
            raise ShowwireError(
                f"{self.database} is not there", hint="run `showwire crawl` first, or give --dir the folder of your install"
            )

    def store(self, *, readonly: bool = False) -> Store:
        """The database; made where there is none, unless it is only to be read."""
        from store.store import Store

        if readonly:
            self.must_exist()
        store = Store.open(self.database, readonly=readonly)
        if not readonly and self.series_yaml.exists():
            store.claims.knows(self.series())
        return store
