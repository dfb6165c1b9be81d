"""Real exports and the awkward files that other readers test themselves with: no cell is lost, no line goes unaccounted."""

from __future__ import annotations

import json
import time
from pathlib import Path

import duckdb
import pytest

from crm_core.errors import FileProblem
from crm_core.ingest import workbook
from crm_core.parser import book
from tests.ingest.reading import headers, read, skipped

DATA = Path(__file__).parents[3] / "shared" / "data"
if not DATA.is_dir():
    pytest.skip(f"the real data sets are not here ({DATA})", allow_module_level=True)

REFERENCE = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))["computed"]
SHEETS = [(name, *sheet) for name, facts in REFERENCE["spreadsheets"].items() for sheet in facts.get("sheets", []) if len(sheet) == 3]
UNREADABLE = [name for name, facts in REFERENCE["spreadsheets"].items() if "calamine_error" in facts]
NOT_WORKBOOKS = {"messy_calamine/too_small.xls", "messy_csv_detective/file.xls"}
NOTHING_BUT_ERRORS = {"messy_calamine/errors.xlsx", "messy_calamine/pictures_in_cell_and_over_cell.xlsx"}
BEYOND_THE_READER = {"messy_calamine/ptgexp-truncated-operand.xls"}


def test_cp1252_with_semicolons() -> None:
    staged, table = read(DATA / "fr_variants/V1_commandes_cp1252.csv")
    assert (staged.encoding, staged.separator, staged.rows, staged.skipped, staged.bad_rows) == ("cp1252", ";", 4906, (), ())
    assert headers(staged) == ["N° client", "Date de commande", "Montant TTC (€)", "Prénom", "Nom", "Courriel"]
    assert table[0] == (2, "Brion Stark", "20/12/2004", "32,00 €", "Brion", "Stark", "brion_stark@rfmail.com")
    assert table[-1][0] == 4907


def test_workbook_with_titles_and_merged_header_holds_the_same_orders() -> None:
    staged, table = read(DATA / "fr_variants/V2_commandes_titres.xlsx")
    assert (staged.rows, staged.sheet, staged.sheets, staged.doubts) == (4906, "Export CRM", ("Export CRM", "Lisez-moi"), ())
    assert headers(staged)[3:5] == ["Commande Date de commande", "Commande Montant TTC"]
    assert [reason for _, reason in skipped(staged)] == ["title", "title", "title", "blank", "blank", "total", "blank", "note"]
    _, plain = read(DATA / "fr_variants/V1_commandes_cp1252.csv")
    assert [(row[1], row[2], row[3], row[6]) for row in table] == [(row[1], row[4], row[5], row[6]) for row in plain]


def test_online_retail_as_parquet_and_as_csv(tmp_path: Path) -> None:
    source = DATA / "online_retail/online_retail_240k_8cols.parquet"
    duckdb.sql(f"copy (from read_parquet('{source}')) to '{tmp_path / 'retail.csv'}' (header, delimiter ';')")
    parquet, rows = read(source)
    before = time.process_time()
    staged, table = read(tmp_path / "retail.csv")
    assert time.process_time() - before < 10
    assert (staged.rows, parquet.rows, headers(staged)) == (240_007, 240_007, headers(parquet))
    assert [column.kind for column in parquet.columns] == ["text", "text", "text", "number", "text", "number", "number", "text"]
    assert table[0] == (2, "536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "6", "12/1/10 8:26", "2.55", "17850", "United Kingdom")
    same = sum(a[1:6] == b[1:6] and a[7:] == b[7:] for a, b in zip(table, rows, strict=True))
    assert same == 240_007


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("lifetimes_datasets/example_transactions.csv", None, 2),
        ("openrefine_2024/OpenRefine-2024-User-Survey-Anonymized-Answer.csv", 226, None),
        ("cfpb_sample/Consumer_Complaints_sample.csv", 999, 18),
        ("telco_churn/Telco-Customer-Churn.csv", 7043, 21),
        ("messy_csv_detective/a_test_file.csv", 404, 11),
        ("messy_frictionless/issue-493.csv", 9, 126),
        ("messy_frictionless/encoding-issue-274.csv", 507, 17),
        ("messy_frictionless/issue-647.csv.txt", 882, 17),
        ("messy_frictionless/doublequote.csv", 5, 17),
        ("messy_frictionless/issue-1066-largecellsizewithdeviation.csv", 19, 2),
        ("bank_marketing/bank.csv", 4521, 17),
    ],
)
def test_rows_of_csv_files(name: str, rows: int | None, columns: int | None) -> None:
    staged, _ = read(DATA / name)
    assert staged.rows == (rows or 15_273)
    assert columns in (None, len(staged.columns))
    assert not staged.bad_rows
    assert not staged.ragged


@pytest.fixture
def parser_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser in this process, where there are hundreds of workbooks to open: its own process, and what it is held to, have tests of theirs."""

    def parse(path: Path, kind: str, folder: Path, wanted: str | None, _allowed: int) -> dict[str, object] | None:
        try:
            return book.read(path, folder, wanted, whole=path.suffix.lower() not in workbook.SUFFIXES[kind])
        except MemoryError:
            return None

    monkeypatch.setattr(workbook, "_parse", parse)


@pytest.mark.usefixtures("parser_here")
@pytest.mark.parametrize(("name", "sheet", "rows", "columns"), SHEETS, ids=lambda value: str(value))
def test_no_row_of_a_sheet_is_lost(name: str, sheet: str, rows: int, columns: int) -> None:
    try:
        staged, table = read(DATA / name, sheet=sheet)
    except FileProblem as problem:
        assert rows <= 2 or name in NOTHING_BUT_ERRORS or name in BEYOND_THE_READER or "no records" in str(problem)
        return
    lines = {row[0] for row in table} | {one.line for one in staged.skipped}
    header = set(range(1, max(lines) + 1)) - lines
    assert max(lines) == rows
    assert len(header) <= 6
    assert header == (set(range(staged.header_line, staged.header_line + len(header))) if staged.header_line else set())
    assert len(staged.columns) <= columns


@pytest.mark.parametrize("name", sorted(set(UNREADABLE) - NOT_WORKBOOKS))
def test_locked_and_damaged_workbooks_are_refused(name: str) -> None:
    with pytest.raises(FileProblem) as problem:
        read(DATA / name)
    assert ("mot de passe" in problem.value.say("fr")) == ("password" in REFERENCE["spreadsheets"][name]["calamine_error"])


@pytest.mark.usefixtures("parser_here")
def test_every_other_awkward_file_is_read_or_refused_in_words() -> None:
    """Those that are no workbook of a single sheet, which are read above."""
    alone = {name for name, facts in REFERENCE["spreadsheets"].items() if len(facts.get("sheets", [])) == 1}
    for folder in ("messy_csv_detective", "messy_validateur_bal", "messy_frictionless", "messy_calamine"):
        for path in sorted(one for one in (DATA / folder).iterdir() if f"{folder}/{one.name}" not in alone):
            try:
                staged, table = read(path)
            except FileProblem as problem:
                assert path.name in problem.say("fr")
                continue
            assert staged.rows == len(table) > 0 or staged.bad_rows
