"""What stands in an article's place is nobody's news: from the page's bytes through the whole judgement to the mentions."""

from __future__ import annotations

import pytest

from crawler.pages import read_page
from model.records import Article, Entry, Filing, Page
from pipelines.clean import clean
from pipelines.extract import extract
from pipelines.relevance import judge
from tests.crawler.quality_pages import WORDS, pages
from tests.pipelines.builders import NOW, TIDE, a_source

NEWS = {
    "en": "Han Se-ri returns as Mok Ye-won in the second season of The Low Water Line, which premieres on June 12, 2026.",
    "ko": "한세리가 2026년 6월 12일 공개되는 '썰물의 끝' 시즌2에 다시 출연한다.",
    "ja": "한세리（Han Se-ri）は2026年6月12日配信の「The Low Water Line」シーズン2に再び出演する。",
    "es": "Han Se-ri vuelve en la segunda temporada de Línea de Bajamar, que se estrena el 12 de junio de 2026.",
    "de": "Han Se-ri kehrt in der zweiten Staffel von The Low Water Line zurück, die am 12. Juni 2026 startet.",
    "ru": "Han Se-ri вернётся во втором сезоне The Low Water Line, премьера которого состоится 12 июня 2026 года.",
}
HIDDEN = ("wall", "empty")


def filed(html: str, listed: str = "") -> Filing:
    """The page as the pipeline files it, about the series whatever the relevance says of so little text."""
    url = "https://gazette.example/tv/one"
    page = Page(url=url, requested_url=url, status=200, headers=(), body=html.encode(), fetched_at=NOW)
    reading = read_page(page.body, url, "text/html; charset=utf-8")
    entry = Entry(key=url, url=url, title=listed, summary=listed)
    made = clean(Article(source=a_source(), entry=entry, at=NOW, page=page, reading=reading), NOW)
    assert isinstance(made, Filing), made
    judged = judge(made, [TIDE], keep_all=True)
    assert isinstance(judged, Filing)
    return judged


def mentions(filing: Filing) -> set[str]:
    assert filing.judged, filing.title
    return {mention.value for mention in extract(filing, [TIDE]).mentions}


WALLED = [(name, label, html) for name, label, html in pages() if label in HIDDEN]


@pytest.mark.parametrize(("name", "label", "html"), WALLED, ids=[name for name, _, _ in WALLED])
def test_no_mention_is_taken_from_a_wall_that_names_the_news(name: str, label: str, html: str) -> None:
    news = NEWS[name.partition("-")[0]]
    filing = filed(html.replace("</title>", f" {news}</title>").replace("<p>", f"<p>{news} ", 1), news)
    assert filing.quality in HIDDEN
    assert mentions(filing) == set()


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("kind", ["metered", "plus", "left"])
def test_the_visible_text_of_a_teaser_is_read_and_marked(language: str, kind: str) -> None:
    html = next(html for name, _, html in pages() if name == f"{language}-{kind}")
    filing = filed(html.replace("<p>", f"<p>{NEWS[language]} ", 1))
    assert filing.quality == "teaser"
    assert "Han Se-ri" in mentions(filing)
