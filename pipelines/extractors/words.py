"""Words that names are confused with. Data only."""

from __future__ import annotations

# Words that keep their small letter in a title.
_SMALL = "& a am an and at by das de del der die el en for from im in is la las los my of on or the to un una und von vs with y "
SMALL = frozenset(_SMALL.split())

# Family or given names that are also words, in the languages read: case alone proves nothing.
_ALSO_WORDS = (
    "jung alt ham jin mann frau herr mom dad son "
    "abbot abril agosto amber an angel april art august autumn bae baker ban banks bell berg bill bishop black blanca brown "
    "carter case chase christian church cook cruz crystal daisy dawn day dean do drew duke earl english faith fields "
    "fischer fox frank french gene german gil go grace grant green gross guy ha han herbst hope hunter in iris ivy jack "
    "jade january jo joy julio june juni junio kaiser king klein ko könig lane lang leon león lily long love luz ma mai mar "
    "march mark mason max may mayo miles min moon no oh on page park pat paz pearl price prince rain reyes rich rivers rob "
    "rosa rose ruby santos seo shin short sky snow so sol sommer son song star stern stone summer sun sung tang verano "
    "victor violet vogel week white wi will winter woo wood yang yoo you young ángel "
)
ALSO_WORDS = frozenset(_ALSO_WORDS.split())

# Of those, months and seasons.
_TIMES = (
    "april august autumn fruhling herbst invierno january juli june juni mai march may otoño primavera sommer spring summer verano winter "
)
TIMES = frozenset(_TIMES.split())

# Capitalised words that may stand before a part of a name without making a longer one.
_BEFORE_NAMES = (
    "actor actress actriz after although and as asked at author because before bei both but by co-star con creator critics "
    "director directora dr even fans for frau from fur here herr how idol if in lady miss mit mr mrs ms no not now of on "
    "only para por producer regisseur regisseurin said says schauspieler schauspielerin screenwriter scriptwriter senor "
    "senora showrunner since singer sir star then there though to viewers von what when where while why with writer yes "
)
BEFORE_NAMES = frozenset(_BEFORE_NAMES.split())

# Capitalised words that are no part of a person's name.
_NEVER_NAMES = (
    "a an and april at august awards by credit december drama entertainment episode february festival film first for friday "
    "from high image in january july june korea korean march may media monday movie netflix new news november october of on "
    "or photo pictures press saturday school season second seoul september series show studio sunday that the third this "
    "thursday tuesday tv university wednesday with "
)
NEVER_NAMES = frozenset(_NEVER_NAMES.split())
