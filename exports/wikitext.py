"""Citations as wikitext: `{{cite web}}` of the English Wikipedia, bare and in a `<ref>`."""

from __future__ import annotations

import re

from exports import phrases
from exports.cited import Citation

# A title in a script of its own goes into |script-title=, by the languages that the template knows.
_SCRIPTS = frozenset(
    word
    for words in (
        "am ar az be bg bn bs dv dz el fa gu he hi hy ja ka kk kn ko ku ky mk ml mn mr my",
        "ne or ota pa ps ru sd si sr ta te tg th ti ug uk ur uz yi yue zh",
    )
    for word in words.split()
)
_TEXT = str.maketrans({c: f"&#{ord(c)};" for c in "|{}[]<>~"})
_URL = str.maketrans({c: f"%{ord(c):02X}" for c in "|{}[]<>\"'` ^\\"})
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
_WORD = re.compile(r"__(?=[A-Z]+__)")  # __NOTOC__


def ref(citation: Citation) -> str:
    """`<ref name="…">{{cite web}}</ref>`; the same article has the same name for every claim."""
    name = re.sub(r"[^\w.-]+", "-", citation.key)
    return f'<ref name="{name}">{cite(citation)}</ref>'


def cite(citation: Citation) -> str:
    """The template in one line, parameters that are not known left out."""
    language = citation.language.partition("-")[0].lower()
    said: list[tuple[str, str]] = []
    if len(citation.authors) == 1:
        said.append(("author", plain(citation.authors[0])))
    else:
        said += [(f"author{n}", plain(author)) for n, author in enumerate(citation.authors, 1)]
    said.append(("url", address(citation.url)))
    foreign = language in _SCRIPTS and not citation.title.isascii()
    said.append(("script-title", f"{language}:{plain(citation.title)}") if foreign else ("title", plain(citation.title)))
    said.append(("website", plain(citation.website)))
    if citation.published:
        said.append(("date", phrases.day(citation.published)))
    if citation.accessed:
        said.append(("access-date", phrases.day(citation.accessed)))
    if language and language != "en":
        said.append(("language", plain(citation.language)))
    if citation.quote:
        said.append(("quote", plain(citation.quote)))
    return "{{cite web " + " ".join(f"|{name}={value}" for name, value in said if value) + "}}"


def comment(text: str) -> str:
    """A line that is not shown."""
    return f"<!-- {re.sub('-{2,}', '-', ' '.join(text.split())).replace('>', '›')} -->"


def plain(text: str) -> str:
    """Text in which nothing is markup, as entities; it reads as before."""
    text = _ENTITY.sub("&amp;", " ".join(text.split())).translate(_TEXT)
    text = text.replace("''", "&#39;&#39;").replace("://", "&#58;//")
    return _WORD.sub("&#95;&#95;", text)


def address(url: str) -> str:
    """An address in which nothing is markup."""
    return url.translate(_URL)
