"""English: who joins, returns, leaves, plays, directs and writes, and as whom."""

from __future__ import annotations

import re

from pipelines.extractors.said import NEVER, TITLE, compiled, cued

_APART = r"(?:,\s+[^,.;:!?\n\ue000-\uf8ff]{1,60},)?"  # ", 54," or ", who was a guest in the spring,"
_ = (
    _APART
    + r"(?:,?\s+(?:also|both|all|again|once|more|will|would|is|are|was|were|has|have|had|been|be|being|to|set|officially|reportedly|now|then|in|fact|"
    r"expected|confirmed|said|each|as|well|still|previously|who|recently|just|slated|due|likely|once|more|too|actually)){0,7},?\s+"
)
_TO = r"(?:\s+(?:again|once\s+more|for\s+(?:season\s+\w+|a\s+second\s+\w+|the\s+(?:second|third|new)\s+(?:season|run))|his|her|their|the|roles?|part|to|screens?|also|and|too|on|respectively|,)){0,8}"
_GAP = r"(?:\s+[a-z][\w'’-]*){1,8}?\s+(?:and|but)\s+(?:\w+\s+)?"
_NOT = r"(?:not|never|no\s+longer)"

RULES = compiled(
    [
        # neither of two
        ("leaves", rf"[Nn]either\s+WHO{_}(?:return|returns|returning|come\s+back|comes\s+back|coming\s+back|back|repris(?:es?|ing))\b"),
        ("not_cast", rf"[Nn]either\s+WHO{_}(?:join(?:s|ed|ing)?|star(?:s|ring)?|appear(?:s|ing)?|cast|in\s+the\s+cast|in\s+talks|part\s+of)\b"),
        # not in it, and never was
        ("not_cast", rf"WHO{_APART}(?:\s+(?:is|are|was|were|has|have|had|will))\s+(?:not|never)\s+(?:been\s+|be\s+)?(?:moving\s+into|joining|join|part\s+of|in\s+the\s+(?:cast|running)|in\s+talks|involved|attached|cast|appearing|starring|approached|offered|signed|considered|going\s+to\s+(?:join|star|appear)|a\s+(?:part|member))\b"),
        ("not_cast", r"WHO\s+(?:isn['’]t|aren['’]t|wasn['’]t|won['’]t\s+be|hasn['’]t\s+been|hasn['’]t)\s+(?:been\s+)?(?:joining|part\s+of|in\s+the\s+cast|in\s+talks|involved|attached|cast|approached|offered|signed)\b"),
        ("not_cast", r"WHO\s+(?:has\s+|have\s+)?(?:denied|denies|dismissed|dismisses|rejected|ruled\s+out|turned\s+down|declined|passed\s+on|rebuffed)\s+(?:\w+\s+){0,4}?(?:joining|being\s+cast|casting|the\s+(?:role|part|offer)|an?\s+offer|rumou?rs?|reports?|talk|speculation)\b"),
        ("not_cast", r"WHO\s+(?:replied|said|says|insisted|clarified)\s+(?:\w+\s+){0,9}?(?:is\s+)?not\s+(?:her|him|them)\b"),
        ("not_cast", r"(?:den(?:y|ied|ies)|dismiss(?:ed|es)?|shot\s+down|no\s+truth\s+(?:to|in))\s+(?:(?!confirm|announc)\w+\s+){0,4}?(?:reports?|rumou?rs?|talk|claims?|speculation)?\s*(?:that\s+)?WHO\s+(?:will|would|is|has|had|was|could|might)\s+(?:\w+\s+)?(?:join|star|appear|sign|be\s+(?:cast|in|part)|been\s+(?:cast|offered)|in\s+talks)"),
        ("not_cast", r"WHO(?:['’]s)?\s+(?:agency|label|management|camp|representatives?|reps?)\s+(?:\w+\s+){0,3}?(?:denied|denies|dismissed)\s+(?:\w+\s+){0,6}?(?:cast|join|role|part|appear|talks)"),
        ("not_cast", r"never\s+(?:in\s+talks|approached|asked|offered)[^.\n\ue000-\uf8ff]{0,30}[\"”]\s*(?:said|says|insisted)\s+ONE"),
        ("not_cast", r"WHO\s+(?:said|says|told|insisted)[^.\n\ue000-\uf8ff]{0,60}\b(?:never|not)\s+(?:been\s+)?(?:in\s+talks|approached|joining|offered|part\s+of\s+the\s+cast)"),
        ("not_cast", r"(?:reports?|rumou?rs?|claims?|stories)\s+(?:linking|tying|connecting|placing)\s+WHO[^.\n\ue000-\uf8ff]{0,80}?\b(?:false|untrue|not\s+true|baseless|groundless|unfounded|fabricat\w+|wrong|nonsense)\b"),
        # one for another
        ("joins_cast", rf"WHO{_}(?:replac(?:es?|ing|ed)|tak(?:es?|ing)\s+over\s+from|took\s+over\s+from|steps?\s+in\s+for|stepping\s+in\s+for|stepped\s+in\s+for|succeeds?|succeeding)\s+GONE(?:\s+(?:as|in\s+the\s+role\s+of)\s+ROLE)?"),
        ("joins_cast", r"\b(?:role|part)\s+(?:of\s+)?[^.;\n]{0,80}?\b(?:goes|went|falls?|passes)\s+to\s+WHO"),
        ("joins_cast", rf"WHO{_}(?:taking|takes?|took|taken)\s+over\s+(?:the\s+)?(?:role|part)\s+of\s+(?P<role>[^.;,\n\ue000-\uf8ff]{{1,40}}?)\s+from\s+GONE"),
        ("leaves", r"(?:leaving|departing|exiting|not\s+returning|bowing\s+out|missing)(?:\s+(?:the|this|[\w■’‘'-]+)){0,4}?\s*(?:are|is|:)\s*WHO"),
        ("leaves", r"[Ww]ith\s+WHO\s+(?:gone|out|no\s+longer|having\s+left)\b"),
        ("leaves", rf"WHO{_APART}\s+(?:will|would|is|are|has|have|was|were|to)\s+(?:to\s+)?(?:been\s+|be\s+)?(?:being\s+)?replaced\b"),
        ("not_cast", r"WHO\s+(?:is|are|was|were)\s+not\s+in\s+(?:the\s+)?(?:[\w-]+\s+)?(?:series|show|cast|drama|season|sequel|film|project|{TITLE})".replace("{TITLE}", TITLE)),
        ("not_cast", r"WHO(?:['’]s)?(?:[^.;\n\ue000-\uf8ff]{0,50}?)\s(?:received|had|got)\s+no\s+(?:such\s+)?offer"),
        # out of it
        ("leaves", rf"WHO{_APART}\s+(?:is|are|was|were)\s+no\s+longer\s+(?:a\s+)?(?:part|member|attached|involved|in\s|with\s|on\s)"),
        ("leaves", rf"WHO{_}(?:leaves|leaving|leave|left|exits|exited|exiting|exit|departs|departed|departing|quits?|quitting|bows?\s+out|drops?\s+out|dropped\s+out|pulls?\s+out|pulled\s+out|withdrew|withdraws?|withdrawn|steps?\s+(?:down|away)|stepped\s+(?:down|away)|walk(?:s|ed)\s+away|parted\s+ways|replaced\s+by)\b(?!\s+(?:late|early|alone|first|last|together|happy|open|home|greece|korea|the\s+(?:room|door|set)|her\s+(?:home|apartment)))"),
        ("leaves", rf"WHO{_APART}(?:\s+(?:will|would|is|are|has|have|does|do|did))?\s+(?:{_NOT}|won['’]t|isn['’]t|aren['’]t|doesn['’]t|didn['’]t)\s+(?:be\s+|to\s+)?(?:return|returning|come\s+back|coming\s+back|be\s+back|back|reprise|reprising|appear\s+in\s+(?:the\s+)?(?:second|third|new|next|season)|be\s+in\s+(?:the\s+)?(?:second|third|new|next|season)|part\s+of\s+(?:the\s+)?(?:second|third|new|next|season))\b"),
        ("leaves", r"WHO(?:['’]s)?\s+(?:\w+\s+)?(?:(?:would|will|is|are|was|to)\s+(?:to\s+)?be\s+(?:killed|written)\s+(?:off|out)|(?:has|have|is|was|were)\s+(?:been\s+)?(?:killed|written)\s+(?:off|out)|is\s+out\b(?!\s+(?:of|on|with|in|now|today|at)))"),
        ("leaves", r"(?:there\s+is|there['’]s|with)\s+no\s+ONE(?:\s+(?:this\s+time|in|on|to)|\s*[,.])"),
        ("leaves", r"(?:the\s+)?(?:departure|exit|absence|loss|withdrawal)\s+of\s+WHO"),
        ("leaves", r"(?:replaces?|replacing|replaced|takes?\s+over\s+from|taking\s+over\s+from|in\s+place\s+of|part\s+vacated\s+by)\s+ONE"),
        # only talked of
        ("rumoured", rf"WHO{_}(?:in\s+(?:final\s+|early\s+|advanced\s+)?(?:talks|negotiations|discussions)|rumou?red|being\s+(?:courted|considered|eyed|lined\s+up)|courted|considering|weighing|mulling|tipped|linked\s+(?:to|with)|eyed|in\s+the\s+(?:frame|running)|circling|offered\s+(?:a|the)\b|reviewing\s+(?:an?|the)\s+offer|positively\s+(?:considering|reviewing))"),
        ("rumoured", r"WHO\s+(?:could|may|might)\s+(?:also\s+|soon\s+|be\s+)?(?:join|joining|star|appear|return|be\s+(?:back|cast|joining)|play)\b"),
        ("rumoured", r"(?:rumou?rs?|speculation|reports?|claims?|whispers?|talk|unconfirmed)\s+(?:\w+\s+){0,5}?(?:that|of|about|is|says?|linking|suggest\w*)\s+(?:\w+\s+){0,3}?ONE(?:['’]s)?\s+(?:\w+\s+){0,3}?(?:join|in\s+talks|cast|star|sign|play|appear|return|com(?:e|ing)|will|offered|being)"),
        ("rumoured", r"\b(?:could|might|may|will|would)\s+ONE\s+(?:\w+\s+)?(?:join|return|star|sign|appear|be\s+(?:back|cast|joining|the))\b[^.\n]*\?"),
        ("rumoured", r"\b(?:claim(?:s|ed)|rumou?rs?\s+(?:say|has\s+it))\s+(?:that\s+)?ONE\s+(?:\w+\s+){0,2}?(?:join|star|sign|play|appear|return|cast|in\s+talks|be)"),
        ("rumoured", r"(?:eyeing|courting|talks\s+with|an\s+offer\s+to|approached|made\s+an\s+offer\s+to)\s+WHO"),
        ("rumoured", r"WHO\s+(?:is|are|was|were|has|have)\s+(?:reportedly|allegedly|supposedly|apparently|said\s+to\s+(?:be|have))\s+(?:\w+\s+){0,3}?(?:join|cast|sign|star|return|board|playing|in\s+line)"),
        # behind the camera (whoever directs may also be "back")
        ("director", r"(?:director|directors|filmmaker|directed\s+by|helmed\s+by|direction\s+(?:by|of)|directing\s+(?:is|duties)[^.\ue000-\uf8ff]{0,20}?|director\s*[:,])\s+WHO"),
        ("director", rf"WHO{_}(?:back\s+)?(?:directs?|directed|directing|helms?|helmed|helming|behind\s+the\s+camera|at\s+the\s+helm|in\s+the\s+director['’]s\s+chair)\b"),
        ("director", r"WHO,?\s+(?:the|who\s+(?:is\s+)?direct\w*|its|who\s+(?:also\s+)?helmed)?\s*(?:show['’]s|series['’]?s?|drama['’]s)?\s*(?:director)\b"),
        ("director", r"WHO\s+(?:shoots|is\s+shooting|shot|finished|will\s+shoot|wrapped)\s+(?:it\s+in\s+order|the\s+(?:whole|last|first|final|second|entire)\s+(?:season|block|episode|series|run)s?)"),
        ("writer", r"(?:writer|writers|screenwriter|scriptwriter|scriptwriters|screenwriters|written\s+by|penned\s+by|scripted\s+by|(?:scripts?|screenplay|teleplay)s?\s+(?:by|from|of|is\s+by)|from\s+scripts?\s+by|story\s+by|writer\s*:)\s+(?:creator\s+)?WHO"),
        ("creator", r"(?:creator|creators|showrunner|showrunners|created\s+by|co-creator)\s*,?\s+WHO"),
        ("creator", r"WHO,?\s+(?:the|its)?\s*(?:(?:show|series|drama)['’]s\s+)?(?:creator|showrunner)\b"),
        ("creator", rf"WHO{_}(?:created|creates)\b"),
        ("author", r"(?:(?:webtoon|comic|novel|manga|manhwa|book|source\s+material|original\s+work)\b[^.;\ue000-\uf8ff]{0,50}?\s+by|author|novelist|webtoonist|(?:webtoon|comic|manga)\s+(?:artist|creator|author)|based\s+on\s+[^.;\ue000-\uf8ff]{0,50}?\s+by)\s+WHO"),
        ("author", r"WHO['’]s\s+(?:[\w-]+\s+){0,3}?(?:webtoon|novel|manga|manhwa|comic|comics|book)\b"),
        ("writer", rf"WHO{_}(?:writes?|wrote|written|writing|pen(?:s|ned)|scripts?|scripted)\s+(?:again|every|all|the|each|both|it|this|that|a|season|episodes?|once|its)\b"),
        ("writer", r"WHO,?\s+(?:the|who)?\s*(?:show['’]s|series['’]?s?|drama['’]s)?\s*(?:(?:screen|script)?writer|who\s+wrote)\b"),
        ("writer", r"with\s+a\s+hand\s+from\s+ONE"),
        ("director", r"(?:behind\s+the\s+camera|in\s+the\s+director['’]s\s+chair|at\s+the\s+helm)\s+(?:\w+\s+){0,2}?(?:is|sits|stands|will\s+be|was)\s+(?:\w+\s+)?WHO"),
        ("writer", r"(?:scripts?|screenplays?|story|teleplay)\s+(?:is|are|was|were|comes?|came|once\s+more\s+comes?)\s+(?:once\s+more\s+|again\s+)?(?:the\s+work\s+of|from|by|credited\s+to|penned\s+by|written\s+by)\s+WHO"),
        # a visit
        ("guest", rf"WHO{_}(?:guest[- ]stars?|guest[- ]starring|(?:makes?|making|made|has|have)\s+a\s+(?:\w+\s+)?(?:cameo|guest)|cameos?)\b(?:\s+(?:appearance|role))?(?:\s+as\s+ROLE)?"),
        ("guest", r"ONE\s*(?:,\s*(?:here\s+)?)?(?:for|in|with)\s+a\s+(?:[\w-]+\s+){0,2}?(?:cameo|guest\s+(?:spot|role|appearance|part|turn))(?:\s+as\s+ROLE)?"),
        ("guest", r"(?:cameos?|guest\s+(?:spots?|roles?|appearances?|turns?|stars?|starring))\s+(?:\w+\s+)?(?:by|from|for|of|include|includes)?\s*WHO"),
        ("guest", r"ONE\s+\(as\s+ROLE\s+in\s+episode"),
        ("guest", r"(?:brings\s+the\s+arrival\s+of|special\s+appearance\s+(?:by|from))\s+ONE(?:\s+as\s+ROLE)?"),
        ("guest", r"ONE\s+(?:is|will\s+be)\s+seen\s+(?:the\s+week\s+after|in\s+episode|next\s+week)"),
        # back
        ("returns_as", rf"WHO{_}(?:returns?|returning|returned|com(?:es?|ing)\s+back|back)\b(?!\s+(?:from|home|to\s+(?-i:[A-Z])|to\s+(?:court|school|work|the\s+(?:stage|studio|city|country)))){_TO}(?:\s+(?:as|to\s+play)\s+ROLE)?"),
        ("returns_as", rf"WHO{_}(?:repris(?:es?|ing|ed)|resum(?:es?|ing)|retak(?:es?|ing)|again\s+plays?|pick(?:s|ing)?\s+up)(?:\s+(?:his|her|their|the))?(?:\s+(?:roles?|parts?))?(?:\s+(?:as|of))?\s+ROLE"),
        ("returns_as", rf"WHO{_}(?:repris(?:es?|ing|ed))\b"),
        ("returns_as", rf"WHO{_GAP}(?:returns?|is\s+back|are\s+back|comes?\s+back)(?:\s+(?:as|to\s+play)\s+ROLE)?"),
        ("returns_as", r"(?:return(?:s|ed|ing)?|comeback|com(?:es?|ing)\s+back)\s+(?:is|are|of|for|include|includes|including|cast\s+members?|stars?|leads?|actors?|:|as\s+well\s+as)\s*(?:\w+\s+){0,3}?(?:as\s+)?WHOM(?:\s+as\s+ROLE)?"),
        ("returns_as", r"returning\s*:?\s+(?:\w+\s+){0,3}?(?:stars?|leads?|cast|(?:cast\s+)?members?|actors?|characters?|favou?rites?|trio|duo|quartet|are|is)?\s*:?\s*WHOM"),
        ("returns_as", r"\b(?:back(?:\s+(?:again|for|in|on|with|the|a|[\w■-]+)){0,5}?|repris\w+(?:\s+(?:the|his|her|their|roles?|parts?)){1,2}|resuming(?:\s+\w+){1,2})\s+(?:are|is|will\s+be)\s*:?\s*WHO"),
        ("returns_as", r"WHO\s+(?:are|is)\s+joined\s+by"),
        ("returns_as", r"(?:joins?|joining|joined|alongside|reunit(?:es?|ed|ing)\s+with)\s+(?:returning\s+(?:\w+\s+){0,3}?)WHOM"),
        ("returns_as", rf"WHO{_}(?:reunit(?:es?|ed|ing))\b"),
        ("returns_as", r"(?:brings?|bringing|brought|welcomes?|welcoming)\s+back\s+(?:[a-z]+\s+){0,3}?WHO(?:\s+as\s+ROLE)?"),
        # new
        ("joins_cast", rf"WHO{_}(?:recast|re-cast)\s+as\s+ROLE"),
        ("joins_cast", rf"WHO{_}(?:round(?:s|ing)?\s+out\s+the|complete[sd]?\s+the|among\s+(?:the\s+)?(?:new|newcomers|additions|recruits))\b"),
        ("joins_cast", rf"WHO{_}(?:makes?|making|made)\s+(?:his|her|their)\s+(?:series\s+)?(?:debut|first\s+appearance|entrance)(?:\s+as\s+ROLE)?"),
        ("mention", r"(?:joins?|joined|joining)\s+(?:(?!cast|returning|is|are|by|them|him|her|forces|us)[\w-]+\s+){0,3}?ONE(?!\s*(?:as|,|and)\b)"),
        ("joins_cast", r"WHO\s+(?:are|is)\s+(?:both\s+|all\s+)?new\b"),
        ("joins_cast", r"WHO,\s+(?:(?:also|both|all|each|who\s+(?:are|is))\s+){0,2}new\s+to\b"),
        ("joins_cast", r"\bnew\s+(?:to|in|on)\s+(?:\w+\s+){1,4}?(?:are|is)\s*:?\s*WHO"),
        ("joins_cast", r"\bNew\s+(?:are|is)\s+WHO"),
        ("joins_cast", r"WHO,?\s+(?:(?:who|will|now)\s+)*(?:takes?\s+over|taking\s+over|steps?\s+in(?:to)?|stepping\s+in(?:to)?|inherits?)(?:\s+(?:as|the\s+(?:role|part)(?:\s+of)?|for))?\s+ROLE"),
        ("joins_cast", rf"WHO{_}(?:joins?|joined|joining|boards?|boarded|boarding|sign(?:s|ed)?\s+(?:on|up)|signed|com(?:es?|ing)\s+(?:aboard|on\s+board)|came\s+aboard|enters?|entered)\b(?!\s+forces)(?:\s+(?!as\b)[\w■'’‘“”-]+){{0,9}}?\s+as\s+ROLE"),
        ("joins_cast", rf"WHO{_}(?:joins?|joined|joining|boards?|boarded|boarding|sign(?:s|ed)?\s+(?:on|up)|com(?:es?|ing)\s+(?:aboard|on\s+board)|came\s+aboard)\b(?!\s+forces)(?!\s+(?:the|a|an)\s+(?!(?:[\w■'’‘“”-]+\s+){{0,3}}?(?:cast|show|series|drama|thriller|comedy|ensemble|line-?up|production|season|sequel|project|roster|team|crew|film|cast\w*|party|{TITLE})))"),
        ("joins_cast", rf"WHO{_}(?:cast|tapped|added|announced|confirmed|picked|chosen|named|hired|recruited|enlisted)\s+(?:as|to\s+play|for\s+the\s+(?:role|part)\s+of|in\s+the\s+(?:role|part)\s+of)\s+ROLE"),
        ("joins_cast", rf"WHO{_}(?:cast|added|confirmed|hired|recruited)\s+(?:in|for|to)\s"),
        ("joins_cast", rf"WHO{_}(?:the\s+)?(?:(?:latest|newest|new|another)\s+(?:addition|face|recruit|name|arrival|cast\s+member|member)|newcomers?|becomes?\s+a\s+regular|become\s+a\s+regular)(?:[^.;\ue000-\uf8ff]{{0,30}}?\s+as\s+ROLE)?"),
        ("joins_cast", rf"WHO{_}(?:takes?|took|taking|lands?|landed|landing|nabs?|nabbed|bags?|bagged)\s+(?:up\s+|on\s+)?(?:the|a|an)\s+(?:[\w-]+\s+){{0,2}}?(?:roles?|parts?)\s+(?:of|as)\s+ROLE"),
        ("joins_cast", r"(?:add(?:s|ed|ing)?(?!\s+that)|welcom(?:e|es|ed|ing)|recruit(?:s|ed|ing)?|introduc(?:e|es|ed|ing)|bring(?:s|ing)?\s+(?:in|on)|enlist(?:s|ed|ing)?|hire[sd]?|sign(?:s|ed|ing)(?:\s+up)?|unveil(?:s|ed)|land(?:s|ed)|secure[sd]?)\s+(?:\w+\s+){0,4}?WHO(?:\s+(?:as|to\s+play)\s+ROLE)?"),
        ("joins_cast", r"(?:join(?:s|ed|ing)?\s+(?:\w+\s+){0,4}?(?:is|are|by)|(?:also\s+)?joining\s+the\s+\w+\s*(?=:)|replaced\s+by|joined\s+by|newcomers?|new\s+(?:cast|faces?|additions?|recruits?|names?|arrivals?|stars?)|additions?|recruits?)\s*(?:\w+\s+){0,4}?[:,]?\s*WHO(?:\s+as\s+ROLE)?"),
        ("joins_cast", r"WHO\s+(?:rides?\s+in|steps?\s+in|arrives?|comes?\s+in)\s+as\s+ROLE"),
        # in it
        ("lead", r"WHO,?\s+(?:who\s+)?(?:(?:also|again|still|will|would|is|are|now|then|was|has|have|been|set|to|once|more|reportedly)\s+){0,5}(?:plays?|played|playing|portrays?|portrayed|portraying|embodies|voices)\s+(?:the\s+(?:role|part)s?\s+of\s+|roles?\s+of\s+)?ROLE"),
        ("lead", rf"WHO{_}(?:stars?|starring|starred|features?|featuring|appears?|appearing|seen|leads?|headlines?|anchors?|fronts?|toplines?)(?:\s+(?!as\b)[\w■'’‘“”-]+){{0,7}}?\s+as\s+ROLE"),
        ("lead", r"WHO\s+(?:is|are|was)\s+(?P<role>(?-i:[A-Z]|(?:her|his|their)\s)[^.;:!?()\n\ue000-\uf8ff“”\"■]{1,60})"),
        ("lead", r"(?:set|cast|casts|casting|tapped|taps|named|picked)\s+ONE\s+(?:as|to\s+play)\s+ROLE"),
        ("lead", r"(?:with|starring|stars?|sees?|has|have|praise|praised|features?|featuring|led\s+by|fronted\s+by|opposite|of|and|from)\s+ONE(?:\s+[\w■'’‘“”-]+){0,5}?\s+as\s+ROLE"),
        ("lead", r"opposite\s+ONE(?:,?\s+who\s+plays\s+ROLE)?"),
        ("lead", r"(?:starring|stars|led\s+by|fronted\s+by|headlined\s+by|lead\s+actors?|leads?|leading\s+(?:man|lady|role))\s+WHO"),
        ("lead", rf"WHO{_}(?:stars?\s+in|headlines?|fronts?|toplines?|leads?\s+the\s+(?:cast|ensemble))\b"),
        ("lead", r"ONE\s+as\s+ROLE"),
        ("lead", r"ONE\s?\((?:as\s+|plays\s+)?(?!image|photo|credit|picture|source|courtesy|screenshot|via|left|right|pictured|above|below|born|aged?\b|b\.)ROLE\)"),
        ("lead", r"(?:^|[^.;\n\ue000-\uf8ff]{0,160}[\s“‘\"])(?P<role>(?:an?|the|her|his)\s+[\w'’ -]{1,40}?|(?-i:[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,3})),?\s+(?:(?:who|is|was|will|now|then|to|be|also)\s+){0,4}(?:played|portrayed)\s+by\s+ONE"),
        ("lead", r"(?P<role>(?-i:[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3}))\s+\((?:played\s+by\s+)?ONE\)"),
    ]
)  # fmt: skip

