"""notices.yaml into records: whom we tell what by ourselves. Read as strictly as sources.yaml; no secret stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from model.addresses import allowed, allowed_entry
from model.errors import ConfigError, Problem
from model.strict import Complaints, Form, Node, load
from model.urls import url_problem
from model.watch import slug_problem

Way: TypeAlias = Literal["webhook", "apprise"]
Kind: TypeAlias = Literal["changes", "source", "chain"]

KINDS: tuple[Kind, ...] = ("changes", "source", "chain")
WAYS: tuple[Way, ...] = ("webhook", "apprise")
TARGET = ("slug", *WAYS, "secret", "on", "series", "paused", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody who is told. `secret` is the name under which the key (or, for Apprise, the address) is kept."""

    slug: str
    way: Way
    url: str = ""  # of a webhook; an Apprise address is a secret as a whole
    secret: str
    on: tuple[Kind, ...] = ("changes",)
    series: tuple[str, ...] = ()  # none: of all
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What notices.yaml says. `allow`: private addresses that may be told, "host:port"."""

    targets: tuple[Target, ...] = ()
    allow: tuple[str, ...] = ()

    def on(self, kind: Kind) -> tuple[Target, ...]:
        return tuple(t for t in self.targets if kind in t.on and not t.paused)


def read_targets(path: Path) -> Targets:
    """Read notices.yaml; nobody is told where there is none. Raises ConfigError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Targets()
    except OSError as error:
        raise ConfigError([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or type(error).__name__}")]) from error
    return parse_targets(raw, str(path))


def parse_targets(raw: bytes, file: str = "notices.yaml") -> Targets:
    """What `read_targets` does, from bytes."""
    complaints = Complaints(file)
    node = load(raw, file)
    if node.kind == "nothing":
        complaints.add(None, "notices", "is missing: the file holds nothing (an empty list is `notices: []`)")
        complaints.settle()
    top = Form(node, "", complaints, ("allow", "notices"))
    if node.kind == "map" and not top.has("notices"):
        top.wrong("notices", "is missing (an empty list is `notices: []`)")
    allow = top.texts("allow", check=allowed_entry)
    found = top.each("notices", lambda each, path: _target(each, path, complaints, allow))
    seen: set[str] = set()
    for node, target in zip(top.nodes("notices"), found, strict=False):
        if target.slug in seen:
            complaints.add(node, f"notices[{target.slug}].slug", f"{target.slug!r} is used twice")
        seen.add(target.slug)
    complaints.settle()
    return Targets(targets=found, allow=allow)


def _target(node: Node, path: str, complaints: Complaints, allow: tuple[str, ...]) -> Target | None:
    form = Form(node, path, complaints, TARGET)
    if node.kind != "map":
        return None
    slug = form.text("slug", check=slug_problem, required=True)
    ways = [way for way in WAYS if form.has(way)]
    if len(ways) != 1:
        complaints.add(form.first, form.path, f"needs exactly one of webhook: and apprise:, and has {' and '.join(ways) or 'none'}")
    way: Way = ways[0] if ways else "webhook"
    url = form.text("webhook", check=lambda said: _address_problem(said, allow)) if form.has("webhook") else ""
    name = form.text("apprise", check=_name_problem) if form.has("apprise") else form.text("secret", slug, slug_problem)
    if form.has("apprise") and form.has("secret"):
        form.wrong("secret", "stands beside apprise, which names the secret already")
    kinds = form.texts("on", check=lambda said: "" if said in KINDS else f"must be one of {', '.join(KINDS)}")
    return Target(
        slug=slug,
        way=way,
        url=url,
        secret=name,
        on=tuple(kind for kind in KINDS if kind in kinds) if form.has("on") else ("changes",),
        series=form.texts("series", check=slug_problem),
        paused=form.switch("paused"),
    )


def _address_problem(said: str, allow: tuple[str, ...]) -> str:
    if problem := url_problem(said):
        return problem
    good, why = allowed(said, allow)
    return "" if good else f"may not be told: {why}"


def _name_problem(said: str) -> str:
    problem = slug_problem(said)
    return f"names a secret, and {problem}; the address itself stands with the secrets" if problem else ""
