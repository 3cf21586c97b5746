"""What is said of a person in a sentence, one module of tables a language.

A module holds RULES (relation, pattern) in order of weight, NEW (words that make whoever is named after them a newcomer),
AS (between a name and its part in a list), LINK (the end of a clause that another may follow), CUES (words that settle a clause where no rule did), PRONOUN (who takes up the person named before), BARE (a part said without naming anybody), VISIT, and `role`, which trims a captured part to the words that name it. In the
patterns WHO stands for one name or a list of names, WHOM for a list that ends with its "and", ONE for one name, ROLE for the words of a part, GONE for one who makes room for WHO; see `compiled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = "(?:[\ue000-\uf0ff]\uf8ff*+)"  # a name in a skeleton: its first character numbered, the others blank
PAREN = r"(?:\s?[(（][^()（）\n]{1,60}[)）])?"
_BETWEEN = r"(?:\s*[,;]\s*(?:and\s+|y\s+|e\s+|und\s+)?|\s+(?:and|&|y|e|und|sowie|nor|ni|noch|along\s+with|alongside|plus)\s+|\s*[·・、/]\s*|(?:와|과|이랑|랑|と)\s*,?\s*|さん、?と?)"
_WHOSE = r"(?:(?:[A-Z][\w-]*['’]s|(?:the\s+)?(?:actor|actress|newcomer|star|fellow|veteran|rising|co-star)s?|배우|俳優の|女優の)\s*){0,2}"
MANY = f"{NAME}{PAREN}(?:{_BETWEEN}{_WHOSE}{NAME}{PAREN}){{0,15}}"
LINKED = f"{_BETWEEN}{_WHOSE}"  # between two names of a list
_ENDED = (
    rf"{NAME}{PAREN}(?:\s*[,;]\s*{_WHOSE}{NAME}{PAREN}){{0,14}}(?:[,;]?\s+(?:and|&)\s+{_WHOSE}{NAME}{PAREN})?"  # "A, B and C", and no D
)
LISTED = re.compile(f"{NAME}{PAREN}(?:{_BETWEEN}{_WHOSE}{NAME}{PAREN}){{1,15}}")  # two names at least
TITLE = "■"  # stands for each character of a title in a skeleton


NEVER = re.compile(r"(?!)")


def cued(cues: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Cues: words that settle a clause where no rule did."""
    return tuple((relation, re.compile(pattern, re.IGNORECASE)) for relation, pattern in cues)


def compiled(rules: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Rules with WHO, ONE and ROLE written out."""
    done = []
    for relation, pattern in rules:
        body = (
            pattern.replace("GONE", f"(?P<gone>{NAME})")
            .replace("WHOM", f"(?P<who>{_ENDED})")
            .replace("WHO", f"(?P<who>{MANY})")
            .replace("ONE", f"(?P<who>{NAME})")
            .replace("ROLE", r"(?P<role>[^.;:!?()\n\ue000-\uf8ff“”\"■][^.;:!?\n\ue000-\uf8ff“”\"■]{0,90})")
        )
        done.append((relation, re.compile(body, re.IGNORECASE)))
    return tuple(done)
