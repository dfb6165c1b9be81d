"""What is said where the purchases go back too little for the delays that classes are told by."""

from crm_core.engine import Connection, Scope
from crm_ui import cache, formats, tables
from crm_ui.words import _, language

# The longest gap that can be seen is as long as the history: a D95 of more than half of it is cut short.
SHORTEST, ENOUGH_GAPS = 2, 30


def caution(scope: Scope) -> None:
    """The sentence of `words`, where there is one."""
    if said := words(cache.connection(), scope):
        tables.note(said)


def words(con: Connection, scope: Scope) -> str:
    """That the delays found in the data are too short, and what to do; "" where they can be believed, are the usual ones, or were fixed."""
    first, rules = con.begins_on(("transactions",)), con.settings.lifecycle
    found = con.computed(scope.as_of)
    if not first or found.gaps < ENOUGH_GAPS or (rules.d80 and rules.d95):
        return ""
    days, spoken = (scope.as_of - first).days + 1, language()
    if days >= SHORTEST * found.d95:
        return ""
    return _(
        "The purchases go back {days} days only: who comes back later cannot be seen yet, and the delays found in them (D80: {d80} days, D95: {d95}) are too "
        "short to tell who is inactive or lost. Import a year of purchases, or fix these delays under Customer classes.",
        days=formats.number(days, spoken), d80=formats.number(found.d80, spoken), d95=formats.number(found.d95, spoken),
    )  # fmt: skip
