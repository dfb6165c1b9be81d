"""What the page of the customer base asks about quality: the worst records, quality by origin, import and version."""

from zoneinfo import ZoneInfo

import polars as pl

from crm_core.columns import each
from crm_core.engine import Scope
from crm_core.engine.fields import of_customers
from crm_core.engine.records import records
from crm_core.i18n import N_, say
from crm_core.indicators.record_faults import worst_records
from crm_core.indicators.undeliverable import returns as told
from crm_core.quality.trend import compared_versions, quality_by_version
from crm_core.units import Unit
from crm_ui import cache, formats, looking
from crm_ui.duplicates_data import NAME, SHOWN
from crm_ui.labels import CHECKED, value_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

WORST = "worst_records"
FAULTS = {
    "missing": N_("missing: {fields}"),
    "invalid": N_("not possible: {fields}"),
    "doubled": N_("a sure double"),
    "returned": N_("came back: {fields}"),
    "old": N_("no news for 24 months"),
}
SOURCES = {"acquisition_channel": N_("By origin"), "loaded_in": N_("By import")}


def worst(scope: Scope) -> tuple[Sheet, int]:
    """The worst records with their name and what is wrong with them in words, at most LISTED; and how many records have a fault."""
    first, spoken = cache.recall(WORST, worst_records, scope), language()
    named = records(cache.connection(), first["customer_id"].to_list(), SHOWN).select("customer_id", NAME.alias("named"))
    told = first.join(named, on="customer_id", how="left", maintain_order="left")
    told = told.with_columns(each(first["reasons"], lambda codes: reasons(codes, spoken)))
    sheet = Sheet.of(
        told, Column("customer_id", _("Customer")), Column("named", _("Name")), Column("faults", _("Faults"), Unit.COUNT, width=80),
        Column("reasons", _("What is wrong"), wide=True, width=720),
    )  # fmt: skip
    return sheet, int(first["records"][0]) if first.height else 0


def reasons(codes: str, spoken: str) -> str:
    """manquent : e-mail, ville · impossible : téléphone · courrier revenu: the faults of a record in words."""
    found: dict[str, list[str]] = {}
    for code in codes.split("; "):
        fault, field = code.split(" ")
        found.setdefault(fault, []).append(_within(say(CHECKED[field], spoken)))
    return " · ".join(say(FAULTS[fault], spoken, fields=", ".join(fields)) for fault, fields in found.items())


def _within(label: str) -> str:
    """A label inside of a sentence: without its capital, unless it is an acronym."""
    return label if label.isupper() else label[:1].lower() + label[1:]


def sources() -> list[str]:
    """The ways to part the base by where its records come from: those that part it."""
    con = cache.connection()
    return [one for one in SOURCES if of_customers(con, one) and cache.values("customers", one)]


def by_source(scope: Scope, field: str) -> Sheet:
    """The checks that pass, by origin or by the import that changed the record last, the worst first."""
    rows = cache.ask("base_quality_score", scope.broken_by(field)).sort("quality", nulls_last=True)
    words = each(rows[field], _import if field == "loaded_in" else str).fill_null(_("Not known")).alias("source")
    return Sheet.of(
        rows.with_columns(words, (pl.col("n") - pl.col("ok")).alias("faults")), Column("source", _(SOURCES[field]), wide=True),
        Column("quality", _("Checks that pass"), Unit.SHARE), Column("faults", _("Faults"), Unit.COUNT), Column("n", _("Checks"), Unit.COUNT),
    )  # fmt: skip


def _import(number: str) -> str:
    """Version 3 · clients.csv."""
    version = cache.workspace().at(int(number))
    said = _("Version {n}", n=formats.number(version.number, language()))
    return " · ".join(part for part in (said, looking.files(version)) if part)


def returns(scope: Scope) -> Sheet:
    """What came back of each campaign of the period, and what it cost, the latest first."""
    rows = cache.ask("campaign_returns", scope).reverse()
    words = rows.with_columns(
        pl.coalesce("name", "campaign_id").alias("called"), each(rows["channel"], lambda one: value_words("channel", one))
    )
    return Sheet.of(
        words, Column("called", _("Campaign")), Column("channel", _("Channel")), Column("sent_on", _("Sent on")), Column("sent", _("Written to"), Unit.COUNT),
        Column("returned", _("Came back"), Unit.COUNT), Column("returned_share", _("Share"), Unit.SHARE), Column("low", _("Low end of the interval (95%)"), Unit.SHARE),
        Column("high", _("High end of the interval (95%)"), Unit.SHARE), Column("lost", _("Spent for nothing"), Unit.MONEY),
    )  # fmt: skip


def returned_lines(scope: Scope) -> str:
    """How many lines of returns are on file, and how many of them name nobody; "" without any."""
    lines, unknown = cache.recall("returns", told, scope.everyone().whole()).row(0)
    if not lines:
        return ""
    spoken = language()
    said = ngettext("{n} line of returns on file", "{n} lines of returns on file", lines, n=formats.number(lines, spoken))
    if not unknown:
        return _("{lines}, each of a known customer.", lines=said)
    nobody = ngettext("{n} names no known customer", "{n} name no known customer", unknown, n=formats.number(unknown, spoken))
    return _("{lines}; {nobody}.", lines=said, nobody=nobody)


def by_version() -> Sheet:
    """The checks that pass of the last versions that changed records, the newest first."""
    con = cache.connection()
    history = [one for one in con.workspace.history() if one.number <= con.version.number]
    key = ("quality_by_version", *compared_versions(con.workspace, history))
    rows = con.recall(key, lambda: quality_by_version(con.workspace, history)).reverse()
    zone, known = ZoneInfo(cache.settings().firm.time_zone), {one.number: one for one in history}
    when = pl.Series("when", [formats.day(known[one].at.astimezone(zone), language()) for one in rows["version"]], dtype=pl.String)
    return Sheet.of(
        rows.with_columns(when), Column("version", _("Version"), Unit.COUNT), Column("when", _("On")), Column("records", _("Records"), Unit.COUNT),
        Column("completeness", _("Completeness"), Unit.SHARE), Column("validity", _("Validity"), Unit.SHARE), Column("uniqueness", _("Uniqueness"), Unit.SHARE), Column("deliverability", _("Deliverability"), Unit.SHARE),
        Column("freshness", _("Freshness"), Unit.SHARE),
    )  # fmt: skip
