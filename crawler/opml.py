"""OPML, in and out: the list of feeds that readers exchange.

Files come from anywhere, so a document type with entities is refused, and size, depth and number are
bounded. What OPML has no word for (tier, scope, rules, …) goes into attributes of a namespace of ours,
so that our own export comes back whole, and other readers pass over it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, cast
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from model.amend import spelled
from model.errors import UsageError
from model.selectors import FIELDS, element_problem, links_problem, selector_problem
from model.urls import politeness_host, site, url_problem
from model.watch import (
    EVERY_USUAL,
    MAX_SLUG,
    SCOPES,
    TIERS,
    WAYS,
    cron_problem,
    duration,
    language_problem,
    slug_ok,
    zone_problem,
)
from model.watched import Rules, Source, Way

NAMESPACE = "urn:showwire:opml:1"
MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 50
MAX_ENTRIES = 50_000
_OURS = ("slug", "way", "every", "cron", "tier", "scope", "zone", "paused", "note", "spider", "rules")
_DULL = frozenset({"www", "rss", "feeds", "feed", "m", "xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlEntry:
    """One outline that has an address. `ours` holds the attributes of our own namespace."""

    url: str
    title: str = ""
    html_url: str = ""
    language: str = ""
    folders: tuple[str, ...] = ()
    ours: dict[str, str] = field(default_factory=dict)


def read_opml(raw: bytes) -> tuple[OpmlEntry, ...]:
    """Every outline with an xmlUrl, in order; raises UsageError for what is no OPML."""
    if len(raw) > MAX_BYTES:
        raise UsageError(f"the OPML file has more than {MAX_BYTES} bytes")
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = reader.entity
    parser.ExternalEntityRefHandler = reader.entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UsageError(f"the file is no OPML: {error}") from error
    return tuple(reader.entries)


class _Reader:
    def __init__(self) -> None:
        self.entries: list[OpmlEntry] = []
        self.folders: list[str] = []
        self.depth = 0

    def entity(self, *_: object) -> NoReturn:
        raise UsageError("the OPML file declares entities, which it has no need of")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UsageError(f"the OPML file is nested more than {MAX_DEPTH} deep")
        if self.depth == 1 and name.lower() != "opml":
            raise UsageError(f"the file is no OPML: it starts with <{name[:40]}>")
        if name != "outline":
            self.folders.append("")
            return
        folded = {key.lower(): value.strip() for key, value in attributes.items()}
        title = folded.get("title") or folded.get("text", "")
        url = folded.get("xmlurl") or ""
        self.folders.append("" if url else title)
        if not url:
            return
        if len(self.entries) >= MAX_ENTRIES:
            raise UsageError(f"the OPML file lists more than {MAX_ENTRIES} feeds")
        ours = {key: folded[f"{NAMESPACE} {key}"] for key in _OURS if f"{NAMESPACE} {key}" in folded}
        folders = tuple(each for each in self.folders if each)
        self.entries.append(
            OpmlEntry(
                url=url, title=title, html_url=folded.get("htmlurl", ""), language=folded.get("language", ""), folders=folders, ours=ours
            )
        )

    def end(self, _: str) -> None:
        self.depth -= 1
        self.folders.pop()


def write_opml(sources: Sequence[Source], title: str = "showwire") -> bytes:
    """The sources as OPML 2.0."""
    rows = []
    for source in sources:
        said = {
            "type": "rss",
            "text": source.name or source.slug,
            "title": source.name or source.slug,
            "xmlUrl": source.url,
            "language": source.language,
        }
        own = {
            "slug": source.slug,
            "way": source.way,
            "every": spelled(source.every),
            "cron": source.cron,
            "tier": source.tier,
            "scope": source.scope,
            "zone": source.zone,
            "paused": "true" if source.paused else "",
            "note": source.note,
            "spider": source.spider,
            "rules": _rules_text(source.rules) if source.rules else "",
        }
        said |= {f"sw:{key}": value for key, value in own.items()}
        rows.append("    <outline " + " ".join(f"{key}={quoteattr(value)}" for key, value in said.items() if value) + "/>")
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0" xmlns:sw="{NAMESPACE}">\n'
    head += f"  <head><title>{_text(title)}</title></head>\n  <body>"
    return "\n".join([head, *rows, "  </body>\n</opml>\n"]).encode("utf-8")


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _rules_text(rules: Rules) -> str:
    said = {key: getattr(rules, key) for key in ("links", *FIELDS) if getattr(rules, key)}
    return json.dumps(said | ({"cut": list(rules.cut)} if rules.cut else {}), ensure_ascii=False)


def _rules(text: str) -> Rules | None:
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    fields = {
        key: said[key]
        for key, problem in (("links", links_problem), *((key, selector_problem) for key in FIELDS))
        if isinstance(said.get(key), str) and not problem(said[key])
    }
    cut = said.get("cut", [])
    return Rules(
        **fields, cut=tuple(each for each in cut if isinstance(each, str) and not element_problem(each)) if isinstance(cut, list) else ()
    )


def sources_of(entries: Iterable[OpmlEntry], taken: Collection[str] = ()) -> tuple[tuple[Source, ...], tuple[tuple[OpmlEntry, str], ...]]:
    """The entries as sources with slugs not in `taken`, and those that can't be one with the reason.

    What an attribute of ours says wrongly is passed over; the address must be right. An address that comes twice is taken once.
    """
    used = {slug.lower() for slug in taken}
    seen: set[str] = set()
    found: list[Source] = []
    refused: list[tuple[OpmlEntry, str]] = []
    for entry in entries:
        problem = url_problem(entry.url) or ("is listed twice" if entry.url in seen else "")
        if problem:
            refused.append((entry, problem))
            continue
        seen.add(entry.url)
        ours = entry.ours
        slug = ours.get("slug", "")
        if not slug_ok(slug) or slug in used:
            slug = slug_for(entry.url, entry.title, used)
        used.add(slug)
        seconds, wrong = duration(ours.get("every", ""))
        way = cast(Way, ours["way"]) if ours.get("way") in WAYS else "feed"
        rules = _rules(ours.get("rules", "")) if ours.get("rules") else None
        spider = ours.get("spider", "") if slug_ok(ours.get("spider", "").replace("_", "-")) else ""
        if way == "page" and not spider and not (rules and rules.links):
            refused.append((entry, "is a page without rules that find its links"))
            continue
        name = _one_line(entry.title)
        found.append(
            Source(
                slug=slug,
                way=way,
                url=entry.url,
                name="" if name == slug else name,
                every=EVERY_USUAL if wrong else seconds,
                cron="" if cron_problem(ours.get("cron", "")) else ours["cron"],
                language="" if language_problem(entry.language) else entry.language,
                tier=next((tier for tier in TIERS if tier == ours.get("tier")), "press"),
                scope=next((scope for scope in SCOPES if scope == ours.get("scope")), "general"),
                zone=ours.get("zone", "") if not zone_problem(ours.get("zone", "")) else "",
                paused=ours.get("paused") == "true",
                note=_one_line(ours.get("note", "")),
                rules=rules,
                spider=spider,
            )
        )
    return tuple(found), tuple(refused)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def slug_for(url: str, title: str = "", taken: Collection[str] = ()) -> str:
    """A slug that says whose feed it is: the site's name, then more of its address, then a number."""
    host = politeness_host(url)
    own = site(url)
    label = own.split(".")[0] if "." in own and not own.replace(".", "").isdigit() else own
    above = [each for each in host.removesuffix(own).strip(".").split(".") if each and each not in _DULL]
    try:
        words = [each for each in urlsplit(url).path.lower().split("/") if each]
    except ValueError:
        words = []
    bases = [_slug(label), _slug("-".join([label, *above])), _slug(title), _slug(host), _slug("-".join([label, *above, *words]))]
    bases = [base for base in bases if base] or ["source"]
    if above:  # two papers of one house are told apart from the start
        bases = bases[1:] + bases[:1]
    for base in bases:
        if base not in taken:
            return base
    number = 2
    while f"{bases[0][: MAX_SLUG - 6]}-{number}" in taken:
        number += 1
    return f"{bases[0][: MAX_SLUG - 6]}-{number}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")
