"""How alike two articles are, with what they tell and what forbids it: the same for a crawl, for `try`, `eval` and `explain`. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from model.records import Filing
from model.watched import Series, Thresholds
from pipelines import bodies, titles
from pipelines.guards import clash
from pipelines.likeness import probability, trees_version
from pipelines.occasions import Occasion, occasion, same_occasion
from store.stories import Candidate

CREDITED = 80  # the score of an article that credits the other one
PASSED_ON_WITHIN = 8  # days in which an outlet's news is passed on
USUAL = Thresholds()

Affixes = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is made of two headlines; `score` 0 to 100, 0 where a guard forbids."""

    same: bool
    score: int
    reason: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is made of two articles: a score from 0 to 100, why, and whether a guard forbids that they are one story."""

    score: int
    reason: str
    forbidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article as far as it is compared: its headline, the occasion it reports (None: about none of our series), its outlet."""

    title: titles.Title
    occasion: Occasion | None
    series: tuple[str, ...]
    source: str
    tier: str
    outlets: tuple[str, ...]  # what another text may call its outlet
    body: str


def told(article: Filing | Candidate, about: Sequence[Series], learned: Affixes = (), text: str = "") -> Told:
    """An article as it is compared. `about`: the series that the comparison is about; `text` of a Candidate, where it has one."""
    names = tuple(t for s in about for t in s.titles)
    slug: str
    tier: str
    mine: tuple[str, ...]
    if isinstance(article, Filing):
        source = article.article.source
        title = titles.read(article.title, names, (source.name,), learned)
        slug, tier, body, mine = source.slug, source.tier, article.body, tuple(j.series for j in article.judged)
    else:
        title = titles.read(article.title, names, (), learned)
        slug, tier, body, mine = article.source, article.tier, text.partition("\n\n")[2], article.series
    here = occasion(article, title, about, text) if about and set(mine) & {s.slug for s in about} else None
    return Told(
        title=title, occasion=here, series=mine, source=slug, tier=tier, outlets=outlet_names(slug, article.url), body=body
    )  # fmt: skip


def compare_titles(a: str, b: str, names: Sequence[str] = (), thresholds: Thresholds = USUAL) -> Comparison:
    """Whether two headlines tell one story; `names` are series titles that both may have. The same with a and b exchanged."""
    return compare(titles.read(a, names), titles.read(b, names), thresholds)


def compare(a: titles.Title, b: titles.Title, thresholds: Thresholds = USUAL) -> Comparison:
    if a.folded == b.folded:
        return Comparison(True, 100, "the same headline")
    if stopped := clash(*sorted((a, b), key=lambda t: t.raw)):
        return Comparison(False, 0, stopped)
    if _cut_from(a, b) or _cut_from(b, a):
        return Comparison(True, 95, "one headline cut off")
    score = round(100 * probability(*sorted((a, b), key=lambda t: t.raw)))
    same = score >= thresholds.same
    return Comparison(same, score, "headlines alike" if same else "headlines differ")


def likeness(new: Told, known: Told, thresholds: Thresholds = USUAL) -> Likeness:
    """What is made of an article and one that we have."""
    if new.occasion is None or known.occasion is None:
        said = compare(new.title, known.title, thresholds)
        return Likeness(said.score, said.reason, said.score == 0)
    here, there = new.occasion, known.occasion
    score, reason, forbidden = same_occasion(new.title, here, known.title, there)
    if score < CREDITED and (not forbidden or here.rumour or there.rumour) and _passes_on(new, here, known, there):
        return Likeness(CREDITED, f"it credits {known.source}", False)
    return Likeness(score, reason, forbidden)


@lru_cache(maxsize=20_000)
def outlet_names(slug: str, url: str) -> tuple[str, ...]:
    """What a text may call the outlet of an article: its slug and the words of its host."""
    labels = (urlsplit(url).hostname or "").split(".")[:-1]
    return (slug, *(label for label in labels if len(label) >= bodies.SHORTEST_NAME))


def judged_by(thresholds: Thresholds, affixes: int) -> Mapping[str, int | str]:
    """What a judgement depends on beside the texts: thresholds, and the versions of all that was learned."""
    return {
        "same": thresholds.same, "ask": thresholds.ask, "alike": thresholds.alike,
        "title_trees": trees_version(), "word_counts": titles.counts_version(), "affixes": affixes,
    }  # fmt: skip


def _cut_from(a: titles.Title, b: titles.Title) -> bool:
    """Whether `a` is the beginning of `b`, cut off by a feed."""
    short = a.folded
    return len(short) >= 25 and len(short) < len(b.folded) and b.folded.startswith(short) and (a.cut or len(short) > 40)


def _passes_on(new: Told, here: Occasion, known: Told, there: Occasion) -> bool:
    """Whether an article says that it has its news from that outlet, which had it a few days before."""
    if known.tier == "official" or known.source == new.source or (here.seasons and there.seasons and not here.seasons & there.seasons):
        return False
    before = (here.at - there.at).total_seconds() / 86400
    if not -1 <= before <= PASSED_ON_WITHIN or not (here.people & there.people or here.events & there.events):
        return False
    return bodies.credits_outlet(new.body, known.outlets)
