"""index.html and page.css: what is believed, large, and how sure; then dates, stories, cast, changes, and the data.

Static, without script: it opens from a disk as from a server. One part for each series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from pathlib import Path

from exports import newest, phrases, timeline
from exports.edition import Edition, Row, parsed
from exports.newest import Told
from model.facts import CASTING, DATED, REPEATABLE
from store.public import TABLES

CSS = "page.css"
_STORIES = 8
_CHANGES = 8
_SHOWN = ("articles", "stories", "people", "cast_mentions", "date_mentions", "claims", "claim_evidence", "changes", "sources")


def write(edition: Edition, folder: Path) -> None:
    (folder / CSS).write_bytes((Path(__file__).parent / CSS).read_bytes())
    series = list(edition.rows("series"))
    claims = list(edition.rows("claims"))
    changes = newest.changes(edition)
    told = newest.stories(edition)
    people = list(edition.rows("people"))
    sources = newest.names(edition)
    parts = [
        _series(
            one,
            [c for c in claims if c["series"] == one["slug"]],
            [c for c in changes if c["series"] == one["slug"]],
            [t for t in told if t.story["series"] == one["slug"]],
            [p for p in people if one["slug"] in p["series"]],
            sources,
        )
        for one in series
    ]
    nav = "".join(f'<a href="#{escape(one["slug"])}">{escape(one["title"])}</a>' for one in series)
    body = "".join(parts) or '<section class="top"><div><h1 class="long">Nothing is published yet</h1></div></section>'
    (folder / "index.html").write_text(
        f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(_title(edition, series))}</title>
<link rel="stylesheet" href="{CSS}">
<link rel="alternate" type="application/atom+xml" title="Stories" href="stories.atom">
<link rel="alternate" type="application/atom+xml" title="Changes" href="changes.atom">
<link rel="alternate" type="application/feed+json" title="Stories" href="stories.json">
</head>
<body>
<a class="skip" href="#main">To what is known</a>
<header><strong>{escape(edition.title)}</strong><nav aria-label="Series">{nav}</nav><a href="#data">Data</a></header>
<main id="main">
{body}{_data(edition)}
</main>
{_footer(edition)}
</body>
</html>
""",
        encoding="utf-8",
        newline="\n",
    )


def _title(edition: Edition, series: Sequence[Row]) -> str:
    return f"{series[0]['title']} · {edition.title}" if len(series) == 1 else edition.title


def _series(series: Row, claims: list[Row], changes: list[Row], told: list[Told], people: list[Row], sources: dict[str, str]) -> str:
    believed = [c for c in claims if c["believed"]]
    season = max((c["season"] or "" for c in believed), default="") or None
    of_season = [c for c in believed if c["season"] == season]
    dates = [c for c in of_season if c["about"] in DATED and c["status"] not in ("denied", "superseded")]
    chart = timeline.draw(dates)
    return (
        f'<section class="top" id="{escape(series["slug"])}" aria-labelledby="h-{escape(series["slug"])}">'
        f"{_hero(series, of_season, changes)}{_follow()}</section>\n"
        + (f'<h2>Dates</h2>\n<div class="chart">{chart}</div>\n{_dates_table(dates)}' if chart else "")
        + f'<div class="two">\n<div>{_stories(told, sources)}{_changes(changes)}</div>\n'
        + f"<div>{_cast(season, of_season, people)}</div>\n</div>\n"
    )


def _hero(series: Row, claims: list[Row], changes: list[Row]) -> str:
    """What is believed of the premiere, and how sure, in a sentence."""
    slug = escape(series["slug"])
    native = next((t for t in series["titles"][1:] if not t.isascii()), series["title"])
    claim = next((c for c in claims if c["about"] == "premiere"), None)
    if claim is None:
        said = "No premiere is known." if claims else "Nothing is believed yet."
        head = f'<h1 class="long" id="h-{slug}">{escape(series["title"])}</h1>'
        return f'<div><p class="about">{escape(native)}</p>{head}<p class="said">{said}</p></div>'
    value = phrases.value(claim["value"])
    kind = claim["precision"] or "date"
    carried = f"{phrases.count(claim['articles'], 'article')} that {'goes' if claim['articles'] == 1 else 'go'} back to"
    said = (
        f"The {escape(kind)} is <b>{escape(claim['status'])}</b>, by {carried} {phrases.count(claim['origins'], 'independent origin')}."
        f"{escape(_before(claim, changes))}"
    )
    season = f" · season {claim['season'][1:]}" if claim["season"] else ""
    size = ' class="long"' if len(value) > 9 else ""
    return (
        f'<div><p class="about">{escape(native)}{escape(season)} · premiere</p><h1{size} id="h-{slug}">{escape(value)}</h1>'
        f'<p class="said">{said}</p></div>'
    )


def _before(claim: Row, changes: list[Row]) -> str:
    moved = next((c for c in changes if c["about"] == claim["about"] and c["season"] == claim["season"]), None)
    if moved is None or not moved["before"] or moved["before"] == moved["after"]:
        return ""
    return f" Until {_day(moved['at'])} it was believed to be {phrases.value(moved['before'])}."


def _follow() -> str:
    return (
        '<aside class="follow" aria-label="Follow"><h2>Follow</h2><ul>'
        '<li><a href="dates.ics">Calendar of dates</a><small>.ics; vague dates are marked tentative</small></li>'
        '<li><a href="changes.atom">Feed of changes</a><small>Atom, one entry when a fact moves</small></li>'
        '<li><a href="stories.atom">Feed of stories</a><small>Atom, or <a href="stories.json">JSON Feed</a></small></li></ul></aside>'
    )


