"""What the scoring page says: what the best customers weigh, who is drifting away, and why each one is on the list."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.indicators.rfm import LABELS
from crm_core.indicators.statistics import proportions_differ
from crm_core.units import Unit
from crm_ui import formats
from crm_ui.findings import reasons

BEST = 0.2
MEASURES = {"r": N_("Recency"), "f": N_("Frequency"), "m": N_("Amount")}
OVERDUE = ("cannot_lose", "at_risk")


def alike(codes: pl.DataFrame) -> set[str]:
    """The scores r, f, m that tell nobody apart, because everyone has the same; none where there are too few to rank."""
    return set() if codes["customers"].sum() < FEW else {score for score in MEASURES if codes[score].n_unique() < 2}


def flat(codes: pl.DataFrame, language: str) -> str | None:
    """Which of the three scores tell nobody apart, in words; None when each does."""
    same = alike(codes)
    if not same:
        return None
    text = N_("{scores}: the same for everyone. This tells nobody apart, and the segments that rest on it mean nothing.")
    return say(text, language, scores=", ".join(say(name, language) for score, name in MEASURES.items() if score in same))


def share_of_best(curve: pl.DataFrame, best: float = BEST) -> float | None:
    """What share of the sales the best customers make (`best` of them, 0 to 1), read on the curve of `concentration`; None without sales."""
    if curve.height == 0 or curve["revenue_share"][-1] is None:
        return None
    xs, ys = [0.0, *curve["customers_share"]], [0.0, *curve["revenue_share"]]
    after = max(bisect_left(xs, best), 1)
    part = (best - xs[after - 1]) / (xs[after] - xs[after - 1])
    return float(ys[after - 1] + part * (ys[after] - ys[after - 1]))


def part_of(codes: pl.DataFrame, *segments: str) -> tuple[int, float, float | None]:
    """Customers of these RFM segments, what they bought, and its share of the sales (None when nothing was sold)."""
    kept = codes.filter(pl.col("rfm_segment").is_in(segments))
    revenue, total = float(kept["revenue"].sum()), float(codes["revenue"].sum())
    return int(kept["customers"].sum()), revenue, revenue / total if total > 0 else None


def answer(curve: pl.DataFrame, codes: pl.DataFrame, language: str, currency: str, *, returns: bool = True) -> str:
    """One or two sentences: what the best fifth makes, and how many repeat customers have stopped coming, where the scores tell (`returns`)."""
    buyers = int(codes["customers"].sum())
    if buyers < FEW:
        text = say_number(
            N_("**{n} customer bought in the period: too few to rank them.**"),
            N_("**{n} customers bought in the period: too few to rank them.**"),
            buyers,
            language,
            n=buyers,
        )
        return text if buyers else say(N_("**No known customer bought in the period.**"), language)
    best = say(
        N_("**The best {best} of the customers make {share} of the sales.**"),
        language,
        best=formats.share(BEST, language, 0),
        share=formats.share(share_of_best(curve), language, 0),
    )
    return f"{best} {_overdue(codes, language, currency) if returns else ''}".rstrip()


def gone_quiet(codes: pl.DataFrame) -> bool:
    """Whether those of the segments `OVERDUE` all came back once and have a low R: so by our grid, not by any."""
    rows = codes.filter(pl.col("rfm_segment").is_in(OVERDUE))
    return rows.filter((pl.col("r") > 2) | (pl.col("frequency_from") < 2)).height == 0


def _overdue(codes: pl.DataFrame, language: str, currency: str) -> str:
    customers, revenue, share = part_of(codes, *OVERDUE)
    if not customers:
        quiet = codes.filter(pl.col("r") <= 2, pl.col("f") >= 3).height
        return "" if quiet else say(N_("No repeat customer has stopped coming."), language)
    days = int(codes.filter(pl.col("rfm_segment").is_in(OVERDUE))["recency_from"].min())  # type: ignore[arg-type]
    values = {
        "n": formats.number(customers, language),
        "days": formats.days(days, language, 0),
        "sales": formats.headline(revenue, Unit.MONEY, language, currency=currency),
        "share": formats.share(share, language),
    }
    if not gone_quiet(codes):
        one, many = (
            N_("{n} customer is at risk or not to be lost, by the grid of the settings: {sales} of sales, {share} of the total."),
            N_("{n} customers are at risk or not to be lost, by the grid of the settings: {sales} of sales, {share} of the total."),
        )
        return say_number(one, many, customers, language, **values)
    one = N_("{n} repeat customer has not bought for {days} or more: {sales} of sales, {share} of the total.")
    many = N_("{n} repeat customers have not bought for {days} or more: {sales} of sales, {share} of the total.")
    return say_number(one, many, customers, language, **values)


def grid(codes: pl.DataFrame) -> pl.DataFrame:
    """One row an R and F: `customers`, `mean` amount, and the recency and frequency they span."""
    spans = [pl.col(f"{name}_from").min() for name in ("recency", "frequency")] + [
        pl.col(f"{name}_to").max() for name in ("recency", "frequency")
    ]
    cells = codes.group_by("r", "f").agg(pl.col("customers", "revenue").sum(), *spans)
    return cells.with_columns((pl.col("revenue") / pl.col("customers")).alias("mean")).sort("r", "f")


def heat(codes: pl.DataFrame, language: str) -> str:
    """Ceux qui viennent souvent et depuis peu dépensent 4 fois la moyenne."""
    best = codes.filter(pl.col("r") == 5, pl.col("f") == codes["f"].max())
    n, everyone = int(best["customers"].sum()), int(codes["customers"].sum())
    total, best_total = float(codes["revenue"].sum()), float(best["revenue"].sum())
    if n < FEW or total <= 0:
        return say(N_("Too few frequent and recent buyers to compare"), language)
    times = best_total / n * everyone / total
    if times < 1.1:
        return say(N_("Frequent and recent buyers spend no more than the others"), language)
    return say(N_("Frequent and recent buyers spend {times} times the mean"), language, times=formats.number(times, language, 1))


def segments(codes: pl.DataFrame) -> pl.DataFrame:
    """One row a segment that has customers, the largest sales first: `rfm_segment`, `customers`, `share`, `revenue`, `revenue_share`."""
    summed = codes.group_by("rfm_segment").agg(pl.col("customers", "revenue").sum())
    total = pl.col("revenue").sum()
    return summed.select(
        "rfm_segment", "customers", (pl.col("customers") / pl.col("customers").sum()).alias("share"), "revenue",
        pl.when(total > 0).then(pl.col("revenue") / total).alias("revenue_share"),
    ).sort("revenue", "rfm_segment", descending=[True, False])  # fmt: skip


def heaviest(rows: pl.DataFrame, language: str) -> str:
    """Champions : 9 % des clients, 27 % des ventes — the segment whose share of the sales most exceeds its share of the customers."""
    if rows["customers"].sum() < FEW or rows["revenue_share"][0] is None:
        return say(N_("Too few buyers to compare the segments"), language)
    first = rows.sort(pl.col("revenue_share") - pl.col("share"), descending=True).row(0, named=True)
    values = {name: formats.share(first[name], language, 0) for name in ("share", "revenue_share")}
    return say(
        N_("{segment}: {share} of customers, {revenue_share} of sales"),
        language,
        segment=say(LABELS[first["rfm_segment"]], language),
        **values,
    )


def curve(classes: pl.DataFrame, language: str) -> str:
    """1 204 clients, un sur dix, font 80 % des ventes."""
    a, everyone = classes.row(0, named=True), int(classes["customers"].sum())
    if everyone < FEW or a["revenue_share"] is None:
        return say(N_("Too few buyers to draw classes"), language)
    values = {
        "n": formats.number(a["customers"], language),
        "share": formats.share(a["share"], language, 0),
        "sales": formats.share(a["revenue_share"], language, 0),
    }
    one, many = N_("{n} customer ({share}) makes {sales} of the sales"), N_("{n} customers ({share}) make {sales} of the sales")
    return say_number(one, many, a["customers"], language, **values)


def losses(rows: pl.DataFrame, language: str) -> str:
    """Nous perdons un client A sur dix, moins que les C — or that the classes do not differ."""
    known = {row["abc"]: row for row in rows.iter_rows(named=True) if row["n"] >= FEW}
    if "A" not in known or len(known) < 2:
        return say(N_("Too few active customers to compare the classes"), language)
    a, last = known["A"], known[max(known)]
    if not proportions_differ(a["lost"], a["n"], last["lost"], last["n"]):
        return say(N_("A customers leave us as often as {other} customers"), language, other=last["abc"])
    less = a["attrition_rate"] < last["attrition_rate"]
    text = (
        N_("A customers leave us less often than {other} customers")
        if less
        else N_("A customers leave us more often than {other} customers")
    )
    return say(text, language, other=last["abc"])


def cuts(codes: pl.DataFrame, measure: str, score: str) -> pl.DataFrame:
    """The classes of one score, 1 to 5, those that exist: `score`, `customers`, `from`, `to` of `measure` (recency, frequency, monetary)."""
    ends = [pl.col(f"{measure}_from").min().alias("from"), pl.col(f"{measure}_to").max().alias("to")]
    return codes.group_by(pl.col(score).alias("score")).agg(pl.col("customers").sum(), *ends).sort("score")


def best_scores(codes: pl.DataFrame, language: str, currency: str) -> str:
    """Un 5 : acheté depuis 35 jours au plus, 3 fois au moins, pour 282 € ou plus."""
    if codes["customers"].sum() < FEW:
        return say(N_("Too few buyers to cut the scores"), language)
    r, f, m = (
        cuts(codes, measure, score).row(-1, named=True) for measure, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m"))
    )
    purchases = int(f["from"])
    return say_number(
        N_("Best scores: last purchase at most {days} ago, {n} purchase or more, {amount} or more"),
        N_("Best scores: last purchase at most {days} ago, {n} purchases or more, {amount} or more"),
        purchases, language, days=formats.days(int(r["to"]), language, 0), n=formats.number(purchases, language), amount=formats.money(m["from"], language, currency),
    )  # fmt: skip


def change(now: float | None, before: float | None, unit: Unit, language: str) -> str:
    """▲ +1,2 pt: a direction without judgement, for figures that have no good one; "" when either is not known."""
    if now is None or before is None:
        return ""
    said = formats.change(now - before, unit, language)
    if not any(digit in said for digit in "123456789"):
        return say(N_("No change"), language)
    return f"{'▲' if now > before else '▼'} {said}"


REASONS = {
    "champions": N_("{purchases}, the last one {days} ago: among the best, to be thanked"),
    "loyal": N_("{purchases}, the last one {days} ago: comes often"),
    "potential_loyal": N_("{purchases}, the last one {days} ago: is taking the habit"),
    "new": N_("{purchases}, {days} ago: to be brought back soon"),
    "promising": N_("{purchases}, {days} ago: to be brought back soon"),
    "need_attention": N_("{purchases}, the last one {days} ago: due to come back"),
    "about_to_sleep": N_("{purchases}, nothing for {days}: is drifting away"),
    "at_risk": N_("{purchases}, then nothing for {days}: used to come back"),
    "cannot_lose": N_("{purchases}, then nothing for {days}: among the most frequent"),
    "hibernating": N_("{purchases}, nothing for {days}"),
}


def with_reasons(scores: pl.DataFrame, language: str) -> pl.DataFrame:
    """The rows of `customer_scores` with `reason` as second column; each sentence is written once for all customers it fits."""
    keys = ["rfm_segment", "frequency", "recency"]
    said = scores.select(keys).unique()
    said = said.with_columns(pl.Series("reason", [reason(row, language) for row in said.iter_rows(named=True)], dtype=pl.String))
    return scores.join(said, on=keys, how="left", maintain_order="left").select(
        "customer_id", "reason", pl.exclude("customer_id", "reason")
    )


def with_scores(scores: pl.DataFrame, language: str, currency: str) -> pl.DataFrame:
    """The same with the three scores and what they rest on as reason: true of any grid."""
    digits = scores.with_columns(
        (pl.col("rfm_code") // 100).alias("r"), (pl.col("rfm_code") // 10 % 10).alias("f"), (pl.col("rfm_code") % 10).alias("m")
    )
    told = scores.with_columns(reasons.of_segment(digits, language, currency).alias("reason"))
    return told.select("customer_id", "reason", pl.exclude("customer_id", "reason"))


def reason(row: Mapping[str, Any], language: str) -> str:
    """Why this customer is on the list: 4 achats, puis rien depuis 162 jours."""
    purchases = say_number(
        N_("{n} purchase"), N_("{n} purchases"), row["frequency"], language, n=formats.number(row["frequency"], language)
    )
    return say(REASONS[row["rfm_segment"]], language, purchases=purchases, days=formats.days(row["recency"], language, 0))
