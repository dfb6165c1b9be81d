"""How clean was the base at each version? The checks of `base_quality` on the records as they were brought, without opening the version."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from crm_core.beside import read
from crm_core.engine.lasting import kept, place_of
from crm_core.engine.prepared import PREPARED
from crm_core.indicators.base_quality import CHECKS
from crm_core.store import decisions
from crm_core.store.names import quoted
from crm_core.store.serving import ENGINE, RETURNS
from crm_core.store.workspace import Version, Workspace
from crm_core.tables import TABLES

MOST, PAIRS = 12, "likely_pairs"
NEVER = date(2999, 12, 31)
TABLE, CAME_BACK = "customers", "undeliverables"
SCHEMA = {
    "version": pl.Int64,
    "records": pl.Int64,
    "completeness": pl.Float64,
    "validity": pl.Float64,
    "uniqueness": pl.Float64,
    "deliverability": pl.Float64,
    "freshness": pl.Float64,
}
SQL = (
    CHECKS
    + """
select (select count(*) from customers) as records,
    sum(ok) filter (where part = 'completeness') / nullif(sum(n) filter (where part = 'completeness'), 0) as completeness,
    sum(ok) filter (where part = 'validity') / nullif(sum(n) filter (where part = 'validity'), 0) as validity,
    $uniqueness::double as uniqueness,
    sum(ok) filter (where part = 'deliverability') / nullif(sum(n) filter (where part = 'deliverability'), 0) as deliverability,
    $freshness::double as freshness
from checks
"""
)


def versions_with_records(history: Sequence[Version]) -> list[Version]:
    """The last MOST versions that changed the records of customers, or told what came back, oldest first; undone ones stay: they are what was seen then."""
    found: list[Version] = []
    for version in history:
        if TABLE in version.tables and (
            not found or any(found[-1].tables.get(one) != version.tables.get(one) for one in (TABLE, CAME_BACK))
        ):
            found.append(version)
    return found[-MOST:]


def compared_versions(workspace: Workspace, history: Sequence[Version]) -> tuple[int, ...]:
    """The versions of `quality_by_version` whose records were compared with each other, so that their uniqueness is known."""
    return tuple(one.number for one in versions_with_records(history) if place_of(workspace, one, PAIRS, PREPARED[PAIRS]).exists())


def quality_by_version(workspace: Workspace, history: Sequence[Version]) -> pl.DataFrame:
    """One row a version that changed records, oldest first: `version`, `records`, and the share of checks that pass of each part (null: none was made).

    Uniqueness is that of the records merged as was decided, null where they were never compared with each other; freshness that on the last day of which the
    version tells an event.
    """
    rows = [(one.number, *_checked(workspace, one)) for one in versions_with_records(history)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


# What makes a record fresh, as `base_quality` has it, without what only the serving file knows.
DAYS = {"transactions": "date", "interactions": "date", "surveys": "date", "complaints": "received_on"}
EVENTS = "select customer_id, {day}::date as day from {source} where customer_id is not null and {day} is not null {ours}"
FRESH = """
with last as (select coalesce(max(day), $today::date) as day from events where day <= $today::date),
touched as (select distinct e.customer_id from events as e, last as l where e.day <= l.day and e.day > l.day - interval 24 month)
select case when (select count(*) from events) + count(r.entered_on) > 0 then
    (count(*) filter (where t.customer_id is not null or (r.entered_on <= l.day and r.entered_on > l.day - interval 24 month)) / nullif(count(*), 0))::double
end as freshness
from records as r cross join last as l left join touched as t on t.customer_id = r.customer_id
"""

# The records with what came back, as the serving file has them before merges.
RECORDS = """
create view customers as
with returned as (
    select customer_id, min(returned_on) filter (where way = 'mail') as mail_on, min(returned_on) filter (where way = 'email') as email_on
    from came_back where is_held group by customer_id
)
select k.* replace (least(k.undeliverable_on, r.mail_on) as undeliverable_on), r.email_on as email_bounced_on,
    row_number() over () as ck, false as is_stub, date '1900-01-01' as known_from, null::varchar as by_value
