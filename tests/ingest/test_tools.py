"""Headers as the tools of shops, associations, sales people and survey firms write them: which table, which fields."""

from datetime import date
from pathlib import Path

import pytest

from crm_core.engine import Scope, connect
from crm_core.indicators.response_rate import response_rate
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written

EXPORTS = {
    "reviews": (
        "surveys", "Review Created (UTC),Review Username,Review Title,Review Content,Review Stars,Reference Id,Email",
        "2025-11-17 11:10:00,Anne,Bien,Super,2,77,a@exemple.fr", {"Review Created (UTC)": "date", "Review Content": "verbatim", "Review Stars": "csat", "Email": "customer_id"},
    ),
    "adhérents": (
        "customers", "Adhérent;Nom;Prénom;Date d'adhésion;Tél port.;Mail", "17;LE GALL;Anne;17/11/2020;06 00 00 00 00;a@exemple.fr",
        {"Adhérent": "customer_id", "Date d'adhésion": "first_known_on", "Tél port.": "mobile", "Mail": "email"},
    ),
    "opportunités": (
        "transactions", "Account ID,Stage,Amount,Close Date,Created Date", "C1,Closed Won,100.00,2025-11-17,2025-06-01",
        {"Account ID": "customer_id", "Stage": "kind", "Close Date": "date", "Created Date": "created_date"},
    ),
    "caisse": (
        "transactions", "Magasin;Ticket;Date ticket;Article;Libellé;Qté;Montant;Carte fidélité", "M01;T1;20251117;5549;Pull;1;17,37;C1",
        {"Article": "article", "Libellé": "product", "Ticket": "order_id", "Carte fidélité": "customer_id"},
    ),
    "paypal": (
        "transactions", "Date;Nom;Type;État;Devise;Brut;Frais;Net;Email de l'expéditeur;N° de transaction", "17/11/2025;Anne;Paiement;Terminé;EUR;20,00;-0,35;19,65;a@exemple.fr;T1",
        {"Brut": "amount", "Type": "kind", "État": "status", "Email de l'expéditeur": "customer_id", "N° de transaction": "transaction_id"},
    ),
    "plan": (
        "campaigns", "Opération;Du;Au;Budget (k€);Média;Objectif", "Soldes;17/11/2025;25/11/2025;1,5;Mailing;Fidélisation",
        {"Opération": "campaign_id", "Du": "started_on", "Au": "ended_on", "Budget (k€)": "cost", "Média": "channel"},
    ),
    "tickets sav": (
        "complaints", "Ticket ID,Requester Email,Created at,Solved at,Status", "1,a@exemple.fr,2025-11-17 11:10:00,,Pending",
        {"Ticket ID": "complaint_id", "Requester Email": "customer_id", "Created at": "received_on", "Status": "status"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_the_exports_of_usual_tools_are_understood(name: str, tmp_path: Path) -> None:
    table, header, line, fields = EXPORTS[name]
    found = understood(tmp_path, written(tmp_path, f"{name}.csv", header, line))
    assert (found.table, found.sure) == (table, True)
    assert fields.items() <= {one.header: one.field for one in found.columns}.items()


def test_a_product_that_has_only_a_number_is_called_by_it(tmp_path: Path) -> None:
    path = written(tmp_path, "caisse.csv", "Date;Client;Montant;Article", "17/11/2025;C1;17,37;5549")
    assert {one.header: one.field for one in understood(tmp_path, path).columns}["Article"] == "product"


def test_an_address_whose_code_comes_after_the_town_stays_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "contacts.csv", "Email Address,Address", 'a@exemple.fr,"1 rue du Port Brest 29200 FR"')
    assert understood(tmp_path, path).rows["address_1"].to_list() == ["1 rue du Port Brest 29200 FR"]


def test_invitations_without_an_answer_stand_on_their_day_and_count_in_the_response_rate(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    lines = (
        "C1;13/01/2026;15/01/2026;9;bien",
        "C2;13/01/2026;;;",
        "C3;14/01/2026;;;",
        "C4;14/01/2026;demain;3;",
        "C5;15/01/2026;16/01/2026;;bof",
    )
    report = bring(firm, written(tmp_path, "enquête.csv", "N° client;Envoyé le;Répondu le;Note NPS;Verbatim", *lines))
    assert (report.read, report.loaded, report.rejected) == (5, 4, 1)
    assert stored(firm, "select customer_id, date from surveys order by 1") == [
        ("C1", date(2026, 1, 15)), ("C2", date(2026, 1, 13)), ("C3", date(2026, 1, 14)), ("C5", date(2026, 1, 16)),
    ]  # fmt: skip
    rate = response_rate(connect(firm, Settings()), Scope.to(date(2026, 1, 31)))
    assert rate.select("invited", "answered", "response_rate").rows() == [(4, 2, 0.5)]


def test_the_statistics_of_a_mailing_are_contacts_with_their_outcome(tmp_path: Path) -> None:
    firm = Workspace.open(tmp_path / "firm")
    lines = (
        "a;13-01-2026;15-01-2026 08:00;;;",
        "b;13-01-2026;15-01-2026;16-01-2026;;",
        "c;13-01-2026;;;;14-01-2026",
        "d;;;;;",
        "e;13-01-2026;15-01-2026;;17-01-2026;",
    )
    header = "Campaign ID;Email;Send_Date;Delivered_Date;Open_Date;Click_Date;Unsubscribe_Date;Hard_Bounce_Date"
    report = bring(firm, written(tmp_path, "stats.csv", header, *(f"12;{one[0]}@exemple.fr;13-01-2026{one[1:]}" for one in lines)))
    assert (report.table, report.read, report.loaded) == ("interactions", 5, 5)
    columns = "left(customer_id, 1), date, campaign_id, channel, direction, type, outcome"
    said = ("12", "email", "outbound", "campaign")
    assert stored(firm, f"select {columns} from interactions order by 1") == [
        (who, date(2026, 1, 13), *said, outcome)
        for who, outcome in (("a", "opened"), ("b", "clicked"), ("c", "bounced"), ("d", "none"), ("e", "unsubscribed"))
    ]


def test_counts_and_yes_or_no_say_what_happened_too(tmp_path: Path) -> None:
    path = written(
        tmp_path, "routage.csv", "N° client;Date d'envoi;Ouvertures;Clics;Désabonné;Hard bounce",
        "C1;13/01/2026;2;0;Non;Non", "C2;13/01/2026;0;0;Non;Oui", "C3;13/01/2026;1;3;Non;Non", "C4;13/01/2026;1;0;Oui;Non", "C5;13/01/2026;0;0;Non;Non",
    )  # fmt: skip
    found = understood(tmp_path, path)
    assert (found.table, found.rows["outcome"].to_list()) == ("interactions", ["opened", "bounced", "clicked", "unsubscribed", "none"])


@pytest.mark.parametrize(
    "months", [("05/2025", "11/2025"), ("2025-05", "2025-11"), ("mai 2025", "novembre 2025"), ("Mai-2025", "nov. 2025")]
)
def test_months_without_a_day_are_their_first_day_and_it_is_told(months: tuple[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, "ventes par mois.csv", "Client;Mois;CA", f"C1;{months[0]};108,01", f"C2;{months[1]};20,00", "C3;décembre;1,00")
    found = understood(tmp_path, path)
    assert (found.table, found.sure) == ("transactions", True)
    assert found.rows.select("customer_id", "date").rows() == [("C1", date(2025, 5, 1)), ("C2", date(2025, 11, 1)), ("C3", None)]
    assert any("à un mois près" in note.say("fr") for note in found.notes)


def test_a_month_among_days_is_no_date(tmp_path: Path) -> None:
    path = written(tmp_path, "ventes.csv", "Client;Date;Montant", "C1;15/05/2025;1", "C2;16/05/2025;1", "C3;05/2025;1")
    assert understood(tmp_path, path).rows["date"].to_list() == [date(2025, 5, 15), date(2025, 5, 16), None]
