"""What the page of the customer base says."""

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.indicators.lifecycle import LABELS
from crm_core.indicators.statistics import proportions_differ, rates_differ
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.figures import Judged
from crm_ui.findings.common import count_word, sentence
from crm_ui.labels import CHECKED, PARTS

LEAST_MOVE = 0.001  # a tenth of a point

WEAKEST = {
    "completeness": N_("weakest point: {field}, filled in {share} of the records."),
    "validity": N_("weakest point: {field}, valid in {share} of the records that have it."),
    "uniqueness": N_("weakest point: {share} of the records only have no sure double."),
    "deliverability": N_("weakest point: {share} of the addresses only still receive mail."),
    "freshness": N_("weakest point: {share} of the records only are less than 24 months old."),
}

ACTIVE = {
    "stable": (
        N_("**{active} of the {known} customers known is active**, with no clear change in a year."),
        N_("**{active} of the {known} customers known are active**, with no clear change in a year."),
    ),
    "too_few": (
        N_("**{active} of the {known} customers known is active.**"),
        N_("**{active} of the {known} customers known are active.**"),
    ),
}
MORE = (
    N_("**{active} of the {known} customers known is active**, {n} more than a year ago."),
    N_("**{active} of the {known} customers known are active**, {n} more than a year ago."),
)
FEWER = (
    N_("**{active} of the {known} customers known is active**, {n} fewer than a year ago."),
    N_("**{active} of the {known} customers known are active**, {n} fewer than a year ago."),
)


def answer(known: int, active: Judged | None, quality: Judged | None, checks: pl.DataFrame, language: str) -> str:
    """How large the base is, how many are active, whether it is clean, and its weakest point."""
    return " ".join(part for part in (_size(known, active, language), _cleanness(quality, checks, language)) if part)


def _size(known: int, active: Judged | None, language: str) -> str:
    values = {"known": formats.number(known, language)}
    if active is None:
        one = N_("**{known} customer is known**; without a file of sales, nobody can tell who is active.")
        many = N_("**{known} customers are known**; without a file of sales, nobody can tell who is active.")
        return say_number(one, many, known, language, **values)
    now = int(active.now.value or 0)
    if known == 1:
        return say(N_("**The only customer known is active.**") if now else N_("**The only customer known is not active.**"), language)
    if not now:
        return say(N_("**None of the {known} customers known is active.**"), language, **values)
    change = now - int(active.before or 0)
    one, many = ACTIVE.get(active.verdict, MORE if change > 0 else FEWER)
    return say_number(
        one, many, now, language, active=formats.number(active.now.value, language), n=formats.number(abs(change), language), **values
    )


def _cleanness(quality: Judged | None, checks: pl.DataFrame, language: str) -> str:
    if quality is None or quality.now.value is None or quality.target is None:
        return ""
    values = {"share": formats.share(quality.now.value, language), "target": figures.plain(quality.target, Unit.SHARE, language)}
    clean = N_("**The base is clean**: {share} of the checks pass, for a target of {target}; {weakest}")
    dirty = N_("**It is not clean enough**: {share} of the checks pass, for a target of {target}; {weakest}")
    return say(clean if quality.light == "good" else dirty, language, weakest=weakest(checks, language), **values)


def weakest(checks: pl.DataFrame, language: str) -> str:
    """The check that fails most often, among those that concern at least 30 records (else among all)."""
    judged = checks.filter(pl.col("n") >= FEW)
    row = (judged if judged.height else checks).sort("share", "part", "field").row(0, named=True)
    return say(
        WEAKEST[row["part"]], language, field=_within(say(CHECKED[row["field"]], language)), share=formats.share(row["share"], language)
    )


