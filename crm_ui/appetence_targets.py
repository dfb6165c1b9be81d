"""Groups to target by what customers should buy: the lists of the page on appetence, for any category, product or channel."""

from crm_core.i18n import N_
from crm_core.models.appetence import Target, known, usual, values
from crm_core.units import Unit
from crm_ui import appetence_data, cache
from crm_ui.appetence_data import Asked
from crm_ui.churn_data import WHY_WIDTH
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _

GROUPING = "appetence"
LISTS = {
    "tenth": N_("The likeliest tenth"), "new": N_("The likeliest who have not bought it lately"), "all": N_("All customers of the last year"),
}  # fmt: skip


def choice(target: Target, which: str) -> str:
    """The group as it is written in the address: `tenth:category:Bougies`."""
    return f"{which}:{target.field}:{target.value}"


def parts(choice: str) -> tuple[Target, str]:
    """What is to be bought, and which list."""
    which, field, value = choice.split(":", 2)
    return Target(field, value), which


def choices() -> list[str]:
    """The lists of everything that was bought in the last year, the most widely bought of each field first; those of what the page shows at first on top."""
    con, day = cache.connection(), cache.scope().as_of
    first = usual(con, day)
    fields = sorted(known(con, day), key=lambda field: field != first.field)
    offered = [first, *(Target(field, value) for field in fields for value in values(con, field, day))]
    return [choice(target, which) for target in dict.fromkeys(offered) for which in LISTS]


def choice_words(choice: str) -> str:
    target, which = parts(choice)
    return _("{what}: {list}", what=Asked(target, cache.scope()).what, list=_(LISTS[which]))


def sheet(asked: Asked, which: str) -> Sheet:
    """The customers of the list with the reason in words, as the page on appetence has them. Raises MissingData when no appetence is shown."""
    asked.model()
    told = appetence_data.told(asked.scores(), which)
    return Sheet.of(
        told.rename({"why": "reason"}), Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True, width=WHY_WIDTH),
        Column("appetence", _("Appetence"), Unit.SHARE, decimals=0), Column("bought_before", _("Bought it lately")),
    )  # fmt: skip
