"""Blanks at the ends of cells, seen in the bytes of a text: never missed, whatever the piece they fall into."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm_core.ingest.cells import BLANKS, strip
from crm_core.ingest.csv_file import stage_csv
from crm_core.ingest.edges import Edges

CELLS = st.text(st.sampled_from([*"ab1.-é’", *(one for one in BLANKS if one not in "\r\n")]), max_size=4)


def edges_of(text: str, size: int) -> bool:
    data, edges = text.encode(), Edges()
    for start in range(0, len(data), size):
        edges.show(data[start : start + size])
    return edges.end()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4), st.sampled_from(";,\t|^"), st.integers(1, 9), st.booleans()
)
def test_a_blank_at_the_end_of_a_cell_is_never_missed(rows, separator, size, quoted):
    mark = '"' if quoted else ""
    text = "\r\n".join(separator.join(f"{mark}{cell}{mark}" for cell in row) for row in rows)
    assume(not text.startswith("\ufeff"))  # that one is the byte order mark, no cell's
    if any(cell != strip(cell) for row in rows for cell in row):
        assert edges_of(text, size)


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "\ufeffnom;prix\r\nl’été à Lyon;1 234,50\r\n", "a;b\n;\n"])
def test_no_blank_is_seen_where_none_touches_an_edge(text):
    assert not any(edges_of(text, size) for size in (4, 5, 7, 1000))


@pytest.mark.parametrize("cell", ["x ", " x", "x\u00a0", "\u202fx", "x\t", "x"])
def test_both_readers_agree_on_cells_with_blanks_around_them(tmp_path: Path, cell: str):
    path = tmp_path / "f.csv"
    path.write_text("a;b\n" + "".join(f"{k};{cell}\n" for k in range(50)), encoding="utf-8")
    with duckdb.connect() as con:
        fast = con.sql(f"select c1 from {stage_csv(con, path, 'fast', None, fast=True).table}").fetchall()
        slow = con.sql(f"select c1 from {stage_csv(con, path, 'slow', None, fast=False).table}").fetchall()
    assert fast == slow == [("x",)] * 50
