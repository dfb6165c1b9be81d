"""What the page on the value of customers asks: its figures, its list, and the models in words."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.customer_value_matrix import PURCHASES, SILENT
from crm_core.units import Unit
from crm_ui import cache, formats, model_card, to_segments
from crm_ui.findings import value as findings
from crm_ui.plots.value_groups import purchases_words, silent_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

MODELS = {
    "bgnbd": N_("BG/NBD"), "mbgnbd": N_("MBG/NBD"), "mbgcnbd": N_("MBG/CNBD-k, for regular buyers"), "rules": N_("None: rules only"), "gamma_gamma": N_("Gamma-Gamma"),
    "own_mean": N_("Own means, drawn towards that of everyone"),
}  # fmt: skip
PARAMETERS = {
    "model": N_("Model of the purchases"), "customers": N_("Customers who have bought"), "repeat_buyers": N_("Customers who have bought again"),
    "history_days": N_("History (days)"), "k": N_("k: evenness of the gaps (1 = chance)"), "r": N_("r: shape of the purchase rates"), "alpha": N_("α: scale of the purchase rates (weeks)"),
    "a": N_("a: chance of leaving, first parameter"), "b": N_("b: chance of leaving, second parameter"), "log_likelihood": N_("Log-likelihood of the purchases"),
    "amounts": N_("Model of the amounts"), "p": N_("p: shape of a customer’s amounts"), "q": N_("q: shape of the means of customers"),
    "v": N_("v: scale of the means of customers"), "spend_mean": N_("Mean amount of a purchase"), "spend_weight": N_("Weight of everyone’s mean (purchases)"),
    "spend_log_likelihood": N_("Log-likelihood of the amounts"), "spearman": N_("Rank correlation of frequency and amount"), "margin_rate": N_("Margin rate"),
    "discount_rate": N_("Discount rate a year"), "check_from": N_("Check: last day seen"), "check_actual": N_("Check: purchases made"),
    "check_predicted": N_("Check: purchases predicted"), "check_naive": N_("Check: purchases guessed (as before)"),
    "check_error": N_("Check: error of the model, in purchases"), "check_naive_error": N_("Check: error of the guess, in purchases"), "check_recency": N_("Check: purchases guessed (by silence)"), "check_recency_error": N_("Check: error of the guess by silence, in purchases"),
    "check_auc": N_("Check: area under the curve of the model (who came back)"),
    "check_recency_auc": N_("Check: area under the curve of the days since the last purchase"),
}  # fmt: skip
LARGE = 1_000.0  # from here on two decimals are enough
PURCHASES_CHECKED = ("check_actual", "check_predicted", "check_naive", "check_recency")


@dataclass(frozen=True)
class Figure:
    """A figure of the future, which has no last year to be compared with: its key, label, value and the words below."""

    key: str
    label: str
    value: str
    below: str


def figures(values: pl.DataFrame) -> list[Figure]:
    """To come in 12 months, purchases to expect, customers who are probably still there."""
    spoken, n, total = language(), values.height, float(values["customer_value"].sum())
    alive, purchases = float(values["p_alive"].sum()), float(values["expected_purchases"].sum())
    people = ngettext("{n} customer who has bought", "{n} customers who have bought", n, n=formats.number(n, spoken))
    mean = formats.money(total / n, spoken, cache.currency())
    past = formats.headline(float(values["past_value"].sum()), Unit.MONEY, spoken, currency=cache.currency())
    return [
        Figure("value", _("Value of the next 12 months"), formats.headline(total, Unit.MONEY, spoken, currency=cache.currency()), _("{mean} a customer; past: {past}", mean=mean, past=past)),
        Figure("purchases-ahead", _("Purchases to expect"), formats.headline(purchases, Unit.COUNT, spoken), _("in 365 days; {people}", people=people)),
        Figure("alive", _("Customers probably still there"), formats.share(alive / n, spoken, 0), _("{alive} of {n}", alive=formats.number(alive, spoken), n=formats.number(n, spoken))),
    ]  # fmt: skip


def listed(scope: Scope) -> Sheet:
    """Every customer with its value and interval, the largest first."""
    rows = cache.ask("customer_value", scope).sort("customer_value", descending=True, maintain_order=True)
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("customer_value", _("Value, 12 months"), Unit.MONEY), Column("low", _("Low bound"), Unit.MONEY),
        Column("high", _("High bound"), Unit.MONEY), Column("p_alive", _("Still there"), Unit.SHARE, decimals=0), Column("expected_purchases", _("Purchases to expect"), Unit.SCORE, decimals=1),
        Column("expected_spend", _("Amount each"), Unit.MONEY), Column("past_value", _("Past value"), Unit.MONEY), Column("frequency", _("Repeat purchases"), Unit.COUNT),
    )  # fmt: skip


def target(which: str, scope: Scope) -> None:
    """Below the list by value: the way to its best customers on Segments."""
    if which == "values":
        to_segments.group(scope, _("Target in Segments: {segment}", segment=_("The best tenth")), "worth", "tenth")


def models(model: pl.DataFrame, scope: Scope) -> Sheet:
    """The card of the models: where they come from, what each parameter is, and its value or words."""
    spoken, rows = language(), model.filter(pl.col("parameter") != "warning")
    customers, history = (rows.filter(pl.col("parameter") == name)["value"].item(0) for name in ("customers", "history_days"))
    told = [
        *model_card.origin("customer_value_model", int(history or 0) if customers else None, scope),
        *((_(PARAMETERS[row["parameter"]]), _told(row, spoken)) for row in rows.iter_rows(named=True)),
    ]
    frame = pl.DataFrame(told, schema={"name": pl.String, "told": pl.String}, orient="row")
    return Sheet.of(frame, Column("name", _("Parameter")), Column("told", _("Value")))


def _told(row: dict[str, float | str | None], spoken: str) -> str:
    if row["parameter"] == "check_from":
        return formats.day(date.fromisoformat(str(row["words"])), spoken)
    if row["words"] is not None:
        words = str(row["words"])
        return _(MODELS[words]) if words in MODELS else words
    value = row["value"]
    if row["parameter"] == "spend_mean":
        return formats.money(None if value is None else float(value), spoken, cache.currency(), 2)
    whole = row["parameter"] in PURCHASES_CHECKED or (value is not None and float(value) == int(float(value)))
    decimals = 0 if whole else 3 if value is None or abs(float(value)) < LARGE else 2
    return formats.number(None if value is None else float(value), spoken, decimals)


def frequencies_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("frequency", _("Repeat purchases before"), Unit.COUNT), Column("customers", _("Customers"), Unit.COUNT),
        Column("actual", _("Made"), Unit.SCORE, decimals=2), Column("predicted", _("Predicted"), Unit.SCORE, decimals=2), Column("naive", _("As before"), Unit.SCORE, decimals=2),
    )  # fmt: skip


def tracking_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("day", _("Week until")), Column("actual", _("Made"), Unit.COUNT), Column("predicted", _("Predicted"), Unit.COUNT)
    )


def view_words(view: str) -> str:
    """What each view of the page answers."""
    return {
        "groups": _("Who will come back"),
        "model": _("Can the model be believed"),
        "life": _("One customer"),
        "list": _("List of customers"),
    }[view]


def groups_sheet(rows: pl.DataFrame) -> Sheet:
    """The groups in words: purchases made, time since the last one."""
    said = rows.with_columns(
        pl.col("purchases").replace_strict({one: purchases_words(one) for one in PURCHASES}, return_dtype=pl.String),
        pl.col("silent").replace_strict({one: silent_words(one) for one in SILENT}, return_dtype=pl.String),
    )
    return Sheet.of(
        said, Column("purchases", _("Days of purchase made")), Column("silent", _("Time since the last one")), Column("customers", _("Customers"), Unit.COUNT),
        Column("p_alive", _("Still there"), Unit.SHARE, decimals=0), Column("expected_purchases", _("Purchases to expect"), Unit.SCORE, decimals=1), Column("customer_value", _("Value, 12 months"), Unit.MONEY),
    )  # fmt: skip


def says(scope: Scope) -> tuple[pl.DataFrame, list[str], list[str]]:
    """The models, what a reader of the values has to know, and what only matters to who reads the models, in words."""
    model = model_card.fitted("customer_value_model", scope.everyone())
    weighty = findings.warnings(model, language(), weighty=True)
    limits = _(
        "They know the days and the amounts of purchases, nothing of seasons, prices or actions to come; a customer is read as the mean of those with the same past."
    )
    return model, weighty, [*(one for one in findings.warnings(model, language()) if one not in weighty), limits]
