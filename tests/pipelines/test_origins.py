"""Wire copies, rewrites, translations and "via X" chains have one origin; two reporters of one event have two."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from model.records import Judged
from pipelines.dedupe import group
from pipelines.translations import translated
from store.scratch import Scratch
from tests.pipelines.builders import NOW, TIDE, a_filing, a_source

EN = (
    "Filming of the second season of 'The Low Water Line' begins on 14 September, the production company Studio Quay said. Han Se-ri and Do Ki-jun return. "
    "The ten new episodes cost 21 million dollars, a third more than in 2024. Some 340 extras are wanted for 12 days in October. "
    "Im Dal directs six of the episodes. The first season was seen in 86 countries and reached 42 million homes within 28 days."
)
KO = (
    "드라마 '썰물의 끝' 시즌2가 9월 14일 촬영을 시작한다고 제작사 스튜디오 퀘이가 밝혔다. 한세리와 도기준이 돌아온다. "
    "새 10부작의 제작비는 2100만 달러로 2024년보다 3분의 1 늘었다. 10월 12일 동안 엑스트라 340명을 찾는다. "
    "임달이 여섯 편을 연출한다. 시즌1은 86개국에서 공개되어 28일 만에 4200만 가구에 닿았다."
)
ES = (
    "El rodaje de la segunda temporada de «Línea de Bajamar» empieza el 14 de septiembre, dijo la productora Studio Quay. Vuelven Han Se-ri y Do Ki-jun. "
    "Los diez nuevos episodios cuestan 21 millones de dólares, un tercio más que en 2024. Se buscan 340 extras para 12 días en octubre. "
    "Im Dal dirige seis de los episodios. La primera temporada se vio en 86 países y llegó a 42 millones de hogares en 28 días."
)
DE = (
    "Die Dreharbeiten zur zweiten Staffel von „The Low Water Line“ beginnen am 14. September, teilte die Produktionsfirma Studio Quay mit. Han Se-ri und Do "
    "Ki-jun kehren zurück. Die zehn neuen Folgen kosten 21 Millionen Dollar, ein Drittel mehr als 2024. Für 12 Tage im Oktober werden 340 Statisten gesucht. "
    "Im Dal führt bei sechs Folgen Regie. Die erste Staffel lief in 86 Ländern und erreichte in 28 Tagen 42 Millionen Haushalte."
)
JA = (
    "ドラマ『The Low Water Line』シーズン2の撮影が9月14日に始まると制作会社Studio Quayが発表した。Han Se-riとDo Ki-junが続投する。"
    "新たな10話の製作費は2100万ドルで、2024年より3分の1増えた。10月に12日間、エキストラ340人を募集する。"
    "Im Dalが6話を監督する。シーズン1は86か国で配信され、28日間で4200万世帯に届いた。"
)
# Another reporter of the same event: the day and some names are the same, the rest is her own.
OWN_ES = (
    "Un miércoles de lluvia, el equipo de «Línea de Bajamar» ya descarga 18 camiones en el puerto. El 14 de septiembre se rodará la primera escena de la "
    "segunda temporada, con Do Ki-jun en una barca. En 2023 trabajaron aquí 60 vecinos; ahora serán 150, a 45 euros por jornada. Han Se-ri llegará el 20."
)
OWN_KO = (
    "항구 주민들은 벌써 분주하다. '썰물의 끝' 시즌2 첫 장면은 9월 14일 새벽 5시에 찍는다. 트럭 18대가 들어왔고 상인 60명이 자리를 비웠다. "
    "도기준은 3주 전부터 배를 몰았다. 한세리는 20일에 합류한다. 시는 도로 4곳을 막는다."
)


@pytest.mark.parametrize(("a", "b"), [(EN, KO), (EN, ES), (EN, DE), (ES, DE), (KO, ES), (EN, JA), (KO, DE)])
def test_a_translation_says_the_same_in_the_same_order(a: str, b: str) -> None:
    assert translated(a, b, (TIDE,))
    assert translated(b, a, (TIDE,))


@pytest.mark.parametrize(("a", "b"), [(EN, OWN_ES), (EN, OWN_KO), (KO, OWN_ES), (OWN_KO, OWN_ES), (DE, OWN_KO), (EN, ""), ("", "")])
def test_another_report_of_the_event_does_not(a: str, b: str) -> None:
    assert not translated(a, b, (TIDE,))
    assert not translated(b, a, (TIDE,))


def told(memory: Scratch, n: int, title: str, body: str, lang: str = "en", slug: str = "") -> tuple[int, int, int]:
    """(article, story, origin)"""
    slug, at = slug or f"paper{n}", NOW + dt.timedelta(hours=n)
    filing = a_filing(title, body, url=f"https://{slug}.example/{n}", source=a_source(slug), at=at)
    grouped = group(replace(filing, language=lang, judged=(Judged(series=TIDE.slug, score=80),)), memory, (TIDE,))
    article, story = memory.remember(grouped, at)
    assert grouped.grouping is not None
    return article, story, grouped.grouping.origin or article


def test_five_languages_of_one_text_are_one_origin_and_a_report_of_ones_own_is_another() -> None:
    memory = Scratch()
    rows = [
        told(memory, 1, "Filming of 'The Low Water Line' season 2 begins on 14 September", EN),
        told(memory, 2, "'썰물의 끝' 시즌2 9월 14일 촬영 시작", KO, "ko"),
        told(memory, 3, "La segunda temporada de «Línea de Bajamar» empieza el rodaje el 14 de septiembre", ES, "es"),
        told(memory, 4, "Drehstart für die zweite Staffel von „The Low Water Line“ am 14. September", DE, "de"),
        told(memory, 5, "『The Low Water Line』シーズン2、9月14日に撮影開始", JA, "ja"),
    ]
    own = told(memory, 6, "Empieza el rodaje de «Línea de Bajamar» 2: así se prepara el puerto", OWN_ES, "es")
    assert {row[1] for row in (*rows, own)} == {rows[0][1]}
    assert {row[2] for row in rows} == {rows[0][0]}
    assert own[2] == own[0]


def test_a_chain_of_credits_leads_to_its_beginning() -> None:
    memory = Scratch()
    first = told(
        memory,
        1,
        "Han Se-ri joins 'The Low Water Line' season 2",
        "Han Se-ri will play a diver, people close to her told us.",
        slug="hanbitilbo",
    )
    second = told(
        memory,
        2,
        "Han Se-ri joins 'The Low Water Line' for season 2",
        "The actress joins the drama, according to Hanbit Ilbo.",
        slug="dailygull",
    )
    third = told(
        memory,
        3,
        "'The Low Water Line' season 2 adds Han Se-ri",
        "Han Se-ri has signed, the Daily Gull reports. No more is known.",
        slug="wavesnow",
    )
    fourth = told(
        memory, 4, "Han Se-ri se une a «Línea de Bajamar» 2", "La actriz se une al reparto, según Waves Now.", "es", slug="elfaro"
    )
    assert len({row[1] for row in (first, second, third, fourth)}) == 1
    assert {row[2] for row in (first, second, third, fourth)} == {first[0]}
