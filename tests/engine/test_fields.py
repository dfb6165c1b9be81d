"""Filters and breakdowns: whom a field chooses, and what is refused because it would say nothing."""

from datetime import date, datetime
from random import Random

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.indicators import REGISTRY, find
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

END = date(2026, 12, 31)
WEB = ("channel", "web")


@pytest.fixture
def con(tmp_path):
    """`both` bought on the web and in the store, `shop` in the store only; their answers and complaints came through other channels."""
    return connection(
        tmp_path,
        customers=[{"customer_id": "both", "store": "Lille"}, {"customer_id": "shop", "store": "Lyon"}],
        transactions=[
            buy("both", date(2026, 6, 1), channel="web"),
            buy("both", date(2026, 7, 1), channel="store"),
            buy("shop", date(2026, 6, 1), channel="store"),
        ],
        surveys=[
            {"customer_id": "both", "date": date(2026, 8, 1), "nps": 10.0, "channel": "phone"},
            {"customer_id": "shop", "date": date(2026, 8, 1), "nps": 0.0, "channel": "web"},
            {"date": date(2026, 8, 2), "nps": 0.0, "channel": "web"},
        ],
        complaints=[
            {"complaint_id": "1", "customer_id": "both", "received_on": datetime(2026, 9, 1), "channel": "phone", "cause": "late"},
            {"complaint_id": "2", "customer_id": "shop", "received_on": datetime(2026, 9, 1), "channel": "web", "cause": "broken"},
        ],
        campaigns=[{"campaign_id": "spring", "name": "Printemps", "channel": "mail"}],
    )


def test_a_purchase_channel_means_the_same_for_answers_and_complaints(con):
    web = Scope.to(END).where(*WEB)
    assert find("nps")(con, web).select("n", "nps").rows() == [(1, 100.0)]
    assert find("complaint_deadlines")(con, web)["complaint_id"].to_list() == ["1"]
    assert find("nps")(con, Scope.to(END).where("surveys.channel", "web")).select("n", "nps").rows() == [(2, -100.0)]
    assert find("complaint_deadlines")(con, Scope.to(END).where("complaints.channel", "web"))["complaint_id"].to_list() == ["2"]
    assert find("nps")(con, Scope.to(END).where("store", "Lille"))["n"].to_list() == [1]


def test_a_channel_breaks_answers_and_complaints_down_by_their_own(con):
    by_channel = Scope.to(END).broken_by("channel")
    assert find("nps")(con, by_channel).select("channel", "n").rows() == [("phone", 1), ("web", 2)]
    assert find("complaint_typology")(con, by_channel).select("channel", "cause").rows() == [("phone", "late"), ("web", "broken")]
    volume = find("complaint_volume")(con, Scope.to(END, months=4).broken_by("channel"))
    assert volume.filter(pl.col("month") == date(2026, 9, 1)).select("channel", "complaints", "n").rows() == [
        ("phone", 1, 2),
        ("web", 1, 2),
    ]


@pytest.mark.parametrize("name", sorted(name for name, one in REGISTRY.items() if not {"surveys", "complaints"} & set(one.needs)))
def test_customers_have_no_channel_of_their_own(con, name):
    if REGISTRY[name].lines:
        assert None not in find(name)(con, Scope.to(END).broken_by("channel"))["channel"].to_list()
        return
    with pytest.raises(WrongChoice, match=r"cannot be broken down by channel. Fields that work: store"):
        find(name)(con, Scope.to(END).broken_by("channel"))


def test_a_filter_that_would_say_nothing_is_refused(con):
    for field in ("cause", "complaints.cause"):
        assert find("complaint_typology")(con, Scope.to(END).where(field, "late")).height == 1
        with pytest.raises(WrongChoice, match=f"cannot be filtered by {field}. Fields that work: store"):
            find("nps")(con, Scope.to(END).where(field, "late"))
    with pytest.raises(WrongChoice, match=r"no field complaints.couse. Nearest fields: complaints.cause"):
        find("complaint_typology")(con, Scope.to(END).where("complaints.couse", "late"))


def test_messages_name_the_indicator_in_french(con):
    with pytest.raises(WrongChoice) as caught:
        find("rfm")(con, Scope.to(END).broken_by("channel"))
    assert caught.value.say("fr").startswith("Notes RFM : pas de ventilation possible selon channel. Champs possibles\u00a0: store")


def test_classes_and_scores_of_a_kept_customer_stay_what_they_are(tmp_path):
    """Random customers, filtered by channel and by store: every line that stays is the line of the whole base."""
    random = Random(3)
    stores = ("Lille", "Lyon")
    days = [date(2025 + random.randint(0, 1), random.randint(1, 12), random.randint(1, 28)) for _ in range(400)]
    sales = [buy(f"c{random.randint(1, 60)}", day, random.randint(5, 90), channel=random.choice(("web", "store", "phone"))) for day in days]
    people = [{"customer_id": f"c{n}", "store": random.choice(stores)} for n in range(1, 61)]
    answers = [{"customer_id": f"c{n}", "date": date(2026, 9, 1), "nps": 10.0, "store": random.choice(stores)} for n in range(1, 61)]
    contacts = [
        {"customer_id": f"c{n}", "date": date(2026, 12, 1), "direction": "outbound", "store": random.choice(stores)} for n in range(1, 61)
    ]
    con = connection(
        tmp_path,
        Settings().with_values("lifecycle", d80=60, d95=90),
        customers=people,
        transactions=sales,
        surveys=answers,
        interactions=contacts,
    )
    for name in ("lifecycle", "rfm", "abc", "customer_list"):
        everyone = find(name)(con, Scope.to(END))
        for filtered in (Scope.to(END).where(*WEB), Scope.to(END).where("store", "Lille")):
            kept = find(name)(con, filtered)
            assert 0 < kept.height < everyone.height
            assert kept.rows() == everyone.filter(pl.col("customer_id").is_in(kept["customer_id"].to_list())).rows()


def test_attrition_of_those_who_bought_on_the_web_counts_all_their_purchases(tmp_path):
    """D80 = 100. `stays` left the web for the store: it is not lost. `shop` never bought on the web."""
    days = [
        ("stays", date(2025, 12, 1), "web"),
        ("stays", date(2026, 12, 1), "store"),
        ("goes", date(2025, 12, 1), "web"),
        ("shop", date(2025, 12, 1), "store"),
    ]
    con = connection(
        tmp_path, Settings().with_values("lifecycle", d80=100), transactions=[buy(who, day, channel=channel) for who, day, channel in days]
    )
    got = find("attrition")(con, Scope.to(END).where(*WEB))
    assert got.select("active_at_start", "lost", "attrition_rate", "n", "revenue_lost").rows() == [(2, 1, 0.5, 2, 10.0)]
