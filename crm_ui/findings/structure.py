"""What is said of the structure of the base: concentration, whom we can reach, what it costs, and who goes from one channel to another."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_core.i18n import N_, say
from crm_core.indicators.comparison import FEW
from crm_core.units import Unit
from crm_ui import formats

MOST = 0.8


def structure(rows: pl.DataFrame, names: list[str], language: str) -> str:
    """The value of the field that makes most of the sales; without sales, that most of the customers have."""
    if not has_sales(rows):
        return _most(rows, names, language)
    total, best = float(rows["revenue"].sum()), rows["revenue"].arg_max() or 0
    if rows["revenue"].drop_nulls().len() < 2:
        return say(N_("Too few buyers to compare the parts"), language)
    return say(
        N_("{label} makes {share} of the sales"),
        language,
        label=names[best],
        share=formats.share(rows["revenue"][best] / total, language, 0),
    )


def has_sales(rows: pl.DataFrame) -> bool:
    """Whether there are sales to break down that may be shown."""
    return float(rows["revenue"].sum()) > 0


def _most(rows: pl.DataFrame, names: list[str], language: str) -> str:
    n, best = int(rows["customers"].sum()), rows["customers"].arg_max()
    if best is None or n < FEW:
        return say(N_("Too few customers to compare the parts"), language)
    share = formats.share(rows["share"][best], language, 0)
    return say(N_("No sales; of the customers, {share}: {label}"), language, share=share, label=names[best])


def concentration(rows: pl.DataFrame, field: str, language: str) -> str:
    """Which share of the customers and of the sales the first values of the field hold: as few values as make 80 % of the sales; "" when there is nothing to compare."""
    known = rows.filter(pl.col(field).is_not_null() & (pl.col("revenue_share") > 0)).select("share", "revenue_share")
    n = rows[field].drop_nulls().len()
    if n < 2 or not known.height:
        return ""
    upto = known.with_columns(pl.col("revenue_share").cum_sum().alias("upto"))
    k = min(upto.filter(pl.col("upto") < MOST).height + 1, upto.height)
    row = {"revenue": float(upto["upto"][k - 1]), "customers": float(upto["share"].head(k).sum())}
    values = {"k": formats.number(k, language), "n": formats.number(n, language), "sales": formats.share(row["revenue"], language, 0)}
    if row["customers"] > 1:
        return say(N_("Concentration: the first {k} of {n} values make {sales} of the sales."), language, **values)
    customers = formats.share(row["customers"], language, 0)
    return say(
        N_("Concentration: the first {k} of {n} values make {sales} of the sales with {customers} of the customers."),
        language,
        customers=customers,
        **values,
    )


def answer(reached: pl.DataFrame, cost: pl.DataFrame | None, language: str, currency: str) -> str:
    """Whom we can reach, by which channel best, and what the base costs."""
    rows = {row["channel"]: row for row in reached.iter_rows(named=True)}
    if not rows:
        return say(N_("**Nobody is known yet.**"), language)
    if not rows["any"]["reachable"]:
        return f"{_nobody(rows, language)} {_costs(cost, language, currency)}".strip()
    values = {name: formats.share(rows[name]["reachable_share"], language, 0) for name in ("any", "mail", "email", "phone", "sms")}
    said = say(
        N_("**{any} of the customers may and can be reached**: {mail} by post, {email} by e-mail, {phone} by phone, {sms} by SMS."),
        language,
        **values,
    )
    return f"{said} {_costs(cost, language, currency)}".strip()


def _costs(cost: pl.DataFrame | None, language: str, currency: str) -> str:
    """What an active customer costs; "" when that is not known."""
    total = cost.filter(pl.col("line") == "total") if cost is not None else None
    if total is None or not total.height or total["cost_per_active"][0] is None:
        return ""
    money = formats.money(total["cost_per_active"][0], language, currency, 2)
    return say(N_("**The base costs {money} a year for each active customer.**"), language, money=money)


def _nobody(rows: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """Why nobody can be reached: no address at all, no consent at all, or both in part."""
    ways = [rows[name] for name in ("mail", "email", "phone", "sms")]
    if all(one["missing"] == one["customers"] for one in ways):
        return say(N_("**Nobody can be reached**: no address, e-mail or phone is on file."), language)
    if all(one["missing"] + one["invalid"] + one["returned"] + one["not_asked"] == one["customers"] for one in ways):
        return say(N_("**Nobody may be reached yet**: no consent is on file."), language)
    return say(N_("**Nobody may and can be reached**: see why below."), language)


def reachable(reached: pl.DataFrame, language: str) -> str:
    """The main reason why customers cannot be reached by the channel that reaches most of them."""
    ways = reached.filter(pl.col("channel") != "any")
    if not ways.height or int(ways["customers"][0]) < FEW:
        return say(N_("Too few customers to compare channels"), language)
    best = ways.sort("reachable_share", descending=True).row(0, named=True)
    if not best["reachable_share"]:
        return say(N_("No channel reaches anyone"), language)
    text = {
        "mail": N_("Post reaches most customers: {share}"), "email": N_("E-mail reaches most customers: {share}"),
        "phone": N_("The phone reaches most customers: {share}"), "sms": N_("SMS reaches most customers: {share}"),
    }[best["channel"]]  # fmt: skip
    return say(text, language, share=formats.share(best["reachable_share"], language, 0))


def margin(total: Mapping[str, Any], language: str, currency: str) -> str:
    """What the campaigns of the year brought in against the cost; "" when no margin is known."""
    if total["campaign_margin"] is None:
        return say(N_("No margin is known for the campaigns of {year}."), language, year=total["year"])
    money = formats.headline(total["campaign_margin"], Unit.MONEY, language, currency=currency)
    cost = formats.headline(total["cost"], Unit.MONEY, language, currency=currency)
    text = N_(
        "Margin of what customers bought within 30 days of a campaign of {year}: {money}, for a base that costs {cost}. Not its effect: there is no control group here."
    )
    return say(text, language, year=total["year"], money=money, cost=cost)


def crossed(pairs: pl.DataFrame, language: str) -> str:
    """How many of the purchases that followed a contact were made through another channel."""
    told = pairs.filter(pl.col("informed").is_not_null())
    n = int(told["purchases"].sum())
    if n < FEW:
        return say(N_("Too few purchases follow a contact"), language)
    across = int(told.filter(pl.col("informed") != pl.col("bought"))["purchases"].sum())
    return say(N_("{share} of the purchases after a contact change channel"), language, share=formats.share(across / n, language, 0))
