"""The open and late complaints, and why each is worth closing first."""

from datetime import date

import polars as pl

from crm_core.i18n import N_, say, say_number

UNANSWERED = ("collected", "registered")
# What came back, mail and e-mail → what is said of it.
SHUT = {(True, False): N_("letters come back"), (False, True): N_("e-mails come back"), (True, True): N_("letters and e-mails come back")}


def late_cases(
    deadlines: pl.DataFrame, calendar: pl.DataFrame, as_of: date, value: pl.DataFrame | None, language: str, back: pl.DataFrame
) -> pl.DataFrame:
    """The rows of `complaint_deadlines` that are open and late, the longest delay first, with `late_days` (working days) and `reason` in words.

    `calendar` has `day` and `rank` (crm_core.calendar); `value` has `customer_id`, `revenue` and `abc`, or is None without purchases;
    `back` has `customer_id`, `mail_on` and `email_on` of those from whom something came back: their cases stay, an answer is owed, and their reason says which way is shut.
    """
    late = deadlines.filter("late_open")
    ranks = calendar.select("day", "rank")
    today = ranks.filter(pl.col("day") == as_of)["rank"].max()
    dated = late.join(ranks, left_on="due_on", right_on="day", how="left", maintain_order="left").with_columns(
        (pl.lit(today) - pl.col("rank")).alias("late_days")
    )
    worth = value.select("customer_id", "revenue", "abc") if value is not None else _nothing()
    shut = back.select(
        "customer_id", pl.col("mail_on").is_not_null().alias("mail_back"), pl.col("email_on").is_not_null().alias("email_back")
    )
    joined = dated.join(worth, on="customer_id", how="left", maintain_order="left").join(shut, on="customer_id", how="left")
    told = joined.sort("late_days", "revenue", "complaint_id", descending=[True, True, False], nulls_last=True)
    named = deadlines["owner"].null_count() < deadlines.height
    reasons = pl.Series("reason", [reason(row, language, owners_known=named) for row in told.iter_rows(named=True)], dtype=pl.String)
    return told.drop("mail_back", "email_back").with_columns(reasons)


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
    if row["mail_back"] or row["email_back"]:
        parts.append(say(SHUT[bool(row["mail_back"]), bool(row["email_back"])], language))
    return ", ".join(parts)
