"""Files to take away say what they are about, keep their types, and hold no formula."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import polars as pl
import pytest

from crm_core.neutral import neutral
from crm_core.units import Unit
from crm_ui.downloads import csv_bytes, xlsx_bytes
from crm_ui.sheets import Column, Sheet

ABOUT = [("Indicateur", "Attrition"), ("Magasin", "=cmd|' /C calc'!A0")]
SHEET = Sheet.of(
    pl.DataFrame(
        {
            "name": ["=1+1", " @SUM(A1)", "Dupont; Ana"], "share": [0.25, None, 1.0], "amount": [Decimal("1234.50"), Decimal("-3.00"), None],
            "n": [3, -4, 0], "day": [date(2026, 1, 31), None, date(2026, 2, 1)], "left_out": [1, 2, 3],
        }
    ),
    Column("name", "Nom"), Column("share", "Part", Unit.SHARE), Column("amount", "Montant", Unit.MONEY), Column("n", "-n", Unit.COUNT), Column("day", "Jour"),
)  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@x", "  =1", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert neutral(text) == "'" + text


def test_other_text_is_left_alone() -> None:
    assert neutral("a=1") == "a=1" and neutral("") == "" and neutral("Zoé") == "Zoé"


def test_french_csv() -> None:
    lines = csv_bytes(SHEET, ABOUT, "fr").decode("utf-8-sig").split("\r\n")
    assert lines == [
        "Indicateur;Attrition",
        "Magasin;'=cmd|' /C calc'!A0",
        "",
        "Nom;Part;Montant;'-n;Jour",
        "'=1+1;0,25;1234,50;3;2026-01-31",
        "' @SUM(A1);;-3,00;-4;",
        '"Dupont; Ana";1,0;;0;2026-02-01',
        "",
    ]
    assert csv_bytes(SHEET, ABOUT, "fr").startswith(b"\xef\xbb\xbf")


def test_english_csv() -> None:
    lines = csv_bytes(SHEET, [], "en").decode("utf-8-sig").split("\r\n")
    assert lines[0:2] == ["Nom,Part,Montant,'-n,Jour", "'=1+1,0.25,1234.50,3,2026-01-31"]


def test_workbook() -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(SHEET, ABOUT, ("Données", "À propos"))))
    assert book.sheetnames == ["Données", "À propos"]
    rows = list(book["Données"].iter_rows())
    assert [cell.value for cell in rows[0]] == ["Nom", "Part", "Montant", "'-n", "Jour"]
    assert [cell.value for cell in rows[1]][:4] == ["'=1+1", 0.25, 1234.5, 3]
    assert rows[1][1].number_format == "0.0%"
    assert all(cell.data_type != "f" for leaf in book for row in leaf.iter_rows() for cell in row)
    assert [tuple(cell.value for cell in row) for row in book["À propos"].iter_rows()][1] == ("Magasin", "'=cmd|' /C calc'!A0")
