"""What the barometer says: the answer of the home page, the findings of its two charts, and where to act first."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from crm_core.i18n import N_, say
from crm_core.indicators.comparison import FEW
from crm_core.indicators.lifecycle import LABELS
from crm_core.indicators.statistics import Z
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.figures import Judged
from crm_ui.findings.common import apart, run_start, sentence

SCORES = {"better": 1, "worse": -1, "same": 0}
SATISFIED = {
    1: N_("they are more satisfied than a year ago"),
    0: N_("they are as satisfied as a year ago"),
    -1: N_("they are less satisfied than a year ago"),
}
TOLD = ("good", "watch", "bad")
LEAVING = {1: N_("fewer are leaving us"), 0: N_("as many as before are leaving us"), -1: N_("more are leaving us")}
# A store differs from the others when a chance of 1 % would not explain it: several figures of many stores are looked at.
CLEAR = 2.576
MASKED = 5
# Lifecycle classes from the closest bond on; convinced customers count with the regular ones.
BONDS = ("regular", "occasional", "trial_buyer", "inactive", "former", "hot_prospect", "prospect", "suspect")
REGULAR = N_("Regular and convinced")
UNUSUAL = {
    "attrition_rate": N_("attrition above the others"),
    "csat": N_("fewer satisfied customers"),
    "nps": N_("lower NPS"),
    "on_time_rate": N_("complaints answered late more often"),
}


def answer(rows: Mapping[str, Judged], language: str) -> str:
    """One or two sentences: satisfaction and losses against last year, the attrition rate, then the complaints."""
    opening = _opening(_score(rows.get("csat")), _score(rows.get("attrition_rate")), language)
    parts = [_with_attrition(opening, rows.get("attrition_rate"), language), _complaints(rows.get("on_time_rate"), language)]
    if _score(rows.get("csat")) is None:
        parts.insert(0, _level(rows.get("csat"), rows.get("nps"), language))
    said = " ".join(part for part in parts if part)
    return said or say(N_("**There is not enough data yet to say how our customers are.**"), language)


def _score(one: Judged | None) -> int | None:
    """1 better, -1 worse, 0 the same as a year ago; None when it cannot be said."""
    return SCORES.get(one.tone) if one is not None and one.now.value is not None and one.before is not None else None


def _level(csat: Judged | None, nps: Judged | None, language: str) -> str:
    """How satisfied they are, where it cannot be compared with a year ago; their NPS where satisfaction was not asked."""
    if csat is not None and csat.light in TOLD:
        values = {"rate": formats.share(csat.now.value, language), "target": figures.plain(csat.target or 0.0, Unit.SHARE, language)}
        return say(N_("**{rate} are satisfied** (target {target})."), language, **values)
    if nps is not None and nps.light in TOLD:
        values = {"nps": formats.nps(nps.now.value, language), "target": formats.nps(nps.target, language)}
        return say(N_("**The NPS is {nps}** (target {target})."), language, **values)
    return ""


def _opening(satisfied: int | None, leaving: int | None, language: str) -> str:
    first = say(SATISFIED[satisfied], language) if satisfied is not None else ""
    second = say(LEAVING[leaving], language) if leaving is not None else ""
    if satisfied is None or leaving is None:
        return sentence(first or second)
    contrast = satisfied > leaving or satisfied == -1 < leaving
    text = N_("{first}, but {second}") if contrast else N_("{first}, and {second}")
    return sentence(say(text, language, first=first, second=second))


def _with_attrition(opening: str, attrition: Judged | None, language: str) -> str:
    if attrition is None or attrition.now.value is None or attrition.light == "too_few":
        return f"**{opening}.**" if opening else ""
    values = {"rate": formats.share(attrition.now.value, language), "goal": _goal(attrition.target, language), "opening": opening}
    if not opening:
        return say(N_("**The attrition rate is {rate}**{goal}."), language, **values)
    if attrition.before is None or attrition.tone == "same":
        return say(N_("**{opening}**: the attrition rate is {rate}{goal}."), language, **values)
    before = formats.number(attrition.before * 100, language, 1)
    return say(N_("**{opening}**: attrition goes from {before} to {rate}{goal}."), language, before=before, **values)


def _goal(target: float | None, language: str) -> str:
    """(objectif 12 %); nothing for a period that has no target."""
    return "" if target is None else say(N_(" (target {target})"), language, target=figures.plain(target, Unit.SHARE, language))


COMPLAINTS = {
    (1, True): N_("Complaints are handled better, and reach the {target} on time."),
    (1, False): N_("Complaints are handled better, without reaching the {target} on time yet."),
    (0, True): N_("Complaints keep to the target: {rate} on time."),
    (0, False): N_("Complaints stay below the target: {rate} on time for {target}."),
    (-1, True): N_("Complaints are handled less well, but the target of {target} on time is still reached."),
    (-1, False): N_("Complaints are handled less well: {rate} on time for a target of {target}."),
    (None, True): N_("Complaints are answered on time: {rate} for a target of {target}."),
    (None, False): N_("Complaints are below the target: {rate} on time for {target}."),
}


def _complaints(on_time: Judged | None, language: str) -> str:
    if on_time is None or on_time.now.value is None or on_time.light not in TOLD:
        return ""
    target = figures.plain(on_time.target or 0.0, Unit.SHARE, language)
    rate = formats.share(on_time.now.value, language)
    return say(COMPLAINTS[_score(on_time), on_time.light == "good"], language, rate=rate, target=target)


def attrition(months: Sequence[date], values: Sequence[float | None], judged: Judged, language: str) -> str:
    """L’attrition monte depuis juin et dépasse l’objectif."""
    if judged.light == "too_few" or judged.tone == "unknown" or judged.now.value is None:
        return say(N_("Too few customers to judge attrition"), language)
    trend = _trend(months, values, judged, language)
    goal = {"good": N_("{trend} and keeps to the target"), "bad": N_("{trend} and misses the target")}.get(judged.light)
    return say(goal, language, trend=trend) if goal else trend


def _trend(months: Sequence[date], values: Sequence[float | None], judged: Judged, language: str) -> str:
    if judged.verdict == "stable":
        return say(N_("Attrition is stable over a year"), language)
    rising = judged.verdict == "up"
    since = run_start(months, values, rising=rising)
    if since is None:
        return say(N_("Attrition has risen in a year") if rising else N_("Attrition has fallen in a year"), language)
    text = N_("Attrition has been rising since {month}") if rising else N_("Attrition has been falling since {month}")
    return say(text, language, month=formats.month_name(since, language))


def nps_rows(answers: pl.DataFrame) -> pl.DataFrame:
    """The rows of `nps` by lifecycle class that can be shown, the closest bond first: one scale, the most used; five answers at least.

    Convinced customers are regular ones who answered as promoters: apart, both scores would only repeat that definition, so they are one row.
    """
    known = answers.filter(pl.col("n") > 0, pl.col("lifecycle").is_not_null())
    if known.height == 0:
        return _scored(known)
    scale = known.group_by("scale").agg(pl.col("n").sum()).sort("n", "scale", descending=[True, False])["scale"][0]
    merged = known.filter(pl.col("scale") == scale).with_columns(pl.col("lifecycle").replace("convinced", "regular"))
    counts = merged.group_by("lifecycle").agg(pl.col("promoters", "passives", "detractors", "n").sum(), pl.col("scale").first())
    ranks = {name: rank for rank, name in enumerate(BONDS)}
    return _scored(counts).filter(pl.col("n") >= MASKED).sort(pl.col("lifecycle").replace_strict(ranks, return_dtype=pl.Int32))


def _scored(counts: pl.DataFrame) -> pl.DataFrame:
    """The score of each row with its 95% interval, as the indicator `nps` defines them."""
    p, d = pl.col("promoters") / pl.col("n"), pl.col("detractors") / pl.col("n")
    half = Z * 100 * ((p + d - (p - d) ** 2) / pl.col("n")).sqrt()
    nps = 100 * (p - d)
    return counts.with_columns(nps.alias("nps"), (nps - half).clip(-100).alias("low"), (nps + half).clip(upper_bound=100).alias("high"))


def nps(rows: pl.DataFrame, language: str) -> str:
    """Chez les inactifs, les détracteurs dominent — or that no class differs."""
    sure = rows.filter(pl.col("n") >= FEW)
    if sure.height == 0:
        return say(N_("Too few answers to compare the classes"), language)
    worst, best = (sure.sort("nps", descending=down).row(0, named=True) for down in (False, True))
    names = {"worst": _class(worst, language), "best": _class(best, language)}
    if worst["high"] < 0:
        return say(N_("Among the {worst}, detractors prevail"), language, **names)
    if best["low"] > worst["high"]:
        return say(N_("The {best} recommend us more than the {worst}"), language, **names)
    return say(N_("No clear gap between classes"), language)


def _class(row: Mapping[str, str], language: str) -> str:
    return class_label(row["lifecycle"], language).lower()


def class_label(name: str, language: str) -> str:
    return say(REGULAR if name == "regular" else LABELS[name], language)


def stores(answers: pl.DataFrame, field: str, language: str) -> pl.DataFrame:
    """Where to act first: one row a store (or region), the most unusual first.

    `answers` is the barometer broken down by `field`. Columns: `field`, `active`, `csat`, `nps`, `attrition_rate`, `on_time_rate` (null under five
    cases), `reason` in words, `weight` (standard errors beyond what is clear, summed).
    """
    known = answers.filter(pl.col(field).is_not_null())
    values = known.pivot("indicator", index=field, values="value")
    counts = known.pivot("indicator", index=field, values="n")
    parts = [
        _place(values.row(rank, named=True), counts.row(rank, named=True), values, counts, field, language) for rank in range(values.height)
    ]
    schema = {field: pl.String, "active": pl.Int64, **dict.fromkeys(UNUSUAL, pl.Float64), "reason": pl.String, "weight": pl.Float64}
    return pl.DataFrame(parts, schema=schema).sort("weight", "active", field, descending=[True, True, False], nulls_last=True)


Row = Mapping[str, float | None]


def _place(row: Row, count: Row, values: pl.DataFrame, counts: pl.DataFrame, field: str, language: str) -> dict[str, object]:
    gaps = {name: _gap(name, row, count, values, counts, field) for name in UNUSUAL}
    unusual = sorted((name for name, gap in gaps.items() if gap > CLEAR), key=lambda name: -gaps[name])
    shown = {name: row.get(name) if (count.get(name) or 0) >= MASKED else None for name in UNUSUAL}
    usual = N_("Nothing unusual") if any(one is not None for one in shown.values()) else N_("Too few cases to tell")
    reason = sentence(", ".join(say(UNUSUAL[name], language) for name in unusual)) or say(usual, language)
    return {
        field: row[field],
        "active": count.get("complaint_rate"),
        **shown,
        "reason": reason,
        "weight": sum(gaps[name] for name in unusual),
    }


def _gap(name: str, row: Row, count: Row, values: pl.DataFrame, counts: pl.DataFrame, field: str) -> float:
    """How many standard errors the store is worse than all others together; 0 when it rests on fewer than 30 cases."""
    n, value = count.get(name) or 0, row.get(name)
    if n < FEW or value is None:
        return 0.0
    others = (
        values.select(field, pl.col(name).alias("value"))
        .join(counts.select(field, pl.col(name).alias("n")), on=field)
        .filter(pl.col(field) != row[field])
    )
    others_n = float(others["n"].fill_null(0).sum())
    others_k = float((others["value"] * others["n"]).fill_null(0).sum())
    if name == "nps":  # a score of -100 to 100: read as the share that would give it without passives, which only widens its error
        return -apart((value + 100) / 200 * n, n, (others_k + 100 * others_n) / 200, others_n)
    return apart(value * n, n, others_k, others_n) * (1 if name == "attrition_rate" else -1)
