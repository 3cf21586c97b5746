"""Which proxy of the environment a URL goes through, for every room that opens a connection outward."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


class Proxies:
    """Which proxy of the environment a URL goes through: http_proxy, https_proxy and no_proxy, never for loopback."""

    def __init__(self) -> None:
        self._proxies = getproxies()
        self._direct: dict[str, bool] = {}

    def proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        address = self._proxies.get(parts.scheme) or self._proxies.get("all")
        host = parts.hostname or ""
        if not address:
            return None
        if host not in self._direct:
            self._direct[host] = is_loopback(host) or bool(proxy_bypass(host))
        if self._direct[host]:
            return None
        return address if "://" in address else f"http://{address}"


def is_loopback(host: str) -> bool:
    """Whether a host name or literal address stays on this machine."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
