"""Addresses: which two name the same article, and what a publisher's hint is worth. Pure.

`canonical_url` is an identity, not an address to fetch: it forgets `www.`, `http:` against `https:`, the
closing slash, AMP and mobile twins, and what was only added to follow readers about. What is fetched and
what is published as a link is the address as the source gave it. No library was safe for this alone:
those that find the twins also join what must stay apart, so the lists below are our own.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import idna

if TYPE_CHECKING:
    import tldextract

MAX_URL = 8192  # characters; a longer address is its own identity, untouched
MAX_PASSES = 12
DEFAULT_PORTS = {"http": 80, "https": 443}

# Query keys that say how a reader came, never what is shown. Lower case.
_TRACKING = frozenset(
    """
    __cft__ __hsfp __hssc __hstc __mk_de_de __s __source __tn__ __twitter_impression __xts__ _branch_match_id _branch_referrer _ga
    _gac _gl _hsenc _hsfp _hsmi _ke _openstat ad_id adgroupid adid aff_id affid affiliate afftrack algo_expid algo_pvid amp_gsa
    amp_js_v aqs assetid assettype b_source bbmd bsft_clkid bsft_uid btsid bxid campaign campaign_id campaignid ceneo_spo click_id
    clickid cm_lm cm_me cm_mmc cm_re cm_sp cmp cmp_id cmpid cn_ref context_referrer cuid curator cvid cx_click dclid dgcid dicbo
    dpg_campaign ebisother1 echobox ef_id elqat elqcampaignid elqtrack elqtrackid email_source email_token emci emdi epik erid fbc
    fbclid feature feed_id fref from_search from_srp funneluuid gad gad_campaignid gad_source gbraid gclid gclsrc gs_l gs_lcp
    guccounter guce_referrer guce_referrer_sig gws_rd hootpostid i_cid ici icid iclid ico ig_rid igsh igshid intcid intcmp ir_adid
    irclickid iref irgwc ito itok jsessionid kui lctg li_fat_id loc_ref mbid mibextid mkcid mkevt mkrid mkt_tok ml_subscriber
    ml_subscriber_hash mod_source msclkid mts_source nbid ncid newsletter newsletter_id nlid nr_email_referer ocid ocp oft_id
    oly_anon_id oly_enc_id onwewe openstat origin_source partner partner_id partnerid pd_rd_r pd_rd_w pd_rd_wg pf_rd_p pf_rd_r
    phpsessid pk_source postshare preview_pb publish_id pvid rb_clickid rcm rdid recip_id reco_id recruiter redir_token ref_
    ref_source ref_src ref_url refer refer_method referer referrer refid reflink refsrc regi_id rss rsslink rtoken s_campaign
    s_cid s_kwcid sc_channel sc_cid sc_country sc_referrer sc_ua search_type sender_device session_id sessionid sfmc_id share
    share_id share_source share_token shared sharedfrom sharetoken smid smtyp smtype snr soc_src soc_trk social_share
    socialnetwork sp_atk spia spm spot_im_redirect_source spreadtype sr_share src_src srcc srnd sscid taboolaclickid tagclickid
    taid tblci td_source tdsourcetag tduid tpa track_click trackid trackingid traffic_source trk trkcampaign trkid trkinfo tsource
    tt_content tt_medium ttclid twclid u_code ueid unicorn_click_id user_id_hash usqp uss utm vero_conv vero_id via view_source
    wickedid wickedsource wprov wt_mc wt_zmc wtmc wtrid xhsshare xtor yclid ymclid ysclid zanpid
    """.split()  # noqa: SIM905 - a list of words is read best as one
)
_TRACKING_STARTS = (
    "utm_", "utm-", "mtm_", "piwik_", "matomo_", "hsa_", "oly_", "vero_", "itm_", "fb_", "aftr_", "bsft_", "trk", "_trk",
    "_hs", "wpsrc", "cm_mmc", "ref_src",
)  # fmt: skip
_TRACKING_STARTS_OF_WORDS = ("ns_", "at_", "dop_", "ir_", "wt_", "ga_", "twitter_", "share_", "cmp_", "email_", "source_")
# Whatever its prefix, a key built of these words is about the reader's way here.
_TRACKING_SHAPE = re.compile(
    r"track(?!s?$)|referr?er|affili|campaign|click_?id|clid$|sess_?id$|utm_"
    r"|^pk_(?:kwd|keyword|source|medium|content|cid|vid)$|^mc_[ce]id$"
)
_TRACKING_SHAPE_OF_WORDS = re.compile(
    r"ab_?(?:test|variant|id)$|_variant$|(?:^|_)share|search_(?:id|type)$|^from_|_medium$|^promo|^ist[a-z]+id$|session|newsletter|request_?id"
)
# Keys that say so only where the value is a word: as a number they may be an article, a page or a section.
_TRACKING_WORDS = frozenset(
    {"ref", "from", "source", "src", "origin", "cid", "partner", "referral", "medium", "trc", "scm", "sref", "qid", "link_id", "linkid"}
)
_SESSION = re.compile(r"(?=[0-9]*[a-zA-Z])(?=[a-zA-Z]*[0-9])[0-9a-zA-Z]+")  # sid=101 is a section in Korea, sid=0a1b… a session
_SESSION_LEAST = 6
# On these sites short keys are known to be noise. Registrable domains.
_TRACKING_AT: dict[str, frozenset[str]] = {
    "twitter.com": frozenset({"s", "t", "cn"}),
    "x.com": frozenset({"s", "t", "cn"}),
    "youtube.com": frozenset({"si", "pp", "ab_channel"}),
    "youtu.be": frozenset({"si", "feature"}),
    "spotify.com": frozenset({"si", "sid"}),
    "netflix.com": frozenset({"tctx", "jbv_src", "s", "t"}),
    "forbes.com": frozenset({"sh"}),
    "facebook.com": frozenset({"eid", "hc_ref", "fref", "rdc", "rdr"}),
    "spiegel.de": frozenset({"b"}),
    "bing.com": frozenset({"sk", "sp", "sc", "qs", "form"}),
    "techcrunch.com": frozenset({"sr"}),
    "weibo.com": frozenset({"weibo_id", "dt_dapp"}),
    "daum.net": frozenset({"f", "rcmd"}),
}
_AMP_KEYS = frozenset({"amp", "_amp", "amp_markup", "is_amp"})
_AMP_VALUES = {"outputtype": "amp", "output": "amp", "view": "amp", "format": "amp", "type": "amp", "mode": "amp", "platform": "amp"}
_MOBILE_LABELS = frozenset({"m", "mobile", "amp", "mobi", "wap", "touch", "www"})
_INDEX = frozenset(
    {
        "index.html",
        "index.htm",
        "index.php",
        "index.asp",
        "index.aspx",
        "index.jsp",
        "index.shtml",
        "default.html",
        "default.htm",
        "default.asp",
        "default.aspx",
    }
)
_PATH_SAFE = "!$'()*,:@-._~"
_QUERY_SAFE = "!$'()*,:@-._~/;"

_SCHEME = re.compile(r"(?i)(https?):[/\\]*")
_BLANKS = str.maketrans("", "", "\t\n\r")
_EDGES = "".join(map(chr, range(0x21)))
_ESCAPE = re.compile(r"((?:%[0-9a-fA-F]{2})+)")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(r"\((?:[A-Z]\([0-9a-zA-Z]{8,64}\))+\)")
_SESSION_PARAMETER = re.compile(r"(?i);(?:jsessionid|phpsessid|sessionid)=[^/;?]*")
_PAGE_OF = re.compile(r"(?:/(?:page|p|seite|amp|print|comments?|[0-9]{1,3}))+", re.IGNORECASE)
_CLAMPED = re.compile(r"[0-9]{1,5}")


@functools.cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that comes with tldextract, never fetched. Imported late: it draws in an HTTP client (0.1 s)."""
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@functools.lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The identity of an address: equal for twins. Idempotent; what is no http address comes back trimmed."""
    url = url.strip(_EDGES).translate(_BLANKS)
    for _ in range(MAX_PASSES):  # taking one wrapping off may lay bare another
        shorter = _pass(url)
        if shorter == url:
            break
        url = shorter
    return url


def link_url(url: str) -> str:
    """The address to give a reader: as the source gave it, but for what only follows readers about. No identity: see `canonical_url`."""
    split = _split(url.strip(_EDGES).translate(_BLANKS))
    if split is None:
        return url
    scheme, host, port, rest = split
    rest, _, fragment = rest.partition("#")
    path, _, query = rest.partition("?")
    local = _TRACKING_AT.get(_registrable(host), frozenset())
    kept = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if part and not _follows_readers(name.lower(), value, local):
            kept.append(part)
    route = f"#{fragment}" if fragment.startswith("!") else ""
    return f"{scheme}://{host}{port}{path or '/'}{'?' + '&'.join(kept) if kept else ''}{route}"


def same_article_url(a: str, b: str) -> bool:
    return canonical_url(a) == canonical_url(b)


def politeness_host(url: str) -> str:
    """The host that is not to be asked twice at once: lower case, punycode, without `www.`; "" for none."""
    split = _split(url.strip(_EDGES).translate(_BLANKS))
    return split[1].removeprefix("www.") if split else ""


def site(url: str) -> str:
    """The registrable domain of an address (bbc.co.uk), or its host where there is none (an IP address)."""
    split = _split(url.strip(_EDGES).translate(_BLANKS))
    return _registrable(split[1]) if split else ""


def canonical_hint(page_url: str, hint: str) -> str:
    """A page's rel=canonical as an identity, "" where it is not to be believed.

    Of the pages that were looked at, 1 in 15 named another address than its own, and among those were front
    pages, sections and other articles: so never another site, never a front page, never a folder above the page.
    """
    if not hint.strip():
        return ""
    try:
        joined = urljoin(page_url.strip(_EDGES), hint.strip(_EDGES))
    except ValueError:
        return ""
    page, named = canonical_url(page_url), canonical_url(joined)
    if page == named:
        return named
    own, other = _split(page), _split(named)
    if own is None or other is None or _registrable(own[1]) != _registrable(other[1]) or own[2] != other[2]:
        return ""
    path = urlsplit(named).path.rstrip("/")
    if not path and not urlsplit(named).query:
        return ""
    above = urlsplit(page).path
    if not urlsplit(named).query and above.startswith(path + "/") and not _PAGE_OF.fullmatch(above[len(path) :]):
        return ""
    return named


def url_problem(text: str) -> str:
    """What is wrong with an address that an operator wrote, "" for nothing."""
    if not text.isprintable() or any(c.isspace() for c in text):
        return "must be an address without spaces"
    if len(text) > MAX_URL:
        return f"is longer than {MAX_URL} characters"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if parts.scheme not in ("http", "https"):
        return "must start with http:// or https://"
    if "@" in parts.netloc:
        return "must not hold a user name or password"
    host = parts.hostname or ""
    if not host or "\\" in text or "%" in parts.netloc or _host(f"[{host}]" if ":" in host else host) is None:
        return "must name a host"
    return "must not have port 0" if port == 0 else ""


# --- the parts ------------------------------------------------------------------------------------


def _split(url: str) -> tuple[str, str, str, str] | None:
    """(scheme, host, ":port" or "", the rest), or None for what is no http address.

    Written out by hand, since urlsplit raises on odd brackets and keeps slips that browsers forgive (`http:/x`, `http:\\\\x`).
    """
    if len(url) > MAX_URL:
        return None
    if url.startswith(("//", "\\\\")):
        url = "https:" + url
    match = _SCHEME.match(url)
    if match is None:
        return None
    scheme, rest = match[1].lower(), url[match.end() :]
    end = next((i for i, c in enumerate(rest) if c in "/\\?#"), len(rest))
    netloc, rest = rest[:end], rest[end:]
    netloc = netloc.rpartition("@")[2]
    name, colon, port = netloc.rpartition(":")
    if not colon or "]" in port:
        name, port = netloc, ""
    host = _host(name)
    if not host or (port and not (port.isascii() and _CLAMPED.fullmatch(port) and int(port) < 65536)):
        return None
    at = "" if not port or int(port) == DEFAULT_PORTS[scheme] else f":{int(port)}"
    return scheme, host, at, rest


@functools.lru_cache(maxsize=4096)
def _host(name: str) -> str | None:
    """A host in lower case and punycode; None for what can be none."""
    name = name.strip()
    if name.startswith("[") or ":" in name:
        return name.lower() if re.fullmatch(r"(?i)\[[0-9a-f:.]+\]", name) else None
    try:
        return idna.encode(name, uts46=True, transitional=False).decode("ascii").rstrip(".") or None
    except (idna.IDNAError, UnicodeError):
        # underscores and the like: not a name by the book, yet in use
        host = unicodedata.normalize("NFKC", name).lower().rstrip(".")
        return host if re.fullmatch(r"[\w-]+(?:\.[\w-]+)*", host) else None


@functools.lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    found = _suffixes()(host)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else host
    labels = host.split(".")  # no suffix that is known: by the list's own rule the last label is one
    return host if len(labels) < 3 or labels[-1].isdigit() or host.startswith("[") else ".".join(labels[-2:])


@functools.lru_cache(maxsize=4096)
def _twin_host(host: str) -> str:
    """The host without the labels that stand for a way of showing the same pages: www, m, mobile, amp."""
    labels = host.split(".")
    if not any(label in _MOBILE_LABELS for label in labels[:2]):
        return host
    own = _registrable(host).count(".") + 1 if "." in host else 1
    if own >= len(labels):
        return host
    kept = [label for i, label in enumerate(labels) if i > 1 or i >= len(labels) - own or label not in _MOBILE_LABELS]
    return ".".join(kept)


def _pass(url: str) -> str:
    split = _split(url)
    if split is None:
        return url
    _, host, port, rest = split
    rest, _, fragment = rest.partition("#")
    path, _, query = rest.partition("?")
    path = path.replace("\\", "/")
    inner = _unwrapped(host, path, query)
    if inner:
        return inner
    host = _twin_host(host)
    path = _path(path)
    pairs = _query(query, _registrable(host))
    if not pairs:
        head, _, last = path.rpartition("/")
        if last.lower() in _INDEX:
            path = head
    route = ""
    if fragment.startswith("!") and len(fragment) > 1:  # a page told apart by what follows #! alone
        route = "#!" + _escaped(fragment[1:], _QUERY_SAFE + "?&=")
    return f"https://{host}{port}{path or '/'}{'?' + '&'.join(pairs) if pairs else ''}{route}"


def _unwrapped(host: str, path: str, query: str) -> str:
    """The address within an AMP cache's or Google's AMP viewer's; "" where there is none."""
    if host.endswith(".cdn.ampproject.org"):
        match = re.match(r"/(?:[a-z]/)(s/)?(.+)", path)
    elif _registrable(host).startswith("google.") and path.startswith("/amp/"):
        match = re.match(r"/amp/(s/)?([^/]+\.[^/]+/.*)", path)
    else:
        return ""
    if match is None or "." not in match[2].split("/")[0]:
        return ""
    return f"{'https' if match[1] else 'http'}://{match[2]}{'?' + query if query else ''}"


