"""people/<slug>.html: whom somebody plays, what is believed of them, and the stories that name them."""

from __future__ import annotations

from html import escape
from pathlib import Path

from exports import linked, newest, parts, phrases, sheet
from exports.edition import Edition, Row, relative
from exports.places import claim_page, claims, people, person_page, series_page
from exports.shelves import Shelves
from model.facts import CASTING

_STORIES = 50
_PARTS = 40


def write(edition: Edition, folder: Path, told: Shelves) -> None:
    about: dict[str, list[Row]] = {}
    for claim in claims(edition):
        name = (
            claim["about"].removeprefix(CASTING)
            if claim["about"].startswith(CASTING)
            else claim["value"]
            if claim["about"] == "director"
            else ""
        )
        if name:
            about.setdefault(name, []).append(claim)
    for person in people(edition):
        _person(edition, folder, person, about.get(person["name"], []), told)


def _person(edition: Edition, folder: Path, person: Row, said: list[Row], told: Shelves) -> None:
    file, shelf = person_page(person["id"]), told.of("people", person["id"])
    series = newest.titles(edition)
    feeds = [("Feed of stories", shelf.file, f"stories that name {person['name']}")] if shelf else []
    rows = told.newest("people", person["id"], _STORIES)
    total = shelf.pages.total if shelf else 0
    about = f'<p class="about">{sheet.native(person["native"])}</p>' if person["native"] else ""
    links = ", ".join(
        f'<a href="{escape(relative(series_page(slug), file))}">{escape(sheet.clip(series.get(slug, slug)))}</a>'
        for slug in person["series"][:20]
    )
    body = (
        f'<section class="top" aria-labelledby="name"><div>{about}<h1 class="long" id="name">{escape(sheet.clip(person["name"]))}</h1>'
        f'<p class="said">{f"In {links}. " if links else ""}{phrases.count(total, "story", "stories")} so far.</p></div>'
        f"{parts.follow(file, feeds, calendar=False) if feeds else ''}</section>\n"
        f"{_known(person)}{_said(said, file)}{parts.stories(rows, newest.names(edition), _STORIES, total, file, 'Stories')}"
    )
    title = f"{sheet.clip(person['name'])} · {edition.title}"
    sheet.write(edition, folder, file, title, body, feeds={f: name for name, f, _ in feeds}, data=[linked.person(edition, person)])


def _known(person: Row) -> str:
    """The parts and jobs of series.yaml."""
    rows = [(p["character"], p["native"], p["seasons"]) for p in person["plays"]] + [(d["job"], None, d["seasons"]) for d in person["does"]]
    shown, _ = sheet.fitted(
        (
            f"<tr><td>{escape(sheet.clip(name))}{' ' + sheet.native(native) if native else ''}</td><td>{escape(', '.join(map(str, seasons[:20])))}</td></tr>"
            for name, native, seasons in rows
        ),
        _PARTS,
    )
    return f"<h2>Part or work</h2>{sheet.table('Part or work', ('Part or work', 'Seasons'), shown)}" if shown else ""


def _said(said: list[Row], file: str) -> str:
    """What is claimed of them, the believed values first."""
    order = sorted(said, key=lambda c: (-c["believed"], -parts.number(c["season"]), c["id"]))
    rows, _ = sheet.fitted(
        (
            f'<tr><td><a href="{relative(claim_page(c["id"]), file)}">{escape(sheet.clip(phrases.fact(c["about"], c["season"])))}</a></td>'
            f"<td>{escape(sheet.clip(phrases.value(c['value'])))}</td><td>{sheet.sure(c['status'])}{'' if c['believed'] else ', not believed'}</td></tr>"
            for c in order
        ),
        _PARTS,
    )
    return f"<h2>What is said</h2>{sheet.table('What is said', ('Fact', 'Value', 'How sure'), rows)}" if rows else ""
