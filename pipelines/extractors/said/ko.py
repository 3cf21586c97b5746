"""Korean: particles hang on the name, the verb comes last, the part stands before 역."""

from __future__ import annotations

import re

from pipelines.extractors.said import compiled

_J = r"(?:이|가|은|는|도|을|를|와|과|의|만|씨|님|,|\s*(?:배우|감독|작가))*"  # what may hang on the name
_ANY = r"[^.!?。\n\ue000-\uf8ff]{0,60}?"
_FAR = r"[^.!?。\n]{0,90}?"

RULES = compiled(
    [
        ("not_cast", rf"WHO{_J}(?:\s*측은?)?{_FAR}(?:사실\s?무근|사실이\s?아니|사실\s?아냐|제안받은\s?적\s?없|제안을\s?받은\s?적\s?없|출연\s?계획이?\s?없|캐스팅되지\s?않|합류하지\s?않|출연설(?:을|은)?\s?(?:부인|일축)|고사)"),
        ("leaves", rf"WHO{_J}{_FAR}(?:하차|출연하지\s?(?:않|못)|함께하지\s?(?:않|못)|참여하지\s?(?:않|못)|돌아오지\s?(?:않|못)|불참|빠진다|빠지게|떠난다|떠나게|볼\s?수\s?없)"),
        ("rumoured", rf"WHO{_J}{_FAR}(?:물망|출연설|합류설|출연을?\s?(?:검토|논의|조율)|제안을?\s?받|제안받|검토\s?중|논의\s?중|협의\s?중|긍정\s?검토|러브콜|거론|(?:출연|합류|복귀)할\s?(?:것으로|전망|가능성|예정인\s?것으로)|(?:출연|합류)\s?가능성|(?:출연|합류)(?:을|를)?\s?확정하면)"),
        ("guest", rf"WHO{_J}{_FAR}(?:특별\s?출연|우정\s?출연|카메오|깜짝\s?출연)"),
        ("director", r"(?:연출(?:은|에|자|을\s?맡은)?|메가폰(?:은)?|감독(?:은|에)?)\s*(?:[^.!?,\n\ue000-\uf8ff]{0,10}\s)?ONE(?!\s*작가)"),
        ("director", r"ONE(?:\s*감독)(?:이|은|가)?(?=[^.!?\n]{0,60}(?:연출|메가폰|찍|맡|이끈|촬영을))"),
        ("director", rf"ONE{_J}\s*{_ANY}(?:연출을?\s?(?:맡|한)|연출한|메가폰을)"),
        ("writer", r"(?:극본(?:은|에)?|각본(?:은|에)?|대본(?:은)?|집필(?:은)?)\s*(?:[^.!?,\n\ue000-\uf8ff]{0,10}\s)?ONE"),
        ("writer", rf"ONE(?:\s*작가)?{_J}\s*{_ANY}(?:극본|각본|대본을|집필|썼|쓴다)"),
        ("author", r"(?:원작자?(?:은|는|인)?|웹툰\s?작가|원작\s?웹툰)\s*ONE"),
        ("author", r"ONE(?:\s*작가)?의?\s*(?:동명의?\s?)?(?:인기\s?)?(?:웹툰|원작|소설|만화)"),
        ("creator", r"(?:크리에이터|기획(?:은)?)\s*ONE"),
        ("creator", r"ONE\s*크리에이터"),
        ("leaves", r"(?:하차한|떠난|빠진)\s*(?:배우\s*)?ONE"),
        ("joins_cast", r"(?:새로\s?합류한|새롭게\s?합류한|합류한|새로운?|뉴페이스|신예|가세한|캐스팅된)\s*(?:얼굴(?:로는?|은|인)?\s*)?(?:배우\s*)?WHO(?:[이가은는도]*\s*ROLE\s?(?:역|을\s?맡|를\s?맡|을\s?연기|를\s?연기))?"),
        ("joins_cast", rf"WHO{_J}{_FAR}(?:합류|가세|새롭게\s?등장|새로\s?등장|출연을?\s?확정|출연한다|출연이\s?확정|낙점|발탁)"),
        ("lead", r"WHO(?:이|가|은|는)?\s*[^.!?\n\ue000-\uf8ff]{0,40}?(?:캐스팅)"),
        ("returns_as", rf"WHO{_J}\s*(?:각각\s*)?ROLE\s?역(?:으로|을)?{_FAR}(?:돌아온|돌아왔|복귀|다시|재회|또\s?한\s?번|이어)"),
        ("returns_as", rf"WHO{_J}{_FAR}(?:돌아온다|돌아오는|돌아와|돌아왔|복귀|다시\s?(?:한\s?번\s?)?(?:뭉|만나|만났|호흡|주연|출연|맡)|재회|재출연|시즌\s?1에\s?이어)"),
        ("returns_as", r"(?:시즌\s?1에\s?이어|전\s?시즌에\s?이어|다시\s?돌아온|돌아온|돌아오는)\s*(?:배우\s*)?WHO"),
        ("lead", rf"WHO{_J}\s*(?:각각\s*)?ROLE\s?역(?:할)?(?:을|으로|에|의)?"),
        ("lead", r"(?P<role>[^.;:!?()\n\ue000-\uf8ff“”\"'■]{1,40})\s?역(?:할)?(?:의|을\s?맡은|을\s?연기한|을\s?연기하는|으로\s?분한|에|에는)?\s*(?:배우\s*)?ONE"),
        ("lead", rf"WHO{_J}\s*(?:[^.!?\n\ue000-\uf8ff]{{0,20}}?시즌\s?\d(?:에서|에선)\s*)?ROLE(?:을|를)\s?(?:연기|맡|소화)"),
        ("lead", r"ONE\s?\(ROLE\s?(?:역|분)\)"),
        ("lead", r"(?:주연(?:은|에|배우)?|주인공)\s*(?:배우\s*)?WHO"),
        ("lead", rf"WHO{_J}\s*{_ANY}(?:주연|주인공)"),
    ]
)  # fmt: skip

