"""Spanish."""

from __future__ import annotations

import re

from pipelines.extractors.said import NEVER, compiled, cued

_F = r"(?:\s+(?:también|ya|ahora|así|mismo|será|serán|va|van|a|ha|han|sido|se|es|son|está|están|estará|que|quien|además|por|fin|finalmente|oficialmente|y)){0,5}\s+"

RULES = compiled(
    [
        ("leaves", r"WHO\s+no\s+(?:formará|formarán|será|serán|es|son)\s+parte\s+de\s+(?:la|las|los|el)\s+(?:segunda|tercera|nueva|nuevas|próxima|nuevos|siguiente)"),
        ("not_cast", r"WHO\s+(?:no\s+(?:se\s+(?:une|unirá|incorpora|incorporará|suma|sumará)|ha\s+sido\s+(?:fichad[oa]|contratad[oa])|participa(?:rá)?\s+en\s+el\s+reparto|formará\s+parte|entrará)|ha\s+(?:negado|desmentido)|niega|desmiente|desmintió|negó)"),
        ("leaves", r"WHO\s+(?:no\s+(?:estará|figura|volverá|vuelve|regresa|regresará|repite|repetirá|seguirá|continúa|continuará|aparecerá|regresarán|volverán)|abandona|abandonará|deja|dejará|dejó|abandonó|se\s+(?:va|despide|marcha|baja)|sale\s+de|causa\s+baja)"),
        ("joins_cast", rf"WHO{_F}?(?:sustituye|sustituirá|reemplaza|reemplazará|releva|relevará|toma\s+el\s+relevo\s+de|ocupa\s+el\s+lugar\s+de)\s+(?:a\s+)?GONE(?:[^.;\n\ue000-\uf8ff]{{0,30}}?\s(?:como|en\s+el\s+papel\s+de)\s+ROLE)?"),
        ("leaves", r"\b[Nn]o\s+(?:regresan?|regresarán?|vuelven?|volverán?|repiten?|repetirán?|estarán?|continúan?|continuarán?)\s+WHO"),
        ("leaves", r"\b[Nn]i\s+WHO\s+(?:\w+\s+)?(?:regresa|regresará|vuelve|volverá|repite|repetirá|estará|continúa|continuará)n?\b"),
        ("leaves", r"(?:sin|salida\s+de|baja\s+de|marcha\s+de|adiós\s+de|sustituye\s+a|en\s+lugar\s+de|reemplaza\s+a)\s+ONE"),
        ("rumoured", rf"WHO{_F}?(?:negocia|en\s+(?:conversaciones|negociaciones)|suena|podría|podrían|baraja|estudia|se\s+rumorea|presuntamente)"),
        ("rumoured", r"(?:rumor(?:es)?|se\s+rumorea|se\s+especula|según\s+rumores)\s+(?:\S+\s+){0,5}?(?:que|de|sobre)\s+ONE"),
        ("joins_cast", r"WHO\s+(?:será|serán|es|son)\s+(?:un[oa]|otr[oa])?\s*(?:de\s+)?l[oa]s\s+(?:\w+\s+)?(?:novedades|incorporaciones|fichajes|caras\s+nuevas|rostros\s+nuevos)"),
        ("leaves", r"(?:no\s+contará\s+con|sin\s+contar\s+con|prescinde\s+de|se\s+despide\s+de)\s+WHO"),
        ("returns_as", r"(?:recupera|trae\s+de\s+vuelta|vuelve\s+a\s+contar\s+con|cuenta\s+de\s+nuevo\s+con)\s+(?:a\s+)?WHO(?:\s+como\s+ROLE)?"),
        ("director", r"WHO[^.;\n\ue000-\uf8ff]{0,30}?\s(?:tras|detrás\s+de)\s+la\s+cámara"),
        ("director", r"(?:director(?:a|es|as)?|dirigid[oa]s?\s+por|dirección\s+(?:de|es\s+de|corre\s+a\s+cargo\s+de)|realizador(?:a)?|a\s+las\s+órdenes\s+de)\s*,?\s+WHO"),
        ("director", rf"WHO,?{_F}?(?:dirige|dirigirá|dirigen|dirigió|dirigirán|(?:el|la)\s+director(?:a)?)\b"),
        ("creator", r"(?:creador(?:a|es)?|cread[oa]s?\s+por|ideólog[oa]|showrunner)\s*,?\s+WHO"),
        ("creator", rf"WHO,?{_F}?(?:creador(?:a)?|creó|ideó)\b"),
        ("author", r"(?:webtoon|novela|cómic|manga|obra\s+original|libro)\s+(?:\S+\s+){0,4}?de\s+WHO"),
        ("author", r"autor(?:a)?\s+WHO"),
        ("writer", r"(?:guionistas?|guion(?:es)?\s+(?:es\s+)?de|guión\s+de|escrit[oa]s?\s+por|libretos?\s+de|con\s+guion\s+de)\s*,?\s+WHO"),
        ("writer", rf"WHO,?{_F}?(?:escribe|escriben|escribió(?!\s+(?:en\s+(?:sus|su|redes|Instagram|X)|un\s+(?:mensaje|post|tuit)|que))|firma\s+el\s+guion|firma\s+los\s+guiones|(?:el|la)\s+guionista)\b"),
        ("guest", rf"WHO{_F}?(?:hará|hace|tiene|tendrá|realiza)?\s*(?:una?\s+)?(?:cameo|aparición\s+especial|colaboración\s+especial|artista\s+invitad[oa]|como\s+invitad[oa])(?:\s+como\s+ROLE)?"),
        ("guest", r"(?:cameo|aparición\s+especial|colaboración\s+especial)\s+de\s+WHO"),
        ("returns_as", rf"WHO{_F}?(?:vuelven?|volverán?|regresan?|regresarán?|repiten?|repetirán?|retoman?|retomarán?|retomó)(?:\s+(?:a\s+(?:interpretar|encarnar|ser)|sus?|el|los|papel(?:es)?|personajes?|de|como|a|encarnar))*\s+ROLE"),
        ("returns_as", rf"WHO{_F}?(?:vuelven?|volverán?|regresan?|regresarán?|repiten?\b(?!\s+al\s+frente)|repetirán?|retoman?|retomarán?|de\s+vuelta|de\s+regreso)\b"),
        ("returns_as", r"(?:vuelven?|volverán?|regresan?|regresarán?|repiten?|repetirán?|regreso\s+de|vuelta\s+de|retomarán?)\s+(?:\S+\s+){0,3}?WHO(?:\s+como\s+ROLE)?"),
        ("joins_cast", rf"WHO{_F}?(?:se\s+(?:une|unen|unirá|unirán|incorpora|incorporan|incorporará|suma|suman|sumará)|une|incorpora|suma|ficha\s+por|ficha|llega|llegan|entra|entran|nuev[oa]s?\s+(?:fichajes?|incorporaci(?:ón|ones)|rostros?|caras?))(?:[^.;:\ue000-\uf8ff]{{0,60}}?\s(?:como|donde\s+(?:interpretará|encarnará|será)\s+a|para\s+interpretar\s+a|en\s+el\s+papel\s+de)\s+ROLE)?"),
        ("joins_cast", r"WHO,\s+(?:un[oa]|otr[oa])\s+de\s+l[oa]s\s+(?:nuev[oa]s\s+)?(?:incorporaciones|fichajes|rostros|caras|novedades|intérpretes\s+nuev)"),
        ("joins_cast", r"(?:se\s+(?:une|unen|incorpora|incorporan|suma|suman)|incorpora\s+a|ficha\s+a|fichaje\s+de|nuevos?\s+fichajes?|incorporación\s+de|suma\s+a|nuevas?\s+caras?|nuevos?\s+rostros?|novedades|incorporaciones)\s*(?:\S+\s+){0,4}?:?\s*WHO(?:\s+(?:como|en\s+el\s+papel\s+de)\s+ROLE)?"),
        ("lead", rf"WHO,?{_F}?(?:interpretan?|interpretarán?|interpretó|encarnan?|encarnarán?|da\s+vida|dará\s+vida|dan\s+vida|hace\s+de|hará\s+de|se\s+mete\s+en\s+la\s+piel\s+de|da\s+vida\s+a)\s+(?:a\s+|al\s+)?ROLE"),
        ("lead", rf"WHO,?{_F}?(?:encabezan?|protagonizan?|protagonizarán?|lideran?|al\s+frente\s+del\s+reparto|protagonista)\b(?:[^.;:\ue000-\uf8ff]{{0,60}}?\s(?:como|en\s+el\s+papel\s+de)\s+ROLE)?"),
        ("lead", r"WHO\s+(?:es|será|son|serán)\s+ROLE"),
        ("lead", r"(?:protagonizad[oa]s?\s+por|encabezad[oa]s?\s+por|con\s+el\s+protagonismo\s+de|protagonistas?)\s*,?\s+WHO"),
        ("lead", r"ONE\s+(?:como|en\s+el\s+papel\s+de)\s+ROLE"),
        ("lead", r"ONE\s?\((?:como\s+)?ROLE\)"),
    ]
)  # fmt: skip

