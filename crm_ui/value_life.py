"""The life line of one customer, chosen by number or name: what it bought, and whether it is probably still there."""

import polars as pl
import streamlit as st

from crm_core.engine import Connection, Scope
from crm_core.engine.records import purchases
from crm_core.models.life import course
from crm_core.models.value import fitted
from crm_core.units import Unit
from crm_ui import address, cache, card_data, charts, choices, errors, tables
from crm_ui.navigation import page_of
from crm_ui.plots import value_groups as plots
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _


@st.fragment
def section(scope: Scope, usual: str) -> None:
    """The line of the customer that is looked for, else of the one of the card page, else of `usual`."""
    with errors.part():
        if asked := address.take("customer"):
            st.session_state["customer"] = asked[-1]
        left, right = st.columns(2, gap="medium")
        text = left.text_input(_("Search"), key="search", placeholder=_("Name, number, e-mail or phone"), persist_state="session")
        found = card_data.within(scope, card_data.options(text or st.session_state.get("customer") or usual))
        if not found:
            tables.note(_("Nobody whom the filters keep is called so."))
            return
        with right:
            chosen = choices.select("customer", _("Customer"), list(found), lambda one: found[one], usual=next(iter(found)))
        _line(scope, chosen)


def _line(scope: Scope, chosen: str) -> None:
    bought = purchases(cache.connection(), chosen, scope.as_of)
    if not bought.height:
        tables.note(_("This customer had not bought yet on that day."))
        return
    line = lived(scope, chosen, bought)
    charts.chart_card(
        "value-life", plots.life(line, bought), sheet(line), name="customer_value_model", scope=scope.everyone(),
        note=_("It falls with each day of silence beyond the usual gap of the customer, and a purchase lifts it."), alt=_("Probability that this customer is still there, over time"),
    )  # fmt: skip
    st.page_link(page_of("fiche"), label=_("Open the customer card"), query_params={"customer": chosen})


def lived(scope: Scope, chosen: str, bought: pl.DataFrame) -> pl.DataFrame:
    """The course of the chosen customer by the model of the day."""

    def read(con: Connection, asked: Scope) -> pl.DataFrame:
        model, _spend = fitted(con, asked.as_of).both
        return course(model, bought["date"].to_list(), asked.as_of)

    return cache.recall(f"life {chosen}", read, scope.everyone().whole())


def sheet(line: pl.DataFrame) -> Sheet:
    return Sheet.of(line, Column("day", _("Date")), Column("p_alive", _("Still there"), Unit.SHARE, decimals=0))
