"""The fits of a model so far: the last ten as a table on its card."""

import logging
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core.engine import Connection
from crm_core.i18n import N_
from crm_core.log import event
from crm_core.store import fits
from crm_core.store.fits import Fit
from crm_core.units import Unit
from crm_ui import cache, formats, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.versions import moment
from crm_ui.words import _, language

SHOWN = 10
RUNGS = {
    "rules": N_("Rules only"), "bgnbd": N_("BG/NBD"), "mbgnbd": N_("MBG/NBD"), "mbgcnbd": N_("MBG/CNBD-k, for regular buyers"),
    "logistic": N_("Logistic regression"), "boosting": N_("Gradient boosting"),
}  # fmt: skip


def target(row: Mapping[str, object]) -> str:
    """What a model of appetence is for."""
    return f"{row['field']}: {row['value']}"


def known(con: Connection, name: str, what: str = "", most: int | None = SHOWN) -> list[Fit]:
    """The last fits of a model, the newest first; those of the shared workspace, too, for a trial."""
    folders = dict.fromkeys((con.workspace.folder, con.workspace.home))
    try:
        found = [fit for folder in folders for fit in fits.history(folder) if (fit.model, fit.scope) == (name, what)]
    except OSError as problem:
        event("fit not noted", level=logging.WARNING, model=name, problem=problem)
        return []
    return sorted(found, key=lambda fit: fit.at, reverse=True)[:most]


def by_whom(fit: Fit) -> str:
    return _("the product") if fit.by == cache.NOTING.by else fit.by


def fitted_by(name: str, as_of: date, what: str = "") -> str | None:
    """Who had the model fitted that this version and day show, and when: “le produit, le 21/11/2026 à 12 h 00”; None where that is not noted."""
    con, spoken = cache.connection(), language()
    fit = next((one for one in known(con, name, what, None) if (one.version, one.as_of) == (con.version.number, as_of)), None)
    zone = ZoneInfo(con.settings.firm.time_zone)
    return _("{who}, on {moment}", who=by_whom(fit), moment=moment(fit.at.astimezone(zone), spoken)) if fit else None


def sheet(found: list[Fit], zone: ZoneInfo, spoken: str) -> Sheet:
    """When, to which version and day, what speaks, and how good it was on what it had not seen."""
    value = bool(found) and found[0].model == "customer_value_model"
    measures = ("error", "naive_error", "auc") if value else ("auc", "baseline_auc", "brier")
    rows = [
        {
            "at": moment(fit.at.astimezone(zone), spoken), "version": fit.version, "as_of": fit.as_of, "by": by_whom(fit).replace(" ", formats.HARD), "rung": _(RUNGS[fit.rung]) if fit.rung in RUNGS else fit.rung, "n": fit.n,
            **{name: fit.quality.get(name) for name in measures},
        }
        for fit in found
    ]  # fmt: skip
    schema = {
        "at": pl.String, "version": pl.Int64, "as_of": pl.Date, "by": pl.String, "rung": pl.String, "n": pl.Int64, **dict.fromkeys(measures, pl.Float64),
    }  # fmt: skip
    labels = {
        "auc": _("AUC"), "baseline_auc": _("AUC of the best naive guess"), "brier": _("Brier score"), "error": _("Error of the model, in purchases"),
        "naive_error": _("Error of the guess, in purchases"),
    }  # fmt: skip
    return Sheet.of(
        pl.DataFrame(rows, schema=schema), Column("at", _("Fitted on")), Column("version", _("Version")), Column("as_of", _("As of")), Column("by", _("Fitted by")), Column("rung", _("What speaks")),
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