NEW = re.compile(
    r"\b(?:se\s+(?:une|unen|incorpora|incorporan|suma|suman)|nuev[oa]s?\s+(?:fichajes?|rostros?|caras?|incorporaci)|incorporaciones|fichajes?)\b",
    re.IGNORECASE,
)
RETURN = re.compile(
    r"\b(?:vuelven?|volverán?|regresan?|regresarán?|retoman?|retomarán?|segunda\s+(?:temporada|tanda)|temporada\s+(?:dos|2))\b",
    re.IGNORECASE,
)
CUES = cued(
    [
        ("not_cast", r"\b(?:niega|desmiente|desmintió|negó)\b"),
        ("leaves", r"\b(?:adiós|no\s+contará|despide|abandona|deja\s+la\s+serie|baja|ausente)\b"),
        ("rumoured", r"\b(?:estaría|estarían|candidat\w+|negocia|rumor|rumorea|suena|podría)\b"),
        ("returns_as", r"\b(?:recupera|vuelven?|regresan?|repiten?|de\s+vuelta)\b"),
        ("joins_cast", r"\b(?:novedades|incorporaci\w+|fichaje|sí\s+estará|se\s+(?:une|suma|incorpora)|nuev[oa]s?\s+(?:rostro|cara)s?)\b"),
    ]
)
AS = re.compile(r"\s+(?:como|en\s+el\s+papel\s+de)\s+")
LINK = NEVER
BARE = re.compile(
    r"^(?:En\s[^,.]{1,40},\s+)?(?:Interpreta(?:rá)?|Encarna(?:rá)?|Da(?:rá)?\s+vida)\s+(?:a\s+|al\s+)?(?P<role>[^.;:!?()\n]{1,60})"
)
PRONOUN = re.compile(
    r"\b(?:Él|Ella|él|ella|[Ll]a\s+actriz|[Ee]l\s+actor|[Ll]a\s+intérprete|[Ee]l\s+intérprete)\b(?=,?\s+(?:que\s+|quien\s+)?(?:interpreta|interpretará|será|encarna|encarnará|vuelve|regresa|da\s|se\s|no\s|deja|abandona|hará))"
)
VISIT = re.compile(r"\b(?:cameo|invitad[oa]|aparición\s+especial|en\s+un\s+episodio)\b", re.IGNORECASE)

