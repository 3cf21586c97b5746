"""Runs the extractors over a filing: who and when, each with its exact place and the quote that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from model.records import Filing, Mention
from model.text import QUOTE_MAX
from model.watched import Series

if TYPE_CHECKING:
    from pipelines.judgement import Judgement

EXTRACTORS = ("cast", "dates", "facts")  # modules of pipelines.extractors, in running order
TEXT_MAX = 100_000  # characters that are looked through, some fifteen thousand words: no page may hold up a crawl by its length
MENTIONS_MAX = 2000  # of one filing and kind; a text with more is a list, not news


class Extractor(Protocol):
    """A module of pipelines.extractors."""

    def find(self, filing: Filing, series: Sequence[Series]) -> tuple[Mention, ...]: ...


@cache
def extractor(name: str) -> Extractor:
    """The extractor of that name."""
    return cast(Extractor, import_module(f"pipelines.extractors.{name}"))


class Extract:
    """The pipeline: mentions are added to what is a Filing, all else passes."""

    def __init__(self, series: Sequence[Series], extractors: Sequence[str] = EXTRACTORS) -> None:
        self.series = tuple(series)
        self.extractors = tuple(extractors)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Extract:
        judgement: Judgement = crawler.context
        return cls(judgement.series)

    def process_item(self, item: Any) -> Any:
        return extract(item, self.series, self.extractors) if isinstance(item, Filing) else item


def extract(filing: Filing, series: Sequence[Series], extractors: Sequence[str] = EXTRACTORS) -> Filing:
    """The filing with its mentions. A page behind a wall, or with nothing on it, says nothing of its own; a teaser does.

    What is about none of the series (kept by --keep-all) has nobody to mention.
    """
    if filing.quality in ("wall", "empty") or not filing.judged:
        return replace(filing, mentions=())
    found: list[Mention] = []
    looked = filing if len(filing.text) <= TEXT_MAX else replace(filing, text=filing.text[:TEXT_MAX])
    for name in extractors:
        found += sane(extractor(name).find(looked, series), looked.text)[:MENTIONS_MAX]
    return replace(filing, mentions=tuple(found))


def sane(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Only mentions whose span is in the text, whose quote holds it and is short enough, and that do not overlap another of the
    same kind and series: what is stored must be provable."""
    kept: list[Mention] = []
    ends: dict[tuple[str, str, str], int] = {}
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        lane = (m.kind, m.series, m.about if m.kind == "fact" else "")
        if not 0 <= m.start < m.end <= len(text) or not 0 <= m.quote_start <= m.start or not m.end <= m.quote_end <= len(text):
            continue
        if m.quote_end - m.quote_start > QUOTE_MAX or m.start < ends.get(lane, 0):
            continue
        kept.append(m)
        ends[lane] = m.end
    return kept
