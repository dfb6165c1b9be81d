"""The derived fields of the session's workspace: those that rest on what is on file, those of joined files; their labels, always marked as such, and their values."""

from crm_core.engine.fields import computed, values_of
from crm_core.indicators.derived import LABELS
from crm_ui import cache
from crm_ui.words import _

# What each rests on: without it the field has no value, and is not offered.
RESTS_ON = {"age_group": "birth_date"}


def names() -> list[str]:
    """Every derived field there can be, those of joined files last."""
    return [*LABELS, *cache.connection().joined]


def fields() -> list[str]:
    """The derived fields that have values in this workspace."""
    return [one for one in names() if len(values(one)) > 1]


def is_derived(field: str) -> bool:
    con = cache.connection()
    return computed(con, field) is not None and (field in LABELS or field in con.joined)


def values(field: str) -> list[str]:
    """The values of a derived field, sorted; none where the file has a column of that name, which comes first, or where nothing is known to derive it from."""
    con = cache.connection()
    rests_on = con.joined[field].kind.replace("siren", "siret") if field in con.joined else RESTS_ON.get(field, "postal_code")
    if not is_derived(field) or not cache.values("customers", rests_on):
        return []
    day = con.data_on(cache.now().date()) or cache.now().date()
    return values_of(con, field, day)


def label(field: str) -> str:
    """The label of a derived field, marked; with the file that it comes from, if any."""
    one = cache.connection().joined.get(field)
    if one is not None and field not in LABELS:
        return _("{label} (derived, {file})", label=one.fields[field], file=one.file)
    return _("{label} (derived)", label=_(LABELS[field]))
