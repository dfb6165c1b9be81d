"""Fits are noted in the history of the workspace as they are made, whoever asks: a page, the product ahead of its readers, a command."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm_core.engine import Connection
from crm_core.engine.connection import Noting
from crm_core.log import event
from crm_core.models import churn, churn_told, told, value
from crm_core.store import fits
from crm_core.store.fits import Fit, Value

QUALITY = ("auc", "baseline_auc", "brier", "flat_brier", "top_decile_lift", "rate", "n_test", "hits_train", "auc_logistic", "auc_boosting")
LEARNED = ("kind", "rung", "model", "parameters", "columns", "horizon", "looks_back", "why")


def value_model(con: Connection, as_of: date, found: value.Fitted) -> value.Fitted:
    """`found`, once it is noted."""
    if con.noting:
        rows = [
            (name, words or (None if number is None else float(number))) for name, number, words in told.rows(found) if name != "warning"
        ]
        said: dict[str, Value] = dict(rows)
        checks = {name.removeprefix("check_"): said.pop(name) for name in list(said) if name.startswith("check_")}
        rung, n = str(said.pop("model")), int(said.pop("customers") or 0)
        _note(con, Told("customer_value_model", "", as_of, rung, n, found.history, checks, said), con.noting)
    return found


def score(con: Connection, name: str, what: str, as_of: date, found: churn.Fitted) -> churn.Fitted:
    """`found`, once it is noted as a fit of the indicator `name` for `what`."""
    if con.noting:
        row = churn_told.row(found).row(0, named=True)
        days = (as_of - row["learned_at"]).days + row["looks_back"] if row["learned_at"] else None
        quality, learned = ({one: row[one] for one in names} for names in (QUALITY, LEARNED))
        rung = "rules" if row["rung"] == "rules" else row["model"]
        _note(con, Told(name, what, as_of, rung, row["n_train"], days, quality, learned), con.noting)
    return found


@dataclass(frozen=True)
class Told:
    """What a fit says of itself: `days` of purchases until `as_of`."""

    model: str
    scope: str
    as_of: date
    rung: str
    n: int | None
    days: int | None
    quality: Mapping[str, Value]
    parameters: Mapping[str, Value]


def _note(con: Connection, one: Told, noting: Noting) -> None:
    """A history that cannot be written is told to the log."""
    since = None if one.days is None else one.as_of - timedelta(days=one.days)
    of, known = (noting.clock(), noting.by, one.model, one.scope, con.version.number, one.as_of, since), (one.rung, one.n)
    try:
        fits.remember(con.workspace.folder, Fit(*of, *known, _rounded(one.quality), _rounded(one.parameters)))
    except OSError as problem:
        event("fit not noted", level=logging.WARNING, model=one.model, problem=problem)


def _rounded(said: Mapping[str, Value]) -> dict[str, Value]:
    """To six digits: a fit made again on another machine is the same fit."""
    return {name: float(f"{number:.6g}") if isinstance(number, float) else number for name, number in said.items()}
