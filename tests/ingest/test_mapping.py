"""Each column finds its field: by its words, by its values, by what the person says."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.demo.headers import HEADERS
from crm_core.errors import MappingProblem, WrongChoice
from crm_core.ingest.mapping import matches
from crm_core.ingest.profile import Profile
from crm_core.ingest.source import Column
from crm_core.ingest.words import normal, scale_in, slug
from crm_core.store.workspace import Workspace
from crm_core.tables import RESERVED, TABLES
from tests.ingest.importing import bring, understood, written


def empty(header: str) -> Profile:
    return Profile(Column("c0", header), 0, 0, 0, (), {})


def best(table: str, header: str) -> str | None:
    found = matches(empty(header), TABLES[table]).values()
    return max(found, key=lambda one: one.strength).field if found else None


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("N° Client", "no client"),
        ("n°client", "no client"),
        ("CustomerID", "customer id"),
        ("InvoiceNo", "invoice no"),
        ("Montant TTC (€)", "montant ttc"),
        ("Attente client (jours)", "attente client"),
        ("Date d’achat", "date d achat"),
        ("Adresses_e-mail", "adresse e mail"),
        ("Payée le", "paye le"),
        ("Note (0-10)", "note"),
        ("COÛT", "cout"),
        ("€", ""),
    ],
)
def test_headers_become_comparable(header: str, words: str) -> None:
    assert normal(header) == words


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [
        ("transactions", "N° de la commande", "order_id"),
        ("transactions", "Commande Montant TTC", "amount"),
        ("transactions", "montnat ttc", "amount"),
        ("transactions", "Numéro client", "customer_id"),
        ("transactions", "Couleur", None),
        ("customers", "Contract", None),
        ("customers", "Courrier", None),
        ("customers", "Courriels", "email"),
        ("complaints", "Client satisfait de la réponse", "satisfied"),
        ("surveys", "How likely is it that you would recommend X to a friend or colleague?", "nps"),
        ("surveys", "On a scale from 1 to 10 how often do you use it?", None),
        ("complaints", "subproduct", None),
        ("customers", "source_dataset_l", None),
    ],
)
def test_words_find_their_field(table: str, header: str, field: str | None) -> None:
    assert best(table, header) == field


@pytest.mark.parametrize("table", HEADERS)
def test_every_header_of_the_demo_company_is_known(table: str) -> None:
    wrong = {
        header: best(table, header)
        for field, header in HEADERS[table].items()
        if not field.startswith("dim_") and best(table, header) != field
    }
    assert wrong == {}


def test_unknown_columns_keep_their_name_as_a_column_name() -> None:
    assert slug("Code géo (€)") == "code_geo"
    assert slug("2e adresse") == "c_2e_adresse"
    assert slug("N° de série") == "no_de_serie"
    assert slug("ck", RESERVED) == "ck_2"
    assert slug("日本") == "column"
    assert len(slug("x" * 200)) == 60


def test_scales_are_read_from_headers() -> None:
    assert scale_in("Note (0-10)") == (0, 10)
    assert scale_in("Satisfaction sur 20") == (None, 20)
    assert scale_in("de 1 à 5") == (1, 5)
    assert scale_in("Satisfaction") is None


def test_a_repeated_id_is_not_the_line_s_id(tmp_path: Path) -> None:
    path = written(
        tmp_path, "ventes.csv", "n° transaction;date;n° client;montant", "A;01/02/2026;1;5", "A;21/02/2026;1;6", "B;22/02/2026;2;7"
    )
    found = {one.header: one.field for one in understood(tmp_path, path).columns}
    assert found == {"n° transaction": "order_id", "date": "date", "n° client": "customer_id", "montant": "amount"}


def test_an_ambiguous_id_that_repeats_is_the_customer(tmp_path: Path) -> None:
    path = written(tmp_path, "transactions.csv", "date,id,amount", "2026-01-01,7,5", "2026-01-02,7,6", "2026-01-03,8,6")
    assert [one.field for one in understood(tmp_path, path).columns] == ["date", "customer_id", "amount"]


def test_values_speak_where_names_do_not(tmp_path: Path) -> None:
    path = written(tmp_path, "clients.csv", "N° client;Nom;Coordonnées;phone service", "1;A;a@x.fr;yes", "2;B;b@x.fr;no", "3;C;c@x.fr;no")
    assert [one.field for one in understood(tmp_path, path).columns] == ["customer_id", "last_name", "email", "phone_service"]


def test_unknown_marks_of_a_survey_are_dimensions_and_other_columns_are_not(tmp_path: Path) -> None:
    path = written(tmp_path, "enquete.csv", "Date;NPS;Accueil (0-10);Âge;Couleur", "21/01/2026;9;8;54;x", "22/01/2026;7;10;61;y")
    assert [one.field for one in understood(tmp_path, path).columns] == ["date", "nps", "dim_accueil", "age", "couleur"]


def test_the_person_has_the_last_word(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;client;montant;total", "21/01/2026;1;5;6", "22/01/2026;2;5;6")
    choices = {"total": "amount", "montant": "", "client": "-"}
    found = understood(tmp_path, path, table="transactions", mapping=choices)
    assert {one.header: one.field for one in found.columns} == {"date": "date", "client": None, "montant": "montant", "total": "amount"}


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"nope": "amount"}, "no column “nope”"),
        ({"montant": "montent"}, "no field montent"),
        ({"montant": "amount", "total": "amount"}, "is given twice"),
    ],
)
def test_choices_that_contradict_the_file_are_refused(mapping: dict[str, str], said: str, tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;client;montant;total", "21/01/2026;1;5;6")
    with pytest.raises(WrongChoice, match=said):
        understood(tmp_path, path, table="transactions", mapping=mapping)


def test_a_missing_required_field_is_named_with_the_nearest_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;n° client;montan net hors frais;couleur", "21/01/2026;1;5;rouge")
    proposal = understood(tmp_path, path, table="transactions")
    assert proposal.missing == ("amount",)
    with pytest.raises(MappingProblem) as caught:
        bring(Workspace.open(tmp_path / "w"), path, table="transactions")
    said = str(caught.value)
    assert "field amount of transactions" in said
    assert "Nearest: montan net hors frais" in said
    assert "--set amount=VALUE" in said


def test_a_table_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongChoice, match="no table ventes"):
        understood(tmp_path, written(tmp_path, "v.csv", "date;montant", "21/01/2026;1"), table="ventes")


def test_choices_are_remembered_for_files_with_the_same_headers(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    first = written(tmp_path, "a.csv", "quand;qui;combien", "21/01/2026;1;5", "22/01/2026;1;5")
    bring(
        workspace,
        first,
        table="transactions",
        mapping={"quand": "date", "qui": "customer_id", "combien": "amount"},
        values={"currency": "EUR"},
    )
    second = written(tmp_path, "b.csv", "quand;qui;combien", "23/01/2026;2;7", "24/01/2026;2;9")
    proposal = understood(tmp_path, second)
    assert (proposal.table, proposal.sure, proposal.remembered) == ("transactions", True, True)
    assert bring(workspace, second).mapping == {"quand": "date", "qui": "customer_id", "combien": "amount", "currency": "currency"}


def test_what_is_said_now_goes_before_what_was_chosen_then(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    path = written(tmp_path, "a.csv", "date;montant;total", "21/01/2026;1;5", "22/01/2026;2;5")
    bring(workspace, path, table="transactions", mapping={"total": "amount", "montant": ""})
    assert bring(workspace, path).mapping == {"date": "date", "montant": "montant", "total": "amount"}
    assert bring(workspace, path, mapping={"montant": "amount"}).mapping == {"date": "date", "montant": "amount", "total": "total"}


def test_a_value_for_the_whole_file_takes_the_place_of_the_column(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;montant", "21/01/2026;1", "22/01/2026;2")
    workspace = Workspace.open(tmp_path / "workspace")
    assert bring(workspace, path, values={"amount": "3"}).mapping == {"date": "date", "montant": "montant", "amount": "amount"}
    with pytest.raises(WrongChoice, match="is given twice"):
        bring(workspace, path, mapping={"montant": "amount"}, values={"amount": "3"})


def test_the_reason_of_a_list_of_returns_is_called_motif():
    assert best("undeliverables", "Motif") == "reason"
    assert best("undeliverables", "Anomalie") == "reason"
    assert best("customers", "Motif") == "left_reason"


@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("SIREN", ("200035210", "240100883", "552081317"), "siren"),
        ("Num contrat", ("200035210", "240100883", "552081317"), "num_contrat"),
        ("Ligne directe", ("0472131197", "06 69 67 55 61", "+33 3 20 14 51 29"), "phone"),
        ("Téléphone", ("472131197", "669675561", "320145129"), "phone"),
    ],
)
def test_nine_bare_digits_are_a_phone_only_where_the_header_says_so(
    tmp_path: Path, header: str, values: tuple[str, ...], field: str
) -> None:
    Workspace.open(tmp_path / "workspace")
    path = written(tmp_path, "clients.csv", f"N° client;Nom;{header}", *(f"C{k};Roy;{value}" for k, value in enumerate(values)))
    assert understood(tmp_path, path).columns[2].field == field
