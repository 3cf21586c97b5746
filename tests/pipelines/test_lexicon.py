"""The lexicon of events: ordinary words name no event, also where a word of the lexicon is a part of them; what is meant does."""

from __future__ import annotations

import re

import pytest

from model.text import fold
from pipelines import events as lexicon
from pipelines.events import events

COMMON = {
    "en": """reported reporter reporters hollywoodreporter brand brands firebrand department departments acquitted proof rooftop waterproof
        joint jointly joints board aboard keyboard forecasts broadcasts podcasts outcasts hospitality preview previews dementia payrolls
        scrolls strolls trolls mighty almighty telangana renewable weekends borders suspense suspenders halter unexplained bromance
        updating semifinal distills instills rehearsal tissues issues pursues ensues unharmed dismissive leaky scrappy judge fact price
        praise twins wonder swinging window winter towards rewards stewards eyelash bystander fireworks bonfire wildfires campfire blazer
        trousers imposters unwrapped dedicated relation candidates topography ladders saddle deliveries refugees postage injustice""",
    "es": """reporte reportes reportaje reporteros departamento infiltrado infiltrados contendrá obtendrá entenderá afgana demente
        dementes interno negociador negociadores demandante abandono fichar fichas adelante adelgaza rebotas quejado dejado manejan
        filtro filtros presentar término términos incendiario suspenso plazas emplazado policía mañana ciudad gobierno también
        después entonces siempre juntos verano""",
    "de": """später folgen erfolgen verfolgen brand brandneu verbrannt gestartet beklagt unverletzt determiniert terminal diese dieser
        abbestellt zusammen gestern morgen heute freunde schule wetter ausbrand brandung verfilmt dementsprechend rebellion unser
        jahre wieder gegenwart hospitant ostern kosten rosten ostsee gewinn herausfordern""",
    "fr": """report reports rapporté rapporteur département démence renouvelable quittance acquitté reprise reprises repris affichage
        afficher avancer dernier chaque toujours demain hier ensemble beaucoup maison travail quelques semaines arriver pendant
        journée musique arrière prix""",
    "ru": """судьба судьбы посуда рассудок осудил внесудебного государственного судно послушать дипотношения соотношение отменный
        отменно сегодня завтра вчера время город дорога человек страна погода президент слушать перестройка""",
}  # none of them tells what happened; many hold a word that does


@pytest.mark.parametrize(("language", "word"), [(lang, word) for lang, words in COMMON.items() for word in words.split()])
def test_an_ordinary_word_is_no_event(language: str, word: str) -> None:
    for text in (word, word.capitalize(), f"{word}, {word} ({word})", f"x {word} y"):
        assert events(fold(text)) == frozenset(), language


@pytest.mark.parametrize(
    "text",
    [
        "A brand new season of the show", "The network reported strong sales", "Four dead, it was reported in May",
        "A reporter was seen in the department", "Joint work of two studios", "It won't be long", "Dies ist unser Sommer", "Dies sagt die Schule", "C'est la première fois",
        "Une première saison", "Sa première image", "Israelis and others begin talks", "Sony forecasts a loss", "Parcels of Rolls-Royce",
        "Jahre später am Meer", "Seine Worte folgen ihm", "Die Kritik an der Stadt", "Was folgt, ist Kritik", "Carné de policía, ficha técnica", "A plane with 127 on board",
        "Members of the board of the school", "The second season of Moon Harbour",
    ],
)  # fmt: skip
def test_an_ordinary_phrase_is_no_event(text: str) -> None:
    assert events(fold(text)) == frozenset()


