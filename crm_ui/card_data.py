"""What the page of one customer shows: who it is, where it stands, what happened, what to do next."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import polars as pl

from crm_core.engine import Scope
from crm_core.engine.records import IDENTITY, derived, events, records, search, standing
from crm_core.i18n import N_
from crm_core.indicators.lifecycle import ONE
from crm_core.indicators.rfm import LABELS as SEGMENTS
from crm_core.quality.address import postal
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, derived_data, formats
from crm_ui.cards import Kpi, pill
from crm_ui.findings import customer as findings
from crm_ui.labels import CHANNELS, value_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

FIELDS = (
    *IDENTITY,
    "region",
    "acquisition_channel",
    "consent_email",
    "consent_sms",
    "consent_phone",
    "consent_mail",
    "mail_refused_on",
    "undeliverable_on",
    "email_bounced_on",
    "left_on",
)
# Fields of the serving file's own, by the files of returns: since when e-mail comes back, when post was refused.
WHOLE_DAYS = 10  # a gap of so many days is told in whole days
OWN = {"email_bounced_on": N_("E-mail comes back since"), "mail_refused_on": N_("Post refused on")}
WHAT = {
    "purchase": N_("Purchase"), "contact_in": N_("Contact from the customer"), "contact_out": N_("Contact by us"), "survey": N_("Survey"),
    "complaint": N_("Complaint received"), "closed": N_("Complaint closed"),
}  # fmt: skip

CODES = {
    "delivered": N_("delivered"), "bounced": N_("undelivered"), "opened": N_("opened"), "clicked": N_("clicked"), "answered": N_("answered"),
    "refused": N_("refused"), "unsubscribed": N_("unsubscribed"), "converted": N_("ordered"), "campaign": N_("campaign"), "visit": N_("visit"), "call": N_("call"),
    "information_request": N_("request for information"), "quote_request": N_("request for a quote"), "document_request": N_("request for documents"),
    "courtesy": N_("courtesy"), "after_sale": N_("after-sale service"),
    "survey": N_("survey"), "contest": N_("contest"), "mystery_visit": N_("mystery visit"), "audit": N_("audit"), "testimony": N_("testimony"),
}  # fmt: skip


def options(text: str) -> dict[str, str]:
    """The customers that the search may mean: number → name, town and number."""
    found = search(cache.connection(), text) if text.strip() else pl.DataFrame(schema={"customer_id": pl.String})
    return {row["customer_id"]: _label(row) for row in found.iter_rows(named=True)}


def within(scope: Scope, found: dict[str, str]) -> dict[str, str]:
    """Those of `found` whom the filters of the sidebar keep."""
    if not scope.filters or not found:
        return found
    kept = set(cache.ask("lifecycle", scope)["customer_id"].to_list())
    return {name: label for name, label in found.items() if name in kept}


def _label(row: dict[str, Any]) -> str:
    return " · ".join(str(one) for one in (row["name"], row["postal_code"], row["city"], row["customer_id"]) if one)


@dataclass(frozen=True)
class Customer:
    """One customer as of the scope's day: its record, its row of `customer_list`, its scores if it bought in the period, where it stands, and the mean days between its purchases."""

    record: dict[str, Any]
    facts: dict[str, Any]
    scores: dict[str, Any] | None
    standing: dict[str, Any]
    gap: float | None = None

    @property
    def name(self) -> str:
        return called(self.record)


def called(record: dict[str, Any]) -> str:
    """The name of the firm, else first and last name, else the number of the customer."""
    person = " ".join(said for name in ("first_name", "last_name") if (said := record.get(name)))
    return str(record.get("company_name") or person or record["customer_id"])


def customer(scope: Scope, customer_id: str) -> Customer | None:
    """The customer as of the scope's day; None when it was not known by then."""
    con, everyone = cache.connection(), scope.everyone()
    facts = cache.ask("customer_list", everyone).filter(pl.col("customer_id") == customer_id)
    if not facts.height:
        return None
    scores = cache.ask("customer_scores", everyone).filter(pl.col("customer_id") == customer_id) if con.has("transactions") else None
    return Customer(
        records(con, [customer_id], [one for one in FIELDS if one in con.columns["customers"]]).row(0, named=True),
        facts.row(0, named=True),
        scores.row(0, named=True) if scores is not None and scores.height else None,
        standing(con, customer_id, scope.as_of),
        _gap(everyone, customer_id) if con.has("transactions") else None,
    )


def _gap(everyone: Scope, customer_id: str) -> float | None:
    found = cache.ask("purchase_gap", everyone).filter(pl.col("customer_id") == customer_id)["mean_gap"]
    return None if found.is_empty() else found[0]


