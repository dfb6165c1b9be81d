"""How clean was the base at each version? The checks of `base_quality` on the records as they were brought, without opening the version."""

from collections.abc import Sequence

import duckdb
import polars as pl

from crm_core.engine.lasting import place_of, read
from crm_core.engine.prepared import PREPARED
from crm_core.indicators.base_quality import CHECKS
from crm_core.store import decisions
from crm_core.store.names import quoted
from crm_core.store.serving import ENGINE
from crm_core.store.workspace import Version, Workspace
from crm_core.tables import TABLES

MOST, PAIRS = 12, "likely_pairs"
TABLE = "customers"
SCHEMA = {
    "version": pl.Int64,
    "records": pl.Int64,
    "completeness": pl.Float64,
    "validity": pl.Float64,
    "uniqueness": pl.Float64,
    "deliverability": pl.Float64,
}
SQL = (
    CHECKS
    + """
select (select count(*) from customers) as records,
    sum(ok) filter (where part = 'completeness') / nullif(sum(n) filter (where part = 'completeness'), 0) as completeness,
    sum(ok) filter (where part = 'validity') / nullif(sum(n) filter (where part = 'validity'), 0) as validity,
    $uniqueness::double as uniqueness,
    sum(ok) filter (where part = 'deliverability') / nullif(sum(n) filter (where part = 'deliverability'), 0) as deliverability
from checks
"""
)


def versions_with_records(history: Sequence[Version]) -> list[Version]:
    """The last MOST versions that changed the records of customers, oldest first; undone ones stay: they are what was seen then."""
    found: list[Version] = []
    for version in history:
        if TABLE in version.tables and (not found or found[-1].tables[TABLE] != version.tables[TABLE]):
            found.append(version)
    return found[-MOST:]


def compared_versions(workspace: Workspace, history: Sequence[Version]) -> tuple[int, ...]:
    """The versions of `quality_by_version` whose records were compared with each other, so that their uniqueness is known."""
    return tuple(one.number for one in versions_with_records(history) if place_of(workspace, one, PAIRS, PREPARED[PAIRS]).exists())


def quality_by_version(workspace: Workspace, history: Sequence[Version]) -> pl.DataFrame:
    """One row a version that changed records, oldest first: `version`, `records`, and the share of checks that pass of each part (null: none was made).

    Uniqueness is that of the records merged as was decided, null where they were never compared with each other; freshness needs the events: `base_quality`
    tells it for one version.
    """
    rows = [(one.number, *_checked(workspace, one)) for one in versions_with_records(history)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


Row = tuple[int, float | None, float | None, float | None, float | None]


def _checked(workspace: Workspace, version: Version) -> Row:
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in workspace.files(version, TABLE))
    with duckdb.connect(":memory:", config={**ENGINE}) as con:
        source = f"read_parquet([{listed}], union_by_name = true)"
        present = con.sql(f"select * from {source} limit 0").columns
        nulls = [f"null::{kind} as {quoted(name)}" for name, kind in TABLES[TABLE].columns.items() if name not in present]
        known = "row_number() over () as ck, false as is_stub, date '1900-01-01' as known_from, null::varchar as by_value, null::date as email_bounced_on"
        con.execute(f"create view customers as select {', '.join(['*', *nulls, known])} from {source}")
        con.execute("create table windows as select 0 as w, date '2999-12-31' as start_on, date '2999-12-31' as end_on")
        con.execute("create table all_undeliverables (way varchar)")
        con.execute("create table fresh_customers (w integer, ck bigint)")
        con.execute("create table doubled_customers (ck bigint, doubled_on date)")
        ids = con.sql("select customer_id from customers").pl()["customer_id"]
        row: Row = con.execute(SQL, {"uniqueness": _uniqueness(workspace, version, ids)}).fetchall()[0]
    return row


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