def _path(path: str) -> str:
    """Dot segments, double slashes, sessions and AMP taken out, escapes in normal form, no closing slash."""
    kept: list[str] = []
    for segment in _SESSION_PARAMETER.sub("", path).split("/"):
        segment = _escaped(segment, _PATH_SAFE + "&=+;")
        if segment in ("", ".") or _SESSION_SEGMENT.fullmatch(segment):
            continue
        if segment == "..":
            del kept[-1:]
        else:
            kept.append(segment)
    while len(kept) > 1 and kept[-1].lower() in ("amp", "amp.html", "amphtml"):
        kept.pop()
    while len(kept) > 1 and kept[0].lower() == "amp":
        kept.pop(0)
    if kept:
        kept[-1] = re.sub(r"(?i)(?<=.)\.amp(?=(?:\.[a-z]{3,5})?$)", "", kept[-1])
    return "".join("/" + segment for segment in kept)


def _query(query: str, domain: str) -> list[str]:
    local = _TRACKING_AT.get(domain, frozenset())
    pairs = []
    for part in _AMPERSAND.sub("&", query).split("&"):
        name, _, value = part.partition("=")
        name, value = _escaped(name.replace("+", " "), _QUERY_SAFE), _escaped(value.replace("+", " "), _QUERY_SAFE)
        if (name or value) and not _follows_readers(name.lower(), value, local):
            pairs.append((name, value))
    return [f"{name}={value}" if value else name for name, value in sorted(pairs)]


