"""What other rooms say in English is known at the desk, so that a page can say it in its reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import elsewhere, languages
from store.store import Store
from tests.desk.conftest import SignIn, file_stories

ROOT = Path(__file__).parents[2]
HOLES = {"share": "0.5", "apart": "3.0"}
# Said at the command line or in a log, to operators: never on a page.
ELSEWHERE = {
    *("store/maintenance.py", "store/outbox.py", "store/editors.py", "store/store.py", "store/visits.py"),
    *("desk/clock.py", "desk/keys.py", "desk/proxy.py", "desk/tried.py", "desk/place.py", "desk/passwords.py", "desk/reprocessing.py"),
}


def sentences(name: str, *folders: str, at: int = 0) -> Iterator[tuple[str, str]]:
    """(file, a sample) of every sentence that a call of `name` is given, holes filled with a number."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            if where in ELSEWHERE or "/cli/" in where:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and len(node.args) > at:
                    yield from ((where, said) for said in sample(node.args[at]))


def sample(node: ast.expr) -> Iterator[str]:
    """What an expression may say; nothing where it is not written there, or goes through gettext already."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else _hole(part) for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from sample(node.body)
        yield from sample(node.orelse)


def _hole(part: ast.expr) -> str:
    return "7%" if "%" in ast.unparse(part) else "7"


def test_no_message_hides_in_an_f_string() -> None:
    """Nothing that gathers messages looks in there."""
    found = []
    for path in sorted((ROOT / "desk").glob("*.py")):
        for string in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.JoinedStr)):
            calls = (n for n in ast.walk(string) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.args)
            found += [(path.name, ast.unparse(c)) for c in calls if c.func.id in ("_", "ngettext") and isinstance(c.args[0], ast.Constant)]  # type: ignore[attr-defined]
    assert found == []


def test_no_page_is_given_bare_words() -> None:
    """What a view hands to a template as a sentence went through gettext."""
    found = []
    for path in sorted((ROOT / "desk").glob("*.py")):
        for call in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            given = [(k.arg, k.value) for k in call.keywords if k.arg in ("title", "says", "back_says", "done", "problem", "todo")]
            given += [("Toast", call.args[0])] if isinstance(call.func, ast.Name) and call.func.id == "Toast" and call.args else []
            found += [
                (path.name, name, said) for name, value in given for said in sample(value) if " " in said and not said.startswith("7")
            ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "folders", "at"),
    [("UsageError", ("desk", "store"), 0), ("Part", ("pipelines",), 0), ("failed", ("crawler",), 1), ("Grouping", ("pipelines",), 9)],
)
def test_every_sentence_is_known(name: str, folders: tuple[str, ...], at: int) -> None:
    assert [(where, said) for where, said in sentences(name, *folders, at=at) if not elsewhere.known(said)] == []


def test_the_wire_is_known() -> None:
    """But for what only a broken server is told, which stays English."""
    rare = ("content encoding", "not read: 7 bytes", "7 bytes, more than", "the newsroom's list", "broken")
    told = [*sentences("Trouble", "crawler", at=1)]
    assert len(told) > 15
    assert [(where, said) for where, said in told if not elsewhere.known(said) and not any(r in said for r in rare)] == []


def test_guards_are_known() -> None:
    found = set()
    for path in ("pipelines/guards.py", "pipelines/occasions.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Return) and node.value is not None:
                values = node.value.elts[1:2] if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3 else [node.value]
                found |= {said for value in values for said in sample(value) if " " in said}
    assert len(found) > 8
    unknown = {
        said
        for said in found
        if not elsewhere.known(said.replace("another 7:", "another week:").replace("7 is not 7", "joins is not leaves"))
    }
    assert unknown - {", "} == set()


def test_a_sentence_is_said_in_korean_with_what_it_names() -> None:
    before = languages.read_by(languages.Reader("ko"))
    try:
        assert "404" in elsewhere.heard("HTTP 404: not found")
        assert "not found" not in elsewhere.heard("HTTP 404: not found")
        assert "park-ji-hu" in elsewhere.heard("both delayed of park-ji-hu")
        assert "delayed" not in elsewhere.heard("both delayed of park-ji-hu")
        assert "no answer" not in elsewhere.heard("unreadable: no answer within 5 s"), "a reason inside a reason"
        two = elsewhere.heard("the page says 1970-01-01; the feed says 1971-01-01")
        assert ("1970-01-01" in two, "1971-01-01" in two, "says" in two) == (True, True, False)
        assert elsewhere.heard("what nobody has heard of") == "what nobody has heard of"
        assert elsewhere.heard("") == ""
    finally:
        languages.done_reading(before)


def test_refusals_and_mistakes_speak_the_readers_language(store: Store, sign_in: SignIn) -> None:
    file_stories(store)
    desk = sign_in("editor")
    for language in ("ko", "es"):
        desk.post("/language", data={"language": language, "to": "/queue"})
        pages = [
            desk.post("/queue/1", data={"decision": "burn"}),
            desk.post("/queue/1", data={"decision": "approve"}),
            desk.post("/queue/999", data={"decision": "note", "note": "x"}),
            desk.post("/queue/1", data={"decision": "approve", "read": "1:other:1"}),
            desk.get("/nowhere"),
            desk.get("/claims/77"),
        ]
        assert [page.status_code for page in pages] == [400, 400, 400, 409, 404, 404]
        for page in pages:
            text = page.text.split("<main")[1].split("</main>")[0]
            for english in ("form", "story", "Nothing", "Back to", "such", "cannot", "read it", "changed", "again"):
                assert f" {english} " not in f" {text} ", (language, english)
