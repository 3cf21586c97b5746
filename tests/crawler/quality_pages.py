"""Pages written for the test of `quality`: six languages, each with what outlets put in an article's place, and with whole articles that look like it.

Nothing here is anybody's page. `PAGES` yields (name, label, html); the labels are those of `Reading.quality`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import NamedTuple


class Words(NamedTuple):
    """What a page of one language is written with."""

    outlet: str
    nav: str
    headline: str
    story: tuple[str, ...]  # paragraphs of an article
    about: str  # a headline about walls themselves
    told: tuple[str, ...]  # …and its article: the words of walls stand in a whole text
    script: tuple[str, ...]  # pages that a script would have made
    consent: tuple[str, str, str]  # title, text, buttons
    robot: tuple[str, str]
    login: tuple[str, str]
    blocked: tuple[str, str]  # region, advertising blocker
    metered: str  # what stands under a beginning
    plus: str
    left: str  # how much is left
    banner: str  # a notice beside a whole article
    offer: str  # a subscription offered under a whole article


WORDS = {
    "en": Words(
        outlet="Hyosan Evening Post",
        nav="News Television Film Opinion Subscribe Sign in",
        headline="Second season starts filming in Andong",
        story=(
            "Filming of the second season began in Andong on Monday, the production company said, with most of the first season's cast back at the school where the outbreak started.",
            "The director said that the new season takes up the story three months after the fall of the town, and that the survivors have scattered across three shelters in the capital.",
            "Two newcomers join the cast as soldiers who guard the quarantine zone; their characters do not appear in the webtoon on which the series is based.",
            "The platform has not named a date. A spokesperson said only that viewers would not have to wait until the end of next year, and that a first trailer was being cut.",
            "The first season was watched for more than five hundred million hours in its first month and led the charts of ninety countries, a record for the genre at that time.",
            "Extras from the town have been asked to keep their phones in lockers during the shoot, which closes two streets until Friday evening and a bridge on Saturday morning.",
        ),
        about="Why outlets ask for your consent before you read",
        told=(
            "Whoever opens a news site in Europe is asked first: accept all, reject all, manage preferences. The banner has become the first thing that most readers see, and few of them read it.",
            "A study of two hundred outlets found that the button to refuse was missing from the first screen of every third banner, although the regulator has asked for it since the spring.",
            "Publishers answer that advertising pays for the newsroom, and that a reader who neither pays nor consents to cookies costs more than he brings. Some now sell a subscription without tracking.",
            "The court in Luxembourg will decide in the autumn whether such a choice is free. Until then the banners stay, and so do the letters of the regulator to those who hide the second button.",
            "Readers can help themselves: browsers remember a refusal, and two of them answer the banners on their own when asked to. Neither of them is used by more than a few in a hundred.",
        ),
        script=(
            "You need to enable JavaScript to run this app.",
            "This site requires JavaScript. Please turn on JavaScript in your browser and reload the page.",
        ),
        consent=(
            "Before you continue to the Post",
            "We and our 412 partners store and access information on a device, such as cookies, and process personal data, such as unique identifiers, for personalised ads and content. You can change your mind at any time in our privacy policy.",
            "Accept all Reject all Manage options",
        ),
        robot=(
            "Just a moment...",
            "Checking if the site connection is secure. Enable JavaScript and cookies to continue. Ray ID: 7d1f0c2b9a",
        ),
        login=("Log in", "Log in to continue. Please sign in or create a free account to view this page. Forgot your password?"),
        blocked=(
            "We recognise that you are attempting to access this website from a country belonging to the European Economic Area and therefore cannot grant you access at this time. This content is not available in your region.",
            "It looks like you are using an ad blocker. Please disable your ad blocker or whitelist our site to continue.",
        ),
        metered="You have read your last free article this month. Subscribe now to keep reading. Already a subscriber? Log in.",
        plus="This article is for subscribers only. Unlock this story for £1 and read everything for a month.",
        left="You have read 20% of this article. To read the full story, start your free trial.",
        banner="We use cookies to improve this site. Accept Settings",
        offer="Support independent journalism: subscribe to the Post for £1 a week. Already a subscriber? Sign in.",
    ),
    "ko": Words(
        outlet="효산일보",
        nav="뉴스 방송 영화 오피니언 구독 로그인",
        headline="시즌2, 안동서 촬영 시작",
        story=(
            "두 번째 시즌의 촬영이 월요일 안동에서 시작됐다고 제작사가 밝혔다. 첫 시즌에 나온 배우들 대부분이 감염이 시작된 그 학교로 돌아왔다.",
            "연출을 맡은 감독은 새 시즌이 도시가 무너진 지 석 달 뒤의 이야기를 다루며, 살아남은 학생들이 서울의 대피소 세 곳으로 흩어져 있다고 설명했다.",
            "격리 구역을 지키는 군인 역으로 신인 배우 두 명이 합류한다. 이들이 맡은 인물은 원작 웹툰에는 나오지 않는다.",
            "공개일은 아직 정해지지 않았다. 플랫폼 관계자는 내년 말까지 기다리지는 않아도 될 것이라며 첫 예고편을 편집하고 있다고만 말했다.",
            "첫 시즌은 공개 한 달 만에 5억 시간 넘게 시청됐고 아흔 개 나라에서 1위에 올라 당시 장르물로는 최고 기록을 세웠다.",
            "촬영 때문에 금요일 저녁까지 도로 두 곳이, 토요일 오전에는 다리 한 곳이 통제된다. 보조 출연자들은 촬영 중 휴대전화를 보관함에 맡겨야 한다.",
        ),
        about="쿠키 동의 창, 왜 자꾸 뜨나",
        told=(
            "언론사 누리집에 들어가면 기사보다 먼저 뜨는 것이 있다. 쿠키를 허용하겠느냐고 묻는 창이다. 독자 열 명 가운데 여덟 명은 읽지 않고 모두 동의를 누른다.",
            "시민단체가 언론사 백 곳을 조사했더니 서른두 곳은 거부 단추를 첫 화면에 두지 않았다. 개인정보 보호 위원회는 지난봄부터 두 단추를 나란히 두라고 권고해 왔다.",
            "언론사들은 광고가 취재비를 댄다고 말한다. 동의하지도 구독하지도 않는 독자는 비용만 든다는 것이다. 추적 없는 유료 구독을 따로 파는 곳도 생겼다.",
            "법원은 가을에 이런 선택을 자유로운 동의로 볼 수 있는지 판단한다. 그때까지 창은 그대로 남고, 위원회의 권고 공문도 계속 나갈 전망이다.",
            "독자가 할 수 있는 일도 있다. 거부를 기억하는 브라우저가 있고, 창에 대신 답해 주는 기능도 있다. 다만 이를 쓰는 사람은 백 명에 몇 명뿐이다.",
        ),
        script=(
            "이 페이지를 보려면 자바스크립트를 활성화해 주세요.",
            "브라우저의 JavaScript가 꺼져 있습니다. JavaScript를 사용하도록 설정한 뒤 다시 시도해 주세요.",
        ),
        consent=(
            "개인정보 수집 및 쿠키 안내",
            "효산일보와 제휴사는 맞춤형 광고와 서비스 제공을 위해 쿠키를 사용하고 개인정보를 처리합니다. 계속하려면 동의해 주세요. 자세한 내용은 개인정보 처리방침에서 확인할 수 있습니다.",
            "모두 동의 모두 거부 설정",
        ),
        robot=("보안 확인", "로봇이 아닙니다. 비정상적인 접근이 감지되었습니다. 아래 보안 문자를 입력해 주세요."),
        login=("로그인", "로그인이 필요한 서비스입니다. 로그인 후 이용해 주세요. 아이디 비밀번호 회원가입"),
        blocked=(
            "이 콘텐츠는 현재 거주하시는 국가에서 이용할 수 없습니다.",
            "광고 차단 프로그램을 사용 중입니다. 광고 차단을 해제한 뒤 이용해 주세요.",
        ),
        metered="이번 달 무료 기사를 모두 읽으셨습니다. 구독하고 계속 읽어 보세요. 이미 구독자라면 로그인하세요.",
        plus="이 기사는 유료회원 전용입니다. 전문은 프리미엄 구독 후 볼 수 있습니다.",
        left="기사의 나머지 70%는 로그인 후 읽을 수 있습니다.",
        banner="이 사이트는 쿠키를 사용합니다. 확인",
        offer="효산일보를 구독하세요. 첫 달 무료입니다.",
    ),
    "ja": Words(
        outlet="孝山新聞",
        nav="ニュース テレビ 映画 社説 購読 ログイン",
        headline="シーズン2、安東で撮影始まる",
        story=(
            "第二シーズンの撮影が月曜日、安東で始まったと制作会社が発表した。第一シーズンの出演者の大半が、感染の始まった学校に戻っている。",
            "監督によると、新シーズンは街が陥落してから三か月後の物語で、生き残った生徒たちはソウルの三つの避難所に散らばっているという。",
            "隔離区域を守る兵士の役で新人二人が加わる。二人の役は原作のウェブ漫画には登場しない。",
            "配信日はまだ決まっていない。広報担当者は、来年の末まで待つことにはならないと述べ、最初の予告編を編集していることだけを明らかにした。",
            "第一シーズンは配信から一か月で五億時間以上視聴され、九十か国で首位に立った。当時、このジャンルの最高記録だった。",
            "撮影のため金曜日の夕方まで二本の道路が、土曜日の午前には橋が一つ通行止めになる。エキストラは撮影中、携帯電話をロッカーに預ける。",
        ),
        about="なぜ新聞社のサイトは同意を求めるのか",
        told=(
            "ニュースサイトを開くと、記事より先に現れるものがある。クッキーの使用に同意するかどうかを尋ねる画面だ。読者の八割は、読まずに「すべて同意する」を押すという。",
            "消費者団体が百社のサイトを調べたところ、三十二社は最初の画面に拒否のボタンを置いていなかった。監督機関は春から、二つのボタンを並べるよう求めている。",
            "新聞社は、取材の費用を広告がまかなっていると説明する。同意も購読もしない読者は負担になるというわけだ。追跡しない有料の購読を売り出した社もある。",
            "裁判所は秋に、こうした選択が自由な同意といえるかどうかを判断する。それまで画面はそのまま残り、監督機関の指導も続く見通しだ。",
            "読者にできることもある。拒否を覚えておくブラウザーがあり、画面に代わりに答える機能もある。ただし使っている人は百人に数人しかいない。",
        ),
        script=(
            "このサイトを表示するにはJavaScriptを有効にしてください。",
            "お使いのブラウザではJavaScriptが無効になっています。設定を変更してから再度お試しください。",
        ),
        consent=(
            "プライバシー設定",
            "当社と提携企業は、広告の表示とサイトの改善のためにCookieを使用し、個人データを処理します。続けるには同意が必要です。詳しくはプライバシーポリシーをご覧ください。",
            "すべて同意する すべて拒否する 設定",
        ),
        robot=("アクセスの確認", "あなたがロボットではないことを確認しています。画像に表示されている文字を入力してください。"),
        login=("ログイン", "このページをご覧いただくにはログインが必要です。メールアドレス パスワード 新規会員登録"),
        blocked=(
            "お住まいの地域からはこのコンテンツをご覧いただけません。",
            "広告ブロッカーが検出されました。広告ブロックを解除してから続けてください。",
        ),
        metered="今月の無料記事はすべてお読みになりました。続きを読むには購読のお申し込みが必要です。会員の方はログインしてください。",
        plus="この記事は有料会員限定です。登録すると全文をお読みいただけます。",
        left="残り：1,240文字／全文：1,530文字",
        banner="当サイトはCookieを使用しています。了承する",
        offer="孝山新聞デジタルの購読はこちら。初月無料。",
    ),
    "es": Words(
        outlet="El Correo de Hyosan",
        nav="Noticias Televisión Cine Opinión Suscríbete Iniciar sesión",
        headline="Comienza en Andong el rodaje de la segunda temporada",
        story=(
            "El rodaje de la segunda temporada comenzó el lunes en Andong, según la productora, con la mayor parte del reparto de la primera de vuelta en el instituto donde empezó el brote.",
            "El director explicó que la nueva temporada retoma la historia tres meses después de la caída de la ciudad y que los supervivientes se reparten por tres refugios de la capital.",
            "Dos actores noveles se incorporan como soldados que vigilan la zona de cuarentena; sus personajes no aparecen en el cómic en el que se basa la serie.",
            "La plataforma no ha dado una fecha. Una portavoz dijo solo que el público no tendrá que esperar hasta finales del año próximo y que ya se monta un primer avance.",
            "La primera temporada se vio más de quinientos millones de horas en su primer mes y encabezó las listas de noventa países, un récord para el género en aquel momento.",
            "El rodaje corta dos calles hasta la tarde del viernes y un puente la mañana del sábado. Los figurantes deben dejar el teléfono en una taquilla mientras se graba.",
        ),
        about="Por qué los periódicos piden aceptar las cookies",
        told=(
            "Quien entra en un diario digital ve antes que la noticia una pregunta: aceptar todo, rechazar todo o configurar. Ocho de cada diez lectores aceptan sin leer una sola línea.",
            "Una asociación de consumidores revisó cien periódicos y en treinta y dos no encontró el botón de rechazar en la primera pantalla, pese a que la agencia lo pide desde la primavera.",
            "Los editores responden que la publicidad paga la redacción y que un lector que ni paga ni acepta las cookies cuesta más de lo que aporta. Algunos venden una suscripción sin rastreo.",
            "El tribunal decidirá en otoño si esa elección es libre. Hasta entonces seguirán los avisos, y también las cartas de la agencia a quienes esconden el segundo botón.",
            "El lector puede defenderse: hay navegadores que recuerdan la negativa y otros que contestan por él, aunque apenas los usan unos pocos de cada cien.",
        ),
        script=(
            "Es necesario habilitar JavaScript para ver esta página.",
            "Su navegador tiene JavaScript desactivado. Active JavaScript y vuelva a cargar la página.",
        ),
        consent=(
            "Tu privacidad nos importa",
            "Nosotros y nuestros 312 socios almacenamos cookies y tratamos datos personales para mostrar anuncios y contenidos personalizados. Puedes aceptar o rechazar el tratamiento y cambiar tu elección en la política de privacidad.",
            "Aceptar y continuar Rechazar y suscribirse",
        ),
        robot=(
            "Acceso denegado",
            "No soy un robot. Hemos detectado tráfico inusual desde su red. Complete la verificación para continuar.",
        ),
        login=(
            "Iniciar sesión",
            "Inicia sesión o regístrate gratis para continuar. Correo electrónico Contraseña ¿Has olvidado tu contraseña?",
        ),
        blocked=(
            "Este contenido no está disponible en tu región.",
            "Hemos detectado que utilizas un bloqueador de anuncios. Desactívalo para seguir navegando.",
        ),
        metered="Has alcanzado el límite de artículos gratuitos de este mes. Suscríbete para seguir leyendo. ¿Ya eres suscriptor? Inicia sesión.",
        plus="Contenido exclusivo para suscriptores. Lee la noticia completa desde 1 euro al mes.",
        left="Te queda el 70% de este artículo por leer. Regístrate gratis para leerlo completo.",
        banner="Utilizamos cookies propias y de terceros. Aceptar Configurar",
        offer="Suscríbete a El Correo por 1 euro al mes. ¿Ya eres suscriptor? Inicia sesión.",
    ),
    "de": Words(
        outlet="Hyosaner Tageblatt",
        nav="Nachrichten Fernsehen Kino Meinung Abo Anmelden",
        headline="Dreh der zweiten Staffel beginnt in Andong",
        story=(
            "Die Dreharbeiten zur zweiten Staffel haben am Montag in Andong begonnen, teilte die Produktionsfirma mit. Der größte Teil der ersten Besetzung ist an der Schule zurück, an der der Ausbruch begann.",
            "Der Regisseur sagte, die neue Staffel setze drei Monate nach dem Fall der Stadt ein, und die Überlebenden seien auf drei Unterkünfte in der Hauptstadt verteilt.",
            "Zwei Neulinge kommen als Soldaten hinzu, die das Sperrgebiet bewachen; ihre Figuren gibt es in der Vorlage nicht.",
            "Einen Termin hat die Plattform nicht genannt. Eine Sprecherin sagte nur, das Publikum müsse nicht bis zum Ende des nächsten Jahres warten, und ein erster Trailer werde geschnitten.",
            "Die erste Staffel wurde in ihrem ersten Monat mehr als fünfhundert Millionen Stunden gesehen und führte die Listen in neunzig Ländern an, damals ein Rekord für das Genre.",
            "Für den Dreh sind bis Freitagabend zwei Straßen gesperrt und am Samstagvormittag eine Brücke. Die Komparsen geben ihre Telefone vor der Aufnahme ab.",
        ),
        about="Warum Zeitungen um Zustimmung bitten",
        told=(
            "Wer eine Nachrichtenseite öffnet, wird zuerst gefragt: alle akzeptieren, alle ablehnen oder Einstellungen. Acht von zehn Lesern stimmen zu, ohne eine Zeile gelesen zu haben.",
            "Ein Verbraucherverband hat hundert Zeitungen geprüft und bei zweiunddreißig den Knopf zum Ablehnen auf der ersten Ansicht nicht gefunden, obwohl die Behörde ihn seit dem Frühjahr verlangt.",
            "Die Verlage entgegnen, Werbung bezahle die Redaktion, und wer weder zahle noch Cookies zulasse, koste mehr, als er bringe. Einige verkaufen inzwischen ein Abo ohne Werbung.",
            "Das Gericht entscheidet im Herbst, ob eine solche Wahl frei ist. Bis dahin bleiben die Hinweise, und es bleiben die Briefe der Behörde an jene, die den zweiten Knopf verstecken.",
            "Leser können sich helfen: Manche Browser merken sich das Nein, andere beantworten die Frage selbst. Benutzt werden sie nur von wenigen unter hundert.",
        ),
        script=(
            "Bitte aktivieren Sie JavaScript, um diese Seite anzuzeigen.",
            "JavaScript ist in Ihrem Browser deaktiviert. Diese Anwendung funktioniert nur mit JavaScript.",
        ),
        consent=(
            "Weiter mit Werbung oder im Abo",
            "Besuchen Sie das Tageblatt wie gewohnt mit Werbung und Tracking oder nutzen Sie unser Angebot im Pur-Abo. Wir und unsere bis zu 198 Partner speichern Informationen auf Ihrem Gerät. Ihre Einwilligung können Sie jederzeit in der Datenschutzerklärung widerrufen.",
            "Akzeptieren und weiter Pur-Abo abschließen",
        ),
        robot=(
            "Sicherheitsüberprüfung",
            "Bitte bestätigen Sie, dass Sie ein Mensch sind. Ungewöhnlicher Datenverkehr aus Ihrem Netzwerk wurde festgestellt.",
        ),
        login=("Anmelden", "Bitte melden Sie sich an, um fortzufahren. E-Mail Passwort Passwort vergessen? Kostenlos registrieren"),
        blocked=(
            "Dieser Inhalt ist in Ihrem Land nicht verfügbar.",
            "Sie verwenden einen Werbeblocker. Bitte deaktivieren Sie Ihren Adblocker, um die Seite zu besuchen.",
        ),
        metered="Sie haben Ihre Gratisartikel in diesem Monat gelesen. Jetzt abonnieren und weiterlesen. Bereits Abonnent? Hier anmelden.",
        plus="Dieser Artikel ist exklusiv für Abonnenten. Mit Tageblatt+ weiterlesen und einen Monat kostenlos testen.",
        left="Um den vollständigen Artikel zu lesen, registrieren Sie sich bitte kostenlos.",
        banner="Diese Seite verwendet Cookies. Verstanden",
        offer="Das Tageblatt im Abo: vier Wochen für 1 Euro. Bereits Abonnent? Anmelden.",
    ),
    "ru": Words(
        outlet="Хёсанский вестник",
        nav="Новости Телевидение Кино Мнения Подписка Войти",
        headline="В Андоне начались съёмки второго сезона",
        story=(
            "Съёмки второго сезона начались в понедельник в Андоне, сообщила продюсерская компания. Большинство актёров первого сезона вернулись в школу, с которой началась эпидемия.",
            "Режиссёр рассказал, что действие нового сезона начинается через три месяца после падения города, а выжившие разбросаны по трём убежищам в столице.",
            "Два новых актёра сыграют солдат, которые охраняют карантинную зону; в комиксе, по которому снят сериал, этих персонажей нет.",
            "Дату премьеры платформа не назвала. Представитель сказала лишь, что зрителям не придётся ждать до конца следующего года и что первый трейлер уже монтируют.",
            "Первый сезон за месяц смотрели более пятисот миллионов часов, он возглавил списки в девяноста странах, и это было рекордом для жанра.",
            "На время съёмок до вечера пятницы закрыты две улицы, а утром в субботу закроют мост. Участники массовки сдают телефоны на хранение.",
        ),
        about="Почему газеты просят согласия на cookie",
        told=(
            "Тот, кто открывает новостной сайт, сначала видит вопрос: принять все, отклонить все или настроить. Восемь читателей из десяти соглашаются, не прочитав ни строчки.",
            "Общество потребителей проверило сто изданий и у тридцати двух не нашло кнопки отказа на первом экране, хотя ведомство требует её с весны.",
            "Издатели отвечают, что реклама оплачивает редакцию, а читатель, который не платит и не принимает файлы cookie, обходится дороже, чем приносит. Некоторые продают подписку без слежки.",
            "Суд осенью решит, свободен ли такой выбор. До тех пор уведомления останутся, как и письма ведомства тем, кто прячет вторую кнопку.",
            "Читатель может помочь себе сам: одни браузеры запоминают отказ, другие отвечают вместо него. Пользуются ими немногие из ста.",
        ),
        script=(
            "Для работы сайта включите JavaScript в настройках браузера.",
            "У вас отключён JavaScript. Чтобы увидеть страницу, включите его и обновите её.",
        ),
        consent=(
            "Ваша конфиденциальность",
            "Мы и наши партнёры используем файлы cookie и обрабатываем персональные данные, чтобы показывать рекламу и улучшать сайт. Продолжая, вы даёте согласие на обработку. Подробнее в политике конфиденциальности.",
            "Принять все Отклонить все Настройки",
        ),
        robot=(
            "Проверка браузера",
            "Подтвердите, что вы не робот. С вашего адреса поступают подозрительные запросы. Введите символы с картинки.",
        ),
        login=("Войти", "Войдите или зарегистрируйтесь, чтобы продолжить. Логин Пароль Забыли пароль?"),
        blocked=(
            "Этот материал недоступен в вашем регионе.",
            "Похоже, вы используете блокировщик рекламы. Отключите его, чтобы продолжить.",
        ),
        metered="Вы прочитали все бесплатные статьи этого месяца. Оформите подписку, чтобы читать дальше. Уже подписаны? Войдите.",
        plus="Этот материал доступен только подписчикам. Полный текст статьи открыт по подписке за 99 рублей в месяц.",
        left="Чтобы прочитать статью целиком, зарегистрируйтесь бесплатно.",
        banner="Сайт использует файлы cookie. Хорошо",
        offer="Подпишитесь на «Вестник»: первый месяц бесплатно. Уже подписаны? Войдите.",
    ),
}


def pages() -> Iterator[tuple[str, str, str]]:
    """(name, label, html) of each page."""
    for language, words in WORDS.items():
        for name, label, html in _pages(words, language):
            yield f"{language}-{name}", label, html


def _pages(w: Words, language: str) -> Iterator[tuple[str, str, str]]:
    article, cut = _paragraphs(w.story), _paragraphs(w.story[:2])
    yield (
        "script-root",
        "empty",
        _bare(language, w.outlet, f'<noscript>{w.script[0]}</noscript><div id="root"></div><script src="/static/js/main.3f.js"></script>'),
    )
    yield "script-notice", "empty", _framed(w, language, w.headline, f'<div id="app"><p class="message">{w.script[1]}</p></div>')
    yield (
        "consent",
        "wall",
        _bare(language, w.consent[0], f"<main><h1>{w.consent[0]}</h1><p>{w.consent[1]}</p><form>{_buttons(w.consent[2])}</form></main>"),
    )
    yield (
        "consent-framed",
        "wall",
        _framed(
            w, language, w.headline, f'<div role="dialog"><h2>{w.consent[0]}</h2><div>{w.consent[1]}</div>{_buttons(w.consent[2])}</div>'
        ),
    )
    yield "robot", "wall", _bare(language, w.robot[0], f'<div class="main"><h1>{w.robot[0]}</h1><p>{w.robot[1]}</p></div>')
    yield (
        "login",
        "wall",
        _bare(language, f"{w.login[0]} | {w.outlet}", f"<h1>{w.login[0]}</h1><form><p>{w.login[1]}</p>{_buttons(w.login[0])}</form>"),
    )
    yield "region", "wall", _framed(w, language, w.headline, f"<h1>{w.headline}</h1><p>{w.blocked[0]}</p>")
    yield "ad-blocker", "wall", _bare(language, w.outlet, f"<section><p>{w.blocked[1]}</p></section>")
    yield (
        "metered",
        "teaser",
        _framed(w, language, w.headline, f'<article><h1>{w.headline}</h1>{cut}<div class="limit"><p>{w.metered}</p></div></article>'),
    )
    yield (
        "plus",
        "teaser",
        _framed(
            w,
            language,
            w.headline,
            f'<article><h1>{w.headline}</h1>{_paragraphs(w.story[:3])}<aside class="paywall"><h3>{w.plus}</h3></aside></article>',
            _linked(headline=w.headline, isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "cssSelector": ".rest"}),
        ),
    )
    yield (
        "left",
        "teaser",
        _framed(
            w,
            language,
            w.headline,
            f"<article><h1>{w.headline}</h1>{_paragraphs(w.story[:1])}<p>{w.story[1][: len(w.story[1]) // 2]} …</p><div><p>{w.left}</p></div></article>",
        ),
    )
    yield "whole", "full", _framed(w, language, w.headline, f"<article><h1>{w.headline}</h1>{article}</article>")
    yield (
        "whole-banner",
        "full",
        _framed(
            w,
            language,
            w.headline,
            f'<article><h1>{w.headline}</h1>{article}</article><div id="cookie-notice" class="cookie-banner">{w.banner}</div>',
        ),
    )
    yield (
        "whole-offer",
        "full",
        _framed(
            w,
            language,
            w.headline,
            f'<article><h1>{w.headline}</h1>{article}</article><aside class="offer"><p>{w.offer}</p></aside>',
            _linked(headline=w.headline, isAccessibleForFree=False),
        ),
    )
    yield "about-walls", "full", _framed(w, language, w.about, f"<article><h1>{w.about}</h1>{_paragraphs(w.told)}</article>")
    yield "short", "full", _framed(w, language, w.headline, f"<article><h1>{w.headline}</h1>{_paragraphs(w.story[:2])}</article>")


def _paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **said})}</script>'


def _buttons(names: str) -> str:
    return f"<button>{names}</button>"


def _bare(language: str, title: str, body: str) -> str:
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'


def _framed(w: Words, language: str, title: str, body: str, head: str = "") -> str:
    nav = "".join(f'<a href="/{number}">{word}</a> ' for number, word in enumerate(w.nav.split()))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} | {w.outlet}</title><meta property="og:site_name" content="{w.outlet}">{head}</head>'
        f"<body><header><nav>{nav}</nav></header><main>{body}</main><footer>© {w.outlet}</footer></body></html>"
    )
