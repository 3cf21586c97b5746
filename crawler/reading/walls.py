"""Words that walls are made of, in the languages that the outlets write in. Folded text is searched, so case doesn't matter."""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# The page is put together by a script that we don't run.
SCRIPT_ONLY = _any(
    r"(?:enable|turn on|activate|allow) javascript",
    r"javascript (?:is|has been|must be|needs to be)? ?(?:disabled|required|enabled|turned off|not enabled|not supported)",
    r"requires javascript|without javascript|need javascript|browser does not support javascript",
    r"javascript (?:zu )?aktivier|aktivier\w* (?:sie )?(?:bitte )?javascript|javascript (?:ist )?deaktiviert",
    r"active[rz]? javascript|javascript est désactivé|habilit\w+ javascript|activ\w+ javascript|javascript está (?:desactivad|deshabilitad)\w",
    r"включит\w+ (?:поддержку )?javascript|javascript (?:отключен|выключен)|javascript отключён",
    r"(?:javascript|자바스크립트)\S{0,2}\s?(?:를|을|가|이)?\s?(?:활성화|사용 ?가능|켜|허용|비활성화)",
    r"javascript\s?(?:を|が)\s?(?:有効|オン|無効|必要|オフ)",
    r"请(?:启用|开启|打开)\s?javascript|(?:تفعيل|تمكين) (?:جافا ?سكريبت|javascript)",
)

# Somebody asks for consent, a sign-in or a proof of being human before anything is shown.
CONSENT = _any(
    r"we (?:and our (?:\d+ )?partners )?(?:use|store|process)\b.{0,60}\b(?:cookies|personal data|information on a device)",
    r"before you continue|accept all|reject all|manage (?:cookies|preferences|options|settings)|privacy (?:settings|preferences|policy)|your privacy|consent to|cookie (?:policy|settings|preferences)",
    r"bevor sie fortfahren|alle akzeptieren|alle ablehnen|cookies? (?:zu)?(?:zulassen|akzeptieren)|einwilligung|zustimm(?:en|ung)|datenschutz(?:einstellungen|erklärung)|wir (?:und unsere partner )?verwenden cookies|werbefrei",
    r"tout accepter|tout refuser|accepter (?:et|les cookies)|continuer sans accepter|nous (?:et nos partenaires )?utilisons des cookies|gérer (?:mes|les) (?:choix|cookies)|consentement",
    r"aceptar (?:todo|todas|cookies|y continuar)|rechazar todo|(?:utilizamos|usamos) cookies|configuración de cookies|política de (?:cookies|privacidad)|consentimiento",
    r"мы используем (?:файлы )?cookie|принять все|отклонить все|согласие на|политик\w+ конфиденциальности|файлы cookie",
    r"쿠키를? (?:사용|허용|동의)|모두 (?:동의|허용|거부|수락)|개인정보 ?(?:처리방침|보호|수집)|동의(?:하고|합니다| 후)",
    r"cookie\s?を使用|クッキー|すべて(?:同意|許可|拒否)|同意(?:する|して)|プライバシー(?:ポリシー|設定)",
    r"接受所有|隐私(?:政策|设置)|نستخدم ملفات تعريف الارتباط|قبول الكل|سياسة الخصوصية",
)
HUMAN = _any(
    r"just a moment|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|not a robot|captcha|access (?:to this page has been )?denied|unusual traffic|security check"
    r"|ddos protection|attention required|request (?:was )?blocked|you have been blocked|pardon our interruption|enable cookies",
    r"sind sie ein (?:mensch|roboter)|kein roboter|zugriff verweigert|sicherheitsüberprüfung|êtes-vous un (?:robot|humain)|accès refusé|eres un robot|no soy un robot|acceso denegado",
    r"не робот|доступ (?:запрещен|запрещён|ограничен)|проверка браузера|로봇이 아닙니다|접근이 (?:거부|차단)|보안 ?(?:확인|문자)|ロボットではありません|アクセスが(?:拒否|制限)|人机验证|لست روبوت",
)
SIGN_IN = _any(
    r"(?:log ?in|sign ?in|register|create (?:a free|an) account) to (?:continue|read|view|access|keep reading)|only available to members",
    r"(?:melden sie sich an|anmelden|registrieren)\b.{0,40}(?:weiterlesen|lesen)|connectez-vous pour|inicia(?:r)? sesión para|regístrate para|войдите,? чтобы|авторизуйтесь|로그인 (?:후|하시면|이 필요)|ログイン(?:して|が必要|すると)|تسجيل الدخول ل",
)

# The rest is for those who pay or sign in.
TEASER = _any(
    r"subscribe (?:now |today )?to (?:continue|read|keep reading|unlock)|(?:continue|keep) reading (?:with|by|for)|to (?:continue reading|read the (?:full|rest))|(?:this|the) (?:article|story|content) is (?:for|only|exclusive|reserved|available)"
    r"|already a (?:subscriber|member)|subscriber[- ]only|subscribers only|for subscribers|exclusive to (?:subscribers|members)|unlock (?:this|the) (?:article|story)|\d+% of (?:this|the) article",
    r"(?:jetzt )?weiterlesen (?:mit|für|und)|um (?:diesen artikel )?weiterzulesen|mit \S+(?:\s?plus|\+) (?:weiter)?lesen|nur für abonnent|exklusiv für abonnent|diesen artikel (?:weiterlesen|freischalten)|sie haben bereits ein abo|bereits (?:abonnent|registriert)"
    r"|artikel (?:ist|nur) .{0,20}(?:abonnenten|registrierte)|zugang zu allen artikeln|weiterlesen\?",
    r"(?:la suite|article|contenu) (?:est )?(?:de cet article )?(?:est )?réservé|réservé (?:à nos |aux )abonné|abonnez-vous pour (?:lire|continuer)|pour lire la suite|il (?:vous )?reste \d+\s?% ",
    r"contenido exclusivo para|(?:suscr[ií]bete|reg[ií]strate) (?:para|y) (?:seguir|continuar|leer)|para seguir leyendo|solo para suscriptores|exclusivo para suscriptores",
    r"(?:доступ\w*|читать) (?:полностью|далее|только) (?:по|для|подписчик)|только (?:для|по) подпис|оформите подписку|полный текст (?:доступен|статьи)|чтобы (?:читать|прочитать|продолжить)",
    r"(?:유료|프리미엄) ?(?:회원|구독|기사|콘텐츠)|구독자 ?전용|(?:이 )?기사의? (?:전문|나머지)|전문은 .{0,20}(?:구독|회원|로그인)|회원 ?전용|구독(?:하고|하시면|후) .{0,10}(?:계속|전문)",
    r"会員(?:限定|専用|登録)|有料(?:会員|記事|会員限定)|残り\s?[:：]?\s?[\d０-９,]+\s?文字|続きを読むには|この(?:記事|続き)は.{0,12}(?:会員|有料|購読)|付费(?:阅读|内容)|订阅后|للمشتركين فقط|اشترك (?:لمتابعة|لقراءة)",
)
