"""A mention as evidence for the ledger: the one place that knows which columns make it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from model import facts
from model.beliefs import Evidence
from model.records import moment
from model.speakers import speaks_officially

# A mention as evidence. Its moment is when its article was published, or edited to say so (the first version that
# holds the quote); a publication date that is odd or in the future gives way to when we saw it.
EVIDENCE = """
    SELECT m.id, m.article_id, m.version, m.kind, m.quote, m.quote_start, m.quote_end, m.value, m.season, m.about, m.precision,
           m.region, m.status, m.official, m.relation, m.character, a.source, a.tier, COALESCE(a.origin_id, a.id), a.published,
           a.first_seen, a.suspect,
           COALESCE(NULLIF(m.series, ''),
                    (SELECT s.series FROM article_series s WHERE s.article_id = a.id ORDER BY s.score DESC, s.series LIMIT 1), ''),
           CASE WHEN m.version > 1 THEN (SELECT IIF(v.number > 1, v.fetched_at, '') FROM article_version v
                WHERE v.article_id = a.id AND INSTR(v.text, m.quote) ORDER BY v.number LIMIT 1) END,
           CASE WHEN m.kind = 'cast' AND m.official = 0 AND a.tier = 'press'
                     AND m.relation IN ('joins_cast', 'leaves', 'not_cast', 'recast')
                THEN (SELECT SUBSTR(v.text, MAX(1, m.quote_start + 1 - 300), m.quote_end - m.quote_start + 600)
                      FROM article_version v WHERE v.article_id = a.id AND v.number = m.version) END
    FROM mention m JOIN article a ON a.id = m.article_id WHERE """
# Mentions that are open or accepted, of the articles whose ids follow.
READ = "m.current = 1 AND m.state IN ('open', 'accepted') AND m.article_id IN"
_REMEMBERED = 20_000  # quotes of which it is known who speaks: each decision asks anew of all that is said of a fact


@lru_cache(maxsize=_REMEMBERED)
def _told_officially(around: str, quote: str, names: tuple[str, ...]) -> bool:
    at = around.find(quote)
    return at >= 0 and speaks_officially(around, at, at + len(quote), names)


def as_evidence(row: tuple[Any, ...], names: tuple[str, ...] | None = None) -> Evidence | None:
    """A row of EVIDENCE; None for what speaks of no fact. `names` of those who speak officially: None asks nobody."""
    (mention, article, version, kind, quote, start, end, value, season, about, precision, region, said, official, relation, character,
     source, tier, origin, published, first_seen, suspect, series, edited, around) = row  # fmt: skip
    person = ""
    if kind == "cast":
        if not value:
            return None
        person = str(value)
        if relation == "director":
            about, said = "director", said or "confirmed"
        else:
            cast = facts.casting(str(relation), str(character), str(said))
            if cast is None:
                return None
            about, value, said = f"{facts.CASTING}{person}", *cast
    else:
        about = facts.fact_of(str(about), str(quote))
    if about in facts.NO_CLAIM:
        return None
    if names is not None and not official and tier == "press" and said in ("confirmed", "planned", "denied", "superseded", ""):
        # A date has its speaker in its sentence; who comes and goes is often told by an agency in the one beside.
        official = _told_officially(str(around or quote), str(quote), names)
    seen = stored_moment(str(first_seen))
    at = stored_moment(str(edited)) if edited else (moment(str(published)) if published and not suspect else None) or seen
    return Evidence(
        mention=int(mention), article=int(article), version=int(version), source=str(source), tier=tier, origin=int(origin),
        quote=str(quote), start=int(start), end=int(end), series=str(series), season=str(season), about=str(about), value=str(value),
        precision=str(precision), region=str(region), said=str(said), official=bool(official), person=person,
        at=at if edited else min(at, seen), seen_at=seen,
    )  # fmt: skip


def stored_moment(text: str) -> dt.datetime:
    at = moment(text)
    if at is None:
        raise ValueError("a stored moment is missing")
    return at
