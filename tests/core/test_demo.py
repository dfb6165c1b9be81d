"""The demo company's files: the same bytes each time, in the shapes announced, holding the truths that are planted in them."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from holidays import country_holidays
from scipy.stats import norm

from crm_core.demo import truths, write_files
from crm_core.demo.campaigns import CAMPAIGNS as PLANNED
from crm_core.demo.company import Company, build
from crm_core.demo.headers import HEADERS, VALUES
from crm_core.demo.identity import LISTS
from crm_core.demo.load import load_demo
from crm_core.demo.timeline import Timeline
from crm_core.engine import Connection, Scope, connect
from crm_core.indicators.campaign_returns import campaign_returns
from crm_core.indicators.customer_value_model import customer_value_model
from crm_core.models import churn
from crm_core.models.features import View, features
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from crm_core.tables.campaigns import CAMPAIGN_MEMBERS, CAMPAIGNS, REFERENCES
from crm_core.tables.customers import CUSTOMERS
from crm_core.tables.events import COMPLAINTS, INTERACTIONS, SURVEYS
from crm_core.tables.transactions import TRANSACTIONS
from crm_core.tables.undeliverables import UNDELIVERABLES
from tests.support import NOW

TABLES = (CUSTOMERS, TRANSACTIONS, INTERACTIONS, SURVEYS, COMPLAINTS, CAMPAIGNS, CAMPAIGN_MEMBERS, UNDELIVERABLES, REFERENCES)
SIZE = 8_000
YEAR = timedelta(days=365)
LAST = pl.col("date") > truths.UNTIL - YEAR


@pytest.fixture(scope="module")
def firm() -> Company:
    return build(2026, Timeline(truths.UNTIL), SIZE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_files(path, customers=600)
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """A smaller company, as an import leaves it."""
    firm = Workspace.open(tmp_path_factory.mktemp("imported"))
    load_demo(firm, at=NOW, by="test", progress=lambda _share, _text: None, customers=3_000)
    return connect(firm, Settings())


@pytest.fixture(scope="module")
def occasions(firm: Company) -> pl.DataFrame:
    sales = firm.lines.filter(pl.col("kind") == "Vente", pl.col("customer_id").is_not_null())
    return sales.group_by("customer_id", "order_id").agg(pl.col("date").first(), pl.col("channel").first(), pl.col("amount").sum())


@pytest.fixture(scope="module")
def active(occasions: pl.DataFrame) -> set[str]:
    return set(_active(occasions, truths.UNTIL))


def _active(occasions: pl.DataFrame, as_of: date) -> list[str]:
    """Customers whose last occasion is at most the 80th percentile of the gaps old."""
    past = occasions.filter(pl.col("date") <= as_of).sort("customer_id", "date")
    gaps = past.select(pl.col("date").diff().over("customer_id").dt.total_days())["date"]
    limit = as_of - timedelta(days=int(gaps.quantile(0.8) or 0))
    return past.group_by("customer_id").agg(pl.col("date").max()).filter(pl.col("date") >= limit)["customer_id"].to_list()


def _attrition(occasions: pl.DataFrame, as_of: date, only: set[str] | None = None) -> float:
    start = {one for one in _active(occasions, as_of - YEAR) if only is None or one in only}
    return len(start - set(_active(occasions, as_of))) / len(start)


def _answers(firm: Company) -> pl.DataFrame:
    return firm.surveys.filter(pl.col("answered") == "Oui", pl.col("company").is_null())


def _nps(scores: pl.Series) -> float:
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def _complaints(firm: Company) -> pl.DataFrame:
    return firm.complaints.with_columns(date=pl.col("received_on").dt.date())


def _late(firm: Company) -> pl.DataFrame:
    """The complaints with their due date, counted day by day, and whether they were closed after it or still wait for it."""
    off = set(country_holidays("FR", years=range(2023, 2028)))
    rows = _complaints(firm)
    dues = []
    for received, waited in rows.select("date", pl.col("waiting_days").fill_null(0)).iter_rows():
        due, left = received, 5
        while left:
            due += timedelta(days=1)
            left -= due.weekday() < 5 and due not in off
        dues.append(due + timedelta(days=waited))
    due_on = pl.Series("due_on", dues)
    return rows.with_columns(due_on, late=(pl.col("closed_on").fill_null(truths.UNTIL) > due_on))


def _on_time(late: pl.DataFrame) -> float:
    counted = late.filter(pl.col("closed_on").is_not_null() | pl.col("late"))
    return 1 - counted["late"].sum() / len(counted)


def test_same_seed_same_bytes(folder: Path, tmp_path: Path) -> None:
    for file in write_files(tmp_path, customers=600):
        assert file.path.read_bytes() == (folder / file.path.name).read_bytes(), file.path.name


def test_another_seed_differs(folder: Path, tmp_path: Path) -> None:
    write_files(tmp_path, customers=600, seed=1)
    assert (tmp_path / "clients.csv").read_bytes() != (folder / "clients.csv").read_bytes()


def test_another_end_date(tmp_path: Path) -> None:
    files = write_files(tmp_path, customers=600, until=date(2025, 2, 28))
    assert [file.path.name for file in files if file.table == "transactions"] == [
        "ventes_2022_2023.csv",
        "ventes_2024.csv",
        "ventes_2025.csv",
    ]


def test_headers_and_words_belong_to_the_model() -> None:
    for table in TABLES:
        for field in HEADERS[table.name]:
            assert field in table.by_name or field.startswith(table.open_prefixes or "\0"), (table.name, field)
        for field, words in VALUES[table.name].items():
            assert set(words) <= set(table[field].codes), (table.name, field)


def test_every_required_field_has_a_header() -> None:
    for table in TABLES:
        assert {field.name for field in table.required} <= set(HEADERS[table.name])


def test_the_formats_are_mixed(folder: Path) -> None:
    clients = (folder / "clients.csv").read_bytes()
    assert clients.decode("cp1252").startswith("N° client;Type de client;Civilité;Nom;Prénom;")
    assert b"\r\n" in clients
    old = (folder / "ventes_2023_2024.csv").read_bytes()
    assert old.startswith(b"\xef\xbb\xbf")
    assert "\u202f" in old.decode("utf-8-sig")
    assert "\u00a0" in (folder / "ventes_2025.csv").read_bytes().decode("cp1252")
    assert b"\t" in (folder / "contacts.csv").read_bytes().splitlines()[0]
    register = pl.read_excel(folder / "reclamations.xlsx", engine="calamine", has_header=False)
    assert str(register.item(0, 0)).startswith("Service client")
    assert any(str(cell).startswith("TOTAL") for cell in register.to_series(0))


def test_the_files_hold_all_rows(firm: Company) -> None:
    assert len(firm.customers) == SIZE
    assert firm.customers["customer_id"].n_unique() == SIZE
    assert firm.lines["transaction_id"].is_unique().all()
    assert firm.lines["date"].max() == truths.UNTIL
    assert firm.lines["date"].min() >= truths.UNTIL - 3 * YEAR


def test_only_the_orphans_are_unknown_customers(firm: Company) -> None:
    known = set(firm.customers["customer_id"])
    bought = set(firm.lines["customer_id"].drop_nulls())
    assert len(bought - known) == round(truths.ORPHANS_PER_1000 * SIZE / 1000)
    for table in (firm.contacts, firm.surveys, firm.complaints):
        assert set(table["customer_id"].drop_nulls()) - known <= bought - known


def test_returns_belong_to_an_order(firm: Company) -> None:
    back = firm.lines.filter(pl.col("kind") == "Retour")
    sold = firm.lines.filter(pl.col("kind") == "Vente")
    assert (back["amount"] < 0).all()
    assert back.join(sold, on="order_id", how="anti").is_empty()
    assert len(back) / len(firm.lines) == pytest.approx(truths.RETURNED_LINE_SHARE, abs=0.005)


def test_anonymous_sales_are_store_sales(firm: Company) -> None:
    sold = firm.lines.filter(pl.col("kind") == "Vente").unique("order_id")
    nameless = sold.filter(pl.col("customer_id").is_null())
    assert len(nameless) / len(sold) == pytest.approx(truths.ANONYMOUS_ORDER_SHARE, abs=0.005)
    assert set(nameless["channel"]) == {"Magasin"}


def test_stages_of_a_complaint_follow_each_other(firm: Company) -> None:
    stages = _complaints(firm).select("date", "registered_on", "acknowledged_on", "first_answer_on", "closed_on", "followed_up_on")
    for earlier, later in zip(stages.columns, stages.columns[1:], strict=False):
        assert (stages[earlier] <= stages[later]).all(), (earlier, later)


def test_levels_of_the_last_year(firm: Company, occasions: pl.DataFrame, active: set[str]) -> None:
    late = _late(firm)
    now, before = late.filter(LAST), late.filter(~LAST, pl.col("date") > truths.UNTIL - 2 * YEAR)
    answers = _answers(firm)
    assert _attrition(occasions, truths.UNTIL) == pytest.approx(0.135, abs=0.025)
    assert _nps(answers.filter(LAST)["nps"]) == pytest.approx(truths.NPS_BY_YEAR[2], abs=1)
    assert _nps(answers.filter(~LAST, pl.col("date") > truths.UNTIL - 2 * YEAR)["nps"]) == pytest.approx(truths.NPS_BY_YEAR[1], abs=1)
    assert (answers.filter(LAST)["csat"] >= 8).mean() == pytest.approx(truths.SATISFIED_BY_YEAR[2], abs=0.01)
    assert 1000 * len(now) / len(active) == pytest.approx(56, abs=5)
    assert 0.84 < _on_time(now) < 0.91
    assert _on_time(before) < _on_time(now) - 0.03
    invited = firm.surveys.filter(LAST, pl.col("company").is_null())
    assert len(answers.filter(LAST)) / len(invited) == pytest.approx(truths.RESPONSE_RATE, abs=0.03)


def test_open_complaints_half_of_them_late(firm: Company) -> None:
    still = _late(firm).filter(pl.col("closed_on").is_null())
    assert 50 * SIZE / truths.CUSTOMERS < len(still) < 65 * SIZE / truths.CUSTOMERS
    assert 0.4 < still.select(pl.col("due_on") < truths.UNTIL)["due_on"].mean() < 0.65


def test_incident_month(firm: Company) -> None:
    month = truths.incident_month()
    assert month == date(2026, 3, 1)
    late = _complaints(firm).filter(pl.col("subcategory") == truths.INCIDENT_SUBCATEGORY)
    counts = late.group_by(pl.col("date").dt.truncate("1mo")).len()
    others = counts.filter(pl.col("date") != month)["len"].mean()
    assert counts.filter(pl.col("date") == month)["len"].item() > 5 * others


def test_the_weak_store(firm: Company, occasions: pl.DataFrame) -> None:
    here = pl.col("store") == truths.WEAK_STORE
    answers, late = _answers(firm).filter(LAST), _late(firm).filter(pl.col("date") > truths.UNTIL - 2 * YEAR)
    home = set(firm.customers.filter(here)["customer_id"])
    rest = set(firm.customers["customer_id"]) - home
    assert _nps(answers.filter(here)["nps"]) < _nps(answers.filter(~here)["nps"]) - 15
    assert _attrition(occasions, truths.UNTIL, home) > 1.2 * _attrition(occasions, truths.UNTIL, rest)
    assert late.filter(here)["late"].mean() > 1.8 * late.filter(~here)["late"].mean()


def test_duplicates(firm: Company) -> None:
    assert len(firm.duplicates) == round(truths.DUPLICATE_SHARE * SIZE)
    fields = ("last_name", "first_name", "mobile", "email", "postal_code")
    records = firm.customers.select("customer_id", *fields)
    pairs = firm.duplicates.join(records, on="customer_id").join(records, left_on="original_id", right_on="customer_id")
    same = pl.sum_horizontal((pl.col(name) == pl.col(f"{name}_right")).fill_null(value=False).cast(pl.Int8) for name in fields)
    shared = pairs.select(same.alias("same"))["same"]
    assert (shared >= 2).mean() > 0.95
    assert (shared < 5).mean() > 0.5


def test_faults_of_the_base(firm: Company) -> None:
    base = firm.customers
    towns = pl.read_csv(LISTS / "postal_codes.csv", infer_schema=False)
    addressed = base.filter(pl.col("postal_code").is_not_null())
    wrong = addressed.join(towns, left_on=["postal_code", "city"], right_on=["postal_code", "town"], how="anti")
    emails = base["email"].drop_nulls()
    mobiles = base["mobile"].drop_nulls()
    assert base["undeliverable_on"].count() / SIZE == pytest.approx(truths.UNDELIVERABLE_SHARE, abs=0.007)
    assert len(wrong) / len(addressed) == pytest.approx(truths.WRONG_TOWN_SHARE, abs=0.006)
    assert 1 - emails.str.contains(r"^[^@ ]+@[^@ ]+\.[a-zA-Z]+$").mean() == pytest.approx(truths.INVALID_EMAIL_SHARE, abs=0.006)
    assert (mobiles.str.len_chars() < 14).mean() == pytest.approx(truths.INVALID_PHONE_SHARE, abs=0.006)


def _z_score(firm: Company, occasions: pl.DataFrame, code: str) -> float:
    """Purchase rate of treated against control in the 30 days after sending, in standard errors."""
    group = firm.members
    inside = group.campaign == [one.code for one in PLANNED].index(code)
    sent = firm.timeline.at(int(group.sent[inside][0]))
    bought = set(occasions.filter(pl.col("date") > sent, pl.col("date") <= sent + timedelta(days=30))["customer_id"])
    buys = firm.ids.gather(group.customer[inside]).is_in(list(bought)).to_numpy()
    treated = group.treated[inside]
    rates = buys[treated].mean(), buys[~treated].mean()
    spread = np.sqrt(rates[0] * (1 - rates[0]) / treated.sum() + rates[1] * (1 - rates[1]) / (~treated).sum())
    return float((rates[0] - rates[1]) / spread)


def test_one_campaign_works_and_one_does_not(firm: Company, occasions: pl.DataFrame) -> None:
    limit = float(norm.ppf(0.975))
    assert _z_score(firm, occasions, truths.WORKING_CAMPAIGN) > limit + 1
    assert abs(_z_score(firm, occasions, truths.USELESS_CAMPAIGN)) < limit


def test_what_came_back_of_each_campaign(firm: Company) -> None:
    """The share that is planted, of the treated, those whose contact says so among them; by phone nothing comes back."""
    group, noted = firm.members, firm.contacts.filter(pl.col("outcome") == "Non distribué")
    by_code = {rank: one.code for rank, one in enumerate(PLANNED)}
    sent = pl.Series("campaign_id", [by_code[rank] for rank in group.campaign[group.treated].tolist()]).value_counts(name="sent")
    got = dict(
        firm.returns.drop_nulls("campaign_id")
        .group_by("campaign_id")
        .len()
        .join(sent, on="campaign_id")
        .select("campaign_id", pl.col("len") / pl.col("sent"))
        .iter_rows()
    )
    assert got == {
        code: pytest.approx(share, abs=0.002) for code, share in truths.RETURNED_SHARE.items() if code in set(sent["campaign_id"])
    }
    assert noted.filter(pl.col("campaign_id") != "OP2025-03").join(firm.returns, on=["campaign_id", "customer_id"], how="anti").is_empty()
    assert firm.returns.drop_nulls("campaign_id").select("campaign_id", "customer_id").is_unique().all()
    assert firm.returns.join(firm.contacts, on=["campaign_id", "customer_id"])["outcome"].is_in(["Non distribué", "Délivré"]).all()
    assert (
        firm.returns.filter(~pl.col("by_mail"), pl.col("campaign_id").is_not_null())["severity"] == "Temporaire"
    ).mean() == pytest.approx(truths.SOFT_SHARE, abs=0.07)


def test_full_mailboxes_are_undeliverable_in_the_end(firm: Company, imported: Connection) -> None:
    """Three temporary failures in a row, over 30 days, mark the address on the day of the third."""
    news = firm.returns.filter(pl.col("campaign_id").is_null()).group_by("customer_id").agg(pl.len(), pl.col("returned_on").max())
    assert news.height == round(truths.FULL_BOXES * SIZE) and news["len"].unique().to_list() == [3]
    third = truths.UNTIL - timedelta(days=15)
    marked = imported.db.cursor().sql("select email_bounced_on from served.customers where email_bounced_on >= $day", params={"day": third})
    assert [day for (day,) in marked.fetchall()] == [third] * round(truths.FULL_BOXES * 3_000)


def test_its_customers_have_a_value(imported: Connection) -> None:
    """They buy at even intervals: the model for regular buyers speaks, and it is checked."""
    told = customer_value_model(imported, Scope.to(truths.UNTIL))
    words = dict(told.filter(pl.col("parameter") != "warning").select("parameter", "words").iter_rows())
    assert words["model"] == "mbgcnbd" and "check_from" in words


def test_returns_tell_of_the_campaigns_once_imported(imported: Connection) -> None:
    """As the pages show it: a bounced address that two records share counts for both when both were written to."""
    rows = campaign_returns(imported, Scope.to(truths.UNTIL, start=truths.UNTIL - 3 * YEAR))
    large = rows.filter(pl.col("sent") >= 200)
    assert large.height >= 5
    for code, sent, returned in large.select("campaign_id", "sent", "returned").iter_rows():
        planted = round(truths.RETURNED_SHARE[code] * sent)
        assert planted <= returned <= planted + 3, code


def test_seasons(firm: Company) -> None:
    orders = firm.lines.filter(pl.col("kind") == "Vente").unique("order_id")
    months = dict(orders.group_by(pl.col("date").dt.month()).len().iter_rows())
    assert min(months, key=lambda month: months[month]) == truths.LOW_MONTH
    assert set(sorted(months, key=lambda month: -months[month])[:3]) == set(truths.HIGH_MONTHS)


def test_the_web_grows_and_two_channels_buy_more(firm: Company, occasions: pl.DataFrame) -> None:
    orders = firm.lines.filter(pl.col("kind") == "Vente", pl.col("customer_id").is_not_null()).unique("order_id")
    web = pl.col("channel") == "Internet"
    first = orders.filter(pl.col("date") < truths.UNTIL - 2.5 * YEAR).select(web.mean()).item()
    last = orders.filter(pl.col("date") > truths.UNTIL - 0.5 * YEAR).select(web.mean()).item()
    assert first == pytest.approx(truths.WEB_SHARE_START, abs=0.04)
    assert last == pytest.approx(truths.WEB_SHARE_END, abs=0.04)
    mix = occasions.filter(LAST).group_by("customer_id").agg(pl.col("channel").n_unique() > 1, pl.col("amount").sum())
    spend = dict(mix.group_by("channel").agg(pl.col("amount").mean()).iter_rows())
    assert spend[True] > 1.3 * spend[False]


def test_promoters_stay_and_bad_answers_cost_customers(firm: Company, active: set[str]) -> None:
    gone = (~pl.col("customer_id").is_in(list(active))).alias("gone")
    earlier = _answers(firm).filter(~LAST).with_columns(gone)
    promoters, detractors = (earlier.filter(one)["gone"].mean() for one in (pl.col("nps") >= 9, pl.col("nps") <= 6))
    assert detractors > 1.3 * promoters
    late = _late(firm).filter(~LAST, pl.col("closed_on").is_not_null()).with_columns(gone)
    bad = pl.col("late") | (pl.col("satisfied") == "Non").fill_null(value=False)
    lost = [late.filter(one)["gone"].mean() for one in (bad, ~bad)]
    assert lost[0] > 1.3 * lost[1]


def test_a_small_firm_has_no_full_mailbox() -> None:
    assert build(2026, Timeline(truths.UNTIL), 60).returns["campaign_id"].null_count() == 0


def test_the_score_of_departures_finds_the_planted_causes(imported: Connection) -> None:
    """The weak store and complaints that took longer than promised make customers leave: those whom they met are more at risk than the others."""
    found = churn.fitted(imported, truths.UNTIL)
    assert found.rung == "learned" and found.judged is not None and found.days is not None
    assert found.judged.auc > found.judged.baseline_auc
    known = features(imported, truths.UNTIL, View(found.horizon, found.days.back))
    rows = churn.scored(imported, truths.UNTIL).join(known, on="ck", how="inner")

    def risk_beside_others(met: pl.Expr) -> float:
        here, others = (rows.filter(one)["churn_probability"].to_numpy().mean() for one in (met, ~met))
        return float(here / others)

    assert risk_beside_others((pl.col("last_store") == truths.WEAK_STORE).fill_null(value=False)) > 1.1
    assert risk_beside_others((pl.col("complaint_days") > 7).fill_null(value=False)) > 1.4
