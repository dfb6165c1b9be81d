"""The life line of one customer: what the model says on each day, with what was known on it."""

from datetime import date

import numpy as np
import pytest

from crm_core.models.bgnbd import Bgnbd, Lives
from crm_core.models.life import course

MODEL = Bgnbd(0.2425967, 4.413659, 0.7929869, 2.426164)


def test_it_falls_with_silence_and_is_lifted_by_a_purchase():
    got = course(MODEL, [date(2026, 1, 1), date(2026, 1, 18), date(2026, 2, 5)], date(2026, 2, 20))
    assert got["day"].to_list() == [
        date(2026, month, day)
        for month, day in ((1, 1), (1, 8), (1, 15), (1, 17), (1, 18), (1, 22), (1, 29), (2, 4), (2, 5), (2, 12), (2, 19), (2, 20))
    ]
    alive = dict(got.iter_rows())
    # Until it comes back BG/NBD leaves nobody out; on the day after, what it had done by then.
    assert alive[date(2026, 1, 17)] == 1.0
    assert alive[date(2026, 1, 18)] == pytest.approx(1 / (1 + MODEL.a / MODEL.b))
    before = Lives(np.array([1.0]), np.array([17 / 7]), np.array([34 / 7]), np.ones(1))
    assert alive[date(2026, 2, 4)] == pytest.approx(MODEL.alive(before)[0])
    assert alive[date(2026, 2, 5)] > alive[date(2026, 2, 4)]
    assert alive[date(2026, 2, 20)] < alive[date(2026, 2, 12)] < alive[date(2026, 2, 5)]


def test_bought_today_for_the_first_time():
    assert course(MODEL, [date(2026, 1, 1)], date(2026, 1, 1)).rows() == [(date(2026, 1, 1), 1.0)]
