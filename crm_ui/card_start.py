"""Where to begin on the page of one customer while nobody is searched for: those who wait, are unhappy or stay away, the dearest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.engine.records import records
from crm_core.i18n import N_
from crm_ui import address, cache, card_data, complaints_data, errors, satisfaction_data, tables
from crm_ui.findings import reasons
from crm_ui.findings.scoring import OVERDUE
from crm_ui.words import _, language, plain

FEW = 5
NAMES = ("company_name", "first_name", "last_name")


@dataclass(frozen=True)
class Start:
    """A list to begin with: its key, its title, the table without which there is none, and its customers (`customer_id`, `reason`, `revenue`)."""

    key: str
    title: str
    table: str
    listed: Callable[[Scope], pl.DataFrame]


def _waiting(scope: Scope) -> pl.DataFrame:
    return complaints_data.late_sheet(scope).frame


def _unhappy(scope: Scope) -> pl.DataFrame:
    return satisfaction_data.unhappy_sheet(scope).frame


def _away(scope: Scope) -> pl.DataFrame:
    overdue = cache.ask("rfm", scope).filter(pl.col("rfm_segment").is_in(OVERDUE)).rename({"monetary": "revenue"})
    first = dearest(overdue)
    return first.with_columns(reasons.of_segment(first.rename({"revenue": "monetary"}), language(), cache.currency()))


STARTS = (
    Start("waiting", N_("Waiting for an answer"), "complaints", _waiting),
    Start("unhappy", N_("Unhappy at their last answer"), "surveys", _unhappy),
    Start("away", N_("Good customers who stay away"), "transactions", _away),
)


def dearest(rows: pl.DataFrame) -> pl.DataFrame:
    """The few known customers of `rows` who bought for most in the period, each once."""
    known = rows.filter(pl.col("customer_id").is_not_null()).unique("customer_id", keep="first", maintain_order=True)
    return known.sort("revenue", "customer_id", descending=[True, False], nulls_last=True).head(FEW)


def starts(scope: Scope) -> Iterator[tuple[Start, pl.DataFrame]]:
    """The lists that have somebody."""
    for one in STARTS:
        if cache.connection().has(one.table):
            rows = dearest(one.listed(scope))
            if rows.height:
                yield one, rows


def show(scope: Scope) -> None:
    """The lists side by side; a click opens the card."""
    with errors.part():
        found = list(starts(scope))
        if not found:
            return
        st.subheader(_("Whom to look at first"), anchor=False)
        for column, (one, rows) in zip(st.columns(3, gap="medium"), found, strict=False):
            with column, st.container(border=True, key=f"start-{one.key}", height="stretch", gap="small"):
                st.markdown(f"**{_(one.title)}**")
                _people(one.key, rows)
        tables.note(_("Of those whom the filters keep, those who bought for most in the period."))


def _people(key: str, rows: pl.DataFrame) -> None:
    called = names(rows["customer_id"].to_list())
    for name, reason in rows.select("customer_id", "reason").iter_rows():
        with st.container(gap=None):
            st.button(plain(called.get(name, name)), type="tertiary", key=f"{key}-{name}", on_click=open_card, args=(name,))
            tables.note(reason)


def names(ids: list[str]) -> dict[str, str]:
    """What these customers are called."""
    con = cache.connection()
    rows = records(con, ids, [one for one in NAMES if one in con.columns["customers"]])
    return {row["customer_id"]: card_data.called(row) for row in rows.iter_rows(named=True)}


def open_card(name: str) -> None:
    st.session_state["customer"] = name


def begin_again() -> None:
    """Forget who was looked at and what was searched."""
    st.session_state["customer"], st.session_state["search"] = "", ""
    address.put("customer", [])
