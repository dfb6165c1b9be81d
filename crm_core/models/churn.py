"""Who is about to leave: rules only, BG/NBD, or a learned score, whichever the data carry and the last quarter of the history confirms.

Who leaves: a customer who bought within the last D80 days and buys nothing in the next D80 days (`purchases`), unless it buys so seldom that this would be less than
its own limit: its silence would say nothing (`slow`); one whose contract ends in them (`contract`, by left_on); or
what a column of the file of customers says (`column`), where there is no history to cut: then five folds judge.
"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.models import apart, own_columns, regular, why
from crm_core.models.ahead import Aim, Attempt, Days, Judged, attempt, few, foreseen, judge
from crm_core.models.bgnbd import Bgnbd
from crm_core.models.columns import Columns, choose
from crm_core.models.customers import WEEK, Customers
from crm_core.models.features import View, features, lost, slow_ones
from crm_core.models.ladder import FEWEST_REPEATS, climb, too_little
from crm_core.models.learners import Learned, fit
from crm_core.models.value import why_nobody

FIRST_DAY = "select min(first_known_on) as day, count(left_on) as gone from all_customers where first_known_on <= $as_of"


NOTHING = Attempt()
LONGEST = 2.0  # usual gaps of silence, as for the lifecycle class inactive


@dataclass(frozen=True)
class Fitted:
    """What foresees who leaves on a day. `rung`: rules, bgnbd or learned; `reasons` are codes of `churn_words.WORDS`, the one that decided last."""

    kind: str
    rung: str
    reasons: tuple[str, ...]
    horizon: int = 0
    days: Days | None = None
    tried: Attempt = NOTHING
    judged: Judged | None = None
    purchases: Bgnbd | None = None

    @property
    def shown(self) -> bool:
        return self.rung != "rules"

    @property
    def model(self) -> Learned | None:
        return self.tried.model if self.rung == "learned" else None

    @property
    def columns(self) -> Columns | None:
        return self.tried.columns


def fitted(con: Connection, as_of: date) -> Fitted:
    """What foresees on that day, kept for the version and noted."""
    from crm_core.models import noted  # which reads what is fitted here

    return con.recall(("churn models", as_of), lambda: noted.score(con, "churn_model", "", as_of, apart.learned(con, _fit, as_of)))


def kind_of(con: Connection, as_of: date) -> str:
    """Who leaves is told by `purchases`, a `column` or `contract`; "" when nothing tells it."""
    wanted = con.settings.scoring.churn_by
    if wanted != "auto":
        return {"left_on": "contract"}.get(wanted, wanted)
    if con.has("transactions"):
        return "purchases"
    if own_columns.answer_column(con):
        return "column"
    return "contract" if query(con, FIRST_DAY, Scope.to(as_of))["gone"].item() else ""


def _fit(con: Connection, as_of: date) -> Fitted:
    kind = kind_of(con, as_of)
    if not kind:
        return Fitted(kind, "rules", ("nothing_tells",))
    return {"purchases": _of_purchases, "contract": _of_contracts, "column": _of_column}[kind](con, as_of)


def _of_purchases(con: Connection, as_of: date) -> Fitted:
    now, horizon = Customers.on(con, as_of), int(con.thresholds(as_of).d80)
    if not now.rows.height:
        return Fitted("purchases", "rules", (why_nobody(con, as_of),), horizon)
    days = Days.of(as_of, now.history, horizon)
    so_far = Fitted("purchases", "rules", too_little(now.repeat_buyers, now.history, horizon), horizon, days)
    if so_far.reasons:
        return so_far
    tried = attempt(aim(con, horizon, patience(con, as_of)), days, con.settings.scoring.protected_fields)
    so_far = replace(so_far, tried=tried, judged=tried.judged)
    return _of_rates(con, now, days, replace(so_far, reasons=(tried.wrong,))) if tried.wrong else replace(so_far, rung="learned")


def aim(con: Connection, horizon: int, patient: float = 0.0, contract: bool = False) -> Aim:
    """Whom is foreseen to leave, and who did; `patient`: see `patience`."""

    def rows(day: date, back: int) -> pl.DataFrame:
        known = features(con, day, View(horizon, back, contract, patience=patient))
        return own_columns.added(con, known) if contract else known

    return Aim(
        horizon,
        rows,
        lambda people, day: lost(con, people, day, View(horizon, 0, contract)),
        ("tenure",) if contract else ("recency", "last_year"),
    )


def _of_rates(con: Connection, now: Customers, days: Days, so_far: Fitted) -> Fitted:
    """The rung below: BG/NBD, fitted to what the learned model would have seen and judged by the same customers."""
    model, wrong = climb(now.lives, regular.evenness(con, days.now))
    then = Customers.on(con, days.seen)
    before = climb(then.lives, regular.evenness(con, days.seen))[0] if then.repeat_buyers >= FEWEST_REPEATS else None
    if model is None or before is None:
        return replace(so_far, reasons=(*so_far.reasons, *(wrong[-1:] if model is None else ("unchecked",))))
    judged = judged_rates(before, Customers.on(con, days.test), aim(con, so_far.horizon, patience(con, days.now)), days)
    if judged is None or not judged.wins:
        return replace(so_far, reasons=(*so_far.reasons, "one_sided" if judged is None else "bgnbd_loses"), judged=judged)
    return replace(so_far, rung="bgnbd", judged=judged, purchases=model)


def judged_rates(model: Bgnbd, seen: Customers, who: Aim, days: Days) -> Judged | None:
    """The probabilities of that model on the day of the test beside what followed; None when hardly anyone left or stayed."""
    rows = who.rows(days.test, max(days.back, who.horizon))
    hit = who.hit(rows, days.test)
    if min(int(hit.sum()), int((~hit).sum())) < 30:
        return None
    predicted = rows.join(silent(model, seen, who.horizon), on="ck", how="left", maintain_order="left")["churn_probability"]
    return judge(predicted.fill_null(1.0).to_numpy(), hit, rows, {"recency": 1, "last_year": -1})


def patience(con: Connection, day: date) -> float:
    """How many of its own usual gaps a customer may be silent: as many as D80 has of D50, which is the limit of the usual customer, and two at most."""
    limits = con.thresholds(day)
    return min(max(limits.d80 / limits.d50, 1.0), LONGEST) if limits.d50 > 0 else LONGEST


def slow(con: Connection, as_of: date) -> pl.DataFrame:
    """`ck`, `recency`, `purchases`, `usual_gap` of the active customers who buy too seldom for D80 days without purchase to say that they leave, and so have no risk."""
    found = fitted(con, as_of)
    view = View(found.horizon, _back(found), patience=patience(con, as_of) if found.kind == "purchases" and found.shown else 0.0)
    return con.recall(("slow customers", as_of), lambda: slow_ones(con, as_of, view))


def _back(found: Fitted) -> int:
    """How far back the customers of today are looked at: as far as those on whom the score was judged."""
    back = found.days.back if found.days else 0
    return max(back, found.horizon) if found.purchases else back


def silent(model: Bgnbd, customers: Customers, horizon: int) -> pl.DataFrame:
    """`ck`, `churn_probability`: that nothing is bought in the horizon."""
    return customers.rows.select("ck", pl.Series("churn_probability", model.silent(customers.lives, horizon / WEEK)[customers.group]))


def _of_contracts(con: Connection, as_of: date) -> Fitted:
    horizon, first = int(con.thresholds(as_of).d80), query(con, FIRST_DAY, Scope.to(as_of))["day"].item()
    if first is None:
        return Fitted("contract", "rules", ("no_beginning",), horizon)
    days = Days.of(as_of, (as_of - first).days, horizon)
    tried = attempt(aim(con, horizon, contract=True), days, con.settings.scoring.protected_fields)
    return Fitted(
        "contract",
        "rules" if tried.wrong else "learned",
        (tried.wrong,) if tried.wrong else ("undated_columns",),
        horizon,
        days,
        tried,
        tried.judged,
    )


def _of_column(con: Connection, as_of: date) -> Fitted:  # noqa: ARG001 — a file without history is the same on every day
    rows, hit = own_columns.answered(con)
    columns = choose(rows, hit, con.settings.scoring.protected_fields)
    wrong = few(hit) or ("" if columns.names else "no_columns")
    so_far = Attempt(wrong, len(hit), int(hit.sum()), columns)
    if wrong:
        return Fitted("column", "rules", (wrong,), tried=so_far)
    model = fit(rows, hit, columns)
    best = max(columns.names, key=lambda name: columns.alone[name])
    judged = Judged(model.unseen, hit, best, columns.alone[best])
    if not judged.wins:
        return Fitted("column", "rules", ("loses",), tried=replace(so_far, wrong="loses"), judged=judged)
    tried = replace(so_far, judged=judged, model=model, importance=why.importance(model, rows, hit))
    return Fitted("column", "learned", ("folds",), tried=tried, judged=judged)


def scored(con: Connection, as_of: date) -> pl.DataFrame:
    """`ck`, `churn_probability`, `reason_1`, `value_1` … of those who may still leave, the likeliest first; no rows when there are rules only."""
    return con.recall(("churn scores", as_of), lambda: apart.run(con, _score, as_of, fitted(con, as_of)))


def _score(con: Connection, as_of: date, found: Fitted) -> pl.DataFrame:
    if found.purchases:
        rows = aim(con, found.horizon, patience(con, as_of)).rows(as_of, _back(found)).select("ck", "recency", "usual_gap", "lateness")
        made = rows.join(silent(found.purchases, Customers.on(con, as_of), found.horizon), on="ck", how="left")
        return _by_rates(made)
    if found.model is None:
        return pl.DataFrame(schema=EMPTY)
    if found.kind == "column":
        return _unseen(con, found.model)
    by_contract = found.kind == "contract"
    who = aim(con, found.horizon, 0.0 if by_contract else patience(con, as_of), by_contract)
    return foreseen(found.model, who.rows(as_of, found.days.back if found.days else 0), "churn_probability")


REASONS = {f"{what}_{rank}": pl.String for rank in (1, 2, 3) for what in ("reason", "value")}
EMPTY = {"ck": pl.Int32, "churn_probability": pl.Float64, **REASONS}


def _by_rates(rows: pl.DataFrame) -> pl.DataFrame:
    """BG/NBD knows recency, frequency and age alone: its reason is how late the customer is by its own gap."""
    late = pl.when(pl.col("lateness") > 1).then(pl.lit("lateness:high")).when(pl.col("lateness").is_null()).then(pl.lit("lateness:unknown"))
    told = rows.with_columns(late.alias("reason_1"), pl.col("lateness").round(4).cast(pl.String).alias("value_1"))
    nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in REASONS if name not in ("reason_1", "value_1")]
    return told.with_columns(nothing).select(*EMPTY).sort("churn_probability", "ck", descending=[True, False])


def _unseen(con: Connection, model: Learned) -> pl.DataFrame:
    """Those who have not left, each by models that had not seen it; the reasons are those of the model of all."""
    rows, hit = own_columns.answered(con)
    staying = pl.Series(~hit)
    made = (
        rows.select("ck", pl.Series("churn_probability", model.unseen))
        .filter(staying)
        .sort("churn_probability", "ck", descending=[True, False])
    )
    told = rows.filter(staying).join(made.head(why.MOST_TOLD).select("ck"), on="ck", how="semi")
    return made.join(why.reasons(model, told), on="ck", how="left", maintain_order="left").select(*EMPTY)
