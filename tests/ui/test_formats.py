"""How values are written, in both languages."""

from datetime import date, datetime

import pytest

from crm_core.periods import Window
from crm_core.units import Unit
from crm_ui import formats

N, H, M = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1234.5, 1, f"1{N}234,5", "1,234.5"),
        (1284063, 0, f"1{N}284{N}063", "1,284,063"),
        (0, 0, "0", "0"),
        (-0.04, 1, "0,0", "0.0"),
        (-4.2, 1, f"{M}4,2", f"{M}4.2"),
        (None, 0, "—", "—"),
        (float("nan"), 0, "—", "—"),
    ],
)
def test_number(value: float | None, decimals: int, french: str, english: str) -> None:
    assert formats.number(value, "fr", decimals) == french
    assert formats.number(value, "en", decimals) == english


def test_shares_and_money() -> None:
    assert formats.share(0.8734, "fr") == f"87,3{H}%" and formats.share(0.8734, "en") == "87.3%"
    assert formats.money(1234.5, "fr", decimals=1) == f"1{N}234,5{H}€" and formats.money(1234.5, "en", decimals=1) == "€1,234.5"
    assert formats.money(-3, "en") == f"{M}€3" and formats.money(-3, "fr") == f"{M}3{H}€"
    assert formats.money(5, "en", "GBP") == "£5"
    assert formats.share(None, "fr") == formats.money(None, "fr") == "—"


def test_signs() -> None:
    assert [formats.nps(value, "fr") for value in (31.2, 0, -9)] == ["+31", "0", f"{M}9"]


def test_days_have_no_empty_decimal_and_the_plural_of_their_language() -> None:
    assert formats.days(3.8, "fr") == "3,8 jours" and formats.days(3.8, "en") == "3.8 days"
    assert formats.days(1.5, "fr") == "1,5 jour" and formats.days(1.5, "en") == "1.5 days"
    assert formats.days(0, "fr") == "0 jour" and formats.days(0, "en") == "0 days"
    assert formats.days(4.0, "fr") == "4 jours" and formats.days(1, "en") == "1 day"


@pytest.mark.parametrize(("value", "french"), [(0.75, "0,75"), (2.0, "2"), (1e-7, "0"), (0.1 + 0.2, "0,3"), (1234.5, f"1{N}234,5")])
def test_decimal(value: float, french: str) -> None:
    assert formats.decimal(value, "fr") == french


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (1873, Unit.COUNT, f"1{N}873", "1,873"),
        (12345678, Unit.COUNT, f"12,3{H}M", "12.3M"),
        (1234567.0, Unit.MONEY, f"1,2{H}M€", "€1.2M"),
        (0.873, Unit.SHARE, f"87,3{H}%", "87.3%"),
        (31, Unit.NPS, "+31", "+31"),
        (3.8, Unit.DAYS, "3,8 jours", "3.8 days"),
        (None, Unit.MONEY, "—", "—"),
    ],
)
def test_headlines_are_short(value: float | None, unit: Unit, french: str, english: str) -> None:
    assert formats.headline(value, unit, "fr") == french
    assert formats.headline(value, unit, "en") == english


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (0.048, Unit.SHARE, f"+4,8{H}pts", "+4.8 pts"),
        (0.013, Unit.SHARE, f"+1,3{H}pt", "+1.3 pts"),
        (-0.01, Unit.SHARE, f"{M}1,0{H}pt", f"{M}1.0 pt"),
        (7.2, Unit.NPS, f"+7{H}pts", "+7 pts"),
        (-0.6, Unit.DAYS, f"{M}0,6{H}j", f"{M}0.6 d"),
        (214, Unit.COUNT, "+214", "+214"),
        (1500, Unit.MONEY, f"+1{N}500{H}€", "+€1,500"),
        (None, Unit.COUNT, "—", "—"),
    ],
)
def test_changes(value: float | None, unit: Unit, french: str, english: str) -> None:
    assert formats.change(value, unit, "fr") == french
    assert formats.change(value, unit, "en") == english


def test_intervals() -> None:
    assert formats.interval(0.761, 0.806, Unit.SHARE, "fr", n=1284) == f"entre 76,1 et 80,6{H}% · n{H}={H}1{N}284"
    assert formats.interval(0.761, 0.806, Unit.SHARE, "en", n=1284) == "between 76.1 and 80.6% · n = 1,284"
    assert formats.interval(27, 35, Unit.NPS, "fr") == "entre +27 et +35"
    assert formats.interval(3.6, 4.0, Unit.DAYS, "fr") == "entre 3,6 et 4"
    assert formats.interval(10, 20, Unit.MONEY, "en") == "between €10 and €20"
    assert formats.interval(None, None, Unit.SHARE, "fr", n=12) == f"n{H}={H}12"
    assert formats.interval(None, None, Unit.SHARE, "fr") == ""


def test_dates() -> None:
    first, moment = date(2026, 11, 1), datetime(2026, 11, 21, 14, 5)
    assert formats.day(first, "fr") == "01/11/2026" and formats.day(first, "en") == "1 Nov 2026"
    assert formats.long_day(first, "fr") == "1er novembre 2026" and formats.long_day(first, "en") == "1 November 2026"
    assert formats.month(first, "fr") == "novembre 2026" and formats.month(first, "fr", short=True) == "nov. 2026"
    assert formats.clock(moment, "fr") == f"14{H}h{H}05" and formats.clock(moment, "en") == "14:05"
    assert formats.day(None, "fr") == formats.long_day(None, "fr") == formats.month(None, "en") == formats.clock(None, "fr") == "—"
    assert formats.period(Window(date(2025, 11, 22), date(2026, 11, 21)), "fr") == "du 22/11/2025 au 21/11/2026"


def test_bounds_written_alike_leave_n_alone() -> None:
    assert formats.interval(2.96, 3.04, Unit.DAYS, "en", n=744) == "n = 744"


def test_an_age_is_in_years_from_two_on() -> None:
    assert [formats.age(days, "en") for days in (1, 40, 729, 730, 1471)] == [
        "1 day old",
        "40 days old",
        "729 days old",
        "2 years old",
        "4 years old",
    ]
    assert [formats.age(days, "fr") for days in (1, 40, 1471)] == ["1 jour", "40 jours", "4 ans"]
