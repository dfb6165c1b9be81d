"""Why a model says what it says: the three columns that raise one customer's score the most, and what each column is worth to all of them.

Of one customer: each column in turn is given the value of the typical customer (the middle number, the most frequent word), and the fall of the score is what the column
adds. For the logistic regression this is its coefficient times the deviation; for the boosting it is the effect of that column with all others as they are, so that what
two columns do only together is counted for both. Of all: permutation importance (Breiman 2001), the fall of the AUC when a column is shuffled among customers.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.models.fitting import Array
from crm_core.models.learners import SEED, Learned
from crm_core.models.quality import Hits, ranking

TOP, MOST_TOLD, NEGLIGIBLE = 3, 10_000, 0.1
DRAWS, MOST_DRAWN = 20, 2_000


def reasons(model: Learned, rows: pl.DataFrame) -> pl.DataFrame:
    """`ck`, `reason_1` … `reason_3` (the column and how it differs from typical: `recency:high`) and `value_1` … (its value as text); null when nothing more raises the score."""
    added = _added(model, rows)
    order = np.argsort(-added, axis=1, kind="stable")[:, :TOP]
    frames = [rows.select("ck")]
    for rank in range(TOP):
        place = order[:, rank] if rank < order.shape[1] else np.zeros(rows.height, dtype=np.intp)
        holds = (added[np.arange(rows.height), place] > NEGLIGIBLE) & (rank < order.shape[1])
        frames.append(_told(model, rows, place, holds, rank + 1))
    return pl.concat(frames, how="horizontal")


def _added(model: Learned, rows: pl.DataFrame) -> Array:
    """What each column adds to the score of each customer."""
    design, usual = model.design(rows), model.design(model.usual)[0]
    now, added = model.of_design(design), []
    for places in model.places.values():
        kept = design[:, places].copy()
        design[:, places] = usual[places]
        added.append(now - model.of_design(design))
        design[:, places] = kept
    return np.column_stack(added)


def _told(model: Learned, rows: pl.DataFrame, place: NDArray[np.intp], holds: Hits, rank: int) -> pl.DataFrame:
    """The reason of that rank for each."""
    words = [_column(model, rows, name) for name in model.columns.names]
    chosen = pl.Series("place", np.where(holds, place, -1))
    reason = pl.coalesce(*[pl.when(chosen == at).then(code) for at, (code, _value) in enumerate(words)])
    value = pl.coalesce(*[pl.when(chosen == at).then(value) for at, (_code, value) in enumerate(words)])
    return rows.select(reason.alias(f"reason_{rank}"), value.alias(f"value_{rank}"))


def _column(model: Learned, rows: pl.DataFrame, name: str) -> tuple[pl.Expr, pl.Expr]:
    """How one column is told: beside the typical value, and its own as text."""
    column, usual = pl.col(name), model.typical[name]
    if rows.schema[name] == pl.String:
        return pl.lit(f"{name}:is"), column.fill_null("—")
    side = (
        pl.when(column > usual).then(pl.lit(f"{name}:high")).otherwise(pl.lit(f"{name}:low"))
        if usual is not None
        else pl.lit(f"{name}:high")
    )
    return pl.when(column.is_null()).then(pl.lit(f"{name}:unknown")).otherwise(side), column.round(4).cast(pl.String)


def importance(model: Learned, rows: pl.DataFrame, hit: Hits) -> pl.DataFrame:
    """`column`, `importance` (mean fall of the AUC), `low`, `high` (95 % of twenty draws of 2,000 customers), the most important first."""
    generator = np.random.default_rng(SEED)
    falls = np.array([_falls(model, rows, hit, generator) for _ in range(DRAWS)])
    low, high = np.quantile(falls, [0.025, 0.975], axis=0)
    found = pl.DataFrame({"column": model.columns.names, "importance": falls.mean(axis=0), "low": low, "high": high})
    return found.sort("importance", "column", descending=[True, False])


def _falls(model: Learned, rows: pl.DataFrame, hit: Hits, generator: np.random.Generator) -> list[float]:
    """The fall of the AUC for each column, in one sample of customers drawn with replacement."""
    drawn = generator.integers(0, rows.height, min(rows.height, MOST_DRAWN))
    design, happened, falls = model.design(rows[drawn]), hit[drawn], []
    whole = ranking(happened, model.of_design(design))
    for places in model.places.values():
        kept = design[:, places].copy()
        design[:, places] = kept[generator.permutation(len(kept))]
        falls.append(whole - ranking(happened, model.of_design(design)))
        design[:, places] = kept
    return falls
