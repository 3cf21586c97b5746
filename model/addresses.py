"""The address guard: what may be fetched at all. Pure; looks nothing up.

`allowed` judges an address as written, in every spelling that some resolver or browser would take for a
private host; `public_ip` judges what a name resolved to. The crawler asks both, on every hop.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Sequence

import idna

from model.urls import MAX_URL

MAX_HOST = 253
_START = re.compile(r"(?i)(https?)://")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_EDGES = "".join(map(chr, range(0x21)))
# Names that never lead to the public net (RFC 6761, 6762, 8375, ICANN's .internal, and custom).
_PRIVATE_ENDS = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "onion", "in-addr.arpa",
    "ip6.arpa", "docker", "kubernetes", "consul", "workgroup",
    # public names made to resolve to whatever private address they spell
    "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "yoogle.com", "traefik.me", "local.gd",
)  # fmt: skip
_BLOCKED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")  # all that is given out; the rest is private, or carries an IPv4 address
_BLOCKED_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20", "2620:4f:8000::/48")))


def allowed(url: str, allow: Sequence[str] = ()) -> tuple[bool, str]:
    """May this address be fetched, as far as it can be told from its letters? With the reason where not.

    `allow` holds what the operator named, "host:port".
    """
    url = url.strip(_EDGES)
    if not url:
        return False, "no address"
    if len(url) > MAX_URL:
        return False, f"longer than {MAX_URL} characters"
    match = _START.match(url)
    if match is None:
        return False, "not an http or https address"
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in url):
        return False, "control characters"
    authority = re.split(r"[/?#]", url[match.end() :], maxsplit=1)[0]
    if "\\" in authority:
        return False, "a backslash before the path"
    if "@" in authority or "@" in unicodedata.normalize("NFKC", authority):
        return False, "a user name or password"
    parted = _parted(authority, 443 if match[1].lower() == "https" else 80)
    if parted is None:
        return False, "no host, or no port"
    host, port = parted
    if f"{host}:{port}" in {_entry(each) for each in allow}:
        return True, "named by the operator"
    return _host_verdict(host)


def public_ip(ip: str) -> bool:
    """Is this a public unicast address, and none that carries another within?"""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _BLOCKED_V4)
    if address.scope_id is not None:
        return False
    return address in _PUBLIC_V6 and not any(address in network for network in _BLOCKED_V6)


def reachable(host: str, port: int, ips: Sequence[str], allow: Sequence[str] = ()) -> list[str]:
    """Of the addresses that a name resolved to, those that may be connected to: the public ones, or all where the operator
    named "host:port"."""
    if _entry(f"{host}:{port}") in {_entry(each) for each in allow}:
        return list(ips)
    return [ip for ip in ips if public_ip(ip)]


def allowed_entry(text: str) -> str:
    """What is wrong with an entry of `allow`, "" for nothing."""
    parted = _parted(text.strip(), 0)
    if parted is None or not parted[1]:
        return "must be host:port, such as 127.0.0.1:8765"
    return ""


def _entry(text: str) -> str:
    parted = _parted(text.strip(), 0)
    return f"{parted[0]}:{parted[1]}" if parted else ""


def _parted(authority: str, usual: int) -> tuple[str, int] | None:
    """(host, port) in one form: an IP address as digits, a name in punycode; None for what is neither."""
    name, colon, digits = authority.rpartition(":")
    if not colon or "]" in digits:
        name, digits = authority, ""
    port = usual
    if digits:
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 65536):
            return None
        port = int(digits)
    if name.startswith("["):
        if not name.endswith("]"):
            return None
        try:
            return f"[{ipaddress.IPv6Address(name[1:-1])}]", port
        except ValueError:
            return None
    host = _name(name)
    return (host, port) if host else None


def _name(name: str) -> str:
    """A host name in lower case and punycode, an IPv4 address in four numbers; "" for what can be neither."""
    if not name or "%" in name or any(c.isspace() for c in name):
        return ""
    plain = re.sub(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]", "", unicodedata.normalize("NFKC", name))
    plain = re.sub(r"[\u3002\uff0e\uff61]", ".", plain).lower().rstrip(".")
    if not plain or len(plain) > MAX_HOST:
        return ""
    if _NUMBER.fullmatch(plain.rpartition(".")[2]):
        return _as_ipv4(plain)
    if not _NAME.fullmatch(plain):
        try:
            plain = idna.encode(plain, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    return plain if _NAME.fullmatch(plain) and not _NUMBER.fullmatch(plain.rpartition(".")[2]) else ""


def _as_ipv4(text: str) -> str:
    """What inet_aton makes of it: one to four numbers, decimal, octal or hex, the last filling what is left."""
    parts = text.split(".")
    if len(parts) > 4:
        return ""
    numbers: list[int] = []
    for part in parts:
        if not _NUMBER.fullmatch(part) or len(part) > 16:
            return ""
        try:
            if part[:2] in ("0x", "0X"):
                numbers.append(int(part[2:] or "0", 16))
            else:
                numbers.append(int(part, 8 if part.startswith("0") and len(part) > 1 else 10))
        except ValueError:
            return ""
    last = 256 ** (5 - len(numbers))
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= last:
        return ""
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * place)
    return str(ipaddress.IPv4Address(value))


def _host_verdict(host: str) -> tuple[bool, str]:
    if host.startswith("["):
        return (True, "") if public_ip(host[1:-1]) else (False, "a private or reserved address")
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        if "." not in host:
            return False, "a name without a domain"
        if any(host == end or host.endswith("." + end) for end in _PRIVATE_ENDS):
            return False, "a name of a private network"
        return True, ""
    return (True, "") if public_ip(host) else (False, "a private or reserved address")
