"""How a value is written. Pure functions: value in, text out, in the language that is given; null is "—", never 0.

French: U+202F between thousands, U+00A0 before % and €, decimal comma. English: €1,234.5. Minus is the true minus (−).
Symbols and month names come from Babel's locale data.
"""

from datetime import date, datetime
from functools import cache
from math import isnan

from babel.dates import format_date
from babel.numbers import format_compact_currency, format_compact_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from crm_core.i18n import N_, say, say_number
from crm_core.periods import Window
from crm_core.units import Unit

NONE = "—"
MINUS, HARD = "\u2212", "\u00a0"
LONGEST, YEAR = 7, 365
LOCALES = {"fr": "fr", "en": "en_GB"}
DECIMALS = {Unit.SHARE: 1, Unit.RATE: 1, Unit.DAYS: 1, Unit.SCORE: 1}

Number = float | int | None


@cache
def _symbols(language: str) -> tuple[str, str]:
    locale = LOCALES[language]
    return get_group_symbol(locale), get_decimal_symbol(locale)


def unknown(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def number(value: Number, language: str, decimals: int = 0) -> str:
    """1234.5 → 1 234,5 (fr), 1,234.5 (en)."""
    if value is None or unknown(value):
        return NONE
    group, decimal = _symbols(language)
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        text = (MINUS if text.strip("-0.,") else "") + text[1:]
    return text.replace(",", "\0").replace(".", decimal).replace("\0", group)


def decimal(value: float, language: str) -> str:
    """A number with as many decimals as it has, six at most: 0.75 → 0,75; 2.0 → 2."""
    decimals = next(places for places in range(7) if places == 6 or round(value, places) == round(value, 6))
    return number(value, language, decimals)


def signed(value: Number, language: str, decimals: int = 0) -> str:
    """The sign always written: +31, −4, 0."""
    text = number(value, language, decimals)
    return "+" + text if value is not None and text[0] not in MINUS + NONE and text.strip("0,.") else text


def percent_sign(language: str) -> str:
    return HARD + "%" if language == "fr" else "%"


def share(value: Number, language: str, decimals: int = 1) -> str:
    """0.873 → 87,3 % (fr), 87.3% (en)."""
    return NONE if value is None or unknown(value) else number(value * 100, language, decimals) + percent_sign(language)


def money(value: Number, language: str, currency: str = "EUR", decimals: int = 0) -> str:
    """1234.5 with one decimal → 1 234,5 € (fr), €1,234.5 (en)."""
    if value is None or unknown(value):
        return NONE
    text, symbol = number(value, language, decimals), currency_symbol(currency, language)
    if language == "fr":
        return text + HARD + symbol
    return MINUS + symbol + text[1:] if text.startswith(MINUS) else symbol + text


def currency_symbol(currency: str, language: str) -> str:
    return str(get_currency_symbol(currency, LOCALES[language]))


def compact(value: Number, language: str, currency: str | None = None) -> str:
    """1234567 → 1,2 M€ or 1,2 M (fr), €1.2M or 1.2M (en)."""
    if value is None or unknown(value):
        return NONE
    locale = LOCALES[language]
    if currency:
        text = format_compact_currency(value, currency, locale=locale, fraction_digits=1)
        return str(text).replace("-", MINUS).replace(HARD + currency_symbol(currency, language), currency_symbol(currency, language))
    return str(format_compact_decimal(value, locale=locale, fraction_digits=1)).replace("-", MINUS)


def nps(value: Number, language: str) -> str:
    """31.2 → +31."""
    return signed(value, language)


def days(value: Number, language: str, decimals: int = 1) -> str:
    """3.8 → 3,8 jours (fr), 3.8 days (en); 4.0 → 4 jours."""
    if value is None or unknown(value):
        return NONE
    decimals = decimals if round(value, decimals) % 1 else 0
    return say_number(N_("{n} day"), N_("{n} days"), plural(value, language), language, n=number(value, language, decimals))


def age(days: int, language: str) -> str:
    """How old something is: 40 days old; from two years on 4 years old."""
    if days >= 2 * YEAR:
        return say(N_("{n} years old"), language, n=days // YEAR)
    return say_number(N_("{n} day old"), N_("{n} days old"), days, language, n=number(days, language))


def plural(value: float, language: str) -> int:
    """The whole number whose plural `value` takes: in French 1,9 is singular, in English only 1 is."""
    return int(abs(value)) if language == "fr" else (1 if abs(value) == 1 else 2)


def decimals_of(unit: Unit) -> int:
    return DECIMALS.get(unit, 0)


def by_unit(value: Number, unit: Unit, language: str, *, currency: str = "EUR", decimals: int | None = None) -> str:
    """A value as its unit is written."""
    places = decimals_of(unit) if decimals is None else decimals
    match unit:
        case Unit.SHARE:
            return share(value, language, places)
        case Unit.MONEY:
            return money(value, language, currency, places)
        case Unit.DAYS:
            return days(value, language, places)
        case Unit.NPS:
            return signed(value, language, places)
        case _:
            return number(value, language, places)


def headline(value: Number, unit: Unit, language: str, *, currency: str = "EUR", decimals: int | None = None) -> str:
    """The value of a card: as its unit is written, shortened beyond seven characters (days keep their word)."""
    text = by_unit(value, unit, language, currency=currency, decimals=decimals)
    if len(text) <= LONGEST or unit not in (Unit.COUNT, Unit.MONEY, Unit.SCORE):
        return text
    return compact(value, language, currency if unit is Unit.MONEY else None)


def change(value: Number, unit: Unit, language: str, *, currency: str = "EUR") -> str:
    """A difference: of shares in points (0.048 → +4,8 pts), of days +0,6 j, else signed in its own unit."""
    if value is None or unknown(value):
        return NONE
    if unit is Unit.SHARE:
        return _counted(value * 100, language, N_("{n} pt"), N_("{n} pts"), 1)
    if unit is Unit.NPS:
        return _counted(value, language, N_("{n} pt"), N_("{n} pts"), 0)
    if unit is Unit.DAYS:
        return say(N_("{n} d"), language, n=signed(value, language, 1 if round(value, 1) % 1 else 0))
    if unit is Unit.MONEY:
        return ("+" if value > 0 else "") + money(value, language, currency)
    return signed(value, language, decimals_of(unit))


def _counted(value: float, language: str, one: str, many: str, decimals: int) -> str:
    return say_number(one, many, plural(round(value, decimals), language), language, n=signed(value, language, decimals))


def interval(low: Number, high: Number, unit: Unit, language: str, *, n: Number = None, currency: str = "EUR") -> str:
    """between 76.1 and 80.6% · n = 1,284; without bounds, or when both are written alike, n alone; "" when neither is known. The unit is said once (in money, twice)."""
    sample = say(N_("n = {n}"), language, n=number(n, language)) if not unknown(n) else ""
    if unknown(low) or unknown(high):
        return sample
    start = _bare(low, unit, language) if unit is not Unit.MONEY else money(low, language, currency)
    end = by_unit(high, unit, language, currency=currency) if unit is not Unit.DAYS else _bare(high, unit, language)
    if start == _bare(high, unit, language):
        return sample
    return " · ".join(part for part in (say(N_("between {low} and {high}"), language, low=start, high=end), sample) if part)


def _bare(value: Number, unit: Unit, language: str) -> str:
    if value is not None and unit is Unit.SHARE:
        return number(value * 100, language, 1)
    if value is not None and unit is Unit.DAYS:
        return number(value, language, 1 if round(value, 1) % 1 else 0)
    return signed(value, language) if unit is Unit.NPS else number(value, language, decimals_of(unit))


def day(value: date | datetime | None, language: str) -> str:
    """21/11/2026 (fr), 21 Nov 2026 (en)."""
    return NONE if value is None else str(format_date(value, "dd/MM/yyyy" if language == "fr" else "d MMM y", locale=LOCALES[language]))


def long_day(value: date | None, language: str) -> str:
    """21 novembre 2026, 1er décembre 2026 (fr), 21 November 2026 (en)."""
    if value is None:
        return NONE
    text = str(format_date(value, "d MMMM y", locale=LOCALES[language]))
    return "1er" + text[1:] if language == "fr" and value.day == 1 else text


def month(value: date | None, language: str, *, short: bool = False) -> str:
    """novembre 2026; short: nov. 2026."""
    return NONE if value is None else str(format_date(value, "MMM y" if short else "MMMM y", locale=LOCALES[language]))


def month_name(value: date, language: str) -> str:
    """novembre, without its year: for sentences about the last twelve months."""
    return str(format_date(value, "MMMM", locale=LOCALES[language]))


def clock(value: datetime | None, language: str) -> str:
    """14 h 05 (fr), 14:05 (en)."""
    if value is None:
        return NONE
    return f"{value.hour}{HARD}h{HARD}{value.minute:02d}" if language == "fr" else f"{value.hour:02d}:{value.minute:02d}"


def period(window: Window, language: str) -> str:
    """du 22/11/2025 au 21/11/2026 (fr), 22 Nov 2025 to 21 Nov 2026 (en)."""
    return say(N_("from {start} to {end}"), language, start=day(window.start, language), end=day(window.end, language))
