"""Which target applies, and where it comes from."""

from datetime import date

from crm_core.engine import Scope
from crm_core.indicators.targets import GOALS, references, targets
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
COLUMNS = ("indicator", "period", "value", "company", "store", "source")
ROWS = [
    ("csat", "2026", 0.95, "target", None, "Plan"), ("csat", "2025", 0.50, "target", None, "Plan"), ("csat", "2026-12", 0.99, "Objectif", None, "Comité"),
    ("csat", "2026", 0.70, "cible", "Lille", None), ("nps", "2026", 90.0, "Concurrent", None, None), ("on_time", "2026", 0.80, "target", None, None),
    ("on_time_rate", "2026", 0.85, "target", None, None), ("response_rate", "2026", 0.30, "target", None, None),
    ("late_open", "2026", 4.0, "target", "Lille", None), ("cost.staff", "2026", 9.0, "target", None, None),
]  # fmt: skip


def con(tmp_path, rows=ROWS):
    given = [dict(zip(COLUMNS, one, strict=True)) for one in rows]
    return connection(tmp_path, Settings(), customers=[{"customer_id": "a", "store": "Lille"}], references=given)


def test_the_references_in_force(tmp_path):
    rows = references(con(tmp_path), Scope.to(AS_OF)).select("target", "store", "value", "period", "source").rows()
    assert rows == [
        ("csat", None, 0.99, "2026-12", "Comité"),
        ("csat", "Lille", 0.70, "2026", None),
        ("late_open", "Lille", 4.0, "2026", None),
        ("on_time", None, 0.85, "2026", None),
        ("response_rate", None, 0.30, "2026", None),
    ]


def test_on_another_day_others_are_in_force(tmp_path):
    made = con(tmp_path)
    assert references(made, Scope.to(date(2025, 6, 30))).select("target", "value").rows() == [("csat", 0.50)]
    assert references(made, Scope.to(date(2024, 6, 30))).is_empty()


def test_every_figure_has_its_target_from_the_references_or_the_settings(tmp_path):
    own = Settings().targets
    assert targets(con(tmp_path), Scope.to(AS_OF)) == {
        "csat": 0.99, "nps": own.nps, "attrition_rate": own.attrition, "lost": None, "on_time_rate": 0.85, "complaint_rate": own.complaint_rate,
        "response_rate": 0.30, "closing_days": own.closing_days, "late_open": own.late_open, "base_quality": own.base_quality,
    }  # fmt: skip


def test_a_store_has_its_own_and_no_number_of_the_whole_firm(tmp_path):
    made = con(tmp_path)
    lille, lyon = (targets(made, Scope.to(AS_OF).where("store", name)) for name in ("Lille", "Lyon"))
    assert (lille["csat"], lille["late_open"], lille["lost"], lille["response_rate"]) == (0.70, 4.0, None, 0.30)
    assert (lyon["csat"], lyon["late_open"], lyon["lost"]) == (0.99, None, None)


def test_what_adds_up_over_a_year_has_no_target_for_a_quarter(tmp_path):
    got = targets(con(tmp_path), Scope.to(AS_OF, months=3))
    assert {name for name, value in got.items() if value is None} == {"attrition_rate", "lost", "complaint_rate"}


def test_every_target_of_the_settings_is_one_of_a_figure():
    assert {one.key for one in GOALS} == set(Settings().targets.__dataclass_fields__)


def test_customers_lost_have_the_target_of_the_attrition_rate_unless_one_is_given(tmp_path):
    """100 customers were active before the period: at most 12 of them by the settings, 9 by the rate of the references."""
    sales = [buy(f"c{rank}", date(2025, 12, 20)) for rank in range(100)]
    year = Scope.to(AS_OF)

    def lost(settings, *rows, scope=year):
        given = [dict(zip(COLUMNS, one, strict=True)) for one in rows]
        made = connection(tmp_path / str(len(list(tmp_path.iterdir()))), settings, transactions=sales, references=given)
        return targets(made, scope)["lost"]

    free = Settings().with_values("lifecycle", d80=60, d50=20, d95=90)
    assert lost(free) == 12.0
    assert lost(free, ("attrition", "2026", 0.09, "target", None, None)) == 9.0
    assert lost(free, ("lost", "2026", 0.0, "target", None, None)) == 0.0
    assert lost(free.with_values("targets", lost=40.0)) == 40.0
    assert lost(free, scope=Scope.to(AS_OF, months=3)) is None
    assert lost(free, scope=year.where("store", "Lille")) is None
