"""Binary workbooks: nothing of them is lost that an XLSX would keep.

`tests/data/clients.xlsb` was not written by Excel: its cells leave their column out where they can (see the README beside it).
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from crm_core.errors import FileProblem
from crm_core.parser import binary
from tests.ingest.reading import headers, read, skipped

CLIENTS = Path(__file__).parents[1] / "data" / "clients.xlsb"
ROWS = [
    (5, "000123", "Lefèvre", "Zoé", "12 rue des Lilas", "01000", "Bourg-en-Bresse", "1990-01-01", "true"),
    (6, "004567", "Nuñez", "José", "3 quai de l’Île", "20000", "Ajaccio", "1980-01-01", "false"),
    (7, "000045", "Œuvrard", "Anaïs", "Hameau du Bas", "97400", "Saint-Denis", "1991-04-05", "true"),
]


def changed(target: Path, **parts: bytes) -> Path:
    """The workbook with other bytes for some of its parts."""
    with zipfile.ZipFile(CLIENTS) as archive, zipfile.ZipFile(target, "w") as out:
        for name in archive.namelist():
            out.writestr(name, parts.get(Path(name).stem, archive.read(name)))
    return target


def part(name: str) -> bytes:
    with zipfile.ZipFile(CLIENTS) as archive:
        return archive.read(name)


def test_two_line_headers_zeros_and_totals_of_an_xlsb() -> None:
    staged, table = read(CLIENTS)
    assert headers(staged) == [
        "N° client", "Identité Nom", "Identité Prénom", "Adresse Rue", "Adresse Code postal", "Adresse Ville", "Né le", "Consentement",
    ]  # fmt: skip
    assert [column.kind for column in staged.columns] == ["text"] * 6 + ["date", "bool"]
    assert table == ROWS
    assert (staged.sheet, staged.sheets, staged.from_1904) == ("Clients", ("Clients", "Lisez-moi"), False)
    assert skipped(staged) == [(1, "title"), (2, "blank"), (8, "total")]


def test_cells_with_their_column_are_read_the_same(tmp_path: Path) -> None:
    long = b"".join(binary._long(part("xl/worksheets/sheet1.bin")))
    path = changed(tmp_path / "a.xlsb", sheet1=long)
    assert not any(kind in binary.SHORT for kind, _ in binary.records(long))
    assert binary.with_columns(path, tmp_path) == path
    assert read(path)[1] == ROWS


def test_days_counted_from_1904(tmp_path: Path) -> None:
    book = part("xl/workbook.bin")
    before = next(body for kind, body in binary.records(book) if kind == binary.BOOK_PROPERTIES)
    staged, table = read(changed(tmp_path / "a.xlsb", workbook=book.replace(before, bytes([before[0] | 1]) + before[1:])))
    assert staged.from_1904
    assert [row[7] for row in table] == ["1994-01-02", "1984-01-02", "1995-04-06"]


@pytest.mark.parametrize("kept", [0, 40, 700])
def test_a_sheet_that_is_cut_is_refused_or_read_up_to_there(kept: int, tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsb", sheet1=part("xl/worksheets/sheet1.bin")[:kept])
    with pytest.raises(FileProblem):
        read(path)
