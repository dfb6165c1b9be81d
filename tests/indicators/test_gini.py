from datetime import date
from random import Random

import numpy as np
import pytest

from crm_core.engine import Scope
from crm_core.indicators.gini import gini
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def of(tmp_path, amounts):
    return gini(connection(tmp_path, transactions=[buy(f"c{n}", AS_OF, amount) for n, amount in enumerate(amounts)]), Scope.to(AS_OF))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((10, 10, 10, 10), (4, 0.0, 2, 0.5)),
        ((0, 0, 0, 50), (4, 0.75, 1, 0.25)),
        ((10, 20, 30, 40), (4, 0.25, 2, 0.5)),  # 2 × (10 + 40 + 90 + 160) / 400 − 5 / 4; 40 + 30 are more than 50
        ((7,), (1, 0.0, 1, 1.0)),
        ((0, 0), (2, None, 0, 0.0)),
    ],
)
def test_by_hand(tmp_path, amounts, expected):
    assert of(tmp_path, amounts).rows() == [expected]


def test_it_is_half_the_mean_difference_of_all_pairs(tmp_path):
    amounts = [Random(4).randrange(1, 500) for _ in range(40)]
    x = np.array(amounts, dtype=float)
    expected = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    assert of(tmp_path, amounts)["gini"][0] == pytest.approx(expected, abs=1e-12)


def test_each_value_of_a_breakdown_has_its_own(tmp_path):
    customers = [{"customer_id": f"c{n}", "store": "Lille" if n < 2 else "Lyon"} for n in range(4)]
    rows = [buy(f"c{n}", AS_OF, amount) for n, amount in enumerate((5, 5, 0, 80))]
    con = connection(tmp_path, customers=customers, transactions=rows)
    assert gini(con, Scope.to(AS_OF).broken_by("store")).rows() == [("Lille", 2, 0.0, 1, 0.5), ("Lyon", 2, 0.5, 1, 0.5)]
