"""Old workbooks: nothing of them is lost that an XLSX would keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.errors import FileProblem
from crm_core.parser import biff
from tests.ingest.reading import headers, read, skipped
from tests.ingest.xls_book import write

CLIENTS = [["N° client", "Adresse", None], [None, "Code postal", "Ville"], [123, 1000, "Bourg-en-Bresse"], [4567, 20000, "Ajaccio"], [45, 97400, "Saint-Denis"]]  # fmt: skip
MERGED = [(0, 1, 0, 0), (0, 0, 1, 2)]


@pytest.mark.parametrize("column", [0, 2])
def test_merged_headers_and_zeros_of_an_xls(tmp_path: Path, column: int) -> None:
    merged = [(top, bottom, left + column, right + column) for top, bottom, left, right in MERGED]
    path = write(tmp_path / "clients.xls", CLIENTS, column=column, formats={column: "000000", column + 1: "00000"}, merged=merged)
    staged, table = read(path)
    assert headers(staged) == ["N° client", "Adresse Code postal", "Adresse Ville"]
    assert table == [(3, "000123", "01000", "Bourg-en-Bresse"), (4, "004567", "20000", "Ajaccio"), (5, "000045", "97400", "Saint-Denis")]
    assert not staged.from_1904
    assert skipped(staged) == []


def test_numbers_with_no_format_of_zeros_stay_as_they_are(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xls", [["Client", "Montant"], ["C1", 7], ["C2", 12.5]], formats={1: "0.00"})
    assert read(path)[1] == [(2, "C1", "7"), (3, "C2", "12.5")]


def test_bare_days_of_an_xls_counted_from_1904(tmp_path: Path) -> None:
    rows = [["Client", "Date"], *([f"C{k}", 44195.0 + k] for k in range(3))]
    assert read(write(tmp_path / "a.xls", rows, from_1904=True))[0].from_1904
    assert not read(write(tmp_path / "b.xls", rows))[0].from_1904


@pytest.mark.parametrize("kept", [30, 600, 1100, 1300])
def test_an_xls_that_is_cut_is_refused_in_words(kept: int, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xls", CLIENTS, merged=MERGED)
    path.write_bytes(path.read_bytes()[:kept])
    assert biff.told(path, "Feuille1")[1] == {}
    with pytest.raises(FileProblem):
        read(path)


def test_a_chain_of_sectors_that_comes_back_on_itself_ends(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xls", CLIENTS, merged=MERGED)
    data = bytearray(path.read_bytes())
    data[512 + 4 * 5 : 512 + 4 * 6] = (2).to_bytes(4, "little")
    path.write_bytes(data)
    assert biff.told(path, "Feuille1")[2] is False
