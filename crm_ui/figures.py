"""From numbers to a card: readings taken out of answers, and their words. Pure functions; the language is given."""

from dataclasses import dataclass

import polars as pl

from crm_core.i18n import N_, say
from crm_core.indicators.comparison import Better, Figure, Reading, Tone, Verdict, tone
from crm_core.indicators.registry import find
from crm_core.indicators.statistics import Z
from crm_core.units import Unit
from crm_ui import formats
from crm_ui.cards import FEW_ANSWERS, NO_VALUE, Kpi, Spark, State

MASKED = 5
LIGHT: dict[str, State] = {"good": "good", "watch": "watch", "bad": "bad", "too_few": "neutral"}
TONE: dict[str, State] = {"better": "good", "worse": "bad"}


@dataclass(frozen=True)
class Words:
    """What a card says besides its figures, in the page's language. `below` replaces the interval, `versus` names what it is compared with."""

    key: str
    label: str
    indicator: str
    unit: Unit
    language: str
    currency: str = "EUR"
    below: str | None = None
    rows: str | None = None
    year_ago: str = N_("{value} a year ago")
    period_ago: str = N_("{value} the period before")


def readings(answer: pl.DataFrame, value: str, *, n: str = "n") -> list[Reading]:
    """One reading a row, oldest first: `value`, `low` and `high` where the answer has them, `n` (0 where not known); the variance is that of the interval."""
    columns = [value, *(name for name in ("low", "high") if name in answer.columns), n]
    return [_reading(row[value], row.get("low"), row.get("high"), row[n] or 0) for row in answer.select(columns).iter_rows(named=True)]


def _reading(value: float | None, low: float | None, high: float | None, n: int) -> Reading:
    variance = ((high - low) / (2 * Z)) ** 2 if low is not None and high is not None else None
    return Reading(value, low, high, n, variance)


def hidden(one: Reading, unit: Unit) -> bool:
    """Whether a reading is about one to four persons."""
    return 0 < (one.n or 0) < MASKED or (unit is Unit.COUNT and 0 < (one.value or 0) < MASKED)


def spark(series: list[Reading], target: float | None) -> Spark:
    """The curve of a card; the band only where there are intervals."""
    known = any(one.low is not None and one.high is not None for one in series)
    low, high = ([one.low for one in series], [one.high for one in series]) if known else ([], [])
    return Spark([one.value for one in series], low, high, target)


@dataclass(frozen=True)
class Judged:
    """A reading with what it is held against: the target and its light, last year's value and the verdict on the change.

    `previous` is the value of the period right before, where that is not last year.
    """

    now: Reading
    before: float | None
    target: float | None
    light: str
    verdict: Verdict
    better: Better
    previous: float | None = None

    @classmethod
    def of(cls, figure: Figure) -> "Judged":
        return cls(
            figure.now, figure.last_year.value, figure.target, figure.light, figure.verdict_year, figure.better, figure.previous.value
        )

    @property
    def tone(self) -> Tone:
        return tone(self.verdict, self.better)


def kpi(words: Words, judged: Judged, series: list[Reading]) -> Kpi:
    """The card of a figure compared with last year."""
    spoken, unit, now = words.language, words.unit, judged.now
    change, judgement = change_words(judged, unit, spoken, words.currency)
    return Kpi(
        key=words.key,
        label=words.label,
        value=formats.headline(now.value, unit, spoken, currency=words.currency),
        indicator=words.indicator,
        light=LIGHT.get(judged.light),
        target=target_words(judged.target, unit, spoken, words.currency),
        below=_below(words, now),
        change=change,
        judgement=judgement,
        versus=versus_words(judged.before, words.year_ago, words),
        also=versus_words(judged.previous, words.period_ago, words),
        spark=spark(series, judged.target),
        rows=words.rows,
        exact=formats.by_unit(now.value, unit, spoken, currency=words.currency),
        word=_word(words, judged),
    )


def _below(words: Words, now: Reading) -> str:
    """What the words say, else the interval and n; nothing to weigh when there is no value."""
    if now.value is None:
        return say(N_("nothing to count in the period"), words.language)
    if words.below is not None:
        return words.below
    return formats.interval(now.low, now.high, words.unit, words.language, n=now.n, currency=words.currency)


def _word(words: Words, judged: Judged) -> str:
    """The word of a grey light: no data at all, or too few answers to a survey; "" for the usual word."""
    if judged.light != "too_few":
        return ""
    if judged.now.value is None:
        return say(NO_VALUE, words.language)
    return say(FEW_ANSWERS, words.language) if "surveys" in find(words.indicator).needs else ""


def target_words(target: float | None, unit: Unit, language: str, currency: str = "EUR") -> str:
    """objectif 95 % — without decimals where they say nothing."""
    if target is None:
        return ""
    return say(N_("target {value}"), language, value=plain(target, unit, language, currency))


def plain(value: float, unit: Unit, language: str, currency: str = "EUR") -> str:
    """A round value without its empty decimals: 95 %, 12,5 %."""
    shown = value * 100 if unit is Unit.SHARE else value
    whole = abs(shown - round(shown)) < 1e-9
    return formats.by_unit(value, unit, language, currency=currency, decimals=0 if whole else None)


def versus_words(before: float | None, text: str, words: Words) -> str:
    if before is None:
        return ""
    said = formats.by_unit(before, words.unit, words.language, currency=words.currency)
    return say(text, words.language, value=said)


def change_words(judged: Judged, unit: Unit, language: str, currency: str = "EUR") -> tuple[str, State]:
    """▲ +1,3 pt, moins bien — the arrow says the direction, colour and word the judgement; ≈ Stable when nothing is proven."""
    now, before = judged.now.value, judged.before
    if now is None or before is None:
        return "", "neutral"
    if judged.verdict == "too_few":
        return say(N_("Too few cases to compare"), language), "neutral"
    if judged.verdict == "stable":
        return say(N_("≈ Stable"), language), "neutral"
    said = formats.change(now - before, unit, language, currency=currency)
    text = N_("{arrow} {change}, better") if judged.tone == "better" else N_("{arrow} {change}, worse")
    return say(text, language, arrow="▲" if now > before else "▼", change=said), TONE.get(judged.tone, "neutral")
