"""Whether a change of a page touches only what stands around its article: then it is no edit.

The readers leave menus and footers out, but not always: a line that a site puts under many articles, a neighbour's headline, or
a counter of comments gets into a text now and then, and changes without anybody having edited the article.
"""

from __future__ import annotations

import re

from model.diff import changed_lines
from model.records import Filing
from model.text import bare
from store import mentions
from store.database import Database

LINE_MAX = 200  # characters; a longer sentence is nobody's footer
COUNTER_MAX = 60  # characters of a line that may be a counter
ARTICLES = 40  # newest articles of the source whose texts are looked through
TITLES = 300  # newest headlines of the source
STANDS_IN = 3  # other articles, of other stories, that must hold a line

# Counters and ages, in the languages of our sources: they carry a number, or a word for now, and nothing to know.
_COUNTER = re.compile(
    r"\b(?:comments?|views?|shares?|likes?|min(?:ute)?s? read|ago|just now|updated|comentarios?|compartidos?|hace|lectura|kommentare?|aufrufe"
    r"|lesezeit|vor \d+|aktualisiert|commentaires?|il y a|просмотр\w*|комментари\w*|назад)\b|댓글|조회|공유|좋아요|분 전|시간 전|コメント|閲覧|分前|時間前|评论|阅读|分钟前",
    re.IGNORECASE,
)


def only(db: Database, filing: Filing, article_id: int, version: int, names: set[str]) -> bool:
    """Whether a filing says the same as the stored version, but for lines around the article.

    `names` are the identities of its mentions: where one came or went, or its quote changed, the change counts.
    """
    row = db.one(
        "SELECT a.title, a.source, a.story_id, v.text FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = ?"
        " WHERE a.id = ?",
        (version, article_id),
    )
    if row is None or bare(row["title"]) != bare(filing.title):
        return False
    there = list(db.query("SELECT identity, state, quote, quote_start FROM mention WHERE article_id = ? AND current = 1", (article_id,)))
    by_hand = [one for one in there if mentions.added_by_hand(one) and one["identity"].removeprefix(mentions.ADDED) not in names]
    if any(mentions.quote_in(filing.text, one["quote"], one["quote_start"]) is None for one in by_hand):
        return False
    if names != {one["identity"].removeprefix(mentions.ADDED) for one in there if one not in by_hand}:
        return False
    gone, came = changed_lines(row["text"], filing.text)
    lines = {bare(line) for line in (*gone, *came) if not (len(line) <= COUNTER_MAX and _COUNTER.search(line))}
    if not lines or max(map(len, lines)) > LINE_MAX:
        return not lines
    titles = "SELECT title FROM article WHERE source = ? AND id <> ? ORDER BY id DESC LIMIT ?"
    lines -= {bare(title) for (title,) in db.execute(titles, (row["source"], article_id, TITLES))}
    if not lines:
        return True
    others = db.execute(
        "SELECT v.text FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = a.version"
        " WHERE a.source = ? AND a.story_id <> ? ORDER BY a.id DESC LIMIT ?",
        (row["source"], row["story_id"], ARTICLES),
    )
    stands = dict.fromkeys(lines, 0)
    for (text,) in others:
        whole = bare(text)
        for line in lines:
            stands[line] += line in whole
    return all(count >= STANDS_IN for count in stands.values())
