"""Small tables are HTML, with units in the header and equal decimals."""

from datetime import date

import polars as pl
import pytest

from crm_core.units import Unit
from crm_ui import tables
from crm_ui.sheets import Column, Sheet

SHEET = Sheet.of(
    pl.DataFrame({"store": ["Lille", "<Lyon>"], "rate": [0.179, None], "nps": [24, -3], "sales": [8412.5, 10.0], "month": [date(2026, 1, 1), None]}),
    Column("store", "Magasin"), Column("rate", "Attrition", Unit.SHARE), Column("nps", "NPS", Unit.NPS), Column("sales", "Ventes", Unit.MONEY, decimals=2),
    Column("month", "Mois"),
)  # fmt: skip


def test_french_table() -> None:
    html = tables.html(SHEET, "Où agir", "fr", "EUR")
    assert "<caption>Où agir</caption>" in html
    assert (
        '<th scope="col" class="t">Magasin</th><th scope="col">Attrition,\u00a0%</th><th scope="col">NPS</th><th scope="col">Ventes,\u00a0€</th>'
        in html
    )
    assert '<td class="t">Lille</td><td>17,9</td><td>+24</td><td>8\u202f412,50</td><td class="t">janv. 2026</td>' in html
    assert '<td class="t">&lt;Lyon&gt;</td><td>—</td><td>−3</td><td>10,00</td><td class="t">—</td>' in html


def test_english_table() -> None:
    assert '<td class="t">Lille</td><td>17.9</td><td>+24</td><td>8,412.50</td><td class="t">Jan 2026</td>' in tables.html(
        SHEET, "x", "en", "EUR"
    )


def test_a_day_stays_on_one_line() -> None:
    sheet = Sheet.of(pl.DataFrame({"on": [date(2026, 9, 15)]}), Column("on", "Sent on"))
    assert "15\u00a0Sept\u00a02026" in tables.html(sheet, "x", "en", "EUR")


def test_a_column_is_as_wide_as_its_longest_text_with_room_for_digits() -> None:
    column = Column("customer_id", "Client")
    words = pl.Series(["C00042162", None, "C1"])
    assert tables._width(column, "Client", words) == int(9 * 6.1 + 9 * 1.9) + 20
    assert tables._width(column, "Client", pl.Series(["x" * 200])) == 170
    assert tables._width(column, "Depuis combien", words) == int(14 * 6.7 + 1.9) + 20
    assert tables._width(Column("reason", "Pourquoi", wide=True), "Pourquoi", pl.Series(["x" * 200])) == 420
    assert tables._width(Column("reason", "Pourquoi", wide=True, width=720), "Pourquoi", pl.Series(["x" * 200])) == 720


def test_numbers_of_customers_lead_to_their_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from a trial, whose customers the card's own session would not see, nor for numbers that would be other addresses."""
    rows = pl.DataFrame({"customer_id": ["A1", None], "left_id": ["a&b=1", "2"], "store": ["Lille", "Lyon"]})
    monkeypatch.setattr(tables.cache, "trial", lambda: None)
    monkeypatch.setattr(tables.cache, "past_version", lambda: 3)
    links = tables._card_links(rows)
    assert list(links) == ["customer_id"]
    assert rows.select(links["customer_id"].alias("to"))["to"].to_list() == ["fiche?customer=A1&lang=fr&version=3", None]
    monkeypatch.setattr(tables.cache, "trial", object)
    assert tables._card_links(rows) == {}


def test_a_short_table_leads_to_the_cards_too() -> None:
    rows = pl.DataFrame({"customer_id": ["A1", None], "rate": [0.5, 0.5]})
    sheet = Sheet.of(rows, Column("customer_id", "Client"), Column("rate", "Part", Unit.SHARE))
    links = pl.DataFrame({"customer_id": ["fiche?customer=A1&lang=fr", None]})
    shown = tables.html(sheet, "x", "fr", "EUR", links)
    assert '<tr><td class="t"><a href="fiche?customer=A1&amp;lang=fr">A1</a></td><td>50,0</td></tr>' in shown
    assert '<tr><td class="t">—</td>' in shown


def test_numbers_that_the_browser_writes_have_the_decimals_of_their_column() -> None:
    rows = pl.DataFrame({"id": ["a", "b"], "gap": [45.5, None], "risk": [0.12345, 1.0], "mean": [3.14159, 2.0], "n": [7, 8]})
    sheet = Sheet.of(
        rows, Column("id", "Client"), Column("gap", "Écart", Unit.COUNT), Column("risk", "Risque", Unit.SHARE), Column("mean", "Moyenne", Unit.SCORE, decimals=2), Column("n", "n", Unit.COUNT)
    )  # fmt: skip
    assert tables.rounded(sheet, rows).rows() == [("a", 46.0, 12.3, 3.14, 7), ("b", None, 100.0, 2.0, 8)]
