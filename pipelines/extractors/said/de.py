"""German: the verb may stand before the name or at the end."""

from __future__ import annotations

import re

from pipelines.extractors.said import NEVER, compiled, cued

_F = r"(?:\s+(?:auch|erneut|wieder|nun|jetzt|ist|sind|wird|werden|hat|haben|soll|sollen|dann|bereits|weiterhin|damit|die|der|zudem|außerdem|künftig)){0,5}\s+"
_FAR = r"[^.;:!?\n\ue000-\uf8ff]{0,80}?"

RULES = compiled(
    [
        ("not_cast", rf"WHO{_F}?(?:dementiert|bestreitet|dementierte|bestritt|weist{_FAR}zurück|ist\s+nicht\s+(?:dabei|Teil|im\s+Gespräch)|wurde\s+nie\s+(?:gefragt|angefragt|besetzt)|stößt\s+nicht|wird\s+nicht\s+(?:mitspielen|dabei\s+sein))"),
        ("leaves", r"[Nn]icht\s+(?:mehr\s+(?:mit\s+)?dabei|zurückkehren)\s+(?:sind|ist|werden|wird)\s+WHO"),
        ("leaves", r"[Ww]eder\s+WHO(?:\s+\w+){0,5}?\s+(?:zurück(?:kehren|kehrt|kommen)?|dabei|zu\s+sehen|mitspielen)"),
        ("leaves", rf"WHO{_F}?(?:steigt{_FAR}aus|verlässt|verlassen|ausgestiegen|nicht\s+mehr\s+(?:dabei|zu\s+sehen|mit)|kehrt{_FAR}nicht\s+zurück|nicht\s+zurück|hört\s+auf|scheidet{_FAR}aus|fehlt)"),
        ("joins_cast", rf"WHO{_F}?(?:ersetzt|ersetzen|folgt\s+auf|folgt|übernimmt\s+von|löst)\s+GONE(?:\s+als\s+ROLE)?"),
        ("leaves", r"(?:ohne|Ausstieg\s+von|Abschied\s+von|ersetzt|anstelle\s+von|Nachfolge\s+von)\s+ONE"),
        ("rumoured", rf"WHO{_F}?(?:im\s+Gespräch|angeblich|könnte|könnten|soll{_FAR}(?:verhandeln|spielen|mitspielen)|verhandelt|verhandeln|wird{_FAR}gehandelt)"),
        ("joins_cast", r"gehör(?:t|en)\s+(?:\w+\s+){0,3}?WHO\s+zum\s+(?:Ensemble|Cast)"),
        ("returns_as", r"[Nn]eben\s+WHO\s+(?:gehör(?:t|en)|sind|ist|spielen|stoßen)"),
        ("director", r"(?:Regie\s+führ(?:t|te|en)(?:\s+(?:erneut|wieder|auch|diesmal))?|Regie\s*:|Regisseur(?:in)?|unter\s+der\s+Regie\s+von|inszeniert(?:e|\s+von|\s+wird\s+[^.]{0,20}?von)?|Regie\s+von|in\s+der\s+Regie\s+von)\s+WHO"),
        ("director", rf"WHO{_F}?(?:führt{_FAR}Regie|führen{_FAR}Regie|inszeniert|inszenierte|Regie\s+führ)"),
        ("director", r"WHO,?\s+(?:der|die)\s+Regisseur(?:in)?"),
        ("creator", r"(?:Schöpfer(?:in)?|Erfinder(?:in)?|Showrunner(?:in)?|erfunden\s+von|erdacht\s+von|Serienschöpfer(?:in)?)\s*,?\s+WHO"),
        ("author", r"\b(?:Webtoon|Roman|Comic|Manga|Vorlage|Buch)s?\s+(?:\S+\s+){0,4}?von\s+WHO"),
        ("writer", r"(?:Drehb(?:uch|ücher)\s*(?:stammt|stammen|kommt|kommen|schrieb|:|liefert|schreibt)?\s*(?:erneut\s+|wieder\s+)?(?:von)?|Drehbuchautor(?:in)?|Autor(?:in)?|geschrieben\s+(?:von|wird\s+[^.]{0,20}?von)|Headautor(?:in)?|aus\s+der\s+Feder\s+von)\s*,?\s+WHO"),
        ("writer", rf"WHO{_F}?(?:schreibt|schrieb|geschrieben|verfasst|verfasste)\b"),
        ("guest", rf"WHO{_F}?(?:in\s+Folge\s+\S+|in\s+einer\s+Folge|in\s+einer\s+Gastrolle|als\s+Gast|mit\s+einem\s+Gastauftritt|hat\s+einen\s+Gastauftritt|Gastauftritt)(?:{_FAR}als\s+ROLE)?"),
        ("guest", r"ONE\s+hat\s+als\s+ROLE\s+nur\s+eine"),
        ("guest", rf"ONE{_F}?hat{_FAR}nur\s+eine\s+einzige\s+Szene"),
        ("guest", r"(?:Gastauftritt|Gastrolle|Cameo)\s+(?:von|für|hat)\s+WHO(?:\s+als\s+ROLE)?"),
        ("returns_as", rf"WHO{_F}?(?:kehrt|kehren|kommt|kommen){_FAR}als\s+ROLE\s+zurück"),
        ("returns_as", rf"WHO{_F}?(?:kehrt|kehren|kommt|kommen){_FAR}zurück\s+als\s+ROLE"),
        ("returns_as", rf"WHO{_F}?(?:kehrt|kehren){_FAR}zurück"),
        ("returns_as", rf"WHO{_F}?(?:wieder|erneut)\s+als\s+ROLE"),
        ("returns_as", rf"WHO{_F}?(?:wieder|erneut)\s+(?:dabei|zu\s+sehen|mit)\b"),
        ("returns_as", rf"WHO{_F}?(?:spielt|spielen|schlüpft|schlüpfen|übernimmt|übernehmen|verkörpert|verkörpern|ist|sind)\s+(?:wieder|erneut|abermals)\s+(?:in\s+die\s+Rollen?\s+(?:der|des|von)\s+|die\s+Rollen?\s+(?:der|des|von)\s+|als\s+)?ROLE"),
        ("returns_as", r"(?:Rückkehr\s+von|wieder\s+(?:mit\s+)?dabei(?:\s+sind|\s+ist)?|dabei\s+(?:sind|ist)\s+(?:auch\s+)?(?:wieder|erneut)|zurück(?:gekehrt)?\s+(?:sind|ist)|erneut\s+dabei)\s*:?\s*WHO(?:\s+als\s+ROLE)?"),
        ("returns_as", r"[Zz]urück(?:kehren|kommen)?\s+(?:werden|wird|sind|ist|soll(?:en)?)\s+(?:(?:auch|außerdem|dabei|zudem)\s+)?WHO"),
        ("returns_as", rf"\b(?:kehrt|kehren|kommt|kommen)\s+(?:(?:auch|außerdem|zudem|erneut|wieder)\s+){{0,2}}WHO{_FAR}zurück"),
        ("joins_cast", r"[Nn]eu\s+(?:zum|zur|im|in\s+der)\s+(?:Ensemble|Cast|Besetzung|Serie|Staffel|Team)\s+(?:stoßen|stößt|kommen|kommt|gehören|gehört|sind|ist|zählen|zählt)\s*:?\s*WHO"),
        ("joins_cast", rf"WHO{_F}?(?:stößt|stoßen|kommt\s+neu|neu\s+(?:dabei|im\s+Cast|im\s+Ensemble)|wird\s+Teil|verstärkt|verstärken|steigt\s+ein|ergänzt|ergänzen|gehört\s+neu|neu\s+hinzu)(?:{_FAR}als\s+ROLE)?"),
        ("joins_cast", r"(?:neu\s+(?:dabei|im\s+Cast|im\s+Ensemble|hinzu)\s*(?:ist|sind|kommt|kommen)?|Neuzugänge?|Neuzugang|verpflichtet|hinzu\s+kommt|hinzu\s+kommen|neue\s+Gesichter|zum\s+Cast\s+stoßen|zum\s+Ensemble\s+stößt|zum\s+Cast\s+stößt)\s*:?\s*(?:sind\s+|ist\s+|auch\s+)?WHO(?:\s+als\s+ROLE)?"),
        ("lead", rf"WHO{_F}?(?:übernimmt|übernehmen|spielt|spielen|hat|bekommt|erhält){_FAR}(?:die|eine)\s+(?:\w+)?[Rr]ollen?\s+(?:der|des|von|als|einer|eines)\s+ROLE"),
        ("lead", rf"WHO{_F}?(?:übernimmt|übernehmen|spielt|spielen|verkörpert|verkörpern|mimt|gibt|spielte)(?:\s+in\s+{_FAR})?\s+(?:die\s+(?:\w+)?[Rr]ollen?\s+(?:der|des|von|als)\s+|die\s+)?ROLE"),
        ("lead", rf"WHO{_F}?(?:steht|stehen|schlüpft|schlüpfen|ist|sind|tritt|glänzt|zu\s+sehen)(?:{_FAR})?\s+als\s+ROLE"),
        ("lead", r"(?:mit|spielt|spielen|zu\s+sehen\s+(?:sind|ist)|Hauptrollen?\s*(?:spielt|spielen|übernimmt|übernehmen|hat|:)?|in\s+der\s+Hauptrolle|in\s+den\s+Hauptrollen)\s*:?\s*(?:ist\s+|sind\s+)?WHO\s+(?:als\s+|die\s+)ROLE"),
        ("lead", r"(?:Hauptrollen?\s*(?:spielt|spielen|übernimmt|übernehmen|hat|haben|:)?|in\s+der\s+Hauptrolle|in\s+den\s+Hauptrollen|Hauptdarsteller(?:in)?)\s*:?\s*(?:ist\s+|sind\s+)?WHO"),
        ("lead", r"ONE\s+als\s+ROLE"),
        ("lead", r"ONE\s?\((?:als\s+)?ROLE\)"),
    ]
)  # fmt: skip

