"""Who of a file is in the base already: the whole table of a hand-made case, and nothing of the file kept."""

from datetime import date

import pytest

from crm_core.engine import Connection, connect
from crm_core.errors import MappingProblem
from crm_core.ingest import Request
from crm_core.ingest.compare import compare
from crm_core.settings import Settings
from crm_core.store import decisions
from tests.indicators.test_duplicates import AS_OF, PEOPLE
from tests.ingest.importing import written
from tests.support import NOW, workspace

FILE = (
    "Réf;Nom;Prénom;Né le;E-mail;Adresse;CP;Ville;Dette",
    "a;DUPONT;Anne;01/05/1970;;12 rue de la Paix;69002;Lyon;1 200,00",
    "b;Moreau;Jean;;;3 avenue Foch;75016;;80",
    "c;Inconnu;Zoé;;;;;;5",
    "d;Dupond;Marc;03/02/1968;;12, rue de la paix;69002;LYON;5",
)


@pytest.fixture
def con(tmp_path) -> Connection:
    return connect(workspace(tmp_path / "workspace", customers=PEOPLE), Settings())


def asked(con, path, **more):
    choices = {"at": NOW, "as_of": AS_OF, "ours": False, **{one: more.pop(one) for one in ("as_of", "ours") if one in more}}
    return compare(con, Request(path, **more), **choices)


def test_each_row_of_the_file_with_its_likest_customer(con, tmp_path):
    got = asked(con, written(tmp_path, "impayés.csv", *FILE))
    assert got.rows.select("line", "zone", "customer_id", "score", "reasons", "alike", "c0", "c8").rows() == [
        (2, "sure", "01", 20, "name +7; birth +6; address +4; town +3", 2, "a", "1 200,00"),
        (3, "sure", "05", 13, "name +7; address +4; town +2", 2, "b", "80"),
        (4, "no", None, None, None, 0, "c", "5"),
        (5, "sure", "03", 19, "name +6; birth +6; address +4; town +3", 1, "d", "5"),
    ]
    assert got.headers["c8"] == "Dette"
    assert set(got.used) == {"last_name", "first_name", "birth_date", "email", "address_1", "postal_code", "city"}
    assert (con.workspace.version, [got.count(one) for one in ("sure", "review", "no")]) == (1, [3, 0, 1])


def test_our_own_numbers_are_sure_whatever_else_differs_and_follow_merges(con, tmp_path):
    decisions.decide(con.workspace, decisions.frame([("01", "02", "merge")]), at=NOW, by="test")
    merged = connect(con.workspace, Settings())
    path = written(tmp_path, "impayés.csv", "N° client;Nom", "02;Autre", "10;", "99;Autre")
    told = [(2, "sure", "01", "number"), (3, "sure", "10", "number"), (4, "no", None, "")]
    columns = ("line", "zone", "customer_id", "reasons")
    assert [row if row[3] else (*row[:3], "") for row in asked(merged, path, ours=True).rows.select(columns).fill_null("").rows()] == [
        (line, zone, customer or "", why) for line, zone, customer, why in told
    ]
    assert asked(merged, path).count("no") == 3


def test_customers_of_later_days_are_not_there_yet(tmp_path):
    later = [{**PEOPLE[0], "first_known_on": date(2026, 3, 1)}]
    con = connect(workspace(tmp_path / "workspace", customers=later), Settings())
    path = written(tmp_path, "a.csv", *FILE)
    assert asked(con, path, as_of=date(2026, 2, 1)).count("no") == 4
    assert asked(con, path, ours=True, as_of=date(2026, 2, 1)).count("no") == 4
    assert asked(con, path).rows["zone"][0] == "sure"


def test_rows_of_the_file_are_not_compared_with_each_other(con, tmp_path):
    path = written(tmp_path, "a.csv", "Nom;Prénom;E-mail", "Roy;Luc;luc@x.example", "Roy;Luc;luc@x.example")
    assert asked(con, path).rows["zone"].to_list() == ["no", "no"]


def test_a_column_may_be_left_out_or_taken_for_another_field(con, tmp_path):
    path = written(tmp_path, "a.csv", "Qui;Prénom;Né le;Ville", "Dupont;Anne;01/05/1970;Lyon")
    assert asked(con, path, mapping={"Qui": "last_name", "Ville": "-"}).rows.select("zone", "customer_id", "score").rows() == [
        ("sure", "01", 13)
    ]


def test_a_file_without_anything_to_compare_is_refused(con, tmp_path):
    with pytest.raises(MappingProblem, match="has no column to compare customers by"):
        asked(con, written(tmp_path, "a.csv", "Article;Stock", "Vis;3", "Clou;4"))


def test_columns_called_like_ours_or_alike_keep_apart(con, tmp_path):
    got = asked(con, written(tmp_path, "a.csv", "Nom;zone;zone;score", "Dupont;1;2;3"))
    assert len({*got.names().values()} - {"line", "zone", "customer_id", "score", "reasons", "alike"}) == 4


def test_two_files_with_each_other(con, tmp_path):
    """Each row of the first with the likest line of the second; neither the base nor the file itself is looked at, and nothing is kept."""
    bought = written(
        tmp_path,
        "achetés.csv",
        "Nom;Prénom;CP;Ville;Téléphone;Société",
        "Autre;Paul;59000;Lille;;",
        "DUPONT;Anne;69002;Lyon;04 72 00 00 01;",
        "Dupont;Anne;69002;Lyon;0472000001;",
        ";;44000;Nantes;;Garage Petit",
    )
    path = written(
        tmp_path,
        "impayés.csv",
        "Nom;Prénom;Né le;CP;Ville;Tél;Société",
        "Dupont;Anne;01/05/1970;69002;Lyon;0472000001;",
        "Inconnu;Zoé;;;;;",
        ";;;44000;Nantes;;GARAGE PETIT SARL",
    )
    got = compare(con, Request(path), at=NOW, as_of=AS_OF, other=Request(bought))
    assert got.rows.select("line", "zone", "other_line", "named", "score", "reasons", "alike").rows() == [
        (2, "sure", 3, "Anne DUPONT", 15, "name +7; phone +5; town +3", 2),
        (3, "no", None, None, None, None, 0),
        (4, "review", 5, "Garage Petit", 8, "firm +5; town +3", 1),
    ]
    assert (got.other, con.workspace.version) == ("achetés.csv", 1)


def test_a_firm_is_found_by_a_column_that_names_people_and_firms(con, tmp_path):
    firms = [
        {
            "customer_id": "F1",
            "company_name": "Cabinet David SAS",
            "address_1": "38 place Gambetta",
            "postal_code": "44000",
            "city": "Nantes",
        }
    ]
    base = connect(workspace(tmp_path / "firms", customers=firms), Settings())
    path = written(
        tmp_path,
        "impayés.csv",
        "Réf;Nom;Prénom;Adresse;CP;Ville",
        "a;CABINET DAVID;;38 place Gambetta;44000;Nantes",
        "b;David;;;44000;Nantes",
        "c;Cabinet Davoust;Luc;;44000;Nantes",
    )
    assert asked(base, path).rows.select("line", "zone", "customer_id", "reasons").rows() == [
        (2, "sure", "F1", "firm +5; address +4; town +3"),
        (3, "no", None, None),
        (4, "no", None, None),
    ]
