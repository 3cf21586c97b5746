"""What a sentence says of the people it names: who plays whom, returns, joins, leaves, directs. Pure.

The names of a sentence are first replaced by one private character each (the rest of the name by blanks of equal length), so
that the language tables of `said` speak of WHO and ROLE and know nothing of names. Offsets stay those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import ModuleType

from model.text import sentences
from pipelines.extractors.gazetteer import Hit, Spot, Taken
from pipelines.extractors.lists import clauses, joined, listed
from pipelines.extractors.said import NAME, TITLE, de, en, es, ja, ko
from pipelines.extractors.shortforms import SPEECH

TABLES: Mapping[str, ModuleType] = {"en": en, "ko": ko, "ja": ja, "es": es, "de": de}
STRONGEST = (
    "not_cast",
    "leaves",
    "joins_cast",
    "returns_as",
    "lead",
    "guest",
    "rumoured",
    "director",
    "writer",
    "creator",
    "author",
    "mention",
)
SENTENCE_MAX = 1200  # characters of one sentence that are read; what is longer is no sentence
NAMES_MAX = 24  # names of one sentence that are told apart
_NAME = re.compile(NAME)
_BEHIND = frozenset(("director", "writer", "creator", "author"))


@dataclass(frozen=True, slots=True)
class Told:
    """A person at a place, with what is said there. `role` is in the words of the text, `part` the character of the registry."""

    spot: Spot
    relation: str = "mention"
    role: str = ""
    part: str = ""
    season: str = ""
    quote: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Draft:
    relation: str = ""
    role: str = ""
    out: bool = False  # makes room for another: the part named there is the other's


def tell(
    text: str,
    spots: Sequence[Spot],
    characters: Sequence[Hit],
    language: str = "",
    blocks: Sequence[tuple[int, int]] = (),
) -> list[Told]:
    """For every spot its relation and role, by the words alone."""
    parts = {(h.start, h.end) for h in characters}  # a part may have the name of somebody else
    veiled = _veiled(text, [b for b in blocks if b not in parts], spots)
    bounds = [(a, b) for s, e in sentences(text) for a, b in _pieces(text, s, e)]
    drafts = [_Draft() for _ in spots]
    twins = _twins(text, spots)
    whole = [replace(s, end=twins[n + 1][1]) if n + 1 in twins else s for n, s in enumerate(spots)]
    where: list[tuple[int, int]] = [(s.start, s.end) for s in spots]
    topic = -1
    newcomers = False
    at = 0
    for begin, finish in bounds:
        while at < len(spots) and spots[at].start < begin:
            at += 1
        here: list[int] = []
        i = at
        while i < len(spots) and spots[i].start < finish and len(here) < NAMES_MAX:
            here.append(i)
            where[i] = (begin, finish)
            i += 1
        if "\n" in text[max(0, begin - 2) : begin] and len(here) + (finish - begin > 80) > 0:
            newcomers = False
        sentence = text[begin:finish]
        words = _tables(sentence, language)
        if here or topic >= 0:
            for table in words:
                _read(veiled[begin:finish], begin, [i for i in here if i not in twins], whole, drafts, table, topic, newcomers)
        if any(table.NEW.search(sentence) for table in words):
            newcomers = newcomers or bool(here) or bool(re.match(r"(?:\W|\w){0,200}$", sentence))
        if here:
            topic = here[0]
        elif not sentence or ("\n" in text[max(0, begin - 2) : begin] and finish - begin > 120):
            topic = -1
    for n, (name, _) in twins.items():
        drafts[n] = drafts[name]
    return [Told(s, d.relation or "mention", d.role, quote=where[n]) for n, (s, d) in enumerate(zip(spots, drafts, strict=True))]


def _twins(text: str, spots: Sequence[Spot]) -> dict[int, tuple[int, int]]:
    """Names that only stand in brackets behind another name of the same person, as the native one does: number of the spot ->
    (number of the name, where the bracket ends)."""
    found: dict[int, tuple[int, int]] = {}
    for n, (one, other) in enumerate(pairwise(spots)):
        close = _CLOSES.match(text, other.end)
        if close and one.owners == other.owners and _OPENS.fullmatch(text, one.end, other.start):
            found[n + 1] = (n, close.end())
    return found


_OPENS, _CLOSES = re.compile(r"\s?[(（\[]\s?"), re.compile(r"\s?[)）\]]")


_QUOTED = re.compile(r"(?<!\w)['‘“\"《〈『「]([^'‘’“”\"《》〈〉『』「」\n]{1,30})['’”\"》〉』」]")


_BRACKETED = re.compile(r"[(（][^()（）]{1,40}[)）]")
_LATIN, _HANGUL, _JAPANESE = re.compile(r"[a-zA-ZÀ-ÿ]"), re.compile(r"[가-힣]"), re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LETTERS_OF_A_SYLLABLE = 3  # Latin letters that say as much as one syllable or character


def _veiled(text: str, blocks: Sequence[tuple[int, int]], spots: Sequence[Spot]) -> str:
    """The text with titles made unreadable, so that 역 in '간조역' is no part and a verb in a title no news."""
    chars = list(text)
    named = Taken((s.start, s.end) for s in spots)
    quoted = [
        m.span(1)
        for m in _QUOTED.finditer(text)
        if re.search(r"[역役]", m[1]) and not SPEECH.search(m[1]) and not named.touches(*m.span(1))
    ]
    for start, end in [*blocks, *quoted]:
        if not named.touches(start, end):
            chars[start:end] = TITLE * (end - start)
    return "".join(chars)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if end - start <= SENTENCE_MAX:
        return [(start, end)]
    return list(pairwise([*range(start, end, SENTENCE_MAX), end]))


def _tables(sentence: str, language: str) -> tuple[ModuleType, ...]:
    """The tables for a sentence, by its script, then by the language of the article; several where that is not known. A name in
    its own script, "Park Ji-hu (박지후) returns", makes no Korean sentence."""
    plain = _BRACKETED.sub("", sentence)
    latin = len(_LATIN.findall(plain)) if language.partition("-")[0].lower() not in ("ko", "ja") else 0
    for script, written in ((_HANGUL, ko), (_JAPANESE, ja)):
        if LETTERS_OF_A_SYLLABLE * len(script.findall(plain)) > latin:
            return (written,)
    table = TABLES.get(language.partition("-")[0].lower())
    if table is not None and table not in (ko, ja):
        return (table,) if table is en else (table, en)
    return (en, es, de) if not language else (en,)


def _read(
    sentence: str, begin: int, here: list[int], spots: Sequence[Spot], drafts: list[_Draft], table: ModuleType, topic: int, newcomers: bool
) -> None:
    skeleton, index = _skeleton(sentence, begin, here, spots, table, topic)
    if not here and topic >= 0 and (bare := table.BARE.search(sentence)):
        drafts[topic].role = drafts[topic].role or table.role(bare["role"])
        drafts[topic].relation = drafts[topic].relation or ("joins_cast" if newcomers else "lead")
    if not index:
        return
    whole, parts = joined(skeleton, table.AS)
    pieces = clauses(skeleton, table.LINK)
    if parts:
        for name, part in parts.items():
            drafts[index[ord(name)]].role = drafts[index[ord(name)]].role or table.role(part)
        _ruled(sentence, whole, (0, len(whole)), index, drafts, table, newcomers, aside=frozenset(("lead",)))
    for piece in pieces:
        _ruled(sentence, skeleton, piece, index, drafts, table, newcomers)
    _cues(skeleton, index, drafts, table)


def _ruled(
    sentence: str,
    skeleton: str,
    piece: tuple[int, int],
    index: dict[int, int],
    drafts: list[_Draft],
    table: ModuleType,
    newcomers: bool,
    aside: frozenset[str] = frozenset(),
) -> None:
    """What the rules say of the names of one clause; `aside` are relations that are left to a later look."""
    joining = newcomers or bool(table.NEW.search(sentence, *piece))
    returning = False
    for relation, pattern in table.RULES:
        if relation in aside:
            continue
        for match in _overlapping(pattern, skeleton, *piece):
            names = [index[ord(m[0][0])] for m in _NAME.finditer(match["who"])]
            raw = match.groupdict().get("role") or ""
            roles = _roles(raw, len(names), table) if raw else []
            if relation == "lead" and "ROLE" and raw and not any(roles) and _needs_role(pattern):
                continue
            said = relation
            if relation == "lead":
                if table.VISIT.search(sentence[max(0, match.start() - 20) : match.end() + 40]):
                    said = "guest"
                elif joining or returning:
                    said = "joins_cast"
            if (gone := match.groupdict().get("gone")) and not drafts[index[ord(gone[0])]].relation:
                drafts[index[ord(gone[0])]].relation = "leaves"
                drafts[index[ord(gone[0])]].out = True
            returning = returning or relation == "returns_as"
            for n, i in enumerate(names):
                draft = drafts[i]
                if not draft.relation and said:
                    draft.relation = said
                if not draft.role and not draft.out and len(roles) == len(names) and roles[n] and relation not in _BEHIND:
                    draft.role = roles[n]


_CLAUSE = re.compile(
    r"[;:.!?。]\s|,\s+(?:and|but|while|as|whereas|though|y|pero|und|aber)\s|[、，]|(?<=하고)\s|(?<=되고)\s|(?<=됐고)\s|(?<=했고)\s|,\s+(?=[\ue000-\uf0ff])"
)


_OPEN = re.compile(r"\b(?:whether|if|si|ob)\b|여부|인지|지\s?여부|かどうか", re.IGNORECASE)  # the clause asks, it does not say


def _cues(skeleton: str, index: dict[int, int], drafts: list[_Draft], table: ModuleType) -> None:
    """For names that no rule took: what the words of their own clause say."""
    lists = listed(skeleton)
    inner = (m.end() for m in _CLAUSE.finditer(skeleton) if not any(a < m.end() < b for a, b in lists))  # no cut within a list
    cuts = [0, *inner, len(skeleton)]
    for begin, end in pairwise(cuts):
        left = [i for m in _NAME.finditer(skeleton, begin, end) if not drafts[i := index[ord(m[0][0])]].relation]
        if not left:
            continue
        if _OPEN.search(skeleton, begin, end):
            continue
        relation = next((r for r, cue in table.CUES if cue.search(skeleton, begin, end)), "")
        for i in left:
            drafts[i].relation = relation


def _overlapping(pattern: re.Pattern[str], skeleton: str, at: int, end: int) -> Iterator[re.Match[str]]:
    """Matches for every name: the search goes on right after the names of a match, not after all it took in."""
    while match := pattern.search(skeleton, at, end):
        yield match
        at = max(match.end("who"), match.start() + 1)


def _needs_role(pattern: re.Pattern[str]) -> bool:
    return "(?P<role>" in pattern.pattern and "(?:\\s+(?:as|" not in pattern.pattern


def _skeleton(
    sentence: str, begin: int, here: list[int], spots: Sequence[Spot], table: ModuleType, topic: int
) -> tuple[str, dict[int, int]]:
    """The sentence with its names blanked, and which private character is whose."""
    chars = list(sentence)
    index: dict[int, int] = {}
    for n, i in enumerate(here):
        start, end = spots[i].start - begin, min(spots[i].end - begin, len(chars))
        chars[start:end] = [chr(0xE000 + n)] + ["\uf8ff"] * (end - start - 1)
        index[0xE000 + n] = i
    count = len(here)
    first = spots[here[0]].start - begin if here else len(chars)
    for m in table.PRONOUN.finditer(sentence):
        who = topic if m.start() < first else next((i for i in reversed(here) if spots[i].end - begin <= m.start()), -1)
        if who < 0 or any("\ue000" <= c <= "\uf8ff" for c in chars[m.start() : m.end()]) or count >= NAMES_MAX + 8:
            continue
        chars[m.start() : m.end()] = [chr(0xE000 + count)] + ["\uf8ff"] * (m.end() - m.start() - 1)
        index[0xE000 + count] = who
        count += 1
    return "".join(chars), index


_AND = re.compile(r"\s*,\s*(?:and|y|und)?\s*|\s+(?:and|y|e|und)\s+|\s*[·・]\s*|(?:와|과)\s+")


def _roles(raw: str, names: int, table: ModuleType) -> list[str]:
    """The parts for a list of names: one for each where as many are listed, else one for a single name."""
    if names == 1:
        return [table.role(raw)]
    if names > 1:
        pieces = [p for p in _AND.split(raw.replace("respectively", "")) if p and p.strip()]
        if len(pieces) >= names:
            return [table.role(p) for p in pieces[:names]]
    return []
