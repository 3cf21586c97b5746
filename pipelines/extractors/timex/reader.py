"""One reading of a text: every date expression with its value, what it is of, for which season and how surely.

What later dates lean on is kept while reading: the date said before, the premiere, what was last said to be planned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.extractors.timex import about, grammar, stamps, values
from pipelines.extractors.timex.absolute import Context
from pipelines.extractors.timex.days import bounds, day_of, week
from pipelines.extractors.timex.detect import language_of
from pipelines.extractors.timex.settle import settle
from pipelines.extractors.timex.subject import current_season, official, official_after, speakers
from pipelines.extractors.timex.tables import LANGUAGES, Language, language, shadow

TEXT_MAX = 100_000  # characters that are read; what follows is ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date in a text: `text[start:end]`."""

    start: int
    end: int
    value: str
    precision: str
    about: str = "other"
    season: str = ""
    status: str = ""
    mod: str = ""
    official: bool = False
    sense: str = ""  # the kind of our tables where it says more than `about`: home_release, work, elsewhere
    dateline: bool = False  # only says when this was reported ("said on Monday"), nothing of the series


def find_dates(
    text: str,
    reference: dt.date,
    lang: str = "",
    titles: Sequence[str] = (),
    seasons: Mapping[int, str] | None = None,
    platforms: Sequence[str] = (),
    order: str = "",
    body_start: int = 0,
) -> list[Found]:
    """Every date of a text, in order.

    `reference` is the publisher's local day. `titles` are the series' (dates within them are none), `seasons` the
    numbers it has with the day each premiered ("" = not yet), `order` of 03/04/2026 where the outlet's country is
    known ("DMY", "MDY"), `body_start` where the headline ends.
    """
    text = text[:TEXT_MAX]
    tables = language(language_of(text, lang, LANGUAGES))
    low = shadow(text)
    spans = grammar.spans(text, low, tables, grammar.blocked_spans(text, low, tables, titles))
    if not spans:
        return []
    return _Reader(text, low, tables, reference, seasons or {}, platforms, order or tables.order, titles, body_start).read(spans)


# What a weekday without a verb is of, when it has been: "on Monday" of a premiere is ahead.
_REPORTED = ("announcement", "other", "work", "past_work")

# Parts of an expression that say which year is meant.
_YEARED = {"year", "yshift", "mshift", "thatyear", "sense", "shift", "way"}

# Of what it is said that it has happened: what was only told has another day than the telling.
_HAPPENING = ("premiere", "production_start", "production_end", "trailer", "episode_air", "event")

# What can be postponed.
_MOVABLE = ("premiere", "production_start", "production_end", "trailer", "episode_air")

# Words of the tables' `way` that count back from an event.
_BACK = ("before", "ahead of", "prior to", "antes", "vor", "전", "앞서", "前")

# Kinds of the tables that the contract does not know: a stop in the work on a season, something that is not the series'.
_KINDS = {"work": "other", "elsewhere": "event", "stage": "other", "home_release": "other", "merch": "other"}


# Kinds of which it is said that they are denied, rumoured or superseded; what was said or held is not.
_CLAIMED = ("premiere", "production_start", "production_end", "trailer", "episode_air", "home_release", "other", "work")


