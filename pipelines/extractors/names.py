"""Is this string a way of writing that person's name? Asked one by one, knowing only the canonical and the native form. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pipelines.extractors.gazetteer import squeeze, syllabled
from pipelines.extractors.hanja import name_read_as, traditional
from pipelines.extractors.romanisation import hangul_only, katakana, looks_korean, reading, split_native
from pipelines.extractors.roster import bare, opened, parts
from pipelines.extractors.transliteration import same_sound

_QUALIFIER = re.compile(r"\(([^()]*)\)")
_SCREEN = frozenset(("배우", "俳優", "女優", "actor", "actress"))  # what all our people are: tells nobody apart
_SUFFIX = frozenset(("jr", "sr", "ii", "iii", "iv"))


def same_name(canonical: str, native: str, string: str) -> tuple[bool, str]:
    """Whether `string` may stand for this person, and why (not)."""
    mine, theirs = _QUALIFIER.search(canonical), _QUALIFIER.search(string)
    if theirs and squeeze(theirs[1]) not in ({squeeze(mine[1])} if mine else _SCREEN):
        return False, f"another person of that name: {theirs[1]}"
    name, said = bare(canonical), bare(string).strip()
    if not squeeze(said):
        return False, "no name"
    if squeeze(said) in (squeeze(name), squeeze(native)):
        return True, "the same but for spacing, case and marks"
    words = [w for w in re.split(r"[\s\u200b,]+", _plain(said)) if w]
    if sorted(map(squeeze, words)) == sorted(map(squeeze, name.split())) or (
        native and squeeze("".join(reversed(words))) == squeeze(native)
    ):
        return True, "the same in another order"
    given = parts(name, native)[1]
    if len(words) == 1 and "-" not in _plain(said) and given and native and len(squeeze(given)) > 2 and squeeze(given) == squeeze(said):
        return True, "the given name alone, as a stage name"
    if any(c >= "\u2e80" for c in said):
        return _other_script(name, native, said)
    if hangul_only(native) and looks_korean(split_native(native)[0]):
        return _romanised(name, native, words)
    return _latin(name, native, words)


def answer_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """{same, reason} for {canonical, native, string}."""
    same, reason = same_name(str(record["canonical"]), str(record.get("native") or ""), str(record["string"]))
    return {"same": same, "reason": reason}


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def _romanised(name: str, native: str, words: list[str]) -> tuple[bool, str]:
    """Every way the words can be read as the Hangul name, family name first or last."""
    family, given = split_native(native)
    first, second = reading(family), reading(given)
    squeezed = [syllabled(w) for w in words]
    for cut in range(1, len(squeezed)):
        head, tail = "-".join(squeezed[:cut]), "-".join(squeezed[cut:])
        if (first.fullmatch(head) and second.fullmatch(tail)) or (first.fullmatch(tail) and second.fullmatch(head)):
            return True, f"can be read as {native}"
    if len(squeezed) == 3 and first.fullmatch(squeezed[1]) and second.fullmatch(squeezed[2] + "-" + squeezed[0]):
        return True, f"can be read as {native}"  # "Hu, Park Ji"
    if len(squeezed) == 1 and len(squeezed[0]) >= _STAGE_MIN and "-" not in words[0] and second.fullmatch(squeezed[0]):
        return True, "the given name alone, as a stage name"
    if len(squeezed) == 1 and re.compile(first.pattern + "-?" + second.pattern).fullmatch(squeezed[0]):
        return True, f"can be read as {native}"
    if len(squeezed) == 2 and first.fullmatch(squeezed[0]) and _initials(words[1], given):
        return True, "family name and initials"
    if (
        len(words) == 1
        and words[0].isupper()
        and len(words[0]) > 2
        and words[0] == "".join(p[0] for p in re.split(r"[\s-]+", name) if p).upper()
    ):
        return True, "the initials of the whole name"
    return False, f"cannot be read as {native}"


_LETTERS = {  # what a capital may stand for
    "q": "규큐", "j": "재제지진정준주", "b": "비병보", "d": "디대동도", "k": "케경기", "g": "지", "t": "태티", "y": "영유윤",
    "h": "현희혜호하", "s": "성수소상서승", "m": "민미명",
}  # fmt: skip


_STAGE_MIN = 5  # letters of a given name that stands for the whole by sound alone


def _initials(word: str, given: str) -> bool:
    """Whether a word is capitals that stand for the syllables, as JQ for 재규: the letters as they are called."""
    return (
        word.isupper()
        and len(word) == len(given) > 1
        and all(s in _LETTERS.get(c.casefold(), "") for c, s in zip(word, given, strict=True))
    )


def _other_script(name: str, native: str, said: str) -> tuple[bool, str]:
    plain = squeeze(said)
    if hangul_only(native) and looks_korean(split_native(native)[0]):
        family, given = split_native(native)
        if any(plain == squeeze(f + g) for f in katakana(family) for g in katakana(given, given=True)):
            return True, f"{native} in katakana"
        if plain == squeeze(given) and len(given) > 1:
            return True, "the given name alone, as a stage name"
    if hangul_only(native) and name_read_as(plain, native):
        return True, f"read as {native}"
    if not native and same_sound(name, said):
        return True, "can be heard as this name"
    if native and traditional(plain) == traditional(squeeze(native)):
        return True, "the same in the other set of characters"
    if len(native) == 4 and not hangul_only(native) and plain == squeeze(native[2:]):
        return True, "the given name alone, as a stage name"
    return False, "another name in its own script"


def _latin(name: str, native: str, words: list[str]) -> tuple[bool, str]:
    """Names that are no Korean ones: marks, umlauts written out, long vowels, middle names, a second family name."""
    mine = [_sound(w) for w in name.split()]
    theirs = [_sound(w) for w in words]
    if any(t in _SUFFIX for t in theirs) and not any(m in _SUFFIX for m in mine):
        return False, "another generation"
    if theirs in (mine, mine[::-1]):
        return True, "the same but for how its sounds are written"
    if len(mine) == len(theirs) == 2 and native and native[0] >= "\u4e00" and _mandarin(theirs) in (_mandarin(mine), _mandarin(mine[::-1])):
        return True, "the same in the other romanisation of Mandarin"
    if len(mine) > 1 and len(theirs) > len(mine) and _within(mine, theirs) and mine[-1] in theirs[-2:]:
        return True, "the same with a further name"
    if len(mine) > 2 and len(theirs) == 2 and theirs == [mine[0], mine[-1]]:
        return True, "the same without the middle name"
    return False, "another name"


def _within(mine: list[str], theirs: list[str]) -> bool:
    rest = iter(theirs)
    return all(word in rest for word in mine)


def _sound(word: str) -> str:
    """A word of a Latin name by how it is pronounced where spelling varies: umlauts opened, long vowels short."""
    plain = squeeze(opened(word))
    return re.sub(r"oe", "o", re.sub(r"ae", "a", re.sub(r"ue", "u", re.sub(r"ou|oo|oh(?![aeiou])", "o", re.sub(r"uu", "u", plain)))))


# Wade-Giles and pinyin write aspiration in different letters: both become one, so that Hsu Kuang-han and Xu Guanghan meet.
_MANDARIN = (
    ("hs", "x"), ("ch", "j"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("z", "c"), ("q", "j"), ("k", "g"), ("t", "d"), ("p", "b"),
    ("ien", "ian"), ("ieh", "ie"), ("ih", "i"), ("ung", "ong"), ("eh", "e"), ("uo", "o"), ("yu", "u"), ("ü", "u"), ("you", "yu"),
)  # fmt: skip


def _mandarin(words: list[str]) -> list[str]:
    done = []
    for word in words:
        for old, new in _MANDARIN:
            word = word.replace(old, new)
        done.append(word)
    return done
