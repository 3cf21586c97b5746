"""A source's own rules: where its pages keep each field, as CSS or XPath. What is wrong with one is told by file, line and key.

An XPath begins with `/`, `./` or `(`, which no CSS selector does. Both are judged by the libraries that will read with them:
only they know what they take. XPath may be slow on purpose or by mistake; pages are read in workers that are ended after a time.
"""

from __future__ import annotations

import re
from pathlib import Path

from model.errors import ConfigError, Problem
from model.strict import Complaints, Form, Node, load
from model.watched import Rules

MAX_SELECTOR = 500  # characters
FIELDS = ("title", "published", "modified", "authors", "body", "language")
RULES = ("links", *FIELDS, "cut")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALLED = re.compile(r"([A-Za-z_][\w.:-]*)\s*\(")
_FUNCTIONS = frozenset(
    [
        "last",
        "position",
        "count",
        "id",
        "local-name",
        "namespace-uri",
        "name",
        "string",
        "concat",
        "starts-with",
        "contains",
        "substring-before",
        "substring-after",
        "substring",
        "string-length",
        "normalize-space",
        "translate",
        "boolean",
        "not",
        "true",
        "false",
        "lang",
        "number",
        "sum",
        "floor",
        "ceiling",
        "round",
        "text",
        "node",
        "comment",
        "processing-instruction",
        "and",
        "or",
        "div",
        "mod",
    ]
)  # XPath 1.0 (chapter 4), its node tests, and its operators; libxml2 would tell of a stranger only where it comes to be called
_EMPTY = "<html><head></head><body><p><a href='/'>a</a></p></body></html>"


def is_xpath(selector: str) -> bool:
    """Whether a selector is XPath: the other language of rules is CSS, which cannot begin so."""
    return selector.lstrip().startswith(("/", "./", "("))


def read_rules(path: Path) -> Rules:
    """Rules that stand alone in a file, as they would stand under `rules:`; raises ConfigError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or type(error).__name__}")]) from error
    complaints = Complaints(str(path))
    node = load(raw, str(path))
    only = next((value for name, value in node.pairs if name.text == "rules"), None) if len(node.pairs) == 1 else None
    rules = rules_of(node if only is None else only, "" if only is None else "rules", complaints)
    complaints.settle()
    return rules


def rules_of(node: Node, path: str, complaints: Complaints) -> Rules:
    """The rules of one source; what is wrong with them goes to `complaints`."""
    form = Form(node, path, complaints, RULES)
    said = {key: form.text(key, check=selector_problem) for key in FIELDS}
    return Rules(links=form.text("links", check=links_problem), cut=form.texts("cut", check=element_problem), **said)


def selector_problem(selector: str) -> str:
    """Why a field cannot be read by this selector; "" where it can."""
    if len(selector) > MAX_SELECTOR:
        return f"is longer than {MAX_SELECTOR} characters"
    if is_xpath(selector):
        return _xpath_problem(selector)
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        return f"is no CSS selector: {_first_line(error)}"
    return ""


def element_problem(selector: str) -> str:
    """As `selector_problem`, for what must find elements, not texts."""
    if problem := selector_problem(selector):
        return problem
    return "finds texts, and must find elements" if is_xpath(selector) and _finds_text(selector) else ""


def links_problem(selector: str) -> str:
    """Why the links of a list page cannot be found by this selector. CSS of list pages is soupsieve's, which knows more of it."""
    if len(selector) > MAX_SELECTOR or is_xpath(selector):
        return selector_problem(selector)
    import soupsieve  # here, since it draws in bs4, which most files don't need

    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, ValueError) as error:
        return f"is no CSS selector: {_first_line(error)}"
    return ""


def _xpath_problem(selector: str) -> str:
    bare = _QUOTED.sub("''", selector)
    if strange := [name for name in _CALLED.findall(bare) if name not in _FUNCTIONS]:
        return f"is no XPath 1.0: it has no function {strange[0]}()"
    if "$" in bare:
        return "is no XPath: it has a variable, and nothing would fill it"
    from lxml.etree import XPath, XPathError, fromstring  # libxml2 is the judge of what libxml2 will read

    try:
        XPath(selector)(fromstring(_EMPTY))
    except (XPathError, ValueError, TypeError) as error:
        return f"is no XPath: {_first_line(error)}"
    return ""


def _finds_text(selector: str) -> bool:
    """Whether the last step is an attribute or a text. Strings and numbers come from functions, which begin with a name."""
    last = selector.rstrip(" )").rpartition("/")[2].strip()
    return last.startswith(("@", "text(", "attribute::"))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "cannot be read"
