"""python -m desk.translations: brings the catalogues up to what the templates and modules of the desk say.

A new message comes in empty, for a translator; one that is said no more goes out. `--check` writes nothing and
exits 1 where a catalogue would change. Line numbers are left out: they would change with every edit.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

DESK = Path(__file__).parents[1]
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("cli/**", "ignore"), ("translations/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"silent": "false", "newstyle_gettext": "true"}}
NOISE = tuple(
    f'"{name}:'.encode()
    for name in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By"),
        *("Project-Id-Version", "Report-Msgid-Bugs-To", "Last-Translator", "Language-Team"),
    )
)
HEADER = "# What the desk says in LANGUAGE. Gathered by `python -m desk.translations`, translated by hand.\n#"


def said(folder: Path = DESK) -> Catalog:
    """Every message of the desk, untranslated."""
    catalogue = Catalog()
    for path, _, message, comments, context in extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("i18n:",)):
        catalogue.add(message, None, [(path, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    for key in json.loads((folder / "keys.json").read_text(encoding="utf-8")).values():
        catalogue.add(key["says"], None, [("keys.json", None)])  # type: ignore[list-item]
    return catalogue


def catalogues() -> dict[str, Path]:
    """Language -> its catalogue."""
    return {path.parents[1].name: path for path in sorted((DESK / "translations").glob("*/LC_MESSAGES/desk.po"))}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def brought_up(path: Path, messages: Catalog) -> bytes:
    """The text of a catalogue with exactly these messages; what was translated stays, nothing is guessed."""
    catalogue = read(path)
    catalogue.update(messages, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    text = io.BytesIO()
    write_po(text, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False)
    # Without times, versions and blanks to fill in, the same messages are the same bytes.
    return b"".join(line for line in text.getvalue().splitlines(keepends=True) if not line.startswith(NOISE))


def main(arguments: list[str]) -> int:
    messages, changed = said(), 0
    for language, path in catalogues().items():
        text = brought_up(path, messages)
        if text != path.read_bytes():
            changed += 1
            print(f"{language}: {'would change' if '--check' in arguments else 'changed'}")
            if "--check" not in arguments:
                path.write_bytes(text)
        missing = [m.id for m in read(path) if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
        for message in missing:
            print(f"{language}: not translated: {message!r}")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
