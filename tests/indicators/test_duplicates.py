from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.duplicates import duplicates
from crm_core.quality.duplicates import DAYS, letters, pairs, people, sounds
from crm_core.quality.first_names import given_names
from tests.support import connection

AS_OF = date(2026, 11, 20)
HOME = {"address_1": "12 rue de la Paix", "postal_code": "69002", "city": "Lyon", "phone": "04 72 00 00 01"}
BORN = date(1970, 5, 1)
PEOPLE = [
    {"customer_id": "01", "last_name": "Dupont", "first_name": "Anne", "birth_date": BORN, "email": "anne.dupont7@poste.example", **HOME},
    {"customer_id": "02", "last_name": "DUPOND", "first_name": "A.", "birth_date": BORN, **HOME},
    {"customer_id": "03", "last_name": "Dupont", "first_name": "Marc", "birth_date": date(1968, 2, 3), **HOME},
    {"customer_id": "04", "last_name": "Anne", "first_name": "Dupont", "email": "ANNE.DUPONT7@poste.example "},
    {"customer_id": "05", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1950, 1, 1), "address_1": "3 av. Foch", "postal_code": "75016"},
    {"customer_id": "06", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1982, 8, 9), "address_1": "3 avenue Foch", "postal_code": "75016"},
    {"customer_id": "07", "company_name": "Garage Petit SARL", "siret": "732 829 320 00074", "city": "Nantes"},
    {"customer_id": "08", "company_name": "GARAGE PETIT", "siret": "73282932000074", "city": "Nantes"},
    {"customer_id": "09", "company_name": "Garage Petit", "siret": "55210055400013", "city": "Nantes"},
    {"customer_id": "10", "last_name": "Durand", "first_name": "Zoé", "postal_code": "44000", "city": "Nantes"},
]  # fmt: skip


def test_each_pair_with_its_points_and_its_reasons(tmp_path):
    """A misspelled record and one with exchanged names are found; spouses are not; father and son, and firms of two SIRET, are left to a person."""
    got = duplicates(connection(tmp_path, customers=PEOPLE), Scope.to(AS_OF))
    expected = pl.DataFrame(
        [
            ("01", "02", 22, "sure", "name +4; birth +6; phone +5; address +4; town +3"),
            ("07", "08", 15, "sure", "firm +5; siret +9; town +1"),
            ("01", "04", 13, "sure", "name +6; email +7"),
            ("05", "06", 9, "review", "name +7; birth -4; address +4; town +2"),
        ],
        schema=["left_id", "right_id", "score", "zone", "reasons"],
        orient="row",
    ).with_columns(pl.lit(None, pl.String).alias("decision"))
    assert_frame_equal(got, expected)


def test_two_given_first_names_are_two_persons_of_a_home(tmp_path):
    """Louis and Louise are written alike and share all that a home shares; twins even the birth, a couple its mailbox. Two spellings of one first name stay one person."""
    home = {"last_name": "Colin", **HOME}
    mailbox = {"last_name": "Petit", "postal_code": "44000", "email": "a.petit81@poste.example"}
    people = [
        {"customer_id": "1", "first_name": "Louis", **home},
        {"customer_id": "2", "first_name": "Louise", **home},
        {"customer_id": "3", "first_name": "Julien", "birth_date": BORN, **home, "last_name": "Roy"},
        {"customer_id": "4", "first_name": "Julie", "birth_date": BORN, **home, "last_name": "Roy"},
        {"customer_id": "5", "first_name": "Mathieu", **home, "last_name": "Weber"},
        {"customer_id": "6", "first_name": "Matthieu", **home, "last_name": "Weber"},
        {"customer_id": "7", "first_name": "Jean", **mailbox},
        {"customer_id": "8", "first_name": "Jeanne", **mailbox},
    ]
    got = duplicates(connection(tmp_path, customers=people), Scope.to(AS_OF)).drop("decision")
    expected = pl.DataFrame(
        [
            ("5", "6", 18, "sure", "name +6; phone +5; address +4; town +3"),
            ("3", "4", 24, "review", "name +6; birth +6; phone +5; address +4; town +3"),
            ("7", "8", 15, "review", "name +6; email +7; town +2"),
            ("1", "2", 6, "review", "name +6; phone +5; address +4; town +3; household -12"),
        ],
        schema=got.schema,
        orient="row",
    )
    assert_frame_equal(got, expected)


