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

_EVENTS: dict[str, str] = {
    "renewed": r"\brenew|\bsecond season of|orders? (?:more|a|another|second|third|new)|greenli|more seasons?\b|(?:another|more) (?:round|season|run)|\b(?:is|are) coming back\b|picked up for|gets? (?:\w+ )?(?:second|third|fourth|another|two more) season|\bhands? .{0,30} season|extend|"
    r"tendrá .{0,20}temporada|renueva|renovada|verlänger|bestellt|시즌 ?\d? ?(?:제작)? ?확정|제작 확정|(?:로|으로) 돌아온|続編(?:制作)?決定|シーズン\d?制作決定|продлен|продлил|продлева|renouvel|\ba go\b|season (?:\d|two|three) (?:is )?confirmed|season \d (?:\w+ )?in the works|confirms? .{0,40}season|temporada \d? ?en marcha|will return(?!.{0,10} for the first)",
    "cancelled": r"\bcancel|\baxed?\b|\bscrapp|won't return|no (?:new|more|second|third|fourth) (?:season|series)|to end with|ends? after|abgesetzt|eingestellt|cancelad|취소|무산|打ち切り|закры|отмен",
    "joins": r"\bjoin|\bboards?\b|\bcast (?:in|as|for|opposite)\b|\badds?\b|\bsigns on|to star\b|\btapped\b|\blands?\b.{0,20}\brole|new (?:face|addition)|newcomers?|ficha|se (?:une|suma)|verstärkt|neu im|stößt|합류|캐스팅|출연 확정|발탁|出演決定|キャスト発表|rejoint|присоедин|steps in|replaces|casts\b|confirmed for",
    "leaves": r"\bleav(?:e|es|ing)\b|\bexits?\b|will not return|without .{0,30}(?:actor|star)|\bquits?\b|depart|\bdrops? out|bows? out|stepped away|says? goodbye|\bdeja\b|abandona|adiós|steigt aus|verlässt|하차|떠난|降板|покида|quitte",
    "returns_cast": r"\bto return\b|\breturns? (?:for|to|as)|repris|(?:are|is) back\b|returning|lead(?:s)? return|vuelve como|kehrt zurück|복귀|다시 (?:호흡|출연)|続投|вернется|reviendra",
    "filming_starts": r"\b(?:begin|start|kick)s?(?: \w+)? ?(?:off )?(?:filming|shooting|production)|filming (?:begins|starts|kicks|underway|of .{0,40}begins)|starts? filming|begins? filming|rolls\b|cameras? roll|(?:goes|go) into production|drehstart|dreharbeiten .{0,20}(?:begonnen|gestartet|beginnen)|(?:comienza|arranca|inicia|empieza)\w* (?:el )?rodaje|첫 촬영|촬영 (?:시작|돌입|개시)|크랭크인|撮影(?:開始|スタート)|クランクイン|начал\w* съ[её]мк|tournage (?:commence|débute)",
    "filming_ends": r"\bwraps?\b|wrapped|finishes? filming|(?:filming|production) (?:ends|complete|wraps)|drehschluss|abgedreht|(?:termina|finaliza|concluye)\w* (?:el )?rodaje|촬영 (?:종료|완료|마무리|마쳐)|크랭크업|クランクアップ|撮影終了|заверш\w* съ[её]мк",
    "paused": r"\bpause[sd]?\b|\bhalt|suspend|shut ?down\b|(?:storm|strike|fire|typhoon) stops?|interrump|unterbroch|중단|中断|приостан|roof|지붕",
    "resumed": r"\bresum|restart|\breanuda|wieder aufgenommen|재개|再開|возобнов",
    "date_set": r"premiere date|release date|sets? .{0,30}date|return date|finale date|names? the day|\bpremieres?\b|\bto premiere|mark your calendar|(?:confirms?|november|october|december) premiere|arrives? (?:on|in)|\breturns (?:on |friday|\d)|startet am|termin\b|startdatum|startet|fecha de estreno|se estrena|estrena|estreno|llega el|공개일|공개 확정|편성 확정|첫 공개|配信日|放送日|公開日|配信開始|\bdate de sortie|arrive (?:en|le)|выйдет|дата (?:выхода|премьеры)",
    "delayed": r"\bdelay|\bpush(?:ed|es)?\b|postpon|put back|put off|\bslips?\b|pushed back|moved to|moves to|new premiere date|later than|se retrasa|aplaza|retras|verschoben|verschiebt|später|연기|미뤄|밀린|延期|отложен|перенес|reporté|weeks for",
    "moved_up": r"moves? .{0,40}forward|brought forward|earlier than planned|앞당|前倒し|vorgezogen|adelanta",
    "denied": r"\bden(?:y|ies|ied)\b|shuts? down .{0,30}(?:report|rumou?r|talk|speculation)|\bno,|so no\b|not (?:true|moved)|untrue|after all\b|dismiss|desmiente|niega|dementiert|weist .{0,40}zurück|사실무근|사실 아니|부인|否定|опроверг|dément|just colleagues",
    "rumour": r"\brumou?rs?|\brumored|reportedly|in talks|speculat|\bheard\b|considering|could be|might|aiming for|eyed for|said to|report says|물망|검토 중|논의 중|거론|설에|gerücht|im gespräch|rumores?|negocia|噂|交渉中|слух",
    "teaser": r"\bteaser|first look|first footage|티저|ティザー|adelanto|avance|первый взгляд|тизер|特報",
    "trailer": r"(?<!teaser )trailer|예고편|(?<!ティザー)予告|tráiler|bande-annonce|трейлер",
    "poster": r"\bposters?\b|포스터|ポスター|plakat|affiche|постер|stills\b|스틸",
    "recap": r"\brecap|rewatch|episode guide|review\b|ending explained|ende erklärt|final explicado|리뷰|あらすじ|レビュー|kritik\b|resumen",
    "interview": r"\binterview|(?<!in )\btalks (?!to join|for|with)|things we learned|sits? down with|\bon (?:learning|mud|why|what|season|the)\b|entrevista|im gespräch mit|인터뷰|インタビュー|interwiew",
    "script_reading": r"script reading|table read|대본 ?리딩|本読み|читк\w+ сценар",
    "casting_call": r"casting call|auditions?\b|오디션|オーディション",
    "award": r"\bwins?\b|\bwon\b|\bawards?\b|\bemmys?\b|\btakes .{0,20}(?:actor|actress|troph|best)|gana\b|gewinnt|수상|관왕|受賞|победил|получил|premio",
    "nominated": r"nominat|nomine|nods\b|shortlist|후보|ノミネート|номинир",
    "ratings_up": r"(?:ratings|viewing|views?|shares?|prices?) (?:\w+ ){0,3}(?:rise|up|soar|climb|jump|surge)|\brais\w+ .{0,20}prices?|pay more|price (?:hike|rise|increase)|최고 시청률|인상",
    "ratings_down": r"(?:ratings|viewing|views?|shares?|prices?) (?:\w+ ){0,3}(?:fall|down|drop|slump|dip|sink)|\bcuts? prices?|하락|인하",
    "top_list": r"no\. ?1\b|number one|top ?10|tops?\b.{0,12}(?:chart|list|ranking)|1위|1位|десятк",
    "injured": r"\binjur|\bsprain|\bhurt\b|fractur|hospital|부상|怪我|けが|verletz|lesion|травм",
    "fire": r"\bfire\b|\bblaze\b|화재|火災|brand\b|incendio|пожар",
    "legal": r"legal action|lawsuit|\bsues?\b|법적 대응|고소|訴訟|klag|demanda\b|суд",
    "enlist": r"\benlist|military service|입대|入隊",
    "romance": r"\bdating\b|romance|relationship|열애|熱愛|отношени",
    "marriage": r"\bmarr(?:y|ies|ied)|wedding|결혼|結婚|heirat|boda\b",
    "agency": r"signs? with|new agency|전속계약|移籍",
    "spin_off": r"spin-?off|prequel|스핀오프|スピンオフ|ableger",
    "episodes": r"\b(?:ten|eight|twelve|six|\d+) episodes|episodes? count|folgen\b|부작|全\S+話|episodios\b",
    "home_release": r"\bbox set|blu-?ray|\bdvd\b|블루레이|ブルーレイ",
    "fan_event": r"fan ?(?:meeting|event)|pop-?up|팬미팅|ファンミ",
    "budget": r"\bbudget|제작비|製作費",
    "locations": r"filming locations?|where was .{0,40}filmed|촬영지|ロケ地|drehorte",
    "recast": r"\brecast|takes over the (?:role|part)|배역 교체|neu besetzt|neubesetz|キャスト変更|nuev[oa] intérprete",
    "death": r"\bdies\b|\bdied\b|passes away|passed away|사망|별세|死去|stirbt|gestorben|fallece|muere\b",
    "final_season": r"(?:final|last) season|마지막 시즌|최종 시즌|letzten? staffel|última temporada|最終シーズン|ファイナルシーズン|dernière saison",
    "soundtrack": r"soundtrack|theme song|\bost\b|주제곡|주제가|サウンドトラック|主題歌|titelsong|banda sonora",
    "screening": r"screening|festival|red carpet|press conference|시사회|제작발표회|영화제|上映|試写|festspiele|premierenfeier|preestreno|rueda de prensa",
    "apology": r"\bapolog|\bcontrovers|사과|논란|謝罪|炎上|entschuldig|disculpa|polémica",
    "leak": r"\bleak|유출|流出|durchgesickert|filtrad|filtra\b",
    "how_to": r"how to watch|where to watch|streaming guide|explained|everything (?:we|you|else|to) ?(?:know)?|what to know",
}


def bare(pattern: str) -> str:
    """A pattern without marks on its letters, as folded text has none; case is kept, since \\S is not \\s."""
    plain = (c for c in unicodedata.normalize("NFD", pattern) if not ("\u0300" <= c <= "\u036f"))
    return unicodedata.normalize("NFC", "".join(plain))


_COMPILED = tuple((name, re.compile(bare(pattern))) for name, pattern in _EVENTS.items())
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
    for pattern in _EVENTS.values():
        wider = _AROUND.sub("", bare(pattern))
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
