"""The derived fields of the session's workspace: their labels, always marked as such, and their values."""

from crm_core.engine.fields import computed, values_of
from crm_core.indicators.derived import LABELS
from crm_ui import cache
from crm_ui.words import _

# What each rests on: without it the field has no value, and is not offered.
RESTS_ON = {"age_group": "birth_date"}


def fields() -> list[str]:
    """The derived fields that have values in this workspace."""
    return [one for one in LABELS if len(values(one)) > 1]


def is_derived(field: str) -> bool:
    return computed(cache.connection(), field) is not None and field in LABELS


def values(field: str) -> list[str]:
    """The values of a derived field, sorted; none where the file has a column of that name, which comes first, or where nothing is known to derive it from."""
    con = cache.connection()
    if not is_derived(field) or not cache.values("customers", RESTS_ON.get(field, "postal_code")):
        return []
    day = con.data_on(cache.now().date()) or cache.now().date()
    return values_of(con, field, day)


def label(field: str) -> str:
    """The label of a derived field, marked."""
    return _("{label} (derived)", label=_(LABELS[field]))
