"""Addresses whose street stands in several columns: number, bis, kind of way, name."""

from pathlib import Path

import pytest

from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written


def streets(folder: Path, header: str, *lines: str) -> list[tuple[object, ...]]:
    workspace = Workspace.open(folder / "workspace")
    bring(workspace, written(folder, "clients.csv", header, *lines), table="customers")
    return stored(workspace, "select address_1 from customers order by customer_id")


@pytest.mark.parametrize(
    "header",
    [
        "N° client;N° de voie;Bis/ter;Type de voie;Nom de la voie;Code postal;Ville",
        "id_client;numero;suffixe;type_voie;voie_nom;code_postal;commune_nom",
        "Identifiant;numeroVoieEtablissement;indiceRepetitionEtablissement;typeVoieEtablissement;libelleVoieEtablissement;codePostalEtablissement;libelleCommuneEtablissement",
    ],
)
def test_the_pieces_of_a_street_are_one_line_again(tmp_path: Path, header: str) -> None:
    lines = (
        "C1;12;bis;rue;de la Paix;75002;Paris",
        "C2;;;place;Bellecour;69002;Lyon",
        "C3;7.0;;;Le Bourg;44000;Nantes",
        "C4;9;;rue;;44000;Nantes",
    )
    assert streets(tmp_path, header, *lines) == [("12 bis rue de la Paix",), ("place Bellecour",), ("7 Le Bourg",), (None,)]


def test_a_street_that_has_its_number_is_left_alone(tmp_path: Path) -> None:
    assert streets(tmp_path, "N° client;N° de voie;Adresse", "C1;12;12 rue de la Paix", "C2;3;rue du Lac") == [
        ("12 rue de la Paix",),
        ("3 rue du Lac",),
    ]


def test_a_number_is_the_street_s_only_beside_it(tmp_path: Path) -> None:
    assert streets(tmp_path, "Code client;Nom;Numéro;Adresse;Ville", "C1;Diaz;4;rue du Lac;Lyon")[0] == ("4 rue du Lac",)
    path = written(tmp_path, "rangs.csv", "Numéro;Code client;Nom;Adresse;Ville", "1;C1;Diaz;rue du Lac;Lyon", "2;C2;Roy;rue du Lac;Lyon")
    assert understood(tmp_path, path, table="customers").rows["address_1"].to_list() == ["rue du Lac", "rue du Lac"]


def test_the_page_says_what_was_put_together_and_keeps_the_pieces(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "workspace")
    path = written(tmp_path, "clients.csv", "N° client;N° de voie;Nom de la voie;Commune INSEE;Nom commune", "C1;12;rue du Lac;69123;Lyon")
    seen = understood(tmp_path, path, table="customers")
    assert [one.say("fr") for one in seen.notes] == [
        "La rue est en plusieurs colonnes (N° de voie · Nom de la voie)\u00a0: elles ont été mises bout à bout dans «\u00a0Adresse\u00a0»."
    ]
    assert {one.header: one.field for one in seen.columns} == {
        "N° client": "customer_id",
        "N° de voie": "no_de_voie",
        "Nom de la voie": "address_1",
        "Commune INSEE": "commune_insee",
        "Nom commune": "city",
    }


def test_the_name_of_a_street_is_not_the_name_of_a_person(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "workspace")
    path = written(tmp_path, "clients.csv", "N° client;voie_nom;Nom", "C1;rue du Lac;Diaz")
    assert {one.header: one.field for one in understood(tmp_path, path).columns} == {
        "N° client": "customer_id",
        "voie_nom": "address_1",
        "Nom": "last_name",
    }
