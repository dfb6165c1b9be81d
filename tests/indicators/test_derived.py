from datetime import date

import pytest

from crm_core.engine import Scope, query
from crm_core.engine.fields import values_of
from crm_core.indicators import find
from crm_core.indicators.derived import KEY
from crm_core.quality.contact import town_key
from tests.support import connection

AS_OF = date(2026, 12, 31)
PLACES = {
    "town": ("59000", "LILLE", None, "59", "Hauts-de-France", "Lille"),
    "district": ("75011", "Paris 11e arrondissement", "France", "75", "Île-de-France", "Paris"),
    "short": ("42000", "St Etienne", None, "42", "Auvergne-Rhône-Alpes", "Saint-Étienne"),
    "south": ("20000", "Ajaccio", None, "2A", "Corse", "Ajaccio"),
    "north": ("20200", "Bastia", None, "2B", "Corse", "Bastia"),
    "south_cedex": ("20176", "Ajaccio Cedex 1", None, "2A", "Corse", "Ajaccio"),
    "island": ("97400", "Saint-Denis", "FRANCE", "974", "La Réunion", "Saint-Denis"),
    "overseas": ("97110", "Pointe-à-Pitre", "Guadeloupe", "971", "Guadeloupe", "Pointe-à-Pitre"),
    "ocean": ("98713", "Papeete", None, "987", "Polynésie française", "Papeete"),
    "cedex": ("59045", "LILLE CEDEX", None, "59", "Hauts-de-France", "Lille"),
    "no_town": ("10200", None, None, "10", "Grand Est", None),  # several towns have the code
    "spaces": ("59 000", "Lille", None, "59", "Hauts-de-France", "Lille"),
    "border": ("01410", "Mijoux", None, "01", "Auvergne-Rhône-Alpes", "Mijoux"),  # the code belongs to two departments
    "other_side": ("01410", "Lajoux", None, "39", "Bourgogne-Franche-Comté", "Lajoux"),
    "foreign": ("1000", "Bruxelles", "Belgique", None, None, None),
    "abroad": ("59000", "Trier", "Allemagne", None, None, None),
    "nonsense": ("99999", "Nulle part", None, None, None, None),
}
BIRTHS = {
    "child": date(2009, 1, 1),
    "adult": date(2008, 12, 31),
    "leap": date(2000, 2, 29),
    "old": date(1951, 12, 31),
    "wrong": date(2030, 1, 1),
}


def test_department_region_and_commune(tmp_path):
    people = [
        {"customer_id": name, "postal_code": code, "city": city, "country": country}
        for name, (code, city, country, *_rest) in PLACES.items()
    ]
    con = connection(tmp_path, customers=people)
    got = query(
        con,
        "select c.customer_id, p.department, p.postal_region, p.commune from customers as c left join customer_places as p on p.ck = c.ck",
        Scope.to(AS_OF),
    )
    told = {row[0]: row[1:] for row in got.iter_rows()}
    assert told == {name: tuple(one[3:]) for name, one in PLACES.items()}


def test_age_groups_change_on_the_birthday(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": name, "birth_date": day} for name, day in BIRTHS.items()])
    by_age = Scope.to(AS_OF).broken_by("age_group")
    assert dict(find("structure")(con, by_age).select("age_group", "customers").iter_rows()) == {
        "0-17": 1,
        "18-24": 1,
        "25-34": 1,
        "75+": 1,
        None: 1,
    }
    earlier = find("structure")(con, Scope.to(date(2026, 12, 30)).broken_by("age_group"))
    assert dict(earlier.select("age_group", "customers").iter_rows()) == {"0-17": 2, "25-34": 1, "65-74": 1, None: 1}
    assert find("lifecycle")(con, Scope.to(AS_OF).where("age_group", "75+"))["customer_id"].to_list() == ["old"]


def test_derived_fields_filter_and_break_down(tmp_path):
    people = [{"customer_id": "a", "postal_code": "59000", "city": "Lille"}, {"customer_id": "b", "postal_code": "69001", "city": "Lyon"}]
    sales = [{"customer_id": one, "date": date(2026, 5, 1), "amount": amount} for one, amount in (("a", 10), ("b", 30))]
    con = connection(tmp_path, customers=people, transactions=sales)
    assert find("structure")(con, Scope.to(AS_OF).broken_by("department")).select("department", "revenue").rows() == [
        ("69", 30.0),
        ("59", 10.0),
    ]
    assert find("active_customers")(con, Scope.to(AS_OF).where("department", "59"))["active"].to_list() == [1]
    assert values_of(con, "commune", AS_OF) == ["Lille", "Lyon"]


def test_a_column_of_the_file_comes_first(tmp_path):
    people = [{"customer_id": "a", "postal_code": "59000", "city": "Lille", "department": "Nord"}]
    con = connection(tmp_path, customers=people)
    assert find("structure")(con, Scope.to(AS_OF).broken_by("department"))["department"].to_list() == ["Nord"]
    assert find("lifecycle")(con, Scope.to(AS_OF).where("department", "Nord")).height == 1


@pytest.mark.parametrize(
    "town",
    [
        "Saint-Étienne Cedex 2",
        "ST ETIENNE",
        "Ste-Foy-lès-Lyon",
        "Paris 11e",
        "Lyon 3 ème",
        "L’Haÿ-les-Roses",
        "Cœuvres",
        "Chalon s/ Saône",
        "Villers ss Bois",
        "",
        "CEDEX",
    ],
)
def test_towns_are_written_in_sql_as_the_check_writes_them(tmp_path, town):
    con = connection(tmp_path, customers=[{"customer_id": "a", "city": town}])
    got = query(con, f"select {KEY.format(column='city')} as k from customers", Scope.to(AS_OF))
    assert got["k"].to_list() == [town_key(town)]
