"""Memory that does not suffice and a disk that is full are told apart, each with its own advice."""

from dataclasses import replace

import duckdb
import pytest

from crm_core import settings
from crm_core.errors import WorkspaceProblem
from crm_core.ingest.load import staging
from crm_core.settings import Limits, Settings
from crm_core.store import serving
from crm_core.store.serving import MORE_MEMORY, out_of_room, serving_file
from crm_core.store.workspace import FREE_SPACE
from tests.support import workspace

HUGE = "select string_agg(repeat('x', 1000), '') as one from range(200000)"  # a single value, which cannot be spilled
OFFLOADED = (
    "failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used).\nThis limit was set by the 'max_temp_directory_size' setting."
)
SCARCE = replace(Settings(), limits=Limits(memory="60MB"))


def test_an_import_that_needs_more_memory_says_where_to_allow_it(tmp_path):
    settings.save(tmp_path, SCARCE)
    with pytest.raises(WorkspaceProblem) as caught, staging(tmp_path) as con:
        con.sql(HUGE).fetchall()
    assert caught.value.advice == MORE_MEMORY
    said = caught.value.say("fr")
    assert "la mémoire ne suffit pas" in said and "limits.memory" in said and "disque" not in said


def test_figures_that_need_more_memory_say_where_to_allow_it(tmp_path, monkeypatch):
    firm = workspace(tmp_path, customers=[{"customer_id": "1"}])
    settings.save(tmp_path, SCARCE)
    monkeypatch.setattr(serving, "SCHEMA", f"create table huge as {HUGE}")
    monkeypatch.setattr(serving, "SHAPE", "0" * 8)
    with pytest.raises(WorkspaceProblem) as caught:
        serving_file(firm, firm.current)
    assert caught.value.advice == MORE_MEMORY
    assert "there is not enough memory" in caught.value.say("en")


@pytest.mark.parametrize(("problem", "advice", "said"), [
    (duckdb.OutOfMemoryException("could not allocate block of size 256.0 KiB"), MORE_MEMORY, "there is not enough memory"),
    (duckdb.OutOfMemoryException(OFFLOADED), FREE_SPACE, "the disk is full"),
    (duckdb.IOException('Could not write file "x": No space left on device'), FREE_SPACE, "the disk is full"),
    (duckdb.IOException("Cannot open file\nmore"), FREE_SPACE, "Cannot open file"),
])  # fmt: skip
def test_what_is_lacking_and_what_to_do(problem, advice, said):
    assert out_of_room(problem) == (said, advice)
