"""The same questions in plain pandas, from the purchase occasions already prepared in memory: the peer to be faster than, and equal to.

Every function takes the occasions (ck, date, known_on, amount, is_purchase), the period and D80, D95, and returns columns to compare.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.engine import Scope
from crm_core.engine.connection import Thresholds

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """The period in pandas' own days, and the thresholds."""

    start: pd.Timestamp
    end: pd.Timestamp
    d80: pd.Timedelta
    d95: pd.Timedelta

    @classmethod
    def of(cls, scope: Scope, limits: Thresholds) -> "Asked":
        return cls(pd.Timestamp(scope.start), pd.Timestamp(scope.as_of), int(limits.d80) * DAY, int(limits.d95) * DAY)


def purchases(lines: pd.DataFrame) -> pd.DataFrame:
    """The occasions from plain lines (customer_id, date, amount, order_id), whose refunds follow no order: what pandas alone must do first."""
    key = lines["order_id"].fillna(lines["date"].astype("int64").astype(str))
    grouped = lines.assign(ck=pd.factorize(lines["customer_id"])[0], key=key, is_purchase=lines["amount"] >= 0).groupby(
        ["ck", "key", "date"]
    )
    return grouped.agg(amount=("amount", "sum"), is_purchase=("is_purchase", "any")).reset_index()


def _spent(occasions: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """What each buyer of the period bought: last purchase, number, amount."""
    kept = occasions[occasions["date"].between(asked.start, asked.end) & (occasions["known_on"] <= asked.end)]
    bought = kept[kept["is_purchase"]].groupby("ck")["date"].agg(["max", "count"])
    return bought.join(kept.groupby("ck")["amount"].sum().round(2))


def _score(values: pd.Series) -> np.ndarray:
    cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8], method="inverted_cdf")
    return 1 + np.searchsorted(cuts, values, side="left")


def rfm(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    bought = _spent(occasions, asked)
    recency = (asked.end - bought["max"]).dt.days
    return {"recency": recency.to_numpy(), "r": _score(-recency), "f": _score(bought["count"]), "m": _score(bought["amount"])}


def abc(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    """The three classes' sizes; equal revenues share the largest cumulated share."""
    revenue = _spent(occasions, asked)["amount"].sort_values(ascending=False)
    positive = revenue.clip(lower=0)
    share = (positive.cumsum() / positive.sum()).groupby(revenue).transform("max").round(12)
    classes = np.where((revenue > 0) & (share <= 0.80), "A", np.where((revenue > 0) & (share <= 0.95), "B", "C"))
    return {"size": np.array([(classes == one).sum() for one in "ABC"])}


def cohort_retention(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    bought = occasions[occasions["is_purchase"] & (occasions["date"] <= asked.end)]
    month = bought["date"].dt.year * 12 + bought["date"].dt.month
    visits = pd.DataFrame({"ck": bought["ck"], "month": month}).drop_duplicates()
    visits["cohort"] = visits.groupby("ck")["month"].transform("min")
    visits = visits[visits["cohort"] >= asked.start.year * 12 + asked.start.month]
    counts = visits.groupby(["cohort", visits["month"] - visits["cohort"]]).size()
    return {"retained": counts[counts > 0].to_numpy()}


def monthly_activity(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    bought = occasions.loc[occasions["is_purchase"], ["ck", "date"]]
    first = bought.groupby("ck")["date"].min()
    rows = []
    for month in pd.period_range(asked.start, asked.end, freq="M"):
        start, end = month.start_time, min(month.end_time.normalize(), asked.end)
        before = bought.loc[bought["date"].between(start - DAY - asked.d80, start - DAY), "ck"].unique()
        after = bought.loc[bought["date"].between(end - asked.d80, end), "ck"].unique()
        inside = bought.loc[bought["date"].between(start, end), "ck"].unique()
        new, returning = first.between(start, end).sum(), np.isin(inside, before).sum()
        lost = (~np.isin(before, after)).sum()
        rows.append((len(after), new, returning, len(inside) - new - returning, lost))
    names = ("active", "new", "returning", "reactivated", "lost")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def attrition(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    """The thirteen rolling periods."""
    bought = occasions.loc[occasions["is_purchase"], ["ck", "date"]]
    rows = []
    for window in Scope.to(asked.end.date(), start=asked.start.date()).rolling().windows:
        start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
        before = bought.loc[bought["date"].between(start - DAY - asked.d80, start - DAY), "ck"].unique()
        after = bought.loc[bought["date"].between(end - asked.d80, end), "ck"].unique()
        gone = before[~np.isin(before, after)]
        span = occasions["date"].between(start - (end - start) - DAY, start - DAY) & (occasions["known_on"] < start)
        rows.append((len(before), len(gone), occasions.loc[span & occasions["ck"].isin(gone), "amount"].sum()))
    names = ("active_at_start", "lost", "revenue_lost")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def lifecycle(occasions: pd.DataFrame, asked: Asked) -> dict[str, np.ndarray]:
    """The sizes of the classes of those who bought, without contacts, surveys or departures."""
    bought = occasions.loc[occasions["is_purchase"] & (occasions["date"] <= asked.end), ["ck", "date"]].sort_values(["ck", "date"])
    gap = bought.groupby("ck")["date"].diff().dt.days
    year = (bought["date"] >= asked.end - pd.DateOffset(years=1) + DAY).to_numpy()
    known = bought.assign(gap=gap)
    facts = known.groupby("ck").agg(orders=("date", "size"), last=("date", "max"), median=("gap", "median"))
    recent = known[year & (known["date"] - pd.to_timedelta(gap, unit="D") >= asked.end - pd.DateOffset(years=1) + DAY)]
    facts["variation"] = recent.groupby("ck")["gap"].std() / recent.groupby("ck")["gap"].mean().replace(0, np.nan)
    facts["orders_of_year"] = known[year].groupby("ck").size()
    recency = asked.end - facts["last"]
    late = (recency > asked.d80) | ((facts["orders"] >= 4) & (recency.dt.days > 2 * facts["median"]))
    regular = (facts["orders_of_year"] >= 3) & (facts["variation"] <= 0.75)
    conditions = [recency > asked.d95, late, regular, facts["orders"] >= 2]
    names = ["former", "inactive", "regular", "occasional", "trial_buyer"]
    found = np.select(conditions, names[:4], "trial_buyer")
    return {"size": np.array([(found == name).sum() for name in names])}


PEERS: dict[str, Callable[[pd.DataFrame, Asked], dict[str, Any]]] = {
    one.__name__: one for one in (rfm, abc, monthly_activity, cohort_retention, attrition, lifecycle)
}
