"""What is worked out once for all questions: kept by version, day and thresholds, and written out where a statement is shown."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from crm_core.engine import Scope, query
from crm_core.engine.prepared import PARAMETER, PREPARED, whole
from crm_core.engine.query import parameters
from crm_core.indicators.lifecycle import SQL, lifecycle
from crm_core.indicators.registry import find
from crm_core.periods import previous
from crm_core.settings import Settings
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
    assert alone.startswith("with last_purchases as (") and PREPARED["customer_states"] in alone
    values = parameters(con, Scope.to(DEC))
    rows = con.db.cursor().sql(alone, params={name: values[name] for name in set(PARAMETER.findall(alone))}).fetchall()
    assert [row[1:] for row in rows] == query(con, SQL, Scope.to(DEC)).rows() == [(1, "a", "trial_buyer")]


def test_a_relation_may_read_another_and_both_are_written_out():
    alone = whole(find("rfm").written)
    assert alone.index("rfm_sales as (") < alone.index("rfm_scores as (")
    both = whole("select * from period_sales;\n\nselect 1;\n\nwith a as (select * from period_sales) select * from a").split(";\n\n")
    assert both[1] == "select 1"
    assert (
        both[0].startswith("with period_sales as (")
        and both[2].startswith("with period_sales as (")
        and both[2].endswith("), a as (select * from period_sales) select * from a")
    )


def test_thresholds_are_the_quantiles_of_all_gaps_until_the_day(tmp_path):
    chance = Random(5)
    rows = [buy(f"c{chance.randrange(9)}", JAN + timedelta(days=int(chance.expovariate(0.01)) % 330)) for _ in range(400)]
    con = connection(tmp_path, transactions=rows)
    for day in (JAN + timedelta(days=40), MAR, date(2026, 7, 14), DEC):
        gaps = con.db.sql("select gap from all_occasions where gap is not null and date <= $day", params={"day": day}).pl()["gap"]
        assert gaps.len() > 30
        expected = [float(np.quantile(gaps.to_numpy(), share)) for share in (0.5, 0.8, 0.95)]
        found = con.thresholds(day)
        assert [found.d50, found.d80, found.d95] == pytest.approx(expected, abs=1e-9)
        assert found.gaps == gaps.len()


def test_the_names_of_channels_are_those_of_the_purchases(tmp_path):
    rows = [buy("a", JAN, channel="web"), buy("a", MAR, channel="l’été"), buy("b", DEC)]
    con = connection(tmp_path, transactions=rows)
    assert con.columns["transactions"]["channel"].startswith("ENUM")
    assert con.values("transactions", "channel") == ["l’été", "web"]
    assert con.values("transactions", "store") == con.values("transactions", "category") == []


def test_a_relation_with_a_first_day_of_its_own_is_kept_once_when_that_is_the_period_s(tmp_path):
    rows = [buy("a", MAR, 5)]
    for months, times in ((0, 1), (24, 2)):
        con = connection(tmp_path / str(months), Settings().with_values("rfm", months=months), transactions=rows)
        find("customer_scores")(con, Scope.to(DEC))
        assert [key[1][0] for key in con.memory._kept].count("period_sales") == times


def test_what_holds_on_the_eve_is_kept_once_with_what_holds_on_that_day(tmp_path):
    rows = [buy("a", MAR - timedelta(days=30 * k), 5) for k in range(9)] + [buy("a", DEC)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=40, d95=90), transactions=rows)
    asked = Scope.to(DEC, months=9)
    assert find("customer_list")(con, asked).select("lifecycle_before", "lifecycle").rows() == [("regular", "occasional")]
    assert lifecycle(con, asked.over(previous(asked.period)))["lifecycle"].to_list() == ["regular"]
    assert sum(key[1][0] == "customer_states" for key in con.memory._kept) == 2
    shown = whole(find("migration").written)
    assert shown.index("last_before as (") < shown.index("rhythms_before as (") < shown.index("states_before as (")
    assert "$as_of" not in PREPARED["states_before"] + PREPARED["rhythms_before"] and "last_purchases" not in PREPARED["rhythms_before"]
