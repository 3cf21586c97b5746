"""Citations for reference managers and typesetters: CSL-JSON and BibTeX (biblatex's @online)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from exports.cited import Citation

_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_VERBATIM = str.maketrans({c: f"%{ord(c):02X}" for c in "{}\\ "})


def csl(citation: Citation) -> dict[str, Any]:
    """An item of CSL-JSON 1.0.2."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "webpage" if citation.official else "article-newspaper",
        "title": citation.title,
        "container-title": citation.website,
        "URL": citation.url,
        "note": citation.quote,
    }
    if citation.authors:
        item["author"] = [{"literal": author} for author in citation.authors]
    if citation.published:
        item["issued"] = _parts(citation.published)
    if citation.accessed:
        item["accessed"] = _parts(citation.accessed)
    if citation.language:
        item["language"] = citation.language
    return item


def _parts(day: dt.date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def bibtex(citation: Citation) -> str:
    """An entry; names and titles in braces of their own, so that nobody takes them apart or lowers their letters."""
    said = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in citation.authors),
        "title": f"{{{_tex(citation.title)}}}",
        "organization": f"{{{_tex(citation.website)}}}",
        "date": citation.published.isoformat() if citation.published else "",
        "url": citation.url.translate(_VERBATIM),
        "urldate": citation.accessed.isoformat() if citation.accessed else "",
        "language": _tex(citation.language),
        "note": f"“{_tex(citation.quote)}”" if citation.quote else "",
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in said.items() if value)
    return f"@online{{{re.sub(r'[^A-Za-z0-9_.:-]+', '-', citation.key)},\n{fields}\n}}\n"


def _tex(text: str) -> str:
    return text.translate(_SPECIAL)
