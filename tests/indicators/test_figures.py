"""The figures of the barometer asked in few questions are those asked span by span."""

from dataclasses import replace
from datetime import date

import pytest

from crm_core.engine import Scope, connect
from crm_core.indicators.figures import PARTS, compared
from crm_core.periods import previous, year_earlier
from crm_core.settings import Settings
from tests.pages.support import small_firm

AS_OF = date(2026, 11, 20)
SCOPES = {
    "12 months": Scope.to(AS_OF),
    "6 months": Scope.to(AS_OF, months=6),
    "1 month": Scope.to(AS_OF, months=1),
    "since January": Scope.to(AS_OF, start=date(2026, 1, 1)),
    "5 days, whose 5 days before end in the same month": Scope.to(AS_OF, start=date(2026, 11, 16)),
    "by store": Scope.to(AS_OF, start=date(2026, 11, 16)).broken_by("store"),
    "one region": Scope.to(AS_OF, months=3).where("region", "Nord"),
    "by class": Scope.to(AS_OF).broken_by("lifecycle"),
}


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    return connect(small_firm(tmp_path_factory.mktemp("firm")), Settings())


@pytest.mark.parametrize("name", SCOPES)
def test_spans_asked_together_are_those_asked_alone(con, name):
    scope = SCOPES[name]
    spans = (scope.period, previous(scope.period), year_earlier(scope.period))
    asked = {part.indicator.name: part.indicator for part in PARTS}
    alone = {key: [one(con, replace(scope, windows=(span,))).rows(named=True) for span in spans] for key, one in asked.items()}
    assert compared(con, scope) == alone
    assert any(row["n"] for spans in alone.values() for row in spans[0])
