"""The command line about duplicates: the pairs, decisions on them from a file, the list of decisions, and the way back."""

from getpass import getuser
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from crm_core.asking import pair
from crm_core.engine import Connection, Scope
from crm_core.errors import WrongChoice
from crm_core.i18n import N_, say
from crm_core.indicators.duplicates import duplicates
from crm_core.ingest import Request
from crm_core.ingest.compare import ZONES, compare
from crm_core.ingest.decision_file import read_decisions
from crm_core.output import Format, write
from crm_core.session import command, session
from crm_core.store import decisions
from crm_core.store.decisions import MERGE, OPEN
from crm_core.store.serving import serving_file


@command("duplicates")
def duplicates_(
    format_: Annotated[Format, typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """Pairs of records that may be one customer; written as CSV, with a column to fill in for the command decide."""
    write(_pairs(session.connection()), format_, output)


@command("compare")
def compare_(
    file: Annotated[Path, typer.Argument(help="A file of people or firms: bad payers, prospects bought …")],
    our_numbers: Annotated[bool, typer.Option("--our-numbers", help="The customer numbers of the file are those of the base")] = False,
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="COLUMN=FIELD; FIELD - leaves the column out")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook")] = None,
    other: Annotated[Path | None, typer.Option("--with", help="Compare with this file instead of the base")] = None,
    format_: Annotated[Format, typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """Who of a file is in the base already, or in another file (sure, to review, no); nothing of it is kept."""
    con, request = session.connection(), Request(file, sheet, mapping=dict(pair(text, "--map", last=True) for text in map_ or []))
    if other and our_numbers:
        raise WrongChoice(N_("--our-numbers and --with are two questions: give one of them."))
    today, beside = session.today(), Request(other) if other else None
    found = compare(con, request, at=session.clock(), as_of=con.data_on(today) or today, ours=our_numbers, other=beside)
    write(found.rows.rename(found.names()), format_, output)
    counts = say(N_("sure: {sure}, to review: {review}, not there: {no}"), session.language, **{one: found.count(one) for one in ZONES})
    typer.echo(counts, err=True)


@command("decide")
def decide(
    file: Annotated[
        Path | None, typer.Argument(help="CSV or XLSX with the columns left, right, decision (merge, apart, later, open)")
    ] = None,
    sure: Annotated[bool, typer.Option("--sure", help="Merge every sure pair, but for groups in which records were told apart")] = False,
) -> None:
    """Decide on pairs of duplicates; all of the file becomes one version, or nothing."""
    if (file is None) is not sure:
        raise WrongChoice(N_("Give a file of decisions or --sure, one of the two."))
    con = session.connection()
    _keep(_sure(con) if file is None else read_decisions(con, file))


@command("decisions")
def list_decisions(
    format_: Annotated[Format, typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """The decisions on duplicates that are in force, the latest first."""
    workspace = session.workspace
    write(decisions.decided(workspace, workspace.current).rename({"loaded_in": "version"}), format_, output)


@command("take-back")
def take_back(left: str, right: str) -> None:
    """Take the decision on one pair back."""
    workspace, wanted = session.workspace, decisions.frame([(left, right, OPEN)])
    if not decisions.decided(workspace, workspace.current).join(wanted, on=decisions.PAIR, how="semi").height:
        raise WrongChoice(
            N_("Nothing was decided on {left} and {right}."), N_("List the decisions with the command decisions."), left=left, right=right
        )
    _keep(wanted)


def _pairs(con: Connection) -> pl.DataFrame:
    today = session.today()
    return duplicates(con, Scope.to(con.data_on(today) or today))


def _sure(con: Connection) -> pl.DataFrame:
    """The sure pairs as merges, without those that contradict what was decided."""
    sure = _pairs(con).filter(pl.col("zone") == "sure", pl.col("decision").is_null()).select("left_id", "right_id")
    merges = decisions.frame((left, right, MERGE) for left, right in sure.iter_rows())
    return decisions.without_contradictions(decisions.decided(con.workspace, con.version), merges)


def _keep(said: pl.DataFrame) -> None:
    workspace = session.workspace
    version = decisions.decide(workspace, said, at=session.clock(), by=getuser())
    counts = version.summary["decisions"] if version else {MERGE: 0}
    if version:
        serving_file(workspace, version)
    typer.echo(decisions.in_words(counts, session.language))
