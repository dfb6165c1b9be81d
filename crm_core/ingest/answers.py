"""The answers that a request brings to what a file leaves open: each names a question and one of its options."""

from collections.abc import Collection, Mapping

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.ingest import dates, numbers
from crm_core.ingest.scales import SCALED
from crm_core.tables import Table

OPTIONS = {"decimal": numbers.OPTIONS, "date_order": dates.OPTIONS, "date_turn": dates.TURNS}
KINDS = (*OPTIONS, "scale", "table")


def check_answers(answers: Mapping[str, str], columns: Collection[str], table: Table) -> None:
    """Raise WrongChoice for an answer to no question of a file with these columns, or that is none of its options."""
    for id_, taken in answers.items():
        kind, _colon, about = id_.partition(":")
        if kind not in KINDS:
            raise WrongChoice(
                N_("No question is called “{question}”."), N_("The questions: {known}."), question=id_, known=", ".join(KINDS)
            )
        known = _options(kind, about, columns, table)
        if not known:
            raise WrongChoice(N_("The file has no “{column}” to answer “{question}” for."), column=about, question=id_)
        if taken not in known:
            raise WrongChoice(
                N_("“{text}” is no answer to “{question}”."), N_("Its answers: {known}."), text=taken, question=id_, known=", ".join(known)
            )


def _options(kind: str, about: str, columns: Collection[str], table: Table) -> list[str]:
    """The answers that may be given; none when the question is about what the file does not have."""
    if kind == "table":
        return [table.name]
    if kind == "scale":
        return list(table[SCALED[about]].codes) if about in SCALED and SCALED[about] in table.by_name else []
    return [one.value for one in OPTIONS[kind]] if about in columns else []
