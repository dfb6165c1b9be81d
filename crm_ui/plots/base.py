"""The five charts of the customer base."""

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

import polars as pl

from crm_core.i18n import N_
from crm_core.indicators.comparison import Reading, light
from crm_core.indicators.lifecycle import LABELS
from crm_core.units import Unit
from crm_ui import charts, figures, flows, formats, grids, marks
from crm_ui.base_data import mix_words
from crm_ui.chart import Chart
from crm_ui.findings import base as findings
from crm_ui.labels import CHECKED, PARTS
from crm_ui.plotly_words import HARD
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

MASKED = 5
ROOM = 0.22  # beside the axis, for the words of the last dot
LIGHTS = {"good": "good", "watch": "watch", "bad": "bad"}
FLOWS = (("new", N_("new")), ("reactivated", N_("came back")), ("lost", N_("lost")))


def classes(counts: pl.DataFrame) -> Chart:
    """Customers of the nine lifecycle classes, count and share at the end of each bar."""
    spoken, colors = language(), look()
    n = formats.number(int(counts["customers"].sum()), spoken)
    figure = charts.new_figure(
        findings.classes(counts, spoken),
        _("Customers by lifecycle class, and share of the base, n = {n}", n=n),
        columns=charts.NARROW,
        height=360,
    )
    texts = [
        f"{formats.number(k, spoken)} · {formats.share(share, spoken, 1)}" for k, share in counts.select("customers", "share").iter_rows()
    ]
    names = [_(LABELS[one]) for one in counts["lifecycle"]]
    marks.bars(figure, colors, names, counts["customers"].to_list(), texts, [colors.meaning[one] for one in counts["lifecycle"]], room=1.62)
    figure.update_layout(bargap=0.38)
    return figure


def activity(rows: pl.DataFrame, whole: int) -> Chart:
    """Above, the customers who keep buying; below, those who come (up) and those who are lost (down), month by month."""
    spoken, colors = language(), look()
    figure = charts.new_figure(
        findings.activity(rows, whole, spoken),
        _("Customers a month: above, active ones who bought again; below, gained and lost"),
        columns=charts.WIDE,
        height=360,
    )
    months, unfinished = rows["month"].to_list(), _("month not over") if whole < rows.height else ""
    marks.monthly_line(
        figure, colors, months, rows["returning"].to_list(), name=_("bought again"), unfinished=unfinished, hover="%{y:,.0f}"
    )
    _gains_and_losses(figure, rows, whole)
    marks.end_label(figure, months[-1], rows["returning"][whole - 1] if whole else None, _("bought<br>again"), colors.accent_text)
    marks.months_axis(figure, every=2 if on_phone() else 1, room=78)
    figure.update_layout(
        yaxis={"domain": [0.66, 1], "rangemode": "tozero", "separatethousands": True, **_whole_ticks(rows["returning"])}, yaxis2={"domain": [0, 0.58], "anchor": "x", "nticks": 6, "separatethousands": True}, barmode="relative", bargap=0.3
    )  # fmt: skip
    figure.update_xaxes(anchor="y2", range=[_days_before(months[0], 16), _days_before(months[-1], -16)])
    return figure


def _whole_ticks(counts: pl.Series) -> dict[str, int]:
    """About four ticks, none between two customers."""
    return {"nticks": 4} if int(counts.max() or 0) > 3 else {"dtick": 1}  # type: ignore[arg-type]


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() - days)


def _gains_and_losses(figure: Chart, rows: pl.DataFrame, whole: int) -> None:
    """Those who came above zero, those who were lost below, on the second axis."""
    colors = look()
    marks_of = {
        "new": (colors.accent, colors.accent_text),
        "reactivated": (colors.good, colors.good_text),
        "lost": (colors.bad, colors.bad_text),
    }
    series = [flows.Flow(_(label), rows[name].to_list(), name == "lost", *marks_of[name]) for name, label in FLOWS]
    flows.both_ways(figure, colors, rows["month"].to_list(), series, whole)


def quality(checks: pl.DataFrame, target: float) -> Chart:
    """One dot a check, grouped by part, against the target."""
    spoken, colors = language(), look()
    unit = _("Records that pass each check, in % of those it concerns, 95% interval")
    figure = charts.new_figure(
        findings.quality(checks, target, spoken), unit, columns=charts.WIDE, height=150 + 20 * (checks.height + checks["part"].n_unique())
    )
    ids, labels, shown = _grouped(checks)
    fills = [
        colors.meaning[LIGHTS.get(light(Reading(*row), target, "up"), "neutral")]
        for row in shown.select("share", "low", "high", "n").iter_rows()
    ]
    texts = [HARD + formats.share(one, spoken) for one in shown["share"]]
    share, low, high = (marks.percent(shown[one].to_list()) for one in ("share", "low", "high"))
    marks.dots(figure, colors, shown["id"].to_list(), share, low, high, texts, fills)
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=ids[::-1], tickmode="array", tickvals=ids, ticktext=labels,
        autorange=False, range=[-0.6, len(ids) - 0.4],
    )  # fmt: skip
    _target_rule(figure, target, min([100 * target, *(100 * one for one in checks["low"].drop_nulls())]))
    return figure


