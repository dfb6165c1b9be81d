"""The card of fitted models: of which version, on which data, by whom, their parameters, their quality, their limits; and the words while they are being fitted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.periods import Window
from crm_ui import cache, formats, past_fits, tables
from crm_ui.exports import download_buttons
from crm_ui.sheets import Sheet
from crm_ui.versions import moment
from crm_ui.words import _, language


@contextmanager
def fitting(*, known: bool) -> Iterator[None]:
    """Say which version a model is fitted to while that lasts; nothing when the model is `known`."""
    place = st.empty()
    if not known:
        number = formats.number(cache.connection().version.number, language())
        place.info(_("The model of version {n} is being fitted. Nothing of another version is shown meanwhile.", n=number))
    yield
    place.empty()


def fitted(name: str, scope: Scope) -> pl.DataFrame:
    """The answer of the indicator `name`, which fits a model, and the words while that lasts."""
    with fitting(known=cache.is_kept(name, scope)):
        return cache.ask(name, scope)


def origin(name: str, history: int | None, scope: Scope) -> list[tuple[str, str]]:
    """Of which version the model of the indicator `name` is, on which days of purchase (`history` days to the as-of day; None: nobody has bought), and by whom, as lines of the card."""
    con, spoken = cache.connection(), language()
    version, zone = con.version, ZoneInfo(con.settings.firm.time_zone)
    bought = [] if history is None else [Window(scope.as_of.fromordinal(scope.as_of.toordinal() - history), scope.as_of)]
    return [
        (_("Version of the data"), f"{formats.number(version.number, spoken)} · {moment(version.at.astimezone(zone), spoken)} · {version.by}"),
        *((_("Purchases"), formats.period(span, spoken)) for span in bought),
        *((_("Fitted by"), who) for who in [past_fits.fitted_by(name, scope.as_of)] if who),
        (_("Fitted to"), _("all customers who have bought; again on each version")),
    ]  # fmt: skip


def show(key: str, sheet: Sheet, limits: Sequence[str], *, name: str, title: str, scope: Scope) -> None:
    """The card, with its limits in words, to download."""
    with st.container(border=True, key=key):
        st.subheader(title, anchor=False)
        st.html(tables.html(sheet, title, language(), cache.currency()))
        for one in limits:
            tables.note(one)
        past_fits.table(name)
        download_buttons(key, sheet, name=name, title=title, scope=scope)