MEANT = {
    "renewed": "renewed|renews|renewal|greenlit|green-lit|green light and greenlights|extended|renovada|renueva|verlängert|Verlängerung|bestellt|renouvelée|renouvellement|продлён|продлили|продлевает",
    "cancelled": "cancelled|canceled|cancels|cancellation|axed|scrapped|cancelada|cancelan|abgesetzt|eingestellt|закрыт|закрыли|отменён|отмена",
    "joins": "joins|joined|joining|boards the drama|comes on board|casts Han|ficha a Han|se une|se suma|verstärkt|stößt zum Team|rejoint|присоединилась",
    "leaves": "leaves|leaving|quits|departs|departed|departure|abandona|verlässt|deja la serie|quitte la série|покидает",
    "returns_cast": "reprises her role|to reprise|reprising|returning|kehrt zurück|vuelve como|вернётся",
    "filming_starts": "starts filming|cameras rolled|camera rolls in May|Drehstart|comienza el rodaje|начались съёмки|le tournage commence",
    "filming_ends": "wraps|wrapped|production complete|abgedreht|termina el rodaje|завершились съёмки",
    "paused": "paused|halted|halts|suspended|suspende|interrumpe|unterbrochen|roof falls|приостановлены",
    "resumed": "resumes|resumed|restarts|reanuda|wieder aufgenommen|возобновлены",
    "date_set": "premieres|Premiere|premiere date|estreno|se estrena|estrenará|startet am|Sendetermin|date de sortie|дата выхода|returns on May 3|returns 3 May",
    "delayed": "delayed|delays|postponed|pushed|slips|retrasa|retraso|retrasada|aplazado|verschoben|Verschiebung|startet drei Wochen später|est reporté|reportée|tournage reporté au printemps|отложены|перенесли",
    "moved_up": "brought forward|vorgezogen|adelantan",
    "denied": "denies|denied|deny|dismissed|dismisses|untrue|No, it is not|desmiente|niega|dementiert|dément|démenti|опровергли",
    "rumour": "rumour|rumors|rumored|might|reportedly|speculation|Gerüchte|Gerüchteküche|rumores|negocia|negociaciones|слухи|по слухам",
    "teaser": "teaser|Teaser|adelanto|avance|тизер|тизера",
    "trailer": "trailer|trailers|tráiler|bande-annonce|трейлер|трейлера",
    "poster": "poster|posters|Filmplakat|affiche|постеры|stills",
    "recap": "recap|recaps|review|resumen|Serienkritik|Kritik zu Folge 3|ending explained",
    "interview": "interview|interviews|interviewed|entrevista|talks about the end",
    "casting_call": "casting call|auditions",
    "award": "wins|won|awards|Emmy|gana|gewinnt|premio|победила|получили",
    "nominated": "nominated|nominations|nominees|nods|shortlisted|nominé|номинирован",
    "injured": "injured|injury|injuries|hurt|sprains|fractured|hospitalised|hospitalized|verletzt|lesionó|lesión|травма",
    "fire": "fire|blaze|Großbrand|Brand am Set|Brand im Studio|incendio|пожаре",
    "legal": "lawsuit|lawsuits|sues|klagt|Anklage|demanda|суда|суд|судебный",
    "enlist": "enlists|enlisted|enlistment|military service",
    "romance": "dating|romance|relationship|отношения",
    "marriage": "marries|married|marriage and wedding|heiratet|verheiratet|boda",
    "spin_off": "spin-off|spinoffs|prequel|Ableger",
    "episodes": "eight episodes|12 episodes|acht Folgen|10 Folgen|ocho episodios",
    "death": "dies at 90|Actor dies|dies: a life|died|stirbt|fallece|muere",
    "soundtrack": "soundtrack|OST|Titelsong",
    "screening": "screening|festival|Filmfestival|red carpet|preestreno",
    "apology": "apologises|apologizes|apology|controversy|controversial|controversia|Entschuldigung|polémica",
    "leak": "leaked|leaks|leak|filtrada|filtran",
    "how_to": "how to watch|explained|everything we know",
}


@pytest.mark.parametrize(("event", "text"), [(event, text) for event, texts in MEANT.items() for text in texts.split("|")])
def test_the_forms_that_are_meant_are_the_event(event: str, text: str) -> None:
    assert event in events(fold(text))
    assert event in events(fold(f"«{text}», x"))


@pytest.mark.parametrize(
    ("text", "event"), [("新しいtrailer公開", "trailer"), ("드라마 OST가 나왔다", "soundtrack"), ("DVD발매", "home_release")]
)
def test_a_latin_word_ends_where_another_script_begins(text: str, event: str) -> None:
    assert event in events(fold(text))


@pytest.mark.parametrize("event", sorted(lexicon._EVENTS))
def test_signs_hold_no_word_that_edges_are_needed_for(event: str) -> None:
    """Latin and Cyrillic letters stand among the words, which get edges; among the signs there are none but \\d, \\S and the like."""
    assert not re.search(r"[^\W\d_]", re.sub(r"\\.|[぀-ヿ㐀-鿿가-힣]", "", lexicon._EVENTS[event][1]))