NEW = re.compile(
    r"\b(?:join(?:s|ing|ed)?\s+(?:them|the\s+cast|the\s+show|the\s+series|by)|new\s+(?:to|cast|faces?|additions?|recruits?|characters?|blood|names?|arrivals?)|newcomers?|recruits?|casting\s+news|fresh\s+faces?|introduces|cast\s+additions?|also\s+joining)\b",
    re.IGNORECASE,
)
RETURN = re.compile(
    r"\b(?:returns?|returning|back\s+as|reprise[sd]?|second\s+(?:season|voyage|run)|season\s+(?:two|three|[2-9]))\b", re.IGNORECASE
)
CUES = cued(
    [
        (
            "not_cast",
            r"(?:never\s+(?:on\s+the\s+list|in\s+the\s+running|considered)|no\s+truth|groundless|unfounded|baseless|never\s+(?:offered|asked|approached)|rul(?:es|ed)\s+out|turn(?:s|ed)\s+down|had\s+no\s+offer)",
        ),
        (
            "leaves",
            r"(?:\bloses\s+(?=[\ue000-\uf0ff])|without\s+(?=[\ue000-\uf0ff])|calls?\s+it\s+quits|withdr[ae]w\w*|exit(?:s|ed|ing)\b|depart(?:s|ed|ing|ure)|written\s+out|part(?:s|ed)\s+ways|drop(?:s|ped)\s+out|is\s+out\b|farewell)",
        ),
        (
            "rumoured",
            r"(?:in\s+talks|shortlist\w*|wish\s?list|names?\s+(?:said|rumou?red)\s+to|an?\s+offer\s+(?:to|for|from)|received\s+an\s+offer|rumou?red|reportedly|tipped|eyed|courted|insiders?\s+(?:say|claim))",
        ),
        (
            "joins_cast",
            r"(?:(?:brought|brings?|bringing|drafted|roped|rope[sd]?)\s+in\b|new(?:est)?\s+name|steps?\s+in\b|stepped\s+in\b|is\s+in\b(?=\s*(?:,|$))|new\s+(?:cast|face|faces|addition|additions|recruit)|newcomers?|join(?:s|ed|ing)?\s+the\s+(?:\w+\s+)?(?:cast|show|series|season|drama|ensemble)|(?:cast|added)\s+(?:in|to)\s+the)",
        ),
        (
            "returns_as",
            r"(?:(?:slip|step|climb|get)(?:s|ping)?\s+back\s+in(?:to)?\b|repris\w+|(?:is|are|be|come|comes|coming)\s+back\s+(?:for|as|in)|return(?:s|ing)?\s+(?:for|as|in\s+(?:the\s+)?(?:second|third|new|season)))",
        ),
    ]
)
AS = re.compile(r"\s+(?:as|playing|in\s+the\s+(?:role|part)\s+of)\s+")
LINK = NEVER
BARE = re.compile(r"(?!)(?P<role>)")  # no sentence without a subject
PRONOUN = re.compile(
    r"\b(?:He|She|he|she|The\s+(?:actor|actress|star|singer-actor|singer|performer)(?=,?\s+(?:who|plays|will|is|has|returns)))\b"
)
VISIT = re.compile(
    r"\b(?:cameo|guest|in\s+episode\s+\d|one\s+episode|two-episode|single\s+scene|(?:next|next\s+week['’]s)\s+(?:episode|instalment))\b",
    re.IGNORECASE,
)

