"""Whether a date is only the page's own stamp: its dateline, its byline, "updated". Such a one says nothing of the series. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipelines.extractors.timex.about import Sentence
from pipelines.extractors.timex.days import day_of
from pipelines.extractors.timex.grammar import Span
from pipelines.extractors.timex.tables import Language
from pipelines.extractors.timex.values import Value

LINE_MAX = 120  # characters of a line that may be nothing but a byline
LABEL = 60  # characters before a date in which its label stands
AROUND = 1  # days between the reader's day and the one that a page shows, whose zone may be another
NEXT = 3  # characters after the time of day within which a word of an event says that the time is the event's

BYLINE = 70  # characters of a line that names author and date
REPORTED = 7  # days before the article in which an undated "on Monday" is a report's own day

_TOPIC = ("은", "는", "이", "가", "は", "が")  # particles of who speaks
_SAID = re.compile(r"[다라]고 {0,2}(?:[가-힣]{1,4} )?(?:밝혔|전했|알렸|말했|발표했|설명했)|と(?:発表|明らか|伝え|述べ|話し)")
_CLOCK = re.compile(
    r"[.,]?[ ]{0,2}(?:\([^()\n]{1,4}\) ?)?[-|·]?[ ]?(?:(?:at|um|a las|오전|오후|午前|午後) ?)?\d{1,2}(?:[:.]|h|시 ?|時)\d{2}(?!\d)(?::\d\d)?(?:분|分| ?[ap]\.?m\.?| uhr| h(?!\w))?"
)
_CHANGED = re.compile(r"updat|수정|업데이트|更新|aktual|actual|modif|edit|bearb|geand|stand")
_PLACE = re.compile(r"[^\W\d][\w .'-]{1,30}, {0,2}")  # "SEOUL, Nov. 16 (Agency) - …"
_DASH = re.compile(r"(?:, \d{4})? ?(?:[(/][^()/\n]{1,30}[)/] ?)?-")
_YEAR = re.compile(r"\d{4}")


def stamp(low: str, start: int, end: int, day: dt.date | None, reference: dt.date, sentence: Sentence, lang: Language) -> bool:
    """Whether the date [start, end), worth `day`, stamps the page that was published on `reference`.

    The day behind the place that a report comes from does. With its year, a labelled day on its line ("Updated: …") does, and one around the day of publication with the time beside it, unless what
    follows says what happens then.
    """
    if day is None:
        return False
    near = abs((day - reference).days) <= AROUND
    line = low.rfind("\n", 0, start) + 1
    if near and _PLACE.fullmatch(low, line, start) and _DASH.match(low, end):
        return True
    if not _YEAR.search(low, start, end):
        return False
    label = lang.stamp.search(low[max(line, start - LABEL) : start])
    if label and (near or _CHANGED.search(label[0])) and not _prose(low, line):
        return True
    clock = _CLOCK.match(low, end)
    if not near or clock is None or lang.numeric_before.search(low[max(line, start - LABEL) : start]):
        return False
    return not any(h.weight >= 1 and 0 <= h.start - clock.end() <= NEXT for h in sentence.about)


def reported(span: Span, value: Value, reference: dt.date) -> bool:
    """A day of this week that is not written out as a date: "on Monday", 19일, "today"."""
    day = day_of(value.value)
    if day is None or value.precision != "day" or not 0 <= (reference - day).days <= REPORTED:
        return False
    return not span.parts.keys() & {"month", "year", "first"}


def told(low: str, span: Span, sentence: Sentence, platforms: Sequence[str], lang: Language) -> bool:
    """ "스튜디오는 18일 … 밝혔다": right after who speaks, in a language whose verb comes last, a bare day is that of the telling."""
    if not lang.verb_last or span.parts.keys() - {"bare"} != {"day"}:
        return False
    before = low[sentence.start : span.start].rstrip(" ")
    return bool(before.endswith(_TOPIC) and _speaks(low, before, span, sentence, platforms, lang))


def _speaks(low: str, before: str, span: Span, sentence: Sentence, platforms: Sequence[str], lang: Language) -> bool:
    """Whether the topic is who says it: a known voice, or with a verb of saying at the end whoever is no season, title or trailer."""
    if lang.speaker.search(before) or any(p in before for p in platforms):
        return lang.official.search(low, span.end, sentence.end) is not None
    thing = sentence.start + len(before) - 1
    if before[-2:-1] in ("'", '"', "」", "』", ")", "》") or any(
        e >= thing
        for e in (*(h.end for h in sentence.about if h.start < span.start), *(e for s, e, _ in sentence.seasons if s < span.start))
    ):
        return False
    return _SAID.search(low, span.end, sentence.end) is not None


def byline(low: str, value: str, sentence: Sentence, reference: dt.date) -> bool:
    """ "Kelly Marsh 18:58, 5 Mar 2026": the article's own date on a short line of its own."""
    return (
        value == reference.isoformat()
        and sentence.end - sentence.start <= BYLINE
        and not any(h.weight >= 1 for h in sentence.about)
        and not low[sentence.start : sentence.end].endswith((".", "!", "?"))
    )


def _prose(low: str, line: int) -> bool:
    """Whether the line is a sentence."""
    end = low.find("\n", line)
    whole = low[line : end if end >= 0 else len(low)]
    return len(whole) > LINE_MAX and whole.rstrip().endswith((".", "!", "?", "。"))
