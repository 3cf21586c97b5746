"""clean: an Article as it came becomes a Filing that can be compared: title, text, address, dates, hashes.

What the publisher says of itself is contradictory: the page, the feed and the address each have a title, a date
and an address. Here one of each is chosen, and what is odd about a date is written down (`suspect`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from model.records import Article, Dropped, Filing, Quality, Reason
from model.text import bare, fold
from model.urls import canonical_hint, canonical_url, link_url
from pipelines.moments import Dates, dates_of

EXCERPT_MAX = 300  # characters of the feed's summary
TITLE_MAX = 500  # characters; a longer "title" is a paragraph
FULL_BODY = 500  # characters of feed content that count as a full text


class Clean:
    """Scrapy's way in: Articles become Filings or Dropped; everything else is passed on."""

    def __init__(self, judgement: Any) -> None:
        self._judgement = judgement

    @classmethod
    def from_crawler(cls, crawler: Any) -> Clean:
        return cls(crawler.context)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            return clean(item, self._judgement.clock())
        return item


def clean(article: Article, now: dt.datetime) -> Filing | Dropped:
    """Everything that can be said of an article without knowing what we look for."""
    url, addresses = _addresses(article)
    if not url:
        return Dropped(article=article, reason=Reason.NO_ADDRESS, title=article.entry.title)
    gone = _refused(article)
    title = _title(article, url)
    if gone is not None:
        return Dropped(article=article, reason=gone, url=url, title=title, detail=article.problem)
    if not title:
        return Dropped(article=article, reason=Reason.NO_TITLE, url=url)
    body, quality = _body(article, title)
    reading = article.reading
    dates: Dates = dates_of(article, now)
    text = f"{title}\n\n{body}"
    bare_body = bare(body)
    return Filing(
        article=article,
        url=url,
        link=link_url(article.page.url if article.page and article.page.url else article.entry.url),
        addresses=addresses,
        title=title,
        text=text,
        folded_title=fold(title),
        body_hash=_digest(bare_body),
        content_hash=_digest(f"{bare(title)}\n{bare_body}"),
        published=dates.published,
        published_day=dates.day,
        published_precision=dates.precision,
        modified=dates.modified,
        authors=_authors(article),
        language=_language(article),
        excerpt=_excerpt(article.entry.summary),
        kind=reading.kind if reading else "article",
        quality=quality,
        suspect=dates.suspect,
    )


# --- addresses ------------------------------------------------------------------------------------


def _addresses(article: Article) -> tuple[str, tuple[str, ...]]:
    """The canonical address, and every other one it goes by.

    The address that answered is the article's, but for a deep link that was sent to a front page: that page says
    nothing of the article. rel=canonical is one more address where it may be believed; dedupe joins by it only where the texts agree.
    """
    page, entry = article.page, article.entry
    final = page.url if page else entry.url
    if page and entry.url and _front(final) and not _front(entry.url):
        final = entry.url
    url = canonical_url(final) if final else ""
    if not url.startswith(("http://", "https://")):
        return "", ()
    known = [entry.url, *(page.hops if page else ()), *((page.requested_url, page.url) if page else ())]
    hint = canonical_hint(final, article.reading.canonical) if article.reading and article.reading.canonical else ""
    known += [canonical_url(k) for k in known if k and not _front(k)]
    others = [k for k in (*known, hint) if k and k != url and not _front(k)]
    return url, tuple(dict.fromkeys(others))


def _front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _refused(article: Article) -> Reason | None:
    """Why there is nothing to judge, if so. What the feed says itself is enough where only the page is missing."""
    problem = article.problem.casefold()
    if not problem or article.reading is not None:
        return None
    if re.search(r"\b(404|410)\b", problem):
        return Reason.GONE
    if "address" in problem and "robots" not in problem:
        return Reason.FORBIDDEN
    answered = article.page is not None and "unreadable" in problem
    if article.entry.title and (article.entry.summary or article.entry.content or answered):
        return None
    return Reason.FORBIDDEN if "robots" in problem else Reason.UNREADABLE


# --- words ----------------------------------------------------------------------------------------


def _title(article: Article, url: str) -> str:
    """The page's title, unless it is clearly the site's name or a wall's; else the feed's; else the address's words."""
    entry, reading, source = article.entry, article.reading, article.source
    listed, read = _line(entry.title), _line(reading.title) if reading else ""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = {fold(s) for s in (source.name, source.slug, host, host.split(".")[0]) if s}
    if read and listed and (fold(read) in site or (reading and reading.quality == "wall")):
        read = ""
    if read and listed and fold(listed) != fold(read) and fold(read) in {fold(x) for x in re.split(r"\s[|–—-]\s", listed)[1:]}:
        read = ""  # the page is called what the feed adds to each title: the outlet's name
    return (read or listed or _words_of(url))[:TITLE_MAX]


def _words_of(url: str) -> str:
    """The words of an address: /news/season-two-confirmed-123.html -> "season two confirmed"."""
    path = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    words = re.sub(r"\.\w{2,5}$", "", path)
    words = " ".join(w for w in re.split(r"[-_+\s]+", words) if w and not re.fullmatch(r"[\da-f]{5,}|\d+", w))
    return words or (urlsplit(url).hostname or "")


def _line(text: str) -> str:
    """One line of plain text; what was escaped twice is unescaped."""
    return " ".join(html.unescape(text).split())


def _body(article: Article, title: str) -> tuple[str, Quality]:
    entry, reading = article.entry, article.reading
    fed = entry.content or entry.summary
    fed_quality: Quality = "full" if len(entry.content) >= FULL_BODY else "teaser" if fed else "empty"
    if reading is None:
        return _without_title(fed, title), fed_quality
    if reading.quality in ("wall", "empty") and len(entry.content) >= FULL_BODY:
        return _without_title(entry.content, title), "full"
    if not reading.body.strip() or (reading.quality == "wall" and len(reading.body) < len(fed)):
        return _without_title(fed, title), reading.quality
    return _without_title(reading.body, title), reading.quality


def _without_title(body: str, title: str) -> str:
    """The body without the headline that readers often leave as its first line."""
    body = body.strip()
    first, _, rest = body.partition("\n")
    return rest.strip() if rest.strip() and fold(first) == fold(title) else body


def _authors(article: Article) -> tuple[str, ...]:
    return article.reading.authors if article.reading and article.reading.authors else article.entry.authors


def _language(article: Article) -> str:
    read = article.reading.language if article.reading else ""
    return (read or article.entry.language or article.source.language).split("-")[0].lower()


def _excerpt(summary: str) -> str:
    summary = _line(summary)
    if len(summary) <= EXCERPT_MAX:
        return summary
    cut = summary[: EXCERPT_MAX - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > EXCERPT_MAX // 2 else cut).rstrip(" ,;:") + "…"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] if text else ""
