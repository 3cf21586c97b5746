"""claims/<id>.html: one value of a fact, the quotes that carry or deny it, what else is said, and how to cite it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path

from exports import citations, linked, newest, parts, phrases, sheet, timeline, wikitext
from exports.backing import Proof, backing
from exports.cited import NOBODY, cited
from exports.edition import Edition, Row, relative
from exports.places import claim_page, claims, series_page
from exports.shelves import kind_of, shelves
from model.facts import DATED

_OTHERS = 40  # other values of the fact
_MOVES = 40


def write(edition: Edition, folder: Path) -> None:
    facts: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    moves: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for claim in claims(edition):
        facts[_fact(claim)].append(claim)
    for change in newest.changes(edition):
        moves[_fact(change)].append(change)
    for claim in claims(edition):
        _claim(edition, folder, claim, facts[_fact(claim)], moves[_fact(claim)])


def _fact(row: Row) -> tuple[object, ...]:
    return row["series"], row["season"], row["about"], row["region"]


def _claim(edition: Edition, folder: Path, claim: Row, fact: Sequence[Row], moves: Sequence[Row]) -> None:
    file = claim_page(claim["id"])
    series = str(newest.titles(edition).get(claim["series"], claim["series"]))
    name, value = sheet.clip(phrases.fact(claim["about"], claim["season"])), sheet.clip(phrases.value(claim["value"]))
    proofs = backing(edition).of(claim["id"])
    shelf = shelves(edition).of("kinds", kind_of(claim["about"]))
    feeds = [("Feed of this kind", shelf.file, shelf.title)] if shelf else []
    region = f", {escape(claim['region'])}" if claim["region"] else ""
    chart = timeline.draw(fact, edition.as_of) if claim["about"] in DATED and len(fact) > 1 else ""
    body = (
        f'<section class="top" aria-labelledby="value"><div><p class="about"><a href="{escape(relative(series_page(claim["series"]), file))}">'
        f'{escape(sheet.clip(series))}</a> · {escape(name)}{region}</p><h1 class="long" id="value">{escape(value)}</h1>'
        f'<p class="said">{_sentence(claim, fact)}</p></div>{parts.follow(file, feeds, calendar=claim["about"] in DATED)}</section>\n'
        f"{_proofs(proofs, newest.names(edition), claim)}"
        + (
            f'<h2>All that is said of it</h2><div class="chart" role="region" aria-label="Chart of values" tabindex="0">{chart}</div>'
            if chart
            else ""
        )
        + f"{_others(claim, fact, file)}{_moves(edition, moves, file)}{_cite(edition, claim)}"
    )
    title = f"{series}: {name}: {value}"
    sheet.write(
        edition, folder, file, sheet.clip(title), body, feeds={f: n for n, f, _ in feeds}, data=[linked.claim(edition, claim, proofs)]
    )


def _sentence(claim: Row, fact: Sequence[Row]) -> str:
    carried = f"{phrases.count(claim['articles'], 'article')} of {phrases.count(claim['origins'], 'independent origin')}"
    since = f"first said {sheet.time(claim['first_seen'])}, last {sheet.time(claim['last_seen'])}"
    said = f"<b>{escape(claim['status'][:1].upper() + claim['status'][1:])}</b>, by {carried}; {since}."
    if claim["believed"]:
        return f"{said} This is what is believed."
    other = next((c for c in fact if c["believed"]), None)
    instead = f": that is {escape(sheet.clip(phrases.value(other['value'])))}" if other else ""
    return f"{said} Not what is believed{instead}."


def _proofs(proofs: Sequence[Proof], sources: dict[str, str], claim: Row) -> str:
    items, shown = sheet.fitted((_proof(p, sources) for p in proofs), len(proofs))
    more = f'<p class="meta">More are in the table <a href="../claim_evidence.csv">claim_evidence</a>, under claim {claim["id"]}.</p>'
    return (
        f'<h2>Who says so</h2><ul class="plain">{items}</ul>{more if claim["articles"] > shown or len(proofs) > shown else ""}'
        if items
        else ""
    )


def _proof(proof: Proof, sources: dict[str, str]) -> str:
    article = proof.article
    language = article["language"] or ""
    said = [sheet.clip(str(sources.get(article["source"], article["source"])), 80), proof.tier, f"says: {proof.says}"]
    said = [sheet.day(article["published"]), *said] if article["published"] else said
    tongue = f' lang="{escape(language)}"' if language and language != "en" else ""
    return (
        f"<li><blockquote{tongue}>{escape(sheet.clip(proof.quote, 300))}</blockquote>{sheet.link(article['url'], article['title'], '', language)}"
        f'<span class="meta">{escape(" · ".join(said))}</span></li>'
    )


def _others(claim: Row, fact: Sequence[Row], file: str) -> str:
    rows, _ = sheet.fitted(
        (
            f'<tr><td><a href="{relative(claim_page(c["id"]), file)}">{escape(sheet.clip(phrases.value(c["value"])))}</a></td>'
            f"<td>{sheet.sure(c['status'])}{', believed' if c['believed'] else ''}</td>"
            f'<td class="n">{c["articles"]} · {c["origins"]}</td></tr>'
            for c in sorted(fact, key=lambda c: (-c["believed"], c["id"]))
            if c["id"] != claim["id"]
        ),
        _OTHERS,
    )
    return (
        f"<h2>What else is said</h2>{sheet.table('What else is said', ('Value', 'How sure', 'Articles · origins'), rows)}" if rows else ""
    )


def _moves(edition: Edition, moves: Sequence[Row], file: str) -> str:
    return parts.changed(edition, moves, _MOVES, file)


def _cite(edition: Edition, claim: Row) -> str:
    """Wikitext and Wikidata to copy."""
    found = cited(edition).get(claim["id"], ())
    if not found:
        return f'<h2 id="cite">Cite it</h2><p>{NOBODY}</p>'
    blocks = [("Wikipedia", "\n".join(wikitext.ref(one) for one in found))]
    if command := citations.statement(edition, claim):
        blocks.append(("Wikidata, as QuickStatements", command))
    shown = "".join(
        f'<h3>{name}</h3><pre tabindex="0" aria-label="{name}">{escape(text)}</pre>' for name, text in blocks if len(text) < sheet.LIST_MAX
    )
    files = ", ".join(
        f'<a href="../citations/{name}">{kind}</a>' for kind, name in (("CSL-JSON", citations.CSL), ("BibTeX", citations.BIBTEX))
    )
    return f'<h2 id="cite">Cite it</h2>{shown}<p class="meta">All citations as {files}.</p>'
