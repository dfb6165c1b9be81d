from datetime import date

from crm_core.engine import Scope
from crm_core.indicators.channel_mix import channel_mix
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_mixes_their_value_and_who_stays(tmp_path):
    rows = [
        buy("a", AS_OF, 10, channel="web"),
        buy("a", AS_OF, 20, channel="store"),
        buy("b", date(2026, 1, 5), 5, channel="web"),
        buy("c", AS_OF, 7, channel="web"),
        buy("d", AS_OF, 9),
    ]
    surveys = [{"customer_id": "a", "date": AS_OF, "nps": 10.0}, {"customer_id": "c", "date": AS_OF, "nps": 3.0}]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=100), transactions=rows, surveys=surveys)
    got = channel_mix(con, Scope.to(AS_OF)).drop("low", "high")
    assert got.columns == [
        "mix",
        "channels",
        "customers",
        "share",
        "revenue",
        "revenue_per_customer",
        "active",
        "active_share",
        "n",
        "answers",
        "nps",
    ]
    assert got.rows() == [
        ("web", 1, 2, 2 / 3, 12.0, 6.0, 1, 0.5, 2, 1, -100.0),
        ("store + web", 2, 1, 1 / 3, 30.0, 30.0, 1, 1.0, 1, 1, 100.0),
    ]
