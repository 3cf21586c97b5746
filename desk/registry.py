"""series.yaml and its editors: who is proposed for it, what accepting somebody writes there, and how that is taken back.

The file is the maintainers' own, so it is only ever added to, what will be written is shown first, and nothing is
written where the file has changed since. Putting together what the store, the extractors and the file know is what
this module does; the desk and the command line are two faces of it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.languages import gettext as _
from desk.place import Place
from model.amend import mark_of, put
from model.enlist import difference, with_person
from model.errors import UsageError
from model.records import Article, Entry, Filing, Judged, moment
from model.text import fold
from model.watch import MAX_SLUG
from model.watched import Does, Person, Plays, Series, Source
from store import proposals
from store.decided import Decision
from store.proposals import Stranger
from store.queue import Stale
from store.store import Store

QUOTES_MAX = 6  # shown of one person
PROPOSED_MAX = 200  # people on the list, those with the most origins first
_HANGUL = re.compile(r"[가-힣]{2,5}")
_ENDS = ("joins_cast", "leaves", "rumoured")  # in this order says most


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Somebody to consider, with everything that is said of them."""

    id: int  # of the first mention
    series: str
    name: str
    native: str
    relation: str
    character: str
    season: str  # "S2" or ""
    articles: int
    origins: int
    said: tuple[Stranger, ...]

    @property
    def mentions(self) -> tuple[int, ...]:
        return tuple(one.id for one in self.said)

    @property
    def quotes(self) -> tuple[Stranger, ...]:
        """The quotes to show: one an article."""
        seen: dict[int, Stranger] = {}
        for one in self.said:
            seen.setdefault(one.article, one)
        return tuple(seen.values())[:QUOTES_MAX]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """series.yaml as it would be, and of which series.yaml that was thought."""

    person: Person
    before_hash: str
    after: bytes
    diff: str


class Registry:
    """The people of series.yaml. `changed(series)` is told when the file was written."""

    def __init__(self, place: Place, store: Store, changed: Callable[[Sequence[Series]], object] = lambda _series: None) -> None:
        self._place, self._store, self._changed = place, store, changed

    # --- looking ---

    def proposed(self, series: str = "") -> tuple[Proposed, ...]:
        """Who is said to join, leave or play and is not in the file, the best attested first."""
        known = {s.slug: {fold(n) for p in s.people for n in (p.name, p.native, *p.also) if n} for s in self._place.series()}
        people: list[list[Stranger]] = []
        for one in proposals.strangers(self._store.db, series):
            if one.series not in known or fold(one.value) in known[one.series]:
                continue
            same = next((group for group in people if group[0].series == one.series and _one_person(group, one.value)), None)
            if same is None:
                people.append([one])
            else:
                same.append(one)
        refused = {slug: proposals.refused_names(self._store.db, slug) for slug in known}
        found = [_told(group) for group in people if not any(_one_person(group, name) for name in refused[group[0].series])]
        return tuple(sorted(found, key=lambda p: (-p.origins, p.id))[:PROPOSED_MAX])

    def named(self, mention_id: int) -> Proposed | None:
        """The proposal that a mention belongs to."""
        return next((p for p in self.proposed() if mention_id in p.mentions), None)

    def decided(self, mention_id: int) -> dict[str, Any] | None:
        """Who decided of the person of a mention, when and what ({name, editor, at, action, note}); None where nobody did."""
        return proposals.decided(self._store.db, mention_id)

    def done(self, key: str) -> bool:
        """Whether the decision with this key was made."""
        return self._store.queue.decided_already(key) is not None

    def drafted(self, one: Proposed, said: dict[str, str]) -> Person:
        """The person as the file would have them: what is read, and over it what the editor says (name, native, slug, character,
        season, job)."""
        name = " ".join(said.get("name", one.name).split())
        native = " ".join(said.get("native", one.native).split())
        character = " ".join(said.get("character", one.character).split())
        season = said.get("season", one.season).strip().upper().removeprefix("S")
        if season and not (season.isdecimal() and len(season) < 4):
            raise UsageError(f"no such season: {season[:20]!r}", hint="a number, or nothing")
        if not name:
            raise UsageError("a person needs a name")
        seasons = (int(season),) if season else ()
        job = said.get("job", "").strip()
        return Person(
            slug=said.get("slug", "").strip() or self._slug(name, one.series),
            name=name,
            native=native if native != name else "",
            also=tuple(dict.fromkeys(s.value for s in one.said if fold(s.value) not in (fold(name), fold(native)))),
            plays=(Plays(character=character, seasons=seasons),) if character else (),
            does=(Does(job=job, seasons=seasons),) if job else (),
        )

    def draft(self, series: str, person: Person) -> Draft:
        """What accepting this person would write; ConfigError where that cannot be."""
        raw = self._place.series_yaml.read_bytes()
        after = with_person(raw, series, person, str(self._place.series_yaml))
        return Draft(person=person, before_hash=mark_of(raw), after=after, diff=difference(raw, after))

    # --- deciding ---

    def accept(
        self, one: Proposed, person: Person, seen: str, editor: str, now: dt.datetime, *, mentions: Sequence[int] = (), key: str = ""
    ) -> Decision:
        """Write the person into series.yaml, link the mentions (`mentions`: those that were read) and read their articles anew.
        Stale where the file is not the one that was `seen` (its hash)."""
        if done := self._store.queue.decided_already(key):
            return done
        path = self._place.series_yaml
        ids = [i for i in one.mentions if not mentions or i in set(mentions)]
        with self._store.db.atomic():
            before = path.read_bytes()
            draft = self.draft(one.series, person)
            if draft.before_hash != seen:
                raise Stale([{"judged": {"text": _("series.yaml as it was: %(mark)s") % {"mark": seen[:12]}}, "now": {"text": draft.diff}}])
            decision = self._store.queue.accept_person(
                ids, person.slug, person.name, editor, now, before=before, after_hash=mark_of(draft.after), key=key
            )
            if not decision.batch:
                raise Stale(
                    [{"judged": {"text": _("%(name)s was proposed") % {"name": one.name}}, "now": {"text": _("somebody decided of it")}}]
                )
            put(path, draft.after)
        self._reread(decision, now)
        return decision

    def reject(
        self, one: Proposed, editor: str, now: dt.datetime, *, mentions: Sequence[int] = (), note: str = "", key: str = ""
    ) -> Decision:
        """Not to be followed, and not to be proposed again."""
        ids = [i for i in one.mentions if not mentions or i in set(mentions)]
        return self._store.queue.reject_person(ids, editor, now, note=note, key=key)

    def undo(self, editor: str, now: dt.datetime, *, batch: str = "", batches: Sequence[str] = (), key: str = "") -> tuple[Decision, str]:
        """Take back the editor's last decision of any kind, or their own of that `batch`, or these `batches` of whomever as one;
        with a sentence for each that had put somebody into series.yaml."""
        queue = self._store.queue
        decision = queue.undo_together(batches, editor, now, key) if batches else queue.undo(editor, now, batch, key)
        edits = proposals.edits_taken_back(self._store.db, decision.batch) if decision.batch else ()
        says = [self._taken_out(edit) for edit in edits]
        if edits:
            self._reread(decision, now)
        return decision, ". ".join(says)

    def _taken_out(self, edit: proposals.RegistryEdit) -> str:
        """Take somebody out of series.yaml again, where it is as it was left; what was done, in words."""
        path = self._place.series_yaml
        if path.exists() and mark_of(path.read_bytes()) == edit.after_hash:
            put(path, edit.before)
            return _("%(name)s is out of series.yaml again") % {"name": edit.person}
        return _("series.yaml was changed since, so %(name)s still stands in it: take the entry out by hand") % {"name": edit.person}

    def _reread(self, decision: Decision, now: dt.datetime) -> None:
        """Look for the people of the file in the articles of these mentions."""
        from pipelines.extract import extract

        series = self._place.series()
        self._store.claims.knows(series)
        sources = {source.slug: source for source in self._place.watchlist().sources}
        for article in proposals.articles_of(self._store.db, decision.mentions):
            row = proposals.stored_text(self._store.db, article)
            if row is not None:
                self._store.filings.reread(article, extract(_filing(row, sources), series).mentions, now)
        self._changed(series)

    def _slug(self, name: str, series: str) -> str:
        """A slug that nobody of the series has; a name without Latin letters needs one said."""
        plain = re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[: MAX_SLUG - 4].strip("-")
        taken = {p.slug for s in self._place.series() if s.slug == series for p in s.people}
        number = next(n for n in range(1, len(taken) + 2) if (plain or "person") + (f"-{n}" if n > 1 else "") not in taken)
        return (plain or "person") + (f"-{number}" if number > 1 else "")


