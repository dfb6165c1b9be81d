"""Is this e-mail address, phone number, SIRET or postal code right? Each rule answers for one value; nothing is asked of the network."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneMetadata, PhoneNumberDesc
from stdnum.fr import siret

POSTAL_CODES = Path(__file__).resolve().parents[2] / "data" / "reference_lists" / "postal_codes.csv"
OVERSEAS = frozenset(
    {"guadeloupe", "gp", "martinique", "mq", "guyane", "guyane francaise", "gf", "la reunion", "reunion", "re", "mayotte", "yt"}
)
FRANCE = frozenset({"", "france", "fr", "fra", "f", "france metropolitaine", "republique francaise"}) | OVERSEAS
# Plain addresses that the library accepts too: found at once, since most are of this kind.
_PLAIN_EMAIL = re.compile(r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:fr|com|net|org|eu|be|ch|de|io)", re.I | re.A)
_FRENCH_PHONE = re.compile(r"(?:(?:\+|00)33\s*(?:\(0\))?|0)\s*([1-9](?:[\s.-]?\d){8})", re.A)
_OTHER = re.compile(r"[^a-z0-9]+")
_SHORT = {"st": "saint", "ste": "sainte", "s": "sur", "ss": "sous"}
_CEDEX = re.compile(r"\bcedex\b.*")
_DISTRICT = re.compile(r"\b\d{1,2}(?:e|er|eme|ieme)?(?: arrondissement)?$")


def email_is_valid(email: str) -> bool:
    """Does the address have the form of one? `jean@exemple` and `a..b@exemple.fr` do not."""
    if _PLAIN_EMAIL.fullmatch(email) and len(email.partition("@")[0]) <= 64 and len(email) <= 254:
        return True
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def phone_is_valid(phone: str, region: str = "FR") -> bool:
    """Is it a number of a range that is given out, in `region` when it has no country code?"""
    french = _FRENCH_PHONE.fullmatch(phone) if region == "FR" else None
    if french:
        return bool(_french_ranges().fullmatch(re.sub(r"\D", "", french[1])))
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, region))
    except phonenumbers.NumberParseException:
        return False


@cache
def _french_ranges() -> re.Pattern[str]:
    """The numbers of France that `phonenumbers` calls valid, as one pattern."""
    metadata = PhoneMetadata.metadata_for_region("FR")
    kinds = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail")
    patterns = [_pattern(getattr(metadata, kind)) for kind in kinds]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern))


def _pattern(kind: PhoneNumberDesc | None) -> str:
    return str(kind.national_number_pattern or "") if kind else ""


def siret_is_valid(number: str) -> bool:
    """14 digits with the right check digit; for establishments of La Poste, a digit sum divisible by 5."""
    return bool(siret.is_valid(number))


def town_key(town: str) -> str:
    """A town's name without case, accents, hyphens, CEDEX and district: `Saint-Étienne Cedex 2` and `ST ETIENNE` are the same."""
    bare = town if town.isascii() else _without_accents(town)
    words = _DISTRICT.sub("", _CEDEX.sub("", _OTHER.sub(" ", bare.lower())).strip()).split()
    return " ".join([_SHORT.get(word, word) for word in words])


def _without_accents(town: str) -> str:
    return "".join(char for char in normalize("NFKD", town.replace("œ", "oe").replace("Œ", "OE")) if not combining(char))


@cache
def _towns() -> dict[str, frozenset[str]]:
    """Postal code → its towns; department (two or three digits) → all its towns."""
    found: dict[str, set[str]] = defaultdict(set)
    with POSTAL_CODES.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        code, town = map(next(rows).index, ("postal_code", "town"))
        for row in rows:
            key = town_key(row[town])
            found[row[code]].add(key)
            found[_department(row[code])].add(key)
    return {code: frozenset(towns) for code, towns in found.items()}


def _department(postal_code: str) -> str:
    return postal_code[:3] if postal_code[:2] in ("97", "98") else postal_code[:2]


def postal_code_is_valid(postal_code: str, town: str | None = None, country: str | None = None) -> bool | None:
    """Does the code exist in France, and is the town, when given, one of its towns? None when the country is another one.

    A CEDEX code is not in the list of towns: it is right when its department has that town.
    """
    if town_key(country or "") not in FRANCE:
        return None
    code = re.sub(r"\s", "", postal_code)
    cedex = "cedex" in (town or "").lower()
    towns = _towns().get(_department(code) if cedex else code) if re.fullmatch(r"\d{5}", code) else None
    if towns is None:
        return False
    return town is None or not town_key(town) or town_key(town) in towns
