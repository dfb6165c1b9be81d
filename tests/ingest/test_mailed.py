"""Customers whose number is not the one of the base: known by their e-mail alone, or by a number without its leading zeros."""

from pathlib import Path

from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written
from tests.support import NOW

ORDERS = (
    "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name",
    "#1001,Anne@Exemple.fr,paid,EUR,20.00,2026-01-15 09:59:00 +0100,Bougie",
    "#1002, anne@exemple.fr ,paid,EUR,30.00,2026-01-16 09:59:00 +0100,Bougie",
    "#1003,Loic@exemple.fr,paid,EUR,5.00,2026-01-17 09:59:00 +0100,Savon",
    "#1004,famille@exemple.fr,paid,EUR,7.00,2026-01-18 09:59:00 +0100,Savon",
    "#1005,,paid,EUR,9.00,2026-01-19 09:59:00 +0100,Savon",
)
PEOPLE = (
    "N° client;Nom;E-mail",
    "C1;LE GALL;ANNE@exemple.fr",
    "C2;MARTIN;famille@exemple.fr",
    "C3;MARTIN;famille@exemple.fr",
)
WHOSE = "select c.customer_id, t.amount::double, c.is_stub from served.transactions as t left join customers as c on c.ck = t.ck order by t.date"
OWN = [("C1", 20.0, False), ("C1", 30.0, False), ("loic@exemple.fr", 5.0, True), ("famille@exemple.fr", 7.0, True), (None, 9.0, None)]


def test_orders_under_an_e_mail_are_those_of_the_customer_who_has_it(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    report = bring(firm, written(tmp_path, "orders_export.csv", *ORDERS))
    assert (report.table, report.read, report.loaded) == ("transactions", 5, 5)
    assert {"Email": "customer_id", "Name": "order_id"}.items() <= report.mapping.items()
    alone = [("anne@exemple.fr", 20.0, True), ("anne@exemple.fr", 30.0, True), *OWN[2:]]
    assert stored(firm, WHOSE) == alone
    bring(firm, written(tmp_path, "clients.csv", *PEOPLE))
    assert stored(firm, WHOSE) == OWN
    assert stored(firm, "select customer_id from customers order by 1") == [
        ("C1",), ("C2",), ("C3",), ("famille@exemple.fr",), ("loic@exemple.fr",),
    ]  # fmt: skip


def test_a_customer_number_comes_before_an_e_mail(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "N° client;Date;Montant;E-mail", "C1;15/01/2026;20;a@exemple.fr")
    assert {one.header: one.field for one in understood(tmp_path, path).columns}["E-mail"] == "e_mail"


def test_contacts_without_numbers_are_numbered_by_their_e_mail(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    path = written(tmp_path, "contacts.csv", "EMAIL;NOM;PRENOM", "Anne@Exemple.fr;LE GALL;Anne", "loic@exemple.fr;MARTIN;Loïc")
    report = bring(firm, path)
    assert (report.table, report.loaded) == ("customers", 2)
    assert any("leur e-mail" in note.say("fr") for note in report.warnings)
    assert stored(firm, "select customer_id, email, last_name from customers order by 1") == [
        ("anne@exemple.fr", "Anne@Exemple.fr", "LE GALL"), ("loic@exemple.fr", "loic@exemple.fr", "MARTIN"),
    ]  # fmt: skip
    assert bring(firm, path).unchanged == 2


def test_contacts_that_share_an_e_mail_or_lack_one_are_not_numbered_by_it(tmp_path: Path) -> None:
    shared = written(tmp_path, "partagés.csv", "EMAIL;NOM", "a@exemple.fr;LE GALL", "a@exemple.fr;MARTIN")
    lacking = written(tmp_path, "manquants.csv", "EMAIL;NOM", "a@exemple.fr;LE GALL", ";MARTIN")
    assert [understood(tmp_path, one, table="customers").missing for one in (shared, lacking)] == [("customer_id",), ("customer_id",)]


def test_a_customer_number_that_is_an_address_is_the_e_mail_too(tmp_path: Path) -> None:
    path = written(tmp_path, "clients.csv", "Identifiant;Nom", "Anne@Exemple.fr;LE GALL", "loic@exemple.fr;MARTIN")
    rows = understood(tmp_path, path, table="customers", mapping={"Identifiant": "customer_id"}).rows
    assert rows.select("customer_id", "email").rows() == [("anne@exemple.fr", "Anne@Exemple.fr"), ("loic@exemple.fr", "loic@exemple.fr")]


def test_numbers_meet_but_for_leading_zeros_whichever_file_lost_them(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    bring(firm, written(tmp_path, "clients.csv", "N° client;Nom", "00015;A", "00120;B", "7;C", "007;D", "K9;E"))
    lines = (
        "15;15/01/2026;1",
        "120;16/01/2026;2",
        "0120;17/01/2026;3",
        "07;18/01/2026;4",
        "7;19/01/2026;5",
        "99;20/01/2026;6",
        "0K9;21/01/2026;7",
    )
    report = bring(firm, written(tmp_path, "ventes.csv", "N° client;Date;Montant", *lines))
    assert [row[0] for row in stored(firm, WHOSE)] == ["00015", "00120", "00120", "07", "7", "99", "0K9"]
    told = [note.say("fr").replace("\u00a0", " ") for note in report.warnings]
    assert told == ["Numéros de clients qui ne diffèrent de ceux de la base que par des zéros de tête, pris pour les mêmes : 3."]
    assert stored(firm, "select customer_id from transactions order by date")[0] == ("15",), "what the file says stays as it is"


def test_customers_who_lost_their_zeros_are_met_by_their_sales_brought_together(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    people = written(tmp_path, "clients.csv", "N° client;Nom", "15;A", "120;B")
    sales = written(tmp_path, "ventes.csv", "N° client;Date;Montant", "00015;15/01/2026;1", "00120;16/01/2026;2")
    report = import_files(firm, [Request(people), Request(sales)], at=NOW, by="test")
    assert [row[0] for row in stored(firm, WHOSE)] == ["15", "120"]
    assert [len(one.warnings) for one in report.files] == [0, 1]
