"""The customers that models are fitted to, and their groups of equal lives."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.engine import Connection, Scope, query
from crm_core.models.bgnbd import Lives
from crm_core.models.fitting import Array

SQL = "select * from customer_lives order by ck"
KEYS = ["x", "last", "age"]
WEEK = 7


@dataclass(frozen=True)
class Customers:
    """One row a customer of `customer_lives`, the groups of equal lives, and the group of each."""

    rows: pl.DataFrame
    lives: Lives
    group: NDArray[np.intp]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "Customers":
        groups = rows.group_by(KEYS).len("n").sort(KEYS).with_row_index("group")
        group = rows.select(KEYS).join(groups, on=KEYS, how="left", maintain_order="left")["group"].to_numpy().astype(np.intp)
        parts = (groups["x"], groups["last"] / WEEK, groups["age"] / WEEK, groups["n"])
        return cls(rows, Lives(*(one.cast(pl.Float64).to_numpy() for one in parts)), group)

    @classmethod
    def on(cls, con: Connection, day: date) -> "Customers":
        """Those who had bought by that day, as it was known then."""
        return cls.of(query(con, SQL, Scope.to(day)))

    def column(self, name: str) -> Array:
        values: Array = self.rows[name].cast(pl.Float64).to_numpy()
        return values

    @property
    def repeat_buyers(self) -> int:
        return int((self.rows["x"] > 0).sum())

    @property
    def one_day(self) -> bool:
        """Whether everyone bought on one and the same day, and never again."""
        return self.repeat_buyers == 0 and self.rows["age"].n_unique() == 1 and self.rows.height > 1

    @property
    def history(self) -> int:
        """Days since the first purchase of all."""
        oldest = self.rows["age"].max()
        return int(oldest) if isinstance(oldest, int) else 0
