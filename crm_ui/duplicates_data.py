"""What the page of duplicates asks: the pairs, and the two records of one of them side by side."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import polars as pl

from crm_core.columns import each
from crm_core.engine import Scope, query
from crm_core.engine.records import IDENTITY, foreseen, records
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, formats
from crm_ui.cards import Kpi
from crm_ui.findings import duplicates as findings
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

SHOWN = ("last_name", "first_name", "company_name")
BROUGHT = "select count(*) > 0 as brought from all_customers where not is_stub"
NAME = pl.coalesce("company_name", pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True).replace("", None))


def cards(now: findings.Found) -> list[Kpi]:
    spoken = language()
    of = ngettext("of {n} record", "of {n} records", now.records, n=formats.number(now.records, spoken))
    counts = (
        ("repeated", _("Records that repeat another"), formats.number(now.repeated, spoken), of),
        ("share", _("Share of the base"), formats.share(now.share, spoken), _("sure pairs only")),
        ("sure", _("Sure pairs"), formats.number(now.sure, spoken), _("nothing contradicts")),
        ("review", _("Pairs to review"), formats.number(now.review, spoken), _("look at them one by one")),
    )
    return [
        Kpi(key=f"duplicates-{key}", label=label, value=value, indicator="duplicates", below=below) for key, label, value, below in counts
    ]


def sheet(pairs: pl.DataFrame) -> Sheet:
    """The pairs with the names of both records and the reasons in words."""
    ids = pl.concat([pairs["left_id"], pairs["right_id"]]).unique()
    named = records(cache.connection(), ids.to_list(), SHOWN).select("customer_id", NAME.alias("named"))
    rows = with_names(pairs, named).with_columns(
        each(pairs["reasons"], lambda text: findings.reasons(text, language())), each(pairs["decision"], lambda _later: _("for later"))
    )
    later = [Column("decision", _("Decision"))] if pairs["decision"].count() else []
    return Sheet.of(
        rows, Column("left_id", _("Customer")), Column("left_name", _("First record")), Column("right_id", _("The other")), Column("right_name", _("Second record")),
        Column("score", _("Points"), Unit.COUNT), *later, Column("reasons", _("Why here"), wide=True),
    )  # fmt: skip


def with_names(pairs: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The pairs with `left_name` and `right_name`."""
    for side in ("left", "right"):
        names = named.rename({"customer_id": f"{side}_id", "named": f"{side}_name"})
        pairs = pairs.join(names, on=f"{side}_id", how="left", maintain_order="left")
    return pairs


def side_by_side(pair: Mapping[str, Any]) -> str:
    """The two records of a pair and the one that they would make, as an HTML table; fields that differ are marked, fields empty in both left out."""
    con, ids = cache.connection(), [pair["left_id"], pair["right_id"]]
    fields = [one for one in IDENTITY if one in con.columns["customers"]]
    found = {row["customer_id"]: row for row in records(con, ids, fields).iter_rows(named=True)}
    left, right = found[ids[0]], found[ids[1]]
    kept = foreseen(con, ids, fields).row(0, named=True)
    shown = [one for one in ("customer_id", *fields) if left[one] is not None or right[one] is not None]
    rows = "".join(_row(one, _said(left[one]), _said(right[one]), _said(kept[one])) for one in shown)
    heads = "".join(
        f'<th scope="col" class="w">{escape(one)}</th>' for one in (_("First record"), _("Second record"), _("Merged, they would be"))
    )
    caption = escape(_("The two records of the pair"))
    head = f'<tr><th scope="col" class="t">{escape(_("Field"))}</th>{heads}</tr>'
    return f'<div class="bc-scroll"><table class="bc-table"><caption>{caption}</caption><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _row(field: str, left: str, right: str, kept: str) -> str:
    differs = left != right and formats.NONE not in (left, right) and field != "customer_id"
    cells = "".join(f'<td class="w">{f"<mark>{escape(one)}</mark>" if differs else escape(one)}</td>' for one in (left, right))
    return f'<tr><td class="t">{escape(_(TABLES["customers"][field].label))}</td>{cells}<td class="w">{escape(kept)}</td></tr>'


def _said(value: object) -> str:
    if value is None:
        return formats.NONE
    return formats.day(value, language()) if isinstance(value, date) else str(value)


def asked(scope: Scope) -> tuple[pl.DataFrame, findings.Found]:
    """The pairs of the scope, and their counts; customers known by their purchases alone have no record to compare."""
    pairs = cache.ask("duplicates", scope)
    kept, _everyone = cache.headcount(scope)
    brought = cache.recall("any_record", lambda con, one: query(con, BROUGHT, one), scope.everyone())["brought"][0]
    return pairs, findings.found(pairs, kept if brought else 0)
