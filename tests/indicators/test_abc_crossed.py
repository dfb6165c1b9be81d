from datetime import date, timedelta

from crm_core.engine import Scope
from crm_core.indicators.abc_crossed import abc_crossed
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
RULES = Settings().with_values("rfm", cuts_r="30 60 90 120", cuts_f="1 2 3 4").with_values("lifecycle", d80=100, d95=200)


def test_each_combination_with_its_customers_and_sales(tmp_path):
    """80 € of 100 are A; two customers of 10 € are together beyond 95 %: C. 250 days are former, 20 and 40 trial buyers."""
    amounts = {"big": (20, 80), "small": (40, 10), "away": (250, 10)}
    rows = [buy(name, AS_OF - timedelta(days), amount) for name, (days, amount) in amounts.items()]
    con = connection(tmp_path, RULES, transactions=rows)
    assert abc_crossed(con, Scope.to(AS_OF)).rows() == [
        ("A", "new", "trial_buyer", 1, 80.0),
        ("C", "hibernating", "former", 1, 10.0),
        ("C", "promising", "trial_buyer", 1, 10.0),
    ]
    assert abc_crossed(con, Scope.to(AS_OF).where("abc", "A")).rows() == [("A", "new", "trial_buyer", 1, 80.0)]
