"""Every file to take away, opened in LibreOffice with formulas allowed: no cell is one, each holds its text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from typer.testing import CliRunner

from crm_core.__main__ import app as command_line
from crm_core.ingest.rejects import plain
from crm_core.ingest.templates import template
from crm_core.neutral import neutral
from crm_core.store.workspace import Workspace
from crm_core.units import Unit
from crm_ui.downloads import csv_bytes, xlsx_bytes
from crm_ui.sheets import Column, Sheet
from tests.hostile.office import OFFICE, formulas_in, opened
from tests.ingest.importing import bring, written
from tests.support import workspace

needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
pytestmark = pytest.mark.xdist_group("libreoffice")
CELLS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1;1)", " =1+1", "\t=1+1", "\r=1+1", "\0=1+1", "＝1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example";"x")',
    "x,=1+1", "x;=1+1", "x\t=1+1", "x|=1+1", '"=1+1"', "x\n=1+1", "{=1+1}", "'=1+1", "=", "Dupont; Ana", "ordinaire",
)  # fmt: skip
SHEET = Sheet.of(pl.DataFrame({"name": CELLS, "n": range(len(CELLS))}), Column("name", "=1+1"), Column("n", "Nombre", Unit.COUNT))
ABOUT = [("Indicateur", "=1+1"), ("Magasin", "+cmd|' /C calc'!A0")]
TEXTS = {"'=1+1", "'+1+1", "Dupont; Ana", "ordinaire"}


def rejected_rows(folder: Path) -> Path:
    lines = [f'"{cell.replace(chr(34), chr(34) * 2)}";bientôt;{k}' for k, cell in enumerate(CELLS) if "\0" not in cell]
    path = written(folder, "ventes.csv", "=1+1;Date;Montant TTC", "C1;03/02/2026;10", *lines)
    report = bring(Workspace.open(folder / "firm"), path, table="transactions", mapping={"Date": "date"})
    assert report.rejected == len(lines)
    return Path(str(report.rejects))


def shown(folder: Path, target: Path) -> None:
    """What `show --format csv` writes."""
    workspace(folder / "shown", customers=[{"customer_id": f"={k}", "store": cell} for k, cell in enumerate(CELLS)])
    command = ["--workspace", str(folder / "shown"), "show", "customer_list", "--format", "csv", "--output", str(target)]
    asked(*command)


def previewed(folder: Path, target: Path) -> None:
    """What `preview --format csv` writes."""
    lines = (f'"{cell.replace(chr(34), chr(34) * 2)}";1;2' for cell in CELLS if "\0" not in cell)
    asked(
        "preview", str(written(folder, "vue.csv", "=1+1;'=1+1;nombre", *lines)), "--rows", "all", "--format", "csv", "--output", str(target)
    )


def asked(*command: str) -> None:
    done = CliRunner().invoke(command_line, command)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of file to take away."""
    folder, work = tmp_path_factory.mktemp("exports"), tmp_path_factory.mktemp("work")
    for language in ("fr", "en"):
        (folder / f"page-{language}.csv").write_bytes(csv_bytes(SHEET, ABOUT, language))
    (folder / "page.xlsx").write_bytes(xlsx_bytes(SHEET, ABOUT, ("Données", "À propos")))
    (folder / "template.xlsx").write_bytes(template("transactions", "fr"))
    shutil.copy(rejected_rows(work), folder / "rejects.csv")
    shown(work, folder / "show.csv")
    previewed(work, folder / "preview.csv")
    (folder / "bad.csv").write_text("x;=1+1\n", encoding="utf-8")
    return folder


@needs_office
def test_the_check_finds_a_formula(exports: Path) -> None:
    [(_, book)] = opened([exports / "bad.csv"], ";").items()
    assert formulas_in(book) == 1
    assert cells(book) == {"x", "2"}


@needs_office
@pytest.mark.parametrize(("separator", "ours"), [(";", ("page-fr", "rejects")), (",", ("page-en", "show", "preview")), ("\t", ())])
def test_csv(exports: Path, separator: str, ours: tuple[str, ...]) -> None:
    """Also when the spreadsheet parts the cells by another mark than ours."""
    books = opened([path for path in exports.glob("*.csv") if path.stem != "bad"], separator)
    assert len(books) == 5
    assert {name: formulas_in(book) for name, book in books.items()} == dict.fromkeys(books, 0)
    assert all(cells(books[name]) >= TEXTS for name in ours)


@needs_office
def test_xlsx(exports: Path) -> None:
    books = opened(list(exports.glob("*.xlsx")))
    assert {name: formulas_in(book) for name, book in books.items()} == {"page": 0, "template": 0}
    assert cells(books["page"]) >= TEXTS


def cells(book: Path) -> set[str]:
    """The texts of the first sheet of an ODS."""
    frame = fastexcel.read_excel(book).load_sheet(0, header_row=None, dtypes="string").to_polars()
    return {str(one) for row in frame.iter_rows() for one in row if one is not None}


@pytest.mark.parametrize("guard", [neutral, plain])
@pytest.mark.parametrize("text", ["=1", "\0=1", "＝1", "x,=1", "x; =1", "x,+cmd|1", "x\t@SUM(1)", "x\n=1"])
def test_text_that_would_run_is_quoted(guard: Callable[[str], str], text: str) -> None:
    assert guard(text).replace("'", "") == text
    assert "'" in guard(text)


@pytest.mark.parametrize("text", ["-12,50", "+33 6 12 34 56 78", "a, -b", ";-)", "2 = 2", "merci, @Zoé", "12 % - 3", "- oui\n- non", ""])
def test_ordinary_text_stays(text: str) -> None:
    assert plain(text) == (f"'{text}" if text.startswith("- ") else text)
