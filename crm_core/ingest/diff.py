"""What is new, changed or the same: typed rows get their key and are compared with those of the workspace.

An empty cell never erases what the workspace holds unless the request says so; a field that the file lacks is kept as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.ingest.checks import check_columns
from crm_core.ingest.readings import Context, Reading
from crm_core.ingest.sql import literal, name
from crm_core.ingest.values import count_different
from crm_core.tables import Table

LISTED = ("contact_name", "contact_role")


@dataclass(frozen=True)
class Said:
    """What a file says of one table: its rows, typed and with their key, are the relation `rows`.

    `repeated` rows were left out of it; `blank_empties` and `complete` are those of the request.
    """

    table: str
    rows: str
    repeated: int
    blank_empties: bool = False
    complete: bool = False


@dataclass(frozen=True)
class Difference:
    """Counts of rows, and the table `changes` of complete rows to write.

    `stored` is the relation of what the workspace holds, `current` the same with the rows of the files before; None when there are none.
    `vanished` counts the rows of `stored` that the file does not have; None unless it is a full export.
    """

    said: Said
    changes: str
    new: int
    changed: int
    unchanged: int
    current: str | None = None
    stored: str | None = None
    vanished: int | None = None


def key_rows(context: Context, source: str, readings: list[Reading], out: str) -> tuple[int, int]:
    """Make `out`: the rows of `source` with `row_key` and the validity columns, one row a key. It may be a view of `source`.

    Returns how many rows were repeated, and how many keys stood on rows that do not say the same.
    """
    con, table = context.con, context.table
    columns = [one.name for one in readings]
    checks, joins = check_columns(con, source, table, columns, context.at)
    key = _key(con, source, table, readings)
    made = "table" if checks or "md5" in key else "view"
    selected = ", ".join(["p.*", *checks, f"{key} as row_key"])
    con.execute(f"create {made} {out}_keyed as select {selected} from {source} as p {' '.join(joins)}")
    known = next((one.unique for one in readings if key == f"p.{name(one.name)}"), False)
    rows, keys = (0, 0) if known else count_different(con, f"{out}_keyed", "row_key")
    if rows == keys:
        con.execute(f"create view {out} as select * from {out}_keyed")
        return 0, 0
    _keep_last(con, table, columns, f"{out}_keyed", out)
    return rows - keys, _differing(con, table, f"{out}_keyed")


def _differing(con: DuckDBPyConnection, table: Table, out: str) -> int:
    """Keys whose rows say different things, the lists of contacts aside."""
    lists = [one for one in LISTED if table.name == "customers" and one in con.sql(f"select * from {out} limit 0").columns]
    said = f"select * exclude ({', '.join(['line', *map(name, lists)])}) from {out}"
    keys = f"select row_key from ({said}) as said group by row_key having count(distinct hash(said)) > 1"
    return int(con.execute(f"select count(*) from ({keys}) as keys").fetchall()[0][0])


def _key(con: DuckDBPyConnection, source: str, table: Table, readings: list[Reading]) -> str:
    """The fields of the key; without any of them, all that the file says and the rank among rows that say the same."""
    columns = [one.name for one in readings]
    keyed = [one for one in table.key if one in columns]
    if not keyed:
        return _ranked(con, source, readings)
    if len(table.key) > 1:
        return " || '|' || ".join(_part(one) if one in columns else "''" for one in table.key)
    only = f"p.{name(keyed[0])}"
    if table[keyed[0]].required or con.execute(f"select count(*) = count({only}) from {source} as p").fetchall()[0][0]:
        return only
    return f"coalesce({only}, case when {only} is null then {_ranked(con, source, readings)} end)"


def _ranked(con: DuckDBPyConnection, source: str, readings: list[Reading]) -> str:
    """A digest of all that a row says, and its rank among rows that say the same: 1 without looking where no two do."""
    said = sorted(one.name for one in readings if not one.derived)
    parts = ", ".join(f"{literal(f'{one}=')} || p.{name(one)}::varchar" for one in said)
    whole = f"md5(concat_ws(chr(31), {parts}))"
    rows, hashes = con.sql(
        f"select count(*), count(distinct hash({', '.join(f'p.{name(one)}' for one in said)})) from {source} as p"
    ).fetchall()[0]
    rank = "1" if rows == hashes else f"row_number() over (partition by {whole} order by p.line)"
    return f"'#' || {whole} || '-' || {rank}"


def _part(field: str) -> str:
    return f"replace(replace(coalesce(p.{name(field)}::varchar, ''), '\\', '\\\\'), '|', '\\|')"


def _keep_last(con: DuckDBPyConnection, table: Table, columns: list[str], keyed: str, out: str) -> None:
    """The last of the rows of one key stays; the contacts of a company are listed one after the other."""
    lists = [one for one in LISTED if table.name == "customers" and one in columns]
    replaced = [f"coalesce(string_agg({name(one)}, ' ; ') over by_key, {name(one)}) as {name(one)}" for one in lists]
    star = f"* replace ({', '.join(replaced)})" if replaced else "*"
    window = "window by_key as (partition by row_key order by line rows between unbounded preceding and unbounded following)"
    con.execute(
        f"create table {out} as select {star} from {keyed} {window if replaced else ''} "
        "qualify row_number() over (partition by row_key order by line desc) = 1"
    )


def compare(con: DuckDBPyConnection, said: Said, current: str | None, number: int, out: str) -> Difference:
    """Compare what a file says with the relation `current` (None: the workspace has no such table) and make `out`, complete rows to write."""
    mine = [one for one in con.sql(f"select * from {said.rows} limit 0").columns if one not in ("line", "row_key")]
    total = int(con.execute(f"select count(*) from {said.rows}").fetchall()[0][0])
    if current is None:
        listed = ", ".join(["row_key", *map(name, mine), f"{number}::integer as loaded_in"])
        con.execute(f"create view {out} as select {listed}, true as is_new from {said.rows}")
        return Difference(said, out, total, 0, 0)
    known = con.sql(f"select * from {current} limit 0").columns
    con.execute(_statement(said.rows, current, mine, list(known), number, out, blank_empties=said.blank_empties))
    new, changed = con.execute(f"select count(*) filter (is_new), count(*) filter (not is_new) from {out}").fetchall()[0]
    return Difference(said, out, int(new), int(changed), total - int(new) - int(changed), current)


def _statement(rows: str, current: str, mine: list[str], known: list[str], number: int, out: str, *, blank_empties: bool) -> str:
    both = [one for one in mine if one in known]
    values = [
        _value(one, mine, known, blank_empties=blank_empties)
        for one in dict.fromkeys([*known, *mine])
        if one not in ("row_key", "loaded_in")
    ]
    differs = [_differs(one, both, blank_empties=blank_empties) for one in mine]
    return (
        f"create table {out} as select n.row_key, {', '.join(values)}, {number}::integer as loaded_in, c.row_key is null as is_new "
        f"from {rows} as n left join {current} as c on c.row_key = n.row_key "
        f"where c.row_key is null or {' or '.join(differs) or 'false'}"
    )


def _value(column: str, mine: list[str], known: list[str], *, blank_empties: bool) -> str:
    new, old = f"n.{name(column)}", f"c.{name(column)}"
    if column in mine and (column not in known or blank_empties):
        return f"{new} as {name(column)}"
    return f"coalesce({new}, {old}) as {name(column)}" if column in mine else f"{old} as {name(column)}"


def _differs(column: str, both: list[str], *, blank_empties: bool) -> str:
    new, old = f"n.{name(column)}", f"c.{name(column)}"
    if column not in both:
        return f"{new} is not null"
    return f"{new} is distinct from {old}" if blank_empties else f"({new} is not null and {new} is distinct from {old})"