NEW = re.compile(r"\b(?:neu\s+(?:dabei|im)|stößt|stoßen|Neuzugang|Neuzugänge|verstärkt|neue\s+Gesichter|hinzu\s+komm)", re.IGNORECASE)
RETURN = re.compile(r"\b(?:kehrt|kehren|zurück|wieder|erneut|zweite[nr]?\s+Staffel|Staffel\s+(?:zwei|2))\b", re.IGNORECASE)
CUES = cued(
    [
        ("not_cast", r"\b(?:dementiert|bestreitet|nie\s+angefragt)\b"),
        ("leaves", r"(?:verzichten|nicht\s+mehr|steigt\s+aus|ausgestiegen|Ausstieg|verlässt)"),
        ("rumoured", r"(?:im\s+Gespräch|angeblich|Gerücht|gehandelt)"),
        ("returns_as", r"(?:kehrt|kehren|wieder\s+dabei|zurück|erneut\s+dabei)"),
        ("joins_cast", r"(?:Neuzugang|neu\s+(?:dabei|im\s+Cast)|stößt|verstärkt|neu\s+besetzt)"),
    ]
)
AS = re.compile(r"\s+(?:als|in\s+der\s+Rolle\s+(?:der|des|von))\s+")
LINK = NEVER
BARE = re.compile(r"(?!)(?P<role>)")  # no sentence without a subject
PRONOUN = re.compile(
    r"\b(?:Er|Sie|er|sie|[Dd]er\s+Schauspieler|[Dd]ie\s+Schauspielerin)\b(?=\s+(?:spielt|übernimmt|verkörpert|kehrt|steigt|verlässt|ist|wird|hat)\b)"
)
VISIT = re.compile(r"\b(?:Gast|Gastrolle|Cameo|einzige\s+Szene|in\s+Folge\s+\d)", re.IGNORECASE)

_CUT = re.compile(
    r"\s*(?:,\s|\s[-–—]\s|\s(?:zu\s+sehen|zurück|in|im|an|am|auf|mit|bei|für|neben|nur|die\s+(?=\w+\s)|ein(?=$)|vor|dabei|auch|wieder|erneut|und\s+(?:wird|ist|hat)|gegen|nach|aus(?=$)|seit|hat|ist|sind|wird)\b).*$",
    re.DOTALL,
)


def role(raw: str) -> str:
    said = _CUT.sub("", raw.strip(" ,'‘’“”„\"")).strip(" ,'‘’“”„\"")
    if (m := re.search(r"\bnamens\s+((?:[A-ZÄÖÜ][\w'’-]*\s+)+[A-ZÄÖÜ][\w'’-]*)$", said)) or (
        m := re.search(r"(?:^|\s)([A-ZÄÖÜ][\w'’]*\s+[A-ZÄÖÜ][a-zäöüß]+-[a-zäöüß]+)$", said)
    ):
        return m[1]
    if not said or len(said.split()) > 7:
        return ""
    return said if re.search(r"\b[A-ZÄÖÜ]", said) else ""
