"""What the complaints page says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW, Reading
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.figures import Judged
from crm_ui.findings.common import count_word, sentence

TOP, SHOWN, READABLE = 5, 8, 12
HALF, MOST = 0.5, 0.6
RARE, TIMES, SURE = 5, 2.0, 0.01
LEVELS = ("cause", "subcategory", "category")
HALF_MADE = {
    "cause": (N_("{n} cause makes half of the complaints"), N_("{n} causes make half of the complaints")),
    "subcategory": (N_("{n} subcategory makes half of the complaints"), N_("{n} subcategories make half of the complaints")),
    "category": (N_("{n} category makes half of the complaints"), N_("{n} categories make half of the complaints")),
}


def question(days: int, week: str, language: str) -> str:
    """Répond-on aux réclamations en cinq jours ouvrés ?"""
    text = (
        N_("Are complaints answered within {n} working days?")
        if week == "ouvres"
        else N_("Are complaints answered within {n} working days, Saturdays included?")
    )
    return say(text, language, n=count_word(days, language))


def answer(on_time: Judged, open_cases: int, late: int, language: str) -> str:
    """One or two sentences: is the promise kept, is it better than a year ago, how many open cases are late."""
    parts = [_promise(on_time, language), _progress(on_time, language), _late(open_cases, late, language)]
    return " ".join(part for part in parts if part)


def _promise(on_time: Judged, language: str) -> str:
    now, target = on_time.now, on_time.target
    if now.value is None:
        return say(N_("**No complaint was due in the period.**"), language)
    values = {"rate": formats.share(now.value, language), "target": figures.plain(target or 0.0, Unit.SHARE, language)}
    if on_time.light == "too_few":
        return say(N_("**Too few complaints to judge**: {rate} were closed on time, for a target of {target}."), language, **values)
    if on_time.light == "good":
        return say(N_("**Yes: {rate} were closed on time**, for a target of {target}."), language, **values)
    if on_time.light == "watch":
        return say(N_("**Almost: {rate} were closed on time**; the gap to the target of {target} is not proven."), language, **values)
    return say(N_("**Not yet: {rate} were closed on time**, for a target of {target}."), language, **values)


def _progress(on_time: Judged, language: str) -> str:
    if on_time.now.value is None or on_time.before is None or on_time.verdict == "too_few":
        return ""
    if on_time.verdict == "stable":
        return say(N_("That is no clear change from a year earlier."), language)
    points = round(abs(on_time.now.value - on_time.before) * 100, 1)
    better = (N_("That is {n} point better than a year earlier."), N_("That is {n} points better than a year earlier."))
    worse = (N_("That is {n} point worse than a year earlier."), N_("That is {n} points worse than a year earlier."))
    said = better if on_time.tone == "better" else worse
    return say_number(*said, formats.plural(points, language), language, n=formats.number(points, language, 1))


def _late(open_cases: int, late: int, language: str) -> str:
    if open_cases == 0:
        return say(N_("No case is open."), language)
    if late == 0:
        return say_number(
            N_("The {n} open case is within its time."), N_("The {n} open cases are within their time."), open_cases, language, n=open_cases
        )
    if late == open_cases:
        one, many = N_("The {n} open case is past its due date."), N_("The {n} open cases are all past their due date.")
        return say_number(one, many, late, language, n=formats.number(late, language))
    values = {"late": formats.number(late, language), "open": formats.number(open_cases, language)}
    one, many = (
        N_("Of the {open} open cases, {late} is past its due date."),
        N_("Of the {open} open cases, {late} are past their due date."),
    )
    return say_number(one, many, late, language, **values)


def monthly(months: Sequence[date], readings: Sequence[Reading], target: float, whole: int, language: str) -> str:
    """The finding of the monthly line; only the `whole` first months count, the last may not be over."""
    known = [(month, one) for month, one in zip(months[:whole], readings[:whole], strict=True) if one.value is not None]
    if sum(one.n or 0 for _month, one in known) < FEW or len(known) < 2:
        return say(N_("Too few complaints to see a trend"), language)
    trend = _trend(known, language)
    reached = sum(1 for _month, one in known if (one.value or 0.0) >= target)
    goal = _goal(reached, len(known), language)
    return say(N_("{trend}, {goal}"), language, trend=trend, goal=goal)


def _turn(known: Sequence[tuple[date, Reading]]) -> tuple[date, Reading] | None:
    """The highest or the lowest month, whichever is nearer, that lies clear of the last one: their intervals do not overlap."""
    last = known[-1][1]
    ends = [end(reversed(known), key=lambda one: one[1].value or 0.0) for end in (max, min)]
    clear = [one for one in ends if _above(one[1], last) or _above(last, one[1])]
    return max(clear, key=lambda one: one[0], default=None)


def _above(high: Reading, low: Reading) -> bool:
    return high.low is not None and low.high is not None and high.low > low.high


def _trend(known: Sequence[tuple[date, Reading]], language: str) -> str:
    """How far the last month is from the last one that it differs from."""
    turn = _turn(known)
    if turn is None:
        return say(N_("No clear trend in a year"), language)
    (start, first), last = turn, known[-1][1]
    rising = (last.value or 0.0) > (first.value or 0.0)
    points = round(abs((last.value or 0.0) - (first.value or 0.0)) * 100)
    since = formats.month_name(start, language)
    if rising:
        return say_number(
            N_("{n} point gained since {month}"), N_("{n} points gained since {month}"), points, language, n=points, month=since
        )
    return say_number(N_("{n} point lost since {month}"), N_("{n} points lost since {month}"), points, language, n=points, month=since)


def _goal(reached: int, months: int, language: str) -> str:
    if reached == 0:
        return say(N_("no month reaches the target"), language)
    if reached == months:
        return say(N_("every month reaches the target"), language)
    one, many = N_("{n} month of {months} reaches the target"), N_("{n} months of {months} reach the target")
    return say_number(one, many, reached, language, n=reached, months=months)


def pareto(typology: pl.DataFrame, other: str, unnamed: str) -> tuple[pl.DataFrame, str]:
    """The rows of the Pareto chart, and the level they are at: the finest that is known for most complaints and can be read.

    `name`, `complaints`, `share`, `cumulated_share`, `is_rest`; all the names when they are twelve at most, else the first eight. The rest comes last:
    complaints without a name (`unnamed`), then the other names together (`other`).
    """
    level = next((one for one in LEVELS if _telling(typology, one)), "category")
    named = _counted(typology, level)
    kept = named.height if named.height <= READABLE else SHOWN
    missing = int(typology.filter(pl.col(level).is_null())["complaints"].sum())
    rest = [(unnamed, missing), (other, int(named["complaints"].slice(kept).sum()))]
    rows = [*((name, n, False) for name, n in named.head(kept).iter_rows()), *((name, n, True) for name, n in rest if n)]
    frame = pl.DataFrame(rows, schema={"name": pl.String, "complaints": pl.Int64, "is_rest": pl.Boolean}, orient="row")
    share = pl.col("complaints") / pl.col("complaints").sum()
    return frame.select("name", "complaints", share.alias("share"), share.cum_sum().alias("cumulated_share"), "is_rest"), level


def _counted(typology: pl.DataFrame, level: str) -> pl.DataFrame:
    """The known names of a level with their complaints, the most frequent first."""
    known = typology.filter(pl.col(level).is_not_null()).group_by(pl.col(level).alias("name")).agg(pl.col("complaints").sum())
    return known.sort("complaints", "name", descending=[True, False])


def _telling(typology: pl.DataFrame, level: str) -> bool:
    """Whether a level, of several values, is known for most complaints, and few enough values or the five first ones make most of them."""
    known, most = _counted(typology, level), MOST * int(typology["complaints"].sum())
    told = known["complaints"] if known.height <= READABLE else known["complaints"].head(TOP)
    return known.height > 1 and int(told.sum()) >= most


@dataclass(frozen=True)
class Peak:
    """A name that came far more often in one month than in the others: its complaints then, and a month on average in the others."""

    name: str
    month: date
    complaints: int
    usual: float


def peak(monthly: pl.DataFrame, level: str) -> Peak | None:
    """The surest peak of a name of the level (`typology` by `month`); None unless a chance of 1 % over all names and months would not explain one."""
    from scipy.special import bdtrc

    months = monthly["month"].n_unique()
    counts = monthly.filter(pl.col(level).is_not_null()).group_by(pl.col(level).alias("name"), "month").agg(pl.col("complaints").sum())
    told = counts.with_columns(pl.col("complaints").sum().over("name").alias("all")).filter(pl.col("complaints") >= RARE)
    if months < 3 or not told.height:
        return None
    tried = months * counts["name"].n_unique()
    odds = pl.Series("odds", [float(bdtrc(k - 1, n, 1 / months)) * tried for k, n in told.select("complaints", "all").iter_rows()])
    best = told.with_columns(odds).sort("odds", "name", "month").row(0, named=True)
    usual = (best["all"] - best["complaints"]) / (months - 1)
    sure = best["odds"] < SURE and best["complaints"] >= TIMES * usual
    return Peak(best["name"], best["month"], best["complaints"], usual) if sure else None


def vital(rows: pl.DataFrame) -> int:
    """How many of the first causes make half of all complaints; 0 when it takes more than half of the rows, or few complained: no cause stands out."""
    if rows["complaints"].sum() < FEW:
        return 0
    named = rows.filter(~pl.col("is_rest"))
    enough = named.with_row_index("rank", offset=1).filter(pl.col("cumulated_share") >= HALF - 1e-9)
    first = int(enough["rank"][0]) if enough.height else rows.height
    return first if first <= rows.height / 2 else 0


def causes(rows: pl.DataFrame, level: str, found: Peak | None, language: str) -> str:
    """Deux causes font la moitié des réclamations ; pic en mars 2026 : Livraison en retard (41, contre 10 par mois)."""
    if rows.height == 0:
        return say(N_("No complaint in the period"), language)
    half = _half(rows, level, language)
    if found is None:
        return half
    values = {"n": formats.number(found.complaints, language), "usual": formats.number(round(found.usual), language)}
    month = formats.month(found.month, language)
    return say(
        N_("{half}; peak in {month}: {name} ({n}, against {usual} a month)"), language, half=half, month=month, name=found.name, **values
    )


def _half(rows: pl.DataFrame, level: str, language: str) -> str:
    if rows["complaints"].sum() < FEW:
        return say(N_("Too few complaints to tell which causes stand out"), language)
    n = vital(rows)
    if n == 0:
        return say(N_("No cause stands out") if level == "cause" else N_("No category stands out"), language)
    return sentence(say_number(*HALF_MADE[level], n, language, n=_feminine(n, language)))


def _feminine(n: int, language: str) -> str:
    return "une" if (n, language) == (1, "fr") else count_word(n, language)


def after(rows: pl.DataFrame, language: str) -> str:
    """Bien traitée, elle ne fait pas fuir le client — said only as far as the intervals allow."""
    by = {row["complaint"]: row for row in rows.iter_rows(named=True)}
    none, well, badly = (by.get(name) for name in ("none", "answered_well", "answered_badly"))
    if not none or not well or not badly or min(one["n"] for one in (none, well, badly)) < FEW:
        return say(N_("Too few complaints to see whether customers come back"), language)
    harm_well, harm_badly = well["high"] < none["low"], badly["high"] < none["low"]
    if harm_badly and not harm_well:
        return say(N_("Answered well, a complaint loses no customer"), language)
    if harm_badly and harm_well:
        return say(N_("After a complaint, customers come back less"), language)
    if harm_well:
        return say(N_("Even answered well, customers come back less"), language)
    return say(N_("No clear loss of customers after a complaint"), language)
