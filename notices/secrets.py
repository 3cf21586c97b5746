"""Keys and addresses that nobody may read in a configuration: from $SHOWWIRE_SECRET_NAME, or a line of $SHOWWIRE_SECRET_FILE.

The file holds lines `name = value`; a webhook's value may be two keys with a space between them, the new one first, while
its receiver changes from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from model.errors import UsageError

FILE = "SHOWWIRE_SECRET_FILE"
PREFIX = "SHOWWIRE_SECRET_"


class Secrets:
    """Secrets by name. Nothing here is printed: `repr` shows none."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """UsageError where the file is named and can't be read."""
        self._environment = environment
        self._file = _lines(Path(environment[FILE])) if environment.get(FILE) else {}

    def get(self, name: str) -> str:
        """The secret; "" where there is none. Environment over file."""
        return self._environment.get(variable(name), "").strip() or self._file.get(name, "")


def variable(name: str) -> str:
    """How the environment calls a secret: fan-site -> SHOWWIRE_SECRET_FAN_SITE."""
    return PREFIX + name.upper().replace("-", "_")


def _lines(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "is not UTF-8"
        raise UsageError(f"${FILE} names {path}, which cannot be read: {reason}", hint="see docs/notices.md") from None
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(f"{path}:{number}: must be `name = value`", hint="a # begins a comment")
        found[name.strip()] = value.strip()
    return found
