"""JSON-LD: what a publisher tells machines, flattened into a list of nodes.

Written by machines for machines and broken all the same: comments, CDATA, trailing commas and raw line breaks are mended;
what cannot be mended is left. Depth and count are bounded before anything recurses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]

SCRIPT_LIMIT = 2_000_000  # characters of one script
BRACKETS_DEEP = 60  # levels of nesting; real pages stay below 12
NODE_LIMIT = 400  # nodes of one page
SCRIPTS = 30  # scripts of one page

ARTICLES = frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "backgroundnewsarticle",
        "opinionnewsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "satiricalarticle",
        "advertisercontentarticle",
        "scholarlyarticle",
        "techarticle",
        "socialmediaposting",
        "liveblogposting",
        "report",
        "review",
        "medicalscholarlyarticle",
        "discussionforumposting",
        "recipe",
        "criticreview",
    ]
)
PAGES = frozenset(["webpage", "itempage", "aboutpage", "videoobject", "podcastepisode"])
LISTS = frozenset(["collectionpage", "itemlist", "searchresultspage", "profilepage"])
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed")
_WRAP = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)?[\s;]*$")
_TRAILING = re.compile(r",(\s*[}\]])")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def linked_data(scripts: Iterable[str]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for number, script in enumerate(scripts):
        if number >= SCRIPTS or len(nodes) >= NODE_LIMIT:
            break
        if len(script) <= SCRIPT_LIMIT and (value := _load(script)) is not None:
            _walk(value, nodes)
    return tuple(nodes)


def types(node: Node) -> set[str]:
    """Its types, lower case, without a vocabulary's address."""
    kinds = node.get("@type")
    found = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in found if isinstance(kind, str)}


def string(value: Any) -> str:
    """The text of a value: a string, the first of a list, or the `@value` or `name` of a node."""
    for _ in range(4):
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, Mapping):
            value = value.get("@value") or value.get("name") or value.get("@id")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        else:
            return ""
    return ""


def _load(script: str) -> Any:
    text = _WRAP.sub("", script.strip()).strip()
    if not text or _deep(text):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.JSONDecoder(strict=False).raw_decode(_TRAILING.sub(r"\1", text))[0]
    except (ValueError, RecursionError):
        return None


def _deep(text: str) -> bool:
    """Whether brackets nest deeper than any page's data does; strings don't count."""
    if max(text.count("["), text.count("{")) <= BRACKETS_DEEP:
        return False
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > BRACKETS_DEEP:
            return True
    return False


def _walk(value: Any, nodes: list[Node]) -> None:
    """Depth first, in the page's order."""
    stack = [value]
    while stack and len(nodes) < NODE_LIMIT:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value[:NODE_LIMIT]))
        elif isinstance(value, dict):
            nodes.append(value)
            stack.extend(value[key] for key in reversed(_CONTAINERS) if isinstance(value.get(key), list | dict))
