"""The work through its client: leases, both sides of a conflict, merging with a preview, many at once, search, a pasted address."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk.frame import AHEAD, TOAST, read_toast
from desk.pasting import not_now
from desk.place import Place
from desk.web import desk_app
from model.records import Mention, PassedOn, Suggestion
from newsroom.articles import DAYS
from newsroom.site import Newsroom
from store.store import Store
from tests.building import NOW, Grouping, a_filing, mentions_in
from tests.corpus import corpus
from tests.desk.conftest import SAME_SITE, SignIn, clock, file_another_year, file_stories
from tests.desk.newsdesk import ROOT
from tests.desk.test_web import decide, forms


def toast_of(client: TestClient) -> str:
    found = read_toast(client.cookies.get(TOAST, "").strip('"'))
    return f"{found.says} {found.of}".strip() if found else ""


def test_a_story_is_leased_while_it_is_read_but_not_when_fetched_ahead(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    mina.get("/queue/1", headers={AHEAD: "1"})
    assert store.leases.held(NOW) == {}
    mina.get("/queue/1")
    (lease,) = store.leases.held(NOW).values()
    assert (lease.story, lease.editor, (lease.until - NOW).seconds) == (1, "editor-0", 300)
    page = joon.get("/queue/1").text
    assert "editor-0 is reading this" in page
    assert "Take over" in page
    assert joon.post("/queue/1/lease", data={"script": "1"}).json()["mine"] is False
    assert joon.post("/queue/1/lease", data={"over": "yes"}).status_code == 303
    assert mina.post("/queue/1/lease", data={"script": "1"}).json() == {"mine": False, "by": "editor-1", "seconds": 300, "arrived": 0}
    assert "taken over from you" in mina.get("/queue/1").text
    sign_in("viewer").get("/queue/2")
    assert set(store.leases.held(NOW)) == {1}, "who only looks holds nothing"


def test_nothing_is_free_is_not_nothing_to_decide(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    for story in (1, 2, 3):
        store.leases.take(story, "Mina", NOW)
    page = client.get("/queue").text
    assert "Nothing is free to decide." in page
    assert "Nothing to decide." not in page
    assert page.count("Mina is reading") == 3


def test_both_sides_of_a_conflict_and_three_ways_on(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    form = forms(joon.get("/queue/1").text, "/queue/1")
    mina.post("/queue/1", data=forms(mina.get("/queue/1").text, "/queue/1") | {"decision": "approve"})
    answer = joon.post("/queue/1", data=form | {"decision": "reject", "reason": "no news", "note": "a recap"})
    assert answer.status_code == 409
    for said in ("editor-0 decided this", "Approved", "Rejected", "no news", "a recap", "Read it again"):
        assert said in answer.text, said
    over = re.search(r'<form method="post" action="/queue/1/over">(.*?)</form>', answer.text, re.DOTALL)
    assert over
    data: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', over[1]):
        data.setdefault(name, []).append(value)
    assert joon.post("/queue/1/over", data=data).status_code == 303
    rows = [(row["editor"], row["action"]) for row in store.queue.history() if row["target"] == "story"]
    assert rows == [("editor-1", "reject"), ("editor-1", "undo"), ("editor-0", "approve")]
    assert store.queue.notes(1)[0]["note"] == "no news: a recap"
    assert joon.post("/queue/1/over", data=data).status_code == 303
    assert len([r for r in store.queue.history() if r["target"] == "story"]) == 3, "sent twice, done once"


def test_one_article_of_a_story_is_decided_alone(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.filings.save(a_filing("more", body="Park Ji-hu returns.", grouping=Grouping(how="story", story=1)), NOW)
    client = sign_in("editor")
    page = client.get("/queue/1").text
    read = re.search(r'name="read" value="(4:[^"]*)"', page)
    assert read
    client.post("/queue/1", data={"decision": "approve", "read": read[1], "key": "k"})
    assert store.db.execute("SELECT state FROM article WHERE story_id = 1 ORDER BY id").fetchall() == [("new",), ("accepted",)]


def test_merging_is_previewed_and_keeping_apart_is_remembered(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    grouping = Grouping(how="new", suggestions=(Suggestion(story=1, score=74, reason="numbers differ"),))
    store.filings.save(a_filing("four", body="Park Ji-hu leaves.", grouping=grouping), NOW)
    client = sign_in("editor")
    page = client.get("/queue/4").text
    assert "numbers differ" in page
    preview = client.get("/queue/4/merge?into=1").text
    assert "Make one story of these two?" in preview
    assert "premiere" in preview
    assert store.queue.history() == [], "a preview decides nothing"
    assert client.post("/queue/4/merge", data={"into": "1", "key": "m"}).status_code == 400, "a form says what was read"
    assert client.post("/queue/4/merge", data=forms(preview, "/queue/4/merge")).status_code == 303
    assert store.db.value("SELECT count(*) FROM article WHERE story_id = 1") == 2
    client.post("/undo", data={})
    assert client.post("/queue/4/apart", data=forms(client.get("/queue/4").text, "/queue/4/apart")).status_code == 303
    assert store.queue.card(4)["suggestions"] == []
    for wrong in ("/queue/4/merge?into=4", "/queue/4/merge?into=x", "/queue/4/merge?into=99"):
        assert client.get(wrong).status_code == 400


def test_many_are_previewed_decided_and_taken_back_at_once(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    store.leases.take(2, "Mina", NOW)
    page = client.get("/bulk", params={"story": [1, 2, 3], "action": "reject"}).text
    assert "2 of 3 stories?" in page
    assert "left out: Mina is reading it" in page
    reads = re.findall(r'name="read" value="([^"]*)"', page)
    assert {read.split("/")[0] for read in reads} == {"1", "3"}
    edited = a_filing("one", title="Press says it otherwise", body="Park Ji-hu leaves.")
    store.filings.save(edited, NOW)
    answer = client.post("/bulk", data={"read": reads, "action": "reject", "reason": "off topic", "key": "b"})
    assert answer.status_code == 303
    assert "Left out, as it changed: Press says it otherwise" in toast_of(client)
    assert dict(store.db.execute("SELECT id, state FROM article").fetchall()) == {1: "new", 2: "new", 3: "rejected"}
    client.post("/undo", data={})
    assert set(store.db.execute("SELECT state FROM article").fetchall()) == {("new",)}
    assert client.get("/bulk").status_code == 400
    assert client.get("/bulk?story=1&action=explode").status_code == 400


def test_many_are_never_decided_across_a_conflict_nor_more_than_fit(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.queue.judge(2, "approve", "Mina", NOW)
    body = "Park Ji-hu returns.\nThe premiere is in 2026."
    filing = a_filing("other", title="Another year", body=body)
    mentions = tuple(
        m if m.kind == "cast" else type(m)(**{n: getattr(m, n) for n in m.__slots__} | {"value": "2028"}) for m in filing.mentions
    )
    store.filings.save(a_filing("other", title="Another year", body=body, mentions=mentions), NOW)
    client = sign_in("editor")
    assert "Contradicts the ledger" in client.get("/queue").text
    page = client.get("/bulk", params={"story": [4], "action": "approve"}).text
    assert "it touches a claim in conflict" in page
    many = [f"{n}/{n}:hash:1" for n in range(1, 202)]
    assert client.post("/bulk", data={"read": many, "action": "reject", "key": "z"}).status_code == 400


@pytest.mark.corpus
def test_any_search_is_answered_in_time(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    for query in json.loads((corpus("hostile/search") / "queries.json").read_text(encoding="utf-8")):
        began = time.monotonic()
        assert client.get("/search", params={"q": query[:20_000]}).status_code in (200, 400), query[:80]
        assert time.monotonic() - began < 30, "it hangs"
    for odd in ("since=never", "page=x&page=-1", "state=nonsense", "person=%00", "source=%ff"):
        assert client.get(f"/search?{odd}").status_code in (200, 400)


def test_a_search_is_kept_as_a_view(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    assert client.post("/views", data={"name": "studio", "address": "/search?q=studio&tier=official"}).status_code == 303
    page = client.get("/search?q=studio&tier=official").text
    assert '<a class="grow" href="/search?q=studio&amp;tier=official">studio</a>' in page
    assert '<mark class="hit">studio</mark>' in page
    assert client.post("/views", data={"name": "x", "address": "https://elsewhere.example/"}).status_code == 400
    client.post("/views/1/forget", data={})
    assert store.search.views() == []


def test_a_search_for_what_changes_a_claim_is_kept_as_a_view(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.queue.judge(2, "approve", "Mina", NOW)
    client = sign_in("editor")
    page = client.get("/search?changes=yes").text
    assert "Changes a claim" in page
    assert "changes a claim: yes" in page
    assert re.findall(r'name="changes" value="(\w+)"( checked)?> <span>\w+</span> <small>(\d+)</small>', page) == [
        ("no", "", "3"),
        ("yes", " checked", "0"),
    ]
    assert "Nothing is found." in page, "the press says no more than the studio did"
    assert client.post("/views", data={"name": "moves", "address": "/search?changes=yes"}).status_code == 303
    assert [view["address"] for view in store.search.views()] == ["/search?changes=yes"]
    assert client.get("/search?changes=perhaps").status_code == 200


def test_a_mention_is_put_right_by_its_form(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    mention = store.db.value("SELECT id FROM mention WHERE article_id = 3 ORDER BY id LIMIT 1")
    page = client.get(f"/mentions/{mention}")
    assert "Put a mention right" in page.text
    wrong = client.post(f"/mentions/{mention}/edit", data={"person": "Nobody At All", "key": "k"})
    assert wrong.status_code == 400
    assert "Nobody At All is not in series.yaml" in wrong.text
    assert client.post(f"/mentions/{mention}/edit", data={"person": "lomon kim", "key": "k2"}).status_code == 303
    assert store.db.execute("SELECT person, value, state FROM mention WHERE id = ?", (mention,)).fetchone() == (
        "lomon-other",
        "Lomon Kim",
        "accepted",
    )


def test_a_pasted_address_is_fetched_judged_and_guarded(tmp_path: Path) -> None:
    """By the real way a crawl goes: the address guard and robots.txt hold, what is off topic is said so."""
    with Newsroom(day=DAYS) as newsroom:
        text = newsroom.sources_yaml().replace("allow: [", 'allow: ["127.0.0.1:1", ', 1)
        (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        place = Place(tmp_path)
        with place.store() as store:
            store.editors.add("Mina", "editor", NOW)
            client = TestClient(desk_app(place, clock=clock), base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False)
            client.post(f"/sign-in/{store.editors.link('Mina', NOW)}", data={})
            pages: list[str] = []
            for source in place.watchlist().sources:
                with urllib.request.urlopen(source.url) as answer:
                    pages += re.findall(r"<item>.*?<link>([^<]+)</link>", answer.read().decode("utf-8", "replace"), re.DOTALL)
            answers = {page: client.post("/paste", data={"url": page}) for page in pages[:4]}
            refused = [a for a in answers.values() if a.status_code == 400]
            assert all("That page was left out: off topic" in a.text for a in refused)
            url, pasted = next((page, a) for page, a in answers.items() if a.status_code == 303)
            assert client.get(pasted.headers["location"]).status_code == 200
            assert store.db.execute("SELECT DISTINCT source FROM article").fetchall() == [("pasted",)]
            assert toast_of(client) == "Fetched and judged"
            again = client.post("/paste", data={"url": url})
            assert toast_of(client) == "That page is here already"
            count = store.db.value("SELECT count(*) FROM article")
            assert again.headers["location"] == pasted.headers["location"]
            nobody = client.post("/paste", data={"url": "http://127.0.0.1:1/news"})
            assert (
                "No connection to 127.0.0.1, or there is no such address: check it, or try again later. Nothing was written." in nobody.text
            )
            for bad in ("javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/latest/", "http://[::1", ""):
                assert client.post("/paste", data={"url": bad}).status_code == 400, bad
            assert store.db.value("SELECT count(*) FROM article") == count


def test_a_contradiction_that_arose_while_a_story_was_read_is_shown_and_not_waved_through(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    story = file_another_year(store)
    client = sign_in("editor")
    at = f"/queue/{story}"
    stale = forms(client.get(at).text, at)
    assert stale["against"] == [""]
    decided = client.post("/queue/2", data=forms(client.get("/queue/2").text, "/queue/2") | {"decision": "approve"})
    assert decided.status_code == 303
    refused = client.post(at, data=stale | {"decision": "approve"})
    assert refused.status_code == 409
    assert "What is believed moved while you read this" in refused.text
    assert "Contradicts: premiere" in refused.text
    assert store.db.value("SELECT state FROM article WHERE story_id = ?", (story,)) == "new"
    seen = forms(refused.text, at)
    assert seen["against"] != [""]
    for _ in range(2):  # sent again, as after an answer that got lost
        assert client.post(at, data=seen | {"decision": "approve"}).status_code == 303
    assert store.db.value("SELECT state FROM article WHERE story_id = ?", (story,)) == "accepted"
    assert store.db.value("SELECT count(*) FROM verdict WHERE target = 'story' AND target_id = ?", (story,)) == 1


def test_one_article_of_a_story_is_weighed_as_the_whole_is(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    copy = a_filing("copy", title="Press says it too", body="Again.", mentions=(), grouping=Grouping(how="story", story=1))
    store.filings.save(copy, NOW, run_id=store.visits.begin_run("crawl", NOW))
    client = sign_in("editor")
    page = client.get("/queue/1").text
    (whole,) = forms(page, "/queue/1")["against"]
    single = re.findall(r'name="against" value="([^"]*)"><button class="quiet" name="decision" value="approve"', page)
    assert single == [whole, whole]


def test_what_was_done_is_said_to_whoever_did_it_and_never_beside_a_refusal(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    client.post("/queue/1", data=forms(client.get("/queue/1").text, "/queue/1") | {"decision": "approve"})
    assert "<b>Approved" in client.get("/claims").text
    refused = client.post("/queue/2", data={"decision": "burn"})
    assert refused.status_code == 400
    assert "<b>Approved" not in refused.text
    client.post("/sign-out")
    assert TOAST not in client.cookies


def test_what_keeps_a_pasted_page_away_is_told_in_plain_words() -> None:
    assert not_now("for now: name not found: www.soompi.com", "www.soompi.com").startswith("no connection to www.soompi.com, or")
    assert not_now("no answer within 30 s", "a.example").startswith("no connection to a.example, or")
    assert (
        not_now("for now: HTTP 503: refused", "a.example") == "a.example does not give that page now (HTTP 503: refused): try again later"
    )


def test_two_that_contradict_each_other_are_not_approved_together(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    later = file_another_year(store)
    client = sign_in("editor")
    page = client.get("/bulk", params={"story": [2, 3, later], "action": "approve"}).text
    assert "1 of 3 stories?" in page
    assert page.count("left out: it contradicts another that is selected") >= 2
    assert "3 of 3 stories?" in client.get("/bulk", params={"story": [2, 3, later], "action": "reject"}).text
    assert "2 of 2 stories?" in client.get("/bulk", params={"story": [1, 2], "action": "approve"}).text, "they say the same"


def test_two_that_are_selected_are_merged_by_the_preview(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.filings.save(a_filing("more", grouping=Grouping(how="story", story=3)), NOW)
    client = sign_in("editor")
    assert 'value="merge">Merge the two selected' in client.get("/queue").text
    assert 'value="merge">Merge the two selected' in client.get("/search?q=says").text
    assert client.get("/bulk?action=merge&story=3&story=1").headers["location"] == "/queue/1/merge?into=3", (
        "into the one with more articles"
    )
    assert client.get("/bulk?action=merge&story=2&story=1").headers["location"] == "/queue/2/merge?into=1"
    for wrong in ("story=1", "story=1&story=1", "story=1&story=2&story=3"):
        assert client.get(f"/bulk?action=merge&{wrong}").status_code == 400


def test_a_role_that_is_not_in_the_list_stays_through_an_edit(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    store.db.execute("UPDATE mention SET relation = 'author' WHERE id = 1")
    client = sign_in("editor")
    page = client.get("/mentions/1").text
    assert '<option value="author" selected>' in page
    form = dict(re.findall(r'name="(key|hash|was)" value="([^"]*)"', page))
    same = {"person": "Park Ji-hu", "character": "", "relation": "author", "season": "", "begin": "0", "finish": "0"}
    assert client.post("/mentions/1/edit", data=form | same).status_code == 303
    assert store.db.value("SELECT relation FROM mention WHERE id = 1") == "author"
    assert client.post("/mentions/1/edit", data=form | same | {"relation": "emperor", "key": "k"}).status_code in (400, 409)


def test_mentions_that_a_new_reading_brings_are_not_approved_unseen(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    seen = forms(client.get("/queue/3").text, "/queue/3") | {"decision": "approve"}
    text = str(store.db.value("SELECT text FROM article_version WHERE article_id = 3"))
    at = text.rindex("back")
    more = Mention(start=at, end=at + 4, quote_start=at, quote_end=at + 4, value="back", series="aouad", kind="cast", person="park-ji-hu")
    store.filings.reread(3, (*mentions_in(text), more), NOW)
    assert client.post("/queue/3", data=seen).status_code == 409
    assert store.db.value("SELECT count(*) FROM mention WHERE article_id = 3 AND state = 'accepted'") == 0


def test_a_copy_is_called_one_while_it_is_one(store: Store, sign_in: SignIn) -> None:
    """Until its text is edited; and an original that comes after its copy is none."""

    def told(story: int) -> list[str]:
        return re.findall(r"<br><small>[^<]*? · ([^<]*?) · [^<]*</small>", sign_in("editor").get(f"/queue/{story}").text)

    file_stories(store)
    copied = Grouping(how="copy", story=1, article=1, origin=1, reason="the same text", passes_on=1, passes_on_why="the same text")
    store.filings.save(a_filing("copy", title="As the press says", body="The same.", grouping=copied), NOW)
    assert told(1) == ["opened the story", "a copy (the same text)"]
    copy = int(store.db.value("SELECT max(id) FROM article"))
    passed = PassedOn(article=copy, of=1, origin=1, why="it credits press")
    edited = Grouping(how="same", article=copy, moved=(passed,))
    store.filings.save(a_filing("copy", title="As the press says", body="Said anew, after Hallyu Daily.", grouping=edited), NOW)
    assert told(1) == ["opened the story", "same story (it credits press)"]
    late = Grouping(
        how="copy", story=1, reason="the same text", moved=(PassedOn(article=1, of=0, origin=0, why="the same text", copy=True),)
    )
    store.filings.save(a_filing("late", title="The original", grouping=late), NOW)
    assert sorted(told(1)) == ["a copy (the same text)", "same story", "same story (it credits press)"]


def test_what_another_language_says_is_marked_so(store: Store, sign_in: SignIn) -> None:
    """Of a suggested story, the next one, what was just done, and a claim's quote by the article that says it, not the one that is read."""
    file_stories(store)
    later = Grouping(how="new", suggestions=(Suggestion(story=1, score=74, reason="numbers differ"),))
    store.filings.save(a_filing("four", title="시즌 2가 온다", body="배우가 돌아온다.", language="ko", mentions=(), grouping=later), NOW)
    client = sign_in("editor")
    assert '<a href="/queue/4" lang="ko">시즌 2가 온다</a>' in client.get("/queue/1").text
    assert 'Then: <span lang="ko">시즌 2가 온다</span>' in client.get("/queue/2").text
    decide(client, 4, "wait")
    assert '<br><span lang="ko">시즌 2가 온다</span></p>' in client.get("/queue/1").text
    joins = Grouping(how="story", story=3)
    text = "Es kommt 2027.\n\nDie Premiere ist 2027."
    said = Mention(
        start=text.rindex("2027"), end=len(text) - 1, quote_start=text.index("Die"), quote_end=len(text), value="2027", series="aouad",
        kind="date", about="premiere", precision="year", season="S3",
    )  # fmt: skip
    run = store.visits.begin_run("crawl", NOW)
    german = a_filing("five", title="Es kommt 2027.", body="Die Premiere ist 2027.", language="de", mentions=(said,), grouping=joins)
    store.filings.save(german, NOW, run_id=run)
    assert '<q lang="de">Die Premiere ist 2027.</q>' in client.get("/queue/3?article=3").text
