"""citations/: every claim with its sources, ready for Wikipedia, Wikidata, reference managers and typesetters."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from exports import newest, phrases, tables, wikidata, wikitext
from exports.bibliography import bibtex, csl
from exports.cited import NOBODY, Citation, cited
from exports.edition import Edition, Row
from exports.places import claims, people

FOLDER = "citations"
WIKITEXT, QUICK, CSL, BIBTEX = "wikitext.txt", "quickstatements.txt", "citations.json", "citations.bib"


def write(edition: Edition, folder: Path) -> None:
    inside = folder / FOLDER
    inside.mkdir(parents=True, exist_ok=True)
    series, found = newest.titles(edition), cited(edition)
    with _new(inside / WIKITEXT) as wiki, _new(inside / QUICK) as quick:
        for claim in claims(edition):
            wiki.write(wikitext.comment(f"{series.get(claim['series'], claim['series'])}: {sentence(claim)}") + "\n")
            refs = [wikitext.ref(one) for one in found[claim["id"]]]
            wiki.write("\n".join(refs or [wikitext.comment(NOBODY)]) + "\n\n")
            if command := statement(edition, claim):
                quick.write(command + "\n")
    every: dict[str, Citation] = {one.key: one for of_claim in found.values() for one in of_claim}
    with _new(inside / CSL) as out:
        out.write("[\n" + ",\n".join(tables.dumps(csl(every[key])) for key in sorted(every)) + "\n]\n")
    with _new(inside / BIBTEX) as out:
        out.write("\n".join(bibtex(every[key]) for key in sorted(every)))


def sentence(claim: Row) -> str:
    """A claim in words: "premiere of season 2: 12 September 2026, official"."""
    return f"{phrases.fact(claim['about'], claim['season'])}: {phrases.value(claim['value'])}, {claim['status']}"


def statement(edition: Edition, claim: Row) -> str:
    """The QuickStatements of a claim, "" where it has none."""
    every = edition.once("series", lambda e: {row["slug"]: row for row in e.rows("series")})
    one = every.get(claim["series"])
    return wikidata.statement(claim, one, people(edition), cited(edition).get(claim["id"], ())) if one else ""


def _new(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")
