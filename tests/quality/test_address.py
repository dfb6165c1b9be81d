"""The six lines of a postal address: hand-made cases of La Poste's guide, each with all its lines."""

import pytest

from crm_core.quality.address import WIDTH, postal

CASES = [
    (
        {"title": "Mme", "first_name": "Hélène", "last_name": "Huguet", "address_1": "59, rue Victor-Hugo", "postal_code": "69005", "city": "Lyon 5e"},
        ("MME HELENE HUGUET", "59 RUE VICTOR HUGO", "69005 LYON"),
    ),
    (
        {"title": "Monsieur", "first_name": "Jean", "last_name": "Delhourme", "address_1": "Chez Mireille Copeau, appartement 2", "address_2": "Entrée A, bâtiment Jonquille",
         "address_3": "25 rue de l'Église", "address_4": "Lieu-dit Caudos", "postal_code": "33380", "city": "Mios"},
        ("MONSIEUR JEAN DELHOURME", "CHEZ MIREILLE COPEAU APPARTEMENT 2", "ENTREE A BATIMENT JONQUILLE", "25 RUE DE L EGLISE", "LIEU DIT CAUDOS", "33380 MIOS"),
    ),
    (
        {"company_name": "Société Dupont", "contact_name": "Mme Lucie Martin", "address_1": "ZI de la Gare", "address_2": "56 rue Émile Zola", "address_3": "BP 90432",
         "postal_code": "09002", "city": "Foix Cedex"},
        ("SOCIETE DUPONT", "MME LUCIE MARTIN", "ZI DE LA GARE", "56 RUE EMILE ZOLA", "BP 90432", "09002 FOIX CEDEX"),
    ),
    (
        {"last_name": "Roy", "address_1": "BAT A 12 rue de la Paix", "postal_code": "97200", "city": "Fort-de-France (Martinique)"},
        ("ROY", "BAT A", "12 RUE DE LA PAIX", "97200 FORT DE FRANCE"),
    ),
    ({"last_name": "Santoni", "address_1": "3 cours Napoléon", "postal_code": "20000", "city": "Ajaccio", "country": "France"}, ("SANTONI", "3 COURS NAPOLEON", "20000 AJACCIO")),
    (
        {"first_name": "Anna", "last_name": "Müller", "address_1": "Hauptstraße 5", "postal_code": "10115", "city": "Berlin", "country": "Allemagne"},
        ("ANNA MULLER", "HAUPTSTRASSE 5", "10115 BERLIN", "ALLEMAGNE"),
    ),
    (
        {"first_name": "Søren", "last_name": "Łukasz-Ødegård", "address_1": "Æblevej 5", "postal_code": "2100", "city": "København Ø", "country": "DK"},
        ("SOREN LUKASZ-ODEGARD", "AEBLEVEJ 5", "2100 KOBENHAVN O", "DANEMARK"),
    ),
    (
        {"last_name": "Smith", "address_1": "221B Baker Street", "postal_code": "NW1 6XE", "city": "London", "country": "United Kingdom"},
        ("SMITH", "221B BAKER STREET", "LONDON NW1 6XE", "ROYAUME UNI"),
    ),
    (
        {"last_name": "Jones", "address_1": "10 Flat Rock Road", "address_2": "Flat 2", "postal_code": "SW1A 2AA", "city": "London", "country": "United Kingdom"},
        ("JONES", "FLAT 2", "10 FLAT ROCK ROAD", "LONDON SW1A 2AA", "ROYAUME UNI"),
    ),
    ({"last_name": "Byrne", "address_1": "4 Kildare St", "city": "Dublin 2", "country": "irl"}, ("BYRNE", "4 KILDARE ST", "DUBLIN 2", "IRLANDE")),
    (
        {"last_name": "Hoarau", "address_1": "14 chemin des Vacoas", "postal_code": "97400", "city": "Saint-Denis", "country": "La Réunion"},
        ("HOARAU", "14 CHEMIN DES VACOAS", "97400 SAINT DENIS"),
    ),
    (
        {"last_name": "Teriipaia", "address_1": "BP 9", "postal_code": "98713", "city": "Papeete", "country": "Polynésie française"},
        ("TERIIPAIA", "BP 9", "98713 PAPEETE", "POLYNESIE FRANCAISE"),
    ),
    ({"last_name": "Иванова", "address_1": "ул. Мира, 5", "postal_code": "101000", "city": "Москва", "country": "Ruritanie"}, ("ИВАНОВА", "УЛ МИРА 5", "101000 МОСКВА", "RURITANIE")),
    ({}, ()),
]  # fmt: skip

