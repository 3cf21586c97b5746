"""sources.yaml and series.yaml into records; every complaint names file, line, column and key.

All that is wrong with a file is gathered and raised as one ConfigError, and nothing of it is used.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import re2
from cronsim import CronSim, CronSimError

from model.addresses import allowed_entry
from model.errors import ConfigError, Problem
from model.retention import COPIES, Keeping, memento_problem, read_keeping
from model.selectors import rules_of
from model.strict import Complaints, Form, Node, load
from model.thresholds import thresholds_of
from model.urls import url_problem
from model.watched import Beware, Does, Person, Plays, Scope, Season, Series, Source, Thresholds, Tier, Watchlist, Way

EVERY_LEAST = 60
EVERY_MOST = 30 * 86400
EVERY_USUAL = 3600
MAX_SLUG = 64
MAX_PATTERN = 1000
MAX_PATTERN_MEMORY = 1 << 20  # bytes a compiled pattern may take
MAX_CRON_GAP = dt.timedelta(days=366)
WAYS: tuple[Way, ...] = ("feed", "sitemap", "page")
TIERS: tuple[Tier, ...] = ("official", "press", "user-generated")
SCOPES: tuple[Scope, ...] = ("general", "series")
DEFAULTS = ("every", "language", "tier", "scope", "zone")
SOURCE = ("slug", "name", *WAYS, "rules", "spider", "every", "cron", "language", "tier", "scope", "zone", "paused", "note", *COPIES)
SERIES_FILE = ("series", "grouping")
SERIES = ("slug", "titles", "not", "threshold", "platform", "seasons", "people", "ids")
PERSON = ("slug", "name", "native", "also", "plays", "does", "beware", "ids", "agency")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPIDER = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([smhd])")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")
_MAIL = re.compile(r"(?:mailto:)?[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[^\s@<>()\",;:]+")
_DAY = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
# How ids of people look in the registers that everybody knows; of others any text is taken.
_REGISTERS = {
    "wikidata": (re.compile(r"Q[1-9][0-9]{0,11}"), "Q and digits"),
    "imdb": (re.compile(r"nm[0-9]{7,10}"), "nm and digits"),
    "tmdb": (re.compile(r"[1-9][0-9]{0,11}"), "a number"),
    "tvmaze": (re.compile(r"[1-9][0-9]{0,11}"), "a number"),
}
_CRON_START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def read_sources(path: Path) -> Watchlist:
    """Read sources.yaml; raises ConfigError."""
    return parse_sources(_read(path), str(path))


def read_series(path: Path) -> tuple[Series, ...]:
    """Read series.yaml; raises ConfigError."""
    return parse_series(_read(path), str(path))


def read_thresholds(path: Path) -> Thresholds:
    """`grouping:` of series.yaml, or what holds without it; raises ConfigError."""
    complaints = Complaints(str(path))
    found = thresholds_of(_top(load(_read(path), str(path)), complaints, SERIES_FILE, "series"), complaints)
    complaints.settle()
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError([Problem(str(path), 0, 0, "", f"cannot be read: {reason}")], hint="`showwire init` writes a first one") from error


# --- sources.yaml ---------------------------------------------------------------------------------


def parse_sources(raw: bytes, file: str = "sources.yaml") -> Watchlist:
    """What `read_sources` does, from bytes."""
    complaints = Complaints(file)
    top = _top(load(raw, file), complaints, ("contact", "defaults", "allow", "archive", "sources"), "sources")
    contact = top.text("contact", check=contact_problem)
    allow = top.texts("allow", check=allowed_entry)
    keeping = read_keeping(top.fields["archive"][1], "archive", complaints) if top.has("archive") else Keeping()
    usual = (
        _defaults(top.fields["defaults"][1], complaints) if top.has("defaults") else Source(slug="", way="feed", url="", every=EVERY_USUAL)
    )
    sources = top.each("sources", lambda node, path: _source(node, path, complaints, usual))
    _no_twins(top, "sources", complaints)
    complaints.settle()
    return Watchlist(contact=contact, allow=allow, keeping=keeping, sources=sources)


def _top(node: Node, complaints: Complaints, keys: tuple[str, ...], needed: str) -> Form:
    if node.kind == "nothing":
        complaints.add(None, needed, f"is missing: the file holds nothing (an empty list is `{needed}: []`)")
        complaints.settle()
    form = Form(node, "", complaints, keys)
    if node.kind == "map" and not form.has(needed):
        form.wrong(needed, f"is missing (an empty list is `{needed}: []`)")
    return form


def _defaults(node: Node, complaints: Complaints) -> Source:
    """What holds where an entry says nothing, as a source that has no address yet."""
    form = Form(node, "defaults", complaints, DEFAULTS)
    return Source(
        slug="",
        way="feed",
        url="",
        every=_every(form, EVERY_USUAL),
        language=form.text("language", check=language_problem),
        tier=form.one_of("tier", TIERS, "press"),
        scope=form.one_of("scope", SCOPES, "general"),
        zone=form.text("zone", check=zone_problem),
    )


def _every(form: Form, usual: int) -> int:
    if form.has("every") and form.fields["every"][1].kind in ("whole", "number"):
        form.wrong("every", "needs a unit: a number and s, m, h or d, such as 30m")
        return usual
    said = form.text("every", "", lambda text: duration(text)[1])
    return duration(said)[0] if said else usual


def _source(node: Node, path: str, complaints: Complaints, usual: Source) -> Source | None:
    form = Form(node, path, complaints, SOURCE)
    if node.kind != "map":
        return None
    slug = form.text("slug", check=slug_problem, required=True)
    ways = [way for way in WAYS if form.has(way)]
    if len(ways) != 1:
        complaints.add(form.first, form.path, f"needs exactly one of feed:, sitemap: and page:, and has {' and '.join(ways) or 'none'}")
    way: Way = ways[0] if ways else "feed"
    urls = [form.text(each, check=url_problem) for each in ways]
    spider = form.text("spider", check=lambda said: "" if _SPIDER.fullmatch(said) else "must be the name of a module in crawler/spiders/")
    rules = rules_of(form.fields["rules"][1], form.at("rules"), complaints) if form.has("rules") else None
    if (
        way == "page"
        and not spider
        and (rules is None or not rules.links)
        and not (rules and form.has("rules") and _has(form, "rules", "links"))
    ):
        form.wrong("page", "needs `rules:` with `links`, which find the articles on it, or `spider:`")
    if form.has("every") and form.has("cron"):
        form.wrong("cron", "stands beside every; one of the two says when")
    return Source(
        slug=slug,
        way=way,
        url=urls[0] if urls else "",
        name=form.text("name"),
        every=_every(form, usual.every),
        cron=form.text("cron", check=cron_problem),
        paused=form.switch("paused"),
        note=" ".join(form.prose("note").split()),
        rules=rules,
        spider=spider,
        archive=form.switch("archive", default=True),
        memento=form.text("memento", check=memento_problem),
        language=form.text("language", usual.language, language_problem),
        tier=form.one_of("tier", TIERS, usual.tier),
        scope=form.one_of("scope", SCOPES, usual.scope),
        zone=form.text("zone", usual.zone, zone_problem),
    )


def _has(form: Form, key: str, inner: str) -> bool:
    """Is `inner` there, if wrong? Then one complaint is enough."""
    return any(name.text == inner for name, _ in form.fields[key][1].pairs)


def _no_twins(form: Form, key: str, complaints: Complaints) -> None:
    """Slugs are unique whatever the case, also where they are wrong otherwise."""
    seen: dict[str, int] = {}
    for node in form.fields[key][1].items if form.has(key) else ():
        for name, value in node.pairs:
            if name.text == "slug" and value.kind == "text" and value.text:
                folded = value.text.casefold()
                if folded in seen:
                    complaints.add(
                        name, f"{form.at(key)}[{value.text[:60]!r}].slug", f"{value.text[:60]!r} is already used on line {seen[folded]}"
                    )
                else:
                    seen[folded] = name.line
                break


# --- series.yaml ----------------------------------------------------------------------------------


def parse_series(raw: bytes, file: str = "series.yaml") -> tuple[Series, ...]:
    """What `read_series` does, from bytes."""
    complaints = Complaints(file)
    top = _top(load(raw, file), complaints, SERIES_FILE, "series")
    found = top.each("series", lambda node, path: _series(node, path, complaints))
    _no_twins(top, "series", complaints)
    thresholds_of(top, complaints)
    complaints.settle()
    return found


def _series(node: Node, path: str, complaints: Complaints) -> Series | None:
    form = Form(node, path, complaints, SERIES)
    if node.kind != "map":
        return None
    titles = form.texts("titles")
    if not titles and not (form.has("titles") and form.nodes("titles")):
        form.wrong("titles", "must list at least one title")
    seasons = form.each("seasons", lambda each, at: _season(each, at, complaints))
    numbers = [season.number for season in seasons]
    if len(numbers) != len(set(numbers)):
        form.wrong("seasons", "has a number twice")
    people = form.each("people", lambda each, at: _person(each, at, complaints))
    _no_twins(form, "people", complaints)
    return Series(
        slug=form.text("slug", check=slug_problem, required=True),
        titles=titles or ("",),
        names_not=form.texts("not", check=pattern_problem),
        threshold=form.whole("threshold", 50, 0, 100),
        seasons=seasons,
        people=people,
        platform=form.texts("platform"),
        ids=_ids(form, complaints),
    )


def _season(node: Node, path: str, complaints: Complaints) -> Season | None:
    form = Form(node, path, complaints, ("number", "premiered", "titles", "ids"))
    if node.kind != "map":
        return None
    premiered = ""
    given = form.value("premiered", "text", "whole")
    if given is not None:
        premiered = given.text
        if not _DAY.fullmatch(premiered) or not _is_day(premiered):
            form.wrong("premiered", "must be a day, month or year: 2022-01-28, 2022-01 or 2022")
    number = form.whole("number", 0, 0, 999, required=True)
    return Season(number=number, premiered=premiered, titles=form.texts("titles"), ids=_ids(form, complaints))


def _is_day(text: str) -> bool:
    if len(text) < 10:
        return text[:4] != "0000"
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _person(node: Node, path: str, complaints: Complaints) -> Person | None:
    form = Form(node, path, complaints, PERSON)
    if node.kind != "map":
        return None
    return Person(
        slug=form.text("slug", check=slug_problem, required=True),
        name=form.text("name", required=True),
        native=form.text("native"),
        also=form.texts("also"),
        plays=form.each("plays", lambda each, at: _plays(each, at, complaints)),
        does=form.each("does", lambda each, at: _does(each, at, complaints)),
        beware=form.each("beware", lambda each, at: _beware(each, at, complaints)),
        ids=_ids(form, complaints),
        agency=form.text("agency"),
    )


def _plays(node: Node, path: str, complaints: Complaints) -> Plays:
    form = Form(node, path, complaints, ("character", "native", "also", "seasons", "ids"))
    return Plays(
        character=form.text("character", required=True),
        native=form.text("native"),
        also=form.texts("also"),
        seasons=form.wholes("seasons", 0, 999),
        ids=_ids(form, complaints),
    )


def _does(node: Node, path: str, complaints: Complaints) -> Does:
    form = Form(node, path, complaints, ("job", "seasons"))
    return Does(job=form.text("job", required=True), seasons=form.wholes("seasons", 0, 999))


def _beware(node: Node, path: str, complaints: Complaints) -> Beware:
    form = Form(node, path, complaints, ("name", "native"))
    return Beware(name=form.text("name", required=True), native=form.text("native"))


def _ids(form: Form, complaints: Complaints) -> Mapping[str, str]:
    node = form.value("ids", "map")
    if node is None:
        return MappingProxyType({})
    found: dict[str, str] = {}
    for name, value in node.pairs:
        path = f"{form.at('ids')}.{name.text[:80]}"
        if not slug_ok(name.text):
            complaints.add(name, path, "must be the name of a register in lower-case letters, such as wikidata")
        elif name.text in found:
            complaints.add(name, path, "stands here twice")
        elif value.kind not in ("text", "whole") or not value.text.strip() or not value.text.isprintable():
            complaints.add(name, path, f"must be text or a number, not {value.said}")
        elif name.text in _REGISTERS and not _REGISTERS[name.text][0].fullmatch(value.text.strip()):
            complaints.add(value, path, f"must be {_REGISTERS[name.text][1]}, as {name.text} has it")
        else:
            found[name.text] = value.text.strip()
    return MappingProxyType(found)


# --- what a value must be -------------------------------------------------------------------------
# Each gives a complaint, "" for none. `sources add` and the desk ask the same questions.


def slug_ok(text: str) -> bool:
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def slug_problem(text: str) -> str:
    return "" if slug_ok(text) else f"must be lower-case letters, digits and hyphens, at most {MAX_SLUG}"


def duration(text: str) -> tuple[int, str]:
    """Seconds and a complaint: a number and s, m, h or d, from a minute to 30 days."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return 0, "must be a number and s, m, h or d, such as 30m"
    seconds = round(float(match[1]) * _UNITS[match[2]])
    return seconds, "" if EVERY_LEAST <= seconds <= EVERY_MOST else "must be from 1m to 30d"


