"""The errors an operator can act on. Anything else that is raised is a bug and propagates.

    ShowwireError            exit 1   something failed; .hint says what to do
    ├── ConfigError          exit 2   sources.yaml or series.yaml; .problems name file, line, column and key
    ├── UsageError           exit 2   a command was given something it cannot take
    ├── AlreadyRunning       exit 4   another crawl holds the lock
    └── SchemaError          exit 5   the database needs `migrate`, or is newer than this program

A source that misbehaves is no error but a value (records.Outcome.error), and an item that is of no
use is a value too (records.Dropped).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ShowwireError(Exception):
    """Something failed that an operator can mend; `hint` says how."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about a configuration file. Lines and columns count from 1; 0 is the file as a whole."""

    file: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class ConfigError(ShowwireError):
    """A configuration file was refused; nothing ran."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem], *, hint: str = "") -> None:
        super().__init__("\n".join(map(str, problems)), hint=hint)
        self.problems = tuple(problems)


class UsageError(ShowwireError):
    """A command was given something it cannot take."""

    exit_code = 2


class AlreadyRunning(ShowwireError):
    """Another process holds the crawl lock."""

    exit_code = 4


class SchemaError(ShowwireError):
    """The database is older than this program (run `migrate`) or newer than it."""

    exit_code = 5
