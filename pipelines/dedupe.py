"""dedupe: is it an article we have, a copy of one, another telling of a story we have, or news?

Certain first (address, guid, body), then copies of bodies, then stories: guards may forbid, a score may join, and what
is in between is a suggestion to the desk. What is joined here stays joined: only a person moves it later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from model.records import Filing, Grouping, Suggestion
from model.watched import Series
from pipelines import bodies, titles, topics
from pipelines.guards import clash
from pipelines.likeness import probability
from pipelines.occasions import Occasion, occasion, occasion_keys, same_occasion
from store.stories import Candidate, Headline, Stories

SAME = 50  # from this score on two headlines are one story
ASK = 35  # from this score on the desk is asked
COMPARED = 40  # members of a story and candidates that are compared in full
SAME_TITLE = 60  # token_sort_ratio that two headlines of one re-used guid or address must have …
TITLE_WITHIN = 85  # … or token_set_ratio: one within the other
CREDITED = 80  # the score of an article that credits the other one
PASSED_ON_WITHIN = 8  # days in which an outlet's news is passed on
TOPIC_CANDIDATES, TOPIC_STORIES = 400, 30  # headlines and their stories that are looked at for news of no series
ALIKE = 90  # the score at which one headline alone joins a story of no series: chains of half-alike ones run away
TOPIC_COMPARED = 12  # of them compared one by one
HEADLINE_MOST = 200  # characters; what is longer is a first line and no headline
BODY_MIN = 200  # characters of a body whose equality says something


class Dedupe:
    """Scrapy's way in: a Filing gets its Grouping."""

    def __init__(self, judgement: Any) -> None:
        self._judgement = judgement

    @classmethod
    def from_crawler(cls, crawler: Any) -> Dedupe:
        return cls(crawler.context)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Filing):
            return group(item, self._judgement.memory.stories, self._judgement.series)
        return item


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is made of two headlines; `score` 0 to 100, 0 where a guard forbids."""

    same: bool
    score: int
    reason: str


def compare_titles(a: str, b: str, names: Sequence[str] = ()) -> Comparison:
    """Whether two headlines tell one story; `names` are series titles that both may have. The same with a and b exchanged."""
    return compare(titles.read(a, names), titles.read(b, names))


def compare(a: titles.Title, b: titles.Title) -> Comparison:
    if a.folded == b.folded:
        return Comparison(True, 100, "the same headline")
    if stopped := clash(*sorted((a, b), key=lambda t: t.raw)):
        return Comparison(False, 0, stopped)
    if _cut_from(a, b) or _cut_from(b, a):
        return Comparison(True, 95, "one headline cut off")
    score = round(100 * probability(*sorted((a, b), key=lambda t: t.raw)))
    return Comparison(score >= SAME, score, "headlines alike" if score >= SAME else "headlines differ")


def _cut_from(a: titles.Title, b: titles.Title) -> bool:
    """Whether `a` is the beginning of `b`, cut off by a feed."""
    short = a.folded
    return len(short) >= 25 and len(short) < len(b.folded) and b.folded.startswith(short) and (a.cut or len(short) > 40)


# --- grouping -------------------------------------------------------------------------------------


def group(filing: Filing, memory: Stories, series: Sequence[Series] = ()) -> Filing:
    """The Filing with where it belongs."""
    about = tuple(s for s in series if any(j.series == s.slug for j in filing.judged))
    names = tuple(t for s in about for t in s.titles)
    title = titles.read(filing.title, names, (filing.article.source.name,))
    here = occasion(filing, title, about) if about else None
    title_keys = (*titles.keys(title), *(occasion_keys(here, 0) if here else ()))
    body_keys = bodies.keys(filing.body)
    found = _same(filing, memory) or _copy(filing, title, names, body_keys, memory)
    if found is None:
        found = _story(filing, title, here, about, names, memory) if here else _topic(filing, title, memory)
    return replace(filing, grouping=replace(found, title_keys=title_keys, body_keys=body_keys))


def _same(filing: Filing, memory: Stories) -> Grouping | None:
    """An article that we have: by its address, else by another address or a guid where the headline or the text agrees."""
    for known in memory.by_url((filing.url,)):
        if known.url == filing.url or _agree(filing, known, memory):
            return _is(known, "the same address")
    for known in memory.by_url(filing.addresses) if filing.addresses else ():
        if _agree(filing, known, memory):
            return _is(known, "another address of it")
    for known in memory.by_guid(filing.article.source.slug, filing.article.entry.guid):
        if _agree(filing, known, memory):
            return _is(known, "the same guid from the same source")
    return None


def _is(known: Candidate, reason: str) -> Grouping:
    return Grouping(how="same", article=known.id, story=known.story_id, reason=reason)


def _agree(filing: Filing, known: Candidate, memory: Stories) -> bool:
    """Whether what came under a known name is the same article still: guids are re-used, and hints point anywhere."""
    if filing.body_hash and filing.body_hash == known.body_hash and len(filing.body) >= BODY_MIN:
        return True
    if clash(titles.read(filing.title), titles.read(known.title)):
        return False
    full = filing.body_hash and known.body_hash and filing.quality == "full"
    if full and bodies.containment(filing.body, _body(memory.text_of(known.id))) >= bodies.DERIVED:
        return True
    ours, theirs = sorted((filing.folded_title, known.folded_title))
    return fuzz.token_sort_ratio(ours, theirs) >= SAME_TITLE or fuzz.token_set_ratio(ours, theirs) >= TITLE_WITHIN


def _copy(filing: Filing, title: titles.Title, names: tuple[str, ...], body_keys: tuple[int, ...], memory: Stories) -> Grouping | None:
    """A text that is another's, whole or nearly; not where the headlines count different seasons or episodes."""
    if len(filing.body) >= BODY_MIN and filing.quality != "wall":
        for known in memory.by_body_hash(filing.body_hash):
            if not _counts_differ(title, titles.read(known.title, names)):
                return _copies(known, 100, "the same text")
    best: tuple[float, Candidate | None] = (0.0, None)
    for known in memory.body_candidates(body_keys):
        share = bodies.containment(filing.body, _body(memory.text_of(known.id)))
        if share > best[0] and not _counts_differ(title, titles.read(known.title, names)):
            best = (share, known)
    if best[1] is not None and best[0] >= bodies.COPY:
        return _copies(best[1], round(100 * best[0]), f"{best[0]:.0%} of its text")
    if best[1] is not None and best[0] >= bodies.RETOLD:
        return replace(_copies(best[1], round(50 + 50 * best[0]), f"retold: {best[0]:.0%} of its text"), how="story", article=None)
    return None


