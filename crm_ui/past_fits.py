"""The fits of a model so far: noted once they are made, and the last ten as a table on its card."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.log import event
from crm_core.store import fits
from crm_core.store.fits import Fit, Value
from crm_core.units import Unit
from crm_ui import cache, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.versions import moment
from crm_ui.words import _, language

SHOWN, BY = 10, "product"
QUALITY = ("auc", "baseline_auc", "brier", "flat_brier", "top_decile_lift", "rate", "n_test", "hits_train", "auc_logistic", "auc_boosting")
LEARNED = ("kind", "rung", "model", "parameters", "columns", "horizon", "looks_back", "why")
RUNGS = {
    "rules": N_("Rules only"), "bgnbd": N_("BG/NBD"), "mbgnbd": N_("MBG/NBD"), "mbgcnbd": N_("MBG/CNBD-k, for regular buyers"),
    "logistic": N_("Logistic regression"), "boosting": N_("Gradient boosting"),
}  # fmt: skip


def note(con: Connection, name: str, scope: Scope, answer: pl.DataFrame) -> None:
    """Keep the fit that the indicator `name` answered with in the history of the workspace; a history that cannot be written is told to the log."""
    what = target(answer.row(0, named=True)) if "field" in answer.columns else ""
    con.recall(("fit noted", name, what, scope.as_of), partial(_note, con, name, what, scope, answer))


def target(row: Mapping[str, object]) -> str:
    """What a model of appetence is for."""
    return f"{row['field']}: {row['value']}"


def _note(con: Connection, name: str, what: str, scope: Scope, answer: pl.DataFrame) -> bool:
    told = _of_value if name == "customer_value_model" else _of_score
    fit = told(Fit(datetime.now(UTC), BY, name, what, con.version.number, scope.as_of, None, "rules", None), answer)
    try:
        return fits.remember(con.workspace.folder, fit)
    except OSError as problem:
        event("fit not noted", level=logging.WARNING, model=name, problem=problem)
        return False


def _of_value(fit: Fit, answer: pl.DataFrame) -> Fit:
    """With what the rows of customer_value_model say."""
    rows = [row for row in answer.iter_rows(named=True) if row["parameter"] != "warning"]
    said: dict[str, Value] = {row["parameter"]: row["value"] if row["words"] is None else row["words"] for row in rows}
    checks = {name: value for name, value in said.items() if name.startswith("check_")}
    rung, n, days = str(said.pop("model")), int(said.pop("customers") or 0), int(said["history_days"] or 0)
    rest = {name: value for name, value in said.items() if name not in checks}
    return _with(fit, rung, n, days, {name.removeprefix("check_"): value for name, value in checks.items()}, rest)


def _of_score(fit: Fit, answer: pl.DataFrame) -> Fit:
    """With what the row of churn_model or appetence_model says."""
    row = answer.row(0, named=True)
    rung = "rules" if row["rung"] == "rules" else row["model"]
    days = (fit.as_of - row["learned_at"]).days + row["looks_back"] if row["learned_at"] else None
    return _with(fit, rung, row["n_train"], days, {name: row[name] for name in QUALITY}, {name: row[name] for name in LEARNED})


def _with(fit: Fit, rung: str, n: int | None, days: int | None, quality: dict[str, Value], parameters: dict[str, Value]) -> Fit:
    since = None if days is None else fit.as_of - timedelta(days=days)
    return replace(fit, since=since, rung=rung, n=n, quality=_rounded(quality), parameters=_rounded(parameters))


def _rounded(said: dict[str, Value]) -> dict[str, Value]:
    """To six digits: a fit made again on another machine is the same fit."""
    return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in said.items()}


def known(con: Connection, name: str, what: str = "") -> list[Fit]:
    """The last fits of a model, the newest first; those of the shared workspace, too, for a trial."""
    folders = dict.fromkeys((con.workspace.folder, con.workspace.home))
    try:
        found = [fit for folder in folders for fit in fits.history(folder) if (fit.model, fit.scope) == (name, what)]
    except OSError as problem:
        event("fit not noted", level=logging.WARNING, model=name, problem=problem)
        return []
    return sorted(found, key=lambda fit: fit.at, reverse=True)[:SHOWN]


def sheet(found: list[Fit], zone: ZoneInfo, spoken: str) -> Sheet:
    """When, to which version and day, what speaks, and how good it was on what it had not seen."""
    value = bool(found) and found[0].model == "customer_value_model"
    measures = ("error", "naive_error", "auc") if value else ("auc", "baseline_auc", "brier")
    rows = [
        {
            "at": moment(fit.at.astimezone(zone), spoken), "version": fit.version, "as_of": fit.as_of, "rung": _(RUNGS[fit.rung]) if fit.rung in RUNGS else fit.rung, "n": fit.n,
            **{name: fit.quality.get(name) for name in measures},
        }
        for fit in found
    ]  # fmt: skip
    schema = {
        "at": pl.String,
        "version": pl.Int64,
        "as_of": pl.Date,
        "rung": pl.String,
        "n": pl.Int64,
        **dict.fromkeys(measures, pl.Float64),
    }
    labels = {
        "auc": _("AUC"), "baseline_auc": _("AUC of the best naive guess"), "brier": _("Brier score"), "error": _("Error of the model, in purchases"),
        "naive_error": _("Error of the guess, in purchases"),
    }  # fmt: skip
    return Sheet.of(
        pl.DataFrame(rows, schema=schema), Column("at", _("Fitted on")), Column("version", _("Version")), Column("as_of", _("As of")), Column("rung", _("What speaks")),
        Column("n", _("Customers learned from"), Unit.COUNT), *(Column(name, labels[name], Unit.SCORE, decimals=3) for name in measures),
    )  # fmt: skip


def table(name: str, what: str = "") -> None:
    """The last ten fits of a model under their title; nothing when none was kept."""
    con = cache.connection()
    found = known(con, name, what)
    if not found:
        return
    title = _("Previous fits")
    st.subheader(title, anchor=False)
    st.html(tables.html(sheet(found, ZoneInfo(con.settings.firm.time_zone), language()), title, language(), cache.currency()))
    tables.note(_("One line a version and a day looked at, the newest first; the last ten. Quality: on what the model had not seen."))
