"""Parts of names ("Ji-hu", "Gong", 真柴): who is meant, and when it is no name at all. Pure.

A part is believed where the text has introduced the person. Without that only where nobody else can be meant: one person of
the roster, no stranger of that name in the text, and a sentence that treats the word as a person.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extractors.gazetteer import Hit, Spot, Stream, Taken, bounded, syllabled
from pipelines.extractors.romanisation import hangul_only, split_native
from pipelines.extractors.words import ALSO_WORDS, BEFORE_NAMES, SMALL, TIMES

if TYPE_CHECKING:
    from pipelines.extractors.roster import Roster


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word of the text and how it reads when squeezed."""

    start: int
    end: int
    folded: str


_IN = r"[A-Za-z\u00c0-\u024f\u0300-\u036f\u00ad\u200b\u2060]"  # letters, and what is not seen inside a word
WORD = re.compile(rf"(?<![A-Za-z\u00c0-\u024f\d])[A-Z\u00c0-\u00de\u0100-\u024f]{_IN}*(?:[-‑‐]{_IN}+)*")
_SYLLABLE = re.compile(
    r"(?:kk|tt|pp|ss|jj|ch|sh|[bcdfghjkmnprstwyz])?h?(?:yeo|yae|wae|eo|ae|eu|oo|ee|ya|ye|yo|yu|you|wa|we|wi|wo|woo|"
    r"oe|ui|yi|[aeiou])h?(?:ng|ck|[bkglmnprt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word could be one syllable of a romanised Korean name."""
    return len(word) <= 6 and bool(_SYLLABLE.fullmatch(word.casefold()))


# --- titles -------------------------------------------------------------------------------------------

_OPEN_CLOSE = {"“": "”", "«": "»", "「": "」", "『": "』", "《": "》", "〈": "〉", "‘": "’", '"': '"', "'": "'", "„": "“"}
_TITLE_MAX = 80
SPEECH = re.compile(r"(?:[.!?,…]|다|요|까|죠|네|음|함|됨)$")
_LOWER = re.compile(r"(?<![\w'’-])[a-zß-ÿ][\w'’]*")


def quoted(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The inside of the quotes around [start, end), where they are near and on the same line."""
    for at in range(start - 1, max(-1, start - _TITLE_MAX), -1):
        char = text[at]
        if char == "\n":
            return None
        close = _OPEN_CLOSE.get(char)
        if close is None:
            if char in "”»」』》〉":
                return None
            continue
        if char in "'‘’" and at and text[at - 1].isalnum():
            continue  # an apostrophe
        stop = end
        while 0 <= (stop := text.find(close, stop)) < end + _TITLE_MAX:
            if (
                close in "'’"
                and stop + 1 < len(text)
                and text[stop + 1].isalnum()
                and text[stop - 1].isascii()
                and text[stop - 1].isalpha()
            ):
                stop += 1
                continue
            break
        if stop < 0 or stop >= end + _TITLE_MAX or "\n" in text[end:stop]:
            return None
        return at + 1, stop
    return None


def titled(text: str, start: int, end: int, *, full: bool) -> bool:
    """Whether the name stands inside a quoted title ("Little Women", 『…』) and not in quoted speech."""
    span = quoted(text, start, end)
    if span is None:
        return False
    inside = text[span[0] : span[1]]
    around = (text[span[0] : start] + text[end : span[1]]).strip(" ,'’")
    if not around:
        return not full
    if text[span[0] - 1] in "『《〈":
        return True
    if SPEECH.search(inside.strip()):
        return False
    if any("가" <= c <= "힣" for c in inside):
        return len(inside) <= 20 and " " in inside and not re.match(r"(?:이|가|은|는|과|와|을|를|도|·|,)", text[end : end + 1])
    return all(w in SMALL for w in _LOWER.findall(re.sub(r"['’]s\b", "", inside)))


# --- namesakes ----------------------------------------------------------------------------------------

_AGE_AFTER = re.compile(r"\s*(?:,|\()\s*(?:aged?\s+)?(\d{2})\b(?!\s*(?:episodes|minutes))")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def names_someone(text: str, start: int, end: int, who: Sequence[tuple[int, str]], year: int = 0) -> tuple[int, ...]:
    """Which of several namesakes is meant, by an age, a year of birth, "the older", or the word in the canonical name; () = not said."""
    years = {n: int(m[0]) for n, q in who if (m := _YEAR.search(q))}
    if len(years) == len(who) > 1:
        before = text[max(0, start - 60) : start].casefold()
        if m := re.search(r".*\b(older|elder|senior|veteran|younger|junior)\b[^.]*$", before, re.DOTALL):
            pick = min if m[1] in ("older", "elder", "senior", "veteran") else max
            return (pick(years, key=lambda n: years[n]),)
        if (m := _AGE_AFTER.match(text, end)) or (m := re.search(r"(\d{2})-year-old[^.,]*$", before)):
            ages = sorted(years, key=lambda n: years[n])
            return _by_age(int(m[1]), ages, years, year)
        if m := _YEAR.search(text[end : end + 16]):
            return tuple(n for n in years if years[n] == int(m[0]))
        return ()
    near = text[max(0, start - 80) : end + 80].casefold()
    named = tuple(n for n, q in who if q and any(w in near for w in re.findall(r"[^\W\d_]{4,}", q.casefold())))
    return named if len(named) == 1 else ()


def _by_age(age: int, by_year: Sequence[int], years: dict[int, int], year: int) -> tuple[int, ...]:
    """The namesake who has that age in the year of the news (a year either way for birthdays); () where no one or several do."""
    fit = tuple(n for n in by_year if year and abs(years[n] + age - year) <= 1)
    return fit if len(fit) == 1 else ()


# --- parts of names -------------------------------------------------------------------------------------

# Family or given names that are also words: case alone proves nothing.
_VERB = (
    r"(?:(?:also|still|now|then|never|later|recently|already|reportedly|himself|herself)\s+)?(?:says?|said|tells?|"
    r"told|plays?|played|stars?|starred|leads?|led|returns?|returned|joins?|joined|leaves?|left|"
    r"will|would|has|had|have|hasn['’]t|is|was|isn['’]t|wasn['’]t|can|could|may|might|looks?|looked|made|makes|took|"
    r"takes|gave|gives|got|gets|went|goes|comes|came|does|did|didn['’]t|doesn['’]t|wrote|writes|"
    r"knows?|knew|thinks?|thought|finds?|found|feels?|felt|keeps?|kept|sees?|saw|wants?|directs?|shoots?|shot|"
    r"reprises?|narrates?|joked|added|adds|hints?|[a-z]{3,}ed)\b"
    r"|(?:dijo|dice|será|es|fue|ha|vuelve|interpreta|confirmó|regresa|protagoniza|no)\b|(?:ist|war|hat|wird|spielt|"
    r"sagte|sagt|kehrt|bleibt|will|übernimmt)\b"
)
_LIKE_SUBJECT = re.compile(rf"\s+(?:{_VERB})|['’]s\s+\w|,\s+(?:who|he|she|whose|quien|que|die|der|sagt|dijo)\b|\s+\(")
_LIKE_OBJECT = re.compile(
    r"(?:\b(?:to|with|by|from|for|of|no|without|alongside|opposite|and|says|said|told|joins?|praised?|versus|as|para|con|por|de|von|mit|für|a|dice|sagt|dijo|like)|[,&])\s+$",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|of|on|from|last|next|this|early|late|mid|before|after|during|through|im|am|ab|seit|bis|en|de|desde|hasta)[\s-]+$|\d\s*$",
    re.IGNORECASE,
)
_TIME_AFTER = re.compile(
    r"\s+(?:\d|of\b|and\s+[A-Z]|(?:is|was|comes?|came|brings?|brought|has\s+(?:come|arrived|been)|will\s+(?:be|come|bring)|ends?|begins?|began)\b)"
)
_OTHER_BEFORE = re.compile(
    r"\b(?:the|a|an|that|this|another|certain|every|each|our|su|la|el|del|der|die|das|calle|plaza|avenida|museo|parque|río|street|mount|lake|river|saint|st\.?|straße)\s+[“\"'‘]?$",
    re.IGNORECASE,
)
_ABRUPT = re.compile(r"(?:^|[“”\"‘'’:\n/|]\s*)$")  # a headline, a caption or a cry: no place to meet a surname for the first time
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;\n“”\"‘’(»«—–]\s*|[.!?]['\"”’]\s+)$")


class Finder:
    """The short forms of one text."""

    def __init__(self, roster: Roster, s: Stream, words: Sequence[Word], spots: Sequence[Spot], hits: Sequence[Hit]) -> None:
        self.roster, self.text, self.words, self.spots = roster, s.text, words, spots
        self.taken = Taken((h.start, h.end) for h in hits)
        self.named = Taken((spot.start, spot.end) for spot in spots)
        self.starts: dict[int, list[int]] = defaultdict(list)  # person -> where named in full, by certainty of one owner
        for spot in spots:
            for n in spot.owners:
                self.starts[n].append(spot.start)
        self.introduced = {spot.owners[0]: spot.start for spot in reversed(spots) if len(spot.owners) == 1}
        self.maybe = {n for spot in spots for n in spot.owners}
        self.strangers = self._strangers()
        self.sounds: dict[str, list[int]] = {}

    def find(self) -> list[Spot]:
        found: list[Spot] = []
        cursor = 0
        for i, word in enumerate(self.words):
            if i < cursor:
                continue
            for size in (2, 1):
                if i + size > len(self.words) or (size == 2 and not self._glued(i)):
                    continue
                last = self.words[i + size - 1]
                key = word.folded + (last.folded if size == 2 else "")
                who = self._owners(key, word.start, i, size)
                if not who or self.taken.touches(word.start, last.end):
                    continue
                form, owners = who
                if self._is_name(i, size, key, form, owners):
                    found.append(Spot(word.start, last.end, owners, "family" if form == "family" else "given"))
                    cursor = i + size
                    break
        return found + list(self._cjk())

    def _glued(self, i: int) -> bool:
        a, b = self.words[i], self.words[i + 1]
        return self.text[a.end : b.start] in (" ", "\u00a0") and is_syllable(a.folded) and is_syllable(b.folded)

    def _owners(self, key: str, start: int, i: int, size: int) -> tuple[str, tuple[int, ...]] | None:
        """Who may be meant by this part: those introduced before, else the only one of that name."""
        entry = self.roster.shorts.get(key)
        form, all_owners = entry or ("given", set())
        here = [n for n in all_owners if n in self.introduced]
        if (not here and size == 1) or not entry:
            # another spelling of the given name of somebody introduced
            by_sound = self._by_sound(key, start, self.words[i + size - 1].end)
            if len(by_sound) == 1 and not entry:
                return "given", tuple(by_sound)
        if not entry:
            return None
        if len(here) > 1:
            before = [n for n in here if self.introduced[n] < start]
            if form == "family" and before:  # two of one family: the one named last
                latest = max(before, key=lambda n: self._last_named(n, start))
                return form, (tuple(sorted(before)) if len(before) > 1 else (latest,))
            return form, tuple(sorted(here))
        if here:
            return form, (here[0],)
        doubtful = tuple(sorted(all_owners & self.maybe))
        if doubtful:
            return form, doubtful
        return (form, tuple(all_owners)) if len(all_owners) == 1 else None

    def _by_sound(self, key: str, start: int, end: int) -> list[int]:
        """Who of those introduced has a given name that can be written so."""
        raw = self.text[start:end]
        if raw not in self.sounds:
            givens, written = self.roster.givens, syllabled(raw)
            self.sounds[raw] = [n for n in self.introduced if n in givens and len(key) >= 4 and givens[n].fullmatch(written)]
        return self.sounds[raw]

    def _is_name(self, i: int, size: int, key: str, form: str, owners: tuple[int, ...]) -> bool:
        text, first, last = self.text, self.words[i], self.words[i + size - 1]
        start, end = first.start, last.end
        known = any(n in self.introduced or n in self.maybe for n in owners)
        if titled(text, start, end, full=False) or _OTHER_BEFORE.search(text[max(0, start - 20) : start]):
            return False
        if self._part_of_longer(i, size):
            return False
        stranger = self.strangers.get(key)
        if stranger is not None and (not known or stranger > max(self._last_named(n, start) for n in owners)) and stranger < start:
            return False
        before, after = text[max(0, start - 24) : start], text[end : end + 40]
        subject, object_ = bool(_LIKE_SUBJECT.match(after)), bool(_LIKE_OBJECT.search(before))
        if key in ALSO_WORDS:
            if key in TIMES and (_TIME_BEFORE.search(before) or _TIME_AFTER.match(after)):
                return False
            if re.match(r"\s+(?:I|you|he|she|it|we|they|the|a|an|this|that|these|there|not\s+be)\b", after) or (
                re.match(r"[,!]", after) and not subject
            ):
                return False
            if text[start:end].isupper() and len(key) < 4:
                return False
            if (not known and (_ABRUPT.search(before) or after.startswith(" ("))) or (key == "oh" and after[:1] in (",", "!")):
                return False
            return subject or (known and object_ and key not in TIMES)
        if known:
            return True
        if form == "family" and after.startswith(" ("):
            return False
        if form == "given" and ("-" in text[start:end] or len(key) >= 5):
            return subject or object_ or "-" in text[start:end]
        return (
            subject
            or object_
            or (bool(_SENTENCE_START.search(before)) and bool(re.match(r"\s+(?!(?:de|del|of|and|y|und|et)\b)[a-zà-ÿ]", after)))
        )

    def _part_of_longer(self, i: int, size: int) -> bool:
        """Whether a neighbour makes it somebody's whole name (a stranger's) or the name of a thing."""
        text, first, last = self.text, self.words[i], self.words[i + size - 1]
        if i + size < len(self.words):
            nxt = self.words[i + size]
            gap = text[last.end : nxt.start]
            if gap in (" ", "-", "\u00a0", " & ") and not self._in_spot(nxt.start):
                return True
        if i:
            prev = self.words[i - 1]
            gap = text[prev.end : first.start]
            if gap in (" ", "\u00a0", "-") and prev.folded not in BEFORE_NAMES and not self._in_spot(prev.start):
                starts = _SENTENCE_START.search(text[max(0, prev.start - 6) : prev.start])
                return not (starts and len(prev.folded) <= 5 and prev.folded in SMALL)
        return False

    def _in_spot(self, at: int) -> bool:
        return self.named.touches(at, at + 1)

    def _last_named(self, n: int, before: int) -> int:
        """Where the person was last named in full before this place; -1 for never."""
        starts = self.starts.get(n, [])
        at = bisect_left(starts, before)
        return starts[at - 1] if at else -1

    def _strangers(self) -> dict[str, int]:
        """Last parts of names that are nobody's we know: part -> where first seen ("Dana Whitlock" makes "Whitlock" doubtful)."""
        found: dict[str, int] = {}
        for a, b in zip(self.words, self.words[1:], strict=False):
            if self.text[a.end : b.start] != " ":
                continue
            for part, other in ((b, a), (a, b)):
                if (
                    part.folded in self.roster.shorts
                    and other.folded not in BEFORE_NAMES
                    and not self._in_spot(part.start)
                    and not self._in_spot(other.start)
                ):
                    if part is b and (
                        other.folded in SMALL
                        or (_SENTENCE_START.search(self.text[max(0, a.start - 6) : a.start]) and len(other.folded) < 4)
                    ):
                        continue
                    found.setdefault(part.folded, part.start)
        return found

    def _cjk(self) -> Iterable[Spot]:
        """지후, 真柴: only of those introduced, where one of them alone has that part."""
        wanted: dict[str, list[int]] = {}
        for n in self.introduced:
            for part in native_parts(self.roster.people[n].native, self.roster.people[n].also):
                wanted.setdefault(part, []).append(n)
        for part, owners in wanted.items():
            if len(owners) != 1 or part not in self.text:
                continue
            for m in re.finditer(re.escape(part), self.text):
                if m.start() < self.introduced[owners[0]] or self.taken.touches(m.start(), m.end()):
                    continue
                if bounded(self.text, m.start(), m.end()) and not titled(self.text, m.start(), m.end(), full=False):
                    yield Spot(m.start(), m.end(), (owners[0],), "given" if hangul_only(part) else "family")


def native_parts(native: str, also: Sequence[str]) -> list[str]:
    """Parts that a text uses alone: the given name in Korean (two syllables or more), the family name in Japanese."""
    if hangul_only(native):
        given = split_native(native)[1]
        return [given] if len(given) >= 2 and len(native) >= 3 else []
    spaced = [w.split() for w in also if len(w.split()) == 2 and w.replace(" ", "") == native]
    if spaced:
        return [spaced[0][0]]
    return [native[:2]] if 3 <= len(native) <= 4 and native[:1] >= "\u3400" else []
