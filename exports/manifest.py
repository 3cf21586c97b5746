"""manifest.json: every file's SHA-256 and size, the rows of each table, the licence, and when it was published.

Written last; the only file that knows the time, so that two editions of one state differ in nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from exports.edition import Edition
from model.records import dated

FILE = "manifest.json"
_CHUNK = 1 << 20


def write(edition: Edition, folder: Path, now: dt.datetime) -> dict[str, Any]:
    files = {name: {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size} for name in names(folder) if name != FILE}
    manifest = {
        "title": edition.title,
        **({"notice": edition.notice} if edition.notice else {}),
        "published": dated(now),
        "as_of": edition.as_of or None,
        "licence": edition.licence,
        "licence_url": edition.licence_url,
        "rows": edition.counts,
        "skipped": edition.skipped,
        "files": files,
    }
    (folder / FILE).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return manifest


def names(folder: Path) -> list[str]:
    """Every file of a folder as it is linked to: `feeds/people/park-ji-hu.atom`."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published folder; None where it is no such folder."""
    try:
        manifest = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "files" in manifest and "rows" in manifest else None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
