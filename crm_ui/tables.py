"""Tables: plain HTML up to twenty rows, Streamlit's own beyond, where French numbers still sort."""

from datetime import date, datetime
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from crm_core.i18n import UNSEEN, visible
from crm_core.units import Unit
from crm_ui import cache, formats, paged
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language
from crm_ui.written import Writer, written

PLAIN_ROWS, STYLED_ROWS = 20, 1000
PAGED_ROWS = 20_000  # beyond, a table is megabytes for every session; from 150,000 on, Streamlit would drop search and sort without a word
# In pixels: a letter, what a capital or a digit takes more, a cell’s sides, the widest column of sentences and of words.
LETTER, BROADER, BOLDER, MARGIN, WIDEST, WIDE = 6.1, 1.9, 0.6, 20, 420, 170
SHORT = 14  # labels up to this length stay on one line
MONTHS = ("month", "cohort")
CUSTOMERS = ("customer_id", "left_id", "right_id")
DAY_SHAPES = {"fr": "DD/MM/YYYY", "en": "D MMM YYYY"}
UNSEEN_CHARACTERS = f"[{''.join(map(chr, UNSEEN))}]"


def table(sheet: Sheet, *, key: str, caption: str) -> None:
    """Show the sheet; `caption` says what it is to those who do not see it."""
    if sheet.frame.height <= PLAIN_ROWS:
        st.html(html(sheet, caption, language(), cache.currency(), sheet.frame.select(**_card_links(sheet.frame))))
    else:
        long_table(sheet, key=key, caption=caption)


def note(text: str) -> None:
    """A line of small muted words: how to read what is above; none without words."""
    if text:
        st.html(f'<p class="bc-note">{escape(text)}</p>')


def html(sheet: Sheet, caption: str, spoken: str, currency: str, links: pl.DataFrame | None = None) -> str:
    """The sheet as an HTML table; numbers right-aligned with their unit in the header. `links` has the addresses that cells lead to, under the names of their columns."""
    heads = "".join(f'<th scope="col"{_class(one)}>{escape(header(one, spoken, currency))}</th>' for one in sheet.columns)
    writers = [(one.name, _class(one), writer(one, spoken)) for one in sheet.columns]
    ways = links.to_dicts() if links is not None and links.width else [{}] * sheet.frame.height
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{_linked(escape(write(row[name])), to.get(name))}</td>" for name, kind, write in writers) + "</tr>"
        for row, to in zip(sheet.frame.iter_rows(named=True), ways, strict=True)
    )
    head = f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
    return f'<div class="bc-scroll"><table class="bc-table">{head}<tbody>{rows}</tbody></table></div>'


def _linked(words: str, to: str | None) -> str:
    return f'<a href="{escape(to)}">{words}</a>' if to else words


def _class(column: Column) -> str:
    if column.wide:
        return ' class="w"'
    return ' class="t"' if column.unit is Unit.TEXT else ""


def header(column: Column, spoken: str, currency: str) -> str:
    """The label with its unit: "Satisfaits, %"."""
    unit = {Unit.SHARE: "%", Unit.MONEY: formats.currency_symbol(currency, spoken)}.get(column.unit)
    label = column.label.replace(" ", formats.HARD) if len(column.label) <= SHORT else column.label
    return f"{label},{formats.HARD}{unit}" if unit else label


def writer(column: Column, spoken: str) -> Writer:
    """How the cells of a column are written; the unit is in the header."""
    places = _places(column)
    match column.unit:
        case Unit.TEXT if column.name in MONTHS:
            return lambda value: formats.month(value, spoken, short=True)
        case Unit.TEXT:
            return lambda value: _text(value, spoken)
        case Unit.SHARE:
            return lambda value: formats.NONE if formats.unknown(value) else formats.number(value * 100, spoken, places)
        case Unit.NPS:
            return lambda value: formats.signed(value, spoken, places)
        case _:
            return lambda value: formats.number(value, spoken, places)


def _places(column: Column) -> int:
    return formats.decimals_of(column.unit) if column.decimals is None else column.decimals


def _text(value: object, spoken: str) -> str:
    match value:
        case None:
            return formats.NONE
        case bool():
            return _("yes") if value else _("no")
        case datetime() | date():
            return formats.day(value, spoken).replace(" ", formats.HARD)
        case _:
            return visible(str(value))


