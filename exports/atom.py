"""The Atom feeds (RFC 4287, archived by RFC 5005): stories.atom and one of each series, person and kind of claim: what
was approved; changes.atom: what is believed otherwise than before."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from exports import newest, phrases
from exports.backing import Backing, backing
from exports.edition import Edition, Row
from exports.paging import Document, Paged, documents, paged
from exports.places import claim_ids, claim_page, series_page
from exports.shelves import Told, shelves

_EPOCH = "1970-01-01T00:00:00Z"  # `updated` of a feed in which nothing was decided yet
_XMLNS = 'xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"'
# XML 1.0 has no place for these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(edition: Edition, folder: Path) -> None:
    series, sources = newest.titles(edition), newest.names(edition)
    told = shelves(edition)
    for shelf in told.all:
        _feed(
            edition, folder, shelf.file, shelf.title, shelf.pages,
            lambda i: _story(edition, told.told[i], series, sources), lambda i: told.told[i].updated,
        )  # fmt: skip
    by_id = {c["id"]: c for c in newest.changes(edition)}
    behind = backing(edition)
    _feed(
        edition, folder, "changes", "what changed", paged((c["at"], c["id"]) for c in by_id.values()),
        lambda i: _change(edition, by_id[i], series, sources, behind), lambda i: str(by_id[i]["at"]),
    )  # fmt: skip


def _feed(
    edition: Edition, folder: Path, file: str, title: str, pages: Paged, entry: Callable[[int], str], updated: Callable[[int], str]
) -> None:
    for page in documents(file, ".atom", pages):
        path = folder / page.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<feed {_XMLNS}>\n')
            out.write(f"<id>{edition.identity(file)}</id>\n{_tag('title', f'{edition.title}: {title}')}")
            out.write(f"<updated>{max(map(updated, page.ids), default=_EPOCH)}</updated>\n")
            out.write(_tag("author", f"<name>{text(edition.title)}</name>", raw=True))
            out.write(_tag("rights", f"{edition.licence} ({edition.licence_url})"))
            out.write(f"<generator>showwire</generator>\n{_links(edition, page)}")
            out.writelines(map(entry, page.ids))
            out.write("</feed>\n")


def _links(edition: Edition, page: Document) -> str:
    """Where the feed goes on; archives can be kept for ever, and say so."""
    said = "<fh:archive/>\n" if page.archive else ""
    named = {"current": page.current if page.archive else "", "prev-archive": page.older, "next-archive": page.newer}
    if edition.home:
        named |= {"self": page.file}
        said += f'<link rel="alternate" type="text/html" href={attribute(edition.home)}/>\n'
    for rel, file in named.items():
        if file:
            said += f'<link rel="{rel}" type="application/atom+xml" href={attribute(edition.link(file, page.file))}/>\n'
    return said


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
        *(_via(a["url"], sources.get(a["source"], str(a["source"]))) for a in one.articles),
        *(
            _tag("author", f"<name>{text(name)}</name>", raw=True)
            for name in lead["authors"] or [sources.get(lead["source"], lead["source"])]
        ),
        f"<category term={attribute(slug)} label={attribute(series.get(slug, slug))}/>\n",
        _tag("summary", summary),
    ]
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _via(url: str, name: str) -> str:
    return f'<link rel="via" href={attribute(url)} title={attribute(name)}/>\n'


def _change(edition: Edition, change: Row, series: dict[str, str], sources: dict[str, str], backed: Backing) -> str:
    behind = newest.behind(change, backed, sources)
    claim = claim_ids(edition).get((change["series"], change["season"], change["about"], change["region"], change["after"] or ""))
    proof = backed.carrier(claim) if claim is not None else None
    before, after = "Nothing was believed before.", "Now nothing is believed."
    if change["before"]:
        before = f"Before: {phrases.value(change['before'])} ({change['status_before']})."
    if change["after"]:
        after = f"Now: {phrases.value(change['after'])} ({change['status_after']})."
    page = claim_page(claim) if claim is not None else series_page(change["series"])
    title = f"{series.get(change['series'], change['series'])}: {newest.moved(change)}"
    parts = [
        f"<id>{edition.identity('change', change['series'], change['id'])}</id>\n",
        _tag("title", f"{title}; {behind}" if behind else title),
        f"<updated>{change['at']}</updated>\n<published>{change['at']}</published>\n",
        f'<link rel="alternate" href={attribute(edition.link(page, "changes.atom") if edition.home or proof is None else proof.article["url"])}/>\n',
        _via(proof.article["url"], sources.get(proof.article["source"], str(proof.article["source"]))) if proof else "",
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
