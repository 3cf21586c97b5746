"""What other rooms say, in the reader's words: refusals of the store, troubles of the wire, guards, reasons and parts of a score.

Those rooms speak English and know no reader: their sentences go into logs, the database and the command line. Here each is known
by its pattern, so that a page can say it in another language. What is not known is said as it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from desk.languages import N_, reading
from desk.languages import gettext as _

REFUSALS = (
    N_("a bulk decision has 1 to %(num)s stories"),
    N_("a choice needs a person and a name"),
    N_("a mention keeps at least one word"),
    N_("a merge takes two stories"),
    N_("a note needs words"),
    N_("a person needs a name"),
    N_("a search has at most %(num)s characters"),
    N_("a search has at most %(num)s words"),
    N_("a season is written S2, or left empty"),
    N_("a split takes some of a story's articles, not none, not all, and no others"),
    N_("a value has 1 to %(num)s characters"),
    N_("a value is merged into another value of the same fact"),
    N_("a value is needed"),
    N_("a view's name has 1 to %(num)s characters"),
    N_("an end is moved by at most %(num)s words at once"),
    N_("%(text)s is no date"),
    N_("%(text)s is not in series.yaml"),
    N_("no claim %(num)s"),
    N_("no mention %(num)s"),
    N_("no story %(num)s"),
    N_("no story is selected"),
    N_("select two with v, or in a search"),
    N_("no such cursor: %(text)s"),
    N_("no such decision: %(text)s"),
    N_("no such kind of date: %(text)s"),
    N_("no such reason: %(text)s"),
    N_("no such relation: %(text)s"),
    N_("no such season: %(text)s"),
    N_("nothing that counts says this value now"),
    N_("only a search can be kept as a view"),
    N_("only users say this, and they alone cannot be believed"),
    N_("say which date it is, and what it is of"),
    N_("say which story to keep apart from"),
    N_("say which story to merge with"),
    N_("say who is meant"),
    N_("no such status: %(text)s"),
    N_("somebody's place in series.yaml is not put back: decide it anew"),
    N_("that was decided anew since, so it is not put back"),
    N_("the article was edited since, so that is not put back: decide it anew"),
    N_("that form does not say what was read"),
    N_("that form holds no decision"),
    N_("that key is another decision’s"),
    N_("that is no day"),
    N_("that is nothing to do with many stories"),
    N_("that leaves its sentence: a quote has at most %(num)s characters"),
    N_("that is a mention already"),
    N_("that mention is not in the text any more"),
    N_("that only says what to leave out"),
    N_("that rejection does not stand any more"),
    N_("that value is merged into this one already"),
    N_("there are %(num)s views"),
    N_("these are one story already"),
    N_("these are one story"),
    N_("there is no such article"),
    N_("those words do not stand together in the article"),
    N_("this name needs a choice"),
    N_("this needs a note that says why"),
    N_("this story is empty now"),
    N_("this value was only denied, so it cannot be believed"),
)
TROUBLES = (
    N_("HTTP %(num)s"),
    N_("HTTP %(num)s: not for us"),
    N_("HTTP %(num)s: refused"),
    N_("HTTP %(num)s: not found"),
    N_("HTTP %(num)s: gone"),
    N_("HTTP %(num)s: too many requests"),
    N_("address refused: %(why)s"),
    N_("certificate verify failed: %(why)s"),
    N_("TLS failed: %(why)s"),
    N_("broken %(text)s data: %(why)s"),
    N_("more than %(num)s bytes when decompressed"),
    N_("more than %(num)s bytes"),
    N_("more than %(num)s redirects"),
    N_("name not found"),
    N_("name not found: %(text)s"),
    N_("no address"),
    N_("no answer"),
    N_("no answer within %(num)s s"),
    N_("no connection: %(why)s"),
    N_("not a feed"),
    N_("not a feed: %(why)s"),
    N_("not a sitemap"),
    N_("not a sitemap: an HTML page"),
    N_("not HTTP as it should be: %(why)s"),
    N_("not readable: %(why)s"),
    N_("redirect to %(text)s refused"),
    N_("redirects in a circle"),
    N_("robots.txt answered %(num)s"),
    N_("robots.txt does not allow it"),
    N_("rules.links finds nothing on the page"),
    N_("rules.links is no CSS selector: %(why)s"),
    N_("the address now leads to a front page"),
    N_("the answer broke off: %(why)s"),
    N_("the host asked to be left alone for another %(num)s s"),
    N_("the list page cannot be read: %(why)s"),
    N_("the newsroom's list is not what it was"),
    N_("the proxy answered %(text)s"),
    N_("unreadable: %(why)s"),
)
LEFT_OUT = (N_("off topic"), N_("no title"), N_("gone"), N_("unreadable"), N_("forbidden"))
REASONS = (
    N_("nothing like it"),
    N_("the same text"),
    N_("%(num)s%% of its text"),
    N_("retold: %(num)s%% of its text"),
    N_("the same address"),
    N_("another address of it"),
    N_("the same guid from the same source"),
    N_("by hand"),
    N_("both %(event)s"),
    N_("both %(event)s of %(text)s"),
    N_("it credits %(text)s"),
    N_("headlines alike"),
    N_("headlines differ"),
    N_("another season"),
    N_("another season: %(text)s and %(other)s"),
    N_("another episode: %(text)s and %(other)s"),
    N_("another part: %(text)s and %(other)s"),
    N_("another week: %(text)s and %(other)s"),
    N_("another day: %(text)s and %(other)s"),
    N_("another month: %(text)s and %(other)s"),
    N_("another person: %(text)s and %(other)s"),
    N_("another name in %(num)s%% the same headline"),
    N_("a denial is not what it denies"),
    N_("a rumour is not a confirmation"),
    N_("%(num)s days apart"),
    N_("%(event)s is not %(second)s"),
)
DOUBTS = (
    N_("page says %(text)s, feed says %(other)s"),
    N_("the page's date cannot be read: %(text)s"),
    N_("the feed's date cannot be read: %(text)s"),
    N_("the page's change's date cannot be read: %(text)s"),
    N_("the page says %(text)s"),
    N_("the feed says %(text)s"),
    N_("the page's date is in the future: %(text)s"),
    N_("the feed's date is in the future: %(text)s"),
    N_("the page's change's date is in the future: %(text)s"),
)
PARTS = (
    N_("title in the headline"),
    N_("title in the headline, in passing"),
    N_("the words in the headline"),
    N_("title in the first sentence"),
    N_("title in the lead"),
    N_("title in the body"),
    N_("title again"),
    N_("title in passing"),
    N_("the words in the text"),
    N_("people"),
    N_("characters"),
    N_("the cast together"),
    N_("words of the trade"),
    N_("a list of similar shows"),
    N_("the headline names another work"),
    N_("the words in another sense"),
    N_("a context that is ruled out"),
    N_("a source of this series"),
    N_("an official source"),
    N_("kept within 0 to 100"),
)
EVENTS = {
    "renewed": N_("renewal"),
    "cancelled": N_("cancellation"),
    "joins": N_("joins"),
    "leaves": N_("leaves"),
    "returns_cast": N_("return of the cast"),
    "filming_starts": N_("start of filming"),
    "filming_ends": N_("end of filming"),
    "date_set": N_("date"),
    "delayed": N_("delay"),
    "moved_up": N_("earlier date"),
    "denied": N_("denial"),
    "rumour": N_("rumour"),
    "teaser": N_("teaser clip"),
    "trailer": N_("trailer"),
    "poster": N_("poster"),
    "interview": N_("interview"),
    "script_reading": N_("script reading"),
    "recast": N_("recast"),
    "final_season": N_("final season"),
    "episodes": N_("episodes"),
    "home_release": N_("home release"),
}
_HOLE = re.compile(r"%\((\w+)\)s")
_SHAPES = {"num": r"[\d.]+", "event": r"[a-z_]+", "second": r"[a-z_]+"}


def heard(text: object) -> str:
    """The sentence in the reader's language; as it is where it is none that we know."""
    said = str(text)
    if reading().language == "en" or not said:
        return said
    parts = said.split("; ")
    if len(parts) > 1 and all(map(known, parts)):
        return "; ".join(map(heard, parts))
    found = _known(said)
    if found is None:
        return said
    message, holes = found
    return _(message) % {name: _filled(name, value) for name, value in holes.items()}


def known(text: str) -> bool:
    """Whether a sentence is one of those above."""
    return _known(text) is not None


def _filled(name: str, value: str) -> str:
    if name in ("event", "second"):
        return _(EVENTS[value]) if value in EVENTS else value.replace("_", " ")
    return heard(value) if name == "why" else value


@lru_cache(maxsize=4096)
def _known(text: str) -> tuple[str, Mapping[str, str]] | None:
    for message, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return message, found.groupdict()
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences, those with the most words of their own first, so that none hides behind a vaguer one."""
    messages = sorted((*REFUSALS, *TROUBLES, *LEFT_OUT, *REASONS, *DOUBTS, *PARTS), key=lambda m: (len(_HOLE.findall(m)), -len(m)))
    return tuple((message, re.compile(_pattern(message), re.DOTALL)) for message in messages)


def _pattern(message: str) -> str:
    pieces, at = [], 0
    for hole in _HOLE.finditer(message):
        pieces += [re.escape(message[at : hole.start()].replace("%%", "%")), f"(?P<{hole[1]}>{_SHAPES.get(hole[1], '.+?')})"]
        at = hole.end()
    return "".join([*pieces, re.escape(message[at:].replace("%%", "%"))])
