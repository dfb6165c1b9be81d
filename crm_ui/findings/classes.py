"""What the page of the classes says: what a threshold moves, who came back, how many changed class between two days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.units import Unit
from crm_ui import formats
from crm_ui.findings.segments import class_label
from crm_ui.findings.segments import moves as totals

SHOWN = 2
MOVED = (N_("{n} customer moves ({money}): {moves}"), N_("{n} customers move ({money}): {moves}"))

CHANGED = N_("**{n} of {known} customers changed class** between {first} and {last}.")


def effect(pairs: pl.DataFrame, language: str, currency: str) -> str:
    """Whom a threshold moves, how much they bought, and the largest moves."""
    n = int(pairs["customers"].sum())
    if not n:
        return say(N_("Moves nobody."), language)
    told = [f"{class_label(a, language)} → {class_label(b, language)} {formats.number(k, language)}" for a, b, k in pairs.select("from", "to", "customers").head(SHOWN).iter_rows()]  # fmt: skip
    money = formats.headline(float(pairs["revenue"].sum()), Unit.MONEY, language, currency=currency)
    moves = ", ".join(told) + (" …" if pairs.height > SHOWN else ".")
    return say_number(*MOVED, n, language, n=formats.number(n, language), money=money, moves=moves)


def back(row: Mapping[str, Any], language: str) -> str:
    """How many of those whom a threshold takes for lost came back, said so that the threshold can be judged."""
    if row["n"] < FEW:
        return say(N_("Too few customers lost a year earlier to tell how many came back."), language)
    values = {"share": formats.share(row["came_back_share"], language, 0), "n": formats.number(row["n"], language)}
    return say(N_("{share} of the {n} lost by it a year earlier came back within a year."), language, **values)


def answer(pairs: pl.DataFrame, lost: pl.DataFrame, first: date, last: date, language: str) -> str:
    """How many changed class between the two days, and how many of those taken for lost came back."""
    told = totals(pairs)
    if not told.known:
        return say(N_("**Nobody was known yet on {first}**: there is no move to tell."), language, first=formats.long_day(first, language))
    changed, row = told.up + told.down, lost.row(0, named=True)
    values = {"n": formats.number(changed, language), "known": formats.number(told.known, language)}
    days = {"first": formats.long_day(first, language), "last": formats.long_day(last, language)}
    moved = say_number(CHANGED, CHANGED, changed, language, **values, **days)
    if row["n"] < FEW:
        return moved
    share = formats.share(row["came_back_share"], language, 0)
    text = N_("Of those taken for lost a year earlier (D80: {days} days without purchase), **{share} came back** within a year.")
    return f"{moved} {say(text, language, days=formats.number(row['days'], language), share=share)}"
