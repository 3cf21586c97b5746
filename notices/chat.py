"""Chat and mail through Apprise. It opens its own connections, so the hosts of an address are checked before, and it is
told to follow no redirect; between the check and its look-up a name could change, which an address of a known service never does."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from typing import Any

from model.addresses import allowed, reachable
from model.errors import ShowwireError
from notices.webhooks import Answer

SECONDS = 30.0  # for a whole try


def library() -> Any:
    """Apprise; ShowwireError where it is not installed."""
    try:
        import apprise
    except ImportError:
        raise ShowwireError(
            "notices.yaml names an apprise: target, and Apprise is not installed", hint="pip install 'showwire[notices]'"
        ) from None
    return apprise


async def say(address: str, title: str, text: str, allow: Sequence[str] = (), *, seconds: float = SECONDS) -> Answer:
    """Send a message to an Apprise address. Whatever goes wrong is an Answer, which never repeats the address."""
    apprise = library()
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would write addresses, keys within
    asset = apprise.AppriseAsset(app_id="showwire", async_mode=False, http_redirects=False)
    server = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if server is None:
        return Answer(False, "the secret is no Apprise address")
    if why := await asyncio.to_thread(_refusal, server, allow):
        return Answer(False, f"address refused: {why}")
    try:
        done = await asyncio.wait_for(asyncio.to_thread(server.notify, body=text, title=title), seconds)
    except TimeoutError:
        return Answer(False, f"no answer within {seconds:g} s")
    return Answer(True, "taken") if done else Answer(False, f"{type(server).__name__.removeprefix('Notify')} did not take it")


def _refusal(server: Any, allow: Sequence[str]) -> str:
    """Why a host of the address may not be told; "" where it may. Services with an address of their own have no host."""
    named = type(server).templates and any("{host}" in template or "{domain}" in template for template in type(server).templates)
    hosts = {getattr(server, "smtp_host", None), getattr(server, "host", None) if named else None} - {None, ""}
    for host in hosts:
        port = getattr(server, "port", None) or (443 if getattr(server, "secure", False) else 80)
        good, why = allowed(f"http://{host}:{port}/", allow)
        if not good:
            return why
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(str(host), int(port), type=socket.SOCK_STREAM)]
        except OSError:
            return f"{host} is not found"
        if set(reachable(str(host), int(port), found, allow)) != set(found):
            return f"{host} leads to an address that is not public"
    return ""
