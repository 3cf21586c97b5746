"""Tries to sign in, counted by name and by address in the database, so that a restart forgives nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from model.records import dated
from store.database import Database

NAME_TRIES = 5  # wrong passwords of one name, then a pause
ADDRESS_TRIES = 20  # wrong passwords and links from one address, whatever the names, then a pause
PAUSE = dt.timedelta(minutes=5)
FORGOTTEN = dt.timedelta(minutes=30)  # after the first of them, tries no longer count
V6_PREFIX = 64  # bits of an IPv6 address that one customer holds


@dataclass(frozen=True, slots=True)
class Tries:
    """What a try found: whether it may be looked at, how many more there are, and where none are, until when."""

    granted: bool
    left: int
    paused_until: dt.datetime | None = None


def of_name(name: str) -> str:
    return _subject("name", unicodedata.normalize("NFKC", name).casefold().strip())


def of_address(address: str) -> str:
    """IPv6 by its network: a customer has more addresses there than anyone can count."""
    try:
        ip = ip_address(address)
    except ValueError:
        return _subject("address", address)
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or IPv6Address(int(ip) >> V6_PREFIX << V6_PREFIX)
    return _subject("address", str(ip))


def _subject(kind: str, what: str) -> str:
    return f"{kind}:{hashlib.sha256(what.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


class Attempts:
    """Counts before the password is looked at, so that many at once get no more tries than one by one."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, subjects: dict[str, int], now: dt.datetime) -> Tries:
        """Use up a try of each subject ({subject: tries allowed}); in a pause none is used, and nothing may be looked at."""
        with self._db.atomic():
            self._db.execute("DELETE FROM attempt WHERE since <= ? AND paused_until <= ?", (dated(now - FORGOTTEN), dated(now)))
            self._db.execute("DELETE FROM attempt WHERE paused_until <> '' AND paused_until <= ?", (dated(now),))
            marks = ", ".join("?" * len(subjects))
            until = self._db.value(f"SELECT max(paused_until) FROM attempt WHERE subject IN ({marks})", tuple(subjects))
            if until:
                return Tries(False, 0, dt.datetime.fromisoformat(until))
            left = []
            for subject, allowed in subjects.items():
                failures = self._db.value(
                    "INSERT INTO attempt (subject, failures, since) VALUES (?, 1, ?)"
                    " ON CONFLICT (subject) DO UPDATE SET failures = failures + 1 RETURNING failures",
                    (subject, dated(now)),
                )
                left.append(allowed - failures)
                if failures >= allowed:
                    self._db.execute("UPDATE attempt SET paused_until = ? WHERE subject = ?", (dated(now + PAUSE), subject))
        return Tries(True, min(left), now + PAUSE if min(left) <= 0 else None)

    def right(self, name: str | None, address: str) -> None:
        """The try was right: the name's are forgotten, the address has its try back."""
        with self._db.atomic():
            if name is not None:
                self._db.execute("DELETE FROM attempt WHERE subject = ?", (name,))
            self._db.execute("UPDATE attempt SET failures = failures - 1, paused_until = '' WHERE subject = ? AND failures > 0", (address,))
