"""Groups to target by what is foreseen: potential by risk of leaving, the value of the next 12 months, and the risk alone."""

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.customers_at_stake import LEVELS
from crm_core.models.own_columns import answer_column
from crm_core.units import Unit
from crm_ui import appetence_targets, cache, model_card
from crm_ui.appetence_data import Asked
from crm_ui.churn_data import WHY_WIDTH
from crm_ui.churn_matrix import EFFORTS, POTENTIALS, RISKS
from crm_ui.findings import reasons
from crm_ui.findings.reasons_of_scores import sentences
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language

GROUPINGS = {
    "stake": N_("Potential and risk of leaving"),
    "worth": N_("Value of the next 12 months"),
    "risk": N_("Risk of leaving"),
    appetence_targets.GROUPING: N_("Appetence"),
}
USUAL = {"stake": "high-high", "worth": "tenth", "risk": "tenth"}
WORTH = {"tenth": N_("The best tenth"), "fifth": N_("The best fifth"), "half": N_("The better half")}
RISK = {"tenth": N_("The tenth at highest risk"), "all": N_("All who may leave"), "slow": N_("Too slow a rhythm to tell")}
NAMES = {"worth": WORTH, "risk": RISK}
SHARES = {"risk": "churn_probability", "alive": "p_alive"}
PARTS = {"tenth": 10, "fifth": 5, "half": 2}


def has_departures() -> bool:
    """Whether the file of customers itself says who left, without purchases."""
    return answer_column(cache.connection()) is not None or bool(cache.values("customers", "left_on"))


def choices(grouping: str) -> list[str]:
    """The groups of a grouping: `high-low` is high potential at low risk; the parts of the customers by value or by risk; the lists of all that may be bought."""
    if grouping == appetence_targets.GROUPING:
        return appetence_targets.choices()
    return (
        list(NAMES[grouping])
        if grouping in NAMES
        else [f"{potential}-{risk}" for potential in reversed(LEVELS) for risk in reversed(LEVELS)]
    )


def choice_words(grouping: str, choice: str) -> str:
    if grouping in NAMES:
        return _(NAMES[grouping][choice])
    if grouping == appetence_targets.GROUPING:
        return appetence_targets.choice_words(choice)
    potential, _dash, risk = choice.partition("-")
    return _(
        "{potential}, {risk}: {effort}", potential=_(POTENTIALS[potential]), risk=_(RISKS[risk]).lower(), effort=_(EFFORTS[potential, risk])
    )


def target(scope: Scope, grouping: str, choice: str) -> Sheet:
    """The customers of a group with the reason in words. Raises MissingData when the data carry no value, no risk or no appetence."""
    if grouping == appetence_targets.GROUPING:
        thing, which = appetence_targets.parts(choice)
        return appetence_targets.sheet(Asked(thing, scope), which)
    if grouping == "worth":
        return _best(scope, PARTS[choice])
    model_card.fitted("churn_model", scope.everyone())
    if grouping == "risk":
        return _at_risk(scope, choice)
    return _at_stake(scope, *choice.split("-"))


def _at_stake(scope: Scope, potential: str, risk: str) -> Sheet:
    rows = cache.ask("customers_at_stake", scope).filter((pl.col("potential") == potential) & (pl.col("risk") == risk))
    text = N_("{risk} risk of leaving, {value} to expect in 12 months.")
    return _told(
        rows, text, Column("at_stake", _("At stake"), Unit.MONEY), Column("churn_probability", _("Risk of leaving"), Unit.SHARE, decimals=0)
    )


def _at_risk(scope: Scope, choice: str) -> Sheet:
    """As the list of Départs has them."""
    if choice == "slow":
        return _slow(scope)
    rows, spoken = cache.ask("churn_score", scope), language()
    chosen = rows if choice == "all" else rows.head(max(rows.height // PARTS[choice], 1))
    return Sheet.of(
        chosen.select("customer_id", "churn_probability", sentences(chosen, spoken).alias("reason")), Column("customer_id", _("Customer")),
        Column("reason", _("Why here"), wide=True, width=WHY_WIDTH), Column("churn_probability", _("Risk of leaving"), Unit.SHARE, decimals=0),
    )  # fmt: skip


def _slow(scope: Scope) -> Sheet:
    """Those who buy too seldom to have a risk."""
    spoken, rows = language(), cache.ask("slow_buyers", scope)
    text = N_("Buys every {gap} or so, last {days} ago: its silence will count from {day} on.")
    reason = reasons.phrase(
        text, spoken, gap=reasons.days("usual_gap", spoken), days=reasons.days("recency", spoken), day=reasons.day("counts_from", spoken)
    )
    return Sheet.of(
        rows.with_columns(reason.alias("reason")), Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True)
    )


def _best(scope: Scope, part: int) -> Sheet:
    everyone = cache.ask("customer_value", scope.everyone()).sort("customer_value", "customer_id", descending=[True, False])
    best = everyone.head(max(everyone.height // part, 1)).select("customer_id")
    rows = (
        cache.ask("customer_value", scope)
        .join(best, on="customer_id", how="semi")
        .sort("customer_value", "customer_id", descending=[True, False])
    )
    text = N_("{value} to expect in 12 months; still there at {alive}.")
    return _told(rows, text, Column("past_value", _("Past value"), Unit.MONEY))


def _told(rows: pl.DataFrame, text: str, *columns: Column) -> Sheet:
    spoken = language()
    given = {name: reasons.percent(column, spoken) for name, column in SHARES.items() if column in rows.columns}
    reason = reasons.phrase(text, spoken, value=reasons.money("customer_value", spoken, cache.currency()), **given).alias("reason")
    return Sheet.of(
        rows.with_columns(reason), Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True),
        Column("customer_value", _("Value, 12 months"), Unit.MONEY), *columns,
    )  # fmt: skip
