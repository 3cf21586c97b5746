"""Wire copies, rewrites, translations and "via X" chains have one origin, in whatever order they come; two reporters have two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Judged, PassedOn
from pipelines.dedupe import group
from pipelines.origins import NEW, passes_on, place, settled
from pipelines.translations import translated
from store.passing import Telling
from store.scratch import Scratch
from store.store import Store
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


# --- the rules, one by one ------------------------------------------------------------------------

STATEMENT = "PELAGO CITY (Harbour Press) - Pelago said in a statement on Monday that Han Se-ri will lead the second season of its drama."
HOURS = dt.timedelta(hours=1)


def telling(number: int, body: str, *, hour: float = 0, slug: str = "", tier: str = "press", lang: str = "en", **more: object) -> Telling:
    slug = slug or f"paper{number}"
    return Telling(
        id=number, origin=number, url=f"https://{slug}.example/{number}", source=slug, tier=tier, language=lang,
        published=NOW + (hour or number) * HOURS, body_hash=str(hash(body)), body=body, **more,  # type: ignore[arg-type]
    )  # fmt: skip


TIES = {
    "the same text": (telling(1, EN), telling(2, EN)),
    "% of its text": (telling(1, EN), telling(2, "Our reporter writes. " + EN.partition(". ")[2])),
    "both are of the agency harbour press": (
        telling(1, "SEOUL (Harbour Press) - Filming begins."),
        telling(2, "BUSAN (Harbour Press) - It is about to begin, in the rain, at the old docks."),
    ),
    "a translation": (telling(1, EN), telling(2, KO, lang="ko")),
    "an agency's text of its statement": (telling(1, "Han Se-ri leads season two.", tier="official", slug="pelago"), telling(2, STATEMENT)),
    "it credits hanbitilbo": (
        telling(1, "Han Se-ri will play a diver.", slug="hanbitilbo"),
        telling(2, "The actress joins the drama, according to Hanbit Ilbo."),
    ),
}


@pytest.mark.parametrize("why", TIES)
def test_an_article_passes_on_the_news_of_another_for_a_reason(why: str) -> None:
    first, second = TIES[why]
    tie = passes_on(second, first, (TIDE,))
    assert tie is not None
    assert why in tie.why
    assert tie.copy == (why in ("the same text", "% of its text"))
    assert passes_on(first, second, (TIDE,)) is None


def test_reporters_of_one_event_pass_on_nothing() -> None:
    pair = telling(1, OWN_ES, lang="es"), telling(2, OWN_KO, lang="ko")
    assert passes_on(*pair, (TIDE,)) is None
    assert passes_on(*reversed(pair), (TIDE,)) is None


def test_what_the_official_page_says_is_its_own_though_others_had_it_before() -> None:
    press, official = telling(1, EN), telling(2, EN, tier="official")
    assert passes_on(press, official) is not None
    assert passes_on(official, press) is None


@pytest.mark.parametrize(("hours", "credited"), [(-30, True), (20, True), (25, False)])
def test_a_credit_may_be_dated_a_day_before_what_it_credits_and_no_more(hours: int, credited: bool) -> None:
    """Many publishers give a day and no time; a later text was not there to be credited."""
    known = telling(1, "Han Se-ri will play a diver.", slug="hanbitilbo", hour=hours + 100)
    assert (passes_on(telling(2, "She joins, according to Hanbit Ilbo.", hour=100), known) is not None) == credited


def test_a_statement_of_a_later_day_is_not_what_an_agency_passed_on() -> None:
    assert passes_on(telling(1, STATEMENT), telling(2, "It is so.", tier="official", hour=90)) is None


# --- in whatever order they come ------------------------------------------------------------------

POOL = (
    telling(1, EN, hour=5),
    telling(2, EN.replace("340 extras", "some extras"), hour=1),
    telling(3, KO, hour=3, lang="ko"),
    telling(4, OWN_ES, hour=2, lang="es", slug="elfaro"),
    telling(5, "Así lo cuenta El Faro: según El Faro, el equipo ya descarga camiones.", hour=9, lang="es", slug="marea"),
    telling(6, "The crew unloads trucks, as reported by Marea.", hour=4, slug="dailygull"),
    telling(7, "El equipo ya está aquí, según Daily Gull.", hour=2.5, lang="es", slug="elfaro"),  # a circle: 6 credits 5, 5 credits 7
    telling(8, STATEMENT, hour=7),
    telling(9, "Han Se-ri leads the second season.", hour=7.5, tier="official", slug="pelago"),
    telling(10, STATEMENT + " More is to come.", hour=6.5),
)


def arrived(stored: dict[int, Telling], new: Telling) -> None:
    """The story's members after one more came, as the store has them."""
    mine, *moved = settled(replace(new, id=NEW, origin=NEW), tuple(stored.values()), (TIDE,))
    stored[new.id] = new
    for one in (mine, *moved):
        number = one.article or new.id
        stored[number] = replace(stored[number], of=one.of if one.of is None else one.of or new.id, origin=one.origin or new.id)


