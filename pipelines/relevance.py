"""relevance: is it about the series? A score from 0 to 100 for each series, with the parts that make it.

Where a title stands decides most (headline, lead, body), whether the words are the title or mean something else
decides the rest. People alone never reach the threshold: an actor's other work is not news of the series.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import re2

from model.records import Dropped, Entry, Filing, Judged, Part, Reason
from model.text import fold, sentences
from model.watched import Series
from pipelines.phrases import TRADE, Place, places

SAYS_SOMETHING = 40  # characters of a sentence, fewer where one says more in one
LEAD = 400  # characters of a body that are its lead
SHORT_NAME = 3  # a character called so shortly is a word of any text
LONG = 20_000  # characters of a body that are looked at

HEADLINE, LEAD_SURE, LEAD_LATER, BODY_SURE, BODY_MORE = 60, 50, 38, 14, 8
PASSING_ONLY, UNSURE = 12, 10
PERSON, PEOPLE_MOST, CHARACTER, CHARACTERS_MOST = 9, 27, 6, 12
TRADE_WORDS, ENSEMBLE = 6, 30
OTHER_SENSE, OTHER_WORK, LIST_OF_SIMILAR = -40, -25, -45
OWN_SOURCE, OFFICIAL = 10, 4

SIMILAR = re.compile(
    r"\b(?:shows?|series|k-?dramas?|dramas?|movies?|films?|titles?|things)\b[^.?!]{0,40}\b(?:like|similar to|to watch (?:if|after)|if you (?:liked|loved|enjoyed|miss))\b|"
    r"\bif you (?:liked?|loved?|enjoyed|miss(?:ed)?)\b|\b(?:what|where) to watch after\b|\bfans of .{3,40} (?:will|should|need|must)\b|\breplace(?:ment)?s? for\b|"
    r"(?:같은|비슷한|닮은|재밌게 봤다면|좋아한다면|좋아하는 사람).{0,20}(?:드라마|작품|시리즈|영화)|볼 만한 (?:드라마|작품)|(?:드라마|작품) (?:추천|\d+선)|"
    r"\b(?:series|películas|ficciones|dramas)\b.{0,30}\b(?:como|parecidas?|similares)\b|\bsi te (?:gustó|gusta|encantó)\b|"
    r"\b(?:serien|filme|alternativen)\b.{0,30}\b(?:wie|ähnlich|zu)\b|\bwenn (?:dir|ihnen|euch|du)\b.{0,40}(?:gefallen|gefiel|mochtest|liebst)|"
    r"(?:好きなら|が好きな人|に似た|のような|みたいな).{0,20}(?:ドラマ|作品|シリーズ|海外)|おすすめ.{0,12}選",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“«„‘「『《〈]([^\"”»“’」』》〉]{2,40})[\"”»“’」』》〉]|(?<!\w)'([^']{2,40})'(?!\w)")


class Relevance:
    """Scrapy's way in: a Filing about none of the series becomes Dropped."""

    def __init__(self, judgement: Any) -> None:
        self._judgement = judgement

    @classmethod
    def from_crawler(cls, crawler: Any) -> Relevance:
        return cls(crawler.context)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Filing):
            return judge(item, self._judgement.series, self._judgement.keep_all)
        return item


def judge(filing: Filing, series: Sequence[Series], keep_all: bool = False) -> Filing | Dropped:
    """The Filing with the series that it is about, else Dropped with the best score that was not enough."""
    article = filing.article
    scores = [score_filing(filing, one) for one in series]
    about = tuple(j for j, one in zip(scores, series, strict=True) if j.score >= one.threshold)
    if about or keep_all or article.again:  # a page behind a claim counts whatever it says by now
        return replace(filing, judged=about)
    best = max(scores, key=lambda j: j.score, default=None)
    detail = "; ".join(f"{p.name} {p.points:+d}" for p in best.parts) if best else "no series"
    return Dropped(
        article=article, reason=Reason.OFF_TOPIC, url=filing.url, title=filing.title, detail=detail, excerpt=filing.excerpt,
        language=filing.language, judged=(best,) if best else (),
    )  # fmt: skip


