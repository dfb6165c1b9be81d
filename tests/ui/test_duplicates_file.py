"""A compared file on the page: its own columns, those of long words with room for them."""

import polars as pl

from crm_core.ingest.compare import Compared
from crm_ui.duplicates_file import sheet


def test_columns_of_addresses_have_room() -> None:
    rows = pl.DataFrame(
        [(2, "sure", "C1", 14, "name +7", 1, "MP1", "19 impasse des Acacias")],
        schema=["line", "zone", "customer_id", "score", "reasons", "alike", "c0", "c1"],
        orient="row",
    )
    found = Compared("impayés.csv", {"c0": "Réf", "c1": "Adresse"}, {"address_1": "Adresse"}, rows)
    assert {one.label: one.wide for one in sheet(found, rows).columns if one.name.startswith("c") and one.name != "customer_id"} == {
        "Réf": False,
        "Adresse": True,
    }