def _follows_readers(name: str, value: str, local: frozenset[str]) -> bool:
    if name in _TRACKING or name in local or name in _AMP_KEYS:
        return True
    if name in _AMP_VALUES:
        return value.lower() == _AMP_VALUES[name]
    if name.startswith(_TRACKING_STARTS) or _TRACKING_SHAPE.search(name):
        return True
    if name == "sid":
        return len(value) >= _SESSION_LEAST and _SESSION.fullmatch(value) is not None
    return not value.isdigit() and (
        name in _TRACKING_WORDS or name.startswith(_TRACKING_STARTS_OF_WORDS) or _TRACKING_SHAPE_OF_WORDS.search(name) is not None
    )


def _escaped(text: str, safe: str) -> str:
    """Percent-encoding in one form: what needs no escape bare, what is UTF-8 in NFC, the rest as %XX in capitals."""
    pieces = _ESCAPE.split(text)
    if len(pieces) == 1 and text.isascii() and text.isalnum():
        return text
    decoded: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            decoded.append(piece)
            continue
        # Escapes whose meaning differs from the bare character stay: of them only those in `bare` are undone.
        decoded.append(unquote_to_bytes(piece).decode("utf-8", "surrogateescape"))
    held: list[str] = []
    for number, piece in enumerate(decoded):
        held.append("".join(_HELD.get(c, c) for c in piece) if number % 2 else piece)
    whole = unicodedata.normalize("NFC", "".join(held))
    out: list[str] = []
    for c in whole:
        if c in _FREED:
            out.append(_FREED[c])
        elif "\udc80" <= c <= "\udcff":
            out.append(f"%{ord(c) - 0xDC00:02X}")
        elif "\ud800" <= c <= "\udfff":
            out.append("%EF%BF%BD")  # half a character, which no address can hold
        else:
            out.append(quote(c, safe=safe))
    return "".join(out)


# Escaped delimiters are carried through normalisation as private characters: `%2F` is not `/`.
_DELIMITERS = "/?#&=+;%\\ "
_HELD = {c: chr(0xF8F0 + i) for i, c in enumerate(_DELIMITERS)}
_FREED = {held: f"%{ord(c):02X}" for c, held in _HELD.items()}
