"""Passwords: hashed with argon2id, away from the loop that answers, a few at a time so that tries cannot eat the memory."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from desk.languages import gettext as _
from model.errors import UsageError
from store.editors import folded

LENGTH_MIN, LENGTH_MAX = 12, 256  # characters
KINDS_MIN = 5  # different characters
AT_ONCE = 2  # hashes under way, 64 MiB each

_HASHER = PasswordHasher()  # RFC 9106, second choice: 64 MiB, 3 passes, 4 lanes


def hashed(password: str, name: str) -> str:
    """The hash to keep of a new password; UsageError where it is too easy."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise UsageError(_("a password has %(least)s to %(most)s characters") % {"least": LENGTH_MIN, "most": LENGTH_MAX})
    if len(set(password)) < KINDS_MIN:
        raise UsageError(_("a password has at least %(least)s different characters") % {"least": KINDS_MIN})
    if folded(name) in folded(password) and len(password) < LENGTH_MIN + len(name):
        raise UsageError(_("a password is more than the name"))
    return _HASHER.hash(password)


def right(password: str, kept: str) -> bool:
    """Whether it is the password of that hash. With no hash the same time is spent, so that nobody learns which names there are."""
    try:
        return _HASHER.verify(kept or _nobodys(), password[: LENGTH_MAX + 1]) and bool(kept)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def renewed(password: str, kept: str) -> str:
    """The hash by today's parameters where the kept one was made with others, else ""."""
    return _HASHER.hash(password) if _HASHER.check_needs_rehash(kept) else ""


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


class Verifier:
    """Checks passwords in threads, AT_ONCE at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def right(self, password: str, kept: str) -> bool:
        async with self._turn:
            return await asyncio.to_thread(right, password, kept)

    async def hashed(self, password: str, name: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(hashed, password, name)
