"""Lists of whom to target leave out the customers whom mail or e-mail does not reach any more, and say how many."""

from dataclasses import replace

import polars as pl

from crm_core.engine import Scope
from crm_ui import cache, choices, formats, tables
from crm_ui.sheets import Sheet
from crm_ui.words import _, language, ngettext

WAYS = ("any", "mail", "email")
MARKED = {"customer_id": pl.String, "mail_on": pl.Date, "email_on": pl.Date, "other_way": pl.Boolean}


def choose(sheet: Sheet, scope: Scope) -> Sheet:
    """Ask how the list will be written to, and keep those whom that reaches; nothing is asked while nothing came back from them."""
    marked = came_back(scope).join(sheet.frame.select("customer_id").unique(), on="customer_id", how="semi")
    if not marked.height:
        return sheet
    way = choices.switch("write_by", _("To be written to by"), WAYS, _words, usual="any")
    return without(sheet, out(marked, way))


def came_back(scope: Scope) -> pl.DataFrame:
    """The undeliverable customers, whatever the filters: a list is filtered already. Nobody without a file of customers."""
    if not cache.connection().has("customers"):
        return pl.DataFrame(schema=MARKED)
    return cache.ask("undeliverable", scope.everyone().whole()).select(*MARKED)


def _words(way: str) -> str:
    return {"any": _("Any way"), "mail": _("Post"), "email": _("E-mail")}[way]


def out(marked: pl.DataFrame, way: str) -> pl.DataFrame:
    """Those of the undeliverable customers whom that way does not reach; by any way: those who have no other one."""
    kept = {"any": ~pl.col("other_way"), "mail": pl.col("mail_on").is_not_null(), "email": pl.col("email_on").is_not_null()}[way]
    return marked.filter(kept)


def without(sheet: Sheet, left_out: pl.DataFrame) -> Sheet:
    """The list without these customers, said."""
    kept = sheet.frame.join(left_out, on="customer_id", how="anti", maintain_order="left")
    n = sheet.frame["customer_id"].n_unique() - kept["customer_id"].n_unique()
    if n:
        said = formats.number(n, language())
        tables.note(
            ngettext(
                "{n} customer is left out of the list: what was sent came back.", "{n} customers are left out of the list: what was sent came back.", n, n=said
            )
        )  # fmt: skip
    return replace(sheet, frame=kept)
