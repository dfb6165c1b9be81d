"""How large a Parquet file is once read: what its footer says, then what a look at every page finds, within little memory."""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest import limits
from crm_core.ingest.limits import check_width
from crm_core.ingest.sql import name
from crm_core.store.serving import ENGINE

VALUE_BYTES, TOGETHER = 8, 200
LEAST_BYTES = 12  # a mark at both ends and the length of the footer
KEEP_COLUMNS = N_("Keep the columns that you need, one row per record.")
SPLIT = N_("Split the file and drop the parts one after the other.")
AS_CSV = N_("Export it as CSV, if it is what you meant to bring.")


def check_parquet(path: Path) -> None:
    """Refuse a file that would not fit. Raises FileProblem, and DuckDB's own errors for a damaged one."""
    _check_footer(path)
    with duckdb.connect(":memory:", config={**ENGINE, "memory_limit": f"{limits.PROBE_MEMORY >> 20}MB", "threads": "1"}) as con:
        leaves = con.execute("select count(*) from parquet_schema(?) where num_children is null", [str(path)]).fetchall()[0][0]
        check_width(path, leaves)
        unpacked, values, group = con.execute(
            "select coalesce(sum(total), 0), coalesce(sum(n), 0), coalesce(max(total), 0) from "
            "(select sum(total_uncompressed_size) as total, sum(num_values) as n from parquet_metadata(?) group by row_group_id) as groups",
            [str(path)],
        ).fetchall()[0]
        if unpacked > limits.MAX_PARQUET_BYTES:
            raise FileProblem(N_("“{name}” unpacks to more than {limit} GiB."), SPLIT, name=path.name, limit=limits.MAX_PARQUET_BYTES >> 30)
        _check_ratio(path, unpacked)
        _check_ratio(path, values)
        memory = limits.PROBE_MEMORY + min(2 * group, 100 * path.stat().st_size)
        con.execute(f"set memory_limit = '{int(memory) >> 20}MB'")
        _check_ratio(path, _text_bytes(con, path, int(memory)) + VALUE_BYTES * values)


def damaged(path: Path) -> FileProblem:
    """The error of a file that makes no sense."""
    return FileProblem(N_("The Parquet file “{name}” is damaged."), N_("Export it again from the tool that wrote it."), name=path.name)


def _check_footer(path: Path) -> None:
    """The footer is read whole into memory: its length stands before the last four bytes."""
    if path.stat().st_size < LEAST_BYTES:
        raise damaged(path)
    with path.open("rb") as file:
        file.seek(-8, 2)
        size = int.from_bytes(file.read(4), "little")
    if size > limits.MAX_FOOTER_BYTES:
        message = N_("“{name}” has too many columns or parts to be a table: {size} MiB only to list them.")
        raise FileProblem(message, KEEP_COLUMNS, name=path.name, size=size >> 20)


def _text_bytes(con: duckdb.DuckDBPyConnection, path: Path, memory: int) -> int:
    """The length of all texts together. Every page is unpacked on the way, some columns at a time."""
    fields = con.execute("select column_name, column_type from (describe select * from read_parquet(?))", [str(path)]).fetchall()
    try:
        return sum(_text_bytes_of(con, path, fields[k : k + TOGETHER]) for k in range(0, len(fields), TOGETHER))
    except duckdb.OutOfMemoryException as error:
        message = N_("Reading “{name}” would take more than {size} MiB of memory, too much for a file of its size.")
        raise FileProblem(message, AS_CSV, name=path.name, size=memory >> 20) from error


def _text_bytes_of(con: duckdb.DuckDBPyConnection, path: Path, fields: list[tuple[str, str]]) -> int:
    sizes = [f"coalesce(sum(strlen({name(one)})), 0)" for one, kind in fields if kind == "VARCHAR"]
    looks = [f"max(hash({name(one)}))" for one, kind in fields if kind != "VARCHAR"]
    found = con.execute(f"select {' + '.join(['0', *sizes])}, {', '.join(looks) or '0'} from read_parquet(?)", [str(path)]).fetchall()
    return int(found[0][0])


def _check_ratio(path: Path, size: int) -> None:
    if size > limits.RATIO_FROM_BYTES and size > limits.MAX_RATIO * path.stat().st_size:
        message = N_("“{name}” unpacks to more than {ratio} times its size: no table is packed so tightly.")
        raise FileProblem(message, AS_CSV, name=path.name, ratio=limits.MAX_RATIO)