def _copies(known: Candidate, score: int, reason: str) -> Grouping:
    return Grouping(how="copy", article=known.id, story=known.story_id, origin=known.origin_id, score=score, reason=reason)


def _counts_differ(a: titles.Title, b: titles.Title) -> bool:
    if max(len(a.shown), len(b.shown)) > HEADLINE_MOST:
        return False
    return any(a.facts.of(k) and b.facts.of(k) and not a.facts.of(k) & b.facts.of(k) for k in ("season", "episode", "part"))


def _body(text: str) -> str:
    return text.partition("\n\n")[2]


def _story(
    filing: Filing, title: titles.Title, here: Occasion, about: tuple[Series, ...], names: tuple[str, ...], memory: Stories
) -> Grouping:
    """The story that fits best; else a new one, with those that nearly fit as suggestions."""
    asked = (*titles.keys(title), *(k for shift in (-1, 0, 1) for k in occasion_keys(here, shift)))
    best: dict[int, tuple[int, str, Candidate]] = {}
    blocked: dict[int, tuple[int, str]] = {}
    for known in memory.candidates(tuple(dict.fromkeys(asked)))[:COMPARED]:
        score, reason, forbidden = _likeness(filing, title, here, known, about, names, memory)
        if forbidden:
            if score > blocked.get(known.story_id, (0, ""))[0]:
                blocked[known.story_id] = (score, reason)
        elif score > best.get(known.story_id, (0, "", None))[0]:
            best[known.story_id] = (score, reason, known)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    ranked = [(s, v) for s, v in ranked if s not in blocked or blocked[s][0] < v[0]]
    suggestions = [Suggestion(story=s, score=score, reason=reason) for s, (score, reason, _) in ranked if score >= ASK]
    suggestions += [Suggestion(story=s, score=score, reason=reason) for s, (score, reason) in blocked.items() if score >= SAME]
    if ranked and ranked[0][1][0] >= SAME:
        story, (score, reason, _) = ranked[0]
        return Grouping(
            how="story", story=story, score=score, reason=reason, origin=_origin(filing, story, memory),
            suggestions=tuple(s for s in suggestions if s.story != story)[:5],
        )  # fmt: skip
    return Grouping(how="new", score=ranked[0][1][0] if ranked else 0, reason="nothing like it", suggestions=tuple(suggestions[:5]))


