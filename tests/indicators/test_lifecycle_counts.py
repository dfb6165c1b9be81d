from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.lifecycle import ORDER
from crm_core.indicators.lifecycle_counts import lifecycle_counts
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_all_nine_classes_with_their_revenue(tmp_path):
    con = connection(
        tmp_path,
        customers=[{"customer_id": "s"}, {"customer_id": "p", "email": "a@b.fr"}],
        transactions=[buy("t", AS_OF, 5), buy("o", AS_OF, 7), buy("o", date(2026, 12, 1), 8), buy("o", date(2024, 1, 1), 100)],
    )
    counted = {"suspect": (1, 0.0), "prospect": (1, 0.0), "trial_buyer": (1, 5.0), "occasional": (1, 15.0)}
    expected = pl.DataFrame(
        {
            "lifecycle": ORDER,
            "customers": [counted.get(name, (0, 0.0))[0] for name in ORDER],
            "share": [0.25 if name in counted else 0.0 for name in ORDER],
            "revenue": [counted.get(name, (0, 0.0))[1] for name in ORDER],
        }
    )
    assert_frame_equal(lifecycle_counts(con, Scope.to(AS_OF)), expected)
