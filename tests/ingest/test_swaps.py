"""Days and months that were changed over on the way: noticed by three signs, asked, and turned back when the person says so; never otherwise."""

from datetime import date, timedelta
from random import Random

import openpyxl
import pytest

from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, stored, understood, written

MARCH = [date(2026, 3, 1) + timedelta(days=k) for k in range(31)]
YEAR = [date(2025, 1, 1) + timedelta(days=k) for k in range(341)]


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def exchanged(day: date) -> str:
    """As a spreadsheet of another language writes it."""
    return f"{day:%m/%d/%Y}" if day.day <= 12 else said(day)


def file(folder, cells):
    return written(folder, "ventes.csv", "client;montant;date", *(f"C{k};1;{cell}" for k, cell in enumerate(cells)))


def shuffled(days, seed=3):
    return Random(seed).sample(days, len(days))


def turn(folder, path):
    return [one for one in understood(folder, path).questions if one.id == "date_turn:date"]


@pytest.mark.parametrize("days", [shuffled(MARCH), YEAR, YEAR[::-1]], ids=["outside the months", "out of order", "latest first"])
def test_exchanged_days_and_months_are_asked_and_turned(days, tmp_path):
    path = file(tmp_path, map(exchanged, days))
    [question] = turn(tmp_path, path)
    first = next(k for k, day in enumerate(days) if day.day <= 12 and day.day != day.month)
    assert question.proposal == "as_written"
    assert question.values["examples"].startswith(f"{first + 2} ({exchanged(days[first])})")
    assert question.values["n"] == sum(day.day <= 12 and day.day != day.month for day in days)
    workspace = Workspace.open(tmp_path / "workspace")
    bring(workspace, path)
    as_written = {day for (day,) in stored(workspace, "select date from transactions")}
    assert as_written != set(days)
    bring(Workspace.open(tmp_path / "other"), path, answers={"date_turn:date": "turned"})
    assert {day for (day,) in stored(Workspace.open(tmp_path / "other"), "select date from transactions")} == set(days)


@pytest.mark.parametrize("answer", ["as_written", "turned"])
def test_what_was_answered_stays_to_be_seen_in_the_report_and_for_the_next_file(answer, tmp_path):
    path = file(tmp_path, map(exchanged, shuffled(MARCH)))
    report = bring(Workspace.open(tmp_path / "workspace"), path, answers={"date_turn:date": answer})
    assert [(one.id, one.proposal, one.values["n"]) for one in report.questions] == [("date_turn:date", answer, 11)]
    assert [one.proposal for one in turn(tmp_path, path)] == [answer]


def test_exchanged_days_and_months_of_dates_year_first_are_asked_too(tmp_path):
    cells = [f"{day:%Y-%d-%m}" if day.day <= 12 else f"{day:%Y-%m-%d}" for day in shuffled(MARCH)]
    assert len(turn(tmp_path, file(tmp_path, cells))) == 1
    assert turn(tmp_path, file(tmp_path, map(str, shuffled(YEAR)))) == []


def test_dates_of_a_workbook_beside_texts_are_asked(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["client", "montant", "date"])
    for k, day in enumerate(shuffled(YEAR)):
        book.active.append([f"C{k}", 1, date(day.year, day.day, day.month) if day.day <= 12 else said(day)])
    book.save(tmp_path / "ventes.xlsx")
    assert len(turn(tmp_path, tmp_path / "ventes.xlsx")) == 1
    bring(Workspace.open(tmp_path / "workspace"), tmp_path / "ventes.xlsx", answers={"date_turn:date": "turned"})
    assert {day for (day,) in stored(Workspace.open(tmp_path / "workspace"), "select date from transactions")} == set(YEAR)


@pytest.mark.parametrize(
    "days",
    [MARCH, shuffled(MARCH), YEAR, shuffled(YEAR), YEAR[:45], shuffled(YEAR[20:75]), [*MARCH, date(2026, 4, 1), date(2026, 5, 1)], [date(2026, 3, 3)] * 40],
)  # fmt: skip
def test_dates_that_are_right_raise_no_question(days, tmp_path):
    assert turn(tmp_path, file(tmp_path, map(said, days))) == []
