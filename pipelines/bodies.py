"""Bodies that are copies of one another, and whom a text credits. Pure.

Copies are found by shingles: runs of five words (of nine characters in scripts without spaces). Containment, the
share of the smaller text's shingles that the larger has too, finds a copy that was trimmed or framed by a site.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache

from model.text import fold
from pipelines.sounds import latin_of
from pipelines.titles import key_of

RUN, RUN_CJK = 5, 9
SKETCH = 24  # smallest shingles that are kept as keys: two texts of which half is common share about half of them
FEWEST = 12  # shingles; a shorter text proves nothing
COPY = 0.84  # containment from which a text is another's copy; a careful rewrite stays below
RETOLD = 0.4  # … from which it tells the same story in its sentences
DERIVED = 0.25  # … from which it was written over another's

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[぀-ヿ一-鿿가-힣]")


@lru_cache(maxsize=4_000)
def shingles(body: str) -> frozenset[int]:
    """The text's runs of words as 32-bit numbers."""
    folded = fold(body)
    words = _WORD.findall(folded)
    if not words:
        return frozenset()
    if len(_CJK.findall(folded)) * 3 > len(folded):
        run = "".join(words)
        pieces: Iterable[str] = (run[i : i + RUN_CJK] for i in range(len(run) - RUN_CJK + 1))
    else:
        pieces = (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
    return frozenset(zlib.crc32(p.encode("utf-8", "surrogatepass")) for p in pieces)


def keys(body: str) -> tuple[int, ...]:
    """The smallest SKETCH shingles: texts with much in common have many of them in common."""
    found = shingles(body)
    return tuple(key_of("body", n) for n in sorted(found)[:SKETCH]) if len(found) >= FEWEST else ()


def containment(a: str, b: str) -> float:
    """The share of the smaller text's shingles that the other has; 0 where a text is too short to say."""
    first, second = shingles(a), shingles(b)
    if min(len(first), len(second)) < FEWEST:
        return 0.0
    return len(first & second) / min(len(first), len(second))


# --- credits --------------------------------------------------------------------------------------

_DATELINE = re.compile(r"^.{0,80}?\b[A-ZÄÖÜ][\w .,'’/-]{1,40}\(([A-Z][\w&. -]{1,30})\)\s*[-–—]{1,2}\s", re.MULTILINE)
_DATELINE_KO = re.compile(r"^\s*[(\[]\s?[가-힣]{2,6}\s?=\s?([가-힣A-Za-z]{2,12})\s?[)\]]|=\s?([가-힣]{2,8}통신)", re.MULTILINE)
_CREDIT = re.compile(
    r"\b(?:via|h/t|source:|first reported by|as reported by|reported by|according to(?: a report (?:in|by|from))?|citing|told|tells|"
    r"(?:(?:to|in|by|from) )?(?:the )(?:newspaper|outlet|site|website|magazine|daily|forum|portal|broadcaster|channel)|(?:korean|japanese|spanish|german|local) (?:outlet|site|daily|newspaper|media outlet)|"
    r"(?:a )?post(?:er|ed)? on|interview with|spoke to|nach angaben (?:von|der|des)|laut|wie .{0,20}berichtet|seg[uú]n(?: informa| publica| el diario)?|adelantad[oa] por|recoge)\s*(?:the\s+|der\s+|die\s+|el\s+|la\s+)?$",
    re.IGNORECASE,
)
_CREDIT_AFTER = re.compile(
    r"^\W{0,3}(?:reports?\b|reported\b|says\b|said\b|sat down|writes\b|has learned|interview|forum|berichtet|informa|publica|에 따르면|은 보도|는 보도|이 보도|가 보도|보도에|によると|が報じ|は報じ)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"\b(?:said|announced|statement|release[ds]? (?:the|a)|published|confirmed|revealed)\b", re.IGNORECASE)
SHORTEST_NAME = 4
_NAME_WORD = re.compile(r"[^\W_]+")
LOOKED_AT = 1_500  # characters of a text in which credits are looked for


def agency(body: str) -> str:
    """The news agency of a dateline ("LONDON (Harbour Press) -", "(서울=연합뉴스)"), folded; "" where there is none."""
    head = body[:LOOKED_AT]
    match = _DATELINE.search(head) or _DATELINE_KO.search(head)
    return fold(next((g for g in match.groups() if g), "")) if match else ""


def credits_outlet(body: str, names: Iterable[str]) -> bool:
    """Whether a text says that it has its news from an outlet of one of these names, in whatever script and spacing."""
    wanted = {heard for name in names if len(name) >= SHORTEST_NAME for heard in _heard(fold(name))}
    named, begun = _credited(body[:LOOKED_AT])
    return not wanted.isdisjoint(named) or any(_begins(w, h) for w in wanted for h in begun)


@lru_cache(maxsize=4_000)
def _credited(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The sounds of all that a text credits, runs of up to three words each; and of the single words that may be a name shortened."""
    text = fold(text)
    named: set[str] = set()
    begun: set[str] = set()
    words = list(_NAME_WORD.finditer(text))
    for i, first in enumerate(words):
        cue = _CREDIT.search(text[max(0, first.start() - 60) : first.start()])
        for last in words[i : i + 3]:
            if cue or _CREDIT_AFTER.match(text[last.end() : last.end() + 30]):
                named |= _heard(text[first.start() : last.end()])
        if cue and len(first[0]) > SHORTEST_NAME:
            begun |= _heard(first[0])
    return frozenset(named), frozenset(begun)


def _heard(name: str) -> frozenset[str]:
    """How a name of several words sounds, said as one and word by word."""
    return frozenset((latin_of(name), "".join(map(latin_of, _NAME_WORD.findall(name)))))


def _begins(whole: str, start: str) -> bool:
    """ "Mirae" of "mirae-ent": a name shortened, but not to less than half."""
    return len(start) >= SHORTEST_NAME and whole.startswith(start) and len(start) * 2 >= len(whole)


def relays_a_statement(body: str) -> bool:
    """Whether an agency's text only passes on what a company said."""
    return bool(agency(body) and _OWN_WORDS.search(body[:LOOKED_AT]))
