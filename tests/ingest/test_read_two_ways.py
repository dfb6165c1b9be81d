"""The two readers of CSV give the same table, and any table survives being written in any dialect."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.ingest.cells import BLANKS, strip
from crm_core.ingest.csv_file import stage_csv
from crm_core.ingest.source import Staged
from tests.ingest.reading import Rows, read

HEADER = ["numéro", "libellé", "détail"]
TEXTS = st.text(alphabet=st.sampled_from("abcéèàÉœ€ ',;|\t\"-.\n0123456789"), max_size=12)
CELLS = st.one_of(TEXTS, st.sampled_from(["", "12,50", "1 234,00 €", "2025-01-31", "Total énergie", "#", "a;b", '"']))
TABLES = st.lists(st.tuples(st.integers(1, 10**6).map(str), CELLS, CELLS), min_size=1, max_size=8)


def both(path: Path) -> list[tuple[Staged, Rows]]:
    """The table by Python's reader and by DuckDB's."""
    con = duckdb.connect()
    found = []
    for table, fast in (("slow", False), ("quick", True)):
        staged = stage_csv(con, path, table, None, fast=fast)
        found.append((staged, con.execute(f"select * from {table} order by line").fetchall()))
    return found


def test_colons_part_cells_and_blanks_beside_them_are_no_part_of_these(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id:nom:ville\n" + '1: Zoé :"Lyon : 3e"\n2:Léa:\n' * 20, encoding="utf-8")
    for staged, table in both(tmp_path / "a.csv"):
        assert (staged.separator, [one.header for one in staged.columns]) == (":", ["id", "nom", "ville"])
        assert table[:2] == [(2, "1", "Zoé", "Lyon : 3e"), (3, "2", "Léa", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_regular_files(tmp_path: Path, encoding: str, quoting: int, end: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([["Export"], HEADER, *([str(i), f"é;{i}" if i % 7 else "", f'"{i}"\u00a0'] for i in range(5_000)), ["TOTAL", "", "3"]])
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    slow, quick = both(path)
    assert slow[1] == quick[1]
    assert (slow[0].skipped, slow[0].rows) == (quick[0].skipped, quick[0].rows) == (slow[0].skipped, 5_000)


@pytest.mark.parametrize(
    "body",
    [
        '1;a;x\n2;"b\nc";y\n3;d;z\n',
        "1;a;x\n\n2;b;y\n",
        "1;a;x\n2;b\n3;c;z\n",
        "1;a;x\n2;b;y;w\n",
        '1;"a;x\n2;b;y\n',
        '1;a"b;x\n2;"c" d;y\n',
    ],
)
def test_irregular_files_fall_back(tmp_path: Path, body: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("numéro;libellé;détail\n" + "".join(f"{i};n{i};v\n" for i in range(10, 60)) + body, encoding="utf-8", newline="")
    slow, quick = both(path)
    assert slow[1] == quick[1]
    assert (slow[0].ragged, slow[0].bad_rows, slow[0].skipped) == (quick[0].ragged, quick[0].bad_rows, quick[0].skipped)


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=TABLES,
    separator=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_table_in_any_dialect(rows: list[tuple[str, str, str]], separator: str, quoting: int, end: str, encoding: str) -> None:
    text = io.StringIO(newline="")
    padding = [(str(i), f"mot {i}", f"fin d'été n°{i}") for i in range(20)]
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([HEADER, *padding, *rows, ("777", "mot final", "fin")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        staged, table = read(path)
    expected = [tuple(strip(cell) or None for cell in row) for row in [*padding, *rows, ("777", "mot final", "fin")]]
    assert [row[1:] for row in table] == expected
    assert staged.rows == len(expected)
    assert not staged.bad_rows
    assert not set(BLANKS) & set("".join(staged.columns[0].header))
