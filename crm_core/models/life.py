"""The life of one customer as the model reads it: the probability that it was still there, day after day."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from crm_core.models.bgnbd import Bgnbd, Lives
from crm_core.models.customers import WEEK


def course(model: Bgnbd, bought: Sequence[date], until: date) -> pl.DataFrame:
    """`day`, `p_alive` on the days of purchase `bought` (oldest first), on the day before each, and every week in between, as known on each of them."""
    days = sorted({*_weekly(bought[0], until), *bought, *(one - timedelta(days=1) for one in bought[1:]), until})
    numbers = np.array([(day - bought[0]).days for day in days], dtype=np.float64)
    made = np.array([(day - bought[0]).days for day in bought], dtype=np.float64)
    x = np.searchsorted(made, numbers, side="right") - 1
    lives = Lives(x.astype(np.float64), made[x] / WEEK, numbers / WEEK, np.ones(len(days)))
    return pl.DataFrame({"day": days, "p_alive": model.alive(lives)}, schema_overrides={"day": pl.Date})


def _weekly(first: date, until: date) -> list[date]:
    return [first + timedelta(days=days) for days in range(0, (until - first).days + 1, WEEK)]
