"""Parquet files: declared types, values in canonical text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crm_core.errors import FileProblem
from tests.ingest.reading import read


def test_types(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 11, 21, 14, 5)
    table = pa.table(
        {
            "id": pa.array(["007", " \u00a0", None]),
            "n": pa.array([1, -2, None], pa.int32()),
            "x": pa.array([1234.5, 1e-5, 2.0]),
            "f": pa.array([0.1, 3.0, None], pa.float32()),
            "m": pa.array([Decimal("12.50"), Decimal("3.00"), None], pa.decimal128(12, 2)),
            "d": pa.array([dt.date(2026, 11, 21), None, None]),
            "t": pa.array([moment, moment.replace(microsecond=500_000), None]),
            "z": pa.array([moment, None, None], pa.timestamp("us", "UTC")),
            "b": pa.array([True, False, None]),
            "k": pa.array(["a", "b", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    staged, rows = read(tmp_path / "a.parquet")
    assert [column.kind for column in staged.columns] == [
        "text",
        "number",
        "number",
        "number",
        "number",
        "date",
        "datetime",
        "datetime",
        "bool",
        "text",
    ]
    assert rows[0] == (
        1,
        "007",
        "1",
        "1234.5",
        "0.1",
        "12.5",
        "2026-11-21",
        "2026-11-21 14:05:00",
        "2026-11-21 14:05:00+00:00",
        "true",
        "a",
    )
    assert rows[1] == (2, None, "-2", "0.00001", "3", "3", None, "2026-11-21 14:05:00.5", None, "false", "b")
    assert rows[2] == (3, None, None, "2", *[None] * 7)
    assert (staged.rows, staged.file_format, staged.header_line) == (3, "parquet", None)
    assert read(tmp_path / "a.parquet", rows=2)[0].rows == 2


def test_damaged_and_empty(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing that follows")
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), tmp_path / "b.parquet")
    for name in ("a.parquet", "b.parquet"):
        with pytest.raises(FileProblem) as problem:
            read(tmp_path / name)
        assert name in problem.value.say("fr")
