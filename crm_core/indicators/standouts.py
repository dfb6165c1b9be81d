"""Which groups differ from all the others together? Tested at 5 % for the whole set, so that many groups raise no false alarm.

The group furthest from the others is tested first, against a level divided by the number of groups still compared (Bonferroni); once it
stands out it no longer counts among "the others", so that one very low store does not make all the rest look high.
"""

from collections.abc import Sequence
from math import erfc, sqrt

from crm_core.indicators.comparison import FEW

LEVEL = 0.05
Group = tuple[int, int, int]


def score_standouts(groups: Sequence[Group]) -> list[int]:
    """For each (promoters, detractors, n): 1 when its NPS is above that of the others, -1 below, 0 when that is not proven or n < 30."""
    found, compared = [0] * len(groups), [rank for rank, one in enumerate(groups) if one[2] >= FEW]
    while compared:
        tests = {
            rank: _test(groups[rank], [one for other, one in enumerate(groups) if other != rank and not found[other]]) for rank in compared
        }
        furthest = min(compared, key=lambda rank: (round(tests[rank][1], 12), -abs(_distance(groups, rank))))
        gap, p = tests[furthest]
        if p > LEVEL / len(compared):
            break
        found[furthest] = 1 if gap > 0 else -1
        compared.remove(furthest)
    return found


def _test(one: Group, others: Sequence[Group]) -> tuple[float, float]:
    """The gap to the others in standard errors and its two-sided p-value; (0, 1) without others or spread."""
    if not sum(n for _promoters, _detractors, n in others):
        return 0.0, 1.0
    mean, variance = _moments([one])
    rest, rest_variance = _moments(others)
    spread = sqrt(variance + rest_variance)
    gap = (mean - rest) / spread if spread else 0.0
    return gap, erfc(abs(gap) / sqrt(2))


def _moments(groups: Sequence[Group]) -> tuple[float, float]:
    """Mean of +1, 0, -1 over all answers and the variance of that mean."""
    promoters, detractors, n = (sum(one[part] for one in groups) for part in range(3))
    mean = (promoters - detractors) / n
    return mean, ((promoters + detractors) / n - mean * mean) / n


def _distance(groups: Sequence[Group], rank: int) -> float:
    """How far the score of a group is from that of all: it tells apart two groups that differ from each other alone."""
    return _moments([groups[rank]])[0] - _moments(groups)[0]
