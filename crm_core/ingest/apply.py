"""What files say, against what the workspace holds: one difference a file, then one change a table and one version for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from crm_core.ingest.diff import Difference, Said, compare
from crm_core.ingest.sql import literal
from crm_core.store.workspace import Change, Entry, Version, Workspace

BATCH_ROWS = 100_000


def against(
    con: DuckDBPyConnection, workspace: Workspace, base: Version, said: Said, before: Sequence[Difference], rank: int
) -> Difference:
    """What a file changes once the files `before` it are in; its complete rows are the table `changes_<rank>`."""
    stored = _stored(con, workspace, base, said.table, rank)
    current = _current(con, stored, [one.changes for one in before if one.said.table == said.table], rank)
    found = compare(con, said, current, base.number + 1, f"changes_{rank}")
    return replace(found, stored=stored, vanished=_vanished(con, said, stored) if said.complete else None)


def ids_of_customers(workspace: Workspace, base: Version, before: Sequence[Difference]) -> str | None:
    """The relation of all numbers of customers once the files `before` are in; None when there are none."""
    files = workspace.files(base, "customers")
    parts = [f"read_parquet([{', '.join(map(literal, files))}], union_by_name = true)"] if files else []
    parts += [one.changes for one in before if one.said.table == "customers"]
    return f"({' union all '.join(f'select customer_id from {one}' for one in parts)})" if parts else None


def _stored(con: DuckDBPyConnection, workspace: Workspace, base: Version, table: str, rank: int) -> str | None:
    """The table as the workspace holds it, as a view; None when it has none."""
    files = workspace.files(base, table)
    if not files:
        return None
    con.execute(
        f"create or replace temp view stored_{rank} as select * from read_parquet([{', '.join(map(literal, files))}], union_by_name = true)"
    )
    return f"stored_{rank}"


def _current(con: DuckDBPyConnection, stored: str | None, pending: Sequence[str], rank: int) -> str | None:
    """The table as it is once the rows `pending` are in, the later ones before the earlier ones; None when nothing holds it."""
    if not pending:
        return stored
    parts = [f"select * from {stored}"] if stored else []
    parts += [f"select * exclude (is_new) from {one}" for one in pending]
    con.execute(f"create or replace temp view current_{rank} as {_latest(parts)}")
    return f"current_{rank}"


def _latest(parts: Sequence[str]) -> str:
    """The rows of several statements, of each key the one of the last statement."""
    whole = " union all by name ".join(f"select *, {k} as step from ({part}) as part_{k}" for k, part in enumerate(parts))
    return f"select * exclude (step) from ({whole}) as whole qualify row_number() over (partition by row_key order by step desc) = 1"


def _vanished(con: DuckDBPyConnection, said: Said, stored: str | None) -> int:
    """How many rows the workspace holds that a full export does not have."""
    if stored is None:
        return 0
    return int(con.execute(f"select count(*) from {stored} as c anti join {said.rows} as n using (row_key)").fetchall()[0][0])


def commit(
    con: DuckDBPyConnection,
    workspace: Workspace,
    base: Version,
    found: Sequence[Difference],
    entry: Entry,
    others: Mapping[str, Change] | None = None,
) -> Version | None:
    """One version of all that is new or changed, `others` (table → change) among it; None when nothing is."""
    changes = dict(others or {})
    for table in dict.fromkeys(one.said.table for one in found):
        mine = [one for one in found if one.said.table == table]
        if any(one.new or one.changed for one in mine):
            changes[table] = _change(con, [one.changes for one in mine], replaces=any(one.changed for one in mine))
    return workspace.commit(base, changes, entry) if changes else None


def _change(con: DuckDBPyConnection, tables: Sequence[str], *, replaces: bool) -> Change:
    parts = [f"select * exclude (is_new) from {name}" for name in tables]
    rows = con.cursor().sql(_latest(parts) if len(parts) > 1 else parts[0])
    return Change(rows.to_arrow_reader(BATCH_ROWS), replaces)
