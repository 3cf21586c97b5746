"""Who may sign in: editors, their passwords, one-time links, sessions. Secrets are kept as digests only.

What changes who may do what is written to the log of acts, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from model.errors import UsageError
from model.records import dated
from store import acts
from store.database import Database

LINK_LIFE = dt.timedelta(hours=24)
SESSION_LIFE = dt.timedelta(days=14)  # at most, however much it is used
SESSION_IDLE = dt.timedelta(hours=12)  # without a request
USE_STEP = dt.timedelta(minutes=10)  # a session's use is written at most this often
NAME_MAX = 60  # characters
BROWSER_MAX = 60  # characters kept of what a browser calls itself
ROLES = ("viewer", "editor", "maintainer")
_COLUMNS = "e.id, e.name, e.role, e.language, e.zone"


@dataclass(frozen=True, slots=True)
class Editor:
    """Who is at the desk; `language` and `zone` are "" where they chose none."""

    id: int
    name: str
    role: str  # one of ROLES
    language: str = ""
    zone: str = ""

    @property
    def decides(self) -> bool:
        return self.role != "viewer"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def folded(name: str) -> str:
    """Names that are the same to a reader are one."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


class Editors:
    """Editors and how they come in."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- who ---

    def add(self, name: str, role: str, now: dt.datetime, *, by: str = acts.OPERATOR) -> None:
        """Add an editor, or give one that was removed their access back, without the old password."""
        name = " ".join(name.split())
        if not name or len(name) > NAME_MAX or not name.isprintable():
            raise UsageError(f"an editor's name has 1 to {NAME_MAX} characters that can be printed")
        with self._db.atomic():
            known = [row for row in self._db.execute("SELECT id, name, removed_at FROM editor") if folded(row[1]) == folded(name)]
            here = [row for row in known if row[2] is None]
            if here:
                raise UsageError(
                    f"there is an editor called {here[0][1]} already", hint=f"`showwire editors link {here[0][1]}` makes a sign-in link"
                )
            if any(row[1] == name for row in known):
                self._db.execute("UPDATE editor SET removed_at = NULL, role = ?, password = '' WHERE name = ?", (role, name))
            else:
                self._db.execute("INSERT INTO editor (name, role, created_at) VALUES (?, ?, ?)", (name, role, dated(now)))
            acts.write(self._db, by, "added", f"editor {name}", now, after={"role": role})

    def remove(self, name: str, now: dt.datetime, *, by: str = acts.OPERATOR) -> bool:
        with self._db.atomic():
            editor = self.named(name)
            if editor is None:
                return False
            self._db.execute("UPDATE editor SET removed_at = ? WHERE id = ?", (dated(now), editor.id))
            self._end(editor)
            acts.write(self._db, by, "removed", f"editor {editor.name}", now, before={"role": editor.role})
        return True

    def give_role(self, name: str, role: str, now: dt.datetime, *, by: str = acts.OPERATOR) -> None:
        """Another role, at once: the next request of theirs has it."""
        with self._db.atomic():
            editor = self._known(name)
            self._db.execute("UPDATE editor SET role = ? WHERE id = ?", (role, editor.id))
            acts.write(self._db, by, "role", f"editor {editor.name}", now, before={"role": editor.role}, after={"role": role})

    def prefer(self, editor: Editor, language: str, zone: str) -> None:
        """The language and time zone an editor reads in."""
        self._db.execute("UPDATE editor SET language = ?, zone = ? WHERE id = ?", (language, zone, editor.id))

    def all(self) -> list[dict[str, Any]]:
        rows = self._db.execute("SELECT name, role, created_at, password <> '' FROM editor WHERE removed_at IS NULL ORDER BY name")
        return [{"name": name, "role": role, "created_at": created, "password": bool(has)} for name, role, created, has in rows]

    def named(self, name: str) -> Editor | None:
        """The editor of that name, however it is cased."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM editor e WHERE removed_at IS NULL").fetchall()
        return next((Editor(*row) for row in rows if folded(row[1]) == folded(name)), None)

    def _known(self, name: str) -> Editor:
        editor = self.named(name)
        if editor is None:
            raise UsageError(f"no editor is called {name}", hint="`showwire editors list` shows them")
        return editor

    # --- passwords ---

    def password_of(self, name: str) -> tuple[Editor | None, str]:
        """(editor, hash of their password); (None, "") where there is no such editor, "" where they have no password."""
        editor = self.named(name)
        return editor, self._db.value("SELECT password FROM editor WHERE id = ?", (editor.id,)) if editor else ""

    def set_password(self, name: str, hashed: str, now: dt.datetime, *, by: str = acts.OPERATOR, keep: str = "") -> None:
        """A new password ends every session of theirs but `keep`'s, and every link."""
        with self._db.atomic():
            editor = self._known(name)
            self._db.execute("UPDATE editor SET password = ? WHERE id = ?", (hashed, editor.id))
            self._end(editor, keep=keep)
            acts.write(self._db, by, "password", f"editor {editor.name}", now)

    def rehash(self, editor: Editor, hashed: str) -> None:
        """The same password, hashed as is done now."""
        self._db.execute("UPDATE editor SET password = ? WHERE id = ?", (hashed, editor.id))

    # --- links ---

    def link(self, name: str, now: dt.datetime, *, by: str = acts.OPERATOR) -> str:
        """A new one-time secret for a sign-in address; it lives LINK_LIFE."""
        secret = secrets.token_urlsafe(24)
        with self._db.atomic():
            editor = self.named(name)
            if editor is None:
                raise UsageError(f"no editor is called {name}", hint="`showwire editors add NAME` adds one")
            self._db.execute("DELETE FROM login_link WHERE expires_at <= ?", (dated(now),))
            self._db.execute(
                "INSERT INTO login_link (digest, editor_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                (_digest(secret), editor.id, dated(now), dated(now + LINK_LIFE)),
            )
            acts.write(self._db, by, "link", f"editor {editor.name}", now)
        return secret

    def whose_link(self, secret: str, now: dt.datetime) -> Editor | None:
        """Who a link is for, without spending it; None when it is wrong, spent or too old."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM login_link l JOIN editor e ON e.id = l.editor_id"
            " WHERE l.digest = ? AND l.spent_at IS NULL AND l.expires_at > ? AND e.removed_at IS NULL",
            (_digest(secret), dated(now)),
        ).fetchone()
        return Editor(*row) if row else None

    def sign_in(self, secret: str, now: dt.datetime, *, browser: str = "") -> str | None:
        """Spend a link: the secret of a new session, or None. A link is spent once, whoever races."""
        with self._db.atomic():
            spent = self._db.execute(
                "UPDATE login_link SET spent_at = ? WHERE digest = ? AND spent_at IS NULL AND expires_at > ?"
                " AND editor_id IN (SELECT id FROM editor WHERE removed_at IS NULL) RETURNING editor_id",
                (dated(now), _digest(secret), dated(now)),
            ).fetchone()
            return None if spent is None else self.open_session(spent[0], now, browser=browser)

    # --- sessions ---

    def open_session(self, editor_id: int, now: dt.datetime, *, browser: str = "") -> str:
        """The secret of a new session; the caller knows that it is them. Sessions that ended are cleared away."""
        session = secrets.token_urlsafe(32)
        with self._db.atomic():
            self._db.execute("DELETE FROM session WHERE expires_at <= ? OR used_at <= ?", (dated(now), dated(now - SESSION_IDLE)))
            self._db.execute(
                "INSERT INTO session (digest, editor_id, created_at, expires_at, used_at, browser) VALUES (?, ?, ?, ?, ?, ?)",
                (_digest(session), editor_id, dated(now), dated(now + SESSION_LIFE), dated(now), browser[:BROWSER_MAX]),
            )
        return session

    def of_session(self, session: str, now: dt.datetime) -> Editor | None:
        """Whose session it is, while it lasts: SESSION_IDLE without use, SESSION_LIFE in all."""
        row = self._db.execute(
            f"SELECT s.used_at, {_COLUMNS} FROM session s JOIN editor e ON e.id = s.editor_id"
            " WHERE s.digest = ? AND s.expires_at > ? AND s.used_at > ? AND e.removed_at IS NULL",
            (_digest(session), dated(now), dated(now - SESSION_IDLE)),
        ).fetchone()
        if row is None:
            return None
        if row[0] <= dated(now - USE_STEP):
            self._db.execute("UPDATE session SET used_at = ? WHERE digest = ?", (dated(now), _digest(session)))
        return Editor(*row[1:])

    def sessions(self, editor: Editor, now: dt.datetime, mine: str = "") -> list[dict[str, Any]]:
        """Where an editor is signed in, the last used first; `mine` is the secret of the session that asks."""
        rows = self._db.query(
            "SELECT digest, created_at, used_at, expires_at, browser FROM session WHERE editor_id = ? AND expires_at > ? AND used_at > ?"
            " ORDER BY used_at DESC, created_at DESC",
            (editor.id, dated(now), dated(now - SESSION_IDLE)),
        )
        return [row | {"digest": "", "mine": row["digest"] == _digest(mine)} for row in rows]

    def sign_out(self, session: str) -> None:
        self._db.execute("DELETE FROM session WHERE digest = ?", (_digest(session),))

    def sign_out_everywhere(self, editor: Editor, now: dt.datetime) -> None:
        """End every session and every link of theirs."""
        with self._db.atomic():
            self._end(editor)
            acts.write(self._db, editor.name, "signed out everywhere", f"editor {editor.name}", now)

    def _end(self, editor: Editor, keep: str = "") -> None:
        self._db.execute("DELETE FROM session WHERE editor_id = ? AND digest <> ?", (editor.id, _digest(keep)))
        self._db.execute("DELETE FROM login_link WHERE editor_id = ?", (editor.id,))