def _target_rule(figure: Chart, target: float, lowest: float) -> None:
    """The target as a named upright rule, and the axis from a little below `lowest`, so that no dot lies on a label, to 100 %."""
    spoken, colors = language(), look()
    marks.rule(figure, colors, x=target * 100)
    words, font = figures.target_words(target, Unit.SHARE, spoken), {"size": 12, "color": colors.ink}
    figure.add_annotation(x=target * 100, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False, font=font)
    figure.update_xaxes(range=[max(lowest - 6, -2), 101], ticksuffix=formats.percent_sign(spoken), tick0=0, dtick=5 if lowest > 60 else 20)
    figure.update_layout(margin={"t": figure.top + 14, "r": 64})


def _grouped(checks: pl.DataFrame) -> tuple[list[str], list[str], pl.DataFrame]:
    """Row ids and labels, a heading before each part, and the checks with their `id`, weakest first within its part."""
    rows = checks.sort("share", maintain_order=True).with_columns(pl.concat_str("part", pl.lit("/"), "field").alias("id"))
    ids, labels = [], []
    for part in checks["part"].unique(maintain_order=True):
        ids.append(part)
        labels.append(f"<b>{_(PARTS[part])}</b>")
        for row in rows.filter(pl.col("part") == part).iter_rows(named=True):
            ids.append(row["id"])
            labels.append(_(CHECKED[row["field"]]))
    return ids, labels, rows


def channels(mixes: pl.DataFrame, currency: str, height: int) -> Chart:
    """The share still active of each channel mix with its interval; beside it how many they are and what one is worth."""
    spoken, colors = language(), look()
    shown = mixes.filter(pl.col("customers") >= MASKED).sort("channels", "customers", descending=[False, True])
    figure = charts.new_figure(
        findings.channels(mixes, spoken),
        _("Still active by channels used, in %, 95% interval"),
        columns=charts.NARROW,
        height=height,
    )
    names = ["<br>".join(map(marks.literal, wrap(mix_words(one), 16))) for one in shown["mix"]]
    fills = [colors.accent if channels > 1 else colors.grey for channels in shown["channels"]]
    texts = [HARD + formats.number(one * 100, spoken) for one in shown["active_share"]]
    share, low, high = (marks.percent(shown[one].to_list()) for one in ("active_share", "low", "high"))
    marks.dots(figure, colors, names, share, low, high, texts, fills)
    counts = [formats.number(one, spoken) for one in shown["customers"]]
    values = [formats.money(one, spoken, currency) for one in shown["revenue_per_customer"]]
    grids.side_columns(figure, colors, names, ((counts, _("buyers")), (values, _("each"))))
    lowest = min([100.0, *(100 * one for one in shown["low"].drop_nulls())])
    start = max(lowest - 4, 0)
    figure.update_xaxes(
        range=[start, 101 + ROOM * (101 - start)], ticksuffix=formats.percent_sign(spoken), tick0=0, dtick=10 if lowest > 50 else 25
    )
    return figure


def cohorts(cells: pl.DataFrame, at_or_after: bool) -> Chart:
    """One row a month of first purchase, one column a month since: how many bought again; months that are not over are hatched."""
    spoken, colors = language(), look()
    unit = _("In % of the customers of each month of first purchase, by months since")
    told = cells.filter(pl.col("age") > 0).with_columns(_rate(at_or_after))
    starts = told["cohort"].unique().sort().to_list()
    figure = charts.new_figure(findings.cohorts(cells, at_or_after, spoken), unit, columns=charts.WIDE, height=130 + 26 * len(starts))
    ages = list(range(1, max([1, *told["age"]]) + 1))
    found = {(row["cohort"], row["age"]): row["rate"] for row in told.iter_rows(named=True)}
    sizes = dict(cells.select("cohort", "customers").iter_rows())
    rows = [f"{formats.month(one, spoken, short=True)} · <b>{formats.number(sizes[one], spoken)}</b>" for one in starts]
    grid: Sequence[Sequence[float | None]] = [[found.get((one, age)) for age in ages] for one in starts]
    unfinished = [
        (rank, age - 1)
        for rank, one in enumerate(starts)
        for age in ages
        if (one, age) in found and found[one, age] is None and sizes[one] >= MASKED
    ]
    grids.heat(figure, colors, rows, [formats.number(age, spoken) for age in ages], grid, spoken, hatched=unfinished)
    return figure


def _rate(at_or_after: bool) -> pl.Expr:
    """The share to show; nothing for cohorts of fewer than five customers."""
    kept = pl.col("retained_or_after" if at_or_after else "retained") / pl.col("customers")
    return pl.when(pl.col("customers") >= MASKED).then(kept).alias("rate")
