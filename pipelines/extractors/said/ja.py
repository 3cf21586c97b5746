"""Japanese: particles after the name, the part before 役 or を演じる, honorifics between."""

from __future__ import annotations

import re

from pipelines.extractors.said import NEVER, compiled, cued

_H = r"(?:さん|氏|監督|様|くん|ちゃん)?"
_J = rf"{_H}(?:が|は|も|の|を|に|と|、)*"
_FAR = r"[^。！？\n]{0,80}?"
_NEAR = r"[^。！？\n\ue000-\uf8ff]{0,40}?"

RULES = compiled(
    [
        ("not_cast", rf"WHO{_J}{_FAR}(?:出演しない|出演の予定はない|出演を否定|事実無根|オファーを受けていない|否定した)"),
        ("joins_cast", rf"WHO{_H}(?:が|は)、?GONE{_H}(?:に代わ|の代役|の後任)"),
        ("leaves", rf"WHO{_J}{_FAR}(?:降板|出演しない|続投しない|卒業|離脱|去る|姿を見せない)"),
        ("rumoured", rf"WHO{_J}{_FAR}(?:出演交渉|噂|検討中|候補|取り沙汰|交渉中)"),
        ("guest", rf"WHO{_J}{_FAR}(?:ゲスト|特別出演|友情出演|カメオ)"),
        ("director", rf"(?:監督|演出)(?:は|を|：|に)?{_NEAR}WHO"),
        ("director", rf"WHO{_H}(?:監督|が監督|が演出|がメガホン)"),
        ("writer", rf"(?:脚本)(?:は|を|：|に)?{_NEAR}WHO"),
        ("writer", rf"WHO{_H}(?:が脚本|の脚本)"),
        ("author", rf"(?:原作)(?:は|者|：|・)?{_NEAR}WHO"),
        ("author", rf"WHO{_H}の(?:同名)?(?:漫画|小説|ウェブトゥーン|原作)"),
        ("returns_as", rf"WHO{_J}{_FAR}(?:続投|再び|戻って|戻る|復帰|引き続き|カムバック|再演)"),
        ("returns_as", r"(?:続投する|引き続き出演する|続投の)WHO"),
        ("returns_as", r"(?:続投|復帰|再登場|カムバック)(?:する|した)?(?:のは|キャストは|俳優は|メンバーは)、?WHO"),
        ("joins_cast", r"(?:加わる|加わった|参加する|合流する|新たに出演する|初参加の?)(?:のは|キャストは|俳優は|メンバーは)、?WHO"),
        ("joins_cast", rf"WHO{_J}{_FAR}(?:出演決定|出演することが|新たに|加わ|参加する|参加が|新加入|合流|出演が決ま|出演が決定|新キャスト|抜擢|起用)"),
        ("joins_cast", r"(?:新キャスト|新たに)(?:は|に|として|には)?WHO"),
        ("joins_cast", rf"WHO{_H}(?:が|は|も)ROLE役で{_NEAR}(?:出演|登場|参加)"),
        ("lead", rf"WHO{_J}{_NEAR}主演"),
        ("lead", r"主演(?:は|の|を務める)WHO"),
        ("joins_cast", rf"WHO{_H}(?:が|は|も)ROLE役で(?:出演|登場)"),
        ("lead", rf"WHO{_H}(?:が|は|も)(?:演じるのは)?、?ROLE(?:役|を演じ|を好演|に扮)"),
        ("lead", rf"WHO{_H}が演じるのは、?ROLE(?:[。．]|$)"),
        ("lead", r"ONE(?:さん|氏)?(?:が)?(?:演じる|扮する)(?P<role>[^。、「」『』がはを\ue000-\uf8ff■]{1,16})(?=が|は|を|、|。|$)"),
        ("lead", r"(?P<role>[^。！？\n\ue000-\uf8ff、「」『』■]{1,20})役(?:の|に|は|で|を演じる|を務める)?ONE"),
        ("lead", r"ONE[（(]ROLE役?[）)]"),
    ]
)  # fmt: skip

NEW = re.compile(r"新たに|新キャスト|出演決定|加わ|出演することが|合流")
RETURN = re.compile(r"続投|再び|復帰|シーズン\s?[2-9２-９]|続編")
CUES = cued(
    [
        ("not_cast", r"否定|事実無根|出演しない"),
        ("leaves", r"降板|離脱|卒業"),
        ("rumoured", r"噂|候補|交渉中|検討"),
        ("returns_as", r"前作に続|前シーズンに続|続投|再び|復帰|引き続き"),
        ("joins_cast", r"演じることが(?:発表|決)|新たに|加わ|起用|抜擢|合流|初出演|シーズン[2２].{0,6}出演"),
    ]
)
AS = NEVER
LINK = re.compile(r"(?:(?<!と)し|(?<!とし)て|[りみきれせけめず]|(?<=[たるだ])が|(?<=続投|参加|降板|出演|復帰|合流|卒業|決定))、")
BARE = re.compile(r"(?:^|[。、])(?P<role>[^。、！？「」『』\ue000-\uf8ff]{1,16}?)(?:役を|を)(?:演じ|務め|担当)")
PRONOUN = re.compile(r"(?<![\u4e00-\u9fff])(?:彼女|彼|同氏)(?=[はが])")
VISIT = re.compile(r"ゲスト|特別出演|友情出演|カメオ")


def role(raw: str) -> str:
    """The part before 役: with the words before の kept ("漁師の蓮"), but a whole name alone ("潜水士の工藤慎" -> "工藤慎")."""
    said = raw.strip(" 、。,「」『』“”\"'")
    said = re.sub(r"^.*[」』、]", "", said)
    said = re.sub(r"^(?:は|が|も|本作で|本作では|劇中で|今作で)", "", said)
    said = re.sub(r"^[\u4e00-\u9fff]{1,4}・", "", said)
    if "の" in said:
        head, _, last = said.rpartition("の")
        if len(last) >= 3 and head:
            return last
        if head.count("の"):
            said = head.rpartition("の")[2] + "の" + last
    return said if 0 < len(said) <= 20 else ""
