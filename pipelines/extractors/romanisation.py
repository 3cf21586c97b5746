"""How a Korean name may be written in other scripts: every way a Hangul syllable is romanised in real use.

The question is never "do these two strings look alike" but "can this string be read as that Hangul": Ji-hoon is one
letter from Ji-hoo and cannot be read as 지후. The tables hold what agencies, passports and outlets write, which no single
system (Revised, McCune-Reischauer, Yale) covers. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BASE, _VOWELS, _FINALS = 0xAC00, 21, 28

# Index = order of the Unicode block. Alternatives are regex-free strings, the usual ones first.
_INITIAL = (
    "g k gh c", "kk gg k g", "n", "d t", "tt dd d t", "r l", "m", "b p v", "pp bb p b", "s sh", "ss s sh", "",
    "j ch z c", "jj j ch", "ch c", "k c q", "t th", "p ph f", "h",
)  # fmt: skip
_VOWEL = (
    "a ah", "ae ai ay e", "ya yah", "yae ye", "eo u o uh eu", "e eh ae", "yeo yu yo you yuh yeu yeou", "ye e yae ae yeh", "o oh",
    "wa", "wae", "oe oi we", "yo yoh", "u oo ou wu",
    "wo weo wuh", "we", "wi wee we", "yu yoo you", "eu u", "ui ee i eui hee", "i ee ie y yi",
)  # fmt: skip
_FINAL = (
    "", "k g ck c", "k g", "k", "n", "n", "n", "t d", "l r ll", "k", "m", "l", "l", "l", "p", "l", "m", "p b", "p", "t s",
    "t s", "ng", "t", "t", "k", "t", "p", "t h",
)  # fmt: skip

# Without a final consonant ㅓ and ㅕ are not written u and yu, which are other vowels there.
_OPEN_VOWEL = {4: ["eo", "o", "uh", "eu"], 6: ["yeo", "yo", "yuh"]}

# Whole syllables whose use is narrower or wider than their letters say. `=` replaces what the letters give, `+` adds to it.
_SYLLABLE = {
    "근": "=geun keun kun gun",
    "은": "=eun en",
    "운": "=un woon oon wun",
    "음": "=eum um",
    "희": "=hee hi heui hui",
    "의": "=ui eui",
    "이": "=i yi lee rhee yee ee ie",
    "리": "=ri lee li ree ry ly rhee",
    "우": "=u woo wu oo",
    "욱": "=uk wook ook wuk",
    "웅": "=ung woong oong wung",
    "훈": "=hun hoon",
    "현": "=hyun hyeon hyoun hyon heon",
    "영": "=young yeong yung yong",
    "형": "=hyung hyeong hyong hyoung",
    "경": "=kyung gyeong kyeong kyoung gyung gyoung kyong",
    "병": "=byung byeong byoung pyung pyong byong",
    "정": "=jung jeong chung jeung joung jong cheong",
    "성": "=sung seong soung song",
    "선": "=sun seon son",
    "석": "=seok suk sok souk seock",
    "식": "=sik shik sick",
    "시": "=si shi see",
    "신": "=shin sin",
    "심": "=shim sim",
    "혁": "=hyuk hyeok hyeog hyok heok hyug",
    "연": "=yeon yun youn yon",
    "유": "=yu yoo you",
    "윤": "=yoon yun youn yune",
    "율": "=yul yool",
    "류": "=ryu ryoo yoo yu lyu",
    "여": "=yeo yuh yo",
    "최": "=choi choe choy chey",
    "노": "=noh no roh ro nho",
    "로": "=ro lo roh noh",
    "임": "=im lim yim rim",
    "림": "=rim lim im",
    "양": "=yang ryang",
    "안": "=an ahn",
    "엄": "=eom um uhm om",
    "염": "=yeom yum youm",
    "오": "=o oh",
    "조": "=jo cho joe zo choh",
    "주": "=ju joo chu choo",
    "허": "=heo hur huh her",
    "한": "=han hahn",
    "손": "=son sohn",
    "서": "=seo suh sur",
    "설": "=seol sul sol",
    "전": "=jeon jun chun chon cheon",
    "천": "=cheon chun chon",
    "변": "=byeon byun pyon",
    "위": "=wi wie wee we",
    "원": "=won weon wun",
    "권": "=kwon gwon kweon",
    "김": "=kim gim",
    "박": "=park pak bak bark pahk",
    "백": "=baek paek paik baik back",
    "배": "=bae pae bai",
    "강": "=kang gang khang",
    "구": "=gu koo ku goo",
    "국": "=guk kook kuk gook",
    "규": "=kyu gyu kyoo gyoo gue kyou",
    "균": "=kyun gyun kyoon",
    "기": "=gi ki kee",
    "길": "=gil kil",
    "공": "=gong kong",
    "고": "=go ko koh goh",
    "곽": "=kwak gwak",
    "계": "=gye kye",
    "혜": "=hye hae hea hyae",
    "해": "=hae hai",
    "수": "=su soo",
    "숙": "=suk sook",
    "순": "=sun soon",
    "준": "=jun joon",
    "중": "=jung joong",
    "창": "=chang",
    "지": "=ji chi jee",
    "진": "=jin chin jean",
    "재": "=jae jai je",
    "제": "=je jae",
    "세": "=se seh",
    "대": "=dae tae dai",
    "태": "=tae tai te",
    "철": "=cheol chul chol",
    "슬": "=seul sul",
    "승": "=seung sung",
    "엽": "=yeop yup youp yub",
    "섭": "=seop sub sup seob",
    "빈": "=bin been",
    "엘": "=el l elle",
    "솔": "=sol",
    "후": "=hu hoo whoo",
    "호": "=ho hoh",
    "화": "=hwa",
    "환": "=hwan",
    "아": "=a ah",
    "람": "=ram",
    "민": "=min",
    "빛": "=bit",
    "인": "=in yin",
    "일": "=il ill",
    "익": "=ik ick",
    "옥": "=ok ock",
    "용": "=yong young ryong",
    "룡": "=ryong yong",
    "려": "=ryeo ryo yeo lyeo",
    "률": "=ryul yul",
    "열": "=yeol yul yol",
    "육": "=yuk yook",
    "라": "=ra la rah",
    "나": "=na ra nah",
    "란": "=ran lan",
    "래": "=rae lae",
    "령": "=ryeong ryung ryoung ryong",
    "련": "=ryeon ryun",
    "묘": "=myo",
    "문": "=moon mun",
    "무": "=mu moo",
    "미": "=mi mee",
    "보": "=bo",
    "봉": "=bong",
    "부": "=bu boo",
    "별": "=byeol byul",
}  # fmt: skip


def is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def hangul_only(text: str) -> bool:
    return bool(text) and all(is_hangul(c) for c in text)


@lru_cache(maxsize=4096)
def spellings(syllable: str) -> tuple[str, ...]:
    """Every romanisation of one Hangul syllable, in lower case without hyphens."""
    special = _SYLLABLE.get(syllable, "")
    if special.startswith("="):
        return tuple(special[1:].split())
    code = ord(syllable) - _BASE
    initials = _INITIAL[code // (_VOWELS * _FINALS)].split() or [""]
    vowels = _VOWEL[code // _FINALS % _VOWELS].split()
    finals = _FINAL[code % _FINALS].split() or [""]
    if not code % _FINALS:
        vowels = _OPEN_VOWEL.get(code // _FINALS % _VOWELS, vowels)
    return tuple(dict.fromkeys(i + v + f for i in initials for v in vowels for f in finals))


@lru_cache(maxsize=4096)
def reading(hangul: str) -> re.Pattern[str]:
    """A pattern for every romanisation of these syllables, hyphens between them optional. Linear: no alternative repeats."""
    parts = ("(?:" + "|".join(_closed(x) for x in sorted(spellings(s), key=len, reverse=True)) + ")" for s in hangul)
    return re.compile("-?".join(parts))


def _closed(spelling: str) -> str:
    """An h that only lengthens a vowel ("ah") is no h before another one: "sohyun" is so-hyun, not soh-yun."""
    return spelling + "(?![aeiouyw])" if len(spelling) > 1 and spelling[-1] == "h" and spelling[-2] in "aeiou" else spelling


def split_native(hangul: str) -> tuple[str, str]:
    """Family name and given name of a Korean name; two-syllable family names only where four syllables or a known one say so."""
    if len(hangul) >= 3 and hangul[:2] in _LONG_FAMILIES and (len(hangul) >= 4 or hangul[:2] in _ALWAYS_LONG):
        return hangul[:2], hangul[2:]
    return hangul[:1], hangul[1:]


_ALWAYS_LONG = frozenset(("남궁", "황보", "제갈", "사공", "독고"))
_LONG_FAMILIES = frozenset(("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"))
_FAMILIES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석"
    "선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형두감음빈동온호범좌팽승간상갈서단견당화창강피"
)


def looks_korean(family: str) -> bool:
    return family in _FAMILIES or family in _LONG_FAMILIES


# --- katakana ---------------------------------------------------------------------------------------

_KANA_ROWS = {  # initial -> (word-initial rows, rows inside a word)
    0: ("カ", "ガカ"), 1: ("カ", "カ"), 2: ("ナ", "ナ"), 3: ("タ", "ダタ"), 4: ("タ", "タ"), 5: ("ラ", "ラ"), 6: ("マ", "マ"),
    7: ("パ", "バパ"), 8: ("パ", "パ"), 9: ("サ", "サ"), 10: ("サ", "サ"), 11: ("ア", "ア"), 12: ("チ", "ジチ"), 13: ("チ", "チ"),
    14: ("チ", "チ"), 15: ("カ", "カ"), 16: ("タ", "タ"), 17: ("パ", "パ"), 18: ("ハ", "ハ"),
}  # fmt: skip
_ROWS = {
    "カ": "カ キ ク ケ コ キャ キュ キョ クァ", "ガ": "ガ ギ グ ゲ ゴ ギャ ギュ ギョ グァ", "ナ": "ナ ニ ヌ ネ ノ ニャ ニュ ニョ ナ",
    "タ": "タ ティ トゥ テ ト テャ テュ テョ トァ",
    "ダ": "ダ ディ ドゥ デ ド デャ デュ デョ ドァ", "ラ": "ラ リ ル レ ロ リャ リュ リョ ルァ",
    "マ": "マ ミ ム メ モ ミャ ミュ ミョ マ", "パ": "パ ピ プ ペ ポ ピャ ピュ ピョ プァ", "バ": "バ ビ ブ ベ ボ ビャ ビュ ビョ ブァ",
    "サ": "サ シ ス セ ソ シャ シュ ショ スァ", "ア": "ア イ ウ エ オ ヤ ユ ヨ ワ", "チ": "チャ チ チュ チェ チョ チャ チュ チョ チュァ",
    "ジ": "ジャ ジ ジュ ジェ ジョ ジャ ジュ ジョ ジュァ", "ハ": "ハ ヒ フ ヘ ホ ヒャ ヒュ ヒョ ファ",
}  # fmt: skip
# Vowel -> (column of the row, what is added); several where usage varies.
_KANA_VOWEL = {
    0: ((0, ""),), 1: ((3, ""),), 2: ((5, ""),), 3: ((3, ""),), 4: ((4, ""),), 5: ((3, ""),), 6: ((7, ""),), 7: ((3, ""), (1, "ェ")),
    8: ((4, ""),), 9: ((8, ""), (2, "ァ")), 10: ((2, "ェ"),), 11: ((2, "ェ"), (3, "")),
    12: ((7, ""),), 13: ((2, ""),), 14: ((2, "ォ"),), 15: ((2, "ェ"),),
    16: ((2, "ィ"), (1, "")), 17: ((6, ""),), 18: ((2, ""),), 19: ((2, "ィ"), (1, "")), 20: ((1, ""),),
}  # fmt: skip
_KANA_FINAL = {1: "ク ッ", 2: "ク", 4: "ン", 5: "ン", 7: "ッ", 8: "ル", 16: "ム", 17: "プ", 19: "ッ", 20: "ッ", 21: "ン"}
_KANA_MAX = 64  # written forms of one part that are kept


def katakana(hangul: str, given: bool = False) -> tuple[str, ...]:
    """Ways a part of a Korean name is written in katakana, the sounds run together included (찬영 -> チャニョン).

    A given name may begin voiced, since the family name stands before it (パク・ジフ).
    """
    forms = [""]
    for at, syllable in enumerate(hangul):
        code = ord(syllable) - _BASE
        initial, vowel, final = code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS
        first, inside = _KANA_ROWS[initial]
        rows = inside if at else "".join(dict.fromkeys(first + inside)) if given else first
        heads = [_ROWS[row].split()[column] + tail for row in rows for column, tail in _KANA_VOWEL[vowel]]
        heads = [_special_kana(initial, vowel, h) for h in heads]
        tails = _KANA_FINAL.get(final, "").split() or [""]
        joined: list[str] = []
        for form in forms:
            for head in heads:
                joined += [form + head + tail for tail in tails]
                if at and initial == 11:
                    joined += [run + tail for run in _liaison(form, vowel) for tail in tails]
        forms = list(dict.fromkeys(joined))[:_KANA_MAX]
    return tuple(forms)


def _special_kana(initial: int, vowel: int, head: str) -> str:
    if initial == 11:  # no consonant: the glides have kana of their own
        return {9: "ワ", 10: "ウェ", 11: "ウェ", 14: "ウォ", 15: "ウェ", 16: "ウィ", 19: "ウィ", 3: "イェ", 7: "イェ"}.get(vowel, head)
    return head


def _liaison(form: str, vowel: int) -> list[str]:
    """The last consonant carried over to a syllable that begins with a vowel."""
    if not form or vowel not in _KANA_VOWEL:
        return []
    row = {"ン": "ナ", "ム": "マ", "ル": "ラ", "ク": "ガ", "プ": "バ"}.get(form[-1])
    if row is None:
        return []
    return [form[:-1] + _ROWS[row].split()[column] + tail for column, tail in _KANA_VOWEL[vowel]]


# Spellings of the family names that most Koreans have, to tell that an unknown name is one.
FAMILY_SPELLINGS = frozenset(
    x
    for family in "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설"
    for x in spellings(family)
    if len(x) > 1
)