def _dates_table(dates: list[Row]) -> str:
    rows = "".join(
        f"<tr><td>{escape(phrases.fact(c['about'], c['season']))}</td><td>{escape(phrases.value(c['value']))}</td>"
        f'<td><span aria-hidden="true">{phrases.SIGNS.get(c["status"], "")}</span> {escape(c["status"])}</td>'
        f'<td class="n">{c["articles"]} · {c["origins"]}</td></tr>'
        for c in sorted(dates, key=lambda c: (c["value"], c["id"]))
    )
    return (
        "<details><summary>Show as a table</summary><div class=wide><table><thead><tr><th>Fact</th><th>When</th><th>How sure</th>"
        f"<th>Articles · origins</th></tr></thead><tbody>{rows}</tbody></table></div></details>\n"
    )


def _stories(told: list[Told], sources: dict[str, str]) -> str:
    if not told:
        return ""
    items = []
    for one in told[:_STORIES]:
        lead, story = one.lead, one.story
        said = [_day(one.published or one.updated), sources.get(lead["source"], str(lead["source"]))]
        said += [f"{phrases.count(story['articles'], 'article')}, {phrases.count(story['origins'], 'origin')}"]
        items.append(f'<li>{_link(lead["url"], story["headline"], "headline")}<span class="meta">{escape(" · ".join(said))}</span></li>')
    return f'<h2>Latest stories</h2><ul class="plain">{"".join(items)}</ul>'


def _cast(season: str | None, claims: list[Row], people: list[Row]) -> str:
    moves = {c["about"].removeprefix(CASTING): c for c in claims if c["about"].startswith(CASTING)}
    number = int(season[1:]) if season and season[1:].isdigit() else 0
    rows = []
    for person in people:
        move = moves.pop(person["name"], None)
        parts = [p for p in person["plays"] if not p["seasons"] or number in p["seasons"]]
        if move is None and not parts:
            continue
        part = (parts or person["plays"] or [{"character": ""}])[0]["character"]
        earlier = any(n < number for p in person["plays"] for n in p["seasons"])
        rows.append(_player(part, person["name"], person["native"], move, "returns" if earlier else ""))
    rows += [_player("", name, None, move, "") for name, move in sorted(moves.items())]
    if not rows:
        return ""
    name = f"Cast of season {number}" if number else "Cast"
    return (
        f"<h2>{name}</h2><div class=wide><table><thead><tr><th>Character</th><th>Played by</th><th>What is said</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _player(part: str, name: str, native: str | None, move: Row | None, otherwise: str) -> str:
    word, _, named = (move["value"] if move else otherwise).partition(" as ")
    if move and move["status"] != "official":
        word = f"{word}, {move['status']}"
    shown = f' <span class="native">{escape(native)}</span>' if native else ""
    return f"<tr><td>{escape(named or part)}</td><td>{escape(name)}{shown}</td><td>{escape(word)}</td></tr>"


def _changes(changes: list[Row]) -> str:
    if not changes:
        return ""
    items = "".join(f"<li>{_time(c['at'])}<span>{_moved(c)}</span></li>" for c in changes[:_CHANGES])
    return f'<h2>What changed</h2><ul class="plain moves">{items}</ul>\n'


def _moved(change: Row) -> str:
    name = phrases.fact(change["about"], change["season"])
    name = f"<b>{escape(name[:1].upper() + name[1:])}</b>"
    before, after = escape(phrases.value(change["before"])), escape(phrases.value(change["after"]))
    if not change["after"]:
        return f"{name}: <s>{before}</s> is withdrawn"
    status = escape(change["status_after"] or "")
    if not change["before"]:
        return f"{name} is <b>{after}</b>, {status}"
    if change["before"] == change["after"]:
        return f"{name}, <b>{after}</b>, is now {status}; it was {escape(change['status_before'] or '')}"
    if change["about"] in REPEATABLE:
        return f"{name}: <b>{after}</b>, {status}, after {before}"
    return f"{name} moved from <s>{before}</s> to <b>{after}</b>, {status}"


def _data(edition: Edition) -> str:
    rows = "".join(
        f'<tr><td>{table}</td><td class="n">{edition.counts.get(table, 0)}</td>'
        + "".join(f'<td><a href="{table}.{ending}">{ending.upper()}</a></td>' for ending in ("csv", "json", "ndjson"))
        + "</tr>"
        for table in _SHOWN
        if table in TABLES
    )
    return (
        '<section id="data"><h2>Take the data</h2><div class=wide><table><thead><tr><th>Table</th><th>Rows</th>'
        f'<th colspan="3">Download</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _footer(edition: Edition) -> str:
    as_of = f"As of {_time(edition.as_of)}. " if edition.as_of else ""
    return (
        '<footer>Also <a href="showwire.db">showwire.db</a> (SQLite) and <a href="manifest.json">manifest.json</a>'
        " with every file’s SHA-256. "
        f"Approved facts only, each with its quote and link; no article text. {as_of}"
        f'Licence: <a href="{escape(edition.licence_url)}" rel="license">{escape(edition.licence)}</a>.</footer>'
    )


def _link(url: str, text: str, kind: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a class="{kind}" href="{escape(url)}" rel="noreferrer">{escape(text)}</a>'


def _time(moment: str) -> str:
    return f'<time datetime="{escape(moment)}">{escape(_day(moment))}</time>'


def _day(moment: str) -> str:
    at = parsed(moment)
    return phrases.short(at.astimezone(dt.UTC).date()) if at else ""
