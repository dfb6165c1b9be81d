"""The addresses of a list: who may be written to, and the file as it is downloaded."""

from pathlib import Path

import polars as pl

from crm_ui import mailing
from crm_ui.sheets import Column
from tests.support import connection

COLUMNS = tuple(Column(name, name) for name in ("customer_id", *mailing.LINES, "shortened", "too_long"))
PEOPLE = [
    {
        "customer_id": "b",
        "last_name": "Roy",
        "first_name": "Anne",
        "address_1": "12 rue de la Paix",
        "postal_code": "75002",
        "city": "Paris",
    },
    {"customer_id": "a", "last_name": "=cmd", "address_1": "-1 rue Haute", "postal_code": "59000", "city": "Lille"},
]


def test_the_file_has_a_header_and_the_rows_of_the_list_in_its_order(tmp_path: Path) -> None:
    con = connection(tmp_path, customers=PEOPLE)
    lines = mailing._csv(con, ["b", "a"], COLUMNS, "en").decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("customer_id,line_1,")
    assert lines[1] == "b,ANNE ROY,,,12 RUE DE LA PAIX,,75002 PARIS,,,"
    assert lines[2] == "a,CMD,,,1 RUE HAUTE,,59000 LILLE,,,"


def test_who_is_left_out_and_why() -> None:
    judged = pl.DataFrame({"verdict": ["reached", "refused", "refused", "missing", "returned"]})
    said = mailing.said(judged, 1)
    assert (
        said
        == "Par courrier\u00a0: 1 client à qui l’on peut écrire. Laissés de côté\u00a0: 1 sans adresse complète, 1 au courrier retourné, 2 ayant refusé."
    )
    assert mailing.said(judged.head(1), 1).endswith("écrire.")
