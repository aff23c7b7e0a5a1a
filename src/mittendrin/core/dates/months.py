# SPDX-License-Identifier: EUPL-1.2
"""Names of months, days and numbers as people write them in letters to a German town."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process

# Long names and the case forms used in dates (Unicode CLDR), one line a language, months from January on.
_LONG = """
januar|jänner|jaenner februar|feber märz|maerz april mai juni|juno juli|julei august september oktober november dezember
january february march april may june july august september october november december
janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre
ocak şubat|subat mart nisan mayıs|mayis haziran temmuz ağustos|agustos eylül|eylul ekim kasım|kasim aralık|aralik
stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień \
września|wrzesień października|październik listopada|listopad grudnia|grudzień
січня|січень лютого|лютий березня|березень квітня|квітень травня|травень червня|червень липня|липень серпня|серпень \
вересня|вересень жовтня|жовтень листопада|листопад грудня|грудень
января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь июля|июль августа|август сентября|сентябрь \
октября|октябрь ноября|ноябрь декабря|декабрь
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
januari februari maart april mei juni juli augustus september oktober november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
януари февруари март април май юни юли август септември октомври ноември декември
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna - studenoga|studenog prosinca
"""
_SHORT = """
jan|jän feb|febr mär|mrz|maer apr mai jun jul aug sep|sept okt nov|novem dez|dezem
jan feb märz apr mai jun jul aug septb|septbr oktb|oktbr novb|novbr dezb|dezbr
jan feb mar apr may jun jul aug sep|sept oct nov dec
janv févr|fevr mars avr mai juin juil août sept oct nov déc
"""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_MISREAD = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "6": "b", "|": "l", "!": "l"})
_STROKES = str.maketrans("l1|!", "iiii")
_SURE_ENOUGH = 84

NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einen", "einer", "eines", "einem", "one", "a"), 1),
    **dict.fromkeys(("zwei", "zweier", "zwo", "two"), 2),
    **dict.fromkeys(("drei", "dreier", "three"), 3),
    **dict.fromkeys(("vier", "four"), 4),
    **dict.fromkeys(("fünf", "fuenf", "five"), 5),
    **dict.fromkeys(("sechs", "six"), 6),
    **dict.fromkeys(("sieben", "seven"), 7),
    **dict.fromkeys(("acht", "eight"), 8),
    **dict.fromkeys(("neun", "nine"), 9),
    **dict.fromkeys(("zehn", "ten"), 10),
    **dict.fromkeys(("zwölf", "zwoelf", "twelve"), 12),
    **dict.fromkeys(("vierzehn", "fourteen"), 14),
    **dict.fromkeys(("zwanzig", "twenty"), 20),
    **dict.fromkeys(("einundzwanzig",), 21),
    **dict.fromkeys(("achtundzwanzig",), 28),
    **dict.fromkeys(("dreißig", "dreissig", "thirty"), 30),
}
_STEMS = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt "
    "siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst vierundzwanzigst "
    "fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst "
    "einunddreißigst"
)
ORDINALS = {stem: day for day, stem in enumerate(_STEMS.split(), start=1)}
WEEKDAYS = {
    **dict.fromkeys(("montag", "monday", "lundi"), 0),
    **dict.fromkeys(("dienstag", "tuesday", "mardi"), 1),
    **dict.fromkeys(("mittwoch", "wednesday", "mercredi"), 2),
    **dict.fromkeys(("donnerstag", "thursday", "jeudi"), 3),
    **dict.fromkeys(("freitag", "friday", "vendredi"), 4),
    **dict.fromkeys(("samstag", "sonnabend", "saturday", "samedi"), 5),
    **dict.fromkeys(("sonntag", "sunday", "dimanche"), 6),
}


@cache
def _names() -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (_LONG + _SHORT).strip().splitlines():
        for month, names in enumerate(line.split(), start=1):
            for name in names.split("|"):
                found.setdefault(name, month)
    return found


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(name for name, _ in _names().items() if len(name) >= 5)


@cache
def month(word: str) -> int:
    """Return the month (1 to 12) that ``word`` names in one of 13 languages, misread letters allowed; 0 for none."""
    bare = word.lower().strip(" .,'")
    if bare in _names():
        return _names()[bare]
    mended = bare.translate(_MISREAD)
    if mended in _names():
        return _names()[mended]
    if len(bare) < 5:
        return 0
    close = process.extractOne(mended.replace("rn", "m"), _long_names(), scorer=fuzz.ratio, score_cutoff=_SURE_ENOUGH)
    return _names()[close[0]] if close else 0


def roman_month(word: str) -> int:
    """Return the month (1 to 12) of a Roman number, ``l`` and ``1`` read as ``I``; 0 for none."""
    bare = word.lower().translate(_STROKES)
    return _ROMAN.index(bare) + 1 if bare in _ROMAN else 0


def ordinal(word: str) -> int:
    """Return the day (1 to 31) of a German ordinal word such as ``dreizehnten``; 0 for none."""
    bare = word.lower().replace("dreissig", "dreißig")
    for ending in ("en", "er", "es", "em", "e"):
        if bare.endswith(ending) and bare.removesuffix(ending) in ORDINALS:
            return ORDINALS[bare.removesuffix(ending)]
    return 0