def cron_problem(text: str) -> str:
    """Five fields, in UTC, and a time that comes."""
    if len(text.split()) != 5:
        return "must have five fields: minute, hour, day, month, weekday"
    try:
        first = next(CronSim(text, _CRON_START))
    except CronSimError as error:
        return f"is no cron expression: {error}".rstrip(": ")
    except StopIteration:
        return "names a time that never comes"
    return "" if first - _CRON_START <= MAX_CRON_GAP else "names a time more than a year away"


def language_problem(text: str) -> str:
    return "" if _LANGUAGE.fullmatch(text.strip()) else "must be a language tag, such as ko or pt-BR"


@functools.cache
def zone_problem(text: str) -> str:
    if _ZONE.fullmatch(text.strip()):
        try:
            zoneinfo.ZoneInfo(text.strip())
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            pass
        else:
            return ""
    return "must be an IANA time zone, such as Asia/Seoul"


def contact_problem(text: str) -> str:
    """Where a site's owner finds us: it goes into the User-Agent, so plain ASCII."""
    if not text.isascii():
        return "must be plain ASCII, since it goes into a header"
    if _MAIL.fullmatch(text.strip()):
        return ""
    return "" if not url_problem(text) else "must be an http or https address, or an e-mail address"


def pattern_problem(text: str) -> str:
    """A pattern of RE2: linear time, so no back-references and no look-around."""
    if len(text) > MAX_PATTERN:
        return f"is longer than {MAX_PATTERN} characters"
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_PATTERN_MEMORY
    try:
        re2.compile(text, options)
    except re2.error as error:
        said = error.args[0] if error.args else "cannot be read"
        return f"is no pattern: {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return ""
