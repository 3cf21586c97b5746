"""Signatures of webhooks: what a receiver can check, by our own words and by the example of the documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import signing
from notices.signing import TOLERANCE, BadKey, keys, new_key, signed, verified

ROOT = Path(__file__).parents[2]
# The example of the Standard Webhooks specification.
SPEC_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SPEC = signed(keys(SPEC_KEY), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')


def test_the_example_of_the_specification() -> None:
    assert SPEC["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(max_size=200), st.integers(0, 2**40), st.text("abcdef_-0123456789", min_size=1, max_size=40), st.integers(-400, 400))
def test_what_was_signed_is_verified_within_the_window_and_nothing_else(body: bytes, at: int, event: str, off: int) -> None:
    known = keys(new_key())
    headers = signed(known, event, at, body)
    assert verified(known, headers, body, at + off) == (abs(off) <= TOLERANCE)
    assert not verified(known, headers, body + b" ", at)
    assert not verified(known, {**headers, "webhook-id": event + "x"}, body, at)
    assert not verified(known, {**headers, "webhook-timestamp": str(at + 1)}, body, at)
    assert not verified(keys(new_key()), headers, body, at)


def test_two_keys_are_valid_while_receivers_change_over() -> None:
    old, new = new_key(), new_key()
    headers = signed(keys(f"{new} {old}"), "msg_1", 1000, b"{}")
    assert verified(keys(old), headers, b"{}", 1000)
    assert verified(keys(new), headers, b"{}", 1000)


@pytest.mark.parametrize("wrong", ["", "whsec_", "whsec_c2hvcnQ=", "not base64 at all", "whsec_" + "QUFB" * 40, " ".join([SPEC_KEY] * 3)])
def test_what_is_no_key_is_refused_and_never_repeated(wrong: str) -> None:
    with pytest.raises(BadKey) as told:
        keys(wrong)
    assert wrong in ("", "whsec_") or wrong not in str(told.value)


@pytest.mark.parametrize("wrong", ["", "x", "-5", "1e9", "٣"])
def test_a_timestamp_that_is_none_is_refused(wrong: str) -> None:
    assert not verified(keys(SPEC_KEY), {**SPEC, "webhook-timestamp": wrong}, b'{"test": 2432232314}', 1614265330)


def test_the_example_of_the_documents_verifies_and_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "notices.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    space: dict[str, object] = {}
    exec(compile(code, "docs/notices.md", "exec"), space)
    genuine = space["genuine"]
    assert callable(genuine)
    monkeypatch.setattr("time.time", lambda: 1614265330.0)
    assert genuine(SPEC_KEY, SPEC, b'{"test": 2432232314}')
    assert not genuine(SPEC_KEY, SPEC, b'{"test": 2432232315}')
    assert not genuine(new_key(), SPEC, b'{"test": 2432232314}')
    monkeypatch.setattr("time.time", lambda: 1614265330.0 + signing.TOLERANCE + 1)
    assert not genuine(SPEC_KEY, SPEC, b'{"test": 2432232314}')
