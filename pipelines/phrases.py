"""Finding a title's words in a text, and telling the title from the same words in another sense. Pure.

Latin titles match whole words; Hangul and kana may be followed by particles ("간조역이", "간조역2"), but not be a part
of a longer word on the left. Each place is judged by what stands around it: quotes, capitals, a word of the trade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

NEAR = 48  # characters on each side in which a word of the trade counts

# Words that say "this is about a show": near a title they tell it from the same words in another sense.
TRADE = re.compile(
    r"season|series|drama|episode|\beps?\b|\bs\d{1,2}\b|\bcast(?:s|ing)?\b|trailer|teaser|premiere|sequel|spin-?off|renew|finale|webtoon|"
    r"k-?drama|(?:the|tv|hit|netflix) show\b|streaming|showrunner|filming|recap|rewatch|netflix|disney\+|\btv\b|zombie|adaptation|poster|soundtrack|\bost\b|screenwriter|"
    r"시즌|드라마|시리즈|웹툰|넷플릭스|출연|예고편|티저|촬영|방영|공개|감독|배우|주연|캐스팅|방송|제작|편성|합류|하차|원작|종영|회차|리뷰|후기|정주행|"
    r"temporada|serie\b|episodio|capítulo|capitulo|estreno|tráiler|trailer|adelanto|reparto|rodaje|protagonist|ficción|"
    r"staffel|folge|serien?\b|besetzung|dreharbeiten|fortsetzung|darsteller|streaming|"
    r"シーズン|ドラマ|配信|予告|出演|キャスト|俳優|ネットフリックス|話題作|続編|撮影|監督|主演|放送|シリーズ|"
    r"saison|épisode|bande-annonce|сезон|сериал|серия|трейлер|第[一二三四五六七八九十\d]+季",
    re.IGNORECASE,
)
_OPEN = "\"'‘“「『《〈«„‚<["
_CLOSE = "\"'’”」』》〉»“‘>]"
# A title that is only named to say who somebody is, or what something is like.
PASSING = re.compile(
    r"(?:\b(?:star|stars|actor|actress|known for|famous for|starred in|appeared in|seen in|seen her in|seen him in|breakout|alum|veteran of|"
    r"role in|roles in|part in|of the hit|(?:fame|famous|known|stardom|breakthrough|debut|career) (?:from|with|through|in|thanks to)|fans of|knows? (?:her |him |it )?from|remembers? (?:her |him )?from|such as|including|after|following|behind|credits include|previously|like|unlike|similar to|"
    r"reminiscent of|compared to|comparisons to|loved|enjoyed|liked|since|bekannt aus|durch|nach|wie|ähnlich|conocid[oa] por|tras|como|visto en|vista en)"
    r"(?:\s+(?:for|as|in|the|of|her|his|their|a|por|en|la|el|su|papel|from|to|hit|series|drama|serie|k-drama|netflix|netflix's|pelago)){0,5}\W{0,3})$",
    re.IGNORECASE,
)
# One of several works that are listed: "from Kingdom to …", "Squid Game, The Glory and …".
LISTED = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]*(?:,| and| or| to| y| und| o| bis| hasta)|[가-힣](?:,|·))\s$")
LISTED_QUOTED = re.compile(r"(?:[\"'”’»“]\s?(?:,| and| or| to| y| und| o| bis| hasta|과|와|·)\s?|[』」](?:、|や|と))$")
# Right beside a title in small letters: enough to tell that the title is meant.
BESIDE_AFTER = re.compile(
    r"^\W{0,3}(?:season|s\d|ep(?:isode)?s?\b|trailer|teaser|cast\b|[2-9]\b|finale|renew|webtoon|k-?drama|on netflix|release date|staffel|temporada|saison)",
    re.IGNORECASE,
)
BESIDE_BEFORE = re.compile(
    r"(?:season \w+ of|episodes? \w* ?of|cast of|trailer (?:for|of)|(?:netflix|korean|zombie) (?:series|drama|show)|k-?drama|watch(?:ed|ing)?|rewatch(?:ed|ing)?|staffel von|temporada de)\W{0,3}$",
    re.IGNORECASE,
)
PASSING_AFTER = re.compile(
    r"^\W{0,2}(?:star\b|actor\b|actress\b|alum|fame\b|'s? star|-star\b|-darsteller|-style\b|-like\b|meets\b|"
    r"(?:으)?로 (?:이름|얼굴|주목|사랑|스타|인기|글로벌|세계)|에서 (?:얼굴|활약|열연|주목|사랑)|(?:에|에도) 출연(?:한|했던)|의 (?:배우|주역|스타|히로인)|"
    r"(?:을|를) (?:재밌게|재미있게|좋아)|같은|처럼|(?:을|를) 잇는|이후|で(?:知られる|人気|話題|注目|ブレイク)|に出演した|のような|の主演)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a title stands. `sure`: it is the title and not the words in another sense."""

    start: int
    end: int
    title: str
    sure: bool
    why: str
    passing: bool


def _latin(title: str) -> bool:
    return bool(re.search(r"[A-Za-zÀ-ÿА-я]", title))


