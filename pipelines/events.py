"""What kind of thing happened: a small lexicon of the trade's events in seven languages, and which exclude each other. Pure.

A headline's event is what tells two news of one series apart when everything else is the same, and what two languages
share when no word is. Rules look for word stems; a headline may carry several events.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import re2

# The words of each event in Latin and Cyrillic script, and its signs in Korean and Japanese. Words are whole words: whatever stands
# here begins and ends where a word does (`_edged`), so an entry writes out the endings it means, or `\w*` where all of them are.
# Signs stand anywhere, since those scripts put endings on and write no edges.
_EVENTS: dict[str, tuple[str, str]] = {
    "renewed": (
        r"renew(?:s|ed|ing|als?)?|orders? (?:more|an?|another|second|third|new)|green-?li(?:t|ght|ghts|ghted)|more seasons?|(?:another|more) (?:round|season|run)s?|(?:is|are) coming back|picked up for|gets? (?:\w+ )?(?:second|third|fourth|another|two more) season|hands? .{0,30} season|extend(?:s|ed|ing)?|a go|season (?:\d+|two|three) (?:is )?confirmed|season \d+ (?:\w+ )?in the works|confirms? .{0,40}seasons?|will return(?!.{0,10} for the first)|"
        r"tendrá .{0,20}temporadas?|renuevan?|renovad[ao]s?|temporada \d? ?en marcha|verlänger(?:t|te|ten|n|ung)|bestellt|renouvel(?:e|ee|es|ees|er|le|lent|lement)|продлен(?:а|о|ы|и\w*)?|продлил\w*|продлева\w*",
        r"시즌 ?\d? ?(?:제작)? ?확정|제작 확정|(?:로|으로) 돌아온|続編(?:制作)?決定|シーズン\d?制作決定",
    ),
    "cancelled": (
        r"cancel(?:s|l?ed|l?ing|l?ations?)?|axed?|scrap(?:s|ped|ping)|won't return|no (?:new|more|second|third|fourth) (?:seasons?|series)|to end with|ends? after|abgesetzt|eingestellt|cancela(?:n|r|ra|ran|cion|d[ao]s?)?|cancelo|закры\w*|отмен(?!н)\w*",
        r"취소|무산|打ち切り",
    ),
    "joins": (
        r"join(?:s|ed|ing)?|boards(?! of)|(?:comes?|gets?|jumps?|is|are) on board|cast (?:in|as|for|opposite)|adds?|signs on|to star|tapped|lands?.{0,20} roles?|new (?:face|addition)s?|newcomers?|steps in|replaces|casts|confirmed for|"
        r"fichan?(?! tecnica)|se (?:une|suma)n?|verstärkt|neu im|stösst (?:\w+ )?zu[mr]?|rejoi(?:nt|gnent)|присоедин\w*",
        r"합류|캐스팅|출연 확정|발탁|出演決定|キャスト発表",
    ),
    "leaves": (
        r"leav(?:e|es|ing)|exits?|will not return|without .{0,30}(?:actor|star)s?|quits?|depart(?:s|ed|ing|ures?)?|drops? out|bows? out|stepped away|says? goodbye|deja(?! vu)|abandona(?:n|r|ra|ran|d[ao]s?)?|adiós|steigt aus|verlässt|quitte(?:nt|r|ra)?|покида\w*",
        r"하차|떠난|降板",
    ),
    "returns_cast": (
        r"to return|returns? (?:for|to|as)|repris(?:ed|ing)|(?:to|will|would|and|not|may|could) reprise|reprises? (?:his|her|their|the|roles?|as)|(?:are|is) back|returning|leads? return|vuelven? como|kehr(?:t|en) zurück|вернется|reviendra",
        r"복귀|다시 (?:호흡|출연)|続投",
    ),
    "filming_starts": (
        r"(?:begin|start|kick)s?(?: \w+)? ?(?:off )?(?:filming|shooting|production)|filming (?:begins|starts|kicks|underway|of .{0,40}begins)|rolls(?! out| back|[- ]royce)|cameras? roll(?:s|ed|ing)?|(?:goes|go) into production|drehstart|dreharbeiten .{0,20}(?:begonnen|gestartet|beginnen)|(?:comienza|arranca|inicia|empieza)\w* (?:el )?rodaje|начал\w* съ[её]мк\w*|tournage (?:commence|débute)",
        r"첫 촬영|촬영 (?:시작|돌입|개시)|크랭크인|撮影(?:開始|スタート)|クランクイン",
    ),
    "filming_ends": (
        r"wraps?|wrapped|finish(?:es)? filming|(?:filming|production) (?:ends|complete[sd]?|wraps)|drehschluss|abgedreht|(?:termina|finaliza|concluye)\w* (?:el )?rodaje|заверш\w* съ[её]мк\w*",
        r"촬영 (?:종료|완료|마무리|마쳐)|크랭크업|クランクアップ|撮影終了",
    ),
    "paused": (
        r"pause[sd]?|halt(?:s|ed|ing)?|suspend(?:s|ed|ing|en?|era|eran|id[ao]s?)?|shut ?down|(?:storm|strike|fire|typhoon) stops?|roof|interrump\w*|unterbroch\w*|приостан\w*",
        r"중단|中断|지붕",
    ),
    "resumed": (r"resum(?:e|es|ed|ing|ption)|restart(?:s|ed|ing)?|reanuda\w*|wieder aufgenommen|возобнов\w*", r"재개|再開"),
    "date_set": (
        r"premiere date|release date|sets? .{0,30}date|return date|finale date|names? the day|(?<!une )(?<!sa )(?<!cette )(?<!leur )premieres?(?! (?:saison|fois|partie|photo|image|bande|affiche|serie|femme)s?)|mark your calendars?|(?:confirms?|november|october|december) premiere|arrives? (?:on|in)|returns (?:on|friday|\d+)|"
        r"startet am|(?:start|sende|kino)?termin|startdatum|startet|fecha de estreno|estrenos?|estrena(?:n|r|ra|ran|d[ao]s?)?|llega el|date de sortie|arrive (?:en|le)|выйдет|дат[аыу] (?:выхода|премьеры)",
        r"공개일|공개 확정|편성 확정|첫 공개|配信日|放送日|公開日|配信開始",
    ),
    "delayed": (
        r"delay(?:s|ed|ing)?|push(?:ed|es)?|postpon(?:e|es|ed|ing|ements?)|put back|put off|slips?|moved to|moves to|new premiere date|later than|weeks for|"
        r"retras(?:a|an|ar|ara|aran|ando|os?|ad[ao]s?)|aplaza(?:n|r|ra|ran|miento|d[ao]s?)?|verschoben|verschieb(?:t|en|ung)|(?:startet|kommt|beginnt|erst|tage?|wochen?|monate?) .{0,20}später|später als|"
        r"(?:est|sont|ete|etre|etait|finalement|encore) reportée?s?|reportées?|reportés? (?:au|aux|d'une?|de (?:deux|trois|quelques))|отложен\w*|перенес\w*",
        r"연기|미뤄|밀린|延期",
    ),
    "moved_up": (r"moves? .{0,40}forward|brought forward|earlier than planned|vorgezogen|adelanta(?:n|r|ra|ran|d[ao]s?)?", r"앞당|前倒し"),
    "denied": (
        r"den(?:y|ies|ied)|shuts? down .{0,30}(?:reports?|rumou?rs?|talk|speculation)|no,|so no|not (?:true|moved)|untrue|after all|dismiss(?:es|ed|ing)?|just colleagues|desmient\w*|niegan?|dement(?:iert|ieren|i|is|ie|it|ent)?|weist .{0,40}zurück|опроверг\w*",
        r"사실무근|사실 아니|부인|否定",
    ),
    "rumour": (
        r"rumou?r(?:s|ed)?|reportedly|in talks|speculat(?:e|es|ed|ing|ions?)|heard|considering|could be|might|aiming for|eyed for|said to|report says|gerücht\w*|im gespräch|rumores|negocia(?:n|r|ra|ron|ndo|cion|ciones)?|слух(?:и|ов|ам|ами|ах)?",
        r"물망|검토 중|논의 중|거론|설에|噂|交渉中",
    ),
    "teaser": (r"teasers?|first look|first footage|adelantos?|avances?|первый взгляд|тизер\w*", r"티저|ティザー|特報"),
    "trailer": (r"(?<!teaser )trailers?|tráilers?|bandes?-annonces?|трейлер\w*", r"예고편|(?<!ティザー)予告"),
    "poster": (r"posters?|(?:film|kino|teaser)?plakate?s?|affiches?|постер\w*|stills", r"포스터|ポスター|스틸"),
    "recap": (
        r"recap(?:s|ped)?|rewatch(?:es|ed|ing)?|episode guides?|review|ending explained|ende erklärt|final explicado|resumen|(?:serien|film|staffel|folgen|tv-?)kritik|kritik(?= zu[mr]?\b|: )",
        r"리뷰|あらすじ|レビュー",
    ),
    "interview": (
        r"interview(?:s|t|ed|ing)?|(?<!in )talks(?= )(?! to join| for| with)|things we learned|sits? down with|on (?:learning|mud|why|what|season|the)|entrevista(?:s|n|r|d[ao]s?)?|im gespräch mit|interwiew",
        r"인터뷰|インタビュー",
    ),
    "script_reading": (r"script readings?|table reads?|читк\w+ сценар\w*", r"대본 ?리딩|本読み"),
    "casting_call": (r"casting calls?|auditions?", r"오디션|オーディション"),
    "award": (
        r"wins?|won(?!'t)|awards?|emmys?|takes .{0,20}(?:actor|actress|troph(?:y|ies)|best)|ganan?|gewinnt|победил\w*|получил\w*|premios?",
        r"수상|관왕|受賞",
    ),
    "nominated": (r"nominat(?:e|es|ed|ing|ions?)|nominee?s?|nominées?|nods|shortlist(?:s|ed)?|номинир\w*", r"후보|ノミネート"),
    "ratings_up": (
        r"(?:ratings|viewing|views?|shares?|prices?) (?:\w+ ){0,3}(?:rises?|rising|up|soar\w*|climb\w*|jump\w*|surg\w*)|rais\w+ .{0,20}prices?|pay more|price (?:hike|rise|increase)s?",
        r"최고 시청률|인상",
    ),
    "ratings_down": (
        r"(?:ratings|viewing|views?|shares?|prices?) (?:\w+ ){0,3}(?:fall\w*|down|drop\w*|slump\w*|dip(?:s|ped)?|sink\w*)|cuts? prices?",
        r"하락|인하",
    ),
    "top_list": (r"no\. ?1|number one|top ?10|tops?\b.{0,12}\b(?:chart|list|ranking)s?|десятк\w*", r"1위|1位"),
    "injured": (
        r"injur(?:y|ies|e|es|ed|ing)|sprain(?:s|ed)?|hurt|fractur(?:a|e|es|ed)|hospital(?:s|i[sz]ed|i[sz]ation|izad[ao]s?)?|(?:schwer|leicht)?verletz(?:t|te|ten|ter|ung|ungen)|lesion(?:a|an|o|aron|es|ad[ao]s?)?|травм\w*",
        r"부상|怪我|けが",
    ),
    "fire": (
        r"fire|blaze|(?:gross|wald|dach|studio|dachstuhl)brand|brand (?:am|im|auf|beim|in (?:einem|einer|der|den|dem)|zerstör\w*)|incendios?|пожар\w*",
        r"화재|火災",
    ),
    "legal": (
        r"legal action|lawsuits?|sues?|(?:an|ver)?klag(?:e|en|t)|demandan?|(?:обл|рай|гор|мос)?суд(?:а|у|ом|е|ы|ов|ам|ами|ах|ебн\w*)?", r"법적 대응|고소|訴訟",
    ),
    "enlist": (r"enlist(?:s|ed|ing|ment)?|military service", r"입대|入隊"),
    "romance": (r"dating|romances?|relationships?|отношени\w*", r"열애|熱愛"),
    "marriage": (r"marr(?:y|ies|ied|ying)|weddings?|(?:ver)?heirat(?:en|et)?|bodas?", r"결혼|結婚"),
    "agency": (r"signs? with|new agency", r"전속계약|移籍"),
    "spin_off": (r"spin-?offs?|prequels?|ableger", r"스핀오프|スピンオフ"),
    "episodes": (
        r"(?:ten|eight|twelve|six|\d+) episodes|episodes? count|(?:\d+|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|neuen?|weiteren?|letzten?) folgen|episodios",
        r"부작|全\S+話",
    ),
    "home_release": (r"box sets?|blu-?rays?|dvds?", r"블루레이|ブルーレイ"),
    "fan_event": (r"fan ?(?:meeting|event)s?|pop-?ups?", r"팬미팅|ファンミ"),
    "budget": (r"budgets?", r"제작비|製作費"),
    "locations": (r"filming locations?|where was .{0,40}filmed|drehorte?n?", r"촬영지|ロケ地"),
    "recast": (r"recast(?:s|ing)?|takes over the (?:role|part)|neu besetzt|neubesetz(?:t|ung)|nuev[oa] intérprete", r"배역 교체|キャスト変更"),
    "death": (
        r"dies(?= (?:at|aged|after|from|in|of|on|following|suddenly|peacefully)\b| ?[^\w ]| ?$)|died|passes away|passed away|stirbt|gestorben|fallec(?:e|en|io|id[ao]s?)|muere",
        r"사망|별세|死去",
    ),
    "final_season": (r"(?:final|last) seasons?|letzten? staffel|última temporada|dernière saison", r"마지막 시즌|최종 시즌|最終シーズン|ファイナルシーズン"),
    "soundtrack": (r"soundtracks?|theme songs?|ost(?!-)|titelsong|banda sonora", r"주제곡|주제가|サウンドトラック|主題歌"),
    "screening": (
        r"screenings?|(?:film)?festivals?|festivales|red carpet|press conferences?|(?:film)?festspielen?|premierenfeier|preestreno|rueda de prensa",
        r"시사회|제작발표회|영화제|上映|試写",
    ),
    "apology": (
        r"apolog(?:y|ies|etic|i[sz]e[sd]?|i[sz]ing)|controvers(?:y|ies|ial|ially|ias?)|entschuldig\w*|disculpa(?:s|n|rse)?|polémicas?",
        r"사과|논란|謝罪|炎上",
    ),
    "leak": (r"leak(?:s|ed|ing|ers?)?|durchgesickert|filtrad[ao]s?|filtran?", r"유출|流出"),
    "how_to": (r"how to watch|where to watch|streaming guides?|explained|everything (?:we|you|else|to)|what to know", ""),
}  # fmt: skip


def bare(pattern: str) -> str:
    """A pattern without marks on its letters and without ß, as folded text has none; case is kept, since \\S is not \\s."""
    plain = (c for c in unicodedata.normalize("NFD", pattern.replace("ß", "ss")) if not ("\u0300" <= c <= "\u036f"))
    return unicodedata.normalize("NFC", "".join(plain))


_OF_A_WORD = r"[a-z\d_\u00df-\u024f\u0400-\u052f]"  # Hangul, kana and Han are not: "OST가" has the word OST in it


def _edged(words: str, signs: str, before: str, after: str) -> str:
    """One pattern: the words, with an edge on either side, or the signs anywhere."""
    return f"{before}(?:{bare(words)}){after}" + (f"|{bare(signs)}" if signs else "")


_EDGES = (f"(?<!{_OF_A_WORD})", f"(?!{_OF_A_WORD})")
_WIDE_EDGES = ("(?:^|[^a-z0-9_])", "(?:[^a-z0-9_]|$)")
_COMPILED = tuple((name, re.compile(_edged(*entry, *_EDGES))) for name, entry in _EVENTS.items())
# What looks around is left out, and classes of letters are as wide as Python's.
_AROUND = re.compile(r"\(\?<?[!=](?:[^()]|\([^()]*\))*\)|\\b")
_WIDER = ((r"\w", r"[\pL\pN_]"), (r"\d", r"\pN"), (r"\S", "."), (r"\s", "."))
_MEMORY = 64 << 20  # bytes that the set of all patterns may take: a text that needs more would look like one of no event
_NOBODY_HURT = re.compile(
    r"\b(?:no|without) injur\w+|\b(?:nobody|no one|no-one|none) (?:was |were )?(?:hurt|injured)|unharmed|인명 ?피해 없|けが人は?(?:い|な)|keine verletzten|sin heridos"
)

EXCLUSIVE: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        ("renewed", "cancelled"), ("joins", "leaves"), ("leaves", "returns_cast"), ("filming_starts", "filming_ends"), ("paused", "resumed"),
        ("delayed", "moved_up"), ("teaser", "trailer"), ("script_reading", "casting_call"), ("award", "nominated"),
        ("ratings_up", "ratings_down"), ("rumour", "denied"), ("poster", "trailer"), ("poster", "teaser"), ("filming_starts", "paused"),
        ("filming_ends", "paused"), ("recap", "trailer"), ("recap", "renewed"), ("interview", "trailer"), ("renewed", "joins"),
        ("renewed", "leaves"), ("filming_starts", "renewed"), ("filming_ends", "renewed"), ("filming_starts", "trailer"),
        ("filming_ends", "trailer"), ("denied", "renewed"), ("home_release", "trailer"), ("delayed", "renewed"), ("injured", "renewed"),
    )
)  # fmt: skip


@lru_cache(maxsize=1)
def _may_be() -> Any:
    """All patterns in one linear-time engine, each a little wider than it is: what it passes over need not be asked one by one."""
    options = re2.Options()
    options.max_mem, options.dot_nl = _MEMORY, True
    every = re2.Set.SearchSet(options)
    for entry in _EVENTS.values():
        wider = _AROUND.sub("", _edged(*entry, *_WIDE_EDGES))
        for narrow, wide in _WIDER:
            wider = wider.replace(narrow, wide)
        every.Add(wider)
    every.Compile()
    return every


def events(folded: str) -> frozenset[str]:
    """The events of a folded headline (or of a lead)."""
    folded = _NOBODY_HURT.sub(" ", folded)
    found = _may_be().Match(folded.encode("utf-8", "replace")) or ()
    return frozenset(name for name, pattern in map(_COMPILED.__getitem__, found) if pattern.search(folded))


def excluded(a: frozenset[str], b: frozenset[str]) -> tuple[str, str] | None:
    """Two events, one of each, that cannot be the same news; None where the two share an event or nothing speaks against it."""
    only_a, only_b = a - b, b - a
    for x in sorted(only_a):
        for y in sorted(only_b):
            if frozenset((x, y)) in EXCLUSIVE:
                return x, y
    return None
