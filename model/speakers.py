"""Who says it: whether the press quotes somebody who may speak for a series or an actor. Pure.

A table of words for each language, and no grammar: a sentence speaks officially where it names an agency, a
studio or a platform and a verb of saying. Somebody unnamed ("sources", 관계자) never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from model.text import sentences

# Language -> (who may speak, how saying is said). Words are looked for in lower case, from their beginning.
_WORDS: Mapping[str, tuple[str, str]] = {
    "en": (
        r"\b(?:agenc(?:y|ies)|management|publicists?|representatives?|streamer|network|studio|broadcaster|production compan(?:y|ies)"
        r"|platform|producers|publishers?|distributors?)\b",
        r"\b(?:sa(?:id|ys)|confirm(?:s|ed)|announc(?:es|ed)|statement|den(?:y|ies|ied)|shut(?:s)? down|reveal(?:s|ed)|clarif(?:ies|ied)"
        r"|stated|according to|told|ruled out)\b",
    ),
    "ko": (r"소속사|제작사|제작진|방송사|플랫폼|[가-힣]{2,4}\s?측", r"밝혔|밝히|전했|발표|공식\s?입장|부인|확인했|알렸|선을 그"),
    "ja": (r"事務所|製作会社|制作会社|配信元|放送局", r"発表|明らかに|否定|コメント|認め"),
    "es": (
        r"\b(?:agencia|representantes?|productora|plataforma|cadena)\b",
        r"\b(?:comunic|confirm|anunci|desm[ie]nt|neg[óa]|inform|según|asegur|revel)\w*",
    ),
    "de": (
        r"\b(?:agentur|management|produktionsfirma|sender|streamingdienst|plattform|studio)\b",
        r"\b(?:bestätig|teilte|mitgeteilt|dementier|erklär|bekannt|kündig|angekündigt|laut)\w*",
    ),
}
_WHO = re.compile("|".join(who for who, _ in _WORDS.values()))
_SAYS = re.compile("|".join(says for _, says in _WORDS.values()))
_NEIGHBOURS = 1  # sentences before and after that still tell who speaks


def speaks_officially(text: str, start: int, end: int, names: Sequence[str] = ()) -> bool:
    """Whether what stands at [start, end) is told by somebody official, in its own sentence or the one beside it.

    `names` are those of platform, studio and agency, beside the common words for them.
    """
    bounds = sentences(text)
    mine = [n for n, (first, last) in enumerate(bounds) if first < end and last > start]
    if not mine:
        return False
    near = bounds[max(0, mine[0] - _NEIGHBOURS) : mine[-1] + _NEIGHBOURS + 1]
    return any(_official(text[first:last].lower(), tuple(names)) for first, last in near)


def _official(sentence: str, names: tuple[str, ...]) -> bool:
    if not _SAYS.search(sentence):
        return False
    named = _named(names)
    return bool(_WHO.search(sentence)) or (named is not None and bool(named.search(sentence)))


@lru_cache(maxsize=256)
def _named(names: tuple[str, ...]) -> re.Pattern[str] | None:
    words = "|".join(re.escape(n.lower()) for n in sorted(names, key=len, reverse=True) if n)
    return re.compile(words) if words else None