def _within(label: str) -> str:
    """A label within a sentence: without its capital, unless it is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def classes(counts: pl.DataFrame, language: str) -> str:
    """The largest class of the base."""
    total = int(counts["customers"].sum())
    if not total:
        return say(N_("Nobody in the base yet"), language)
    row = counts.sort("customers", descending=True).row(0, named=True)
    share = _whole(row["customers"] / total, language)
    return say(N_("{label}: {share} of the base"), language, label=say(LABELS[row["lifecycle"]], language), share=share)


def _whole(part: float, language: str) -> str:
    """A share without decimals, unless that would make nearly all of them all."""
    return formats.share(part, language, 1 if 0.995 <= part < 1 else 0)


def activity(months: pl.DataFrame, whole: int, language: str) -> str:
    """Whether more customers came (new, reactivated) than were lost over the `whole` first months, as far as they are known."""
    told = months.head(whole)
    new, back, lost = (int(told[name].sum()) for name in ("new", "reactivated", "lost"))
    gained = new + back
    if gained + lost < FEW:
        return say(N_("Too few moves to tell gains from losses"), language)
    known = told["lost"].count()
    values = {
        "gained": formats.number(gained, language),
        "lost": formats.number(lost, language),
        "span": say_number(N_("{n} month"), N_("{n} months"), known, language, n=count_word(known, language)),
    }
    if not lost and known < told.height:
        return say(N_("{gained} came; too early to tell who is lost"), language, **values)
    if not rates_differ(gained, 1, lost, 1):
        return say(N_("Gains and losses balance in {span}: {gained} came, {lost} left"), language, **values)
    more, fewer = (
        N_("More gained than lost in {span}: {gained} against {lost}"),
        N_("More lost than gained in {span}: {lost} against {gained}"),
    )
    return say(more if gained > lost else fewer, language, **values)


def quality(checks: pl.DataFrame, target: float, language: str) -> str:
    """How many checks miss the target."""
    missed, n = checks.filter(pl.col("share") < target).height, checks.height
    if not n:
        return say(N_("No record to check yet"), language)
    if not missed:
        return say(N_("Every check reaches the target"), language)
    values = {"missed": count_word(missed, language), "n": count_word(n, language)}
    one, many = N_("{missed} check out of {n} misses the target"), N_("{missed} checks out of {n} miss the target")
    return sentence(say(one if missed == 1 else many, language, **values))


def channels(mixes: pl.DataFrame, language: str) -> str:
    """Whether those who buy through several channels stay active more often than those who keep to one."""
    groups = mixes.group_by((pl.col("channels") > 1).alias("several")).agg(pl.col("active", "n").sum())
    sums = {bool(several): (int(active), int(n)) for several, active, n in groups.iter_rows()}
    (k1, n1), (k2, n2) = sums.get(True, (0, 0)), sums.get(False, (0, 0))
    if not n1 and n2:
        return say(N_("Each customer keeps to a single channel"), language)
    if min(n1, n2) < FEW:
        return say(N_("Too few buyers to compare channels"), language)
    if not proportions_differ(k1, n1, k2, n2):
        return say(N_("No clear gap between one channel and several"), language)
    values = {"several": _whole(k1 / n1, language), "single": _whole(k2 / n2, language)}
    return say(N_("Several channels: {several} stay; one: {single}"), language, **values)


def cohorts(cells: pl.DataFrame, at_or_after: bool, language: str) -> str:
    """When newcomers buy again most (in the month), or how many of them bought again at all (in the month or after)."""
    told = cells.filter(pl.col("retained").is_not_null() & (pl.col("age") > 0))
    if at_or_after:
        first = told.filter(pl.col("age") == 1)
        n = int(first["customers"].sum())
        if n < FEW:
            return say(N_("Too few newcomers to tell who comes back"), language)
        share = formats.share(int(first["retained_or_after"].sum()) / n, language, 0)
        return say(N_("{share} of the newcomers have bought again since"), language, share=share)
    ages = told.group_by("age").agg(pl.col("customers", "retained").sum()).filter(pl.col("customers") >= FEW)
    if not ages.height:
        return say(N_("Too few newcomers to tell who comes back"), language)
    best = (
        ages.with_columns((pl.col("retained") / pl.col("customers")).alias("rate"))
        .sort("rate", "age", descending=[True, False])
        .row(0, named=True)
    )
    values = {"age": formats.number(best["age"], language), "share": formats.share(best["rate"], language, 0)}
    return say(N_("Newcomers come back most {age} months later: {share} of them"), language, **values)


def trend(rows: pl.DataFrame, language: str) -> str:
    """The part of quality that moved most between the first and the last version that tell it (rows: the oldest first)."""
    moves = []
    for part, label in PARTS.items():
        known = rows.select("version", part).drop_nulls()
        if known.height > 1:
            moves.append((known[part][-1] - known[part][0], known["version"][0], label))
    change, version, label = max(moves, key=lambda one: abs(one[0]), default=(0.0, rows["version"][0], ""))
    since = formats.number(version, language)
    if abs(change) < LEAST_MOVE:
        return say(N_("Quality has hardly moved since version {n}"), language, n=since)
    points = formats.signed(100 * change, language, 1)
    return say(N_("{part}: {change} points since version {n}"), language, part=say(label, language), change=points, n=since)
