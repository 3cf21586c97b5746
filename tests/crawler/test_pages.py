"""Any bytes give a Reading, within bounds; and the small laws that reading follows."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.pages import BODY_LIMIT, answer_page, read_page
from crawler.reading.authors import split_byline
from crawler.reading.charset import decode, is_text
from crawler.reading.dates import address_day, read_moment
from crawler.reading.linked import BRACKETS_DEEP, NODE_LIMIT, linked_data
from crawler.reading.quality import read_quality
from crawler.reading.sheet import DEPTH_LIMIT, ELEMENT_LIMIT, SALVAGE_LIMIT, open_sheet, salvage
from model.records import Reading
from model.watched import Rules

URL = "https://outlet.example/2026/09/12/season-two"
SENTENCE = "The second season was announced on Monday, and the cast of the first one returns to it. "
PAGE = f"<html><head><title>Season two</title></head><body><h1>Season two</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p></body></html>"


def a_page(body: str, head: str = "") -> bytes:
    return f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def storable(reading: Reading) -> bool:
    """Valid UTF-8 without NULs, in every field."""
    said = "\n".join(
        (reading.title, reading.published, reading.modified, *reading.authors, reading.body, reading.language, reading.canonical)
    )
    return "\x00" not in said and bool(said.encode("utf-8") or True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_reading(body: bytes) -> None:
    assert storable(read_page(body, URL))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.binary(min_size=1, max_size=6)), max_size=12),
    st.sampled_from(["", "text/html; charset=euc-kr", "text/html; charset=nonsense"]),
)
def test_a_mutated_page_gives_a_reading(changes: list[tuple[int, bytes]], content_type: str) -> None:
    page = bytearray(PAGE.encode())
    for place, change in changes:
        page[place : place + len(change)] = change
    assert storable(read_page(bytes(page), URL, content_type))


@pytest.mark.parametrize("url", ["", "not an address", "http://[::1", "https://outlet.example:99999999/", "\x00"])
def test_any_address_gives_a_reading(url: str) -> None:
    assert read_page(PAGE.encode(), url).title == "Season two"


def test_deep_nesting_keeps_its_text_up_to_the_parsers_depth() -> None:
    depth = DEPTH_LIMIT // 2
    assert "MARKER" in read_page(a_page("<div>" * depth + "<p>MARKER " + SENTENCE * 5), URL).body


def test_deeper_nesting_may_hold_what_xml_may_not() -> None:
    page = "<html><body>" + "<div>" * (DEPTH_LIMIT + 10) + "A line with \x01 and \x0b in it." + "</div>" * (DEPTH_LIMIT + 10)
    assert "A line with" in "".join(str(t) for t in open_sheet(page, "https://news.example/a").tree.itertext())


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 10, 100_000])
def test_deeper_nesting_is_said_and_bounded(depth: int) -> None:
    begin = time.process_time()
    reading = read_page(a_page("<div>" * depth + "MARKER " + SENTENCE), URL)
    assert reading.method["problem"] == f"nested deeper than {DEPTH_LIMIT} levels"
    assert "MARKER" in reading.body
    assert time.process_time() - begin < 5


def test_too_many_elements_are_cut_and_said() -> None:
    reading = read_page(a_page("<p>First. " + SENTENCE * 3 + "</p>" + "<i>x</i>" * (ELEMENT_LIMIT + 10) + "<p>Last.</p>"), URL)
    assert reading.method["problem"] == f"more than {ELEMENT_LIMIT:,} elements"
    assert "First." in reading.body
    assert "Last." not in reading.body


def test_salvaged_text_is_bounded() -> None:
    assert len(salvage(open_sheet("<p>word</p>" * 100_000, URL))) <= SALVAGE_LIMIT


def test_a_body_beyond_the_limit_is_cut_and_said() -> None:
    reading = read_page(PAGE.encode() + b" " * BODY_LIMIT, URL)
    assert "cut after" in reading.method["problem"]
    assert reading.title == "Season two"


@pytest.mark.parametrize("depth", [BRACKETS_DEEP + 1, 10_000, 100_000])
def test_deep_json_ld_is_left_alone_and_the_page_kept(depth: int) -> None:
    script = f'<script type="application/ld+json">{"[" * depth}{{"@type": "NewsArticle", "headline": "No"}}{"]" * depth}</script>'
    assert read_page(a_page(f"<h1>Season two</h1><p>{SENTENCE * 4}</p>", script), URL).title == "Season two"


def test_json_ld_is_mended_where_that_is_plain() -> None:
    assert linked_data(['<!-- {"@type": "NewsArticle", "headline": "A\nB",} -->'])[0]["headline"] == "A\nB"
    assert linked_data(["{nonsense", "", "[]"]) == ()
    assert len(linked_data([json.dumps([{"@type": "Thing"}] * (NODE_LIMIT + 50))])) == NODE_LIMIT


@pytest.mark.parametrize(
    "body", [b"\x1f\x8b\x08\x00" + b"\x00" * 50, b"%PDF-1.7 ...", b"\x00" * 5000, bytes(range(32)) * 40, b"PK\x03\x04" + b"x" * 50]
)
def test_files_are_no_pages(body: bytes) -> None:
    reading = read_page(body, URL)
    assert (reading.quality, reading.body, reading.method["problem"]) == ("empty", "", "not text")


SAID = {
    "cp949": "두 번째 시즌 촬영이 월요일에 시작되었다고 제작사가 밝혔다. ",
    "cp932": "第二シーズンの撮影が月曜日に始まったと発表した。",
    "euc_jp": "第二シーズンの撮影が月曜日に始まったと発表した。",
    "gb18030": "第二季的拍摄工作已经于星期一正式开始，制作公司宣布。",
    "cp1251": "Съёмки второго сезона начались в понедельник. ",
    "cp1252": "Café déjà vu à l’hôtel. ",
}


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "cp949", "cp932", "euc_jp", "gb18030", "cp1251", "cp1252"])
def test_charsets_are_found_without_a_label(charset: str) -> None:
    text = SAID.get(charset, "Café 두 번째 시즌. ")
    body = (f"<html><body><p>{text * 8}</p></body></html>").encode(charset)
    assert is_text(body)
    assert text.strip() in decode(body).text


def test_labels_are_believed_in_their_order_and_only_as_far_as_the_bytes_allow() -> None:
    korean = "두 번째 시즌".encode("cp949")
    assert decode(korean, "text/html; charset=euc-kr").how == "http"
    assert decode(b'<meta charset="euc-kr">' + korean) == (decode(b'<meta charset="euc-kr">').text + "두 번째 시즌", "cp949", "meta")
    assert decode('<meta charset="shift_jis">Café'.encode(), "text/html; charset=iso-8859-1").text.endswith("Café")
    assert decode(b"\xef\xbb\xbfx", "text/html; charset=utf-8").text == "x"
    assert decode(b"plain", "text/html; charset=hex").charset == "utf-8"
    assert decode(b"a\x00b\x07c").text == "abc"
    assert decode(b'<?xml version="1.0" encoding="utf-8"?><title>Caf\xe9 casting</title>').text.endswith("Café casting</title>")


@pytest.mark.parametrize(
    ("text", "zone", "want"),
    [
        ("2026-09-12", "", "2026-09-12"),
        ("2026-09-12T08:30:00+0900", "", "2026-09-12T08:30:00+09:00"),
        ("2026-09-12T08:30:00.123Z", "", "2026-09-12T08:30:00+00:00"),
        ("2026-09-12 08:30", "", "2026-09-12"),
        ("2026-09-12 08:30", "Asia/Seoul", "2026-09-12T08:30:00+09:00"),
        ("2026-09-12 08:30", "No/Such", "2026-09-12"),
        ("20260912T083000Z", "", "2026-09-12T08:30:00+00:00"),
        ("Sat, 12 Sep 2026 08:30:00 GMT", "", "2026-09-12T08:30:00+00:00"),
        ("2026-13-45", "", None),
        ("1970-01-01T00:00:00Z", "", None),
        ("9999-12-31", "", None),
        ("2026-09-12T25:61:00Z", "", None),
        ("2026-09-12T08:30:00+99:99", "", None),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_moments(text: str, zone: str, want: str | None) -> None:
    found = read_moment(text, zone)
    assert (str(found) if found else None) == want


def test_days_in_addresses() -> None:
    assert str(address_day("https://o.example/2026/09/12/x")) == "2026-09-12"
    assert str(address_day("https://o.example/x-20260912/")) == "None"
    assert str(address_day("https://o.example/20260912-x")) == "2026-09-12"
    assert address_day("https://o.example/2026/99/12/x") is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee and Bo Kim", ["Ann Lee", "Bo Kim"]),
        ("Von Jörg Müller-Böhm, Berlin", ["Jörg Müller-Böhm", "Berlin"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("홍길동 기자 hong@outlet.example", ["홍길동"]),
        ("Ann Lee, Jr.", ["Ann Lee"]),
        ("Ann Lee | September 12, 2026", ["Ann Lee", "September"]),
    ],
)
def test_bylines(line: str, names: list[str]) -> None:
    assert split_byline(line) == names


def test_a_selector_that_does_not_stand_up_is_as_none() -> None:
    assert read_page(PAGE.encode(), URL, rules=Rules(title="p[[", cut=("::",))).title == "Season two"


def test_answers_a_line_of_try(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "page.html.gz", "wb") as packed:
        packed.write(PAGE.encode())
    for record in ({"id": 1, "html": PAGE, "url": URL}, {"id": 1, "file": "page.html.gz", "url": URL}):
        answer = answer_page(record, tmp_path)
        assert (answer["title"], answer["published"], answer["kind"], answer["quality"]) == ("Season two", "2026-09-12", "article", "full")
        assert set(answer) == {"title", "published", "modified", "authors", "body", "language", "kind", "quality", "ms"}
    with pytest.raises(ValueError, match="file"):
        answer_page({"id": 1}, tmp_path)
    with pytest.raises(OSError):
        answer_page({"id": 1, "file": "missing.html"}, tmp_path)


WALLS = [
    "We and our partners use cookies to store information on your device. Accept all. Reject all. Manage preferences.",
    "Wir und unsere Partner verwenden Cookies. Mit Ihrer Zustimmung. Alle akzeptieren. Datenschutzeinstellungen. Einwilligung.",
    "Nous et nos partenaires utilisons des cookies. Tout accepter. Continuer sans accepter. Gérer mes choix.",
    "Utilizamos cookies. Aceptar todo. Rechazar todo. Configuración de cookies. Política de privacidad.",
    "Мы используем файлы cookie. Принять все. Отклонить все. Политика конфиденциальности.",
    "쿠키를 사용합니다. 모두 동의. 개인정보 처리방침. 서비스를 이용하려면 동의하고 계속하세요.",
    "当サイトはCookieを使用しています。すべて同意する。プライバシーポリシー。",
    "Verify you are human. Checking your browser.",
    "Zugriff verweigert. Sind Sie ein Mensch? Sicherheitsüberprüfung.",
    "로봇이 아닙니다. 접근이 거부되었습니다.",
]
TEASERS = [
    "Subscribe to continue reading. Already a subscriber?",
    "Jetzt weiterlesen mit Plus. Nur für Abonnenten.",
    "La suite est réservée aux abonnés. Abonnez-vous pour lire la suite.",
    "Contenido exclusivo para suscriptores. Suscríbete para seguir leyendo.",
    "Чтобы читать дальше, оформите подписку.",
    "이 기사의 전문은 구독 후 볼 수 있습니다.",
    "この記事は有料会員限定です。残り 1,240文字",
    "اشترك لمتابعة القراءة",
]
SCRIPTS = [
    "Please enable JavaScript to run this app.",
    "Bitte aktivieren Sie JavaScript.",
    "Pour continuer, activez JavaScript.",
    "Habilite JavaScript en su navegador.",
    "Включите JavaScript в браузере.",
    "자바스크립트를 활성화해 주세요.",
    "JavaScriptを有効にしてください。",
]
FULL = [
    SENTENCE * 4,
    "Der Sender hat die zweite Staffel bestätigt, und der Kommissar kehrt zurück. " * 4,
    "El gobierno aprobó la ley de cookies y la oposición la rechazó en el congreso. " * 12,
    "제작사는 두 번째 시즌의 촬영이 월요일에 시작되었다고 밝혔다. " * 6,
    "監督は第二シーズンの撮影が始まったと述べた。" * 8,
    "Режиссёр рассказал, что съёмки второго сезона начались в понедельник. " * 5,
    "Subscribers grew by ten million, the company said, and the subscription price stays the same this year. " * 6,
]


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        *((text, "wall") for text in WALLS),
        *((f"{SENTENCE * 2}\n{text}", "teaser") for text in TEASERS),
        *((text, "empty") for text in SCRIPTS),
        *((text, "full") for text in FULL),
    ],
)
def test_quality_by_words(text: str, quality: str) -> None:
    sheet = open_sheet(f"<html><body><p>{text}</p></body></html>", URL)
    assert read_quality(sheet, text, "")[0] == quality


def test_a_short_page_keeps_its_paragraphs_and_not_its_buttons() -> None:
    said = ("The second season starts in January and has eight episodes.", "Lomon and Park Ji-hu are back.", "This notice is invented.")
    body = (
        "<header><a href=/>Home</a></header><main><article><h1>Season two</h1><div><span>By Theo</span> <span>2026.11.16 10:00</span></div>"
        f"<div>{''.join(f'<p>{line}</p>' for line in said)}</div><div><a href=/mail>Mail</a> <a href=/link>Copy link</a></div></article></main>"
    )
    assert read_page(a_page(body, "<title>Season two</title>"), URL).body == "\n".join(said)