def _topic(filing: Filing, title: titles.Title, memory: Stories) -> Grouping:
    """The story of a headline that is about none of our series: by another headline of it, else by what all of them say."""
    near = memory.headlines_like(titles.keys(title), most=TOPIC_CANDIDATES)
    text = topics.text_weights(filing.body) if near and len(filing.body) >= BODY_MIN else {}
    best: tuple[int, str, int | None] = (0, "nothing like it", None)
    for known in near[:TOPIC_COMPARED]:
        said = compare(title, titles.read(known.title))
        if said.score > best[0]:
            alike = said.score if said.score >= ALIKE else min(said.score, SAME - 1)
            score = min(alike, _by_text(text, known, memory))
            best = max(best, (score, said.reason, known.story_id), key=lambda b: b[0])
    words, newest = topics.weights(title), {k.story_id: k for k in reversed(near)}
    for story, _ in Counter(k.story_id for k in near).most_common(TOPIC_STORIES):
        members = [topics.weights(titles.read(m)) for m in memory.headlines(story)]
        score = min(99, round(SAME * topics.fit(words, members) / topics.SAME_TOPIC))
        if score > best[0]:
            score = min(score, _by_text(text, newest[story], memory))
            best = max(best, (score, "the story's words", story), key=lambda b: b[0])
    if best[2] is not None and best[0] >= SAME:
        return Grouping(how="story", story=best[2], score=best[0], reason=best[1])
    asked = (Suggestion(story=best[2], score=best[0], reason=best[1]),) if best[2] is not None and best[0] >= ASK else ()
    return Grouping(how="new", score=best[0], reason="nothing like it", suggestions=asked)


def _by_text(text: dict[str, float], known: Headline, memory: Stories) -> int:
    """The most that two texts allow: headlines of one topic over texts that share little are two stories."""
    theirs = _body(memory.text_of(known.id)) if text else ""
    if len(theirs) < BODY_MIN:
        return 100
    return min(100, round(SAME * topics.cosine(text, topics.text_weights(theirs)) / topics.SAME_TEXT))


def _likeness(
    filing: Filing,
    title: titles.Title,
    here: Occasion,
    known: Candidate,
    about: tuple[Series, ...],
    names: tuple[str, ...],
    memory: Stories,
) -> tuple[int, str, bool]:
    """(score, reason, whether a guard forbids) of an article and one that we have."""
    theirs = titles.read(known.title, names)
    if not about or not set(known.series) & {s.slug for s in about}:
        said = compare(title, theirs)
        return said.score, said.reason, said.score == 0
    there = occasion(known, theirs, about, memory.text_of(known.id))
    score, reason, forbidden = same_occasion(title, here, theirs, there)
    if score < CREDITED and (not forbidden or here.rumour or there.rumour) and _passes_on(filing, here, known, there):
        return CREDITED, f"it credits {known.source}", False
    return score, reason, forbidden


def _passes_on(filing: Filing, here: Occasion, known: Candidate, there: Occasion) -> bool:
    """Whether an article says that it has its news from that outlet, which had it a few days before."""
    if (
        known.tier == "official"
        or known.source == filing.article.source.slug
        or (here.seasons and there.seasons and not here.seasons & there.seasons)
    ):
        return False
    before = (here.at - there.at).total_seconds() / 86400
    if not -1 <= before <= PASSED_ON_WITHIN or not (here.people & there.people or here.events & there.events):
        return False
    return bodies.credits_outlet(filing.body, _outlet_names(known))


def _origin(filing: Filing, story: int, memory: Stories) -> int | None:
    """The article whose news this only passes on: one it credits, one of the same agency, one it was written over."""
    members = sorted(memory.members(story), key=lambda m: (m.published, m.id))
    wire, source = bodies.agency(filing.body), filing.article.source.slug
    for known in members:
        text = _body(memory.text_of(known.id))
        if wire and wire == bodies.agency(text):
            return known.origin_id
        if bodies.containment(filing.body, text) >= bodies.DERIVED:
            return known.origin_id
        if known.tier != "official" and known.source != source and bodies.credits_outlet(filing.body, _outlet_names(known)):
            return known.origin_id
    if bodies.relays_a_statement(filing.body):
        return next((m.origin_id for m in members if m.tier == "official" and m.language == filing.language), None)
    return None


def _outlet_names(known: Candidate) -> tuple[str, ...]:
    """What a text may call the outlet of an article: its slug and the words of its host."""
    labels = (urlsplit(known.url).hostname or "").split(".")[:-1]
    return (known.source, *(label for label in labels if len(label) >= bodies.SHORTEST_NAME))
