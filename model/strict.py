"""Strict YAML: one document of YAML 1.2 without tags, every node with its line and column.

Built on libyaml's events (PyYAML), with a resolver of our own: the usual loaders follow YAML 1.1, where
`language: no` is False and `every: 1:30` is 90, keep the last of two equal keys without a word, and
unfold aliases without a bound. Nothing here knows what the files mean; `Form` reads typed keys of a
mapping and gathers every complaint, so that an operator mends a file in one go.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import yaml

from model.errors import ConfigError, Problem
from model.slips import slip

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 20
MAX_ALIASES = 200
MAX_NODES = 200_000  # with every alias unfolded
MAX_LISTED = 2000  # texts or numbers in one list
MAX_PROBLEMS = 100  # a file that is wrong from end to end need not fill the screen

Kind = Literal["map", "list", "text", "whole", "number", "switch", "nothing"]
_SAID: dict[Kind, str] = {
    "map": "a mapping",
    "list": "a list",
    "text": "text",
    "whole": "a whole number",
    "number": "a number",
    "switch": "true or false",
    "nothing": "nothing",
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The core schema of YAML 1.2 (chapter 10.3). Whole numbers are bounded: int() refuses 4300 digits by raising.
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,16}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_SWITCH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

T = TypeVar("T")
W = TypeVar("W", bound=str)


@dataclass(slots=True)
class Node:
    """A value of the file, where it stands, and how many nodes it holds with aliases unfolded."""

    kind: Kind
    line: int
    column: int
    text: str = ""
    whole: int = 0
    switch: bool = False
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1
    tag: str = ""

    @property
    def said(self) -> str:
        return _SAID[self.kind]


class _Refused(Exception):
    """The file can't be read on from here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load(raw: bytes, file: str) -> Node:
    """Read one document; raises ConfigError. `file` is how the complaints call it."""
    if len(raw) > MAX_BYTES:
        raise ConfigError([Problem(file, 0, 0, "", f"more than {MAX_BYTES} bytes")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise ConfigError([Problem(file, line, column, "", "is not UTF-8")]) from error
    try:
        document = _compose(text, file)
    except _Refused as refused:
        raise ConfigError([refused.problem]) from refused
    except yaml.YAMLError as error:
        raise ConfigError([slip(error, text, file)]) from error
    problems = list(_tags(document, file, ""))
    if problems:
        raise ConfigError(problems[:MAX_PROBLEMS])
    return document


def _compose(text: str, file: str) -> Node:
    """Nodes from events. A loop with a stack, so that depth is ours to bound."""
    stack: list[tuple[Node, str]] = []  # with the anchor that is set once the node is closed
    keys: list[Node | None] = []
    anchors: dict[str, Node] = {}
    root: Node | None = None
    aliases = nodes = documents = 0

    def refuse(event: Any, message: str) -> _Refused:
        key = next((k.text for k in reversed(keys) if k is not None), "")
        line, column = _at(event)
        return _Refused(Problem(file, line, column, key, message))

    def place(node: Node, event: Any) -> None:
        nonlocal root, nodes
        nodes += node.size
        if nodes > MAX_NODES:
            raise refuse(event, f"more than {MAX_NODES} values, aliases unfolded")
        if not stack:
            root = node
            return
        parent = stack[-1][0]
        if parent.kind == "list":
            parent.items.append(node)
        elif keys[-1] is None:
            keys[-1] = node
        else:
            parent.pairs.append((keys[-1], node))
            keys[-1] = None

    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refuse(event, "a second document starts here; one is all there may be")
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES:
                raise refuse(event, f"more than {MAX_ALIASES} aliases")
            known = anchors.get(str(event.anchor))
            if known is None:
                raise refuse(event, f"alias *{event.anchor} stands before its anchor is complete, or has none")
            place(known, event)
        elif isinstance(event, yaml.ScalarEvent):
            node = _scalar(event)
            place(node, event)
            if event.anchor:
                anchors[event.anchor] = node
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise refuse(event, f"nested more than {MAX_DEPTH} deep")
            kind: Kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            opened = Node(kind, *_at(event), tag=_tag(event))
            stack.append((opened, event.anchor or ""))
            keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed, anchor = stack.pop()
            keys.pop()
            closed.size = 1 + sum(n.size for n in closed.items) + sum(k.size + v.size for k, v in closed.pairs)
            nodes -= closed.size - 1  # its parts were counted when they came
            place(closed, event)
            if anchor:
                anchors[anchor] = closed
    if root is None:
        return Node("nothing", 0, 0)
    return root


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _tag(event: Any) -> str:
    # "!" on a quoted scalar is libyaml's way to say "no tag but a string"
    return event.tag if event.tag and event.tag != "!" else ""


def _scalar(event: Any) -> Node:
    text: str = event.value
    node = Node("text", *_at(event), text=text, tag=_tag(event))
    if event.style in ("'", '"', "|", ">"):
        return node
    if text in _NOTHING:
        node.kind = "nothing"
    elif text in _SWITCH:
        node.kind, node.switch = "switch", _SWITCH[text]
    elif _WHOLE.fullmatch(text):
        node.kind, node.whole = "whole", int(text, {"0x": 16, "0o": 8}.get(text[:2], 10))
    elif _NUMBER.fullmatch(text):
        node.kind = "number"
    return node


def _tags(root: Node, file: str, key: str) -> Iterator[Problem]:
    seen: set[int] = set()  # an alias need not be walked twice
    waiting = [(root, key)]
    while waiting:
        node, key = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.tag:
            yield Problem(file, node.line, node.column, key, f"tags are not allowed here ({node.tag[:60]})")
        waiting.extend((item, key) for item in reversed(node.items))
        for name, value in reversed(node.pairs):
            waiting.append((value, name.text or key))
            waiting.append((name, name.text or key))


class Complaints:
    """All that is wrong with one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    @property
    def full(self) -> bool:
        """Enough is wrong: what else is wrong is told when this is mended."""
        return len(self.problems) >= MAX_PROBLEMS

    def add(self, node: Node | None, key: str, message: str) -> None:
        if self.full:
            return
        line, column = (node.line, node.column) if node else (0, 0)
        self.problems.append(Problem(self.file, line, column, key, message))

    def settle(self) -> None:
        """Raise what was gathered, in the order of the file."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda p: (p.line, p.column))
            raise ConfigError(ordered, hint=f"mend {self.file} and run the command again; nothing was done")


class Form:
    """A mapping that is read key by key. What is missing or wrong gives the default and a complaint."""

    def __init__(self, node: Node, path: str, complaints: Complaints, allowed: Sequence[str]) -> None:
        self.node, self.path, self.complaints = node, path, complaints
        self.fields: dict[str, tuple[Node, Node]] = {}
        self.first: Node = node.pairs[0][0] if node.pairs else node
        if node.kind != "map":
            complaints.add(node, path, f"must be a mapping (key: value), not {node.said}")
            return
        for name, value in node.pairs:
            if name.kind in ("map", "list"):
                complaints.add(name, path, "a key must be a plain word")
            elif name.text in self.fields:
                complaints.add(name, self.at(name.text), "stands here twice")
            elif name.text not in allowed:
                complaints.add(name, self.at(name.text), "" if complaints.full else _unknown(name.text, allowed))
            else:
                self.fields[name.text] = (name, value)

    def at(self, key: str) -> str:
        return f"{self.path}.{key[:80]}" if self.path else key[:80]

    def has(self, key: str) -> bool:
        return key in self.fields

    def wrong(self, key: str, message: str) -> None:
        """Complain of `key`; of the mapping's first line where it is missing."""
        name = self.fields[key][0] if key in self.fields else self.first
        self.complaints.add(name, self.at(key), message)

    def value(self, key: str, *kinds: Kind) -> Node | None:
        if key not in self.fields:
            return None
        node = self.fields[key][1]
        if node.kind in kinds:
            return node
        hint = "; put it in quotes" if kinds == ("text",) and node.kind not in ("map", "list", "nothing") else ""
        self.wrong(key, f"must be {' or '.join(_SAID[k] for k in kinds)}, not {node.said}{hint}")
        return None

    def text(self, key: str, default: str = "", check: Callable[[str], str] | None = None, *, required: bool = False) -> str:
        """Text of one line. `check` gives the complaint, "" for none."""
        if required and key not in self.fields:
            self.wrong(key, "is missing")
        node = self.value(key, "text")
        if node is None:
            return default
        problem = _line(node.text) or (check(node.text) if check else "")
        if problem:
            self.wrong(key, problem)
            return default
        return node.text.strip()

    def prose(self, key: str) -> str:
        """Text that may go over several lines."""
        node = self.value(key, "text")
        if node is not None and not node.text.replace("\n", "").isprintable():
            self.wrong(key, "must not hold control characters")
            return ""
        return "" if node is None else node.text.strip()

    def switch(self, key: str, default: bool = False) -> bool:
        node = self.value(key, "switch")
        return default if node is None else node.switch

    def whole(self, key: str, default: int, low: int, high: int, *, required: bool = False) -> int:
        if required and key not in self.fields:
            self.wrong(key, "is missing")
        node = self.value(key, "whole")
        if node is None:
            return default
        if not low <= node.whole <= high:
            self.wrong(key, f"must be from {low} to {high}")
            return default
        return node.whole

    def one_of(self, key: str, words: Sequence[W], default: W) -> W:
        said = self.text(key, default, lambda text: "" if text in words else f"must be one of {', '.join(words)}")
        return next((word for word in words if word == said), default)

    def nodes(self, key: str) -> list[Node]:
        node = self.value(key, "list")
        return [] if node is None else node.items

    def _short(self, key: str) -> list[Node]:
        nodes = self.nodes(key)
        if len(nodes) > MAX_LISTED:
            self.wrong(key, f"lists more than {MAX_LISTED}")
            return []
        return nodes

    def texts(self, key: str, check: Callable[[str], str] | None = None) -> tuple[str, ...]:
        """A list of texts, each checked, no two alike."""
        found: dict[str, None] = {}
        for number, node in enumerate(self._short(key)):
            path = f"{self.at(key)}[{number}]"
            if node.kind != "text":
                self.complaints.add(
                    node, path, f"must be text, not {node.said}" + ("" if node.kind in ("map", "list") else "; put it in quotes")
                )
                continue
            problem = _line(node.text) or (check(node.text) if check else "")
            if problem:
                self.complaints.add(node, path, problem)
            elif node.text.strip() in found:
                self.complaints.add(node, path, "stands here twice")
            else:
                found[node.text.strip()] = None
        return tuple(found)

    def wholes(self, key: str, low: int, high: int) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for number, node in enumerate(self._short(key)):
            if node.kind != "whole" or not low <= node.whole <= high:
                self.complaints.add(node, f"{self.at(key)}[{number}]", f"must be a whole number from {low} to {high}")
            else:
                found[node.whole] = None
        return tuple(found)

    def each(self, key: str, read: Callable[[Node, str], T | None]) -> tuple[T, ...]:
        """A list of mappings, each read by `read(node, path)`."""
        found = []
        for number, node in enumerate(self.nodes(key)):
            record = read(node, f"{self.at(key)}[{_called(node) or number}]")
            if record is not None:
                found.append(record)
        return tuple(found)


def _called(node: Node) -> str:
    """What a person would call this entry: its slug, where it has one."""
    return next((v.text[:60] for k, v in node.pairs if k.text == "slug" and v.kind == "text" and v.text.isprintable()), "")


def _line(text: str) -> str:
    if not text.strip():
        return "is empty"
    if not text.strip().isprintable():
        return "must be one line without control characters"
    return ""


def _unknown(key: str, allowed: Sequence[str]) -> str:
    near = difflib.get_close_matches(key[:80], allowed, n=1, cutoff=0.6)
    return f"is not a key here; did you mean {near[0]}?" if near else f"is not a key here; there are {', '.join(allowed)}"
