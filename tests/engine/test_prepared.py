"""What is worked out once for all questions: kept by version, day and thresholds, and written out where a statement is shown."""

from datetime import date

from crm_core.engine import Scope, query
from crm_core.engine.prepared import PARAMETER, PREPARED, whole
from crm_core.engine.query import parameters
from crm_core.indicators.lifecycle import SQL, lifecycle
from tests.indicators.cases import buy
from tests.support import connection

JAN, MAR, DEC = date(2026, 1, 5), date(2026, 3, 5), date(2026, 12, 5)


def test_a_day_is_worked_out_once_and_another_day_anew(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a", "last_name": "A"}], transactions=[buy("a", MAR, 5)])
    scopes = [Scope.to(JAN), Scope.to(DEC), Scope.to(DEC).where("store", "Lyon"), Scope.to(DEC).broken_by("store")]
    classes = [lifecycle(con, one)["lifecycle"].to_list() for one in scopes]
    assert classes == [["prospect"], ["trial_buyer"], [], ["trial_buyer"]]
    assert sum("customer_states" in str(key) for key in con.memory._kept) == 2


def test_a_shown_statement_can_be_run_as_it_stands(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a", "last_name": "A"}], transactions=[buy("a", MAR, 5)])
    assert whole("select 1") == "select 1"
    alone = whole(SQL)
    assert alone.startswith("with customer_states as (") and PREPARED["customer_states"] in alone
    values = parameters(con, Scope.to(DEC))
    rows = con.db.cursor().sql(alone, params={name: values[name] for name in set(PARAMETER.findall(alone))}).fetchall()
    assert [row[1:] for row in rows] == query(con, SQL, Scope.to(DEC)).rows() == [(1, "a", "trial_buyer")]
