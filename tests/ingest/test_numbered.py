"""A large file keeps the line of each row while both cores read it, and a staged table can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from crm_core.ingest.csv_file import stage_csv
from crm_core.ingest.numbered import cells_of, discard, is_view, settle

ROWS, FIRST = 1_500_000, 3  # of 27 bytes: several pieces of 8 MB, which is what one core takes at a time
LAST = FIRST + ROWS - 1


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "ventes.csv"
    lines = duckdb.sql(
        f"select string_agg(format('{{:09}};C{{:05}};{{:06}}.50', n + {FIRST}, n % 99999, n % 777777), '\n' order by n) from range({ROWS}) as r(n)"
    )
    path.write_text(f"Ventes de 2026\nNuméro;Client;Montant\n{lines.fetchall()[0][0]}\n", encoding="utf-8")  # type: ignore[index]
    return path


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "4", "preserve_insertion_order": "false"}) as con:
        yield con


def wrong(con: duckdb.DuckDBPyConnection) -> tuple[int, int, int, int]:
    """Rows, the first line and the last, and rows whose number is not that of their line."""
    return con.execute("select count(*), min(line), max(line), count(*) filter (c0::bigint <> line) from staged").fetchall()[0]


def test_each_row_has_its_line(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    staged = stage_csv(con, path, "staged", None, fast=True)
    assert (staged.rows, is_view(con, "staged")) == (ROWS, True)
    assert wrong(con) == (ROWS, FIRST, LAST, 0)
    assert con.execute("select current_setting('preserve_insertion_order')").fetchall() == [(False,)]


def test_lines_stay_when_rows_and_columns_go(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    stage_csv(con, path, "staged", None, fast=True)
    settle(con, "staged")
    assert not is_view(con, "staged")
    con.execute(f"delete from staged where line between {FIRST} and {FIRST + 9}")
    con.execute("alter table staged drop column c2")
    assert wrong(con) == (ROWS - 10, FIRST + 10, LAST, 0)
    settle(con, "staged")
    discard(con, "staged")
    assert con.execute("select table_name from duckdb_tables()").fetchall() == []


def test_what_is_dropped_takes_its_cells_along(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    stage_csv(con, path, "staged", None, fast=True)
    assert con.execute("select table_name from duckdb_tables()").fetchall() == [(cells_of("staged"),)]
    discard(con, "staged")
    assert (
        con.execute("select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal").fetchall()
        == []
    )
