"""What the satisfaction page says: are they satisfied, is it better than before, who differs, and why each unhappy customer is listed."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW, Reading
from crm_core.indicators.standouts import score_standouts
from crm_core.indicators.statistics import means_differ
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.figures import Judged, readings
from crm_ui.findings.common import sentence

FEWEST_MONTHS = 10
LOW_RATE = 0.10
QUOTED = 60
NAMED = 2


def main_scale(rows: pl.DataFrame) -> str | None:
    """The scale with the most answers; None when nobody answered."""
    known = rows.filter(pl.col("scale").is_not_null())
    return known.group_by("scale").agg(pl.col("n").sum()).sort("n", "scale", descending=[True, False])["scale"][0] if known.height else None


def on_scale(rows: pl.DataFrame, months: Sequence[object], scale: str | None = None) -> pl.DataFrame:
    """One row a month on `scale`, by default the one most used: a month that used another scale has no answer on this one, and n = 0."""
    frame = pl.DataFrame({"month": months}, schema={"month": pl.Date})
    kept = rows.filter(pl.col("scale") == (scale or main_scale(rows) or ""))
    return frame.join(kept, on="month", how="left", maintain_order="left").with_columns(pl.col("n").fill_null(0))


def one_scale(rows: pl.DataFrame, field: str) -> pl.DataFrame:
    """The rows of a breakdown by `field` on the scale most used, without those of unknown field, the best NPS first."""
    kept = rows.filter(pl.col(field).is_not_null(), pl.col("n") > 0)
    return kept.filter(pl.col("scale") == (main_scale(kept) or "")).sort("nps", field, descending=[True, False])


def enough_months(monthly: pl.DataFrame) -> bool:
    """Whether single months can be drawn: at least ten of the thirteen rest on 30 answers."""
    return int((monthly["n"] >= FEW).sum()) >= FEWEST_MONTHS


def answer(csat: Judged, nps: Judged, outlier: str, language: str) -> str:
    """One or two sentences: the level against the target, the change on last year, the NPS, and the store that stands out."""
    if csat.now.value is None:
        return _nps_alone(nps, language)
    level = _level(csat, language)
    change = _change(csat, language)
    score = _score(nps, outlier, language)
    return " ".join(part for part in (say(N_("{level}{change}."), language, level=level, change=change), score) if part)


def _level(csat: Judged, language: str) -> str:
    values = {"rate": formats.share(csat.now.value, language), "target": figures.plain(csat.target or 0.0, Unit.SHARE, language)}
    texts = {
        "too_few": N_("**{rate} are satisfied, but too few answered to judge**"),
        "good": N_("**{rate} are satisfied: the target of {target} is reached**"),
        "watch": N_("**{rate} are satisfied; the gap to the target of {target} is not proven**"),
        "bad": N_("**{rate} are satisfied, clearly less than the target of {target}**"),
    }
    return say(texts.get(csat.light, N_("**{rate} are satisfied**")), language, **values)


def _change(csat: Judged, language: str) -> str:
    if csat.before is None or csat.now.value is None or csat.verdict == "too_few":
        return ""
    if csat.verdict == "stable":
        return say(N_(", with no clear change in a year"), language)
    points = formats.number(abs(csat.now.value - csat.before) * 100, language, 1)
    return say(
        N_(", {n} points more than a year ago") if csat.verdict == "up" else N_(", {n} points less than a year ago"), language, n=points
    )


def _score(nps: Judged, outlier: str, language: str) -> str:
    if nps.now.value is None:
        return ""
    said = {
        "up": N_("The NPS has risen to {nps}"), "down": N_("The NPS has fallen to {nps}"), "stable": N_("The NPS is stable at {nps}"),
    }.get(nps.verdict, N_("The NPS is {nps}"))  # fmt: skip
    first = say(said, language, nps=formats.nps(nps.now.value, language))
    return say(N_("{first}; {second}."), language, first=first, second=outlier) if outlier else first + "."


def _nps_alone(nps: Judged, language: str) -> str:
    if nps.now.value is None:
        return say(N_("**Nobody answered in the period.**"), language)
    values = {"nps": formats.nps(nps.now.value, language), "n": formats.number(nps.now.n, language)}
    one = N_("**The NPS is {nps}** ({n} answer); satisfaction itself was not asked.")
    many = N_("**The NPS is {nps}** ({n} answers); satisfaction itself was not asked.")
    return say_number(one, many, nps.now.n or 0, language, **values)


def trend(line: Sequence[Reading], judged: Judged, language: str) -> str:
    """Le NPS gagne 7 points en un an et dépasse l’objectif — or that it does not move, or that nothing can be said."""
    if judged.now.value is None or judged.light == "too_few" or not any(one.value is not None for one in line):
        return say(N_("Too few answers to see a trend in the NPS"), language)
    if sum(one.value is not None for one in line) < 2:
        return say(N_("A single wave of answers: no trend yet in the NPS"), language)
    goal = {
        "good": N_("{trend} and reaches the target"),
        "bad": N_("{trend} and misses the target"),
        "watch": N_("{trend}, close to the target"),
    }.get(judged.light)
    said = say(
        MOVES.get(judged.verdict, N_("The NPS cannot be compared with last year")),
        language,
        n=formats.number(abs(judged.now.value - (judged.before or 0)), language),
    )
    return say(goal, language, trend=said) if goal and judged.verdict in MOVES else said


MOVES = {
    "up": N_("The NPS has gained {n} points in a year"), "down": N_("The NPS has lost {n} points in a year"), "stable": N_("The NPS is stable over a year"),
}  # fmt: skip


def spread(rows: pl.DataFrame, best: str, worst: str, language: str) -> str:
    """48 % de promoteurs, 18 % de détracteurs; `rows` is one question of `score_distribution` on one scale."""
    if rows["answers"].sum() < FEW:
        return say(N_("Too few answers to see how they spread"), language)
    shares = {name: formats.share(float(rows.filter(pl.col("opinion") == name)["share"].sum()), language, 0) for name in (best, worst)}
    text = N_("{best} promoters, {worst} detractors") if best == "promoter" else N_("{best} satisfied, {worst} dissatisfied")
    return say(text, language, best=shares[best], worst=shares[worst])


def sure(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of `dimension_scores` that can be compared: 30 promoters and 30 detractors at least."""
    return rows.filter(pl.min_horizontal("n_promoters", "n_detractors") >= FEW)


