"""The queue's list is kept while nothing is written, and never shown where it would be rendered otherwise."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from desk import kept
from desk.queue_views import QueueViews
from store.store import Store
from tests.building import NOW
from tests.desk.conftest import SignIn, file_stories

LIST = "/queue?list=1"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries for which the list was rendered, so far."""
    seen: list[str] = []
    original = QueueViews._queue

    def counted(self, request):  # type: ignore[no-untyped-def]
        seen.append(request.url.query)
        return original(self, request)

    monkeypatch.setattr(QueueViews, "_queue", counted)
    return seen


def without_keys(page: str) -> str:
    return re.sub(r'value="[\w-]{16}"', "", page)


def test_a_list_is_rendered_once_for_all_who_read_it_alike(store: Store, sign_in: SignIn, rendered: list[str]) -> None:
    file_stories(store)
    first, second = sign_in("editor"), sign_in("editor")
    for client in (first, second):
        client.get(LIST)  # that they came is written down
    before = len(rendered)
    pages = [client.get(LIST).text for client in (first, second, first)]
    assert len(rendered) <= before + 1
    assert "editor-0" in pages[0]
    assert "editor-1" not in pages[0]
    assert "editor-1" in pages[1]
    assert "editor-0" not in pages[1]
    assert without_keys(pages[0]) == without_keys(pages[2])
    assert kept.NAME not in pages[0]
    assert kept.KEY not in pages[0]


def test_a_key_against_sending_twice_is_never_the_same(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client = sign_in("editor")
    keys = [re.findall(r'name="key" value="([\w-]+)"', client.get(LIST).text) for _ in range(3)]
    assert all(keys)
    assert len({key for some in keys for key in some}) == 3


def test_whatever_is_written_anywhere_is_seen_at_once(store: Store, sign_in: SignIn, rendered: list[str]) -> None:
    file_stories(store)
    client = sign_in("editor")
    assert "The studio says it" in client.get(LIST).text
    with Store.open(store.path) as other:  # another process, as a crawl is
        other.queue.judge(1, "reject", "mina", NOW)
        other.queue.judge(2, "reject", "mina", NOW)
    assert "The studio says it" not in client.get(LIST).text
    before = len(rendered)
    client.get(LIST)
    assert len(rendered) == before
    store.queue.judge(3, "approve", "mina", NOW)
    client.get(LIST)
    assert len(rendered) > before, "also what our own connection writes"


@pytest.mark.parametrize("role", ["viewer", "maintainer"])
def test_another_role_language_or_question_is_another_page(store: Store, sign_in: SignIn, rendered: list[str], role: str) -> None:
    file_stories(store)
    editor, other = sign_in("editor"), sign_in(role)
    editor.get(LIST)
    other.get(LIST)
    assert len(rendered) == 2
    editor.get(LIST + "&cursor=")
    assert len(rendered) == 3
    editor.post("/language", data={"language": "ko", "to": "/queue"})
    assert 'lang="ko"' in editor.get(LIST).text


def test_who_holds_something_sees_their_own_list(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    mina, joon = sign_in("editor"), sign_in("editor")
    mina.get("/queue/1")
    hers, his = (client.get(LIST).text for client in (mina, joon))
    assert "editor-0 is reading" in his
    assert "editor-0 is reading" not in hers


def test_a_full_shelf_still_answers(store: Store, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, rendered: list[str]) -> None:
    monkeypatch.setattr(kept, "PAGES_MAX", 2)
    file_stories(store)
    client = sign_in("editor")
    answers = [client.get(f"{LIST}&n={n}").status_code for n in (1, 2, 3, 3, 1)]
    assert answers == [200] * 5
    assert [query[-1] for query in rendered] == ["1", "2", "3", "3"], "what is over the limit is rendered each time"


def test_nobody_is_shown_a_page_after_signing_out(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    client: TestClient = sign_in("editor")
    client.get(LIST)
    client.post("/sign-out")
    assert "The studio says it" not in client.get(LIST).text
