"""What the structure of the base is asked: the base by any field, whom we can reach, what it costs, and the channels."""

import polars as pl

from crm_core.engine import Scope
from crm_core.engine.fields import HIDDEN, of_lines
from crm_core.engine.records import IDENTITY
from crm_core.i18n import N_
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, derived_data, formats
from crm_ui.base_data import MASKED, masked
from crm_ui.cards import Kpi
from crm_ui.findings import structure as findings
from crm_ui.labels import value_words
from crm_ui.plots.structure import REASONS, way_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

FIELDS = (
    "store", "region", "kind", "acquisition_channel", "sector", "sales_rep", "gender", "profession", "family_status", "housing_type", "housing_tenure",
)  # fmt: skip
# Fields of purchases, with what they are called here.
BOUGHT = {
    "channel": N_("Purchase channel"),
    "category": N_("Category of purchase"),
    "brand": N_("Brand"),
    "payment_method": N_("Payment method"),
}
# Who a person is: no group. Towns and postal codes are many, and still groups.
PERSONAL = {*IDENTITY, "contact_name", "referred_by", "row_key", "loaded_in"} - {"title", "store", "postal_code", "city", "country"}
WIDE, MOST_VALUES = ("postal_code", "city"), 500
COSTS = {
    "cost.investment": N_("Investment"), "cost.staff": N_("Staff"), "cost.hosting": N_("Hosting"), "cost.improvement": N_("Improvement"), "total": N_("Total"),
}  # fmt: skip


def fields() -> list[str]:
    """The fields that the base can be broken down by: the usual ones first, then those of purchases, then every other that has groups."""
    con = cache.connection()
    others = [one for one in con.fields("customers") if one not in FIELDS and _may_group(one, con.columns["customers"][one])]
    asked = [
        *(("customers", one) for one in FIELDS),
        *(("", one) for one in derived_data.fields()),
        *(("transactions", one) for one in BOUGHT if of_lines(con, one)),
        *(("customers", one) for one in others),
    ]
    return [one for table, one in asked if _has_groups(table, one)]


def _may_group(name: str, kind: str) -> bool:
    """Whether a column of customers can be a group: no name, address or number of a person, no day, no result of a check."""
    return name not in HIDDEN | PERSONAL and not name.endswith("_ok") and kind not in ("DATE", "TIMESTAMP")


def _has_groups(table: str, name: str) -> bool:
    if not table:
        return True
    n = len(cache.values(table, name))
    return n > 1 and (n < MOST_VALUES or name in WIDE)


def field_words(field: str) -> str:
    if derived_data.is_derived(field):
        return derived_data.label(field)
    known = TABLES["customers"].by_name.get(field)
    return _(known.label) if known else _(BOUGHT.get(field, field))


def structure_note(field: str, rows: pl.DataFrame) -> str:
    """How to read the chart of a field."""
    if not findings.has_sales(rows):
        return _("No sale in the period: the customers alone are shown.")
    if of_lines(cache.connection(), field):
        return _("Mean: per buyer. A customer who bought in several ways counts in each.")
    return _("Mean: per buyer.")


def structure(scope: Scope, field: str) -> tuple[pl.DataFrame, Sheet]:
    """The base by a field, the largest sales first, its values in words in `name`."""
    rows = cache.ask("structure", scope.broken_by(field))
    named = masked(
        rows, "buyers", "share", "cumulated_share", "revenue", "revenue_share", "cumulated_revenue_share", "revenue_per_buyer"
    ).with_columns(pl.Series("name", [_("Not known") if one is None else value_words(field, one) for one in rows[field]], dtype=pl.String))
    sheet = Sheet.of(
        named, Column("name", field_words(field)), Column("customers", _("Customers"), Unit.COUNT), Column("share", _("Of the customers"), Unit.SHARE),
        Column("cumulated_share", _("Customers, cumulated"), Unit.SHARE), Column("buyers", _("Buyers"), Unit.COUNT), Column("revenue", _("Sales"), Unit.MONEY),
        Column("revenue_share", _("Of the sales"), Unit.SHARE), Column("cumulated_revenue_share", _("Sales, cumulated"), Unit.SHARE),
        Column("revenue_per_buyer", _("Mean value"), Unit.MONEY, decimals=1),
    )  # fmt: skip
    return named, sheet


