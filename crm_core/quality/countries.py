"""Countries as files write them (a name in French or English, a code of ISO 3166) as an envelope from France names them: in French, at length, in capitals."""

from functools import cache

from babel import Locale
from babel.core import get_global

from crm_core.quality.capitals import plain

WRITTEN = {
    "ANGLETERRE": "GB", "ENGLAND": "GB", "ECOSSE": "GB", "SCOTLAND": "GB", "GRANDE BRETAGNE": "GB", "GREAT BRITAIN": "GB", "HOLLANDE": "NL", "THE NETHERLANDS": "NL", "ETATS UNIS D AMERIQUE": "US",
    "UNITED STATES OF AMERICA": "US", "U S A": "US", "U K": "GB", "REPUBLIQUE TCHEQUE": "CZ", "CZECH REPUBLIC": "CZ", "COTE D IVOIRE": "CI",
}  # fmt: skip
# Where the postal code is written after the town, as the Universal Postal Union tells it.
CODE_LAST = frozenset({"AU", "CA", "GB", "GG", "IE", "IM", "IN", "JE", "NZ", "SG", "US"})


@cache
def _known() -> dict[str, str]:
    """Name or code, in capitals → the code of two letters."""
    found = {plain(name): code for spoken in ("en", "fr") for code, name in Locale(spoken).territories.items() if _is_country(code)}
    codes = {code: code for code in found.values()}
    others = {old: new[0] for old, new in get_global("territory_aliases").items() if old.isalpha() and len(new) == 1 and new[0] in codes}
    return {**others, **codes, **found, **WRITTEN}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")


def code_of(country: str | None) -> str | None:
    """FR for `France`, DE for `Germany`, `Allemagne`, `DEU` or `de`; None for what is no country's name."""
    return _known().get(plain(country))


def in_french(country: str | None) -> str:
    """ALLEMAGNE for `Germany` or `DE`; what is not known as a country stays as it is, in capitals."""
    code = code_of(country)
    return plain(Locale("fr").territories[code]) if code else plain(country)