def why(rows: pl.DataFrame, names: Sequence[str], language: str) -> str:
    """Promoteurs et détracteurs se séparent surtout sur la livraison — `rows` is `sure`, `names` its dimensions in words."""
    if rows.height == 0:
        return say(N_("Too few answers to see what separates promoters and detractors"), language)
    proven = [name for name, low in zip(names, rows["low"], strict=True) if low > 0]
    if not proven:
        return say(N_("No dimension clearly separates promoters from detractors"), language)
    if len(proven) == 1:
        return say(N_("{first} is what separates promoters from detractors"), language, first=proven[0])
    return say(N_("{first} and {second} separate promoters from detractors most"), language, first=proven[0], second=proven[1].lower())


def standouts(rows: pl.DataFrame, field: str) -> tuple[list[str], list[str]]:
    """The values of `field` whose NPS is above, and below, that of all the others together; proven at 5 % for the whole set."""
    found = score_standouts(rows.select("promoters", "detractors", "n").rows())
    above, below = ([value for value, way in zip(rows[field], found, strict=True) if way == sign] for sign in (1, -1))
    return above, below[::-1]


GAPS = {
    "store": (N_("Too few answers to compare stores"), N_("No clear gap between stores")),
    "channel": (N_("Too few answers to compare channels"), N_("No clear gap between channels")),
}


