"""What every screen of the work shares: the memory, the clock, names for people, and how a page or an answer is made."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.place import Place
from desk.registry import Registry
from model.watched import Series
from store.stale import made_of
from store.store import Store

if TYPE_CHECKING:
    from desk.kept import Kept

TOAST = "showwire_done"
REASON = "showwire_reason"  # the reason used last
TOAST_MAX = 1500  # characters of the cookie: a headline is cut, the rest is ours
AHEAD = "x-showwire-ahead"  # a header of our script: this page is fetched before it is asked for, so nothing is taken
KEY_MAX = 64  # characters of an idempotency key


@dataclass(frozen=True, slots=True)
class Toast:
    """What was just done, until the next decision: with the decision to take back, and the reason it can be given."""

    says: str
    of: str = ""  # a headline
    lang: str = ""  # which it is in
    batch: str = ""
    reason: str = ""  # of a rejection
    undo: str = ""  # a path that is posted to instead, for what is no decision
    back: str = ""  # what was taken back, to put it back


def written(toast: Toast) -> str:
    """A toast as a cookie."""
    short = asdict(toast) | {"of": toast.of[:80]}
    return base64.urlsafe_b64encode(json.dumps({k: v for k, v in short.items() if v}).encode()).decode()


def read_toast(cookie: str) -> Toast | None:
    """The toast of a cookie; None where it is none of ours."""
    if not cookie or len(cookie) > TOAST_MAX:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(cookie.encode()))
        toast = Toast(**said)
    except (ValueError, TypeError):
        return None
    good = all(isinstance(value, str) for value in asdict(toast).values()) and toast.says
    return toast if good and (not toast.undo or toast.undo.startswith("/queue/")) else None


def then(where: str, toast: Toast | None = None, own: str = "") -> Response:
    """303, with what was done, and for our script what that made of its page's articles (`owned`)."""
    answer = RedirectResponse(f"{where}{'&' if '?' in where else '?'}own={own}" if own else where, 303)
    if toast is not None:
        answer.set_cookie(TOAST, written(toast), max_age=7 * 24 * 3600, httponly=True, samesite="lax")
    return answer


@dataclass(frozen=True, slots=True)
class Frame:
    """Handed to each set of views."""

    place: Place
    store: Store
    clock: Callable[[], dt.datetime]
    names: Mapping[str, str]  # slug of a source -> its name
    people: dict[str, str]  # slug -> name of everyone in series.yaml, kept up as the file changes
    series: Sequence[Series]
    registry: Registry
    kept: Kept
    page: Callable[..., Response]  # (request, template, status=200, **shown)

    def headline(self, story: int) -> str:
        """What a story is called; "" where it is empty or never was."""
        return self.told("", story).of

    def told(self, says: str, story: int, **more: str) -> Toast:
        """What was done with a story, by its headline."""
        rows = self.store.queue.card(story)["articles"] if 0 < story < 2**62 else []
        return Toast(says, of=str(rows[0]["title"]), lang=rows[0]["language"], **more) if rows else Toast(says, **more)


def number(text: object) -> int | None:
    """A positive number of a form or address; None for anything else."""
    said = str(text)
    return int(said) if said.isdecimal() and said.isascii() and 0 < len(said) < 18 else None


def reads(values: Sequence[object]) -> tuple[dict[int, str], dict[int, int]]:
    """(content hashes, row versions) by article, of the `read` fields: "id:hash:version"."""
    hashes: dict[int, str] = {}
    versions: dict[int, int] = {}
    for value in values:
        article, _, rest = str(value).partition(":")
        seen, _, version = rest.partition(":")
        key, row = number(article), number(version)
        if key is not None and seen:
            hashes[key] = seen
            if row is not None:
                versions[key] = row
    return hashes, versions


def owned(store: Store, batch: str, seen: Sequence[object]) -> str:
    """What a decision made of the articles that our script says it shows (`seen`, as `reads` has them), in the same notation: of
    those alone that nothing else changed since they were read. By it the next decision of a quick hand is no conflict."""
    hashes, versions = reads(seen)
    return ",".join(f"{i}:{hashes[i]}:{version}" for i, version in made_of(store.db, batch, hashes, versions).items())


def story_url(request: Request, story: int | None) -> str:
    """Where to go on: a story, else the queue."""
    return f"/queue/{story}" if story else "/queue"
