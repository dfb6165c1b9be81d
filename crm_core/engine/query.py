"""`query`: one statement, its scope bound, its answer a polars frame.

The statement reads `customers`, `occasions`, `surveys` … In a scope with filters or a breakdown these names are temporary
views that keep the rows of the scope and carry `by_value`, the value of the breakdown; `all_customers`, `all_occasions` …
are always everyone. `windows` (w, start_on, end_on) holds the spans of the scope, so that one statement answers for
thirteen months or for a period and the one a year before.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import duckdb
import polars as pl

from crm_core.engine.connection import SERVED, Connection
from crm_core.engine.scope import Scope
from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.periods import ending, month_start
from crm_core.store.serving import quoted

PARAMETER, WORD = re.compile(r"\$(\w+)"), re.compile(r"\w+")
USUAL = ("store", "region", "channel", "lifecycle", "rfm_segment", "abc", "kind")
CUSTOMER_KEYED = ("interactions", "surveys", "complaints", "campaign_members")

# Fields that are computed for each customer at the scope's as_of (lifecycle, abc …): field → function giving ck and value.
Computed = Callable[[Connection, Scope], pl.DataFrame]
COMPUTED: dict[str, Computed] = {}


def query(con: Connection, sql: str, scope: Scope, /, **values: Any) -> pl.DataFrame:
    """Run `sql` in `scope`; `values` are bound beside the scope's own parameters.

    Columns `by_value` and `w` of the answer become the field of the breakdown and, with explicit windows, `month` (the first
    day of the month in which each ends); without breakdown or windows they are dropped.
    """
    params = {**parameters(con, scope), **values}
    used = {name: params[name] for name in set(PARAMETER.findall(sql))}
    with con.db.cursor() as cursor:
        _prepare(cursor, con, scope, sql)
        answer = cursor.sql(sql, params=used).pl()
    return _named(answer, scope)


def parameters(con: Connection, scope: Scope) -> dict[str, Any]:
    """Everything that a statement may bind by name: days, thresholds and settings."""
    limits, rules, scoring = con.thresholds(scope.as_of), con.settings.lifecycle, con.settings.scoring
    return {
        "as_of": scope.as_of,
        "start": scope.start,
        "year_start": ending(scope.as_of, 12).start,
        "d50": limits.d50,
        "d80": int(limits.d80),
        "d95": int(limits.d95),
        "hot_days": rules.hot_days,
        "regular_orders": rules.regular_orders,
        "regular_variation": rules.regular_variation,
        "abc_a": scoring.abc_a,
        "abc_b": scoring.abc_b,
        "promised_days": con.settings.complaints.promised_days,
        "cutoff_hour": con.settings.complaints.cutoff_hour,
    }


def _prepare(cursor: duckdb.DuckDBPyConnection, con: Connection, scope: Scope, sql: str) -> None:
    spans = scope.spans
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    cursor.execute(
        "create temp table windows as select unnest($n)::integer as w, unnest($starts)::date as start_on, unnest($ends)::date as end_on",
        {"n": list(range(len(spans))), "starts": starts, "ends": ends},
    )
    if scope.filters or scope.by:
        _restrict(cursor, con, scope, _tables(sql))
    elif "company" in con.columns["surveys"]:
        cursor.execute("create temp view surveys as select *, null::varchar as by_value from all_surveys where company is null")


def _tables(sql: str) -> list[str]:
    """The served tables that a statement may read, those that their views read before them."""
    named = set(WORD.findall(sql))
    if named & {"occasions", "customer_months"}:
        named |= {"transactions", "occasions"}
    return [table for table in SERVED if table in named]


def _restrict(cursor: duckdb.DuckDBPyConnection, con: Connection, scope: Scope, tables: list[str]) -> None:
    """Temporary views of the scope's rows. Values go in bound, through the table `kept`; only column names are written."""
    asked = {field for field, _ in scope.filters} | ({scope.by} if scope.by else set())
    for name in sorted(asked):
        _known(con, name)
        if name in COMPUTED:
            classes = COMPUTED[name](con, scope.everyone()).select("ck", pl.col(name).alias("value"))
            cursor.register("classes_frame", classes)
            cursor.execute(f"create temp table {quoted('class_' + name)} as select * from classes_frame")
            cursor.unregister("classes_frame")
    pairs = [(field, value) for field, values in scope.filters for value in values]
    cursor.execute(
        "create temp table kept as select unnest($fields)::varchar as field, unnest($kept)::varchar as value",
        {"fields": [field for field, _ in pairs], "kept": [value for _, value in pairs]},
    )
    for table in tables:
        cursor.execute(f"create temp view {table} as {_view(con, table, scope)}")


def _known(con: Connection, field: str) -> None:
    fields = sorted({name for table in ("customers", "transactions", *CUSTOMER_KEYED) for name in con.columns[table]} | set(COMPUTED))
    if field not in fields:
        near = get_close_matches(field, fields, n=5, cutoff=0.5) or [name for name in USUAL if name in fields]
        raise WrongChoice(N_("There is no field {field}."), N_("Nearest fields: {known}."), field=field, known=", ".join(near))


