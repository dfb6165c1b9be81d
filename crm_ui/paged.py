"""A sheet too long for Streamlit's own table, which would lose its search: searched and sorted here, over all of it, and shown a page at a time."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from crm_core.units import Unit
from crm_ui import formats
from crm_ui.sheets import Sheet
from crm_ui.words import _, language

PAGE = 1000  # rows
AS_GIVEN = ""
MARKS = r"\p{M}"


def page(sheet: Sheet, key: str) -> Sheet:
    """Draw the search, the order and the pages; the rows of the page that is chosen."""
    left, middle, right = st.columns([2, 1, 1], gap="small", vertical_alignment="bottom")
    words = (
        left.text_input(
            _("Search"), key=f"{key}-search", type="search", placeholder=_("One or several words"), on_change=partial(_first_page, key)
        )
        or ""
    )
    labels = {AS_GIVEN: _("As given"), **{one.name: one.label for one in sheet.columns}}
    by = middle.selectbox(_("Sort by"), list(labels), format_func=labels.__getitem__, key=f"{key}-by", on_change=partial(_first_page, key))
    falling = right.toggle(_("Largest first"), key=f"{key}-falling", disabled=by == AS_GIVEN, on_change=partial(_first_page, key))
    rows = ordered(found(sheet, words), by, falling=falling)
    return replace(sheet, frame=_chosen(rows, sheet.frame.height, key))


def _first_page(key: str) -> None:
    st.session_state[f"{key}-page"] = 1


def _chosen(rows: pl.DataFrame, of_all: int, key: str) -> pl.DataFrame:
    """The pages to choose from, which rows are shown, and these rows."""
    pages = max(-(-rows.height // PAGE), 1)
    st.session_state[f"{key}-page"] = min(st.session_state.get(f"{key}-page", 1), pages)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        number = st.pagination(pages, key=f"{key}-page")
        kept = rows.slice((number - 1) * PAGE, PAGE)
        st.html(f'<p class="bc-note">{_shown((number - 1) * PAGE, kept.height, rows.height, of_all)}</p>', width="content")
    return kept


def _shown(before: int, here: int, matching: int, of_all: int) -> str:
    """Rows 1,001 to 2,000 of 3,512 found among 200,000."""
    spoken = language()
    if not here:
        return _("No row has these words.")
    numbers = {
        "first": formats.number(before + 1, spoken), "last": formats.number(before + here, spoken), "n": formats.number(matching, spoken),
        "all": formats.number(of_all, spoken),
    }  # fmt: skip
    if matching == of_all:
        return _("Rows {first} to {last} of {n}", **numbers)
    return _("Rows {first} to {last} of {n} found among {all}", **numbers)


def found(sheet: Sheet, words: str) -> pl.DataFrame:
    """The rows in which every one of the `words` begins or lies within some text, whatever its case and accents."""
    texts = [one.name for one in sheet.columns if one.unit is Unit.TEXT]
    folded = [_folded(pl.col(name).cast(pl.String)) for name in texts]
    kept = sheet.frame
    for word in pl.select(_folded(pl.lit(words))).item().split():
        kept = kept.filter(pl.any_horizontal(one.str.contains(word, literal=True) for one in folded))
    return kept


def _folded(text: pl.Expr) -> pl.Expr:
    return text.str.normalize("NFKD").str.replace_all(MARKS, "").str.to_lowercase()


def ordered(rows: pl.DataFrame, by: str, *, falling: bool) -> pl.DataFrame:
    """The rows in the order of a column, the unknown last; equal ones keep the order in which they were given."""
    return rows if by == AS_GIVEN else rows.sort(by, descending=falling, nulls_last=True, maintain_order=True)
