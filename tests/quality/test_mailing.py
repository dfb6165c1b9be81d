import polars as pl
from polars.testing import assert_frame_equal

from crm_core.quality.mailing import six_lines

PEOPLE = [
    {"customer_id": "1", "title": "Mme", "first_name": "Anne", "last_name": "Roy", "address_1": "12 rue de la Paix", "address_2": "Bâtiment B", "postal_code": "75002", "city": "Paris"},
    {"customer_id": "2", "company_name": "Jardins Roche", "contact_name": "Luc Petit", "address_1": "4 avenue du Général Charles de Gaulle Prolongée", "address_4": "BP 12",
     "postal_code": "59045", "city": "Lille Cedex"},
    {"customer_id": "3", "last_name": "Peeters", "address_1": "1 rue Haute", "postal_code": "1000", "city": "Bruxelles", "country": "Belgique"},
    {"customer_id": "4", "last_name": "Long", "address_1": "1 rue Anticonstitutionnellementtresexagerementlongue", "postal_code": "20000", "city": "Ajaccio"},
    {"customer_id": "5"},
]  # fmt: skip


def test_each_line_in_its_place():
    got = six_lines(pl.DataFrame(PEOPLE, infer_schema_length=None))
    nothing = dict.fromkeys(("line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "line_7", "shortened", "too_long"))
    street = "4 AV DU GAL C DE GAULLE PROLONGEE"
    expected = [
        {"line_1": "MME ANNE ROY", "line_3": "BATIMENT B", "line_4": "12 RUE DE LA PAIX", "line_6": "75002 PARIS"},
        {"line_1": "JARDINS ROCHE", "line_2": "LUC PETIT", "line_4": street, "line_5": "BP 12", "line_6": "59045 LILLE CEDEX", "shortened": street},
        {"line_1": "PEETERS", "line_4": "1 RUE HAUTE", "line_6": "1000 BRUXELLES", "line_7": "BELGIQUE"},
        {"line_1": "LONG", "line_4": "1 RUE ANTICONSTITUTIONNELLEMENTTRESEXAGEREMENTLONGUE", "line_6": "20000 AJACCIO",
         "too_long": "1 RUE ANTICONSTITUTIONNELLEMENTTRESEXAGEREMENTLONGUE"},
        {},
    ]  # fmt: skip
    assert_frame_equal(
        got, pl.DataFrame([{"customer_id": str(n), **nothing, **row} for n, row in enumerate(expected, 1)], schema=got.schema)
    )


def test_no_line_is_longer_than_38_characters_unless_it_says_so():
    got = six_lines(pl.DataFrame(PEOPLE, infer_schema_length=None))
    for row in got.iter_rows(named=True):
        long = [row[f"line_{n}"] for n in range(1, 8) if len(row[f"line_{n}"] or "") > 38]
        assert " / ".join(long) == (row["too_long"] or "")
