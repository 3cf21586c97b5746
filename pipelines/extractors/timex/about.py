"""What a date is of, by whom and how surely: kind, season, status, tense. Pure; works on one sentence and its neighbours.

The rule is the same for every kind: words of the tables pull at a date, the stronger the nearer they stand, weaker by
every clause between; in a verb-last language what follows pulls more than what precedes. The strongest wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from model.text import sentences
from pipelines.extractors.timex.tables import Language, Trigger

NEAR = 45.0  # characters at which a word's pull is halved
CLAUSE = 0.45  # what one clause boundary leaves of a pull
WEAKER_SIDE = 0.7  # of a word on the side that governs less often
AROUND = 3.0  # of a phrase that holds the date in its middle
WITHIN = 0.1  # of a word within a quotation, on a date outside it
ASIDE = 0.3  # of a word within a bracket or a relative clause, on a date outside it
ADJACENT = 2.5  # of a word right after the date
OUTSIDE = 0.05  # of "said" outside the quotation in which the date stands
NEIGHBOUR = 0.25  # of a word in the sentence before, where a sentence has none of its own
ENOUGH = 0.05  # less pull than this is none
OPENS = 10  # characters: a subject that opens its sentence ("Episode 7, due on Friday, moves to …")
OBJECT = 50  # characters after "shared" in which stands what was shared
REACH = 60  # characters over which "ruled out" holds within its own clause
RELATIVE = 40  # characters before a relative pronoun in which its noun stands
ENDING = 1  # characters between a verb's stem and what says that it is past
LEAD_IN = 14  # characters before a comma that begin a sentence: "On 3 May, …"


_THINGS = ("trailer", "episode_air", "home_release", "elsewhere", "stage", "merch")  # what can be released and is not the series
_QUOTE = re.compile(r'"[^"\n]{2,400}"|「[^」\n]{2,200}」')


_FROM = ("from", "vom", "von", "del", "desde")  # a date's own first word, that belongs to the verb before it
SENTENCE_MAX = 700  # characters; a longer one is read in pieces
_DAY_STOP = re.compile(r"(?<=\d)(\.)\s+(?=[A-ZÀ-Þ\"“‘])")


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    name: str
    weight: float


@dataclass(slots=True)
class Sentence:
    """One sentence with what pulls in it; offsets are those of the text."""

    start: int
    end: int
    about: list[Hit] = field(default_factory=list)
    tense: list[Hit] = field(default_factory=list)
    seasons: list[tuple[int, int, int]] = field(default_factory=list)  # start, end, number
    breaks: list[tuple[int, int]] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    asides: list[tuple[int, int]] = field(default_factory=list)  # brackets, and clauses within another
    stages: list[Hit] = field(default_factory=list)  # what begins and ends


def split(text: str, lang: Language) -> list[tuple[int, int]]:
    """Sentences; where days have no full stop of their own, "on 13. The" is the end of one."""
    bounds = [(cut, min(end, cut + SENTENCE_MAX)) for start, end in sentences(text) for cut in range(start, end, SENTENCE_MAX)]
    if not lang.spaced or lang.nouns_capital:
        return bounds
    out = []
    for start, end in bounds:
        for m in _DAY_STOP.finditer(text, start, end):
            out.append((start, m.end(1)))
            start = m.end()
        out.append((start, end))
    return out


def read_sentence(low: str, start: int, end: int, lang: Language) -> Sentence:
    piece = low[start:end]
    return Sentence(
        start,
        end,
        _longest(_hits(piece, start, lang.about)),
        _longest(_hits(piece, start, lang.tenses)),
        season_hits(piece, start, lang),
        _merged([(m.start() + start, m.end() + start) for m in lang.clause.finditer(piece)], low),
        [(m.start() + start, m.end() + start) for m in _QUOTE.finditer(piece)],
        [(m.start() + start, m.end() + start) for m in lang.aside.finditer(piece)],
        _hits(piece, start, lang.stages) if lang.production.search(piece) else [],
    )


def _merged(breaks: list[tuple[int, int]], low: str) -> list[tuple[int, int]]:
    """ ", which" is one break."""
    out: list[tuple[int, int]] = []
    for start, end in breaks:
        if out and not low[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def season_hits(piece: str, start: int, lang: Language) -> list[tuple[int, int, int]]:
    """Where a season is named, and its number."""
    out = []
    for regex, number in lang.seasons:
        for m in regex.finditer(piece):
            n = number or int(m[1])
            if 0 < n < 40:
                out.append((m.start() + start, m.end() + start, n))
    return sorted(out)


def _hits(piece: str, offset: int, triggers: Sequence[Trigger]) -> list[Hit]:
    return [
        Hit(m.start() + offset, m.end() + offset, t.name, t.weight)
        for t in triggers
        for m in t.regex.finditer(piece)
        if m.end() > m.start()
    ]


def _longest(hits: list[Hit]) -> list[Hit]:
    """Without those that lie within a longer one: "press release" is no "release"."""
    hits.sort(key=lambda h: (h.start - h.end, h.start))
    kept: list[Hit] = []
    for hit in hits:
        if not any(k.start <= hit.start and hit.end <= k.end and (k.end - k.start > hit.end - hit.start) for k in kept):
            kept.append(hit)
    return kept


def pull(hit: Hit, start: int, end: int, sentence: Sentence, lang: Language) -> float:
    """How strongly a word governs the date at [start, end)."""
    if hit.end <= start:
        gap, a, b, before = start - hit.end, hit.end, start, True
    elif hit.start >= end:
        gap, a, b, before = hit.start - end, end, hit.start, False
    elif hit.start < start and hit.end > end:
        if any(end <= s and e <= hit.end for s, e in sentence.breaks):
            return hit.weight * CLAUSE  # "filming began in July and ended": its end belongs to the next clause
        return hit.weight * AROUND
    elif hit.start < start:
        return hit.weight  # "out today"
    else:
        return 0.0  # part of the date itself
    weight = hit.weight
    inside = any(qs < start and end < qe for qs, qe in sentence.quotes)
    for qs, qe in () if inside else sentence.quotes:  # a date outside a quotation is not governed from within
        if qs <= hit.start < qe:
            weight *= WITHIN
        elif a <= qs and qe <= b:
            gap -= qe - qs
    around = [(s, e) for s, e in sentence.asides if a <= s and e <= b]  # "the season, which …, starts on"
    if any(s <= hit.start < e and not s <= start < e for s, e in sentence.asides):
        weight *= ASIDE
    crossed = 0
    for s, e in sentence.breaks:
        if any(left <= s and e <= right + 2 for left, right in around):
            continue
        if s >= a - 1 and e <= b + 1 and (inside or not any(qs <= s < qe for qs, qe in sentence.quotes)):
            crossed += 1
    if not before and crossed and lang.verb_last and any(s == end for s, _ in sentence.breaks):
        crossed -= 1  # 18日、発表された
    if not before and crossed and start - sentence.start <= LEAD_IN and not lang.verb_last:
        crossed -= 1
    if gap <= 1 and not before and not lang.verb_last and hit.name not in ("announcement", "release", "event"):
        weight *= ADJACENT  # "the November premiere"
    side = 1.0 if before != lang.verb_last else WEAKER_SIDE
    if not before and start - sentence.start <= LEAD_IN:
        side = 1.0
    return weight * side * CLAUSE**crossed / (1 + gap / NEAR)


def strongest(hits: Iterable[Hit], start: int, end: int, sentence: Sentence, lang: Language) -> tuple[str, float, Hit | None]:
    best, name, which = 0.0, "", None
    for hit in hits:
        force = pull(hit, start, end, sentence, lang)
        if force > best:
            best, name, which = force, hit.name, hit
    return name, best, which


def tense_of(start: int, end: int, sentence: Sentence, lang: Language) -> str:
    """ "past", "future" or "": by the verb that governs the date."""
    name, force, _ = strongest(sentence.tense, start, end, sentence, lang)
    return name if force >= 2 * ENOUGH and name != "present" else ""


def kind_of(
    low: str, start: int, end: int, sentence: Sentence, before: Sentence | None, lang: Language, within_day: bool = False
) -> tuple[str, Hit | None]:
    """The contract's word for what a date is of, and the word that says so.

    Where nothing says, a season that is given a date comes out then, unless that is only a weekday or "today" (`within_day`).
    """
    quote = _quotation(low, start, end, sentence)
    hits = sentence.about
    if quote:
        hits = [
            replace(h, weight=h.weight * OUTSIDE) if h.name in ("announcement", "release") and not quote[0] <= h.start < quote[1] else h
            for h in hits
        ]
    name, force, hit = strongest(hits, start, end, sentence, lang)
    if hit is not None and name in ("premiere", "release"):
        name = _subject(low, hit, sentence, start, end, lang) or name
    name = "announcement" if name == "release" else name
    if force < ENOUGH and before is not None:
        hits = [h for h in before.about if h.weight >= 0.5 and h.name not in ("announcement", "release", "move", "past_work", "other")]
        if hits:
            best = max(hits, key=lambda h: (h.weight, h.start))
            name, force, hit = best.name, best.weight * NEIGHBOUR, None
    if force < ENOUGH:
        return ("premiere" if sentence.seasons and not within_day else "other"), None
    if name in ("production_start", "production_end"):
        stage, strength, _ = strongest(sentence.stages, start, end, sentence, lang)
        if stage == "production_end" and strength > max(force, CLAUSE):
            return stage, hit  # "has been finished since February"
        name = end_of_stretch(low, start, end, stage if strength > force else name, lang)
    return name, hit


def _subject(low: str, hit: Hit, sentence: Sentence, start: int, end: int, lang: Language) -> str:
    """ "The trailer lands tomorrow": words that any release has leave the kind to what is released."""
    left, right = clause_around(hit.start, hit.end, sentence)
    if lang.itself.search(low, left, hit.start):
        return ""
    named = (
        lang.verb_last and left > sentence.start and any(left <= s < hit.end for s, _, _ in sentence.seasons)
    )  # the clause has a subject of its own
    if any(e == left and low[s:e].strip(" ,") in lang.relatives for s, e in sentence.breaks):
        left = max(sentence.start, left - RELATIVE)  # "the footage, which dropped on Monday"
    elif left > sentence.start and not named and (hit.start - left <= 1 or not (low[left:start] + low[end : hit.start]).strip()):
        left = max(sentence.start, left - RELATIVE)  # "the teaser, unveiled on Friday"
    opens = [h for h in sentence.about if not named and h.start - sentence.start <= OPENS and h.name in ("trailer", "episode_air")]
    best: Hit | None = None
    for other in sentence.about:
        if (
            other.name in (_THINGS if not low[hit.start : hit.end].endswith(" for") else (*_THINGS, "event"))
            and left <= other.start
            and not any(a <= other.start < b <= hit.start for a, b in sentence.asides)
            and other.end <= max(hit.start, start)
            and other.end <= right
        ):
            between = [h for h in sentence.about if other.end <= h.start and h.end <= hit.start and h.name == "announcement"]
            if not between and (best is None or other.start > best.start):
                best = other
    if hit.name == "release" and best is None:
        best = next((h for h in sentence.about if h.name == "trailer" and 0 <= h.start - hit.end <= OBJECT and h.start <= right), None)
    return (
        best.name
        if best
        else (opens[0].name if opens and not any(h.name == "premiere" for h in sentence.about if h.end < opens[0].end) else "")
    )


def _quotation(low: str, start: int, end: int, sentence: Sentence) -> tuple[int, int] | None:
    """The quotation of the sentence in which a date stands."""
    before = low[sentence.start : start]
    if before.count('"') % 2 == 0 and not (
        before.count('"') == 0 and '"' in low[end : sentence.end] and low[end : sentence.end].count('"') % 2
    ):
        return None
    left = sentence.start + before.rfind('"') if '"' in before else sentence.start
    right = low.find('"', end, sentence.end)
    return left, right if right >= 0 else sentence.end


def happened(low: str, start: int, end: int, kind: str, sentence: Sentence, lang: Language) -> bool:
    """Whether the verb of the date's own clause tells for certain of something done.

    Where verbs come last it is the verb of this kind itself that must, and the last of a chain of clauses speaks for all.
    """
    left, right = clause_around(start, end, sentence)
    if any(h.name == "move" and left <= h.start < right for h in sentence.about):
        return False  # "was moved to 5 February"
    ahead = [h.start for h in sentence.tense if h.name == "future" and h.start >= (end if lang.verb_last else left)]
    if not lang.verb_last:
        return lang.done.search(low, left, right) is not None and not any(at < right for at in ahead)
    verbs = [h for h in (*sentence.about, *sentence.stages) if h.name == kind or h in sentence.stages]
    for told in lang.done.finditer(low, end, sentence.end if kind in ("production_start", "production_end") else right):
        if any(v.start <= told.start() <= v.end + ENDING and v.start >= end for v in verbs):
            return not ahead or told.start() < min(ahead)
    return False


def foretold(low: str, start: int, end: int, sentence: Sentence, lang: Language) -> bool:
    """ "Promised that it would arrive that year": a plan of then, whatever became of it."""
    then = lang.statuses.get("then")
    return then is not None and then.search(low, *clause_around(start, end, sentence)) is not None


def end_of_stretch(low: str, start: int, end: int, name: str, lang: Language) -> str:
    """ "from January to May" of a shoot: its start, then its end."""
    before, after = low[max(0, start - 30) : start], low[end : end + 12]
    inside = low[start:end]
    if lang.until_before.search(before) or lang.until_after.match(after) or lang.until_within.match(inside):
        return "production_end"
    if lang.from_before.search(before) or lang.from_after.match(after):
        return "production_start"
    return name


def clause_around(start: int, end: int, sentence: Sentence) -> tuple[int, int]:
    left = max((e for _, e in sentence.breaks if e <= start), default=sentence.start)
    right = min((s for s, _ in sentence.breaks if s >= end), default=sentence.end)
    return left, right


def status_of(low: str, start: int, end: int, sentence: Sentence, lang: Language) -> str:
    """rumoured, denied or superseded; "" where nothing says so."""
    before = low[max(sentence.start, start - 60) : start]
    after = low[end : min(sentence.end, end + 60)]
    inside = low[start:end]
    statuses = lang.statuses

    def says(key: str, text: str, begin: bool = False) -> bool:
        regex = statuses.get(key)
        return bool(regex and (regex.match(text) if begin else regex.search(text)))

    if (
        says("superseded_before", before)
        or (inside.split()[0] in _FROM and says("superseded_before", before + inside.split()[0] + " "))
        or says("superseded_after", after, True)
    ):
        return "superseded"
    if (
        says("denied_before", before)
        and not says("not_denied_before", before)
        and not says("not_denied_before", before + inside.split()[0] + " ")
    ) or says("denied_after", after, True):
        return "denied"
    if _reaches(statuses.get("denied"), low, start, sentence, lang, False):
        return "denied"
    if _reaches(statuses.get("rumoured"), low, start, sentence, lang, True):
        return "rumoured"
    left, right = clause_around(start, end, sentence)
    if says("rumoured", low[left:start]) or says("rumoured", low[end:right]) or says("rumoured", inside):
        return "denied" if says("denied", low[sentence.start : start]) or says("denied", low[end : sentence.end]) else "rumoured"
    return ""


def _reaches(regex: re.Pattern[str] | None, low: str, start: int, sentence: Sentence, lang: Language, opening: bool) -> bool:
    """ "denied that …", "insiders claim that …", "According to rumours, …": words that hold over the clause they introduce.

    `opening`: whether a phrase that opens the sentence holds beyond its comma.
    """
    if regex is None:
        return False
    for m in regex.finditer(low, sentence.start, start):
        raw = (low[s:e].strip() for s, e in sentence.breaks if s >= m.end() - 1 and e <= start + 1)
        crossed = [c.strip(" ,:") for c in raw if c != '"']
        bare = crossed.count("")  # a comma or colon alone
        if bare > 1 or any(c and c not in lang.that for c in crossed):
            continue
        if bare and not (opening and m.start() - sentence.start <= LEAD_IN):
            continue
        if crossed or (not opening and start - m.end() <= REACH):
            return True
    return False


def nearest_season(start: int, end: int, sentence: Sentence) -> tuple[int, bool]:
    """The season named nearest in the sentence (what stands before is preferred) and whether it is in the same clause."""
    best, number, same = 1e9, 0, False
    left, right = clause_around(start, end, sentence)
    for s, e, n in sentence.seasons:
        gap = (start - e) if e <= start else (s - end) * 1.3
        if s < end and start < e:
            gap = 0
        if s >= right:
            continue  # the next clause speaks of another
        crossed = sum(1 for a, b in sentence.breaks if (a >= min(e, end) and b <= max(s, start)))
        gap = gap + 25 * crossed
        if gap < best:
            best, number, same = gap, n, left <= s and e <= right
    return number, same
