"""What the charts behind the RFM grid say, and how their classes are written."""

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.indicators.rfm import LABELS
from crm_core.units import Unit
from crm_ui import formats

HALF = 0.5


def spread(rows: pl.DataFrame, language: str) -> str:
    """45 % des acheteurs n’ont acheté qu’une fois."""
    told = rows.filter(pl.col("measure") == "frequency")
    everyone = int(told["customers"].sum())
    if everyone < FEW:
        return say(N_("Too few buyers to see how they are spread"), language)
    once = int(told.filter(pl.col("low") <= 1, pl.col("high") <= 2)["customers"].sum())
    return say(N_("{share} of the buyers bought only once"), language, share=formats.share(once / everyone, language, 0)) if once else say(N_("All buyers bought several times"), language)  # fmt: skip


def edges(cuts: pl.DataFrame) -> list[float]:
    """Where the four cut points are on the axis of their measure, from left to right: between the last value of one score and the first of the next."""
    whole = {"recency": 1, "frequency": 1}
    rows = cuts.select("measure", "cut", "included").iter_rows()
    return sorted(cut + (whole.get(measure, 0) if included else 0) for measure, cut, included in rows)


def class_words(measure: str, low: float | None, high: float | None, language: str, currency: str) -> str:
    """0 à 14 jours · 3 achats · 120 à 140 € · 300 jours et plus."""
    last = high - 1 if measure != "monetary" and high is not None else high
    text, n = range_words(low, last, language), int(last or low or 0)
    match measure:
        case "recency":
            return say_number(N_("{range} day"), N_("{range} days"), n, language, range=text)
        case "frequency":
            return say_number(N_("{range} purchase"), N_("{range} purchases"), n, language, range=text)
        case _:
            return formats.money(0, language, currency).replace("0", text)


def range_words(low: float | None, high: float | None, language: str) -> str:
    if low is None:
        return say(N_("less than {high}"), language, high=formats.number(high, language))
    if high is None:
        return say(N_("at least {low}"), language, low=formats.number(low, language))
    if low == high:
        return formats.number(low, language)
    return say(N_("{low} to {high}"), language, low=formats.number(low, language), high=formats.number(high, language))


def largest(rows: pl.DataFrame, language: str) -> str:
    """En sommeil : le plus grand segment, 31 % des clients."""
    if rows["customers"].sum() < FEW:
        return say(N_("Too few buyers to compare the segments"), language)
    first = rows.sort("customers", "rfm_segment", descending=[True, False]).row(0, named=True)
    name, share = say(LABELS[first["rfm_segment"]], language), formats.share(first["share"], language, 0)
    return say(N_("{segment}: the largest segment, {share} of customers"), language, segment=name, share=share)


def plane(cells: pl.DataFrame, measure: str, language: str, currency: str) -> str:
    """La moitié des ventes : des clients vus depuis moins de 45 jours — or of at least so many purchases, of such an amount."""
    column, down = ("recency_high", False) if measure == "frequency" else ("low", True)
    if cells["customers"].sum() < FEW or cells["revenue"].sum() <= 0:
        return say(N_("Too few buyers to see how they are spread"), language)
    rows = cells.group_by(column).agg(pl.col("revenue").sum()).sort(column, descending=down, nulls_last=True)
    reached = rows.filter(pl.col("revenue").cum_sum() >= HALF * pl.col("revenue").sum())[column][0]
    if reached is None:
        return say(N_("Recency and sales, customer by customer"), language)
    if measure == "frequency":
        return say(N_("Half of the sales: customers seen in the last {days}"), language, days=formats.days(reached, language, 0))
    amount = formats.headline(reached, Unit.MONEY, language, currency=currency)
    return say(N_("Half of the sales: customers of {amount} or more"), language, amount=amount)


def rhythm(rows: pl.DataFrame, language: str) -> str:
    """Un client qui revient achète en moyenne tous les 41 jours."""
    if rows.height == 0 or rows["repeat_customers"][0] < FEW:
        return say(N_("Too few customers came back to tell a rhythm"), language)
    return say(N_("Half of the customers who come back do so every {days} or less, on average"), language, days=formats.days(rows["median_of_means"][0], language, 0))  # fmt: skip


def band_words(above: int, upto: int | None, language: str) -> str:
    if upto is None:
        return say(N_("more than {days}"), language, days=formats.days(above, language, 0))
    if above == 0:
        return say(N_("{days} or less"), language, days=formats.days(upto, language, 0))
    return say(N_("{low} to {high}"), language, low=formats.number(above + 1, language), high=formats.days(upto, language, 0))
