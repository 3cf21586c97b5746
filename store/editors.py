"""Who may sign in: editors, one-time links, sessions. Secrets are kept as SHA-256 digests only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from model.errors import UsageError
from model.records import dated
from store.database import Database

LINK_LIFE = dt.timedelta(hours=24)
SESSION_LIFE = dt.timedelta(days=14)
NAME_MAX = 60  # characters


@dataclass(frozen=True, slots=True)
class Editor:
    id: int
    name: str
    role: str  # viewer, editor, maintainer

    @property
    def decides(self) -> bool:
        return self.role != "viewer"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Editors:
    """Editors and how they come in."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, name: str, role: str, now: dt.datetime) -> None:
        """Add an editor, or give one that was removed their access back."""
        name = " ".join(name.split())
        if not name or len(name) > NAME_MAX:
            raise UsageError(f"an editor's name has 1 to {NAME_MAX} characters")
        with self._db.atomic():
            row = self._db.execute("SELECT id, removed_at FROM editor WHERE name = ?", [name]).fetchone()
            if row is None:
                self._db.execute("INSERT INTO editor (name, role, created_at) VALUES (?, ?, ?)", [name, role, dated(now)])
            elif row[1] is None:
                raise UsageError(f"there is an editor called {name} already", hint=f"`showwire editors link {name}` makes a sign-in link")
            else:
                self._db.execute("UPDATE editor SET removed_at = NULL, role = ? WHERE id = ?", [role, row[0]])

    def remove(self, name: str, now: dt.datetime) -> bool:
        with self._db.atomic():
            done = self._db.execute("UPDATE editor SET removed_at = ? WHERE name = ? AND removed_at IS NULL", [dated(now), name]).rowcount
            mine = "(SELECT id FROM editor WHERE name = ?)"
            self._db.execute(f"DELETE FROM session WHERE editor_id IN {mine}", [name])
            self._db.execute(f"DELETE FROM login_link WHERE editor_id IN {mine}", [name])
        return bool(done)

    def all(self) -> list[dict[str, Any]]:
        rows = self._db.execute("SELECT name, role, created_at FROM editor WHERE removed_at IS NULL ORDER BY name")
        return [{"name": name, "role": role, "created_at": created} for name, role, created in rows]

    def link(self, name: str, now: dt.datetime) -> str:
        """A new one-time secret for a sign-in address; it lives LINK_LIFE."""
        row = self._db.execute("SELECT id FROM editor WHERE name = ? AND removed_at IS NULL", [name]).fetchone()
        if row is None:
            raise UsageError(f"no editor is called {name}", hint="`showwire editors add NAME` adds one")
        secret = secrets.token_urlsafe(24)
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO login_link (digest, editor_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                (_digest(secret), row[0], dated(now), dated(now + LINK_LIFE)),
            )
        return secret

    def whose_link(self, secret: str, now: dt.datetime) -> Editor | None:
        """Who a link is for, without spending it; None when it is wrong, spent or too old."""
        row = self._db.execute(
            "SELECT e.id, e.name, e.role FROM login_link l JOIN editor e ON e.id = l.editor_id"
            " WHERE l.digest = ? AND l.spent_at IS NULL AND l.expires_at > ? AND e.removed_at IS NULL",
            [_digest(secret), dated(now)],
        ).fetchone()
        return Editor(*row) if row else None

    def sign_in(self, secret: str, now: dt.datetime) -> str | None:
        """Spend a link: the secret of a new session, or None. A link is spent once, whoever races."""
        with self._db.atomic():
            spent = self._db.execute(
                "UPDATE login_link SET spent_at = ? WHERE digest = ? AND spent_at IS NULL AND expires_at > ?"
                " AND editor_id IN (SELECT id FROM editor WHERE removed_at IS NULL) RETURNING editor_id",
                [dated(now), _digest(secret), dated(now)],
            ).fetchone()
            if spent is None:
                return None
            session = secrets.token_urlsafe(32)
            self._db.execute("DELETE FROM session WHERE expires_at <= ?", [dated(now)])
            self._db.execute(
                "INSERT INTO session (digest, editor_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                [_digest(session), spent[0], dated(now), dated(now + SESSION_LIFE)],
            )
        return session

    def of_session(self, session: str, now: dt.datetime) -> Editor | None:
        row = self._db.execute(
            "SELECT e.id, e.name, e.role FROM session s JOIN editor e ON e.id = s.editor_id"
            " WHERE s.digest = ? AND s.expires_at > ? AND e.removed_at IS NULL",
            [_digest(session), dated(now)],
        ).fetchone()
        return Editor(*row) if row else None

    def sign_out(self, session: str) -> None:
        with self._db.atomic():
            self._db.execute("DELETE FROM session WHERE digest = ?", [_digest(session)])
