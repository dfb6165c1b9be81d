"""CDNOW, the sample of 2,357 customers on which these models were published: first purchases of early 1997, followed until 30 September 1997."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from crm_core.models.bgnbd import Lives
from crm_core.models.fitting import Array

FILE = Path(__file__).parents[1] / "data" / "cdnow.csv"


def customers() -> pl.DataFrame:
    """One row a customer: `x` (repeat purchases), `last`, `age` (days from the first purchase), `mean` (of the repeat purchases, 0 without)."""
    return pl.read_csv(FILE, schema_overrides={"mean": pl.Float64})


def lives() -> Lives:
    grouped = customers().group_by("x", "last", "age").len().sort("x", "last", "age")
    parts = (grouped["x"], grouped["last"] / 7, grouped["age"] / 7, grouped["len"])
    return Lives(*(one.cast(pl.Float64).to_numpy() for one in parts))


def spent() -> tuple[Array, Array]:
    """`x` and mean of those who came back."""
    back = customers().filter(pl.col("x") > 0)
    return np.asarray(back["x"].cast(pl.Float64)), np.asarray(back["mean"])


def purchases(as_of: date) -> list[dict[str, object]]:
    """Purchases of which these lives are what `as_of` knows: the days between the first and the last are spread evenly, all repeat purchases bring the same."""
    rows: list[dict[str, object]] = []
    for name, (x, last, age, mean) in enumerate(customers().iter_rows()):
        first = as_of - timedelta(days=age)
        days = [first, *(first + timedelta(days=last * place // x) for place in range(1, x + 1))]
        rows += [{"customer_id": f"{name:04}", "date": day, "amount": mean if place else 10.0} for place, day in enumerate(days)]
    return rows