def _view(con: Connection, table: str, scope: Scope) -> str:
    """The rows of one table that belong to the scope. An event is judged by its own field, else by that of its customer."""
    conditions = [_condition(con, table, field) for field, _ in scope.filters]
    if table == "surveys" and scope.by != "company" and "company" not in dict(scope.filters):
        conditions.append("t.company is null")
    where = " and ".join(one for one in conditions if one) or "true"
    if table in ("occasions", "customer_months") and any(_of_lines_only(con, field) for field, _ in scope.filters):
        return OCCASIONS_OF_LINES if table == "occasions" else MONTHS_OF_OCCASIONS
    return f"select t.*, {_by(con, table, scope.by)} as by_value from all_{table} as t where {where}"


def _of_lines_only(con: Connection, field: str) -> bool:
    """A field of purchase lines that customers do not have: it chooses purchases, not customers."""
    return field not in COMPUTED and field not in con.columns["customers"] and field in con.columns["transactions"]


def _condition(con: Connection, table: str, field: str) -> str:
    chosen = f"(select value from kept where field = {_text(field)})"
    own = (field in con.columns[table] and table not in ("occasions", "transactions")) or (
        _of_lines_only(con, field) and table == "transactions"
    )
    if own:
        return f"t.{quoted(field)}::varchar in {chosen}"
    if "ck" not in con.columns[table]:
        return ""
    if field in COMPUTED:
        return f"t.ck in (select ck from {quoted('class_' + field)} where value in {chosen})"
    if field in con.columns["customers"]:
        known = f"t.ck in (select ck from all_customers where {quoted(field)}::varchar in {chosen})"
        anonymous = f" or (t.ck is null and t.{quoted(field)}::varchar in {chosen})" if field in con.columns[table] else ""
        return f"({known}{anonymous})"
    if table == "customers" and _of_lines_only(con, field):
        return f"t.ck in (select ck from all_transactions where {quoted(field)}::varchar in {chosen})"
    return ""


def _by(con: Connection, table: str, field: str | None) -> str:
    if field is None:
        return "null::varchar"
    if field in con.columns[table] and table not in ("occasions", "transactions", "customer_months"):
        return f"t.{quoted(field)}::varchar"
    if "ck" not in con.columns[table]:
        return "null::varchar"
    if field in COMPUTED:
        return f"(select value from {quoted('class_' + field)} as k where k.ck = t.ck)::varchar"
    if field in con.columns["customers"]:
        found = f"(select {quoted(field)} from all_customers as k where k.ck = t.ck)::varchar"
        return f"coalesce({found}, t.{quoted(field)}::varchar)" if field in con.columns[table] else found
    return f"t.{quoted(field)}::varchar" if field in con.columns[table] else "null::varchar"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _named(answer: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    if "w" in answer.columns:
        starts = pl.DataFrame(
            {"w": range(len(scope.spans)), "month": [month_start(span.end) for span in scope.spans]},
            schema={"w": pl.Int32, "month": pl.Date},
        )
        answer = answer.with_columns(pl.col("w").cast(pl.Int32)).join(starts, on="w", how="left", maintain_order="left")
        answer = answer.select("month", pl.exclude("w", "month")) if scope.windows else answer.drop("w", "month")
    if "by_value" in answer.columns:
        others = pl.exclude("by_value", scope.by) if scope.by else pl.exclude("by_value")
        answer = answer.select(pl.col("by_value").alias(scope.by), others) if scope.by else answer.select(others)
    return answer


OCCASIONS_OF_LINES = """
with days as (
    select ck, occasion, date as known_on,
        sum(amount)::decimal(18, 2) as amount, sum(margin)::decimal(18, 2) as margin,
        bool_or(is_sale) as has_sale, min(channel) as channel, min(store) as store, any_value(by_value) as by_value
    from transactions where in_turnover
    group by ck, occasion, date
),
dated as (
    select *, coalesce(min(known_on) filter (where has_sale) over (partition by ck, occasion), known_on) as date from days
),
ranked as (select *, has_sale and known_on = date as is_purchase from dated),
purchases as (
    select ck, occasion, lag(date) over w as previous_on, lead(date) over w as next_on
    from ranked where is_purchase and ck is not null
    window w as (partition by ck order by date, occasion)
)
select r.ck, r.date, r.known_on, r.occasion, r.amount, r.margin, r.is_purchase, r.channel, r.store,
    case when r.is_purchase then p.previous_on end as previous_on,
    case when r.is_purchase then p.next_on end as next_on,
    case when r.is_purchase then r.date - p.previous_on end as gap,
    r.by_value
from ranked as r left join purchases as p on p.ck = r.ck and p.occasion = r.occasion
"""
MONTHS_OF_OCCASIONS = """
with months as (
    select ck, date_trunc('month', date)::date as month, count(*)::integer as orders,
        min(date) as first_on, max(date) as last_on, any_value(by_value) as by_value
    from occasions where is_purchase and ck is not null
    group by ck, date_trunc('month', date)
)
select ck, month, orders, first_on, last_on,
    lag(last_on) over w as previous_on, lead(first_on) over w as next_on, first_value(month) over w as cohort, by_value
from months window w as (partition by ck order by month)
"""
