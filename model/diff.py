"""What an edit changed, as an editor reads it: word by word, in the sentences around it. Pure.

Sentences are matched first, then the words inside those that differ, so that a moved comma doesn't look like a new text.
White space, case and quotes are no change, as they make no version. Words of Korean are those between spaces; Japanese and
Chinese are compared by the character. The matching is rapidfuzz's (bit-parallel, a few ms for a long article), and every
input is cut to a size first: the cost has a bound whatever two texts are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz.distance import Indel, LCSseq

from model.text import bare, sentences

Kind = Literal["same", "gone", "new"]

TEXT_MAX = 400_000  # characters of a text that are compared
SENTENCES_MAX = 4_000  # of the part that differs; more of them are one block
WORDS_MAX = 4_000  # of a block that are compared word by word; a longer one is shown as gone and new
CONTEXT = 1  # unchanged sentences shown on each side of a change
SAME_MAX = 200  # characters shown of what is the same; the middle of a longer run is left out
CHANGED_MAX = 900  # characters shown of what is gone or new
LIKE = 0.4  # share of words that makes a sentence another's new wording
CUT = " … "

# A number with its Korean unit, a character of a script without spaces, a word, white space, or one sign.
_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*[가-힣]*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\d\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL
)

_Gap: TypeAlias = tuple[int, int, int, int]  # begin and end in the one list, begin and end in the other


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind. What is the same is told in the words of the later text."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One place that changed, with a sentence of context on either side."""

    runs: tuple[Run, ...]
    gone: int = 0  # characters that are gone and new, also where less of them is shown
    new: int = 0

    @property
    def before(self) -> str:
        """As it was."""
        return "".join(run.text for run in self.runs if run.kind != "new")

    @property
    def after(self) -> str:
        """As it is now."""
        return "".join(run.text for run in self.runs if run.kind != "gone")


def diff(before: str, after: str, *, context: int = CONTEXT) -> tuple[Passage, ...]:
    """The places where two texts differ, in order; () where nothing that counts does."""
    old, new = _sentences(before), _sentences(after)
    passages: list[Passage] = []
    group: list[_Gap] = []
    for gap in _gaps([key for _, _, key in old], [key for _, _, key in new], SENTENCES_MAX):
        if group and gap[2] - group[-1][3] > 2 * context:
            passages.append(_passage(before, after, old, new, group, context))
            group = []
        group.append(gap)
    if group:
        passages.append(_passage(before, after, old, new, group, context))
    return tuple(passages)


