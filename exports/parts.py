"""The parts of the pages of a series: what is believed, large, and how sure; dates, stories, cast, changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from exports import newest, phrases, timeline
from exports.backing import backing
from exports.edition import Edition, Row, relative
from exports.places import claim_ids, claim_page, claims, people, person_page
from exports.sheet import clip, day, fitted, link, native, sure, table, time
from exports.shelves import Told
from model.facts import CASTING, DATED, REPEATABLE

CAST_MAX = 100
FACTS_MAX = 150
_OPEN = ("official", "reported", "rumoured")


def hero(series: Row, believed: Sequence[Row], changes: Sequence[Row]) -> str:
    """What is believed of the premiere, and how sure, in a sentence."""
    slug = escape(series["slug"])
    own = next((t for t in series["titles"][1:] if not t.isascii()), "")
    about = native(own) if own else escape(clip(series["title"]))
    claim = next((c for c in believed if c["about"] == "premiere"), None)
    if claim is None:
        said = "No premiere is known." if believed else "Nothing is believed yet."
        head = f'<h1 class="long" id="h-{slug}">{escape(clip(series["title"]))}</h1>'
        return f'<div><p class="about">{about}</p>{head}<p class="said">{said}</p></div>'
    value = phrases.value(claim["value"])
    carried = f"{phrases.count(claim['articles'], 'article')} that {'goes' if claim['articles'] == 1 else 'go'} back to"
    said = (
        f"The {escape(claim['precision'] or 'date')} is <b>{escape(claim['status'])}</b>, by {carried}"
        f" {phrases.count(claim['origins'], 'independent origin')}.{escape(_before(claim, changes))}"
    )
    season = f" · season {escape(claim['season'][1:])}" if claim["season"] else ""
    size = ' class="long"' if len(value) > 9 else ""
    return (
        f'<div><p class="about">{about}{season} · premiere</p><h1{size} id="h-{slug}">{escape(clip(value))}</h1>'
        f'<p class="said">{said}</p></div>'
    )


def _before(claim: Row, changes: Sequence[Row]) -> str:
    moved = next((c for c in changes if c["about"] == claim["about"] and c["season"] == claim["season"]), None)
    if moved is None or not moved["before"] or moved["before"] == moved["after"]:
        return ""
    return f" Until {day(moved['at'])} it was believed to be {phrases.value(moved['before'])}."


def follow(file: str, feeds: Sequence[tuple[str, str, str]], *, calendar: bool = True) -> str:
    """The feeds: (name, file without ending, what it holds)."""
    items = [f'<li><a href="{relative("dates.ics", file)}">Calendar of dates</a><small>.ics; vague dates are marked tentative</small></li>']
    items = items if calendar else []
    for name, feed, said in feeds:
        json = "feeds/changes.json" if feed == "changes" else f"{feed}.json"
        other = f'Atom, or <a href="{escape(relative(json, file))}">JSON Feed<span class="vh"> of {escape(said)}</span></a>'
        items.append(
            f'<li><a href="{escape(relative(feed + ".atom", file))}">{escape(name)}</a><small>{other}; {escape(said)}</small></li>'
        )
    return f'<aside class="follow" aria-label="Follow"><h2>Follow</h2><ul>{"".join(items)}</ul></aside>'


def season_of(believed: Sequence[Row]) -> str | None:
    """The last season of which something is said to be; one that is only denied hides none before it."""
    seasons = [c for c in believed if c["season"]]
    said = [c for c in seasons if c["status"] in _OPEN] or seasons
    return max((c["season"] for c in said), key=number, default=None)


def number(season: str | None) -> int:
    return int(season[1:]) if season and season[1:].isdigit() else 0


def dates(believed: Sequence[Row], file: str, as_of: str) -> str:
    """The dates as a chart, and the same as a table."""
    dated = [c for c in believed if c["about"] in DATED and c["status"] in _OPEN]
    chart = timeline.draw(dated, as_of)
    if not chart:
        return ""
    rows, _ = fitted((_fact(c, file) for c in sorted(dated, key=lambda c: (c["first_day"] or "", c["id"]))), FACTS_MAX)
    heads = ("Fact", "When", "How sure", "Articles · origins")
    return (
        f'<h2>Dates</h2>\n<div class="chart" role="region" aria-label="Chart of dates" tabindex="0">{chart}</div>\n'
        f"<details><summary>Show as a table</summary>{table('Dates', heads, rows)}</details>\n"
    )


def facts(believed: Sequence[Row], file: str) -> str:
    """Everything that is believed, a row a fact."""
    rows, shown = fitted(
        (
            _fact(c, file)
            for c in sorted(believed, key=lambda c: (-number(c["season"]), c["about"].startswith(CASTING), c["about"], c["id"]))
        ),
        FACTS_MAX,
    )
    more = _more(len(believed) - shown, "fact", relative("claims.csv", file))
    return (
        f'<h2 id="facts">What is believed</h2>{table("What is believed", ("Fact", "Value", "How sure", "Articles · origins"), rows)}{more}'
        if rows
        else ""
    )


def _fact(claim: Row, file: str) -> str:
    name = clip(phrases.fact(claim["about"], claim["season"]))
    return (
        f'<tr><td><a href="{relative(claim_page(claim["id"]), file)}">{escape(name[:1].upper() + name[1:])}</a></td>'
        f"<td>{escape(clip(phrases.value(claim['value'])))}</td><td>{sure(claim['status'])}</td>"
        f'<td class="n">{claim["articles"]} · {claim["origins"]}</td></tr>'
    )


def stories(
    told: Sequence[Told], sources: dict[str, str], most: int, total: int, file: str, name: str = "Latest stories", all_at: str = ""
) -> str:
    """The newest stories, each with its first article."""
    if not told:
        return ""
    items, shown = fitted((_story(one, sources) for one in told), most)
    more = f'<p><a href="{escape(all_at)}">All {total} stories</a></p>' if all_at and total > shown else ""
    more = more or _more(total - shown, "story", relative("stories.csv", file), "stories")
    return f'<h2 id="stories">{name}</h2><ul class="plain">{items}</ul>{more}'


def _story(one: Told, sources: dict[str, str]) -> str:
    lead, story = one.lead, one.story
    said = [day(one.published or one.updated), clip(str(sources.get(lead["source"], lead["source"])), 80)]
    said += [f"{phrases.count(story['articles'], 'article')}, {phrases.count(story['origins'], 'origin')}"]
    head = link(lead["url"], story["headline"], "headline", lead["language"] or "")
    return f'<li>{head}<span class="meta">{escape(" · ".join(said))}</span></li>'


def cast(edition: Edition, series: Row, season: str | None, believed: Sequence[Row], file: str) -> str:
    """Who plays whom in a season: as series.yaml has it, and as it is believed."""
    moves = {c["about"].removeprefix(CASTING): c for c in believed if c["about"].startswith(CASTING) and c["season"] == season}
    n, rows = number(season), []
    for person in people(edition):
        if series["slug"] not in person["series"]:
            continue
        move = moves.pop(person["name"], None)
        parts = [p for p in person["plays"] if not p["seasons"] or n in p["seasons"]]
        if move is None and not parts:
            continue
        part = (parts or person["plays"] or [{"character": ""}])[0]["character"]
        earlier = any(s < n for p in person["plays"] for s in p["seasons"])
        name = f'<a href="{relative(person_page(person["id"]), file)}">{escape(clip(person["name"]))}</a>'
        shown = f"{name} {native(person['native'])}" if person["native"] else name
        rows.append(_player(part, shown, move, "returns" if earlier else "", file))
    rows += [_player("", escape(clip(name)), move, "", file) for name, move in sorted(moves.items())]
    shown_rows, count = fitted(rows, CAST_MAX)
    if not shown_rows:
        return ""
    name = f"Cast of season {n}" if n else "Cast"
    return (
        f"<h2>{name}</h2>{table(name, ('Character', 'Played by', 'What is said'), shown_rows)}"
        f"{_more(len(rows) - count, 'person', relative('people.csv', file), 'people')}"
    )


def _player(part: str, name: str, move: Row | None, otherwise: str, file: str) -> str:
    word, _, named = (move["value"] if move else otherwise).partition(" as ")
    if move and move["status"] != "official":
        word = f"{word}, {move['status']}"
    said = f'<a href="{relative(claim_page(move["id"]), file)}">{escape(clip(word))}</a>' if move else escape(clip(word))
    return f"<tr><td>{escape(clip(named or part))}</td><td>{name}</td><td>{said}</td></tr>"


def changed(edition: Edition, changes: Sequence[Row], most: int, file: str, all_at: str = "") -> str:
    """What is believed otherwise than before, and whom that goes back to."""
    if not changes:
        return ""
    backed, sources = backing(edition), newest.names(edition)
    items, shown = fitted((_changed(edition, c, newest.behind(c, backed, sources), file) for c in changes), most)
    more = f'<p><a href="{escape(all_at)}">All {len(changes)} changes</a></p>' if all_at and len(changes) > shown else ""
    more = more or _more(len(changes) - shown, "change", relative("changes.csv", file))
    return f'<h2 id="changes">What changed</h2><ul class="plain moves">{items}</ul>{more}\n'


def _changed(edition: Edition, change: Row, behind: str, file: str) -> str:
    claim = claim_ids(edition).get((change["series"], change["season"], change["about"], change["region"], change["after"] or ""))
    said = f'<small class="meta">{escape(behind)}</small>' if behind else ""
    return (
        f"<li>{time(change['at'])}<span>{moved(change, relative(claim_page(claim), file) if claim is not None else '')}{said}</span></li>"
    )


def moved(change: Row, page: str = "") -> str:
    """A change in words."""
    name = clip(phrases.fact(change["about"], change["season"]))
    name = f"<b>{escape(name[:1].upper() + name[1:])}</b>"
    if page:
        name = f'<a href="{escape(page)}">{name}</a>'
    said: Callable[[str], str] = lambda key: escape(clip(phrases.value(change[key])))  # noqa: E731
    before, after = said("before"), said("after")
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


def believed_of(edition: Edition, slug: str) -> list[Row]:
    return [c for c in claims(edition) if c["series"] == slug and c["believed"]]


def _more(n: int, one: str, at: str, many: str = "") -> str:
    """Where the rest is."""
    return (
        f'<p class="meta">{phrases.count(n, f"more {one}", f"more {many}" if many else "")} in <a href="{escape(at)}">the table</a>.</p>'
        if n > 0
        else ""
    )
