"""What the documents claim: the commands they show exist, and so do the files they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from desk.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|yaml|toml|md))`")
SHOWN = re.compile(r"(?:^\$ |`|ExecStart=\S*/)(?:\.venv/bin/)?showwire ([^`\n#…]+)", re.MULTILINE)
MADE = (
    ".venv/",
    "data/",
    "feeds/",
    "series/",
    "people/",
    "claims/",
    "citations/",
    "news.db",
    "notices.yaml",
    "bench/results",
    "metadata.yaml",
    "page.html",
    "expected.json",
)  # by running, not in the tree

OF_MAKERS = ("CHANGELOG.md", "choices.md", "schema.md", "CONTRIBUTING.md")  # nothing is typed from these


def shown() -> list[tuple[str, str]]:
    """Every command line of showwire in the documents, with the page it stands on."""
    return [(page.name, match[1].strip()) for page in PAGES for match in SHOWN.finditer(page.read_text(encoding="utf-8"))]


def test_the_documents_show_commands() -> None:
    assert len(shown()) > 20


@pytest.mark.parametrize(("page", "line"), shown())
def test_a_command_that_is_shown_exists(page: str, line: str) -> None:
    """The command, its subcommand and its options are real ones."""
    words = shlex.split(line.replace("STORY…", "1").replace("$(date +%F)", "x"))
    name = next(word for word in words if not word.startswith("-"))
    command = cli.get_command(click.Context(cli), name)
    assert command is not None, f"{page}: {line}"
    words = words[words.index(name) + 1 :]
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{page}: {line}"
        command = command.commands[words[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, f"{page}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_file_that_is_named_exists(page: Path) -> None:
    for name in PATH.findall(page.read_text(encoding="utf-8")):
        made = name.startswith(MADE) or "<" in name
        somewhere = (ROOT / name).exists() or any(ROOT.glob(f"*/{name}")) or any(ROOT.glob(f"*/*/{name}"))
        assert made or somewhere, f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_with_commands_says_first_how_they_are_reached(page: Path) -> None:
    """`showwire` alone is no command in a fresh checkout."""
    text = page.read_text(encoding="utf-8")
    bare = re.search(r"(?:^\$ |`)showwire [^`\n]+", text, re.MULTILINE)
    assert bare is None or page.name in OF_MAKERS or ".venv/bin/showwire" in text[: bare.start()]


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"| `{name}` |" not in readme]


def test_the_recipes_name_what_is_there() -> None:
    """A newcomer's four recipes: a source, a site, an extractor, an export."""
    from exports import FORMATS
    from pipelines.extract import EXTRACTORS

    text = (ROOT / "docs" / "add.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:4] == ["A source", "A custom site", "An extractor", "An export format"]
    assert "EXTRACTORS" in text
    assert EXTRACTORS
    assert "FORMATS" in text
    assert FORMATS
