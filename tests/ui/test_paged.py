"""A table of 200,000 rows: searched, sorted and exported as a whole, shown in pages."""

from csv import reader
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from fastexcel import read_excel
from streamlit.testing.v1 import AppTest

from crm_core.units import Unit
from crm_ui import paged, tables
from crm_ui.downloads import csv_bytes, xlsx_bytes
from crm_ui.sheets import Column, Sheet
from tests.pages.support import small_firm

ROWS = 200_000


def sheet(rows: int = ROWS) -> Sheet:
    frame = pl.DataFrame(
        {"customer": pl.select("C" + pl.int_range(rows).cast(pl.String).str.zfill(6)).to_series(), "sales": pl.int_range(rows, eager=True)}
    )
    named = frame.with_columns(
        pl.when(pl.col("sales") == 123_456).then(pl.lit("Éloïse Œuvrard")).otherwise(pl.lit("Dupont")).alias("name"),
        pl.when(pl.col("sales") % 2 == 0).then(pl.col("sales")).alias("sales"),
    )
    return Sheet.of(named, Column("customer", "Client"), Column("name", "Nom"), Column("sales", "Ventes", Unit.COUNT))


def shown() -> None:
    from crm_ui import tables
    from tests.ui.test_paged import sheet

    tables.long_table(sheet(), key="long", caption="Clients")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("CRM_WORKSPACE", str(small_firm(tmp_path, customers=5).folder))
    return AppTest.from_function(shown, default_timeout=60).run()


def note(app: AppTest) -> str:
    return next(one.proto.body for one in app.get("html") if "Ligne" in one.proto.body or "Aucune" in one.proto.body)


def first(app: AppTest) -> tuple[int, str]:
    """How many rows are shown, and the customer of the first."""
    frame = app.dataframe[0].value
    return len(frame), frame.iloc[0]["customer"]


def test_the_first_page_says_of_how_many(app: AppTest) -> None:
    assert not app.exception
    assert first(app) == (1000, "C000000")
    assert "Lignes 1 à 1\u202f000 sur 200\u202f000<" in note(app)


def test_another_page(app: AppTest) -> None:
    app.session_state["long-page"] = 200
    app.run()
    assert first(app) == (1000, "C199000")
    assert "Lignes 199\u202f001 à 200\u202f000 sur" in note(app)


def test_search_goes_through_all_rows_and_back_to_the_first_page(app: AppTest) -> None:
    app.session_state["long-page"] = 150
    app.run()
    app.text_input(key="long-search").set_value("oeuvrard ELOISE".replace("oe", "œ")).run()
    assert first(app) == (1, "C123456")
    assert "Lignes 1 à 1 sur 1 trouvées parmi 200\u202f000" in note(app)
    app.text_input(key="long-search").set_value("nobody").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 0
    assert "Aucune ligne n’a ces mots." in note(app)


def test_sort_goes_through_all_rows_unknown_last(app: AppTest) -> None:
    app.selectbox(key="long-by").set_value("sales").run()
    app.toggle(key="long-falling").set_value(True).run()
    assert first(app) == (1000, "C199998")
    app.session_state["long-page"] = 200
    app.run()
    assert app.dataframe[0].value["sales"].isna().all()


def test_short_of_the_limit_there_are_no_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(small_firm(tmp_path, customers=5).folder))
    monkeypatch.setattr(tables, "PAGED_ROWS", ROWS)
    app = AppTest.from_function(shown, default_timeout=60).run()
    assert not app.text_input
    assert len(app.dataframe[0].value) == ROWS


def test_exports_hold_every_row() -> None:
    about = (("Indicateur", "Clients"),)
    rows = list(reader(StringIO(csv_bytes(sheet(), about, "fr").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == ROWS + 3
    assert rows[-1] == ["C199999", "Dupont", ""]
    many = tables.PAGED_ROWS + 1
    book = read_excel(xlsx_bytes(sheet(many), about, ("Données", "À propos")))
    assert book.load_sheet("Données").height == many


def test_equal_rows_keep_their_order() -> None:
    rows = pl.DataFrame({"name": ["b", "a", None, "a"], "rank": [1, 2, 3, 4]})
    assert paged.ordered(rows, "name", falling=False)["rank"].to_list() == [2, 4, 1, 3]
    assert paged.ordered(rows, "name", falling=True)["rank"].to_list() == [1, 2, 4, 3]
    assert paged.ordered(rows, paged.AS_GIVEN, falling=True)["rank"].to_list() == [1, 2, 3, 4]