def edited(stored: dict[int, Telling], now: Telling) -> None:
    """The story's members after one of them is another text, as the store has them."""
    was = stored[now.id]
    now = replace(was, body=now.body, body_hash=now.body_hash, language=now.language, published=now.published)
    changed = settled(now, [m for m in stored.values() if m.id != now.id], (TIDE,))
    stored[now.id] = now
    for one in changed:
        stored[one.article] = replace(stored[one.article], of=one.of, origin=one.origin)


def outright(members: Sequence[Telling]) -> dict[int, int]:
    """Member -> origin, by what the rule says of every pair."""
    of = {m.id: next((o.id for o in sorted(members, key=place) if o is not m and passes_on(m, o, (TIDE,))), None) for m in members}
    found = {}
    for member in members:
        path = [member.id]
        while (before := of[path[-1]]) is not None and before not in path:
            path.append(before)
        circle = path[path.index(before) :] if before is not None else path[-1:]
        found[member.id] = min((m for m in members if m.id in circle), key=place).id
    return found


@given(st.permutations(POOL), st.integers(1, len(POOL)))
@settings(max_examples=60, deadline=None)
def test_the_origins_are_the_same_in_every_order_of_arrival(order: list[Telling], most: int) -> None:
    stored: dict[int, Telling] = {}
    for new in order[:most]:
        arrived(stored, new)
        assert {m.id: m.origin for m in stored.values()} == outright(tuple(stored.values()))


