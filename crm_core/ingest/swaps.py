"""Dates whose day and month were changed over on the way, as a spreadsheet of another language does with 05/03 but not with 25/03.

Three signs, each of them enough: the dates that could be read either way lie outside the months of the others, on the same few days, and within
them when turned; they break the order of the lines, and keep it when turned; or a workbook holds them as dates and all others as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.ingest.dates import DateFormat
from crm_core.ingest.source import Staged

FIRST_LINES, SHOWN = 100_000, 3
FEWEST, FEWEST_MONTHS = 10, 3
IN_ORDER = 0.95

READ = r"""
create or replace temp table read_dates as
with first_lines as (select line from {table} where {column} is not null order by line limit {first}),
lines as (select line, {column} as c, lower({column}) as v from {table} where {column} is not null and line <= (select max(line) from first_lines)),
parts as (
    select line, c, {iso} as day, regexp_matches(v, '^\d{{4}}-') as dated from lines
),
days as (
    select line, c, dated, try_cast(regexp_extract(day, '^\d{{4}}-\d{{1,2}}-\d{{1,2}}') as date) as day from parts
)
select line, c, dated, day, day(day) <= 12 as open, case when day(day) <= 12 then make_date(year(day), day(day), month(day)) end as turned
from days where day is not null
"""

# Of the dates that could be read either way (day and month the same aside): how many lie outside the months of the others, on how many days and months.
OUTSIDE = """
with others as (select date_trunc('month', min(day)) as low, last_day(max(day)) as high, count(*) as n from read_dates where not open),
outside as (select r.*, r.turned between o.low and o.high as fits from read_dates as r cross join others as o where r.open and r.day <> r.turned and o.n >= {fewest} and r.day not between o.low and o.high)
select count(*) as n, coalesce(bool_and(fits), false) as fits, count(distinct day(day)) as days, count(distinct month(day)) as months from outside
"""
# The dates that cannot be read otherwise are in the order of the lines; those between two of them belong between their days.
ORDER = """
with marked as (
    select *, last_value(case when not open then day end ignore nulls) over (order by line rows between unbounded preceding and 1 preceding) as before,
        first_value(case when not open then day end ignore nulls) over (order by line rows between 1 following and unbounded following) as after
    from read_dates
)
select count(*) filter (not open and before is not null) as pairs,
    count(*) filter (not open and day >= before) as up,
    count(*) filter (not open and day <= before) as down,
    count(*) filter (open and day <> turned and before is not null and after is not null) as between_two,
    count(*) filter (open and day <> turned and day between least(before, after) and greatest(before, after)) as fit_as_written,
    count(*) filter (open and day <> turned and turned between least(before, after) and greatest(before, after)) as fit_turned
from marked
"""
TYPED = "select count(*) filter (dated) as dated, count(*) filter (dated and open) as dated_open, count(*) filter (not dated) as texts, count(*) filter (not dated and open) as texts_open from read_dates"
TURNED = "select count(*) as n from read_dates where open and day <> turned"
EXAMPLES = "select line, c from read_dates where open and day <> turned order by line limit {shown}"


@dataclass(frozen=True)
class Swaps:
    """How many dates look changed over, and the first of them, each as its line and its text."""

    count: int
    examples: tuple[str, ...]


def find_swaps(con: DuckDBPyConnection, staged: Staged, column: str, format_: DateFormat) -> Swaps | None:
    """The dates of `column` that look changed over, among the first FIRST_LINES; None when nothing says so."""
    if format_.serials:
        return None
    con.execute(READ.format(column=column, table=staged.table, iso=format_.iso("v"), first=FIRST_LINES))
    if not (_outside(con) or _out_of_order(con) or (staged.file_format != "csv" and _typed_apart(con))):
        return None
    count = con.execute(TURNED).fetchall()[0][0]
    return Swaps(int(count), tuple(f"{line} ({text})" for line, text in con.execute(EXAMPLES.format(shown=SHOWN)).fetchall()))


def _outside(con: DuckDBPyConnection) -> bool:
    n, fits, days, months = con.execute(OUTSIDE.format(fewest=FEWEST)).fetchall()[0]
    return bool(n >= FEWEST_MONTHS and fits and months >= FEWEST_MONTHS and months > days)


def _out_of_order(con: DuckDBPyConnection) -> bool:
    pairs, up, down, between, as_written, turned = con.execute(ORDER).fetchall()[0]
    sorted_ = pairs >= FEWEST and max(up, down) >= IN_ORDER * pairs
    return bool(sorted_ and between >= FEWEST and turned >= IN_ORDER * between and as_written <= between / 2)


def _typed_apart(con: DuckDBPyConnection) -> bool:
    dated, dated_open, texts, texts_open = con.execute(TYPED).fetchall()[0]
    return bool(dated >= FEWEST and texts >= FEWEST and dated == dated_open and texts_open == 0)
