"""Text as the search index holds it: words, and of scripts that are written without spaces each two characters in a row.

Korean joins particles to its words and Japanese has no spaces, so that a word index alone would find neither;
pairs of characters find any part of a run, at about the size of the text. Pure.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile("[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def words(text: str) -> str:
    """The text, each run of such a script replaced by its pairs and its last character: 공개는 -> 공개 개는 는."""
    if text.isascii():
        return _ODD.sub(" ", text)
    return _RUN.sub(lambda run: f" {_pairs(run[0])} {run[0][-1]} ", _plain(text))


def asked(text: str) -> str:
    """What finds a word or phrase there, as words in a row; "" where it holds nothing that is indexed.

    A run at the end may go on in the text, so its last character is not asked for; one character alone asks for the
    pairs that begin with it: then a `*` follows.
    """
    text = _plain(text)
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return ""
    text = text.rstrip()
    out, place = [], 0
    for run in _RUN.finditer(text):
        out.append(text[place : run.start()])
        last = run.end() == len(text)
        whole = run[0]
        if len(whole) == 1:
            out.append(f" {whole} ")
        else:
            out.append(f" {_pairs(whole)} " if last else f" {_pairs(whole)} {whole[-1]} ")
        place = run.end()
    out.append(text[place:])
    return " ".join("".join(out).split())


def begins(text: str) -> bool:
    """Whether what is asked for ends in one character of such a script, so that it only begins a pair."""
    text = _plain(text).rstrip()
    runs = [run for run in _RUN.finditer(text) if run.end() == len(text)]
    return bool(runs) and len(runs[0][0]) == 1


def _pairs(run: str) -> str:
    return " ".join(run[i : i + 2] for i in range(len(run) - 1))


def _plain(text: str) -> str:
    return _ODD.sub(" ", unicodedata.normalize("NFKC", _ODD.sub(" ", text)))
