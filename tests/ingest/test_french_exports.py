"""Files as French firms export them: what the usual tools write, and what a spreadsheet does to it on the way."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, column, counts, stored, understood, written

FRENCH_DEGREES = {
    "Très satisfaite": 5.0, "Satisfait": 4.0, "Ni satisfait, ni insatisfait": 3.0, "Peu satisfaits": 2.0, "PAS DU TOUT SATISFAIT": 1.0, "4": 4.0, "Sans avis": None,
}  # fmt: skip
ENGLISH_DEGREES = {
    "Very satisfied": 5.0, "Somewhat satisfied": 4.0, "Neither satisfied nor dissatisfied": 3.0, "Somewhat dissatisfied": 2.0, "Very dissatisfied": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("degrees", [FRENCH_DEGREES, ENGLISH_DEGREES])
def test_satisfaction_in_words_becomes_a_mark_from_1_to_5_and_is_told(degrees: dict[str, float | None], tmp_path: Path) -> None:
    days = {"Date": "2026-01-05"}
    found, proposal = column(tmp_path, "surveys", "Satisfaction globale", *degrees, others=days)
    assert found == list(degrees.values())
    assert set(proposal.rows["csat_scale"]) == {"1-5"}
    assert not proposal.questions
    told = "« Satisfaction globale » est en toutes lettres : les réponses ont été lues comme des notes, de 5 (très satisfait) à 1 (pas du tout satisfait)."
    assert told in [note.say("fr").replace("\u00a0", " ") for note in proposal.notes]


def test_a_form_asks_in_whole_sentences(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Enquête (réponses).csv",
        'Horodateur,"Quel est votre numéro client ?","Êtes-vous satisfait de votre achat ?","Sur une échelle de 0 à 10, '
        'recommanderiez-vous notre enseigne à un proche ?","Accueil en magasin","Avez-vous des remarques ?"',
        '05/01/2026 14:02:11,C001,Très satisfait,9,Satisfait,"Parfait, rien à dire"',
        "29/01/2026 10:00:00,,Pas du tout satisfait,0,Peu satisfait,",
    )
    proposal = understood(tmp_path, path)
    assert proposal.table == "surveys" and proposal.sure
    assert proposal.rows.to_dicts() == [
        {
            "line": 2, "date": date(2026, 1, 5), "customer_id": "C001", "csat": 5.0, "nps": 9.0, "dim_accueil_en_magasin": 4.0,
            "verbatim": "Parfait, rien à dire", "nps_scale": "0-10", "csat_scale": "1-5",
        },
        {
            "line": 3, "date": date(2026, 1, 29), "customer_id": None, "csat": 1.0, "nps": 0.0, "dim_accueil_en_magasin": 2.0,
            "verbatim": None, "nps_scale": "0-10", "csat_scale": "1-5",
        },
    ]  # fmt: skip


def test_the_second_header_line_of_a_survey_tool_is_no_answer(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "survey.csv",
        "Respondent ID,Start Date,How satisfied are you with our service?,Other comments",
        ",,Response,Open-Ended Response",
        "118001,01/15/2026 10:00:12 AM,Very satisfied,Great",
        "118002,01/16/2026 11:00:12 AM,Somewhat dissatisfied,",
    )
    proposal = understood(tmp_path, path)
    assert [(row["response_id"], row["date"], row["csat"], row["verbatim"]) for row in proposal.rows.to_dicts()] == [
        ("118001", date(2026, 1, 15), 5.0, "Great"),
        ("118002", date(2026, 1, 16), 2.0, None),
    ]
    assert [one.reason for one in proposal.staged.skipped] == ["repeated_header"]


def test_zeros_that_a_spreadsheet_took_are_put_back_and_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "clients.csv",
        "Code client;Code postal;Ville;Pays;Téléphone;Portable",
        "000123;1000;Bourg-en-Bresse;;474000000.0;612345678",
        "000124;06000;Nice;France;04 93 00 00 00;33698765432,0",
        "000125;1000;Bruxelles;Belgique;25123456;475123456",
    )
    proposal = understood(tmp_path, path)
    kept = ("customer_id", "postal_code", "phone", "mobile")
    assert [tuple(row[name] for name in kept) for row in proposal.rows.to_dicts()] == [
        ("000123", "01000", "0474000000", "0612345678"),
        ("000124", "06000", "04 93 00 00 00", "+33698765432"),
        ("000125", "1000", "25123456", "475123456"),
    ]
    assert [note.values["n"] for note in proposal.notes if "zeros" in note] == [1, 1, 2]


def test_foreign_postal_codes_keep_their_four_figures(tmp_path: Path) -> None:
    path = written(tmp_path, "clients.csv", "Code client;Code postal;Ville", "C1;4011;Perth", "C2;2776;Sydney", "C3;1000;Bourg-en-Bresse")
    assert understood(tmp_path, path).rows["postal_code"].to_list() == ["4011", "2776", "1000"]


def test_a_unit_of_thousands_in_the_header_multiplies_and_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "campagnes.csv", "Code campagne;Nom;Budget (k€)", "OP1;Soldes;1,5", "OP2;Parrainage;0,8")
    proposal = understood(tmp_path, path)
    assert proposal.rows["cost"].to_list() == [Decimal("1500.00"), Decimal("800.00")]
    assert [(str(note), note.values["times"]) for note in proposal.notes] == [
        ("“{column}” says its unit: each figure was multiplied by {times}.", 1000)
    ]


def test_a_ledger_by_third_party_with_totals_and_dates_of_all_kinds(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "factures.csv",
        '"SOCIETE DURAND";"Journal des ventes"',
        '"Date pièce";"N° pièce";"Type";"Compte tiers";"Désignation";"Qté";"PU HT";"Montant TTC"',
        '"13/01/2026";"FA1";"Facture";"411DURAND";"Vis 4x40 ; boîte";"10";"12,50";"150,00 EUR"',
        '"46036";"FA2";"Facture";"411MARTIN";"Perceuse";"1";"1\u00a0234,56";"1\u00a0481,47"',
        '"15 janv. 2026";"AV1";"Avoir";"411MARTIN";"Perceuse";"-1";"1.234,56";"(1.481,47)"',
        '"";"";"";"";"Total";"10";"";"150,00"',
        encoding="cp1252",
    )
    workspace = Workspace.open(tmp_path / "workspace")
    report = bring(workspace, path)
    assert counts(report) == {"read": 3, "loaded": 3}
    rows = stored(
        workspace, "select date, order_id, kind, customer_id, quantity, unit_price, amount, currency from transactions order by date"
    )
    assert rows == [
        (date(2026, 1, 13), "FA1", "sale", "411DURAND", 10.0, 12.5, Decimal("150.00"), "EUR"),
        (date(2026, 1, 14), "FA2", "sale", "411MARTIN", 1.0, 1234.56, Decimal("1481.47"), "EUR"),
        (date(2026, 1, 15), "AV1", "return", "411MARTIN", -1.0, 1234.56, Decimal("-1481.47"), "EUR"),
    ]


def test_support_tickets_are_complaints_numbered_by_their_only_id(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "zendesk_tickets.csv",
        "Id,Requester,Status,Priority,Ticket type,Created at,Solved at,Assignee,Via",
        "4501,Jean Petit,Solved,High,Problem,2026-01-05 10:00:00 +0100,2026-01-07 10:00:00 +0100,Paul,Email",
        "4502,Anne Roy,Open,Urgent,Question,2026-07-06 10:00:00 +0200,,Paul,Web form",
    )
    proposal = understood(tmp_path, path)
    assert proposal.table == "complaints" and proposal.sure
    assert proposal.rows.drop("line").rows() == [
        ("4501", "Jean Petit", "closed", "high", "Problem", datetime(2026, 1, 5, 10), date(2026, 1, 7), "Paul", "email"),
        ("4502", "Anne Roy", "open", "critical", "Question", datetime(2026, 7, 6, 10), None, "Paul", "web"),
    ]


def test_contacts_of_a_sales_tool_are_customers_numbered_by_their_record(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "hubspot-crm-exports-contacts.csv",
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Create Date",
        "101,Jean,Petit,jean@exemple.fr,+33 4 72 00 00 00,Paul,2026-01-05 10:00",
        "102,Anne,Roy,anne@exemple.fr,,Paul,2026-01-06 11:30",
    )
    proposal = understood(tmp_path, path)
    assert (proposal.table, proposal.sure) == ("customers", True)
    assert proposal.rows["customer_id"].to_list() == ["101", "102"]
    assert {one.header: one.field for one in proposal.columns}["Contact owner"] == "sales_rep"


def test_customers_without_any_number_can_be_numbered(tmp_path: Path) -> None:
    path = written(tmp_path, "panel.csv", "age,job,housing,y", "30,services,yes,no", "41,services,no,yes", "30,services,yes,no")
    workspace = Workspace.open(tmp_path / "workspace")
    report = bring(workspace, path, table="customers", values={"customer_id": "#"})
    assert counts(report) == {"read": 3, "loaded": 3}
    assert stored(workspace, "select customer_id, age, profession, housing, y from customers order by customer_id") == [
        ("panel-2", "30", "services", "yes", "no"),
        ("panel-3", "41", "services", "no", "yes"),
        ("panel-4", "30", "services", "yes", "no"),
    ]
    again = bring(workspace, path, table="customers", values={"customer_id": "#"})
    assert counts(again) == {"read": 3, "unchanged": 3}


def test_sales_of_nobody_and_computed_amounts_are_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, "ventes.csv", "Date vente,Article,Quantité,Prix unitaire", "2026-01-05,Savon,2,3.50", "2026-01-06,Savon,1,3.50"
    )
    report = bring(Workspace.open(tmp_path / "workspace"), path)
    assert [str(one).split(":")[0] for one in report.warnings] == ["The file has no amount", "No column says which customer bought"]


def test_negotiations_are_no_turnover(tmp_path: Path) -> None:
    found, _ = column(tmp_path, "transactions", "Étape", "Gagnée", "Négociation", others={"Date": "2026-01-05", "Montant": "10,00"})
    assert found == ["sale", "quote"]


def test_lines_cut_short_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "N° client;Date;Montant;Magasin", "C1;13/01/2026;12,50;Lille", "C2;14/01/2026;1,00")
    report = bring(Workspace.open(tmp_path / "workspace"), path)
    assert [(str(one), one.values) for one in report.warnings] == [
        ("Lines with fewer cells than the header, the missing ones taken as empty: {n}.", {"n": 1})
    ]


def test_two_header_lines_tell_the_number_of_the_customer_from_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Client Nom;Client N°;Date;Montant", "Durand;C1;13/01/2026;1,00", "Durand;C2;14/01/2026;2,00")
    assert understood(tmp_path, path).rows["customer_id"].to_list() == ["C1", "C2"]


def test_a_name_is_never_taken_for_a_number(tmp_path: Path) -> None:
    path = written(
        tmp_path, "ventes.csv", "Client N° client;Client Nom;Date;Montant", "C1;Durand;13/01/2026;1,00", "C2;Durand;14/01/2026;2,00"
    )
    assert understood(tmp_path, path).rows["customer_id"].to_list() == ["C1", "C2"]
