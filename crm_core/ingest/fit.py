"""Can these values be that field? A look at the sample, so that a name alone does not decide."""

from __future__ import annotations

from collections.abc import Callable

from crm_core.ingest.profile import Profile
from crm_core.ingest.satisfaction import in_words
from crm_core.ingest.vocabulary import boolean, code_of, field_words
from crm_core.ingest.words import normal
from crm_core.tables import TABLES, Field

ENOUGH = 0.5
NEVER_CODES = frozenset({"last_name", "first_name", "city"})
NOBODY = frozenset(map(normal, ("unknown", "inconnu", "other", "autre", "none", "aucun")))
CIVILITIES = frozenset(
    [
        "m",
        "mr",
        "monsieur",
        "mme",
        "madame",
        "mlle",
        "mademoiselle",
        "mm",
        "messieurs",
        "mesdame",
        "dr",
        "docteur",
        "me",
        "maitre",
        "pr",
        "prof",
        "professeur",
        "mrs",
        "ms",
        "miss",
        "mx",
        "sir",
        "m",
        "mme",
        "mme",
        "m",
    ]
)


def fits(profile: Profile, field: Field) -> bool:
    """True for an empty column, and for one of which at least half of the sampled values can be `field`."""
    return not profile.sample or _share(profile, field) >= ENOUGH


def says_other(profile: Profile, field: Field) -> bool:
    """Do the misfit values say another thing under the field's very name? Ticks where a word of a list is due, channels where the name of a person is."""
    return _channels(profile) if field.name == "contact_name" else field.kind == "code" and profile.share("flag") >= ENOUGH


def _channels(profile: Profile) -> bool:
    """By which way a person was reached ("cellular", "telephone", "unknown"), not who it was."""
    said = {normal(value) for value in profile.sample} - NOBODY
    return bool(said) and said <= field_words(TABLES["interactions"]["channel"]).keys()


def _share(profile: Profile, field: Field) -> float:
    if field.check:
        return _share_of_check(profile, field.check)
    match field.kind:
        case "date" | "datetime":
            return max(profile.share("date"), profile.share("month"), profile.share("integer") if _serials(profile) else 0.0)
        case "number" | "money":
            return profile.share("integer", "number") or _marks(profile) or float(in_words(profile.sample))
        case "bool":
            return _part(profile, lambda value: boolean(value) is not None)
        case "code":
            return _part(profile, lambda value: code_of(field, value) is not None)
        case "id":
            return 1.0 - profile.share("date", "number", "email", "url") if profile.sample else 1.0
        case _ if field.name == "title":
            return _part(profile, lambda value: normal(value) in CIVILITIES)
        case _ if field.name == "contact_name":
            return float(not _channels(profile))
        case _ if field.name in NEVER_CODES:
            return _part(profile, lambda value: not value.isdigit())
        case _:
            told = field.name in ("verbatim", "note", "answer", "satisfied") or not in_words(profile.sample)
            return told * (1.0 - profile.share("date")) if field.name != "period" else 1.0


def _share_of_check(profile: Profile, check: str) -> float:
    match check:
        case "email":
            return profile.share("email")
        case "phone":
            return profile.share("phone")
        case "birth_date":
            return profile.share("date") or float(_serials(profile))
        case _:
            return _part(profile, lambda value: sum(map(str.isdigit, value)) >= 3)


def _part(profile: Profile, test: Callable[[str], bool]) -> float:
    return sum(bool(test(value)) for value in profile.sample) / len(profile.sample)


def _marks(profile: Profile) -> float:
    """Marks with words around them: "9/10", "8 sur 10", "10 - certainly"."""
    return _part(profile, lambda value: value[:1].isdigit())


def _serials(profile: Profile) -> bool:
    """Days since 1900 as spreadsheets count them, or 20260131."""
    digits = [value for value in profile.sample if value.isdigit()]
    return bool(digits) and all(
        (len(value) == 5 and 15_000 < int(value) < 80_000) or (len(value) == 8 and value[:2] in ("19", "20")) for value in digits
    )
