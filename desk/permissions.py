"""Who may do what: one table of routes and what each needs, and what each role has. A route that is not named here does not start.

A viewer looks. An editor also decides about news, people and claims. A maintainer also looks after sources and people at the desk.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Scope

from store.editors import Editor

OPEN = "open"  # nobody need sign in
LOOK = "look"
DECIDE = "decide"
MAINTAIN = "maintain"

ROLES = {
    "viewer": {OPEN, LOOK},
    "editor": {OPEN, LOOK, DECIDE},
    "maintainer": {OPEN, LOOK, DECIDE, MAINTAIN},
}

NEEDS = {
    # in and out
    "GET /healthz": OPEN,
    "GET /static": OPEN,
    "GET /static/desk.css": OPEN,
    "GET /static/pages.css": OPEN,
    "GET /static/desk.js": OPEN,
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "GET /sign-in/{secret}": OPEN,
    "POST /sign-in/{secret}": OPEN,
    "POST /language": OPEN,
    "POST /sign-out": OPEN,
    "POST /sign-out/everywhere": LOOK,
    "GET /you": LOOK,
    "POST /you": LOOK,
    "POST /you/password": LOOK,
    # the queue
    "GET /": LOOK,
    "GET /queue": LOOK,
    "GET /queue/{story:int}": LOOK,
    "POST /queue/{story:int}": DECIDE,
    "POST /queue/{story:int}/lease": DECIDE,
    "POST /queue/{story:int}/skip": DECIDE,
    "POST /queue/{story:int}/over": DECIDE,
    "GET /queue/{story:int}/merge": DECIDE,
    "POST /queue/{story:int}/merge": DECIDE,
    "POST /queue/{story:int}/split": DECIDE,
    "POST /queue/{story:int}/apart": DECIDE,
    "GET /queue/{story:int}/add": DECIDE,
    "POST /queue/{story:int}/add": DECIDE,
    "POST /paste": DECIDE,
    "POST /reason": DECIDE,
    "GET /mentions/{mention:int}": DECIDE,
    "POST /mentions/{mention:int}": DECIDE,
    "POST /mentions/{mention:int}/edit": DECIDE,
    "POST /undo": DECIDE,
    # search and bulk
    "GET /search": LOOK,
    "POST /views": DECIDE,
    "POST /views/{view:int}/forget": DECIDE,
    "GET /bulk": DECIDE,
    "POST /bulk": DECIDE,
    # claims
    "GET /claims": LOOK,
    "GET /claims/{claim:int}": LOOK,
    "POST /claims/{claim:int}": DECIDE,
    # people who are proposed
    "GET /people": LOOK,
    "GET /people/{mention:int}": LOOK,
    "POST /people/{mention:int}": DECIDE,
    # sources
    "GET /sources": LOOK,
    "GET /sources/{slug}": LOOK,
    "POST /sources/{slug}": MAINTAIN,
    # the log
    "GET /history": LOOK,
    "GET /audit.ndjson": LOOK,
    "GET /audit.csv": LOOK,
}


def may(editor: Editor | None, need: str) -> bool:
    """Whether somebody may do what needs this."""
    return need == OPEN if editor is None else need in ROLES[editor.role]


def named(routes: Sequence[BaseRoute]) -> set[str]:
    """Every route as it is named in NEEDS."""
    found = set()
    for route in routes:
        if isinstance(route, Mount):
            found.add(f"GET {route.path}")
        elif isinstance(route, Route):
            found |= {f"{method} {route.path}" for method in (route.methods or {"GET"}) - {"HEAD"}}
    return found


def unnamed(routes: Sequence[BaseRoute]) -> set[str]:
    """Routes that nobody has said the need of."""
    return named(routes) - NEEDS.keys()


def need_of(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """What a request needs. Where there is no such route: to be signed in, so that strangers learn nothing."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    for route in routes:
        match, _ = route.matches(scope)
        if match is Match.FULL and isinstance(route, Mount | Route):
            return NEEDS.get(f"{method} {route.path}", MAINTAIN)
    return LOOK
