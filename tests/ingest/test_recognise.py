"""Which table is this file?"""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.errors import MappingProblem
from crm_core.ingest.templates import template, template_csv
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES
from tests.ingest.importing import bring, stored, understood, written

FILES = {
    "customers": ("N° client;Nom;Prénom;E-mail;Ville", "1;A;B;a@x.fr;Lyon", "2;C;D;c@x.fr;Paris"),
    "transactions": ("N° client;Date d'achat;Montant TTC", "1;21/01/2026;5,00", "1;22/01/2026;6,00"),
    "interactions": ("Client;Date du contact;Canal;Sens;Motif", "1;21/01/2026;e-mail;sortant;campagne"),
    "surveys": ("Horodateur;NPS;Commentaire", "21/01/2026 10:00;9;bien"),
    "complaints": ("N° réclamation;Reçue le;Clôturée le;Motif", "R1;21/01/2026;25/01/2026;retard"),
    "campaigns": ("Code campagne;Nom;Date de début;Budget", "C1;Rentrée;01/09/2025;1000"),
    "campaign_members": ("Code campagne;N° client;Groupe", "C1;1;témoin", "C1;2;traité"),
    "undeliverables": ("E-mail;Date du rejet;Type de rejet;Motif du rejet", "a@x.fr;21/01/2026;hard;boîte inconnue"),
    "references": ("Indicateur;Période;Valeur;Source", "nps;2026-01;32;panel"),
}


@pytest.mark.parametrize("table", FILES)
def test_a_file_of_each_table_is_recognised_whatever_its_name(table: str, tmp_path: Path) -> None:
    proposal = understood(tmp_path, written(tmp_path, "export.csv", *FILES[table]))
    assert (proposal.table, proposal.sure, proposal.problem) == (table, True, None)


@pytest.mark.parametrize(
    ("header", "row", "table"),
    [
        ("N° client;Nom;Adresse;Code postal;Ville;Revenu le;Motif de retour", "1;A;1 rue B;69001;Lyon;21/01/2026;NPAI", "undeliverables"),
        ("Nom;Adresse;Code postal;Ville;Revenu le", "A;1 rue B;69001;Lyon;21/01/2026", "undeliverables"),
        ("email;bounce date;bounce type;bounce reason", "a@x.fr;21/01/2026;hard;unknown user", "undeliverables"),
        ("N° client;Nom;Ville;E-mail;Né le", "1;A;Lyon;a@x.fr;21/01/1960", "customers"),
        ("N° client;Nom;Adresse;Code postal;NPAI le", "1;A;1 rue B;69001;21/01/2026", "customers"),
    ],
)
def test_a_list_of_returns_is_told_from_a_list_of_customers(tmp_path: Path, header: str, row: str, table: str) -> None:
    proposal = understood(tmp_path, written(tmp_path, "export.csv", header, row))
    assert (proposal.table, proposal.sure) == (table, True)


def test_one_row_a_customer_is_a_list_of_customers_and_many_rows_are_purchases(tmp_path: Path) -> None:
    header = "N° client;Nom;Client depuis;Courriel"
    assert understood(tmp_path, written(tmp_path, "x.csv", header, "1;A;01/02/2020;a@x.fr", "2;B;21/02/2020;b@x.fr")).table == "customers"


def test_a_doubt_is_asked_and_never_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", "a;b", "1;2", "3;4")
    proposal = understood(tmp_path, path)
    assert not proposal.sure
    assert [one.id for one in proposal.questions][:1] == ["table"]
    assert {one.value for one in proposal.questions[0].options} == set(TABLES)
    with pytest.raises(MappingProblem, match="may be several tables"):
        bring(Workspace.open(tmp_path / "w"), path)


def test_the_answer_settles_the_table(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", "date;id", "21/01/2026;2", "22/01/2026;2")
    assert understood(tmp_path, path, answers={"table": "surveys"}).table == "surveys"
    assert understood(tmp_path, path, table="interactions").table == "interactions"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_every_template_is_recognised_mapped_and_imported_as_it_is(table: str, language: str, tmp_path: Path) -> None:
    book, text = tmp_path / "modele.xlsx", tmp_path / "modele.csv"
    book.write_bytes(template(table, language))
    text.write_text(template_csv(table, language), encoding="utf-8", newline="")
    for path in (book, text):
        proposal = understood(tmp_path, path)
        assert (proposal.table, proposal.sure, proposal.problem) == (table, True, None)
        assert [one.field for one in proposal.columns] == [one.name for one in TABLES[table].fields]
        assert proposal.notes == ()
    report = bring(Workspace.open(tmp_path / "w"), book if language == "fr" else text)
    assert (report.loaded, report.rejected, report.bad_cells) == (1, 0, ())


def test_names_beside_a_date_and_an_amount_are_asked_about(tmp_path):
    """Customers with a figure, or what each bought? Taken for customers, the purchases would be lost without a word."""
    path = written(
        tmp_path, "export.csv", "N° client;Prénom;Ville;Date;Montant", "1;Élodie;Lille;13/01/2026;12,50", "2;Noé;Lyon;14/01/2026;8,00"
    )
    assert not understood(tmp_path, path).sure
    assert understood(tmp_path, path, answers={"table": "transactions"}).table == "transactions"


@pytest.mark.parametrize(
    ("first", "second", "becomes"),
    [("cellular", "telephone", "contact"), ("E-mail", "inconnu", "contact"), ("Mme Hélène Roux", "inconnu", "contact_name")],
)
def test_a_column_of_ways_to_reach_people_is_no_name_of_a_contact(tmp_path: Path, first: str, second: str, becomes: str) -> None:
    path = written(tmp_path, "clients.csv", "N° client;Nom;contact", f"1;A;{first}", f"2;B;{second}")
    assert [one.field for one in understood(tmp_path, path, table="customers").columns] == ["customer_id", "last_name", becomes]


def test_the_kind_of_line_is_a_channel_of_a_contact(tmp_path: Path) -> None:
    path = written(tmp_path, "appels.csv", "N° client;Date du contact;Canal", "1;21/01/2026;cellular", "2;22/01/2026;téléphone fixe")
    workspace = Workspace.open(tmp_path / "w")
    bring(workspace, path)
    assert stored(workspace, "select channel from interactions") == [("phone",), ("phone",)]
