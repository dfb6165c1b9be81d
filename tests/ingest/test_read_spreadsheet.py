"""Workbooks as people make them: titles, merged headers, totals, notes, several sheets, cells of several types."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pytest
import xlsxwriter

from crm_core.errors import FileProblem
from tests.hostile.files import ods
from tests.ingest.importing import understood
from tests.ingest.reading import Rows, headers, read, skipped


def workbook(path: Path, sheets: dict[str, list[list[object]]], merged: tuple[str, ...] = ()) -> Path:
    """An XLSX file of `sheets`; `merged` ranges of the first sheet as "A1:B1=text"."""
    book = xlsxwriter.Workbook(str(path))
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for k, cell in enumerate(row):
                _write(sheet, i, k, cell, moment if isinstance(cell, dt.datetime) and cell.time() != dt.time() else day)
    for one in merged:
        place, text = one.split("=")
        book.worksheets()[0].merge_range(place, text)
    book.close()
    return path


def _write(sheet: xlsxwriter.worksheet.Worksheet, i: int, k: int, cell: object, form: object) -> None:
    if isinstance(cell, dt.date):
        sheet.write_datetime(i, k, cell, form)
    elif isinstance(cell, str):
        sheet.write_string(i, k, cell)
    elif cell is not None:
        sheet.write(i, k, cell)


def kinds(path: Path) -> tuple[list[str], Rows]:
    staged, table = read(path)
    return [column.kind for column in staged.columns], table


def test_native_types_become_canonical_text(tmp_path: Path) -> None:
    day, moment = dt.datetime(2026, 11, 21), dt.datetime(2026, 11, 21, 14, 5)
    rows: list[list[object]] = [
        ["id", "quantité", "prix", "jour", "moment", "actif", "mixte"],
        ["007", 3, 12.5, day, moment, True, "abc"],
        ["008", 1_000_000, 0.0000001, day, day, False, 12],
        ["009", -4, 1e9, None, moment, True, day],
    ]
    found, table = kinds(workbook(tmp_path / "a.xlsx", {"F": rows}))
    assert found == ["text", "number", "number", "date", "datetime", "bool", "text"]
    assert table == [
        (2, "007", "3", "12.5", "2026-11-21", "2026-11-21 14:05:00", "true", "abc"),
        (3, "008", "1000000", "0.0000001", "2026-11-21", "2026-11-21 00:00:00", "false", "12"),
        (4, "009", "-4", "1000000000", None, "2026-11-21 14:05:00", "true", "2026-11-21"),
    ]


def test_titles_merged_header_total_and_note(tmp_path: Path) -> None:
    body: list[list[object]] = [[None, "C1", "Durand", dt.date(2026, 1, 2), 10], [], [None, "C2", "Petit", dt.date(2026, 1, 3), 20.5]]
    top: list[list[object]] = [[None, "Export au 31/12"], [], [], [None, None, "Nom", "Date", "Montant"]]
    path = workbook(
        tmp_path / "a.xlsx",
        {"Ventes": [*top, *body, [None, "Total", None, None, 30.5], [], [None, "* montants en euros"]], "Lisez-moi": [["Aide"]]},
        ("B3:B4=N°", "D3:E3=Commande"),
    )
    staged, table = read(path)
    assert headers(staged) == ["N°", "Nom", "Commande Date", "Commande Montant"]
    assert [column.kind for column in staged.columns] == ["text", "text", "date", "number"]
    assert table == [(5, "C1", "Durand", "2026-01-02", "10"), (7, "C2", "Petit", "2026-01-03", "20.5")]
    assert skipped(staged) == [(1, "title"), (2, "blank"), (6, "blank"), (8, "total"), (9, "blank"), (10, "note")]
    assert (staged.sheet, staged.sheets, staged.header_line) == ("Ventes", ("Ventes", "Lisez-moi"), 3)
    assert not staged.doubts


def test_the_sheet_with_most_cells_is_taken_and_the_others_named(tmp_path: Path) -> None:
    small: list[list[object]] = [["code", "libellé"], *([f"A{i}", "x"] for i in range(4))]
    large: list[list[object]] = [["id", "date", "montant", "ville"], *([i, dt.date(2026, 1, 1), i, "Lyon"] for i in range(4))]
    staged, table = read(workbook(tmp_path / "a.xlsx", {"Codes": small, "Données": large}))
    assert staged.sheet == "Données"
    assert staged.doubts[0].values == {"sheet": "Données", "others": "Codes"}
    assert len(table) == 4
    assert headers(read(tmp_path / "a.xlsx", sheet="Codes")[0]) == ["code", "libellé"]


def test_a_sheet_that_does_not_exist(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Codes": [["a", "b"], [1, 2]], "Clients": [["a", "b"], [1, 2]]})
    with pytest.raises(FileProblem) as problem:
        read(path, sheet="Ventes")
    assert "Codes, Clients" in problem.value.say("fr")


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"F": [["id", "nom"], [1, "a"], [2, "b"]]}).rename(tmp_path / "a.csv")
    assert read(tmp_path / "a.csv")[0].file_format == "xlsx"
    (tmp_path / "b.xlsx").write_text("id;nom\n1;a\n2;b\n", encoding="utf-8")
    staged, table = read(tmp_path / "b.xlsx")
    assert (staged.file_format, table) == ("csv", [(2, "1", "a"), (3, "2", "b")])


def test_rows_stops_early(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "nom"], *([i, "x"] for i in range(30)), ["TOTAL", None]]
    staged, table = read(workbook(tmp_path / "a.xlsx", {"F": rows}), rows=5)
    assert (staged.rows, len(table), staged.skipped) == (5, 5, ())


def test_times_of_day(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "heure"])
    for i in (1, 2):
        sheet.write(i, 0, i)
        sheet.write_datetime(i, 1, dt.time(14, i), book.add_format({"num_format": "hh:mm"}))
    book.close()
    found, table = kinds(tmp_path / "a.xlsx")
    assert found == ["number", "text"]
    assert table == [(2, "1", "14:01:00"), (3, "2", "14:02:00")]


def test_numbers_are_read_with_the_zeros_that_the_sheet_shows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    zeros, sheet = book.add_format({"num_format": "00000"}), book.add_worksheet()
    sheet.write(0, 1, "Clients au 31/12")
    sheet.write_row(2, 1, ["nom", "n°", "âge"])
    for i, (name, number, age) in enumerate([("a", 123, 45), ("b", 100456, 9), ("c", None, 7)]):
        sheet.write_row(3 + i, 1, [name, None, age])
        if number:
            sheet.write_number(3 + i, 2, number, zeros)
    sheet.write(5, 2, "K7")
    book.close()
    found, table = kinds(tmp_path / "a.xlsx")
    assert (found, table) == (["text", "text", "number"], [(4, "a", "00123", "45"), (5, "b", "100456", "9"), (6, "c", "K7", "7")])


@pytest.mark.parametrize(("begins", "serial"), [(False, 46043), (True, 46043 - 1462)])
def test_bare_serials_are_counted_from_where_the_workbook_begins(begins: bool, serial: int, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "ventes.xlsx"), {"date_1904": begins})
    sheet, clock = book.add_worksheet(), book.add_format({"num_format": "hh:mm"})
    for i, row in enumerate([["date", "montant", "magasin"], [serial, 5, None], [serial + 1, 6, None]]):
        sheet.write_row(i, 0, row)
    sheet.write_datetime(1, 2, dt.time(9, 5), clock)
    book.close()
    rows = understood(tmp_path, tmp_path / "ventes.xlsx", table="transactions").rows
    assert rows["date"].to_list() == [dt.date(2026, 1, 21), dt.date(2026, 1, 22)]
    assert rows["store"].to_list() == ["09:05:00", None]


def test_times_of_day_in_an_ods_are_not_lost(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(f'<table:table-cell {cell}</table:table-cell>' for cell in cells)}</table:table-row>"

    text = 'office:value-type="string"><text:p>{}</text:p>'.format
    clock = 'office:value-type="time" office:time-value="PT{}"><text:p>{}</text:p>'.format
    rows = [
        row(text("id"), text("heure")),
        row(text("a"), clock("09H05M00S", "09:05:00")),
        row(text("b"), text("vers midi")),
        row(text("c"), clock("26H00M10S", "26:00:10")),
    ]
    _, table = read(ods(tmp_path / "a.ods", "".join(rows)))
    assert table == [(2, "a", "09:05:00"), (3, "b", "vers midi"), (4, "c", "26:00:10")]


def test_zeros_that_an_ods_shows_are_not_lost(tmp_path: Path) -> None:
    def row(number: str, shown: str, name: str) -> str:
        said = f'office:value-type="float" office:value="{number}" calcext:value-type="float"><text:p>{shown}</text:p></table:table-cell>'
        return f'<table:table-row><table:table-cell table:style-name="ce1" {said}<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell></table:table-row>'

    head = '<table:table-row><table:table-cell office:value-type="string"><text:p>n°</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>nom</text:p></table:table-cell></table:table-row>'
    rows = head + row("123", "00123", "a") + row("100456", "100456", "b") + row("0.5", "0,5", "c")
    form = '<number:number-style style:name="N5"><number:number number:decimal-places="0" number:min-integer-digits="5"/></number:number-style>'
    _, table = read(ods(tmp_path / "a.ods", form + rows))
    assert table == [(2, "00123", "a"), (3, "100456", "b"), (4, "0.5", "c")]
    _, table = read(ods(tmp_path / "b.ods", rows))  # no format asks for zeros: what is shown is the locale's business
    assert table[0] == (2, "123", "a")


def test_a_gzipped_workbook(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", {"F": [["id", "nom"], ["1", "a"], ["2", "b"]]})
    packed = tmp_path / "a.xlsx.gz"
    packed.write_bytes(gzip.compress(book.read_bytes()))
    staged, table = read(packed)
    assert (staged.path, staged.file_format, staged.doubts, table) == (packed, "xlsx", (), [(2, "1", "a"), (3, "2", "b")])
    packed.write_bytes(packed.read_bytes()[:-2000])
    with pytest.raises(FileProblem, match="damaged"):
        read(packed)


def test_moments_and_days_of_a_column_are_told_apart(tmp_path: Path) -> None:
    day, moment = dt.datetime(2026, 11, 21), dt.datetime(2026, 11, 21, 14, 5)
    rows: list[list[object]] = [
        ["jours", "moments", "mots"],
        [day, moment, " é "],
        [day, day, "\u00a0"],
        [day, moment, "b"],
        ["TOTAL", None, None],
    ]
    found, table = kinds(workbook(tmp_path / "a.xlsx", {"F": rows}))
    assert found == ["date", "datetime", "text"]
    assert table == [
        (2, "2026-11-21", "2026-11-21 14:05:00", "é"), (3, "2026-11-21", "2026-11-21 00:00:00", None), (4, "2026-11-21", "2026-11-21 14:05:00", "b"),
    ]  # fmt: skip