def score_filing(filing: Filing, series: Series) -> Judged:
    """As `score_article`, of a filing."""
    source = filing.article.source
    return score_article(
        filing.title,
        filing.body,
        filing.excerpt,
        filing.language,
        series,
        listed=filing.article.entry.title,
        scope=source.scope,
        tier=source.tier,
    )


def score_article(
    title: str, body: str, excerpt: str, lang: str, series: Series, *, listed: str = "", scope: str = "general", tier: str = "press"
) -> Judged:
    """As `score`, with the feed's own headline and what the source is: one that writes of this series alone, or its platform."""
    summary = excerpt if fold(excerpt[:60]) not in fold(body[:200]) else ""
    judged = score(title, body, summary, lang, series)
    if listed and fold(listed) != fold(title):  # the feed's headline counts too: sites write two
        judged = max(judged, score(listed, body, summary, lang, series), key=lambda j: j.score)
    extra = []
    if judged.score > 0 and scope == "series":
        extra.append(Part("a source of this series", OWN_SOURCE))
    if judged.score > 0 and tier == "official":
        extra.append(Part("an official source", OFFICIAL))
    return _sum(series.slug, (*judged.parts, *extra)) if extra else judged


def first_look(entry: Entry, series: Sequence[Series]) -> bool:
    """Whether a listed entry may be about one of the series, so that its page is worth fetching. A low mark, on purpose."""
    text = " \n".join((entry.title, entry.summary, " ".join(entry.categories), entry.content[:LONG]))
    return any(places(text, one.titles) or _people(_plain(text), one) for one in series)


def score(title: str, body: str, summary: str, lang: str, series: Series) -> Judged:
    """How much an article is about one series. Pure; `lang` is not needed, since every language is looked for in every text."""
    del lang
    body = body[:LONG]
    head, lead_end = _places(title, series, headline=True), _lead_end(body)
    inside = _places(body, series)
    said_before = _places(summary, series) if summary else []
    lead = [p for p in inside if p.start < lead_end]
    parts: list[Part] = []
    sure_elsewhere = any(p.sure for p in (*inside, *said_before))
    parts += _headline(title, head, sure_elsewhere, bool(body or summary))
    parts += _body(lead, inside, said_before, _first_sentence(body))
    folded = _plain(f"{title}\n{summary}\n{body}")
    people, characters = _people(folded, series), _characters(folded, series)
    named = bool(head or inside or said_before)
    sure = any(p.sure and not p.passing for p in (*head, *inside, *said_before))
    if people:
        parts.append(Part("people", min(PEOPLE_MOST, PERSON * len(people)), ", ".join(people[:6])))
    if characters:
        parts.append(Part("characters", min(CHARACTERS_MOST, CHARACTER * len(characters)), ", ".join(characters[:6])))
    if (
        len(people) >= 3
        and not named
        and TRADE.search(f"{title}\n{body[:LEAD]}")
        and re.search(r"season|시즌|staffel|temporada|シーズン|saison", f"{title}\n{body[:LEAD]}", re.IGNORECASE)
    ):
        parts.append(Part("the cast together", ENSEMBLE, "several of the cast and a season, without the title"))
    if named and TRADE.search(f"{title}\n{summary}\n{body[:LEAD]}"):
        parts.append(Part("words of the trade", TRADE_WORDS))
    if named and SIMILAR.search(f"{title}") and not any(p.sure and not p.passing for p in lead):
        parts.append(Part("a list of similar shows", LIST_OF_SIMILAR, title[:60]))
    elif named and SIMILAR.search(title):
        parts.append(Part("a list of similar shows", LIST_OF_SIMILAR))
    news = any(p.sure and not p.passing for p in (*head, *lead))
    other = "" if news else _other_work(title, series)
    if other and named and not _beside(other, body, inside):
        parts.append(Part("the headline names another work", OTHER_WORK, other))
    if named and not sure and not any(p.sure for p in (*head, *inside, *said_before)):
        parts.append(Part("the words in another sense", OTHER_SENSE, _detail([*head, *inside, *said_before])))
    hits = _negative(f"{title}\n{summary}\n{body}", series)
    if hits and not sure:
        parts.append(Part("a context that is ruled out", OTHER_SENSE, hits))
    return _sum(series.slug, parts)


