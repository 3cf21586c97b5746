"""One signed POST, behind the address guard: to the address that was checked, never after a redirect, in bounded time."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from model.addresses import allowed, reachable
from model.proxies import Proxies
from notices import signing

SECONDS = 10.0  # for a whole try
AGENT = "showwire-notices/1"
REST_MOST = 24 * 3600.0  # seconds; a longer Retry-After is cut


@dataclass(frozen=True, slots=True)
class Answer:
    """How a try went. `never`: the receiver is gone and wants no more. `rest`: seconds it asked for."""

    ok: bool
    said: str
    never: bool = False
    rest: float = 0.0


class Refused(OSError):
    """A name that leads to no public address."""


class _Guarded(AbstractResolver):
    """Resolves names and hides what is not public: the connection goes to what was checked here."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._allow = tuple(allow)
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        good = reachable(host, port, [entry["host"] for entry in found], self._allow)
        if found and not good:
            raise Refused(f"{host} leads to an address that is not public")
        return [entry for entry in found if entry["host"] in good]

    async def close(self) -> None:
        await self._resolver.close()


async def post(
    url: str,
    keys: Sequence[bytes],
    event: str,
    body: Mapping[str, Any],
    now: dt.datetime,
    allow: Sequence[str] = (),
    *,
    seconds: float = SECONDS,
) -> Answer:
    """Send a notice. Whatever goes wrong is an Answer."""
    good, why = allowed(url, allow)
    if not good:
        return Answer(False, f"address refused: {why}")
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/json",
        "user-agent": AGENT,
        **signing.signed(keys, event, int(now.timestamp()), data),
    }
    proxy = Proxies().proxy(url)
    connector = aiohttp.TCPConnector(
        ssl=ssl.create_default_context(), force_close=True, resolver=None if proxy else _Guarded(allow), use_dns_cache=False
    )
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=seconds), cookie_jar=aiohttp.DummyCookieJar()
            ) as session,
            session.post(URL(url), data=data, headers=headers, allow_redirects=False, proxy=proxy) as answer,
        ):
            return _read(answer.status, answer.headers, now)  # what it says beside the status is not read
    except TimeoutError:
        return Answer(False, f"no answer within {seconds:g} s")
    except aiohttp.ClientSSLError as error:
        return Answer(False, f"TLS failed: {_reason(error)}")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(False, f"not sent: {_reason(error)}")
    finally:
        await asyncio.sleep(0)  # lets the transports close


def _read(status: int, headers: Mapping[str, str], now: dt.datetime) -> Answer:
    if 200 <= status < 300:
        return Answer(True, f"answered {status}")
    if status == 410:
        return Answer(False, "answered 410: it wants no more", never=True)
    if 300 <= status < 400:
        return Answer(False, f"answered {status}: redirects are not followed")
    return Answer(False, f"answered {status}", rest=_rest(headers.get("Retry-After", ""), now))


def _rest(said: str, now: dt.datetime) -> float:
    """Seconds of a Retry-After, in either form."""
    if said.isascii() and said.isdigit() and len(said) < 10:
        return min(float(said), REST_MOST)
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return min(max(0.0, (until - now).total_seconds()), REST_MOST)


def _reason(error: BaseException) -> str:
    cause = getattr(error, "os_error", None) or error
    text = str(getattr(cause, "strerror", "") or cause) or type(error).__name__
    return " ".join(text.split())[:200]
