"""Paragraphs that are none of the article: the headline said again, bylines and dates above it, links to others, what follows the end.

Rules here are few and general; each was kept only because it helped on publishers that it was not made on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from crawler.reading.titles import alike, fold

TOP = 6  # paragraphs in which the headline, the date and the byline are looked for
SAME = 0.8  # share of words in common with the headline, to be the headline
SHORT = 140  # characters of a paragraph that can be furniture
BOTTOM = 5  # last paragraphs in which sign-offs are looked for
LINKS_KEPT = 0.35  # share of the text that may be cut as links: more, and the article is a list of links

_RELATED = re.compile(
    r"^\W*(?:related(?: (?:stories|articles|content|coverage))?|read (?:more|next|also|now|here)|also read|see also|more (?:on|from|in)|don.t miss|you may (?:also )?like|recommended|watch(?: now| more)?"
    r"|lesen sie (?:auch|hier|mehr)|mehr (?:dazu|zum thema|lesen)|zum artikel|auch interessant|siehe auch|das könnte (?:sie|dich) auch"
    r"|lee tambi[eé]n|lea tambi[eé]n|te puede interesar|ver tambi[eé]n|m[aá]s informaci[oó]n|leia (?:tamb[eé]m|mais)|veja tamb[eé]m|(?:à )?lire aussi|à lire|voir aussi"
    r"|leggi anche|potrebbe interessarti|lees ook|czytaj (?:też|także|również)|zobacz (?:też|także)|читайте также|смотрите также|по теме"
    r"|関連記事|あわせて読みたい|関連ニュース|관련\s?기사|관련\s?뉴스|함께 보면 좋은|相关阅读|相关新闻|延伸阅读|延伸閱讀|اقرأ أيضا|اقرأ أيضًا|شاهد أيضا)\b\s*(?:[:|：»>–—-]|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(?:foto|photo|photograph|image|picture|bild|fotos|photos|imagen|фото|写真|사진|صورة|图|圖|zdjęcie|fot|credit|quelle|source|fuente|출처)\w{0,3}\s*(?:by|von|de|credit|courtesy)?\s*[:=/©|：].{0,100}$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"newsletter|sign up|subscribe|abonnier|abonnez|suscr[ií]b|copyright|©|ⓒ|all rights reserved|alle rechte|무단\s?전재|転載を禁|禁转载|comment policy|join (?:our|the) (?:comment|conversation)|like to comment"
    r"|originally (?:published|appeared)|additional reporting|follow (?:us|me|him|her) on|fehler gefunden|download (?:our|the) app|get the latest|moderador|sources?:|reach the reporter"
    r"|подпис|구독|メルマガ|click here|share this|tags?:|filed under|topics?:|themen:|e-?mail (?:me|us|the)|contact the",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|door|posted|published|updated|written|last updated|stand|aktualisiert|veröffentlicht|publicado|actualizado|publié|mis à jour|기사입력|입력|수정|등록|公開|更新|опубликовано)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|\d+\s*(?:min|minut\w+|분|分)")
_READING = re.compile(
    r"^\W*(?:\d+\s*(?:min(?:ute)?s?(?:\s+read)?|minuten lesezeit)|tempo de leitura|lesezeit|reading time|temps de lecture|tiempo de lectura)\b.{0,30}$",
    re.IGNORECASE,
)


def own_paragraphs(lines: Sequence[str], title: str, names: Collection[str], links: Collection[str]) -> list[str]:
    """The paragraphs of the article alone. `links`: texts of the page's links, folded."""
    kept = _below_the_top(list(lines), title, {fold(name) for name in names})
    total = sum(map(len, kept)) or 1
    linked = [line for line in kept if _only_link(line, links)]
    if sum(map(len, linked)) > LINKS_KEPT * total:
        linked = []
    away = set(linked)
    kept = [line for line in kept if line not in away and not (len(line) <= SHORT and (_RELATED.match(line) or _CREDIT.match(line)))]
    end = len(kept)
    while end > 1 and end > len(kept) - BOTTOM and len(kept[end - 1]) < 2 * SHORT and _SIGN_OFF.search(kept[end - 1]):
        end -= 1
    return kept[:end] or list(lines)


def _below_the_top(lines: list[str], title: str, names: set[str]) -> list[str]:
    top: list[str] = []
    for number, line in enumerate(lines):
        if number >= TOP or len(line) > 2 * SHORT:
            return top + lines[number:]
        if len(lines) > number + 1 and (_is_title(line, title) or _furniture(line, names)):
            continue
        top.append(line)
    return top


def _is_title(line: str, title: str) -> bool:
    said, head = fold(line), fold(title)
    if not head or not said:
        return False
    return said == head or (len(head) > 20 and said.endswith(head) and len(said) < 2 * len(head)) or alike(line, title) >= SAME


def _furniture(line: str, names: set[str]) -> bool:
    """A date, a byline or a reading time, standing alone above the text."""
    if len(line) > SHORT // 2 or line.rstrip().endswith((".", "!", "?", "。", ":", "다")):
        return False
    if fold(line) in names or _READING.match(line):
        return True
    if _BYLINE.match(line) and (_TIME.search(line) or any(name in fold(line) for name in names)):
        return True
    letters = sum(char.isalpha() for char in line)
    return bool(_TIME.search(line)) and letters < 28 and sum(char.isdigit() for char in line) >= 6


def _only_link(line: str, links: Collection[str]) -> bool:
    return len(line) >= 20 and fold(line) in links
