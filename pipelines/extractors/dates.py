"""Dates in an article: where they stand, what they are worth, what they are of, and how surely.

No library that was measured says what a date is *of*, for which season, and whether it was denied; so the grammar is
our own (`timex/`), anchored in the publisher's local day, and a language is one file of tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from model.records import Filing, Mention
from model.text import quote_span, sentences
from model.watched import Series, Source
from pipelines.extractors.timex.days import bounds
from pipelines.extractors.timex.reader import Found, find_dates

# Zones of the United States and the Philippines, and the endings of hosts in English-speaking countries that write the day first.
_AMERICAN = {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "Asia/Manila"}
_DAY_FIRST = {"uk", "ie", "au", "nz", "in", "za", "sg", "my", "hk", "es", "de", "fr", "it"}

__all__ = ["Found", "answer_mentions_dates", "find", "find_dates", "order_of"]


def find(filing: Filing, series: Sequence[Series]) -> tuple[Mention, ...]:
    """The dates of an article as mentions; none where the day it was published is not known.

    "The company said on Monday" dates the report and not the series: an editor is not asked about it.
    """
    try:
        reference = dt.date.fromisoformat(filing.published_day[:10])
    except ValueError:
        return ()
    about_series = [s for s in series if any(j.series == s.slug for j in filing.judged)]
    subject = about_series[0] if about_series else None
    found = find_dates(
        filing.text,
        reference,
        filing.language,
        titles=[t for s in series for t in s.titles],
        seasons={s.number: s.premiered for s in subject.seasons} if subject else None,
        platforms=subject.platform if subject else (),
        order=order_of(filing.article.source, filing.language),
        body_start=filing.body_start,
    )
    own = filing.article.source.tier == "official"
    lines = sentences(filing.text)
    slug = subject.slug if subject else ""
    out = []
    for each in _telling(found):
        out.append(_mention(filing.text, each, lines, slug, own))
        if each.sense == "home_release":  # a claim of its own
            out.append(replace(out[-1], kind="fact", about="home_release"))
    return tuple(out)


def order_of(source: Source, lang: str) -> str:
    """What 03/04/2026 means at an outlet: by its language's region, its zone or its host; "" where nothing says."""
    region = lang.replace("_", "-").partition("-")[2].upper()
    if region:
        return "MDY" if region in ("US", "PH") else "DMY"
    if source.zone and source.zone != "UTC":
        return "MDY" if source.zone in _AMERICAN or source.zone.startswith("US/") else "DMY"
    country = (urlsplit(source.url).hostname or "").rpartition(".")[2]
    return "DMY" if country in _DAY_FIRST else ""


def _telling(found: Sequence[Found]) -> list[Found]:
    """Those that say something of the series, and of compatible ones the most exact: "November" beside "13 November" adds nothing."""
    kept = [f for f in found if not f.dateline]
    return [f for f in kept if not any(_exacter(g, f) for g in kept)]


def _exacter(a: Found, b: Found) -> bool:
    """Whether `a` says the same of the same more exactly than `b`."""
    if (a.about, a.season) != (b.about, b.season) or b.precision in ("day", "range", "duration") or a.precision == b.precision:
        return False
    if (a.status == "denied") != (b.status == "denied") or b.precision == "year":
        return False
    inner, outer = bounds(a.value), bounds(b.value)
    return bool(inner and outer and outer[0] <= inner[0] and inner[1] <= outer[1])


def _mention(text: str, found: Found, bounds: list[tuple[int, int]], series: str, own: bool) -> Mention:
    start, end = quote_span(text, found.start, found.end, bounds)
    return Mention(
        kind="date",
        start=found.start,
        end=found.end,
        quote_start=start,
        quote_end=end,
        value=found.value,
        series=series if found.about != "past_work" else "",
        season=found.season,
        about=found.about,
        precision=found.precision,
        status=found.status,
        mod=found.mod,
        official=found.official or own,
    )


SOME_DAYS = (dt.date(2003, 2, 4), dt.date(2031, 8, 21))  # far apart, for a text of which no day is known


def answer_mentions_dates(record: Mapping[str, Any], series: Sequence[Series]) -> list[dict[str, Any]]:
    """What `try mentions` says of the dates of one line: `text`, `reference_date`, `lang`, `series` (a title)."""
    text = str(record.get("text") or "")
    day = str(record.get("reference_date") or "")[:10]
    wanted = str(record.get("series") or "").casefold()
    subject = next((s for s in series if wanted and wanted in (t.casefold() for t in s.titles)), None)
    titles = [t for s in series for t in s.titles] + ([str(record["series"])] if wanted else [])

    def read(reference: dt.date) -> list[Found]:
        return find_dates(
            text,
            reference,
            str(record.get("lang") or ""),
            titles=titles,
            seasons={s.number: s.premiered for s in subject.seasons} if subject else None,
            platforms=subject.platform if subject else (),
        )

    if day:
        found = read(dt.date.fromisoformat(day))
    else:  # only what is the same on any day
        later = {(d.start, d.value) for d in read(SOME_DAYS[1])}
        found = [d for d in read(SOME_DAYS[0]) if (d.start, d.value) in later]
    return [
        {
            "start": d.start,
            "end": d.end,
            "text": text[d.start : d.end],
            "value": d.value,
            "precision": d.precision,
            "kind": d.about,
            "season": d.season or None,
            "status": d.status,
            **({"mod": d.mod} if d.mod else {}),
        }
        for d in found
    ]
