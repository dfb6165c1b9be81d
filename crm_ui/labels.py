"""What the columns of the indicators are called and counted in, for tables that show a whole answer."""

import polars as pl

from crm_core.i18n import N_
from crm_core.indicators.derived import departments
from crm_core.indicators.lifecycle import LABELS as CLASSES
from crm_core.indicators.rfm import LABELS as SEGMENTS
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _

# fmt: off
LABELS: dict[str, tuple[str, Unit]] = {
    "customer_id": (N_("Customer"), Unit.TEXT), "complaint_id": (N_("Case"), Unit.TEXT), "month": (N_("Month"), Unit.TEXT),
    "store": (N_("Store"), Unit.TEXT), "region": (N_("Region"), Unit.TEXT), "channel": (N_("Channel"), Unit.TEXT), "lifecycle": (N_("Class"), Unit.TEXT),
    "received_on": (N_("Received on"), Unit.TEXT), "due_on": (N_("Due on"), Unit.TEXT), "closed_on": (N_("Closed on"), Unit.TEXT),
    "working_days": (N_("Working days"), Unit.COUNT), "on_time": (N_("On time"), Unit.TEXT), "late_open": (N_("Late"), Unit.TEXT),
    "category": (N_("Category"), Unit.TEXT), "subcategory": (N_("Subcategory"), Unit.TEXT), "cause": (N_("Cause"), Unit.TEXT),
    "complaints": (N_("Complaints"), Unit.COUNT), "share": (N_("Share"), Unit.SHARE), "cumulated_share": (N_("Cumulated share"), Unit.SHARE),
    "customers": (N_("Customers"), Unit.COUNT), "revenue": (N_("Sales"), Unit.MONEY), "n": ("n", Unit.COUNT),
    "active_at_start": (N_("Active at the start"), Unit.COUNT), "lost": (N_("Lost"), Unit.COUNT), "stage": (N_("Stage"), Unit.TEXT), "attrition_rate": (N_("Attrition"), Unit.SHARE),
    "revenue_lost": (N_("Sales lost"), Unit.MONEY), "closed_on_time": (N_("Closed on time"), Unit.COUNT), "closed_late": (N_("Closed late"), Unit.COUNT),
    "open_late": (N_("Open and late"), Unit.COUNT), "open_in_time": (N_("Open and in time"), Unit.COUNT), "on_time_rate": (N_("On time"), Unit.SHARE),
    "promoters": (N_("Promoters"), Unit.COUNT), "passives": (N_("Passives"), Unit.COUNT), "detractors": (N_("Detractors"), Unit.COUNT),
    "nps": (N_("NPS"), Unit.NPS), "scale": (N_("Scale"), Unit.TEXT), "mean": (N_("Mean"), Unit.SCORE), "satisfied_share": (N_("Satisfied"), Unit.SHARE),
    "per_1000_active": (N_("Per 1,000 active customers"), Unit.RATE), "per_1000_orders": (N_("Per 1,000 orders"), Unit.RATE),
    "active": (N_("Active"), Unit.COUNT), "new": (N_("New"), Unit.COUNT), "returning": (N_("Returning"), Unit.COUNT),
    "reactivated": (N_("Reactivated"), Unit.COUNT), "orders": (N_("Orders"), Unit.COUNT), "last_year": (N_("A year earlier"), Unit.SHARE),
    "step": (N_("Step"), Unit.TEXT), "complaint": (N_("Group"), Unit.TEXT), "age_band": (N_("Age"), Unit.TEXT), "open": (N_("Open"), Unit.COUNT),
    "late": (N_("Late"), Unit.COUNT), "week": (N_("Week of"), Unit.TEXT), "received": (N_("Received"), Unit.COUNT), "closed": (N_("Closed"), Unit.COUNT),
    "net": (N_("Difference"), Unit.COUNT), "name": (N_("In charge"), Unit.TEXT),
    "left_id": (N_("Customer"), Unit.TEXT), "right_id": (N_("The other"), Unit.TEXT), "zone": (N_("Zone"), Unit.TEXT), "reasons": (N_("Why here"), Unit.TEXT),
    "rfm_segment": (N_("Segment"), Unit.TEXT), "abc": (N_("ABC"), Unit.TEXT), "rfm_code": (N_("RFM"), Unit.COUNT), "rfm_score": (N_("Weighted score"), Unit.SCORE),
    "recency": (N_("Days since"), Unit.COUNT), "frequency": (N_("Purchases"), Unit.COUNT), "monetary": (N_("Sales"), Unit.MONEY),
    "r": (N_("R score"), Unit.COUNT), "f": (N_("F score"), Unit.COUNT), "m": (N_("M score"), Unit.COUNT),
    "revenue_share": (N_("Share of sales"), Unit.SHARE), "customers_share": (N_("Share of customers"), Unit.SHARE),
    "smallest": (N_("Smallest sales"), Unit.MONEY), "recency_from": (N_("Days since, from"), Unit.COUNT),
    "recency_to": (N_("Days since, to"), Unit.COUNT), "frequency_from": (N_("Purchases, from"), Unit.COUNT),
    "frequency_to": (N_("Purchases, to"), Unit.COUNT), "monetary_from": (N_("Sales, from"), Unit.MONEY),
    "monetary_to": (N_("Sales, to"), Unit.MONEY), "easy_share": (N_("Easy"), Unit.SHARE), "response_rate": (N_("Response rate"), Unit.SHARE),
    "invited": (N_("Invited"), Unit.COUNT), "bounced": (N_("Undelivered"), Unit.COUNT), "answered": (N_("Answered"), Unit.COUNT),
    "question": (N_("Question"), Unit.TEXT), "score": (N_("Score given"), Unit.COUNT), "opinion": (N_("Opinion"), Unit.TEXT),
    "answers": (N_("Answers"), Unit.COUNT),
    "lifecycle_before": (N_("Class before"), Unit.TEXT), "orders_of_year": (N_("Purchases in 12 months"), Unit.COUNT),
    "last_on": (N_("Last purchase"), Unit.TEXT), "median_gap": (N_("Usual gap, days"), Unit.COUNT), "mean_gap": (N_("Mean gap, days"), Unit.COUNT), "purchase_days": (N_("Days of purchase"), Unit.COUNT), "solicited": (N_("Solicited since"), Unit.TEXT),
    "promoter": (N_("Promoter"), Unit.TEXT), "quality": (N_("Quality"), Unit.SHARE), "ok": (N_("Passed"), Unit.COUNT), "part": (N_("Part"), Unit.TEXT),
    "field": (N_("Field"), Unit.TEXT), "cohort": (N_("First purchase in"), Unit.TEXT), "age": (N_("Months since"), Unit.COUNT),
    "retained": (N_("Bought in the month"), Unit.COUNT), "retention_rate": (N_("Retention"), Unit.SHARE),
    "retained_or_after": (N_("Bought in the month or after"), Unit.COUNT), "buyers": (N_("Buyers"), Unit.COUNT),
    "revenue_per_buyer": (N_("Sales per buyer"), Unit.MONEY), "from": (N_("Before the period"), Unit.TEXT), "to": (N_("Now"), Unit.TEXT),
    "revenue_from": (N_("Sales before"), Unit.MONEY), "revenue_to": (N_("Sales now"), Unit.MONEY),
    "active_share": (N_("Still active"), Unit.SHARE), "channels": (N_("Channels used"), Unit.COUNT), "mix": (N_("Channels"), Unit.TEXT),
    "revenue_per_customer": (N_("Sales per customer"), Unit.MONEY), "collected": (N_("Received"), Unit.COUNT), "registered": (N_("Registered"), Unit.COUNT),
    "handled": (N_("Handled"), Unit.COUNT), "csat": (N_("Satisfaction mark"), Unit.SCORE), "csat_scale": (N_("Scale of satisfaction"), Unit.TEXT),
    "date": (N_("Date"), Unit.TEXT), "data_on": (N_("Data of"), Unit.TEXT), "dimension": (N_("Dimension"), Unit.TEXT), "gap": (N_("Gap"), Unit.SCORE),
    "n_promoters": (N_("Promoters who answered"), Unit.COUNT), "n_detractors": (N_("Detractors who answered"), Unit.COUNT),
    "very_satisfied": (N_("Very satisfied"), Unit.COUNT), "dissatisfied": (N_("Dissatisfied"), Unit.COUNT), "ids": (N_("Balance (IDS)"), Unit.NPS),
    "indicator": (N_("Indicator"), Unit.TEXT), "value": (N_("Value"), Unit.SCORE), "target": (N_("Target"), Unit.SCORE), "previous": (N_("Period before"), Unit.SCORE),
    "verdict": (N_("Against the period before"), Unit.TEXT), "verdict_year": (N_("Against a year earlier"), Unit.TEXT), "light": (N_("Against the target"), Unit.TEXT),
    "unit": (N_("Unit"), Unit.TEXT), "better": (N_("Good direction"), Unit.TEXT), "left_on": (N_("Left on"), Unit.TEXT), "median": (N_("Median"), Unit.DAYS),
    "p90": (N_("Nine in ten within"), Unit.DAYS), "reached": (N_("Cases at this step"), Unit.COUNT), "rate": (N_("Bought again, share"), Unit.SHARE),
    "repurchased": (N_("Bought again"), Unit.COUNT), "owner": (N_("In charge"), Unit.TEXT), "severity": (N_("Severity"), Unit.TEXT),
    "reachable": (N_("Reachable"), Unit.COUNT), "reachable_share": (N_("Reachable, share"), Unit.SHARE), "missing": (N_("Missing"), Unit.COUNT),
    "invalid": (N_("Invalid"), Unit.COUNT), "returned": (N_("Came back undelivered"), Unit.COUNT), "not_asked": (N_("Not asked"), Unit.COUNT),
    "refused": (N_("Refused"), Unit.COUNT), "year": (N_("Year"), Unit.TEXT), "line": (N_("Cost line"), Unit.TEXT), "department": (N_("Department"), Unit.TEXT), "postal_region": (N_("Region of the address"), Unit.TEXT), "commune": (N_("Commune"), Unit.TEXT), "age_group": (N_("Age group"), Unit.TEXT), "cost": (N_("Cost"), Unit.MONEY),
    "cost_per_customer": (N_("Cost of a customer"), Unit.MONEY), "cost_per_active": (N_("Cost of an active one"), Unit.MONEY),
    "campaign_margin": (N_("Margin of the campaigns"), Unit.MONEY), "informed": (N_("Informed by"), Unit.TEXT), "bought": (N_("Bought by"), Unit.TEXT),
    "purchases": (N_("Purchases"), Unit.COUNT), "cumulated_revenue_share": (N_("Sales, cumulated"), Unit.SHARE),
    "threshold": (N_("Lost as"), Unit.TEXT), "days": (N_("Days without purchase"), Unit.COUNT), "came_back": (N_("Came back"), Unit.COUNT),
    "came_back_share": (N_("Came back, share"), Unit.SHARE), "median_days": (N_("Days away, median"), Unit.DAYS),
    "verbatim": (N_("Comment"), Unit.TEXT), "weight": (N_("Weight, by severity"), Unit.SCORE),
}
BOUNDS = {"low": N_("Low end of the interval (95%)"), "high": N_("High end of the interval (95%)")}
# fmt: on


