"""A reverse proxy in front of the desk: whom to believe what about the client, its scheme and its name.

Headers are believed only of peers in the networks that the operator named; nobody else can say who they are by a header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from model.errors import UsageError

HOPS_MAX = 20  # entries of X-Forwarded-For that are read


@dataclass(frozen=True, slots=True)
class Proxy:
    """Trusted networks, and the header that names who is signed in ("" for none). Without networks nothing is believed."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = ""

    def trusts(self, peer: str) -> bool:
        ip = _ip(peer)
        return ip is not None and any(ip in network for network in self.networks)

    def admits(self, peer: str) -> bool:
        """Whether a peer may speak to the desk at all: with a proxy only the proxy and this machine, so that none goes around it."""
        ip = _ip(peer)
        return not self.networks or ip is None or ip.is_loopback or self.trusts(peer)


NO_PROXY = Proxy()


def proxy_of(networks: Sequence[str], header: str) -> Proxy:
    """The proxy an operator described; UsageError where that makes no sense."""
    found = []
    for text in networks:
        try:
            found.append(ip_network(text))
        except ValueError as error:
            raise UsageError(f"--trust-from {text}: {error}", hint="write a network like 10.0.0.0/8 or an address like 127.0.0.1") from None
    if header and not networks:
        raise UsageError("--trust-header needs --trust-from", hint="name the networks whose word is believed: --trust-from 127.0.0.1")
    if header and not all(c.isascii() and (c.isalnum() or c == "-") for c in header):
        raise UsageError(f"--trust-header {header!r} is no header's name", hint="as in --trust-header X-Remote-User")
    if wide := [str(network) for network in found if network.prefixlen == 0]:
        raise UsageError(f"--trust-from {wide[0]} is everybody", hint="name the network that your proxy is in")
    return Proxy(tuple(found), header.lower())


def seen_through(proxy: Proxy, scope: Scope) -> tuple[Scope, str]:
    """(the scope with the client's own address and scheme, the name that the proxy gives or "")."""
    peer = scope["client"][0] if scope.get("client") else ""
    if not proxy.trusts(peer):
        return scope, ""
    client = peer
    hops = [hop.strip() for value in _values(scope, "x-forwarded-for") for hop in value.split(",")]
    for hop in reversed(hops[-HOPS_MAX:]):
        if _ip(hop) is None:
            break
        client = hop
        if not proxy.trusts(hop):
            break
    schemes = _values(scope, "x-forwarded-proto")
    scheme = schemes[0].strip().lower() if len(schemes) == 1 else ""
    names = _values(scope, proxy.header) if proxy.header else []
    through = {**scope, "client": (client, 0), "scheme": scheme if scheme in ("http", "https") else scope["scheme"]}
    return through, names[0].strip() if len(names) == 1 else ""


def _values(scope: Scope, name: str) -> list[str]:
    return [value.decode("utf-8", "replace") for key, value in scope["headers"] if key.decode("latin-1") == name]


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
