"""An article's text cut into paragraphs and marked mentions, so that a template has nothing to work out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Spanned(Protocol):
    """What a mark needs of a mention."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `mention` where it is a marked one."""

    text: str
    mention: Spanned | None = None


def paragraphs(text: str, begin: int, mentions: Sequence[Spanned]) -> list[list[Piece]]:
    """The paragraphs of text[begin:], each a list of pieces that join to exactly what stands there.

    A mention that overlaps an earlier one, or leaves its paragraph, is not marked: text is never altered.
    """
    ordered = sorted((m for m in mentions if m.start >= begin), key=lambda m: (m.start, -m.end))
    out, place = [], begin
    for line in text[begin:].split("\n"):
        finish = place + len(line)
        inside = [m for m in ordered if place <= m.start < m.end <= finish]
        if line.strip():
            out.append(_pieces(text, place, finish, inside))
        place = finish + 1
    return out


def _pieces(text: str, begin: int, finish: int, mentions: Sequence[Spanned]) -> list[Piece]:
    pieces, place = [], begin
    for mention in mentions:
        if mention.start < place:
            continue
        if mention.start > place:
            pieces.append(Piece(text[place : mention.start]))
        pieces.append(Piece(text[mention.start : mention.end], mention))
        place = mention.end
    if place < finish:
        pieces.append(Piece(text[place:finish]))
    return pieces
