"""The benchmarks run, and pandas gives the same figures as the indicators."""

from pathlib import Path

import pytest

pytest.importorskip("pandas")

from benchmarks.run import INDICATORS, asking, building, table


def test_a_small_run_agrees_with_pandas(tmp_path: Path) -> None:
    measures = [*building(tmp_path, 20_000, 4_000), *asking(tmp_path, 1)]
    assert {"build the serving file", *INDICATORS} <= {one.what for one in measures}
    assert {one.what for one in measures if one.pandas} == set(INDICATORS[:6])
    assert table(measures).count("\n") == len(measures) + 1
