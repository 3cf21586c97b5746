"""What a page says in the words of schema.org (JSON-LD): what is believed and more than a rumour, nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from exports import newest, phrases
from exports.backing import Proof
from exports.edition import Edition, Row
from exports.parts import believed_of, number
from exports.places import claim_page, people, person_page, series_page
from exports.sheet import clip
from model.facts import CASTING, DATED
from model.spans import instant, span

CAST_MAX = 60
SEASONS_MAX = 30
NEWS_MAX = 5
NAME_MAX = 120  # characters of a name or title
CAST_BYTES = 8000  # of a page that all the cast may take
_TOLD = ("official", "reported")
_ISO = (4, 7, 10)  # a year, a month, a day: what schema.org's Date can say


def series(edition: Edition, row: Row) -> dict[str, Any]:
    """A TVSeries with its seasons and its cast."""
    told = [c for c in believed_of(edition, row["slug"]) if c["status"] in _TOLD]
    said: dict[str, Any] = {
        "@type": "TVSeries",
        "@id": edition.identity("series", row["slug"]),
        "name": clip(row["title"], NAME_MAX),
        "alternateName": [clip(t, NAME_MAX) for t in row["titles"][1:10]],
        **_known(edition, series_page(row["slug"]), row["wikidata"]),
        "containsSeason": [_season(s, told) for s in row["seasons"][:SEASONS_MAX]],
        "actor": _cast(edition, row, told),
        "director": [
            {"@type": "Person", "name": clip(v, NAME_MAX)} for v in sorted({c["value"] for c in told if c["about"] == "director"})[:5]
        ],
    }
    return _full(said)


def _season(season: Row, told: Sequence[Row]) -> dict[str, Any]:
    of_it = {c["about"]: c["value"] for c in told if number(c["season"]) == season["number"] and c["season"]}
    premiere = of_it.get("premiere") or season["premiered"] or ""
    said: dict[str, Any] = {"@type": "TVSeason", "seasonNumber": season["number"], "startDate": _date(premiere)}
    if of_it.get("episodes", "").isdigit():
        said["numberOfEpisodes"] = int(of_it["episodes"])
    if season["wikidata"]:
        said["sameAs"] = f"http://www.wikidata.org/entity/{season['wikidata']}"
    return _full(said)


def _cast(edition: Edition, row: Row, told: Sequence[Row]) -> list[dict[str, Any]]:
    """Parts as series.yaml has them, and as they are believed since."""
    moves = {c["about"].removeprefix(CASTING): c["value"] for c in told if c["about"].startswith(CASTING)}
    found = []
    for one in people(edition):
        if row["slug"] not in one["series"] or moves.get(one["name"]) in ("leaves", "recast"):
            continue
        character = moves.get(one["name"], "").partition(" as ")[2] or next((p["character"] for p in one["plays"]), "")
        if character:
            actor = _full({"@type": "Person", "name": clip(one["name"], NAME_MAX), "alternateName": clip(one["native"] or "", NAME_MAX)})
            found.append({"@type": "PerformanceRole", "actor": actor, "characterName": clip(character, NAME_MAX)})
    while len(found) > CAST_MAX or len(json.dumps(found, ensure_ascii=False).encode()) > CAST_BYTES:
        found.pop()
    return found


def person(edition: Edition, row: Row) -> dict[str, Any]:
    return _full(
        {
            "@type": "Person",
            "@id": edition.identity("person", row["id"]),
            "name": clip(row["name"], NAME_MAX),
            "alternateName": clip(row["native"] or "", NAME_MAX),
            **_known(edition, person_page(row["id"]), row["wikidata"]),
            "jobTitle": sorted({d["job"] for d in row["does"]}) or None,
        }
    )


def claim(edition: Edition, row: Row, proofs: Sequence[Proof]) -> dict[str, Any]:
    """An Event for a date that is believed, else a Claim; with the news that it rests on."""
    news = [_news(p, newest.names(edition)) for p in proofs if not p.against][:NEWS_MAX]
    about = {
        "@type": "TVSeries",
        "@id": edition.identity("series", row["series"]),
        "name": newest.titles(edition).get(row["series"], row["series"]),
    }
    name = f"{about['name']}: {phrases.fact(row['about'], row['season'])}"
    known = {"@id": edition.identity("claim", row["id"]), **_known(edition, claim_page(row["id"]), None)}
    days = span(row["value"]) if row["about"] in DATED else None
    if days and row["believed"] and row["status"] in _TOLD:
        at = instant(row["value"])
        start, end = (at.isoformat(), None) if at else (days.first.isoformat(), days.last.isoformat())
        said = {"@type": "Event", **known, "name": name, "startDate": start, "endDate": end, "about": about, "subjectOf": news}
        return _full(said)
    return _full(
        {
            "@type": "Claim",
            **known,
            "name": name,
            "text": f"{name}: {phrases.value(row['value'])}, {row['status']}",
            "about": about,
            "appearance": news,
        }
    )


def _news(proof: Proof, sources: dict[str, str]) -> dict[str, Any]:
    article = proof.article
    return _full(
        {
            "@type": "NewsArticle",
            "headline": clip(article["title"], 110),
            "url": article["url"],
            "datePublished": article["published"],
            "inLanguage": article["language"],
            "author": [{"@type": "Person", "name": clip(a, NAME_MAX)} for a in article["authors"][:5]],
            "publisher": {"@type": "Organization", "name": sources.get(article["source"], article["source"])},
        }
    )


def _known(edition: Edition, page: str, wikidata: str | None) -> dict[str, Any]:
    return {
        "url": edition.home + page if edition.home else None,
        "sameAs": f"http://www.wikidata.org/entity/{wikidata}" if wikidata else None,
    }


def _date(value: str) -> str | None:
    return value if len(value) in _ISO and value.replace("-", "").isdigit() and span(value) else None


def _full(said: dict[str, Any]) -> dict[str, Any]:
    """What is known of it: nothing empty."""
    return {key: value for key, value in said.items() if value not in (None, "", [])}
