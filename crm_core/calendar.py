"""Working days: which days count, and how many lie between two dates.

A day counts when it is in the working week (ouvrés: Monday to Friday, ouvrables: Monday to Saturday) and no public holiday.
Source: public holidays of the `holidays` library (France, Alsace-Moselle as an option).
"""

from datetime import date, timedelta
from functools import cache

import polars as pl

from crm_core.settings import Complaints


def public_holidays(choice: str, first_year: int, last_year: int) -> frozenset[date]:
    if choice == "none":
        return frozenset()
    from holidays import country_holidays

    subdivision = "57" if choice == "FR-alsace-moselle" else None
    return frozenset(country_holidays("FR", subdiv=subdivision, years=range(first_year, last_year + 1)))


@cache
def working_calendar(rules: Complaints, first: date, last: date) -> pl.DataFrame:
    """One row a day, oldest first: `day`, `working` (bool), `rank` (working days from `first` to `day`, both counted).

    Working days in (a, b] = rank(b) - rank(a).
    """
    week = 5 if rules.working_week == "ouvres" else 6
    off = public_holidays(rules.holidays, first.year, last.year)
    days = pl.date_range(first, last, timedelta(days=1), eager=True).alias("day")
    working = (days.dt.weekday() <= week) & ~days.is_in(sorted(off))
    return pl.DataFrame({"day": days, "working": working, "rank": working.cast(pl.Int32).cum_sum()})
