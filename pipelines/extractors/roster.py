"""The people a text may name: every written form of them, and the hits in a text that are really them. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from model.watched import Does, Person, Plays, Series
from pipelines.extractors.gazetteer import Gazetteer, Hit, Spot, Stream, Taken, bounded, squeeze, stream, syllabled
from pipelines.extractors.romanisation import hangul_only, katakana, looks_korean, reading, spellings, split_native
from pipelines.extractors.shortforms import WORD, Finder, Word, is_syllable, names_someone, titled
from pipelines.extractors.transliteration import ENOUGH, pairs, spoken

Script = Literal["korean", "han", "latin"]
SPOTS_MAX = 2_000  # names of one text; what names more is a list, not news
_LIST_MAX = 10_000  # people in one roster; more is a mistake in the list, not a cast


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the roster as the finder needs them."""

    name: str  # canonical
    slug: str = ""
    series: str = ""
    native: str = ""
    also: tuple[str, ...] = ()
    plays: tuple[Plays, ...] = ()
    does: tuple[Does, ...] = ()
    agency: str = ""
    beware: tuple[str, ...] = ()
    family: str = ""  # as in the canonical name; "" for a single name
    given: str = ""
    qualifier: str = ""  # "b. 1994" or "director": what tells namesakes apart

    @property
    def bare(self) -> str:
        return bare(self.name)


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that was found in a text."""

    spots: tuple[Spot, ...]
    characters: tuple[Hit, ...]
    blocks: tuple[tuple[int, int], ...] = ()  # titles, and people who only look alike


_QUALIFIER = re.compile(r"\s*\(([^()]*)\)\s*$")


def bare(name: str) -> str:
    """A canonical name without what tells namesakes apart: "Kim Dae-hyun (b. 1994)" -> "Kim Dae-hyun"."""
    return _QUALIFIER.sub("", name)


def known(person: Person, series: str = "") -> Known:
    """A person of series.yaml as the finder needs them."""
    return _known(
        name=person.name, native=person.native, also=person.also, slug=person.slug, series=series, plays=person.plays, does=person.does,
        agency=person.agency, beware=tuple(b for look in person.beware for b in (look.name, look.native) if b),
    )  # fmt: skip


def listed(name: str, native: str, variants: Iterable[str]) -> Known:
    """A person given as canonical name, native name and spellings."""
    return _known(name=name, native=native, also=tuple(variants))


def _known(
    *,
    name: str,
    native: str,
    also: tuple[str, ...],
    slug: str = "",
    series: str = "",
    plays: tuple[Plays, ...] = (),
    does: tuple[Does, ...] = (),
    agency: str = "",
    beware: tuple[str, ...] = (),
) -> Known:
    family, given = parts(bare(name), native)
    found = _QUALIFIER.search(name)
    return Known(
        name=name, slug=slug, series=series, native=native, also=also, plays=plays, does=does, agency=agency, beware=beware,
        family=family, given=given, qualifier=found[1] if found else "",
    )  # fmt: skip


def parts(name: str, native: str) -> tuple[str, str]:
    """Family and given name as written in a Latin name; ("", "") for a single name.

    Which end the family name stands at is read from the native form: 박 can be read "Park", so "June Park" ends with it.
    """
    words = name.split()
    if len(words) < 2:
        return "", ""
    if hangul_only(native):
        family = reading(split_native(native)[0])
        if family.fullmatch(squeeze(words[0])):
            return words[0], " ".join(words[1:])
        return words[-1], " ".join(words[:-1])
    if native:
        return words[0], " ".join(words[1:])
    return words[-1], words[0]


@dataclass(slots=True)
class Roster:
    """The people, ready to be looked for."""

    people: tuple[Known, ...]
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    families: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # spelling of a Korean family name -> who
    shorts: dict[str, tuple[str, set[int]]] = field(default_factory=dict)  # squeezed short form -> (form, who)
    givens: dict[int, re.Pattern[str]] = field(default_factory=dict)
    bewares: frozenset[str] = frozenset()
    western: dict[str, list[tuple[int, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))  # first part as heard

    def __post_init__(self) -> None:
        self.people = self.people[:_LIST_MAX]
        shorts: dict[tuple[str, str], set[int]] = defaultdict(set)
        for n, person in enumerate(self.people):
            for written in full_forms(person):
                self.gazetteer.add(written, "full", n)
            for part in person.plays:
                for written in (part.character, part.native, *part.also):
                    self.gazetteer.add(written, "character", n)
            own = {squeeze(w) for w in full_forms(person)}
            for look in person.beware:
                if squeeze(bare(look)) not in own:
                    self.gazetteer.add(bare(look), "block", n)
            if person.family:
                shorts[squeeze(person.family), "family"].add(n)
                shorts[squeeze(opened(person.family)), "family"].add(n)
                shorts[squeeze(person.given), "given"].add(n)
            if not person.native and len(person.bare.split()) == 2:
                for a, b in (person.bare.split(), person.bare.split()[::-1]):
                    for first in spoken(a):
                        self.western[first].append((n, spoken(b)))
            if hangul_only(person.native) and looks_korean(split_native(person.native)[0]):
                family, given = split_native(person.native)
                for spelling in _joined(family):
                    self.families[spelling].add(n)
                if given:
                    self.givens[n] = reading(given)
        for (word, form), who in shorts.items():
            old = self.shorts.get(word)
            self.shorts[word] = (form, who | (old[1] if old else set()))
        self.bewares = frozenset(squeeze(bare(b)) for p in self.people for b in p.beware)

    def sight(self, text: str, year: int = 0) -> Sighting:
        """Everybody of the roster in the text, in its order. `year`, of the news, weighs ages; 0 = not known."""
        s = stream(text)
        hits = self.gazetteer.hits(s)[:SPOTS_MAX]
        words = [Word(m.start(), m.end(), squeeze(m[0])) for m in WORD.finditer(text)]
        taken = [(h.start, h.end) for h in hits]
        hits += self._by_sound(text, words, taken)
        hits += self._transliterated(text, Taken((h.start, h.end) for h in hits))
        hits.sort(key=lambda h: h.start)
        spots = [
            Spot(h.start, h.end, self._who(text, h, year), "full") for h in hits if h.form == "full" and self._plausible(text, h, words)
        ]
        spots += self._short(s, words, spots, hits)
        spots = sorted(spots, key=lambda spot: spot.start)[:SPOTS_MAX]
        return Sighting(
            tuple(spots), tuple(h for h in hits if h.form == "character"), tuple((h.start, h.end) for h in hits if h.form == "block")
        )

    # --- full names ---------------------------------------------------------------------------------

    def _by_sound(self, text: str, words: Sequence[Word], taken: Sequence[tuple[int, int]]) -> list[Hit]:
        """Romanisations that are in no list: a known family name beside what can be read as the given name."""
        found: list[Hit] = []
        if not self.families:
            return found
        busy = Taken(taken)
        for i, word in enumerate(words):
            owners = self.families.get(word.folded)
            if not owners or busy.touches(word.start, word.end):
                continue
            if len(found) >= SPOTS_MAX:
                break
            for start, end, given in _beside(text, words, i):
                who = tuple(sorted(n for n in owners if n in self.givens and self.givens[n].fullmatch(given)))
                if who and not busy.touches(start, end) and squeeze(text[start:end]) not in self.bewares and bounded(text, start, end):
                    found.append(Hit(start, end, "full", who))
                    busy.add(start, end)
                    break
        return found

    def _transliterated(self, text: str, busy: Taken) -> list[Hit]:
        """Western names in Hangul or katakana that are in no list."""
        found: list[Hit] = []
        if not self.western or text.isascii():
            return found
        for start, end, first, second in pairs(text):
            if first not in self.western or len(first) + len(second) < ENOUGH:
                continue
            who = tuple(sorted({n for n, seconds in self.western[first] if second in seconds}))
            if who and not busy.touches(start, end) and len(found) < SPOTS_MAX:
                found.append(Hit(start, end, "full", who))
                busy.add(start, end)
        return found

    def _plausible(self, text: str, hit: Hit, words: Sequence[Word]) -> bool:
        """Whether a hit is the person and not a piece of a title, of a longer name or of a sentence in small letters."""
        inside = text[hit.start : hit.end]
        if inside.isascii() and inside.islower() and " " not in inside and "-" not in inside:
            return False
        if titled(text, hit.start, hit.end, full=True):
            return False
        if inside[-1].isalpha() and inside[-1] < "\u0250":
            following = WORD.match(text, hit.end + 1) if text[hit.end : hit.end + 1] == " " else None
            if (
                following
                and any(self.people[n].native and len(self.people[n].native) == 2 for n in hit.owners)
                and is_syllable(following[0])
            ):
                return False
        return len(inside) > 2 or not inside.isascii()

    def _who(self, text: str, hit: Hit, year: int) -> tuple[int, ...]:
        """Namesakes told apart by the exact spelling, by an age, or by the word that qualifies them."""
        if len(hit.owners) == 1:
            return hit.owners
        inside = text[hit.start : hit.end].casefold()
        exact = tuple(
            n for n in hit.owners if any(inside == w.casefold() for w in (self.people[n].bare, *self.people[n].also, self.people[n].native))
        )
        owners = exact or hit.owners
        if len(owners) == 1:
            return owners
        return names_someone(text, hit.start, hit.end, [(n, self.people[n].qualifier) for n in owners], year) or owners

    # --- short forms --------------------------------------------------------------------------------

    def _short(self, s: Stream, words: Sequence[Word], spots: Sequence[Spot], hits: Sequence[Hit]) -> list[Spot]:
        return Finder(self, s, words, spots, hits).find()


def _joined(family: str) -> Iterable[str]:
    forms = [""]
    for syllable in family:
        forms = [f + x for f in forms for x in spellings(syllable)]
    return forms


def _beside(text: str, words: Sequence[Word], i: int) -> Iterable[tuple[int, int, str]]:
    """Given names as they may stand beside the family name `words[i]`: after it, then before it; one word or two."""

    def close(a: Word, b: Word) -> bool:
        return text[a.end : b.start] in (" ", "-", "\u00a0", "‑", ", ")

    here = words[i]
    if i + 1 < len(words) and close(here, words[i + 1]):
        one = words[i + 1]
        if i + 2 < len(words) and close(one, words[i + 2]) and text[one.end : words[i + 2].start] != ", ":
            yield here.start, words[i + 2].end, syllabled(text[one.start : words[i + 2].end])
            if is_syllable(words[i + 2].folded) and is_syllable(one.folded):
                return
        yield here.start, one.end, syllabled(text[one.start : one.end])
    if i and close(words[i - 1], here) and text[words[i - 1].end : here.start] != ", ":
        one = words[i - 1]
        if i > 1 and close(words[i - 2], one) and text[words[i - 2].end : one.start] != ", ":
            yield words[i - 2].start, here.end, syllabled(text[words[i - 2].start : one.end])
        yield one.start, here.end, syllabled(text[one.start : one.end])


# --- written forms -----------------------------------------------------------------------------------

_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa", "ß": "ss"})


def opened(name: str) -> str:
    """Umlauts as they are written where there are none."""
    return name.translate(_UMLAUT)


def full_forms(person: Known) -> list[str]:
    """Every way the whole name is written, spacing and case left to the stream: both orders, umlauts opened, katakana."""
    forms: list[str] = []
    for written in (person.bare, person.native, *person.also):
        if not written:
            continue
        forms += [written, opened(written)]
        words = written.split()
        if len(words) == 2 or (len(words) == 3 and hangul_only(person.native)):
            forms += _turned(words, person)
    if hangul_only(person.native) and len(person.native) >= 3:
        family, given = split_native(person.native)
        if looks_korean(family):
            forms += [f + "・" + g for f in katakana(family) for g in katakana(given, given=True)]
    return list(dict.fromkeys(forms))


def _turned(words: list[str], person: Known) -> list[str]:
    """The name in the other order, with and without a comma."""
    if hangul_only(person.native) and reading(split_native(person.native)[0]).fullmatch(squeeze(words[0])):
        first, rest = words[0], " ".join(words[1:])
        return [f"{rest} {first}", f"{first}, {rest}"]
    if len(words) != 2 or (not words[0].isascii() and hangul_only(words[0])):
        return []
    return [f"{words[1]} {words[0]}", f"{words[1]}, {words[0]}"]


def roster_of(series: Sequence[Series]) -> Roster:
    """Everybody of these series."""
    roster = Roster(tuple(known(p, s.slug) for s in series for p in s.people))
    for s in series:
        for title in s.titles:
            roster.gazetteer.add(title, "block", -1)
    return roster
