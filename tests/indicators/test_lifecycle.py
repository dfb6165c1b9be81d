from datetime import date, timedelta
from itertools import pairwise
from random import Random
from statistics import median

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.lifecycle import ORDER, lifecycle
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
RULES = Settings().with_values("lifecycle", d50=60, d80=120, d95=300)


def ago(days):
    return AS_OF - timedelta(days=days)


def contact(customer, days, direction, **more):
    return {"interaction_id": f"{customer}{days}", "customer_id": customer, "date": ago(days), "direction": direction, **more}


CUSTOMERS = [
    {"customer_id": "closed", "left_on": AS_OF},
    {"customer_id": "leaves later", "left_on": AS_OF + timedelta(1), "last_name": "x"},
    {"customer_id": "named", "email": "a@b.fr"},
    {"customer_id": "nothing known", "city": "Lille"},
    {"customer_id": "not yet", "first_known_on": AS_OF + timedelta(1)},
    {"customer_id": "friend", "referred_by": "sponsor", "last_name": "x"},
]
PURCHASES = [
    buy("closed", ago(5)),
    buy("gone", ago(301)),
    buy("gone but called", ago(400)),
    buy("lapsed", ago(121)),
    buy("on the limit", ago(120)),
    *(buy("early", ago(days)) for days in (41, 51, 61, 71)),
    *(buy("steady", ago(days)) for days in (10, 110, 210)),
    *(buy("promoter", ago(days)) for days in (10, 110, 210)),
    *(buy("was promoter", ago(days)) for days in (10, 110, 210)),
    *(buy("sponsor", ago(days)) for days in (10, 110, 210)),
    *(buy("uneven", ago(days)) for days in (10, 11, 210)),
    *(buy("several a day", ago(40), order_id=f"o{rank}") for rank in range(4)),
    *(buy("several a day", ago(day), order_id=f"o{day}") for day in (60, 100)),
    buy("quote", ago(90), kind="quote"),
    buy("old quote", ago(91), kind="quote"),
]
CONTACTS = [
    contact("gone", 400, "outbound"),
    contact("gone but called", 50, "outbound"),
    contact("warm", 90, "inbound"),
    contact("cold", 91, "inbound"),
    contact("catalogue", 3, "outbound", type="document_request"),
]
SURVEYS = [
    {"customer_id": "promoter", "date": ago(30), "nps": 9.0},
    {"customer_id": "was promoter", "date": ago(90), "nps": 10.0},
    {"customer_id": "was promoter", "date": ago(30), "nps": 8.0},
]
EXPECTED = {
    "closed": "former",
    "gone": "former",
    "gone but called": "inactive",
    "lapsed": "inactive",
    "on the limit": "trial_buyer",
    "early": "inactive",
    "steady": "regular",
    "promoter": "convinced",
    "was promoter": "regular",
    "sponsor": "convinced",
    "uneven": "occasional",
    "several a day": "occasional",
    "warm": "hot_prospect",
    "quote": "hot_prospect",
    "catalogue": "hot_prospect",
    "named": "prospect",
    "leaves later": "prospect",
    "friend": "prospect",
    "cold": "suspect",
    "old quote": "suspect",
    "nothing known": "suspect",
}


@pytest.fixture
def con(tmp_path):
    return connection(tmp_path, RULES, customers=CUSTOMERS, transactions=PURCHASES, interactions=CONTACTS, surveys=SURVEYS)


def test_each_rule_once(con):
    got = lifecycle(con, Scope.to(AS_OF))
    assert dict(got.iter_rows()) == EXPECTED
    assert got["customer_id"].is_sorted()


def test_at_an_earlier_day_only_what_had_happened_counts(con):
    got = dict(lifecycle(con, Scope.to(ago(150))).iter_rows())
    assert got["closed"] == "suspect"
    assert got["steady"] == "trial_buyer"
    assert got["gone"] == "inactive"
    assert "lapsed" not in got
    assert "warm" not in got


def test_a_filter_chooses_customers_without_changing_their_class(tmp_path):
    con = connection(tmp_path, RULES, customers=[{"customer_id": "steady", "store": "Lille"}], transactions=PURCHASES)
    got = lifecycle(con, Scope.to(AS_OF).where("store", "Lille"))
    assert got.rows() == [("steady", "regular")]


@pytest.mark.parametrize("seed", range(4))
def test_each_customer_is_in_exactly_one_class(tmp_path, seed):
    random = Random(seed)
    customers = [{"customer_id": f"c{i}", "email": "a@b.fr" if i % 2 else None} for i in range(40)]
    rows = [buy(f"c{random.randint(0, 50)}", ago(random.randint(0, 900))) for _ in range(150)]
    contacts = [contact(f"c{random.randint(0, 50)}", random.randint(0, 900), random.choice(["inbound", "outbound"])) for _ in range(60)]
    con = connection(tmp_path, customers=customers, transactions=rows, interactions=contacts)
    got = lifecycle(con, Scope.to(AS_OF))
    known = {row["customer_id"] for row in [*customers, *rows, *contacts]}
    assert sorted(got["customer_id"]) == sorted(known)
    assert got["lifecycle"].is_in(ORDER).all()
    assert isinstance(got, pl.DataFrame)


@pytest.mark.parametrize("seed", range(3))
def test_silence_is_measured_by_the_median_of_the_gaps_between_days(tmp_path, seed):
    """Of customers with four purchases or more, bought from within D80, with as many short gaps as long ones and with orders of one day among them."""
    chance = Random(seed)
    days = {
        f"c{k}": sorted(chance.choices(range(400), weights=[2 if day % 9 else 9 for day in range(400)], k=chance.randrange(2, 9)))
        for k in range(120)
    }
    rows = [buy(who, ago(day), order_id=f"{who}{rank}") for who, ones in days.items() for rank, day in enumerate(ones)]
    con = connection(tmp_path, RULES, transactions=rows)
    got = dict(lifecycle(con, Scope.to(AS_OF)).iter_rows())

    def silent(ones: list[int]) -> bool:
        gaps = [later - sooner for sooner, later in pairwise(ones) if later > sooner]
        return len(ones) >= 4 and bool(gaps) and ones[0] > 2 * median(gaps)

    expected = {who for who, ones in days.items() if ones[0] <= 120 and silent(ones)}
    assert {who for who in days if days[who][0] <= 120 and got[who] == "inactive"} == expected
    assert len(expected) > 5
