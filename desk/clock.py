"""The one clock: the machine's, or SHOWWIRE_NOW for one command (replays and tests). Nothing else fakes time."""

from __future__ import annotations

import datetime as dt
import os

from model.errors import UsageError


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    said = os.environ.get("SHOWWIRE_NOW", "").strip()
    if not said:
        return dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        raise UsageError(f"SHOWWIRE_NOW is {said!r}, which is no ISO 8601 moment", hint="write it like 2026-03-02T12:00:00Z") from None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