def concentration_sheet(sheet: Sheet) -> Sheet:
    """The columns that tell how concentrated the customers and the sales are."""
    sold = ("revenue_share", "cumulated_revenue_share") if findings.has_sales(sheet.frame) else ()
    shown = ("name", "share", "cumulated_share", *sold)
    return Sheet(sheet.frame, tuple(one for one in sheet.columns if one.name in shown))


def cost(scope: Scope) -> pl.DataFrame | None:
    """The cost of the base; None without cost lines among the references."""
    rows = cache.ask("base_cost", scope)
    return rows if rows.height else None


def reachable_sheet(rows: pl.DataFrame) -> Sheet:
    """Whom each channel reaches, and why not the others."""
    words = rows.with_columns(pl.Series("channel", [way_words(one) for one in rows["channel"]], dtype=pl.String))
    return Sheet.of(
        words, Column("channel", _("Channel")), Column("reachable", _("Reachable"), Unit.COUNT), Column("reachable_share", _("Of the customers"), Unit.SHARE),
        *(Column(name, _(label).capitalize(), Unit.COUNT) for name, label in REASONS.items()),
    )  # fmt: skip


def cost_sheet(rows: pl.DataFrame) -> Sheet:
    """The cost lines of the year, for each customer and each active one."""
    names = [_(COSTS[one]) if one in COSTS else one.removeprefix("cost.") for one in rows["line"]]
    words = rows.with_columns(pl.Series("line", names, dtype=pl.String))
    return Sheet.of(
        words, Column("line", _("Cost line")), Column("cost", _("A year"), Unit.MONEY), Column("cost_per_customer", _("For each customer"), Unit.MONEY, decimals=2),
        Column("cost_per_active", _("For each active one"), Unit.MONEY, decimals=2),
    )  # fmt: skip


def crossing_sheet(pairs: pl.DataFrame) -> Sheet:
    """Channels of the contact and of the purchase in words."""
    said = {
        name: [_("No contact") if one is None else value_words("channel", one) for one in pairs[name]] for name in ("informed", "bought")
    }
    words = masked(pairs, "purchases", "revenue", "share").with_columns(
        pl.Series(name, values, dtype=pl.String) for name, values in said.items()
    )
    return Sheet.of(
        words, Column("informed", _("Informed by")), Column("bought", _("Bought by")), Column("purchases", _("Purchases"), Unit.COUNT),
        Column("customers", _("Customers"), Unit.COUNT), Column("revenue", _("Sales"), Unit.MONEY), Column("share", _("Of the purchases"), Unit.SHARE),
    )  # fmt: skip


def has_crossings(pairs: pl.DataFrame) -> bool:
    """Whether enough customers bought after a contact for a pair of channels to be shown."""
    return pairs.filter(pl.col("informed").is_not_null() & (pl.col("customers") >= MASKED)).height > 0


def cards(reached: pl.DataFrame, rows: pl.DataFrame | None, mixes: pl.DataFrame | None) -> list[Kpi]:
    """Reached by any channel, by e-mail, bought through several channels, cost for each active customer."""
    spoken = language()
    made = [_reached("any", _("Can be reached"), reached), _reached("email", _("By e-mail"), reached)]
    if mixes is not None and mixes["customers"].sum():
        several, n = int(mixes.filter(pl.col("channels") > 1)["customers"].sum()), int(mixes["customers"].sum())
        below = ngettext("of {n} buyer", "of {n} buyers", n, n=formats.number(n, spoken))
        made.append(Kpi("several-channels", _("Buy by several channels"), formats.share(several / n, spoken), "channel_mix", below=below))
    if rows is not None:
        total = rows.filter(pl.col("line") == "total").row(0, named=True)
        money = formats.money(total["cost_per_active"], spoken, cache.currency(), 2)
        below = _("{cost} in {year}", cost=formats.money(total["cost"], spoken, cache.currency()), year=total["year"])
        made.append(Kpi("base-cost", _("Cost of an active customer"), money, "base_cost", below=below))
    return made


def _reached(channel: str, label: str, reached: pl.DataFrame) -> Kpi:
    spoken, row = language(), reached.row(by_predicate=pl.col("channel") == channel, named=True)
    told = {"k": formats.number(row["reachable"], spoken), "n": formats.number(row["customers"], spoken)}
    below = ngettext("{k} of {n} customers", "{k} of {n} customers", row["reachable"], **told)
    return Kpi(f"reach-{channel}", label, formats.share(row["reachable_share"], spoken), "reachable", below=below)
