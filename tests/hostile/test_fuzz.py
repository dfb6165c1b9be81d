"""Random damage and random choices: a file is refused in words, or every row of it is accounted for. `make fuzz` looks for much longer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.errors import CrmError
from crm_core.ingest import Request, difference
from crm_core.ingest.preview import preview
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES
from tests.hostile import damage
from tests.support import NOW, workspace

TIMES = 150 if os.environ.get("FUZZ") == "long" else 1
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture, HealthCheck.large_base_example]


def fuzz(examples: int) -> settings:
    return settings(max_examples=examples * TIMES, deadline=None, suppress_health_check=QUIET, derandomize=TIMES == 1, database=None)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that holds some of the customers already."""
    yield workspace(
        tmp_path_factory.mktemp("firm"), customers=[{"customer_id": f"C{k:03d}", "last_name": f"Dupont, {k}"} for k in range(10)]
    )


def taken(firm: Workspace, name: str, data: bytes, **choices: object) -> str:
    """What became of the file: refused, or read. Anything else fails."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        request = Request(path, **choices)  # type: ignore[arg-type]
        try:
            preview(request, at=NOW, workspace=firm)
            report = difference(firm, request, at=NOW)
        except CrmError as problem:
            assert all(len(problem.say(language)) > 20 for language in ("fr", "en"))
            return "refused"
    assert report.read == report.loaded + report.updated + report.unchanged + report.repeated + report.rejected
    assert min(report.loaded, report.updated, report.unchanged, report.repeated, report.rejected, report.skipped) >= 0
    assert all(report.say(language) for language in ("fr", "en"))
    return "read"


@fuzz(8)
@given(st.data())
def test_text(firm: Workspace, data: st.DataObject) -> None:
    name, good = data.draw(st.sampled_from(sorted(damage.texts().items())))
    taken(firm, name, data.draw(damage.damaged(good)), table=data.draw(st.sampled_from([None, "customers", "transactions", "surveys"])))


@fuzz(5)
@given(st.data())
def test_workbooks(firm: Workspace, data: st.DataObject) -> None:
    taken(firm, "ventes.xlsx", data.draw(damage.damaged_parts(damage.workbook())), table=data.draw(st.sampled_from([None, "transactions"])))


@fuzz(15)
@given(st.data())
def test_parquet(firm: Workspace, data: st.DataObject) -> None:
    taken(firm, "ventes.parquet", data.draw(damage.damaged(damage.parquet())), table=data.draw(st.sampled_from([None, "transactions"])))


HEADERS = st.sampled_from(["N° client", "Date d'achat", "Montant TTC (€)", "Vendeur", "Magasin", "#1", "rien", ""]) | st.text(max_size=5)
FIELDS = st.sampled_from(
    sorted({one.name for table in TABLES.values() for one in table.fields} | {"", "-", "dim_accueil", "dim_", "a'b\"c"})
)


@fuzz(10)
@given(
    name=st.sampled_from(sorted(damage.texts())),
    table=st.sampled_from([None, *TABLES]) | st.text(max_size=5),
    mapping=st.dictionaries(HEADERS, FIELDS, max_size=4),
    values=st.dictionaries(
        FIELDS, st.sampled_from(["#", "2026-02-30", "EUR", "'; drop table x; --", "\0", "x" * 500]) | st.text(max_size=8), max_size=3
    ),
    answers=st.dictionaries(
        st.sampled_from(["table", "decimal:Montant TTC (€)", "date_order:Date d'achat", "scale:nps"]),
        st.sampled_from(["dmy", ".", "x", "customers"]),
        max_size=3,
    ),
    blank=st.booleans(),
)
def test_choices(
    firm: Workspace, name: str, table: str | None, mapping: dict[str, str], values: dict[str, str], answers: dict[str, str], blank: bool
) -> None:
    taken(firm, name, damage.texts()[name], table=table, mapping=mapping, values=values, answers=answers, blank_empties=blank)


def test_the_good_files_are_read(firm: Workspace) -> None:
    for name, data in damage.texts().items():
        assert taken(firm, name, data) == "read", name
    assert taken(firm, "ventes.xlsx", damage.workbook()) == "read"
    assert taken(firm, "ventes.parquet", damage.parquet()) == "read"
