"""The answers that a request brings to what a file leaves open: each names a question and one of its options."""

from collections.abc import Collection, Mapping, Sequence

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.ingest import dates, numbers, order_totals, sales
from crm_core.ingest.scales import SCALED
from crm_core.tables import Table

OPTIONS = {
    "decimal": numbers.OPTIONS,
    "date_order": dates.OPTIONS,
    "date_turn": dates.TURNS,
    "returns": sales.RETURNS,
    "discount": sales.DISCOUNTS,
    "total": order_totals.TOTALS,
}
KINDS = (*OPTIONS, "scale", "table")


def check_answers(answers: Mapping[str, str], columns: Collection[str], table: Table) -> dict[str, WrongChoice]:
    """The answers to what a file with these columns does not have, each with what to say of it.

    Raises WrongChoice for an answer to no question at all, or that is none of its options.
    """
    apart: dict[str, WrongChoice] = {}
    for id_, taken in answers.items():
        kind, _colon, about = id_.partition(":")
        if kind not in KINDS:
            raise WrongChoice(
                N_("No question is called “{question}”."), N_("The questions: {known}."), question=id_, known=", ".join(KINDS)
            )
        known = _options(kind, about, columns, table)
        if not known:
            apart[id_] = WrongChoice(N_("The file has no “{column}” to answer “{question}” for."), column=about, question=id_)
        elif taken not in known:
            raise WrongChoice(
                N_("“{text}” is no answer to “{question}”."), N_("Its answers: {known}."), text=taken, question=id_, known=", ".join(known)
            )
    return apart


def fitting(answers: Mapping[str, str], apart: Mapping[str, WrongChoice], *, alone: bool) -> dict[str, str]:
    """The answers that are not `apart`. Raises what is to be said of the first of those when the file is brought `alone`."""
    for problem in apart.values():
        if alone:
            raise problem
    return {id_: taken for id_, taken in answers.items() if id_ not in apart}


def refuse_strays(apart: Sequence[Mapping[str, WrongChoice]]) -> None:
    """Raise WrongChoice for an answer that no file of an import asks for; `apart` are those of each file."""
    for id_, problem in (apart[0] if apart else {}).items():
        if all(id_ in one for one in apart):
            raise problem


def _options(kind: str, about: str, columns: Collection[str], table: Table) -> list[str]:
    """The answers that may be given; none when the question is about what the file does not have."""
    if kind == "table":
        return [table.name]
    if kind == "scale":
        return list(table[SCALED[about]].codes) if about in SCALED and SCALED[about] in table.by_name else []
    return [one.value for one in OPTIONS[kind]] if about in columns else []
