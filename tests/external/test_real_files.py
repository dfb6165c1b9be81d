"""Real exports go through the whole import and give the published or independently computed figures."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crm_core.ingest import FileReport, Request, import_files
from crm_core.store.workspace import Workspace
from tests.ingest.importing import stored as asked
from tests.support import NOW

DATA = Path(__file__).parents[3] / "shared" / "data"
if not DATA.is_dir():
    pytest.skip(f"the real data sets are not here ({DATA})", allow_module_level=True)

REFERENCE = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))["computed"]
ORDERS = ["fr_variants/V1_commandes_cp1252.csv", "fr_variants/V2_commandes_titres.xlsx", "r_rfm/rfm_data_orders.csv"]


def imported(folder: Path, path: Path, **choices: Any) -> tuple[Workspace, FileReport]:
    """Import a file twice: the second time must change nothing."""
    workspace = Workspace.open(folder)
    first = import_files(workspace, [Request(path, **choices)], at=NOW, by="test")
    again = import_files(workspace, [Request(path, **choices)], at=NOW, by="test")
    assert first.version == 1
    assert again.version is None
    assert again.files[0].unchanged == first.files[0].loaded
    return workspace, first.files[0]


def counts(report: FileReport) -> tuple[int, ...]:
    return report.read, report.loaded, report.updated, report.unchanged, report.repeated, report.rejected


SALES = "select count(*), count(distinct customer_id), sum(amount), count(*) - count(customer_id), min(date), max(date) from transactions"


@pytest.mark.parametrize("name", ORDERS)
def test_orders_in_three_shapes(name: str, tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / name)
    assert report.table == "transactions"
    assert counts(report) == (4906, 4906, 0, 0, 0, 0)
    assert (report.bad_cells, report.questions, report.rejects) == ((), (), None)
    assert asked(workspace, SALES) == [(4906, 995, Decimal("464158.00"), 0, date(2001, 10, 29), date(2006, 12, 30))]


def test_online_retail_is_the_same_as_parquet_and_as_csv(tmp_path: Path) -> None:
    source = DATA / "online_retail/online_retail_240k_8cols.parquet"
    duckdb.sql(f"copy (from read_parquet('{source}')) to '{tmp_path / 'retail.csv'}' (header, delimiter ',')")
    found = []
    for rank, path in enumerate((source, tmp_path / "retail.csv")):
        workspace, report = imported(tmp_path / str(rank), path)
        assert counts(report) == (240_007, 240_007, 0, 0, 0, 0)
        assert report.mapping["InvoiceNo"] == "order_id"
        assert report.questions == ()
        assert asked(workspace, SALES) == [(240_007, 2974, Decimal("4275143.93"), 67_225, date(2010, 12, 1), date(2011, 6, 26))]
        found.append(asked(workspace, "select bit_xor(hash(row_key, customer_id, date, amount, product, quantity)) from transactions"))
    assert found[0] == found[1]


def test_a_date_and_an_id_are_purchases_once_the_amount_is_set(tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / "lifetimes_datasets/example_transactions.csv", values={"amount": "1"})
    assert report.mapping == {"date": "date", "id": "customer_id", "amount": "amount"}
    assert asked(workspace, "select count(*), sum(amount), count(distinct customer_id) from transactions") == [
        (15_273, Decimal("15273.00"), 5000)
    ]


def test_openrefine_gives_the_published_promoters(tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / "openrefine_2024/OpenRefine-2024-User-Survey-Anonymized-Answer.csv")
    facts = REFERENCE["openrefine_2024"]["nps"]
    assert report.table == "surveys"
    assert counts(report) == (226, 226, 0, 0, 0, 0)
    assert [(one.id, one.proposal) for one in report.questions] == [("scale:nps", "0-10")]
    sides = "count(*) filter (nps >= 9), count(*) filter (nps in (7, 8)), count(*) filter (nps <= 6)"
    assert asked(workspace, f"select {sides}, min(date) from surveys") == [
        (facts["promoters"], facts["passives"], facts["detractors"], date(2024, 8, 5))
    ]


def test_complaints_of_the_us_bureau(tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / "cfpb_sample/Consumer_Complaints_sample.csv")
    assert counts(report) == (999, 999, 0, 0, 0, 0)
    assert {header: report.mapping[header] for header in ("date_received", "product", "issue", "subissue", "submitted_via", "complaint_id")} == {
        "date_received": "received_on", "product": "product", "issue": "category", "subissue": "subcategory", "submitted_via": "channel",
        "complaint_id": "complaint_id",
    }  # fmt: skip
    assert report.mapping["date_sent_to_company"] == "date_sent_to_company"
    assert asked(workspace, "select min(received_on), max(received_on) from complaints") == [(datetime(2013, 7, 22), datetime(2013, 8, 21))]
    channels = asked(workspace, "select channel, count(*) as n from complaints group by channel order by n desc")
    assert channels == [("web", 525), ("other", 270), ("phone", 124), ("mail", 65), ("fax", 14), (None, 1)]


def test_complaints_whose_closing_is_given_by_the_person(tmp_path: Path) -> None:
    workspace, report = imported(
        tmp_path, DATA / "cfpb_sample/Consumer_Complaints_sample.csv", mapping={"date_sent_to_company": "closed_on"}
    )
    assert report.mapping["date_sent_to_company"] == "closed_on"
    early = "select count(*) filter (closed_on < received_on), count(closed_on) from complaints"
    assert asked(workspace, early) == [(REFERENCE["cfpb_sample"]["sent_before_received"], 999)]


def test_telco_customers_keep_their_own_fields(tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / "telco_churn/Telco-Customer-Churn.csv")
    assert report.table == "customers"
    assert counts(report) == (7043, 7043, 0, 0, 0, 0)
    assert (report.mapping["customerID"], report.mapping["Churn"], report.mapping["Contract"]) == ("customer_id", "churn", "contract")
    assert asked(workspace, "select count(*) filter (churn = 'Yes'), count(*) filter (gender = 'female') from customers") == [(1869, 3488)]


def test_ids_written_as_floats_lose_their_point(tmp_path: Path) -> None:
    workspace, report = imported(tmp_path, DATA / "r_rfm/rfm_data_customer.csv")
    assert (report.table, report.rejected) == ("customers", 0)
    assert asked(workspace, "select count(*), count(*) filter (contains(customer_id, '.')) from customers") == [(39_999, 0)]
    assert asked(workspace, "select email from customers where customer_id = '22086'") == [("merie0@go.com",)]
