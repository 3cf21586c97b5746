"""The day that readers see beside the headline, in the words of many languages.

Used where the page says nothing to machines: a date right after (or before) the headline is the article's own far more often
than the first date of the whole page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from lxml.etree import _Element

AFTER = 500  # characters after the headline begins
BEFORE = 150  # characters before it
EARLIEST = dt.date(1995, 1, 1)  # before it there was no news on the web
LATEST = dt.date(2100, 1, 1)

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń января янв ocak يناير leden ledna січня ιανουαρίου",
        "february feb februar februari février févr fév febrero febbraio fevereiro fev lutego luty февраля фев şubat فبراير února лютого φεβρουαρίου",
        "march mar mars märz mrz mär marzo março maart marca marzec марта мар mart مارس března березня μαρτίου",
        "april apr avril avr abril abr aprile kwietnia kwiecień апреля апр nisan أبريل dubna квітня απριλίου",
        "may mai mayo maggio mag maio mei maja maj мая май mayıs مايو května травня μαΐου",
        "june jun juni juin junio giugno giu junho czerwca czerwiec июня июн haziran يونيو června червня ιουνίου",
        "july jul juli juillet juil julio luglio lug julho lipca lipiec июля июл temmuz يوليو července липня ιουλίου",
        "august aug août aou agosto ago augustus sierpnia sierpień августа авг ağustos أغسطس srpna серпня αυγούστου",
        "september sept sep septembre septiembre settembre set setembro września wrzesień сентября сен сент eylül سبتمبر září вересня σεπτεμβρίου",
        "october oct oktober okt octobre octubre ottobre ott outubro out października październik октября окт ekim أكتوبر října жовтня οκτωβρίου",
        "november nov novembre noviembre novembro listopada listopad ноября ноя kasım نوفمبر листопада νοεμβρίου",
        "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień декабря дек aralık ديسمبر prosince грудня δεκεμβρίου",
    ),
    1,
):
    for _name in _names.split():
        _MONTHS.setdefault(_name, _number)

_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\d./-])(?:(?P<y1>{_YEAR})\s?[-/.年]\s?(?P<m1>\d{{1,2}})\s?[-/.月]\s?(?P<d1>\d{{1,2}})"
    rf"|(?P<y2>{_YEAR})년\s?(?P<m2>\d{{1,2}})월\s?(?P<d2>\d{{1,2}})일"
    rf"|(?P<d3>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<m3>\d{{1,2}})\s?(?P=sep)\s?(?P<y3>{_YEAR})"
    rf"|(?P<d4>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?\s+(?:de\s+|of\s+)?(?P<m4>{_NAME})\.?,?\s+(?:de\s+|del\s+)?(?P<y4>{_YEAR})"
    rf"|(?<!\w)(?P<m5>{_NAME})\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y5>{_YEAR}))(?!\d)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updated|modified|aktualisiert|geändert|mis à jour|modifié|actualizad|atualizad|aggiornat|обновл|изменен|수정|更新|改訂|تحديث|bijgewerkt|zaktualizowan",
    re.IGNORECASE,
)
_SILENT = frozenset(["script", "style", "noscript", "template", "svg"])


def day_by(headline: _Element, month_first: bool) -> dt.date | None:
    """The first day written after the headline begins, else the last before it. `month_first`: 03/04 is March 4."""
    after = _text(following(headline), AFTER)[:AFTER]
    if day := _first(after, month_first):
        return day
    nearest_first = _text(_preceding(headline), BEFORE, backwards=True)
    return _first(nearest_first[-BEFORE:], month_first, last=True)


def changed_by(headline: _Element, month_first: bool) -> dt.date | None:
    """The first day after the headline that is said to be that of a change."""
    text = _text(following(headline), AFTER)[:AFTER]
    return next((day for day, changed in _days(text, month_first) if changed), None)


def day_in(text: str, month_first: bool = False) -> dt.date | None:
    """The first day that is written in a text."""
    return _first(text[:AFTER], month_first)


def _first(text: str, month_first: bool, last: bool = False) -> dt.date | None:
    """A day that is not said to be that of a change, if there is one."""
    found = _days(text, month_first)
    if last:
        found.reverse()
    return next((day for day, changed in found if not changed), found[0][0] if found else None)


def _days(text: str, month_first: bool) -> list[tuple[dt.date, bool]]:
    """The days written in a text, and whether each is said to be that of a change."""
    return [
        (day, bool(_CHANGED.search(text[max(0, match.start() - 25) : match.start()])))
        for match in _DATE.finditer(text)
        if (day := _day(match, month_first))
    ]


def _day(match: re.Match[str], month_first: bool) -> dt.date | None:
    part = match.groupdict()
    number = next(n for n in "12345" if part[f"y{n}"])
    year, day, month = int(part[f"y{number}"]), int(part[f"d{number}"]), part[f"m{number}"].lower()
    months = int(month) if month.isdigit() else _MONTHS[month]
    if number == "3" and day <= 12 and (months > 12 or (month_first and part["sep"] == "/")):
        day, months = months, day
    try:
        found = dt.date(year, months, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _text(pieces: Iterator[str], limit: int, backwards: bool = False) -> str:
    text: list[str] = []
    length = 0
    for piece in pieces:
        if piece := " ".join(piece.split()):
            text.append(piece)
            length += len(piece) + 1
            if length > limit:
                break
    return " ".join(reversed(text) if backwards else text)


def following(element: _Element) -> Iterator[str]:
    """Text from where the element begins to the end of the page, in order."""
    yield from _seen(element)
    node: _Element | None = element
    while node is not None:
        if node.tail and node is not element.getroottree().getroot():
            yield node.tail
        for sibling in node.itersiblings():
            yield from _seen(sibling)
            if sibling.tail:
                yield sibling.tail
        node = node.getparent()


def _preceding(element: _Element) -> Iterator[str]:
    """Text before the element, the nearest first."""
    node: _Element | None = element
    while node is not None:
        for sibling in node.itersiblings(preceding=True):
            if sibling.tail:
                yield sibling.tail
            yield from reversed(list(_seen(sibling))[-40:])
        node = node.getparent()
        if node is not None and node.tag == "body":
            break


def _seen(element: _Element) -> Iterator[str]:
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in _SILENT and node.text:
            yield node.text
        if node is not element and node.tail:
            yield node.tail
