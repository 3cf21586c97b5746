"""What `explain` found, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.mentions import added_by_hand

SHOWN = {
    "teaser": "only the beginning of the article",
    "wall": "a wall in the article's place, which no mention is taken from",
    "empty": "nothing without a script, and no mention is taken from it",
}
HITS, NEAREST = 12, 6  # hits and neighbours that are shown to people; --json has more


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
        if version["method"]:
            sure = version["confidence"]
            yield "  " + ", ".join(
                f"{name}: {how}" + (f" ({sure[name]:.2f})" if name in sure else "") for name, how in version["method"].items()
            )
    if article["quality"] != "full":
        yield f"  the page shows {SHOWN[article['quality']]}"
    yield from _fetch(found)
    if watched := found["evidence"]:
        last = f"looked at again {watched['looked_at']} ({watched['error'] or watched['state']}), " if watched["looked_at"] else ""
        yield f"behind a claim: {last}next on {watched['due_at']}"
    for series in found["series"]:
        yield f"relevance to {series['series']}: {series['score']}"
        yield from _parts(series["parts"])
        yield from _hits(found, series["series"])
    yield f"story: {article['how']}, score {article['how_score']}" + (f" ({article['how_reason']})" if article["how_reason"] else "")
    if (origin := article["origin_id"]) is not None:
        near = f"{article['passes_on_why'] or 'its text'}, article {article['passes_on'] or origin}"
        yield f"origin: article {origin} ({near})"
    yield from _nearest(found)
    for mention in found["mentions"]:
        if mention["current"]:
            said = mention["about"] or mention["relation"]
            by = ", added by an editor" if added_by_hand(mention) else ""
            yield f"  {mention['kind']}: {mention['value']} ({said}, {mention['state']}{by}) in “{mention['quote']}”"
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
    yield from _hits(found, dropped["series"])
    yield from _fetch(found)


def _fetch(found: Mapping[str, Any]) -> Iterator[str]:
    robots = found.get("reasons", {}).get("fetch", {}).get("robots")
    if robots:
        delay = f", Crawl-delay {robots['crawl_delay']:g} s" if robots["crawl_delay"] else ""
        yield f"robots.txt of {robots['authority']}: {'allowed' if robots['allowed'] else 'not allowed'} (HTTP {robots['status']}{delay})"


def _hits(found: Mapping[str, Any], series: str) -> Iterator[str]:
    """Where the rules of a series hit, and its score as the rules are now where that is another."""
    for one in found.get("reasons", {}).get("relevance", ()):
        if one["series"] == series:
            if one["stored"] is not None and one["stored"] != one["score"]:
                yield f"  by the rules as they are now: {one['score']}"
            for hit in one["hits"][:HITS]:
                why = f" ({hit['why']})" if hit["why"] else ""
                yield f"       {hit['field']} {hit['start']}-{hit['end']} “{hit['text']}”: {hit['rule']} {hit['names']}{why}"


def _nearest(found: Mapping[str, Any]) -> Iterator[str]:
    said = found.get("reasons", {})
    if said.get("by"):
        yield "  by " + ", ".join(f"{name} {value}" for name, value in said["by"].items())
    if said.get("stripped", {}).get("words"):
        yield f"  taken off its headline: {', '.join(said['stripped']['words'])} (version {said['stripped']['version']} of its outlet's)"
    for near in said.get("nearest", ())[:NEAREST]:
        how = f"stopped: {near['stopped_by']}" if near["stopped_by"] else near["reason"]
        text = f"; {near['text_shared']:.0%} of the text" if near["text_shared"] else ""
        yield f"  {near['score']:3d} {near['title']} (story {near['story']}; {how}{text})"


def _parts(parts: Any) -> Iterator[str]:
    for name, points, detail in parts:
        yield f"  {points:+4d} {name}" + (f": {detail}" if detail else "")