def _headline(title: str, head: list[Place], sure_elsewhere: bool, more: bool) -> list[Part]:
    if not head:
        return []
    best = max(head, key=lambda p: (p.sure and not p.passing, p.sure))
    if best.passing and not _about_itself(title, best):
        return [Part("title in the headline, in passing", PASSING_ONLY + 6, best.why)]
    if best.sure or sure_elsewhere:
        return [Part("title in the headline", HEADLINE, f"{best.title}: {best.why}")]
    return [Part("the words in the headline", UNSURE if more else UNSURE + 6, best.why)]


def _about_itself(title: str, place: Place) -> bool:
    """ "After All of Us Are Dead, …" names it in passing; "cast of All of Us Are Dead reunites" does not."""
    return bool(re.search(r"\b(?:cast|stars|crew|director|writer|creator|makers) (?:of|behind) \W*$", title[: place.start], re.IGNORECASE))


def _body(lead: list[Place], inside: list[Place], summary: list[Place], first: int) -> list[Part]:
    parts: list[Part] = []
    sure_lead = [p for p in (*summary, *lead) if p.sure and not p.passing]
    sure = [p for p in inside if p.sure and not p.passing]
    passing = [p for p in (*summary, *inside) if p.sure and p.passing]
    unsure = [p for p in (*summary, *inside) if not p.sure]
    if sure_lead:
        opens = any(p.start < first or p in summary for p in sure_lead)
        points = LEAD_SURE if opens else LEAD_LATER
        parts.append(
            Part("title in the first sentence" if opens else "title in the lead", points, f"{sure_lead[0].title}: {sure_lead[0].why}")
        )
    later = [p for p in sure if p not in lead]
    if later:
        parts.append(Part("title in the body", min(28, BODY_SURE + BODY_MORE * (len(later) - 1)), f"{len(later)} times"))
    elif sure_lead and len(sure) > 1:
        parts.append(Part("title again", BODY_MORE, f"{len(sure)} times"))
    if passing and not sure_lead:
        parts.append(Part("title in passing", PASSING_ONLY, passing[0].why))
    if unsure and not sure and not sure_lead:
        parts.append(Part("the words in the text", UNSURE, _detail(unsure)))
    return parts


def _first_sentence(body: str) -> int:
    """Where the first sentence ends that says something: "Is it true? Yes!" is no beginning."""
    for _, end in sentences(body[: 2 * LEAD]):
        if end >= SAYS_SOMETHING:
            return end
    return len(body)


def _lead_end(body: str) -> int:
    """Where the lead ends: two paragraphs, at most LEAD characters (a third of that in scripts that say more in one)."""
    limit = LEAD if body[:200].isascii() or re.search(r"[a-z]{4}", body[:200]) else LEAD // 2
    cut, line = 0, 0
    for line in range(2):  # noqa: B007
        end = body.find("\n", cut)
        if end < 0:
            return min(limit, len(body))
        cut = end + 1
    return min(limit, max(cut, 1))


def _places(text: str, series: Series, *, headline: bool = False) -> list[Place]:
    ruled_out = [m.span() for pattern in negatives(series.names_not) for m in pattern.finditer(text)]
    titles = tuple(dict.fromkeys((*series.titles, *(t for s in series.seasons for t in s.titles))))
    return [p for p in places(text, titles, headline=headline) if not any(s <= p.start < e for s, e in ruled_out)]


