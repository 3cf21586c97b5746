"""What the sample's sites answer: pages with all that surrounds an article on real ones, feeds, sitemaps, lists."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from newsroom.articles import Article, Outlet

_NAV = {
    "en": ("Home", "City", "Television", "Film", "Sport", "Newsletter", "Sign in"),
    "ko": ("홈", "연예", "방송", "영화", "스포츠", "구독", "로그인"),
    "es": ("Portada", "Mundo", "Series", "Cine", "Boletín"),
    "ja": ("ホーム", "ドラマ", "映画", "登録"),
    "de": ("Start", "Serien", "Kino", "Newsletter"),
}
_COOKIES = {
    "en": "We use cookies to make this site work. Read our privacy notice or choose which ones you allow.",
    "ko": "이 누리집은 쿠키를 씁니다. 개인정보 처리방침을 읽어 보세요.",
    "es": "Usamos cookies para que este sitio funcione. Consulte el aviso de privacidad.",
    "ja": "当サイトではクッキーを使用しています。",
    "de": "Wir verwenden Cookies. Lesen Sie unsere Hinweise zum Datenschutz.",
}
_MORE = {"en": "More stories", "ko": "관련 기사", "es": "Más noticias", "ja": "関連記事", "de": "Mehr zum Thema"}
_FOOT = "A sample outlet of showwire: invented for trying the program, not news."
_PAYWALL = """
<div class="paywall"><h3>Read on with a subscription</h3>
<p>Subscribe for 1 a month to read the whole story.</p><a href="/subscribe">Subscribe</a></div>"""
_RELATED = 4


def article_page(article: Article, outlet: Outlet, base: str, others: Sequence[Article]) -> str:
    """The page of an article, or what stands in its way."""
    if article.quality == "wall":
        return _wall(article, outlet)
    url = base + article.path
    head = [f'<link rel="canonical" href="{escape(url)}">', f'<meta property="og:title" content="{escape(article.title)}">']
    if article.summary:
        head.append(f'<meta name="description" content="{escape(article.summary)}">')
    if outlet.style == "json-ld":
        head.append(f'<script type="application/ld+json">{_json_ld(article, outlet, url)}</script>')
    elif outlet.style == "meta":
        head.append('<meta property="og:type" content="article">')
        head.append(f'<meta property="article:published_time" content="{article.published.isoformat()}">')
        if article.modified:
            head.append(f'<meta property="article:modified_time" content="{article.modified.isoformat()}">')
        head += [f'<meta name="author" content="{escape(author)}">' for author in article.authors]
    body = "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in article.body)
    if article.quality == "teaser":
        body += _PAYWALL
    related = "\n".join(f'<li><a href="{escape(each.path)}">{escape(each.title)}</a></li>' for each in others[:_RELATED])
    shown = article.published.strftime("%Y.%m.%d %H:%M" if article.language == "ko" else "%d.%m.%Y, %H:%M")
    stamp = (
        f'<time class="published" datetime="{article.published.isoformat()}">{shown}</time>'
        if outlet.style == "time"
        else f'<span class="date">{shown}</span>'
    )
    main = f"""<main><article>
<h1 class="headline">{escape(article.title, quote=False)}</h1>
<div class="meta"><span class="byline">{escape(_byline(article))}</span> {stamp}</div>
<div class="article-body">
{body}
</div>
<div class="share"><a href="/share?to=mail">Mail</a> <a href="/share?to=link">Copy link</a></div>
</article>
<aside class="related"><h2>{_MORE[article.language]}</h2><ul>
{related}
</ul></aside></main>"""
    return _frame(f"{article.title} | {outlet.name}", article.language, outlet, main, head)


def _byline(article: Article) -> str:
    if not article.authors:
        return ""
    return f"{article.authors[0]} 기자" if article.language == "ko" else "By " + " and ".join(article.authors)


def _json_ld(article: Article, outlet: Outlet, url: str) -> str:
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.modified or article.published).isoformat(),
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "mainEntityOfPage": url,
        "isAccessibleForFree": article.quality == "full",
    }
    return json.dumps(said, ensure_ascii=False).replace("</", "<\\/")


def _wall(article: Article, outlet: Outlet) -> str:
    main = """<main><div class="consent"><h1>동의가 필요합니다</h1>
<p>한빛연예와 제휴사는 맞춤 광고를 위해 쿠키를 씁니다. 계속 읽으려면 동의하거나 구독해 주세요.</p>
<button>모두 동의</button> <button>설정</button> <a href="/subscribe">구독하기</a></div></main>"""
    return _frame(f"{article.title} | {outlet.name}", article.language, outlet, main, ['<meta name="robots" content="noindex">'])


def _frame(title: str, language: str, outlet: Outlet, main: str, head: Sequence[str] = ()) -> str:
    links = "".join(f'<li><a href="/#{number}">{word}</a></li>' for number, word in enumerate(_NAV[language]))
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{escape(title, quote=False)}</title>
<meta property="og:site_name" content="{escape(outlet.name)}">
{chr(10).join(head)}
</head>
<body>
<header><a class="logo" href="/">{escape(outlet.name)}</a><nav><ul>{links}</ul></nav></header>
<div class="cookie-banner" role="dialog"><p>{_COOKIES[language]}</p><button>OK</button></div>
{main}
<footer><p>{_FOOT}</p><p>© 2026 {escape(outlet.name)}</p></footer>
</body>
</html>
"""