def changed_lines(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(sentences that are gone, sentences that are new), each as it stands."""
    old, new = _sentences(before), _sentences(after)
    gone: list[str] = []
    came: list[str] = []
    for a, b, c, d in _gaps([key for _, _, key in old], [key for _, _, key in new], SENTENCES_MAX):
        gone += [before[begin:end] for begin, end, _ in old[a:b]]
        came += [after[begin:end] for begin, end, _ in new[c:d]]
    return tuple(gone), tuple(came)


def counterpart(before: str, after: str, start: int, end: int) -> str:
    """The sentences of `after` that stand where before[start:end] stood: the same, or their new wording; "" where nothing does."""
    old, new = _sentences(before), _sentences(after)
    mine = [i for i, (begin, finish, _) in enumerate(old) if begin < end and finish > start]
    if not mine:
        return ""
    first, last, shift = mine[0], mine[-1], 0
    near: list[int] = []
    for a, b, c, d in _gaps([key for _, _, key in old], [key for _, _, key in new], SENTENCES_MAX):
        if a <= last and b > first:
            said = _words(before[start:end])
            like = {i: Indel.normalized_similarity(said, _words(after[new[i][0] : new[i][1]])) for i in range(c, d)}
            best = max(like, key=lambda i: (like[i], -i), default=-1)
            near += [best] if best >= 0 and like[best] >= LIKE else []
        elif b <= first:
            shift = d - b
    if not near and not any(a <= last and b > first for a, b, _, _ in _gaps([k for _, _, k in old], [k for _, _, k in new], SENTENCES_MAX)):
        near = [first + shift, last + shift]
    return after[new[near[0]][0] : new[near[-1]][1]] if near else ""


# --- sentences ------------------------------------------------------------------------------------


def _sentences(text: str) -> list[tuple[int, int, str]]:
    """(begin, end, what counts of it) of each sentence that says anything."""
    text = text[:TEXT_MAX]
    return [(begin, end, key) for begin, end in sentences(text) if (key := bare(text[begin:end]))]


def _gaps(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[_Gap]:
    """Where two lists differ. What both begin and end with is left aside first; of what is left `most` are compared."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    if a == b and c == d:
        return
    if max(b - a, d - c) > most or a == b or c == d:
        yield a, b, c, d
        return
    at, other = a, c
    for step in LCSseq.opcodes(old[a:b], new[c:d]):
        if step.tag == "equal":
            if at < a + step.src_start or other < c + step.dest_start:
                yield at, a + step.src_start, other, c + step.dest_start
            at, other = a + step.src_end, c + step.dest_end
    if at < b or other < d:
        yield at, b, other, d


def _passage(
    before: str, after: str, old: Sequence[tuple[int, int, str]], new: Sequence[tuple[int, int, str]], gaps: Sequence[_Gap], context: int
) -> Passage:
    """The runs of neighbouring gaps, of what stands between them, and of the context around all."""
    runs: list[Run] = []
    begin = max(0, gaps[0][2] - context)
    if begin < gaps[0][2]:
        runs.append(Run("same", _context(after[new[begin][0] : new[gaps[0][2] - 1][1]], head=True)))
    for number, (a, b, c, d) in enumerate(gaps):
        gone = before[old[a][0] : old[b - 1][1]] if a < b else ""
        came = after[new[c][0] : new[d - 1][1]] if c < d else ""
        if runs:
            runs.append(Run("same", _space(after, new, c) if c < d else _space(before, old, a)))
        runs += _runs(gone, came)
        following = gaps[number + 1][2] if number + 1 < len(gaps) else min(len(new), d + context)
        if d < following:
            runs.append(Run("same", _space(after, new, d)))
            text = after[new[d][0] : new[following - 1][1]]
            runs.append(Run("same", text if number + 1 < len(gaps) else _context(text, head=False)))
    joined = _joined(runs)
    return Passage(
        tuple(Run(run.kind, _short(run)) for run in joined),
        sum(len(run.text) for run in joined if run.kind == "gone"),
        sum(len(run.text) for run in joined if run.kind == "new"),
    )


def _space(text: str, spans: Sequence[tuple[int, int, str]], at: int) -> str:
    """What parts a sentence from the one before it: a line break, a space, or nothing, as in Japanese."""
    between = text[spans[at - 1][1] : spans[at][0]] if at else "\n"
    return "\n" if "\n" in between else " " if between else ""


def _context(text: str, *, head: bool) -> str:
    """The end of what stands before a change, or the beginning of what follows it."""
    if len(text) <= SAME_MAX:
        return text
    return f"…{text[-SAME_MAX:]}" if head else f"{text[:SAME_MAX]}…"


# --- words ----------------------------------------------------------------------------------------


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _words(text: str) -> list[str]:
    return [key for token in _tokens(text) if (key := bare(token))]


def _runs(gone: str, came: str) -> list[Run]:
    """A block that differs, word by word; as a whole where too little of it is the same to be read so."""
    old, new = _tokens(gone), _tokens(came)
    if not old or not new or max(len(old), len(new)) > WORDS_MAX:
        return _pair(gone, came)
    keys_old, keys_new = [bare(t) or " " for t in old], [bare(t) or " " for t in new]
    if Indel.normalized_similarity([k for k in keys_old if k != " "], [k for k in keys_new if k != " "]) < LIKE:
        return _pair(gone, came)
    parts: list[tuple[str, str, str]] = []  # (same, gone, new): a stretch that is the same, then one that is not
    other = 0
    for a, b, c, d in _readable(list(_gaps(keys_old, keys_new, WORDS_MAX)), keys_old, keys_new):
        parts.append(("".join(new[other:c]), "".join(old[a:b]), "".join(new[c:d])))
        other = d
    runs: list[Run] = []
    for same, out, into in parts:
        runs += [Run("same", same), *_pair(out, into)]
    return [run for run in (*runs, Run("same", "".join(new[other:]))) if run.text]


def _pair(gone: str, came: str) -> list[Run]:
    kinds: tuple[tuple[Kind, str], ...] = (("gone", gone), ("new", came))
    return [Run(kind, text) for kind, text in kinds if text]


def _readable(gaps: Sequence[_Gap], old: Sequence[str], new: Sequence[str]) -> list[_Gap]:
    """Two changes with less between them than they change themselves are one: nobody reads every other word crossed out."""

    def said(keys: Sequence[str]) -> int:
        return sum(any(sign.isalnum() for sign in key) for key in keys)

    def size(gap: _Gap) -> int:
        return max(said(old[gap[0] : gap[1]]), said(new[gap[2] : gap[3]]))

    kept: list[_Gap] = []
    for gap in gaps:
        while kept:
            last = kept[-1]
            between = said(new[last[3] : gap[2]])
            if between and not (between <= size(last) and between <= size(gap)):
                break
            gap = (last[0], gap[1], last[2], gap[3])
            kept.pop()
        kept.append(gap)
    return [g for g in kept if any(k != " " for k in (*old[g[0] : g[1]], *new[g[2] : g[3]]))]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbours of one kind become one."""
    out: list[Run] = []
    for run in runs:
        if out and out[-1].kind == run.kind:
            out[-1] = Run(run.kind, out[-1].text + run.text)
        elif run.text:
            out.append(run)
    return out


def _short(run: Run) -> str:
    most = SAME_MAX * 2 if run.kind == "same" else CHANGED_MAX
    return run.text if len(run.text) <= most else f"{run.text[: most // 2].rstrip()}{CUT}{run.text[-most // 2 :].lstrip()}"
