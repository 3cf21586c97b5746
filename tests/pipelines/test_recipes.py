"""The recipes of docs/add.md: a language is one file, a new kind of mention one file and one name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRIZE = """
import re
from model.records import Mention

def find(filing, series):
    return tuple(
        Mention(kind="prize", start=m.start(), end=m.end(), quote_start=m.start(), quote_end=m.end(), value=m[1])
        for m in re.finditer(r"won the (\\w+ Award)", filing.text)
    )
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rooms that an extractor needs, to be changed at will."""
    folder = tmp_path_factory.mktemp("recipes")
    for room in ("model", "pipelines", "tests"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "corpus*", "pages"))
    return folder


def answers(folder: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_language_is_one_file(copy: Path) -> None:
    languages = copy / "pipelines" / "extractors" / "timex" / "languages"
    text = (languages / "es.toml").read_text("utf-8")
    for spanish, italian in (('"octubre"', '"ottobre"'), ('"estren\\\\w{1,6}"', '"debutt\\\\w{1,6}"')):
        assert spanish in text
        text = text.replace(spanish, italian)
    (languages / "it.toml").write_text(text, "utf-8")
    code = (
        "import datetime as dt\nfrom pipelines.extractors.dates import find_dates\n"
        "print([(f.value, f.about) for f in find_dates('La serie debutterà il 3 ottobre 2026.', dt.date(2026, 3, 4), 'it')])"
    )
    assert answers(copy, code) == "[('2026-10-03', 'premiere')]"


def test_a_new_kind_of_mention_is_one_file_and_one_name(copy: Path) -> None:
    (copy / "pipelines" / "extractors" / "prizes.py").write_text(PRIZE, "utf-8")
    module = copy / "pipelines" / "extract.py"
    text = module.read_text("utf-8")
    assert 'EXTRACTORS = ("cast", "dates", "facts")' in text
    module.write_text(text.replace('"facts")', '"facts", "prizes")', 1), "utf-8")
    code = (
        "from pipelines.extract import extract\nfrom tests.pipelines.extractors.people import SERIES, a_filing\n"
        "f = extract(a_filing('Park Ji-hu won the Tide Award.'), (SERIES,))\n"
        "print([(m.kind, m.value, f.text[m.quote_start:m.quote_end]) for m in f.mentions if m.kind == 'prize'])"
    )
    assert answers(copy, code) == "[('prize', 'Tide Award', 'won the Tide Award')]"