class _Reader:
    """One reading of a text: keeps what later dates lean on (the date before, the premiere)."""

    def __init__(
        self,
        text: str,
        low: str,
        lang: Language,
        reference: dt.date,
        seasons: Mapping[int, str],
        platforms: Sequence[str],
        order: str,
        titles: Sequence[str],
        body_start: int,
    ) -> None:
        self.text, self.low, self.lang, self.reference, self.order = text, low, lang, reference, order
        self.bounds = about.split(text, lang)
        self.known = seasons
        self.body_start = body_start
        self.platforms = speakers(text, platforms, lang)
        self.titles = [shadow(t) for t in titles if t]
        self.read_sentences: dict[int, about.Sentence] = {}
        self.current = current_season(self.low, self.bounds, lang, seasons, reference.isoformat(), self.titles, body_start)
        self.anchor = ""
        self.last_of: dict[str, str] = {}
        self.previous: Found | None = None

    # --- seasons

    # --- one date after the other

    def read(self, spans: list[grammar.Span]) -> list[Found]:
        out: list[Found] = []
        guessed: set[int] = set()
        for span in self._joined(spans):
            found = self._one(span)
            if found is not None:
                out.append(found)
                if "month" in span.parts and not span.parts.keys() & _YEARED:
                    guessed.add(found.start)
                leaning = span.parts.get("sense") in ("later", "same", "event", "duration")
                if not leaning and found.about != "past_work":
                    self.anchor = found.value
                self.last_of[found.about] = found.value
                self.previous = found
        return settle(out, frozenset(guessed), self.known, self.reference)

    def _sentence(self, start: int) -> tuple[about.Sentence, about.Sentence | None]:
        lo, hi = 0, len(self.bounds) - 1
        while lo < hi:
            mid = (lo + hi + 1) // 2
            if self.bounds[mid][0] <= start:
                lo = mid
            else:
                hi = mid - 1
        return self._read(lo), self._read(lo - 1) if lo else None

    def _read(self, index: int) -> about.Sentence:
        if index not in self.read_sentences:
            begin, end = self.bounds[index]
            self.read_sentences[index] = about.read_sentence(self.low, begin, end, self.lang)
        return self.read_sentences[index]

    def _joined(self, spans: list[grammar.Span]) -> list[grammar.Span]:
        """Ranges: two expressions with "to" between them, unless they are the start and the end of a shoot."""
        out: list[grammar.Span] = []
        for span in spans:
            if out and out[-1].parts.get("sense") == "lean":
                out[-1] = grammar.Span(out[-1].start, span.end, {"lean": (out[-1], span)}) if self._touch(out[-1], span) else span
            elif out and (joined := self._join(out[-1], span)):
                out[-1] = joined
            else:
                out.append(span)
        return out

    def _touch(self, a: grammar.Span, b: grammar.Span) -> bool:
        return not self.low[a.end : b.start].strip()

    def _join(self, a: grammar.Span, b: grammar.Span) -> grammar.Span | None:
        between = self.low[a.end : b.start]
        if "range" in a.parts or not (
            self.lang.join.fullmatch(between) or (between == " " and self.lang.until_within.match(self.low, b.start, b.end))
        ):
            return None
        sentence, _ = self._sentence(a.start)
        if self.lang.production.search(self.low, sentence.start, sentence.end) and "day" not in a.parts.keys() & b.parts.keys():
            if "year" in b.parts and "month" in a.parts and "year" not in a.parts:
                a.parts["year"] = b.parts["year"]
            a.parts["stretch"], b.parts["stretch"] = "production_start", "production_end"
            a.parts["tense"] = b.parts["tense"] = about.tense_of(a.start, a.end, sentence, self.lang)
            return None
        moved = self.lang.statuses.get("superseded_before")
        if moved and moved.search(self.low, max(sentence.start, a.start - 60), a.start):
            return None  # "pushed back from 13 November to 4 December"
        lead = self.lang.lead.search(self.low, max(0, a.start - 20), a.start)
        dash = self.low[a.end : b.start].strip() in ("-", "~")
        closed = self.lang.until_after.match(self.low[b.end : b.end + 8]) if not self.lang.spaced else None
        if not (lead or dash or closed or ("year" in a.parts and "year" in b.parts and "month" not in b.parts)):
            return None
        if " and " in self.low[a.end : b.start] and not (lead and "between" in lead[0]):
            return None
        return grammar.Span(lead.start() if lead and lead[0].strip() != "the" else a.start, b.end, {"range": (a, b)})

    def _one(self, span: grammar.Span) -> Found | None:
        sentence, before = self._sentence(span.start)
        tense = about.tense_of(span.start, span.end, sentence, self.lang)
        if span.parts.get("bare") == "count" and tense == "past":
            return None  # "drew 361 million hours in ten days"
        kind, hit = about.kind_of(
            self.low,
            span.start,
            span.end,
            sentence,
            before,
            self.lang,
            not span.parts.keys() & {"month", "year", "quarter", "half", "first"},
        )
        if stamps.told(self.low, span, sentence, self.platforms, self.lang):
            kind, hit = "announcement", None
        if kind == "begin":
            kind = "production_start" if any(h.name.startswith("production_") for h in sentence.about) else "premiere"
        if kind == "move":
            kind = self._moved(span, sentence)
        works = any(h.name.startswith("production_") for h in sentence.about)
        if "stretch" in span.parts and (kind.startswith("production_") or (works and (kind == "event" or hit is None))):
            kind = str(span.parts["stretch"])
        points = (
            self.lang.ahead_before.search(self.low, max(sentence.start, span.start - 30), span.start)
            or self.lang.ahead_within.match(self.low, span.start, span.end)
            or self.lang.ahead_after.match(self.low, span.end)
        )
        if tense == "past" and points:
            tense = ""  # "delayed to 4 December"
        done = kind in _HAPPENING and not points and about.happened(self.low, span.start, span.end, kind, sentence, self.lang)
        if done:
            tense = "past"
        if self.lang.ambiguous_followed.match(self.low, span.end):
            tense = ""  # "the November premiere"
        if kind in _REPORTED and tense == "" and span.parts.get("sense") == "weekday":
            tense = "past"
        tense = str(span.parts.get("tense", tense))
        status = about.status_of(self.low, span.start, span.end, sentence, self.lang) if kind in (*_CLAIMED, "announcement") else ""
        if kind in ("other", "work") and status != "rumoured":
            status = ""
        if kind == "announcement":  # "on 5 February instead of 29 January, it was reported"
            kind, status = (self._moved(span, sentence), status) if status == "superseded" else (kind, "")
        value = self._value(span, "" if status else tense, kind, done and not status)
        if value is None:
            return None
        stamped = stamps.stamp(self.low, span.start, span.end, day_of(value.value), self.reference, sentence, self.lang)
        kind, shaped = ("announcement", "confirmed") if stamped else self._special(span, kind, value, hit)
        if shaped:
            status = shaped
        elif not status:
            limits = bounds(value.value)
            ahead = limits is not None and (
                limits[0] > self.reference or (limits[1] > self.reference and value.precision != "day" and tense != "past")
            )
            then = kind in _HAPPENING and about.foretold(self.low, span.start, span.end, sentence, self.lang)
            status = "planned" if then or (ahead and (kind != "other" or tense == "future")) else "confirmed"
        season = self._season(span, kind, value, sentence, status)
        return Found(
            start=span.start,
            end=span.end,
            value=value.value,
            precision=value.precision,
            about=_KINDS.get(kind, kind),
            season=season,
            status=status,
            mod="" if value.mod == "NEAR" else value.mod,
            official=status != "rumoured" and self._official(sentence),
            sense=kind,
            dateline=stamped
            or (kind in ("announcement", "other", "work") and stamps.reported(span, value, self.reference))
            or stamps.byline(self.low, value.value, sentence, self.reference),
        )

    def _value(self, span: grammar.Span, tense: str, kind: str, firm: bool) -> values.Value | None:
        parts = span.parts
        if "range" in parts:
            first, last = parts["range"]
            return self._range(first, last, tense, firm)
        if "lean" in parts:
            return self._leaning(*parts["lean"])
        parts = dict(parts)
        event = ""
        if parts.get("sense") == "event":
            parts["sign"] = -1 if str(parts.get("way")) in _BACK else 1
            event = self.last_of.get("premiere", "") or self._known_premiere()
            if day_of(event) is None and self._apposition(span):
                return values.Value(self.anchor, "day")
        if parts.get("sense") == "stretch" and not parts.get("sign"):
            parts["sign"] = -1 if str(parts.get("way")) in ("last", "past", "previous") else 1
        if parts.get("sense") == "newyear":
            year = self.reference.year + (1 if self.reference.month > 2 else 0)
            return values.Value(f"{year:04d}-01", "month")
        if parts.get("way") in ("past", "future"):
            tense, firm = str(parts["way"]), True
        anchor = self.anchor
        if parts.get("sense") == "same" and parts.get("unit") == "day":
            anchor = self.last_of.get(kind, self.anchor)
        context = Context(self.reference, tense, anchor, event, self.order, firm or "stretch" in parts)
        return values.resolve(parts, context)

    def _leaning(self, count: grammar.Span, on: grammar.Span) -> values.Value | None:
        """ "two weeks before May 13"."""
        day = values.resolve(on.parts, Context(self.reference, "", self.anchor, "", self.order))
        if day is None:
            return None
        if count.parts.get("way") == "week":
            first = day_of(day.value)
            return values.Value(week(first), "week") if first else None
        sign = -1 if str(count.parts.get("way")) in _BACK else 1
        context = Context(self.reference, "", self.anchor, day.value, self.order)
        return values.resolve({**count.parts, "sense": "event", "sign": sign}, context)

    def _moved(self, span: grammar.Span, sentence: about.Sentence) -> str:
        """What was postponed: what the date before in the sentence was of, else what the sentence speaks of."""
        if self.previous is not None and sentence.start <= self.previous.start and self.previous.about in _MOVABLE:
            return self.previous.about
        nearest = [h for h in sentence.about if h.name in _MOVABLE and (h.start < span.end or self.lang.verb_last)]
        if nearest:
            return nearest[-1].name
        return self.previous.about if self.previous is not None and self.previous.about in _MOVABLE else "premiere"

    def _known_premiere(self) -> str:
        return self.known.get(self.current, "")

    def _apposition(self, span: grammar.Span) -> bool:
        """ "tomorrow at nine, four weeks before the premiere": the same day."""
        return bool(day_of(self.anchor)) and "," in self.low[max(0, span.start - 3) : span.start]

    def _range(self, a: grammar.Span, b: grammar.Span, tense: str, firm: bool) -> values.Value | None:
        """Both ends; what the first leaves out (month, year) the second says."""
        first, second = dict(a.parts), dict(b.parts)
        if "year" in second and "year" not in first and "yshift" not in first and "sense" not in first:
            first["year"] = second["year"]
        if "day" in first and "month" in second and "month" not in first:
            first["month"] = second["month"]
        if "month" in first and "month" not in second and set(second) - {"bare"} == {"day"}:
            second["month"] = first["month"]
        context = Context(self.reference, tense, self.anchor, "", self.order, firm)
        start = values.resolve(first, context)
        end = values.resolve(second, context)
        if "year" in first and "year" not in second and start and "sense" not in second and "yshift" not in second:
            end = values.resolve({**second, "year": int(start.value[:4])}, context)
        if start is None or end is None:
            return start or end
        s, e = bounds(start.value), bounds(end.value)
        if s and e and e[1] < s[0] and "year" not in second and "month" in second:
            end = values.resolve({**second, "year": s[0].year + 1}, context) or end
            e = bounds(end.value)
        if s and e and s[0] > e[1] and "year" in second and "year" not in a.parts:
            start = values.resolve({**first, "year": int(second["year"]) - 1}, context) or start
            s = bounds(start.value)
        if not s or not e or s[0] >= e[1] or "/" in start.value or "/" in end.value:
            return start
        return values.Value(f"{start.value}/{end.value}", "range")

    def _special(self, span: grammar.Span, kind: str, value: values.Value, hit: about.Hit | None) -> tuple[str, str]:
        """Kinds that the shape of an expression decides: a year in brackets is of a past work."""
        before, after = self.text[max(0, span.start - 2) : span.start], self.text[span.end : span.end + 1]
        if value.precision == "year" and before.endswith(("(", "（", "[")) and after in (")", "）", ",", "]", ";"):
            return "past_work", "confirmed"
        if span.parts.get("sense") in ("duration", "event"):
            return "other", "confirmed"
        if value.value == self.reference.isoformat() and "year" in span.parts and (hit is None or hit.weight < 1):
            return "announcement", "confirmed"  # the article's own date
        if value.precision == "year" and kind in ("event", "other") and int(value.value) < self.reference.year - 1:
            sentence, _ = self._sentence(span.start)
            if not sentence.seasons and any(h.name == "past_work" for h in sentence.about):
                return "past_work", "confirmed"
        return kind, ""

    def _season(self, span: grammar.Span, kind: str, value: values.Value, sentence: about.Sentence, status: str) -> str:
        if kind in ("past_work", "elsewhere", "stage"):
            return ""
        number, same = about.nearest_season(span.start, span.end, sentence)
        limits = bounds(value.value)
        old = limits is not None and (self.reference - limits[1]).days > 200
        if number and kind == "announcement" and self.lang.renewal.search(self.low, sentence.start, sentence.end):
            number = max(number, self.current)
        if number and number < self.current and status == "planned" and not same:
            number = self.current
        if not number and kind == "premiere" and limits:
            held = (n for n, day in self.known.items() if day and _overlap(bounds(day), limits))
            number = next(held, 0)
        if not number:
            if kind in ("other", "elsewhere"):
                return ""
            number = self.current
            if old and kind in ("premiere", "episode_air") and number > 1:
                number -= 1
        return f"S{number}"

    def _official(self, sentence: about.Sentence) -> bool:
        if official(self.low[sentence.start : sentence.end], self.platforms, self.lang):
            return True
        following = next(((s, e) for s, e in self.bounds if s >= sentence.end), None)
        return following is not None and official_after(self.low[slice(*following)], self.platforms, self.lang)


def _overlap(a: tuple[dt.date, dt.date] | None, b: tuple[dt.date, dt.date] | None) -> bool:
    return bool(a and b and a[0] <= b[1] and b[0] <= a[1])
