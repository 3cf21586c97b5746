"""Entries written into sources.yaml as text, so that what people wrote there, comments above all, stays.

Files are replaced whole: a temporary file beside it, synced, renamed. The new text is read back by the
strict reader before it takes the place of the old, so that a file that was valid stays valid.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from model.errors import ConfigError, Problem
from model.strict import Node, load
from model.watch import EVERY_USUAL, parse_sources, read_sources
from model.watched import Rules, Source, Watchlist

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*|https?://[A-Za-z0-9_./%?=+~@$!*;-]+")
_WORDS = frozenset(
    {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
)  # quoted for those who read the file with YAML 1.1 in mind
_USUAL = Source(slug="", way="feed", url="", every=EVERY_USUAL)


_BARE = re.compile(r"https?://[^\s#,\[\]{}\"']*[^\s#,\[\]{}\"':]")  # an address that needs no quotes where one stood without
_WAYS = frozenset({"feed", "sitemap", "page"})  # keys that hold a source's address


def quoted(text: str) -> str:
    """A YAML scalar that reads back as this very text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(":"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(c: str) -> str:
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def spelled(seconds: int) -> str:
    """A duration as people write it: 20m, 2h, 1d."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def render_source(source: Source, usual: Source = _USUAL) -> str:
    """The entry as text, two spaces deep; what is as in `usual` (the file's defaults) is left out."""
    lines = [f"slug: {quoted(source.slug)}"]
    if source.name:
        lines.append(f"name: {quoted(source.name)}")
    lines.append(f"{source.way}: {quoted(source.url)}")
    if source.rules:
        lines += ["rules:", *_rules(source.rules)]
    if source.spider:
        lines.append(f"spider: {quoted(source.spider)}")
    if source.cron:
        lines.append(f"cron: {quoted(source.cron)}")
    elif source.every != usual.every:
        lines.append(f"every: {spelled(source.every)}")
    for key in ("language", "tier", "scope", "zone"):
        said = getattr(source, key)
        if said and said != getattr(usual, key):
            lines.append(f"{key}: {quoted(said)}")
    if source.paused:
        lines.append("paused: true")
    if source.note:
        lines.append(f"note: {quoted(source.note)}")
    return "\n".join(("  - " if number == 0 else "    ") + line for number, line in enumerate(lines)) + "\n"


def _rules(rules: Rules) -> list[str]:
    fields = {key: getattr(rules, key) for key in ("links", "title", "published", "authors", "body")}
    lines = [f"  {key}: {quoted(said)}" for key, said in fields.items() if said]
    if rules.cut:
        lines.append(f"  cut: [{', '.join(map(quoted, rules.cut))}]")
    return lines


def add_sources(path: Path, entries: Sequence[Source]) -> int:
    """Append entries to sources.yaml and give their number; raises ConfigError where the file or an entry is wrong."""
    if not entries:
        read_sources(path)
        return 0
    raw = path.read_bytes()
    parse_sources(raw, str(path))
    document = load(raw, str(path))
    text = raw.decode("utf-8-sig")
    name, listed = _listed(document)
    usual = _usual(document, raw, str(path))
    block = "".join(render_source(entry, usual) for entry in entries)
    if not listed.items:
        text = _with_first(text, name, listed, block)
    elif text.splitlines()[listed.line - 1][listed.column - 1 : listed.column] == "[":
        raise ConfigError(
            [
                Problem(
                    str(path),
                    listed.line,
                    listed.column,
                    "sources",
                    "is written in brackets; put each entry on lines of its own, so that more can be added",
                )
            ]
        )
    else:
        text = _with_more(text, document, listed, block)
    _replace(path, text, raw)
    return len(entries)


def set_paused(path: Path, slug: str, paused: bool, note: str = "") -> None:
    """Pause or resume one source in the file; `note` says why and replaces the note there, "" leaves it."""
    raw = path.read_bytes()
    parse_sources(raw, str(path))
    _, listed = _listed(load(raw, str(path)))
    entry = next((node for node in listed.items if any(k.text == "slug" and v.text == slug.lower() for k, v in node.pairs)), None)
    if entry is None:
        raise ConfigError([Problem(str(path), 0, 0, slug, "is no source here")], hint="`showwire sources list` names them")
    lines = raw.decode("utf-8-sig").splitlines(keepends=True)
    if lines[entry.line - 1][entry.column - 1 : entry.column] == "{":
        raise ConfigError(
            [Problem(str(path), entry.line, entry.column, slug, "is written in braces; put its keys on lines of their own first")]
        )
    wanted = {"paused": "true" if paused else "false"}
    if note:
        wanted["note"] = quoted(note)
    indent = " " * (entry.column - 1)
    new = list(lines)
    for key, said in wanted.items():
        found = next(((k, v) for k, v in entry.pairs if k.text == key), None)
        if found is None:
            above = next(v.line for k, v in entry.pairs if k.text == "slug")  # below the slug, which stands on one line
            new[above - 1] = _ended(new[above - 1]) + f"{indent}{key}: {said}\n"
        else:
            name, value = found
            if name.line != value.line or _spans(entry, name, lines):
                raise ConfigError([Problem(str(path), name.line, name.column, key, "goes over several lines; put it on one first")])
            line = new[name.line - 1]
            comment = re.search(r"\s#.*$", line[value.column - 1 :].rstrip("\r\n")) if key == "paused" else None
            new[name.line - 1] = line[: value.column - 1] + said + (comment.group() if comment else "") + "\n"
    _replace(path, "".join(new), raw)


def with_address(raw: bytes, slug: str, url: str, file: str) -> bytes:
    """sources.yaml with another address of a source; nothing else changes, wherever it is written. ConfigError where that cannot be."""
    parse_sources(raw, file)
    _, listed = _listed(load(raw, file))
    entry = next((node for node in listed.items if any(k.text == "slug" and v.text == slug.lower() for k, v in node.pairs)), None)
    found = next(((k, v) for k, v in entry.pairs if k.text in _WAYS), None) if entry else None
    if found is None:
        raise ConfigError([Problem(file, 0, 0, slug, "has no address here")], hint="`showwire sources list` names the sources")
    name, value = found
    lines = raw.decode("utf-8-sig").splitlines(keepends=True)
    line, at = lines[value.line - 1], value.column - 1
    written = next((one for one in (f'"{value.text}"', f"'{value.text}'", value.text) if line.startswith(one, at)), None)
    if written is None:
        raise ConfigError([Problem(file, name.line, name.column, name.text, "is written in a way of its own; put it on one line first")])
    plain = written == value.text and _BARE.fullmatch(url)
    said = url if plain else f'"{url}"' if quoted(url) == url and written != value.text else quoted(url)
    lines[value.line - 1] = line[:at] + said + line[at + len(written) :]
    after = "".join(lines).encode("utf-8")
    after = b"\xef\xbb\xbf" + after if raw.startswith(b"\xef\xbb\xbf") else after
    parse_sources(after, file)
    return after


def _spans(entry: Node, name: Node, lines: list[str]) -> bool:
    """Does the value of `name` go on below its line?"""
    following = [k.line for k, _ in entry.pairs if k.line > name.line]
    end = min(following) - 1 if following else min(name.line + 1, len(lines))
    below = [line for line in lines[name.line : end] if line.strip() and not line.lstrip().startswith("#")]
    return any(len(line) - len(line.lstrip()) > entry.column - 1 for line in below)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else line + "\n"


def _listed(document: Node) -> tuple[Node, Node]:
    return next((name, value) for name, value in document.pairs if name.text == "sources")


def _usual(document: Node, raw: bytes, file: str) -> Source:
    """The file's defaults, read by way of an entry that says nothing of its own."""
    if not any(name.text == "defaults" for name, _ in document.pairs):
        return _USUAL
    lines = raw.decode("utf-8-sig").splitlines(keepends=True)
    start = next(name.line for name, _ in document.pairs if name.text == "defaults")
    after = [name.line for name, _ in document.pairs if name.line > start]
    part = "".join(lines[start - 1 : (min(after) - 1 if after else len(lines))])
    try:
        read: Watchlist = parse_sources((_ended(part) + "sources: [{slug: a, feed: 'https://a.example/'}]\n").encode(), file)
    except ConfigError:  # the defaults lean on an anchor elsewhere: then every entry says it all
        return Source(slug="", way="feed", url="", every=-1, tier="press")
    return read.sources[0]


def _with_first(text: str, name: Node, listed: Node, block: str) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[name.line - 1]
    emptied = re.sub(r"\[\s*\]", "", line, count=1)
    if listed.line != name.line or emptied == line:
        raise ConfigError([Problem("", name.line, name.column, "sources", "write the empty list as `sources: []` on one line first")])
    lines[name.line - 1] = _ended(emptied.rstrip() + "\n")
    return "".join(lines[: name.line]) + block + "".join(lines[name.line :])


def _with_more(text: str, document: Node, listed: Node, block: str) -> str:
    """Behind the last entry, indented as the others are."""
    lines = text.splitlines(keepends=True)
    lines[-1] = _ended(lines[-1])
    depth = listed.column - 1
    moved = "".join((" " * depth + line[2:]) if line.strip() else line for line in block.splitlines(keepends=True))
    after = [name.line for name, _ in document.pairs if name.line > listed.line]
    end = min(after) - 1 if after else len(lines)
    while end > listed.line and (not lines[end - 1].strip() or (after and lines[end - 1].startswith("#"))):
        end -= 1
    return "".join(lines[:end]) + moved + "".join(lines[end:])


def _replace(path: Path, text: str, before: bytes) -> None:
    raw = text.encode("utf-8")
    if before.startswith(b"\xef\xbb\xbf"):
        raw = b"\xef\xbb\xbf" + raw
    parse_sources(raw, str(path))
    put(path, raw)


def mark_of(raw: bytes) -> str:
    """Which file a form was about, so that it is never written over another."""
    return hashlib.sha256(raw).hexdigest()


def put(path: Path, raw: bytes) -> None:
    """Replace a file whole: at no moment is there half of it."""
    mode = path.stat().st_mode & 0o777
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