def front_page(outlet: Outlet, listed: Sequence[Article]) -> str:
    """A front page, with what a reader of feeds looks for in its head."""
    kinds = {"/feed/": "application/rss+xml", "/atom.xml": "application/atom+xml"}
    head = (
        [f'<link rel="alternate" type="{kinds[outlet.path]}" title="{escape(outlet.name)}" href="{outlet.path}">']
        if outlet.way == "feed"
        else []
    )
    rows = "\n".join(f'<li><a href="{escape(each.path)}">{escape(each.title)}</a></li>' for each in listed)
    return _frame(outlet.name, outlet.language or "en", outlet, f"<main><ul>\n{rows}\n</ul></main>", head)


def list_page(outlet: Outlet, listed: Sequence[Article]) -> str:
    """A list of articles in HTML, for a site without a feed."""
    rows = "\n".join(
        f'<li><a class="title" href="{escape(each.path)}">{escape(each.title)}</a><p class="lead">{escape(each.summary)}</p>'
        f'<span class="when">{each.published:%Y.%m.%d %H:%M}</span></li>'
        for each in listed
    )
    return _frame(
        outlet.name, outlet.language or "en", outlet, f'<main><ul class="list">\n{rows}\n</ul><p class="pages"><b>1</b></p></main>'
    )


def rss(outlet: Outlet, base: str, listed: Sequence[Article]) -> str:
    """RSS 2.0 as WordPress writes it: markup in the summary, numeric entities in titles, links that are followed."""
    items = "\n".join(
        f"""<item><title>{_numeric(each.title)}</title>
<link>{base}{escape(each.path)}?utm_source=rss&amp;utm_medium=feed</link>
{"".join(f"<dc:creator><![CDATA[{author}]]></dc:creator>" for author in each.authors)}
<pubDate>{format_datetime(each.published)}</pubDate><category>{each.path.split("/")[1]}</category>
<guid isPermaLink="false">{outlet.slug}/{each.id}</guid>
<description><![CDATA[<p>{escape(each.summary, quote=False)}</p>]]></description></item>"""
        for each in listed
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(outlet.name)}</title>
<link>{base}/</link><description>{_FOOT}</description><language>{outlet.language}</language><ttl>30</ttl>
{items}
</channel></rss>
"""


def _numeric(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c in "‘’“”…" else escape(c, quote=False) for c in text)


def atom(outlet: Outlet, base: str, listed: Sequence[Article]) -> str:
    """Atom, each entry in its own language."""
    entries = "\n".join(
        f"""<entry xml:lang="{each.language}"><title type="text">{escape(each.title, quote=False)}</title>
<link rel="alternate" type="text/html" href="{base}{escape(each.path)}"/><id>tag:meridian.example,2026:{each.id}</id>
<published>{each.published.isoformat()}</published><updated>{(each.modified or each.published).isoformat()}</updated>
{"".join(f"<author><name>{escape(author)}</name></author>" for author in each.authors)}
<summary type="html">&lt;p&gt;{escape(escape(each.summary, quote=False), quote=False)}&lt;/p&gt;</summary></entry>"""
        for each in listed
    )
    updated = max((each.modified or each.published).astimezone(dt.UTC) for each in listed).isoformat() if listed else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(outlet.name)}</title><id>tag:meridian.example,2026:wire</id>
<link rel="self" href="{base}{outlet.path}"/><link href="{base}/"/><updated>{updated}</updated>
{entries}
</feed>
"""


def news_sitemap(outlet: Outlet, base: str, listed: Sequence[Article]) -> str:
    """A sitemap with Google's news tags."""
    urls = "\n".join(
        f"""<url><loc>{base}{escape(each.path)}</loc><lastmod>{(each.modified or each.published).isoformat()}</lastmod>
<news:news><news:publication><news:name>{escape(outlet.name)}</news:name><news:language>{each.language}</news:language></news:publication>
<news:publication_date>{each.published.isoformat()}</news:publication_date><news:title>{escape(each.title)}</news:title></news:news></url>"""
        for each in listed
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{urls}
</urlset>
"""


def robots(outlet: Outlet, base: str) -> str:
    rules = "User-agent: *\nDisallow: /private/\nDisallow: /share\n"
    return rules + (f"\nSitemap: {base}{outlet.path}\n" if outlet.way == "sitemap" else "")
