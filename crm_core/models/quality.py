"""How good probabilities are: who is ranked before whom (AUC), how far they are from what happened (Brier), what the best tenth holds, and the calibration curve."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.models.fitting import Array

Hits = NDArray[np.bool_]
BINS, TENTH, Z = 10, 0.1, 1.959963984540054


def auc(hit: Hits, score: Array) -> float | None:
    """The chance that one whom it happened to is ranked before one whom it did not; equal scores count a half. None without both kinds."""
    n, yes = len(hit), int(hit.sum())
    if yes in (0, n):
        return None
    ranks = pl.Series(score).rank("average").to_numpy()
    return float((ranks[hit].sum() - yes * (yes + 1) / 2) / (yes * (n - yes)))


def ranking(hit: Hits, score: Array) -> float:
    """The AUC, a half where there is none."""
    found = auc(hit, score)
    return 0.5 if found is None else found


def brier(hit: Hits, probability: Array) -> float:
    """The mean squared distance between the probabilities and what happened (1 or 0)."""
    return float(np.mean((probability - hit) ** 2))


def lift(hit: Hits, score: Array, part: float = TENTH) -> float | None:
    """How many times more often it happened in the best tenth by score than to all; of those who tie at its edge, the part that fits in. None when it happened to nobody."""
    if not hit.any():
        return None
    room = part * len(hit)
    groups = (
        pl.DataFrame({"score": score, "hit": hit})
        .group_by("score")
        .agg(pl.len().alias("n"), pl.col("hit").sum())
        .sort("score", descending=True)
    )
    before = groups["n"].cum_sum() - groups["n"]
    taken = ((room - before) / groups["n"]).clip(0.0, 1.0)
    return float((taken * groups["hit"]).sum()) / room / float(hit.mean())


def curve(hit: Hits, probability: Array, bins: int = BINS) -> pl.DataFrame:
    """Tenths by probability, the lowest first, equal ones together: `customers`, `predicted` (mean), `happened` (share), `low`, `high` (Wilson, 95 %)."""
    place = pl.Series(probability).rank("average").to_numpy() / len(hit)
    rows = pl.DataFrame({"bin": np.minimum(np.ceil(place * bins), bins), "p": probability, "hit": hit})
    groups = (
        rows.group_by("bin")
        .agg(pl.len().alias("customers"), pl.col("p").mean().alias("predicted"), pl.col("hit").mean().alias("happened"))
        .sort("bin")
    )
    n, share, z2 = groups["customers"], groups["happened"], Z**2
    middle, spread = (share + z2 / (2 * n)) / (1 + z2 / n), Z * (share * (1 - share) / n + z2 / (4 * n**2)).sqrt() / (1 + z2 / n)
    bounds = [(middle - spread).clip(0.0, 1.0).alias("low"), (middle + spread).clip(0.0, 1.0).alias("high")]
    return groups.with_columns(pl.col("customers").cast(pl.Int64), *bounds).drop("bin")