_CUT = re.compile(
    r"\s*(?:,\s|\s[-–—]\s|\s(?:who|whom|whose|which|that|when|while|where|opposite|alongside|in|on|for|at|with|after|before|during|and\s+(?:will|is|has|was|says?|said|the\s+\w+\s+(?:is|will))|"
    r"joining|reports?|from\s+(?:the\s+)?(?:first|season)|once|again|this|next|last|but|so|because|since|until|as|according|told|by|to|is|are|was|were|will|has|have|and\s+[a-z]+s\s|too|respectively|here|also|the\s+\w+\s+(?:said|says|confirmed|announced|reported))\b).*$",
    re.DOTALL,
)
_FULL_NAME = re.compile(r"(?:^|\s)((?:[A-ZÀ-Þ][\w'’]*(?:-[A-Za-zà-ÿ]+)?)(?:\s+[A-ZÀ-Þ][\w'’-]*){1,2})$")
_RANK = frozenset(
    [
        "Detective",
        "Captain",
        "Inspector",
        "Sergeant",
        "Officer",
        "Judge",
        "Queen",
        "King",
        "Prince",
        "Princess",
        "Doctor",
        "Dr",
        "Father",
        "Mother",
        "Sister",
        "Brother",
        "Ser",
        "Sir",
        "Lady",
        "Lord",
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Professor",
        "Agent",
        "Chief",
        "Lieutenant",
        "Major",
        "General",
        "Colonel",
        "President",
        "Chairman",
        "Director",
        "Nurse",
        "Landlord",
        "Commander",
        "Stationmaster",
        "Uncle",
        "Aunt",
        "Madame",
        "Emperor",
        "Empress",
        "Kommissarin",
        "Kommissar",
    ]
)


