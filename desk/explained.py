"""What `explain` found, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def as_text(found: Mapping[str, Any]) -> str:
    """The story of one article, a line a fact: where it came from, how it was scored, grouped and decided."""
    lines = _article(found) if found["found"] == "article" else _dropped(found)
    return "\n".join(lines)


def _article(found: Mapping[str, Any]) -> Iterator[str]:
    article = found["article"]
    yield f"{article['title']}"
    yield f"article {article['id']} of story {article['story_id']}, {article['state']}"
    yield f"  {article['link'] or article['url']}"
    yield f"  from {article['source']} ({article['tier']}), published {article['published'] or 'at an unknown time'}, first seen {article['first_seen']}"
    if article["gone_at"]:
        yield f"  its page was gone on {article['gone_at'][:10]}; our copy stays"
    for address in article["mementos"]:
        yield f"  a web archive keeps it: {address}"
    if article["suspect"]:
        yield f"  its date is doubtful: {article['suspect']}"
    for version in found["versions"]:
        yield f"version {version['number']}: {version['characters']} characters, read {version['fetched_at']}" + (
            f", HTTP {version['status']}, {version['warc']} at {version['offset']}"
            if version["warc"]
            else f", its page is not in the archive ({version['left_out']})"
            if version["left_out"]
            else ""
        )
    if watched := found["evidence"]:
        last = f"looked at again {watched['looked_at']} ({watched['error'] or watched['state']}), " if watched["looked_at"] else ""
        yield f"behind a claim: {last}next on {watched['due_at']}"
    for series in found["series"]:
        yield f"relevance to {series['series']}: {series['score']}"
        yield from _parts(series["parts"])
    yield f"story: {article['how']}, score {article['how_score']}" + (f" ({article['how_reason']})" if article["how_reason"] else "")
    for mention in found["mentions"]:
        if mention["current"]:
            said = mention["about"] or mention["relation"]
            yield f"  {mention['kind']}: {mention['value']} ({said}, {mention['state']}) in “{mention['quote']}”"
    for verdict in found.get("verdicts", ()):
        yield f"{verdict['at']}: {verdict['editor']}: {verdict['action']}" + (f" ({verdict['note']})" if verdict["note"] else "")


def _dropped(found: Mapping[str, Any]) -> Iterator[str]:
    dropped = found["dropped"]
    yield f"{dropped['title'] or dropped['url']}"
    yield f"left out: {dropped['reason'].replace('_', ' ')}" + (f" ({dropped['detail']})" if dropped["detail"] else "")
    yield f"  {dropped['url']}, from {dropped['source']}, {dropped['at']}"
    if dropped["series"]:
        yield f"relevance to {dropped['series']}: {dropped['score']}"
    yield from _parts(dropped["parts"])


def _parts(parts: Any) -> Iterator[str]:
    for name, points, detail in parts:
        yield f"  {points:+4d} {name}" + (f": {detail}" if detail else "")
