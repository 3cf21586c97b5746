"""The last step: what was judged goes into the memory, one short transaction a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.records import Article, Dropped, Filing, Looked, Outcome, Reason, RobotsFile
from store.archive import Located
from store.pages import entry_text

if TYPE_CHECKING:
    from pipelines.judgement import Judgement

_COUNTED = {"new": "new", "copy": "copies", "updated": "updated", "same": "same"}


class Save:
    """Stores filings, what was dropped, robots files and outcomes.

    The page goes to the archive first and the row that names it into the record's own transaction: a kill between the
    two leaves a page that nothing names, never a row without its page.
    """

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement

    @classmethod
    def from_crawler(cls, crawler: Any) -> Save:
        return cls(crawler.context)

    def process_item(self, item: object) -> object:
        judgement = self._judgement
        store, now = judgement.memory, judgement.clock()
        match item:
            case Filing():
                saved = store.filings.save(item, now, run_id=judgement.run_id, located=self._archive(item.article))
                judgement.counts.add(item.article.source.slug, _COUNTED[saved])
            case Dropped():
                store.filings.drop(item, now, run_id=judgement.run_id, located=self._archive(item.article))
                judgement.counts.add(item.article.source.slug, "off_topic" if item.reason == Reason.OFF_TOPIC else "dropped")
            case Looked():
                store.evidence.looked(item)
                judgement.counts.add(item.source.slug, f"looked:{item.state}")
            case RobotsFile():
                store.visits.save_robots(item)
            case Outcome():
                self._outcome(item)
        return item

    def _outcome(self, outcome: Outcome) -> None:
        judgement, slug = self._judgement, outcome.source.slug
        settled = judgement.memory.visits.outcome(outcome, judgement.run_id, judgement.clock(), judgement.counts.of(slug))
        judgement.counts.add(slug, "visited")
        if outcome.state == "failed" or not settled:
            judgement.counts.add(slug, "failed")
        elif outcome.state == "not_modified":
            judgement.counts.add(slug, "not_modified")

    def _archive(self, article: Article) -> Located | None:
        archive = self._judgement.archive
        if archive is None or article.page is None or article.left_out:
            return None
        return archive.write(article.page, entry_text(article.entry))
