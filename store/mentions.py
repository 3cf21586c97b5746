"""Mentions as stored: an identity that outlives versions and re-extraction, so that decisions stay."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from model.records import Article, Dropped, Filing, Mention
from model.text import bare, fold, sentences
from store.database import Database

_SURROGATE = re.compile("[\ud800-\udfff]")
_COLUMNS = (
    "version", "kind", "start", "end", "quote_start", "quote_end", "text", "quote", "value", "series", "season", "person", "character",
    "relation", "choices", "about", "precision", "status", "mod", "official", "region", "identity",
)  # fmt: skip
_QUOTED = ", ".join(f'"{name}"' for name in _COLUMNS)
_INSERT = f"INSERT INTO mention ({_QUOTED}, article_id, state) VALUES ({', '.join('?' * (len(_COLUMNS) + 2))})"
_SET = f"({_QUOTED}, state, current)"
_MARKS = f"({', '.join('?' * len(_COLUMNS))}, ?, 1)"
_UPDATE = f"UPDATE mention SET {_SET} = {_MARKS} WHERE id = ? AND {_SET} IS NOT {_MARKS}"
_MOVE = (
    'UPDATE mention SET (version, start, "end", quote_start, quote_end, current, quote) = (?1, ?2, ?3, ?4, ?5, 1, (SELECT substr(text, ?4 + 1, ?5 - ?4)'
    " FROM article_version WHERE article_id = mention.article_id AND number = ?1)) WHERE id = ?6"
    ' AND (version, start, "end", quote_start, quote_end, current) IS NOT (?1, ?2, ?3, ?4, ?5, 1)'
)
_HAVE = "SELECT * FROM mention WHERE article_id = ?"
_CHOSEN = frozenset({"value", "person"})  # what an editor's choice sets, and extraction must not take back
_PLACE = frozenset({"start", "end"})  # set by hand, these hold in the same text only, with what follows from them
ADDED = "+"  # begins the identity of a mention that an editor added and no extractor found
_PLACED = ("start", "end", "text", "quote_start", "quote_end", "quote")


def initial_state(mention: Mention) -> str:
    """ "choose" where nobody may accept it unseen: an ambiguous name, or one that series.yaml does not know."""
    return "choose" if mention.choices or (mention.kind == "cast" and not mention.person) else "open"


def identities(text: str, mentions: Sequence[Mention]) -> list[str]:
    """What each is: kind, who or what value, what it is of, and the words around it; the n-th of equals is another.

    A person is the slug, so that a name spelled anew in series.yaml is the same mention.
    """
    seen: Counter[str] = Counter()
    folded: dict[tuple[int, int], str] = {}
    found = []
    for mention in mentions:
        span = (mention.quote_start, mention.quote_end)
        if span not in folded:
            folded[span] = fold(text[mention.quote_start : mention.quote_end])
        said = "\x1f".join((mention.kind, _who(mention), mention.about, mention.series, folded[span]))
        digest = hashlib.sha256(said.encode()).hexdigest()[:24]
        seen[digest] += 1
        found.append(f"{digest}.{seen[digest]}")
    return found


def sync(db: Database, article_id: int, version: int, text: str, mentions: Sequence[Mention]) -> tuple[int, bool]:
    """Make the stored mentions of an article those of this version; (how many came to be decided, whether any row changed).

    One that stays keeps its id and its decision; one that went stays on record with `current` 0. In a text that stays the same
    the place tells too: a quote that is now cut otherwise makes no other mention.
    """
    have = {row["identity"]: row for row in db.query(_HAVE, (article_id,))}
    places = {(row["kind"], row["about"], row["start"], row["end"]): row for row in have.values() if row["version"] == version}
    added, changed = 0, False
    ordered = sorted(mentions, key=place)
    found = identities(text, ordered)
    names = frozenset(found)
    for identity, mention in zip(found, ordered, strict=True):
        values = [
            version, mention.kind, mention.start, mention.end, mention.quote_start, mention.quote_end, text[mention.start : mention.end],
            text[mention.quote_start : mention.quote_end], mention.value, mention.series, mention.season, mention.person, mention.character,
            mention.relation, json.dumps(mention.choices), mention.about, mention.precision, mention.status, mention.mod,
            int(mention.official), mention.region, identity,
        ]  # fmt: skip
        state = initial_state(mention)
        row = have.pop(identity, None) or have.pop(f"{ADDED}{identity}", None)
        if row is None:
            row = places.get((mention.kind, mention.about, mention.start, mention.end))
            if row is not None and (row["identity"] in names or not (row["chosen"] or _who(mention) in (row["person"], row["value"]))):
                row = None
            elif row is not None:
                del have[row["identity"]]
        if row is None:
            db.execute(_INSERT, (*values, article_id, state))
            added, changed = added + (state == "open"), True
            continue
        for name in _kept(row, version):
            values[_COLUMNS.index(name)] = row[name]
        decided = row["state"] in ("accepted", "rejected")
        added += not decided and not row["current"] and state == "open"
        values.append(row["state"] if decided else state)
        changed |= db.execute(_UPDATE, (*values, row["id"], *values)).rowcount > 0
    kept = [spot for row in have.values() if (spot := _stands(row, version, text)) is not None]
    for spot in kept:
        changed |= db.execute(_MOVE, spot).rowcount > 0
    stand = {spot[-1] for spot in kept}
    went = [(row["id"],) for row in have.values() if row["current"] and row["id"] not in stand]
    db.conn.executemany("UPDATE mention SET current = 0 WHERE id = ?", went)
    return added, changed or bool(went)


def unread(db: Database, article_id: int) -> None:
    """Other mentions stand in a text now than whoever read it before saw: a decision on it is asked about."""
    db.execute("UPDATE article SET row_version = row_version + 1 WHERE id = ?", (article_id,))


def added_by_hand(row: Mapping[str, Any]) -> bool:
    """Whether only an editor found it, and a decision says that it stands."""
    return str(row["identity"]).startswith(ADDED) and row["state"] != "open"


def seen_as(row: Mapping[str, Any]) -> str:
    """What an editor sees of a mention, as a mark that tells it from another state of it."""
    said = (row["kind"], row["state"], row["value"], row["about"], row["relation"], row["character"], row["season"])
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:8]


def _stands(row: Mapping[str, Any], version: int, text: str) -> tuple[int, ...] | None:
    """(version, start, end, begin and end of the quote, id) of a mention that an editor added, where its quote still stands."""
    if not added_by_hand(row):
        return None
    quote = quote_in(text, row["quote"], row["quote_start"])
    if quote is None:
        return None
    start = text.find(row["text"], quote[0] + max(0, row["start"] - row["quote_start"]), quote[1])
    if start < 0:
        start = text.find(row["text"], *quote)
    return (version, start, start + len(row["text"]), *quote, row["id"]) if start >= 0 else None


def quote_in(text: str, quote: str, near: int) -> tuple[int, int] | None:
    """Where a quote stands in a text, nearest to where it stood: to the letter, else as a sentence that differs in blanks, case and quotes."""
    at = [match.start() for match in re.finditer(re.escape(quote), text)]
    if at:
        start = min(at, key=lambda place: abs(place - near))
        return start, start + len(quote)
    said = bare(quote)
    like = [span for span in sentences(text) if bare(text[slice(*span)]) == said]
    return min(like, key=lambda span: abs(span[0] - near), default=None)


def place(mention: Mention) -> tuple[int, int, str]:
    """The order in which the mentions of a text are told apart."""
    return (mention.start, mention.end, mention.kind)


def _kept(row: Mapping[str, Any], version: int) -> set[str]:
    """The columns that an editor set, which extraction must not take back."""
    kept = set(_CHOSEN) if row["chosen"] else set()
    edited = set(row["edited"].split())
    if edited & _PLACE and row["version"] == version:
        kept.update(_PLACED)
    return (kept | edited - _PLACE) & set(_COLUMNS)


def _who(mention: Mention) -> str:
    return mention.person or mention.value


def storable(filing: Filing) -> Filing:
    """The filing without lone surrogates, which UTF-8 cannot write. Lengths stay, so offsets hold."""
    if _clean(filing.text, filing.title, filing.excerpt, filing.url, *filing.authors) and _clean_article(filing.article):
        return filing
    return dataclasses.replace(
        filing,
        article=_storable_article(filing.article), text=plain(filing.text), title=plain(filing.title), excerpt=plain(filing.excerpt),
        folded_title=plain(filing.folded_title), url=plain(filing.url), authors=tuple(map(plain, filing.authors)),
        addresses=tuple(map(plain, filing.addresses)),
    )  # fmt: skip


def storable_dropped(dropped: Dropped) -> Dropped:
    """The same for what was left out."""
    if _clean(dropped.title, dropped.url, dropped.detail, dropped.excerpt) and _clean_article(dropped.article):
        return dropped
    return dataclasses.replace(
        dropped,
        article=_storable_article(dropped.article),
        title=plain(dropped.title),
        url=plain(dropped.url),
        detail=plain(dropped.detail),
        excerpt=plain(dropped.excerpt),
    )


def _clean(*texts: str) -> bool:
    return not any(_SURROGATE.search(text) for text in texts if not text.isascii())


def _clean_article(article: Article) -> bool:
    return _clean(article.entry.key, article.entry.url, article.entry.guid, article.entry.title)


def _storable_article(article: Article) -> Article:
    entry = article.entry
    entry = dataclasses.replace(entry, guid=plain(entry.guid), title=plain(entry.title), url=plain(entry.url), key=plain(entry.key))
    return dataclasses.replace(article, entry=entry)


def plain(text: str) -> str:
    """A text that UTF-8 can write, of the same length."""
    return _SURROGATE.sub("\ufffd", text)