@lru_cache(maxsize=512)
def _pattern(title: str) -> re.Pattern[str]:
    """Any spacing, any dash; letters fixed. Case is looked at afterwards."""
    words = [re.escape(w) for w in re.split(r"[\s\-‐-―]+", title.strip()) if w]
    if _latin(title):
        return re.compile(r"(?<!\w)" + r"[\s\-‐-―]+".join(words) + r"(?=\W|\d|_|$)", re.IGNORECASE)
    return re.compile(r"(?<![^\W_])" + r"\s*".join(words) if _hangul(title) else r"\s*".join(words))


@lru_cache(maxsize=512)
def _longest(title: str) -> str:
    """The longest run of a title that no spacing can break: a text without it cannot hold the title."""
    runs = re.split(r"[\s\-‐-―]+", title.strip()) if _latin(title) or _hangul(title) else [title.strip()]
    return max(runs, key=len).casefold()


def _hangul(title: str) -> bool:
    return bool(re.search(r"[가-힣]", title))


_ABBREVIATION = re.compile(r"[A-ZÄÖÜ][A-Z\d]{2,9}")


def places(text: str, titles: tuple[str, ...], *, headline: bool = False) -> list[Place]:
    """Every place of any of the titles, longest title first, none twice."""
    found: list[Place] = []
    taken: list[tuple[int, int]] = []
    lower = text.casefold()
    for title in sorted(titles, key=len, reverse=True):
        if _longest(title) not in lower:  # a plain search is far cheaper than the pattern, and most titles are in no text
            continue
        for match in _pattern(title).finditer(text):
            start, end = match.span()
            if any(s < end and start < e for s, e in taken):
                continue
            if _ABBREVIATION.fullmatch(title) and match[0] != title and not text[start:end].isupper():
                continue  # AOUAD, never "aouad" inside prose in another sense
            taken.append((start, end))
            found.append(_judge(text, start, end, title, headline))
    return sorted(found, key=lambda p: p.start)


def _judge(text: str, start: int, end: int, title: str, headline: bool) -> Place:
    said = text[start:end]
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    passing = bool(PASSING.search(before.rstrip(_OPEN + " ") + " ") or PASSING_AFTER.search(after.lstrip(_CLOSE)))
    opened = before[-1:] in _OPEN if before else False
    passing = passing or (not headline and bool(LISTED_QUOTED.search(before[:-1]) if opened else LISTED.search(before)))
    quoted = (
        before[-1:] in _OPEN
        and before[-1:] != ""
        and (after[:1] in _CLOSE or re.match(r"^\s?(?:시즌)?\s?[\dIV]+[\"'”’」』》〉»]", after) is not None)
    )
    trade = bool(TRADE.search(before) or TRADE.search(after)) or bool(re.match(r"\s?[2-9]\b|\s?[SП]\d", after))
    words = re.findall(r"[^\W\d_]+", said)
    single = len(words) == 1 and len(said) <= 12
    capital = _titled(said, title)
    tells = sum(w[:1].isupper() for w in re.findall(r"\w+", title)) >= 2  # capitals that prose would not have
    beside = bool(BESIDE_AFTER.search(after) or BESIDE_BEFORE.search(before))
    if _ABBREVIATION.fullmatch(title):
        return Place(start, end, title, True, "abbreviation", passing)
    if quoted and (capital or beside or not _latin(title)):
        return Place(start, end, title, True, "quoted", passing)
    if not _latin(title):
        # A Korean or Japanese title may be a clause of ordinary prose: it needs quotes or a word of the trade.
        whole = not re.match(r"[가-힣]", after) or re.match(
            r"(?:은|는|이|가|을|를|의|에|도|와|과|로|으로|에서|측|팀|이라|라)(?![가-힣]{2})", after
        )
        return Place(start, end, title, bool(trade and whole), "with a word of the trade" if trade else "unquoted", passing)
    if capital and tells and not headline and not single and not _starts(before):
        return Place(start, end, title, True, "written as a title", passing)
    if capital and trade and (tells or beside or not _starts(before)):
        return Place(start, end, title, True, "written as a title, with a word of the trade", passing)
    if beside and not re.search(r"\b(?:a|an|this|that|our|we|they|you|new)\s$", before, re.IGNORECASE):
        return Place(start, end, title, True, "with a word of the trade beside it", passing)
    if capital and not single:
        return Place(
            start, end, title, tells and (not headline or not _all_capitals(text[:start] + text[end:])), "capitals at the start", passing
        )
    return Place(start, end, title, False, "in another sense, it seems", passing)


def _titled(said: str, title: str) -> bool:
    """Whether the words carry the title's capitals (or are all capitals)."""
    ours, theirs = re.findall(r"\w+", title), re.findall(r"\w+", said)
    return all(t[:1] == o[:1] or t.isupper() for o, t in zip(ours, theirs, strict=False) if o[:1].isupper())


def _starts(before: str) -> bool:
    return not before.strip() or before.rstrip()[-1:] in ".!?:\n。"


def _all_capitals(rest: str) -> bool:
    """Whether a headline capitalises every word, so that capitals say nothing; `rest` is what stands around the title."""
    words = re.findall(r"[A-Za-z]{4,}", rest)
    return not any(w[0].islower() for w in words)
