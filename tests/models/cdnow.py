"""CDNOW, the sample of 2,357 customers on which these models were published: first purchases of early 1997, followed until 30 September 1997."""

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