def test_records_of_later_days_and_of_other_filters_are_not_compared(tmp_path):
    later = [
        {**PEOPLE[6], "first_known_on": date(2026, 1, 5), "store": "A"},
        {**PEOPLE[7], "first_known_on": date(2026, 3, 1), "store": "B"},
    ]
    con = connection(tmp_path, customers=later)
    assert duplicates(con, Scope.to(AS_OF)).height == 1
    assert duplicates(con, Scope.to(date(2026, 2, 1))).height == 0
    assert duplicates(con, Scope.to(AS_OF).where("store", "A")).height == 0
    assert duplicates(con, Scope.to(AS_OF).broken_by("store")).height == 0


def test_a_base_without_any_field_to_compare_has_no_pairs(tmp_path):
    assert duplicates(connection(tmp_path, customers=[{"customer_id": str(n)} for n in range(300)]), Scope.to(AS_OF)).height == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dupont", "Dupond"), ("Lefebvre", "Lefèvre"), ("Philippe", "Filip"), ("Gauthier", "Gautier"), ("Rousseau", "Rouso"), ("Henri", "Henry"),
        ("Schmitt", "Schmit"), ("Lemaire", "Lemère"), ("Caroline", "Karoline"), ("Picard", "Piccard"), ("Martin", "Martain"),
    ],
)  # fmt: skip
def test_names_that_sound_alike(tmp_path, one, other):
    key = connection(tmp_path).db.cursor().sql("select " + ", ".join(sounds(letters(f"'{name}'")) for name in (one, other))).fetchall()[0]
    assert key[0] == key[1]


@pytest.mark.parametrize(("one", "other"), [("Martin", "Merlin"), ("Simon", "Salmon"), ("Hubert", "Herbert"), ("Blanc", "Brun")])
def test_names_that_do_not(tmp_path, one, other):
    key = connection(tmp_path).db.cursor().sql("select " + ", ".join(sounds(letters(f"'{name}'")) for name in (one, other))).fetchall()[0]
    assert key[0] != key[1]


def test_each_key_is_there_once_a_record(tmp_path):
    """A record whose fields are twice the same (Martin Martin, one phone twice) shares no more keys than another."""
    people_of_one_name = [
        {"customer_id": str(n), "last_name": "Martin", "first_name": "Martin", "phone": f"01 02 03 04 0{n}", "mobile": f"01 02 03 04 0{n}", "birth_date": BORN, "city": "Lyon", "postal_code": "69002"}
        for n in range(3)
    ]  # fmt: skip
    cursor = connection(tmp_path, customers=people_of_one_name).db.cursor()
    cursor.register("given_names", given_names())
    sql = people("all_customers", "not is_stub") + pairs() + " select ck, key, count(*) as n from keyed group by all having count(*) > 1"
    assert cursor.sql(sql).fetchall() == []


def test_the_edits_between_two_dates():
    """What is counted cheaply is what `damerau_levenshtein` counts, as far as it matters: none, one, two, more; a date with more than four other digits is another one."""
    others = (
        "19700501",
        "19700502",
        "19700511",
        "19700510",
        "19710501",
        "20700501",
        "19701501",
        "19705001",
        "19701105",
        "19051970",
        "97005011",
    )
    listed = ", ".join(f"('{one}')" for one in others)
    sql = f"select y.born, {DAYS}, damerau_levenshtein(x.born, y.born), hamming(x.born, y.born) from (values ('19700501')) as x(born), (values {listed}) as y(born)"
    for born, days, edits, differ in duckdb.connect().execute(sql).fetchall():
        assert min(days, 3) == (min(edits, 3) if differ <= 4 else 3), born
