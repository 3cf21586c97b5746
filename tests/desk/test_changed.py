"""An edited article on its card: the places that changed, and each accepted quote beside what stands there now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from desk import languages
from desk.changed import PASSAGES_MAX, changed
from store.store import Store
from tests.building import NOW, a_filing, later

TEMPLATES = Path(__file__).parents[2] / "desk" / "templates"
BODY = "Park Ji-hu returns.\nThe premiere is in 2026. Nobody knows more."


def card_of(store: Store, story: int = 1) -> dict[str, object]:
    (article,) = store.queue.card(story)["articles"]
    return dict(article)


def edited(store: Store, body: str, title: str = "Season two is coming", at: dt.datetime | None = None) -> dict[str, object]:
    at = at or later(days=1)
    store.filings.save(a_filing("one", title=title, body=body), at)
    return card_of(store)


def test_the_old_quote_stands_beside_the_new_one(store: Store) -> None:
    store.filings.save(a_filing("one", title="Season two is coming", body=BODY), NOW)
    assert changed(card_of(store)) is None  # never judged
    store.queue.judge(1, "approve", "mina", NOW)
    assert changed(card_of(store)) is None  # stands as judged
    found = changed(edited(store, BODY.replace("premiere is in 2026", "premiere is not before summer"), "Season two is late"))
    assert found is not None
    assert (found.editor, found.since) == ("mina", "2026-09-01T12:00:00Z")
    assert [run.text for run in found.title[0].runs if run.kind != "same"] == ["coming", "late"]
    assert [run.text for run in found.text[0].runs if run.kind != "same"] == ["in 2026", "not before summer"]
    (moved,) = found.quotes
    assert (moved.value, moved.quote, moved.new_value) == ("2026", "The premiere is in 2026.", "")
    assert moved.new_quote == "The premiere is not before summer."


def test_a_quote_that_was_taken_out(store: Store) -> None:
    store.filings.save(a_filing("one", title="Season two is coming", body=BODY), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    found = changed(edited(store, "Park Ji-hu returns.\nNobody knows more."))
    assert found is not None
    assert [(m.quote, m.new_quote) for m in found.quotes] == [("The premiere is in 2026.", "")]


def test_only_what_changed_since_the_last_decision(store: Store) -> None:
    store.filings.save(a_filing("one", title="Season two is coming", body=BODY), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    second = edited(store, BODY.replace("in 2026", "late"))
    assert changed(second) is not None
    store.queue.judge(1, "approve", "jisoo", later(days=1))
    assert changed(card_of(store)) is None
    found = changed(edited(store, BODY.replace("in 2026", "late").replace("knows", "says"), at=later(days=2)))
    assert found is not None
    assert (found.editor, found.quotes) == ("jisoo", ())
    back = changed(edited(store, BODY.replace("in 2026", "late"), at=later(days=3)))
    assert back is None  # it reads again as it was judged


def test_a_rewritten_article_shows_a_dozen_places(store: Store) -> None:
    lines = [f"Sentence {n} is here.\nIt says nothing.\nNor does this.\nNor that one." for n in range(40)]
    store.filings.save(a_filing("one", title="Season two is coming", body="\n".join(lines)), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    found = changed(edited(store, "\n".join(line.replace("is here", "was there") for line in lines)))
    assert found is not None
    assert (len(found.text), found.more) == (PASSAGES_MAX, 40 - PASSAGES_MAX)


def test_the_partial_escapes_what_a_source_wrote(store: Store) -> None:
    store.filings.save(a_filing("one", title="Season two is coming", body=BODY), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    found = changed(edited(store, BODY.replace("in 2026", "<b>late</b>")))
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    languages.install(env)
    env.filters["clock"] = str
    html = env.get_template("diff.html").render(changed=found, lang="en")
    assert "<b>late</b>" not in html
    assert "&lt;b&gt;late&lt;/b&gt;</ins>" in html
    assert '<del><span class="vh">taken out: </span>' in html
    assert '<q lang="en">The premiere is in 2026.</q>' in html
