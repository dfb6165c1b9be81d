"""Cells as people write them, and what they become."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_core.errors import MappingProblem
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, column, counts, stored, understood, written

SALE = {"date": "21/01/2026"}
DAYS = {"montant": "1"}
NBSP, NNBSP = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1 234,50 €", "-12,00", "(3,5)", "12,5-", "−7"], ["1234.50", "-12.00", "-3.50", "-12.50", "-7.00"]),
        ([f"1{NNBSP}234{NBSP}567,10", f"12,50{NBSP}€", "1'000,5"], ["1234567.10", "12.50", "1000.50"]),
        (["1.234,50", "1.234", "7"], ["1234.50", "1234.00", "7.00"]),
        (["1,234.50", "$12", "7.255"], ["1234.50", "12.00", "7.26"]),
        (["1,234,567", "12"], ["1234567.00", "12.00"]),
        (["12,5", "12.5", "1.234"], ["12.50", "12.50", "1234.00"]),
        (["EUR 12", "12 euros", "12€"], ["12.00", "12.00", "12.00"]),
        ([".5", "5.", "1e2"], ["0.50", "5.00", "100.00"]),
        (["1.234", "12345"], ["1.23", "12345.00"]),
        (["12,5", "12 34", "1_000", "nan", "inf", "douze", "5 %", "06 12 34 56 78"], ["12.50"] + [None] * 7),
        (["12,5", "n/a", "-", "NULL"], ["12.50", None, None, None]),
        (["(1 234,50 €)", "( 3,00 )", "12,5"], ["-1234.50", "-3.00", "12.50"]),
        (["1,2E+3", "1.5e2", "12,5"], ["1200.00", "150.00", "12.50"]),
        (["9999999999999999,99", "99999999999999999999"], ["9999999999999999.99", None]),
    ],
)
def test_amounts(cells: list[str], amounts: list[str | None], tmp_path: Path) -> None:
    found, proposal = column(tmp_path, "transactions", "montant", *cells, others=SALE)
    assert found == [Decimal(one) if one else None for one in amounts]
    assert proposal.questions == ()


def test_percents_are_shares_in_numbers_and_no_amounts(tmp_path: Path) -> None:
    found, _ = column(tmp_path, "references", "valeur", "80 %", "12,5%", "3", others={"indicateur": "csat", "période": "2026"})
    assert found == [0.8, 0.125, 3.0]


@pytest.mark.parametrize(("answer", "amounts"), [(None, ["1234.00", "2345.00"]), (".", ["1.23", "2.35"]), (",", ["1234.00", "2345.00"])])
def test_a_mark_before_three_digits_is_asked(answer: str | None, amounts: list[str], tmp_path: Path) -> None:
    answers = {"decimal:montant": answer} if answer else {}
    found, proposal = column(tmp_path, "transactions", "montant", "1.234", "2.345", others=SALE, answers=answers)
    assert found == [Decimal(one) for one in amounts]
    assert [(one.id, one.proposal) for one in proposal.questions] == ([] if answer else [("decimal:montant", ",")])


def test_another_column_settles_the_mark(tmp_path: Path) -> None:
    found, proposal = column(tmp_path, "transactions", "montant", "1.234", "2.345", others={**SALE, "marge": "0,5"})
    assert (found, proposal.questions) == ([Decimal(1234), Decimal(2345)], ())


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["31/01/2026", "01/02/2026", "3/4/26"], ["2026-01-31", "2026-02-01", "2026-04-03"]),
        (["12/31/2025", "1/2/2026", "12/1/10 8:26"], ["2025-12-31", "2026-01-02", "2010-12-01"]),
        (["8/25/2024 4:39:39 PM", "8/5/2024 12:05 AM"], ["2024-08-25", "2024-08-05"]),
        (["2026-01-31", "2026/2/1", "2026.02.03", "20260131"], ["2026-01-31", "2026-02-01", "2026-02-03", "2026-01-31"]),
        (["31.01.2026", "01.02.26", "31-01-2026"], ["2026-01-31", "2026-02-01", "2026-01-31"]),
        (["21/01/2026 14:05", "21/01/2026 à 8h30", "21/01/2026, 14:05:59"], ["2026-01-21"] * 3),
        (["3 janvier 2024", "1er mars 2024", "lundi 5 févr. 24", "13 août 2024"], ["2024-01-03", "2024-03-01", "2024-02-05", "2024-08-13"]),
        (
            ["Jan 3, 2024", "03-DEC-23", "Tuesday, March 5th, 2024", "15 décembre 1985"],
            ["2024-01-03", "2023-12-03", "2024-03-05", "1985-12-15"],
        ),
        (["le 3 mars 2026", "2026-Feb-03", "1st of March 2026"], ["2026-03-03", "2026-02-03", "2026-03-01"]),
        (["2026-01-31T23:30:00Z", "2026-01-31T10:00:00.5+02:00", "2026-01-31"], ["2026-02-01", "2026-01-31", "2026-01-31"]),
        (["45321", "45322,5".replace(",", ".")], ["2024-01-30", "2024-01-31"]),
        (["15/06/98", "15/06/26", "15/06/30"], ["1998-06-15", "2026-06-15", "2030-06-15"]),
        (["31/01/2026", "31/02/2026", "00/00/0000", "infinity", "12345", "demain", "9999-12-31"], ["2026-01-31"] + [None] * 6),
        (["15 tambour 1985", "13 février 1996", "31 juin 2024"], [None, "1996-02-13", None]),
    ],
)
def test_dates(cells: list[str], days: list[str | None], tmp_path: Path) -> None:
    found, proposal = column(tmp_path, "transactions", "date", *cells, others=DAYS)
    assert found == [date.fromisoformat(one) if one else None for one in days]
    assert proposal.questions == ()


def test_a_time_of_day_is_kept_where_it_matters(tmp_path: Path) -> None:
    cells = ("2026-01-31T23:30:00Z", "31/01/2026 14h05", "31/01/2026")
    found, _ = column(tmp_path, "complaints", "reçue le", *cells, others={"n° réclamation": "R"})
    assert found == [datetime(2026, 2, 1, 0, 30), datetime(2026, 1, 31, 14, 5), datetime(2026, 1, 31)]


def test_years_of_birth_are_never_to_come(tmp_path: Path) -> None:
    found, _ = column(tmp_path, "customers", "date de naissance", "15/06/45", "15/06/75", "15/06/26", "15/12/26", others={"n° client": "1"})
    assert [one.year for one in found] == [1945, 1975, 2026, 1926]


@pytest.mark.parametrize(("answer", "day"), [(None, date(2026, 4, 3)), ("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_an_order_that_nothing_settles_is_asked(answer: str | None, day: date, tmp_path: Path) -> None:
    answers = {"date_order:date": answer} if answer else {}
    found, proposal = column(tmp_path, "transactions", "date", "03/04/2026", others=DAYS, answers=answers)
    assert found == [day]
    assert [(one.id, one.proposal) for one in proposal.questions] == ([] if answer else [("date_order:date", "dmy")])
    if not answer:
        assert proposal.questions[0].say("en") == "“03/04/2026” in “date”: day first or month first?"


def test_the_order_of_another_column_settles_it(tmp_path: Path) -> None:
    found, proposal = column(tmp_path, "transactions", "date", "03/04/2026", others={**DAYS, "payé le": "04/25/2026"})
    assert (found, proposal.questions) == ([date(2026, 3, 4)], ())


def test_dates_in_the_other_order_are_bad_cells(tmp_path: Path) -> None:
    found, proposal = column(tmp_path, "transactions", "date", "21/01/2026", "22/01/2026", "01/23/2026", others=DAYS)
    assert found == [date(2026, 1, 21), date(2026, 1, 22), None]
    assert [one.say("en") for one in proposal.notes] == ["Dates of “date” written in the other order and not read: 1."]


@pytest.mark.parametrize(
    ("cells", "flags"),
    [
        (["Oui", "non", "O", "N", "VRAI", "Faux", "yes", "No", "1", "0", "?", "peut-être"], [True, False] * 5 + [None, None]),
        (["X", "", "x"], [True, False, True]),
        (["✓", "", ""], [True, False, False]),
        (["oui", "", "non"], [True, None, False]),
    ],
)
def test_yes_and_no(cells: list[str], flags: list[bool | None], tmp_path: Path) -> None:
    found, _ = column(tmp_path, "transactions", "marque propre", *cells, others={"date": "21/01/2026", "montant": "1"})
    assert found == flags


def test_an_empty_cell_among_ticks_is_no_bad_cell(tmp_path: Path) -> None:
    report = bring(
        Workspace.open(tmp_path / "w"), written(tmp_path, "v.csv", "date;montant;marque propre", "21/01/2026;1;X", "21/01/2026;2;")
    )
    assert report.bad_cells == ()


def test_words_of_a_closed_list_and_unknown_ones(tmp_path: Path) -> None:
    cells = ("Magasin", "MAGASINS", "e-mail", "Réseaux Sociaux", "reseaux sociaux", "pigeon voyageur", "")
    found, proposal = column(tmp_path, "transactions", "canal", *cells, others={"date": "21/01/2026", "montant": "1"})
    assert found == ["store", "store", "email", "social", "social", "pigeon voyageur", None]
    assert [one.say("en") for one in proposal.notes] == [
        "“canal”: words that the list does not know, kept as written: “pigeon voyageur” (1)."
    ]


@pytest.mark.parametrize(
    ("header", "cells", "marks"),
    [
        ("NPS", ["9/10", "8 sur 10", "10,0", "0", "11", "-1", "10 - certainement", "bof"], [9, 8, 10, 0, None, None, 10, None]),
        ("NPS", ["9/20", "8/10"], [None, 8]),
        ("NPS", ["8.0/10", "10,0", "7,5 sur 10"], [8, 10, 7.5]),
        ("satisfaction (1-5)", ["5", "0", "6", "3,5"], [5, None, None, 3.5]),
        ("effort", ["7", "8", "0"], [7, None, None]),
    ],
)
def test_marks(header: str, cells: list[str], marks: list[float | None], tmp_path: Path) -> None:
    found, _ = column(tmp_path, "surveys", header, *cells, others=SALE)
    assert found == marks


@pytest.mark.parametrize(
    ("header", "cells", "scale", "asked"),
    [
        ("NPS", ["0", "9"], "0-10", False),
        ("NPS", ["1", "10"], "0-10", False),
        ("NPS (1-10)", ["1", "10"], "1-10", False),
        ("NPS", ["1", "10"] * 100, "0-10", True),
        ("Satisfaction sur 20", ["12"], "0-20", False),
        ("Satisfaction", ["1", "5"] * 20, "1-5", False),
        ("Satisfaction", ["1", "4"], "1-5", True),
        ("Satisfaction", ["0", "10"] * 20, "0-10", False),
        ("Satisfaction", ["14", "20"] * 20, "0-20", False),
    ],
)
def test_scales(header: str, cells: list[str], scale: str, asked: bool, tmp_path: Path) -> None:
    _, proposal = column(tmp_path, "surveys", header, *cells, others=SALE)
    name = "nps_scale" if "NPS" in header else "csat_scale"
    assert proposal.rows[name].unique().to_list() == [scale]
    assert [one.id for one in proposal.questions] == ([f"scale:{name.removesuffix('_scale')}"] if asked else [])


def test_ids_keep_their_zeros_and_lose_a_point_only_all_together(tmp_path: Path) -> None:
    assert column(tmp_path, "customers", "n° client", "007", "22086.0", "A.0")[0] == ["007", "22086.0", "A.0"]
    assert column(tmp_path, "customers", "n° client", "7.0", "22086.0")[0] == ["7", "22086"]


def test_amounts_are_the_price_times_the_quantity_when_the_file_has_none(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;prix unitaire;quantité", "21/01/2026;1,005;3", "22/01/2026;2,50;-2", "23/01/2026;;4")
    workspace = Workspace.open(tmp_path / "w")
    report = bring(workspace, path)
    assert counts(report) == {"read": 3, "loaded": 2, "rejected": 1}
    assert stored(workspace, "select date::varchar, amount from transactions order by 1") == [
        ("2026-01-21", Decimal("3.02")), ("2026-01-22", Decimal("-5.00")),
    ]  # fmt: skip


@pytest.mark.parametrize("values", [{}, {"currency": "EUR"}])
def test_amounts_in_several_currencies_are_refused_until_one_is_chosen(values: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "date;montant", "21/01/2026;5 €", "22/01/2026;$6")
    if values:
        assert understood(tmp_path, path, values=values).problem is None
        return
    proposal = understood(tmp_path, path)
    assert isinstance(proposal.problem, MappingProblem)
    assert "several currencies: EUR, USD" in str(proposal.problem)
    with pytest.raises(MappingProblem):
        bring(Workspace.open(tmp_path / "w"), path)


def test_the_currency_of_the_symbols_is_stored(tmp_path: Path) -> None:
    found = understood(tmp_path, written(tmp_path, "ventes.csv", "date;montant", "21/01/2026;£5", "22/01/2026;£6"))
    assert found.rows["currency"].to_list() == ["GBP", "GBP"]


def test_every_check_of_a_customer(tmp_path: Path) -> None:
    header = "n° client;e-mail;portable;siret;cp;ville;pays;né le"
    rows: dict[str, tuple[Any, ...]] = {
        "1;a@exemple.fr;06 12 34 56 78;73282932000074;69003;Lyon;;15/06/1975": (True, True, True, True, True),
        "2;a..b@exemple.fr;0612;73282932000079;69003;Paris;France;15/06/1875": (False, False, False, False, False),
        "3;a@exemple;+33 6 12 34 56 78;356 000 000 49837;1000;Bruxelles;Belgique;01/01/2030": (False, True, True, None, False),
        "4;;;;75008;PARIS 8;FR;": (None, None, None, True, None),
        "5;;;;42007;ST ETIENNE CEDEX 1;;": (None, None, None, True, None),
        "6;;;;99999;;;": (None, None, None, False, None),
    }
    workspace = Workspace.open(tmp_path / "w")
    bring(workspace, written(tmp_path, "clients.csv", header, *rows))
    found = stored(workspace, "select email_ok, mobile_ok, siret_ok, postal_code_ok, birth_date_ok from customers order by customer_id")
    assert found == list(rows.values())
