"""Signatures of webhooks, as standardwebhooks.com has them: HMAC-SHA256 over "ID.TIMESTAMP.BODY".

`webhook-id` stays the same for every try, `webhook-timestamp` is of this try, `webhook-signature` holds "v1,BASE64" for
each key that is valid now, with spaces between. Receivers refuse what is older than the tolerance: a replayed request.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

TOLERANCE = 300  # seconds that a receiver's clock may be off
KEY_LEAST, KEY_MOST = 24, 64  # bytes
KEYS_MOST = 2  # valid at the same time
_PREFIX = "whsec_"


class BadKey(ValueError):
    """A secret that is no key."""


def new_key() -> str:
    """A fresh key, as it is written down."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def keys(secret: str) -> tuple[bytes, ...]:
    """The keys of a secret: one, or the new and the old one. Raises BadKey, which never repeats the secret."""
    words = secret.split()
    if not 1 <= len(words) <= KEYS_MOST:
        raise BadKey(f"must be one key, or {KEYS_MOST} while receivers change over")
    return tuple(map(_key, words))


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not KEY_LEAST <= len(key) <= KEY_MOST:
        raise BadKey(f"must be whsec_ and {KEY_LEAST} to {KEY_MOST} bytes in base64")
    return key


def signed(keys: Sequence[bytes], event: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that prove who sent this, and when."""
    marks = (base64.b64encode(hmac.new(key, f"{event}.{timestamp}.".encode() + body, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }


def verified(keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """What a receiver asks: is it from who knows one of my keys, and of these minutes?"""
    said = headers.get("webhook-timestamp", "")
    if not (said.isascii() and said.isdigit() and abs(now - int(said)) <= TOLERANCE):
        return False
    good = signed(keys, headers.get("webhook-id", ""), int(said), body)["webhook-signature"].split()
    marks = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(ours.encode(), theirs.encode()) for ours in good for theirs in marks)
