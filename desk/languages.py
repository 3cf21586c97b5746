"""In whose language and by whose clock a page speaks: gettext catalogues, and Babel's rules for times and numbers.

The catalogues are the .po files in desk/translations, read at first use: nothing to compile, so nothing is ever stale.
The reader of the answer that is being made stands in a context variable, as in every gettext for the web, so that
templates and plain functions alike say `_("…")`. Outside a request (the command line) that is English and UTC.
"""

from __future__ import annotations

import datetime as dt
import io
import zoneinfo
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES = {"en": "English", "ko": "한국어", "es": "Español"}  # each in its own words
LOCALES = {"en": "en_GB", "ko": "ko_KR", "es": "es_ES"}  # whose rules for times and numbers
FOLDER = Path(__file__).parent / "translations"
ACCEPTED_MAX = 20  # entries of Accept-Language that are read
COOKIE = "showwire_language"
KEPT_TIMES = 4096  # formatted moments that are remembered


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer."""

    language: str = "en"
    zone: str = "UTC"


_READER: ContextVar[Reader] = ContextVar("reader", default=Reader())  # noqa: B039 - frozen


def reading() -> Reader:
    return _READER.get()


def read_by(reader: Reader) -> Token[Reader]:
    """From here on, in this request, pages speak to `reader`."""
    return _READER.set(reader)


def done_reading(before: Token[Reader]) -> None:
    _READER.reset(before)


def gettext(message: str) -> str:
    """The message in the reader's language."""
    language = _READER.get().language
    return message if language == "en" else catalogue(language).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` of a message in the reader's language; the caller fills in %(num)s."""
    language = _READER.get().language
    return (one if n == 1 else many) if language == "en" else catalogue(language).ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Marks a message of a table for translation; whoever shows it says `_(table[key])`."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    compiled = io.BytesIO()
    with (FOLDER / language / "LC_MESSAGES" / "desk.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def install(environment: Environment) -> None:
    """Give templates `_()`, `ngettext()`, `{% trans %}`, and the filters `number` and `language`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(reader=reading, languages=LANGUAGES)
    environment.filters["number"] = number


def chosen(*wishes: str, accepted: str = "") -> str:
    """The language to speak: the first wish that is one of ours, else what the browser would rather read, else English."""
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    ranked: list[tuple[float, int, str]] = []
    for place, entry in enumerate(accepted.split(",")[:ACCEPTED_MAX]):
        tag, _, weight = entry.partition(";")
        language = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and 0 < quality <= 1:
            ranked.append((-quality, place, language))
    return min(ranked)[2] if ranked else "en"


def zone_of(name: str) -> str:
    """A time zone's name if there is such a zone, else UTC."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name


def number(value: int | float) -> str:
    """A number as the reader writes it: 1,412 in English, 1.412 in Spanish."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=LOCALES[_READER.get().language])


def moment(at: str, now: dt.datetime) -> str:
    """A stored moment for the reader: day and time in their zone, a bare day as it is; the year only where it is another one."""
    reader = _READER.get()
    return _moment(at, now.year, reader.language, reader.zone)


@lru_cache(maxsize=KEPT_TIMES)
def _moment(stored: str, this_year: int, language: str, zone: str) -> str:
    from babel.dates import format_skeleton, get_datetime_format

    locale = LOCALES[language]
    at = dt.datetime.fromisoformat(stored)
    if len(stored) > 10:
        at = (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
    day = format_skeleton("MMMd" if at.year == this_year else "yMMMd", at, locale=locale)
    if len(stored) <= 10:
        return day
    return str(get_datetime_format("medium", locale)).format(at.strftime("%H:%M"), day)
