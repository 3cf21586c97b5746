"""The same stream judged again under other rules or thresholds, and what would change: pure but for a memory in RAM.

The functions are those of a crawl, so what is listed here is what a crawl of the same articles would do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced

from model.records import Article, Dropped, Entry, Filing, Judged
from model.text import fold
from model.watched import Series, Source, Thresholds
from pipelines import dedupe, relevance
from pipelines.clean import digests
from pipelines.comparing import USUAL
from store.labels import Label
from store.past import Came
from store.scratch import Scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Rules and thresholds."""

    series: tuple[Series, ...]
    thresholds: Thresholds = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of an item: the series it is kept for (none: left out), the first item of its story, the stories asked about."""

    series: tuple[str, ...] = ()
    score: int = 0  # of relevance, the best one
    how: str = "dropped"
    story: str = ""  # key of the story's first item
    likeness: int = 0
    reason: str = ""
    asked: tuple[str, ...] = ()  # first items of the stories that the desk is asked about


@dataclass(frozen=True, slots=True)
class Flip:
    """An item of which something changes: gained, lost, series, story or asked."""

    key: str
    what: str
    before: Fate
    after: Fate


def filed(came: Came, source: Source) -> Filing:
    """A stored item as the pipelines had it; of what was left out, its headline and summary."""
    body = came.text.partition("\n\n")[2] if came.text else came.excerpt
    body_hash, content_hash = digests(came.title, body)
    entry = Entry(key=came.guid or came.url, url=came.url, guid=came.guid, title=came.listed or came.title, summary=came.excerpt)
    return Filing(
        article=Article(source=source, entry=entry, at=came.at), url=came.url, link=came.url, addresses=came.addresses, title=came.title,
        text=f"{came.title}\n\n{body}", folded_title=fold(came.title), body_hash=body_hash, content_hash=content_hash, published=came.published,
        published_day=came.day, language=came.language, excerpt=came.excerpt, kind=came.kind, quality=came.quality,
    )  # fmt: skip


def replay(items: Iterable[tuple[str, Filing]], setting: Setting) -> dict[str, Fate]:
    """What becomes of each item, in order, from an empty memory."""
    memory = Scratch()
    first: dict[int, str] = {}  # story -> key of its first item
    fates: dict[str, Fate] = {}
    asked: dict[tuple[int, int], tuple[int, str]] = {}  # two stories -> (score, who asks): as stored, the likest one asks
    for key, filing in items:
        judged = relevance.judge(filing, setting.series)
        if isinstance(judged, Dropped):
            fates[key] = Fate(score=max((j.score for j in judged.judged), default=0))
            continue
        grouped = dedupe.group(judged, memory, setting.series, setting.thresholds)
        _, story = memory.remember(grouped, filing.article.at)
        first.setdefault(story, key)
        said = grouped.grouping
        assert said is not None
        fates[key] = Fate(
            series=tuple(sorted(j.series for j in judged.judged)), score=max(j.score for j in judged.judged), how=said.how, story=first[story],
            likeness=said.score, reason=said.reason,
        )  # fmt: skip
        for one in said.suggestions:
            pair = (min(one.story, story), max(one.story, story))
            if one.story != story and (pair not in asked or one.score > asked[pair][0]):
                asked[pair] = (one.score, key)
    memory.conn.close()
    about: defaultdict[str, set[str]] = defaultdict(set)
    for pair, (_, key) in asked.items():
        about[key] |= {first[story] for story in pair} - {fates[key].story}
    return {key: replaced(fate, asked=tuple(sorted(about[key]))) if key in about else fate for key, fate in fates.items()}


def flips(before: Mapping[str, Fate], after: Mapping[str, Fate]) -> tuple[Flip, ...]:
    """What differs between two replays of one stream, an item a line.

    A story is known by the first of its items that both keep: an item flips when it stands with another first one.
    """
    both = [key for key in before if before[key].series and after[key].series]
    heads = tuple(_heads(fates, both) for fates in (before, after))
    out = []
    for key, was in before.items():
        now = after[key]
        if bool(was.series) != bool(now.series):
            out.append(Flip(key, "gained" if now.series else "lost", was, now))
        elif not was.series:
            continue
        elif was.series != now.series:
            out.append(Flip(key, "series", was, now))
        elif heads[0][was.story] != heads[1][now.story]:
            out.append(Flip(key, "story", was, now))
        elif {heads[0].get(a) for a in was.asked} != {heads[1].get(a) for a in now.asked}:
            out.append(Flip(key, "asked", was, now))
    return tuple(out)


def _heads(fates: Mapping[str, Fate], both: Sequence[str]) -> dict[str, str]:
    """Story -> the first of its items that both replays keep."""
    found: dict[str, str] = {}
    for key in both:
        found.setdefault(fates[key].story, key)
    return found


# --- against what editors said ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """Of what was said to be so, how much is (precision), and of what is so, how much was said (recall). None: nothing to divide by."""

    labels: int
    right: int
    precision: float | None
    recall: float | None
    wrong: tuple[Label, ...]


def grouping_measure(said: Sequence[Label], fates: Mapping[str, Fate]) -> Measure:
    """Pairs of articles that editors made one story or two, against the replay's stories."""

    def together(label: Label) -> bool | None:
        mine = [fates.get(f"article {i}") for i in label.articles]
        if any(f is None for f in mine):
            return None
        one, other = (f for f in mine if f is not None)
        return bool(one.story) and one.story == other.story

    return _measure([(label, label.what == "same", together(label)) for label in said if label.what in ("same", "apart")])


def relevance_measure(said: Sequence[Label], fates: Mapping[str, Fate]) -> Measure:
    """Articles that editors approved, or rejected as off topic, against the replay."""
    asked = [label for label in said if label.what in ("on topic", "off topic")]
    kept = {label: fates.get(f"article {label.articles[0]}") for label in asked}
    return _measure([(label, label.what == "on topic", None if (f := kept[label]) is None else bool(f.series)) for label in asked])


def _measure(rows: Sequence[tuple[Label, bool, bool | None]]) -> Measure:
    known = [(label, want, got) for label, want, got in rows if got is not None]
    hit = sum(want and got for _, want, got in known)
    positives, wanted = sum(got for _, _, got in known), sum(want for _, want, _ in known)
    return Measure(
        labels=len(known), right=sum(want == got for _, want, got in known), precision=hit / positives if positives else None,
        recall=hit / wanted if wanted else None, wrong=tuple(label for label, want, got in known if want != got),
    )  # fmt: skip


# --- rules alone ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """A series' judgement of one item, as it was stored and by the rules as they are now. None: it was not kept for that series."""

    key: str
    series: str
    what: str  # gained or lost
    before: Judged | None
    after: Judged


def moved(came: Came, filing: Filing, series: Sequence[Series]) -> tuple[Moved, ...]:
    """What the rules as they are now would gain or lose of one stored item, a series at a time."""
    was = {j.series: j for j in came.judged}
    out = []
    for one in series:
        now, before = relevance.score_filing(filing, one), was.get(one.slug)
        kept_before = before is not None and not came.dropped
        kept_now = now.score >= one.threshold
        if kept_before != kept_now:
            out.append(Moved(came.key, one.slug, "gained" if kept_now else "lost", before, now))
    gone = was.keys() - {s.slug for s in series} if not came.dropped else set()  # series that are watched no longer
    return (*out, *(Moved(came.key, slug, "lost", was[slug], Judged(series=slug, score=0)) for slug in sorted(gone)))
