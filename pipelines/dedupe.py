"""dedupe: is it an article we have, a copy of one, another telling of a story we have, or news?

Certain first (address, guid, body), then copies of bodies, then stories: guards may forbid, a score may join, and what
is in between is a suggestion to the desk. What is joined here stays joined: only a person moves it later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz

from model.records import Filing, Grouping, PassedOn, Suggestion
from model.watched import Series, Thresholds
from pipelines import bodies, boilerplate, titles, topics
from pipelines.comparing import USUAL, Comparison, Likeness, Told, compare, compare_titles, judged_by, likeness, told
from pipelines.guards import clash
from pipelines.occasions import occasion_keys, out_of_reach
from pipelines.origins import NEW, of_filing, settled
from store.passing import Telling
from store.stories import NEWEST, Candidate, Headline, Stories

__all__ = ["Comparison", "Dedupe", "Weighed", "compare", "compare_titles", "group", "weigh"]

SAME_TITLE = 60  # token_sort_ratio that two headlines of one re-used guid or address must have …
TITLE_WITHIN = 85  # … or token_set_ratio: one within the other
SCALE = 50  # the score of a headline whose topic, or text, is just alike enough
TOPIC_CANDIDATES, TOPIC_STORIES = 400, 30  # headlines and their stories that are looked at for news of no series
TOPIC_COMPARED = 12  # of them compared one by one
HEADLINE_MOST = 200  # characters; what is longer is a first line and no headline
BODY_MIN = 200  # characters of a body whose equality says something
SUGGESTED = 5  # stories that the desk is asked about


class Dedupe:
    """Scrapy's way in: a Filing gets its Grouping."""

    def __init__(self, judgement: Any) -> None:
        self._judgement = judgement

    @classmethod
    def from_crawler(cls, crawler: Any) -> Dedupe:
        return cls(crawler.context)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Filing):
            return group(item, self._judgement.memory.stories, self._judgement.series, self._judgement.thresholds)
        return item


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article that we have, and how like it is."""

    known: Candidate
    told: Told
    likeness: Likeness


# --- grouping -------------------------------------------------------------------------------------


def group(filing: Filing, memory: Stories, series: Sequence[Series] = (), thresholds: Thresholds = USUAL) -> Filing:
    """The Filing with where it belongs. What an editor keeps apart is neither joined nor asked about again."""
    about = tuple(s for s in series if any(j.series == s.slug for j in filing.judged))
    slug = filing.article.source.slug
    new = told(filing, about, memory.affixes(slug))
    body_keys = bodies.keys(filing.body)
    found = _same(filing, memory) or _copy(filing, new.title, tuple(t for s in about for t in s.titles), body_keys, memory)
    if found is None:
        found = _story(new, about, memory, thresholds) if new.occasion else _topic(filing, new.title, memory, thresholds)
    if found.story is not None and (found.how == "copy" or (found.how == "story" and new.occasion)):
        found = _with_origin(found, filing, found.story, about, memory)
    elif found.how == "same" and found.story is not None:
        found = replace(found, moved=_told_anew(filing, found.article, memory.tellings(found.story), about))
    return replace(
        filing,
        grouping=replace(
            found, suggestions=_asked(found, memory), title_keys=_keys(new), body_keys=body_keys,
            affixes=boilerplate.around(filing.title, series), judged_by=judged_by(thresholds, memory.affix_version(slug)),
        ),
    )  # fmt: skip


def _with_origin(found: Grouping, filing: Filing, story: int, about: Sequence[Series], memory: Stories) -> Grouping:
    """Whose news it is, and whose the articles of its story turn out to be. A copy that is the original copies nobody."""
    members = memory.tellings(story)
    if found.article is not None and all(m.id != found.article for m in members):
        return found  # a copy of one of very many: it shares that one's origin
    mine, *moved = settled(of_filing(filing), members, about)
    article = None if mine.origin == NEW else found.article
    origin = None if mine.origin == NEW else mine.origin
    return replace(found, article=article, origin=origin, passes_on=mine.of, passes_on_why=mine.why, moved=tuple(moved))


def _told_anew(filing: Filing, article: int | None, members: Sequence[Telling], about: Sequence[Series]) -> tuple[PassedOn, ...]:
    """Whose news an article is whose text is another now, and whose those that passed on what it said: () where nothing moves."""
    was = next((m for m in members if m.id == article), None)
    if was is None or was.body_hash == filing.body_hash:
        return ()
    at = filing.published or was.published
    now = replace(was, body=filing.body, body_hash=filing.body_hash, language=filing.language, published=at)
    return settled(now, [m for m in members if m is not was], about)


def _keys(new: Told) -> tuple[int, ...]:
    return (*titles.keys(new.title), *(occasion_keys(new.occasion, 0) if new.occasion else ()))


def _asked(found: Grouping, memory: Stories) -> tuple[Suggestion, ...]:
    """The suggestions that may be made: none of a story that is kept apart from the one it joins."""
    if found.story is None or not found.suggestions:
        return found.suggestions
    apart = memory.apart((found.story,))
    return tuple(s for s in found.suggestions if not any(s.story in pair for pair in apart))


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


def weigh(new: Told, about: Sequence[Series], memory: Stories, thresholds: Thresholds = USUAL, before: int = NEWEST) -> list[Weighed]:
    """Every article that we have (`before` an id: had, when that came) that may tell the same, with its likeness."""
    here = new.occasion
    words = titles.word_keys(new.title)
    asked = (*titles.keys(new.title), *(k for shift in (-1, 0, 1) for k in (occasion_keys(here, shift) if here else ())))
    learned: dict[str, tuple[tuple[str, str], ...]] = {}
    names, mine = tuple(t for s in about for t in s.titles), frozenset(new.series)
    near: list[tuple[Candidate, bool]] = []
    for known in memory.candidates(tuple(k for k in dict.fromkeys(asked) if k not in words), before=before, words=words):
        if known.source not in learned:
            learned[known.source] = memory.affixes(known.source)
        shared = not mine.isdisjoint(known.series)
        read = titles.read(known.title, names, (), learned[known.source])
        if not (here and shared and out_of_reach(new.title, here.at, read, known.published)):
            near.append((known, shared))
    texts = memory.texts_of([known.id for known, shared in near if shared])
    out = []
    for known, _ in near:
        theirs = told(known, about, learned[known.source], texts.get(known.id, ""))
        out.append(Weighed(known, theirs, likeness(new, theirs, thresholds)))
    return out


def _story(new: Told, about: tuple[Series, ...], memory: Stories, thresholds: Thresholds) -> Grouping:
    """The story that fits best; else a new one, with those that nearly fit as suggestions."""
    best: dict[int, Weighed] = {}
    blocked: dict[int, Likeness] = {}
    for weighed in weigh(new, about, memory, thresholds):
        story, said = weighed.known.story_id, weighed.likeness
        if said.forbidden:
            if story not in blocked or said.score > blocked[story].score:
                blocked[story] = said
        elif story not in best or said.score > best[story].likeness.score:
            best[story] = weighed
    ranked = sorted(best.items(), key=lambda item: (-item[1].likeness.score, item[0]))
    ranked = [(s, w) for s, w in ranked if w.likeness.score and (s not in blocked or blocked[s].score < w.likeness.score)]
    suggestions = [
        Suggestion(story=s, score=w.likeness.score, reason=w.likeness.reason) for s, w in ranked if w.likeness.score >= thresholds.ask
    ]
    suggestions += [
        Suggestion(story=s, score=said.score, reason=said.reason) for s, said in blocked.items() if said.score >= thresholds.same
    ]
    fitting = [(s, w) for s, w in ranked if w.likeness.score >= thresholds.same]
    if fitting:
        story, weighed = _of_those_apart(new, fitting, memory) if len(fitting) > 1 else fitting[0]
        return Grouping(
            how="story", story=story, score=weighed.likeness.score, reason=weighed.likeness.reason,
            suggestions=tuple(s for s in suggestions if s.story != story)[:SUGGESTED],
        )  # fmt: skip
    return Grouping(
        how="new", score=ranked[0][1].likeness.score if ranked else 0, reason="nothing like it", suggestions=tuple(suggestions[:SUGGESTED])
    )


def _of_those_apart(new: Told, fitting: Sequence[tuple[int, Weighed]], memory: Stories) -> tuple[int, Weighed]:
    """The best story; where an editor keeps it apart from others that fit too, the one whose telling is nearest word for word.

    Two stories of one occasion that a person split look alike to every rule: what is left to say whose an article is, are its words.
    """
    apart = memory.apart((fitting[0][0],))
    rivals = [(s, w) for s, w in fitting if s == fitting[0][0] or any(s in pair for pair in apart)]
    if len(rivals) == 1:
        return fitting[0]

    def nearness(item: tuple[int, Weighed]) -> tuple[float, float, int]:
        theirs = item[1].told
        words = fuzz.token_set_ratio(new.title.folded, theirs.title.folded) / 100
        return (bodies.containment(new.body, theirs.body) + words, item[1].likeness.score, -item[0])

    return max(rivals, key=nearness)


def _topic(filing: Filing, title: titles.Title, memory: Stories, thresholds: Thresholds) -> Grouping:
    """The story of a headline that is about none of our series: by another headline of it, else by what all of them say."""
    near = memory.headlines_like(titles.keys(title), most=TOPIC_CANDIDATES)
    text = topics.text_weights(filing.body) if near and len(filing.body) >= BODY_MIN else {}
    best: tuple[int, str, int | None] = (0, "nothing like it", None)
    for known in near[:TOPIC_COMPARED]:
        said = compare(title, titles.read(known.title), thresholds)
        if said.score > best[0]:
            alike = said.score if said.score >= thresholds.alike else min(said.score, thresholds.same - 1)
            score = min(alike, _by_text(text, known, memory))
            best = max(best, (score, said.reason, known.story_id), key=lambda b: b[0])
    words, newest = topics.weights(title), {k.story_id: k for k in reversed(near)}
    for story, _ in Counter(k.story_id for k in near).most_common(TOPIC_STORIES):
        members = [topics.weights(titles.read(m)) for m in memory.headlines(story)]
        score = min(99, round(SCALE * topics.fit(words, members) / topics.SAME_TOPIC))
        if score > best[0]:
            score = min(score, _by_text(text, newest[story], memory))
            best = max(best, (score, "the story's words", story), key=lambda b: b[0])
    if best[2] is not None and best[0] >= thresholds.same:
        return Grouping(how="story", story=best[2], score=best[0], reason=best[1])
    asked = (Suggestion(story=best[2], score=best[0], reason=best[1]),) if best[2] is not None and best[0] >= thresholds.ask else ()
    return Grouping(how="new", score=best[0], reason="nothing like it", suggestions=asked)


def _by_text(text: dict[str, float], known: Headline, memory: Stories) -> int:
    """The most that two texts allow: headlines of one topic over texts that share little are two stories."""
    theirs = _body(memory.text_of(known.id)) if text else ""
    if len(theirs) < BODY_MIN:
        return 100
    return min(100, round(SCALE * topics.cosine(text, topics.text_weights(theirs)) / topics.SAME_TEXT))
