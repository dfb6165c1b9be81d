"""What the page on departures asks: its figures, its list, and the card of the model."""

from typing import Any

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.engine.currencies import currencies
from crm_core.i18n import N_
from crm_core.units import Unit
from crm_ui import cache, formats, model_card, past_fits, tables
from crm_ui.findings import churn as findings
from crm_ui.findings.reasons_of_scores import name_of, sentences
from crm_ui.sheets import Column, Sheet
from crm_ui.value_data import Figure
from crm_ui.words import _, language, ngettext

MODELS = {"logistic": N_("Logistic regression"), "boosting": N_("Gradient boosting"), "bgnbd": N_("BG/NBD")}
RUNGS = {"rules": N_("Rules only"), "bgnbd": N_("BG/NBD, from recency and frequency"), "learned": N_("Learned score")}
TENTH = 10
RISK_WIDTH, WHY_WIDTH = 148, 1000  # pixels


def model(name: str, scope: Scope) -> dict[str, Any]:
    """The one row of what a score rests on."""
    return model_card.fitted(name, scope.everyone()).row(0, named=True)


def nobody() -> pl.DataFrame:
    """The answer of `churn_score` about nobody."""
    return pl.DataFrame(schema={"customer_id": pl.String, "churn_probability": pl.Float64})


def of_currencies() -> list[str]:
    """What is said where the amounts are in several currencies."""
    named = currencies(cache.connection())
    return (
        [_("The amounts are in several currencies ({names}): what customers spent is left out of the score.", names=", ".join(named))]
        if len(named) > 1
        else []
    )


def slow_ones(row: dict[str, Any], scope: Scope) -> pl.DataFrame:
    """The active customers who buy too seldom to have a risk; nobody where none is shown, or who leaves is told by something else than purchases."""
    by_purchases = row["shown"] and row["kind"] == "purchases"
    return cache.ask("slow_buyers", scope) if by_purchases else pl.DataFrame(schema={"customer_id": pl.String})


def figures(row: dict[str, Any], scores: pl.DataFrame) -> list[Figure]:
    """Departures to expect, mean risk, how well the model ranks, and what the tenth at highest risk gains."""
    spoken, n, expected = language(), scores.height, float(scores["churn_probability"].sum())
    customers = ngettext("{n} customer who may leave", "{n} customers who may leave", n, n=formats.number(n, spoken))
    seen = ngettext("judged on {n} customer", "judged on {n} customers", row["n_test"], n=formats.number(row["n_test"], spoken))
    past = _("{share} left of those it was judged on", share=formats.share(row["rate"], spoken))
    naive = formats.number(row["baseline_auc"], spoken, 2)
    return [
        Figure("departures", _("Departures to expect"), formats.headline(expected, Unit.COUNT, spoken), customers),
        Figure("mean-risk", _("Mean risk"), formats.share(expected / n, spoken), past),
        Figure("ranking", _("Ranking (AUC)"), formats.number(row["auc"], spoken, 2), _("0.5 is chance, 1 never wrong; best naive guess: {naive}", naive=naive)),
        Figure("gain", _("Gain of the first tenth"), f"× {formats.number(row['top_decile_lift'], spoken, 1)}", seen),
    ]  # fmt: skip


def card_figures(figures: list[Figure]) -> None:
    """The figures side by side."""
    for column, one in zip(st.columns(len(figures), gap="small"), figures, strict=True):
        with column, st.container(border=True, key=f"card-{one.key}", height="stretch", gap=None):
            st.metric(one.label, one.value)
            tables.note(one.below)


def card_of_model(row: dict[str, Any]) -> None:
    """The card of the model, with its limits, folded."""
    with st.expander(_("The card of the model"), key="model-card"):
        st.html(tables.html(card(row), _("The card of the model"), language(), cache.currency()))
        tables.note(
            _("Probabilities hold as long as customers go on behaving as they did over the history; what no file tells is not in them.")
        )
        for said in findings.left_out(row, language()):
            tables.note(said)
        past_fits.table(*_told_of(row))


def _told_of(row: dict[str, Any]) -> tuple[str, str]:
    """The indicator that gave the row, and what it is for."""
    return ("appetence_model", past_fits.target(row)) if "field" in row else ("churn_model", "")


