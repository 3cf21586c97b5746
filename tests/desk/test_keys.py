"""One map of keys, changed by a file that is read strictly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desk.keys import read_keys
from desk.lean import FILES, STATIC, lean
from model.errors import UsageError


def file(folder: Path, content: object) -> Path:
    path = folder / "keys.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_without_a_file_the_shipped_keys_hold() -> None:
    keys = read_keys()
    assert (keys["approve"].key, keys["split"].hint, keys["go-queue"].hint) == ("a", "⇧M", "G Q")
    used = [key.key for key in keys.values()]
    assert len(used) == len(set(used))


def test_a_file_changes_keys_takes_them_away_or_turns_all_off(tmp_path: Path) -> None:
    keys = read_keys(file(tmp_path, {"approve": "p", "paste": "a", "skip": ""}))
    assert (keys["approve"].key, keys["paste"].key, keys["skip"].key) == ("p", "a", "")
    assert not any(key.key for key in read_keys(file(tmp_path, {"off": True})).values())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "cannot be read"),
        ("[]", "must be an object"),
        ({"aprove": "p"}, "no action is called aprove"),
        ({"approve": "x"}, "x is the key of approve and of reject"),
        ({"approve": "ab"}, "approve needs one key"),
        ({"approve": 1}, "approve needs one key"),
        ({"approve": " "}, "approve needs one key"),
        ({"approve": "g"}, "begins with the key of approve"),
        ({"off": "yes"}, "off is true or false"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, content: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_keys(file(tmp_path, content))


def test_what_is_sent_lean_says_the_same() -> None:
    for name in FILES:
        assert 0 < len(lean(name)) < 20_000
    texts = re.compile(r'"[^"\n]*"|`[^`\n]*`')  # the script has no others
    said = re.sub(r"(?m)(^| )// .*$", "", (STATIC / "desk.js").read_text(encoding="utf-8"))
    assert texts.findall(said) == texts.findall(lean("desk.js").decode())
    css = lean("desk.css").decode()
    assert css.count("{") == css.count("}")
    assert "/*" not in css