def cards(one: Customer) -> list[Kpi]:
    spoken, facts, scores = language(), one.facts, one.scores
    before = (
        _("before the period: {label}", label=_(ONE[facts["lifecycle_before"]]))
        if facts["lifecycle_before"]
        else _("not yet a customer before the period")
    )
    segment = _(SEGMENTS[scores["rfm_segment"]]) if scores else _("nothing bought in the period")
    code = f"{scores['abc']} · {scores['rfm_code']}" if scores else formats.NONE
    return [
        Kpi("customer-class", _("Class"), _(ONE[facts["lifecycle"]]), "customer_list", below=before),
        Kpi("customer-sales", _("Sales of the period"), formats.money(facts["revenue"], spoken, cache.currency()), "customer_list", below=_bought(one)),
        Kpi("customer-scores", _("ABC class and RFM code"), code, "customer_scores", below=segment),
        Kpi("customer-nps", _("Last recommendation"), formats.number(one.standing["nps"], spoken), "nps", below=_("on a scale of {scale}", scale=one.standing["nps_scale"]) if one.standing["nps_scale"] else _("never asked, or no answer")),
    ]  # fmt: skip


def _bought(one: Customer) -> str:
    """How much in all, and how often: in whole days from ten days on."""
    spoken, n = language(), one.facts["orders"]
    orders = ngettext("{n} purchase in all", "{n} purchases in all", n, n=formats.number(n, spoken))
    if one.gap is None:
        return orders
    return _("{orders}, every {days} on average", orders=orders, days=formats.days(one.gap, spoken, 0 if one.gap >= WHOLE_DAYS else 1))


def identity(one: Customer) -> str:
    """What is on file about the customer, as an HTML table."""
    rows = "".join(
        f'<tr><td class="t">{escape(_(OWN.get(name) or TABLES["customers"][name].label))}</td><td class="t long">{escape(findings.said(value, language()))}</td></tr>'
        for name, value in one.record.items()
        if value is not None
    )
    return f'<div class="bc-scroll"><table class="bc-table"><caption>{escape(_("What is on file"))}</caption><tbody>{rows}</tbody></table></div>'


def derived_rows(scope: Scope, customer_id: str) -> str:
    """What is derived about the customer, marked as such, as an HTML table; "" when nothing is."""
    found = derived(cache.connection(), customer_id, derived_data.names(), scope.as_of)
    rows = "".join(
        f'<tr><td>{escape(derived_data.label(name))}</td><td class="t long">{escape(value_words(name, value))}</td></tr>'
        for name, value in found.items()
        if value is not None
    )
    caption = escape(_("What is derived from it"))
    return (
        f'<div class="bc-scroll"><table class="bc-table bc-wrap"><caption>{caption}</caption><tbody>{rows}</tbody></table></div>'
        if rows
        else ""
    )


def address(one: Customer) -> tuple[str, str]:
    """The address as it goes on an envelope, as HTML, and what was shortened or does not fit, in words."""
    made = postal(one.record)
    notes = [_("Shortened: {lines}.", lines=", ".join(made.shortened))] if made.shortened else []
    notes += [_("Longer than 38 characters: {lines}.", lines=", ".join(made.too_long))] if made.too_long else []
    return f'<p class="bc-code">{"<br>".join(map(escape, made.lines))}</p>', " ".join(notes)


def plainly(one: Customer) -> str:
    """Up to date with payments or not, unhappy or not: two pills, as HTML."""
    spoken = language()
    said = (findings.payments(one.standing, spoken, cache.currency()), findings.mood(one.standing, spoken))
    return f'<p class="bc-plainly">{" ".join(pill(state, text) for state, text in said)}</p>'


def kinds(rows: pl.DataFrame) -> list[str]:
    """The kinds of events that happened, in their usual order."""
    there = set(rows["what"].to_list())
    return [one for one in WHAT if one in there]


def happened(scope: Scope, customer_id: str) -> pl.DataFrame:
    """Everything that happened until the last day of the scope, the newest first."""
    return events(cache.connection(), customer_id, scope.as_of)


def timeline(rows: pl.DataFrame, chosen: list[str], since: date | None) -> Sheet:
    """The events of the `chosen` kinds (all without one) from the day `since` on, in words."""
    rows = rows.filter(pl.col("what").is_in(chosen or list(WHAT)), pl.col("date") >= (since or date.min))
    contact = pl.col("what").str.starts_with("contact")
    rows = rows.with_columns(
        pl.col("what").replace({name: _(label) for name, label in WHAT.items()}),
        pl.col("channel").replace({name: _(label) for name, label in CHANNELS.items()}),
        pl.when(contact)
        .then(pl.col("detail").replace({name: _(label) for name, label in CODES.items()}))
        .otherwise(pl.col("detail"))
        .alias("detail"),
    )
    return Sheet(rows, (
        Column("date", _("Date")), Column("what", _("Event")), Column("detail", _("Remark")), Column("channel", _("Channel")),
        Column("store", _("Store")), Column("amount", _("Amount"), Unit.MONEY, decimals=2),
    ))  # fmt: skip