def long_table(sheet: Sheet, *, key: str, caption: str, height: int = 480) -> None:
    """A table that scrolls, sorts and searches; the first column stays. Beyond `PAGED_ROWS` rows it is searched and sorted as a whole, and shown in pages.

    Numbers are written in the page's language and still sort as numbers; beyond `STYLED_ROWS` rows on a page the browser's language writes them.
    """
    if sheet.frame.height > PAGED_ROWS:
        _in_pages(sheet, key, caption, height)
    else:
        _scrolled(sheet, key, caption, height)


@st.fragment
def _in_pages(sheet: Sheet, key: str, caption: str, height: int) -> None:
    _scrolled(paged.page(sheet, key), key, caption, height)


def _card_links(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """The columns of customers' numbers as addresses of their cards. A card opens in a session of its own, which has no trial; odd numbers stay plain."""
    past = cache.past_version()
    rest = f"&lang={language()}" + (f"&version={past}" if past else "")
    names = [name for name in CUSTOMERS if name in rows.columns and rows[name].str.contains(r"^[\w.-]*$").all()]
    return {name: pl.lit("fiche?customer=") + pl.col(name) + pl.lit(rest) for name in names} if cache.trial() is None else {}


def _scrolled(sheet: Sheet, key: str, caption: str, height: int) -> None:
    rows = _plain(sheet)
    styled, links = rows.height <= STYLED_ROWS, _card_links(rows)
    shown: Any = rows.with_columns(**links)
    if styled:
        shown = written(shown, {one.name: writer(one, language()) for one in sheet.columns if one.unit is not Unit.TEXT})
    else:
        shown = rounded(sheet, shown)
    st.dataframe(
        shown, key=f"{key}-{language()}", hide_index=True, row_height=36, alt=caption, height="content" if rows.height < 12 else height, placeholder=formats.NONE,
        column_config={one.name: _config(one, rows[one.name], rank == 0, styled, one.name in links) for rank, one in enumerate(sheet.columns)},
    )  # fmt: skip


def rounded(sheet: Sheet, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as the browser may write them, which shows all the decimals that a number has: shares in per cent, the decimals of each column."""
    scales = {one.name: (100 if one.unit is Unit.SHARE else 1, _places(one)) for one in sheet.columns if one.unit is not Unit.TEXT}
    return rows.with_columns(
        (pl.col(name) * scale).round(places) for name, (scale, places) in scales.items() if rows[name].dtype.is_float()
    )


def _plain(sheet: Sheet) -> pl.DataFrame:
    """The named columns; yes and no in words, decimals as floats, texts without marks that cannot be seen."""
    rows = sheet.frame.select(one.name for one in sheet.columns)
    words = pl.col(pl.Boolean).replace_strict({True: _("yes"), False: _("no")}, return_dtype=pl.String)
    return rows.with_columns(pl.col(pl.Decimal).cast(pl.Float64), words, pl.col(pl.String).str.replace_all(UNSEEN_CHARACTERS, ""))


def _width(column: Column, label: str, words: pl.Series) -> int:
    """The pixels that its longest text takes; a column of sentences stays readable beside the others."""
    texts = pl.concat([pl.Series([label]), words.cast(pl.String).drop_nulls().unique()])
    pixels = texts.str.len_chars() * LETTER + texts.str.count_matches(r"[\p{Lu}\d]") * BROADER
    pixels[0] += len(label) * BOLDER
    return min(int(pixels.max()) + MARGIN, column.width or (WIDEST if column.wide else WIDE))  # type: ignore[arg-type]


def _config(column: Column, words: pl.Series, first: bool, styled: bool, linked: bool) -> Any:
    kind = words.dtype
    label = header(column, language(), cache.currency())
    if column.unit is not Unit.TEXT:
        return st.column_config.NumberColumn(
            label, width=column.width, alignment="right", pinned=first, format=None if styled else "localized"
        )
    if kind.is_temporal():
        return st.column_config.DateColumn(label, pinned=first, format="MM/YYYY" if column.name in MONTHS else DAY_SHAPES[language()])
    width = _width(column, label, words)
    if linked:
        return st.column_config.LinkColumn(label, pinned=first, width=width, alignment="left", display_text=r"customer=([^&]*)")
    return st.column_config.Column(label, pinned=first, width=width)
