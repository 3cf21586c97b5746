"""What is no YAML, in words that help to mend it, and where it begins."""

from __future__ import annotations

import re

import yaml

from model.errors import Problem

# What was begun and not ended: the mistake is where it begins, and libyaml only sees it lines later.
_BEGUN = {
    "while scanning a simple key": "a key has a colon and a space behind it, such as `every: 30m`",
    "while scanning a quoted scalar": "the quotation mark that begins here is not closed",
    "while parsing a flow sequence": "the list that begins here has no comma between two of its parts, or is not closed with ]",
    "while parsing a flow mapping": "what begins here has no comma between two of its parts, or is not closed with }",
}
_ODD = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def slip(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """The complaint about a text that libyaml could not read."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(file, *_place_of_odd(text), "", "has a character that YAML does not allow")
    begun = error.context_mark if error.context in _BEGUN else None
    mark = begun or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(file, line, column, "", f"is not YAML: {_BEGUN[error.context] if begun and error.context else _said(error)}")


def _said(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(part for part in (error.context, error.problem) if part)
    if "cannot start any token" in said:
        return said + " (indent with spaces, never tabs, and put text that starts oddly in quotes)"
    if "mapping values are not allowed" in said:
        return said + " (put text that holds a colon and a space in quotes)"
    return said


def _place_of_odd(text: str) -> tuple[int, int]:
    odd = _ODD.search(text)
    if odd is None:
        return 0, 0
    return text.count("\n", 0, odd.start()) + 1, odd.start() - text.rfind("\n", 0, odd.start())
