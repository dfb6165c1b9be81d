"""Online Retail and R's rfm orders: revenue, customers and RFM as computed elsewhere with plain independent code."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from crm_core.engine import Scope, connect
from crm_core.indicators import REGISTRY
from crm_core.ingest import Request, import_files
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from tests.support import connection

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the real data sets are not here ({DATA})")


def reference(name: str) -> dict:
    return json.loads((DATA / "reference.json").read_text(encoding="utf-8"))["computed"][name]


def imported(folder: Path, *paths: Path, **values: str):
    workspace = Workspace.open(folder)
    report = import_files(workspace, [Request(path, values=values) for path in paths], at=datetime(2026, 11, 21, tzinfo=UTC), by="test")
    assert not sum(one.rejected for one in report.files)
    return connect(workspace, Settings())


@pytest.fixture(scope="module")
def retail(tmp_path_factory):
    """Sales to known customers, cancellations and free lines left out: the subset of the reference's RFM."""
    folder = tmp_path_factory.mktemp("retail")
    lines = pl.read_parquet(DATA / "online_retail" / "online_retail_240k_8cols.parquet")
    clean = lines.filter(
        pl.col("CustomerID").is_not_null()
        & ~pl.col("InvoiceNo").cast(pl.String).str.starts_with("C")
        & (pl.col("Quantity").cast(pl.Float64) > 0)
        & (pl.col("UnitPrice").cast(pl.Float64) > 0)
    )
    assert clean.height == reference("online_retail_240k_8cols")["rows_clean"]
    clean.write_parquet(folder / "online_retail.parquet")
    return imported(folder / "workspace", folder / "online_retail.parquet")


def test_online_retail_rfm(retail):
    expected = reference("online_retail_240k_8cols")
    snapshot = expected["rfm_snapshot_2011-07-01"]
    rfm = REGISTRY["rfm"](retail, Scope.to(date(2011, 7, 1)))
    assert rfm.height == expected["customers_clean"]
    assert rfm["monetary"].sum() == pytest.approx(expected["revenue_clean"], abs=1)
    assert rfm["frequency"].sum() == expected["invoices_clean"]
    assert rfm["frequency"].mean() == pytest.approx(snapshot["frequency_mean"], abs=1e-4)
    assert rfm["frequency"].median() == snapshot["frequency_median"]
    assert (rfm["frequency"] == 1).sum() == snapshot["one_timers"]
    assert rfm["monetary"].mean() == pytest.approx(snapshot["monetary_mean"], abs=1e-2)
    assert rfm["monetary"].median() == pytest.approx(snapshot["monetary_median"], abs=0.01)
    assert rfm["recency"].median() == pytest.approx(snapshot["recency_median"], abs=1)
    assert rfm["recency"].mean() == pytest.approx(snapshot["recency_mean"], abs=1)


def test_online_retail_whole_revenue_and_customers(tmp_path):
    expected = reference("online_retail_240k_8cols")
    con = imported(tmp_path, DATA / "online_retail" / "online_retail_240k_8cols.parquet")
    assert con.rows("transactions") == expected["rows"]
    assert con.rows("customers") == expected["distinct_customers"]
    scope = Scope.to(date(2011, 6, 30))
    months = REGISTRY["monthly_activity"](con, scope)
    assert months["revenue"].sum() == pytest.approx(expected["gross_total_all_rows"], abs=5)
    classes = REGISTRY["lifecycle_counts"](con, scope)
    assert classes["customers"].sum() == expected["distinct_customers"]
    assert classes["revenue"].sum() == pytest.approx(expected["net_revenue_known_customers_incl_cancel"], abs=5)


def test_r_rfm_orders_totals(tmp_path):
    expected = reference("rfm")["r_rfm_orders"]
    con = imported(tmp_path, DATA / "r_rfm" / "rfm_data_orders.csv")
    rfm = REGISTRY["rfm"](con, Scope.to(date(2006, 12, 31), start=date(2001, 1, 1)))
    assert con.rows("transactions") == expected["rows"]
    assert rfm.height == expected["customers"]
    assert rfm["monetary"].sum() == expected["revenue"]
    by_name = {row["customer_id"]: row for row in rfm.to_dicts()}
    for name, recency, _orders, amount, _code in expected["first10"]:
        assert (by_name[name]["recency"], by_name[name]["monetary"]) == (recency, amount)


def test_the_ten_segments_that_r_s_package_publishes(tmp_path):
    """Each line is an order of its own there: two on one day are two."""
    published = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))["published"]["rfm_R_package"]
    orders = pl.read_csv(DATA / "r_rfm" / "rfm_data_orders.csv", try_parse_dates=True).with_row_index("order_id")
    rows = [
        {"customer_id": one["customer_id"], "date": one["order_date"], "amount": one["revenue"], "order_id": str(one["order_id"])}
        for one in orders.iter_rows(named=True)
    ]
    rules = Settings().with_values("rfm", cuts="r_package", grid="r_package")
    got = REGISTRY["rfm"](connection(tmp_path, rules, transactions=rows), Scope.to(date(2006, 12, 31), start=date(2000, 1, 1)))
    names = {
        "about_to_sleep": "About To Sleep", "at_risk": "At Risk", "cannot_lose": "Can't Lose Them", "champions": "Champions", "hibernating": "Lost",
        "loyal": "Loyal Customers", "need_attention": "Need Attention", "new": "New Customers", "potential_loyal": "Potential Loyalist", "promising": "Promising",
    }  # fmt: skip
    sums = got.group_by("rfm_segment").agg(pl.len(), pl.col("frequency").sum(), pl.col("monetary").sum())
    assert {names[name]: tuple(rest) for name, *rest in sums.iter_rows()} == {
        name: tuple(rest) for name, *rest in published["segment_summary_vignette"]
    }
