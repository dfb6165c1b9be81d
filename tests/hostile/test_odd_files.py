"""Files that are odd rather than large: null bytes, headers that come twice, names that are paths."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from crm_core.errors import FileProblem
from crm_core.ingest import Request, import_files
from crm_core.ingest.nulls import REMOVED
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, written
from tests.ingest.reading import read_text
from tests.support import NOW

PEOPLE = ["customer_id;last_name", *(f"C{k:04d};Durand {k}" for k in range(1000))]


def test_stray_null_bytes_lose_no_row(tmp_path: Path) -> None:
    """In a cell, as a cell, in a key, as a line: read without them, which the report says."""
    workspace = Workspace.open(tmp_path / "firm")
    report = bring(workspace, written(tmp_path, "a.csv", *PEOPLE, "X1;a\0b", "X2;\0", "X\0003;c", "\0", "X4;d"), table="customers")
    assert (report.read, report.loaded, report.rejected) == (1004, 1004, 0)
    assert stored(workspace, "select last_name from customers where customer_id in ('X1', 'X2', 'X4') order by customer_id") == [
        ("ab",), (None,), ("d",),
    ]  # fmt: skip
    assert stored(workspace, "select last_name from customers where customer_id = 'X3'") == [("c",)]
    assert "Null bytes, removed: 4 (lines: 1002, 1003, 1004, 1005)." in [one.say("en") for one in report.warnings]


@pytest.mark.parametrize(("encoding", "ending"), [("utf-8", "\n"), ("cp1252", "\r\n"), ("utf-8", "\r"), ("utf-16", "\n")])
def test_a_small_file_with_null_bytes_is_read_without_them(tmp_path: Path, encoding: str, ending: str) -> None:
    text = ending.join(["N° client;Nom;Ville", "1;Ro\0y;Nîmes", "2;Zed;Ly\0on", *(f"{k};a\0;b" for k in range(3, 9))])
    staged, rows = read_text(tmp_path, text, encoding)
    assert rows[:3] == [(2, "1", "Roy", "Nîmes"), (3, "2", "Zed", "Lyon"), (4, "3", "a", "b")]
    assert [(str(one), one.values) for one in staged.doubts] == [(REMOVED, {"n": 8, "lines": "2, 3, 4, 5, 6 …"})]


def test_several_null_bytes_a_line_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="not text"):
        read_text(tmp_path, "a;b\n1;\0\0\0\0\n2;\0\0\n")


@pytest.mark.parametrize("nulls", [3_000, 3_000_000])
def test_a_file_of_null_bytes_is_refused(tmp_path: Path, nulls: int) -> None:
    """As a disk that failed leaves it: the beginning, then nothing."""
    path = written(tmp_path, "a.csv", *PEOPLE[:50], "\0" * nulls)
    with pytest.raises(FileProblem, match="not text"):
        import_files(Workspace.open(tmp_path / "firm"), [Request(path, table="customers")], at=NOW, by="test")


def csv(names: list[str]) -> bytes:
    return "\n".join([";".join(names), *(";".join(f"{row}{k}" for k in range(len(names))) for row in "ab")]).encode()


def xlsx(names: list[str]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate([names, *([f"{one}{k}" for k in range(len(names))] for one in "ab")]):
            sheet.write_row(rank, 0, row)
    return made.getvalue()


def parquet(names: list[str]) -> bytes:
    made = BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([f"a{k}", f"b{k}"]) for k in range(len(names))], names=names), made)
    return made.getvalue()


@pytest.mark.parametrize("make", [csv, xlsx, parquet])
def test_headers_that_come_twice_are_columns_of_their_own(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    names = ["customer_id", "nom", "nom", "NOM", "code maison", "Code maison"]
    path = tmp_path / f"clients.{make.__name__}"
    path.write_bytes(make(names))
    workspace = Workspace.open(tmp_path / "firm")
    report = bring(workspace, path, table="customers")
    assert (report.read, report.loaded) == (2, 2)
    fields = list(report.mapping.values())
    assert fields[:2] == ["customer_id", "last_name"]
    assert len(set(fields)) == len(names), "no column takes the place of another"
    assert stored(workspace, f"select {', '.join(map(repr, fields)).replace(chr(39), chr(34))} from customers order by customer_id") == [
        tuple(f"{row}{k}" for k in range(len(names))) for row in "ab"
    ]


@pytest.mark.parametrize("name", ["..\\..\\x.csv", "...csv", "C:\\x\\CON.csv", "%2e%2e%2fx.csv", "~root.csv", "-rf.csv", "x;y|z&.csv"])
def test_a_name_that_is_a_path_stays_a_name(tmp_path: Path, name: str) -> None:
    workspace = Workspace.open(tmp_path / "firm")
    before = set(tmp_path.rglob("*"))
    report = bring(workspace, written(tmp_path / "in", name, "customer_id;last_name", "C1;a", ";b"), table="customers")
    assert report.rejected == 1 and Path(str(report.rejects)).parent == workspace.folder / "rejects"
    outside = {path for path in set(tmp_path.rglob("*")) - before if not path.is_relative_to(workspace.folder)}
    assert {path.name for path in outside} == {"in", name}
