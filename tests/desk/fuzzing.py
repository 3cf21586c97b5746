"""A fuzzer of the desk's routes: real forms with some of their fields made odd, odd paths, odd headers."""

from __future__ import annotations

import html
import os
import random
import re
import time
from collections.abc import Callable

from starlette.testclient import TestClient

from desk.permissions import NEEDS
from desk.place import Place
from desk.web import desk_app
from tests.desk.conftest import SAME_SITE, clock

SEED = 20261125
SECONDS = 300.0 if os.environ.get("SHOWWIRE_SOAK") else 3.0  # for each role
ODD = (
    *("", " ", "0", "-1", "1", "2", "9" * 18, "9" * 40, "1e9", "٣", "²", "1.5", "0x10", "true", "null", "None", "NaN"),
    *(
        "\x00",
        "\ufeff",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "\u202e",
        "é" * 300,
        "가",
        "👩‍👩‍👧",
        "\r\n",
        "\t",
    ),
    *(
        "'",
        '"',
        "`",
        "\\",
        "%",
        "%00",
        "%2e%2e%2f",
        "../../etc/passwd",
        "<script>",
        "{{7*7}}",
        "${x}",
        "; DROP TABLE editor",
        "' OR 1=1 --",
    ),
    *("approve", "reject", "wait", "accept", "choose", "merge", "pin", "clear", "pause", "resume", "visit", "note", "confirm", "edit"),
    *(
        "2026-09-01",
        "2026-13-99",
        "2026-W01",
        "2026-09-01T12:00:00Z",
        "0000-00-00",
        "99999-01-01",
        "park-ji-hu",
        "aouad",
        "press",
        "story 1",
    ),
    *("a" * 5000, "1:abc", "1:" + "0" * 64, "|||", "0|~|0", "new", "official", "x OR", '"', "-x", "NEAR("),
)
FIELDS = (
    *(
        "decision",
        "read",
        "key",
        "then",
        "note",
        "reason",
        "person",
        "value",
        "story",
        "same",
        "with",
        "into",
        "action",
        "q",
        "name",
        "new",
    ),
    *("to", "kept_path", "kept_body", "password", "present", "language", "zone", "url", "back", "log", "who", "target", "since", "until"),
    *(
        "before",
        "after",
        "page",
        "article",
        "series",
        "source",
        "state",
        "start",
        "end",
        "row_version",
        "address",
        "of",
        "done",
        "version",
        "lease",
    ),
)


def odd_values(chance: random.Random) -> str:
    value = chance.choice(ODD)
    return value if chance.random() < 0.7 else value + chance.choice(ODD)


def fuzzed(place: Place, sign_in: Callable[[str], TestClient], role: str) -> list[str]:
    """Requests that were answered 500, as they were sent."""
    chance = random.Random(SEED if not os.environ.get("SHOWWIRE_SOAK") else None)
    client = fresh(place, sign_in, role)
    broken: list[str] = []
    until = time.monotonic() + SECONDS
    forms: list[tuple[str, dict[str, list[str]]]] = []
    while time.monotonic() < until:
        route = chance.choice([*NEEDS])
        method, _, path = route.partition(" ")
        if path == "/sign-out/everywhere" or (path == "/sign-out" and chance.random() < 0.9):
            continue
        path = filled(path, chance)
        if method == "GET":
            query = {chance.choice(FIELDS): odd_values(chance) for _ in range(chance.randrange(4))}
            sent, kept = f"GET {path} {query}", client.get
            answer = kept(path, params=query, headers=headers(chance))
            forms = (forms + forms_of(answer.text))[-60:]
        else:
            if forms and chance.random() < 0.7:
                path, fields = chance.choice(forms)
                data = {name: list(values) for name, values in fields.items()}
            else:
                data = {}
            for _ in range(chance.randrange(5)):
                data[chance.choice([*data, *FIELDS])] = [odd_values(chance)]
            sent = f"POST {path} {data}"
            answer = client.post(path, data=data, headers=headers(chance))
        if answer.status_code >= 500:
            broken.append(sent[:600])
        if answer.headers.get("location", "") == "/sign-in" and role != "anonymous":
            client = fresh(place, sign_in, role)
    return broken[:10]


def fresh(place: Place, sign_in: Callable[[str], TestClient], role: str) -> TestClient:
    app = desk_app(place, clock=clock)
    client = TestClient(app, base_url="http://desk.test", headers=SAME_SITE, follow_redirects=False, raise_server_exceptions=False)
    if role != "anonymous":
        with place.store() as store:  # the clock stands still: the pause after so many wrong passwords would never end
            store.db.execute("DELETE FROM attempt")
        client.cookies = sign_in(role).cookies
    return client


def filled(path: str, chance: random.Random) -> str:
    """A path with its parameters, mostly ones that exist."""
    path = re.sub(r"\{\w+:int\}", lambda _: chance.choice(["1", "2", "3", "1", "2", "999", "0", "9" * 17, "9" * 30]), path)
    return re.sub(r"\{\w+\}", lambda _: chance.choice(["press", "studio", "x", "%00", "%F0", "..%2f", "a" * 300]), path)


def headers(chance: random.Random) -> dict[str, str]:
    """Mostly none; now and then some that are odd."""
    if chance.random() < 0.8:
        return {}
    named = chance.choice(
        ["accept-language", "cookie", "user-agent", "x-forwarded-for", "content-type", "accept", "range", "if-none-match"]
    )
    value = odd_values(chance).encode("ascii", "ignore").decode()
    return {named: "".join(c for c in value if c.isprintable())[:300]}


def forms_of(page: str) -> list[tuple[str, dict[str, list[str]]]]:
    """The forms that a page posts, with their fields and one button's value each."""
    found = []
    for form in re.finditer(r'<form[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        fields: dict[str, list[str]] = {}
        for tag in re.findall(r"<(?:input|button|select|textarea)[^>]*>", form[2]):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and value[1] == "now":
                continue  # a visit of the real network
            if name:
                fields.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
        if not form[1].startswith(("/sign-out", "/paste")):
            found.append((html.unescape(form[1]), fields))
    return found
