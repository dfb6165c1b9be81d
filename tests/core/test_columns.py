"""A Python function over a column: nulls stay, each value is worked out once, and a server that draws tables meanwhile goes on."""

import subprocess
import sys

import polars as pl
from polars.testing import assert_frame_equal, assert_series_equal

from crm_core.columns import each, each_text

# Tables are converted, which holds the interpreter's lock, while other threads work on columns: with functions inside polars' expressions this stands still.
MEETING = """
from concurrent.futures import ThreadPoolExecutor
import polars as pl
from crm_core.columns import each_text

frame = pl.concat([pl.DataFrame({name: [str(k) for k in range(400)] for name in "abcdef"}) for _ in range(8)], rechunk=False)

def drawn(_): return len(frame.to_pandas())
def told(_): return each_text(frame, lambda one: one + one).height

with ThreadPoolExecutor(8) as pool:
    both = [pool.submit(act, 0) for _ in range(60) for act in (drawn, told)]
    print(sum(one.result() for one in both))
"""


def test_nulls_stay_and_equal_values_are_worked_out_once():
    asked = []
    got = each(pl.Series("x", ["a", None, "b", "a"]), lambda one: asked.append(one) or one.upper())
    assert_series_equal(got, pl.Series("x", ["A", None, "B", "A"]))
    assert sorted(asked) == ["a", "b"]
    assert_series_equal(
        each(pl.Series("n", [None, None], dtype=pl.Int64), float, pl.Float64), pl.Series("n", [None, None], dtype=pl.Float64)
    )


def test_only_texts_are_changed():
    frame = pl.DataFrame({"a": ["x", None], "n": [1, 2], "b": ["y", "z"]})
    assert_frame_equal(each_text(frame, str.upper), pl.DataFrame({"a": ["X", None], "n": [1, 2], "b": ["Y", "Z"]}))


def test_threads_that_convert_tables_and_threads_that_work_on_columns_do_not_stop_each_other():
    done = subprocess.run([sys.executable, "-c", MEETING], capture_output=True, text=True, timeout=120, check=True)
    assert int(done.stdout) == 60 * 2 * 8 * 400