@given(st.permutations(POOL), st.permutations(POOL), st.lists(st.sampled_from(POOL), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_an_edit_ends_in_the_origins_of_the_texts_that_stand(order: list[Telling], texts: list[Telling], edits: list[Telling]) -> None:
    stored: dict[int, Telling] = {}
    for new, text in zip(order, texts, strict=True):  # each comes with some text, dated somehow
        arrived(stored, replace(new, body=text.body, body_hash=text.body_hash, language=text.language, published=text.published))
    for final in edits:
        edited(stored, final)
        assert {m.id: m.origin for m in stored.values()} == outright(tuple(stored.values()))


def test_the_pool_has_chains_and_a_circle() -> None:
    assert outright(POOL) == {1: 2, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 4, 8: 9, 9: 9, 10: 9}
    assert outright(POOL[4:7]) == {5: 7, 6: 7, 7: 7}


@given(st.permutations(range(6)))
@settings(max_examples=12, deadline=None)
def test_a_crawl_in_any_order_ends_in_the_same_origins(order: list[int]) -> None:
    items = (
        ("Filming of 'The Low Water Line' season 2 begins on 14 September", EN, "en", ""),
        ("'썰물의 끝' 시즌2 9월 14일 촬영 시작", KO, "ko", ""),
        ("La segunda temporada de «Línea de Bajamar» empieza el rodaje el 14 de septiembre", ES, "es", ""),
        ("Filming of 'The Low Water Line' season 2 begins on 14 September", EN + " Copyright.", "en", "hanbitilbo"),
        ("Empieza el rodaje de «Línea de Bajamar» 2: así se prepara el puerto", OWN_ES, "es", "elfaro"),
        ("Filming of 'The Low Water Line' season 2 begins", "The port is full of trucks on 14 September, as El Faro reports.", "en", ""),
    )
    memory = Scratch()
    for n in order:
        title, body, lang, slug = items[n]
        told(memory, n + 1, title, body, lang, slug)
    rows = memory.conn.execute("SELECT story_id, url, (SELECT url FROM article o WHERE o.id = coalesce(a.origin_id, a.id)) FROM article a")
    found = {int(url.rpartition("/")[2]): (story, int(origin.rpartition("/")[2])) for story, url, origin in rows}
    assert len({story for story, _ in found.values()}) == 1
    assert {n: origin for n, (_, origin) in found.items()} == {1: 1, 2: 1, 3: 1, 4: 1, 5: 5, 6: 5}


def test_what_an_editor_split_off_stays_its_own_origin_and_may_be_anothers() -> None:
    split = replace(telling(2, EN), by_hand=True)
    mine, *moved = settled(replace(telling(1, EN), id=NEW, origin=NEW), [split])
    assert (mine.origin, mine.of, moved) == (NEW, None, [])
    mine, *moved = settled(replace(telling(3, EN), id=NEW, origin=NEW), [split])
    assert (mine.origin, mine.of, moved) == (2, 2, [])


def test_whose_source_went_to_another_story_is_told_anew() -> None:
    left = replace(telling(5, EN), of=99, origin=99, elsewhere=True)
    like = telling(3, EN)
    _, *moved = settled(replace(telling(7, "Nothing of it."), id=NEW, origin=NEW), [left, like])
    assert moved == [PassedOn(article=5, of=3, origin=3, why="the same text", copy=True)]
    _, *moved = settled(replace(telling(7, "Nothing of it."), id=NEW, origin=NEW), [left])
    assert moved == [PassedOn(article=5, of=None, origin=5)]


def test_beyond_what_is_read_of_a_story_it_stays_as_it_was_told() -> None:
    """Its entry is not among the members that were read: its origin is the one stored."""
    far = replace(telling(5, "Quite another text."), of=990, origin=999)
    mine, *moved = settled(replace(telling(6, "She joins, according to Paper5."), id=NEW, origin=NEW), [far])
    assert (mine.of, mine.origin, moved) == (5, 999, [])


def test_an_article_that_is_edited_is_asked_again_whose_news_it_passes_on(tmp_path: Path) -> None:
    said = {
        1: ("hanbitilbo", "Han Se-ri joins 'The Low Water Line' season 2", "Han Se-ri will play a diver, people close to her told us."),
        2: ("dailygull", "Han Se-ri joins 'The Low Water Line' for season 2", "The actress has signed for ten episodes, we have learned."),
        3: ("wavesnow", "'The Low Water Line' season 2 adds Han Se-ri", "Han Se-ri has signed, the Daily Gull reports."),
    }
    credit = "The actress has signed for ten episodes, according to Hanbit Ilbo."
    with Store.open(tmp_path / "news.db") as store:

        def come(number: int, text: str, at: dt.datetime) -> str:
            slug, title, _ = said[number]
            found = a_filing(title, text, url=f"https://{slug}.example/{number}", source=a_source(slug), at=at)
            found = replace(found, judged=(Judged(series=TIDE.slug, score=80),), published=NOW + dt.timedelta(hours=number))
            return store.filings.save(group(found, store.stories, (TIDE,)), at)

        def stands() -> list[tuple[int, int | None, str]]:
            rows = "SELECT coalesce(origin_id, id), passes_on, passes_on_why FROM article ORDER BY id"
            return list(store.db.execute(rows))

        for number, (_, _, text) in said.items():
            assert come(number, text, NOW + dt.timedelta(hours=number)) == "new"
        assert store.db.value("SELECT count(DISTINCT story_id) FROM article") == 1
        alone = [(1, None, ""), (2, None, ""), (2, 2, "it credits dailygull")]
        assert stands() == alone
        assert come(2, credit, NOW + dt.timedelta(days=1)) == "updated"
        assert stands() == [(1, None, ""), (1, 1, "it credits hanbitilbo"), (1, 2, "it credits dailygull")], (
            "and what passes it on goes along"
        )
        assert come(2, said[2][2], NOW + dt.timedelta(days=2)) == "updated"
        assert stands() == alone
        assert store.check() == []
