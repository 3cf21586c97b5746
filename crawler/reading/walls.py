"""Words that walls are made of, in the languages that the outlets write in. Case doesn't matter.

Each list is of one thing that is said to the reader in an article's place, or under its beginning: `quality` asks where it stands
and how much else there is. A phrase belongs here when outlets say it and articles hardly ever do.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# The page is put together by a script that we don't run.
SCRIPT_ONLY = _any(
    r"(?:enable|turn(?:ing)? on|activate|allow|switch on) (?:your )?java ?script",
    r"java ?script (?:is|has been|must be|needs to be|to be)? ?(?:currently )?(?:disabled|required|enabled|turned o(?:ff|n)|switched off|not enabled|not supported|not available)",
    r"(?:requires?|without|needs?) java ?script|browser does(?:n.t| not) support java ?script",
    r"java ?script\b[^.]{0,40}(?:deaktiviert|ausgeschaltet|aktivier|einschalten|benötigt|erforderlich)|(?:aktivier\w*|benötigt|nur mit|ohne)[^.]{0,20} java ?script",
    r"(?:activ\w+|autoris\w+|sans|nécessite)[^.]{0,12} java ?script|java ?script\b[^.]{0,30}(?:désactivé|activé|requis|nécessaire)",
    r"(?:habilit\w+|activ\w+|attiv\w+|abilit\w+|ativ\w+|requiere|necesit\w+|sin|senza|sem)[^.]{0,12} java ?script|java ?script\b[^.]{0,30}(?:(?:des)?activad|(?:des|in)?habilitad|disattivat|desativad)\w",
    r"(?:включит\w+|разрешит\w+|отключ[её]н\w*|требуется|без)[^.]{0,25} java ?script|java ?script\b[^.]{0,25}(?:отключ[её]н|выключен|включит|не поддерж)",
    r"(?:javascript|자바스크립트)[^.]{0,12}(?:활성화|사용 ?가능|켜|꺼|허용|비활성화|사용하도록|지원하지)",
    r"java ?script[^。]{0,12}(?:有効|オン|無効|必要|オフ|許可)",
    r"(?:请|請)?(?:启用|开启|打开|啟用)\s?javascript|(?:تفعيل|تمكين) (?:جافا ?سكريبت|javascript)|wł[aą]cz\w*[^.]{0,20} javascript",
)

# Somebody asks for consent, a sign-in or a proof of being human before anything is shown.
CONSENT = _any(
    r"we (?:and our (?:[\d,.]+ )?partners )?(?:use|store|process)\b.{0,60}\b(?:cookies|personal data|information on a device)",
    r"before you continue|accept all|reject all|manage (?:cookies|preferences|options|settings)|privacy (?:settings|preferences|policy)|your privacy|consent to|cookie (?:policy|settings|preferences)",
    r"bevor sie fortfahren|alle akzeptieren|alle ablehnen|akzeptieren und weiter|cookies? (?:zu)?(?:zulassen|akzeptieren)|einwilligung|zustimm(?:en|ung)|datenschutz(?:einstellungen|erklärung)|wir (?:und unsere (?:\w+ ){0,3}partner )?(?:verwenden cookies|speichern)"
    r"|werbefrei|pur-abo|mit werbung (?:und tracking|weiter|lesen|nutzen)",
    r"tout accepter|tout refuser|accepter (?:et|les cookies)|continuer sans accepter|nous (?:et nos (?:[\d.]+ )?partenaires )?(?:utilisons des cookies|stockons)|gérer (?:mes|les) (?:choix|cookies)|consentement|politique de confidentialité",
    r"aceptar (?:todo|todas|cookies|y continuar)|rechazar (?:todo|y )|(?:utilizamos|usamos|almacenamos) cookies|configuración de cookies|política de (?:cookies|privacidad)|consentimiento|tu privacidad|nuestros (?:[\d.]+ )?socios|tratamos datos personales",
    r"мы (?:и наши партн[её]ры )?используем (?:файлы )?cookie|принять (?:все|вс[её])|отклонить (?:все|вс[её])|согласие на|политик\w+ конфиденциальности|файлы cookie|обрабатываем (?:персональные|ваши) данные",
    r"쿠키를? (?:사용|허용|동의)|모두 (?:동의|허용|거부|수락)|개인정보 ?(?:처리방침|보호|수집|를 처리)|동의(?:하고|합니다| 후|해 ?주)",
    r"cookie\s?を使用|クッキー|すべて(?:に)?(?:同意|許可|拒否)|同意(?:する|して|が必要)|プライバシー(?:ポリシー|設定)|個人データを処理",
    r"接受所有|隐私(?:政策|设置)|accetta (?:tutto|tutti|e continua)|rifiuta tutto|aceitar tudo|rejeitar tudo|نستخدم ملفات تعريف الارتباط|قبول الكل|سياسة الخصوصية",
)
HUMAN = _any(
    r"just a moment|checking (?:your browser|if the site)|(?:verify|verifying|confirm)\w* (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)|not a robot|captcha|access (?:to this page has been )?denied|(?:unusual|suspicious) (?:traffic|activity)|security check"
    r"|ddos protection|attention required|request (?:was )?blocked|you have been blocked|pardon our interruption|enable (?:javascript and )?cookies|you don.t have permission to access|ray id",
    r"(?:sind sie|dass sie) ein (?:mensch|roboter)|kein roboter|zugriff verweigert|sicherheitsüberprüfung|ungewöhnliche\w* (?:datenverkehr|zugriffe|aktivität)|êtes(?:-| )(?:vous )?un (?:robot|humain)|pas un robot|accès refusé|trafic inhabituel"
    r"|eres (?:un robot|humano)|no (?:soy|eres|es) un robot|acceso denegado|tráfico inusual|non sei un robot|accesso negato|não (?:sou|é) um robô|acesso negado",
    r"не робот|доступ .{0,15}(?:запрещен|запрещён|ограничен)|проверка браузера|подозрительн\w+ (?:запрос|трафик|активн)|символы с картинки|로봇이 아닙?니?|(?:접근|접속)[이을를]? (?:거부|차단|제한)|비정상적인 (?:접근|접속|트래픽)|보안 ?(?:확인|문자)|자동 ?입력 ?방지"
    r"|ロボットではあ?り?な?|アクセスが(?:拒否|制限|集中)|画像に表示されて|不審なアクセス|人机验证|访问被拒绝|لست روبوت",
)
SIGN_IN = _any(
    r"(?:log ?in|sign ?in|register|create (?:a free|an) account)(?: or \w+(?: for free)?)? to (?:continue|read|view|access|keep reading)|only available to members|forgot(?:ten)? (?:your )?password",
    r"(?:melden sie sich(?: bitte)? an|anmelden|registrieren)\b.{0,40}(?:weiterlesen|lesen|fortzufahren|fortfahren)|passwort vergessen|connectez-vous pour|mot de passe oublié"
    r"|(?:inicia(?:r)? sesión|regístrate|identifícate)\b.{0,30}para (?:continuar|leer|seguir|ver)|olvidad[oa] tu contraseña|accedi per|entre para",
    r"(?:войдите|авторизуйтесь)\b.{0,30}чтобы|чтобы продолжить,? (?:войдите|авторизуйтесь)|забыли пароль|로그인 ?(?:후|하시면|하셔야|해야|이 필요)|비밀번호 찾기|ログイン(?:して|が必要|すると)|パスワードをお忘れ|تسجيل الدخول ل",
)
# The reader is in the wrong country, of the wrong age, or blocks advertising; or the server says no.
REFUSED = _any(
    r"not available in your (?:country|region|location|territory)|unavailable (?:in your|due to legal reasons)|european economic area|content is not available|(?:cannot|can.t|unable to) grant you access",
    r"(?:ad(?:vert(?:isement)?)?|content)[ -]?blocker|adblock(?:er)?|whitelist (?:our|this) (?:site|page)|disable your ad",
    r"in (?:ihrem|deinem) (?:land|region) nicht (?:verfügbar|abrufbar)|(?:werbe|ad-?)blocker",
    r"(?:pas|n.est pas) disponible dans votre (?:pays|région)|bloqueur de publicité|no (?:está|se encuentra) disponible en (?:tu|su) (?:país|región)|bloqueador de (?:anuncios|publicidad)|non (?:è )?disponibile nel tuo paese",
    r"недоступ\w+ в (?:вашем|вашей) (?:регионе|стране)|блокировщик\w* рекламы|(?:거주|접속)하?시?는? ?(?:국가|지역).{0,12}(?:이용|시청|제공).{0,8}(?:없|않)|광고 ?차단",
    r"お住まいの(?:国|地域).{0,20}(?:ご覧|利用|表示)|広告(?:ブロック|ブロッカー|遮断)|您所在的(?:国家|地区)|广告(?:拦截|屏蔽)",
    r"(?:are you|you must be|confirm (?:that )?you are) (?:over|at least|of legal age|1[68])|sind sie (?:über|mindestens) 1[68]|(?:eres|tienes) (?:mayor de|más de) 1[68]|вам (?:есть|исполнилось) 18|만 ?1[89]세 이상|18歳以上",
)

# The rest is for those who pay or sign in: said under the beginning of an article.
GATE = _any(
    r"(?:subscribe|join|register|sign up)\b.{0,30}\bto (?:continue|read|keep reading|unlock|access)|(?:continue|keep) reading (?:with|by|for|this)|to (?:continue reading|(?:read|view|see|access) (?:the )?(?:full|rest|entire))"
    r"|(?:this|the) (?:article|story|content|post) is (?:for|only|exclusive|exclusively|reserved|available)|exclusive to (?:subscribers|members)|unlock (?:this|the|full) (?:article|story|access)|\d+ ?% of (?:this|the) (?:article|story)"
    r"|(?:last|\d+|all your|any more) (?:of \d+ )?free (?:articles|stories|article)|free article(?:s)? (?:this month|limit|left|remaining)|article limit|the rest of (?:this|the) (?:article|story) is|premium (?:article|content) for",
    r"(?:jetzt )?weiterlesen (?:mit|für|und)|(?:und|jetzt|möchten sie) weiterlesen\b|um (?:diesen artikel )?weiterzulesen|mit \S+(?:\s?plus|\+) (?:weiter)?lesen|nur für (?:abonnent|registrierte|mitglieder)|exklusiv für (?:abonnent|mitglieder)"
    r"|diesen artikel (?:weiterlesen|freischalten)|jetzt (?:diesen )?artikel (?:lesen|freischalten)|artikel (?:ist|nur) .{0,20}(?:abonnenten|registrierte)|zugang zu allen artikeln|(?:vollständigen|ganzen|kompletten) (?:artikel|text|beitrag) (?:zu )?(?:lesen|sehen)"
    r"|(?:gratis|frei)-?artikel|kostenlosen artikel",
    r"(?:la suite|article|contenu) (?:est )?(?:de cet article )?(?:est )?réservé|abonnez-vous pour (?:lire|continuer)|inscrivez-vous .{0,20}pour (?:lire|continuer)|pour lire la suite|il (?:vous )?reste \d+[.,]?\d*\s?% ",
    r"contenido exclusivo para|(?:suscr[ií]b[ea]te|reg[ií]strate)\b.{0,20}(?:para|y) (?:seguir|continuar|leer)|para seguir leyendo|(?:solo|exclusivo) para (?:suscriptores|socios)|límite de (?:artículos|notas|lectura)|artículos? gratuitos?"
    r"|(?:te |le )?qued[ae]n? (?:el )?\d+ ?% |leer(?:lo|la)? (?:el artículo )?complet[oa]|noticia completa|contenuto riservato|riservato agli abbonati|continua a leggere|abbonati per|conteúdo exclusivo|exclusivo para assinantes|assine para",
    r"(?:доступ\w*|читать) (?:полностью|далее|только|целиком) (?:по|для|подписчик)|(?:только|доступ\w+) (?:для|по) подпис|доступ\w* (?:только )?(?:подписчикам|зарегистрированным)|оформите подписку|полн(?:ый|ая) (?:текст|версия) .{0,12}(?:доступ|открыт|по подписке)"
    r"|чтобы (?:читать|прочитать|продолжить чтение)|бесплатны[ех] (?:статьи|статей|материал)|статью (?:целиком|полностью)",
    r"(?:유료|프리미엄) ?(?:회원|구독자?|기사|콘텐츠) ?(?:전용|에게만|만|입니다|으로)|프리미엄 구독 후|구독자 ?전용|기사의? (?:전문|나머지)|전문은 .{0,20}(?:구독|회원|로그인)|회원 ?전용|구독(?:하고|하시면|후|하면) .{0,10}(?:계속|전문|모든)|무료 ?기사|계속 (?:읽어|읽으려|보시려)",
    r"この(?:記事|続き)(?:は|を).{0,14}(?:会員|有料|購読|登録|ログイン)|残り\s?[:：]?\s?[\d０-９,，]+\s?文字|続きを(?:読む|お読み)|全文を?(?:お読み|読む|ご覧)|(?:今月の)?無料記事|付费(?:阅读|内容)|订阅后|剩余\d+%|للمشتركين فقط|اشترك (?:لمتابعة|لقراءة)",
)
# …and said also under whole articles and in a site's navigation: counts only where a text is cut off.
OFFER = _any(
    r"already (?:a|have a) (?:subscri|member|digital)|subscriber[- ]only|(?:for )?subscribers only|start your free trial|subscribe (?:now|today)|log in to read|bereits (?:abonnent|registriert|kunde)|sie haben bereits ein abo|(?:abo|probe\w*) (?:testen|abschließen)|jetzt abonnieren"
    r"|réservé (?:à nos |aux )abonné|déjà abonné|s.abonner|ya eres (?:suscriptor|socio)|suscríbete|уже (?:подписаны|есть подписка)|подпишитесь|구독하기|구독 신청|会員(?:限定|専用|登録)|有料会員|購読(?:する|の)|già abbonato|abbonati|já é assinante|assine",
)
# What says itself that a part is missing, however long the part that is shown.
STATED = _any(
    r"il (?:vous )?reste \d+[.,]?\d*\s?% |la suite (?:de cet article )?est réservée|残り\s?[:：]?\s?[\d０-９,，]+\s?文字|(?:te |le )?qued[ae]n? (?:el )?\d+ ?% (?:de|por)|you have read \d+ ?% of|(?:the )?rest of (?:this|the) (?:article|story) is"
    r"|this is a (?:preview|free preview)|to (?:read|view|see) the (?:full|rest of)|기사의? 나머지|um den (?:vollständigen|ganzen|kompletten) (?:artikel|text) zu lesen|чтобы прочитать (?:статью|материал) (?:целиком|полностью)",
)
# A closing line that speaks of paying or signing in, and of what there is to read, in whatever words.
PAYING = _any(
    r"subscri\w+|\bmember(?:s|ship)?\b|premium|register|sign(?:ing)? (?:up|in)\b|log ?in\b|free trial|unlimited access|\b\w*abo(?:s|nnent\w*|nnier\w*|nnement)?\b|registrier\w+|einloggen|anmelden|mitglied\w*",
    r"abonn\w+|inscri\w+|connect(?:ez|er)|suscri\w+|regístr\w+|registr(?:arse|ado)|inici(?:a|ar) sesión|socios?\b|abbonat\w*|assin\w+|подпис\w+|авториз\w+|зарегистр\w+|войдите|구독|유료|회원|로그인|会員|購読|有料|ログイン|登録|订阅|付费|登录",
)
READING = _any(
    r"\barticles?\b|\bstor(?:y|ies)\b|\bcontent\b|\bread(?:ing)?\b|artikel|inhalt|beitrag|\blesen|weiterlesen|\blire\b|lecture|contenu|\bnoticias?\b|artículos?|contenido|\ble(?:er|yendo|erlo)\b|articolo|leggere|artigo|\bler\b",
    r"\bчита(?:ть|й|йте|ете)\b|чтени\w+|прочитать|стать\w+|материал\w*|продолжени\w+|기사|콘텐츠|전문|전체|나머지|읽|보시|볼 수|記事|続き|この先|ここから|全文|お読み|ご覧|读|文章|全文",
)
NEWSLETTER = _any(
    r"news ?letter|e-?mail|inbox|boletín|рассылк|뉴스레터|메일|メルマガ|メール|podcast|comment|kommentar|댓글|コメント|telegram|whatsapp|facebook|instagram|youtube|twitter|app\b"
)
COOKIES = _any(r"\bcookies?\b|\bкуки\b|쿠키|クッキー")
# What a text is made of that only fills the room behind a gate.
FILLER = re.compile(
    r"\b(?:lorem|ipsum|dolor(?:em|e|es)?|consectetur|adipisci(?:ng)?|voluptat\w+|quia|nesciunt|eaque|laudantium|repellendus|numquam|placeat|aspernatur)\b",
    re.IGNORECASE,
)
