"""When the soak calls memory flat."""

import pytest

from benchmarks.soak import Step, flat, verdicts


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([100, 100, 100, 100], True),
        ([50, 100, 100, 104], True),  # the warming up does not count
        ([50, 100, 103, 106], False),
        ([*[438] * 9, 440, 500, 439], True),  # one peak is not growth
        ([1.0, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6], False),
    ],
)
def test_flat_compares_the_last_quarter_with_the_second(values, expected):
    assert flat(values) is expected


def test_fewer_than_four_steps_cannot_be_judged():
    with pytest.raises(ValueError, match="four steps"):
        flat([1, 1, 1])


def test_each_of_the_four_is_judged_alone():
    steps = [Step(1000 * rank, 400.0, 1.3 + rank, 600, 16) for rank in range(8)]
    assert verdicts(steps) == {"server": True, "heap": False, "nodes": True, "listeners": True}