# Words of coded values, by column.
# fmt: off
CHANNELS = {
    "store": N_("In store"), "web": N_("Web"), "phone": N_("Phone"), "mail": N_("Post"), "email": N_("E-mail"), "sms": N_("SMS"), "fax": N_("Fax"),
    "visit": N_("Visit"), "fair": N_("Fair"), "event": N_("Event"), "social": N_("Social networks"), "mobile": N_("Mobile app"), "other": N_("Other"),
}
AGES = {"0-2": N_("0 to 2 days"), "3-5": N_("3 to 5"), "6-10": N_("6 to 10"), "11-20": N_("11 to 20"), ">20": N_("over 20")}
AFTER = {
    "none": N_("No complaint"), "answered_well": N_("Answered well"), "answered_badly": N_("Answered badly"), "not_answered": N_("Not answered"),
}
STAGES = {
    "collected": N_("Received"), "registered": N_("Registered"), "handled": N_("Handled"), "closed": N_("Closed"), "followed_up": N_("Followed up"),
    "exploited": N_("Put to use"),
}
STEPS = {
    "registered": N_("Registration"), "acknowledged": N_("Acknowledgement"), "first_answer": N_("First answer"), "closed": N_("Closing"),
}
SEVERITIES = {"low": N_("Low"), "medium": N_("Medium"), "high": N_("High"), "critical": N_("Critical")}
OPINIONS = {
    "promoter": N_("Promoters"), "passive": N_("Passives"), "detractor": N_("Detractors"), "satisfied": N_("Satisfied"), "neutral": N_("Neither"),
    "dissatisfied": N_("Dissatisfied"),
}
QUESTIONS = {"nps": N_("Would recommend"), "csat": N_("Satisfaction")}
PARTS = {
    "completeness": N_("Completeness"), "validity": N_("Validity"), "uniqueness": N_("Uniqueness"), "deliverability": N_("Deliverability"), "freshness": N_("Freshness"),
}
ZONES = {"sure": N_("Sure"), "review": N_("To review")}
FIELDS = {one.name: one.label for table in TABLES.values() for one in table.fields}
CHECKED = {**{one.name: one.label for one in TABLES["customers"].fields}, "customer_id": N_("Whole record")}
WORDS: dict[str, dict[str, str]] = {
    "lifecycle_before": CLASSES, "threshold": CLASSES, "from": CLASSES, "to": CLASSES, "part": PARTS, "field": CHECKED,
    "kind": {"person": N_("Person"), "company": N_("Company")}, "gender": {"female": N_("Woman"), "male": N_("Man")},
    "family_status": {
        "single": N_("Single"), "married": N_("Married"), "civil_union": N_("Civil union"), "cohabiting": N_("Living together"),
        "divorced": N_("Divorced"), "widowed": N_("Widowed"),
    },
    "housing_type": {"house": N_("House"), "flat": N_("Flat")},
    "housing_tenure": {"owner": N_("Owner"), "tenant": N_("Tenant"), "housed": N_("Housed for free")},
    "department": departments(),
    "age_group": {
        "0-17": N_("under 18"), "18-24": N_("18 to 24"), "25-34": N_("25 to 34"), "35-44": N_("35 to 44"), "45-54": N_("45 to 54"),
        "55-64": N_("55 to 64"), "65-74": N_("65 to 74"), "75+": N_("75 and over"),
    },
    "lifecycle": CLASSES, "channel": CHANNELS, "informed": CHANNELS, "bought": CHANNELS, "age_band": AGES, "complaint": AFTER, "stage": STAGES, "step": STEPS, "severity": SEVERITIES,
    "rfm_segment": SEGMENTS, "zone": ZONES, "opinion": OPINIONS, "question": QUESTIONS,
}
# fmt: on


