"""Golden pages: a page kept beside the rules that read it, and what must be read of it.

A folder holds `page.html` as it came and `expected.json`: `url`, `content_type`, the fields exactly as they must be read, and for
the text `body_has` and `body_has_not`. A golden page of this project carries its own `rules` and `zone`; one of an install is
read by those of its source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crawler.pages import read_page
from model.records import Reading
from model.watched import Rules

PAGE, EXPECTED = "page.html", "expected.json"
FIELDS = ("title", "published", "modified", "authors", "language", "kind", "quality", "canonical")
BEGINNING = 60  # characters of a text's first and last paragraph that stand for it


def golden_pages(folder: Path) -> list[Path]:
    """The folders with a golden page in `folder`: itself, and those right below it."""
    return sorted(path.parent for pattern in (EXPECTED, f"*/{EXPECTED}") for path in folder.glob(pattern))


def differences(folder: Path, rules: Rules | None = None, zone: str = "") -> list[str]:
    """What is read otherwise than a golden page wants, a line each. Raises OSError and ValueError where it is none."""
    want = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    if not isinstance(want, dict) or not isinstance(want.get("url"), str):
        raise ValueError(f"{folder / EXPECTED} must be an object with a url")
    if own := want.get("rules"):
        rules = Rules(**{key: value for key, value in own.items() if key != "cut"}, cut=tuple(own.get("cut", ())))
    got = read_page((folder / PAGE).read_bytes(), want["url"], want.get("content_type", ""), rules, want.get("zone", zone))
    return list(_compared(want, got))


def _compared(want: dict[str, Any], got: Reading) -> list[str]:
    lines = []
    for key in FIELDS:
        said = list(got.authors) if key == "authors" else getattr(got, key)
        if key in want and want[key] != said:
            lines.append(f"{key} is {said!r}, not {want[key]!r}")
    lines += [f"the text lacks {piece!r}" for piece in want.get("body_has", ()) if piece not in got.body]
    return lines + [f"the text has {piece!r}" for piece in want.get("body_has_not", ()) if piece in got.body]


def keep_golden(folder: Path, body: bytes, url: str, content_type: str, reading: Reading) -> None:
    """Writes a golden page of what is read now: for a person to look through, and for every later reading to be held to."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for line in reading.body.split("\n") if line]
    want: dict[str, Any] = {"url": url, "content_type": content_type}
    want |= {key: list(reading.authors) if key == "authors" else getattr(reading, key) for key in FIELDS}
    want |= {"body_has": list(dict.fromkeys(line[:BEGINNING] for line in (*lines[:1], *lines[-1:]))), "body_has_not": []}
    (folder / PAGE).write_bytes(body)
    (folder / EXPECTED).write_text(json.dumps(want, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
