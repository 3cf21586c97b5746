"""metadata.yaml: what Datasette says of the tables, views and columns, and how it shows them at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from exports.edition import Edition

ABOUT: Mapping[str, Mapping[str, Any]] = {
    "series": {"description": "The series that are followed.", "label_column": "title", "size": 20, "sort": "title"},
    "sources": {"description": "Where we look.", "label_column": "name", "facets": ["tier", "language"], "sort": "name"},
    "people": {"description": "In front of and behind the camera.", "label_column": "name", "sort": "name"},
    "stories": {
        "description": "Articles about one event; origins: how many newsrooms wrote it themselves.",
        "label_column": "headline",
        "facets": ["series"],
        "sort_desc": "last_published",
    },
    "articles": {
        "description": "What was published where; the excerpt is the feed's own summary. Equal origin: the same text, or one taken over.",
        "label_column": "title",
        "facets": ["source", "series", "language"],
        "sort_desc": "published",
    },
    "cast_mentions": {
        "description": "Who is named in an article, as whom, with the sentence that says so.",
        "label_column": "person",
        "facets": ["person", "relation", "season"],
        "sort_desc": "id",
    },
    "date_mentions": {
        "description": "Dates in an article: what they are of, how exact and how sure, with the sentence that says so.",
        "label_column": "value",
        "facets": ["kind", "season", "status", "precision"],
        "sort_desc": "id",
    },
    "claims": {
        "description": "Every value said of a fact; believed: the one that rules, official, then reported, then rumoured.",
        "label_column": "about",
        "facets": ["status", "season", "about", "believed"],
        "sort": "about",
    },
    "claim_evidence": {"description": "The quotes that carry a claim, or deny it; says: which of them.", "facets": ["tier", "says"]},
    "changes": {
        "description": "When a belief moved, from what to what.",
        "label_column": "about",
        "facets": ["about", "season"],
        "sort_desc": "at",
    },
    "revisions": {
        "description": "What was added, changed or withdrawn since the first edition, in order; see /since.json.",
        "facets": ["op", "table_name"],
        "sort_desc": "seq",
    },
    "believed": {"description": "What is believed now, one row a fact.", "facets": ["status", "season", "series"]},
    "contested": {"description": "Values that stand against what is believed.", "facets": ["about", "other_status"]},
    "proofs": {"description": "Every quote with the claim it carries or denies, and its article.", "facets": ["about", "says", "tier"]},
    "who_is_in": {
        "description": "Who is in which season; says: plays where the list of people has it, else what is believed since (joins, returns, leaves).",
        "facets": ["season", "says", "status"],
    },
    "dates_ahead": {"description": "What is believed of days that are not over yet, the next first.", "facets": ["about", "status"]},
    "stories_with_articles": {
        "description": "Each story with the articles in it; own_words: it was not taken over from another.",
        "facets": ["source", "tier", "series"],
    },
    "changes_lately": {"description": "Beliefs that moved, the last first.", "facets": ["about", "season", "series_title"]},
}
_COLUMNS: Mapping[str, str] = {
    "season": "S2 is season 2; empty where nothing is said of a season",
    "published": "UTC, or the publisher’s day where only that is known (published_precision)",
    "first_seen": "when we first saw it, UTC",
    "approved": "when an editor let it through, UTC",
    "origin": "the article whose words these are",
    "origins": "independent newsrooms that wrote it themselves",
    "precision": "day, month, quarter, half, year, season, week, range, decade",
    "value": "a date such as 2026-09-12, 2026-09, 2026-Q3, 2026-H1, 2026, 2026-SU or a range a/b; or what else is said",
    "about": "what is claimed: premiere, production_start, trailer, casting:NAME, …",
    "believed": "1: this value rules",
    "quote": "the sentence that says it, at most 300 characters: text[start:end] of the version named",
    "says": "confirmed, planned, rumoured, denied or superseded",
    "tier": "official, press or user-generated",
    "first_day": "the first day that the value can mean",
    "last_day": "the last day that the value can mean",
    "wikidata": "the item at Wikidata, where the list of what is followed names it",
    "excerpt": "the feed’s own summary, at most 300 characters",
    "status_before": "how sure the value before was",
    "status_after": "how sure the value is since",
}


def metadata(edition: Edition, columns: Mapping[str, Iterable[str]], searched: Iterable[str]) -> str:
    """The YAML. `columns`: of each table; `searched`: the tables that have a full-text index, which is not shown."""
    tables: dict[str, dict[str, Any]] = {}
    for name, said in ABOUT.items():
        told = {c: _COLUMNS[c] for c in columns.get(name, ()) if c in _COLUMNS}
        tables[name] = {**said, **({"columns": told} if told else {})}
    for shadow in searched:
        for suffix in ("", "_data", "_idx", "_docsize", "_config"):
            tables[f"{shadow}_fts{suffix}"] = {"hidden": True}
    noticed = {"description": edition.notice} if edition.notice else {}
    described = {
        "title": edition.title,
        "description": "News of a TV series, read, checked and approved by editors: each fact with the quote that proves it.",
        "license": edition.licence,
        "license_url": edition.licence_url,
        "allow_sql": False,
        "databases": {"showwire": {**noticed, "allow_sql": False, "tables": tables}},
    }
    return yaml.safe_dump(described, allow_unicode=True, sort_keys=False)