_CUT = re.compile(
    r"\s*(?:,\s|\s[-–—]\s|\s(?:que|quien|quienes|cuyo|cuya|cuando|mientras|donde|en|con|por|para|desde|tras|junto|frente|esta|este|según|se|y\s+(?:el|la)\s+\w+\s+(?:será|dirige)|y\s+será|pero|ha|fue)\b).*$",
    re.DOTALL,
)


def role(raw: str) -> str:
    said = _CUT.sub("", raw.strip(" ,'‘’“”\"«»")).strip(" ,'‘’“”\"«»")
    said = re.sub(r"^(?:a\s+|al\s+(?=[a-z]))", "", said)
    if (m := re.search(r"\b(?:llamad[oa])\s+((?:[A-ZÀ-Þ][\w'’-]*\s+)+[A-ZÀ-Þ][\w'’-]*)$", said)) or (
        m := re.search(r"(?:^|\s)((?:[A-ZÀ-Þ][\w'’-]*)(?:\s+[A-ZÀ-Þ][\w'’-]*){1,2})$", said)
    ):
        return m[1]
    if re.match(r"un[oa]?\s+de\s+l[oa]s\b", said):
        return ""
    if not said or len(said.split()) > 8:
        return ""
    return said if re.match(r"(?:un|una|el|la|los|las|su|sus|otro|otra)\s|[A-ZÀ-Þ]", said) or re.search(r"\s[A-ZÀ-Þ]", said) else ""