def listed(scores: pl.DataFrame, everyone: bool) -> Sheet:
    """The customers at risk with the reasons in words: the tenth at highest risk, or all."""
    rows = scores if everyone else scores.head(max(scores.height // TENTH, 1))
    told = rows.select("customer_id", "churn_probability", sentences(rows, language()).alias("why"))
    return Sheet.of(
        told,
        Column("customer_id", _("Customer")),
        Column("churn_probability", _("Risk of leaving"), Unit.SHARE, decimals=0, width=RISK_WIDTH),
        Column("why", _("Why"), wide=True, width=WHY_WIDTH),
    )


def slow(rows: pl.DataFrame) -> Sheet:
    """The customers of a slow rhythm, those whose silence will count first on top."""
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("recency", _("Days since the last purchase"), Unit.COUNT), Column("purchases", _("Days of purchase"), Unit.COUNT),
        Column("usual_gap", _("Usual gap, days"), Unit.COUNT), Column("counts_from", _("Its silence counts from")),
    )  # fmt: skip


def counted(which: str, n: int) -> str:
    """How many customers the list `which` has."""
    said = formats.number(n, language())
    if which == "slow":
        return ngettext("{n} customer of a slow rhythm", "{n} customers of a slow rhythm", n, n=said)
    return ngettext("{n} customer at risk", "{n} customers at risk", n, n=said)


def calibration_sheet(rows: pl.DataFrame, happened: str) -> Sheet:
    return Sheet.of(
        rows, Column("customers", _("Customers"), Unit.COUNT), Column("predicted", _("Predicted"), Unit.SHARE), Column("happened", happened, Unit.SHARE),
        Column("low", _("Low bound"), Unit.SHARE), Column("high", _("High bound"), Unit.SHARE),
    )  # fmt: skip


def weights_sheet(rows: pl.DataFrame) -> Sheet:
    spoken = language()
    named = rows.with_columns(pl.Series("column", [name_of(one, spoken) for one in rows["column"]], dtype=pl.String))
    points = {name: pl.col(name) * 100 for name in ("importance", "low", "high")}
    return Sheet.of(
        named.with_columns(**points), Column("column", _("Column")), Column("importance", _("Weight, points of AUC"), Unit.SCORE, decimals=2),
        Column("low", _("Low bound"), Unit.SCORE, decimals=2), Column("high", _("High bound"), Unit.SCORE, decimals=2),
    )  # fmt: skip


def card(row: dict[str, Any]) -> Sheet:
    """The card of the model: what it is, from which data, how good, with which limits, whose version."""
    told = [(label, value) for label, value in [*_what(row), *_quality(row), *_whose(row)] if value not in (None, formats.NONE)]
    frame = pl.DataFrame(told, schema={"name": pl.String, "told": pl.String}, orient="row")
    return Sheet.of(frame, Column("name", _("Item")), Column("told", _("Value")))


def _what(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    spoken = language()
    counts = [_n(row[name]) for name in ("n_train", "hits_train", "columns", "horizon", "looks_back")]
    labels = [_("Customers learned from"), _("… to whom it happened"), _("Columns used"), _("Days looked ahead"), _("Days looked back")]
    return [
        (_("What speaks"), _(RUNGS[row["rung"]])), (_("Model"), _(MODELS[row["model"]]) if row["model"] else None), (_("Parameters"), row["parameters"]),
        (_("Learned as of"), formats.day(row["learned_at"], spoken)), (_("Judged as of"), formats.day(row["judged_at"], spoken)), *zip(labels, counts, strict=True),
    ]  # fmt: skip


def _quality(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    spoken = language()
    names = {
        "auc": _("AUC"), "baseline_auc": _("AUC of the best naive guess"), "brier": _("Brier score"), "flat_brier": _("Brier score of the mean"),
        "auc_logistic": _("AUC of the logistic regression, five folds"), "auc_boosting": _("AUC of the boosting, five folds"),
    }  # fmt: skip
    return [
        (_("Customers judged on"), _n(row["n_test"])),
        *((label, formats.number(row[name], spoken, 3)) for name, label in names.items()),
    ]


def _whose(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The version whose data it was fitted to, since when it is there and by whose import; who had it fitted."""
    version, spoken, (name, what) = cache.connection().version, language(), _told_of(row)
    return [
        (_("Version of the data"), str(version.number)),
        (_("Imported on"), formats.day(version.at, spoken)),
        (_("Imported by"), version.by),
        (_("Fitted by"), past_fits.fitted_by(name, cache.scope().as_of, what)),
    ]


def _n(value: int | None) -> str | None:
    return None if value is None else formats.number(value, language())
