"""Whole addresses in one column."""

from pathlib import Path

from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written

ADDRESSES = {
    "42 rue du Port, 75002 Paris": ("42 rue du Port", None, "75002", "Paris"),
    '"Bât B\n12, rue de la Paix\n75002 PARIS CEDEX 02, France"': ("Bât B", "12, rue de la Paix", "75002", "PARIS CEDEX 02"),
    "3 place Carnot F-29200 Brest": ("3 place Carnot", None, "29200", "Brest"),
    "BP 12345 - 84800 L'Isle-sur-la-Sorgue": ("BP 12345", None, "84800", "L'Isle-sur-la-Sorgue"),
    "10 rue du 8 Mai 1945 – 97400 Saint-Denis": ("10 rue du 8 Mai 1945", None, "97400", "Saint-Denis"),
    "Rue de la Loi 16, 1000 Bruxelles": ("Rue de la Loi 16, 1000 Bruxelles", None, None, None),
    "": (None, None, None, None),
}


def test_whole_addresses_are_told_apart_and_others_stay_whole(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    lines = [f"C{k};{one}" for k, one in enumerate(ADDRESSES)]
    report = bring(firm, written(tmp_path, "clients.csv", "N° client;Adresse complète", *lines))
    assert "« Adresse complète » contient des adresses entières : la rue, le code postal et la ville ont été séparés. Lignes : 5." in [
        note.say("fr").replace("\u00a0", " ") for note in report.warnings
    ]
    assert stored(firm, "select address_1, address_2, postal_code, city from customers order by customer_id") == list(ADDRESSES.values())
    assert stored(firm, "select count(*) from customers where postal_code_ok") == [(5,)]


def test_a_street_stays_as_it_is_where_others_say_code_and_town_or_few_addresses_are_whole(tmp_path: Path) -> None:
    told = written(tmp_path, "a.csv", "N° client;Adresse;CP;Ville", "C1;42 rue du Port, 75002 Paris;75002;Paris")
    assert understood(tmp_path, told).rows["address_1"].to_list() == ["42 rue du Port, 75002 Paris"]
    few = written(tmp_path, "b.csv", "N° client;Adresse", "C1;42 rue du Port, 75002 Paris", "C2;1 rue Neuve", "C3;2 rue Neuve")
    assert understood(tmp_path, few).rows["address_1"].to_list() == ["42 rue du Port, 75002 Paris", "1 rue Neuve", "2 rue Neuve"]
