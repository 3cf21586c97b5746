"""The keys of the desk: one map makes what they do, the hints on buttons and the list behind `?`.

A file `keys.json` in the install's folder changes them: {"approve": "p", "skip": ""} gives one action another key and
takes the key from another; {"off": true} turns all of them off. An unknown action or a key used twice is refused, by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desk.languages import N_
from model.errors import UsageError

SHIPPED = Path(__file__).parent / "keys.json"
GROUPS = {"decide": N_("Decide"), "mentions": N_("Mentions"), "go": N_("Go")}
KEY_MAX = 3  # characters: one key, or two in a row ("g q")


@dataclass(frozen=True, slots=True)
class Key:
    """What starts an action: a character as the keyboard gives it ("M" is Shift and m), or two with a space between."""

    key: str
    says: str
    group: str

    @property
    def hint(self) -> str:
        """The key as it is shown on buttons."""
        return " ".join(f"⇧{k}" if k.isalpha() and k != k.lower() else k.upper() for k in self.key.split(" "))


def read_keys(path: Path | None = None) -> dict[str, Key]:
    """The keys by action, changed by the file at `path` where there is one."""
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    keys = {action: Key(**said) for action, said in shipped.items()}
    if path is None or not path.exists():
        return keys
    try:
        wishes = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise UsageError(f"{path} cannot be read: {error}", hint='write {"approve": "p"}') from error
    if not isinstance(wishes, dict):
        raise UsageError(f"{path} must be an object of actions", hint='write {"approve": "p"}')
    off = wishes.pop("off", False)
    if not isinstance(off, bool):
        raise UsageError(f"{path}: off is true or false")
    for action, key in wishes.items():
        if action not in keys:
            raise UsageError(f"{path}: no action is called {action}", hint=f"there are: {', '.join(keys)}")
        if not isinstance(key, str) or not _is_key(key):
            raise UsageError(f'{path}: {action} needs one key, two with a space between, or "" for none')
        keys[action] = replace(keys[action], key=key)
    if off:
        return {action: replace(key, key="") for action, key in keys.items()}
    _distinct(keys, path)
    return keys


def _is_key(key: str) -> bool:
    return key == "" or (len(key) <= KEY_MAX and all(len(k) == 1 and k.isprintable() and not k.isspace() for k in key.split(" ")))


def _distinct(keys: Mapping[str, Key], path: Path) -> None:
    taken: dict[str, str] = {}
    for action, key in keys.items():
        if not key.key:
            continue
        if key.key in taken:
            raise UsageError(f"{path}: {key.key} is the key of {taken[key.key]} and of {action}")
        taken[key.key] = action
    for action, key in keys.items():
        if " " in key.key and key.key.split(" ")[0] in taken:
            raise UsageError(f"{path}: {key.key} ({action}) begins with the key of {taken[key.key.split(' ')[0]]}")
