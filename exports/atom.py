"""stories.atom and changes.atom (RFC 4287): what was approved, and what is believed otherwise than before."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from exports import newest, phrases
from exports.edition import Edition, Row
from exports.newest import Proof, Told

_EPOCH = "1970-01-01T00:00:00Z"  # `updated` of a feed in which nothing was decided yet
# XML 1.0 has no place for these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(edition: Edition, folder: Path) -> None:
    series = newest.titles(edition)
    sources = newest.names(edition)
    told = [_story(edition, one, series, sources) for one in newest.stories(edition)]
    _feed(edition, folder / "stories.atom", "stories", f"{edition.title}: stories", told)
    changes = newest.changes(edition)
    proofs = newest.proofs_of(edition, changes)
    moved = [_change(edition, change, series, proofs.get(change["id"])) for change in changes]
    _feed(edition, folder / "changes.atom", "changes", f"{edition.title}: what changed", moved)


def _feed(edition: Edition, path: Path, name: str, title: str, entries: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n')
        out.write(f"<id>{edition.identity(name)}</id>\n{_tag('title', title)}<updated>{edition.as_of or _EPOCH}</updated>\n")
        out.write(_tag("author", f"<name>{text(edition.title)}</name>", raw=True))
        out.write(_tag("rights", f"{edition.licence} ({edition.licence_url})"))
        out.write("<generator>showwire</generator>\n")
        if edition.home:
            out.write(f'<link rel="self" type="application/atom+xml" href={attribute(edition.home + path.name)}/>\n')
            out.write(f'<link rel="alternate" type="text/html" href={attribute(edition.home)}/>\n')
        out.writelines(entries)
        out.write("</feed>\n")


def _story(edition: Edition, one: Told, series: dict[str, str], sources: dict[str, str]) -> str:
    story, lead, slug = one.story, one.lead, str(one.story["series"])
    said = phrases.count(story["articles"], "article") + ", " + phrases.count(story["origins"], "origin")
    summary = f"{lead['excerpt']} ({said})" if lead["excerpt"] else said
    parts = [
        f"<id>{edition.identity('story', slug, story['id'])}</id>\n",
        _tag("title", str(story["headline"])),
        f"<updated>{one.updated}</updated>\n",
        f"<published>{_moment(one.published)}</published>\n" if one.published else "",
        f'<link rel="alternate" href={attribute(lead["url"])}/>\n',
        *(
            f'<link rel="via" href={attribute(a["url"])} title={attribute(str(sources.get(a["source"], a["source"])))}/>\n'
            for a in one.articles
        ),
        *(
            _tag("author", f"<name>{text(name)}</name>", raw=True)
            for name in lead["authors"] or [sources.get(lead["source"], lead["source"])]
        ),
        f"<category term={attribute(slug)} label={attribute(series.get(slug, slug))}/>\n",
        _tag("summary", summary),
    ]
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _via(article: Row, sources: dict[str, str]) -> str:
    name = sources.get(article["source"], str(article["source"]))
    return f'<link rel="via" href={attribute(article["url"])} title={attribute(name)}/>\n'


def _change(edition: Edition, change: Row, series: dict[str, str], proof: Proof | None) -> str:
    title = f"{series.get(change['series'], change['series'])}: {newest.moved(change)}"
    before, after = "Nothing was believed before.", "Now nothing is believed."
    if change["before"]:
        before = f"Before: {phrases.value(change['before'])} ({change['status_before']})."
    if change["after"]:
        after = f"Now: {phrases.value(change['after'])} ({change['status_after']})."
    page = f"{edition.home}index.html#{change['series']}"
    parts = [
        f"<id>{edition.identity('change', change['series'], change['id'])}</id>\n",
        _tag("title", title),
        f"<updated>{change['at']}</updated>\n<published>{change['at']}</published>\n",
        f'<link rel="alternate" href={attribute(page if edition.home or proof is None else proof.url)}/>\n',
        f'<link rel="via" href={attribute(proof.url)}/>\n' if proof else "",
        f"<category term={attribute(change['about'])}/>\n",
        _tag("summary", f"{before} {after}" + (f" “{proof.quote}”" if proof else "")),
    ]
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _moment(value: str) -> str:
    return f"{value}T00:00:00Z" if len(value) == 10 else value


def _tag(name: str, content: str, *, raw: bool = False) -> str:
    return f"<{name}>{content if raw else text(content)}</{name}>\n"


def text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))


def attribute(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", value))
