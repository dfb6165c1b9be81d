"""The columns of the file of customers as a model reads them: the firm's own ones, and the column that says who left."""

import re
import unicodedata

import numpy as np
import polars as pl

from crm_core.engine import Connection
from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.models.quality import Hits
from crm_core.store.names import quoted
from crm_core.tables import RESERVED, TABLES

# What the file declares: who someone is, how to reach it, when it left. The rest may be learned from.
IDENTITY = {
    "customer_id", "last_name", "first_name", "company_name", "siret", "contact_name", "contact_role", "email", "phone", "mobile", "address_1", "address_2", "address_3",
    "address_4", "referred_by", "left_on", "left_reason", "undeliverable_on", "birth_date", "first_known_on",
}  # fmt: skip
ANSWERS = re.compile(
    r"^(churn|churned|is_churn|churn_label|churn_flag|attrition|attrited|exited|has_left|left|depart|parti|a_quitte|resilie|resiliation|perdu)$"
)
YES = {"yes", "oui", "true", "vrai", "1", "y", "o", "churn", "churned", "exited", "left", "parti", "resilie", "perdu", "1.0"}
NO = {"no", "non", "false", "faux", "0", "n", "stayed", "reste", "actif", "active", "existing", "0.0"}
MOSTLY = 0.95
# What is worked out of the events: a column of the firm that has the name of one of these (its `tenure` in months) is another thing, and called `own:tenure`.
OWN = "own:"
WORKED_OUT = {
    "recency", "tenure", "purchases", "purchases_12m", "trend", "last_year", "amount_12m", "basket", "usual_gap", "gap_variation", "lateness", "channels",
    "web_share", "categories", "promotion_share", "returns_12m", "complaints_12m", "complaints_open", "complaint_days", "complaints_displeased", "satisfaction",
    "recommendation", "answered_ago", "contacts_in_12m", "contacts_out_12m", "reactions_12m", "refusals_12m", "mailings_12m", "last_channel", "last_store",
    "own_purchases", "own_recency", "own_last_year", "own_share",
}  # fmt: skip


def answer_column(con: Connection) -> str | None:
    """The column that says who left: that of the settings, else one of a usual name; None without."""
    wanted, names = con.settings.scoring.churn_column, con.fields("customers")
    if wanted:
        if wanted not in names:
            raise WrongChoice(
                N_("The file of customers has no column {column}."),
                N_("Its own columns: {known}."),
                column=wanted,
                known=", ".join(_extras(con)),
            )
        return wanted
    return next((name for name in _extras(con) if ANSWERS.match(folded(name))), None)


def folded(text: str) -> str:
    """Lower case, without accents, spaces as underscores."""
    plain = unicodedata.normalize("NFD", text.strip().lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "_", plain).strip("_")


def _extras(con: Connection) -> list[str]:
    declared = {*TABLES["customers"].columns, *RESERVED}
    return [name for name in con.fields("customers") if name not in declared]


def answered(con: Connection) -> tuple[pl.DataFrame, Hits]:
    """The customers of whom the column says whether they left, by `ck` with the columns to learn from, and who left. Raises WrongChoice when it says neither yes nor no."""
    name = answer_column(con)
    if name is None:
        raise WrongChoice(N_("No column of the file of customers says who left."), N_("Name it in the setting scoring.churn_column."))
    said = _read(con, [name])[name].cast(pl.String)
    words = {word: folded(word) for word in said.drop_nulls().unique()}
    wrong = sorted(word for word, plain in words.items() if plain not in YES | NO)
    if wrong:
        raise WrongChoice(
            N_("The column {column} should say who left by yes or no; it says {value} too."), N_("Write yes and no, oui and non, or 1 and 0."), column=name, value=wrong[0]
        )  # fmt: skip
    plain = said.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)
    rows = table(con).drop(name, f"{OWN}{name}", strict=False).filter(plain.is_not_null())
    return rows, np.array([word in YES for word in plain.drop_nulls()], dtype=np.bool_)


def table(con: Connection) -> pl.DataFrame:
    """One row a customer, by `ck`: the declared fields that may be learned from and the firm's own, as numbers where nearly all of them are."""
    declared = [
        name
        for name, kind in TABLES["customers"].columns.items()
        if name not in IDENTITY | {"row_key"} and not name.endswith("_ok") and kind != "DATE"
    ]
    extras = _extras(con)
    rows = _read(con, [*(name for name in declared if not name.endswith("_source")), *extras])
    return rows.rename({name: f"{OWN}{name}" for name in extras if name in WORKED_OUT})


def added(con: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the firm's own columns beside: what they say is undated, and may have been written after the customer left."""
    own = table(con)
    return rows.join(own.select("ck", pl.exclude("ck", *rows.columns)), on="ck", how="left", maintain_order="left")


def _read(con: Connection, names: list[str]) -> pl.DataFrame:
    wanted = ", ".join(quoted(name) for name in dict.fromkeys(names))
    with con.db.cursor() as cursor:
        rows: pl.DataFrame = cursor.sql(f"select ck, {wanted} from all_customers where not is_stub order by ck").pl()
    return rows.select("ck", *(_typed(rows[name]) for name in rows.columns if name != "ck"))


def _typed(column: pl.Series) -> pl.Series:
    """A number when nearly every cell is one, words otherwise; an empty cell is not known."""
    if column.dtype.is_numeric():
        return column.cast(pl.Float64)
    text = column.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None)
    numbers = text.str.replace(",", ".", literal=True).str.replace_all(r"[\s\u00a0\u202f]", "").cast(pl.Float64, strict=False)
    return numbers if text.count() and numbers.count() >= MOSTLY * text.count() else text
