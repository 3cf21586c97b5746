"""index.html, page.css, and a page for each series, person and claim: static, without script.

The index has the newest of the first series; the page of a series has all that fits a page, and says where the rest is.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from exports import claim_pages, linked, newest, parts, person_pages, phrases, sheet
from exports.edition import Edition, Row, relative
from exports.places import CSS, INDEX, series_page
from exports.shelves import SHELVES_MAX, Shelves, shelves
from store.public import TABLES

_INDEX_FULL = 3  # series that stand in the index with all their parts
_INDEX_LISTED = 200  # of the others are named
_INDEX_ROWS = 8  # stories and changes of each there
_SERIES_ROWS = 50  # on the page of a series
_SHOWN = ("articles", "stories", "people", "cast_mentions", "date_mentions", "claims", "claim_evidence", "changes", "sources")
_FOLLOWED = [("Feed of changes", "changes", "one entry when a fact moves"), ("Feed of stories", "stories", "all stories")]


def write(edition: Edition, folder: Path) -> None:
    (folder / CSS).write_bytes((Path(__file__).parent / CSS).read_bytes())
    series = list(edition.once("series", lambda e: {row["slug"]: row for row in e.rows("series")}).values())
    told = shelves(edition)
    _index(edition, folder, series, told)
    for one in series[:SHELVES_MAX]:
        _series(edition, folder, one, told)
    person_pages.write(edition, folder, told)
    claim_pages.write(edition, folder)


def _index(edition: Edition, folder: Path, series: list[Row], told: Shelves) -> None:
    body = "".join(_part(edition, one, told) for one in series[:_INDEX_FULL])
    others, _ = sheet.fitted((_listed(edition, one) for one in series[_INDEX_FULL:]), _INDEX_LISTED)
    if others:
        body += f'<h2>Other series</h2><ul class="plain">{others}</ul>'
    body = body or '<section class="top"><div><h1 class="long">Nothing is published yet</h1></div></section>'
    sheet.write(
        edition, folder, INDEX, f"{series[0]['title']} · {edition.title}" if len(series) == 1 else edition.title, body + _data(edition),
        feeds={"stories": "Stories", "changes": "Changes"}, data=[linked.series(edition, one) for one in series[:_INDEX_FULL]],
    )  # fmt: skip


def _part(edition: Edition, series: Row, told: Shelves) -> str:
    """A series in the index."""
    slug = series["slug"]
    believed = parts.believed_of(edition, slug)
    season = parts.season_of(believed)
    of_season = [c for c in believed if c["season"] == season]
    changes = [c for c in newest.changes(edition) if c["series"] == slug]
    shelf, page = told.of("series", slug), series_page(slug)
    rows = told.newest("series", slug, _INDEX_ROWS)
    stories = parts.stories(rows, newest.names(edition), _INDEX_ROWS, shelf.pages.total if shelf else 0, INDEX, all_at=f"{page}#stories")
    return (
        f'<section class="top" id="{escape(slug)}" aria-labelledby="h-{escape(slug)}">'
        f"{parts.hero(series, of_season, changes)}{parts.follow(INDEX, _FOLLOWED)}</section>\n"
        f"{parts.dates(of_season, INDEX, edition.as_of)}"
        f'<div class="two">\n<div>{_unnamed(stories, slug)}'
        f"{_unnamed(parts.changed(edition, changes, _INDEX_ROWS, INDEX, all_at=f'{page}#changes'), slug)}</div>\n"
        f"<div>{parts.cast(edition, series, season, of_season, INDEX)}</div>\n</div>\n"
        f'<p><a href="{escape(page)}">All that is known of {escape(sheet.clip(series["title"]))}</a></p>\n'
    )


def _unnamed(part: str, slug: str) -> str:
    """Several series stand in the index, so its headings are named after theirs."""
    return part.replace(' id="stories"', f' id="stories-{escape(slug)}"', 1).replace(' id="changes"', f' id="changes-{escape(slug)}"', 1)


def _listed(edition: Edition, series: Row) -> str:
    believed = [c for c in parts.believed_of(edition, series["slug"]) if c["about"] == "premiere"]
    said = "; ".join(f"{phrases.fact('premiere', c['season'])}: {phrases.value(c['value'])}, {c['status']}" for c in believed[-2:])
    name = escape(sheet.clip(series["title"]))
    return f'<li><a href="{escape(series_page(series["slug"]))}">{name}</a><span class="meta">{escape(sheet.clip(said))}</span></li>'


def _series(edition: Edition, folder: Path, series: Row, told: Shelves) -> None:
    slug, file = series["slug"], series_page(series["slug"])
    believed = parts.believed_of(edition, slug)
    season = parts.season_of(believed)
    of_season = [c for c in believed if c["season"] == season]
    changes = [c for c in newest.changes(edition) if c["series"] == slug]
    shelf = told.of("series", slug)
    feeds = [("Feed of this series", shelf.file, "its stories")] if shelf else []
    feeds += [_FOLLOWED[0]]
    rows = told.newest("series", slug, _SERIES_ROWS)
    stories = parts.stories(rows, newest.names(edition), _SERIES_ROWS, shelf.pages.total if shelf else 0, file, "Stories")
    body = (
        f'<section class="top" aria-labelledby="h-{escape(slug)}">{parts.hero(series, of_season, changes)}{parts.follow(file, feeds)}</section>\n'
        f"{parts.dates(of_season, file, edition.as_of)}{parts.facts(believed, file)}\n"
        f'<div class="two">\n<div>{stories}{parts.changed(edition, changes, _SERIES_ROWS, file)}</div>\n'
        f"<div>{parts.cast(edition, series, season, of_season, file)}{_kinds(told, file)}</div>\n</div>\n"
    )
    named = {f: name for name, f, _ in feeds}
    sheet.write(
        edition, folder, file, f"{sheet.clip(series['title'])} · {edition.title}", body, feeds=named, data=[linked.series(edition, series)]
    )


def _kinds(told: Shelves, file: str) -> str:
    """The feeds of the kinds of claims."""
    items, _ = sheet.fitted(
        (
            f'<li><a href="{escape(relative(s.file + ".atom", file))}">{escape(sheet.clip(s.title))}</a><small class="meta">Atom, or'
            f' <a href="{escape(relative(s.file + ".json", file))}">JSON Feed<span class="vh"> of {escape(sheet.clip(s.title))}</span></a></small></li>'
            for s in told.all
            if s.kind == "kinds"
        ),
        50,
        8000,
    )
    return f'<h2>Feeds by kind</h2><ul class="plain">{items}</ul>' if items else ""


def _data(edition: Edition) -> str:
    endings = ["csv", "json", "ndjson", *(() if "parquet" in edition.skipped else ("parquet",))]
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td class="n">{edition.counts.get(name, 0)}</td>'
        + "".join(
            f'<td><a href="{name}.{e}" aria-label="{name} as {e.upper()}">{e.upper() if e != "parquet" else "Parquet"}</a></td>'
            for e in endings
        )
        + "</tr>"
        for name in _SHOWN
        if name in TABLES
    )
    heads = f'<th scope="col">Table</th><th scope="col">Rows</th><th scope="colgroup" colspan="{len(endings)}">Download</th>'
    return (
        '<section id="data" aria-labelledby="h-data"><h2 id="h-data">Take the data</h2><div class="wide" role="region" aria-label="Tables" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
