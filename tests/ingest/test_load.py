"""From files to one version: what is new, changed, the same, repeated and refused."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crm_core.errors import MappingProblem
from crm_core.ingest import Request, difference, import_files
from crm_core.ingest.rejects import plain as neutral
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, counts, stored, written
from tests.support import NOW

SALES = (
    "N° ligne;N° client;Date d'achat;Montant TTC (€);Magasin",
    "L1;001;21/01/2026;10,00;Lyon",
    "L2;002;22/01/2026;1 020,50;Paris",
    "L3;;23/01/2026;-5,00;Lyon",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "workspace")


def test_a_first_import_stores_every_row_whole(workspace: Workspace, tmp_path: Path) -> None:
    report = bring(workspace, written(tmp_path, "ventes.csv", *SALES, encoding="cp1252"))
    assert counts(report) == {"read": 3, "loaded": 3}
    assert (report.encoding, report.separator, report.header_line, report.table) == ("cp1252", ";", 1, "transactions")
    rows = stored(
        workspace,
        "select row_key, transaction_id, customer_id, date::varchar, amount, store, currency, loaded_in from transactions order by 1",
    )
    assert rows == [
        ("L1", "L1", "001", "2026-01-21", Decimal("10.00"), "Lyon", "EUR", 1),
        ("L2", "L2", "002", "2026-01-22", Decimal("1020.50"), "Paris", "EUR", 1),
        ("L3", "L3", None, "2026-01-23", Decimal("-5.00"), "Lyon", "EUR", 1),
    ]
    assert stored(workspace, "select customer_id, is_stub from customers order by 1") == [("001", True), ("002", True)]


def test_the_same_file_again_makes_no_version(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", *SALES)
    bring(workspace, path)
    report = import_files(workspace, [Request(path)], at=NOW, by="test")
    assert (report.version, workspace.version) == (None, 1)
    assert counts(report.files[0]) == {"read": 3, "unchanged": 3}
    assert "Nothing new" in report.say("en")


def test_changes_new_rows_and_fields_that_the_file_lacks_or_leaves_empty(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "ventes.csv", *SALES))
    later = (
        "N° ligne;N° client;Date d'achat;Montant TTC (€);Canal",
        "L1;;21/01/2026;10,00;Internet",
        "L2;002;22/01/2026;1 020,50;",
        "L4;009;24/01/2026;7,00;",
    )
    path = written(tmp_path, "suite.csv", *later)
    assert counts(difference(workspace, Request(path), at=NOW)) == {"read": 3, "loaded": 1, "updated": 1, "unchanged": 1}
    assert workspace.version == 1
    assert counts(bring(workspace, path)) == {"read": 3, "loaded": 1, "updated": 1, "unchanged": 1}
    assert stored(workspace, "select transaction_id, customer_id, store, channel, loaded_in from transactions order by 1") == [
        ("L1", "001", "Lyon", "web", 2),
        ("L2", "002", "Paris", None, 1),
        ("L3", None, "Lyon", None, 1),
        ("L4", "009", None, None, 2),
    ]


def test_empty_cells_erase_when_the_person_says_so(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "clients.csv", "N° client;Nom;Ville;Parti le", "1;A;Lyon;21/01/2026", "2;B;Paris;"))
    path = written(tmp_path, "suite.csv", "N° client;Nom;Parti le", "1;A;", "2;B;")
    assert counts(bring(workspace, path)) == {"read": 2, "unchanged": 2}
    assert counts(bring(workspace, path, blank_empties=True)) == {"read": 2, "updated": 1, "unchanged": 1}
    assert stored(workspace, "select customer_id, city, left_on from customers order by 1") == [("1", "Lyon", None), ("2", "Paris", None)]


def test_without_ids_rows_are_known_by_what_they_say_and_their_rank(workspace: Workspace, tmp_path: Path) -> None:
    rows = ("client;date;montant", "1;21/01/2026;5", "1;21/01/2026;5", "2;22/01/2026;6")
    assert counts(bring(workspace, written(tmp_path, "ventes.csv", *rows))) == {"read": 3, "loaded": 3}
    more = written(tmp_path, "ventes2.csv", *rows, "1;21/01/2026;5", "3;22/01/2026;6")
    assert counts(bring(workspace, more)) == {"read": 5, "loaded": 2, "unchanged": 3}
    assert stored(workspace, "select customer_id, count(*), sum(amount) from transactions group by 1 order by 1") == [
        ("1", 3, 15),
        ("2", 1, 6),
        ("3", 1, 6),
    ]


def test_a_key_repeated_in_the_file_keeps_its_last_row_and_lists_contacts(workspace: Workspace, tmp_path: Path) -> None:
    rows = ("N° client;Raison sociale;Interlocuteur;Ville", "1;Menuiserie;Mme Un;Lyon", "2;Garage;M. Seul;Nice", "1;Menuiserie SA;M. Deux;")
    path = written(tmp_path, "clients.csv", *rows)
    assert counts(bring(workspace, path, table="customers")) == {"read": 3, "loaded": 2, "repeated": 1}
    assert stored(workspace, "select customer_id, company_name, contact_name, city from customers order by 1") == [
        ("1", "Menuiserie SA", "Mme Un ; M. Deux", None),
        ("2", "Garage", "M. Seul", "Nice"),
    ]
    assert counts(bring(workspace, path, table="customers")) == {"read": 3, "unchanged": 2, "repeated": 1}


def test_keys_of_several_parts(workspace: Workspace, tmp_path: Path) -> None:
    rows = ("Indicateur;Période;Valeur;Entreprise", "nps;2026;32;", "nps;2026;41;a|b", "nps;2025;30;a")
    assert counts(bring(workspace, written(tmp_path, "objectifs.csv", *rows), table="references")) == {"read": 3, "loaded": 3}
    assert [key for (key,) in stored(workspace, "select row_key from reference_values order by value")] == [
        "nps|2025|a|",
        "nps|2026||",
        "nps|2026|a\\|b|",
    ]


def test_rejected_rows_are_written_with_their_lines_and_reasons(workspace: Workspace, tmp_path: Path) -> None:
    rows = (
        "Client;Date;Montant;Note",
        "1;21/01/2026;5;a",
        "2;32/01/2026;6;b",
        ";22/01/2026;;=cmd()",
        "4;23/01/2026;sept;d",
        "5;24/01/2026;8;e;f",
    )
    report = bring(workspace, written(tmp_path, "ventes.csv", *rows), table="transactions")
    assert counts(report) == {"read": 5, "loaded": 1, "rejected": 4}
    assert report.rejects is not None
    text = Path(report.rejects).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert Path(report.rejects).name == "000001-ventes.csv"
    found = list(csv.reader(text.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert found == [
        ["ligne", "raison", "colonne", "valeur", "Client", "Date", "Montant", "Note"],
        ["3", "ce n’est pas une date", "Date", "32/01/2026", "2", "32/01/2026", "6", "b"],
        ["4", "le champ obligatoire « Montant » est vide", "Montant", "", "", "22/01/2026", "", "'=cmd()"],
        ["5", "ce n’est pas un montant", "Montant", "sept", "4", "23/01/2026", "sept", "d"],
        ["6", "plus de cellules que l’en-tête n’a de colonnes", "", "5;24/01/2026;8;e;f"],
    ]


def test_bad_cells_elsewhere_are_counted_and_their_rows_kept(workspace: Workspace, tmp_path: Path) -> None:
    rows = ("Client;Date;Montant;Quantité", "1;21/01/2026;5;deux", "2;22/01/2026;6;3", "3;bad;6;trois")
    report = bring(workspace, written(tmp_path, "ventes.csv", *rows))
    assert counts(report) == {"read": 3, "loaded": 2, "rejected": 1}
    assert [(one.column, one.field, one.count, one.examples) for one in report.bad_cells] == [("Quantité", "quantity", 1, ((2, "deux"),))]
    assert json.loads(json.dumps(report.to_json()))["bad_cells"][0]["examples"] == [[2, "deux"]]


def test_files_of_one_call_are_one_version_and_see_each_other(workspace: Workspace, tmp_path: Path) -> None:
    customers = written(tmp_path, "clients.csv", "N° client;Nom", "001;Un")
    first, second = (
        written(tmp_path, "a.csv", *SALES),
        written(tmp_path, "b.csv", SALES[0], SALES[1], SALES[2].replace("Paris", "Nice"), "L9;001;25/01/2026;1,00;Nice"),
    )
    report = import_files(workspace, [Request(path) for path in (customers, first, second)], at=NOW, by="test")
    assert (report.version, workspace.version) == (1, 1)
    assert [counts(one) for one in report.files] == [
        {"read": 1, "loaded": 1}, {"read": 3, "loaded": 3}, {"read": 3, "loaded": 1, "updated": 1, "unchanged": 1},
    ]  # fmt: skip
    assert stored(workspace, "select transaction_id, store from transactions order by 1") == [
        ("L1", "Lyon"),
        ("L2", "Nice"),
        ("L3", "Lyon"),
        ("L9", "Nice"),
    ]
    assert [one["file"] for one in workspace.current.summary["files"]] == ["clients.csv", "a.csv", "b.csv"]


def test_one_file_that_cannot_be_taken_leaves_everything_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    good, bad = written(tmp_path, "a.csv", *SALES, "L4;1;bad;5;x"), written(tmp_path, "ventes.csv", "N° client;Montant", "1;5")
    with pytest.raises(MappingProblem):
        import_files(workspace, [Request(good), Request(bad, table="transactions")], at=NOW, by="test")
    assert workspace.version == 0
    assert list((workspace.folder / "rejects").iterdir()) == []
    assert not (workspace.folder / "mappings.toml").exists()


def test_a_file_of_which_no_row_can_be_taken_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Client;Date;Montant", "1;hier;5", "2;demain;6")
    with pytest.raises(MappingProblem) as problem:
        bring(workspace, path, table="transactions")
    assert problem.value.say("fr") == (
        "Aucune ligne de «\u00a0ventes.csv\u00a0» ne peut être prise\u00a0: dans «\u00a0Date\u00a0», «\u00a0hier\u00a0» ne peut pas être le champ «\u00a0Date\u00a0». "
        "Choisissez une autre colonne pour «\u00a0Date\u00a0» ou une autre table, ou donnez une valeur pour tout le fichier "
        "(en ligne de commande\u00a0: --map ENTÊTE=date, --table, --set date=VALEUR)."
    )
    bare = written(tmp_path, "ventes2.csv", "Client;Date;Montant", "1;;5", "2;;6")
    with pytest.raises(MappingProblem, match="“Date” is empty, and the field “Date” has to be known"):
        bring(workspace, bare, table="transactions")


def test_a_value_for_the_whole_file(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "enquete.csv", "N° client;NPS", "1;9", "2;3")
    assert counts(bring(workspace, path, table="surveys", values={"date": "21/01/2026", "survey": "Hiver"})) == {"read": 2, "loaded": 2}
    found = stored(workspace, "select customer_id, date::varchar, survey, nps, nps_scale from surveys order by 1")
    assert found == [("1", "2026-01-21", "Hiver", 9.0, "0-10"), ("2", "2026-01-21", "Hiver", 3.0, "0-10")]
    with pytest.raises(MappingProblem, match="cannot be the field “Date”"):
        bring(workspace, path, table="surveys", values={"date": "jamais"})


def test_own_columns_stay_text_and_fill_in_later(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "clients.csv", "N° client;Nom", "1;A", "2;B"))
    report = bring(workspace, written(tmp_path, "clients2.csv", "N° client;Nom;Couleur préférée;row_key;W", "1;A;rouge;x;y", "2;B;;;"))
    assert counts(report) == {"read": 2, "updated": 1, "unchanged": 1}
    assert report.mapping["row_key"] == "row_key_2"
    assert report.mapping["W"] == "w_2"
    assert stored(workspace, "select customer_id, couleur_preferee, row_key_2, w_2 from customers order by 1") == [
        ("1", "rouge", "x", "y"),
        ("2", None, None, None),
    ]


def test_progress_ends_at_one_and_names_what_is_done(workspace: Workspace, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    import_files(
        workspace, [Request(written(tmp_path, "v.csv", *SALES))], at=NOW, by="test", progress=lambda share, text: told.append((share, text))
    )
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1] == (1.0, "Done")


def test_undo_gives_back_what_was_there(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "a.csv", *SALES))
    bring(workspace, written(tmp_path, "b.csv", SALES[0], SALES[1].replace("10,00", "99,00")))
    workspace.undo(at=datetime(2026, 11, 22), by="test")
    assert stored(workspace, "select sum(amount) from transactions") == [(Decimal("1025.50"),)]
    assert counts(bring(workspace, tmp_path / "b.csv")) == {"read": 1, "updated": 1}


@pytest.mark.parametrize(
    ("cell", "safe"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("\t=x", "'\t'=x"), ("-5,00", "-5,00"), ("+33 6 12", "+33 6 12"), ("-x", "'-x"), ("a=b", "a=b")],
)
def test_formulas_are_neutral_in_the_rejects(cell: str, safe: str) -> None:
    assert neutral(cell) == safe


def test_headers_that_are_missing_or_twice_there_have_a_number(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Date;Montant;Montant;", "21/01/2026;5;6;x", "22/01/2026;7;8;y")
    report = bring(workspace, path)
    assert report.mapping == {"Date": "date", "Montant": "amount", "Montant (2)": "montant_2", "column 4": "column_4"}
    other = Workspace.open(tmp_path / "other")
    assert bring(other, path, mapping={"#3": "amount", "#4": "store"}).mapping["column 4"] == "store"
    assert stored(other, "select amount, store from transactions order by amount") == [(6, "x"), (8, "y")]


def test_a_file_without_header_is_mapped_by_numbers(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", "21/01/2026;C1;5,50", "22/01/2026;C2;7,10", "23/01/2026;C2;8,10")
    mapping = {"#1": "date", "#2": "customer_id", "#3": "amount"}
    assert counts(bring(workspace, path, table="transactions", mapping=mapping)) == {"read": 3, "loaded": 3}


def test_lines_of_one_number_that_differ_are_told(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    lines = ("N° client;Nom;Ville", "C1;Durand;Lyon", "C1;Durand;Paris", "C2;Petit;Lille", "C2;Petit;Lille")
    report = bring(workspace, written(tmp_path, "clients.csv", *lines))
    assert report.repeated == 2
    assert [one.values["n"] for one in report.warnings if "several lines" in one] == [1]


def test_ids_that_differ_in_the_file_and_not_as_they_are_read_are_one_row(workspace: Workspace, tmp_path: Path) -> None:
    lines = [f"C{k};N{k}" for k in range(40)]
    report = bring(workspace, written(tmp_path, "clients.csv", "Code client;Nom", *lines, "'0123;Durand", "0123;Petit"))
    assert (report.read, report.repeated, report.loaded) == (42, 1, 41)
    assert stored(workspace, "select last_name from customers where customer_id = '0123'") == [("Petit",)]