# What is in the field of the street, and what stays of it on its line: postal code and town have a line of their own.
REPEATED = [
    ("12 rue Oberkampf 75011 Paris", "75011", "Paris", "12 RUE OBERKAMPF"),
    ("12, rue Oberkampf, 75011 PARIS, France", "75011", "Paris", "12 RUE OBERKAMPF"),
    ("12 rue Oberkampf - 75011 Paris 11e", "75011", "Paris 11e Arrondissement", "12 RUE OBERKAMPF"),
    ("5 rue du Bac, Lyon", "69003", "Lyon", "5 RUE DU BAC"),
    ("ZI des Paluds BP 1234 13785 Aubagne Cedex", "13785", "Aubagne Cedex", "ZI DES PALUDS BP 1234"),
    ("3 place de l'Église 69270 Fontaines-St-Martin", "69270", "Fontaines-St-Martin", "3 PLACE DE L EGLISE"),
    # A street that is called like the town, another town, a box that is numbered like a postal code: nothing is repeated.
    ("12 rue de Lyon", "69003", "Lyon", "12 RUE DE LYON"),
    ("12 rue Oberkampf 75012 Paris", "75011", "Paris", "12 RUE OBERKAMPF 75012 PARIS"),
    ("BP 75011", "75011", "Paris", "BP 75011"),
    ("8 rue de Paris", None, "Paris", "8 RUE DE PARIS"),
]


@pytest.mark.parametrize(("street", "code", "town", "line"), REPEATED, ids=[one[0] for one in REPEATED])
def test_the_town_that_the_street_repeats_is_printed_once(street, code, town, line):
    made = postal({"last_name": "Roy", "address_1": street, "postal_code": code, "city": town})
    assert made.lines[1:-1] == (line,)
    assert made.shortened == made.too_long == ()


def test_a_line_that_is_postal_code_and_town_alone_is_not_printed_twice():
    made = postal(
        {
            "last_name": "Roy",
            "address_1": "5 rue du Bac",
            "address_2": "69003 Lyon",
            "address_3": "Lyon",
            "postal_code": "69003",
            "city": "LYON",
        }
    )
    assert made.lines == ("ROY", "5 RUE DU BAC", "69003 LYON")


@pytest.mark.parametrize(("record", "lines"), CASES, ids=[lines[0] if lines else "nothing" for _record, lines in CASES])
def test_lines(record, lines):
    made = postal(record)
    assert made.lines == lines
    assert made.shortened == made.too_long == ()


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ({"address_1": "125 bis boulevard du Maréchal de Lattre de Tassigny"}, "125 BIS BD MAL DE LATTRE DE TASSIGNY"),
        ({"address_1": "1450 avenue du Général de la Motte Rouge"}, "1450 AV DU GENERAL DE LA MOTTE ROUGE"),
        ({"address_1": "45 avenue Jean Baptiste Clément Boulogne Billancourt"}, "45 AV J B CLEMENT BOULOGNE BILLANCOURT"),
        ({"title": "Monsieur", "first_name": "Jean-Baptiste", "last_name": "Delaunay de Saint-Hilaire"}, "M J B DELAUNAY DE SAINT-HILAIRE"),
    ],
)
def test_a_line_that_is_too_long_is_shortened_and_said(record, line):
    made = postal(record)
    assert made.lines == made.shortened == (line,)
    assert len(line) <= WIDTH and not made.too_long


def test_what_cannot_be_made_to_fit_is_said():
    made = postal({"company_name": "Delaporte Constructions Mécaniques Hydrauliques Internationales"})
    assert made.lines == made.too_long
    assert len(made.lines[0]) > WIDTH
