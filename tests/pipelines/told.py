"""A wire of our own: articles as text, through the real pipelines and the real store, approved by an editor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from model.records import Article, Entry, Filing, Reading
from model.watched import Person, Plays, Season, Series, Source
from pipelines.extract import extract
from pipelines.judgement import judge
from store.store import Store

SALT = Series(
    slug="salt-road",
    titles=("Salt Road", "소금길"),
    seasons=(Season(number=1, premiered="2024-10-18"), Season(number=2)),
    platform=("Pelago",),
    people=(
        Person(
            slug="seo-yi-rang", name="Seo Yi-rang", native="서이랑", plays=(Plays(character="Kang Bit-na", seasons=(1, 2)),), agency="Narae"
        ),
        Person(slug="moon-tae-joo", name="Moon Tae-joo", native="문태주", plays=(Plays(character="Do Il-seok", seasons=(1,)),)),
        Person(slug="nam-do-eun", name="Nam Do-eun", native="남도은"),
        Person(slug="goo-ha-min", name="Goo Ha-min", native="구하민"),
    ),
)
OFFICIAL, FORUM = "pelago", "forum"
_TIER = {OFFICIAL: "official", FORUM: "user-generated"}
_TABLES = ("mention", "claim", "claim_evidence", "belief_change", "verdict", "article", "article_version", "story")


@dataclass(slots=True)
class Wire:
    """Tells articles to a store, and remembers them."""

    store: Store
    series: tuple[Series, ...] = (SALT,)
    told: list[Article] = field(default_factory=list)

    def tell(self, day: str, title: str, body: str, outlet: str = "courier", language: str = "en") -> int:
        """One article of that day, approved; its id."""
        self.store.claims.knows(self.series)
        number = len(self.told) + 1
        at = dt.datetime.fromisoformat(f"{day}T09:{number % 60:02}:00+00:00")
        source = Source(
            slug=outlet, way="feed", url=f"https://{outlet}.example/feed", tier=_TIER.get(outlet, "press"), scope="series"  # type: ignore[arg-type]
        )  # fmt: skip
        url = f"https://{outlet}.example/{day}/{number}"
        entry = Entry(key=url, url=url, title=title, published=at.isoformat())
        reading = Reading(title=title, published=at.isoformat(), body=body, language=language, kind="article", quality="full")
        article = Article(source=source, entry=entry, at=at, reading=reading)
        self.told.append(article)
        self._save(article)
        found = self.store.db.one("SELECT id, story_id FROM article ORDER BY id DESC LIMIT 1")
        assert found is not None
        self.store.queue.judge(found["story_id"], "approve", "mina", at + dt.timedelta(hours=1))
        return int(found["id"])

    def _save(self, article: Article) -> None:
        filing = judge(article, self.series, self.store.stories, article.at, extract=extract)
        assert isinstance(filing, Filing), filing
        self.store.filings.save(filing, article.at)

    def again(self) -> None:
        """Everything is read once more, as when a crawl is repeated or the archive is processed anew."""
        for article in self.told:
            self._save(article)

    def held(self, about: str) -> dict[str, str]:
        """Value -> status of a fact of season 2; the one that is believed with a star."""
        claims = (h.claim for h in self.store.claims.ledger() if h.claim.about == about)
        return {c.value: c.status + ("*" if c.believed else "") for c in claims}

    def moves(self, about: str) -> list[tuple[str, str]]:
        """How the belief moved: (value, status) after each step."""
        return [(c.after, c.status_after) for c in self.store.claims.history("salt-road", "S2", about)]

    def dump(self) -> dict[str, list[Any]]:
        """All rows that reading again must leave as they are."""
        return {table: self.store.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in _TABLES}
