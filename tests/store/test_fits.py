"""The history of fits: one line each, the same fit once, damaged lines passed over and told."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crm_core.store import fits
from crm_core.store.fits import Fit

FIRST = Fit(
    datetime(2026, 11, 1, 9, tzinfo=UTC), "product", "churn_model", "", 1, date(2026, 10, 31), date(2024, 11, 1), "logistic", 900, {"auc": 0.71, "brier": 0.2},
    {"parameters": "C = 1.0"},
)  # fmt: skip
SECOND = replace(FIRST, at=FIRST.at + timedelta(days=7), version=2, quality={"auc": 0.75, "brier": None})


def test_fits_come_back_as_they_were_the_newest_first(tmp_path: Path) -> None:
    assert fits.history(tmp_path) == []
    assert fits.remember(tmp_path, FIRST) and fits.remember(tmp_path, SECOND)
    assert fits.history(tmp_path) == [SECOND, FIRST]
    assert len((tmp_path / fits.FILE_NAME).read_text(encoding="utf-8").splitlines()) == 2


def test_a_fit_made_again_is_one_fit(tmp_path: Path) -> None:
    fits.remember(tmp_path, FIRST)
    again = replace(FIRST, at=FIRST.at + timedelta(days=1))
    assert not fits.remember(tmp_path, again)
    line = (tmp_path / fits.FILE_NAME).read_bytes()
    with (tmp_path / fits.FILE_NAME).open("ab") as file:
        file.write(line)  # as by two processes at once
    assert fits.history(tmp_path) == [FIRST]


def test_a_line_cut_off_costs_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fits.remember(tmp_path, FIRST)
    with (tmp_path / fits.FILE_NAME).open("ab") as file:
        file.write(b'{"at": "2026-11-')
    with caplog.at_level(logging.WARNING):
        fits.remember(tmp_path, SECOND)
        assert fits.history(tmp_path) == [SECOND, FIRST]
    assert {record.message for record in caplog.records} == {"fits damaged"}
