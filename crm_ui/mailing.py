"""A list of customers to take to the printer: those who may and can be written to, as the six lines of NF Z10-011."""

from functools import partial

import polars as pl
import streamlit as st

from crm_core.engine import Connection, Scope
from crm_core.engine.records import records
from crm_core.i18n import N_
from crm_core.indicators.reachable import verdicts
from crm_core.quality.mailing import FIELDS, LINES, six_lines
from crm_ui import cache, formats, tables
from crm_ui.downloads import About, csv_bytes, xlsx_bytes
from crm_ui.exports import XLSX, about
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

REASONS = {
    "missing": N_("{n} without a whole address"), "invalid": N_("{n} whose postal code is wrong"), "returned": N_("{n} whose mail came back"),
    "not_asked": N_("{n} never asked"), "refused": N_("{n} who refused"),
}  # fmt: skip


def mail_buttons(key: str, customers: list[str], *, name: str, title: str, scope: Scope) -> None:
    """How many of the list may be written to and why not the others, and the two files of those who may. The lines are made when a file is asked for."""
    told = cache.recall("verdicts mail", lambda con, asked: verdicts(con, asked, "mail"), scope.everyone().whole())
    judged = pl.DataFrame({"customer_id": customers}, schema={"customer_id": pl.String}).join(
        told, on="customer_id", how="left", maintain_order="left"
    )
    judged = _with_never_asked(key, judged)
    kept = judged.filter(pl.col("verdict") == "reached")["customer_id"].to_list()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"mail-{key}"):
        tables.note(said(judged, len(kept)))
        if kept:
            _buttons(key, kept, name=name, title=title, scope=scope)


def _with_never_asked(key: str, judged: pl.DataFrame) -> pl.DataFrame:
    """Post needs no agreement beforehand: who was never asked and never refused is written to, too, when the person says so."""
    if not (judged["verdict"] == "not_asked").any():
        return judged
    wider = st.toggle(
        _("Write by post to those never asked, too"), key=f"mail-asked-{key}",
        help=_("Post needs no agreement beforehand, but people must have been told of it and may refuse (CNIL). Those who refused stay left out."),
    )  # fmt: skip
    return judged.with_columns(pl.col("verdict").replace("not_asked", "reached")) if wider else judged


def said(judged: pl.DataFrame, kept: int) -> str:
    """How many may be written to by post, and why not the others."""
    spoken = language()
    text = ngettext("By post: {n} may be written to.", "By post: {n} may be written to.", kept, n=formats.number(kept, spoken))
    counts = dict(judged.group_by("verdict").len().iter_rows())
    others = [_(words, n=formats.number(counts[one], spoken)) for one, words in REASONS.items() if counts.get(one)]
    return f"{text} {_('Left out: {reasons}.', reasons=', '.join(others))}" if others else text


def _buttons(key: str, kept: list[str], *, name: str, title: str, scope: Scope) -> None:
    con, columns, spoken = cache.connection(), _columns(), language()
    lines, stem = about(title, scope), f"{name}_mail_{scope.as_of.isoformat()}_{len(kept)}"
    leaves = (_("Data"), _("About"))
    st.download_button(
        _("Addresses {format}", format="CSV"), partial(_csv, con, kept, columns, spoken), f"{stem}.csv", "text/csv", key=f"mail-csv-{key}", type="tertiary", on_click="ignore"
    )  # fmt: skip
    st.download_button(
        _("Addresses {format}", format="XLSX"), partial(_xlsx, con, kept, columns, lines, leaves), f"{stem}.xlsx", XLSX, key=f"mail-xlsx-{key}", type="tertiary", on_click="ignore"
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    places = [Column(one, _("Line {n}", n=rank)) for rank, one in enumerate(LINES[:6], 1)]
    return (
        Column("customer_id", _("Customer")),
        *places,
        Column(LINES[6], _("Country")),
        Column("shortened", _("Abbreviated")),
        Column("too_long", _("Longer than 38 characters")),
    )


def _sheet(con: Connection, kept: list[str], columns: tuple[Column, ...]) -> Sheet:
    """The addresses, in the order of the list."""
    there = [one for one in FIELDS if one in con.columns["customers"]]
    order = pl.DataFrame({"customer_id": kept})
    return Sheet(six_lines(order.join(records(con, kept, there), on="customer_id", how="left", maintain_order="left")), columns)


def _csv(con: Connection, kept: list[str], columns: tuple[Column, ...], spoken: str) -> bytes:
    """Header and rows alone, as a mail house reads it."""
    return csv_bytes(_sheet(con, kept, columns), (), spoken)


def _xlsx(con: Connection, kept: list[str], columns: tuple[Column, ...], lines: About, leaves: tuple[str, str]) -> bytes:
    return xlsx_bytes(_sheet(con, kept, columns), lines, leaves)