NEW = re.compile(r"새로\s?합류|새롭게\s?합류|새\s?얼굴|뉴페이스|합류|새로운\s?인물|캐스팅")
RETURN = re.compile(r"돌아오|돌아온|돌아왔|복귀|다시|재회|시즌\s?[2-9]|이어")
PRONOUN = re.compile(r"(?<![가-힣])(?:그|그녀)(?=[는가])")
VISIT = re.compile(r"특별\s?출연|카메오|우정\s?출연|\d회에")

_OFFICES = frozenset(
    ["형사", "검사", "판사", "의사", "교수", "감독", "팀장", "선생", "선생님", "교사", "기자", "변호사", "사장", "회장", "대표", "경찰", "왕", "왕자", "공주", "장군", "스님", "무당", "아버지", "어머니", "엄마", "아빠", "딸", "아들", "동생", "형", "누나", "언니", "오빠", "남편", "아내", "친구", "선배", "후배", "학생", "대학생", "소년", "소녀", "군인", "요원", "간호사", "집주인", "이장", "순경", "반장", "과장", "부장", "비서", "기사", "선장", "도선사", "역장", "잠수사", "사신", "승려", "신부", "박사", "소장", "경감", "의원", "조력자", "악역", "주인공", "세무사", "조사관", "세관원", "진행자", "앵커", "작가", "배우", "가수", "화가", "요리사", "여인", "남자", "여자", "노인", "청년", "아이", "귀신", "좀비", "킬러", "해커", "스파이", "탐정"]
)


def role(raw: str) -> str:
    """The part before 역: the name at its end alone, unless what stands there is an office ("목 형사") or a family name with 씨."""
    said = raw.strip(" ,'‘’“”\"·…")
    said = re.sub(r"^.*?(?:에서|에서는|에선|시즌\s?\d에?|이번에는|이번엔|극\s?중|작품에서|드라마에서|각각)\s+", "", said)
    said = re.sub(r"^(?:는|은|이|가|을|를|도|의|와|과)\s+", "", said).strip()
    said = re.sub(r"\s*역(?:할)?$", "", said)
    words = said.split()
    if not words or len(said) > 40:
        return ""
    last = words[-1]
    if len(words) > 1 and re.fullmatch(r"[가-힣]{2,4}", last) and last not in _OFFICES and not last.endswith("씨"):
        if re.fullmatch(r"[가-힣]{1,2}", words[-2]) and len(last) == 1:
            return " ".join(words[-2:])
        return last
    if len(words) > 1 and len(last) == 1 and re.fullmatch(r"[가-힣]{1,4}", words[-2]):
        return " ".join(words[-2:])  # a foreign name in two parts
    return said if len(words) <= 5 else " ".join(words[-2:])