def role(raw: str) -> str:
    """The part as named: a whole name alone ("detective Cha Min-jae" -> "Cha Min-jae"), otherwise with the words that make it ("a customs officer")."""
    said = re.sub(r"^(?:the\s+)?(?:role|part|character|lead)s?\s+(?:of\s+)?|^(?:both|either)\s+", "", raw.strip(" ,'‘’“”\""))
    said = re.sub(r"\s+(?:and|or|with|of|in|for|on|the|a)$", "", _CUT.sub("", said).strip(" ,'‘’“”\"-–"))
    if (m := re.search(r"\s(?:called|named)\s+((?:[A-ZÀ-Þ][\w'’-]*\s+)+[A-ZÀ-Þ][\w'’-]*)$", said)) or (
        m := re.search(r"\w['’]s\s[^A-Z]*\s((?:[A-Z][\w-]*\s+)+[A-Z][\w-]*)$", said)
    ):
        return m[1]
    if m := _FULL_NAME.search(said):
        words = m[1].split()
        while len(words) > 2 and words[0] in _RANK:
            words = words[1:]
        if len(words) > 1 and (words[0] not in _RANK or m.start(1) == 0):
            return " ".join(words)
        return said
    if (m := re.match(r"the\s+(?:[a-z-]+\s+){1,3}([A-ZÀ-Þ][\w'’-]*)$", said)) and not re.search(r"\bof\b", said):
        return m[1]
    return said if _is_part(said) else ""


def _is_part(said: str) -> bool:
    """Whether the words can name a part: not a state ("in Seoul", "awake", "confirmed")."""
    if (
        not said
        or len(said.split()) > 8
        or re.match(r"one\s+of\s", said)
        or re.search(
            r"\b(?:scenes?|roles?|parts?|pianos?|guitars?|games?|songs?|shows?|season|series|gigs?|concerts?|truth|clip|video)$", said
        )
    ):
        return False
    return bool(re.match(r"(?:an?|the|his|her|their|another|one)\s+\S|[A-ZÀ-Þ]", said)) or bool(re.search(r"\s[A-ZÀ-Þ]\w", said))
