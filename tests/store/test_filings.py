from __future__ import annotations

import dataclasses
import os
import random
import signal
import string
import subprocess
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.records import Dropped, Grouping, Judged, Reading, Reason
from store import waiting
from store.store import Store
from tests.building import NOW, a_filing, a_page, a_source, an_article, an_entry, an_outcome, later, mentions_in

TABLES = (
    "article", "article_version", "article_series", "mention", "story", "address", "seen", "dropped", "page", "suggestion", "waiting",
    "verdict", "counter", "title_key", "body_key",
)  # fmt: skip


def everything(store: Store) -> dict[str, list[object]]:
    return {table: store.db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def count(store: Store, table: str) -> int:
    return int(store.db.value(f"SELECT count(*) FROM {table}"))


def test_saving_twice_changes_nothing(store: Store) -> None:
    filing = a_filing(article=an_article(page=a_page()), grouping=Grouping(how="new", title_keys=(1, 2), body_keys=(3,)))
    assert store.filings.save(filing, NOW) == "new"
    before = everything(store)
    assert store.filings.save(filing, NOW) == "same"
    assert everything(store) == before
    dropped = Dropped(article=an_article("two"), reason=Reason.OFF_TOPIC, judged=(Judged(series="aouad", score=10),))
    store.filings.drop(dropped, NOW)
    before = everything(store)
    store.filings.drop(dropped, NOW)
    assert everything(store) == before
    assert store.check() == []


def test_an_article_by_another_address_is_the_same(store: Store) -> None:
    store.filings.save(a_filing(addresses=("https://amp.press.example/one",)), NOW)
    other = a_filing(article=an_article("x", entry=an_entry("x", url="https://amp.press.example/one")), title="News one", grouping=None)
    assert store.filings.save(other, NOW) == "same"
    assert count(store, "article") == 1
    assert count(store, "seen") == 2


def test_an_edit_is_a_version_and_white_space_is_none(store: Store) -> None:
    first = a_filing(body="Park Ji-hu returns in 2026.")
    store.filings.save(first, NOW)
    spaced = dataclasses.replace(first, text=first.text.replace("returns", "returns ").upper())
    assert store.filings.save(spaced, later(hours=1)) == "same"
    assert store.check() == []
    assert store.filings.save(a_filing(body="Park Ji-hu leaves in 2026."), later(hours=2)) == "updated"
    assert [row[0] for row in store.db.execute("SELECT number FROM article_version")] == [1, 2]
    assert store.check() == []


def test_a_mention_that_stays_keeps_its_identity_and_one_that_went_stays_on_record(store: Store) -> None:
    store.filings.save(a_filing(body="Park Ji-hu returns. It comes in 2026."), NOW)
    before = {row[0]: row[1] for row in store.db.execute("SELECT value, id FROM mention")}
    store.filings.save(a_filing(body="Now we know. Park Ji-hu returns."), later(hours=1))
    after = {row[0]: row[1:] for row in store.db.execute("SELECT value, id, version, current FROM mention")}
    assert after["Park Ji-hu"] == (before["Park Ji-hu"], 2, 1)
    assert after["2026"] == (before["2026"], 1, 0)
    assert store.check() == []


def test_a_page_that_cannot_be_read_this_time_takes_nothing_back(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    poor = a_filing(body="", quality="empty", article=an_article(reading=None, problem="HTTP 503"))
    assert store.filings.save(poor, later(hours=1)) == "same"
    assert store.db.value("SELECT version FROM article") == 1
    assert store.filings.save(a_filing(body="More of it in 2026.", quality="full"), later(hours=1)) == "updated"


def test_a_gone_page_leaves_its_evidence_and_comes_back_to_the_queue(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.approve_all("mina", NOW)
    gone = Dropped(article=an_article(reading=None, problem="HTTP 410"), reason=Reason.GONE)
    for at in (later(hours=1), later(hours=2)):
        assert store.filings.drop(gone, at)
    assert store.db.execute("SELECT state, state_reason, gone_at FROM article").fetchone() == ("new", "gone", "2026-09-01T13:00:00Z")
    assert [row["reason"] for row in store.queue.stories()[0]] == ["gone"]
    assert count(store, "mention") == 2
    assert count(store, "dropped") == 0
    store.queue.approve_all("mina", later(hours=3))
    store.filings.drop(gone, later(hours=4))
    assert store.queue.stories()[0] == []
    store.filings.save(a_filing(), later(days=1))
    assert store.db.value("SELECT gone_at FROM article") is None
    assert store.check() == []


def test_a_filing_whose_page_is_gone(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    page = a_page(status=404, body=b"not here")
    again = a_filing(body="not here", article=an_article(page=page, reading=Reading(body="not here", quality="teaser")))
    assert store.filings.save(again, later(hours=1)) == "same"
    assert store.db.execute("SELECT version, gone_at FROM article").fetchone() == (1, "2026-09-01T13:00:00Z")


def test_a_copy_shares_its_origin_through_copies(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    for number, key in enumerate(("two", "three"), 1):
        copy = Grouping(how="copy", score=100, article=number, origin=None)
        assert store.filings.save(a_filing(key, grouping=copy), NOW) == "copy"
    assert store.db.execute("SELECT story_id, copy_of, origin_id FROM article ORDER BY id").fetchall() == [
        (1, None, None),
        (1, 1, 1),
        (1, 2, 1),
    ]


def test_a_story_that_was_merged_meanwhile(store: Store) -> None:
    store.filings.save(a_filing("one"), NOW)
    store.filings.save(a_filing("two"), NOW)
    store.queue.merge(2, 1, "mina", NOW)
    store.filings.save(a_filing("three", grouping=Grouping(how="story", story=2)), NOW)
    assert [row[0] for row in store.db.execute("SELECT story_id FROM article")] == [1, 1, 1]


def test_what_was_dropped_can_become_news(store: Store) -> None:
    store.filings.drop(Dropped(article=an_article(), reason=Reason.OFF_TOPIC), NOW)
    edited = an_article(entry=an_entry(title="All of Us Are Dead returns"))
    assert store.filings.save(a_filing(article=edited), NOW) == "new"
    assert store.db.execute("SELECT article_id, dropped_id FROM seen").fetchall() == [(1, None)]


def test_extraction_again_brings_back_what_has_something_new_to_decide(store: Store) -> None:
    filing = a_filing(body="Park Ji-hu returns in 2026.")
    store.filings.save(dataclasses.replace(filing, mentions=filing.mentions[:1]), NOW)
    store.queue.approve_all("mina", NOW)
    assert store.filings.save(filing, NOW) == "same"
    assert [row["reason"] for row in store.queue.stories()[0]] == [waiting.MENTIONS]
    assert [row[0] for row in store.db.execute("SELECT state FROM mention ORDER BY id")] == ["accepted", "open"]


def test_a_quote_cut_otherwise_or_a_name_spelled_anew_is_the_same_mention(store: Store) -> None:
    filing = a_filing(body="Park Ji-hu returns in 2026. Really in 2026. Lomon too.")
    store.filings.save(filing, NOW)
    ids = store.db.execute("SELECT id, start FROM mention ORDER BY id").fetchall()
    store.queue.approve_all("mina", NOW)
    (choose,) = store.db.execute("SELECT id FROM mention WHERE state = 'choose'").fetchone()
    store.queue.judge_mention(choose, "choose", "mina", NOW, person="park-solomon", value="Park Solomon")
    wider = tuple(dataclasses.replace(m, quote_start=filing.body_start, quote_end=len(filing.text)) for m in filing.mentions)
    renamed = tuple(dataclasses.replace(m, value="Park Jihu") if m.person else m for m in wider)
    for mentions in (wider, renamed):
        assert store.filings.save(dataclasses.replace(filing, mentions=mentions), NOW) == "same"
        assert store.db.execute("SELECT id, start FROM mention WHERE current = 1 ORDER BY id").fetchall() == ids
        assert {row[0] for row in store.db.execute("SELECT state FROM mention")} == {"accepted"}
    assert {row[0] for row in store.db.execute("SELECT value FROM mention")} == {"Park Jihu", "2026", "Park Solomon"}
    assert store.check() == []


def test_text_that_utf_8_cannot_write(store: Store) -> None:
    entry = an_entry("bad\udc80", title="Broken \ud83d title", url="https://press.example/bad")
    article = an_article(entry=entry)
    store.filings.save(a_filing(article=article, body="Park Ji-hu \udfff returns in 2026. \0 NUL"), NOW)
    store.filings.drop(Dropped(article=an_article(entry=dataclasses.replace(entry, url="x\udc80")), reason=Reason.NO_TITLE), NOW)
    assert store.check() == []
    run = store.visits.begin_run("crawl", NOW)
    store.filings.save(a_filing(article=article), NOW, run_id=run)
    assert store.visits.outcome(an_outcome(keys=(entry.key,)), run, NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(
        st.lists(st.sampled_from(["Park Ji-hu", "2026", "Lomon", ". ", "\n", "é", "박지후", "🎬"]), max_size=25).map(" ".join), max_size=6
    )
)
def test_quotes_stand_in_their_versions_whatever_is_edited(tmp_path_factory: object, bodies: list[str]) -> None:
    with Store.open(tmp_path_factory.mktemp("db") / "news.db") as store:  # type: ignore[attr-defined]
        for number, body in enumerate(bodies):
            store.filings.save(a_filing(body=body), later(hours=number))
            if number % 2:
                store.queue.approve_all("mina", later(hours=number))
        assert store.check() == []


SAVER = """
import sys
from pathlib import Path
from store.store import Store
from tests.building import NOW, a_filing
with Store.open(Path(sys.argv[1])) as store:
    number = 0
    while True:
        number += 1
        store.filings.save(a_filing(f"n{number}", body="Park Ji-hu returns in 2026. Lomon too. " * 20), NOW)
        print(number, flush=True)
"""


def test_killed_in_the_middle_of_saving_leaves_no_half_article(tmp_path: Path) -> None:
    """kill -9 at moments that are spread over the work of a save; the seed is fixed, the timing is the machine's."""
    path = tmp_path / "news.db"
    random.seed(1)
    said = 0
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.uniform(0.0, 0.15))
        os.kill(process.pid, signal.SIGKILL)
        said = max([said, *(int(line) for line in process.stdout.read().split() if line.isdigit())])
        process.stdout.close()
        process.wait()
        with Store.open(path) as store:
            assert store.check() == []
            articles = count(store, "article")
            assert articles >= said
            for table in ("article_version", "article_series", "seen", "story", "waiting"):
                assert count(store, table) == articles, table
            assert count(store, "mention") == 60 * articles


def test_what_a_save_costs(store: Store) -> None:
    """A tenth of what a page costs elsewhere would already be too much: under 3 ms of CPU even on a slow machine."""
    random.seed(2)
    filings = []
    for number in range(600):
        body = (
            ". ".join("".join(random.choices(string.ascii_lowercase + " ", k=80)) for _ in range(40)) + ". Park Ji-hu returns in 2026. " * 5
        )
        keys = tuple(random.randrange(1 << 47) for _ in range(10))
        filings.append(a_filing(f"n{number}", body=body, grouping=Grouping(how="new", title_keys=keys, body_keys=keys)))
    begun = time.process_time()
    for filing in filings:
        store.filings.save(filing, NOW)
    assert (time.process_time() - begun) / len(filings) < 0.003


def test_the_builder_says_true(store: Store) -> None:
    text = "News\n\nPark Ji-hu returns in 2026. Lomon too."
    assert [text[m.start : m.end] for m in mentions_in(text)] == ["Park Ji-hu", "Lomon", "2026"]
    assert a_source("x").slug == "x"
