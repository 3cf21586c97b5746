"""What every page of the edition has around it, and how it stays small: links, lists within a budget, JSON-LD.

Static, without script: a page opens from a disk as from a server, asks nobody else for anything, and says so in its
policy. All text is escaped here or by who calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from exports import phrases
from exports.edition import Edition, parsed, relative
from exports.places import CSS, INDEX

PAGE_MAX = 100_000  # bytes of a page
LIST_MAX = 12_000  # bytes of one list or table in it
TEXT_MAX = 240  # characters of a title or value
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
_NAV_MAX = 8  # series named in the bar
_HANGUL, _KANA, _HAN = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3040-\u30ff]"), re.compile("[\u4e00-\u9fff]")


def write(
    edition: Edition,
    folder: Path,
    file: str,
    title: str,
    body: str,
    *,
    feeds: Mapping[str, str] | None = None,
    data: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write a page. `feeds`: file without ending -> its title; `data`: what of it is said in schema.org's words."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(edition, file, title, body, feeds or {}, data), encoding="utf-8", newline="\n")


def _page(edition: Edition, file: str, title: str, body: str, feeds: Mapping[str, str], data: Sequence[Mapping[str, Any]]) -> str:
    alternates = "".join(
        f'<link rel="alternate" type="application/{kind}" title="{escape(name)}" href="{escape(relative(feed + ending, file))}">\n'
        for feed, name in feeds.items()
        for kind, ending in (("atom+xml", ".atom"), ("feed+json", ".json"))
        if (feed, ending) != ("changes", ".json")
    )
    canonical = f'<link rel="canonical" href="{escape(edition.home + file)}">\n' if edition.home else ""
    graph = {"@context": "https://schema.org", "@graph": list(data)}
    linked = f'<script type="application/ld+json">{_data(graph)}</script>\n' if data else ""
    index = relative(INDEX, file)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{relative(CSS, file)}">
{canonical}{alternates}{linked}</head>
<body>
<a class="skip" href="#main">To what is known</a>
{_notice(edition)}<header><strong><a href="{index}">{escape(edition.title)}</a></strong>{_nav(edition, file)}<a href="{index if file != INDEX else ""}#data">Data</a></header>
<main id="main">
{body}
</main>
{_footer(edition, file)}
</body>
</html>
"""


def _notice(edition: Edition) -> str:
    """A landmark of its own, so that it is neither skipped nor read as part of the news."""
    return f'<aside aria-label="Notice"><p><mark>{escape(edition.notice)}</mark></p></aside>\n' if edition.notice else ""


def _nav(edition: Edition, file: str) -> str:
    from exports.places import series_page

    series = edition.once("series", lambda e: {row["slug"]: row for row in e.rows("series")})
    links = "".join(
        f'<a href="{escape(relative(series_page(slug), file))}"{" aria-current=page" if file == series_page(slug) else ""}>'
        f"{escape(clip(row['title']))}</a>"
        for slug, row in list(series.items())[:_NAV_MAX]
    )
    return f'<nav aria-label="Series">{links}</nav>' if links else ""


def _footer(edition: Edition, file: str) -> str:
    as_of = f"As of {time(edition.as_of)}. " if edition.as_of else ""
    named = {
        name: relative(name, file) for name in ("showwire.db", "manifest.json", "citations/wikitext.txt", "citations/quickstatements.txt")
    }
    return (
        f'<footer>Also <a href="{named["showwire.db"]}">showwire.db</a> (SQLite), citations for'
        f' <a href="{named["citations/wikitext.txt"]}">Wikipedia</a> and <a href="{named["citations/quickstatements.txt"]}">Wikidata</a>,'
        f' and <a href="{named["manifest.json"]}">manifest.json</a> with every file’s SHA-256. '
        f"Approved facts only, each with its quote and link; no article text. {as_of}"
        f'Licence: <a href="{escape(edition.licence_url)}" rel="license">{escape(edition.licence)}</a>.</footer>'
    )


def _data(value: Any) -> str:
    """JSON in which no tag can begin or end."""
    return json.dumps(value, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


# --- in a page --------------------------------------------------------------------------------------


def fitted(items: Iterable[str], most: int, budget: int = LIST_MAX) -> tuple[str, int]:
    """As many of the items as fit, joined; and how many those are."""
    taken: list[str] = []
    for item in items:
        budget -= len(item.encode())
        if budget < 0 or len(taken) == most:
            break
        taken.append(item)
    return "".join(taken), len(taken)


def table(name: str, heads: Sequence[str], rows: str) -> str:
    """A table that scrolls by itself where the screen is narrow, also by key."""
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    label = escape(name, quote=True)
    return (
        f'<div class="wide" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>{columns}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def clip(text: str, most: int = TEXT_MAX) -> str:
    """Text for a line: long ones end in an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def link(url: str, text: str, kind: str = "", language: str = "") -> str:
    """A link to a publisher; its text alone where the address is none that a browser should open."""
    said = f' lang="{escape(language)}"' if language and language != "en" else ""
    if not url.startswith(("http://", "https://")):
        return f"<span{said}>{escape(clip(text))}</span>"
    named = f' class="{kind}"' if kind else ""
    return f'<a{named} href="{escape(url)}" rel="noreferrer"{said}>{escape(clip(text))}</a>'


def native(text: str) -> str:
    """A name in its own script, said to be of its language."""
    language = "ko" if _HANGUL.search(text) else "ja" if _KANA.search(text) else "zh" if _HAN.search(text) else ""
    return f'<span class="native"{f" lang={language}" if language else ""}>{escape(clip(text))}</span>'


def time(moment: str) -> str:
    return f'<time datetime="{escape(moment)}">{escape(day(moment))}</time>'


def day(moment: str) -> str:
    at = parsed(moment)
    return phrases.short(at.date()) if at else ""


def sure(status: str) -> str:
    """How sure: a sign and the word."""
    return f'<span aria-hidden="true">{phrases.SIGNS.get(status, "")}</span> {escape(status)}'