def gaps(rows: pl.DataFrame, field: str, language: str, said: Mapping[str, str] | None = None) -> str:
    """Lille est au-dessous des autres — or that nothing is proven; `said` holds the words of coded values."""
    few, none = GAPS[field]
    if int((rows["n"] >= FEW).sum()) < 2:
        return say(few, language)
    above, below = ([(said or {}).get(one, one) for one in names] for names in standouts(rows, field))
    if not above and not below:
        return say(none, language)
    if above and below:
        return say(N_("{above} above the others, {below} below"), language, above=_names(above, language), below=_names(below, language))
    text = N_("{names}: above the others") if above else N_("{names}: below the others")
    return say(text, language, names=_names(above or below, language))


def _names(names: Sequence[str], language: str) -> str:
    if len(names) <= NAMED:
        return say(N_("{first} and {second}"), language, first=names[0], second=names[1]) if len(names) == NAMED else names[0]
    return say(N_("{first} and {n} others"), language, first=names[0], n=formats.number(len(names) - 1, language))


def outlier(rows: pl.DataFrame, language: str) -> str:
    """The clause on stores for the answer: Lille est au-dessous des autres magasins; "" when none is proven to be below."""
    below = standouts(rows, "store")[1]
    if not below:
        return ""
    one, many = N_("{names} is clearly below the other stores"), N_("{names} are clearly below the other stores")
    return say_number(one, many, len(below), language, names=_names(below, language))


def rivals(rows: pl.DataFrame, language: str) -> str:
    """Nous sommes mieux recommandés que X — `rows` is `nps` by company, where a null company is us."""
    known = {row["company"]: row for row in rows.iter_rows(named=True) if row["n"] >= FEW}
    others = [name for name in known if name is not None]
    if None not in known or not others:
        return say(N_("Too few answers to compare us with others"), language)
    ours = readings(rows.filter(pl.col("company").is_null()), "nps")[0]
    rival = max(others, key=lambda name: known[name]["nps"])
    theirs = readings(rows.filter(pl.col("company") == rival), "nps")[0]
    if not means_differ(ours.value or 0, ours.variance or 0, theirs.value or 0, theirs.variance or 0):
        return say(N_("No clear gap with {rival}"), language, rival=rival)
    text = (
        N_("We are recommended more than {rival}")
        if (ours.value or 0) > (theirs.value or 0)
        else N_("We are recommended less than {rival}")
    )
    return say(text, language, rival=rival)


def responses(rows: pl.DataFrame, language: str) -> str:
    """Which groups answer too little to be trusted; `rows` holds `name`, `response_rate`, `n`, `low`, `high`."""
    sure = rows.filter(pl.col("n") >= FEW)
    if sure.height == 0:
        return say(N_("Too few invitations to judge the response rate"), language)
    low = sure.filter(pl.col("response_rate") < LOW_RATE).sort("response_rate")["name"].to_list()
    limit = formats.share(LOW_RATE, language, 0)
    if not low:
        return say(N_("Every group answers more than {limit}"), language, limit=limit)
    return say(N_("{names}: less than {limit} answer, to be read with care"), language, names=_names(low, language), limit=limit)


def shortened(text: str | None, most: int = QUOTED) -> str:
    """The beginning of a comment on one line, cut between words."""
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def reason(row: Mapping[str, Any], language: str) -> str:
    """Why this customer is listed: Note 3 sur 10, client A : « livraison en retard… »."""
    asked = row["nps"] is not None
    score = formats.number(row["nps"] if asked else row["csat"], language)
    highest = "10" if asked else str(row["csat_scale"] or "").rpartition("-")[2]
    text = N_("{score} out of {highest}, {abc} customer") if row["abc"] else N_("{score} out of {highest}")
    said = sentence(say(text, language, score=score, highest=highest, abc=row["abc"]))
    quoted = shortened(row["verbatim"])
    return say(N_("{said}: “{quoted}”"), language, said=said, quoted=quoted) if quoted else said


def with_reasons(unhappy: pl.DataFrame, language: str) -> pl.DataFrame:
    """The rows of `unhappy_respondents` with `reason` as second column."""
    reasons = pl.Series("reason", [reason(row, language) for row in unhappy.iter_rows(named=True)], dtype=pl.String)
    return unhappy.with_columns(reasons).select("customer_id", "reason", pl.exclude("customer_id", "reason"))