from raw_customers as k left join returned as r on r.customer_id = k.customer_id
"""

Row = tuple[int, float | None, float | None, float | None, float | None, float | None]


def _checked(workspace: Workspace, version: Version) -> Row:
    with duckdb.connect(":memory:", config={**ENGINE}) as con:
        for table in (TABLE, CAME_BACK, "interactions"):
            con.execute(f"create view raw_{table} as {_rows(con, workspace, version, table)}")
        con.execute(RETURNS)
        con.execute(RECORDS)
        con.execute("create table windows as select 0 as w, $day::date as start_on, $day::date as end_on", {"day": NEVER})
        con.execute("create view all_undeliverables as select way from came_back")
        con.execute("create table fresh_customers (ck bigint, days bigint)")
        con.execute("create table dated_base as select true as is_dated")
        con.execute("create table doubled_customers (ck bigint, doubled_on date)")
        ids = con.sql("select customer_id from customers").pl()["customer_id"]
        told = {"days": [NEVER], "uniqueness": _uniqueness(workspace, version, ids), "freshness": freshness(workspace, version)}
        row: Row = con.execute(SQL, told).fetchall()[0]
    return row


def _rows(con: duckdb.DuckDBPyConnection, workspace: Workspace, version: Version, table: str) -> str:
    """The query of the rows that the version holds of a table, with all its declared columns; none where it holds none."""
    columns = {"row_key": "varchar", **TABLES[table].columns}
    if table not in version.tables:
        return f"select {', '.join(f'null::{kind} as {quoted(name)}' for name, kind in columns.items())} where false"
    source = _source(workspace, version, table)
    present = con.sql(f"select * from {source} limit 0").columns
    nulls = [f"null::{kind} as {quoted(name)}" for name, kind in columns.items() if name not in present]
    return f"select {', '.join(['*', *nulls])} from {source}"


def _source(workspace: Workspace, version: Version, table: str) -> str:
    """The rows that the version holds of a table, as DuckDB reads them."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in workspace.files(version, table))
    return f"read_parquet([{listed}], union_by_name = true)"


def freshness(workspace: Workspace, version: Version) -> float | None:
    """The share of the records with an event, or entered, in the 24 months until the last day of which the version tells an event; kept once worked out."""
    tables = [one for one in (TABLE, *DAYS) if one in version.tables]
    rows = sorted(Path(path).name for table in tables for path in workspace.files(version, table))
    name = sha256(repr((FRESH, EVENTS, version.at.date(), rows)).encode()).hexdigest()[:16]
    place = workspace.folder / "serving" / f"freshness-{name}.parquet"
    found = kept(place, "freshness", lambda: _freshness(workspace, version, tables))
    share: float | None = found["freshness"].item()
    return share


def _freshness(workspace: Workspace, version: Version, tables: Sequence[str]) -> pl.DataFrame:
    sources = {one: _source(workspace, version, one) for one in tables}
    with duckdb.connect(":memory:", config={**ENGINE}) as con:
        columns = {one: con.sql(f"select * from {source} limit 0").columns for one, source in sources.items()}
        entered = "first_known_on" if "first_known_on" in columns[TABLE] else "null::date"
        con.execute(f"create view records as select customer_id, {entered} as entered_on from {sources[TABLE]}")
        events = [
            EVENTS.format(
                day=day, source=sources[one], ours="and company is null" if "company" in columns[one] and one == "surveys" else ""
            )
            for one, day in DAYS.items()
            if one in sources and {"customer_id", day} <= {*columns[one]}
        ]
        con.execute(
            f"create view events as {' union all '.join(events) or 'select null::varchar as customer_id, null::date as day where false'}"
        )
        found: pl.DataFrame = con.sql(FRESH, params={"today": version.at.date()}).pl()
    return found


def _uniqueness(workspace: Workspace, version: Version, ids: pl.Series) -> float | None:
    """The share of the customers that the records `ids` make, as was decided then, without a sure double."""
    pairs = read(place_of(workspace, version, PAIRS, PREPARED[PAIRS]))
    if pairs is None or not ids.len():
        return None
    decided = decisions.decided(workspace, version)
    group = decisions.groups(decisions.pairs_of(decided, decisions.MERGE))
    apart = {_of(group, pair) for pair in decisions.pairs_of(decided, decisions.APART)}
    sure = pairs.filter(pl.col("zone") == "sure").select("left_id", "right_id")
    doubled = {one for pair in sure.iter_rows() if (both := _of(group, pair)) not in apart for one in both}
    return 1 - len(doubled) / ids.replace(group).n_unique()


def _of(group: dict[str, str], pair: tuple[str, ...]) -> tuple[str, ...]:
    """The customers that two records belong to, the smaller id first."""
    return tuple(sorted(group.get(one, one) for one in pair))
