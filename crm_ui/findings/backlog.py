"""What the open complaints say: how many are late, whether more come in than go out, who or what they wait for."""

from collections.abc import Sequence

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_ui import formats

RUN = 3
WAITING = ("collected", "registered")


def late(open_cases: int, late: int, language: str) -> str:
    """31 dossiers ouverts ont dépassé leur échéance."""
    if open_cases == 0:
        return say(N_("No case is open"), language)
    if late == 0:
        return say(N_("No open case is late"), language)
    one, many = N_("{n} case is past its due date"), N_("{n} cases are past their due date")
    return say_number(one, many, late, language, n=formats.number(late, language))


def flow(rows: pl.DataFrame, language: str) -> str:
    """Il est entré 12 dossiers de plus qu’il n’en est sorti, chacune des 4 dernières semaines (rows of `complaint_flow` that are known)."""
    net = rows["net"].to_list()
    change, run = sum(net), _run(net)
    said = _change(change, language)
    if run < RUN or run == len(net):
        return said
    weeks = formats.number(run, language)
    last = N_("{said}; more every week for the last {n}") if net[-1] > 0 else N_("{said}; fewer every week for the last {n}")
    return say(last, language, said=said, n=weeks)


def _change(change: int, language: str) -> str:
    if change == 0:
        return say(N_("As many cases were closed as came in"), language)
    more = (N_("{n} more case came in than was closed"), N_("{n} more cases came in than were closed"))
    fewer = (N_("{n} more case was closed than came in"), N_("{n} more cases were closed than came in"))
    return say_number(*(more if change > 0 else fewer), abs(change), language, n=formats.number(abs(change), language))


def _run(net: Sequence[int]) -> int:
    """How many of the last weeks all went the way of the last one."""
    last = net[-1] if net else 0
    return next((n for n, one in enumerate(reversed(net)) if one * last <= 0), len(net))


def stages(rows: pl.DataFrame, language: str) -> str:
    """18 des 31 dossiers ouverts attendent une première réponse (`stage`, `open`)."""
    waiting, everything = int(rows.filter(pl.col("stage").is_in(WAITING))["open"].sum()), int(rows["open"].sum())
    if waiting == int(rows.filter(pl.col("stage") == "collected")["open"].sum()) == everything:
        return say(N_("No stage after reception is known of the open cases"), language)
    if waiting == 0:
        return say(N_("Every open case has had a first answer"), language)
    values = {"n": formats.number(waiting, language), "open": formats.number(everything, language)}
    one, many = N_("{n} of {open} open cases waits for a first answer"), N_("{n} of {open} open cases wait for a first answer")
    return say_number(one, many, waiting, language, **values)


def owners(rows: pl.DataFrame, language: str) -> str:
    """Le plus de retards : C. Blanc, 9 dossiers sur 31 (`name`, `late`, `is_rest`)."""
    everything, named = int(rows["late"].sum()), rows.filter(~pl.col("is_rest"))
    if everything == 0:
        return say(N_("No open case is late"), language)
    most = named.filter(pl.col("late") == pl.col("late").max())
    if most.height != 1:
        return say(N_("Late cases are spread over several people in charge"), language)
    name, count = most.select("name", "late").row(0)
    values = {"name": name, "n": formats.number(count, language), "late": formats.number(everything, language)}
    return say(N_("Most late cases: {name}, {n} of {late}"), language, **values)
