"""Why a score is high, in words: the columns that raise it, as `churn_score` and `appetence_score` name them."""

from collections.abc import Mapping

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.models.own_columns import OWN
from crm_core.tables import TABLES
from crm_ui import formats
from crm_ui.findings.reasons import DAYS
from crm_ui.labels import WORDS

NAMES = {
    "recency": N_("days since the last purchase"), "tenure": N_("days since the first purchase"), "purchases": N_("purchases"), "purchases_12m": N_("purchases in 12 months"),
    "trend": N_("trend of the purchases over six months"), "last_year": N_("purchases of the same days a year before"), "amount_12m": N_("amount in 12 months"),
    "basket": N_("mean amount of a purchase"), "usual_gap": N_("usual days between purchases"), "gap_variation": N_("unevenness of the gaps"),
    "lateness": N_("lateness against its usual gap"), "channels": N_("channels used"), "web_share": N_("share of purchases by web"), "categories": N_("categories bought"),
    "promotion_share": N_("share of lines in promotion"), "returns_12m": N_("returns in 12 months"), "complaints_12m": N_("complaints in 12 months"),
    "complaints_open": N_("complaints still open"), "complaint_days": N_("days that a complaint took"), "complaints_displeased": N_("complaints answered badly, as it said"),
    "satisfaction": N_("satisfaction at the last answer"), "recommendation": N_("recommendation at the last answer"), "answered_ago": N_("days since the last answer"),
    "contacts_in_12m": N_("contacts that it began"), "contacts_out_12m": N_("contacts that we began"), "reactions_12m": N_("e-mails opened, clicked or answered"),
    "refusals_12m": N_("refusals and unsubscriptions"), "mailings_12m": N_("campaigns received"), "last_channel": N_("channel of the last purchase"),
    "last_store": N_("store of the last purchase"), "age": N_("age"), "own_purchases": N_("purchases of it in 12 months"), "own_recency": N_("days since it was last bought"),
    "own_last_year": N_("purchases of it the same days a year before"), "own_share": N_("its share of the purchases"),
}  # fmt: skip
SAID = {
    "recency:high": N_("no purchase for {value}"), "recency:low": N_("last purchase only {value} ago"),
    "lateness:high": N_("{value} times its usual gap without a purchase"), "lateness:low": N_("only {value} of its usual gap has passed"),
    "lateness:unknown": N_("has bought once: no usual gap yet"), "usual_gap:high": N_("usually {value} between purchases"), "usual_gap:unknown": N_("has bought once: no usual gap yet"),
    "gap_variation:unknown": N_("fewer than three purchases"), "complaint_days:high": N_("a complaint took {value}"), "complaints_displeased:high": N_("displeased with the answer to a complaint"),
    "complaints_open:high": N_("a complaint is still open"), "satisfaction:unknown": N_("has never said how satisfied it is"), "recommendation:unknown": N_("has not answered a survey"),
    "tenure:low": N_("a customer for {value} only"), "trend:low": N_("buys less often than six months ago"), "trend:high": N_("buys more often than six months ago"),
}  # fmt: skip
IN_DAYS = {"recency:high", "recency:low", "usual_gap:high", "complaint_days:high", "tenure:low"}
SCALES = {"recommendation": 10}
HUNDRED = {"satisfaction", "web_share", "own_share", "promotion_share"}
SIDES = {
    "high": N_("{name}: {value}, more than most"), "low": N_("{name}: {value}, less than most"), "unknown": N_("{name}: not known"), "is": N_("{name}: {value}"),
}  # fmt: skip
DERIVED = {"department": N_("Department")}  # of the postal code
CODED = {"last_channel": "channel", "acquisition_channel": "channel"}


def name_of(column: str, language: str) -> str:
    """A column in words; one of the firm's own keeps its name."""
    if column in NAMES:
        return say(NAMES[column], language)
    fields = TABLES["customers"].by_name
    label = fields[column].label if column in fields else DERIVED.get(column)
    return say(label, language).lower() if label else column.removeprefix(OWN).replace("_", " ")


def sentences(rows: pl.DataFrame, language: str) -> pl.Series:
    """The reasons of each row in one sentence; "—" without."""
    told = [_of_rank(rows, rank, language) for rank in (1, 2, 3)]
    joined = pl.DataFrame(told).select(
        pl.concat_str(pl.all(), separator=" ; " if language == "fr" else "; ", ignore_nulls=True).alias("why")
    )["why"]
    return joined.replace("", formats.NONE)


def _of_rank(rows: pl.DataFrame, rank: int, language: str) -> pl.Series:
    """Each pair of reason and value is said once, however many customers have it."""
    pairs = rows.select(pl.col(f"reason_{rank}").alias("reason"), pl.col(f"value_{rank}").alias("value"))
    unique = pairs.filter(pl.col("reason").is_not_null()).unique()
    said = unique.with_columns(pl.Series("said", [reason_words(one, language) for one in unique.iter_rows(named=True)], dtype=pl.String))
    return pairs.join(said, on=["reason", "value"], how="left", nulls_equal=True, maintain_order="left")["said"].rename(f"said_{rank}")


def reason_words(one: Mapping[str, str | None], language: str) -> str:
    """One reason, `recency:high` with its value, in words."""
    reason = str(one["reason"])
    column, _, side = reason.rpartition(":")
    value = _value(column, side, one["value"], language)
    return say(SAID.get(reason, SIDES[side]), language, name=name_of(column, language), value=value)


def _value(column: str, side: str, value: str | None, language: str) -> str:
    if value is None or side == "unknown":
        return formats.NONE
    if side == "is":
        coded = WORDS.get(CODED.get(column, column), {})
        return say(coded[value], language) if value in coded else value
    hundredths = column in HUNDRED or (column, side) == ("lateness", "low")
    number = float(value) * (100 if hundredths else SCALES.get(column, 1))
    places = 0 if hundredths or abs(number) >= 10 or number == int(number) else 1
    written = formats.number(number, language, places)
    if f"{column}:{side}" in IN_DAYS:
        return say_number(*DAYS, round(number), language, n=written)
    return f"{written}{formats.percent_sign(language)}" if hundredths else written
