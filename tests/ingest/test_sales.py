"""What a line of sales is worth where its file says so without an amount, and whether its order came to anything."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written


def amounts(folder: Path, header: str, *lines: str, **choices: dict[str, str]) -> list[D]:
    found = understood(folder, written(folder, "ventes.csv", header, *lines), table="transactions", **choices)
    return found.rows["amount"].to_list()


def test_a_discount_in_percent_is_taken_off_unit_price_times_quantity(tmp_path: Path) -> None:
    lines = "17/01/2026;C1;2;10,00;", "18/01/2026;C1;3;9,99;10", "19/01/2026;C2;-1;20,00;50", "20/01/2026;C2;1;7,00;100"
    assert amounts(tmp_path, "Date;Client;Qté;PU HT;Remise %", *lines) == [D("20.00"), D("26.97"), D("-10.00"), D("0.00")]


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [("Remise %", "10%", D("90.00")), ("Taux de remise", "0,1", D("90.00")), ("Montant remise", "10", D("90.00")), ("Remise (€)", "2,50 €", D("97.50"))],
)  # fmt: skip
def test_a_discount_says_by_its_header_what_it_is(header: str, cell: str, expected: D, tmp_path: Path) -> None:
    assert amounts(tmp_path, f"Date;Client;Qté;PU;{header}", f"17/01/2026;C1;1;100;{cell}") == [expected]


def test_a_discount_that_says_nothing_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Date;Client;Qté;PU;Remise", "17/01/2026;C1;2;100;5", "18/01/2026;C1;1;80;20")
    found = understood(tmp_path, path)
    assert [(one.id, one.proposal) for one in found.questions] == [("discount:Remise", "percent")]
    assert found.rows["amount"].to_list() == [D("190.00"), D("64.00")]
    answered = understood(tmp_path, path, answers={"discount:Remise": "money"})
    assert not answered.questions
    assert answered.rows["amount"].to_list() == [D("195.00"), D("60.00")]


def test_words_under_discount_are_still_a_promotion(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Date;Client;Montant;Remise", "17/01/2026;C1;2;SOLDES", "18/01/2026;C1;1;")
    assert {one.header: one.field for one in understood(tmp_path, path).columns}["Remise"] == "promotion"


def test_debit_and_credit_are_an_amount(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Extrait.csv",
        "Date écriture;N° compte client;N° pièce;Libellé;Débit;Crédit",
        "17/01/2026;411001;F1;Facture;1 250,50;",
        "18/01/2026;411001;A1;Avoir;;50,50",
        "19/01/2026;411002;F2;Facture;80,00;0,00",
        "20/01/2026;411002;F3;Report;;",
    )
    found = understood(tmp_path, path)
    assert found.table == "transactions" and found.sure
    assert found.rows.select("customer_id", "order_id", "amount").rows() == [
        ("411001", "F1", D("1250.50")), ("411001", "A1", D("-50.50")), ("411002", "F2", D("80.00")), ("411002", "F3", None),
    ]  # fmt: skip
    assert any("débit − crédit" in note.say("fr") for note in found.notes)
    report = bring(Workspace.open(tmp_path / "firm"), path)
    assert (report.read, report.loaded, report.rejected) == (4, 3, 1)


def test_returns_without_a_minus_are_taken_off_unless_told_otherwise(tmp_path: Path) -> None:
    path = written(
        tmp_path, "pièces.csv", "Date;Client;Type de document;Montant;Marge",
        "17/01/2026;C1;Facture;100;40", "18/01/2026;C1;Avoir;30;12", "19/01/2026;C2;FA;20;", "20/01/2026;C2;AV;5;-1",
    )  # fmt: skip
    found = understood(tmp_path, path)
    assert [(one.id, one.proposal) for one in found.questions] == [("returns:Type de document", "subtract")]
    assert found.rows.select("kind", "amount", "margin").rows() == [
        ("sale", D("100.00"), D("40.00")), ("return", D("-30.00"), D("-12.00")), ("sale", D("20.00"), None), ("return", D("-5.00"), D("1.00")),
    ]  # fmt: skip
    kept = understood(tmp_path, path, answers={"returns:Type de document": "add"})
    assert kept.rows["amount"].to_list() == [D("100.00"), D("30.00"), D("20.00"), D("5.00")]
    signed = written(tmp_path, "signé.csv", "Date;Client;Type de document;Montant", "18/01/2026;C1;Avoir;-30", "20/01/2026;C2;Avoir;5")
    assert not understood(tmp_path, signed).questions


SHOP = (
    "ID;Client;Total;État;Date",
    "1;C1;100,00;Livré;2026-01-05",
    "2;C1;50,00;Annulé;2026-01-06",
    "3;C2;30,00;Remboursé;2026-01-07",
    "4;C2;20,00;En attente du paiement par chèque;2026-01-08",
    "5;C3;-10,00;Paiement accepté;2026-01-09",
    "6;C3;40,00;;2026-01-10",
    "7;C3;60,00;Chez le graveur;2026-01-11",
)


def test_orders_that_were_cancelled_or_refunded_are_kept_and_are_no_sales(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    report = bring(firm, written(tmp_path, "commandes.csv", *SHOP))
    assert (report.table, report.read, report.loaded) == ("transactions", 7, 7)
    told = [note.say("fr").replace("\u00a0", " ") for note in report.warnings]
    assert "« État » : lignes de commandes annulées ou remboursées, gardées sans compter comme ventes : 2." in told
    assert any("Chez le graveur" in text for text in told)
    assert stored(firm, "select transaction_id, status, kind from transactions order by 1") == [
        ("1", "done", "sale"), ("2", "cancelled", "cancelled"), ("3", "refunded", "cancelled"), ("4", "pending", "order"), ("5", "done", "return"),
        ("6", None, None), ("7", "Chez le graveur", "sale"),
    ]  # fmt: skip
    con = connect(firm, Settings())
    turnover = query(con, "select ck, sum(amount)::double as amount from occasions group by ck order by ck", Scope.to(date(2026, 2, 1)))
    assert turnover.rows() == [(1, 100.0), (2, 20.0), (3, 90.0)]


def test_an_order_refunded_later_and_one_paid_after_all_change_with_their_next_file(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    bring(firm, written(tmp_path, "commandes.csv", *SHOP))
    later = bring(firm, written(tmp_path, "commandes 2.csv", SHOP[0], "1;C1;100,00;Remboursé;2026-01-05", "2;C1;50,00;Payée;2026-01-06"))
    assert later.updated == 2
    assert stored(firm, "select transaction_id, kind from transactions where transaction_id in ('1', '2') order by 1") == [
        ("1", "cancelled"),
        ("2", "sale"),
    ]


def test_the_state_of_complaints_stays_theirs(tmp_path: Path) -> None:
    path = written(tmp_path, "suivi.csv", "N° dossier;Reçue le;Statut;Client", "R1;05/01/2026;Terminée;C1", "R2;06/01/2026;En cours;C2")
    assert understood(tmp_path, path).table == "complaints"


def repeated(folder: Path, *, prices: bool = False, shipping: int = 0) -> Path:
    """Six orders of two lines and one of a single line: the total stands on each."""
    lines = ["1;C0;15/01/2026;9" + (";9;1" if prices else "")]
    for k in range(2, 8):
        worth = ((k, 2), (3, 1))
        total = sum(price * n for price, n in worth) + shipping
        lines += [f"{k};C{k};15/01/2026;{total}" + (f";{price};{n}" if prices else "") for price, n in worth]
    return written(folder, "lignes.csv", "N° commande;Client;Date;Total commande" + (";PU;Qté" if prices else ""), *lines)


def test_a_total_on_each_line_of_its_order_counts_once(tmp_path: Path) -> None:
    found = understood(tmp_path, repeated(tmp_path))
    assert [(one.id, one.proposal) for one in found.questions] == [("total:Total commande", "order")]
    assert found.rows["amount"].to_list() == [D(9), D(7), D(0), D(9), D(0), D(11), D(0), D(13), D(0), D(15), D(0), D(17), D(0)]
    answered = understood(tmp_path, repeated(tmp_path), answers={"total:Total commande": "line"})
    assert answered.rows["amount"].sum() == D(9 + 2 * (7 + 9 + 11 + 13 + 15 + 17))


def test_lines_that_add_up_to_the_total_have_their_own_worth(tmp_path: Path) -> None:
    found = understood(tmp_path, repeated(tmp_path, prices=True))
    assert found.rows["amount"].to_list() == [D(9), D(4), D(3), D(6), D(3), D(8), D(3), D(10), D(3), D(12), D(3), D(14), D(3)]
    with_shipping = understood(tmp_path, repeated(tmp_path, prices=True, shipping=5))
    assert with_shipping.rows["amount"].sum() == D(9 + 7 + 9 + 11 + 13 + 15 + 17 + 6 * 5)


def test_lines_of_different_amounts_or_few_orders_raise_no_question(tmp_path: Path) -> None:
    few = written(tmp_path, "peu.csv", "N° commande;Client;Date;Total", "1;C1;15/01/2026;9", "1;C1;15/01/2026;9")
    lines = [f"{k};C1;15/01/2026;{amount}" for k in range(9) for amount in (k + 1, k + 2)]
    differing = written(tmp_path, "lignes.csv", "N° commande;Client;Date;Montant", *lines)
    assert [understood(tmp_path, one).questions for one in (few, differing)] == [(), ()]
