"""What the first reader of each page would wait for, asked before it comes: the usual period of the newest data, on every version that appears."""

import asyncio
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from threading import Event
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.engine.fields import values_of
from crm_core.errors import CrmError
from crm_core.indicators.attrition import attrition_rates
from crm_core.indicators.record_faults import worst_records
from crm_core.indicators.registry import Compute, Indicator, find
from crm_core.log import event
from crm_core.models import appetence
from crm_core.periods import Window, year_earlier
from crm_core.work import Stopped
from crm_ui import cache, spans
from crm_ui.base_data import QUARTERS
from crm_ui.findings.value import speaks
from crm_ui.quality_data import WORST
from crm_ui.readers import READERS

LOOK_SECONDS = 5.0
PATIENCE = 2.0  # seconds that readers may hold a question up: it would be theirs soon
SWITCH = "CRM_ASK_AHEAD"
VALUES = ("customer_value", "customer_value_matrix", "customer_value_check")
RATES = "attrition_rates"
# What pages ask that is a part of an indicator: how it is computed, and of which one.
PARTS: dict[str, tuple[Compute, str]] = {WORST: (worst_records, "record_faults"), RATES: (attrition_rates, "attrition")}
SCORES = ("rfm_codes", "abc_classes", "concentration")


def usual(scope: Scope) -> Iterator[tuple[str, Scope]]:
    """The questions of the pages that take long on many purchases, each an indicator's name and its scope, in the order of the menu."""
    rolling, months = scope.rolling(), spans.thirteen_months(scope).windows
    last_year = scope.over(year_earlier(scope.period))
    yield from (("attrition", rolling), (RATES, spans.rolling_before(scope)))
    yield from (("lifecycle_counts", scope), ("active_customers", rolling))
    yield "monthly_activity", scope.over(Window(months[0].start, months[-1].end))
    yield from ((name, scope) for name in ("channel_mix", "cohort_retention", "came_back", "reachable", "base_cost", "informed_bought"))
    yield from ((name, one) for one in (scope, last_year) for name in SCORES)
    yield "attrition_by_abc", scope
    yield from ((name, one) for one in (scope, last_year) for name in ("migration", "rfm"))
    yield "customer_value_model", scope
    yield from ((name, scope) for name in ("base_quality", WORST))
    yield "base_quality_score", replace(rolling, windows=rolling.windows[::QUARTERS])


def of_values(con: Connection, scope: Scope) -> Iterator[tuple[str, Scope]]:
    """The questions about the value of customers, when a model that has been asked for speaks."""
    if con.has("transactions") and speaks(_answer(con, "customer_value_model", scope)):
        yield from ((name, scope) for name in VALUES)


def ask(con: Connection, scope: Scope, stop: Event) -> None:
    """Ask the usual questions about `scope`, so that their answers are kept; those whose tables are missing are left out. Ends early once `stop` is set."""
    if con.has("customers"):
        values_of(con, "department", scope.as_of)
    for name, asked in chain(usual(scope), of_values(con, scope), of_departures(con, scope), of_appetence(con, scope)):
        READERS.let_pass(PATIENCE)
        if stop.is_set():
            return
        try:
            _ask_one(con, name, asked)
        except Stopped:
            return
        except CrmError as problem:
            event("question left", level=logging.WARNING, question=name, problem=problem)


def of_departures(con: Connection, scope: Scope) -> Iterator[tuple[str, Scope]]:
    """The questions about who leaves, where purchases tell it and so the model has to be fitted again for each version."""
    if con.has("transactions") and con.settings.scoring.churn_by in ("auto", "purchases"):
        yield "churn_model", scope
        if _answer(con, "churn_model", scope)["shown"].item():
            yield "churn_score", scope


def of_appetence(con: Connection, scope: Scope) -> Iterator[tuple[str, Scope]]:
    """The questions about who will buy the usual thing, where purchases name things."""
    if con.has("transactions") and appetence.known(con, scope.as_of):
        yield "appetence_model", scope
        if _answer(con, "appetence_model", scope)["shown"].item():
            yield "appetence_score", scope


def _ask_one(con: Connection, name: str, scope: Scope) -> None:
    if con.has(*_computed(name)[1].needs):
        _answer(con, name, scope)


def _answer(con: Connection, name: str, scope: Scope) -> pl.DataFrame:
    """That of the indicator `name`, kept where the pages find it."""
    return con.recall((name, scope), partial(_computed(name)[0], con, scope))


def _computed(name: str) -> tuple[Compute, Indicator]:
    """How the answer to a question is worked out, and the indicator that it belongs to."""
    if name in PARTS:
        compute, of = PARTS[name]
        return compute, find(of)
    return find(name), find(name)


def look(before: str, stop: Event) -> str:
    """Ask about the version that everyone sees, unless its key is `before`; the key of what was asked about, "" while there is nothing to ask."""
    workspace, rules = cache.shared()
    con = cache.ready(workspace, rules) if workspace.version else None
    if con is None or con.key == before:
        return before
    day = con.data_on(datetime.now(ZoneInfo(rules.firm.time_zone)).date())
    if day:
        ask(con, Scope.to(day), stop)
    return con.key


async def keep_ahead() -> None:
    """Look from time to time for a new version, until this is cancelled; not at all where the installation has switched it off."""
    if os.environ.get(SWITCH, "").lower() == "off":
        return
    stop, key = Event(), ""
    try:
        while True:
            try:
                key = await asyncio.to_thread(look, key, stop)
            except (CrmError, duckdb.Error, OSError) as problem:
                event("nothing asked ahead", level=logging.WARNING, problem=problem)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        stop.set()