def _plain(name: str) -> str:
    """The name's letters as ASCII: accents fall off, other scripts fall out."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isascii())


def _one_person(group: Sequence[Stranger], name: str) -> bool:
    """Whether the name is another way of writing one of these: other spacing, the Hangul name and a romanisation of it."""
    from pipelines.extractors.names import same_name

    for written in dict.fromkeys(s.value for s in group):
        if fold(written) == fold(name):
            return True
        hangul, other = (written, name) if _HANGUL.fullmatch(written) else (name, written)
        if _HANGUL.fullmatch(hangul):
            if not _HANGUL.fullmatch(other) and same_name(hangul, hangul, other)[0]:
                return True
        elif re.sub(r"[\W_]", "", fold(written)) == re.sub(r"[\W_]", "", fold(name)):
            return True
    return False


def _told(group: Sequence[Stranger]) -> Proposed:
    """One person of their mentions: the name in Latin letters where there is one, the native one beside it."""
    native = next((s.value for s in group if _HANGUL.fullmatch(s.value)), "")
    name = next((s.value for s in group if not _HANGUL.fullmatch(s.value)), native)
    if not native:
        beside = re.compile(re.escape(name) + r"\s?[(（]\s?([가-힣]{2,5})\s?[)）]")
        native = next((m[1] for s in group for m in [beside.search(s.quote)] if m), "")
    return Proposed(
        id=min(s.id for s in group),
        series=group[0].series,
        name=name,
        native=native if native != name else "",
        relation=min((s.relation for s in group), key=lambda r: _ENDS.index(r) if r in _ENDS else len(_ENDS)),
        character=next((s.character for s in group if s.character), ""),
        season=next((s.season for s in group if s.season), ""),
        articles=len({s.article for s in group}),
        origins=len({s.origin for s in group}),
        said=tuple(group),
    )


def _filing(row: dict[str, Any], sources: dict[str, Source]) -> Filing:
    """A stored article as the extractors are handed it."""
    source = sources.get(row["source"]) or Source(slug=row["source"], way="feed", url=row["url"], tier=row["tier"])
    at = moment(row["first_seen"])
    assert at is not None
    return Filing(
        article=Article(source=source, entry=Entry(key=row["url"], url=row["url"], title=row["title"]), at=at),
        url=row["url"],
        addresses=(),
        title=row["title"],
        text=row["text"],
        folded_title=row["folded_title"],
        body_hash=row["body_hash"],
        content_hash=row["content_hash"],
        published=moment(row["published"]) if row["published"] else None,
        published_day=row["published_day"],
        published_precision=row["published_precision"],
        language=row["language"],
        kind=row["kind"],
        quality=row["quality"],
        judged=tuple(Judged(series=series, score=score) for series, score in row["judged"]),
    )
