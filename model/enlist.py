"""A person written into series.yaml as text, so that what people wrote there, comments and order above all, stays.

Pure: writing the file is model/amend.py's. The new text is read back by the strict reader: it must hold what the
old one held and the person, and nothing else, or it is refused.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Sequence

from model.amend import quoted
from model.errors import ConfigError, Problem
from model.strict import Node, load
from model.watch import parse_series
from model.watched import Person

_NAME = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)+|[^\x00-\x7f]+(?<![\W\d])")  # needs no quotation marks
_BOM = b"\xef\xbb\xbf"


def render_person(person: Person, depth: int) -> str:
    """The entry as text, `depth` spaces deep; what is empty is left out."""
    lines = [f"slug: {quoted(person.slug)}", f"name: {_scalar(person.name)}"]
    if person.native:
        lines.append(f"native: {_scalar(person.native)}")
    if person.also:
        lines.append(f"also: [{', '.join(map(_scalar, person.also))}]")
    for key, name, rows in (
        ("plays", "character", [(p.character, p.seasons) for p in person.plays]),
        ("does", "job", [(d.job, d.seasons) for d in person.does]),
    ):
        if rows:
            lines.append(f"{key}: [{', '.join(_row(name, said, seasons) for said, seasons in rows)}]")
    margin = " " * depth
    return "".join(margin + ("- " if number == 0 else "  ") + line + "\n" for number, line in enumerate(lines))


def _scalar(text: str) -> str:
    return text if _NAME.fullmatch(text) and text.isprintable() else quoted(text)


def _row(name: str, said: str, seasons: Sequence[int]) -> str:
    return f"{{{name}: {_scalar(said)}" + (f", seasons: [{', '.join(map(str, seasons))}]" if seasons else "") + "}"


def with_person(raw: bytes, series: str, person: Person, file: str = "series.yaml") -> bytes:
    """series.yaml with one more person behind the others of the series; ConfigError where the file or the entry is wrong."""
    known = parse_series(raw, file)
    entry = _entry(load(raw, file), series, file)
    text = raw.decode("utf-8-sig")
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += ending
    at, block = _placed(entry, lines, person, file)
    lines[at:at] = [line.rstrip("\n") + ending for line in block.splitlines(keepends=True)]
    new = (_BOM if raw.startswith(_BOM) else b"") + "".join(lines).encode("utf-8")
    wanted = tuple(dataclasses.replace(s, people=(*s.people, person)) if s.slug == series else s for s in known)
    if parse_series(new, file) != wanted:
        raise _refused(file, entry, "is written in a way that nothing can be added to safely; add the person by hand")
    return new


def difference(before: bytes, after: bytes, name: str = "series.yaml") -> str:
    """What a change does to the file, as a unified diff."""
    old, new = (raw.decode("utf-8-sig").splitlines() for raw in (before, after))
    return "\n".join(difflib.unified_diff(old, new, name, name, lineterm=""))


def _refused(file: str, node: Node, says: str) -> ConfigError:
    return ConfigError([Problem(file, node.line, node.column, "people", says)])


def _entry(document: Node, series: str, file: str) -> Node:
    listed = next(value for name, value in document.pairs if name.text == "series")
    for node in listed.items:
        if any(name.text == "slug" and value.text == series for name, value in node.pairs):
            return node
    raise ConfigError([Problem(file, 0, 0, "series", f"has no {series}")])


def _placed(entry: Node, lines: list[str], person: Person, file: str) -> tuple[int, str]:
    """(number of the line that it goes before, the text)"""
    if _char(lines, entry) == "{":
        raise _refused(file, entry, "is written in braces; put its keys on lines of their own first")
    found = next(((name, value) for name, value in entry.pairs if name.text == "people"), None)
    if found is None:
        depth = entry.pairs[0][0].column - 1
        end = _end(lines, entry.pairs[-1][0].line, depth, dashes=True)
        return end, " " * depth + "people:\n" + render_person(person, depth + 2)
    name, people = found
    if people.items:
        if _char(lines, people) == "[":
            raise _refused(file, people, "is written in brackets; put each person on lines of their own first")
        depth = people.column - 1
        return _end(lines, people.items[-1].line, depth, dashes=False), render_person(person, depth)
    emptied = re.sub(r"\[\s*\]", "", lines[name.line - 1], count=1)
    if people.line != name.line or emptied == lines[name.line - 1]:
        raise _refused(file, name, "write the empty list as `people: []` on one line first")
    lines[name.line - 1] = emptied.rstrip() + "\n"
    return name.line, render_person(person, name.column + 1)


def _char(lines: Sequence[str], node: Node) -> str:
    return lines[node.line - 1][node.column - 1 : node.column]


def _end(lines: Sequence[str], line: int, depth: int, *, dashes: bool) -> int:
    """The number of the line after all that belongs to what begins on `line`: what is deeper, without blank lines at its end.

    `dashes`: a list of the last key may stand as deep as the key.
    """
    end = line
    for number in range(line, len(lines)):
        text = lines[number]
        if not text.strip():
            continue
        indent = len(text) - len(text.lstrip(" "))
        if indent <= depth and not (dashes and indent == depth and text.lstrip().startswith("- ")):
            break
        end = number + 1
    return end