def value_words(column: str, value: str) -> str:
    """A coded value in words; other values stay as the file wrote them."""
    return _(WORDS[column][value]) if value in WORDS.get(column, {}) else value


def sheet_of(frame: pl.DataFrame, **units: Unit) -> Sheet:
    """Every column of an answer with its label, coded values in words; `units` replaces the unit of some.

    An interval is in the unit of the rate beside it.
    """
    rate = next(
        (unit for name, (_label, unit) in LABELS.items() if name in frame.columns and unit in (Unit.SHARE, Unit.NPS, Unit.RATE)), Unit.SCORE
    )
    return Sheet(in_words(frame), tuple(_column(name, kind, rate, units) for name, kind in frame.schema.items()))


def in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its coded values in the page's language."""
    coded = [name for name in frame.columns if name in WORDS and frame.schema[name] == pl.String]
    return frame.with_columns(pl.col(name).replace({value: _(word) for value, word in WORDS[name].items()}) for name in coded)


def _column(name: str, kind: pl.DataType, rate: Unit, units: dict[str, Unit]) -> Column:
    if name in BOUNDS:
        return Column(name, _(BOUNDS[name]), units.get(name, rate))
    label, unit = LABELS.get(name) or (FIELDS.get(name), Unit.SCORE if kind.is_float() else Unit.COUNT)
    return Column(name, _(label) if label else name.replace("_", " "), units.get(name, unit) if kind.is_numeric() else Unit.TEXT)
