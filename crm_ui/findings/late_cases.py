"""The open and late complaints, and why each is worth closing first."""

from datetime import date

import polars as pl

from crm_core.i18n import N_, say, say_number

UNANSWERED = ("collected", "registered")


def late_cases(deadlines: pl.DataFrame, calendar: pl.DataFrame, as_of: date, value: pl.DataFrame | None, language: str) -> pl.DataFrame:
    """The rows of `complaint_deadlines` that are open and late, the longest delay first, with `late_days` (working days) and `reason` in words.

    `calendar` has `day` and `rank` (crm_core.calendar); `value` has `customer_id`, `revenue` and `abc`, or is None without purchases.
    """
    late = deadlines.filter("late_open")
    ranks = calendar.select("day", "rank")
    today = ranks.filter(pl.col("day") == as_of)["rank"].max()
    dated = late.join(ranks, left_on="due_on", right_on="day", how="left", maintain_order="left").with_columns(
        (pl.lit(today) - pl.col("rank")).alias("late_days")
    )
    worth = value.select("customer_id", "revenue", "abc") if value is not None else _nothing()
    told = dated.join(worth, on="customer_id", how="left", maintain_order="left").sort(
        "late_days", "revenue", "complaint_id", descending=[True, True, False], nulls_last=True
    )
    named = deadlines["owner"].null_count() < deadlines.height
    reasons = pl.Series("reason", [reason(row, language, owners_known=named) for row in told.iter_rows(named=True)], dtype=pl.String)
    return told.with_columns(reasons)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={"customer_id": pl.String, "revenue": pl.Float64, "abc": pl.String})


def reason(row: dict[str, object], language: str, *, owners_known: bool) -> str:
    """En retard de 23 jours, client A, sans réponse; that nobody is in charge counts only where files name who is."""
    days = row["late_days"]
    n = days if isinstance(days, int) else 0
    parts = [say_number(N_("{n} day late"), N_("{n} days late"), n, language, n=n)]
    if row["abc"] in ("A", "B"):
        parts.append(say(N_("class {abc} customer"), language, abc=row["abc"]))
    if row["severity"] in ("high", "critical"):
        parts.append(say(N_("severe case"), language))
    if row["stage"] in UNANSWERED:
        parts.append(say(N_("unanswered"), language))
    if owners_known and row["owner"] is None:
        parts.append(say(N_("nobody in charge"), language))
    return ", ".join(parts)
