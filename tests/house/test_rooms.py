"""The rules of the house: who may import whom, where third parties live, how long a module may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("model", "crawler", "pipelines", "store", "desk", "exports", "newsroom")
LINES_MAX = 400

# Third party -> the modules that may import it. What is not listed is free.
HOMES = {
    "scrapy": ("crawler/",),
    "twisted": ("crawler/",),
    "feedparser": ("crawler/spiders/",),
    "trafilatura": ("crawler/",),
    "htmldate": ("crawler/",),
    "lxml": ("crawler/",),
    "bs4": ("crawler/",),
    "rapidfuzz": ("pipelines/", "model/diff.py"),
    "ahocorasick": ("pipelines/extractors/",),
    "sqlite_utils": ("store/", "exports/"),
    "warcio": ("store/",),
    "starlette": ("desk/",),
    "jinja2": ("desk/", "exports/"),
    "click": ("desk/cli/",),
    "rich": ("desk/cli/",),
    "uvicorn": ("desk/", "exports/serve.py"),
    "datasette": ("exports/serve.py",),
    "yaml": ("model/", "exports/database.py"),
}
NAMELESS = {"utils", "core", "common", "helpers", "manager", "base"}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module named by an import anywhere in a file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_rooms_import_downward_only() -> None:
    """desk > crawler | pipelines | exports > store > model, and the crawler knows no store."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_third_parties_live_at_home() -> None:
    strangers = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules()
        for name in imported(path)
        if (homes := HOMES.get(name.split(".")[0])) and not str(path.relative_to(ROOT)).startswith(homes)
    ]
    assert not strangers, "\n".join(strangers)


def test_the_newsroom_imports_nothing_of_ours() -> None:
    for path in sorted((ROOT / "newsroom").rglob("*.py")):
        assert not {n.split(".")[0] for n in imported(path)} & (set(ROOMS) - {"newsroom"}), path


def test_no_module_has_a_second_job() -> None:
    long = [f"{p.relative_to(ROOT)}: {n} lines" for p in modules() if (n := len(p.read_text(encoding="utf-8").splitlines())) > LINES_MAX]
    assert not long, "\n".join(long)


def test_names_say_what_a_module_is_for() -> None:
    assert not [p for p in modules() if p.stem in NAMELESS]


def test_every_module_says_what_it_is() -> None:
    assert not [p for p in modules() if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("room", ["store", "exports", "pipelines", "crawler", "model"])
def test_nobody_below_the_desk_reads_the_clock(room: str) -> None:
    """`now` is an argument; only the desk and crawler/run may ask what time it is."""
    for path in sorted((ROOT / room).rglob("*.py")):
        if path.relative_to(ROOT) == Path("crawler/run.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                owner = ast.unparse(node.value)
                assert owner.split(".")[-1] not in ("datetime", "date"), f"{path}:{node.lineno}"


def test_pipelines_never_wait() -> None:
    """One `async def` in the chain would let items interleave."""
    for path in sorted((ROOT / "pipelines").rglob("*.py")):
        assert not [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.AsyncFunctionDef)], path


def test_errors_are_not_swallowed() -> None:
    """Whoever catches everything tidies up and raises it again."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = "" if node.type is None else ast.unparse(node.type)
                again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                assert again or caught not in ("", "Exception", "BaseException"), f"{path}:{node.lineno} catches {caught or 'everything'}"


def test_sql_lives_in_the_store() -> None:
    for path in modules():
        where = str(path.relative_to(ROOT))
        if where.startswith("store/") or where == "exports/database.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value.lstrip()
                assert not text.startswith(("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")), f"{where}:{node.lineno}"