@lru_cache(maxsize=256)
def negatives(patterns: tuple[str, ...]) -> tuple[Any, ...]:
    """`not:` patterns by RE2: linear time, whatever is written there."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return tuple(re2.compile(p, options) for p in patterns)


def _negative(text: str, series: Series) -> str:
    found = (m[0] for pattern in negatives(series.names_not) for m in pattern.finditer(text))
    return next(found, "")


# --- people ---------------------------------------------------------------------------------------


CLAMPED = "kept within 0 to 100"  # the part that keeps a score in its bounds

Spelled = tuple[str, tuple[str, ...], tuple[str, ...]]  # shown name, its spellings, look-alikes that are somebody else


def _people(folded: str, series: Series) -> list[str]:
    who = tuple((p.name, (p.name, p.native, *p.also), tuple(n for b in p.beware for n in (b.name, b.native) if n)) for p in series.people)
    return _named(folded, who)


def _characters(folded: str, series: Series) -> list[str]:
    who = tuple(
        (c.character, (c.character, c.native, *c.also), ()) for p in series.people for c in p.plays if len(c.character) > SHORT_NAME
    )
    return _named(folded, who)


def _named(folded: str, who: tuple[Spelled, ...]) -> list[str]:
    """Who is named. A plain search comes first: it costs a fiftieth of the pattern, and most names are in no text."""
    return [name for name, each in _patterns(who) if any(plain in folded and pattern.search(folded) for plain, pattern in each)]


def _plain(text: str) -> str:
    """Folded, with hyphens as spaces: "Park Ji-hu" and "Park Ji Hu" are one."""
    return fold(text).replace("-", " ")


@lru_cache(maxsize=64)
def _patterns(who: tuple[Spelled, ...]) -> tuple[tuple[str, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    return tuple((name, _each(spellings, alikes)) for name, spellings, alikes in who)


def _each(names: Sequence[str], beware: Sequence[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each spelling with its pattern; a look-alike ("Park Ji-hoon" beside "Park Ji-hoo") is no hit."""
    alikes = {_plain(n) for n in beware}
    made = []
    for name in sorted({_plain(n) for n in names if n}, key=len, reverse=True):
        left, right = ("(?<![^\\W_])", "") if re.search(r"[가-힣぀-ヿ一-鿿]", name) else (r"(?<!\w)", r"(?!\w)")
        tails = [re.escape(a[len(name) :]) for a in alikes if a.startswith(name) and a != name]
        made.append((name, re.compile(left + re.escape(name) + right + (f"(?!{'|'.join(tails)})" if tails else ""))))
    return tuple(made)


def _other_work(title: str, series: Series) -> str:
    """A work in quotes in the headline that is none of the series' titles."""
    ours = {_plain(t) for t in series.titles}
    for match in _QUOTED.finditer(title):
        named = _plain(match[1] or match[2] or "")
        if named and not any(o in named for o in ours) and (len(named.split()) <= 6):
            return (match[1] or match[2]).strip()
    return ""


def _beside(other: str, body: str, inside: Sequence[Place]) -> bool:
    """Whether the body gives that name beside ours: 『Low Tide Station(間潮駅)』 is one work with two titles."""
    return any(other in body[max(0, p.start - len(other) - 8) : p.end + len(other) + 8] for p in inside)


def _detail(found: Sequence[Place]) -> str:
    return "; ".join(dict.fromkeys(p.why for p in found))[:120]


def _sum(slug: str, parts: Sequence[Part]) -> Judged:
    """Parts add up: what the clamp takes away is a part too."""
    parts = tuple(p for p in parts if p.name != CLAMPED)
    total = sum(p.points for p in parts)
    score = max(0, min(100, total))
    if score != total:
        parts = (*parts, Part(CLAMPED, score - total))
    return Judged(series=slug, score=score, parts=tuple(parts))
